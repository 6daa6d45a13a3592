"""The raw materials of the built-in piece's sounds: oscillators, noise, envelopes, filters that move, a room.

In: lengths, pitches, cutoffs. Out: float32 arrays, mono (n,) or stereo (n, 2), peaking near 1.
Pure functions; run wherever a piece is rendered.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]
"""float32, mono (n,) or stereo (n, 2)."""
Curve = NDArray[np.float64]


def times(length_s: float, rate_hz: int) -> Curve:
    """The time of every sample of a sound `length_s` long, in seconds."""
    return np.arange(max(1, round(length_s * rate_hz))) / rate_hz


def midi_hz(pitch: float) -> float:
    """Frequency of a MIDI note number: 69 is 440 Hz."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def noise(frames: int, seed: int, channels: int = 1) -> Wave:
    """White noise of variance 1, the same for the same seed."""
    drawn = np.random.default_rng(seed).standard_normal((frames, channels), dtype=np.float32)
    return drawn[:, 0] if channels == 1 else drawn


def phase(frequency_hz: float | Curve, frames: int, rate_hz: int, start: float = 0.0) -> Curve:
    """Running phase in turns (1 = a whole cycle) of a constant or per-sample frequency."""
    if isinstance(frequency_hz, np.ndarray):
        return np.asarray(start + np.cumsum(frequency_hz) / rate_hz, np.float64)
    return np.asarray(start + np.arange(frames) * (frequency_hz / rate_hz), np.float64)


def sine(turns: Curve) -> Wave:
    """Sine of a phase in turns, to 3e-7."""
    # Whole turns are taken away in double precision, so that the sine itself can be the fast single one.
    return np.asarray(np.sin(np.float32(2.0 * np.pi) * (turns - np.rint(turns)).astype(np.float32)), np.float32)


def saw(turns: Curve, step: float) -> Wave:
    """Sawtooth of a phase in turns that grows by `step` per sample, with smoothed edges against aliasing.

    The edge is the two-sample polynomial of Välimäki and Huovilainen (2007), "Antialiasing oscillators".
    """
    place = (turns % 1.0).astype(np.float32)
    wave = 2.0 * place - 1.0
    after = place < step
    x = place[after] / np.float32(step)
    wave[after] -= x + x - x * x - 1.0
    before = place > 1.0 - step
    x = (place[before] - 1.0) / np.float32(step)
    wave[before] -= x * x + x + x + 1.0
    return np.asarray(wave, dtype=np.float32)


def fade(wave: Wave, rate_hz: int, rise_s: float, fall_s: float) -> Wave:
    """Bring both ends to zero with half a cosine each, so that nothing clicks. Changes `wave` in place."""
    rise = min(len(wave), max(1, round(rise_s * rate_hz)))
    fall = min(len(wave), max(1, round(fall_s * rate_hz)))
    up = (0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)).astype(np.float32)
    down = (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)).astype(np.float32)
    shape = (-1,) if wave.ndim == 1 else (-1, 1)
    wave[:rise] *= up.reshape(shape)
    wave[-fall:] *= down.reshape(shape)
    return wave


def decay(t: Curve, time_s: float) -> Wave:
    """Exponential that falls to 1/e in `time_s` seconds."""
    return np.exp(t / -time_s).astype(np.float32)


def saturate(wave: Wave, drive: float) -> Wave:
    """Soft clipping that leaves full scale at full scale; a `drive` of 1 is gentle, 5 is fierce."""
    return np.asarray(np.tanh(wave * np.float32(drive)) / np.float32(np.tanh(drive)), dtype=np.float32)


def peak(wave: Wave, level: float = 1.0) -> Wave:
    """Scale so that the largest sample is `level`."""
    top = float(np.abs(wave).max(initial=0.0))
    return wave if top == 0.0 else wave * np.float32(level / top)


Response = Callable[[Curve, Curve], Curve]
"""Gain of a filter: frequencies (bins,) in Hz, times (frames, 1) in s; answers gains that broadcast."""


def lowpass(cutoff_hz: Callable[[Curve], Curve] | float, order: int = 2, resonance: float = 0.0) -> Response:
    """A low-pass of Butterworth slope (6 dB per octave and order) with an optional bump at the cutoff."""

    def gain(f: Curve, t: Curve) -> Curve:
        ratio = f / np.maximum(cutoff_hz(t) if callable(cutoff_hz) else cutoff_hz, 10.0)
        flat = 1.0 / np.sqrt(1.0 + ratio ** (2 * order))
        if resonance > 0.0:
            flat *= 1.0 + resonance * np.exp(-((np.log2(ratio + 1e-6) / 0.3) ** 2))
        return np.asarray(flat)

    return gain


def bandpass(low_hz: float, high_hz: float, order: int = 2) -> Response:
    """A fixed band between two Butterworth slopes."""

    def gain(f: Curve, t: Curve) -> Curve:
        band = 1.0 / np.sqrt(1.0 + (f / high_hz) ** (2 * order))
        band *= 1.0 / np.sqrt(1.0 + (low_hz / np.maximum(f, 1e-3)) ** (2 * order))
        return np.asarray(band)

    return gain


