"""The mel filter bank: from the bins of a spectrum to bands spaced as people hear pitch.

In: sizes and frequencies. Out: a matrix of weights.
Called once when an ear is made; pure.
"""

import numpy as np
from numpy.typing import NDArray


def hz_to_mel(frequency_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """O'Shaughnessy's mel scale, m = 2595 log10(1 + f / 700) (Speech Communication, 1987)."""
    return np.asarray(2595.0 * np.log10(1.0 + frequency_hz / 700.0))


def mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `hz_to_mel`."""
    return np.asarray(700.0 * (10.0 ** (mel / 2595.0) - 1.0))


def mel_centres_hz(bands: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Centre frequencies of `bands` triangles between the two edges, shape (bands,)."""
    return _edges_hz(bands, low_hz, high_hz)[1:-1]


def mel_filters(
    bands: int, window: int, rate_hz: int, low_hz: float = 30.0, high_hz: float = 16000.0
) -> NDArray[np.float32]:
    """Triangular filters, shape (bands, window // 2 + 1), peak weight at most 1.

    A bin counts as a strip one bin wide, and its weight is the triangle's mean height over the strip. So
    a triangle narrower than a bin still gets its share, where sampling at bin centres would leave it empty.
    """
    edges = _edges_hz(bands, low_hz, high_hz)
    bin_hz = rate_hz / window
    borders = np.asarray((np.arange(window // 2 + 2) - 0.5) * bin_hz, np.float64)
    filters = np.empty((bands, window // 2 + 1))
    for band in range(bands):
        area = _triangle_area(borders, *edges[band : band + 3])
        filters[band] = np.diff(area) / bin_hz
    return filters.astype(np.float32)


def _edges_hz(bands: int, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    low, high = hz_to_mel(np.array([low_hz, high_hz]))
    return mel_to_hz(np.linspace(low, high, bands + 2))


def _triangle_area(x: NDArray[np.float64], left: float, top: float, right: float) -> NDArray[np.float64]:
    """The area under a triangle of height 1 from its left foot up to `x`."""
    rise = np.clip(x, left, top) - left
    fall = right - np.clip(x, top, right)
    up = rise**2 / (2.0 * (top - left))
    down = (right - top) / 2.0 - fall**2 / (2.0 * (right - top))
    return np.asarray(up + down)
