"""Pictures of the person's own on image inputs: read beside the show, and never in its way.

In: an effect with an image input, picture files, written here. Out: pictures, in numbers.
Runs in the test process, headless.
"""

import json
from collections.abc import Callable
from pathlib import Path

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from stage.rehearsal import Rehearsal
from venue import wait_until

from engine.controls.catalogue import plugins_of, show_catalogue
from engine.isf.shelf import Shelf
from engine.stage.anatomy import Anatomy

SIZE = (96, 54)
CHOICE = "/effect/stencil/mask"


def write_picture(home: Path, name: str, *rows: tuple[int, int, int]) -> Path:
    """A picture of one pixel a row, the uppermost first."""
    path = home / "images" / name
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(np.array(rows, np.uint8)[:, None]).save(path)
    return path


@pytest.fixture
def stencil(home: Path) -> Path:
    """An effect that shows its second image."""
    images = [{"NAME": name, "TYPE": "image"} for name in ("inputImage", "mask")]
    path = home / "shaders" / "stencil.fs"
    path.parent.mkdir()
    header = json.dumps({"ISFVSN": "2", "INPUTS": images})
    path.write_text(f"/*{header}*/\nvoid main() {{ gl_FragColor = vec4(IMG_THIS_NORM_PIXEL(mask).rgb, 1.0); }}\n")
    return path


@pytest.fixture
def rehearse(context: moderngl.Context, anatomy: Anatomy, stencil: Path) -> Callable[[Shelf], Rehearsal]:
    """A stage that has looked at the shelf, with the effect turned up."""

    def make(shelf: Shelf) -> Rehearsal:
        rehearsal = Rehearsal(context, anatomy, SIZE, shelf)
        assert list(rehearsal.stage.reload(shelf.pictures)) == []
        rehearsal.board.set("/effect/stencil/mix", 1.0)
        return rehearsal

    return make


def draw(rehearsal: Rehearsal) -> NDArray[np.float64]:
    return rehearsal.draw(0.9).astype(np.float64)


def is_colour(picture: NDArray[np.float64], *colour: float) -> bool:
    """Whether it is all of one colour, but for the dither."""
    return bool(np.abs(picture - colour).max() <= 1.25)


def await_colour(rehearsal: Rehearsal, *colour: float) -> None:
    wait_until(lambda: is_colour(draw(rehearsal), *colour), timeout=20.0, what=f"the colour {colour}")


def test_an_input_shows_nothing_the_picture_or_a_file(home: Path, rehearse: Callable[[Shelf], Rehearsal]) -> None:
    write_picture(home, "red.png", (255, 0, 0))
    rehearsal = rehearse(Shelf())
    assert rehearsal.board.catalogue[CHOICE].choices == ("none", "picture", "red")
    assert is_colour(draw(rehearsal), 0.0, 0.0, 0.0)
    rehearsal.board.set("/effect/stencil/mix", 0.0)
    draw(rehearsal)
    plain = draw(rehearsal)
    assert plain.max() > 100.0
    rehearsal.board.set("/effect/stencil/mix", 1.0)
    rehearsal.board.set(CHOICE, "picture")
    assert np.abs(draw(rehearsal).mean() - plain.mean()) < 3.0
    rehearsal.board.set(CHOICE, "red")
    await_colour(rehearsal, 255.0, 0.0, 0.0)


def test_the_first_row_of_a_file_is_on_top(home: Path, rehearse: Callable[[Shelf], Rehearsal]) -> None:
    write_picture(home, "flag.png", (0, 0, 255), (0, 0, 255), (255, 255, 0), (255, 255, 0))
    rehearsal = rehearse(Shelf())
    rehearsal.board.set(CHOICE, "flag")
    wait_until(lambda: draw(rehearsal).max() > 100.0, timeout=20.0, what="the flag")
    picture = draw(rehearsal)
    assert is_colour(picture[:10], 0.0, 0.0, 255.0)
    assert is_colour(picture[-10:], 255.0, 255.0, 0.0)


def test_files_come_change_break_and_go_while_it_plays(home: Path, rehearse: Callable[[Shelf], Rehearsal]) -> None:
    shelf = Shelf()
    rehearsal = rehearse(shelf)
    path = write_picture(home, "late.png", (0, 255, 0))
    shelf.refresh()
    plugins = plugins_of(shelf)
    rehearsal.board.adopt(show_catalogue(plugins))
    rehearsal.stage.adopt(plugins)
    assert list(rehearsal.stage.reload(shelf.pictures)) == []
    rehearsal.board.set(CHOICE, "late")
    await_colour(rehearsal, 0.0, 255.0, 0.0)
    write_picture(home, "late.png", (0, 0, 255), (0, 0, 255))
    assert list(rehearsal.stage.reload(shelf.pictures)) == []
    await_colour(rehearsal, 0.0, 0.0, 255.0)
    errors: list[str] = []

    def complained() -> bool:
        draw(rehearsal)
        errors.extend(str(error) for error in rehearsal.stage.reload(shelf.pictures))
        return bool(errors)

    path.write_bytes(b"no picture")
    wait_until(complained, timeout=20.0, what="a complaint")
    assert str(path) in errors[0]
    assert is_colour(draw(rehearsal), 0.0, 0.0, 255.0)
    assert list(rehearsal.stage.reload(shelf.pictures)) == []
    path.unlink()
    shelf.refresh()
    assert "late" in shelf.pictures
    assert list(rehearsal.stage.reload(shelf.pictures)) == []
    assert is_colour(draw(rehearsal), 0.0, 0.0, 255.0)
