"""What a source of time says at one moment, and what every source of time can do.

In: nothing. Out: `Reading`, `Timekeeper`, and which tempi others are believed.
Frozen data; main process.
"""

from dataclasses import dataclass
from typing import Protocol

SLOWEST_BPM, FASTEST_BPM = 20.0, 999.0
"""What a program or a cable may say the tempo is: the range of Live and of most others. Anything else is a mistake."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`bpm`: beats a minute. `confidence`: how sure that is, 0..1. `note`: the same in words, for the overlay.

    beat: position in beats, from a one; None where the source knows the tempo only. exact: its fraction is a phase;
    else it only tells which beat it is, give or take a third of one. span: the position repeats itself after so many
    beats: 1 where only the phase is known, a bar, or infinity for places in a song. metre: beats a bar, 0 unknown.
    playing: False after a stop. cue: another number whenever the transport was put somewhere.
    """

    bpm: float
    confidence: float
    beat: float | None = None
    exact: bool = True
    span: float = 1.0
    metre: int = 0
    playing: bool = True
    cue: int = 0
    note: str = ""


class Timekeeper(Protocol):
    """A source of time."""

    @property
    def title(self) -> str:
        """What the overlay calls it."""
        ...

    def read(self, t: float) -> Reading | None:
        """What it says at time t; None while it says nothing."""
        ...
