"""A first tempo: the period at which the flux repeats itself.

In: the flux, one hop at a time. Out: beats per minute and how sure.
Runs in the ear's process; the correlation is taken twice a second.
"""

import numpy as np
from numpy.typing import NDArray

_MEMORY_S = 8.0
_EVERY_S = 0.5
_LOW_BPM, _HIGH_BPM = 60.0, 200.0
_PRIOR_BPM, _PRIOR_OCTAVES = 125.0, 0.6


class TempoMeter:
    """Autocorrelation of the last 8 s of flux, weighted by how usual a tempo is.

    The weight is a log-normal around 125 BPM, as in Ellis, "Beat tracking by dynamic programming" (2007).
    """

    def __init__(self, hop_s: float) -> None:
        self._hop_s = hop_s
        self._flux = np.zeros(round(_MEMORY_S / hop_s), np.float32)
        self._heard = 0
        self._every = round(_EVERY_S / hop_s)
        longest = round(60.0 / _LOW_BPM / hop_s) + 1
        self._lags = np.arange(round(60.0 / _HIGH_BPM / hop_s), longest + 1)
        octaves = np.log2(60.0 / (self._lags * hop_s) / _PRIOR_BPM)
        self._prior = np.exp(-0.5 * (octaves / _PRIOR_OCTAVES) ** 2)
        self.bpm = 0.0
        self.confidence = 0.0

    def step(self, flux: float) -> None:
        """Hear one hop; `bpm` (0 while unknown) and `confidence` (0..1) are renewed every half second."""
        self._flux[self._heard % self._flux.size] = flux
        self._heard += 1
        if self._heard % self._every == 0:
            self._measure()

    def _measure(self) -> None:
        heard = np.roll(self._flux, -(self._heard % self._flux.size)).astype(np.float64)
        heard = heard[-min(self._heard, heard.size) :]
        if heard.size < 4 * self._lags[-1] // 2:
            return
        heard = heard - heard.mean()
        energy = float(heard @ heard)
        if energy < 1e-4 * heard.size:
            self.bpm, self.confidence = 0.0, 0.0
            return
        correlation = _autocorrelation(heard, 4 * int(self._lags[-1]) + 4) / energy
        # A beat repeats at its period and at its multiples; three of them outvote a chance peak.
        score = np.mean([_near(correlation, self._lags, multiple) for multiple in (1, 2, 4)], axis=0)
        weighted = score * self._prior
        best = int(np.argmax(weighted))
        confidence = float(np.clip(score[best], 0.0, 1.0))
        lag = _refine(_at(correlation, np.arange(correlation.size)), 4 * int(self._lags[best])) / 4.0
        if confidence > 0.08:
            self.bpm = 60.0 / (lag * self._hop_s)
        self.confidence = confidence


def _autocorrelation(x: NDArray[np.float64], lags: int) -> NDArray[np.float64]:
    """Unbiased autocorrelation at lags 0..lags-1, through the power spectrum (Wiener-Khinchin)."""
    size = 1 << int(np.ceil(np.log2(2 * x.size)))
    spectrum = np.fft.rfft(x, size)
    raw = np.fft.irfft(np.abs(spectrum) ** 2, size)[: min(lags, x.size)]
    overlap = np.maximum(x.size - np.arange(raw.size), x.size // 4)
    return np.asarray(raw * x.size / overlap)


def _near(correlation: NDArray[np.float64], lags: NDArray[np.int64], multiple: int) -> NDArray[np.float64]:
    """The highest correlation where a period of lag ± half a hop comes back for the `multiple`-th time."""
    reach = range(-(multiple // 2), multiple // 2 + 1)
    return np.asarray(np.max([_at(correlation, multiple * lags + shift) for shift in reach], axis=0))


def _at(values: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float64]:
    inside = np.minimum(places, values.size - 1)
    return np.where(places < values.size, values[inside], 0.0)


def _refine(values: NDArray[np.float64], place: int) -> float:
    """The highest point near `place` to a fraction of a hop, by a parabola through three values."""
    low, high = max(1, place - 3), min(values.size - 2, place + 3)
    if low >= high:
        return float(place)
    peak = low + int(np.argmax(values[low : high + 1]))
    a, b, c = values[peak - 1 : peak + 2]
    bend = a - 2.0 * b + c
    return float(peak) if bend >= 0.0 else float(peak + 0.5 * (a - c) / bend)
