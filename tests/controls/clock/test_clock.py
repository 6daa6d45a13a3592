"""The clock and the hands on it: taps, the one, half and double, nudges, and a steady position.

In: taps and estimates at made-up times. Out: proof. Runs in the test process.
"""

import math

import numpy as np
import pytest

from engine.controls.clock import BEATS_PER_BAR, Clock
from engine.controls.clock.dials import Dials
from engine.controls.clock.hand import FASTEST_BPM, SLOWEST_BPM

FRAME_S = 1.0 / 60.0


def phase_error(beat: float) -> float:
    return abs(beat - round(beat))


def tapped(*taps: float) -> Clock:
    clock = Clock()
    for t in taps:
        clock.tap(t)
        clock.advance(t)
    return clock


def hears(
    clock: Clock, start: float, end: float, bpm: float, confidence: float = 1.0, dials: Dials | None = None
) -> None:
    """The ear hears a beat that fell at 0, bars of four."""
    for t in np.arange(start, end, FRAME_S):
        clock.hear(t, bpm, confidence, beat=t * bpm / 60.0 % 4.0, metre=4)
        clock.advance(t, dials)


def test_begins_at_120() -> None:
    clock = Clock()
    assert (clock.bpm, clock.source) == (120.0, "")
    assert clock.beat(3.0) == pytest.approx(6.0)
    assert clock.bar(3.0) == pytest.approx(6.0 / BEATS_PER_BAR)


@pytest.mark.parametrize("bpm", [35.0, 90.0, 128.0, 174.0, 290.0])
def test_taps_set_tempo_and_beat(bpm: float) -> None:
    taps = 100.3 + np.arange(8) * 60.0 / bpm
    clock = tapped(*taps)
    assert clock.source == "tap"
    assert clock.bpm == pytest.approx(bpm)
    for t in np.arange(taps[-1], taps[-1] + 20.0, FRAME_S):
        clock.advance(t)
    for beats in (2, 3, 50):
        assert phase_error(clock.beat(taps[-1] + beats * 60.0 / bpm)) < 1e-3


def test_a_wrong_tap_among_good_ones_does_little() -> None:
    clock = tapped(0.0, 0.5, 1.0, 1.37, 2.0, 2.5, 3.0)
    assert clock.bpm == pytest.approx(120.0, abs=0.1)
    for t in np.arange(3.0, 9.0, FRAME_S):
        clock.advance(t)
    assert phase_error(clock.beat(9.0)) < 0.01


def test_a_pause_begins_a_new_tempo() -> None:
    clock = tapped(0.0, 0.5, 1.0, 10.0)
    assert clock.bpm == pytest.approx(120.0)
    clock.tap(10.4)
    clock.advance(10.4)
    assert clock.bpm == pytest.approx(150.0)


def test_tempo_is_limited() -> None:
    assert tapped(0.0, 0.01, 0.02).bpm == FASTEST_BPM
    assert tapped(0.0, 2.04, 4.08).bpm == SLOWEST_BPM


def test_one_tap_alone_says_where_the_beat_is_while_nobody_else_does() -> None:
    clock = tapped(1.2)
    assert phase_error(clock.beat(1.2 + 2.0)) < 1e-6
    clock = Clock()
    hears(clock, 0.0, 4.0, 120.0)
    clock.tap(4.2)
    hears(clock, 4.2, 5.0, 120.0)
    assert (clock.source, clock.bpm) == ("ear", 120.0)
    assert phase_error(clock.beat(6.0)) < 0.01


def test_the_ear_leads_until_somebody_taps() -> None:
    clock = Clock()
    hears(clock, 0.0, 1.0, 100.0, confidence=0.3)
    assert (clock.bpm, clock.source) == (120.0, "")
    hears(clock, 1.0, 2.0, 100.0)
    assert (clock.bpm, clock.source) == (100.0, "ear")
    for t in (2.0, 2.5, 3.0):
        clock.tap(t)
    hears(clock, 3.1, 4.0, 100.0)
    assert (clock.bpm, clock.source) == (pytest.approx(120.0), "tap")
    clock.forget()
    hears(clock, 4.0, 7.0, 100.0)
    assert (clock.bpm, clock.source) == (100.0, "ear")


def test_the_ears_tempo_is_brought_into_range_and_nonsense_left_aside() -> None:
    clock = Clock()
    for bpm, shown in ((20.0, 40.0), (500.0, 250.0)):
        clock.hear(0.0, bpm, 1.0)
        clock.advance(0.0)
        assert clock.bpm == shown
    for bpm in (0.0, -100.0, math.nan, math.inf, 1e300):
        clock.hear(1.0, bpm, 1.0)
    clock.hear(1.0, 100.0, math.nan)
    clock.hear(1.0, 100.0, 1.0, beat=math.inf)
    clock.advance(0.5)
    assert clock.bpm == 250.0


