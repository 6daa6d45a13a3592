"""Drum strikes picked from activations: one strike for one hit, as soon as it is sure.

In: one probability per drum class and hop. Out: strikes with class, time and strength.
Runs wherever the tracker runs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import ControlError


@dataclass(frozen=True, slots=True)
class Strike:
    """A drum was hit. `drum`: index of its class. `time_s`: on the sample clock. `strength`: 0..1."""

    drum: int
    time_s: float
    strength: float


#: How much of the highest peak of late is enough, how long that is remembered, and what never is too little.
_SHARE, _MEMORY_S, _SHYEST = 0.5, 30.0, 0.2


class StrikePicker:
    """Reports a peak one hop after it: as soon as the activation no longer rises.

    A network is shy of drums that sound unlike those it learned from: where peaks have been low of late, half of their
    height is enough, down to `_SHYEST`. `thresholds`: per class, 0..1: what is always enough. `refractory_s`: no two
    strikes of a class are closer. `delay_s`: how far the activations lag behind the sound. `rise`: how far the
    activation must have climbed since its last valley, so that a plateau above the threshold is one strike and not a
    row of them.
    """

    def __init__(
        self,
        thresholds: Sequence[float],
        hop_s: float,
        delay_s: float = 0.0,
        refractory_s: float = 0.05,
        rise: float = 0.1,
    ) -> None:
        if not thresholds or not all(0.0 < threshold < 1.0 for threshold in thresholds):
            raise ControlError(f"thresholds {list(thresholds)}: one or more numbers between 0 and 1 are needed")
        self._thresholds = tuple(thresholds)
        self._hop_s = hop_s
        self._delay_s = delay_s
        self._refractory_s = refractory_s
        self._rise = rise
        self._ease = hop_s / _MEMORY_S
        self._hop = 0
        count = len(self._thresholds)
        self._highest = [threshold / _SHARE for threshold in self._thresholds]
        self._before = [0.0] * count
        self._last = [0.0] * count
        self._valley = [0.0] * count
        self._struck_s = [-math.inf] * count

    def step(self, activations: Sequence[float]) -> tuple[Strike, ...]:
        """One hop: `activations`, (classes,), 0..1; NaN counts as 0. Returns the strikes that are now sure."""
        strikes = []
        for drum, raw in enumerate(activations):
            value = float(raw)
            if not value >= 0.0:
                value = 0.0
            before, last = self._before[drum], self._last[drum]
            enough = self._enough(drum, min(last, 1.0))
            if last >= enough and before < last >= value and last - self._valley[drum] >= self._rise:
                time_s = (self._hop - 1 + _vertex(before, last, value)) * self._hop_s - self._delay_s
                if time_s - self._struck_s[drum] >= self._refractory_s:
                    strikes.append(Strike(drum, time_s, min(last, 1.0)))
                    self._struck_s[drum] = time_s
                    self._valley[drum] = last
            self._valley[drum] = min(self._valley[drum], value)
            self._before[drum], self._last[drum] = last, value
        self._hop += 1
        return tuple(strikes)

    def _enough(self, drum: int, value: float) -> float:
        """What a peak of this class must reach, after it was `value` high."""
        ground = _SHYEST / _SHARE
        eased = self._highest[drum] + (ground - self._highest[drum]) * self._ease
        self._highest[drum] = max(eased, value)
        return min(self._thresholds[drum], max(_SHYEST, _SHARE * self._highest[drum]))


def _vertex(before: float, peak: float, after: float) -> float:
    """Where the parabola through three neighbouring values peaks, -0.5..0.5 hops from the middle one."""
    bend = before - 2.0 * peak + after
    return 0.0 if bend >= 0.0 else min(max(0.5 * (before - after) / bend, -0.5), 0.5)
