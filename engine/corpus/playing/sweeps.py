"""Effects of electronic music as sounds: what rises, falls, hits or only lies there.

In: length, pitch, a seed. Out: float32 (n,) as long as asked for, peaking at 1 at most.
Pure functions; run wherever a song of the corpus is rendered.
"""

from collections.abc import Callable

import numpy as np

from engine.corpus.playing.dice import air, span
from engine.sound.synthesis import (
    Curve,
    Wave,
    decay,
    fade,
    midi_hz,
    moving_filter,
    noise,
    peak,
    phase,
    saturate,
    saw,
    sine,
    times,
)


def _sweep(length_s: float, seed: int, rate_hz: int, rises: bool) -> Wave:
    """Noise whose band climbs or sinks."""
    dice = np.random.default_rng([seed, 1])
    low, high, wide = span(dice, (200.0, 900.0)), span(dice, (5000.0, 14_000.0)), span(dice, (0.6, 1.6))
    power = span(dice, (0.8, 2.5))
    t = times(length_s, rate_hz)

    def band(f: Curve, at: Curve) -> Curve:
        place = np.clip(at / length_s, 0.0, 1.0)
        centre = low * (high / low) ** ((place if rises else 1.0 - place) ** power)
        return np.asarray(np.exp(-((np.log2(np.maximum(f, 1.0) / centre) / wide) ** 2)))

    wave = moving_filter(noise(len(t), seed), band, rate_hz)
    place = t / length_s if rises else 1.0 - t / length_s
    return fade(peak(wave) * (place ** span(dice, (1.0, 2.5))).astype(np.float32), rate_hz, 0.002, 0.01)


def _riser(length_s: float, seed: int, rate_hz: int, pitch: float) -> Wave:
    """A tone that climbs within noise that climbs."""
    dice = np.random.default_rng([seed, 2])
    t = times(length_s, rate_hz)
    place = t / length_s
    hz = midi_hz(pitch) * 2.0 ** (span(dice, (1.0, 3.0)) * (place - 1.0) + 1.0)
    tone = np.zeros(len(t), np.float32)
    for lean in (0.993, 1.0, 1.007):
        tone += saw(phase(np.minimum(hz * lean, 0.2 * rate_hz), len(t), rate_hz), float(hz[-1]) / rate_hz)
    level = (place ** span(dice, (1.0, 2.0))).astype(np.float32)
    both = np.float32(span(dice, (0.2, 0.5))) * tone * level + _sweep(length_s, seed, rate_hz, True)
    return fade(peak(both), rate_hz, 0.01, 0.01)


def _impact(length_s: float, seed: int, rate_hz: int, noisy: float) -> Wave:
    """A boom that sinks below hearing, with or without a burst of air."""
    dice = np.random.default_rng([seed, 3])
    t = times(length_s, rate_hz)
    sinks = 1.0 + span(dice, (1.0, 4.0)) * np.exp(t / -span(dice, (0.08, 0.3)))
    boom = saturate(sine(phase(span(dice, (28.0, 45.0)) * sinks, len(t), rate_hz)), span(dice, (0.8, 3.0)))
    wave = boom * decay(t, 0.25 * length_s)
    burst = air(len(t), seed, 200.0, span(dice, (2000.0, 12_000.0)), rate_hz, 1) * decay(t, 0.15 * length_s)
    return fade(peak(wave + np.float32(2.0 * noisy) * burst), rate_hz, 0.001, 0.2 * length_s)


def _reverse(length_s: float, seed: int, rate_hz: int) -> Wave:
    """A cymbal backwards, cut off at its loudest."""
    t = times(length_s, rate_hz)
    wash = air(len(t), seed, span(np.random.default_rng([seed, 4]), (500.0, 3000.0)), 14_000.0, rate_hz)
    return fade(peak(wash * ((t / length_s) ** 3).astype(np.float32)), rate_hz, 0.01, 0.008)


def _bed(length_s: float, seed: int, rate_hz: int, crackles: bool) -> Wave:
    """Vinyl or wind: six seconds that are heard again and again."""
    dice = np.random.default_rng([seed, 5])
    t = times(min(6.0, length_s), rate_hz)
    if crackles:
        wave = np.float32(0.05) * air(len(t), seed, 100.0, 6000.0, rate_hz, 1)
        at = dice.integers(0, max(1, len(t) - 64), round(len(t) / rate_hz * span(dice, (3.0, 30.0))))
        for place in at:
            wave[place : place + 48] += np.float32(dice.normal(0.0, 0.35)) * decay(np.arange(48.0), 9.0)
    else:
        # Whole turns, so that the end meets the beginning.
        gusts = 0.6 + 0.4 * np.sin(2.0 * np.pi * np.round(len(t) / rate_hz / 3.0 + 1.0) * t / t[-1])
        wave = air(len(t), seed, 200.0, span(dice, (900.0, 4000.0)), rate_hz, 1) * gusts.astype(np.float32)
    return fade(np.resize(peak(wave), round(length_s * rate_hz)), rate_hz, 0.05, 0.05)


Sweep = Callable[[float, int, int, float], Wave]
"""Length in seconds, seed, rate in Hz, MIDI pitch."""

SWEEPS: dict[str, Sweep] = {
    "riser": _riser,
    "noise riser": lambda length_s, seed, rate_hz, _: _sweep(length_s, seed, rate_hz, True),
    "sweep down": lambda length_s, seed, rate_hz, _: _sweep(length_s, seed, rate_hz, False),
    "downlifter": lambda length_s, seed, rate_hz, _: _sweep(length_s, seed, rate_hz, False),
    "impact": lambda length_s, seed, rate_hz, _: _impact(length_s, seed, rate_hz, 0.6),
    "sub drop": lambda length_s, seed, rate_hz, _: _impact(length_s, seed, rate_hz, 0.0),
    "reverse": lambda length_s, seed, rate_hz, _: _reverse(length_s, seed, rate_hz),
    "vinyl": lambda length_s, seed, rate_hz, _: _bed(length_s, seed, rate_hz, True),
    "wind": lambda length_s, seed, rate_hz, _: _bed(length_s, seed, rate_hz, False),
}
