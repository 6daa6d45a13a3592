"""Automatic gain and gate: loud or quiet, the same music looks alike; silence and hiss stay dark.

In: synthetic music at many levels. Out: proof. Runs in the test process.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.ear import HOP, RATE_HZ, Ear
from engine.ear.levels import Levels, LevelSettings
from engine.ear.spectrum import Spectrum

HOP_S = 0.01
GATE_DB = -60.0
Sound = NDArray[np.floating]


def music(seconds: float, rms_db: float) -> Sound:
    """A chord over six octaves with a beat and some hiss, at an overall level in dBFS; not yet clipped."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tones = sum(np.sin(2 * np.pi * 55.0 * 2**k * t + k) / (1 + k) for k in range(7))
    beat = 0.3 + 0.7 * np.exp(-(t % 0.5) / 0.1)
    sound = beat * (tones + 0.1 * np.random.default_rng(1).standard_normal(t.size))
    return at_level(sound, rms_db)


def pad(seconds: float, rms_db: float) -> Sound:
    """Three voices on each note of a chord that never changes: what is most like hum in music."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    parts = [
        np.sin(2 * np.pi * note * voice * k * t + 7 * voice * k) / k
        for note in (110.0, 130.8, 164.8)
        for voice in (0.997, 1.0, 1.004)
        for k in range(1, 4)
    ]
    return at_level(np.sum(parts, axis=0), rms_db)


def hiss(seconds: float, rms_db: float) -> Sound:
    return at_level(np.random.default_rng(2).standard_normal(round(seconds * RATE_HZ)), rms_db)


def hum(seconds: float, rms_db: float, mains_hz: float = 50.0) -> Sound:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    parts = [np.sin(2 * np.pi * mains_hz * k * t + k) / k for k in (1, 2, 3, 4, 5, 7, 9)]
    return at_level(np.sum(parts, axis=0), rms_db)


def at_level(sound: Sound, rms_db: float) -> Sound:
    return sound * 10 ** (rms_db / 20) / np.sqrt(np.mean(sound**2))


@dataclass(frozen=True)
class Course:
    """How gain and gate went: one entry per hop. `bands` (hops, bands), `gate` and `reference_db` (hops,)."""

    bands: NDArray[np.float32]
    gate: NDArray[np.float64]
    reference_db: NDArray[np.float64]


def follow(sound: Sound, levels: Levels | None = None, auto: bool = True) -> Course:
    """A sound through the spectrum and the levels; clipped as a converter would."""
    levels = levels or Levels(HOP_S)
    rows: list[tuple[NDArray[np.float32], float, float]] = []
    for bands_db, level_db in zip(*Spectrum().whole(np.clip(sound, -1.0, 1.0).astype(np.float32)), strict=True):
        heard = levels.step(bands_db, float(level_db), GATE_DB, auto)
        rows.append((heard, levels.gate, levels.reference_db))
    heard, gate, reference_db = zip(*rows, strict=True)
    return Course(np.array(heard), np.array(gate), np.array(reference_db))


def turns(gate: NDArray[np.float64]) -> int:
    """How often the gate went from open to closed or back."""
    return int(np.count_nonzero(np.diff(gate > 0.5)))


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


@pytest.mark.parametrize("loud_db", [-20.0, -10.0, 0.0, 3.0])
def test_from_a_whisper_to_clipping_the_bands_are_the_same(loud_db: float) -> None:
    loud = np.clip(music(14.0, loud_db), -1.0, 1.0)  # a clipped sound has partials of its own: so clip it first
    rms_db = 20 * np.log10(np.sqrt(np.mean(loud**2)))
    usual = follow(loud).bands[-300:]
    assert usual.max() > 0.95
    for quiet_db in (-30.0, -50.0):
        np.testing.assert_allclose(follow(loud * 10 ** ((quiet_db - rms_db) / 20)).bands[-300:], usual, atol=0.01)


@pytest.mark.parametrize("before_db", [None, -50.0])
def test_after_a_loud_start_the_reference_is_right_within_a_fifth_of_a_second(before_db: float | None) -> None:
    before = np.zeros(5 * RATE_HZ) if before_db is None else music(12.0, before_db)
    course = follow(np.concatenate((before, music(8.0, -3.0))))
    start = before.size // HOP
    assert course.bands[start : start + 5].max() > 0.9  # not late
    assert abs(course.reference_db[start + 20] - course.reference_db[-1]) < 1.5  # of a span of 48 dB
    assert (course.bands[start + 20 :] >= 0.999).mean() < 0.1  # not washed out


def test_silence_and_hiss_below_the_gate_stay_dark() -> None:
    for sound in (np.zeros(RATE_HZ), hiss(5.0, -62.0)):
        assert not bands(Ear(), sound).any()


@pytest.mark.parametrize("noise", [hiss(26.0, -45.0), hum(26.0, -45.0), hum(26.0, -44.0, 60.0) + hiss(26.0, -46.0)])
def test_noise_alone_is_known_within_seconds_and_never_blown_up(noise: Sound) -> None:
    course = follow(noise)
    assert course.bands.max() < 0.7
    assert not course.bands[2400:].any()
    assert turns(course.gate) == 1


@pytest.mark.parametrize("noise", [hiss(20.0, -45.0), hum(20.0, -42.0)])
def test_between_tracks_the_gate_closes_once_and_sooner_the_next_time(noise: Sound) -> None:
    course = follow(
        np.concatenate((music(8.0, -20.0), noise, music(8.0, -20.0), noise[: 4 * RATE_HZ], music(2.0, -20.0)))
    )
    assert turns(course.gate) == 4
    assert (course.gate[:800] == 1.0).all()
    assert not course.bands[2400:2800].any()
    assert (course.gate[2800:3600] == 1.0).all()  # the first hop of the next track
    assert course.gate[3800] < 0.01  # known by now
    assert abs(course.reference_db[2800] - course.reference_db[799]) < 0.5  # kept through the pause


def test_whispered_music_over_a_quiet_floor_opens_the_gate_that_noise_had_closed() -> None:
    quiet_room = np.concatenate((hiss(4.0, -80.0), music(20.0, -50.0) + hiss(20.0, -80.0)))
    assert (follow(quiet_room).gate[401:] == 1.0).all()
    levels = Levels(HOP_S)
    follow(hiss(24.0, -45.0), levels)
    assert levels.noise_db == pytest.approx(-45.0, abs=0.5)
    course = follow(quiet_room, levels)  # the noise has gone, and so must what was known of it
    assert (course.gate[1000:] == 1.0).all()


@pytest.mark.parametrize("below_db", [-12.0, -22.0])
def test_a_pad_in_a_breakdown_keeps_the_gate_open_and_is_not_boosted_to_the_drop(below_db: float) -> None:
    course = follow(np.concatenate((music(10.0, -15.0), pad(30.0, -15.0 + below_db), music(4.0, -15.0))))
    assert (course.gate == 1.0).all()
    assert course.reference_db[999] - 11.0 < course.reference_db[3999]
    np.testing.assert_array_equal(course.reference_db[1050:1200], course.reference_db[1050])  # waits first
    assert course.bands[3000:4000].max(axis=1).mean() < 0.9


def test_constant_music_does_not_pump() -> None:
    reference_db = follow(music(20.0, -18.0)).reference_db[1000:]
    assert np.ptp(reference_db) < 0.5


def test_a_fade_out_and_a_fade_in_do_not_flicker() -> None:
    sound = music(30.0, -15.0)
    fade = 10 ** (
        np.interp(np.arange(sound.size) / RATE_HZ, [0.0, 5.0, 15.0, 20.0, 28.0], [0.0, 0.0, -80.0, -80.0, 0.0]) / 20
    )
    course = follow(sound * fade + hiss(30.0, -72.0))
    assert turns(course.gate) == 2
    # What fades in is dark first: the gain waits until it has stopped growing.
    assert course.bands[2350:2400].mean() < 0.7 * course.bands[2900:].mean()


def test_after_a_pause_a_quieter_piece_is_caught_up_with_in_seconds() -> None:
    course = follow(np.concatenate((music(8.0, -10.0), np.zeros(6 * RATE_HZ), music(16.0, -40.0))))
    assert course.bands[1800:1900].max() > 0.9
    np.testing.assert_allclose(course.reference_db[1800], course.reference_db[-1], atol=2.5)


def test_music_turned_down_by_hand_comes_back_within_a_minute() -> None:
    levels = Levels(HOP_S)
    beats(levels, -10.0, 10.0)
    beats(levels, -35.0, 60.0)
    assert levels.reference_db == pytest.approx(-35.0, abs=1.0)


def test_an_evening_of_tracks_and_pauses_has_two_turns_of_the_gate_a_pause() -> None:
    rng = np.random.default_rng([5, 1])
    levels, gates, tracks = Levels(HOP_S), [], 6
    for _ in range(tracks):
        track_db = rng.uniform(-40.0, -6.0)
        gates += beats(levels, track_db, rng.uniform(60.0, 300.0))
        assert levels.gate == 1.0
        assert levels.reference_db == pytest.approx(track_db, abs=2.0)
        gates += [
            stepped(levels, -52.0 + 0.3 * rng.standard_normal()) for _ in range(round(rng.uniform(15.0, 40.0) / HOP_S))
        ]
        assert levels.gate == 0.0
    assert turns(np.array(gates)) == 2 * tracks - 1


def test_the_gain_makes_a_whisper_as_large_as_a_record_and_the_gate_closes_it() -> None:
    peaks = []
    for level_db in (-14.0, -44.0):
        ear = Ear()
        sound = np.concatenate((music(14.0, level_db), np.zeros(4 * RATE_HZ))).astype(np.float32).reshape(-1, HOP)
        waves = np.array([hop * ear.step(hop).gain for hop in sound])
        peaks.append(float(np.abs(waves[1000:1400]).max()))
        assert not waves[-1].any()
    assert 0.5 < peaks[0] < 4.0
    assert peaks[1] == pytest.approx(peaks[0], rel=0.05)


def test_without_automatic_gain_the_reference_is_fixed() -> None:
    fixed_db = LevelSettings().fixed_db
    loud, quiet = music(4.0, -20.0), music(4.0, -40.0)
    course = follow(np.concatenate((loud, quiet)), auto=False)
    assert (course.reference_db == fixed_db).all()
    three = np.array([fixed_db, fixed_db - 12.0, 0.0], np.float32)
    steady = Levels(HOP_S).step(three, -20.0, GATE_DB, auto=False)
    np.testing.assert_allclose(steady, [1.0, 0.75, 1.0], atol=1e-6)
    # The gate still closes below its own level, but nothing is learned to be noise.
    assert (follow(hiss(24.0, -45.0), auto=False).gate == 1.0).all()
    assert not follow(hiss(2.0, -62.0), auto=False).bands.any()


def test_an_ear_is_told_to_leave_the_gain_alone() -> None:
    sound = music(3.0, -40.0).astype(np.float32).reshape(-1, HOP)
    ear, other = Ear(), Ear()
    alone = np.array([ear.step(hop, auto=False).bands for hop in sound])
    gained = np.array([other.step(hop, gain_db=6.0, auto=False).bands for hop in sound])
    shown = (alone > 0.0) & (gained < 1.0)
    np.testing.assert_allclose((gained - alone)[shown], 6.0 / 48.0, atol=1e-4)
    assert ear.step(sound[0], auto=False).gain == 1.0
    assert other.step(sound[0], gain_db=20.0, auto=False).gain == pytest.approx(10.0)


def beats(levels: Levels, peak_db: float, seconds: float) -> list[float]:
    """Music without sound: a beat twice a second that falls by 20 dB; returns the gate at every hop."""
    return [stepped(levels, peak_db - 0.4 * (hop % 50)) for hop in range(round(seconds / HOP_S))]


def stepped(levels: Levels, level_db: float) -> float:
    levels.step(flat(level_db), level_db, GATE_DB)
    return levels.gate


def test_gate_opens_above_and_closes_below() -> None:
    levels = Levels(HOP_S)
    settle(levels, GATE_DB + 5.0, 1.0)
    assert levels.gate == 0.0
    settle(levels, GATE_DB + 7.0, 0.01)
    assert levels.gate == 1.0
    settle(levels, GATE_DB + 1.0, 3.0)  # between the two levels it stays as it was
    assert levels.gate == 1.0
    settle(levels, GATE_DB - 1.0, 1.19)  # held
    assert levels.gate == 1.0
    settle(levels, GATE_DB - 1.0, 0.16)  # 15 hops of closing: one time constant
    assert levels.gate == pytest.approx(np.exp(-1.0), rel=0.1)
    settle(levels, GATE_DB - 1.0, 2.0)
    assert levels.gate == 0.0


def test_gate_scales_the_bands() -> None:
    levels = Levels(HOP_S)
    settle(levels, -20.0, 30.0)
    for _ in range(140):
        held = levels.step(flat(-20.0), -80.0, GATE_DB)
        expected = np.clip(1.0 + (-20.0 - levels.reference_db) / 48.0, 0.0, 1.0) * levels.gate
        np.testing.assert_allclose(held, expected, rtol=1e-5)
    assert 0.0 < levels.gate < 1.0


def test_reference_rises_fast_waits_falls_slowly_and_keeps_through_a_pause() -> None:
    levels = Levels(HOP_S)
    settle(levels, -5.0, 1.0)
    assert levels.reference_db == pytest.approx(-5.0, abs=0.1)
    beats(levels, -12.0, 5.0)
    assert levels.reference_db == pytest.approx(-5.0, abs=0.1)
    beats(levels, -12.0, 5.0)
    assert levels.reference_db == pytest.approx(-7.0, abs=0.1)  # 0.4 dB a second
    settle(levels, -100.0, 1.2)  # the gate is still held open here
    before = levels.reference_db
    settle(levels, -100.0, 120.0)
    assert levels.reference_db == before
    settle(levels, before + 5.0, 0.03)  # one time constant of its rise
    assert levels.reference_db == pytest.approx(before + 5.0 * (1.0 - np.exp(-1.0)), abs=0.3)


def test_a_drop_after_a_whisper_is_never_far_over_range() -> None:
    levels = Levels(HOP_S)
    beats(levels, -48.0, 60.0)
    assert levels.reference_db < -45.0
    settle(levels, 0.0, HOP_S)
    assert levels.reference_db >= -6.0


def test_level_maps_linearly_over_the_span() -> None:
    levels = Levels(HOP_S, LevelSettings(span_db=40.0))
    settle(levels, -10.0, 5.0)
    got = levels.step(np.array([-10.0, -20.0, -30.0, -70.0], np.float32), -10.0, GATE_DB)
    np.testing.assert_allclose(got, [1.0, 0.75, 0.5, 0.0], atol=1e-3)


def test_quiet_music_is_found_soon_after_the_bypass() -> None:
    """With the bypass on, the reference is far above quiet music; once it follows again, it does not wait."""
    levels, generator = Levels(HOP_S), np.random.default_rng(4)
    heard = []
    for hop in range(3000):
        bands = (-50.0 + 12.0 * generator.random(64)).astype(np.float32) + np.float32(10.0 * (hop % 50 < 5))
        heard.append(float(levels.step(bands, float(bands.max()), -60.0, auto=hop < 500 or hop >= 1000).max()))
    assert max(heard[900:1000]) < 0.8
    assert max(heard[1500:1600]) > 0.95
