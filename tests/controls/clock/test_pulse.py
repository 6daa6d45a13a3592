"""The pulse: least squares say the same of steady ticks, jitter is measured, tempo changes are followed.

In: ticks with jitter of a known seed. Out: proof, against numpy's straight line. Runs in the test process.
"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.controls.clock.pulse import Pulse

Ticks = NDArray[np.float64]

PER_BEAT = 24


def fed(times: Ticks, period: float = 1.0 / 48.0) -> Pulse:
    pulse = Pulse(period, period)
    for t in times:
        pulse.tick(float(t))
    return pulse


def jittered(times: Ticks, jitter: float, seed: int) -> Ticks:
    return times + np.random.default_rng(seed).normal(0.0, jitter, len(times))


def ticks_of(beats: Callable[[Ticks], Ticks], seconds: float) -> Ticks:
    """When each 24th of a beat falls."""
    t = np.arange(0.0, seconds, 1e-4)
    position = beats(t) * PER_BEAT
    return np.interp(np.arange(1.0, position[-1]), position, t)


def off_ms(pulse: Pulse, times: Ticks) -> float:
    """By how much the pulse's phase is off, at the last tick."""
    return 1000.0 * (pulse.place(float(times[-1])) - len(times)) * pulse.period


@pytest.mark.parametrize("count", [12, 48, 96])
def test_of_steady_ticks_it_says_what_least_squares_say(count: int) -> None:
    times = jittered(3.0 + 0.02 * np.arange(count), 1e-3, 1)
    pulse, weights = Pulse(0.02, 10.0, drift=0.0), []
    for t in times:
        pulse.tick(float(t))
        weights.append(1.0 / pulse.jitter)  # as it was reckoned with
    slope, start = np.polyfit(np.arange(1, count + 1), times, 1, w=weights)
    assert pulse.period == pytest.approx(slope, abs=1e-8)
    assert pulse.place(start + slope * count) == pytest.approx(count, abs=1e-6)


@pytest.mark.parametrize("jitter", [0.3e-3, 1e-3, 3e-3])
def test_jitter_is_measured_and_not_a_change_of_tempo(jitter: float) -> None:
    steady = jittered(0.02 * np.arange(600), jitter, 2)
    assert fed(steady).jitter == pytest.approx(jitter, rel=0.25)
    faster = jittered(ticks_of(lambda t: 2.0 * t + 0.01 * t * t, 12.0), jitter, 2)
    assert fed(faster).jitter == pytest.approx(jitter, rel=0.25)


@pytest.mark.parametrize("bpm", [40.0, 90.0, 124.0, 174.0, 240.0])
@pytest.mark.parametrize("seed", range(4))
def test_within_four_bars_of_3_ms_jitter_tempo_and_phase_are_right(bpm: float, seed: int) -> None:
    times = 60.0 / bpm / PER_BEAT * np.arange(16 * PER_BEAT)
    pulse = fed(jittered(times, 3e-3, seed))
    assert 60.0 / pulse.period / PER_BEAT == pytest.approx(bpm, abs=0.1)
    assert abs(off_ms(pulse, times)) < 5.0
    assert pulse.error < 1e-3


@pytest.mark.parametrize("after_bpm", [60.0, 100.0, 126.0, 140.0, 180.0])
def test_a_new_tempo_is_followed_within_two_beats(after_bpm: float) -> None:
    before_s = 6.0
    seconds = before_s + 2.5 * 60.0 / after_bpm
    times = ticks_of(
        lambda t: np.where(t < before_s, t * 2.0, before_s * 2.0 + (t - before_s) * after_bpm / 60.0), seconds
    )
    pulse = fed(jittered(times, 1e-3, 3))
    assert 60.0 / pulse.period / PER_BEAT == pytest.approx(after_bpm, rel=0.01)
    assert abs(off_ms(pulse, times)) < 3.0


def test_a_pitch_fader_that_moves_is_followed_closely() -> None:
    worst, pulse = 0.0, Pulse(1.0 / 48.0, 0.02)
    times = ticks_of(lambda t: np.where(t < 5.0, 2.0 * t, 10.0 + 2.0 * (t - 5.0) + (t - 5.0) ** 2 / 120.0), 13.0)
    for number, (arrived, t) in enumerate(zip(jittered(times, 1e-3, 4), times, strict=True), start=1):
        pulse.tick(float(arrived))
        if number > 48:
            worst = max(worst, abs(pulse.place(float(t)) - number) * pulse.period)
    assert worst < 3e-3


@pytest.mark.parametrize("lost", [1, 2, 5])
def test_lost_ticks_are_counted_all_the_same(lost: int) -> None:
    times = jittered(0.02 * np.arange(400), 0.5e-3, 5)
    pulse = fed(np.concatenate([times[:200], times[200 + lost :]]))
    assert pulse.place(0.02 * 399) == pytest.approx(400, abs=0.05)


def test_ticks_too_many_are_not_counted() -> None:
    times = jittered(0.02 * np.arange(400), 0.5e-3, 5)
    pulse = fed(np.concatenate([times[:200], times[199:200] + 0.004, times[200:]]))
    assert pulse.place(0.02 * 399) == pytest.approx(400, abs=0.05)


def test_one_late_tick_does_nothing() -> None:
    times = 0.02 * np.arange(200)
    late = times.copy()
    late[150] += 0.018
    assert abs(off_ms(fed(late), times)) < 0.2


def test_after_a_silence_it_knows_how_many_are_missing_while_that_is_sure() -> None:
    pulse = fed(jittered(0.02 * np.arange(400), 0.5e-3, 6))
    assert pulse.gap(0.02 * (399 + 100)) == 99
    assert pulse.gap(1e6) == -1
    assert fed(0.02 * np.arange(5)).gap(1.0) == -1


@given(steps=st.lists(st.floats(0.0, 10.0), min_size=1, max_size=80))
def test_whatever_comes_it_stays_a_pulse(steps: list[float]) -> None:
    pulse = fed(np.cumsum(steps))
    assert np.isfinite([pulse.period, pulse.count, pulse.error, pulse.jitter]).all()
