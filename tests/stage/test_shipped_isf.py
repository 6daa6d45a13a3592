"""The ISF files that ship, all of them: they read, compile and give a picture; layers and transitions do what they say.

In: the folders of effects, layers and transitions, walked; small pictures made here. Out: proof.
Runs in the test process, headless.
"""

from itertools import pairwise
from pathlib import Path

import moderngl
import numpy as np
import pytest
from stage.projector import FILES, KINDS, Open, Projector, Value, images_of, night, row

from engine.isf.control import Control
from engine.isf.document import flatten, read_document

EVERY = [path for folder in FILES.values() for path in folder.values()]


def test_there_are_enough() -> None:
    asked = {"bloom", "trails", "kaleidoscope", "mirror", "displace", "chromatic-split", "grain", "grade"}
    assert asked | {"vignette", "strobe"} <= set(FILES["effects"])
    assert len(FILES["layers"]) >= 4
    assert len(FILES["transitions"]) >= 5


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_file_is_whole(path: Path) -> None:
    document = read_document(path)
    assert document.warnings == ()
    assert document.kind == KINDS[path.parent.name]
    assert (document.version, document.credit) == (2, "Asterism")
    assert document.file_version and document.description and document.categories
    for item in document.inputs:
        if not item.is_image and item.name != "progress":
            assert item.label and item.description, item.name
    for control in flatten(document):
        assert control.kind != "float" or control.low < control.high
        assert control.name not in ("mix", "place")  # the stage has its own of these names


def values_of(control: Control) -> list[Value]:
    """Both ends of a number, and every choice and position of what has those."""
    if control.kind == "float":
        return [control.low, control.high]
    return list(control.choices) if control.kind == "choice" else [False, True]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_every_end_of_every_input_gives_a_picture(context: moderngl.Context, path: Path) -> None:
    """Finite, and lit at some moment; at the defaults, too."""
    document = read_document(path)
    images = images_of(document)
    show = Projector(context, path, fps=5.0)
    settings: list[dict[str, Value]] = [{}]
    settings += [{control.name: value} for control in flatten(document) for value in values_of(control)]
    least = 0.1 if document.kind != "generator" else 0.01
    for setting in settings:
        brightest = 0.0
        for _ in range(4):
            drawn = show.draw(values={"progress": 0.4, **setting}, **images)
            assert np.isfinite(drawn).all(), setting
            assert drawn.min() >= -0.3 and drawn.max() <= 2.0, setting
            brightest = max(brightest, float(drawn.max()))
        assert brightest > least, setting
    show.shader.release()


# Layers.


@pytest.mark.parametrize("path", FILES["layers"].values(), ids=lambda path: path.stem)
def test_a_layer_leaves_the_light_to_the_scene(context: moderngl.Context, path: Path) -> None:
    show = Projector(context, path, (160, 90))
    drawn = show.draw(**images_of(show.shader.document))
    assert 0.001 < drawn.mean() < 0.16
    show.shader.release()


@pytest.mark.parametrize("name", ["nebula", "aurora-curtain", "starfield"])
def test_a_layer_hears(projector: Open, name: str) -> None:
    values: dict[str, Value] = {"sound": 1.0, "glitter": 1.0}
    quiet, loud = (
        np.mean([show.draw(values=values, heard=row(np.full(64, level))).sum() for _ in range(4)])
        for show, level in ((projector(name, fps=3.0), 0.0), (projector(name, fps=3.0), 1.0))
    )
    assert loud > 1.15 * quiet


def test_rings_shine_where_the_history_says(projector: Open) -> None:
    history = np.zeros((500, 32, 3), np.float32)
    history[40:60, 7:10, 0] = 1.5  # units 7 to 9, half a second ago
    state = np.ones((4, 32, 3), np.float32)
    show = projector("memory-rings", (160, 90))
    values: dict[str, Value] = {"seconds": 1.5, "hollow": 0.1, "fade": 0.0}
    light = show.draw(values=values, brainHistory=history, brainState=state).sum(axis=2)
    y, x = np.mgrid[0:90, 0:160] + 0.5
    x, y = (x - 80.0) / 90.0, (y - 45.0) / 90.0
    right = x > 0
    radius = np.hypot(x, y)[right]
    unit = np.arctan2(x, y)[right] / np.pi * 32.0
    weight = light[right] / light[right].sum()
    assert abs((weight * radius).sum() - (0.05 + 0.5 / 1.5)) < 0.03
    assert abs((weight * unit).sum() - 8.5) < 0.5
    np.testing.assert_allclose(light, light[:, ::-1], atol=1e-3)


# Transitions.


@pytest.mark.parametrize("name", FILES["transitions"])
def test_a_transition_begins_and_ends_exactly(projector: Open, name: str) -> None:
    start, end = night(seed=1), night(seed=2)
    show = projector(name)
    for progress, picture in ((0.0, start), (1.0, end)):
        drawn = show.draw(values={"progress": progress}, startImage=start, endImage=end)
        np.testing.assert_allclose(drawn, picture, atol=1e-3)


@pytest.mark.parametrize("name", FILES["transitions"])
def test_a_transition_goes_steadily(projector: Open, name: str) -> None:
    """From nearer the old look to nearer the new one, without a leap, and never dark."""
    start, end = night(seed=1), night(seed=2)
    show = projector(name)
    steps = np.linspace(0.0, 1.0, 61)
    drawn = [show.draw(values={"progress": float(at)}, startImage=start, endImage=end) for at in steps]
    apart = np.abs(start - end).mean()
    assert max(np.abs(new - old).mean() for old, new in pairwise(drawn)) < 0.55 * apart  # a cut is a whole one
    assert min(frame.mean() for frame in drawn) > 0.5 * min(start.mean(), end.mean())
    assert np.abs(drawn[10] - start).mean() < np.abs(drawn[10] - end).mean()
    assert np.abs(drawn[50] - end).mean() < np.abs(drawn[50] - start).mean()
