"""The studio of the corpus moves nothing in time, hides what it says it hides, and does to loudness what it should.

In: clicks, tones and noise. Out: levels and places measured with numpy and scipy.
Runs in the test process.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from engine.corpus.playing.stems import DRUM_STEMS, Stems
from engine.corpus.song import Truth
from engine.corpus.studio.dynamics import compress, limit, pump, saturate
from engine.corpus.studio.filters import RATE_HZ, Sound, bend, convolve, convolve_sum, high_pass, kernel, low_pass, room
from engine.corpus.studio.mastering import hear, master, set_desk

KICKS = np.arange(0.25, 4.0, 0.5)


def thumps(times: NDArray[np.float64], hz: float, length_s: float = 4.0) -> Sound:
    """Strokes that begin at once and ring for a few hundredths of a second."""
    out = np.zeros(round(length_s * RATE_HZ), np.float32)
    t = np.arange(round(0.15 * RATE_HZ)) / RATE_HZ
    stroke = 0.6 * np.sin(2.0 * np.pi * hz * t + 1.0) * np.exp(-t / 0.03)
    for at in times:
        first = round(at * RATE_HZ)
        part = stroke[: len(out) - first]
        out[first : first + len(part)] += part.astype(np.float32)
    return out


def tone(hz: float, length_s: float = 4.0, level: float = 0.1) -> Sound:
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2.0 * np.pi * hz * t)).astype(np.float32)


@pytest.fixture(scope="module")
def stems() -> Stems:
    silent = np.zeros(4 * RATE_HZ, np.float32)
    drums = dict.fromkeys(DRUM_STEMS, silent) | {"kick": thumps(KICKS, 70.0), "snare": thumps(KICKS[1::2], 900.0)}
    parts = (("bass", tone(82.0)), ("chords", tone(440.0, level=0.05)), ("lead", tone(1320.0, level=0.03)))
    return Stems(drums, parts, RATE_HZ)


def crest(sound: Sound) -> float:
    return float(np.abs(sound).max() / np.sqrt(np.mean(sound.astype(np.float64) ** 2)))


def test_master_is_repeatable_finite_within_full_scale_and_as_long(stems: Stems) -> None:
    for seed in range(6):
        sound = master(stems, KICKS, seed, 0.5)
        assert sound.dtype == np.float32 and sound.shape == (stems.length,)
        assert np.isfinite(sound).all() and 0.05 < np.abs(sound).max() <= 1.0
        np.testing.assert_array_equal(sound, master(stems, KICKS, seed, 0.5))
    assert not np.array_equal(master(stems, KICKS, 1), master(stems, KICKS, 2))


def test_master_leaves_strokes_where_they_are() -> None:
    silent = np.zeros(4 * RATE_HZ, np.float32)
    strokes = thumps(KICKS, 3000.0)
    for seed in range(12):
        desk_stems = Stems(dict.fromkeys(DRUM_STEMS, silent) | {"snare": strokes}, (), RATE_HZ)
        heard = master(desk_stems, KICKS, seed, 1.0)
        alike = np.abs(signal.correlate(heard, strokes))
        assert abs(int(np.argmax(alike)) - (len(strokes) - 1)) < 0.002 * RATE_HZ
        for at in KICKS:
            before = heard[round((at - 0.004) * RATE_HZ) : round(at * RATE_HZ)]
            after = heard[round(at * RATE_HZ) : round((at + 0.004) * RATE_HZ)]
            assert np.abs(after).max() > 2.0 * np.abs(before).max()


def test_master_wants_stems_at_its_own_rate(stems: Stems) -> None:
    with pytest.raises(ValueError, match="48000"):
        master(replace(stems, rate_hz=44_100), KICKS, 1)


def test_silent_stems_make_silence() -> None:
    silent = np.zeros(4800, np.float32)
    out = master(Stems(dict.fromkeys(DRUM_STEMS, silent), (("bass", silent),), RATE_HZ), KICKS, 1)
    assert not out.any() and out.shape == (4800,)


def test_a_muted_stem_is_told_to_the_truth(stems: Stems) -> None:
    truth = Truth(KICKS, np.ones(len(KICKS), np.int64), {"kick": KICKS, "snare": KICKS[1::2]}, KICKS, ())
    seen: set[str] = set()
    for seed in range(300):
        desk = set_desk(stems, seed)
        assert all(-8.0 <= gain_db <= 8.0 or gain_db == -np.inf for gain_db in (*desk.drums.values(), *desk.parts))
        hidden = desk.hidden(stems)
        seen |= hidden
        if desk.drums["kick"] == -np.inf:
            assert "kick" in hidden
        if desk.parts[0] == -np.inf:
            assert "bass" in hidden
        left = hear(truth, hidden)
        assert all((len(times) == 0) == (name in hidden) for name, times in (*left.drums.items(), ("bass", left.bass)))
        np.testing.assert_array_equal(left.beats, KICKS)
    assert seen == {"kick", "snare", "hat", "crash", "bass"}


def test_pumping_lowers_what_comes_after_a_kick_and_lets_it_back() -> None:
    steady = tone(1000.0)
    pumped = pump(steady, KICKS, 0.8, 0.2)
    for at in KICKS[:-1]:
        first = round(at * RATE_HZ)
        rms = [np.sqrt(np.mean(pumped[first + at_ : first + at_ + 480] ** 2)) for at_ in (0, 3840, 12_000)]
        assert rms[0] < 0.3 * rms[2] and rms[0] < rms[1] < rms[2]
        assert rms[2] == pytest.approx(0.1 / np.sqrt(2.0), rel=0.01)
    np.testing.assert_array_equal(pump(steady, np.zeros(0), 0.8, 0.2), steady)
    np.testing.assert_array_equal(pump(steady, KICKS, 0.0, 0.2), steady)


def test_a_pumping_master_breathes_with_the_kicks(stems: Stems) -> None:
    silent = {name: np.zeros(stems.length, np.float32) for name in DRUM_STEMS}
    only = Stems(silent, (("pad", tone(500.0)),), RATE_HZ)
    seed = next(seed for seed in range(99) if any(bus == "harmony" for bus, _, _ in set_desk(only, seed, 1.0).ducking))
    heard = master(only, KICKS, seed, 1.0).astype(np.float64) ** 2
    firsts = (KICKS[1:-1] * RATE_HZ).astype(int)
    ducked = np.mean([heard[first : first + 960].mean() for first in firsts])
    back = np.mean([heard[first - 1920 : first - 960].mean() for first in firsts])
    assert ducked < 0.8 * back
    assert not set_desk(only, seed, 0.0).ducking


def test_compressor_takes_crest_away_and_leaves_what_is_quiet() -> None:
    rng = np.random.default_rng(5)
    swell = np.interp(np.arange(2 * RATE_HZ), np.array([0.5, 0.8, 1.2, 1.5]) * RATE_HZ, [0.0, 1.0, 1.0, 0.0])
    sound = (rng.standard_normal(2 * RATE_HZ) * 0.01 * 40.0**swell).astype(np.float32)
    squeezed = compress(sound, -30.0, 6.0, 0.003, 0.05)
    assert crest(squeezed) < 0.85 * crest(sound)
    np.testing.assert_allclose(squeezed[: RATE_HZ // 4], sound[: RATE_HZ // 4], atol=1e-4)
    # What is above comes out as a sixth in dB once the gain has settled, counted from the threshold.
    loud_db = 20.0 * np.log10(np.sqrt(np.mean(squeezed[45_000:55_000] ** 2)))
    came_in_db = 20.0 * np.log10(np.sqrt(np.mean(sound[45_000:55_000] ** 2)))
    assert loud_db == pytest.approx(-30.0 + (came_in_db + 30.0) / 6.0, abs=0.7)


def test_limiter_never_lets_a_sample_through_and_does_so_without_clipping() -> None:
    rng = np.random.default_rng(6)
    sound = (rng.standard_normal(RATE_HZ) * (1.0 + 3.0 * (rng.random(RATE_HZ) > 0.999))).astype(np.float32)
    held = limit(sound, 0.9, 0.1)
    assert np.abs(held).max() <= np.float32(0.9)
    assert np.mean(np.abs(held) > 0.8999) < 5e-3
    assert np.corrcoef(held, sound)[0, 1] > 0.95
    np.testing.assert_array_equal(limit(sound * np.float32(0.01), 0.9, 0.1), sound * np.float32(0.01))


@pytest.mark.parametrize("shape", ["tanh", "soft", "hard"])
def test_saturation_is_odd_rising_bounded_and_straight_near_zero(shape: str) -> None:
    ramp = np.linspace(-1.0, 1.0, 2001, dtype=np.float32)
    bent = saturate(ramp, 20.0, shape)  # type: ignore[arg-type]
    assert np.abs(bent).max() <= 1.0 and (np.diff(bent) >= -1e-6).all()
    np.testing.assert_allclose(bent, -bent[::-1], atol=1e-6)
    assert (bent[1001] - bent[1000]) == pytest.approx(10.0 * 0.001, rel=0.01)


def test_kernels_have_the_curve_asked_for_and_answer_at_once() -> None:
    curve = bend(((100.0, 6.0), (1000.0, -6.0), (8000.0, 3.0))) + low_pass(9000.0, 2) + high_pass(80.0, 2)
    response = kernel(curve)
    hz, gains = signal.freqz(response, worN=np.array([150.0, 500.0, 1000.0, 4000.0, 8000.0]), fs=RATE_HZ)
    wanted = np.interp(hz, np.fft.rfftfreq(2 * (len(curve) - 1), 1.0 / RATE_HZ), curve)
    np.testing.assert_allclose(20.0 * np.log10(np.abs(gains)), wanted, atol=0.3)
    assert np.argmax(np.abs(response)) < 0.0005 * RATE_HZ


def test_convolution_is_scipys() -> None:
    rng = np.random.default_rng(7)
    sounds = rng.standard_normal((2, 50_001)).astype(np.float32)
    responses = rng.standard_normal(3000).astype(np.float32), rng.standard_normal(7).astype(np.float32)
    wanted = sum(signal.fftconvolve(s, r)[:50_001] for s, r in zip(sounds.astype(np.float64), responses, strict=True))
    heard = convolve_sum(list(zip(sounds, responses, strict=True)))
    np.testing.assert_allclose(heard, wanted, atol=1e-3 * float(np.abs(wanted).max()))
    np.testing.assert_allclose(convolve(sounds[0], np.ones(1, np.float32)), sounds[0], atol=1e-5)


def test_a_room_dies_away_in_its_time() -> None:
    rays = room(1.0, 0.7, np.random.default_rng(8)).astype(np.float64)
    assert np.sum(rays**2) == pytest.approx(1.0, rel=1e-3)
    left = 10.0 * np.log10(np.cumsum(rays[::-1] ** 2)[::-1] + 1e-12)
    early, late = (int(np.argmax(left < db)) / RATE_HZ for db in (-10.0, -40.0))
    assert 2.0 * (late - early) == pytest.approx(1.0, abs=0.25)
