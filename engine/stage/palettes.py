"""Palettes: files with a few colours, mixed into the row of light that the shaders read.

In: palette files; hue, saturation, temperature. Out: rows of linear RGB that sRGB can show.
Main process; a new row only when something has changed.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.errors import PresetError
from engine.presets.palette import KEYS, Kind, Way
from engine.stage.oklab import (
    fit_gamut,
    linear_to_oklab,
    oklab_to_linear,
    oklab_to_oklch,
    oklch_to_oklab,
    srgb_to_linear,
)
from engine.stage.temperature import temper

#: Texels of a palette's row.
PALETTE_SIZE = 128

# Below this chroma a colour has no hue of its own.
_GREY = 0.005
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
    """The palette in a file. Raises `PresetError` with the file's name and what it needs."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return _understand(said)
    except (OSError, KeyError, TypeError, ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        raise PresetError(f'{path} is not a palette: it needs stops = ["#rrggbb", "#rrggbb"] ({error}).') from error


def _understand(said: dict[str, object]) -> Palette:
    unknown = said.keys() - KEYS.keys()
    if unknown:
        raise ValueError(f"there is no key {min(unknown)!r}; there is {', '.join(KEYS)}")
    written, tables = said.get("stops", []), said.get("stop", [])
    if not isinstance(written, list) or not isinstance(tables, list):
        raise TypeError("stops is a list of colours, and each [[stop]] a table")
    stops = np.array([*map(_read_hex, written), *(_read_oklch(table["oklch"]) for table in tables)])
    if len(stops) < 2:
        raise ValueError("a palette needs at least two stops")
    places = np.array(said.get("places", np.linspace(0.0, 1.0, len(stops))), np.float64)
    if places.shape != (len(stops),) or places[0] != 0.0 or places[-1] != 1.0 or (np.diff(places) <= 0.0).any():
        raise ValueError("places are as many as stops, and rise from 0 to 1")
    words = {}
    for key, allowed, default in (("path", get_args(Way), "short"), ("kind", get_args(Kind), "spectrum")):
        words[key] = said.get(key, default)
        if words[key] not in allowed:
            raise ValueError(f"{key} is one of {', '.join(allowed)}")
    even = said.get("even", False)
    if not isinstance(even, bool):
        raise TypeError("even is true or false")
    return Palette(stops, places, cast(Way, words["path"]), cast(Kind, words["kind"]), even, str(said.get("about", "")))


def _read_hex(text: str) -> NDArray[np.float64]:
    if len(text) != 7 or text[0] != "#":
        raise ValueError(f"{text!r} is not a colour like #1f8ecf")
    rgb = np.array([int(text[place : place + 2], 16) for place in (1, 3, 5)])
    return oklab_to_oklch(linear_to_oklab(srgb_to_linear(rgb / 255.0)))


def _read_oklch(numbers: list[float]) -> NDArray[np.float64]:
    lightness, chroma, hue = map(float, numbers)
    if not (0.0 <= lightness <= 1.0 and 0.0 <= chroma <= 0.5 and -360.0 <= hue <= 360.0):
        raise ValueError("oklch is [lightness 0..1, chroma 0..0.4, hue in degrees]")
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
    """All palettes by name, and the row for the current choice, gliding when it changes."""

    def __init__(self) -> None:
        paths = files.listing("palettes", ".toml")
        self._palettes = {name: read_palette(path) for name, path in paths.items()}
        self._choice: tuple[str, float, float, float] | None = None
        self._aim: NDArray[np.float64]
        self._now: NDArray[np.float64]
        self._row: NDArray[np.float32]
        self._settled = False

    @property
    def names(self) -> tuple[str, ...]:
        """The palettes that there are."""
        return tuple(self._palettes)

    def advance(
        self, dt: float, name: str, hue: float, saturation: float, temperature: float = 0.0
    ) -> NDArray[np.float32]:
        """The row after `dt` seconds, shape (PALETTE_SIZE, 3), linear RGB 0..1; eased over half a second.

        Rows glide in OKLab, too: from one palette to the next no colour passes through mud.
        """
        choice = (name, hue, saturation, temperature)
        if choice != self._choice:
            self._aim = mix_palette(self._palettes[name], hue, saturation, temperature)
            if self._choice is None:
                self._now = self._aim
            self._choice, self._settled = choice, False
        if not self._settled:
            self._now = self._now + (1.0 - np.exp(-dt / _EASE_S)) * (self._aim - self._now)
            self._settled = bool(np.abs(self._aim - self._now).max() < 1e-5)
            self._row = np.clip(oklab_to_linear(self._now), 0.0, 1.0).astype(np.float32)
        return self._row
