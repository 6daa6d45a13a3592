"""The overlay's pixels: type, backing, bar and question, over pictures of known colour.

In: texts and levels. Out: proof by pixels, with the places and colours worked out here.
Runs in the test process; OpenGL contexts in memory, one a test.
"""

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from stage.window_child import draw_pattern

import engine.stage.overlay
from engine.stage.headless import HeadlessWindow
from engine.stage.overlay import Overlay
from engine.stage.panel import Panel, set_question, set_status
from engine.stage.screen import Resized

LINES = (("preset", "Slow bloom"), ("sound", "Scarlett 2i2"), ("level", "-23 dBFS"))
QUESTION = "End the show? Esc or Y: yes. Any other key: no."
BACKGROUND = (51, 102, 153)


class Table:
    """An overlay with a clock that stands still until told otherwise, over a plain picture."""

    def __init__(self, size_px: tuple[int, int] = (1280, 720)) -> None:
        self.window = HeadlessWindow(size_px)
        self.now = 0.0
        self.overlay = Overlay(self.window.context, clock=lambda: self.now)

    def draw(self) -> NDArray[np.int64]:
        self.window.framebuffer.clear(*(part / 255 for part in BACKGROUND))
        self.covered = self.overlay.draw(self.window.framebuffer, self.window.size_px)
        return self.window.read_pixels().astype(int)

    def close(self) -> None:
        self.overlay.release()
        self.window.close()


@pytest.fixture
def table() -> Iterator[Table]:
    made = Table()
    yield made
    made.close()


