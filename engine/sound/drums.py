"""Drum voices, synthesised: kick, snare, clap, hats, ride, crash, rim, shaker, tom.

In: a few numbers and a seed. Out: float32 (n,) peaking at 1, ending at zero.
Pure functions; run wherever a piece is rendered.
"""

import numpy as np

from engine.sound.synthesis import (
    Curve,
    Wave,
    bandpass,
    decay,
    fade,
    lowpass,
    moving_filter,
    noise,
    peak,
    phase,
    saturate,
    sine,
    times,
)


def kick(rate_hz: int, low_hz: float = 48.0, length_s: float = 0.42, punch: float = 1.0) -> Wave:
    """A sine that falls from a knock to `low_hz`, with a click in front and some drive."""
    t = times(length_s, rate_hz)
    pitch = low_hz * (1.0 + 2.2 * np.exp(t / -0.028) + 7.0 * punch * np.exp(t / -0.0055))
    body = sine(phase(pitch, len(t), rate_hz)) * decay(t, 0.36 * length_s)
    body *= np.minimum(1.0, t / 0.0012).astype(np.float32)
    click = moving_filter(noise(len(t), 11), bandpass(1800.0, 9000.0), rate_hz) * decay(t, 0.0035)
    return peak(fade(saturate(body * 1.1, 1.0 + punch) + 0.22 * punch * click, rate_hz, 0.0005, 0.06))


def snare(rate_hz: int, tone_hz: float = 185.0, length_s: float = 0.28, snap: float = 0.7) -> Wave:
    """Two drum modes and the rattle of the wires."""
    t = times(length_s, rate_hz)
    bend = 1.0 + 0.5 * np.exp(t / -0.012)
    skin = sine(phase(tone_hz * bend, len(t), rate_hz)) * decay(t, 0.055)
    skin += 0.6 * sine(phase(tone_hz * 1.78 * bend, len(t), rate_hz)) * decay(t, 0.035)
    wires = moving_filter(noise(len(t), 21), bandpass(1400.0, 11_000.0), rate_hz) * decay(t, 0.27 * length_s)
    return peak(fade(saturate(peak(skin) + 1.3 * snap * peak(wires), 1.6), rate_hz, 0.0008, 0.05))


def clap(rate_hz: int, length_s: float = 0.34) -> Wave:
    """Several hands that never quite agree, then the room."""
    t = times(length_s, rate_hz)
    hands = np.zeros(len(t), np.float32)
    for at in (0.0, 0.0105, 0.0195, 0.0315):
        since = t - at
        tail = 0.075 if at > 0.03 else 0.0055
        hands += np.where(since >= 0.0, np.exp(np.minimum(since / -tail, 0.0)), 0.0).astype(np.float32)
    air = moving_filter(noise(len(t), 31), bandpass(850.0, 5200.0, 2), rate_hz)
    air += 0.35 * moving_filter(noise(len(t), 32), bandpass(5000.0, 13_000.0), rate_hz)
    return peak(fade(saturate(peak(air * hands), 1.8), rate_hz, 0.0008, 0.08))


def _metal(t: Curve, rate_hz: int, base_hz: float) -> Wave:
    """Six square waves that share no common measure: the classic drum machine's cymbal."""
    ring = np.zeros(len(t), np.float32)
    for ratio in (2.0, 3.0, 4.16, 5.43, 6.79, 8.21):
        ring += np.sign(sine(phase(base_hz * ratio, len(t), rate_hz)))
    return ring / np.float32(6.0)


def hat(rate_hz: int, length_s: float = 0.05, tone: float = 1.0, variant: int = 0) -> Wave:
    """Closed (0.05 s) to open (0.4 s) hi-hat."""
    t = times(3.0 * length_s, rate_hz)
    raw = 0.55 * _metal(t, rate_hz, 205.0 * tone) + 0.5 * noise(len(t), 41 + variant)
    bright = moving_filter(raw.astype(np.float32), bandpass(7000.0 * tone, 17_000.0, 3), rate_hz)
    env = decay(t, 0.55 * length_s)
    return peak(fade(bright * env, rate_hz, 0.0006, 0.6 * length_s))


def cymbal(rate_hz: int, length_s: float = 2.2, low_hz: float = 2800.0, variant: int = 0) -> Wave:
    """Crash: a wash of noise and metal whose treble outlives its body."""
    t = times(length_s, rate_hz)
    raw = noise(len(t), 51 + variant) + 0.9 * _metal(t, rate_hz, 317.0)
    wash = moving_filter(raw, bandpass(low_hz, 15_000.0), rate_hz) * decay(t, 0.26 * length_s)
    wash += 0.8 * moving_filter(raw, bandpass(500.0, 3000.0), rate_hz) * decay(t, 0.05 * length_s)
    return peak(fade(wash, rate_hz, 0.002, 0.4 * length_s))


def ride(rate_hz: int, length_s: float = 0.55) -> Wave:
    """A ping with a long thin tail."""
    t = times(length_s, rate_hz)
    ping = sum(
        (sine(phase(f, len(t), rate_hz)) * decay(t, d) for f, d in ((3310.0, 0.1), (4870.0, 0.06), (7390.0, 0.03))),
        np.zeros(len(t), np.float32),
    )
    wash = moving_filter(_metal(t, rate_hz, 431.0) + 0.4 * noise(len(t), 61), bandpass(6000.0, 15_000.0), rate_hz)
    return peak(fade(0.3 * ping + wash * decay(t, 0.3 * length_s), rate_hz, 0.001, 0.3 * length_s))


def rim(rate_hz: int, tone_hz: float = 820.0) -> Wave:
    """A dry stick on the rim."""
    t = times(0.08, rate_hz)
    stick = sine(phase(tone_hz, len(t), rate_hz)) * decay(t, 0.012)
    stick += 0.7 * sine(phase(tone_hz * 2.07, len(t), rate_hz)) * decay(t, 0.007)
    tick = moving_filter(noise(len(t), 71), bandpass(2500.0, 9000.0), rate_hz) * decay(t, 0.004)
    return peak(fade(stick + 0.5 * tick, rate_hz, 0.0005, 0.03))


def shaker(rate_hz: int, length_s: float = 0.09, variant: int = 0) -> Wave:
    """Grains that swell and stop."""
    t = times(length_s, rate_hz)
    swell = (np.sin(np.pi * np.minimum(t / length_s, 1.0)) ** 2).astype(np.float32)
    return peak(moving_filter(noise(len(t), 81 + variant), bandpass(4500.0, 12_000.0), rate_hz) * swell)


def tom(rate_hz: int, tone_hz: float = 110.0, length_s: float = 0.4) -> Wave:
    """A tuned drum for fills."""
    t = times(length_s, rate_hz)
    skin = sine(phase(tone_hz * (1.0 + 0.6 * np.exp(t / -0.03)), len(t), rate_hz)) * decay(t, 0.3 * length_s)
    thump = moving_filter(noise(len(t), 91), lowpass(2500.0), rate_hz) * decay(t, 0.012)
    return peak(fade(skin + 0.25 * thump, rate_hz, 0.0008, 0.1))
