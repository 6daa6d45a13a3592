"""Palettes: files with a few colours, mixed into the row of light that the shaders read.

In: palette files; hue, saturation, temperature. Out: rows of linear RGB that sRGB can show.
Main process; a new row only when something has changed. Looks at the disk only when it is told to.
"""

import functools
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.errors import PresetError
from engine.presets.document import Document
from engine.presets.palette import KEYS, Kind, Way
from engine.stage.frame import Shares
from engine.stage.oklab import (
    fit_gamut,
    linear_to_oklab,
    oklab_to_linear,
    oklab_to_oklch,
    oklch_to_oklab,
    srgb_to_linear,
)
from engine.stage.temperature import temper

_log = logging.getLogger(__name__)

#: Texels of a palette's row.
PALETTE_SIZE = 128

# Below this chroma a colour has no hue of its own.
_GREY = 0.005
_HEX = re.compile("#[0-9a-fA-F]{6}")
_EASE_S = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """`stops` (n, 3): OKLCH from calm to hot, at `places` (n,), 0..1. The rest is as the file says."""

    stops: NDArray[np.float64]
    places: NDArray[np.float64]
    path: Way = "short"
    kind: Kind = "spectrum"
    even: bool = False
    about: str = ""


def read_palette(path: Path) -> Palette:
    """The palette in a file. Raises `PresetError` with the file's name, the line, and what it needs."""
    document = Document(path)
    document.check_keys(KEYS)
    stops = np.array([*_read_written(document), *_read_tables(document)])
    if len(stops) < 2:
        raise document.problem('a palette needs at least two of them: stops = ["#rrggbb", "#rrggbb"]', "stops")
    words = {}
    for key, allowed, default in (("path", get_args(Way), "short"), ("kind", get_args(Kind), "spectrum")):
        words[key] = document.text(key, default)
        if words[key] not in allowed:
            raise document.problem(f"is one of {', '.join(allowed)}", key)
    even = document.data.get("even", False)
    if not isinstance(even, bool):
        raise document.problem("is true or false", "even")
    places = _read_places(document, len(stops))
    return Palette(stops, places, cast(Way, words["path"]), cast(Kind, words["kind"]), even, document.text("about", ""))


def _read_written(document: Document) -> list[NDArray[np.float64]]:
    written = document.data.get("stops", [])
    if not isinstance(written, list):
        raise document.problem('must be a list of colours: stops = ["#rrggbb", "#rrggbb"]', "stops")
    return [_try(_read_hex, colour, document, "stops") for colour in written]


def _read_tables(document: Document) -> list[NDArray[np.float64]]:
    tables = document.tables("stop")
    return [_try(_read_oklch, table.get("oklch"), document, "stop", n, "oklch") for n, table in enumerate(tables)]


def _read_places(document: Document, count: int) -> NDArray[np.float64]:
    def read(said: Any) -> NDArray[np.float64]:
        places = np.array(said, np.float64)
        if places.shape != (count,) or places[0] != 0.0 or places[-1] != 1.0 or not (np.diff(places) > 0.0).all():
            raise ValueError(f"are as many as stops, {count}, and rise from 0 to 1")
        return places

    return _try(read, document.data.get("places", np.linspace(0.0, 1.0, count)), document, "places")


def _try(
    read: Callable[[Any], NDArray[np.float64]], said: object, document: Document, *place: str | int
) -> NDArray[np.float64]:
    """What `read` makes of it. Raises `PresetError` with its line."""
    try:
        return read(said)
    except (TypeError, ValueError, OverflowError) as error:
        raise document.problem(str(error), *place) from error


def _read_hex(text: Any) -> NDArray[np.float64]:
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise ValueError(f"{text!r} is not a colour like #1f8ecf")
    rgb = np.array([int(text[place : place + 2], 16) for place in (1, 3, 5)])
    return oklab_to_oklch(linear_to_oklab(srgb_to_linear(rgb / 255.0)))


def _read_oklch(numbers: Any) -> NDArray[np.float64]:
    needed = "is [lightness 0..1, chroma 0..0.4, hue in degrees]"
    if not isinstance(numbers, list) or len(numbers) != 3:
        raise ValueError(needed)
    lightness, chroma, hue = map(float, numbers)
    if not (0.0 <= lightness <= 1.0 and 0.0 <= chroma <= 0.5 and -360.0 <= hue <= 360.0):
        raise ValueError(needed)
    return np.array([lightness, chroma, hue])


