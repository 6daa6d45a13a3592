"""Chance for the corpus's instruments: a number between two bounds, and coloured noise.

In: a generator or a seed, bounds, lengths. Out: floats, and float32 arrays (n,).
Pure functions; run wherever a song of the corpus is rendered.
"""

import numpy as np

from engine.sound.synthesis import Curve, Wave

Span = tuple[float, float]
"""The lowest and the highest value that something can have."""


def span(dice: np.random.Generator, bounds: Span) -> float:
    """A number between two bounds: equal chances for equal ratios where both are above 0, else for equal steps."""
    low, high = bounds
    part = float(dice.random())
    if low > 0.0 and high > 0.0:
        return float(low * (high / low) ** part)
    return low + (high - low) * part


def band_gain(f: Curve, low_hz: float, high_hz: float, order: int) -> Curve:
    """Gain at frequencies `f` of a band between two Butterworth slopes of 6 dB per octave and order."""
    gain = 1.0 / np.sqrt(1.0 + (f / high_hz) ** (2 * order))
    if low_hz > 0.0:
        gain /= np.sqrt(1.0 + (low_hz / np.maximum(f, 1e-3)) ** (2 * order))
    return np.asarray(gain)


def shape(wave: Wave, low_hz: float, high_hz: float, rate_hz: int, order: int = 2) -> Wave:
    """Pass a steady sound (n,) through a band. The ends run into each other, so shape before the envelope."""
    size = 1 << max(4, int(np.ceil(np.log2(len(wave)))))
    f = np.asarray(np.arange(size // 2 + 1) * (rate_hz / size), np.float64)
    spectrum = np.fft.rfft(wave, n=size) * band_gain(f, low_hz, high_hz, order).astype(np.float32)
    return np.fft.irfft(spectrum, n=size)[: len(wave)].astype(np.float32)


def air(frames: int, seed: int, low_hz: float, high_hz: float, rate_hz: int, order: int = 2) -> Wave:
    """Noise (n,) between two frequencies, RMS 0.35, so that its crests come near 1."""
    raw = np.random.default_rng(seed).standard_normal(max(frames, 64), dtype=np.float32)
    wave = shape(raw, low_hz, high_hz, rate_hz, order)[:frames]
    wave *= np.float32(0.35) / np.sqrt(np.mean(wave * wave) + np.float32(1e-12))
    return wave


def crush(wave: Wave, hold: int, bits: float) -> Wave:
    """Old sampler: every `hold` samples share one value, rounded to `bits` bits of full scale 1."""
    held = np.repeat(wave[::hold], hold)[: len(wave)]
    steps = np.float32(2.0 ** (bits - 1.0))
    return np.asarray(np.rint(held * steps) / steps, np.float32)