def moving_filter(wave: Wave, response: Response, rate_hz: int) -> Wave:
    """Filter whose gain may change over time, by weighted overlap-add of short spectra (zero phase).

    Windows of about 21 ms, four over each sample; `wave` is (n,) or (n, 2) and so is the answer.
    """
    size = 1 << max(6, round(np.log2(rate_hz * 0.0213)))
    hop = size // 4
    count = -(-len(wave) // hop) + 3
    centre: Curve = ((np.arange(count) * hop - size / 2 + hop) / rate_hz).clip(0.0)[:, None]
    f = np.arange(size // 2 + 1) * (rate_hz / size)
    gains = response(f, centre).astype(np.float32)
    if wave.ndim == 1:
        return _weigh(wave, gains, size, count)
    return np.stack([_weigh(side, gains, size, count) for side in wave.T], axis=1)


def _weigh(wave: Wave, gains: Wave, size: int, count: int) -> Wave:
    hop, window = size // 4, _root_hann(size)
    padded = np.zeros((count + 3) * hop, np.float32)
    padded[size - hop : size - hop + len(wave)] = wave
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * window
    frames = np.fft.irfft(np.fft.rfft(frames) * gains, n=size) * (window * np.float32(0.5))
    out = np.zeros((count + 3, hop), np.float32)
    for quarter in range(4):
        out[quarter : quarter + count] += frames[:, quarter * hop : (quarter + 1) * hop]
    return out.reshape(-1)[size - hop : size - hop + len(wave)]


@lru_cache(maxsize=8)
def _root_hann(size: int) -> Wave:
    return np.sqrt(0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(size) / size)).astype(np.float32)


def ensemble(
    pitches: Sequence[float],
    length_s: float,
    rate_hz: int,
    seed: int,
    *,
    spread_cents: float = 18.0,
    tilt: float = 1.0,
    top_hz: float = 9000.0,
) -> Wave:
    """A chord (MIDI notes) played by countless detuned saws, stereo (n, 2), RMS 0.25, endlessly smooth.

    Every harmonic is a narrow bell in the spectrum with random phases and one inverse transform makes the sound:
    the idea of Nasca Octavian Paul's PADsynth. `tilt` is the power with which harmonics fall (1 = saw).
    """
    frames = 1 << int(np.ceil(np.log2(max(2.0, length_s * rate_hz))))
    bin_hz = rate_hz / frames
    spectrum = np.zeros(frames // 2 + 1, np.float32)
    for pitch in pitches:
        root = midi_hz(pitch)
        for k in range(1, int(min(top_hz, 0.45 * rate_hz) / root) + 1):
            width = max(root * k * (2.0 ** (spread_cents / 1200.0) - 1.0) / bin_hz, 0.6)
            middle = root * k / bin_hz
            low, high = max(1, int(middle - 3.0 * width)), min(len(spectrum), int(middle + 3.0 * width) + 2)
            bell = np.exp(-0.5 * ((np.arange(low, high, dtype=np.float32) - middle) / width) ** 2)
            spectrum[low:high] += (k**-tilt / np.sqrt(width)) * bell
    turns = np.random.default_rng(seed).random((2, len(spectrum)), dtype=np.float32)
    wave = np.fft.irfft(spectrum * np.exp(np.complex64(2j * np.pi) * turns), n=frames).astype(np.float32)
    wave *= np.float32(0.25) / np.sqrt(np.mean(wave**2) + 1e-20)
    return np.ascontiguousarray(wave.T[: round(length_s * rate_hz)])


def room(decay_s: float, rate_hz: int, seed: int) -> Wave:
    """Impulse response (n, 2) of a large room: noise whose treble dies first, 18 ms late; energy 1."""
    t = times(decay_s * 1.1, rate_hz)
    rays = noise(len(t), seed, 2) * decay(t, decay_s / 6.9)[:, None]
    dull = lowpass(lambda t: 900.0 + 9000.0 * np.exp(t * (-4.0 / decay_s)), 1)
    rays = moving_filter(rays, dull, rate_hz)
    rays = moving_filter(rays, bandpass(180.0, 14_000.0), rate_hz)
    rays = fade(rays, rate_hz, 0.012, 0.2 * decay_s)
    rays /= np.sqrt(np.sum(rays**2) / 2.0)
    return np.concatenate([np.zeros((round(0.018 * rate_hz), 2), np.float32), rays])


def echoes(step_s: float, feedback: float, rate_hz: int, count: int = 7) -> Wave:
    """Impulse response (n, 2) of a delay that bounces left and right every `step_s`, duller each time."""
    grain = round(0.02 * rate_hz)
    out = np.zeros((round(step_s * count * rate_hz) + grain + 1, 2), np.float32)
    click = np.zeros(grain, np.float32)
    click[grain // 2] = 1.0
    for bounce in range(count):
        dull = bandpass(250.0 + 40.0 * bounce, 7000.0 * 0.75**bounce, 1)
        at = round(step_s * (bounce + 1) * rate_hz) - grain // 2
        tap = fade(moving_filter(click, dull, rate_hz), rate_hz, 0.002, 0.002) * np.float32(feedback**bounce)
        near, far = (0, 1) if bounce % 2 == 0 else (1, 0)
        out[at : at + grain, near] += tap
        out[at : at + grain, far] += tap * np.float32(0.25)
    return out
