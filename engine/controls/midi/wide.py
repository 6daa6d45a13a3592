"""Numbers of 14 bits, which MIDI sends in two halves: the coarse one, and then perhaps the fine one.

In: halves as they come. Out: the whole number, once it is known.
Pure; main process.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

HIGHEST: Final = 16383

Reading: TypeAlias = tuple[float, int]
"""Place in 0..1, and the number in 0..16383."""

_PATIENCE_S = 0.01


@dataclass(slots=True)
class Wide:
    """One such number. Of a sender that sends no fine halves, the coarse ones reach 1 at 127.

    MIDI 1.0 has a coarse half set the fine one to 0, so a sender of both would seem to step back now and then: once a
    fine half was seen, a coarse one waits a hundredth of a second for it.
    """

    coarse: int = 0
    fine: int = 0
    has_fine: bool = False
    _since: float | None = None

    def turn(self, coarse: int, t: float) -> Reading | None:
        """A coarse half (0..127) comes at `t`. None: its fine half is awaited."""
        self.coarse, self.fine = coarse, 0
        if self.has_fine:
            self._since = t
            return None
        return coarse / 127.0, coarse << 7

    def refine(self, fine: int) -> Reading:
        """A fine half comes."""
        self.fine, self.has_fine, self._since = fine, True, None
        return self._read()

    def step(self, by: int) -> Reading:
        """Increment or decrement, by a step of the finest half that its sender is known to have; stops at the ends."""
        unit = 1 if self.has_fine else 128
        highest = HIGHEST if self.has_fine else 127 << 7
        number = min(max((self.coarse << 7 | self.fine) + by * unit, 0), highest)
        self.coarse, self.fine, self._since = number >> 7, number & 127, None
        return self._read() if self.has_fine else (self.coarse / 127.0, number)

    def settle(self, t: float) -> Reading | None:
        """At `t` a coarse half that has waited long enough counts by itself."""
        if self._since is None or 0.0 <= t - self._since < _PATIENCE_S:
            return None
        self._since = None
        return self._read()

    def _read(self) -> Reading:
        number = self.coarse << 7 | self.fine
        return number / HIGHEST, number
