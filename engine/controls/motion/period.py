"""How fast something comes round: in hertz, or in beats or bars of the clock.

In: a period as a person writes it. Out: positions in turns.
Pure; main process, frame loop.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Per = Literal["hz", "beats", "bars"]

PATTERN: Final = r"(?P<above>\d{1,6}(?:\.\d{1,6})?)(?:/(?P<below>\d{1,4}))?(?P<per>hz|beats?|bars?)"
"""A period in a source's name: 0.5hz, 2beats, 1/4beats, 8bars."""

# A day and a half at the one end, far beyond any frame rate at the other.
_SLOWEST, _FASTEST = 1e-5, 1e5


class Turning(Protocol):
    """What of the clock moves things."""

    def turns(self, t: float, beats: float = 0.0, bars: float = 0.0) -> float:
        """Position at time t in periods of so many beats, or of so many bars."""
        ...


class Motion(Protocol):
    """Something that moves by itself."""

    def at(self, t: float, clock: Turning) -> float:
        """Where it is at time t, 0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Period:
    """`number` hertz, or beats or bars a turn. Beats and bars begin with a one; hertz with the show."""

    number: float
    per: Per

    def __str__(self) -> str:
        return f"{self.number:.7g}{self.per}"

    def turns(self, t: float, clock: Turning, count: int = 1) -> float:
        """Position in turns of `count` periods at time t."""
        if self.per == "hz":
            return t * self.number / count
        length = self.number * count
        return clock.turns(t, beats=length) if self.per == "beats" else clock.turns(t, bars=length)


def read_period(match: re.Match[str]) -> Period | None:
    """The period of a match with PATTERN; None where it is none that anybody could see."""
    below = float(match["below"] or 1)
    if below == 0.0:
        return None
    number = float(match["above"]) / below
    per: Per = "hz" if match["per"] == "hz" else "beats" if match["per"].startswith("beat") else "bars"
    return Period(float(f"{number:.7g}"), per) if _SLOWEST <= number <= _FASTEST else None
