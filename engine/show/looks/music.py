"""How much is going on in the music, as the autopilot sees it: energy, build-up, drop.

In: the ear's and the brain's continuous sources, once a frame. Out: numbers of 0..1, and whether a drop falls.
Main process, frame loop.
"""

import math
from collections.abc import Callable

# So that a bar's pause is no breakdown.
_ENERGY_S = 4.0
_LOUDNESS, _ACTIVITY = 0.65, 0.35
_FALLS, _IS_OVER = 0.5, 0.3
_BUILDS = 0.5


class Music:
    """energy: smoothed over four seconds; in a drop 1. builds: whether a build-up is on. drops: in the frame in which
    a drop falls.
    """

    def __init__(self) -> None:
        self.energy = 0.5
        self.builds = False
        self.drops = False
        self._level: float | None = None
        self._in_drop = False

    def hear(self, dt: float, signals: Callable[[str], float | None]) -> None:
        """A frame of `dt` seconds."""
        now = _LOUDNESS * (signals("ear/loudness") or 0.0) + _ACTIVITY * (signals("brain/activity") or 0.0)
        if self._level is None:
            self._level = now
        self._level += (now - self._level) * -math.expm1(-dt / _ENERGY_S)
        self.builds = (signals("brain/build") or 0.0) >= _BUILDS
        drop = signals("brain/drop") or 0.0
        in_drop = drop >= (_IS_OVER if self._in_drop else _FALLS)
        self.drops = in_drop and not self._in_drop
        self._in_drop = in_drop
        self.energy = 1.0 if in_drop else min(max(self._level, 0.0), 1.0)
