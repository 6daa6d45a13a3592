"""Every way to play: notes of its own bar, on the grid, in range, the same again from the same dice, in any metre."""

import numpy as np
import pytest

from engine.corpus.writing.bars import Bar, Chord, Note
from engine.corpus.writing.basslines import BASSLINES
from engine.corpus.writing.comping import COMPING
from engine.corpus.writing.composer import WRITERS
from engine.corpus.writing.melodies import MELODIES
from engine.corpus.writing.riffs import RIFFS

C_MINOR = (0, 2, 3, 5, 7, 8, 10)
ALL = sorted({(role, name) for role, writers in WRITERS.items() for name in writers})
BARS = [
    (4, 2, 120.0),
    (3, 2, 170.0),
    (7, 2, 200.0),
    (5, 2, 96.0),
    (2, 3, 70.0),
    (4, 3, 60.0),
    (4, 2, 205.0),
    (2, 2, 90.0),
]


def bars(metre: int, division: int, tempo_bpm: float, seed: int = 0) -> list[Bar]:
    """Four bars over I, VI, III, VII."""
    roots = (0, 8, 3, 10, 0)
    chords = [Chord(float(i * metre), float(metre), root, (0, 4, 7)) for i, root in enumerate(roots)]
    habits = tuple(np.random.default_rng(seed).random(8).tolist())
    return [
        Bar(
            beat=i * metre,
            metre=metre,
            division=division,
            tempo_bpm=tempo_bpm,
            chords=(chords[i],),
            following=chords[i + 1],
            scale=C_MINOR,
            section="verse",
            energy=0.7,
            place=i,
            of=4,
            habits=habits,
            cell=np.random.default_rng([seed, i % 2]),
            chance=np.random.default_rng([seed, 9, i]),
            motif=(seed, 0, i % 2),
        )
        for i in range(4)
    ]


def written(role: str, name: str, metre: int, division: int, tempo_bpm: float, seed: int = 0) -> list[list[Note]]:
    return [list(WRITERS[role][name](bar)) for bar in bars(metre, division, tempo_bpm, seed)]  # type: ignore[index]


@pytest.mark.parametrize(("role", "name"), ALL)
def test_notes_lie_in_their_bar_on_the_grid_and_in_range(role: str, name: str) -> None:
    low, high = (20, 64) if role == "bass" else (33, 110)
    for seed, (metre, division, tempo_bpm) in enumerate(BARS):
        for i, notes in enumerate(written(role, name, metre, division, tempo_bpm, seed)):
            for note in notes:
                assert -1.0 <= note.beat - i * metre < metre
                assert low <= note.pitch <= high
                assert 0.0 < note.beats <= 4 * metre
                assert 0.0 <= note.late_s < 0.1
                if name != "drift":
                    assert abs(12.0 * note.beat - round(12.0 * note.beat)) < 1e-6
                # Too fast for any hand, and for the ear.
                assert note.beats * 60.0 / tempo_bpm > 0.01


@pytest.mark.parametrize(("role", "name"), ALL)
def test_something_is_played_and_the_same_again(role: str, name: str) -> None:
    once = [written(role, name, 4, 2, 120.0, seed) for seed in range(4)]
    assert any(note for song in once for bar in song for note in bar)
    assert once == [written(role, name, 4, 2, 120.0, seed) for seed in range(4)]


def places(notes: list[Note], metre: int = 4) -> set[float]:
    return {round(note.beat % metre, 3) for note in notes}


def test_basses_are_what_their_names_say() -> None:
    for seed in range(10):
        offbeat = written("bass", "offbeat", 4, 2, 128.0, seed)
        assert all(place % 1.0 >= 0.5 for bar in offbeat for place in places(bar))
        walking = written("bass", "walking", 4, 2, 128.0, seed)
        assert all({0.0, 1.0, 2.0, 3.0} <= places(bar) for bar in walking)
        assert [bar[0].pitch % 12 for bar in walking] == [0, 8, 3, 10]
        tumbao = written("bass", "tumbao", 4, 2, 96.0, seed)
        assert all(0.0 not in places(bar) for bar in tumbao[1:])
        assert [bar[1].pitch % 12 for bar in tumbao[1:]] == [3, 10, 0], "four already belongs to the next bar"
        assert places(written("bass", "gallop", 4, 2, 140.0, seed)[0]) == {
            b + p for b in range(4) for p in (0.0, 0.5, 0.75)
        }


@pytest.mark.parametrize("name", ["long", "quarters", "eighths", "octaves", "two feel", "walking", "boogie", "cumbia"])
def test_bars_begin_on_their_root(name: str) -> None:
    for seed in range(6):
        for notes, root in zip(written("bass", name, 4, 2, 110.0, seed), (0, 8, 3, 10), strict=True):
            first = min(notes, key=lambda note: note.beat)
            assert first.beat % 4 == 0.0
            assert first.pitch % 12 == root


def test_skanks_stay_off_the_beat_and_waltzes_leave_the_one_to_the_bass() -> None:
    assert all(place % 1.0 >= 0.5 for bar in written("chords", "skank", 4, 2, 80.0) for place in places(bar))
    for bar in written("chords", "offbeat hand", 3, 2, 120.0):
        assert places(bar, 3) == {1.0, 2.0}


def test_pads_hold_each_chord_from_its_beginning_to_its_end() -> None:
    for notes in written("pad", "pad", 4, 2, 120.0):
        assert {note.beat % 4 for note in notes} == {0.0}
        assert {note.beats for note in notes} == {4.0}


def test_guitar_and_bass_play_the_same_riff() -> None:
    for seed in range(5):
        guitar, bass = written("riff", "single", 4, 2, 120.0, seed), written("bass", "riff", 4, 2, 120.0, seed)
        for upper, lower in zip(guitar, bass, strict=True):
            assert [(note.beat, note.pitch % 12) for note in upper] == [(note.beat, note.pitch % 12) for note in lower]


def test_a_polymetric_figure_turns_against_the_bar() -> None:
    pitches = [[note.pitch - bar[0].pitch for note in bar] for bar in written("riff", "polymetre", 4, 2, 120.0, 3)]
    assert pitches[0] != pitches[1], "the second bar begins elsewhere in the figure"


def test_the_table_of_writers_is_complete() -> None:
    assert len(BASSLINES) >= 20
    assert len(COMPING) >= 20
    assert len(RIFFS) >= 10
    assert len(MELODIES) >= 10
