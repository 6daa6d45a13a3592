"""The knob looper: a move comes round on the same beats, a hand writes over it, another tempo leaves it as it is.

In: moves of a hand on a board, at made-up times. Out: proof. Runs in the test process.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.motion.loop import MOST_POINTS, Loop
from engine.controls.motion.looper import Looper

SIZE, HUE, PALETTE = "/node/size", "/color/hue", "/color/palette"
FRAME_BEATS = 1.0 / 32.0


class Clock:
    """120 beats a minute, bars of four, wherever a test puts it."""

    def __init__(self) -> None:
        self.beat = 0.0

    def turns(self, t: float, beats: float = 0.0, bars: float = 0.0) -> float:
        return self.beat / (beats or 4.0 * bars)


class Table:
    """A hand on knobs, frame by frame."""

    def __init__(self, bars: float = 1.0) -> None:
        self.board, self.clock = Board(CATALOGUE), Clock()
        self.looper = Looper(self.board, self.clock)
        self.bars = bars
        self.t = 0.0

    def frame(self, beats: float = FRAME_BEATS, bpm: float = 120.0, **turned: float) -> None:
        """turned: where the hand puts parameters, by the last part of their paths."""
        self.t += beats * 60.0 / bpm
        self.clock.beat += beats
        self.looper.play(self.t)
        paths = [{"size": SIZE, "hue": HUE, "palette": PALETTE}[name] for name in turned]
        for path, unit in zip(paths, turned.values(), strict=True):
            self.board.set_unit(path, unit)
        self.looper.hear(self.t, paths, self.bars)

    def rest(self, beats: float, bpm: float = 120.0) -> list[float]:
        """No hand for so long; where the size was in each frame."""
        places = []
        for _ in range(round(beats / FRAME_BEATS)):
            self.frame(bpm=bpm)
            places.append(self.board.unit(SIZE))
        return places

    def sweep(self, beats: float = 1.0, low: float = 0.1, high: float = 0.9) -> list[float]:
        """The hand turns the size up, evenly."""
        places = []
        for step in range(round(beats / FRAME_BEATS)):
            self.frame(size=low + (high - low) * step * FRAME_BEATS / beats)
            places.append(self.board.unit(SIZE))
        return places


def recorded(bars: float = 1.0) -> tuple[Table, list[float]]:
    """A sweep over the second beat of a bar, and then nothing, until it comes round for the first time."""
    table = Table(bars)
    table.rest(1.0)
    table.looper.record()
    sweep = table.sweep()
    table.rest(4.0 * bars - 1.0)
    return table, sweep


@pytest.mark.parametrize("bars", [1.0, 2.0, 0.5])
def test_a_move_comes_round_on_the_same_beats(bars: float) -> None:
    table, sweep = recorded(bars)
    for _ in range(3):
        around = table.rest(4.0 * bars)
        assert around[: len(sweep)] == pytest.approx(sweep, abs=0.03)
        assert around[len(sweep) :] == pytest.approx([sweep[-1]] * (len(around) - len(sweep)))


def test_only_what_is_turned_while_it_records_comes_round() -> None:
    table = Table()
    table.sweep()
    assert table.looper.paths == ()
    assert table.looper.newest == SIZE
    table.looper.record()
    table.frame(hue=0.3)
    table.looper.record()
    table.sweep()
    assert table.looper.paths == (HUE,)


def test_a_hand_writes_over_a_loop_and_what_it_left_stays() -> None:
    table, sweep = recorded()
    table.looper.record()
    table.rest(2.0)  # the loop's second half begins
    for _ in range(16):
        table.frame(size=0.0)
        assert table.board.unit(SIZE) == 0.0  # the hand is master
    table.rest(1.5)
    around = table.rest(4.0)
    assert around[: len(sweep)] == pytest.approx(sweep, abs=0.03)
    assert around[64:80] == pytest.approx([0.0] * 16)


def test_after_a_moment_without_a_hand_the_loop_goes_on() -> None:
    table, _ = recorded()
    table.frame(size=0.5)
    assert table.rest(0.3)[-1] == 0.5  # 0.15 s
    assert table.rest(0.5)[-1] != 0.5


def test_ended_early_it_plays_at_once() -> None:
    table = Table(bars=2.0)
    table.rest(1.0)
    table.looper.record()
    sweep = table.sweep()
    table.rest(2.0)
    before = table.board.unit(SIZE)
    table.looper.record()
    table.board.set_unit(SIZE, 1.0)  # something else
    table.frame()
    assert table.board.unit(SIZE) == pytest.approx(before)
    table.rest(9.0 - table.clock.beat)
    assert table.rest(1.0) == pytest.approx(sweep, abs=0.03)


@pytest.mark.parametrize("bpm", [60.0, 173.0])
def test_another_tempo_changes_when_and_not_where(bpm: float) -> None:
    table, sweep = recorded()
    assert table.rest(4.0, bpm=bpm)[: len(sweep)] == pytest.approx(sweep, abs=0.03)


def test_where_it_is_has_nothing_to_do_with_the_frame_rate() -> None:
    table, _ = recorded()
    for beats in (0.003, 0.41, 1.7, 0.05, 2.9, 0.33):
        table.frame(beats)
        there = table.board.unit(SIZE)
        other, _ = recorded()
        other.frame(table.clock.beat - other.clock.beat)
        assert other.board.unit(SIZE) == pytest.approx(there)


def test_choices_loop_without_places_in_between() -> None:
    table = Table()
    table.looper.record()
    for unit in (0.1, 0.9, 0.1, 0.5):
        table.frame(palette=unit)
        table.rest(1.0 - FRAME_BEATS)
    names = set()
    for _ in range(4 * 32):
        table.frame()
        names.add(table.board.value(PALETTE))
    assert names == {CATALOGUE[PALETTE].from_unit(unit) for unit in (0.1, 0.5, 0.9)}


def test_drop_and_clear() -> None:
    table, _ = recorded()
    table.frame(hue=0.2)
    table.rest(4.0)
    assert set(table.looper.paths) == {SIZE, HUE}
    table.looper.drop()
    assert table.looper.paths == (SIZE,)
    assert table.looper.describe() == f"recording, {SIZE}"
    table.looper.clear(keep=[SIZE])
    assert table.looper.paths == (SIZE,)
    here = table.board.unit(SIZE)
    table.looper.clear()
    assert table.rest(4.0) == pytest.approx([here] * 128)


def test_a_parameter_that_has_gone_takes_its_loop_along() -> None:
    table, _ = recorded()
    table.board.adopt(Catalogue(parameter for parameter in CATALOGUE.values() if parameter.path != SIZE))
    table.looper.play(table.t)
    assert table.looper.paths == ()


def test_triggers_and_the_clocks_own_parameters_have_no_loops() -> None:
    table = Table()
    table.looper.record()
    table.looper.hear(0.0, ["/burst/fire", "/clock/bpm", "/loop/bars", "/no/such"], 1.0)
    assert table.looper.paths == ()


def test_a_jump_of_the_count_wipes_nothing() -> None:
    table, sweep = recorded()
    table.rest(2.5)  # in the middle of the bar's last beat but one
    table.frame(size=0.2)
    table.clock.beat += 3.0  # the one is now: over a beat on which the loop has its move
    table.frame(size=0.2)
    table.rest(4.0 - (table.clock.beat - 1.0) % 4.0)
    assert table.rest(1.0) == pytest.approx(sweep, abs=0.03)


@given(
    moves=st.lists(
        st.tuples(st.floats(0.0, 4.0, exclude_max=True), st.floats(0.0, 1.0), st.booleans(), st.floats(0.0, 3.999)),
        max_size=60,
    ),
    place=st.floats(0.0, 4.0, exclude_max=True),
)
def test_a_loop_is_only_ever_between_what_was_put(moves: list[tuple[float, float, bool, float]], place: float) -> None:
    loop, units = Loop(4.0, continuous=True), []
    for at, unit, wipes, end in moves:
        if wipes:
            loop.wipe(at, end)
        else:
            loop.put(at, unit)
            units.append(unit)
    value = loop.at(place)
    if value is not None:
        assert min(units) <= value <= max(units)


def test_a_loop_has_an_end_of_its_patience() -> None:
    loop = Loop(4.0, continuous=True)
    for place in np.linspace(0.0, 3.9, MOST_POINTS + 50):
        loop.put(float(place), math.sin(place) ** 2)
    assert len(loop) == MOST_POINTS
