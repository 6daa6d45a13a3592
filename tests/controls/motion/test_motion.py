"""What moves by itself: shapes at known places, chance that comes again, steps, no jump when the clock is put right.

In: periods and positions. Out: proof. Runs in the test process.
"""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.controls.clock import Clock
from engine.controls.motion import Motion, read_name
from engine.controls.motion.chance import chance
from engine.controls.motion.wave import SHAPES


@dataclass
class Hands:
    """A clock that stands where a test puts it: at `beat`, in bars of four."""

    beat: float = 0.0

    def turns(self, t: float, beats: float = 0.0, bars: float = 0.0) -> float:
        return self.beat / (beats or 4.0 * bars)


def motion(name: str) -> Motion:
    named = read_name(name)
    assert named is not None, name
    return named[1]


def at_beats(name: str, beats: list[float]) -> list[float]:
    return [motion(name).at(math.nan, Hands(beat)) for beat in beats]


QUARTERS = {
    "sine": (0.0, 0.5, 1.0, 0.5),
    "triangle": (0.0, 0.5, 1.0, 0.5),
    "ramp": (0.0, 0.25, 0.5, 0.75),
    "fall": (1.0, 0.75, 0.5, 0.25),
    "square": (0.0, 0.0, 1.0, 1.0),
}


@pytest.mark.parametrize("shape", QUARTERS)
@pytest.mark.parametrize("turns", [0, 3])
def test_shapes_at_the_quarters_of_their_turn(shape: str, turns: int) -> None:
    places = [turns + quarter / 4.0 for quarter in range(4)]
    for period, scale in (("8beats", 8.0), ("2bars", 8.0), ("1/2beats", 0.5)):
        assert at_beats(f"lfo/{shape}/{period}", [scale * place for place in places]) == pytest.approx(QUARTERS[shape])
    in_hertz = [motion(f"lfo/{shape}/0.25hz").at(4.0 * place, Hands()) for place in places]
    assert in_hertz == pytest.approx(QUARTERS[shape])
    ahead = at_beats(f"lfo/{shape}/8beats/phase/0.25", [8.0 * place - 2.0 for place in places])
    assert ahead == pytest.approx(QUARTERS[shape])


@pytest.mark.parametrize("duty", [0.1, 0.5, 0.75])
def test_a_square_is_up_for_its_duty(duty: float) -> None:
    beats = list(np.linspace(0.0, 8.0, 8000, endpoint=False))
    assert np.mean(at_beats(f"lfo/square/1beats/duty/{duty}", beats)) == pytest.approx(duty, abs=0.002)


@given(shape=st.sampled_from(SHAPES), number=st.floats(0.001, 50.0), t=st.floats(0.0, 1e5))
def test_every_shape_stays_between_0_and_1(shape: str, number: float, t: float) -> None:
    value = motion(f"lfo/{shape}/{number:.4f}hz").at(t, Hands())
    assert 0.0 <= value <= 1.0


def test_chance_is_even_and_has_no_memory() -> None:
    """Against the uniform distribution, by Kolmogorov and Smirnov, and by correlation with the step before."""
    for seed in (0, 1, 2**40):
        drawn = np.array([chance(seed, step) for step in range(-2000, 2000)])
        assert stats.kstest(drawn, "uniform").pvalue > 0.01
        assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.05
    seeds = np.array([[chance(seed, step) for step in range(2000)] for seed in (7, 8)])
    assert abs(np.corrcoef(seeds)[0, 1]) < 0.06


def test_hold_draws_once_a_turn_and_random_goes_from_one_to_the_next() -> None:
    beats = list(np.arange(0.0, 40.0, 0.05))
    held = np.array(at_beats("lfo/hold/1beats/seed/5", beats))
    assert len(set(held)) == 40
    assert np.all(np.diff(held)[np.diff(np.floor(np.array(beats) + 1e-9)) == 0] == 0.0)
    wandering = np.array(at_beats("lfo/random/1beats/seed/5", beats))
    assert wandering[::20] == pytest.approx(held[::20])
    assert np.abs(np.diff(wandering)).max() < 0.1
    assert at_beats("lfo/hold/1beats/seed/5", beats) == list(held)
    assert at_beats("lfo/hold/1beats/seed/6", beats) != list(held)


def test_steps_in_turn() -> None:
    middles = [(step + 0.5) / 4.0 for step in range(8)]
    assert at_beats("steps/x.3-/0.25beats", middles) == pytest.approx([1.0, 0.0, 1 / 3, 1 / 3] * 2)
    assert at_beats("steps/1,0,0.25,0.5/1/4beats", middles) == pytest.approx([1.0, 0.0, 0.25, 0.5] * 2)
    assert at_beats("steps/-x/1bars", [2.0, 6.0]) == [0.0, 1.0]


def test_steps_glide_and_close() -> None:
    assert at_beats("steps/x./1beats/glide/0.5", [0.0, 0.25, 0.5, 0.9, 1.25, 1.6]) == pytest.approx(
        [0, 0.5, 1, 1, 0.5, 0]
    )
    assert at_beats("steps/xx5x/1beats/gate/0.5", [0.0, 0.4, 0.6, 1.1, 2.2, 2.7]) == pytest.approx(
        [1, 1, 0, 1, 5 / 9, 0]
    )
    assert at_beats("steps/xx.x/1beats/glide/0.5/gate/0.5", [1.25]) == pytest.approx([0.5])


@given(frames=st.lists(st.floats(0.001, 0.3), min_size=1, max_size=30))
def test_they_are_the_same_at_any_frame_rate(frames: list[float]) -> None:
    """Where it is depends on when it is asked, and on nothing that was asked before."""
    names = ("lfo/random/1beats", "lfo/hold/0.5beats", "lfo/sine/1bars", "steps/x.5./0.25beats/glide/0.3")
    clock, t = Clock(), 0.0
    for step in frames:
        t += step
        clock.advance(t)
    for name in names:
        fresh = Clock()
        fresh.advance(t)
        assert motion(name).at(t, clock) == pytest.approx(motion(name).at(t, fresh), abs=1e-6)


def test_nothing_jumps_when_the_ear_finds_the_one() -> None:
    clock = Clock()
    names = ("lfo/sine/8beats", "lfo/triangle/2bars", "lfo/sine/1beats", "lfo/sine/4bars")
    before = dict.fromkeys(names, 0.0)
    for frame in range(60 * 30):
        t = frame / 60.0
        # From 4 s on it hears that the one is two beats later.
        clock.hear(t, 120.0, 1.0, (t * 2.0 + (2.0 if t > 4.0 else 0.0)) % 4.0, 4)
        clock.advance(t)
        for name in names:
            here = motion(name).at(t, clock)
            if frame:
                assert abs(here - before[name]) < 0.18 if name.endswith("1beats") else abs(here - before[name]) < 0.03
            before[name] = here
    assert clock.bar(30.0) % 1.0 == pytest.approx(0.5, abs=0.01)
    assert motion("lfo/sine/2bars").at(30.0, clock) == pytest.approx(
        0.5 - 0.5 * math.cos(2 * math.pi * 62.0 / 8.0), abs=0.02
    )
