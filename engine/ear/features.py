"""Spectral features, one hop at a time, from the past only.

In: mono samples at 48 kHz. Out: `Features`: log-mel bands under automatic gain, levels, flux, onset, centroid.
Runs in the ear's process (100 hops a second), and in the main process when rendering offline.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ear.levels import Levels
from engine.ear.spectrum import BANDS, CENTRES_HZ, FLOOR_DB, HOP, RATE_HZ, Spectrum

#: What the network is fed: the bands, and how much each has risen.
INPUTS = 2 * BANDS

#: How far back a band is compared with to see it rise: 20 ms.
RISE_HOPS = 2

_BASS_HZ, _HIGH_HZ = 160.0, 2500.0
_ONSET_REST_S = 0.08


@dataclass(frozen=True, slots=True)
class Features:
    """What was heard at one hop. Arrays are shape (BANDS,), float32; units as in `moment_dtype`.

    `gain`: what the samples are to be multiplied by, that they are under the same gain and gate as the bands.
    """

    bands: NDArray[np.float32]
    rises: NDArray[np.float32]
    level_db: float
    level: float
    gate: float
    bass: float
    mid: float
    high: float
    flux: float
    onset: float
    centroid: float
    gain: float

    @property
    def inputs(self) -> NDArray[np.float32]:
        """The network's input, shape (INPUTS,): bands, then rises."""
        return np.concatenate((self.bands, self.rises))


class Ear:
    """Turns hops of `HOP` samples into `Features`. Feed it every hop in order; it keeps the window itself."""

    def __init__(self) -> None:
        self._spectrum = Spectrum()
        bass, high = CENTRES_HZ < _BASS_HZ, CENTRES_HZ >= _HIGH_HZ
        groups = np.array([bass, ~(bass | high), high, np.ones(BANDS, bool)], np.float32)
        self._means = groups / groups.sum(axis=1, keepdims=True)
        self._places = np.linspace(0.0, 1.0, BANDS, dtype=np.float32)
        self._past = np.zeros((RISE_HOPS, BANDS), np.float32)
        self._levels = Levels(HOP / RATE_HZ)
        self._onsets = _OnsetPicker(HOP / RATE_HZ)
        self._centroid = 0.5

    def step(
        self, hop: NDArray[np.float32], gain_db: float = 0.0, gate_db: float = -60.0, auto: bool = True
    ) -> Features:
        """Hear one hop, shape (HOP,), float32, -1..1. `auto`: follow the level of the music."""
        bands_db, level_db = self._spectrum.step(hop)
        level_db += gain_db
        bands = self._levels.step(bands_db + np.float32(gain_db), level_db, gate_db, auto)
        return self._describe(bands, level_db, gain_db)

    def _describe(self, bands: NDArray[np.float32], level_db: float, gain_db: float) -> Features:
        rises = rise(bands, self._past[0])
        self._past[:-1] = self._past[1:]
        self._past[-1] = bands
        # One product for four means: numpy's `mean` takes longer to call than to compute.
        bass, mid, high, mean = (self._means @ bands).tolist()
        flux = min(1.0, 2.5 * float(self._means[-1] @ rises))
        energy = float(bands @ bands)
        if mean * BANDS > 1.0:
            self._centroid = float((bands * bands) @ self._places) / max(1e-6, energy)
        return Features(
            bands=bands,
            rises=rises,
            level_db=max(FLOOR_DB, level_db),
            level=math.sqrt(energy / BANDS),
            gate=self._levels.gate,
            bass=bass,
            mid=mid,
            high=high,
            flux=flux,
            onset=self._onsets.step(flux),
            centroid=self._centroid,
            gain=self._levels.gate * 10.0 ** ((gain_db + self._levels.gain_db) / 20.0),
        )


def rise(bands: NDArray[np.float32], before: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much bands (..., BANDS) rise above those of `RISE_HOPS` hops before, 0..1.

    A note that glides to the next band is no rise: the comparison is with the neighbourhood's past maximum
    (Böck and Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013).
    """
    lifted = before.copy()
    lifted[..., 1:] = np.maximum(lifted[..., 1:], before[..., :-1])
    lifted[..., :-1] = np.maximum(lifted[..., :-1], before[..., 1:])
    rises: NDArray[np.float32] = (bands - lifted).astype(np.float32, copy=False)
    rises *= np.float32(4.0)
    # Not `clip`, which takes three times as long for a hop.
    np.maximum(rises, np.float32(0.0), out=rises)
    np.minimum(rises, np.float32(1.0), out=rises)
    return rises


class _OnsetPicker:
    """Marks hops where the flux stands out from its recent mean; at most one every `_ONSET_REST_S`."""

    def __init__(self, hop_s: float) -> None:
        self._share = 1.0 - float(np.exp(-hop_s / 0.5))
        self._rest_hops = round(_ONSET_REST_S / hop_s)
        self._mean = 0.0
        self._since = self._rest_hops
        self._before = 0.0

    def step(self, flux: float) -> float:
        """The strength of the onset at this hop, 0..1; 0 where there is none."""
        threshold = 1.6 * self._mean + 0.06
        stands_out = flux > threshold and flux > self._before and self._since >= self._rest_hops
        self._mean += self._share * (flux - self._mean)
        self._before = flux
        self._since = 0 if stands_out else self._since + 1
        return min(1.0, flux / (threshold + 0.2)) if stands_out else 0.0
