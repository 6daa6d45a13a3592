"""The musical clock: where in the beat and the bar the show is, by tapping, by the ear, or at 120 beats per minute.

In: taps, and the ear's tempo estimate with its confidence. Out: a position in beats that never jumps or runs back.
Main process, frame loop; time is always an argument (seconds, the show's clock).
"""

import math
import statistics
from typing import Literal, TypeAlias

from engine.controls.clock.count import Count
from engine.controls.clock.timeline import Timeline

SLOWEST_BPM, FASTEST_BPM = 30.0, 300.0

Unit: TypeAlias = Literal["beat", "bar", "phrase"]

_PAUSE = 2.05  # a little more than one beat at the slowest tempo
_TAPS = 8
_CONFIDENT = 0.5
_PHRASE_BARS = 8


class Clock:
    """Beats on a timeline, bars and phrases on a count of them.

    A tap also says where the beat is: the difference, at most half a beat, is spread evenly over the next beat.
    """

    def __init__(self, bpm: float = 120.0) -> None:
        self.source: Literal["default", "ear", "tap"] = "default"
        self.phrase_bars = _PHRASE_BARS
        self._timeline = Timeline(bpm)
        self._count = Count()
        self._taps: list[float] = []
        self._passed: dict[Unit, int] = {"beat": 0, "bar": 0, "phrase": 0}
        self._places: dict[Unit, float] = {"beat": 0.0, "bar": 0.0, "phrase": 0.0}

    @property
    def bpm(self) -> float:
        """Tempo in beats per minute."""
        return self._timeline.bpm

    @property
    def metre(self) -> int:
        """Beats a bar."""
        return self._count.metre

    def beat(self, t: float) -> float:
        """Position in beats at time t; its fractional part is the phase."""
        return self._timeline.beat(t)

    def bar(self, t: float) -> float:
        """Position in bars at time t; its fractional part is the phase."""
        return self._count.bars(self.beat(t))

    def phrase(self, t: float) -> float:
        """Position in phrases of `phrase_bars` bars at time t; its fractional part is the phase."""
        return self._count.bars(self.beat(t), self.phrase_bars)

    def place(self, t: float, unit: Unit) -> float:
        """Position in beats, bars or phrases at time t."""
        return self.beat(t) if unit == "beat" else self.bar(t) if unit == "bar" else self.phrase(t)

    def ahead(self, t: float, unit: Unit) -> float:
        """Seconds from time t to the beginning of the next beat, bar or phrase; more than 0."""
        beat = self.beat(t)
        if unit == "beat":
            return self._timeline.when(math.floor(beat) + 1.0) - t
        return self._timeline.when(beat + self._count.until(beat, 1 if unit == "bar" else self.phrase_bars)) - t

    def passed(self, unit: Unit) -> int:
        """How many beats, bars or phrases have begun. It rises by one in the frame in which one begins, whatever the
        sources of time do: what waits for the next one waits until this number is another.
        """
        return self._passed[unit]

    def advance(self, t: float) -> None:
        """Once a frame, when all is told: count what has begun."""
        self._count.settle(self.beat(t))
        for unit, before in self._places.items():
            place = self.place(t, unit)
            self._passed[unit] += math.floor(place) > math.floor(before)
            self._places[unit] = place

    def tap(self, t: float) -> None:
        """A tap on the beat: tempo from the median of the last intervals, from the second tap on.

        A pause of 2 s, or time running back, starts anew. Tempo is limited to 30-300 BPM.
        """
        if self._taps and not 0.0 < t - self._taps[-1] <= _PAUSE:
            self._taps.clear()
        self._taps = [*self._taps[-_TAPS:], t]
        bpm = self.bpm
        if len(self._taps) > 1:
            intervals = [later - earlier for earlier, later in zip(self._taps, self._taps[1:], strict=False)]
            bpm = min(max(60.0 / statistics.median(intervals), SLOWEST_BPM), FASTEST_BPM)
            self.source = "tap"
        beat = self.beat(t)
        self._timeline.follow(t, bpm, round(beat) - beat)

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
        if bpm == self.bpm and beat is None:
            return
        here = self.beat(t)
        error = 0.0
        if beat is not None:
            error = beat - here
            error -= round(error)
        self._timeline.follow(t, bpm, error)
        if beat is not None and metre > 0:
            self._count.change_metre(metre)
            late = round(beat - error - self._count.since_start(here)) % metre
            if late and metre == self.metre:
                self._count.shift(here, late - metre if late > metre / 2 else late)
                self._places = {unit: self.place(t, unit) for unit in self._places}

    def forget_taps(self) -> None:
        """Let the ear lead again; the tempo stays until it does."""
        self._taps.clear()
        self.source = "default"
