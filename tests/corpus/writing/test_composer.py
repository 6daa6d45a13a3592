"""Songs: every genre is composed, the same way each time, on its grid, in its layers, with sounds that are known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from engine.corpus.song import Part, Passage, Plan, Song
from engine.corpus.sounds import EFFECTS, SOUNDS
from engine.corpus.writing.composer import DECAY_S, WRITERS, compose, write_parts
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.planner import plan

ROLES = {*WRITERS, "fx"}


def machine(genre: str, seed: int = 1, layers: frozenset[str] = frozenset(WRITERS)) -> Plan:
    """A plan of 32 bars at exactly 120 beats a minute, without swing, from players who are never late."""
    metre = plan(seed, genre).metre
    passages = tuple(
        Passage(name, 8 * i, 8, 0.5 + 0.1 * i, layers) for i, name in enumerate(("verse", "breakdown", "build", "drop"))
    )
    return replace(
        plan(seed, genre),
        tempo_bpm=120.0,
        swing=0.0,
        tightness=1.0,
        beats=0.5 * np.arange(32 * metre + 1),
        passages=passages,
    )


@cache
def composed(genre: str) -> Song:
    return compose(11, genre)


def onsets_in_beats(plan: Plan, part: Part) -> np.ndarray:
    return np.interp([tone.t for tone in part.tones], plan.beats, np.arange(len(plan.beats)))


@pytest.mark.parametrize("genre", GENRES)
def test_every_genre_is_composed_within_bounds(genre: str) -> None:
    song = composed(genre)
    assert song.plan.genre == genre
    assert song.length_s > song.plan.beats[-1]
    assert song.parts
    assert sum(len(part.tones) for part in song.parts) < 9000
    for part in song.parts:
        assert part.role in ROLES
        assert part.sound in SOUNDS
        assert part.tones, "a player who never plays has no part"
        starts = [tone.t for tone in part.tones]
        assert starts == sorted(starts)
        for tone in part.tones:
            assert 0.0 <= tone.t < song.plan.beats[-1] + 0.2
            assert tone.length > 0.0
            assert tone.t + tone.length <= song.plan.beats[-1] + DECAY_S + 1e-6
            assert 20 <= tone.pitch <= 110
            assert 0.0 < tone.velocity <= 1.0
            assert type(tone.t) is float
            assert type(tone.pitch) is float


def test_the_same_seed_gives_the_same_song_and_another_one_another() -> None:
    first, again, other = compose(5), compose(5), compose(6)
    assert first.parts == again.parts
    assert first.hits == again.hits
    assert first.parts != other.parts


def passage_of(plan: Plan, bar: int) -> Passage:
    """The passage that a bar belongs to."""
    inside = [one for one in plan.passages if one.first_bar <= bar < one.first_bar + one.bars]
    return inside[0] if inside else plan.passages[-1]


@pytest.mark.parametrize("genre", sorted(set(GENRES) - {"beatless ambient"}))
def test_a_role_plays_where_its_layer_is_named(genre: str) -> None:
    song = composed(genre)
    plan = song.plan
    for part in song.parts:
        for beat in onsets_in_beats(plan, part):
            # A sung line may begin a beat early, and players are early by 15 ms.
            passages = {passage_of(plan, int((beat + ahead) // plan.metre)).first_bar for ahead in (0.0, 0.1, 1.0)}
            layers = set().union(*(p.layers for p in plan.passages if p.first_bar in passages))
            assert part.role in layers


@pytest.mark.parametrize("genre", sorted(set(GENRES) - {"beatless ambient"}))
def test_every_layer_is_heard(genre: str) -> None:
    machined = machine(genre)
    roles = {part.role for part in write_parts(machined)}
    assert set(WRITERS) - roles <= {"riff", "lead", "voice"}, "only those who answer others may stay silent"


@pytest.mark.parametrize("genre", sorted(set(GENRES) - {"beatless ambient"}))
def test_basses_keep_to_the_grid(genre: str) -> None:
    machined = machine(genre, 2, frozenset({"bass"}))
    basses = write_parts(machined)
    assert [part.role for part in basses] == ["bass"]
    twelfths = 12.0 * onsets_in_beats(machined, basses[0])
    assert np.abs(twelfths - np.round(twelfths)).max() < 1e-6


def test_players_are_early_and_late_by_no_more_than_fifteen_ms() -> None:
    tight = machine("rock")
    loose = replace(tight, tightness=0.0)
    astray = []
    for exact, human in zip(write_parts(tight), write_parts(loose), strict=True):
        if exact.role == "bass":
            grid = np.array([tone.t for tone in exact.tones])
            astray = [float(np.abs(grid - tone.t).min()) for tone in human.tones]
    assert 0.002 < max(astray) <= 0.015 + 1e-9


def test_swing_moves_the_off_beats() -> None:
    straight = machine("rockabilly", 3, frozenset({"chords"}))
    swung = replace(straight, swing=0.6, swung=2)
    before = np.concatenate([onsets_in_beats(straight, part) for part in write_parts(straight)])
    after = np.concatenate([onsets_in_beats(swung, part) for part in write_parts(swung)])
    assert np.isclose(before % 1.0, 0.5, atol=0.06).any()
    assert not np.isclose(after % 1.0, 0.5, atol=0.06).any()
    assert np.isclose(after % 1.0, 0.65, atol=0.06).any()


def test_no_string_is_struck_while_it_sounds() -> None:
    for seed in range(3):
        for part in compose(seed).parts:
            ends: dict[float, float] = {}
            for tone in part.tones:
                assert ends.get(tone.pitch, 0.0) <= tone.t + 1e-9
                ends[tone.pitch] = tone.t + tone.length


def test_a_section_that_comes_back_is_recognised() -> None:
    """Bass rhythms of two verses agree bar by bar but for pushes and rests at the end."""
    base = machine("house", 4)
    passages = tuple(Passage("verse", 8 * i, 8, 0.6, frozenset({"bass"})) for i in range(4))
    song = replace(base, passages=passages)
    (bass,) = (part for part in write_parts(song) if part.role == "bass")
    at = onsets_in_beats(song, bass)
    verses = [np.round(at[(at >= 32 * i) & (at < 32 * i + 24)] - 32 * i, 3) for i in range(4)]
    assert len(verses[0]) > 4
    assert all(np.array_equal(verses[0], verse) for verse in verses[1:])


def test_effects_rise_into_the_drop_and_fall_out_of_it() -> None:
    song = machine("trance", 2, frozenset({"fx", "bass"}))
    effects = {part.sound: part for part in write_parts(song) if part.role == "fx"}
    drop_s = song.beats[24 * song.metre]
    rising = [tone for name in ("riser", "noise riser", "siren") if name in effects for tone in effects[name].tones]
    hitting = [tone for name in ("impact", "sub drop") if name in effects for tone in effects[name].tones]
    assert any(abs(tone.t + tone.length - drop_s) < 1e-6 for tone in rising)
    assert any(abs(tone.t - drop_s) < 1e-6 for tone in hitting)
    assert set(effects) & set(EFFECTS)


def test_silence_where_nobody_is_named() -> None:
    assert write_parts(machine("pop", 1, frozenset({"kick", "snare"}))) == ()


def test_lengthy_harmony_says_where_the_bars_begin() -> None:
    """Over many songs, pads and held chords change on downbeats far more often than elsewhere."""
    on, off = 0, 0
    for seed in range(25):
        song = compose(seed)
        if song.plan.genre == "beatless ambient":
            continue
        for part in song.parts:
            if part.role == "pad":
                places = np.round(onsets_in_beats(song.plan, part) * 2.0) / 2.0 % song.plan.metre
                on += int((places == 0.0).sum())
                off += int((places != 0.0).sum())
    assert on > 200
    assert on > 2 * off
