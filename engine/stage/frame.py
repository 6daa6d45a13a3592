"""What one frame is drawn from: a snapshot, so that nothing is looked up live in mid-frame.

In: Moments, the co-activation, parameter values, time. Out: `Frame`; and `Playhead`, which makes hops flow smoothly.
Main process, frame loop.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.controls.board import Values
from engine.moments import HOP_S, Moments

Shares: TypeAlias = Mapping[str, float]
"""How much each of several names counts; together 1."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that a picture depends on.

    `t`: show time in seconds; `dt`: seconds since the frame before. `moments`: those that are new since then,
    oldest first, perhaps none. `playhead`: the hop that is being shown, fractional, on the Moments' `index`.
    `coactivation`: shape (units, units), or None when it has not changed. `values`: every parameter. `fade_s`: the
    seconds in which another scene comes, None for those of `/master/crossfade`. `mixes`: choices that are several at
    once, as in a morph between looks: by path, the names and the share of each; the shares add up to 1.
    """

    t: float
    dt: float
    moments: Moments
    playhead: float
    coactivation: NDArray[np.float32] | None
    values: Values
    fade_s: float | None = None
    mixes: Mapping[str, Shares] = field(default_factory=dict)

    def shares(self, path: str) -> Shares:
        """The names of a choice that count, and how much each does."""
        return self.mixes.get(path) or {self.values.name(path): 1.0}


class Playhead:
    """Turns the uneven arrival of Moments into a steady flow.

    At 60 frames a second of 100 hops a second, a frame gets one, two or three new Moments; drawn as they come,
    travelling light would stutter. The playhead moves with the frame clock, is drawn to the newest Moment with
    a time constant of `settle_s`, and never runs ahead of it or more than `slack_hops` behind.
    """

    def __init__(self, settle_s: float = 0.25, slack_hops: float = 4.0) -> None:
        self._settle_s = settle_s
        self._slack_hops = slack_hops
        self._place: float | None = None

    def advance(self, dt: float, newest: int) -> float:
        """The place after `dt` seconds more, when `newest` is the newest Moment's index (-1: none yet)."""
        if newest < 0:
            return -1.0
        if self._place is None:
            self._place = float(newest)
            return self._place
        place = self._place + dt / HOP_S
        place += (1.0 - np.exp(-dt / self._settle_s)) * (newest - 1.0 - place)
        self._place = float(min(max(place, newest - self._slack_hops, self._place), newest))
        return self._place
