"""Drums of the corpus: strokes lie where the style wants them, with swing, hands and fills, and no two songs alike.

In: seeds. Out: proof. Runs in the test process.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.corpus.song import DRUMS, Hit, Passage, Plan
from engine.corpus.writing.fills import FILLS, write_build, write_fill, write_pickup
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.groove import STROKES, line, lines, pair
from engine.corpus.writing.grooves import FAMILIES
from engine.corpus.writing.kits import mutate, random_line
from engine.corpus.writing.planner import plan
from engine.corpus.writing.rhythms import MOST_LATE_S, write_hits


def flat(
    genre: str, seed: int = 1, name: str = "groove", bars: int = 40, layers: str = "kick snare hats", bpm: float = 120.0
) -> Plan:
    """A plan at a constant tempo with one section, as machines play it."""
    base = plan(seed, genre)
    beats = 0.5 + np.arange(bars * base.metre + 1) * 60.0 / bpm
    passage = Passage(name, 0, bars, 0.7, frozenset(layers.split()))
    return replace(base, tempo_bpm=bpm, beats=beats, passages=(passage,), swing=0.0, tightness=1.0)


def places(made: Plan, hits: tuple[Hit, ...], *drums: str) -> NDArray[np.float64]:
    """Positions in beats of the strokes on some drums."""
    times = [hit.t for hit in hits if hit.drum in drums]
    return np.interp(times, made.beats, np.arange(len(made.beats)))


def share_of_beats(made: Plan, at: NDArray[np.float64], beats: range | None = None) -> float:
    """The share of the beats (of those at these places of the bar) that have a stroke."""
    wanted = [beat for beat in range(len(made.beats) - 1) if beats is None or beat % made.metre in beats]
    return float(np.mean([np.any(np.abs(at - beat) < 0.05) for beat in wanted]))


@pytest.mark.parametrize("name", GENRES)
def test_every_genre_is_drummed_soundly(name: str) -> None:
    sounding = 0
    for seed in range(4):
        made = plan(seed, name)
        hits = write_hits(made)
        sounding += bool(hits)
        times = [hit.t for hit in hits]
        assert times == sorted(times)
        for hit in hits:
            assert 0.0 <= hit.t < made.beats[-1] + MOST_LATE_S
            assert 0.0 < hit.velocity <= 1.0
            assert hit.drum in DRUMS
    assert hits == write_hits(plan(3, name))
    assert sounding >= 2 if GENRES[name].drums else sounding == 0


def test_who_rests_is_silent() -> None:
    """No kick, snare or hat where the plan has none, but for a short fill into the next section."""
    classes = {"kick": "kick", "snare": "snare"}
    seen = 0
    for seed in range(80):
        made = plan(seed)
        hits = write_hits(made)
        for passage in made.passages[1:]:
            if "kick" in passage.layers:
                continue
            seen += 1
            start = made.beats[passage.first_bar * made.metre] + 2 * MOST_LATE_S
            end = made.beats[(passage.first_bar + passage.bars) * made.metre] - 2 * MOST_LATE_S
            inside = [hit for hit in hits if start < hit.t < end]
            assert not any(DRUMS[hit.drum] == classes["kick"] for hit in inside)
            if not passage.layers & {"kick", "snare", "hats", "percussion"}:
                fill_s = 4.0 * 60.0 / made.tempo_bpm / 0.7 + 0.1
                assert all(hit.t > end - fill_s for hit in inside)
    assert seen > 40


@pytest.mark.parametrize("genre", ["house", "trance", "disco", "psytrance", "hard techno"])
@pytest.mark.parametrize("section", ["groove", "drop"])
def test_straight_clubs_have_a_kick_on_the_beat(genre: str, section: str) -> None:
    shares = []
    for seed in range(8):
        made = flat(genre, seed, section)
        shares.append(share_of_beats(made, places(made, write_hits(made), "kick")))
    assert np.mean(shares) >= 0.9
    assert min(shares) >= 0.7


@pytest.mark.parametrize("genre", ["rock", "drum and bass", "hip-hop", "electro", "breakbeat", "grunge"])
def test_the_backbeat_is_on_two_and_four(genre: str) -> None:
    """Heard over songs, the snare's strong strokes fall on 2 and 4 more than on 1 and 3."""
    odd, even = [], []
    for seed in range(16):
        made = flat(genre, seed, "verse")
        loud = tuple(hit for hit in write_hits(made) if hit.velocity > 0.4)
        snares = places(made, loud, "snare", "clap", "rim")
        odd.append(share_of_beats(made, snares, range(0, 4, 2)))
        even.append(share_of_beats(made, snares, range(1, 4, 2)))
    assert np.mean(even) > 0.6
    assert np.mean(odd) < 0.3


@pytest.mark.parametrize("genre", ["dubstep", "trap"])
def test_half_time_has_its_backbeat_on_three(genre: str) -> None:
    threes, twos = [], []
    for seed in range(12):
        made = flat(genre, seed, "verse")
        snares = places(made, tuple(hit for hit in write_hits(made) if hit.velocity > 0.4), "snare", "clap")
        threes.append(share_of_beats(made, snares, range(2, 3)))
        twos.append(share_of_beats(made, snares, range(1, 2)))
    assert np.mean(threes) > 0.75
    assert np.mean(twos) < 0.25


def test_one_drop_leaves_the_one_empty() -> None:
    """In reggae many songs have next to no kick on 1."""
    ones = []
    for seed in range(40):
        made = flat("reggae", seed, "verse", bars=16)
        ones.append(share_of_beats(made, places(made, write_hits(made), "kick"), range(1)))
    assert 0.2 < np.mean(np.array(ones) < 0.3) < 0.9


