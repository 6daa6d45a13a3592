"""Pitched voices and effects, synthesised: bass, pad, stab, pluck, bell, lead, riser, impact.

In: MIDI pitches, lengths in seconds, brightness 0..1. Out: float32 (n,) or (n, 2), ending at zero.
Pure functions; run wherever a piece is rendered.
"""

from functools import lru_cache

import numpy as np

from engine.sound.synthesis import (
    Curve,
    Wave,
    bandpass,
    decay,
    ensemble,
    fade,
    lowpass,
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


def _cutoff_hz(brightness: float) -> float:
    """0..1 to 120 Hz .. 14 kHz, exponentially: equal steps sound equal."""
    return float(120.0 * (14_000.0 / 120.0) ** min(max(brightness, 0.0), 1.0))


def _gate(t: Curve, length_s: float, attack_s: float, release_s: float) -> Wave:
    """Rises in `attack_s`, holds until `length_s`, and falls in `release_s`, without corners."""
    rise = np.clip(t / attack_s, 0.0, 1.0)
    fall = np.clip((length_s + release_s - t) / release_s, 0.0, 1.0)
    return ((rise * rise * (3.0 - 2.0 * rise)) * (fall * fall * (3.0 - 2.0 * fall))).astype(np.float32)


def bass_saw(rate_hz: int, pitch: float, length_s: float, brightness: float, resonance: float = 1.0) -> Wave:
    """A saw through a filter that snaps shut, with a sine an octave of weight beneath."""
    t = times(length_s + 0.06, rate_hz)
    hz = midi_hz(pitch)
    both = saw(phase(hz, len(t), rate_hz), hz / rate_hz)
    both = both + 0.6 * saw(phase(hz * 1.006, len(t), rate_hz, 0.37), hz * 1.006 / rate_hz)
    top, floor = _cutoff_hz(brightness), _cutoff_hz(0.16 + 0.35 * brightness)
    close = max(0.05, 0.45 * length_s)
    bite = moving_filter(both, lowpass(lambda t: floor + top * np.exp(t / -close), 3, resonance), rate_hz)
    bite = saturate(peak(bite), 1.5)
    bite = moving_filter(bite, bandpass(70.0, 16_000.0), rate_hz)
    weight = sine(phase(hz, len(t), rate_hz))
    return peak((0.75 * bite + 0.7 * weight) * _gate(t, length_s, 0.004, 0.05))


def bass_sub(rate_hz: int, pitch: float, length_s: float, brightness: float) -> Wave:
    """Nearly a sine: the floor."""
    t = times(length_s + 0.12, rate_hz)
    wave = saturate(sine(phase(midi_hz(pitch), len(t), rate_hz)), 0.6 + 2.2 * brightness)
    return peak(wave * _gate(t, length_s, 0.012, 0.1))


def bass_reese(rate_hz: int, pitch: float, length_s: float, brightness: float) -> Wave:
    """Three saws that beat against each other, wide above and firm below; stereo."""
    t = times(length_s + 0.1, rate_hz)
    hz = midi_hz(pitch)
    sides = []
    for lean in (-1.0, 1.0):
        wave = np.zeros(len(t), np.float32)
        for place, cents in ((0.0, 0.0), (0.31, 13.0 * lean), (0.73, -9.0 * lean)):
            tuned = hz * 2.0 ** (cents / 1200.0)
            wave += saw(phase(tuned, len(t), rate_hz, place), tuned / rate_hz)
        sides.append(wave)
    cutoff = _cutoff_hz(brightness)
    wobble = lowpass(lambda t: cutoff * (1.0 + 0.35 * np.sin(2.0 * np.pi * t / max(length_s, 0.2))), 3, 0.8)
    growl = saturate(peak(moving_filter(np.stack(sides, axis=1), wobble, rate_hz)), 2.2)
    growl = moving_filter(growl, bandpass(90.0, 16_000.0), rate_hz)
    weight = sine(phase(hz, len(t), rate_hz))
    return peak((0.7 * growl + 0.8 * weight[:, None]) * _gate(t, length_s, 0.008, 0.08)[:, None])


@lru_cache(maxsize=24)
def _chord(rate_hz: int, chord: tuple[float, ...], length_s: float, seed: int, spread: float, tilt: float) -> Wave:
    return ensemble(chord, length_s, rate_hz, seed, spread_cents=spread, tilt=tilt)


def pad(
    rate_hz: int,
    chord: tuple[float, ...],
    length_s: float,
    from_brightness: float,
    to_brightness: float,
    attack_s: float,
    seed: int,
) -> Wave:
    """A chord of countless strings whose filter glides from one brightness to the other; stereo, RMS about 0.25."""
    release = 1.1
    total = length_s + release
    strings = _chord(rate_hz, chord, total, seed, 16.0, 1.15)
    low, high = _cutoff_hz(from_brightness), _cutoff_hz(to_brightness)
    glide = lowpass(lambda t: low * (high / low) ** np.clip(t / length_s, 0.0, 1.0), 2, 0.5)
    t = np.arange(len(strings)) / rate_hz
    return moving_filter(strings, glide, rate_hz) * _gate(t, length_s, attack_s, release)[:, None]


def stab(rate_hz: int, chord: tuple[float, ...], length_s: float, brightness: float, seed: int) -> Wave:
    """The same strings struck: a wide saw chord with a filter that closes; stereo."""
    total = length_s + 0.14
    strings = _chord(rate_hz, chord, max(total, 1.0), seed, 22.0, 0.85)[: round(total * rate_hz)]
    top, floor = _cutoff_hz(brightness), _cutoff_hz(0.3 + 0.3 * brightness)
    t = np.arange(len(strings)) / rate_hz
    close = max(0.06, 0.6 * length_s)
    hit = moving_filter(strings, lowpass(lambda t: floor + top * np.exp(t / -close), 2, 0.4), rate_hz)
    return peak(saturate(peak(hit), 1.2) * _gate(t, length_s, 0.003, 0.12)[:, None])


def pluck(rate_hz: int, pitch: float, length_s: float, brightness: float) -> Wave:
    """A string: every harmonic dies faster than the one below; two of them, left and right; stereo."""
    t = times(length_s + 0.25, rate_hz)
    hz = midi_hz(pitch)
    count = int(min(4 + 20 * brightness, 0.42 * rate_hz / hz))
    sides = []
    for cents in (-3.5, 3.5):
        turns = phase(hz * 2.0 ** (cents / 1200.0), len(t), rate_hz)
        wave = np.zeros(len(t), np.float32)
        for k in range(1, count + 1):
            wave += np.float32(k ** -(1.6 - 0.7 * brightness)) * sine(turns * k) * decay(t, 0.55 * length_s / k**0.7)
        sides.append(wave)
    return peak(fade(np.stack(sides, axis=1), rate_hz, 0.002, 0.12))


def bell(rate_hz: int, pitch: float, length_s: float, brightness: float) -> Wave:
    """Glass: inharmonic partials, slow to die; mono."""
    t = times(length_s + 0.6, rate_hz)
    hz = midi_hz(pitch)
    wave = np.zeros(len(t), np.float32)
    partials = ((1.0, 1.0, 1.0), (2.0, 0.45, 0.7), (2.76, 0.5, 0.45), (5.4, 0.35, 0.25), (8.93, 0.2, 0.12))
    for ratio, level, life in partials:
        if hz * ratio < 0.45 * rate_hz:
            louder = np.float32(level * (0.4 + 0.9 * brightness) if ratio > 1.0 else level)
            wave += louder * sine(phase(hz * ratio, len(t), rate_hz)) * decay(t, 0.45 * length_s * life)
    return peak(fade(wave, rate_hz, 0.003, 0.3))


def lead(rate_hz: int, pitch: float, length_s: float, brightness: float) -> Wave:
    """A singing saw with late vibrato; stereo."""
    t = times(length_s + 0.12, rate_hz)
    hz = midi_hz(pitch)
    vibrato = 1.0 + 0.005 * np.sin(2.0 * np.pi * 5.3 * t) * np.clip((t - 0.15) / 0.2, 0.0, 1.0)
    sides = []
    for lean in (-1.0, 1.0):
        wave = np.zeros(len(t), np.float32)
        for place, cents in ((0.13, 4.0 * lean), (0.57, -8.0 * lean), (0.81, 11.0 * lean)):
            tuned = hz * 2.0 ** (cents / 1200.0)
            wave += saw(phase(tuned * vibrato, len(t), rate_hz, place), tuned / rate_hz)
        sides.append(wave)
    cutoff = _cutoff_hz(brightness)
    sung = moving_filter(
        np.stack(sides, axis=1),
        lowpass(lambda t: 400.0 + cutoff * (0.45 + 0.55 * np.exp(t / -0.18)), 2, 0.6),
        rate_hz,
    )
    return peak(sung * _gate(t, length_s, 0.006, 0.1)[:, None])


def riser(rate_hz: int, length_s: float, begin: float, end: float, pitch: float, seed: int) -> Wave:
    """Part `begin`..`end` (0..1) of a long rise: noise whose band climbs and a tone that slides up; stereo.

    Parts that follow each other overlap by 20 ms and join without a seam: the tone's phase depends on place alone.
    """
    overlap = 0.02
    t = times(length_s + overlap, rate_hz)
    place = begin + (end - begin) * t / length_s
    total = length_s / (end - begin)
    air = moving_filter(
        noise(len(t), seed, 2),
        lambda f, at: _band(f, 350.0 * 26.0 ** np.clip(begin + (end - begin) * at / length_s, 0.0, 1.0)),
        rate_hz,
    )
    # Two octaves in all: frequency 2**(2p), whose integral over p is 2**(2p) / (2 ln 2).
    turns = midi_hz(pitch) * total * (2.0 ** (2.0 * place)) / (2.0 * np.log(2.0))
    step = midi_hz(pitch) * 2.0 ** (2.0 * end) / rate_hz
    tone = np.stack([saw(turns, step) + saw(turns * 1.007, step), saw(turns, step) + saw(turns * 0.993, step)], axis=1)
    tone = moving_filter(
        tone, lowpass(lambda at: 300.0 + 4000.0 * (begin + (end - begin) * at / length_s) ** 2), rate_hz
    )
    level = (0.06 + 0.94 * place**2.2).astype(np.float32)
    pulse = (0.75 + 0.25 * np.cos(2.0 * np.pi * 8.0 * total * place**2)).astype(np.float32)
    join = _gate(t, length_s, overlap, overlap)
    both: Wave = 0.42 * air + 0.16 * tone * pulse[:, None]
    return both * (level * join)[:, None]


def _band(f: Curve, centre_hz: Curve) -> Curve:
    octaves = np.log2(np.maximum(f, 1.0) / centre_hz)
    return np.asarray(np.exp(-((octaves / 1.1) ** 2)) + 0.12 * np.exp(-((octaves / 3.0) ** 2)))


def impact(rate_hz: int, length_s: float = 2.6, low_hz: float = 34.0) -> Wave:
    """A boom that sinks below hearing with a burst of air; stereo."""
    t = times(length_s, rate_hz)
    boom = sine(phase(low_hz * (1.0 + 1.6 * np.exp(t / -0.16)), len(t), rate_hz)) * decay(t, 0.28 * length_s)
    air = moving_filter(noise(len(t), 131, 2), lowpass(lambda t: 200.0 + 9000.0 * np.exp(t / -0.22), 1), rate_hz)
    air *= decay(t, 0.16 * length_s)[:, None]
    return peak(fade(saturate(boom, 1.8)[:, None] + 0.5 * peak(air), rate_hz, 0.002, 0.3 * length_s))


def swell(rate_hz: int, length_s: float, brightness: float = 0.9) -> Wave:
    """A cymbal backwards: air that rushes in and stops dead; stereo."""
    t = times(length_s, rate_hz)
    rush = moving_filter(
        noise(len(t), 141, 2),
        lowpass(lambda t: 500.0 + _cutoff_hz(brightness) * (t / length_s) ** 3, 1),
        rate_hz,
    )
    rush = moving_filter(rush, bandpass(400.0, 15_000.0), rate_hz)
    return peak(fade(rush * ((t / length_s) ** 3).astype(np.float32)[:, None], rate_hz, 0.01, 0.012))