def changed(picture: NDArray[np.int64]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not background."""
    rows, columns = np.nonzero((picture != BACKGROUND).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def test_nothing_to_show_leaves_the_picture(table: Table) -> None:
    assert (table.draw() == BACKGROUND).all()
    table.overlay.show(LINES)
    assert (table.draw() != BACKGROUND).any()
    table.overlay.show()
    assert (table.draw() == BACKGROUND).all()


def test_panel_lies_in_the_upper_left_corner(table: Table) -> None:
    table.overlay.show(LINES)
    left, top, right, bottom = changed(table.draw())
    assert 0 < left == top < 40
    assert right < 640
    assert bottom < 200
    # What it says that it covers is that.
    assert table.covered == ((left, 720 - bottom, right - left, bottom - top),)


def test_backing_darkens_the_picture_evenly(table: Table) -> None:
    table.overlay.show(LINES)
    picture = table.draw()
    _, _, right, bottom = changed(picture)
    *colour, opacity = engine.stage.overlay._BACKING
    expected = [(1 - opacity) * below + opacity * 255 * over for below, over in zip(BACKGROUND, colour, strict=True)]
    # Between the end of the last line and the panel's edge there is no ink.
    assert picture[bottom - 12, right - 8] == pytest.approx(expected, abs=1)
    assert (picture[bottom - 1, right - 1] == BACKGROUND).all()  # the corner is round


def test_type_is_bright_on_dark_and_says_what_it_is_told(table: Table) -> None:
    table.overlay.show(LINES)
    before = table.draw()
    assert before.max() > 230
    assert np.array_equal(before, table.draw())
    table.now = 1.0
    table.overlay.show((*LINES[:2], ("level", "-24 dBFS")))
    after = table.draw()
    _, top, _, bottom = changed(before)
    rows, columns = np.nonzero((before != after).any(axis=2))
    assert len(rows) > 10
    # One figure of the last line, and nothing else, is another.
    assert rows.min() > top + 0.55 * (bottom - top)
    assert columns.max() - columns.min() < 16


@pytest.mark.parametrize("level_db", [-72.0, -60.0, -36.0, -13.5, -1.0, 0.0])
def test_bar_is_as_long_as_the_level(table: Table, level_db: float) -> None:
    table.overlay.show(LINES, level=-200.0)
    empty = table.draw()
    table.overlay.show(LINES, level=3.0)
    full = table.draw()
    rows, columns = np.nonzero((empty != full).any(axis=2))
    row, first, width = int(rows.mean()), int(columns.min()), int(columns.max() - columns.min() + 1)
    assert width > 200
    table.overlay.show(LINES, level=level_db)
    lit = (table.draw()[row] != empty[row]).any(axis=1)
    assert lit.sum() == pytest.approx(width * (1 + level_db / 72.0), abs=1.5)
    assert not lit[: first - 1].any()


def test_bar_turns_from_calm_to_red(table: Table) -> None:
    table.overlay.show((), level=-200.0)
    empty = table.draw()
    table.overlay.show((), level=0.0)
    full = table.draw()
    rows, columns = np.nonzero((empty != full).any(axis=2))
    bar = full[int(rows.mean()), columns.min() : columns.max()]
    assert bar[len(bar) // 3].argmax() == 1  # green before the others
    assert bar[-8, 0] > 1.5 * bar[-8, 1]
    assert bar[len(bar) // 3, 0] < 0.6 * bar[len(bar) // 3, 1]


def test_gate_has_a_mark_on_the_bar(table: Table) -> None:
    table.overlay.show(LINES, level=-200.0)
    without = table.draw()
    table.overlay.show(LINES, level=0.0)
    _, bar = np.nonzero((table.draw() != without).any(axis=2))
    table.overlay.show(LINES, level=-200.0, gate_db=-54.0)
    _, mark = np.nonzero((table.draw() != without).any(axis=2))
    assert mark.mean() == pytest.approx(bar.min() + (bar.max() - bar.min()) * 18 / 72, abs=1.5)
    assert np.ptp(mark) < 6


@pytest.mark.parametrize("level_db", [math.nan, -math.inf])
def test_level_that_is_no_number_is_silence(table: Table, level_db: float) -> None:
    table.overlay.show(LINES, level=-200.0)
    silence = table.draw()
    table.overlay.show(LINES, level=level_db)
    assert np.array_equal(table.draw(), silence)


def test_type_is_set_ten_times_a_second_at_most(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0

    def counting(*arguments: object, **options: object) -> Panel:
        nonlocal count
        count += 1
        return set_status(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(engine.stage.overlay, "set_status", counting)
    pictures = []
    for frame in range(61):
        table.now = frame / 60
        table.overlay.show((("frames", f"{frame}/s"),), level=-72.0 + frame / 2)
        pictures.append(table.draw())
    assert 8 <= count <= 11
    # The bar keeps every frame's time all the same.
    assert all((one != other).any() for one, other in itertools.pairwise(pictures))


def test_news_and_questions_do_not_wait(table: Table) -> None:
    table.overlay.show(LINES)
    before = table.draw()
    table.overlay.show(LINES, ("The controller is gone.",))
    noticed = table.draw()
    assert changed(noticed)[3] > changed(before)[3]
    table.overlay.show(LINES, ("The controller is gone.",), question=QUESTION)
    assert changed(table.draw())[3] > 600
    table.overlay.show(LINES)
    assert np.array_equal(table.draw(), before)


def test_panel_keeps_its_width_while_numbers_change(table: Table) -> None:
    table.overlay.show((("last", "/constellation/pulse/speed 0.4567"),))
    wide = changed(table.draw())
    table.now = 1.0
    table.overlay.show((("last", "—"),))
    assert changed(table.draw()) == wide
    table.now = 2.0
    table.overlay.show((("ear", "—"),))
    assert changed(table.draw())[2] < wide[2]


def test_question_stands_in_the_middle_below(table: Table) -> None:
    table.overlay.show(question=QUESTION)
    picture = table.draw()
    left, top, right, bottom = changed(picture)
    assert abs((left + right) / 2 - 640) <= 1
    assert 432 < top < bottom < 700
    ink = picture[top:bottom].max(axis=2) > 200
    assert abs(np.nonzero(ink)[1].mean() - 640) < 30
    # It is larger than the lines of the panel.
    line = set_status((("a", "b"),), (), bar=False, em_px=16, widest_px=900)
    assert set_question("A?", em_px=16, widest_px=900).size_px[1] > 1.7 * line.size_px[1]


def test_foot_lies_in_the_lower_left_corner_and_may_be_wide(table: Table) -> None:
    table.overlay.show(foot=[("127.0.0.1:5000", "/a/long/address " * 7)] * 4)
    left, top, right, bottom = changed(table.draw())
    assert 0 < left == 720 - bottom < 40
    assert top > 500 and 640 < right <= 1280 - left
    assert table.covered == ((left, 720 - bottom, right - left, bottom - top),)
    table.overlay.show(LINES, foot=[("a", "b")])
    assert changed(table.draw())[1] < 40 and len(table.covered) == 2
    table.overlay.show()
    assert (table.draw() == BACKGROUND).all()


@pytest.mark.parametrize("size_px", [(1920, 1080), (3840, 2160), (1080, 1920), (320, 180)])
def test_overlay_grows_with_the_picture_and_stays_within(size_px: tuple[int, int]) -> None:
    table = Table(size_px)
    table.overlay.show((*LINES, ("last", "x" * 300)), ("word " * 100, "y" * 400), -20.0, question=QUESTION)
    left, top, right, bottom = changed(table.draw())
    assert left >= 0.01 * min(size_px)
    assert right <= size_px[0] - left
    assert top >= 0.01 * min(size_px)
    table.overlay.show(LINES)
    _, top, _, bottom = changed(table.draw())
    table.close()
    if min(size_px) >= 720:
        assert (bottom - top) / min(size_px) == pytest.approx(92 / 720, rel=0.05)


def test_overlay_follows_a_new_size() -> None:
    with HeadlessWindow((1280, 720), script=[[Resized((1920, 1080))]]) as window:
        overlay = Overlay(window.context, clock=lambda: 0.0)
        overlay.show(LINES)
        heights = []
        for _ in range(2):
            window.framebuffer.clear(*(part / 255 for part in BACKGROUND))
            overlay.draw(window.framebuffer, window.size_px)
            _, top, _, bottom = changed(window.read_pixels().astype(int))
            heights.append(bottom - top)
            window.poll()
        assert heights[1] == pytest.approx(1.5 * heights[0], rel=0.03)
        overlay.release()


@pytest.mark.parametrize("text", ["", " ", "a\nb\tc\0d", "日本 ⁂ 🎛", "\ud800", "e\u0301" * 50, "?" * 300])
def test_any_text_can_be_set(table: Table, text: str) -> None:
    table.overlay.show(((text, text),), (text, text), -3.0, question=text)
    table.draw()
    long = set_status(((text, text),), (text,), bar=True, em_px=16, widest_px=600)
    assert long.size_px[0] <= 600


def test_long_value_is_cut_and_long_notice_takes_three_rows() -> None:
    short = set_status((), ("word",), bar=False, em_px=20, widest_px=500).size_px
    long = set_status((), ("word " * 100,), bar=False, em_px=20, widest_px=500).size_px
    assert long[1] - short[1] == 2 * 30
    assert set_status((("a", "x" * 500),), (), bar=False, em_px=20, widest_px=500).size_px[0] <= 500


@pytest.mark.parametrize("letters", ["w", "so long "])
@pytest.mark.parametrize("em_px", [11, 16, 48, 95])
def test_text_of_any_length_can_be_set(letters: str, em_px: int) -> None:
    text = 8192 * letters  # as wide as no font can count
    panel = set_status([("preset", text)], [text], bar=True, em_px=em_px, widest_px=38 * em_px)
    assert panel.size_px[0] <= 38 * em_px and panel.pixels.any()
    assert set_question(text, em_px=em_px, widest_px=60 * em_px).size_px[0] <= 60 * em_px


@pytest.mark.parametrize("size_px", [(1, 1), (2, 2), (3, 7), (1, 500), (3000, 1)])
def test_overlay_bears_a_picture_without_room_for_it(table: Table, size_px: tuple[int, int]) -> None:
    framebuffer = table.window.context.framebuffer(table.window.context.texture(size_px, 4))
    for lines in (LINES, LINES[:1], LINES):
        table.overlay.show(lines, ["a notice"], -20.0, question=QUESTION)
        table.overlay.draw(framebuffer, size_px)
        table.now += 1.0


def test_overlay_leaves_nothing_behind_in_the_context(table: Table) -> None:
    draw_pattern(table.window)
    before = table.window.read_pixels()
    table.overlay.show(LINES, ("notice",), -10.0, question=QUESTION)
    table.draw()
    draw_pattern(table.window)
    assert np.array_equal(table.window.read_pixels(), before)
