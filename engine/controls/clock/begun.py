"""What has begun: how many beats, bars and phrases there have been, for everything that waits for the next one.

In: positions, frame by frame. Out: numbers that rise by one in the frame in which one begins.
Pure; main process, frame loop.
"""

import math
from collections.abc import Mapping
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal["beat", "bar", "phrase"]
UNITS: tuple[Unit, ...] = ("beat", "bar", "phrase")


class Begun:
    """Counts. A correction of the count of bars begins nothing; a jump begins what it puts on a one."""

    def __init__(self) -> None:
        self._passed = dict.fromkeys(UNITS, 0)
        self._places: dict[Unit, float] = {}

    def passed(self, unit: Unit) -> int:
        """How many have begun since the start."""
        return self._passed[unit]

    def note(self, places: Mapping[Unit, float]) -> None:
        """The positions of a frame."""
        for unit, place in places.items():
            self._passed[unit] += math.floor(place) > math.floor(self._places.get(unit, place))
        self._places = dict(places)

    def correct(self, places: Mapping[Unit, float]) -> None:
        """The same positions go by other numbers now."""
        self._places = dict(places)

    def jump(self, before: Mapping[Unit, float], after: Mapping[Unit, float], beats: Mapping[Unit, float]) -> None:
        """Positions have jumped. What is so many beats long begins if it is not half a beat old now, and was."""
        for unit, length in beats.items():
            self._passed[unit] += after[unit] % 1.0 < 0.5 / length <= before[unit] % 1.0
        self._places = dict(after)

    def forget(self, unit: Unit) -> None:
        """Another length counts from now on."""
        self._places.pop(unit, None)
