"""The timeline: it rises for ever, within its bounds, and its inverse is one.

In: tempi and errors at made-up times. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.clock.timeline import GENTLE, Timeline

TOLD = st.tuples(st.floats(0.0, 3.0), st.floats(20.0, 400.0), st.floats(-3.0, 3.0), st.floats(0.05, 2.0))


@given(told=st.lists(TOLD, max_size=30))
def test_it_never_jumps_runs_back_or_runs_away(told: list[tuple[float, float, float, float]]) -> None:
    timeline, t, bpm = Timeline(120.0), 0.0, 120.0
    for wait, new_bpm, error, within in told:
        times = np.linspace(t, t + wait, 9)
        beats = np.array([timeline.beat(each) for each in times])
        pace = np.diff(beats) - np.diff(times) * bpm / 60.0
        assert np.all(np.abs(pace) <= GENTLE * np.diff(times) * bpm / 60.0 + 1e-6)
        t += wait
        before = timeline.beat(t)
        timeline.follow(t, new_bpm, error, within)
        assert timeline.beat(t) == pytest.approx(before, abs=1e-9)
        bpm = new_bpm


@given(bpm=st.floats(20.0, 400.0), error=st.floats(-0.5, 0.5), within=st.floats(0.1, 2.0), beats=st.floats(-3.0, 9.0))
def test_when_is_the_inverse_of_beat(bpm: float, error: float, within: float, beats: float) -> None:
    timeline = Timeline(100.0)
    timeline.follow(7.0, bpm, error, within)
    wanted = timeline.beat(7.0) + beats
    assert timeline.beat(timeline.when(wanted)) == pytest.approx(wanted, abs=1e-6)


def test_an_error_is_made_good_within_a_beat() -> None:
    timeline = Timeline(120.0)
    timeline.follow(3.0, 90.0, 0.4)
    one_beat = 60.0 / 90.0
    assert timeline.beat(3.0 + one_beat) == pytest.approx(6.0 + 1.0 + 0.4)
    assert timeline.beat(3.0 + 3.0 * one_beat) == pytest.approx(6.0 + 3.0 + 0.4)


def test_told_in_every_frame_it_is_a_low_pass_of_one_beat() -> None:
    """Against the exponential that it should be."""
    timeline = Timeline(60.0)
    for t in np.arange(0.0, 4.0, 1e-3):
        timeline.follow(t, 60.0, t + 0.3 - timeline.beat(t))
        assert t + 0.3 - timeline.beat(t) == pytest.approx(0.3 * np.exp(-t), abs=1e-3)
