"""Type for the overlay: lines and notices set into a block of pixels.

In: text, the type's size, the width there is. Out: `Panel`s: premultiplied RGBA, and where the level's bar goes.
Main process; pure memory, no OpenGL and no display.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.stage.sdl import pygame

Colour = tuple[int, int, int]
Line = tuple[str, str]

_LABEL: Colour = (138, 150, 170)
_VALUE: Colour = (238, 242, 248)
_HINT: Colour = (178, 188, 204)
_NOTICE: Colour = (255, 214, 150)
_MARK: Colour = (255, 170, 60)

# In ems, an em being the height of the type.
_PADDING = 0.9
_LEADING = 1.5
_GUTTER = 1.1
_BAR = 0.32
_BETWEEN = 0.75
_NARROWEST = 15.0
_STEP = 2.0
_NOTICE_ROWS = 3

_CUT = "…"
_INK = pygame.BLEND_PREMULTIPLIED
_LARGE_PX = 30
_FONT_SIZE = 1.03
# The font counts a text's pixels in 16 bits; a text that is wider than that ends the process.
_WIDEST_PX = 60_000
_LONGEST = 400


class _Type:
    """pygame's own font, so that every machine shows the same, in lines of about `em_px` pixels.

    Letters are drawn too large and made small: set small at once, they stand on whole pixels, and words fall apart.
    """

    def __init__(self, em_px: int) -> None:
        pygame.freetype.init()
        self._scale = 4 if em_px < _LARGE_PX else 2
        # Not pygame.font: it spaces this font's letters by a table that tears them apart.
        self._font = pygame.freetype.Font(None, self._scale * _FONT_SIZE * em_px)
        self._font.pad = True  # every ink has the line's full height, with the baseline at the same place
        self.height_px = round(self._font.get_rect("x").height / self._scale)
        self._longest = min(_LONGEST, _WIDEST_PX // round(self._scale * _FONT_SIZE * em_px))
        # Of the lines, one or two are new at a time, of some thirty with a label and a value each.
        self.set = lru_cache(maxsize=96)(self._set)

    def plain(self, text: str) -> str:
        """Text that the font can set: what cannot be printed, such as a line break, is a blank; the rest is cut."""
        return "".join(letter if letter.isprintable() else " " for letter in text[: self._longest])

    def width(self, text: str) -> int:
        """In pixels. The text is as `plain` gives it."""
        return round(self._font.get_rect(text).width / self._scale) if text else 0

    def _set(self, text: str, colour: Colour) -> "pygame.Surface":
        """The text's ink on nothing, premultiplied."""
        large = self._font.render(text or " ", colour)[0].premul_alpha()
        return pygame.transform.smoothscale(large, (round(large.get_width() / self._scale), self.height_px))


@lru_cache(maxsize=4)
def _type(em_px: int) -> _Type:
    return _Type(em_px)


@dataclass(frozen=True, slots=True)
class Panel:
    """A block of type. `pixels`: (height, width, 4), uint8, premultiplied, first row on top, empty where no ink is.

    `bar`: x, y, width and height in pixels of the place for the level's bar, from the upper left; width 0 for none.
    """

    pixels: NDArray[np.uint8]
    bar: tuple[int, int, int, int]

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        height_px, width_px, _ = self.pixels.shape
        return width_px, height_px


