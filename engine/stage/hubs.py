"""Hubs: where lines of neighbours come together, so that a hundred of them read as a few strands.

In: a layout's places. Out: for every unit the two points that its lines run through on their way to the others.
Computed once per layout in the main process; pure.
"""

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 30
#: How far from the heart a neighbourhood's lines meet, and the point that they all bend by, as shares of its own way.
_OUTER, _INNER = 0.66, 0.26
#: How much flat layouts let their lines sink behind them, in radii.
_SINK = 0.55
#: Strands turn around the heart by so many radians on their way in, like the arms of a galaxy.
_SWIRL = 0.7


def find_hubs(places: NDArray[np.floating]) -> NDArray[np.float32]:
    """(2, units, 3): each unit's outer and inner point; `places` (units, 3). Units of one neighbourhood share both.

    Neighbourhoods are found by k-means (Lloyd, 1982) from seeds that lie as far apart as can be (Gonzalez, 1985); a
    line that leaves through the points of its own and arrives through those of the other is bundled as in Holten,
    "Hierarchical Edge Bundles" (2006). The same places give the same points.
    """
    at = np.asarray(places, np.float64)
    centres = _far_apart(at, int(np.clip(round(0.75 * np.sqrt(len(at))), 2, 12)))
    nearest = np.zeros(len(at), np.int64)
    for _ in range(_ROUNDS):
        nearest = np.argmin(((at[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
        size = np.bincount(nearest, minlength=len(centres))[:, None]
        sums = np.stack([np.bincount(nearest, at[:, axis], len(centres)) for axis in range(3)], axis=1)
        centres = np.where(size > 0, sums / np.maximum(size, 1), centres)
    flatness = 1.0 - np.clip(2.0 * np.ptp(at[:, 2]) / max(float(np.ptp(at[:, :2], axis=0).max()), 1e-9), 0.0, 1.0)
    sink = np.array([0.0, 0.0, -_SINK * flatness])
    cosine, sine = np.cos(_SWIRL), np.sin(_SWIRL)
    swirl = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    outer = _OUTER * centres + 0.5 * sink
    inner = _INNER * centres @ swirl.T + sink
    return np.stack((outer[nearest], inner[nearest])).astype(np.float32)


def _far_apart(places: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """So many of the places: first the outermost, then whichever is farthest from those taken."""
    taken = [int(np.argmax((places**2).sum(axis=1)))]
    apart = ((places - places[taken[0]]) ** 2).sum(axis=1)
    while len(taken) < min(count, len(places)):
        taken.append(int(np.argmax(apart)))
        apart = np.minimum(apart, ((places - places[taken[-1]]) ** 2).sum(axis=1))
    return places[taken]
