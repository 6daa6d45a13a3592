"""Measures of single units: what they tell apart, how slow they are, how much they repeat each other.

In: states or activities, hop by hop. Out: one number a unit.
Pure functions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[np.float32]
Numbers = NDArray[np.float64]


def curve_area(there: _Array, elsewhere: _Array) -> Numbers:
    """The area under the ROC curve of every unit, shape (units,): `there` (m, units) against `elsewhere` (n, units).

    It is the share of pairs in which the first is larger, ties counting half (Hanley and McNeil, Radiology 143, 1982):
    the Mann-Whitney statistic over m n. Without any pair, 0.5.
    """
    if not len(there) or not len(elsewhere):
        return np.full(there.shape[1], 0.5)
    areas = np.empty(there.shape[1])
    for unit in range(there.shape[1]):
        ordered = np.sort(elsewhere[:, unit])
        sought = np.sort(there[:, unit])  # in order, because a search then stays within the cache
        below = np.searchsorted(ordered, sought, "left").sum() + np.searchsorted(ordered, sought, "right").sum()
        areas[unit] = below / (2.0 * len(sought) * len(ordered))
    return areas


def time_constants(pieces: Sequence[_Array], hop_s: float, longest_s: float = 20.0) -> Numbers:
    """Seconds in which each unit's autocorrelation falls to 1/e, shape (units,), at most `longest_s`.

    `pieces`: (hops, units) each. Deviations are from the mean over all pieces; products of two hops of different pieces
    do not count. A unit that never moves has 0.
    """
    mean = sum(piece.sum(axis=0, dtype=np.float64) for piece in pieces) / max(1, sum(map(len, pieces)))
    lags = round(longest_s / hop_s) + 1
    products, counts = np.zeros((lags, len(mean))), np.zeros(lags)
    for piece in pieces:
        size = 1 << int(np.ceil(np.log2(max(2, len(piece) + min(lags, len(piece))))))
        within = min(lags, len(piece))
        for unit in range(len(mean)):
            spectrum = np.fft.rfft(piece[:, unit] - mean[unit], size)
            products[:within, unit] += np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[:within]
        counts[:within] += len(piece) - np.arange(within)
    correlation = products / np.maximum(counts, 1.0)[:, None]
    return np.array([_falling_time(column, hop_s) for column in correlation.T])


def _falling_time(correlation: Numbers, hop_s: float) -> float:
    """Where an autocorrelation first falls to 1/e of its beginning, between the hops by a straight line."""
    if correlation[0] <= 1e-12:
        return 0.0
    target = correlation[0] / np.e
    fallen = np.flatnonzero(correlation <= target)
    if not len(fallen):
        return (len(correlation) - 1) * hop_s
    after = int(fallen[0])
    above, under = correlation[after - 1], correlation[after]
    return float((after - 1 + (above - target) / (above - under)) * hop_s)


def redundancies(values: _Array) -> tuple[Numbers, NDArray[np.int64]]:
    """(largest correlation with another unit by size, 0..1; which unit), shape (units,) each.

    `values` (hops, units). A unit that never moves correlates with none.
    """
    units = values.shape[1]
    if units < 2:
        return np.zeros(units), np.zeros(units, np.int64)
    apart = values - values.mean(axis=0, dtype=np.float64)
    deviation = apart.std(axis=0)
    apart = apart / np.where(deviation > 1e-9, deviation, np.inf)
    correlation = np.abs(apart.T @ apart) / max(1, len(apart))
    np.fill_diagonal(correlation, -1.0)
    twins = np.argmax(correlation, axis=1)
    return np.minimum(correlation[np.arange(units), twins], 1.0), twins