def set_status(
    lines: Sequence[Line], notices: Sequence[str], *, bar: bool, em_px: int, widest_px: int, narrowest_px: int = 0
) -> Panel:
    """Label and value per line in two columns, the level's bar below them, then the notices.

    Text that is wider than `widest_px` allows is cut (values) or broken (notices). `narrowest_px`: keep at least
    this width, so that a panel does not jump about with its numbers.
    """
    font = _type(em_px)
    padding, leading, gutter = (round(ems * em_px) for ems in (_PADDING, _LEADING, _GUTTER))
    widest = widest_px - 2 * padding
    labels = [_cut(font, label, widest // 2) for label, _ in lines]
    column = max(map(font.width, labels)) + gutter if lines else 0
    values = [_cut(font, value, widest - column) for _, value in lines]
    rows = [row for notice in notices for row in _break(font, notice, widest - em_px)]
    wanted = max(
        [0] + [column + font.width(value) for value in values] + [em_px + font.width(text) for text, _ in rows]
    )
    steps = np.ceil(max(wanted / em_px, _NARROWEST if lines or bar else 0.0) / _STEP)
    width = max(min(int(steps * _STEP * em_px), widest), narrowest_px - 2 * padding, 1)

    bar_height = max(2, round(_BAR * em_px))
    between = round(_BETWEEN * em_px)
    # From the upper left: lines, bar, notices; below the last row of type, no leading.
    height = len(lines) * leading
    bar_y = height
    if bar:
        height += bar_height + between
    if rows and lines and not bar:
        height += between
    rows_y = height
    height += len(rows) * leading - (leading - em_px if rows or not bar else between)
    surface = pygame.Surface((width + 2 * padding, height + 2 * padding), pygame.SRCALPHA)
    y = padding
    for label, value in zip(labels, values, strict=True):
        surface.blit(font.set(label, _LABEL), (padding, y), special_flags=_INK)
        surface.blit(font.set(value, _VALUE), (padding + column, y), special_flags=_INK)
        y += leading
    y = padding + rows_y
    for text, first in rows:
        if first:
            side = round(0.42 * em_px)
            surface.fill((*_MARK, 255), (padding, y + (font.height_px - side) // 2, side, side))
        surface.blit(font.set(text, _NOTICE), (padding + em_px, y), special_flags=_INK)
        y += leading
    place = (padding, padding + bar_y, width, bar_height) if bar else (0, 0, 0, 0)
    return Panel(_pixels_of(surface), place)


def set_question(text: str, *, em_px: int, widest_px: int) -> Panel:
    """A question in large type, and what follows its question mark in small type below; both in the middle."""
    question, mark, rest = text.partition("?")
    padding = round(1.6 * _PADDING * em_px)
    widest = widest_px - 2 * padding
    large, small = _type(2 * em_px), _type(em_px)
    inks = [large.set(part, _VALUE) for part, _ in _break(large, question + mark, widest)]
    inks += [small.set(part, _HINT) for part, _ in _break(small, rest.strip(), widest)]
    gap = em_px // 2
    width = max((ink.get_width() for ink in inks), default=0) + 2 * padding
    height = sum(ink.get_height() for ink in inks) + gap * max(0, len(inks) - 1) + 2 * padding
    surface = pygame.Surface((width, height), pygame.SRCALPHA)
    y = padding
    for ink in inks:
        surface.blit(ink, ((width - ink.get_width()) // 2, y), special_flags=_INK)
        y += ink.get_height() + gap
    return Panel(_pixels_of(surface), (0, 0, 0, 0))


def set_ink(text: str, *, em_px: int) -> NDArray[np.uint8]:
    """One line of type by itself: how much ink is where, (height, width), 0..255, first row on top. The height is the
    same for all texts of a size, with the baseline at the same place."""
    font = _type(em_px)
    return _pixels_of(font.set(font.plain(text), _VALUE))[:, :, 3]


def _cut(font: _Type, text: str, widest_px: int) -> str:
    text = font.plain(text)
    if font.width(text) <= widest_px:
        return text
    # The first length that is too long; measuring takes time, and the picture waits.
    length = bisect_right(range(len(text)), widest_px, key=lambda length: font.width(text[:length] + _CUT))
    return text[: max(0, length - 1)].rstrip() + _CUT


def _break(font: _Type, text: str, widest_px: int) -> list[tuple[str, bool]]:
    """Rows no wider than that, at most three, each with whether it is the first."""
    rows: list[str] = []
    words = font.plain(text).split()
    while words:
        row = words.pop(0)
        if len(rows) == _NOTICE_ROWS - 1:
            row, words = " ".join([row, *words]), []
        while words and font.width(f"{row} {words[0]}") <= widest_px:
            row = f"{row} {words.pop(0)}"
        rows.append(_cut(font, row, widest_px))
    return [(row, number == 0) for number, row in enumerate(rows)]


def _pixels_of(surface: "pygame.Surface") -> NDArray[np.uint8]:
    data = pygame.image.tobytes(surface, "RGBA")
    return np.frombuffer(data, np.uint8).reshape(surface.get_height(), surface.get_width(), 4)
