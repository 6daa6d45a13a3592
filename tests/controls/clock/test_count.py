"""The count of bars: no position jumps when it is corrected, whatever its period, and each ends where it should be.

In: corrections and metres at made-up positions. Out: proof. Runs in the test process.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.clock.count import Count

PERIODS = (0.25, 1.0, 3.0, 4.0, 8.0, 32.0)
SHIFTS = st.lists(st.tuples(st.floats(0.0, 40.0), st.integers(-70, 70)), max_size=7)


def distance(turns: float) -> float:
    return abs(turns - round(turns))


@given(shifts=SHIFTS)
def test_a_gentle_correction_makes_no_phase_jump(shifts: list[tuple[float, int]]) -> None:
    count, beat = Count(), 0.0
    for wait, beats in shifts:
        for period in PERIODS:
            steps = np.linspace(beat, beat + wait, 23)
            turns = np.array([count.turns(each, period) for each in steps])
            pace = np.diff(turns) * period - np.diff(steps)
            assert np.all(np.abs(pace) <= 0.5 * np.diff(steps) + 1e-6)
        beat += wait
        before = {period: count.turns(beat, period) for period in PERIODS}
        bars = {number: count.bars(beat, number) for number in (1, 2, 8)}
        count.shift(beat, beats)
        for period, turns_before in before.items():
            assert distance(count.turns(beat, period) - turns_before) < 1e-6
        for number, bars_before in bars.items():
            assert distance(count.bars(beat, number) - bars_before) < 1e-6


@given(shifts=SHIFTS)
def test_corrections_are_made_good(shifts: list[tuple[float, int]]) -> None:
    count, beat = Count(), 0.0
    for wait, beats in shifts:
        beat += wait
        count.shift(beat, beats)
    total = sum(beats for _, beats in shifts)
    beat += 400.0
    for period in PERIODS:
        assert count.turns(beat, period) == pytest.approx((beat + total) / period)
    for number in (1, 2, 8):
        assert count.bars(beat, number) == pytest.approx((beat + total) / 4.0 / number)


@given(shifts=SHIFTS, later=st.floats(0.0, 20.0), bars=st.sampled_from([1, 2, 8]))
def test_until_is_where_the_next_one_begins(shifts: list[tuple[float, int]], later: float, bars: int) -> None:
    count, beat = Count(), 0.0
    for wait, beats in shifts:
        beat += wait
        count.shift(beat, beats)
    beat += later
    wait = count.until(beat, bars)
    assert wait > 0.0
    place = count.bars(beat + wait, bars)
    assert place == pytest.approx(math.floor(count.bars(beat, bars)) + 1.0, abs=1e-6)
    assert count.bars(beat + 0.99 * wait, bars) < place


@pytest.mark.parametrize("pressed", [9.6, 10.0, 10.4])
@pytest.mark.parametrize("bars", [1, 8])
def test_the_one_is_now(pressed: float, bars: int) -> None:
    count = Count()
    before = count.bars(pressed)
    count.begin(pressed, bars)
    assert count.bars(10.0, bars) == pytest.approx(round(count.bars(10.0, bars)))
    assert count.bars(pressed) >= before
    assert count.turns(10.0, 4.0) == pytest.approx(round(count.turns(10.0, 4.0)))


def test_a_one_that_was_right_already_changes_nothing() -> None:
    count = Count()
    for pressed in (11.7, 12.0, 12.3):
        count.begin(pressed)
        assert count.bars(12.0) == 3.0


def test_a_song_position_is_taken_at_once() -> None:
    count = Count()
    count.jump(61)
    assert count.since_start(5.0) == 66.0
    assert count.bars(5.0) == pytest.approx(16.5)
    assert count.turns(5.0, 8.0) == pytest.approx(66.0 / 8.0)


def test_a_metre_waits_for_its_bar() -> None:
    count = Count()
    count.change_metre(3)
    for beat in np.arange(0.0, 12.0, 0.01):
        count.settle(beat)
        expected = beat / 4.0 if beat < 4.0 else 1.0 + (beat - 4.0) / 3.0
        assert count.bars(beat) == pytest.approx(expected)
    assert count.metre == 3
