"""The sound of a whole song: stems of one length, at their levels, by the players that suit the genre.

In: small songs, one small soundfont. Out: proof. Runs in the test process.
"""

from dataclasses import replace

import numpy as np
import pytest

from engine.corpus.playing.rendering import (
    DRUM_PEAKS_DB,
    WIDEST_DB,
    _play_unevenly,
    cast,
    measure_peak_db,
    measure_rms_db,
    render_song,
    scale,
)
from engine.corpus.playing.soundfonts import FOLDERS, Fonts, find_fonts
from engine.corpus.playing.stems import DRUM_STEMS, Stems
from engine.corpus.song import DRUMS, Hit, Part, Plan, Song, Tone, Truth

RATE_HZ = 48_000


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The smallest font only, whatever else is installed."""
    return Fonts(tuple(entry for entry in find_fonts(FOLDERS).found if entry[0].file == "TimGM6mb.sf2"))


def song(genre: str) -> Song:
    """Four seconds at 120 BPM with every drum, and parts that machines play and parts that players play."""
    beats = 0.5 * np.arange(9)
    plan = Plan(0, genre, 120.0, 4, 2, 0.0, 4, 0, "minor", 1.0, beats, ())
    hits = [Hit(0.5 * n, drum, 0.9) for n, drum in enumerate(["kick", "snare"] * 4)]
    hits += [Hit(0.125 * n, "hat", 0.6) for n in range(30)]
    hits += [Hit(0.1 * n, drum, 0.7) for n, drum in enumerate(DRUMS)]
    notes = tuple(Tone(0.5 * n, 0.45, 45.0 + n % 5, 0.8) for n in range(8))
    parts = (
        Part("bass", "electric bass", notes),
        Part("chords", "distorted guitar", notes),
        Part("pad", "saw pad", notes),
        Part("voice", "voice", notes),
        Part("fx", "riser", (Tone(1.0, 2.0, 60.0, 0.8),)),
    )
    truth = Truth(beats, np.arange(9) % 4 + 1, {}, np.zeros(0), ())
    return Song(plan, tuple(hits), parts, truth, 4.5)


@pytest.mark.parametrize("genre", ["techno", "rock", "swing jazz", "boom bap", "a genre of nowhere"])
def test_stems_have_one_length_and_all_of_them_sound(fonts: Fonts, genre: str) -> None:
    for seed in range(2):
        made = song(genre)
        stems = render_song(made, seed, RATE_HZ, fonts)
        assert tuple(stems.drums) == DRUM_STEMS
        assert [role for role, _ in stems.parts] == [part.role for part in made.parts]
        sounds = [*stems.drums.values(), *(sound for _, sound in stems.parts)]
        for sound in sounds:
            assert sound.dtype == np.float32 and sound.shape == (round(4.5 * RATE_HZ),) == (stems.length,)
            assert np.isfinite(sound).all() and sound.any()
        assert np.allclose(stems.mix(), np.sum(sounds, axis=0), atol=1e-5)
        assert 0.1 < np.abs(stems.mix()).max() < 3.0


def test_the_same_seed_gives_the_same_samples(fonts: Fonts) -> None:
    one, same, other = (render_song(song("rock"), seed, RATE_HZ, fonts) for seed in (3, 3, 4))
    assert np.array_equal(one.mix(), same.mix())
    assert not np.array_equal(one.mix(), other.mix())


def test_drums_have_their_level_within_the_spread(fonts: Fonts) -> None:
    # One drum in each stem, or its strokes would not be of one kind.
    few = tuple(hit for hit in song("rock").hits if hit.drum in ("kick", "snare", "hat"))
    for seed in range(4):
        stems = render_song(replace(song("rock"), hits=few, parts=()), seed, RATE_HZ, fonts)
        for name in ("kick", "snare", "hats"):
            level_db = measure_peak_db(stems.drums[name], RATE_HZ)
            # Two layers add up to 6 dB more.
            assert -WIDEST_DB - 0.1 < level_db - DRUM_PEAKS_DB[name] < WIDEST_DB + 6.1


def test_hats_are_uneven_from_stroke_to_stroke_and_kicks_are_not() -> None:
    hits = [Hit(0.1 * n, drum, 0.5) for n in range(200) for drum in ("hat", "kick", "snare")]
    spreads: dict[str, list[float]] = {"hat": [], "kick": [], "snare": []}
    for seed in range(40):
        played = _play_unevenly(hits, np.random.default_rng(seed))
        assert [(hit.t, hit.drum) for hit in played] == [(hit.t, hit.drum) for hit in hits]
        assert all(0.0 < hit.velocity <= 1.0 for hit in played)
        for drum, found in spreads.items():
            found.append(float(np.std(np.log([hit.velocity for hit in played if hit.drum == drum]))))
    assert max(spreads["kick"]) < 1e-9 < np.mean(spreads["snare"]) < np.mean(spreads["hat"]) < 0.3
    assert 0.05 < np.mean(np.array(spreads["hat"]) < 1e-9) < 0.6
    assert max(spreads["hat"]) > 0.3


def test_what_nobody_plays_is_silent(fonts: Fonts) -> None:
    empty = replace(song("rock"), hits=(), parts=(Part("lead", "flute", ()),))
    stems = render_song(empty, 0, RATE_HZ, fonts)
    assert stems.length == round(4.5 * RATE_HZ)
    assert not stems.mix().any()


def test_players_suit_the_genre() -> None:
    machines = {}
    for genre in ("techno", "boom bap", "rock", "swing jazz"):
        casts = [cast(song(genre), seed) for seed in range(200)]
        assert all(players.machine | players.band == set(DRUM_STEMS) for players in casts)
        machines[genre] = np.mean(["kick" in players.machine for players in casts])
        layered = np.mean([bool(players.machine & players.band) for players in casts])
        assert 0.02 < layered < 0.6
        assert not any(players.fonts[4] for players in casts)
    assert machines["techno"] > 0.7 > machines["boom bap"] > 0.35 > machines["rock"] > machines["swing jazz"]
    jazz = [cast(song("swing jazz"), seed).manner for seed in range(200)]
    assert jazz.count("jazz") > 140
    fonts = np.mean([cast(song("rock"), seed).fonts for seed in range(200)], axis=0)
    assert fonts[1] > 0.85 and fonts[2] < 0.5


def test_levels_are_those_of_what_sounds() -> None:
    t = np.arange(RATE_HZ) / RATE_HZ
    sound = np.zeros(4 * RATE_HZ, np.float32)
    sound[RATE_HZ : 2 * RATE_HZ] = 0.5 * np.sin(2.0 * np.pi * 100.0 * t)
    assert measure_peak_db(sound, RATE_HZ) == pytest.approx(-6.02, abs=0.01)
    assert measure_rms_db(sound, RATE_HZ) == pytest.approx(-9.03, abs=0.01)
    assert measure_rms_db(scale(sound, -7.0), RATE_HZ) == pytest.approx(-16.03, abs=0.01)
    silence = np.zeros(RATE_HZ, np.float32)
    for measure in (measure_peak_db, measure_rms_db):
        assert measure(silence, RATE_HZ) == measure(silence[:0], RATE_HZ) == -np.inf
    assert not scale(silence, -np.inf - 3.0).any()


def test_stems_mix_without_changing() -> None:
    one = np.ones(4, np.float32)
    stems = Stems({"kick": one}, (("bass", 2.0 * one),), RATE_HZ)
    assert np.array_equal(stems.mix(), 3.0 * one)
    assert np.array_equal(one, np.ones(4))
    assert stems.length == 4
