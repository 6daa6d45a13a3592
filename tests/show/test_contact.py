"""Contact sheets: which pictures they hold, where, and with what times.

In: pictures whose grey tells their time. Out: proof by the PNG's pixels.
Runs in the test process, without a display.
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.errors import FileError
from engine.show.contact import ContactSheet, describe_time


def grey(level: float, size: tuple[int, int] = (64, 36)) -> NDArray[np.uint8]:
    """One level of grey, with a red upper left corner, (height, width, 3)."""
    picture = np.full((size[1], size[0], 3), round(level), np.uint8)
    picture[: size[1] // 4, : size[0] // 4] = (255, 0, 0)
    return picture


def show(sheet: ContactSheet, seconds: float, fps: float = 30.0) -> None:
    """A show that goes from dark grey to white."""
    for number in range(round(seconds * fps)):
        sheet.offer(number / fps, grey(60 + 195 * number / (seconds * fps)))


def tiles(path: Path, columns: int = 4) -> list[NDArray[np.uint8]]:
    """The pictures on the sheet, by the place where each should be: 480 × 270, 16 apart, 18 for the time."""
    sheet = np.asarray(Image.open(path).convert("RGB"))
    found = []
    for place in range(100):
        x, y = 16 + place % columns * 496, 16 + place // columns * (270 + 18 + 32)
        tile = sheet[y : y + 270, x : x + 480]
        if tile.shape == (270, 480, 3) and tile[200, 300].min() > 50:
            found.append(tile)
    return found


@pytest.mark.parametrize("seconds", [1.5, 4.7, 10.0, 61.0, 400.0])
def test_sheet_holds_the_whole_show_evenly(seconds: float, tmp_path: Path) -> None:
    sheet = ContactSheet()
    show(sheet, seconds)
    sheet.save(tmp_path / "sheet.png")
    found = tiles(tmp_path / "sheet.png")
    assert len(found) == 12
    times = np.array([(int(tile[200, 300, 0]) - 60) / 195 for tile in found])  # of the whole
    assert times[0] < 0.02
    assert times[-1] > 0.9
    assert np.diff(times) == pytest.approx(1 / 11, abs=0.045)
    assert all(tuple(tile[30, 60]) == (255, 0, 0) for tile in found)


def test_memory_stays_the_same_however_long_the_show(tmp_path: Path) -> None:
    sheet = ContactSheet(columns=3, rows=2)
    wanted = 0
    for number in range(20_000):
        if sheet.wants(number / 2):
            wanted += 1
            sheet.offer(number / 2, grey(60 + 195 * number / 20_000))
    assert wanted < 250
    assert len(sheet._kept) <= 24
    sheet.save(tmp_path / "sheet.png")
    assert len(tiles(tmp_path / "sheet.png", columns=3)) == 6
    assert Image.open(tmp_path / "sheet.png").size == (3 * 496 + 16, 2 * 320 + 16)


def test_short_show_has_a_small_sheet(tmp_path: Path) -> None:
    sheet = ContactSheet()
    sheet.offer(0.0, grey(100))
    sheet.offer(0.5, grey(200))
    sheet.save(tmp_path / "sheet.png")
    assert Image.open(tmp_path / "sheet.png").size == (2 * 496 + 16, 320 + 16)
    assert [int(tile[200, 300, 0]) for tile in tiles(tmp_path / "sheet.png")] == [100, 200]


def test_each_time_stands_below_its_picture(tmp_path: Path) -> None:
    captions = []
    for t in (0.0, 8.0, 8.04):
        sheet = ContactSheet()
        sheet.offer(t, grey(100))
        sheet.save(tmp_path / "sheet.png")
        captions.append(np.asarray(Image.open(tmp_path / "sheet.png").convert("L"))[288:318, 16:496])
    assert (captions[0] > 120).any()
    assert not np.array_equal(captions[0], captions[1])
    assert np.array_equal(captions[1], captions[2])  # to the tenth
    assert not (captions[0][:, 120:] > 120).any()


@pytest.mark.parametrize(
    ("t", "text"), [(0, "0:00.0"), (7.34, "0:07.3"), (59.96, "1:00.0"), (725, "12:05.0"), (3723.4, "1:02:03.4")]
)
def test_times_are_written_as_people_do(t: float, text: str) -> None:
    assert describe_time(t) == text


def test_pictures_of_many_shapes_have_room(tmp_path: Path) -> None:
    sheet = ContactSheet()
    sheet.offer(0.0, grey(100, (1920, 1080))[::-1])
    sheet.offer(1.0, grey(200, (90, 160)))
    sheet.save(tmp_path / "sheet.png")
    page = np.asarray(Image.open(tmp_path / "sheet.png").convert("RGB"))
    assert tuple(page[16 + 260, 16 + 10]) == (255, 0, 0)  # upside down, as asked
    assert page[16 + 840, 512 + 300].tolist() == [200, 200, 200]  # 480 × 853


def test_sheet_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    sheet = ContactSheet()
    with pytest.raises(FileError, match="no picture"):
        sheet.save(tmp_path / "sheet.png")
    sheet.offer(0.0, grey(100))
    with pytest.raises(FileError, match="no folder"):
        sheet.save(tmp_path / "none" / "sheet.png")
    with pytest.raises(FileError, match="Cannot write"):
        sheet.save(tmp_path)
