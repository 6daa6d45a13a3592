"""When messages arrived: a made-up driver and a frame loop that looks now and then, against the true times.

In: made-up clocks, seeded. Out: proof. Runs in the test process.
"""

from collections.abc import Iterable

import numpy as np
import pytest

from engine.controls.midi.arrival import Arrival

FRAME_S = 1.0 / 60.0


def watch(
    arrived: Iterable[float], arrival: Arrival, *, drift: float = 0.0, late: float = 0.0, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """True and estimated times of messages that a loop takes up once a frame. The driver's clock runs fast by `drift`.

    late: up to how much later than it arrived the driver's thread brings a message.
    """
    chance = np.random.default_rng(seed)
    truth = np.asarray(list(arrived))
    brought = np.maximum.accumulate(truth + chance.uniform(0.0, late, truth.size))
    deltas = np.diff(truth, prepend=truth[0]) * (1.0 + drift)
    estimated: list[float] = []
    now = since = 0.0
    while len(estimated) < truth.size:
        now += FRAME_S + abs(chance.normal(0.0, 0.0005))
        looked = now
        while len(estimated) < truth.size and brought[len(estimated)] <= looked:
            looked += 5e-6
            estimated.append(arrival.time(float(deltas[len(estimated)]), since, looked))
        since = looked
    return truth, np.array(estimated)


@pytest.mark.parametrize("bpm", [90.0, 128.0, 174.0])
def test_a_clock_s_ticks_are_known_to_a_millisecond(bpm: float) -> None:
    truth, estimated = watch(5.0 + np.arange(2400) * 60.0 / bpm / 24.0, Arrival())
    error = estimated - truth
    assert np.abs(error[48:]).max() < 0.001  # two beats on
    assert np.abs(error[:48]).max() < FRAME_S + 0.003
    assert np.abs(np.diff(error)).max() < FRAME_S + 0.003 and np.diff(estimated).min() >= 0.0


@pytest.mark.parametrize("drift", [-40e-6, 40e-6])
def test_crystals_that_differ_do_not_part_in_a_night(drift: float) -> None:
    hours = np.arange(0.0, 4 * 3600.0, 0.25) + np.random.default_rng(2).uniform(0.0, 0.2, 4 * 3600 * 4)
    truth, estimated = watch(hours, Arrival(), drift=drift)
    assert np.abs((estimated - truth)[100:]).max() < 0.003


def test_knobs_of_chance_too() -> None:
    truth, estimated = watch(np.cumsum(np.random.default_rng(3).exponential(0.03, 2000)), Arrival(), late=0.004)
    assert np.abs((estimated - truth)[200:]).max() < 0.002


def test_messages_that_the_driver_lost_do_not_set_the_clock_back() -> None:
    arrival = Arrival()
    watch(np.arange(1.0, 3.0, 0.02), arrival)
    # The next difference counts from a message that nobody ever saw, two seconds later.
    assert arrival.time(0.02, 5.0, 5.016) == pytest.approx(5.016)
    arrival.restart()
    assert arrival.time(0.02, 6.0, 6.01) == pytest.approx(6.01)


@pytest.mark.parametrize("delta", [float("nan"), float("inf"), -1.0, 1e9])
def test_a_driver_that_tells_nonsense_is_put_right(delta: float) -> None:
    arrival = Arrival()
    watch(np.arange(1.0, 3.0, 0.02), arrival)
    assert arrival.time(delta, 3.0, 3.01) == pytest.approx(3.01)
    assert 3.01 <= arrival.time(0.02, 3.02, 3.035) <= 3.036
