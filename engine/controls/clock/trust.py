"""Whom the clock believes: an order of trust, with patience.

In: what the sources of time say, frame by frame. Out: the name of the one that leads.
Pure; main process, frame loop.
"""

from collections.abc import Mapping, Sequence

from engine.controls.catalogue import AUTOMATIC, TIMEKEEPERS
from engine.controls.clock.reading import Reading

HOLD_S = 2.0
"""So long the tempo of a source that stops or falls silent is held before another one leads."""

_SURE = 0.5
_PATIENCE_S = 1.0
_AT_ONCE = frozenset({"tap"})


class Trust:
    """Who leads stays, until it stops, dies, or one that is trusted more has been there for a second.

    A source that says that it stands still comes after all that play.
    """

    def __init__(self, order: Sequence[str] = TIMEKEEPERS) -> None:
        self.order = tuple(order)
        self.leader = ""
        self.holding = False
        self._lost_at: float | None = None
        self._since: dict[str, float] = {}
        self._better: dict[str, float] = {}

    def choose(self, t: float, readings: Mapping[str, Reading | None], wanted: str = AUTOMATIC) -> str:
        """The name of the source that leads at time t, "" for none. `holding`: it says nothing now.

        wanted: the only one that may lead; whoever leads is held until it speaks.
        """
        allowed = self.order if wanted == AUTOMATIC else (wanted,)
        sure = {name: reading for name in allowed if (reading := readings.get(name)) and reading.confidence >= _SURE}
        leading = sure.get(self.leader)
        if leading is not None:
            self._lost_at = None
        elif self._lost_at is None:
            self._lost_at = t
        self._better = {
            name: self._better.get(name, t)
            for name in sure
            if name != self.leader and self._rank(name, sure) < self._rank(self.leader, sure)
        }
        for name in sorted(self._better, key=lambda name: self._rank(name, sure)):
            if wanted != AUTOMATIC or self._may_lead(name, leading, t):
                self.leader, self._lost_at, leading = name, None, sure[name]
                self._better.clear()
                break
        self.holding = leading is None and self.leader != ""
        return self.leader

    def _may_lead(self, name: str, leading: Reading | None, t: float) -> bool:
        """Whether one that is better than who leads has been so for long enough."""
        if name in _AT_ONCE or not self.leader:
            return True
        better = t - self._better[name]
        if leading is not None:
            return better >= (_PATIENCE_S if leading.playing else HOLD_S)
        lost = t - (t if self._lost_at is None else self._lost_at)
        return lost >= HOLD_S or (self._place(name) < self._place(self.leader) and better >= _PATIENCE_S)

    def _rank(self, name: str, sure: Mapping[str, Reading]) -> tuple[int, int]:
        """Smaller comes first: who plays, who stands still, who says nothing; among them the order."""
        reading = sure.get(name)
        return (2 if reading is None else 0 if reading.playing else 1), self._place(name)

    def _place(self, name: str) -> int:
        return self.order.index(name) if name in self.order else len(self.order)
