"""The pulse: what steady ticks mean when each of them comes a little early or late, and some get lost.

In: times at which ticks arrived. Out: their period and phase, as well as so many ticks can tell, and how well that is.
Pure; main process.
"""

import math

_GATE = 4.0  # a tick that is so many standard deviations off tells nothing by itself ...
_ALIKE, _PATIENCE = 4, 8  # ... but so many alike in a row, or so many of any kind, say that something has changed
_SURE = 12  # ticks after which one that is off is doubted
_DRIFT = 1e-5  # of the period: how much that may change from tick to tick, if nothing says so
_BEND = 4e-3  # the same once ticks say that the tempo moves
_LEAN = 1.0 / 8.0
_LEANS = 5.0 * math.sqrt(_LEAN / (2.0 - _LEAN))  # five standard deviations of that average of independent numbers
_MEMORY = 1.0 / 48.0


class Pulse:
    """A Kalman filter whose state is when the newest tick should have come, and the period.

    Jitter is measured by second differences of the arrival times, which a steady or slowly changing tempo leaves at
    0 (for independent jitter their variance is 6 times its own), so that a change of tempo is not taken for jitter.
    Where innovations lean to one side, the tempo moves, and the period is let go (innovation bias test, as in
    Bar-Shalom, Li and Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001, ch. 11).

    period, spread: seconds a tick at first, and how wrong that may be. jitter: seconds. drift: by what part of itself
    the period changes from tick to tick while nothing says that it does. least: what part of `jitter` there is at
    least, whatever is measured.
    """

    def __init__(
        self, period: float, spread: float, jitter: float = 1e-3, drift: float = _DRIFT, least: float = 0.05
    ) -> None:
        self.count = 0.0
        self.period = period
        self.jitter = jitter
        self._least = (least * jitter) ** 2
        self._drift = drift
        self._t = 0.0  # when tick `count` should have come
        self._p = (0.0, 0.0, spread * spread)  # covariance: time, time and period, period
        self._heard = 0
        self._times: tuple[float, ...] = ()
        self._leaning = 0.0
        self._off: list[float] = []

    @property
    def heard(self) -> int:
        """How many ticks have come."""
        return self._heard

    @property
    def newest(self) -> float:
        """When the newest tick arrived."""
        return self._times[-1] if self._times else -math.inf

    @property
    def error(self) -> float:
        """Standard deviation of the phase, seconds."""
        return math.sqrt(max(self._p[0], 0.0))

    def place(self, t: float) -> float:
        """Position in ticks at time t: `count` when the newest should have come."""
        return self.count + (t - self._t) / self.period

    def gap(self, t: float) -> int:
        """How many ticks are missing before one that comes at time t after a silence; -1 where that cannot be told."""
        ticks = (t - self._t) / self.period
        vague = math.sqrt(max(self._p[2], 0.0)) * ticks
        return round(ticks) - 1 if self._heard >= 2 * _SURE and vague < self.period / 5.0 else -1

    def tick(self, t: float, ticks: float = 1.0) -> None:
        """A tick has arrived at time t, `ticks` after the one before it."""
        if not self._heard:
            self._t, self._p, self.count = t, (self.jitter**2, 0.0, self._p[2]), self.count + ticks
        else:
            self._predict(ticks)
            self._update(t, ticks)
        self._heard += 1
        self._times = (*self._times[-1:], t) if ticks == 1.0 else (t,)

    def _predict(self, ticks: float) -> None:
        a, b, c = self._p
        self.count += ticks
        self._t += ticks * self.period
        grown = (self._drift * self.period) ** 2 * ticks
        self._p = (a + 2.0 * ticks * b + ticks * ticks * c, b + ticks * c, c + grown)

    def _measure_jitter(self, t: float) -> None:
        second = t - 2.0 * self._times[1] + self._times[0]
        variance = max(self.jitter**2, self._least)
        seen = min(second * second / 6.0, 16.0 * variance)
        share = max(_MEMORY, 1.0 / (self._heard + 1.0))
        self.jitter = math.sqrt(max(variance + share * (seen - variance), self._least))

    def _update(self, t: float, ticks: float) -> None:
        off = t - self._t
        spread = math.sqrt(self._p[0] + self.jitter**2)
        if self._heard > _SURE and abs(off) > _GATE * spread:
            self._times = ()
            self._doubt(off)
            return
        self._off.clear()
        if len(self._times) == 2 and ticks == 1.0:
            self._measure_jitter(t)
        self._leaning += _LEAN * (off / spread - self._leaning)
        if self._heard > _SURE and abs(self._leaning) > _LEANS:
            a, b, c = self._p
            self._p = (a, b, max(c, (_BEND * self.period) ** 2))
            self._leaning = 0.0
        self._correct(off)

    def _correct(self, off: float) -> None:
        a, b, c = self._p
        total = a + self.jitter**2
        self._t += off * a / total
        self.period += off * b / total
        self._p = (a - a * a / total, b - a * b / total, c - b * b / total)

    def _doubt(self, off: float) -> None:
        """A tick that is far off. If the next ones are so too, all by whole periods, ticks were lost or are too many;
        all by as much, the sender has moved; if they run away, its tempo is another.
        """
        self._off.append(off)
        last = sorted(self._off[-_ALIKE:])
        middle = 0.5 * (last[len(last) // 2] + last[(len(last) - 1) // 2])
        alike = len(last) == _ALIKE and last[-1] - last[0] < 4.5 * self.jitter + 0.02 * self.period
        lost = round(middle / self.period)
        if alike and lost and self._is_whole(middle) and self._is_whole(self._off[0]):
            self.count += lost
            self._t += lost * self.period
        elif len(self._off) < _PATIENCE:
            return
        else:
            self._t += middle if alike else off
            self._p = (self.jitter**2, 0.0, (0.1 * self.period) ** 2)
            self._heard = 1
        self._off.clear()

    def _is_whole(self, off: float) -> bool:
        """Whether it is as much as ticks that are missing: at once, and not bit by bit as when the tempo changes."""
        ticks = off / self.period
        return abs(ticks) > 0.5 and abs(ticks - round(ticks)) < 0.3
