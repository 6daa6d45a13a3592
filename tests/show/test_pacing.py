"""The pacing against simulated machines: fast down, slow up, no hunting, and nothing for a single hitch.

In: cost = fixed + per pixel, with noise, of a made-up card behind a made-up display. Out: the scales that were chosen.
Runs in the test process; no clock, no window.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from engine.show.pacing import LADDER, Bounds, Pacing, Timetable, inner_size

PERIOD = 1.0 / 60.0


@dataclass
class Machine:
    """A card that takes `fixed` seconds and `full` more for a picture at full size, and a loop that obeys `pacing`.

    `waits`: the display shows a frame at a refresh only. `told`: the card tells its cost, three frames later. `load`:
    by what a frame at time `t` is dearer. `hitch`: seconds by which the frame with this number is held up.
    """

    fixed: float
    full: float
    waits: bool = False
    told: bool = True
    noise: float = 0.03
    bounds: Bounds = field(default_factory=Bounds)
    load: Callable[[float], float] = lambda t: 1.0
    hitch: Callable[[int], float] = lambda number: 0.0
    pacing: Pacing = field(default_factory=Pacing)
    t: float = 0.0
    scales: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(7)
        self._told: list[float] = []
        self._number = 0

    def run(self, seconds: float) -> "Machine":
        end, dt = self.t + seconds, PERIOD
        while self.t < end:
            known = self._told[-3] if self.told and len(self._told) >= 3 else None
            scale = self.pacing.advance(self.t, dt, known, PERIOD, self.bounds)
            cost = (self.fixed + self.full * scale**2) * self.load(self.t) * self._random.lognormal(0.0, self.noise)
            self._told.append(cost)
            took = max(PERIOD, cost + self.hitch(self._number))
            dt = np.ceil(took / PERIOD - 1e-9) * PERIOD if self.waits else took
            self._number += 1
            self.scales.append(scale)
            self.times.append(self.t)
            self.t += dt
        return self

    @property
    def steps(self) -> int:
        return int(np.count_nonzero(np.diff(self.scales)))

    def rate_hz(self, seconds: float) -> float:
        """Over the last `seconds`."""
        return sum(t > self.t - seconds for t in self.times) / seconds


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("full", [0.002, 0.012])
def test_a_machine_that_is_fast_enough_is_left_alone(waits: bool, full: float) -> None:
    assert Machine(0.002, full, waits).run(60.0).steps == 0


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("full", [0.019, 0.028, 0.045])
def test_a_steady_overload_is_answered_within_a_second(waits: bool, told: bool, full: float) -> None:
    machine = Machine(0.002, full, waits, told).run(1.2)
    assert machine.scales[-1] < 1.0
    machine.run(4.0)
    assert machine.rate_hz(2.0) > 58.0
    # No smaller than it must be: a rung below what fits at most, or two where nobody tells what drawing costs.
    fitting = next(rung for rung in LADDER if machine.fixed + full * rung**2 < PERIOD)
    assert machine.scales[-1] >= LADDER[min(LADDER.index(fitting) + (1 if told else 2), LADDER.index(0.5))]


@pytest.mark.parametrize("waits", [False, True])
def test_a_little_too_slow_is_answered_soon(waits: bool) -> None:
    machine = Machine(0.002, PERIOD * 1.08 - 0.002, waits).run(4.0)
    assert machine.scales[-1] < 1.0 and machine.rate_hz(1.0) > 58.0


@pytest.mark.parametrize("hitch", [0.02, 0.2, 1.5])
def test_a_single_hitch_changes_nothing(hitch: float) -> None:
    machine = Machine(0.002, 0.008, True, hitch=lambda number: hitch if number % 120 == 60 else 0.0).run(30.0)
    assert machine.steps == 0


def test_hitches_in_a_row_that_are_excused_change_nothing() -> None:
    pacing, t = Pacing(), 0.0
    for number in range(600):
        held_up = number % 5 == 0
        if held_up:
            pacing.excuse()
        dt = 0.15 if held_up else PERIOD
        t += dt
        assert pacing.advance(t, dt, 0.008, PERIOD, Bounds()) == 1.0


@pytest.mark.parametrize("waits", [False, True])
def test_it_comes_back_when_the_load_has_gone(waits: bool) -> None:
    machine = Machine(0.001, 0.010, waits, load=lambda t: 3.0 if t < 5.0 else 1.0).run(5.0)
    assert machine.scales[-1] < 0.8
    machine.run(25.0)
    assert machine.scales[-1] == 1.0


def test_a_load_that_comes_and_goes_is_not_followed_forever() -> None:
    machine = Machine(0.001, 0.009, True, load=lambda t: 3.0 if t % 8.0 < 3.0 else 1.0).run(120.0)
    early = machine.steps
    machine.run(480.0)
    assert machine.steps - early < 24
    assert machine.rate_hz(400.0) > 58.0


@pytest.mark.parametrize("full", np.geomspace(0.012, 0.042, 5).tolist())
@pytest.mark.parametrize("told", [False, True])
def test_a_steady_load_of_any_size_ends_in_rest(full: float, told: bool) -> None:
    machine = Machine(0.003, full, True, told, noise=0.06).run(60.0)
    early = machine.steps
    machine.run(240.0)
    assert machine.steps - early <= (4 if told else 12)  # untold, it must try, and waits longer each time
    assert machine.rate_hz(240.0) > 58.5


def test_what_the_pixels_do_not_cost_a_smaller_picture_cannot_win_back() -> None:
    machine = Machine(0.022, 0.001, True).run(10.0)
    assert min(machine.scales) == 0.5 and machine.scales[-1] == 1.0
    machine.run(600.0)
    assert np.mean(machine.scales) > 0.97


@pytest.mark.parametrize("waits", [False, True])
def test_what_is_late_at_the_floor_stays_there_if_the_floor_helps(waits: bool) -> None:
    # A load that grows while the picture shrinks must not make it look in vain.
    machine = Machine(0.004, 0.060, waits, load=lambda t: min(2.0, 1.0 + 0.2 * t)).run(60.0)
    late = np.array(machine.scales)[np.array(machine.times) > 2.0]
    assert np.mean(late == 0.5) > 0.95
    assert machine.steps < 8


def test_a_picture_that_is_small_by_chance_grows_though_its_cost_is_mostly_fixed() -> None:
    machine = Machine(0.0095, 0.004, True, load=lambda t: 1.5 if t < 2.0 else 1.0).run(2.0)
    assert machine.scales[-1] < 1.0
    machine.run(180.0)
    assert machine.scales[-1] == 1.0 and machine.rate_hz(60.0) > 59.0


def test_the_floor_and_the_most_are_kept_and_followed() -> None:
    machine = Machine(0.0, 0.2, bounds=Bounds(0.9, 0.6)).run(8.0)
    assert machine.scales[0] == 0.9 and machine.scales[-1] == 0.6
    machine.bounds = Bounds(0.9, 0.3)
    machine.run(3.0)
    assert 0.29 < machine.scales[-1] < 0.34
    machine.bounds = Bounds(0.9, 0.5)
    assert machine.run(0.1).scales[-1] == 0.5


def test_a_fixed_size_is_fixed_and_followed_at_once() -> None:
    machine = Machine(0.0, 0.2, bounds=Bounds(0.8, 0.25, adapt=False)).run(5.0)
    assert set(machine.scales) == {0.8}
    machine.bounds = Bounds(0.4, 0.25, adapt=False)
    machine.scales.clear()
    assert set(machine.run(1.0).scales) == {0.4}
    machine.bounds = Bounds(0.4, 0.7)  # a floor above the most
    assert set(machine.run(1.0).scales) == {0.4}


def test_who_is_at_the_top_stays_at_the_top() -> None:
    machine = Machine(0.001, 0.008, bounds=Bounds(0.5, 0.25)).run(1.0)
    machine.bounds = Bounds(1.0, 0.25)
    assert machine.run(0.1).scales[-1] == 1.0


def test_as_fast_as_can_be_is_as_large_as_may_be() -> None:
    pacing = Pacing()
    assert {pacing.advance(n * 0.2, 0.2, 0.2, 0.0, Bounds()) for n in range(200)} == {1.0}


def test_the_same_calls_give_the_same_scales() -> None:
    first, second = (Machine(0.002, 0.02, noise=0.2).run(20.0).scales for _ in range(2))
    assert first == second


def test_frames_are_due_evenly_and_lost_time_is_not_made_up_for() -> None:
    table, now, starts = Timetable(), 5.0, []
    random = np.random.default_rng(3)
    for number in range(200):
        starts.append(now)
        now += 0.5 if number == 100 else random.uniform(0.001, 0.015)
        wait = table.wait(now, PERIOD)
        assert 0.0 <= wait <= PERIOD
        now += wait + (random.uniform(0.0, 0.0005) if wait else 0.0)
    gaps = np.diff(starts)
    assert np.mean(gaps[2:99]) == pytest.approx(PERIOD, rel=2e-3)
    assert gaps[100] == pytest.approx(0.5, abs=0.02) and gaps[101:].min() > 0.9 * PERIOD


def test_the_inner_size_is_of_whole_pixels_and_never_nothing() -> None:
    assert inner_size((1920, 1080), 1.0) == (1920, 1080)
    assert inner_size((1920, 1080), 0.75) == (1440, 810)
    assert inner_size((3, 3), 0.25) == (2, 2)
