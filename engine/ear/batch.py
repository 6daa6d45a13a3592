"""A whole sound heard at once: the network's inputs, as the show's ear gives them hop by hop, many times faster.

In: mono samples at the ear's rate. Out: inputs for every hop.
Runs in training; the show hears one hop at a time.
"""

import numpy as np
from numpy.typing import NDArray

from engine.ear.features import RISE_HOPS, rise
from engine.ear.levels import Levels
from engine.ear.spectrum import HOP, RATE_HZ, Spectrum

_Array = NDArray[np.float32]


def hear_bands(sound: _Array, gate_db: float = -60.0) -> _Array:
    """The bands of a sound (n,) under automatic gain, shape (hops, BANDS), 0..1: an ear that starts with it."""
    bands_db, levels_db = Spectrum().whole(sound)
    levels = Levels(HOP / RATE_HZ)
    heard = np.empty_like(bands_db)
    for hop, (row, level_db) in enumerate(zip(bands_db, levels_db, strict=True)):
        heard[hop] = levels.step(row, float(level_db), gate_db)
    return heard


def with_rises(bands: _Array, before: _Array | None = None) -> _Array:
    """The network's inputs (..., hops, 2 * BANDS) from bands (..., hops, BANDS).

    `before` (..., RISE_HOPS, BANDS) is what came before them, by default silence.
    """
    if before is None:
        before = np.zeros((*bands.shape[:-2], RISE_HOPS, bands.shape[-1]), bands.dtype)
    past = np.concatenate((before, bands), axis=-2)[..., :-RISE_HOPS, :]
    return np.concatenate((bands, rise(bands, past)), axis=-1)
