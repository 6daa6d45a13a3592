"""The way from one look to the next through an ISF transition: where it begins, and how far it is.

In: a wish for one, time. Out: progress from 0 to 1.
Main process, once per frame; pure.
"""

from dataclasses import dataclass

from engine.controls.board import ease
from engine.isf.shelf import Key


@dataclass(slots=True)
class Transition:
    """First a picture is held, the last one of the old look; then time runs.

    key: of the transition that runs, None when none does. holds: whether the next picture is to be kept.
    """

    key: Key | None = None
    holds: bool = False
    _next: tuple[Key, float] | None = None
    _seconds: float = 0.0
    _elapsed: float = 0.0

    def ask(self, key: Key, seconds: float) -> None:
        """Keep the next picture, to go from it to what comes after it within so many seconds."""
        self._next, self.holds = (key, seconds), True

    def start(self) -> bool:
        """The new look is there now. False when no picture was kept since `ask`: then there is nothing to go from."""
        if self._next is None or self.holds:
            return False
        (self.key, self._seconds), self._next = self._next, None
        self._elapsed = 0.0
        return True

    def advance(self, dt: float) -> None:
        """Go on by `dt` seconds; at the end there is none any more."""
        self._elapsed += dt
        if self._elapsed >= self._seconds:
            self.key = None

    @property
    def progress(self) -> float:
        """How far it is, 0..1, eased at both ends."""
        return ease(self._elapsed / self._seconds) if self.key is not None else 1.0
