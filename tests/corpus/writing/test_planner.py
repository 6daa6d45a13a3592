"""Plans of songs: every genre's tempo, metre, form and drift stay within what is declared, and seeds decide all.

In: seeds. Out: proof. Runs in the test process.
"""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from engine.corpus.song import SECTIONS
from engine.corpus.writing.forms import FORMS, PLAYERS
from engine.corpus.writing.genres import GENRES, draw_genre
from engine.corpus.writing.groove import FEELS
from engine.corpus.writing.grooves import FAMILIES
from engine.corpus.writing.planner import HIGHEST_BPM, LOWEST_BPM, MOST_DRIFT, plan
from engine.sound.score import SCALES

SEEDS = range(12)
LAYERS = set(PLAYERS.values())


def test_the_table_is_sound() -> None:
    assert len(GENRES) >= 45
    for genre in GENRES.values():
        low, high = genre.tempo_bpm
        assert LOWEST_BPM <= low < high <= HIGHEST_BPM, genre.name
        assert set(genre.drums) <= set(FAMILIES), genre.name
        assert set(genre.scales) <= set(SCALES), genre.name
        assert {role for role, _ in genre.roles} <= LAYERS, genre.name
        assert genre.weight > 0.0
        assert 0.0 <= genre.swing[0] <= genre.swing[1] <= 0.67
        assert genre.division == 2 or genre.swing == (0.0, 0.0), genre.name
        assert bool(genre.drums) != genre.beatless, genre.name
    assert {family for genre in GENRES.values() for family in genre.drums} == set(FAMILIES), "a family nobody plays"


def test_half_the_weight_is_electronic() -> None:
    electronic = sum(genre.weight for genre in GENRES.values() if genre.electronic)
    assert electronic / sum(genre.weight for genre in GENRES.values()) == pytest.approx(0.5, abs=0.06)


def test_genres_are_drawn_by_weight() -> None:
    rng = np.random.default_rng(3)
    counts = Counter(draw_genre(rng).name for _ in range(4000))
    assert set(counts) == set(GENRES)
    total = sum(genre.weight for genre in GENRES.values())
    for name in ("metal", "salsa", "house"):
        assert counts[name] / 4000 == pytest.approx(GENRES[name].weight / total, rel=0.45)


def test_forms_name_sections_and_players() -> None:
    assert {genre.form for genre in GENRES.values()} == set(FORMS)
    for forms in FORMS.values():
        for form in forms:
            assert {step.name for step in form} <= set(SECTIONS)
            assert all(step.players == "*" or set(step.players) <= set(PLAYERS) for step in form)
            for place, (step, following) in enumerate(pairwise(form)):
                if step.name == "build":
                    # A drop may fail to come, but then another one comes after it.
                    assert following.energy > step.energy or form[place + 2].name in ("build", "drop")


@pytest.mark.parametrize("name", GENRES)
def test_every_genre_plans_within_its_bounds(name: str) -> None:
    genre = GENRES[name]
    for seed in SEEDS:
        made = plan(seed, name)
        assert made.genre == name
        assert genre.tempo_bpm[0] <= made.tempo_bpm <= genre.tempo_bpm[1]
        assert made.metre in {metre for metre, _ in genre.metres}
        assert made.scale in genre.scales
        assert 0 <= made.key < 12
        assert 0.0 <= made.swing <= genre.swing[1]
        assert made.beats[0] >= 0.0
        assert (len(made.beats) - 1) % made.metre == 0
        gaps = np.diff(made.beats)
        assert np.all(gaps > 0.0)
        # A slowing end may leave the range.
        tempi = 60.0 / gaps[: -2 * made.metre]
        assert tempi.min() >= LOWEST_BPM - 1e-6
        assert tempi.max() <= HIGHEST_BPM + 1e-6
        assert 55.0 <= made.beats[-1] <= 120.0
        assert made.passages[0].first_bar == 0
        for passage, following in pairwise(made.passages):
            assert following.first_bar == passage.first_bar + passage.bars
        assert made.passages[-1].first_bar + made.passages[-1].bars == made.bars
        for place, passage in enumerate(made.passages):
            assert passage.name in SECTIONS
            assert passage.bars >= 1
            assert 0.0 < passage.energy <= 1.0
            assert passage.layers <= LAYERS
            assert passage.layers or place == 0, "only a pick-up belongs to nobody"


def test_same_seed_same_plan_other_seed_another() -> None:
    one, again, other = plan(5), plan(5), plan(6)
    assert np.array_equal(one.beats, again.beats)
    assert one.passages == again.passages
    assert (one.genre, one.key, one.scale, one.swing) == (again.genre, again.key, again.scale, again.swing)
    assert not np.array_equal(one.beats, other.beats)


def test_an_unknown_genre_is_refused() -> None:
    with pytest.raises(KeyError):
        plan(0, "polka core")


def test_machines_are_mostly_exact_and_players_drift_within_bounds() -> None:
    exact = [np.ptp(np.diff(made.beats)) < 1e-9 for made in (plan(seed, "techno") for seed in range(60))]
    assert 0.8 < np.mean(exact) < 1.0, "now and then a machine changes its tempo"
    strays = []
    for seed in range(60):
        made = plan(seed, "60s beat")
        tempi = 60.0 / np.diff(made.beats)[: -2 * made.metre]
        # Steps are smooth: from beat to beat hardly anything.
        strays.append(np.median(np.abs(tempi / np.median(tempi) - 1.0)))
        assert np.median(np.abs(np.diff(tempi)) / tempi[1:]) < 0.01
    assert np.median(strays) < MOST_DRIFT
    assert np.min(strays) > 0.0


def test_some_songs_begin_with_a_pickup_and_some_have_no_drums() -> None:
    made = [plan(seed, "rock") for seed in range(120)]
    assert 0.1 < np.mean([not song.passages[0].layers for song in made]) < 0.45
    drummed = [any("kick" in passage.layers for passage in song.passages) for song in made]
    assert 0.8 < np.mean(drummed) < 1.0


def test_forms_vary() -> None:
    shapes = {tuple((passage.name, passage.bars) for passage in plan(seed, "house").passages) for seed in range(60)}
    assert len(shapes) > 25


def test_every_family_and_feel_is_complete() -> None:
    for family in FAMILIES.values():
        assert set(family.feels) <= set(FEELS)
        assert len(family.pairs) >= 4
        assert len(family.hats) >= 3
