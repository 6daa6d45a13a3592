"""The hand's time: taps on the beat, or a tempo that was dialled.

In: taps, a number of beats a minute. Out: readings.
Pure; main process, frame loop.
"""

import statistics

from engine.controls.clock.reading import Reading

SLOWEST_BPM, FASTEST_BPM = 30.0, 300.0

_PAUSE = 2.05  # a little more than one beat at the slowest tempo
_TAPS = 8


class Hand:
    """The newest counts: taps, from the second one on, or a tempo, which says nothing of where the beat is."""

    title = "tap"

    def __init__(self) -> None:
        self._taps: list[float] = []
        self._bpm: float | None = None
        self._beat_at: float | None = None

    def tap(self, t: float) -> None:
        """A tap on the beat: tempo and beat from the medians of the last nine.

        A pause of 2 s, or time running back, starts anew. Tempo is limited to 30-300 BPM.
        """
        if self._taps and not 0.0 < t - self._taps[-1] <= _PAUSE:
            self._taps.clear()
        self._taps = [*self._taps[-_TAPS:], t]
        if len(self._taps) > 1:
            period = statistics.median(b - a for a, b in zip(self._taps, self._taps[1:], strict=False))
            self._bpm = min(max(60.0 / period, SLOWEST_BPM), FASTEST_BPM)
            period = 60.0 / self._bpm
            last = self._taps[-1]
            self._beat_at = last + statistics.median(_off(tap - last, period) for tap in self._taps)

    @property
    def is_tapping(self) -> bool:
        """Whether there has been a tap since everything was forgotten."""
        return bool(self._taps)

    def dial(self, bpm: float) -> None:
        """A tempo by hand; below 30 it is none."""
        self._taps.clear()
        self._beat_at = None
        self._bpm = min(bpm, FASTEST_BPM) if bpm >= SLOWEST_BPM else None

    def forget(self) -> None:
        """Neither taps nor a tempo."""
        self.dial(0.0)

    def read(self, t: float) -> Reading | None:
        """A tempo, and from taps the phase."""
        if self._bpm is None:
            return None
        if self._beat_at is None:
            return Reading(self._bpm, 1.0, note="by hand")
        return Reading(self._bpm, 1.0, (t - self._beat_at) * self._bpm / 60.0)


def _off(seconds: float, period: float) -> float:
    return seconds - period * round(seconds / period)
