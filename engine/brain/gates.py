"""Recurrent networks side by side as one: their matrices of three gates put together, so that one step steps them all.

In: each network's array, rows of its gates one below the other. Out: the array of all.
Pure functions; used where networks are joined.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[np.float32]

_GATES = 3


def below(parts: Sequence[_Array]) -> _Array:
    """(3H, n) or (3H,) of each network to that of all: the first gate of every network, then the second, the third."""
    gates = [part.reshape(_GATES, len(part) // _GATES, *part.shape[1:]) for part in parts]
    together = np.concatenate(gates, axis=1)
    return together.reshape(-1, *together.shape[2:])


def diagonal(parts: Sequence[_Array]) -> _Array:
    """(3H, H) of each network to that of all, in which no unit of one network hears a unit of another."""
    sizes = [part.shape[1] for part in parts]
    wide = [np.zeros((len(part), sum(sizes)), np.float32) for part in parts]
    start = 0
    for part, row, size in zip(parts, wide, sizes, strict=True):
        row[:, start : start + size] = part
        start += size
    return below(wide)
