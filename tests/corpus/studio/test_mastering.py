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
from engine.corpus.song import Role, Truth
from engine.corpus.studio.audibility import Track, audible, hear
from engine.corpus.studio.desk import HIGHEST_DB, LOWEST_DB, set_desk
from engine.corpus.studio.dynamics import compress, limit, pump, saturate
from engine.corpus.studio.filters import RATE_HZ, Sound, bend, convolve, convolve_sum, high_pass, kernel, low_pass, room
from engine.corpus.studio.mastering import build_wall, master

KICKS = np.arange(0.25, 4.0, 0.5)
TRUTH = Truth(KICKS, np.ones(len(KICKS), np.int64), {"kick": KICKS, "snare": KICKS[1::2]}, KICKS, ())


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
    parts: tuple[tuple[Role, Sound], ...]
    parts = (("bass", tone(82.0)), ("chords", tone(440.0, level=0.05)), ("lead", tone(1320.0, level=0.03)))
    return Stems(drums, parts, RATE_HZ)


def crest(sound: Sound) -> float:
    return float(np.abs(sound).max() / np.sqrt(np.mean(sound.astype(np.float64) ** 2)))


def test_master_is_repeatable_finite_within_full_scale_and_as_long(stems: Stems) -> None:
    for seed in range(6):
        clip = master(stems, TRUTH, seed, 0.5, 0.5)
        sound = clip.sound
        assert sound.dtype == np.float32 and sound.shape == (stems.length,)
        assert np.isfinite(sound).all() and 0.05 < np.abs(sound).max() <= 1.0
        again = master(stems, TRUTH, seed, 0.5, 0.5)
        np.testing.assert_array_equal(sound, again.sound)
        np.testing.assert_array_equal(clip.truth.drums["snare"], again.truth.drums["snare"])
        np.testing.assert_array_equal(clip.truth.beats, KICKS)
    assert not np.array_equal(master(stems, TRUTH, 1).sound, master(stems, TRUTH, 2).sound)


def test_master_leaves_strokes_where_they_are() -> None:
    silent = np.zeros(4 * RATE_HZ, np.float32)
    # Noise is like itself in one place only, however long the room rings.
    noise = np.random.default_rng(4).standard_normal(4 * RATE_HZ).astype(np.float32)
    strokes = np.abs(thumps(KICKS, 0.0)) * noise
    for seed in range(24):
        desk_stems = Stems(dict.fromkeys(DRUM_STEMS, silent) | {"snare": strokes}, (), RATE_HZ)
        heard = master(desk_stems, TRUTH, seed, 1.0, 0.5).sound
        alike = np.abs(signal.correlate(heard, strokes))
        assert abs(int(np.argmax(alike)) - (len(strokes) - 1)) < 0.002 * RATE_HZ
        for at in KICKS:
            before = heard[round((at - 0.004) * RATE_HZ) : round(at * RATE_HZ)]
            after = heard[round(at * RATE_HZ) : round((at + 0.004) * RATE_HZ)]
            assert np.abs(after).max() > 2.0 * np.abs(before).max()


def test_master_wants_stems_at_its_own_rate(stems: Stems) -> None:
    with pytest.raises(ValueError, match="48000"):
        master(replace(stems, rate_hz=44_100), TRUTH, 1)


def test_silent_stems_make_silence() -> None:
    silent = np.zeros(4800, np.float32)
    out = master(Stems(dict.fromkeys(DRUM_STEMS, silent), (("bass", silent),), RATE_HZ), TRUTH, 1).sound
    assert not out.any() and out.shape == (4800,)


def test_a_muted_stem_is_told_to_the_truth(stems: Stems) -> None:
    seen: set[str] = set()
    for seed in range(300):
        desk = set_desk(stems, seed)
        assert all(
            LOWEST_DB <= gain_db <= HIGHEST_DB or gain_db == -np.inf for gain_db in (*desk.drums.values(), *desk.parts)
        )
        hidden = desk.hidden(stems)
        seen |= hidden
        if desk.drums["kick"] == -np.inf:
            assert "kick" in hidden
        if desk.parts[0] == -np.inf:
            assert "bass" in hidden
        left = hear(TRUTH, hidden)
        assert all((len(times) == 0) == (name in hidden) for name, times in (*left.drums.items(), ("bass", left.bass)))
        np.testing.assert_array_equal(left.beats, KICKS)
    assert seen == {"kick", "snare", "hat", "crash", "bass"}


def test_the_drums_of_real_mixes_are_uneven_and_their_hats_soft(stems: Stems) -> None:
    desks = [set_desk(stems, seed) for seed in range(600)]
    gains = {name: np.array([desk.drums[name] for desk in desks]) for name in DRUM_STEMS}
    both = np.isfinite(gains["hats"]) & np.isfinite(gains["kick"])
    apart_db = (gains["hats"] - gains["kick"])[both]
    assert -5.0 < np.mean(apart_db) < -3.0
    assert 3.0 < np.std(apart_db) / np.sqrt(2.0) < 4.0
    for share, low, high in (
        (np.mean([desk.kick_high_pass_hz > 0.0 for desk in desks]), 0.04, 0.13),
        (np.mean([desk.kick_low_pass_hz > 0.0 for desk in desks]), 0.04, 0.13),
        (np.mean([desk.crush_db > -np.inf for desk in desks]), 0.14, 0.26),
        (np.mean([desk.kit_room_db > -np.inf for desk in desks]), 0.07, 0.17),
        (np.mean([desk.snare_room_db > -np.inf for desk in desks]), 0.1, 0.2),
        (np.mean([desk.wall_db > 0.0 for desk in desks]), 0.0, 0.0),
    ):
        assert low <= share <= high
    walls_db = np.array([set_desk(stems, seed, 0.0, 0.5).wall_db for seed in range(600)])
    assert 0.43 < np.mean(walls_db > 0.0) < 0.57
    assert 4.0 <= walls_db[walls_db > 0.0].min() < 5.0 and 11.0 < walls_db.max() <= 12.0


