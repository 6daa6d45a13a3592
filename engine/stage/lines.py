"""Which pairs of units are joined by a line, and how strongly it shows.

In: the network's links, and the co-activation as it changes. Out: arrays for the lines' vertex shader.
Main process, once per frame; vectorised over all lines.
"""

import numpy as np
from numpy.typing import NDArray

#: One line: from unit, to unit, strength 0..1, kind (0 weight, 1 co-activation).
LINE_DTYPE = np.dtype([("source", "f4"), ("target", "f4"), ("strength", "f4"), ("kind", "f4")])

_FADE_S = 0.8
_LEAST = 0.02


class Lines:
    """A fixed set of lines for the strongest weights, and slots that the strongest co-activations come to fill.

    A slot keeps its pair until the pair's line has faded out; so a line grows and fades, and never jumps.
    """

    def __init__(self, links: NDArray[np.float32], *, per_unit: int = 1, slots: int = 96) -> None:
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
        upper = np.triu(coactivation, 1).ravel()
        wanted = np.argpartition(upper, -slots)[-slots:] if upper.size > slots else np.arange(upper.size)
        wanted = wanted[upper[wanted] > 0.15]
        held = np.isin(self._pairs, wanted)
        self._aims[:] = np.where(held, upper[np.maximum(self._pairs, 0)], 0.0)
        free = np.flatnonzero(~held & (self._bonds["strength"] < _LEAST))
        new = wanted[~np.isin(wanted, self._pairs)]
        new = new[np.argsort(-upper[new])][: free.size]
        taken = free[: new.size]
        self._pairs[taken] = new
        self._bonds["source"][taken] = new // units
        self._bonds["target"][taken] = new % units
        self._bonds["strength"][taken] = 0.0
        self._aims[taken] = upper[new]


def _strongest_links(links: NDArray[np.float32], per_unit: int) -> NDArray[np.void]:
    """Each unit's `per_unit` strongest outgoing links, as lines whose strength is the weight's size."""
    size = np.abs(links)
    np.fill_diagonal(size, 0.0)
    targets = np.argsort(-size, axis=1)[:, :per_unit]
    lines = np.zeros(targets.size, LINE_DTYPE)
    lines["source"] = np.repeat(np.arange(len(links)), targets.shape[1])
    lines["target"] = targets.ravel()
    strength = np.take_along_axis(size, targets, axis=1).ravel()
    lines["strength"] = strength / max(1e-9, float(strength.max()))
    return lines