@pytest.mark.parametrize("metre", [3, 4, 7])
def test_the_bar_is_the_ears(metre: int) -> None:
    """The ear counts its beats within the bar, from 0; the show's clock has been running for a while."""
    clock = Clock()
    begun = clock.beat(30.3)
    period = 0.48
    for t in np.arange(30.3, 54.0, FRAME_S):
        beats = (t - 30.0) / period + 2.0  # the third beat of a bar fell at 30
        clock.hear(t, 60.0 / period, 0.9, beat=beats % metre, metre=metre)
        clock.advance(t)
        assert clock.beat(t) >= begun
    assert clock.metre == metre
    expected = ((54.0 - 30.0) / period + 2.0) % metre / metre
    assert phase_error(clock.bar(54.0) - expected) < 0.01
    # Somebody taps: the bar goes on as it is.
    for t in (54.1, 54.58):
        clock.tap(t)
        clock.advance(t)
    assert (clock.source, clock.metre) == ("tap", metre)


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


def test_the_one_by_hand_stands_against_the_ear_until_it_is_forgotten() -> None:
    clock = Clock()
    hears(clock, 0.0, 12.0, 120.0)
    assert phase_error(clock.bar(12.0)) < 0.01
    clock.begin(13.05)
    assert phase_error(clock.bar(13.0)) < 0.01
    assert phase_error(clock.phrase(13.0)) < 0.01
    hears(clock, 13.1, 25.0, 120.0)
    assert phase_error(clock.bar(25.0)) < 0.01
    clock.forget()
    hears(clock, 25.0, 40.0, 120.0)
    assert phase_error(clock.bar(40.0)) < 0.01


@pytest.mark.parametrize("pressed", [16.1, 16.9, 17.1, 19.9])
def test_the_one_begins_a_bar_and_a_phrase_just_once(pressed: float) -> None:
    """At 120: a bar begins at 16, where a phrase does too."""
    clock = Clock()
    for t in np.arange(0.0, pressed, FRAME_S):
        clock.advance(t)
    clock.advance(pressed)
    before = {unit: clock.passed(unit) for unit in ("bar", "phrase")}
    clock.begin(pressed)
    for t in np.arange(pressed, pressed + 0.3, FRAME_S):
        clock.advance(t)
    expected = 0 if pressed < 16.25 else 1
    assert {unit: clock.passed(unit) - before[unit] for unit in before} == {"bar": expected, "phrase": expected}


@pytest.mark.parametrize(("multiple", "bpm"), [(0.25, 30.0), (0.5, 60.0), (2.0, 240.0), (4.0, 480.0)])
def test_half_and_double(multiple: float, bpm: float) -> None:
    clock = Clock()
    hears(clock, 0.0, 12.3, 120.0)
    dials, before = Dials(multiple=multiple), clock.beat(12.3)
    clock.advance(12.3, dials)
    assert clock.beat(12.3) == pytest.approx(before, abs=1e-6)
    hears(clock, 12.3, 40.0, 120.0, dials=dials)
    assert clock.bpm == pytest.approx(bpm)
    beats = 40.0 * 2.0 * multiple
    assert phase_error(clock.beat(40.0) - beats) < 0.02
    if multiple >= 1.0:
        assert phase_error(clock.bar(40.0) - beats / 4.0) < 0.02
    # It counts without anybody who leads, too.
    clock = Clock()
    clock.advance(0.0, dials)
    assert clock.bpm == bpm


@pytest.mark.parametrize("ahead", [-0.2, 0.08, 0.4])
def test_the_clock_is_ahead_of_the_sound_by_the_displays_delay(ahead: float) -> None:
    clock = Clock()
    hears(clock, 0.0, 15.0, 100.0, dials=Dials(ahead=ahead))
    assert phase_error(clock.beat(15.0) - (15.0 + ahead) * 100.0 / 60.0) < 0.01


def test_a_tempo_by_hand_runs_on_the_beat_of_who_agrees() -> None:
    clock = Clock()
    hears(clock, 0.0, 10.0, 119.0, dials=Dials(bpm=120.0))
    assert (clock.source, clock.bpm) == ("tap", 120.0)
    assert phase_error(clock.beat(10.0) - 10.0 * 119.0 / 60.0) < 0.05
    before = clock.beat(10.0)
    hears(clock, 10.0, 14.0, 97.0, dials=Dials(bpm=120.0))
    assert clock.beat(14.0) - before == pytest.approx(8.0, abs=0.1)  # nobody agrees: it runs by itself
    hears(clock, 14.0, 18.0, 97.0, dials=Dials())
    assert (clock.source, clock.bpm) == ("ear", 97.0)


def test_the_metre_by_hand_stands_against_the_ear() -> None:
    clock = Clock()
    hears(clock, 0.0, 10.0, 120.0, dials=Dials(metre=3))
    assert clock.metre == 3
    bars = clock.bar(10.0)
    hears(clock, 10.0, 13.0, 120.0, dials=Dials(metre=3))
    assert clock.bar(13.0) - bars == pytest.approx(2.0, abs=0.01)
