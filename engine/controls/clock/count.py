"""The count of bars: which beat is the one, how many beats a bar has, and where in longer periods the show is.

In: positions of the timeline in beats; what somebody says of the one. Out: positions in bars or in any period.
Pure; main process, frame loop.
"""

import math

BEATS_PER_BAR = 4

_GENTLE = 0.5  # beats a beat by which a count that was wrong runs faster or slower until it is right
_REMEMBERED = 8


class Count:
    """Counts beats in bars, on top of a timeline that only rises.

    Who corrects the count gently (`shift`) makes no position jump, in a bar or in any other period: each runs at half
    or one and a half times its pace until it is where it should be; a period that the correction is a whole multiple
    of does not notice at all. `begin` and `jump` put the one at once where a hand or a transport says that it is.
    """

    def __init__(self) -> None:
        self.metre = BEATS_PER_BAR
        self._zero = 0.0  # the beat from which periods in beats are counted
        self._first = 0.0  # the beat on which bar `_number` begins
        self._number = 0
        self._shifts: list[tuple[float, float]] = []
        self._next_metre = BEATS_PER_BAR

    def bars(self, beat: float, bars: float = 1.0) -> float:
        """Position in periods of so many bars."""
        place = self._number + (beat - self._first) / self.metre
        return place / bars + self._lag(beat, bars * self.metre) / (bars * self.metre)

    def turns(self, beat: float, beats: float) -> float:
        """Position in periods of so many beats, which begin on a one as far as they fit into bars."""
        return (beat - self._zero + self._lag(beat, beats)) / beats

    def since_start(self, beat: float) -> float:
        """Beats since bar 0, in bars of the present metre; not smoothed."""
        return self._number * self.metre + beat - self._first

    def shift(self, beat: float, beats: int) -> None:
        """The count is `beats` short: make it good gently, from position `beat` on."""
        self._move(beats)
        self._shifts = [*self._shifts, (beat, float(beats))][-_REMEMBERED:]

    def until(self, beat: float, bars: float = 1.0) -> float:
        """In how many beats the next period of so many bars begins; more than 0."""
        place = self.bars(beat, bars)
        rest = (math.floor(place) + 1.0 - place) * bars * self.metre
        lag = self._lag(beat, bars * self.metre)
        if lag >= 0.0:
            return rest / (1.0 - _GENTLE) if lag * (1.0 - _GENTLE) >= rest * _GENTLE else rest + lag
        fast = rest / (1.0 + _GENTLE)
        return fast if -lag >= fast * _GENTLE else rest + lag

    def begin(self, beat: float, bars: int = 1) -> None:
        """The one is the beat nearest to `beat`, at once: the next bar, or multiple of `bars` bars, begins there."""
        # A bar that began within half a beat is the one that is meant.
        number = math.ceil(self.bars(beat) - 0.5 / self.metre)
        self.jump(math.ceil(number / bars) * bars * self.metre - self.since_start(round(beat)))

    def jump(self, beats: float) -> None:
        """The count is so many whole beats short: at once, whatever jumps."""
        self._move(beats)
        self._shifts.clear()

    def change_metre(self, metre: int) -> None:
        """So many beats a bar, from the next bar on."""
        self._next_metre = metre

    def settle(self, beat: float) -> None:
        """Once a frame: a metre that waits begins when its bar does."""
        if self._next_metre == self.metre or beat - self._first < self.metre or self._lag(beat, self.metre):
            return
        whole = math.floor((beat - self._first) / self.metre)
        self._number += whole
        self._first += whole * self.metre
        self.metre = self._next_metre

    def _move(self, beats: float) -> None:
        self._zero -= beats
        self._first -= beats

    def _lag(self, beat: float, period: float) -> float:
        """By how many beats a position in this period is not yet where it should be."""
        lag, at = 0.0, beat
        for at_shift, beats in self._shifts:
            lag = _wrap(_settle(lag, at_shift - at) - beats, period)
            at = at_shift
        return _settle(lag, beat - at)


def _settle(lag: float, beats: float) -> float:
    return math.copysign(max(abs(lag) - _GENTLE * max(beats, 0.0), 0.0), lag)


def _wrap(beats: float, period: float) -> float:
    """The same place in the period, at most half a period away."""
    return beats - period * round(beats / period)
