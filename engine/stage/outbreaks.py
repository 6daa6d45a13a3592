"""Ripples and bursts: what starts at one moment and then runs its course.

In: new Moments. Out: arrays of ripples and points with the hop at which each was born.
Main process, once per frame. Chance is only in the points' directions, from the show's seed.
"""

import numpy as np
from numpy.typing import NDArray

from engine.moments import HOP_S, Moments

#: A ripple: the unit that surged, and the hop (Moment index) at which it did.
RIPPLE_DTYPE = np.dtype([("unit", "f4"), ("born", "f4")])
#: A burst's point: where it starts, when, whither (unit length times a pace around 1), and its light.
POINT_DTYPE = np.dtype([("unit", "f4"), ("born", "f4"), ("heading", "f4", (3,)), ("light", "f4")])

SURGE_HOPS = 4
_SURGE = 0.45
_REST_HOPS = 30
_RIPPLES_PER_HOP = 3
_SURPRISE = 0.45
_SURPRISE_REST_HOPS = 18
_BURST_UNITS = 5


class Outbreaks:
    """Watches the Moments go by, and keeps what broke out of late in two rings of fixed size."""

    def __init__(self, units: int, seed: int, *, ripples: int = 48, points: int = 900) -> None:
        self.ripples = np.zeros(ripples, RIPPLE_DTYPE)
        self.points = np.zeros(points, POINT_DTYPE)
        self.ripples["born"] = self.points["born"] = -1e6
        self._random = np.random.default_rng(seed)
        self._recent = np.zeros((SURGE_HOPS, units), np.float32)
        self._rippled = np.full(units, -_REST_HOPS, np.int64)
        self._burst_at = -_SURPRISE_REST_HOPS
        self._next_ripple = 0
        self._next_point = 0

    def watch(self, moments: Moments) -> NDArray[np.float32]:
        """Take in new Moments; returns each one's surge per unit, (n, units): the rise of activity in 40 ms."""
        surges = np.zeros((len(moments), self._recent.shape[1]), np.float32)
        for row, moment in enumerate(moments):
            activity = moment["activity"]
            surges[row] = surge = np.maximum(activity - self._recent[0], 0.0)
            self._recent[:-1] = self._recent[1:]
            self._recent[-1] = activity
            index = int(moment["index"])
            self._ripple(surge, index)
            if moment["surprise"] > _SURPRISE and index - self._burst_at >= _SURPRISE_REST_HOPS:
                self.burst(float(moment["surprise"]), surge, index)
        return surges

    def burst(self, strength: float, surge: NDArray[np.float32], index: int) -> None:
        """Throw points from the units that surge most: the more surprise (0..1), the more points."""
        self._burst_at = index
        count = round(40 + 110 * strength)
        origins = np.argsort(-surge)[:_BURST_UNITS]
        headings = self._random.standard_normal((count, 3))
        headings /= np.maximum(np.linalg.norm(headings, axis=1, keepdims=True), 1e-6)
        headings *= self._random.uniform(0.25, 1.0, (count, 1)) ** 0.7
        places = (self._next_point + np.arange(count)) % len(self.points)
        self._next_point = int(places[-1]) + 1
        self.points["unit"][places] = origins[np.arange(count) % len(origins)]
        self.points["born"][places] = index
        self.points["heading"][places] = headings
        self.points["light"][places] = strength

    def _ripple(self, surge: NDArray[np.float32], index: int) -> None:
        ready = np.flatnonzero((surge > _SURGE) & (index - self._rippled >= _REST_HOPS))
        for unit in ready[np.argsort(-surge[ready])][:_RIPPLES_PER_HOP]:
            self._rippled[unit] = index
            self.ripples[self._next_ripple] = (unit, index)
            self._next_ripple = (self._next_ripple + 1) % len(self.ripples)


def age_s(born: NDArray[np.float32], playhead: float) -> NDArray[np.float32]:
    """Seconds since each was born."""
    ages: NDArray[np.float32] = ((playhead - born) * HOP_S).astype(np.float32)
    return ages