def test_kick_alone_does_not_tell_the_beat() -> None:
    """Over the genres a fair part of the kicks is off the beat, and a fair part of the beats has none."""
    off, beats = [], []
    for seed in range(90):
        made = plan(seed)
        kicks = places(made, write_hits(made), "kick")
        if len(kicks) > 20:
            off.append(np.mean(np.abs(kicks - np.round(kicks)) > 0.15))
            beats.append(share_of_beats(made, kicks))
    assert 0.1 < np.mean(off) < 0.6
    assert 0.25 < np.mean(beats) < 0.8


def test_swing_delays_the_second_half() -> None:
    base = flat("rockabilly", 2, "verse")
    straight = places(base, write_hits(base), "ride", "hat", "snare")
    swung = replace(base, swing=0.6, swung=2)
    bent = places(swung, write_hits(swung), "ride", "hat", "snare")
    assert np.count_nonzero(np.abs(straight % 1.0 - 0.5) < 0.01) > 5
    assert np.count_nonzero(np.abs(bent % 1.0 - 0.5) < 0.01) == 0
    assert np.count_nonzero(np.abs(bent % 1.0 - 0.65) < 0.01) > 5
    on_the_beat = np.abs(bent - np.round(bent)) < 0.01
    assert np.count_nonzero(on_the_beat) == np.count_nonzero(np.abs(straight - np.round(straight)) < 0.01)


def test_hands_are_loose_but_within_bounds() -> None:
    exact = flat("rock", 4, bars=30)
    loose = replace(exact, tightness=0.0)
    grid = write_hits(exact)
    played = write_hits(loose)
    assert len(grid) == pytest.approx(len(played), abs=5)
    kicks = np.array([hit.t for hit in grid if hit.drum == "kick"])
    shifted = np.array([hit.t for hit in played if hit.drum == "kick"])
    strays = np.array([np.min(np.abs(kicks - t)) for t in shifted])
    assert strays.max() <= MOST_LATE_S + 1e-9
    assert strays.max() > 0.002


def test_songs_do_not_sound_alike() -> None:
    bars = set()
    for seed in range(60):
        made = flat("rock", seed, "verse", bars=4)
        bars.add(tuple(sorted((hit.drum, round(hit.t, 3)) for hit in write_hits(made))))
    assert len(bars) >= 55


def test_bars_vary_within_a_song() -> None:
    varied = 0
    for seed in range(12):
        made = flat("breakbeat", seed, "verse", bars=8)
        at = places(made, write_hits(made), "kick")
        patterns = {tuple(np.round(at[(at >= 4 * bar) & (at < 4 * bar + 4)] - 4 * bar, 2)) for bar in range(8)}
        varied += len(patterns) > 1
    assert varied >= 9


def test_a_build_accelerates_and_grows_louder() -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        strokes = write_build(8, 4, 2, "snare", rng)
        gaps = np.diff([at for at, _, _ in strokes])
        assert np.all(np.diff(gaps) <= 1e-9)
        assert gaps[-1] <= gaps[0] / 2.0
        force = np.array([velocity for _, _, velocity in strokes])
        assert force[-8:].mean() > force[:8].mean() + 0.2
        assert strokes[-1][0] < 32.0


@pytest.mark.parametrize("kind", FILLS)
@pytest.mark.parametrize("division", [2, 3])
def test_fills_keep_their_length(kind: str, division: int) -> None:
    for seed in range(20):
        for beats in (0.5, 1.0, 2.0, 4.0):
            strokes = write_fill(kind, beats, division, np.random.default_rng(seed))
            assert all(0.0 <= at < beats and drum in DRUMS and 0.0 < v <= 1.0 for at, drum, v in strokes)


def test_pickups_stay_within_their_bar() -> None:
    lengths = set()
    for seed in range(40):
        strokes = write_pickup(4, 2, np.random.default_rng(seed))
        assert all(0.0 <= at < 4.0 for at, _, _ in strokes)
        lengths.add(len(strokes))
    assert 0 in lengths
    assert max(lengths) >= 4


def test_lines_are_read_as_they_are_written() -> None:
    assert pair("x. .x | . x")[1].words == (".", "x")
    assert [made.drum for made in lines("hat: xo / open hat: .x")] == ["hat", "open hat"]
    free = line("rim", "~x . .")
    assert [free.word(bar, beat, 4) for bar in range(2) for beat in range(4)] == [
        "x",
        ".",
        ".",
        "x",
        ".",
        ".",
        "x",
        ".",
    ]
    cut = line("kick", "x . o .")
    assert [cut.word(1, beat, 3) for beat in range(3)] == ["x", ".", "o"]
    for wrong in ("", "x.y.", "~"):
        with pytest.raises(ValueError, match="no line"):
            line("kick", wrong)


def test_every_pattern_names_known_drums() -> None:
    for name, family in FAMILIES.items():
        used = [made for group in (*family.hats, *family.rides, *family.percussion) for made in group]
        assert {made.drum for made in used} <= set(DRUMS), name
        assert set(family.fills) <= set(FILLS), name
        assert {drum for snare in family.snares for drum in snare.split("+")} <= set(DRUMS), name


def test_mutations_keep_the_beginning_and_the_length() -> None:
    rng = np.random.default_rng(0)
    kick = line("kick", "x... ..x. x... .x..")
    changed = [mutate(kick, 1.0, 4, rng) for _ in range(40)]
    assert len({made.words for made in changed}) > 10
    assert all(made.words[0][0] == "x" and len(made.words) == 4 for made in changed)
    made = random_line("rim", 4, 4, 0.4, rng)
    assert all(letter in STROKES for word in made.words for letter in word)
