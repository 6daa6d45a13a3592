"""The tempo of clicks and drums, through the ear, and no tempo where there is none.

In: synthetic beats. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.ear import HOP, RATE_HZ, Ear, TempoMeter
from engine.moments import HOP_S

SECONDS = 14.0


def clicks(bpm: float) -> NDArray[np.floating]:
    sound, burst = np.zeros(round(SECONDS * RATE_HZ)), 0.5 * np.random.default_rng(2).standard_normal(200)
    for beat in np.arange(0.0, SECONDS - 0.1, 60.0 / bpm):
        start = round(beat * RATE_HZ)
        sound[start : start + burst.size] += burst
    return sound


def drums(bpm: float) -> NDArray[np.floating]:
    """A kick on every beat and a hat between."""
    sound, generator = np.zeros(round((SECONDS + 1.0) * RATE_HZ)), np.random.default_rng(2)
    t = np.arange(4800) / RATE_HZ
    kick = 0.8 * np.sin(2 * np.pi * 50.0 * t) * np.exp(-t / 0.05)
    for beat in np.arange(0.0, SECONDS - 0.1, 60.0 / bpm):
        start, between = round(beat * RATE_HZ), round((beat + 30.0 / bpm) * RATE_HZ)
        sound[start : start + t.size] += kick
        sound[between : between + t.size] += 0.2 * generator.standard_normal(t.size) * np.exp(-t / 0.008)
    return sound[: round(SECONDS * RATE_HZ)]


def measure(sound: NDArray[np.floating]) -> TempoMeter:
    ear, meter = Ear(), TempoMeter(HOP_S)
    for hop in sound[: sound.size // HOP * HOP].astype(np.float32).reshape(-1, HOP):
        meter.step(ear.step(hop).flux)
    return meter


@pytest.mark.parametrize("bpm", [90.0, 100.0, 117.3, 120.0, 128.0, 140.0, 150.0, 174.0])
def test_clicks_have_their_tempo(bpm: float) -> None:
    meter = measure(clicks(bpm))
    assert meter.bpm == pytest.approx(bpm, rel=0.003)
    assert meter.confidence > 0.5


@pytest.mark.parametrize("bpm", [90.0, 112.5, 124.0, 128.0, 140.0])
def test_drums_have_their_tempo(bpm: float) -> None:
    meter = measure(drums(bpm))
    assert meter.bpm == pytest.approx(bpm, rel=0.005)
    assert meter.confidence > 0.5


def test_slow_clicks_count_twice_at_most() -> None:
    assert measure(clicks(70.0)).bpm in (pytest.approx(70.0, rel=0.005), pytest.approx(140.0, rel=0.005))


def test_new_tempo_takes_over() -> None:
    meter = measure(np.append(clicks(128.0), clicks(100.0)))
    assert meter.bpm == pytest.approx(100.0, rel=0.005)


def test_no_tempo_in_silence_or_at_first() -> None:
    meter = TempoMeter(HOP_S)
    for _ in range(150):
        meter.step(0.5)
    assert (meter.bpm, meter.confidence) == (0.0, 0.0)
    silent = measure(np.zeros(round(SECONDS * RATE_HZ)))
    assert (silent.bpm, silent.confidence) == (0.0, 0.0)


def test_tempo_is_forgotten_when_the_music_has_stopped() -> None:
    meter = measure(np.append(clicks(128.0), np.zeros(9 * RATE_HZ)))
    assert (meter.bpm, meter.confidence) == (0.0, 0.0)


def test_noise_is_less_sure_than_a_beat() -> None:
    noise = 0.1 * np.random.default_rng(4).standard_normal(round(SECONDS * RATE_HZ))
    assert measure(noise).confidence < 0.5 * measure(clicks(128.0)).confidence


def test_confidence_is_a_share_whatever_the_flux() -> None:
    generator = np.random.default_rng(6)
    for scale in (1e-6, 1e-3, 1.0):
        meter = TempoMeter(HOP_S)
        for flux in scale * generator.random(1500):
            meter.step(float(flux))
            assert 0.0 <= meter.confidence <= 1.0
            assert meter.bpm == 0.0 or 55.0 < meter.bpm < 210.0
