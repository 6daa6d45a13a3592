"""Filters of the corpus's studio and venues: equalisers without a delay of their own, and fast convolution.

In: curves in dB over Hz, mono float32 sounds, impulse responses. Out: kernels, and sounds as long as before.
Pure functions; run wherever a lesson is made.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
"""The sampling rate of every sound of the corpus."""

Sound = NDArray[np.float32]
"""Mono float32 (n,) at `RATE_HZ`."""

_TAPS = 2048
_BINS_HZ = np.fft.rfftfreq(4 * _TAPS, 1.0 / RATE_HZ)


def bend(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """A curve through (Hz, dB) points in rising order, straight over the logarithm of the frequency."""
    hz, db = zip(*points, strict=True)
    return np.asarray(np.interp(np.log(np.maximum(_BINS_HZ, 1.0)), np.log(hz), db), np.float64)


def low_pass(cutoff_hz: float, order: int) -> NDArray[np.float64]:
    """Curve of a Butterworth low-pass."""
    return np.asarray(-10.0 * np.log10(1.0 + (_BINS_HZ / cutoff_hz) ** (2 * order)), np.float64)


def high_pass(cutoff_hz: float, order: int) -> NDArray[np.float64]:
    """Curve of a Butterworth high-pass."""
    ratio = cutoff_hz / np.maximum(_BINS_HZ, 1.0)
    return np.asarray(-10.0 * np.log10(1.0 + ratio ** (2 * order)), np.float64)


def resonance(centre_hz: float, gain_db: float, octaves: float) -> NDArray[np.float64]:
    """A bump (or a dip) around `centre_hz`, `octaves` wide to each side."""
    away = np.log2(np.maximum(_BINS_HZ, 1.0) / centre_hz) / octaves
    return np.asarray(gain_db * np.exp(-0.5 * away**2), np.float64)


def kernel(curve_db: NDArray[np.float64]) -> Sound:
    """The impulse response of minimum phase that has this curve: it answers at once, as analogue filters do.

    By folding the real cepstrum (Oppenheim and Schafer, "Discrete-Time Signal Processing", on minimum phase).
    """
    size = 4 * _TAPS
    cepstrum = np.fft.irfft(np.log(10.0) / 20.0 * np.maximum(curve_db, -90.0), n=size)
    cepstrum[1 : size // 2] *= 2.0
    cepstrum[size // 2 + 1 :] = 0.0
    response = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), n=size)[:_TAPS]
    response[_TAPS // 2 :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(_TAPS // 2) / (_TAPS // 2))
    return response.astype(np.float32)


def convolve(sound: Sound, response: Sound) -> Sound:
    """A sound through one impulse response; what rings on after the sound's end is cut."""
    return convolve_sum([(sound, response)])


def convolve_sum(pairs: Sequence[tuple[Sound, Sound]]) -> Sound:
    """Sounds of one length, each through a response of its own, added up; by overlap-save."""
    length = len(pairs[0][0])
    taps = max(len(response) for _, response in pairs)
    size = 1 << max(13, int(np.ceil(np.log2(2 * taps))))
    hop = size - taps + 1
    spectra = [np.fft.rfft(response, n=size) for _, response in pairs]
    out = np.empty(length, np.float32)
    for at in range(0, length, hop):
        total = np.zeros(size // 2 + 1, np.complex64)
        for (sound, _), spectrum in zip(pairs, spectra, strict=True):
            piece = sound[max(0, at - taps + 1) : at + hop]
            lead = max(0, taps - 1 - at)
            if lead or len(piece) < size:
                piece = np.pad(piece, (lead, size - lead - len(piece)))
            total += np.fft.rfft(piece) * spectrum
        wave = np.fft.irfft(total, n=size)[taps - 1 :]
        out[at : at + hop] = wave[: length - at]
    return out


def room(decay_s: float, brightness: float, rng: np.random.Generator, late_s: float = 0.0) -> Sound:
    """Impulse response of a room without its direct sound, of energy 1: noise whose treble dies first.

    `decay_s`: time of the fall by 60 dB. `brightness` 0..1. `late_s`: what passes before the first reflection.
    """
    t = np.arange(max(64, round(decay_s * RATE_HZ)), dtype=np.float32) / np.float32(RATE_HZ)
    rays = rng.standard_normal((2, len(t)), dtype=np.float32) * np.exp(t * np.float32(-6.9 / decay_s))
    rays[1] *= np.exp(t * np.float32(-12.0 / decay_s))
    dark = convolve(rays[0], kernel(low_pass(600.0 + 4000.0 * brightness, 1) + high_pass(60.0, 1)))
    tail = dark + convolve(rays[1], kernel(high_pass(500.0, 1) + low_pass(4000.0 + 8000.0 * brightness, 1)))
    tail[: len(t) // 2] *= np.minimum(1.0, t[: len(t) // 2] / 0.004 + 0.2)
    tail[-len(t) // 8 :] *= np.linspace(1.0, 0.0, len(tail[-len(t) // 8 :]), dtype=np.float32)
    tail /= np.sqrt(np.sum(tail**2, dtype=np.float64)).astype(np.float32)
    return np.concatenate([np.zeros(round(late_s * RATE_HZ), np.float32), tail])
