"""Which units the X-ray names, and where their labels stand, so that none covers another, flickers or jumps.

In: what the units do, where their light is, the picture's size. Out: records of labels, with their fades.
Main process, once per frame while the X-ray is on; pure memory, no OpenGL.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.stage.overlay import Box

#: As many units have a label; and as many records there are, with those that fade away.
MOST, CAPACITY = 16, 32
#: A label: its unit, its slot (a row in `Slots`), how much it is seen (0..1) and for how long (s), whether it goes and
#: whether its scene has gone, where its unit's light is and where its own inner end is, in pixels from the lower left.
LABEL_DTYPE = np.dtype(
    [
        *(("unit", "i4"), ("slot", "i4"), ("shown", "f4"), ("age", "f4"), ("going", "?"), ("frozen", "?")),
        *(("spot", "f4", (2,)), ("at", "f4", (2,))),
    ]
)

_RISE_S, _FALL_S = 0.35, 1.4
_QUICK_S = 0.08
_IN_S, _OUT_S, _GLIDE_S = 0.4, 0.5, 0.25
#: A unit below this is at rest and has no label; one that has a label keeps it down to that.
_AWAKE, _ASLEEP = 0.10, 0.06
#: How much stronger a unit must be than the weakest that is named to take its place, and how long that one stays.
_STRONGER, _LEAST_S = 1.25, 1.5
_BETWEEN_S = 0.15
#: In heights of the picture: what a crossing costs, a leader that runs back under its label, and the least gain for
#: which a label moves.
_CROSSING, _BACK, _GAIN = 0.35, 1.5, 0.22
_LOOK_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Slots:
    """Where labels may stand. `inner` (n, 2): the end that looks at the picture's middle, pixels from the lower left;
    `side` (n,): -1 where the label reaches to the left of it, 1 to the right; `free` (n,)."""

    inner: NDArray[np.float64]
    side: NDArray[np.int64]
    free: NDArray[np.bool_]


def lay_slots(
    size_px: tuple[int, int],
    label_px: tuple[int, int],
    margin_px: int,
    middle_px: tuple[float, float],
    taken: Sequence[Box] = (),
) -> Slots:
    """Two columns of slots, left and right of what lies between `middle_px` (x from, x to); one where two have no room.

    `label_px`: the widest label, and from one to the next. `taken`: what else is on the picture.
    """
    (width, height), (long, pitch) = size_px, label_px
    rows = max(0, (height - 2 * margin_px) // pitch)
    y = height - margin_px - pitch * (np.arange(rows) + 0.5) - 0.5 * (height - 2 * margin_px - rows * pitch)
    edge = margin_px + long
    columns: list[tuple[int, float]] = []
    if width >= 2 * edge + 3 * margin_px:
        middle = 0.5 * width
        columns = [
            (-1, float(np.clip(middle_px[0], edge, middle - 1.5 * margin_px))),
            (1, float(np.clip(middle_px[1], middle + 1.5 * margin_px, width - edge))),
        ]
    elif width >= edge + margin_px:
        columns = [(1, float(width - edge))]
    side = np.repeat([side for side, _ in columns], rows).astype(np.int64)
    inner = np.stack((np.repeat([x for _, x in columns], rows), np.tile(y, len(columns))), axis=1)
    free = np.ones(len(side), bool)
    left = np.where(side < 0, inner[:, 0] - long, inner[:, 0])
    for box_x, box_y, box_width, box_height in taken:
        beside = (left > box_x + box_width) | (left + long < box_x)
        free &= beside | (np.abs(inner[:, 1] - box_y - 0.5 * box_height) > 0.5 * (box_height + pitch))
    return Slots(inner, side, free)


class Callouts:
    """The labels of one picture. `quick` (units,): the activity that a label tells, calmed by 80 ms."""

    def __init__(self, units: int) -> None:
        self.labels = np.zeros(0, LABEL_DTYPE)
        self.quick = np.zeros(units, np.float32)
        self._strength = np.zeros(units, np.float32)
        self._heard = False
        self._since_change = self._since_look = 0.0

    def clear(self) -> None:
        """Take all labels away at once."""
        self.labels = self.labels[:0]
        self._heard = False

    def freeze(self) -> None:
        """Let all labels fade where they are: what they point at is no more."""
        self.labels["going"] = self.labels["frozen"] = True

    def hear(self, dt: float, activity: NDArray[np.float32]) -> None:
        """Take in what the units do now, (units,)."""
        if not self._heard:
            self.quick, self._strength, self._heard = activity.copy(), activity.copy(), True
        self.quick += np.float32(-np.expm1(-dt / _QUICK_S)) * (activity - self.quick)
        follow = np.where(activity > self._strength, -np.expm1(-dt / _RISE_S), -np.expm1(-dt / _FALL_S))
        self._strength += follow.astype(np.float32) * (activity - self._strength)

    def advance(self, dt: float, spots: NDArray[np.float64], seen: NDArray[np.bool_], slots: Slots, high: int) -> None:
        """Move on by `dt`. `spots` (units, 2): in pixels; `seen` (units,); `high`: the picture's height in pixels."""
        labels = self.labels
        labels["shown"] += np.where(labels["going"], -dt / _OUT_S, dt / _IN_S).astype(np.float32)
        np.clip(labels["shown"], 0.0, 1.0, out=labels["shown"])
        labels["age"] += dt
        self.labels = labels = labels[(labels["shown"] > 0.0) | ~labels["going"]]
        held = ~labels["frozen"]
        labels["spot"][held] = spots[labels["unit"][held]]
        aim = slots.inner[labels["slot"][held]]
        labels["at"][held] += -np.expm1(-dt / _GLIDE_S) * (aim - labels["at"][held])
        unit = labels["unit"]
        labels["going"] |= ~seen[unit] | ~slots.free[labels["slot"]] | (self._strength[unit] < _ASLEEP)
        self._since_change += dt
        self._exchange(seen)
        self._since_look += dt
        if self._since_look >= _LOOK_S:
            self._since_look = 0.0
            self._move_worst(slots, high)
        self._enter(spots, seen, slots, high)

    def _staying(self) -> NDArray[np.bool_]:
        return np.asarray(~self.labels["going"])

    def _exchange(self, seen: NDArray[np.bool_]) -> None:
        """Where a unit without a label has become much stronger than the weakest that has one, let that one go."""
        staying = np.flatnonzero(self._staying() & (self.labels["age"] > _LEAST_S))
        if self._staying().sum() < MOST or not staying.size or self._since_change < _BETWEEN_S:
            return
        others = np.where(seen, self._strength, 0.0)
        others[self.labels["unit"][self._staying()]] = 0.0
        weakest = staying[np.argmin(self._strength[self.labels["unit"][staying]])]
        if others.max() > _STRONGER * self._strength[self.labels["unit"][weakest]]:
            self.labels["going"][weakest] = True
            self._since_change = 0.0

    def _move_worst(self, slots: Slots, high: int) -> None:
        """Let the label go that could stand best elsewhere; it comes again there."""
        worst, gain = -1, _GAIN * high
        open_slots = self._open(slots)
        for number in np.flatnonzero(self._staying() & (self.labels["age"] > _LEAST_S)):
            label = self.labels[number]
            costs = self._costs(label["spot"], slots, high, int(number))
            best = costs[open_slots].min(initial=np.inf)
            if costs[label["slot"]] - best > gain:
                worst, gain = int(number), float(costs[label["slot"]] - best)
        if worst >= 0:
            self.labels["going"][worst] = True

    def _enter(self, spots: NDArray[np.float64], seen: NDArray[np.bool_], slots: Slots, high: int) -> None:
        """Give labels to the strongest units that have none, those at the sides of the picture first."""
        room = min(MOST - int(self._staying().sum()), CAPACITY - len(self.labels))
        if room <= 0 or not slots.free.any():
            return
        strength = np.where(seen, self._strength, 0.0)
        strength[self.labels["unit"][self._staying()]] = 0.0
        strongest = np.argsort(-strength, kind="stable")[:room]
        strongest = strongest[strength[strongest] > _AWAKE]
        middle = slots.inner[:, 0].mean()
        for unit in strongest[np.argsort(-np.abs(spots[strongest, 0] - middle), kind="stable")]:
            open_slots = self._open(slots)
            if not open_slots.any():
                return
            costs = np.where(open_slots, self._costs(spots[unit], slots, high), np.inf)
            slot = int(np.argmin(costs))
            fresh = np.zeros(1, LABEL_DTYPE)
            fresh["unit"], fresh["slot"] = unit, slot
            fresh["spot"], fresh["at"] = spots[unit], slots.inner[slot]
            self.labels = np.concatenate((self.labels, fresh))

    def _open(self, slots: Slots) -> NDArray[np.bool_]:
        """Which slots may be used and are not, (n,)."""
        open_slots = slots.free.copy()
        open_slots[self.labels["slot"]] = False
        return open_slots

    def _costs(self, spot: NDArray[np.floating], slots: Slots, high: int, own: int = -1) -> NDArray[np.float64]:
        """How bad each slot is for a label of `spot`, (n,): the way there in pixels, and the leaders it crosses."""
        across = (slots.inner[:, 0] - spot[0]) * slots.side
        costs = np.hypot(across, slots.inner[:, 1] - spot[1]) + _BACK * np.maximum(-across, 0.0)
        others = self.labels[self._staying() & (np.arange(len(self.labels)) != own)]
        crossed = _cross(slots.inner[:, None], spot, slots.inner[others["slot"]], others["spot"])
        return np.asarray(costs + _CROSSING * high * crossed.sum(axis=1))


def _cross(
    a: NDArray[np.floating], b: NDArray[np.floating], c: NDArray[np.floating], d: NDArray[np.floating]
) -> NDArray[np.bool_]:
    """Whether the way from a to b crosses the way from c to d; the last axis is x, y, the others are broadcast."""

    def turn(p: NDArray[np.floating], q: NDArray[np.floating], r: NDArray[np.floating]) -> NDArray[np.floating]:
        along, off = q - p, r - p
        return np.asarray(along[..., 0] * off[..., 1] - along[..., 1] * off[..., 0])

    return np.asarray((turn(a, b, c) * turn(a, b, d) < 0.0) & (turn(c, d, a) * turn(c, d, b) < 0.0))
