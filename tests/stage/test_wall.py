"""The wall: tiles that are seen, marked and found under the mouse, on pictures of any size.

In: tiles, made-up pictures. Out: proof. Runs in the test process, headless.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.stage import wall as wall_module
from engine.stage.headless import HeadlessWindow
from engine.stage.wall import MOST_TILES, Tile, Wall, columns_of

GREEN = np.zeros((144, 256, 3), np.uint8) + np.array([20, 200, 60], np.uint8)


@pytest.fixture
def screen() -> Iterator[HeadlessWindow]:
    with HeadlessWindow((640, 360)) as window:
        yield window


def drawn(screen: HeadlessWindow, wall: Wall) -> NDArray[np.int64]:
    screen.framebuffer.clear(0.0, 0.0, 0.0, 1.0)
    wall.draw(screen.framebuffer, screen.size_px)
    return screen.read_pixels().astype(int)


def centre_of(wall: Wall, screen: HeadlessWindow, number: int) -> tuple[int, int]:
    """The middle of a tile, found by asking for it."""
    width, height = screen.size_px
    places = ((x, y) for y in range(0, height, 2) for x in range(0, width, 2))
    found = [place for place in places if wall.hit(place, (width, height)) == number]
    return found[len(found) // 2]


def test_nothing_is_drawn_and_hit_without_tiles(screen: HeadlessWindow) -> None:
    wall = Wall(screen.context)
    assert drawn(screen, wall).max() == 0
    assert wall.hit((320, 180), screen.size_px) is None


def test_pictures_are_where_the_mouse_finds_them(screen: HeadlessWindow) -> None:
    wall = Wall(screen.context)
    wall.show([Tile("1 a", GREEN), Tile("2 b"), Tile("3 c", GREEN)], "Bank")
    picture = drawn(screen, wall)
    for number, is_green in enumerate((True, False, True)):
        x, y = centre_of(wall, screen, number)
        assert (picture[y, x, 1] > 150) == is_green
    assert wall.hit((0, 0), screen.size_px) is None and wall.hit((639, 359), screen.size_px) is None


def test_marks_and_the_cursor_are_seen(screen: HeadlessWindow) -> None:
    wall = Wall(screen.context)
    seen = []
    for tile in (Tile("1 a"), Tile("1 a", mark="on"), Tile("1 a", mark="next"), Tile("1 a", mark="on", chosen=True)):
        wall.show([tile, Tile("2 b")])
        seen.append(drawn(screen, wall))
    assert all(np.abs(one - other).max() > 60 for n, one in enumerate(seen) for other in seen[:n])
    wall.show([Tile("1 a", mark="gone"), Tile("2 b")])
    assert np.abs(drawn(screen, wall) - seen[0]).max() > 60


def test_a_picture_that_comes_later_is_shown_and_what_stays_is_not_painted_anew(
    screen: HeadlessWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall(screen.context)
    painted = []
    paint = wall_module._paint
    monkeypatch.setattr(wall_module, "_paint", lambda *given: painted.append(1) or paint(*given))
    for _ in range(3):
        wall.show([Tile("1 a")])
        drawn(screen, wall)
    assert len(painted) == 1
    wall.show([Tile("1 a", GREEN)])
    assert drawn(screen, wall)[:, :, 1].max() > 150 and len(painted) == 2


@pytest.mark.parametrize("size", [(64, 36), (160, 90), (1280, 720), (300, 900), (3840, 400)])
def test_any_number_of_tiles_fits_any_picture(size: tuple[int, int]) -> None:
    with HeadlessWindow(size) as screen:
        wall = Wall(screen.context)
        for count in (1, 2, 9, 28, MOST_TILES, MOST_TILES + 9):
            wall.show([Tile(f"{n} a look with a long name", GREEN) for n in range(count)])
            screen.framebuffer.clear(0.0, 0.0, 0.0, 1.0)
            ((x, y, width, height),) = wall.draw(screen.framebuffer, size)
            shown = min(count, MOST_TILES)
            if min(size) >= 300:
                assert x >= 0 and y >= 0 and x + width <= size[0] and y + height <= size[1]
                assert centre_of(wall, screen, shown - 1)


def test_columns_leave_few_gaps() -> None:
    assert [columns_of(count) for count in (1, 4, 9, 12)] == [1, 2, 3, 4]
    for count in range(1, MOST_TILES + 1):
        columns = columns_of(count)
        assert 1 <= columns <= 8 and -(-count // columns) <= 5