def mix_palette(
    palette: Palette, hue: float = 0.0, saturation: float = 1.0, temperature: float = 0.0
) -> NDArray[np.float64]:
    """A row of OKLab, shape (PALETTE_SIZE, 3), of colours that sRGB has.

    `hue` turns all of them around the wheel (in turns), `saturation` scales the chroma; then `temperature`, -1 cold ..
    1 warm, filters them. Chroma that sRGB lacks is left out; lightness and hue stay.
    """
    lch = _interpolate(palette)
    lch[:, 1] *= saturation
    lch[:, 2] += 360.0 * hue
    lab = oklch_to_oklab(lch)
    if temperature:
        lab = linear_to_oklab(oklab_to_linear(lab) @ temper(temperature).T)
    return fit_gamut(lab)


_mix = functools.lru_cache(maxsize=8)(mix_palette)


def _interpolate(palette: Palette) -> NDArray[np.float64]:
    """The stops mixed for every texel, (PALETTE_SIZE, 3), OKLCH."""
    stops, places = palette.stops, palette.places
    texels = np.linspace(0.0, 1.0, PALETTE_SIZE)
    first = np.clip(np.searchsorted(places, texels, side="right") - 1, 0, len(places) - 2)
    share = ((texels - places[first]) / (places[first + 1] - places[first]))[:, None]
    if palette.path == "straight":
        lab = oklch_to_oklab(stops)
        return oklab_to_oklch((1.0 - share) * lab[first] + share * lab[first + 1])
    one, other = stops[first].copy(), stops[first + 1].copy()
    # A grey has no hue: it takes the one that it is on its way to, or from.
    one[:, 2] = np.where(one[:, 1] < _GREY, other[:, 2], one[:, 2])
    other[:, 2] = np.where(other[:, 1] < _GREY, one[:, 2], other[:, 2])
    turn = (other[:, 2] - one[:, 2] + 180.0) % 360.0 - 180.0
    if palette.path == "long":
        turn -= 360.0 * np.sign(turn)
    other[:, 2] = one[:, 2] + turn
    return (1.0 - share) * one + share * other


class Palettes:
    """All palettes by name, and the row for the current choice, gliding when it changes.

    A file that is broken leaves the last good palette of that name, or ours; one that is gone leaves it, too.
    """

    def __init__(self) -> None:
        self._palettes: dict[str, Palette] = {}
        self._stamps: dict[Path, files.Stamp] = {}
        self._choice: tuple[tuple[tuple[Palette, float], ...], float, float, float] | None = None
        self._aim: NDArray[np.float64]
        self._now: NDArray[np.float64]
        self._row: NDArray[np.float32]
        self._settled = False
        for error in self.refresh():
            _log.warning("%s", error)

    @property
    def names(self) -> tuple[str, ...]:
        """The palettes that there are."""
        return tuple(self._palettes)

    def refresh(self) -> list[PresetError]:
        """Take up files that are new or have changed; returns what is wrong with them, each time that they change."""
        errors = []
        stamps: dict[Path, files.Stamp] = {}
        for name, path in files.listing("palettes", ".toml").items():
            # Before reading: a file that is written meanwhile then looks changed the next time.
            stamps[path] = stamp = files.stamp(path)
            if path in self._stamps and self._stamps[path] == stamp:
                continue
            try:
                self._palettes[name] = read_palette(path)
            except PresetError as error:
                errors.append(error)
                ours = files.shipped("palettes") / path.name
                if name not in self._palettes and ours.is_file():
                    self._palettes[name] = read_palette(ours)
        self._stamps = stamps
        return errors

    def advance(
        self, dt: float, wanted: Shares, hue: float, saturation: float, temperature: float = 0.0
    ) -> NDArray[np.float32]:
        """The row after `dt` seconds, shape (PALETTE_SIZE, 3), linear RGB 0..1, of the palettes that are wanted, each
        with its share; eased over half a second.

        Rows glide in OKLab, too: from one palette to the next no colour passes through mud.
        """
        mixed = tuple((self._find(name), share) for name, share in wanted.items())
        choice = (mixed, hue, saturation, temperature)
        if choice != self._choice:
            # Of two that are wanted at once, often only the shares are new.
            rows = [share * _mix(palette, hue, saturation, temperature) for palette, share in mixed]
            self._aim = np.sum(rows, axis=0)
            if self._choice is None:
                self._now = self._aim
            self._choice, self._settled = choice, False
        if not self._settled:
            self._now = self._now + (1.0 - np.exp(-dt / _EASE_S)) * (self._aim - self._now)
            self._settled = bool(np.abs(self._aim - self._now).max() < 1e-5)
            self._row = np.clip(oklab_to_linear(self._now), 0.0, 1.0).astype(np.float32)
        return self._row

    def _find(self, name: str) -> Palette:
        """The palette of this name; where it never was a good one, what is shown now, or else any."""
        palette = self._palettes.get(name)
        if palette is None:
            palette = self._choice[0][0][0] if self._choice else next(iter(self._palettes.values()))
        return palette
