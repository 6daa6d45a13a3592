"""The musical clock: taps, the ear's tempo, and a position that neither jumps nor runs back.

In: taps and estimates at made-up times. Out: proof. Runs in the test process.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.clock import BEATS_PER_BAR, Clock
from engine.controls.clock.clock import FASTEST_BPM, SLOWEST_BPM


def phase_error(beat: float) -> float:
    return abs(beat - round(beat))


def test_begins_at_120() -> None:
    clock = Clock()
    assert (clock.bpm, clock.source) == (120.0, "default")
    assert clock.beat(3.0) == pytest.approx(6.0)
    assert clock.bar(3.0) == pytest.approx(6.0 / BEATS_PER_BAR)


@pytest.mark.parametrize("bpm", [35.0, 90.0, 128.0, 174.0, 290.0])
def test_taps_set_tempo_and_beat(bpm: float) -> None:
    clock = Clock()
    taps = 100.3 + np.arange(8) * 60.0 / bpm
    for t in taps:
        clock.tap(t)
    assert clock.source == "tap"
    assert clock.bpm == pytest.approx(bpm)
    for beats in (2, 3, 50):
        assert phase_error(clock.beat(taps[-1] + beats * 60.0 / bpm)) < 1e-6


def test_a_wrong_tap_among_good_ones_does_little() -> None:
    clock = Clock()
    for t in (0.0, 0.5, 1.0, 1.37, 2.0, 2.5, 3.0):
        clock.tap(t)
    assert clock.bpm == pytest.approx(120.0, abs=0.1)


def test_a_pause_begins_a_new_tempo() -> None:
    clock = Clock()
    for t in (0.0, 0.5, 1.0, 10.0):
        clock.tap(t)
    assert clock.bpm == pytest.approx(120.0)
    clock.tap(10.4)
    assert clock.bpm == pytest.approx(150.0)


def test_tempo_is_limited() -> None:
    clock = Clock()
    for t in (0.0, 0.01, 0.02):
        clock.tap(t)
    assert clock.bpm == FASTEST_BPM
    clock = Clock()
    for t in (0.0, 2.04, 4.08):
        clock.tap(t)
    assert clock.bpm == SLOWEST_BPM


def test_the_ear_leads_until_somebody_taps() -> None:
    clock = Clock()
    clock.hear(1.0, 100.0, 0.3)
    assert (clock.bpm, clock.source) == (120.0, "default")
    clock.hear(1.0, 100.0, 0.9)
    assert (clock.bpm, clock.source) == (100.0, "ear")
    for t in (2.0, 2.5, 3.0):
        clock.tap(t)
    clock.hear(4.0, 100.0, 1.0)
    assert (clock.bpm, clock.source) == (pytest.approx(120.0), "tap")
    clock.forget_taps()
    clock.hear(5.0, 100.0, 1.0)
    assert (clock.bpm, clock.source) == (100.0, "ear")


def test_the_ears_tempo_is_brought_into_range_and_nonsense_left_aside() -> None:
    clock = Clock()
    clock.hear(0.0, 20.0, 1.0)
    assert clock.bpm == 40.0
    clock.hear(0.0, 500.0, 1.0)
    assert clock.bpm == 250.0
    for bpm in (0.0, -100.0, math.nan, math.inf):
        clock.hear(1.0, bpm, 1.0)
    clock.hear(1.0, 100.0, math.nan)
    clock.hear(1.0, 100.0, 1.0, beat=math.inf)
    assert clock.bpm == 250.0


@pytest.mark.parametrize("ahead", [-0.45, -0.1, 0.2, 0.49])
def test_the_ears_beat_is_met_within_two_beats(ahead: float) -> None:
    clock = Clock()
    clock.hear(10.0, 120.0, 1.0, beat=clock.beat(10.0) + ahead + 7.0)
    assert clock.beat(11.0) == pytest.approx(22.0 + ahead)


def test_the_ears_beat_told_at_every_frame_is_followed() -> None:
    clock = Clock()
    for t in np.arange(0.0, 8.0, 1 / 60):
        clock.hear(t, 125.0, 0.8, beat=0.3 + t * 125.0 / 60.0)
    error = clock.beat(8.0) - (0.3 + 8.0 * 125.0 / 60.0)
    assert phase_error(error) < 0.01


@pytest.mark.parametrize("metre", [3, 4, 7])
def test_the_bar_is_the_ears(metre: int) -> None:
    """The ear counts its beats within the bar, from 0; the show's clock has been running for a while."""
    clock = Clock()
    begun = clock.beat(30.3)
    period = 0.48
    for t in np.arange(30.3, 48.0, 1 / 60):
        beats = (t - 30.0) / period + 2.0  # the third beat of a bar fell at 30
        clock.hear(t, 60.0 / period, 0.9, beat=beats % metre, metre=metre)
        clock.advance(t)
        assert clock.beat(t) >= begun
    assert clock.metre == metre
    expected = ((48.0 - 30.0) / period + 2.0) % metre / metre
    assert phase_error(clock.bar(48.0) - expected) < 0.01
    # Somebody taps: the bar goes on as it is.
    clock.tap(48.1)
    clock.tap(48.58)
    assert (clock.source, clock.metre) == ("tap", metre)


@given(
    calls=st.lists(
        st.tuples(
            st.floats(0.0, 3.0),
            st.sampled_from(["tap", "hear", "hear beat", "forget"]),
            st.floats(20.0, 400.0),
            st.floats(0.0, 100.0),
        ),
        max_size=40,
    )
)
def test_position_never_jumps_or_runs_back(calls: list[tuple[float, str, float, float]]) -> None:
    clock, t = Clock(), 0.0
    for wait, what, bpm, beat in calls:
        for step in np.linspace(t, t + wait, 5)[1:]:
            assert clock.beat(step) >= clock.beat(t) - 1e-6
            t = float(step)
        before = clock.beat(t)
        if what == "tap":
            clock.tap(t)
        elif what == "forget":
            clock.forget_taps()
        else:
            clock.hear(t, bpm, 1.0, beat if what == "hear beat" else None)
        assert clock.beat(t) == pytest.approx(before, abs=1e-6)


def test_what_waits_for_a_beat_a_bar_or_a_phrase_is_called_when_it_begins() -> None:
    clock = Clock(120.0)
    begun: dict[str, list[int]] = {"beat": [], "bar": [], "phrase": []}
    for frame in range(60 * 35):
        t = (frame + 0.5) / 60.0
        clock.advance(t)
        for unit, times in begun.items():
            if clock.passed(unit) > len(times):
                times.append(frame)
            assert clock.passed(unit) == len(times)
    assert begun["beat"] == [30 * n for n in range(1, 70)]
    assert begun["bar"] == [120 * n for n in range(1, 18)]
    assert begun["phrase"] == [960, 1920]
    assert clock.ahead(100.1, "beat") == pytest.approx(0.4)
    assert clock.ahead(100.1, "bar") == pytest.approx(1.9)
    assert clock.ahead(100.1, "phrase") == pytest.approx(11.9)
