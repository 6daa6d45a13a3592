"""The wall: pictures of looks in rows, with their numbers and names, to choose from.

In: tiles. Out: pictures and type drawn over a finished picture; the tile at a place.
Main process, on the thread that owns the OpenGL context, after the picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.lettering import HINT, INK, LABEL, MARK, VALUE, Colour, blank, bytes_of, cut, type_of
from engine.stage.sdl import pygame
from engine.stage.shader import Shader

Mark = Literal["", "on", "next", "gone"]
Box = tuple[int, int, int, int]

_BACKING = (0.022, 0.026, 0.038, 0.88)
_EMPTY = (26, 29, 36)
_MARKS: Mapping[Mark, Colour] = {"on": MARK, "next": (90, 190, 255), "": (52, 58, 70), "gone": (52, 58, 70)}
_CHOSEN = (255, 255, 255)
_WORDS: Mapping[Mark, str] = {"on": "on", "next": "next", "gone": "not there", "": ""}

# Of the picture's width and height, what the wall takes at most.
_SHARE = 0.92
_WIDEST_TILE_PX = 256
_MOST_COLUMNS, _MOST_ROWS = 8, 5
# A tile's share of the wall's width; larger ones say no more.
_LARGEST = 0.2
_SHAPE = 1.3  # columns a row, where nothing else decides
MOST_TILES = _MOST_COLUMNS * _MOST_ROWS
"""More than these are never shown at once."""


@dataclass(frozen=True, slots=True)
class Tile:
    """`caption`: its number and name. `picture`: (height, width, 3) or None. `chosen`: Enter takes it."""

    caption: str
    picture: NDArray[np.uint8] | None = None
    mark: Mark = ""
    chosen: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What differs when it looks otherwise."""
        return self.caption, id(self.picture), self.mark, self.chosen


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where everything is, in pixels from the wall's upper left corner."""

    size: tuple[int, int]
    tile: tuple[int, int]
    em: int
    places: tuple[tuple[int, int], ...]


class Wall:
    """Shows tiles in the middle of whatever is in a framebuffer. Raises `ShaderError`."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._shader = Shader(context, "picture/overlay.vert", "picture/overlay.frag")
        self._array = context.vertex_array(self._shader.program, [])
        self._tiles: tuple[Tile, ...] = ()
        self._title = ""
        self._drawn: tuple[object, ...] = ()
        self._plan: _Plan | None = None
        self._origin = (0, 0)
        self._texture: moderngl.Texture | None = None

    def show(self, tiles: Sequence[Tile], title: str = "") -> None:
        """What the coming `draw`s show; nothing when there are no tiles. `title`: above them."""
        self._tiles, self._title = tuple(tiles[:MOST_TILES]), title

    def draw(self, framebuffer: moderngl.Framebuffer, size_px: tuple[int, int]) -> tuple[Box, ...]:
        """Draw over the picture of this (width, height). Returns what that covers: x, y from the lower left, w, h."""
        if not self._tiles:
            self._plan = None
            return ()
        self._set(size_px)
        assert self._plan is not None and self._texture is not None
        width, height = self._plan.size
        self._origin = ((size_px[0] - width) // 2, (size_px[1] - height) // 2)
        context = self._context
        framebuffer.use()
        context.enable(moderngl.BLEND)
        context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._texture.use(0)
        self._shader.set(
            image=0,
            origin_px=self._origin,
            size_px=self._plan.size,
            resolution=size_px,
            radius_px=0.55 * self._plan.em,
            backing=_BACKING,
            bar=(0, 0, 0, 0),
            reading=(0.0, -1.0),
        )
        self._array.render(moderngl.TRIANGLE_STRIP, vertices=4)
        context.disable(moderngl.BLEND)
        return ((*self._origin, width, height),)

    def hit(self, place_px: tuple[int, int], size_px: tuple[int, int]) -> int | None:
        """The number of the tile, from 0, at a place in pixels from the picture's upper left; None for none."""
        if self._plan is None:
            return None
        x = place_px[0] - self._origin[0]
        y = place_px[1] - (size_px[1] - self._origin[1] - self._plan.size[1])
        width, height = self._plan.tile
        for number, (left, top) in enumerate(self._plan.places):
            if left <= x < left + width and top <= y < top + height:
                return number
        return None

    def release(self) -> None:
        """Give the graphics card's memory back."""
        if self._texture is not None:
            self._texture.release()
            self._texture = None
        self._array.release()
        self._shader.program.release()

    def _set(self, size_px: tuple[int, int]) -> None:
        content = (size_px, self._title, *(tile.key for tile in self._tiles))
        if content == self._drawn and self._plan is not None:
            return
        plan = _lay_out(len(self._tiles), size_px)
        pixels = _paint(plan, self._tiles, self._title)
        if self._texture is not None and self._texture.size != plan.size:
            self._texture.release()
            self._texture = None
        if self._texture is None:
            self._texture = self._context.texture(plan.size, 4)
            self._texture.filter = moderngl.NEAREST, moderngl.NEAREST
        self._texture.write(pixels)
        self._plan, self._drawn = plan, content


