"""The newest sound as shaders want it: a wave, and its spectrum as browsers make one.

In: Moments. Out: arrays of 0..1.
Main process, once per frame; pure but for what it remembers.
"""

import numpy as np
from numpy.typing import NDArray

from engine.moments import Moments

#: Samples that are kept: the window of the spectrum.
KEPT = 2048
#: Samples and bins that a shader gets unless it wants another number of them (Shadertoy's).
NATIVE = 512

# The Web Audio API, "AnalyserNode", its defaults, which Shadertoy has: a Blackman window (alpha 0.16), the magnitudes
# smoothed by 0.8 a frame, their decibels from -100 to -30 as 0 to 1.
_SMOOTHING, _FRAME_S = 0.8, 1.0 / 60.0
_LOW_DB, _HIGH_DB = -100.0, -30.0
_FORGET_S = 0.5


class Waveform:
    """Remembers the last `KEPT` samples of the Moments, 42.7 ms."""

    def __init__(self) -> None:
        turn = 2.0 * np.pi * np.arange(KEPT) / KEPT
        self._window = (0.42 - 0.5 * np.cos(turn) + 0.08 * np.cos(2.0 * turn)).astype(np.float32)
        self._samples = np.zeros(KEPT, np.float32)
        self._smoothed = np.zeros(NATIVE, np.float32)
        self._smoothed_at = -np.inf

    def hear(self, moments: Moments) -> None:
        """Take in a frame's Moments, perhaps none."""
        if len(moments):
            new = moments["wave"].reshape(-1)[-KEPT:]
            self._samples = np.concatenate((self._samples[new.size :], new), dtype=np.float32)

    def wave(self, size: int = NATIVE) -> NDArray[np.float32]:
        """The wave, oldest first, (size,), 0.5 at rest.

        Up to `NATIVE` it is the newest 10.7 ms; a column that many samples fall into has the one furthest from rest,
        and a single column the largest deviation, upwards. More are the newest samples one for one, as far as kept.
        """
        if size > NATIVE:
            return 0.5 + 0.5 * _stretched(self._samples[-min(size, KEPT) :], size)
        newest = self._samples[-NATIVE:]
        starts = np.arange(size) * NATIVE // size
        high, low = np.maximum.reduceat(newest, starts), np.minimum.reduceat(newest, starts)
        furthest = np.where(high >= -low, high, low)
        return np.asarray(0.5 + 0.5 * (np.abs(furthest) if size == 1 else furthest), np.float32)

    def spectrum(self, t: float, size: int = NATIVE) -> NDArray[np.float32]:
        """The spectrum at show time `t`, (size,), 0..1, from 0 Hz up to a quarter of the sampling rate, 12 kHz.

        With fewer columns than `NATIVE` each has the strongest of its bins; with more they are interpolated.
        """
        if t != self._smoothed_at:
            magnitudes = np.abs(np.fft.rfft(self._samples * self._window))[:NATIVE] / KEPT
            passed = t - self._smoothed_at
            keep = _SMOOTHING ** (passed / _FRAME_S) if 0.0 < passed < _FORGET_S else 0.0
            self._smoothed = (keep * self._smoothed + (1.0 - keep) * magnitudes).astype(np.float32)
            self._smoothed_at = t
        bins_db = 20.0 * np.log10(np.maximum(self._smoothed, 1e-9))
        bins = np.clip((bins_db - _LOW_DB) / (_HIGH_DB - _LOW_DB), 0.0, 1.0).astype(np.float32)
        if size > NATIVE:
            return _stretched(bins, size)
        return np.maximum.reduceat(bins, np.arange(size) * NATIVE // size)


def _stretched(values: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    if size == values.size:
        return values
    places = np.linspace(0.0, values.size - 1.0, size)
    return np.interp(places, np.arange(values.size), values).astype(np.float32)
