"""Lobes: units that answer the same sound sit together, around a hollow in which their lines run.

In: the network's anatomy. Out: a place and a lobe per unit.
Computed once per network in the main process; pure.
"""

import numpy as np
from numpy.typing import NDArray

from engine.brain.tuning import TUNINGS
from engine.stage.anatomy import Anatomy, ranks
from engine.stage.layouts import GOLDEN_ANGLE, embed_spectrally

#: Half-axes of the body on whose skin the lobes lie, in radii.
_BODY = np.array([1.0, 0.72, 1.0])
#: How much of the skin the lobes cover; the rest is air between them.
_COVERED = 0.42
_ROUNDS = 120


def gather(anatomy: Anatomy) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """(places (units, 3), lobe of each unit (units,), counted from 0); the same for the same network.

    A lobe is the units that answer one sound best; a lobe of very few joins the one that it is most like. Where
    nobody has measured what units answer, strongly linked units share a lobe. In a lobe slow units sit in the middle.
    """
    shape = embed_spectrally(anatomy.links, 3, anatomy.likeness)
    lobe = _by_links(shape) if anatomy.tuning is None else _by_answer(anatomy)
    count = int(lobe.max()) + 1
    sizes = np.bincount(lobe, minlength=count).astype(np.float64)
    even = np.stack([2.0 * ranks(column) - 1.0 for column in shape.T], axis=1)
    centres = np.zeros((count, 3))
    np.add.at(centres, lobe, even)
    centres = _spread(centres / sizes[:, None], np.sqrt(sizes / sizes.sum()))
    # The cap that a lobe takes of the sphere is as large as its share of the units.
    reach = 2.0 * np.sqrt(_COVERED * sizes / sizes.sum())
    places = np.empty((anatomy.units, 3))
    for number in range(count):
        inside = np.flatnonzero(lobe == number)
        inside = inside[np.argsort(anatomy.pace[inside], kind="stable")]
        places[inside] = _cap(centres[number], float(reach[number]), inside.size)
    return (places * _BODY).astype(np.float32), lobe


def _by_answer(anatomy: Anatomy) -> NDArray[np.int64]:
    assert anatomy.tuning is not None
    best = anatomy.tuning.best.copy()
    least = max(2, anatomy.units // 32)
    profile = anatomy.tuning.curve_area.astype(np.float64) - 0.5
    while True:
        sizes = np.bincount(best, minlength=len(TUNINGS))
        small = np.flatnonzero((sizes > 0) & (sizes < least))
        large = np.flatnonzero(sizes >= least)
        if not small.size or (sizes > 0).sum() == 1:
            break
        moved = small[np.argmin(sizes[small])]
        others = large if large.size else np.setdiff1d(np.flatnonzero(sizes), moved)
        means = np.stack([profile[best == other].mean(axis=0) for other in others])
        best[best == moved] = others[np.argmax(means @ profile[best == moved].mean(axis=0))]
    return np.unique(best, return_inverse=True)[1].astype(np.int64)


def _by_links(shape: NDArray[np.float64]) -> NDArray[np.int64]:
    """Halves of halves of halves: up to eight lobes, of at least four units each."""
    lobe = np.zeros(len(shape), np.int64)
    for axis in range(3):
        if len(shape) < 8 * 2**axis:
            break
        halved = 2 * lobe
        for number in range(2**axis):
            inside = np.flatnonzero(lobe == number)
            halved[inside] += ranks(shape[inside, axis]) > 0.5
        lobe = halved
    return lobe


def _spread(centres: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Directions, (lobes, 3): each stays near where it was and keeps clear of the others, large ones most."""
    seeds = np.arange(len(centres))
    # No two start from the same direction, nor any from none.
    lattice = np.stack((np.cos(GOLDEN_ANGLE * seeds), 0.3 * np.sin(3.0 * seeds), np.sin(GOLDEN_ANGLE * seeds)), 1)
    place = centres + 0.05 * lattice
    place /= np.linalg.norm(place, axis=1, keepdims=True)
    room = weight[:, None] + weight[None, :]
    for _ in range(_ROUNDS):
        apart = place[:, None] - place[None, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
        np.fill_diagonal(distance, np.inf)
        push = (apart * (room**2 / distance**3)[..., None]).sum(axis=1)
        push -= (push * place).sum(axis=1, keepdims=True) * place
        place += 0.12 * push / np.maximum(1.0, np.linalg.norm(push, axis=1, keepdims=True))
        place /= np.linalg.norm(place, axis=1, keepdims=True)
    return np.asarray(place)


def _cap(centre: NDArray[np.float64], reach: float, count: int) -> NDArray[np.float64]:
    """Places in a round patch of the unit sphere's skin, `reach` radians wide, by Vogel's spiral (1979)."""
    number = np.arange(count)
    off = reach * np.sqrt((number + 0.5) / count)
    angle = number * GOLDEN_ANGLE
    side = np.cross(centre, [0.0, 1.0, 0.0] if abs(centre[1]) < 0.9 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    up = np.cross(centre, side)
    around = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * up
    place = np.cos(off)[:, None] * centre + np.sin(off)[:, None] * around
    # The skin is thick: neighbours lie at different depths.
    depth = 1.0 - 0.16 * ((number * 0.618034) % 1.0) - 0.10 * np.cos(0.5 * np.pi * off / max(reach, 1e-9))
    return np.asarray(depth[:, None] * place)
