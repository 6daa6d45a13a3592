"""A contact sheet: a whole show on one page, evenly spaced pictures with their times.

In: pictures as they come, over a time that nobody knows beforehand. Out: a PNG.
Main process; memory stays the same however long the show is.
"""

from pathlib import Path
from typing import Literal

import numpy as np

from engine.errors import FileError
from engine.show.film import Pixels
from engine.stage.sdl import pygame

_TILE_WIDTH_PX = 480
_HIGHEST_PX = 4 * _TILE_WIDTH_PX
_MARGIN_PX = 16
_CAPTION_PX = 18
_PAPER = (14, 15, 18)
_INK = (176, 184, 196)
# So many more pictures than the sheet has places are kept, for the places to be even.
_SPARE = 4
_FIRST_INTERVAL_S = 0.1


class ContactSheet:
    """`columns` × `rows` pictures of 480 pixels' width.

    Pictures are kept at an interval that doubles, and every other one is thrown away, whenever there are too many.
    """

    def __init__(self, columns: int = 4, rows: int = 3) -> None:
        self._columns = columns
        self._places = columns * rows
        self._kept: list[tuple[float, pygame.Surface]] = []
        self._interval = _FIRST_INTERVAL_S

    def wants(self, t: float) -> bool:
        """Whether a picture at `t` seconds would be kept: ask, where fetching the picture costs something."""
        return not self._kept or t >= self._kept[-1][0] + self._interval * 0.999

    def offer(self, t: float, rgb: Pixels) -> None:
        """A picture, (height, width, 3 or 4) uint8, first row on top, at `t` seconds; times rise."""
        if not self.wants(t):
            return
        if len(self._kept) == _SPARE * self._places:
            self._kept = self._kept[::2]
            self._interval *= 2.0
            if not self.wants(t):
                return
        self._kept.append((t, _shrink(rgb)))

    def save(self, path: Path | str) -> None:
        """Write the sheet as a PNG; of fewer pictures than places, all. Raises `FileError`."""
        path = Path(path)
        if not self._kept:
            raise FileError(f"There is no picture yet for the contact sheet {path}.")
        if not path.absolute().parent.is_dir():
            raise FileError(f"Cannot write {path}: there is no folder {path.absolute().parent}. Make it first.")
        try:
            pygame.image.save(self._lay_out(), str(path), "PNG")
        except (pygame.error, OSError) as error:
            raise FileError(f"Cannot write the contact sheet {path}: {error}.") from error

    def _chosen(self) -> list[tuple[float, pygame.Surface]]:
        """As many as there are places, as evenly spaced as those that were kept allow."""
        if len(self._kept) <= self._places:
            return self._kept
        times = np.array([t for t, _ in self._kept])
        wanted = np.linspace(times[0], times[-1], self._places)
        return [self._kept[int(np.abs(times - t).argmin())] for t in wanted]

    def _lay_out(self) -> pygame.Surface:
        chosen = self._chosen()
        width = _TILE_WIDTH_PX + _MARGIN_PX
        height = max(tile.get_height() for _, tile in chosen) + _CAPTION_PX + 2 * _MARGIN_PX
        columns = min(self._columns, len(chosen))
        rows = -(-len(chosen) // self._columns)
        sheet = pygame.Surface((columns * width + _MARGIN_PX, rows * height + _MARGIN_PX))
        sheet.fill(_PAPER)
        pygame.freetype.init()
        font = pygame.freetype.Font(None, _CAPTION_PX)
        font.origin = True
        for place, (t, tile) in enumerate(chosen):
            x = _MARGIN_PX + place % self._columns * width
            y = _MARGIN_PX + place // self._columns * height
            sheet.blit(tile, (x, y))
            font.render_to(sheet, (x, y + tile.get_height() + _CAPTION_PX + _MARGIN_PX // 4), describe_time(t), _INK)
        return sheet


def describe_time(t: float) -> str:
    """Seconds as minutes and seconds, from an hour on with hours: 0:07.3, 12:05.0, 1:02:03.4."""
    tenths = round(max(0.0, t) * 10.0)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest // 10:02d}.{rest % 10}"
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def _shrink(rgb: Pixels) -> pygame.Surface:
    height_px, width_px, depth = rgb.shape
    form: Literal["RGB", "RGBX"] = "RGB" if depth == 3 else "RGBX"
    picture = pygame.image.frombuffer(np.ascontiguousarray(rgb).data, (width_px, height_px), form)
    size_px = _TILE_WIDTH_PX, min(_HIGHEST_PX, max(1, round(height_px * _TILE_WIDTH_PX / width_px)))
    return pygame.transform.smoothscale(picture, size_px)
