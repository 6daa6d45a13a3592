"""Type for the overlay: lines, controls and notices set into a block of pixels.

In: text, the type's size, the width there is. Out: `Panel`s: premultiplied RGBA, and where the level's bar goes.
Main process; pure memory, no OpenGL and no display.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.stage.lettering import (
    CALM,
    HINT,
    INK,
    LABEL,
    MARK,
    NOTICE,
    VALUE,
    blank,
    break_rows,
    bytes_of,
    cut,
    faint,
    pixels_of,
    type_of,
)
from engine.stage.sdl import pygame

Line = tuple[str, str]

# In ems, an em being the height of the type.
PADDING = 0.9
LEADING = 1.5
GUTTER = 1.1
_BAR = 0.32
_BETWEEN = 0.75
_NARROWEST = 15.0
_STEP = 2.0
_GAUGE = 7.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A block of type. `pixels`: (height, width, 4), uint8, premultiplied, first row on top, empty where no ink is.

    `bar`: x, y, width and height in pixels of the place for the level's bar, from the upper left; width 0 for none.
    `complete`: False where texts are missing that there was no time for.
    """

    pixels: NDArray[np.uint8]
    bar: tuple[int, int, int, int]
    complete: bool = True

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        height_px, width_px, _ = self.pixels.shape
        return width_px, height_px


@dataclass(frozen=True, slots=True)
class HandLine:
    """A control that was touched: what it is called and moves; where it is against where its parameter is, both 0..1.

    advice: what to do until they meet; "" once they have.
    """

    name: str
    hand: float
    value: float
    advice: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A label and a value, with two places on a gauge before it, if there is one: the hand's and the parameter's."""

    label: str
    value: str
    gauge: tuple[float, float] | None = None


def set_status(
    lines: Sequence[Line],
    notices: Sequence[str],
    *,
    bar: bool,
    em_px: int,
    widest_px: int,
    narrowest_px: int = 0,
    hands: Sequence[HandLine] = (),
) -> Panel:
    """Label and value per line in two columns, the controls touched, the level's bar below them, then the notices.

    A control that has not met its parameter yet has a gauge with two marks, its own and the parameter's. Text that is
    wider than `widest_px` allows is cut (values) or broken (notices). `narrowest_px`: keep at least this width, so that
    a panel does not jump about with its numbers.
    """
    font = type_of(em_px)
    padding, leading, gutter, gauge = (round(ems * em_px) for ems in (PADDING, LEADING, GUTTER, _GAUGE))
    widest = widest_px - 2 * padding
    table = [*(_Row(*line) for line in lines), *_rows_of(hands)]
    column = max((font.width(cut(font, row.label, widest // 2)) for row in table), default=-gutter) + gutter
    indents = [column + (gauge + em_px) * (row.gauge is not None) for row in table]
    values = [cut(font, row.value, widest - indent) for row, indent in zip(table, indents, strict=True)]
    rows = [row for notice in notices for row in break_rows(font, notice, widest - em_px)]
    wanted = max(
        [0]
        + [indent + font.width(value) for indent, value in zip(indents, values, strict=True)]
        + [em_px + font.width(text) for text, _ in rows]
    )
    steps = np.ceil(max(wanted / em_px, _NARROWEST if table or bar else 0.0) / _STEP)
    width = max(min(int(steps * _STEP * em_px), widest), narrowest_px - 2 * padding, 1)

    bar_height = max(2, round(_BAR * em_px))
    between = round(_BETWEEN * em_px)
    # From the upper left: lines, bar, notices; below the last row of type, no leading.
    height = len(table) * leading
    bar_y = height
    if bar:
        height += bar_height + between
    if rows and table and not bar:
        height += between
    rows_y = height
    height += len(rows) * leading - (leading - em_px if rows or not bar else between)
    surface = blank(width + 2 * padding, height + 2 * padding)
    y = padding
    for row, value, indent in zip(table, values, indents, strict=True):
        surface.blit(font.set(cut(font, row.label, widest // 2), LABEL), (padding, y), special_flags=INK)
        surface.blit(font.set(value, VALUE), (padding + indent, y), special_flags=INK)
        if row.gauge is not None:
            _draw_gauge(surface, (padding + column, y, gauge, font.height_px), row.gauge, em_px)
        y += leading
    y = padding + rows_y
    for text, first in rows:
        if first:
            side = round(0.42 * em_px)
            surface.fill((*MARK, 255), (padding, y + (font.height_px - side) // 2, side, side))
        surface.blit(font.set(text, NOTICE), (padding + em_px, y), special_flags=INK)
        y += leading
    place = (padding, padding + bar_y, width, bar_height) if bar else (0, 0, 0, 0)
    return Panel(bytes_of(surface), place)


def _rows_of(hands: Sequence[HandLine]) -> Iterator[_Row]:
    for number, hand in enumerate(hands):
        yield _Row("" if number else "touched", hand.name)
        if hand.advice:
            yield _Row("", hand.advice, (hand.hand, hand.value))


def _draw_gauge(
    surface: "pygame.Surface", box: tuple[int, int, int, int], places: tuple[float, float], em_px: int
) -> None:
    """A thin track; the way between the marks; the hand's mark, tall and warm, and the parameter's, round and calm."""
    x, y, width, height = box
    thin, radius = max(1, round(0.12 * em_px)), max(2, round(0.3 * em_px))
    middle = y + height // 2
    hand, value = (x + radius + round(place * (width - 2 * radius)) for place in places)
    surface.fill(faint(HINT, 0.35), (x, middle - thin // 2, width, thin))
    surface.fill(faint(MARK, 0.6), (min(hand, value), middle - thin // 2, abs(hand - value) + 1, thin))
    pygame.draw.circle(surface, (*CALM, 255), (value, middle), radius)
    tall = round(0.9 * em_px)
    surface.fill((*MARK, 255), (hand - thin, middle - tall // 2, 2 * thin, tall))


def set_question(text: str, *, em_px: int, widest_px: int) -> Panel:
    """A question in large type, and what follows its question mark in small type below; both in the middle."""
    question, mark, rest = text.partition("?")
    padding = round(1.6 * PADDING * em_px)
    widest = widest_px - 2 * padding
    large, small = type_of(2 * em_px), type_of(em_px)
    inks = [large.set(part, VALUE) for part, _ in break_rows(large, question + mark, widest)]
    inks += [small.set(part, HINT) for part, _ in break_rows(small, rest.strip(), widest)]
    gap = em_px // 2
    width = max((ink.get_width() for ink in inks), default=0) + 2 * padding
    height = sum(ink.get_height() for ink in inks) + gap * max(0, len(inks) - 1) + 2 * padding
    surface = blank(width, height)
    y = padding
    for ink in inks:
        surface.blit(ink, ((width - ink.get_width()) // 2, y), special_flags=INK)
        y += ink.get_height() + gap
    return Panel(bytes_of(surface), (0, 0, 0, 0))


def set_ink(text: str, *, em_px: int) -> NDArray[np.uint8]:
    """One line of type by itself: how much ink is where, (height, width), 0..255, first row on top. The height is the
    same for all texts of a size, with the baseline at the same place."""
    font = type_of(em_px)
    return pixels_of(font.set(font.plain(text), VALUE))[:, :, 3]
