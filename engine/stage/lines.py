"""Which pairs of units are joined by a line, and how strongly.

In: the network's links, and the co-activation as it changes. Out: arrays of lines, from which each frame picks.
Main process, once per frame; vectorised over all lines.
"""

import numpy as np
from numpy.typing import NDArray

#: One line: from unit, to unit, strength 0..1, kind (0 weight, 1 co-activation).
LINE_DTYPE = np.dtype([("source", "f4"), ("target", "f4"), ("strength", "f4"), ("kind", "f4")])

_FADE_S = 0.8
_LEAST = 0.02
_MOST_WEIGHTS = 192
#: Bonds that each unit may keep, and how weak a bond may get.
_BONDS_PER_UNIT = 2
_WEAKEST_BOND = 0.15
#: A pair that has its line counts for so much more when lines are given out anew.
_LOYALTY = 1.25


class Lines:
    """A fixed set of lines for the strongest weights, and slots that the strongest co-activations come to fill.

    A slot keeps its pair until the pair's line has faded out; so a line grows and fades, and never jumps. There are
    no more lines in a large network than in a small one.
    """

    def __init__(self, links: NDArray[np.float32], *, per_unit: int = 2, slots: int = 96) -> None:
        weights = _strongest_links(links, per_unit)
        self._weights = len(weights)
        self._lines = np.concatenate((weights, np.zeros(slots, LINE_DTYPE)))
        self._bonds = self._lines[self._weights :]
        self._bonds["kind"] = 1.0
        self._aims = np.zeros(slots, np.float32)
        self._pairs = np.full(slots, -1, np.int64)

    @property
    def capacity(self) -> int:
        """The most lines there can be."""
        return len(self._lines)

    def advance(self, dt: float, coactivation: NDArray[np.float32] | None) -> NDArray[np.void]:
        """The lines after `dt` seconds, dtype LINE_DTYPE; weakest ones may have strength 0."""
        if coactivation is not None:
            self._choose(coactivation)
        share = np.float32(1.0 - np.exp(-dt / _FADE_S))
        self._bonds["strength"] += share * (self._aims - self._bonds["strength"])
        return self._lines

    def _choose(self, coactivation: NDArray[np.float32]) -> None:
        units, slots = len(coactivation), len(self._bonds)
        flat = coactivation.ravel()
        rivals = coactivation.copy()
        np.fill_diagonal(rivals, 0.0)
        held = self._pairs[self._pairs >= 0]
        rivals[held // units, held % units] *= _LOYALTY
        rivals[held % units, held // units] *= _LOYALTY
        wanted = _strongest_pairs(rivals, slots)
        wanted = wanted[flat[wanted] > _WEAKEST_BOND]
        kept = np.isin(self._pairs, wanted)
        self._aims[:] = np.where(kept, flat[np.maximum(self._pairs, 0)], 0.0)
        free = np.flatnonzero(~kept & (self._bonds["strength"] < _LEAST))
        new = wanted[~np.isin(wanted, self._pairs)]
        new = new[np.argsort(-flat[new], kind="stable")][: free.size]
        taken = free[: new.size]
        self._pairs[taken] = new
        self._bonds["source"][taken] = new // units
        self._bonds["target"][taken] = new % units
        self._bonds["strength"][taken] = 0.0
        self._aims[taken] = flat[new]


def _strongest_pairs(bonds: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Each unit's strongest bonds, at most `most` in all, the strongest first, as numbers `row * units + column`.

    `bonds` is symmetric; those that are found are taken out of it.
    """
    units = len(bonds)
    rows = np.arange(units)
    found = []
    for _ in range(min(_BONDS_PER_UNIT, units - 1)):  # twice the largest: much cheaper than a partition of each row
        best = bonds.argmax(axis=1)
        found.append((np.minimum(rows, best) * units + np.maximum(rows, best), bonds[rows, best]))
        bonds[rows, best] = -1.0
    pairs, first = np.unique(np.concatenate([pair for pair, _ in found]), return_index=True)
    strength = np.concatenate([size for _, size in found])[first]
    return np.asarray(pairs[np.argsort(-strength, kind="stable")][:most])


def _strongest_links(links: NDArray[np.float32], per_unit: int) -> NDArray[np.void]:
    """Each unit's strongest outgoing links, then its second ones, as many as fit; strength is the weight's size."""
    size = np.abs(links)
    np.fill_diagonal(size, 0.0)
    targets = np.argsort(-size, axis=1, kind="stable")[:, :per_unit]
    strength = np.take_along_axis(size, targets, axis=1)
    turn = np.broadcast_to(np.arange(targets.shape[1]), targets.shape)
    order = np.lexsort((-strength.ravel(), turn.ravel()))[:_MOST_WEIGHTS]
    lines = np.zeros(order.size, LINE_DTYPE)
    lines["source"] = np.repeat(np.arange(len(links)), targets.shape[1])[order]
    lines["target"] = targets.ravel()[order]
    lines["strength"] = strength.ravel()[order] / max(1e-9, float(strength.max()))
    return lines
