"""Golden frames of what ships as ISF: every effect and layer over a look, every transition between two.

In: the built-in piece at its drop, the shipped network of 32 units, the files in `shaders/`. Out: small pictures in
`golden/effects`, each made as the show makes its own. After a change that is meant, look at the new ones:
pytest tests/show/test_golden_effects.py --update-golden
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine import files
from engine.brain.weights import Weights
from engine.controls.catalogue import show_catalogue
from engine.presets.library import Library
from engine.show.offline import OfflineEar
from engine.show.render import Rendering
from engine.show.start import load_network, open_performance
from engine.sound.piece import demo_tape
from engine.sound.tape import MemoryTape
from engine.stage.headless import HeadlessWindow
from engine.stage.oklab import linear_to_oklab, srgb_to_linear

GOLDEN = Path(__file__).with_name("golden") / "effects"
SIZE = (240, 135)
FPS, SECONDS = 20.0, 1.0
START_S = 55.5  # in the drop
LOOK, NEXT = "first-light", "moonpool"
#: A transition starts from what is seen in this frame, and has gone half its way in the last.
TURN, WAY_S = 10, 1.0
NAMES = {kind: sorted(path.stem for path in files.shipped("shaders").glob(f"{kind}s/*.fs"))
         for kind in ("effect", "layer", "transition")}  # fmt: skip
ALL = [(kind, name) for kind, names in NAMES.items() for name in names]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return load_network(32, None)[0]


@pytest.fixture(scope="module")
def music() -> MemoryTape:
    """A second of the drop."""
    tape = demo_tape()
    block = next(iter(tape.blocks(round(SECONDS * tape.rate_hz), start=START_S)))
    return MemoryTape(block, tape.rate_hz)


def draw(kind: str, name: str, music: MemoryTape, weights: Weights) -> NDArray[np.uint8]:
    """The last frame, with one file turned fully up; without a name, with none."""
    with HeadlessWindow(SIZE) as screen:
        performance, _ = open_performance(screen.context, weights, LOOK, (), 1)
        if kind == "transition":
            performance.board.set("/transition/choice", name)
        elif name:
            performance.board.set(f"/{kind}/{name}/mix", 1.0)
        rendering = Rendering(performance, screen, OfflineEar(music, weights), FPS, SECONDS)
        for number, _ in enumerate(rendering.draw()):
            if kind == "transition" and number == TURN:
                performance.recall(Library(show_catalogue()).find(NEXT), over=WAY_S)
        return screen.read_pixels().copy()


def soften(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Means of 5 x 5 pixels, in OKLab: (27, 48, 3)."""
    height, width, _ = picture.shape
    linear = srgb_to_linear(picture.astype(np.float64) / 255.0)
    blocks = linear.reshape(height // 5, 5, width // 5, 5, 3).mean(axis=(1, 3))
    return linear_to_oklab(blocks)


def golden(kind: str, name: str) -> NDArray[np.uint8]:
    return np.asarray(Image.open(GOLDEN / f"{kind}-{name}.png").convert("RGB"))


@pytest.mark.parametrize(("kind", "name"), ALL, ids=[f"{kind}-{name}" for kind, name in ALL])
def test_a_file_looks_as_it_did(
    kind: str, name: str, music: MemoryTape, weights: Weights, request: pytest.FixtureRequest
) -> None:
    picture = draw(kind, name, music, weights)
    path = GOLDEN / f"{kind}-{name}.png"
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(picture).save(path, optimize=True)
    difference = np.linalg.norm(soften(picture) - soften(golden(kind, name)), axis=2)
    assert difference.mean() < 0.01, f"{name} has changed: see {path} and draw it anew if that is meant"
    assert np.quantile(difference, 0.99) < 0.08


def test_every_file_does_something_of_its_own(music: MemoryTape, weights: Weights) -> None:
    soft = {f"{kind}-{name}": soften(golden(kind, name)) for kind, name in ALL}
    soft["nothing"] = soften(draw("", "", music, weights))
    names = list(soft)
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            assert np.linalg.norm(soft[one] - soft[other], axis=2).mean() > 0.002, (one, other)


def test_no_golden_frame_is_left_over() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.png")) == sorted(f"{kind}-{name}" for kind, name in ALL)
