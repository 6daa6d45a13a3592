"""Whether two tempi are one: who knows a tempo well may not know where the beat is, and somebody else does.

In: a tempo, the readings of all. Out: a reading whose tempo agrees, in halves or doubles perhaps.
Pure; main process, frame loop.
"""

import math
from collections.abc import Iterable, Mapping

from engine.controls.clock.reading import Reading

_AGREES = 0.04
_SURE = 0.5


def has_phase(reading: Reading) -> bool:
    """Whether it says where the beat is."""
    return reading.exact and reading.beat is not None


def nearest_ratio(bpm: float, other: float) -> float:
    """By what of 1/2, 1 and 2 the other tempo has to be multiplied to come nearest."""
    return min((0.5, 1.0, 2.0), key=lambda ratio: abs(math.log(other * ratio / bpm)))


def find_phase(bpm: float, readings: Mapping[str, Reading | None], order: Iterable[str]) -> tuple[str, Reading | None]:
    """The first who is sure where the beat is, at a tempo within 4 % of `bpm`, of its half or its double."""
    for name in order:
        reading = readings.get(name)
        if reading is None or not has_phase(reading) or reading.confidence < _SURE or not reading.playing:
            continue
        if abs(reading.bpm * nearest_ratio(bpm, reading.bpm) / bpm - 1.0) <= _AGREES:
            return name, reading
    return "", None
