"""Every venue leaves the music where it is: strokes arrive within 2 ms of the truth, whatever was done to them.

In: strokes of noise at known times. Out: places measured with scipy's correlation, spectra and levels.
Runs in the test process.
"""

import numpy as np
import pytest
from scipy import signal

from engine.corpus.studio import codecs, crowd, venue
from engine.corpus.studio.codecs import transcode
from engine.corpus.studio.filters import RATE_HZ, Sound
from engine.corpus.studio.venue import VENUES, draw_venue, hides, play_in, play_in_venue, set_level, venue_hides

TIMES = np.arange(0.2, 2.4, 0.37)


@pytest.fixture(scope="module")
def strokes() -> Sound:
    rng = np.random.default_rng(3)
    out = np.zeros(round(2.6 * RATE_HZ), np.float32)
    t = np.arange(round(0.08 * RATE_HZ)) / RATE_HZ
    for at in TIMES:
        first = round(at * RATE_HZ)
        noise = signal.lfilter(*signal.butter(1, 3000.0, fs=RATE_HZ), rng.standard_normal(len(t)))
        out[first : first + len(t)] += (noise * np.exp(-t / 0.015)).astype(np.float32)
    return out * np.float32(0.7 / np.abs(out).max())


def lateness(heard: Sound, played: Sound) -> float:
    """By how many seconds `heard` is late: where the two are most alike."""
    alike = np.abs(signal.correlate(heard.astype(np.float64), played.astype(np.float64)))
    return (int(np.argmax(alike)) - (len(played) - 1)) / RATE_HZ


@pytest.mark.parametrize("name", list(VENUES))
def test_venue_moves_nothing(name: str, strokes: Sound) -> None:
    for seed in range(2):
        heard = play_in(strokes, name, seed)
        assert heard.dtype == np.float32 and heard.shape == strokes.shape
        assert np.isfinite(heard).all() and np.abs(heard).max() <= 1.0
        assert abs(lateness(heard, strokes)) < 0.002
        # Each stroke for itself, so that nothing drifts.
        for at in TIMES:
            piece = slice(round((at - 0.05) * RATE_HZ), round((at + 0.1) * RATE_HZ))
            assert abs(lateness(heard[piece], strokes[piece])) < 0.002
        np.testing.assert_array_equal(heard, play_in(strokes, name, seed))


@pytest.mark.parametrize("name", [name for name in VENUES if name != "line"])
def test_venue_is_heard(name: str, strokes: Sound) -> None:
    assert np.abs(play_in(strokes, name, 1) - strokes).max() > 1e-3


@pytest.mark.parametrize(("codec", "kbit_s"), [("mp3", 64), ("mp3", 160), ("aac", 64), ("opus", 24), ("opus", 96)])
def test_codec_is_run_and_its_delay_taken_back(codec: codecs.Codec, kbit_s: int, strokes: Sound) -> None:
    if codec not in codecs.built_in():
        assert play_in(strokes, codec, 1) is strokes
        return
    heard = transcode(strokes, codec, kbit_s)
    assert heard.shape == strokes.shape and abs(lateness(heard, strokes)) < 0.0005
    rest = heard - strokes
    assert 1e-6 < np.mean(rest**2) / np.mean(strokes**2) < 1.5


def test_a_codec_that_is_not_built_in_is_passed_by(monkeypatch: pytest.MonkeyPatch, strokes: Sound) -> None:
    monkeypatch.setattr(venue, "built_in", lambda: ())
    for name in ("mp3", "aac", "opus"):
        np.testing.assert_array_equal(play_in(strokes, name, 1), strokes)
    monkeypatch.setitem(codecs._NAMES, "mp3", ("no such encoder", "mp3float", "fltp"))
    assert "mp3" not in codecs.built_in()


def test_half_of_all_seeds_hear_a_clean_line_and_every_venue_is_met() -> None:
    drawn = [draw_venue(seed) for seed in range(2000)]
    assert 0.45 < drawn.count("line") / 2000 < 0.55
    assert set(drawn) == set(VENUES)


