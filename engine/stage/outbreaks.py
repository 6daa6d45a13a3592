"""Ripples and bursts: what starts at one moment and then runs its course.

In: new Moments. Out: the ripples and points that are alive at a playhead, as arrays for the shaders.
Main process, once per frame. Chance is only in the points' directions, from the show's seed.
"""

import numpy as np
from numpy.typing import NDArray

from engine.moments import HOP_S, Moments

#: A ripple as its shader takes it: the unit that surged, and the seconds since.
RIPPLE_DTYPE = np.dtype([("source", "f4"), ("age", "f4")])
#: A burst's point: whence, seconds since, whither (a direction times a pace of 0..1), and its light 0..1.
POINT_DTYPE = np.dtype([("source", "f4"), ("age", "f4"), ("heading", "f4", (3,)), ("strength", "f4")])

#: After this many seconds nothing of a ripple or a burst is left to see.
LIFE_S = 2.0

SURGE_HOPS = 4
_SURGE = 0.5
_REST_HOPS = 40
_HOPS_BETWEEN_RIPPLES = 12
_SURPRISE = 0.45
_SURPRISE_REST_HOPS = 18
_BURST_UNITS = 5
_NEVER = -1_000_000


class Outbreaks:
    """Watches the Moments go by, and keeps what broke out of late in two rings of fixed size."""

    def __init__(self, units: int, seed: int, *, ripples: int = 48, points: int = 900) -> None:
        self._ripples = np.zeros(ripples, RIPPLE_DTYPE)
        self._points = np.zeros(points, POINT_DTYPE)
        self._ripples_born = np.full(ripples, _NEVER, np.int64)
        self._points_born = np.full(points, _NEVER, np.int64)
        self._random = np.random.default_rng(seed)
        self._recent = np.zeros((SURGE_HOPS, units), np.float32)
        self._surge = np.zeros(units, np.float32)
        self._rippled = np.full(units, _NEVER, np.int64)
        self._burst_at = _NEVER
        self._newest = 0
        self._next_ripple = 0
        self._next_point = 0

    def watch(self, moments: Moments) -> NDArray[np.float32]:
        """Take in new Moments; returns each one's surge per unit, (n, units): the rise of activity in 40 ms."""
        surges = np.zeros((len(moments), self._recent.shape[1]), np.float32)
        for row, moment in enumerate(moments):
            activity = moment["activity"]
            surges[row] = self._surge = np.maximum(activity - self._recent[0], 0.0)
            self._recent[:-1] = self._recent[1:]
            self._recent[-1] = activity
            self._newest = int(moment["index"])
            self._ripple()
            surprised = moment["surprise"] > _SURPRISE
            if surprised and self._newest - self._burst_at >= _SURPRISE_REST_HOPS:
                self.burst(float(moment["surprise"]))
        return surges

    def burst(self, strength: float) -> None:
        """Throw points, now, from the units that surge most: the more `strength` (0..1), the more points.

        Where nothing surges they come from the units that are most active.
        """
        self._burst_at = self._newest
        count = round(40 + 110 * strength)
        origins = np.argsort(-(self._surge + 0.01 * self._recent[-1]))[:_BURST_UNITS]
        headings = self._random.standard_normal((count, 3))
        headings /= np.maximum(np.linalg.norm(headings, axis=1, keepdims=True), 1e-6)
        headings *= self._random.uniform(0.25, 1.0, (count, 1)) ** 0.7
        slots = (self._next_point + np.arange(count)) % len(self._points)
        self._next_point = int(slots[-1]) + 1
        self._points_born[slots] = self._newest
        self._points["source"][slots] = origins[np.arange(count) % len(origins)]
        self._points["heading"][slots] = headings
        self._points["strength"][slots] = strength

    def ripples(self, playhead: float) -> NDArray[np.void]:
        """The ripples that are alive at `playhead` (in hops), dtype RIPPLE_DTYPE."""
        return _alive(self._ripples, self._ripples_born, playhead)

    def points(self, playhead: float) -> NDArray[np.void]:
        """The points that are alive at `playhead` (in hops), dtype POINT_DTYPE."""
        return _alive(self._points, self._points_born, playhead)

    def _ripple(self) -> None:
        ready = np.flatnonzero((self._surge > _SURGE) & (self._newest - self._rippled >= _REST_HOPS))
        if ready.size and self._newest - self._rippled.max() >= _HOPS_BETWEEN_RIPPLES:
            unit = ready[np.argmax(self._surge[ready])]
            self._rippled[unit] = self._newest
            self._ripples["source"][self._next_ripple] = unit
            self._ripples_born[self._next_ripple] = self._newest
            self._next_ripple = (self._next_ripple + 1) % len(self._ripples)


def _alive(records: NDArray[np.void], born: NDArray[np.int64], playhead: float) -> NDArray[np.void]:
    age = (playhead - born) * HOP_S
    alive = (age >= 0.0) & (age < LIFE_S)
    records["age"] = age
    return records[alive]
