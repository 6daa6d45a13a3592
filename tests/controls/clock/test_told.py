"""Time that other programs tell: OSC's beats are a pulse, Live's only say which beat it is; a tempo stays.

In: `Tempo`s at made-up times. Out: proof. Runs in the test process.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.clock.told import Told
from engine.controls.event import Tempo

FRAME_S = 1.0 / 60.0


def osc() -> Told:
    return Told("OSC", phase=True)


def send_beats(told: Told, bpm: float, beats: int, name: Callable[[int], float] = float, start: float = 5.0) -> float:
    """Beats as the frame loop gets them: with the next frame. Returns when the last one really was."""
    t = start
    for beat in range(beats):
        t = start + beat * 60.0 / bpm
        told.take(Tempo("osc", math.ceil(t / FRAME_S) * FRAME_S, beat=name(beat)))
    return t


@pytest.mark.parametrize("bpm", [63.0, 124.0, 171.0])
def test_beats_alone_give_tempo_and_phase(bpm: float) -> None:
    told = osc()
    last = send_beats(told, bpm, 24)
    reading = told.read(last)
    assert reading is not None and reading.beat is not None
    assert reading.bpm == pytest.approx(bpm, rel=0.005)
    assert reading.beat == pytest.approx(23.0, abs=0.010 * bpm / 60.0)
    assert (reading.exact, reading.span) == (True, math.inf)


def test_a_position_told_all_the_time_is_followed() -> None:
    told = osc()
    for t in np.arange(3.0, 12.0, FRAME_S):
        told.take(Tempo("osc", t, beat=t * 2.2))
    reading = told.read(12.0)
    assert reading is not None and reading.beat is not None
    assert reading.bpm == pytest.approx(132.0, rel=1e-3)
    assert reading.beat == pytest.approx((12.0 + 0.008) * 2.2, abs=0.01)


@pytest.mark.parametrize("cycle", [3, 4, 16])
def test_beats_that_begin_anew_tell_how_long_a_round_is(cycle: int) -> None:
    told = osc()
    last = send_beats(told, 120.0, 40, lambda beat: beat % cycle)
    reading = told.read(last)
    assert reading is not None and reading.beat is not None
    assert reading.span == cycle
    assert reading.beat % cycle == pytest.approx(39 % cycle, abs=0.03)


def test_a_jump_in_the_song_is_a_cue_and_no_change_of_tempo() -> None:
    told = osc()
    send_beats(told, 120.0, 17)
    before = told.read(13.0)
    last = send_beats(told, 120.0, 9, lambda beat: 100.0 + beat, start=5.0 + 17 * 0.5)
    after = told.read(last)
    assert before is not None and after is not None and after.beat is not None
    assert after.cue > before.cue
    assert after.beat == pytest.approx(108.0, abs=0.03)
    assert after.bpm == pytest.approx(120.0, abs=1.0)


def test_a_tempo_stays_until_another_one_or_0() -> None:
    told = osc()
    told.take(Tempo("osc", 1.0, bpm=124.0))
    for t in (1.0, 1000.0):
        reading = told.read(t)
        assert reading is not None and (reading.bpm, reading.beat) == (124.0, None)
    told.take(Tempo("osc", 1001.0, bpm=0.0))
    assert told.read(1001.0) is None


def test_beats_that_cease_are_no_time_any_more() -> None:
    told = osc()
    last = send_beats(told, 120.0, 20)
    assert told.read(last + 1.5) is not None
    assert told.read(last + 2.5) is None


def test_it_says_when_it_has_stopped() -> None:
    told = osc()
    send_beats(told, 120.0, 8)
    told.take(Tempo("osc", 9.0, playing=False))
    reading = told.read(9.0)
    assert reading is not None and not reading.playing
    cue = reading.cue
    told.take(Tempo("osc", 9.1, playing=True))
    reading = told.read(9.1)
    assert reading is not None and reading.playing and reading.cue > cue


def test_live_says_which_beat_it_is_and_no_phase() -> None:
    live = Told("Live", phase=False, silence=5.0)
    for t in np.arange(0.0, 4.0, 0.1):
        live.take(Tempo("live", t + 0.1, bpm=120.0, beat=math.floor(t * 2.0), metre=4, playing=True))
    reading = live.read(4.0)
    assert reading is not None and reading.beat is not None
    assert (reading.exact, reading.metre, reading.bpm) == (False, 4, 120.0)
    assert reading.beat == pytest.approx(8.0, abs=0.4)
    assert live.read(9.2) is None


def test_what_it_said_is_forgotten_on_demand() -> None:
    told = osc()
    last = send_beats(told, 120.0, 8)
    told.forget()
    assert told.read(last) is None


NEWS = st.tuples(
    st.floats(0.0, 3.0),
    st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
    st.one_of(st.none(), st.floats(-1e6, 1e6), st.sampled_from([math.nan, math.inf, 1e300])),
    st.integers(-1, 9),
    st.one_of(st.none(), st.booleans()),
)


@given(news=st.lists(NEWS, max_size=40), phase=st.booleans())
def test_whatever_is_told_readings_are_numbers(
    news: list[tuple[float, float | None, float | None, int, bool | None]], phase: bool
) -> None:
    told, t = Told("x", phase), 0.0
    for wait, bpm, beat, metre, playing in news:
        t += wait
        told.take(Tempo("x", t, bpm, beat, metre, playing))
        reading = told.read(t)
        if reading is not None:
            assert 0.0 < reading.bpm < 1e6
            assert reading.beat is None or math.isfinite(reading.beat)
