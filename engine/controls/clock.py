"""The musical clock: where in the beat and the bar the show is, by tapping, by the ear, or at 120 beats per minute.

In: taps, and the ear's tempo estimate with its confidence. Out: a position in beats that never jumps or runs back.
Main process, frame loop; time is always an argument (seconds, the show's clock).
"""

import math
import statistics
from typing import Literal

SLOWEST_BPM, FASTEST_BPM = 30.0, 300.0
BEATS_PER_BAR = 4

_PAUSE = 2.05  # a little more than one beat at the slowest tempo
_TAPS = 8
_CONFIDENT = 0.5


class Clock:
    """Beat position as a straight line from an anchor, plus a phase correction spread over the next beat.

    A new tempo starts a new line where the old one is. A tap also says where the beat is: the difference, at most
    half a beat, is spread evenly, so that the position keeps rising, at half the tempo or faster.
    """

    def __init__(self, bpm: float = 120.0) -> None:
        self.source: Literal["default", "ear", "tap"] = "default"
        self._bpm = bpm
        self._anchor_t = 0.0
        self._anchor_beat = 0.0
        self._correction = 0.0
        self._first = 0  # the beat on which a bar begins, modulo the metre
        self.metre = BEATS_PER_BAR
        self._taps: list[float] = []

    @property
    def bpm(self) -> float:
        """Tempo in beats per minute."""
        return self._bpm

    def beat(self, t: float) -> float:
        """Position in beats at time t; its fractional part is the phase."""
        straight = (t - self._anchor_t) * self._bpm / 60.0
        return self._anchor_beat + straight + self._correction * min(max(straight, 0.0), 1.0)

    def bar(self, t: float) -> float:
        """Position in bars of `metre` beats at time t; its fractional part is the phase."""
        return (self.beat(t) - self._first) / self.metre

    def tap(self, t: float) -> None:
        """A tap on the beat: tempo from the median of the last intervals, from the second tap on.

        A pause of 2 s, or time running back, starts anew. Tempo is limited to 30-300 BPM.
        """
        if self._taps and not 0.0 < t - self._taps[-1] <= _PAUSE:
            self._taps.clear()
        self._taps = [*self._taps[-_TAPS:], t]
        bpm = self._bpm
        if len(self._taps) > 1:
            intervals = [later - earlier for earlier, later in zip(self._taps, self._taps[1:], strict=False)]
            bpm = min(max(60.0 / statistics.median(intervals), SLOWEST_BPM), FASTEST_BPM)
            self.source = "tap"
        beat = self.beat(t)
        self._anchor(t, bpm, round(beat) - beat)

    def hear(self, t: float, bpm: float, confidence: float, beat: float | None = None, metre: int = 0) -> None:
        """The ear's estimate: used while nobody has tapped, if its confidence (0..1) is at least 0.5.

        bpm outside 30-300 is halved or doubled into it. beat: the ear's position in beats, if it has one; its phase is
        taken, and where `metre` (beats a bar) is not 0, its place in the bar. Values that are not finite are ignored.
        """
        numbers = (t, bpm, confidence, 0.0 if beat is None else beat)
        if self.source == "tap" or not all(map(math.isfinite, numbers)) or bpm <= 0.0 or confidence < _CONFIDENT:
            return
        while bpm < SLOWEST_BPM:
            bpm *= 2.0
        while bpm > FASTEST_BPM:
            bpm /= 2.0
        self.source = "ear"
        if bpm == self._bpm and beat is None:
            return
        error = 0.0
        if beat is not None:
            error = beat - self.beat(t)
            error -= round(error)
        self._anchor(t, bpm, error)
        if beat is not None and metre > 0:
            self.metre = metre
            self._first = round(self.beat(t) + error - beat) % metre

    def forget_taps(self) -> None:
        """Let the ear lead again; the tempo stays until it does."""
        self._taps.clear()
        self.source = "default"

    def _anchor(self, t: float, bpm: float, correction: float) -> None:
        self._anchor_beat = self.beat(t)
        self._anchor_t = t
        self._bpm = bpm
        self._correction = correction
