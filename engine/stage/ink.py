"""What the pens have written: their ways of the last five seconds, with the light of each hair, and what splashed.

In: new Moments. Out: rows of points for the graphics card, one a hop, and droplets.
Main process, once per frame. Chance is only in the droplets' directions, from the show's seed.
"""

import numpy as np
from numpy.typing import NDArray

from engine.moments import HOP_S, Moments
from engine.stage.anatomy import Anatomy
from engine.stage.axes import AXES, Axes
from engine.stage.network import HISTORY_ROWS
from engine.stage.outbreaks import SURGE_HOPS

#: All units together, then the slow, the middle and the fast third.
PENS = 4
#: Hairs of a brush: bundles of its units, as many in each as fit.
HAIRS = 16
#: A droplet as its shader takes it: the pen, seconds since, whence and how fast, its size.
DROP_DTYPE = np.dtype([("pen", "f4"), ("age", "f4"), ("start", "f4", (3,)), ("heading", "f4", (3,)), ("size", "f4")])
#: After this many seconds a droplet has dried.
DROP_S = 3.0

_Array = NDArray[np.float64]

_SMOOTH_S = (0.10, 0.32, 0.09, 0.065)
#: How wide each pen swings, and beyond how many usual swings no pen comes.
_SWING, _FARTHEST = (1.0, 1.5, 0.95, 0.85), 2.1
#: Where each pen rests, in usual swings: near the middle, and not one on the other.
_HOMES = ((0.0, 0.06, 0.0), (-0.42, -0.12, 0.0), (0.36, -0.2, 0.0), (0.1, 0.42, 0.0))
#: The plane of each pen's first two axes: turned about the axes of the picture, in turns (around x, y, z).
_PLANES = ((0.0, 0.0, 0.0), (0.06, 0.0, 0.08), (-0.05, 0.09, -0.12), (0.05, -0.09, 0.21))
#: Seconds in which the ink follows its units' activity.
_FLOW_S = 0.04
#: The rise of a pen's activity in 40 ms above which it splashes, and hops until it may again.
_SPLASH, _FULL_SPLASH, _REST_HOPS = 0.10, 0.22, 18
_MOST_DROPS, _LEAST_DROPS = 26, 3
_LONGEST_GAP_HOPS = 100
_NEVER = -1_000_000


class Ink:
    """Writes with every pen. Rows are those of the network's history: a Moment lies in row `index % HISTORY_ROWS`.

    `points` (HISTORY_ROWS, PENS, 2, 4), float32: where a pen was, in usual swings, and its activity; how fast it
    moved, in swings a second, and 1 where anything was written. `hairs` (HISTORY_ROWS, PENS, HAIRS), float32: the
    mean square activity of each hair's units.
    """

    def __init__(self, anatomy: Anatomy, seed: int, drops: int = 480) -> None:
        self.groups = divide(anatomy)
        self._axes = Axes(anatomy.links, self.groups, np.array(_SMOOTH_S))
        self._bundles = bundle_hairs(anatomy, self.groups)
        self._planes = np.stack([_plane(turns) for turns in _PLANES])
        self.points = np.zeros((HISTORY_ROWS, PENS, 2, 4), np.float32)
        self.hairs = np.zeros((HISTORY_ROWS, PENS, HAIRS), np.float32)
        self._recent = np.zeros((SURGE_HOPS, anatomy.units), np.float32)
        self._wet = np.zeros(anatomy.units, np.float32)
        self._share = (self.groups / self.groups.sum(axis=1, keepdims=True)).astype(np.float32)
        self._random = np.random.default_rng([seed, 4])
        self._drops = np.zeros(drops, DROP_DTYPE)
        self._born = np.full(drops, _NEVER, np.int64)
        self._next_drop = 0
        self._splashed = np.full(PENS, _NEVER, np.int64)
        self.newest = -1

    def write(self, moments: Moments, smoothness: float) -> tuple[int, int]:
        """Write on. Returns the hops that are new, as (first, number); all rows are new after a jump of the sound."""
        first = self.newest + 1
        for moment in moments:
            index = int(moment["index"])
            if 0 <= self.newest - index < HISTORY_ROWS and self.newest >= 0:
                continue
            if self.newest < 0 or not 0 < index - self.newest <= _LONGEST_GAP_HOPS:
                self._forget(moment)
                first = index - HISTORY_ROWS + 1
                self.newest = index - 1
            # A hop that was lost on the way is taken to be as the next one.
            for hop in range(self.newest + 1, index + 1):
                self._write_hop(hop, moment, smoothness)
            self.newest = index
        first = max(first, self.newest - HISTORY_ROWS + 1)
        return first, self.newest - first + 1

    def drops(self, playhead: float) -> NDArray[np.void]:
        """The droplets that are not dry at `playhead` (in hops), dtype DROP_DTYPE."""
        age = (playhead - self._born) * HOP_S
        self._drops["age"] = age
        return self._drops[(age >= 0.0) & (age < DROP_S)]

    def _forget(self, moment: np.void) -> None:
        self._axes.forget()
        self.points[:] = 0.0
        self.hairs[:] = 0.0
        self._born[:] = _NEVER
        self._splashed[:] = _NEVER
        self._recent[:] = moment["activity"]
        self._wet[:] = self._recent[-1] ** 2

    def _write_hop(self, hop: int, moment: np.void, smoothness: float) -> None:
        activity = moment["activity"]
        places, paces = self._axes.follow(moment["state"], smoothness)
        places, paces = _restrain(places, paces)
        places = (self._planes @ places[:, :, None])[:, :, 0] + _HOMES
        paces = (self._planes @ paces[:, :, None])[:, :, 0]
        # Single hops flicker; a line is one stroke.
        self._wet += -np.expm1(-HOP_S / _FLOW_S) * (activity * activity - self._wet)
        row = self.points[hop % HISTORY_ROWS]
        row[:, 0, :AXES], row[:, 1, :AXES] = places, paces
        row[:, 0, AXES], row[:, 1, AXES] = self._share @ self._wet, 1.0
        self.hairs[hop % HISTORY_ROWS] = self._bundles @ self._wet
        rise = self._share @ np.maximum(activity - self._recent[0], 0.0)
        self._recent[:-1] = self._recent[1:]
        self._recent[-1] = activity
        for pen in np.flatnonzero((rise > _SPLASH) & (hop - self._splashed >= _REST_HOPS)):
            self._splashed[pen] = hop
            strength = min((float(rise[pen]) - _SPLASH) / (_FULL_SPLASH - _SPLASH), 1.0)
            self._splash(int(pen), hop, strength, places[pen], paces[pen])

    def _splash(self, pen: int, hop: int, strength: float, place: _Array, pace: _Array) -> None:
        """Throw droplets from a pen's tip: on along its way, and aside."""
        count = round(_LEAST_DROPS + (_MOST_DROPS - _LEAST_DROPS) * strength)
        aside = self._random.standard_normal((count, AXES))
        aside /= np.maximum(np.linalg.norm(aside, axis=1, keepdims=True), 1e-6)
        reach = self._random.uniform(0.1, 1.0, (count, 1)) ** 1.5
        slots = (self._next_drop + np.arange(count)) % len(self._drops)
        self._next_drop = int(slots[-1]) + 1
        self._born[slots] = hop
        self._drops["pen"][slots] = pen
        self._drops["start"][slots] = place
        self._drops["heading"][slots] = (0.22 * pace + (1.2 + 2.2 * strength) * aside) * reach
        self._drops["size"][slots] = (0.3 + 0.7 * self._random.random(count) ** 3) * (0.55 + 0.45 * strength)


