"""The ear's time: the beat and the bar that the network hears.

In: its estimates, as they come. Out: readings.
Pure; main process, frame loop.
"""

import math

from engine.controls.clock.hand import FASTEST_BPM, SLOWEST_BPM
from engine.controls.clock.reading import Reading

_DEAF_S = 1.0


class Ear:
    """The newest estimate, carried on at its tempo for a second at most."""

    title = "ear"

    def __init__(self) -> None:
        self._t = -math.inf
        self._reading: Reading | None = None

    def hear(self, t: float, bpm: float, confidence: float, beat: float | None = None, metre: int = 0) -> None:
        """At time t the music is at `beat`, counted from a one where `metre` (beats a bar) is not 0.

        bpm outside 30-300 is halved or doubled into it, which leaves the beat where it is. Numbers that are not finite
        are ignored.
        """
        if not all(map(math.isfinite, (t, bpm, confidence, beat or 0.0))) or not 1.0 <= bpm <= 1e4:
            return
        while bpm < SLOWEST_BPM:
            bpm *= 2.0
        while bpm > FASTEST_BPM:
            bpm /= 2.0
        self._t = t
        span = float(metre) if metre > 0 else 1.0
        note = f"{metre} a bar, {100.0 * confidence:.0f} % sure" if metre else f"{100.0 * confidence:.0f} % sure"
        self._reading = Reading(bpm, confidence, beat, span=span, metre=max(metre, 0), note=note)

    def read(self, t: float) -> Reading | None:
        """What it hears; None when nothing came from it for a second."""
        heard, since = self._reading, t - self._t
        if heard is None or not since <= _DEAF_S:
            return None
        beat = None if heard.beat is None else heard.beat + since * heard.bpm / 60.0
        return Reading(heard.bpm, heard.confidence, beat, span=heard.span, metre=heard.metre, note=heard.note)
