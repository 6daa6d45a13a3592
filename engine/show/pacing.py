"""Frame pacing: how large to draw so that the display's rate holds, and when the next frame is due.

In: how long frames took, how long drawing them took, the rate that is wanted. Out: a scale for the inner picture.
Main process, once per frame; pure, with time as an argument.
"""

import math
import statistics
from collections import deque
from dataclasses import dataclass, field
from typing import Final

#: The scales that an adapting picture has. Few, because each change costs new textures; a step is a quarter of the
#: pixels.
LADDER: Final = (1.0, 0.87, 0.75, 0.67, 0.58, 0.5, 0.43, 0.38, 0.33, 0.29, 0.25)
#: A frame is late from so many periods on: it missed the display's refresh.
LATE = 1.5

# Lost periods add up and are forgiven at this rate, so that one in fifty is put up with. A single frame counts for one
# at most: however long a shader is compiled, it is not the picture's size.
_FORGIVEN = 0.02
_TOO_MANY = 2.0
_CALM = 0.5
# After a step, textures are made, and what the card reports is of the size before.
_SETTLING = 6
_DOWN_FRAMES, _UP_FRAMES = 10, 30
# Down as far as pixels must shrink at the least; up only if all of the cost grew with the pixels and room were left.
_FILLED, _AMPLE = 0.95, 0.8
_PATIENCE_S, _LONGEST_PATIENCE_S = 2.0, 60.0
# A step up that does not last so long has failed.
_PROBATION_S = 20.0
# Where half of the cost, as is more usual, would still leave room, or where the cost is not known, a step up is a try:
# it comes after so many times the patience.
_USUAL, _TIGHT, _RARE = 0.5, 0.9, 8.0
# Late at the floor for so long, it looks what the full size takes, for a few frames: music's load changes, and only
# what is measured one right after the other can be compared.
_DOUBT_S = 2.0
_LOOK_SETTLING, _LOOK_FRAMES = 2, 5
# The least that the floor must gain, as a share of what it would if time were all in pixels.
_WORTH = 0.25
# What came out holds for so long, and each time twice as long.
_VERDICT_S, _LONGEST_VERDICT_S = 30.0, 480.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which scales, 0..1, the picture may be: `floor` to `most`; always `most` where it shall not `adapt`."""

    most: float = 1.0
    floor: float = 0.5
    adapt: bool = True

    @property
    def rungs(self) -> tuple[float, ...]:
        """The scales there are, the largest first."""
        if not self.adapt or self.floor >= self.most:
            return (self.most,)
        between = [rung for rung in LADDER if self.floor < rung < self.most]
        return (self.most, *between, self.floor)


@dataclass(slots=True)
class Pacing:
    """Finds the largest picture that holds the rate. The same calls give the same scales.

    Down at once when frames are late; up a rung at a time when the cost leaves ample room, and after a step up that
    failed only with twice the patience. Where the smallest picture is late and no faster than the largest, the time is
    not in the pixels: the picture stays large for a while.
    """

    scale: float = 1.0
    _top: float = 1.0
    _lost: float = 0.0
    _frames: int = 0
    _took: deque[float] = field(default_factory=lambda: deque(maxlen=_DOWN_FRAMES))
    _costs: deque[float] = field(default_factory=lambda: deque(maxlen=_UP_FRAMES))
    _changed_at: float = 0.0
    _rose_at: float = -math.inf
    _patience: float = _PATIENCE_S
    _fell_at: float = -math.inf
    _floor_took: float | None = None  # while the full size is looked at: what a frame took at the floor
    _verdict_until: float = -math.inf
    _verdict: float = _VERDICT_S
    _excused: bool = True

    def excuse(self) -> None:
        """The frame that comes next was held up by something else than drawing: its time says nothing."""
        self._excused = True

    def advance(self, t: float, dt: float, cost: float | None, period: float, bounds: Bounds) -> float:
        """The scale for the frame that begins at `t`, `dt` seconds after the one before; monotonic seconds.

        `cost`: seconds that drawing took in the newest frame of which it is known; None where it is not. `period`:
        seconds that a frame shall take; 0 for as fast as can be, and then the picture is as large as it may be.
        """
        rungs = bounds.rungs
        if period <= 0.0 or len(rungs) == 1:
            self._begin(t, rungs[0])
            self._top = rungs[0]
            self._floor_took = None
            return self.scale
        self._follow(t, rungs)
        self._frames += 1
        settling = _SETTLING if self._floor_took is None else _LOOK_SETTLING
        if self._excused or self._frames <= settling:
            self._excused = False
            return self.scale
        self._lost = max(0.0, self._lost + min(1.0, max(0.0, dt / period - 1.0)) - _FORGIVEN)
        self._took.append(dt)
        if cost is not None:
            self._costs.append(cost)
        if self._floor_took is not None:
            self._judge(t, self._floor_took, rungs)
        elif self._lost >= _TOO_MANY:
            self._fall(t, period, rungs)
        elif self._may_rise(t, period, rungs):
            self._rose_at = t
            self._begin(t, _above(rungs, self.scale))
        elif self._rose_at > self._fell_at and t - self._rose_at > _PROBATION_S:
            self._patience = _PATIENCE_S
        return self.scale

    def _follow(self, t: float, rungs: tuple[float, ...]) -> None:
        """Keep to the rungs there are now; who was at the top stays at the top."""
        if self.scale in rungs and self._top == rungs[0]:
            return
        fitting = rungs[0] if self.scale == self._top else next((r for r in rungs if r <= self.scale), rungs[-1])
        self._top = rungs[0]
        if fitting != self.scale:
            self._floor_took = None
            self._begin(t, fitting)

    def _begin(self, t: float, scale: float) -> None:
        """At a new size nothing is known yet."""
        self.scale = scale
        self._changed_at = t
        self._lost = 0.0
        self._frames = 0
        self._took.clear()
        self._costs.clear()

    def _fall(self, t: float, period: float, rungs: tuple[float, ...]) -> None:
        took = statistics.median(self._took)
        if t < self._verdict_until and self.scale in (rungs[0], rungs[-1]):
            self._lost = 0.0
            return
        if self.scale == rungs[-1]:
            if t - self._changed_at >= _DOUBT_S:
                self._floor_took = took
                self._begin(t, rungs[0])
            return
        if t - self._rose_at < _PROBATION_S:
            self._patience = min(2.0 * self._patience, _LONGEST_PATIENCE_S)
            self._rose_at = -math.inf
        cost = statistics.median(list(self._costs)[-_DOWN_FRAMES:]) if self._costs else took
        below = rungs[rungs.index(self.scale) + 1 :]
        fitting = (rung for rung in below if cost * (rung / self.scale) ** 2 <= _FILLED * period)
        self._fell_at = t
        self._begin(t, next(fitting, rungs[-1]))

    def _judge(self, t: float, floor_took: float, rungs: tuple[float, ...]) -> None:
        """Whether the floor is worth it, as soon as enough frames of the full size are known."""
        if len(self._took) < _LOOK_FRAMES:
            return
        hoped = 1.0 - (rungs[-1] / rungs[0]) ** 2
        worth = floor_took < statistics.median(self._took) * (1.0 - _WORTH * hoped)
        self._verdict_until = t + self._verdict
        self._verdict = min(2.0 * self._verdict, _LONGEST_VERDICT_S)
        self._floor_took = None
        self._begin(t, rungs[-1] if worth else rungs[0])

    def _may_rise(self, t: float, period: float, rungs: tuple[float, ...]) -> bool:
        waited = t - self._changed_at
        if self.scale == rungs[0] or waited < self._patience or self._lost > _CALM:
            return False
        if self._costs:
            if len(self._costs) < _UP_FRAMES:
                return False
            more = (_above(rungs, self.scale) / self.scale) ** 2 - 1.0
            cost = sorted(self._costs)[int(0.9 * _UP_FRAMES)]
            if cost * (1.0 + more) <= _AMPLE * period:
                return True
            if cost * (1.0 + _USUAL * more) > _TIGHT * period:
                return False
        return waited >= _RARE * self._patience


@dataclass(slots=True)
class Timetable:
    """When frames are due where no display makes us wait: evenly, whatever each of them took and overslept."""

    _due: float = -math.inf

    def wait(self, now: float, period: float) -> float:
        """Seconds to wait at the end of a frame until the next is due. Time that is lost is not made up for."""
        self._due = max(self._due + period, now)
        return self._due - now


def inner_size(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """The size in pixels to draw at for a picture of `size`; never less than 2 × 2."""
    width, height = (max(2, round(length * scale)) for length in size)
    return width, height


def _above(rungs: tuple[float, ...], scale: float) -> float:
    return rungs[max(0, rungs.index(scale) - 1)]