def columns_of(count: int) -> int:
    """How many tiles stand beside each other, of so many: as large as there is room for, and then with few gaps."""

    def merit(columns: int) -> tuple[float, int, float]:
        rows = -(-count // columns)
        size = min(1.0 / columns, 0.8 / rows, _LARGEST) if rows <= _MOST_ROWS else 0.0
        return size, count - columns * rows, -abs(columns / rows - _SHAPE)

    return max(range(1, _MOST_COLUMNS + 1), key=merit)


def _lay_out(count: int, size_px: tuple[int, int]) -> _Plan:
    columns = columns_of(count)
    rows = -(-count // columns)
    widest, highest = (_SHARE * side for side in size_px)
    # In tiles' widths: a gap of a twelfth around each, and type of a tenth below.
    width = widest / (columns * 13.0 / 12.0 + 1.0 / 6.0)
    width = min(width, highest / (rows * (9.0 / 16.0 + 0.2) + 0.35), _WIDEST_TILE_PX)
    tile = (max(16, round(width)), max(9, round(width * 9.0 / 16.0)))
    gap, em = max(2, round(width / 12.0)), max(8, round(width / 13.0))
    step = (tile[0] + gap, tile[1] + round(1.9 * em) + gap // 2)
    top = gap + round(2.0 * em)
    places = tuple((gap + number % columns * step[0], top + number // columns * step[1]) for number in range(count))
    return _Plan((columns * step[0] + gap, top + rows * step[1] + gap // 2), tile, em, places)


def _paint(plan: _Plan, tiles: Sequence[Tile], title: str) -> NDArray[np.uint8]:
    """Premultiplied RGBA, (height, width, 4), first row on top."""
    surface = blank(*plan.size)
    em, (width, height) = plan.em, plan.tile
    gap = plan.places[0][0]
    _write(surface, title, HINT, (gap, gap), em, plan.size[0] - 2 * gap)
    edge = max(1, em // 6)
    for tile, (x, y) in zip(tiles, plan.places, strict=True):
        colour = _CHOSEN if tile.chosen else _MARKS[tile.mark]
        around = 2 * edge if tile.chosen or tile.mark in ("on", "next") else edge
        surface.fill((*colour, 255), (x - around, y - around, width + 2 * around, height + 2 * around))
        surface.fill((*_EMPTY, 255), (x, y, width, height))
        if tile.picture is not None:
            surface.blit(_scaled(tile.picture, plan.tile), (x, y))
        word, below = _WORDS[tile.mark], y + height + round(0.35 * em)
        room = type_of(em).width(f"{word} ") if word else 0
        _write(surface, tile.caption, LABEL if tile.mark == "gone" else VALUE, (x, below), em, width - room)
        if word:
            _write(surface, word, _MARKS[tile.mark], (x + width - type_of(em).width(word), below), em, width)
    return bytes_of(surface)


def _write(surface: "pygame.Surface", text: str, colour: Colour, place: tuple[int, int], em: int, widest: int) -> None:
    """One line of type, cut where it is too wide."""
    font = type_of(em)
    surface.blit(font.set(cut(font, text, max(1, widest)), colour), place, special_flags=INK)


def _scaled(picture: NDArray[np.uint8], size: tuple[int, int]) -> "pygame.Surface":
    height, width = picture.shape[:2]
    surface = pygame.image.frombuffer(np.ascontiguousarray(picture).tobytes(), (width, height), "RGB")
    return surface if (width, height) == size else pygame.transform.smoothscale(surface, size)