def test_a_wall_is_as_far_up_as_promised_and_flatter() -> None:
    rng = np.random.default_rng(9)
    swell = np.repeat(rng.uniform(0.1, 1.0, 40), RATE_HZ // 10).astype(np.float32)
    guitars = swell * (tone(220.0) + tone(331.0))
    for seed in range(8):
        wall = build_wall(guitars, 9.0, np.random.default_rng(seed))
        assert 20.0 * np.log10(wall.std() / guitars.std()) == pytest.approx(9.0, abs=0.1)
        pieces = [sound.reshape(-1, RATE_HZ // 10).std(axis=1) for sound in (guitars, wall)]
        spread = [np.std(np.log(piece)) for piece in pieces]
        assert spread[1] < 0.75 * spread[0]
    assert not build_wall(np.zeros(4800, np.float32), 9.0, rng).any()


def test_a_walled_master_has_less_of_its_drums(stems: Stems) -> None:
    def share_of_chords(sound: Sound) -> float:
        spectrum = np.abs(np.fft.rfft(sound.astype(np.float64))) ** 2
        hz = np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ)
        return float(
            10.0 * np.log10(spectrum[np.abs(hz - 440.0) < 2.0].sum() / spectrum[np.abs(hz - 70.0) < 8.0].sum())
        )

    gained = []
    for seed in range(8):
        desk = set_desk(stems, seed, 0.0, 1.0)
        if desk.kick_high_pass_hz == 0.0 and min(desk.drums["kick"], desk.parts[1]) > -np.inf:
            with_wall, without = (master(stems, TRUTH, seed, 0.0, walls).sound for walls in (1.0, 0.0))
            gained.append(share_of_chords(with_wall) - share_of_chords(without) - desk.wall_db)
    assert len(gained) > 4
    assert np.mean(gained) == pytest.approx(0.0, abs=3.0)


def test_strokes_that_the_rest_covers_are_not_heard_and_others_are() -> None:
    rng = np.random.default_rng(11)
    hiss = rng.standard_normal(4 * RATE_HZ).astype(np.float32) * np.float32(0.05)
    loud = KICKS > 2.0
    strokes = thumps(KICKS[KICKS > 2.0], 6000.0) + np.float32(0.002) * thumps(KICKS[KICKS < 2.0], 6000.0)
    alone = Track(((strokes, 1.0),))
    np.testing.assert_array_equal(audible(KICKS, alone, [Track(((hiss, 1.0),))]), loud)
    # Nothing covers the soft ones in a pause, nor does what sounds elsewhere in the spectrum.
    assert audible(KICKS, alone, []).all()
    assert audible(KICKS, alone, [Track(((tone(150.0, level=0.5), 1.0),))]).all()
    # The desk's gain counts, and its equaliser.
    assert not audible(KICKS, Track(((strokes, 1e-3),)), [Track(((hiss, 1.0),))]).any()
    assert not audible(KICKS, Track(((strokes, 1.0),), low_pass(200.0, 4)), [Track(((hiss, 1.0),))]).any()
    assert not audible(KICKS, Track(((np.zeros_like(hiss), 1.0),)), []).any()
    assert audible(np.zeros(0), alone, []).shape == (0,)
    np.testing.assert_array_equal(audible(np.array([3.9995]), Track(((hiss, 1.0),)), []), [True])


def test_the_limit_of_hearing_is_where_it_is_said_to_be() -> None:
    rng = np.random.default_rng(12)
    hiss, rest = rng.standard_normal((2, 4 * RATE_HZ)).astype(np.float32)
    times = np.arange(0.1, 3.9, 0.01)
    for gain_db, low, high in ((-18.0, 0.0, 0.15), (-8.0, 0.9, 1.0)):
        share = np.mean(audible(times, Track(((hiss, 10.0 ** (gain_db / 20.0)),)), [Track(((rest, 1.0),))]))
        assert low <= share <= high


def test_a_master_leaves_out_the_strokes_it_buries_and_no_beat() -> None:
    rng = np.random.default_rng(13)
    silent = np.zeros(4 * RATE_HZ, np.float32)
    wall = rng.standard_normal(len(silent)).astype(np.float32) * np.float32(0.2)
    wall[: 2 * RATE_HZ] = 0.0
    soft = Stems(
        dict.fromkeys(DRUM_STEMS, silent) | {"hats": thumps(KICKS, 7000.0) * np.float32(0.02)},
        (("chords", wall),),
        RATE_HZ,
    )
    truth = replace(TRUTH, drums={"hat": KICKS, "kick": KICKS})
    seed = next(seed for seed in range(99) if not set_desk(soft, seed).hidden(soft))
    left = master(soft, truth, seed).truth
    np.testing.assert_array_equal(left.drums["hat"], KICKS[KICKS < 2.0])
    assert len(left.drums["kick"]) == 0  # nobody played them
    np.testing.assert_array_equal(left.beats, KICKS)


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
    heard = master(only, TRUTH, seed, 1.0).sound.astype(np.float64) ** 2
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
