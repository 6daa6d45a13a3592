"""The noises around music: people talking, whistling, cheering and clapping, hiss, the hum of the mains.

In: lengths in samples, random generators. Out: mono float32 sounds at 48 kHz of RMS 1.
Pure functions; run wherever a lesson is made.
"""

import numpy as np

from engine.corpus.studio.filters import RATE_HZ, Sound, convolve, high_pass, kernel, low_pass, resonance

_BED_S = 7.0


def babble(length: int, rng: np.random.Generator) -> Sound:
    """A crowd: very many syllables of formants, now and then a whistle or a cheer; hall and distance are not in it."""
    size = round(_BED_S * RATE_HZ)
    bed = np.zeros(size, np.float32)
    syllables = [_syllable(rng) for _ in range(16)]
    voices = int(rng.integers(3, 40))
    for _ in range(int(voices * _BED_S * 3.0)):
        _place(bed, syllables[int(rng.integers(16))] * np.float32(rng.random() ** 2), int(rng.integers(size)))
    for _ in range(int(rng.integers(0, 4))):
        _place(bed, _whistle(rng) * np.float32(rng.uniform(0.3, 1.5)), int(rng.integers(size)))
    for _ in range(int(rng.integers(0, 4))):
        _place(bed, _cheer(rng) * np.float32(rng.uniform(0.3, 1.5)), int(rng.integers(size)))
    if rng.random() < 0.4:
        _clap_along(bed, int(rng.integers(1, 6)), rng)
    return _fill(bed, length, rng)


def applause(length: int, rng: np.random.Generator) -> Sound:
    """Many hands clapping, each at its own pace, none in time with another."""
    bed = np.zeros(round(_BED_S * RATE_HZ), np.float32)
    _clap_along(bed, int(rng.integers(20, 60)), rng)
    return _fill(bed, length, rng)


def hiss(length: int, rng: np.random.Generator) -> Sound:
    """Noise of an amplifier or a tape, white to pink."""
    curve = low_pass(rng.uniform(1500.0, 16_000.0), 1) + high_pass(30.0, 1)
    return _to_one(convolve(rng.standard_normal(length, dtype=np.float32), kernel(curve)))


def hum(length: int, rng: np.random.Generator) -> Sound:
    """The mains at 50 or 60 Hz with harmonics, the odd ones stronger."""
    t = np.arange(length) / RATE_HZ
    base_hz = (50.0, 60.0)[int(rng.integers(2))] * (1.0 + rng.normal(0.0, 5e-4))
    total = np.zeros(length, np.float32)
    for k in range(1, 9):
        strength = rng.random() * (1.0 if k % 2 else 0.5) / k**0.7
        turns = t * (k * base_hz) + rng.random()
        total += np.float32(strength) * np.sin(np.float32(2.0 * np.pi) * (turns % 1.0).astype(np.float32))
    return _to_one(total)


def _to_one(sound: Sound) -> Sound:
    """Scale to an RMS of 1."""
    return sound / np.float32(np.sqrt(np.mean(np.square(sound), dtype=np.float64)) + 1e-9)


def _place(bed: Sound, sound: Sound, at: int) -> None:
    """Add a sound to a bed that goes round and round."""
    head = min(len(sound), len(bed) - at)
    bed[at : at + head] += sound[:head]
    bed[: len(sound) - head] += sound[head:]


def _fill(bed: Sound, length: int, rng: np.random.Generator) -> Sound:
    """The bed from any place, as long as asked for."""
    return _to_one(np.resize(np.roll(bed, int(rng.integers(len(bed)))), length))


def _syllable(rng: np.random.Generator) -> Sound:
    """A breath or a buzz of 80 to 300 ms through three formants."""
    length = round(rng.uniform(0.08, 0.3) * RATE_HZ)
    source = rng.standard_normal(length, dtype=np.float32)
    if rng.random() < 0.75:
        turns = np.cumsum(np.linspace(rng.uniform(90.0, 260.0), rng.uniform(90.0, 260.0), length)) / RATE_HZ
        source = (3.0 * (turns % 1.0 - 0.5) + 0.15 * source).astype(np.float32)
    curve = low_pass(4500.0, 2) + high_pass(120.0, 2) - 18.0
    for low_hz, high_hz in ((280.0, 850.0), (900.0, 2400.0), (2400.0, 3400.0)):
        curve += resonance(rng.uniform(low_hz, high_hz), 18.0, 0.22)
    swell = np.sin(np.pi * np.arange(length) / length).astype(np.float32)
    return _to_one(convolve(source, kernel(curve))) * swell


def _whistle(rng: np.random.Generator) -> Sound:
    length = round(rng.uniform(0.2, 0.9) * RATE_HZ)
    place = np.arange(length) / length
    pitch_hz = rng.uniform(1400.0, 3000.0) * (
        1.0 + rng.uniform(-0.3, 0.4) * np.sin(np.pi * place * rng.uniform(0.5, 2))
    )
    wave = np.sin(2.0 * np.pi * np.cumsum(pitch_hz) / RATE_HZ) * np.sin(np.pi * place) ** 0.5
    return _to_one(wave.astype(np.float32))


def _cheer(rng: np.random.Generator) -> Sound:
    """A "woo" that swells and dies away."""
    length = round(rng.uniform(0.6, 2.0) * RATE_HZ)
    place = np.arange(length, dtype=np.float32) / np.float32(length)
    centre_hz = rng.uniform(500.0, 1300.0)
    curve = resonance(centre_hz, 20.0, 0.4) + low_pass(4000.0, 1) - 20.0
    wave = convolve(rng.standard_normal(length, dtype=np.float32), kernel(curve))
    return _to_one(wave * np.sin(np.pi * place**0.6) ** 2)


def _clap_along(bed: Sound, people: int, rng: np.random.Generator) -> None:
    """People who clap at 2 to 5 a second, as regularly as people do."""
    length = round(0.03 * RATE_HZ)
    fall = np.exp(-np.arange(length, dtype=np.float32) / np.float32(0.005 * RATE_HZ))
    for _ in range(people):
        curve = resonance(rng.uniform(700.0, 2200.0), 14.0, 0.6) - 14.0
        hands = _to_one(convolve(rng.standard_normal(length, dtype=np.float32) * fall, kernel(curve)))
        step, gain, t = rng.uniform(0.2, 0.5), rng.uniform(0.3, 1.0), rng.random()
        while t < _BED_S:
            _place(bed, hands * np.float32(gain * rng.uniform(0.6, 1.0)), int(t * RATE_HZ) % len(bed))
            t += step * rng.uniform(0.9, 1.1)
