"""Scores agree with mir_eval on any beats; phase and lock are what their words say, counted by brute force.

In: beats at random, tapped well and badly. Out: proof. Runs in the test process.
"""

import warnings

import mir_eval
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.metrics import (
    BEAT_WINDOW_S,
    LOCK_BEATS,
    ONSET_WINDOW_S,
    Times,
    continuity,
    count_matches,
    f_measure,
    lock_time,
    phase_errors,
    trim,
)

SEEDS = st.integers(0, 2**32 - 1)
#: In steps of 0.1 ms: mir_eval divides by distances, which no two beats have that are closer than anybody can write.
ANY_TIMES = st.lists(st.integers(0, 400_000), unique=True, max_size=40).map(lambda steps: np.sort(steps) / 10_000.0)


@pytest.fixture(autouse=True)
def quiet() -> None:
    """mir_eval warns of empty beats, which are drawn on purpose."""
    warnings.simplefilter("ignore")


def tapping(seed: int) -> tuple[Times, Times]:
    """True beats with a drifting tempo, and a tapper who is late, skips, adds, changes level and gives up."""
    generator = np.random.default_rng(seed)
    count = int(generator.integers(0, 90))
    intervals = generator.uniform(0.28, 1.0) * (1.0 + generator.normal(0.0, 0.02, count))
    true = np.cumsum(intervals) + generator.uniform(0.0, 6.0)
    level = generator.integers(0, 5)
    tapped = true
    if len(true) > 3:
        between = np.sort(np.concatenate([true, 0.5 * (true[1:] + true[:-1])]))
        tapped = (true, between[1::2], between, true[::2], true[1::2])[level]
    tapped = tapped + generator.normal(generator.normal(0.0, 0.03), generator.choice([0.001, 0.02, 0.06]), len(tapped))
    tapped = tapped[generator.random(len(tapped)) > generator.choice([0.0, 0.1, 0.6])]
    extra = generator.uniform(0.0, 40.0, int(generator.choice([0, 3, 40])))
    return np.round(true, 3), np.unique(np.maximum(0.0, np.concatenate([tapped, extra])))


def agrees(true: Times, reported: Times) -> None:
    assert f_measure(true, reported, BEAT_WINDOW_S) == pytest.approx(mir_eval.beat.f_measure(true, reported), abs=1e-9)
    assert f_measure(true, reported, ONSET_WINDOW_S) == pytest.approx(
        mir_eval.onset.f_measure(true, reported)[0], abs=1e-9
    )
    _, cmlt, _, amlt = mir_eval.beat.continuity(true, reported)
    assert continuity(true, reported) == pytest.approx((cmlt, amlt), abs=1e-9)


@given(SEEDS)
def test_scores_of_a_tapper_are_those_of_mir_eval(seed: int) -> None:
    true, reported = tapping(seed)
    agrees(true, reported)
    agrees(trim(true), trim(reported))
    assert np.array_equal(trim(true), mir_eval.beat.trim_beats(true))


@given(ANY_TIMES, ANY_TIMES)
def test_scores_of_any_times_are_those_of_mir_eval(true: Times, reported: Times) -> None:
    agrees(true, reported)


@given(SEEDS)
def test_dense_strokes_are_matched_as_well_as_can_be(seed: int) -> None:
    generator = np.random.default_rng(seed)
    true, reported = (np.sort(generator.uniform(0.0, 2.0, int(generator.integers(1, 60)))) for _ in range(2))
    matching = mir_eval.util.match_events(true, reported, ONSET_WINDOW_S)
    assert count_matches(true, reported, ONSET_WINDOW_S) == len(matching)


def test_the_tappers_are_of_every_kind() -> None:
    """Else the comparison above would prove little."""
    scores = [(f_measure(*pair, BEAT_WINDOW_S), *continuity(*pair)) for pair in map(tapping, range(200))]
    good = sum(f > 0.95 and cmlt > 0.9 for f, cmlt, _ in scores)
    other_level = sum(amlt > 0.9 and cmlt < 0.3 for _, cmlt, amlt in scores)
    lost = sum(f < 0.3 and amlt < 0.2 for f, _, amlt in scores)
    assert min(good, other_level, lost) >= 5


def test_levels_are_told_apart() -> None:
    beats = 10.0 + 0.5 * np.arange(40)
    assert continuity(beats, beats) == (1.0, 1.0)
    assert continuity(beats, beats[::2]) == (0.0, 1.0)
    assert continuity(beats, beats + 0.25)[0] == 0.0
    assert continuity(beats, beats + 0.25)[1] > 0.95
    assert f_measure(beats, beats[::2], BEAT_WINDOW_S) == pytest.approx(2 / 3)


@given(SEEDS)
def test_phase_is_that_of_the_nearest_report(seed: int) -> None:
    true, reported = tapping(seed)
    found = []
    for t in true:
        if len(reported):
            nearest = min(reported, key=lambda r: abs(r - t))
            if abs(nearest - t) <= BEAT_WINDOW_S:
                found.append(abs(nearest - t))
    assert np.abs(phase_errors(true, reported)) == pytest.approx(found, abs=1e-12)


def test_late_is_positive() -> None:
    beats = 0.5 * np.arange(20)
    assert phase_errors(beats, beats + 0.02) == pytest.approx(np.full(20, 0.02))
    assert phase_errors(beats, beats - 0.01) == pytest.approx(np.full(20, -0.01))


@given(SEEDS)
def test_lock_is_the_first_run_without_a_fault(seed: int) -> None:
    true, reported = tapping(seed)
    expected = None
    for start in range(len(true) - LOCK_BEATS + 1):
        run = true[start : start + LOCK_BEATS]
        inside = [r for r in reported if run[0] - BEAT_WINDOW_S <= r <= run[-1] + BEAT_WINDOW_S]
        near = [[r for r in inside if t - BEAT_WINDOW_S <= r <= t + BEAT_WINDOW_S] for t in run]
        if len(inside) == LOCK_BEATS and all(len(one) == 1 for one in near):
            expected = run[0] - true[0]
            break
    assert lock_time(true, reported) == expected


def test_lock_at_the_wrong_level_is_none() -> None:
    beats = 3.0 + 0.5 * np.arange(60)
    assert lock_time(beats, beats) == 0.0
    assert lock_time(beats, beats[9:]) == pytest.approx(4.5)
    assert lock_time(beats, beats[::2]) is None
    assert lock_time(beats, np.sort(np.concatenate([beats, beats + 0.25]))) is None
    assert lock_time(beats[:7], beats[:7]) is None
    assert lock_time(beats, np.zeros(0)) is None
