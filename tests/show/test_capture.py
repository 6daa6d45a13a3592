"""The film of a show: nothing is written over, a new size of the window goes on in the same film, trouble is told.

In: a screen in memory. Out: films and sheets, decoded again.
Runs in the test process, headless.
"""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from engine.errors import FileError
from engine.show.capture import Capture
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import Resized

FPS = 25.0


@pytest.fixture
def screen() -> Iterator[HeadlessWindow]:
    with HeadlessWindow((160, 90), script=[[Resized((320, 90))]]) as window:
        yield window


def see(capture: Capture, screen: HeadlessWindow, numbers: range) -> None:
    """White pictures."""
    screen.framebuffer.clear(1.0, 1.0, 1.0)
    for number in numbers:
        capture.see(number / FPS, screen)


def decode(path: Path) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_nothing_is_written_over(screen: HeadlessWindow, tmp_path: Path) -> None:
    film = tmp_path / "show.mp4"
    (tmp_path / "show.png").write_text("my photo")
    (tmp_path / "show-2.mp4").write_text("last night")
    for name in ("show-3", "show-4"):
        capture = Capture(film, screen, FPS)
        see(capture, screen, range(3))
        said = capture.close()
        for path in (tmp_path / f"{name}.mp4", tmp_path / f"{name}.png"):
            assert path.stat().st_size > 500 and str(path) in said
    assert (tmp_path / "show.png").read_text() == "my photo"
    assert (tmp_path / "show-2.mp4").read_text() == "last night"
    assert not film.exists()


def test_a_new_size_goes_on_in_the_same_film(screen: HeadlessWindow, tmp_path: Path) -> None:
    capture = Capture(tmp_path / "show.mp4", screen, FPS)
    see(capture, screen, range(4))
    screen.poll()
    see(capture, screen, range(4, 8))
    capture.close()
    pictures = decode(tmp_path / "show.mp4")
    assert len(pictures) == 8 and all(picture.shape == (90, 160, 3) for picture in pictures)
    assert pictures[0].min() > 200
    assert pictures[-1][40:50].min() > 200 and pictures[-1][:10].max() < 60  # at its own proportions


@pytest.mark.parametrize(("name", "told"), [("", "folder"), ("show.png", "show.mp4"), ("nowhere/show.mp4", "nowhere")])
def test_a_film_that_cannot_be_is_told(screen: HeadlessWindow, tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(FileError, match=told):
        Capture(tmp_path / name, screen, FPS)
    assert not list(tmp_path.iterdir())


def test_a_film_that_failed_is_told_at_the_end(screen: HeadlessWindow, tmp_path: Path) -> None:
    capture = Capture(tmp_path / "show.mp4", screen, FPS)
    assert "no picture" in capture.close()
    capture = Capture(tmp_path / "film.mp4", screen, FPS)
    see(capture, screen, range(3))
    capture._recorder.problem = FileError("The disk is full.")
    capture.sheet = tmp_path / "nowhere" / "sheet.png"
    said = capture.close()
    assert "The disk is full." in said and "nowhere" in said
