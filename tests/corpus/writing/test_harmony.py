"""Chords: without a gap, in their key, changing where bars begin; voicings that hold the chord and stay together."""

import itertools

import numpy as np
import pytest

from engine.corpus.writing.bars import Chord
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.harmony import (
    MANNERS,
    close_voicing,
    guitar_voicing,
    power_voicing,
    scale_classes,
    write_chords,
)
from engine.corpus.writing.planner import plan

SHAPES = ((0, 7), (0, 4, 7), (0, 3, 7), (0, 3, 6), (0, 5, 7), (0, 4, 7, 10), (0, 3, 7, 10, 14))


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("genre", ["rock", "waltz", "odd metre", "samba", "six-eight ballad"])
def test_chords_fill_the_song(genre: str, manner: str) -> None:
    for seed in range(3):
        song = plan(seed, genre)
        chords = write_chords(song, manner)
        assert chords[0].beat == 0.0
        for before, after in itertools.pairwise(chords):
            assert before.beat + before.beats == after.beat
        assert chords[-1].beat + chords[-1].beats == len(song.beats) - 1
        assert all(0 <= chord.root < 12 and chord.shape[0] == 0 for chord in chords)


def test_chords_change_mostly_on_downbeats_and_always_on_beats() -> None:
    places = []
    for seed, (genre, manner) in enumerate(itertools.product(GENRES, ("pop", "jazz", "rock", "dance"))):
        song = plan(seed, genre)
        places += [chord.beat % song.metre for chord in write_chords(song, manner)]
    assert all(place == int(place) for place in places)
    assert 0.6 < np.mean(np.array(places) == 0.0) < 1.0


def test_most_chords_lie_in_the_key() -> None:
    inside, outside = 0, 0
    for seed in range(60):
        song = plan(seed, "pop")
        scale = set(scale_classes(song))
        for chord in write_chords(song, "pop"):
            inside, outside = (inside + 1, outside) if set(chord.classes) <= scale else (inside, outside + 1)
    assert inside > 9 * outside


@pytest.mark.parametrize("shape", SHAPES)
def test_close_voicings_hold_the_chord_and_stay_near_their_centre(shape: tuple[int, ...]) -> None:
    for root in range(12):
        chord = Chord(0.0, 4.0, root, shape)
        pitches = close_voicing(chord, 60, 5)
        assert list(pitches) == sorted(set(pitches))
        assert {pitch % 12 for pitch in pitches} == set(chord.classes)
        assert abs(np.mean(pitches) - 60) <= 10 if len(shape) > 2 else abs(np.mean(pitches) - 60) <= 14


@pytest.mark.parametrize("shape", SHAPES)
def test_guitars_have_the_root_below_and_nothing_foreign(shape: tuple[int, ...]) -> None:
    for root in range(12):
        chord = Chord(0.0, 4.0, root, shape)
        for pitches in (guitar_voicing(chord), power_voicing(chord)):
            assert pitches[0] % 12 == root
            assert 38 <= pitches[0] <= 51
            assert list(pitches) == sorted(pitches)
        assert {pitch % 12 for pitch in guitar_voicing(chord)} <= set(chord.classes) | {(root + 2) % 12}