def test_levels_reach_from_a_whisper_to_clipping(strokes: Sound) -> None:
    heard = [set_level(strokes, seed) for seed in range(150)]
    assert all(np.abs(sound).max() <= 1.0 for sound in heard)
    levels = [10.0 * np.log10(np.mean(sound.astype(np.float64) ** 2)) for sound in heard]
    assert -50.5 < min(levels) < -46.0
    assert max(np.mean(np.abs(sound) >= 1.0) for sound in heard) > 0.005
    assert np.mean([sound is strokes for sound in heard]) > 0.25


def test_play_in_venue_is_repeatable_and_bounded(strokes: Sound) -> None:
    for seed in range(12):
        heard = play_in_venue(strokes, seed)
        assert np.isfinite(heard).all() and np.abs(heard).max() <= 1.0 and heard.shape == strokes.shape
        np.testing.assert_array_equal(heard, play_in_venue(strokes, seed))


def test_silence_stays_silent_and_an_unknown_venue_is_refused(strokes: Sound) -> None:
    silent = np.zeros(4800, np.float32)
    for name in VENUES:
        assert not play_in(silent, name, 1).any()
    with pytest.raises(KeyError):
        play_in(strokes, "cellar", 1)


def test_a_low_rate_and_a_phone_have_no_treble(strokes: Sound) -> None:
    def share(sound: Sound) -> float:
        hz, power = signal.welch(sound, RATE_HZ)
        return float(power[hz > 13_000.0].sum() / power.sum())

    assert share(play_in(strokes, "low rate", 4)) < 0.01 * share(strokes)


def test_a_venue_hides_what_it_does_not_pass() -> None:
    """Hats where hardly any of a white noise arrives around 7 kHz, and nowhere that most of it does."""
    noise = np.random.default_rng(5).standard_normal(RATE_HZ).astype(np.float32) * np.float32(0.1)
    hidden = {True: 0, False: 0}
    for name in ("line", "radio", "low rate"):
        for seed in range(10):
            hz, power = signal.welch(play_in(noise, name, seed), RATE_HZ, nperseg=1024)
            treble_db = 10.0 * np.log10(
                power[(hz > 6000.0) & (hz < 7500.0)].mean() / power[(hz > 800.0) & (hz < 2000.0)].mean()
            )
            is_hidden = "hat" in hides(name, seed)
            hidden[is_hidden] += 1
            assert treble_db < -4.0 if is_hidden else treble_db > -3.0
    assert min(hidden.values()) > 5
    assert all("hat" in hides("radio", seed) for seed in range(20))
    assert 0.02 < np.mean(["hat" in hides("club", seed) for seed in range(300)]) < 0.15
    assert {"crash", "hat"} in [hides("radio", seed) for seed in range(40)]


def test_what_venues_hide_is_of_the_seed() -> None:
    found = [venue_hides(seed) for seed in range(1500)]
    assert found == [hides(draw_venue(seed), seed) for seed in range(1500)]
    assert 0.02 < np.mean(["hat" in names for names in found]) < 0.08
    assert set().union(*found) <= {"hat", "crash"}


def test_noises_have_a_level_of_one_and_their_own_colour() -> None:
    length = 3 * RATE_HZ
    for make in (crowd.babble, crowd.applause, crowd.hiss, crowd.hum):
        noise = make(length, np.random.default_rng(9))
        assert noise.shape == (length,) and np.isfinite(noise).all()
        assert np.sqrt(np.mean(noise.astype(np.float64) ** 2)) == pytest.approx(1.0, rel=1e-3)
    hz, power = signal.welch(crowd.hum(length, np.random.default_rng(9)), RATE_HZ, nperseg=1 << 15)
    assert power[(hz > 40.0) & (hz < 520.0)].sum() > 0.98 * power.sum()
    hz, power = signal.welch(crowd.babble(length, np.random.default_rng(9)), RATE_HZ, nperseg=4096)
    assert power[(hz > 100.0) & (hz < 6000.0)].sum() > 0.9 * power.sum()
