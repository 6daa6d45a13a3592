"""From samples to the levels of mel bands: one hop at a time as in the show, or a whole sound at once.

In: mono samples at `RATE_HZ`. Out: band levels and the overall level in dB, per hop.
Runs wherever the ear runs; the batch form in training and in tests only.
"""

import numpy as np
from numpy.typing import NDArray

from engine.ear.mel import mel_centres_hz, mel_filters

RATE_HZ = 48000
HOP = 480  # 10 ms
WINDOW = 2048  # 42.7 ms: the shortest that still parts bass notes from the kick
BANDS = 64
FLOOR_DB = -120.0

_LOW_HZ, _HIGH_HZ = 30.0, 16000.0
_TILT_DB_PER_OCTAVE = 3.0  # music falls by about this; levelling it lets hats weigh as much as kicks
_BLOCK_HOPS = 512
_Array = NDArray[np.float32]

#: Centre frequencies of the bands in Hz, shape (BANDS,).
CENTRES_HZ = mel_centres_hz(BANDS, _LOW_HZ, _HIGH_HZ)


class Spectrum:
    """A window that slides over the samples, and its mel bands. A full-scale sine reads 0 dB."""

    def __init__(self) -> None:
        window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._window = window
        # A full-scale sine reads 0 dB: its peak bin is half the window's sum.
        scale = np.float32((2.0 / window.sum()) ** 2)
        filters = mel_filters(BANDS, WINDOW, RATE_HZ, _LOW_HZ, _HIGH_HZ) * scale
        # What lies above the highest band, a third of the spectrum, is left out.
        self._bins = int(np.flatnonzero(filters.any(axis=0))[-1]) + 1
        self._filters = np.ascontiguousarray(filters[:, : self._bins])
        self._tilt_db = (_TILT_DB_PER_OCTAVE * np.log2(CENTRES_HZ / 1000.0)).astype(np.float32)
        self._samples = np.zeros(WINDOW, np.float32)

    def step(self, hop: _Array) -> tuple[_Array, float]:
        """The next hop, (HOP,): band levels (BANDS,) and the overall level, both in dB."""
        self._samples[:-HOP] = self._samples[HOP:]
        self._samples[-HOP:] = hop
        # Half a window of samples: a level as fresh as the window's centre.
        recent = self._samples[-WINDOW // 2 :]
        level_db = 10.0 * float(np.log10(np.dot(recent, recent) / recent.size + 1e-12))
        return self._bands_db(self._samples), level_db

    def whole(self, sound: _Array) -> tuple[_Array, _Array]:
        """All hops of a sound (n,) from silence on: band levels (hops, BANDS) and levels (hops,), as `step` gives."""
        hops = sound.size // HOP
        padded = np.concatenate((np.zeros(WINDOW - HOP, np.float32), sound[: hops * HOP]))
        windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP] if hops else np.empty((0, WINDOW))
        bands_db = np.empty((hops, BANDS), np.float32)
        levels_db = np.empty(hops, np.float32)
        for start in range(0, hops, _BLOCK_HOPS):
            block = np.ascontiguousarray(windows[start : start + _BLOCK_HOPS], np.float32)
            bands_db[start : start + len(block)] = self._bands_db(block)
            recent = block[:, -WINDOW // 2 :]
            mean_square = np.einsum("ij,ij->i", recent, recent) / recent.shape[1]
            levels_db[start : start + len(block)] = 10.0 * np.log10(mean_square + 1e-12)
        return bands_db, levels_db

    def _bands_db(self, samples: _Array) -> _Array:
        """Samples (..., WINDOW) to band levels (..., BANDS)."""
        spectrum = np.fft.rfft(samples * self._window)[..., : self._bins]
        power = spectrum.real**2 + spectrum.imag**2
        mel = power.astype(np.float32, copy=False) @ self._filters.T
        levels: _Array = np.float32(10.0) * np.log10(mel + np.float32(10.0 ** (FLOOR_DB / 10.0))) + self._tilt_db
        return levels
