"""Which units are active together: a Hebbian trace that forgets.

In: activity, one hop at a time. Out: a symmetric matrix of co-activation.
Runs in the ear's process; the sums are taken in blocks, since one matrix product is cheaper than many outer ones.
"""

import numpy as np
from numpy.typing import NDArray

_BLOCK_HOPS = 8


class Coactivation:
    """A decaying correlation of the units' activity around their own slow means.

    Hebb's rule in its covariance form (Sejnowski, "Storing covariance with nonlinearly interacting neurons",
    1977): units that are above their own average together grow a link, whatever that average is.
    """

    def __init__(self, units: int, hop_s: float, memory_s: float = 6.0) -> None:
        self._keep = float(np.exp(-hop_s * _BLOCK_HOPS / memory_s))
        self._mean_share = 1.0 - self._keep
        self._mean = np.zeros(units, np.float32)
        self._covariance = np.zeros((units, units), np.float32)
        self._block = np.zeros((_BLOCK_HOPS, units), np.float32)
        self._filled = 0

    def step(self, activity: NDArray[np.float32]) -> bool:
        """Take in one hop's activity (H,); True when the matrix has changed."""
        self._block[self._filled] = activity
        self._filled += 1
        if self._filled < _BLOCK_HOPS:
            return False
        self._filled = 0
        self._mean += np.float32(self._mean_share) * (self._block.mean(axis=0) - self._mean)
        away = self._block - self._mean
        self._covariance *= np.float32(self._keep)
        self._covariance += np.float32((1.0 - self._keep) / _BLOCK_HOPS) * (away.T @ away)
        return True

    @property
    def matrix(self) -> NDArray[np.float32]:
        """Shape (H, H), 0..1: how strongly each pair was active together of late; the diagonal is 0.

        The positive part of the correlation, weighed by how active the pair has been: two units that
        correlate perfectly in their noise are no constellation.
        """
        variance = np.maximum(np.diag(self._covariance), 1e-6)
        deviation = np.sqrt(variance)
        correlation = self._covariance / np.outer(deviation, deviation)
        vigour = deviation / (deviation + np.float32(0.1))
        linked: NDArray[np.float32] = np.clip(correlation, 0.0, 1.0) * np.sqrt(np.outer(vigour, vigour))
        np.fill_diagonal(linked, 0.0)
        return linked.astype(np.float32, copy=False)
