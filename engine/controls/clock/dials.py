"""What hands set about the clock: its parameters, as numbers that the clock reckons with.

In: a frame's parameter values. Out: `Dials`.
Pure; main process, frame loop.
"""

from dataclasses import dataclass
from typing import Self

from engine.controls.board import Values
from engine.controls.catalogue import AUTOMATIC


@dataclass(frozen=True, slots=True)
class Dials:
    """`source`: who may lead. `bpm`: a tempo by hand, below 30 none. `metre`: beats a bar, 0 for what is heard.

    phrase_bars: bars a phrase. multiple: shown beats for each beat of the source. ahead: seconds by which the clock is
    ahead of what sounds now: the picture's delay, less what a hand nudges it to be later.
    """

    source: str = AUTOMATIC
    bpm: float = 0.0
    metre: int = 0
    phrase_bars: int = 8
    multiple: float = 1.0
    ahead: float = 0.0

    @classmethod
    def read(cls, values: Values) -> Self:
        """The dials of one frame."""
        metre, (above, _, below) = values.name("/clock/metre"), values.name("/clock/multiple").partition("/")
        return cls(
            values.name("/clock/source"),
            values.number("/clock/bpm"),
            int(metre) if metre.isdecimal() else 0,
            round(values.number("/clock/phrase")),
            float(above) / float(below or 1.0),
            (values.number("/clock/lead") - values.number("/clock/nudge")) / 1000.0,
        )
