"""Lettering: the type in which the overlay and the X-ray are set.

In: text, the type's size. Out: ink on nothing, widths, text cut or broken to a width.
Main process; pure memory, no OpenGL and no display.
"""

import sys
from bisect import bisect_right
from collections import OrderedDict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.stage.sdl import pygame

Colour = tuple[int, int, int]

LABEL: Colour = (138, 150, 170)
VALUE: Colour = (238, 242, 248)
HINT: Colour = (178, 188, 204)
NOTICE: Colour = (255, 214, 150)
MARK: Colour = (255, 170, 60)
CALM: Colour = (104, 208, 190)

#: How ink is laid on a surface.
INK = pygame.BLEND_PREMULTIPLIED

_NOTICE_ROWS = 3
_CUT = "…"
_LARGE_PX = 30
_FONT_SIZE = 1.03
# The font counts a text's pixels in 16 bits; a text that is wider than that ends the process.
_WIDEST_PX = 60_000
_LONGEST = 400
_KEPT = 240
# Red, green, blue and opacity of a pixel, in the order in which a texture has them.
_MASKS = (0x000000FF, 0x0000FF00, 0x00FF0000, 0xFF000000)
_RGBA = _MASKS if sys.byteorder == "little" else _MASKS[::-1]


class Type:
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
        self._inks: OrderedDict[tuple[str, Colour], pygame.Surface] = OrderedDict()

    def plain(self, text: str) -> str:
        """Text that the font can set: what cannot be printed, such as a line break, is a blank; the rest is cut."""
        return "".join(letter if letter.isprintable() else " " for letter in text[: self._longest])

    def width(self, text: str) -> int:
        """In pixels. The text is as `plain` gives it."""
        return round(self._font.get_rect(text).width / self._scale) if text else 0

    def knows(self, text: str, colour: Colour) -> bool:
        """Whether `set` has it at hand; a new text takes some tenths of a millisecond."""
        return (text, colour) in self._inks

    def set(self, text: str, colour: Colour) -> "pygame.Surface":
        """The text's ink on nothing, premultiplied."""
        ink = self._inks.pop((text, colour), None)
        if ink is None:
            ink = self._draw(text, colour)
            if len(self._inks) >= _KEPT:
                self._inks.popitem(last=False)
        self._inks[text, colour] = ink
        return ink

    def _draw(self, text: str, colour: Colour) -> "pygame.Surface":
        large = self._font.render(text or " ", colour)[0].premul_alpha()
        return pygame.transform.smoothscale(large, (round(large.get_width() / self._scale), self.height_px))


@lru_cache(maxsize=4)
def type_of(em_px: int) -> Type:
    """The type of this size."""
    return Type(em_px)


def cut(font: Type, text: str, widest_px: int) -> str:
    """The text, or as much of it as has room."""
    text = font.plain(text)
    if font.width(text) <= widest_px:
        return text
    # The first length that is too long; measuring takes time, and the picture waits.
    length = bisect_right(range(len(text)), widest_px, key=lambda length: font.width(text[:length] + _CUT))
    return text[: max(0, length - 1)].rstrip() + _CUT


def break_rows(font: Type, text: str, widest_px: int) -> list[tuple[str, bool]]:
    """Rows no wider than that, at most three, each with whether it is the first."""
    rows: list[str] = []
    words = font.plain(text).split()
    while words:
        row = words.pop(0)
        if len(rows) == _NOTICE_ROWS - 1:
            row, words = " ".join([row, *words]), []
        while words and font.width(f"{row} {words[0]}") <= widest_px:
            row = f"{row} {words.pop(0)}"
        rows.append(cut(font, row, widest_px))
    return [(row, number == 0) for number, row in enumerate(rows)]


def faint(colour: Colour, share: float) -> tuple[int, int, int, int]:
    """A colour of which only a share covers what is below, premultiplied."""
    red, green, blue = (round(part * share) for part in colour)
    return red, green, blue, round(255 * share)


def blank(width_px: int, height_px: int) -> "pygame.Surface":
    """A surface for `bytes_of`: nothing is on it."""
    return pygame.Surface((width_px, height_px), pygame.SRCALPHA, 32, _RGBA)


def bytes_of(surface: "pygame.Surface") -> NDArray[np.uint8]:
    """As `pixels_of`, of a `blank` surface that nothing more is written on: its own memory."""
    width_px, height_px = surface.get_size()
    pixels: NDArray[np.uint8] = np.asarray(surface.get_view("0")).view(np.uint8)
    return pixels.reshape(height_px, width_px, 4)


def pixels_of(surface: "pygame.Surface") -> NDArray[np.uint8]:
    """(height, width, 4), red green blue alpha, premultiplied, first row on top."""
    data = pygame.image.tobytes(surface, "RGBA")
    return np.frombuffer(data, np.uint8).reshape(surface.get_height(), surface.get_width(), 4)