def divide(anatomy: Anatomy) -> NDArray[np.bool_]:
    """Whose state each pen draws, (PENS, units): all units', the slow third's, the middle's, the fast third's."""
    third = np.minimum(3 * np.argsort(np.argsort(anatomy.leak, kind="stable"), kind="stable") // anatomy.units, 2)
    return np.stack([np.ones(anatomy.units, bool), *(third == part for part in range(3))])


def bundle_hairs(anatomy: Anatomy, groups: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How much of each unit is in each hair's mean, (PENS, HAIRS, units); from hair to hair, low sounds to high ones.

    A group of fewer units than there are hairs gives a unit to several hairs.
    """
    bundles = np.zeros((len(groups), HAIRS, groups.shape[1]), np.float32)
    for pen, members in enumerate(groups):
        inside = low_to_high(anatomy, members)
        edges = np.arange(HAIRS + 1) * inside.size / HAIRS
        for hair in range(HAIRS):
            own = inside[int(edges[hair]) : max(int(np.ceil(edges[hair + 1])), int(edges[hair]) + 1)]
            bundles[pen, hair, own] = 1.0 / own.size
    return bundles


def low_to_high(anatomy: Anatomy, members: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The units that `members` (units,) marks, those that answer low and slow sounds first."""
    inside = np.flatnonzero(members)
    return inside[np.argsort(anatomy.shade[inside], kind="stable")]


def _plane(turns: tuple[float, float, float]) -> _Array:
    """The rotation by these turns around x, then y, then z, (3, 3), with the swing of its pen."""
    whole = np.eye(AXES)
    for axis, turn in enumerate(turns):
        cosine, sine = np.cos(2.0 * np.pi * turn), np.sin(2.0 * np.pi * turn)
        one, other = (axis + 1) % 3, (axis + 2) % 3
        rotation = np.eye(AXES)
        rotation[[one, one, other, other], [one, other, one, other]] = cosine, -sine, sine, cosine
        whole = rotation @ whole
    return whole


def _restrain(places: _Array, paces: _Array) -> tuple[_Array, _Array]:
    """Bring what is far out softly within `_FARTHEST`, and the paces as that asks for; (PENS, AXES) each."""
    swing = np.array(_SWING)[:, None]
    places, paces = swing * places, swing * paces
    kept = 1.0 / np.sqrt(1.0 + (places**2).sum(axis=1, keepdims=True) / _FARTHEST**2)
    inward = (places * paces).sum(axis=1, keepdims=True) / _FARTHEST**2
    return places * kept, paces * kept - places * inward * kept**3
