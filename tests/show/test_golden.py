"""Golden frames: every look, drawn from the built-in piece, looks as it did when somebody last looked at it.

In: the piece, the shipped network of 32 units, every preset that ships. Out: small pictures beside those in `golden/`.
Renderers differ in the last bits, so what is compared is soft: 5 x 5 pixels of a small frame, in OKLab.
After a change that is meant, look at the new pictures: pytest tests/show/test_golden.py --update-golden
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine import files
from engine.brain.weights import Weights
from engine.controls.catalogue import CATALOGUE
from engine.show.offline import OfflineEar
from engine.show.performance import Heard
from engine.show.start import load_network, open_performance
from engine.sound.piece import demo_tape
from engine.sound.tape import MemoryTape
from engine.stage.headless import HeadlessWindow
from engine.stage.oklab import linear_to_oklab, srgb_to_linear

GOLDEN = Path(__file__).with_name("golden")
SIZE = (320, 180)
SECONDS = 6.0
FPS = 20.0
START_S = 54.0  # the last bar before the drop, and the drop
#: The automatic gain adds to this one (dB), and this gate (dB) is shut below it.
EAR = tuple(CATALOGUE[path].default for path in ("/ear/gain", "/ear/gate", "/ear/auto"))
LOOKS = sorted(path.stem for path in files.shipped("presets").glob("*.toml"))


@pytest.fixture(scope="module")
def network() -> Weights:
    return load_network(32, None)[0]


@pytest.fixture(scope="module")
def heard(network: Weights) -> list[Heard]:
    """What is heard of a few seconds around the drop, a frame each: no look has a wish of its own about the ear."""
    tape = demo_tape()
    block = next(iter(tape.blocks(round(SECONDS * tape.rate_hz), start=START_S)))
    ear = OfflineEar(MemoryTape(block, tape.rate_hz), network)
    ear.pipeline.gain_db, ear.pipeline.gate_db, ear.pipeline.auto = EAR
    return [ear.hear(number / FPS) for number in range(round(SECONDS * FPS))]


def draw(look: str, network: Weights, heard: list[Heard]) -> NDArray[np.uint8]:
    """The last frame of the look."""
    with HeadlessWindow(SIZE) as screen:
        performance, _ = open_performance(screen.context, network, look, (), 1)
        for number, frame in enumerate(heard):
            values = performance.values
            assert (values.number("/ear/gain"), values.number("/ear/gate"), values.flag("/ear/auto")) == EAR
            performance.advance(number / FPS, 1.0 / FPS, frame, ())
            performance.draw(screen.framebuffer, screen.size_px)
        return screen.read_pixels().copy()


def soften(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Means of 5 x 5 pixels, in OKLab: (36, 64, 3)."""
    height, width, _ = picture.shape
    linear = srgb_to_linear(picture.astype(np.float64) / 255.0)
    blocks = linear.reshape(height // 5, 5, width // 5, 5, 3).mean(axis=(1, 3))
    return linear_to_oklab(blocks)


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_as_it_was(look: str, network: Weights, heard: list[Heard], request: pytest.FixtureRequest) -> None:
    picture = draw(look, network, heard)
    path = GOLDEN / f"{look}.png"
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(picture).save(path, optimize=True)
    golden = np.asarray(Image.open(path).convert("RGB"))
    difference = np.linalg.norm(soften(picture) - soften(golden), axis=2)
    assert difference.mean() < 0.01, f"{look} has changed: see {path} and draw it anew if that is meant"
    assert np.quantile(difference, 0.99) < 0.08


def test_looks_differ_from_each_other() -> None:
    soft = {look: soften(np.asarray(Image.open(GOLDEN / f"{look}.png").convert("RGB"))) for look in LOOKS}
    for number, look in enumerate(LOOKS):
        for other in LOOKS[number + 1 :]:
            assert np.linalg.norm(soft[look] - soft[other], axis=2).mean() > 0.03, (look, other)


def test_no_golden_frame_is_left_over() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.png")) == LOOKS
