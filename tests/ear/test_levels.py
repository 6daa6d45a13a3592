"""Automatic gain and gate: loud or quiet, the same music looks alike; silence and hiss stay dark.

In: synthetic music at many levels. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.ear import HOP, RATE_HZ, Ear
from engine.ear.levels import Levels, LevelSettings

HOP_S = 0.01
GATE_DB = -60.0
Sound = NDArray[np.floating]


def music(seconds: float, rms_db: float) -> Sound:
    """A chord over six octaves with a beat and some hiss, at an overall level in dBFS; not yet clipped."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tones = sum(np.sin(2 * np.pi * 55.0 * 2**k * t + k) / (1 + k) for k in range(7))
    beat = 0.3 + 0.7 * np.exp(-(t % 0.5) / 0.1)
    sound = beat * (tones + 0.1 * np.random.default_rng(1).standard_normal(t.size))
    return sound * 10 ** (rms_db / 20) / np.sqrt(np.mean(sound**2))


def bands(ear: Ear, sound: Sound) -> NDArray[np.float32]:
    """The bands of every whole hop, shape (hops, bands)."""
    return np.array(
        [ear.step(hop).bands for hop in sound[: sound.size // HOP * HOP].astype(np.float32).reshape(-1, HOP)]
    )


def flat(level_db: float) -> NDArray[np.float32]:
    return np.full(4, level_db, np.float32)


def settle(levels: Levels, level_db: float, seconds: float) -> NDArray[np.float32]:
    """The last hop of a steady sound."""
    result = flat(0.0)
    for _ in range(round(seconds / HOP_S)):
        result = levels.step(flat(level_db), level_db, GATE_DB)
    return result


def settled(sound: Sound) -> NDArray[np.float32]:
    """What the music looks like in the end: mean bands of its last two seconds."""
    return bands(Ear(), sound)[-200:].mean(axis=0)


@pytest.mark.parametrize("rms_db", [-10.0, 0.0, 10.0])
def test_from_quiet_to_clipping_the_bands_are_the_same(rms_db: float) -> None:
    loud = np.clip(music(22.0, rms_db), -1.0, 1.0)  # a clipped sound has partials of its own: so clip it first
    usual = settled(loud)
    assert usual.max() > 0.8
    np.testing.assert_allclose(settled(loud * 10 ** (-30 / 20)), usual, atol=0.03)


def test_a_whisper_looks_like_the_same_music_some_decibels_down() -> None:
    usual, whisper = settled(music(20.0, -20.0)), settled(music(20.0, -50.0))
    # So near the gate the gain is held back: by less than 10 of the 48 dB, and alike in all bands.
    held_back = (usual - whisper)[whisper > 0.05] * 48.0
    assert held_back.size > 50
    assert held_back.min() > 0.0
    assert held_back.max() < 10.0
    assert np.ptp(held_back) < 3.0


def test_loud_start_is_in_range_within_a_quarter_of_a_second() -> None:
    sound = np.clip(music(12.0, -3.0), -1.0, 1.0)
    heard = bands(Ear(), sound)
    assert heard[:5].max() > 0.5  # not late
    assert (heard[25:] >= 0.999).mean() < 0.1  # and not washed out
    np.testing.assert_allclose(heard[100:200].mean(axis=0), heard[-100:].mean(axis=0), atol=0.15)


def test_silence_and_hiss_below_the_gate_stay_dark() -> None:
    quiet = 10 ** (-62 / 20) * np.random.default_rng(0).standard_normal(5 * RATE_HZ)
    for sound in (np.zeros(RATE_HZ), quiet):
        assert not bands(Ear(), sound).any()


def test_hiss_just_above_the_gate_is_not_blown_up() -> None:
    levels = Levels(HOP_S)
    assert settle(levels, GATE_DB + 7.0, 60.0).max() <= 1.0 - (12.0 - 7.0) / 48.0 + 1e-6
    assert levels.reference_db >= GATE_DB + LevelSettings().headroom_db - 1e-9


def test_gate_opens_above_and_closes_below() -> None:
    levels = Levels(HOP_S)
    settle(levels, GATE_DB + 5.0, 1.0)
    assert levels.gate == 0.0
    settle(levels, GATE_DB + 7.0, 0.01)
    assert levels.gate == 1.0
    settle(levels, GATE_DB + 1.0, 5.0)  # between the two levels it stays as it was
    assert levels.gate == 1.0
    settle(levels, GATE_DB - 1.0, 0.39)  # held
    assert levels.gate == 1.0
    settle(levels, GATE_DB - 1.0, 0.16)  # 15 hops of closing: one time constant
    assert levels.gate == pytest.approx(np.exp(-1.0), rel=0.1)
    settle(levels, GATE_DB - 1.0, 2.0)
    assert levels.gate == 0.0


def test_gate_scales_the_bands() -> None:
    levels = Levels(HOP_S)
    settle(levels, -20.0, 30.0)
    for _ in range(60):
        held = levels.step(flat(-20.0), -80.0, GATE_DB)
        expected = np.clip(1.0 + (-20.0 - levels.reference_db) / 48.0, 0.0, 1.0) * levels.gate
        np.testing.assert_allclose(held, expected, rtol=1e-5)
    assert 0.0 < levels.gate < 1.0


def test_reference_rises_fast_falls_slowly_and_waits_through_a_pause() -> None:
    levels = Levels(HOP_S)
    settle(levels, -10.0, 1.0)
    assert levels.reference_db == pytest.approx(-10.0, abs=0.1)
    settle(levels, -16.0, 3.0)
    assert levels.reference_db == pytest.approx(-13.0, abs=0.1)  # 1 dB a second
    settle(levels, -100.0, 0.4)  # the gate is still held open here
    before = levels.reference_db
    settle(levels, -100.0, 120.0)
    assert levels.reference_db == before
    settle(levels, 0.0, 0.05)  # one time constant of its rise
    assert levels.reference_db == pytest.approx(before * np.exp(-1.0), rel=0.15)


def test_a_drop_after_a_whisper_is_never_far_over_range() -> None:
    levels = Levels(HOP_S)
    settle(levels, -50.0, 60.0)
    assert levels.reference_db < -45.0
    settle(levels, 0.0, HOP_S)
    assert levels.reference_db >= -24.0


def test_level_maps_linearly_over_the_span() -> None:
    levels = Levels(HOP_S, LevelSettings(span_db=40.0))
    settle(levels, -10.0, 5.0)
    got = levels.step(np.array([-10.0, -20.0, -30.0, -70.0], np.float32), -10.0, GATE_DB)
    np.testing.assert_allclose(got, [1.0, 0.75, 0.5, 0.0], atol=1e-3)
