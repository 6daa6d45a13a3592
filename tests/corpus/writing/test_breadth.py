"""Breadth of the corpus: shares of kinds, blasts that fill the beat, kicks that follow guitars, other metres."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.corpus.song import Passage, Plan
from engine.corpus.writing.composer import write_parts
from engine.corpus.writing.forms import FORMS
from engine.corpus.writing.genre import Genre
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.grooves import FAMILIES
from engine.corpus.writing.harmony import write_chords
from engine.corpus.writing.heavy_genres import HEAVY_GENRES
from engine.corpus.writing.planner import plan
from engine.corpus.writing.rhythms import write_hits


def flat(genre: str, seed: int, layers: str, bars: int = 16, name: str = "groove") -> Plan:
    """A plan of one section at exactly 120 beats a minute from players who are never late."""
    base = plan(seed, genre)
    passage = Passage(name, 0, bars, 0.75, frozenset(layers.split()))
    beats = np.arange(bars * base.metre + 1, dtype=np.float64) * 0.5
    return replace(base, tempo_bpm=120.0, swing=0.0, tightness=1.0, beats=beats, passages=(passage,))


def odd_share(genre: Genre) -> float:
    """The share of a genre's songs that do not count in twos and fours, or fall into thirds."""
    if genre.division == 3:
        return 1.0
    return sum(weight for metre, weight in genre.metres if metre not in (2, 4)) / sum(w for _, w in genre.metres)


def test_shares_of_kinds() -> None:
    total = sum(genre.weight for genre in GENRES.values())
    electronic = sum(genre.weight for genre in GENRES.values() if genre.electronic)
    heavy = sum(genre.weight for genre in HEAVY_GENRES if genre.name != "hard rock")
    odd = sum(genre.weight * odd_share(genre) for genre in GENRES.values())
    assert 0.45 <= electronic / total <= 0.51
    assert 0.12 <= heavy / total <= 0.17
    assert 0.08 <= odd / total <= 0.14


def test_no_genre_is_declared_twice() -> None:
    assert len({genre.name for genre in HEAVY_GENRES}) == len(HEAVY_GENRES)
    assert len(GENRES) >= 90
    for genre in GENRES.values():
        assert genre.switches == 0.0 or len(genre.drums) > 1, genre.name


def test_blasts_strike_every_half_beat() -> None:
    for kick, snare in FAMILIES["blast"].pairs:
        for half in (0.0, 0.5):
            struck = [line.words[0][int(half * len(line.words[0]))] for line in (kick, snare)]
            assert struck != [".", "."]


def locked_songs(genre: str) -> int:
    """In how many of 24 songs kick and guitars strike at the same times, neither more nor less, but for fills."""
    found = 0
    for seed in range(24):
        made = flat(genre, seed, "kick bass riff")
        kicks = {round(hit.t, 3) for hit in write_hits(made) if hit.drum == "kick"}
        for part in write_parts(made):
            starts = Counter(round(tone.t, 3) for tone in part.tones)
            # An accent is a power chord: two strings at once.
            chords = {t for t, strings in starts.items() if strings > 1}
            if part.role == "riff" and len(chords) > 20:
                found += len(kicks & chords) > 0.85 * len(kicks | chords)
    return found


@pytest.mark.parametrize("genre", ["djent", "metalcore"])
def test_the_kick_follows_the_guitars(genre: str) -> None:
    assert locked_songs(genre) >= 5
    assert locked_songs("hard rock") <= 1


def test_heavy_songs_change_their_groove() -> None:
    """Between two sections of a death metal song the snare's density changes more often than in a pop song."""

    def changes(name: str) -> float:
        found = []
        for seed in range(20):
            made = plan(seed, name)
            snares = np.array([hit.t for hit in write_hits(made) if hit.drum == "snare"])
            rates = []
            for passage in made.passages:
                if {"kick", "snare"} <= passage.layers:
                    edges = made.beats[
                        [passage.first_bar * made.metre, (passage.first_bar + passage.bars) * made.metre]
                    ]
                    inside = np.count_nonzero((snares >= edges[0]) & (snares < edges[1]))
                    rates.append(inside / (passage.bars * made.metre))
            found += [max(a, b) > 1.6 * min(a, b) for a, b in pairwise(rates)]
        return float(np.mean(found))

    assert changes("death metal") > 0.35
    assert changes("death metal") > 1.5 * changes("britpop")


def test_clubs_take_the_kick_out_for_some_bars() -> None:
    songs = 0
    for seed in range(60):
        made = flat("techno", seed, "kick hats", 32)
        kicks = np.array([hit.t for hit in write_hits(made) if hit.drum == "kick"])
        songs += bool(len(kicks) > 1 and np.diff(kicks).max() > 3.5)
    assert 2 <= songs <= 25


def test_rhythm_games_and_progressive_bands_count_otherwise() -> None:
    for name, least in (("artcore", 4), ("chiptune", 4), ("progressive metal", 5)):
        metres = Counter(plan(seed, name).metre for seed in range(150))
        assert len(metres) >= least, name
        assert metres[4] > metres[3]


def test_clubs_begin_with_kick_or_hats_alone_and_drops_fail_to_come() -> None:
    firsts = {form[0].players for form in FORMS["club"]}
    assert {"K", "H"} <= firsts
    assert any(
        step.name == "build" and after.energy < step.energy for f in FORMS["club"] for step, after in pairwise(f)
    )


def test_chords_come_on_the_first_beat_far_more_often_than_on_the_third() -> None:
    firsts = thirds = 0
    for seed in range(150):
        made = plan(seed)
        if made.metre == 4:
            places = [chord.beat % 4 for chord in write_chords(made, "pop")]
            firsts += places.count(0.0)
            thirds += places.count(2.0)
    assert firsts > 5 * thirds > 0


def test_in_some_songs_every_chord_comes_half_a_beat_early() -> None:
    early = 0
    for seed in range(80):
        made = flat("rock", seed, "bass chords", name="verse")
        ones = [
            np.isclose(np.array([tone.t for tone in part.tones]) % 2.0, 0.0, atol=1e-6) for part in write_parts(made)
        ]
        early += bool(ones) and all(np.count_nonzero(one) <= 4 for one in ones)
    assert 1 <= early <= 16
