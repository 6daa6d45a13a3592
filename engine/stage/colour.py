"""Colour: palettes from files, mixed in a space where equal steps look equal.

In: a palette's stops, hue, saturation; what decides colours. Out: a row of linear RGB, and each unit's place in it.
Main process; a new row only when something has changed.

OKLab and its matrices are Björn Ottosson's ("A perceptual color space for image processing", 2020).
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.errors import PresetError

#: Texels of a palette's row.
PALETTE_SIZE = 128

_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_CONE = np.linalg.inv(_TO_CONE)
_FROM_LAB = np.linalg.inv(_TO_LAB)


def linear_to_oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear sRGB (..., 3) to OKLab (..., 3): lightness 0..1, then green-red and blue-yellow."""
    return np.asarray(np.cbrt(rgb @ _TO_CONE.T) @ _TO_LAB.T)


def oklab_to_linear(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `linear_to_oklab`; may leave 0..1 for colours that a display cannot show."""
    return np.asarray((lab @ _FROM_LAB.T) ** 3 @ _FROM_CONE.T)


def srgb_to_linear(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """The display's curve undone (IEC 61966-2-1)."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def read_palette(path: Path) -> NDArray[np.float64]:
    """The stops of a palette file, as OKLab, shape (stops, 3). Raises `PresetError`.

    The file says `stops = ["#rrggbb", …]`, at least two, from calm to hot.
    """
    try:
        stops = tomllib.loads(path.read_text(encoding="utf-8"))["stops"]
        rgb = np.array([[int(stop[place : place + 2], 16) for place in (1, 3, 5)] for stop in stops])
    except (OSError, KeyError, TypeError, ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        raise PresetError(f'{path} is not a palette: it needs stops = ["#rrggbb", "#rrggbb"] ({error}).') from error
    if len(rgb) < 2:
        raise PresetError(f"{path}: a palette needs at least two stops.")
    return linear_to_oklab(srgb_to_linear(rgb / 255.0))


def mix_palette(stops: NDArray[np.float64], hue: float, saturation: float) -> NDArray[np.float32]:
    """A row of linear RGB, shape (PALETTE_SIZE, 3), at least 0: the stops evenly spaced, mixed in OKLab.

    `hue` turns all of them around the wheel (in turns), `saturation` scales the chroma.
    """
    places = np.linspace(0.0, len(stops) - 1.0, PALETTE_SIZE)
    lab = np.stack([np.interp(places, np.arange(len(stops)), stops[:, axis]) for axis in range(3)], axis=1)
    chroma = (lab[:, 1] + 1j * lab[:, 2]) * saturation * np.exp(2j * np.pi * hue)
    turned = np.stack((lab[:, 0], chroma.real, chroma.imag), axis=1)
    return np.maximum(oklab_to_linear(turned), 0.0).astype(np.float32)


class Palettes:
    """All palettes by name, and the row for the current choice, gliding when it changes."""

    def __init__(self) -> None:
        paths = files.listing("palettes", ".toml")
        self._stops = {name: read_palette(path) for name, path in paths.items()}
        self._row: NDArray[np.float64] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The palettes that there are."""
        return tuple(self._stops)

    def advance(self, dt: float, name: str, hue: float, saturation: float) -> NDArray[np.float32]:
        """The row after `dt` seconds, shape (PALETTE_SIZE, 3), linear RGB; eased over half a second."""
        aim = mix_palette(self._stops[name], hue, saturation)
        if self._row is None:
            self._row = aim.astype(np.float64)
        self._row += (1.0 - np.exp(-dt / 0.2)) * (aim - self._row)
        return self._row.astype(np.float32)


class Tints:
    """Where in the palette each unit is, by the current choice, gliding when it changes."""

    def __init__(self, choices: Mapping[str, NDArray[np.float32]]) -> None:
        self._choices = choices
        self._now: NDArray[np.float32] | None = None

    def advance(self, dt: float, name: str) -> NDArray[np.float32]:
        """The places after `dt` seconds, (units,), 0 deep .. 1 pale; eased over half a second."""
        aim = self._choices[name]
        if self._now is None:
            self._now = aim.copy()
        self._now = self._now + np.float32(1.0 - np.exp(-dt / 0.2)) * (aim - self._now)
        return self._now
