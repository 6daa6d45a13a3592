"""A bar's grid and its pitches: rhythms lie on the grid, groups fill the bar, scales are climbed degree by degree."""

import itertools

import numpy as np
import pytest

from engine.corpus.writing.bars import (
    Bar,
    Chord,
    climb,
    gaps,
    lowest,
    nearest,
    pentatonic,
    positions_drawn,
    positions_grouped,
)

C_MAJOR = (0, 2, 4, 5, 7, 9, 11)
D_DORIAN = (2, 4, 5, 7, 9, 11, 0)


def bar(metre: int = 4, division: int = 2) -> Bar:
    chord = Chord(0.0, float(metre), 0, (0, 4, 7))
    dice = np.random.default_rng(1)
    return Bar(
        0, metre, division, 120.0, (chord,), chord, C_MAJOR, "verse", 0.6, 0, 8, (0.5,) * 8, dice, dice, (1, 0, 0)
    )


def test_nearest_against_a_search() -> None:
    for pitch, classes in itertools.product(range(40, 64), ((0,), (0, 4, 7), (1, 6, 11))):
        found = nearest(pitch, classes)
        allowed = [p for p in range(20, 90) if p % 12 in classes]
        assert found in allowed
        assert abs(found - pitch) == min(abs(p - pitch) for p in allowed)


def test_lowest_is_at_or_above_the_floor() -> None:
    assert [lowest(c, 40) for c in (4, 5, 3)] == [40, 41, 51]


@pytest.mark.parametrize("scale", [C_MAJOR, D_DORIAN])
def test_climbing_counts_the_degrees_of_the_scale(scale: tuple[int, ...]) -> None:
    ladder = [p for p in range(24, 108) if p % 12 in scale]
    for i, steps in itertools.product(range(10, 30), range(-7, 8)):
        assert climb(ladder[i], steps, scale) == ladder[i + steps]
    assert climb(ladder[10], 7, scale) == ladder[10] + 12


def test_pentatonics() -> None:
    assert pentatonic(C_MAJOR) == (0, 2, 4, 7, 9)
    assert pentatonic((9, 11, 0, 2, 4, 5, 7)) == (9, 0, 2, 4, 7)


@pytest.mark.parametrize(("metre", "division"), [(4, 2), (3, 2), (7, 2), (2, 3), (4, 3)])
def test_rhythms_lie_on_the_grid(metre: int, division: int) -> None:
    one = bar(metre, division)
    for seed in range(50):
        dice = np.random.default_rng(seed)
        places = positions_drawn(dice, one, dice.random(), dice.random())
        assert places
        assert list(places) == sorted(set(places))
        assert all(0.0 <= at < metre and abs(at * one.steps - round(at * one.steps)) < 1e-9 for at in places)
        assert sum(gaps(places, metre)) == pytest.approx(metre - places[0])


def test_syncopation_leaves_the_beat() -> None:
    def on_beat(syncopation: float) -> float:
        places = [positions_drawn(np.random.default_rng(seed), bar(), 0.2, syncopation) for seed in range(200)]
        return float(np.mean([at == int(at) for at in itertools.chain(*places)]))

    assert on_beat(0.0) > 0.75
    assert on_beat(0.9) < 0.45


@pytest.mark.parametrize(("metre", "step"), [(4, 0.5), (4, 0.25), (3, 0.5), (5, 0.5), (7, 0.5), (2, 1 / 3), (4, 1 / 3)])
def test_groups_of_threes_and_twos_fill_the_bar(metre: int, step: float) -> None:
    for seed in range(20):
        places = positions_grouped(np.random.default_rng(seed), bar(metre), step)
        sizes = [round(gap / step) for gap in gaps(places, metre)]
        assert places[0] == 0.0
        assert set(sizes) <= {1, 2, 3}
        assert sum(sizes) == round(metre / step)


def test_the_chord_after_the_bar_is_the_following_one() -> None:
    halves = (Chord(0.0, 2.0, 0, (0, 4, 7)), Chord(2.0, 2.0, 5, (0, 4, 7)))
    later = Chord(4.0, 4.0, 7, (0, 4, 7))
    one = bar()
    two = Bar(0, 4, 2, 120.0, halves, later, C_MAJOR, "verse", 0.6, 0, 8, (0.5,) * 8, one.cell, one.chance, (1, 0, 0))
    assert [two.chord_at(at).root for at in (0.0, 1.9, 2.0, 3.5, 4.0)] == [0, 0, 5, 5, 7]
    assert [(at, beats, chord.root) for at, beats, chord in two.spans()] == [(0.0, 2.0, 0), (2.0, 2.0, 5)]
