"""Soft takeover: after a look, a morph or another hand has moved a parameter, no knob makes it jump.

In: sequences of recalls and moves, made up by hypothesis. Out: proof in values, frame by frame. Runs in the test
process.
"""

import itertools
from dataclasses import dataclass

import pytest
from controls.desk import HUE, MORPH, SPEED, Table, bind
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Event
from engine.controls.patchbay import Patchbay
from engine.controls.takeover import REACH, STEEPEST

FRAME_S = 1.0 / 60.0


def test_jump_follows_at_once() -> None:
    table = Table(bind("midi/cc/1", MORPH))
    table.board.set(MORPH, 0.8)
    table.turn("midi/1/cc/1", 0.1)
    assert table.unit(MORPH) == pytest.approx(0.1)


@pytest.mark.parametrize("way", [(0.1, 0.4, 0.7), (0.95, 0.9, 0.85)])
def test_pickup_waits_until_the_knob_passes(way: tuple[float, ...]) -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="pickup"))
    table.board.set(MORPH, 0.8)
    for x in way:
        table.turn("midi/1/cc/1", x)
        assert table.unit(MORPH) == 0.8
    past = 0.9 if way[0] < 0.8 else 0.7
    table.turn("midi/1/cc/1", past)
    assert table.unit(MORPH) == pytest.approx(past)
    table.turn("midi/1/cc/1", 0.2)
    assert table.unit(MORPH) == pytest.approx(0.2)


@pytest.mark.parametrize("takeover", ["pickup", "scale"])
def test_a_recalled_look_makes_the_knob_take_over_anew(takeover: str) -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover=takeover))
    table.turn("midi/1/cc/1", 0.0, 0.3)
    assert table.unit(MORPH) == pytest.approx(0.3)
    table.board.load({MORPH: 0.9})
    table.bay.load([])
    table.turn("midi/1/cc/1", 0.31)
    assert table.unit(MORPH) == pytest.approx(0.9, abs=0.02)


def test_a_parameter_that_something_else_has_moved_is_picked_up_anew() -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="pickup"))
    table.turn("midi/1/cc/1", 0.0, 0.3)
    table.board.set(MORPH, 0.7)
    table.turn("midi/1/cc/1", 0.35)
    assert table.unit(MORPH) == 0.7


def test_choice_is_picked_up_at_its_share() -> None:
    table = Table(bind("midi/cc/1", "/layout/choice", takeover="pickup"))
    table.board.set("/layout/choice", "sphere")
    table.turn("midi/1/cc/1", 0.05)
    assert table.board.value("/layout/choice") == "sphere"
    table.turn("midi/1/cc/1", 0.45)
    table.turn("midi/1/cc/1", 0.95)
    assert table.board.value("/layout/choice") == "spectral"


@given(start=st.floats(0.0, 1.0), way=st.lists(st.integers(0, 127), min_size=1, max_size=40))
def test_scale_moves_by_the_share_of_what_is_left(start: float, way: list[int]) -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="scale"))
    table.board.set(MORPH, start)
    knob: float | None = None
    for step in way:
        x, before = step / 127, table.unit(MORPH)
        table.turn("midi/1/cc/1", x)
        after = table.unit(MORPH)
        if knob is None:
            assert after == pytest.approx(before, abs=1 / 127)
        else:
            turned = x - knob
            left = (1.0 - before, 1.0 - knob) if turned > 0 else (before, knob)
            # It moves with the knob, by the share of its own way that the knob goes of its way; or holds it already.
            gain = min(left[0] / left[1], STEEPEST) if turned else 0.0
            assert after == pytest.approx(before + turned * gain, abs=1.01 / 127) or after == pytest.approx(x)
            assert (after - before) * turned >= -1.01 / 127 * abs(turned)
        knob = x
    # From its middle a knob has way enough to both ends, whatever was before.
    for x in (0.5, 0.0, 0.25, 1.0, 0.5):
        table.turn("midi/1/cc/1", x)
    assert table.unit(MORPH) == pytest.approx(0.5)


def test_a_knob_that_is_almost_at_its_end_does_not_tear_a_parameter_there() -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="scale"))
    table.turn("midi/1/cc/1", 126 / 127)
    table.board.load({MORPH: 0.2})
    table.bay.load([])
    table.turn("midi/1/cc/1", 1.0)
    assert table.unit(MORPH) == pytest.approx(0.2 + STEEPEST / 127)
    for x in (0.5, 1.0):  # turned back and up again, it gets there
        table.turn("midi/1/cc/1", x)
    assert table.unit(MORPH) == pytest.approx(1.0)


@dataclass(frozen=True)
class Recall:
    """A look that puts parameters elsewhere, at once or in so many seconds."""

    hue: float
    morph: float
    over: float


@dataclass(frozen=True)
class Frames:
    """Time passes."""

    count: int


@dataclass(frozen=True)
class Move:
    """A knob of one of two controllers goes to a value, 0..127, or so many steps."""

    port: str
    control: int
    value: int


places = st.floats(0.0, 1.0)
happenings = st.one_of(
    st.builds(Recall, places, places, st.sampled_from([0.0, 0.0, 0.05, 0.2])),
    st.builds(Frames, st.integers(1, 8)),
    st.builds(Move, st.sampled_from(["left", "right"]), st.sampled_from([1, 2]), st.integers(0, 127)),
    st.builds(Move, st.just("left"), st.just(3), st.sampled_from([1, 2, 127, 126])),
)
bindings = st.builds(
    lambda takeover, low, high, smoothing: [
        bind("midi/cc/1", HUE, takeover=takeover, low=low, high=high, smoothing=smoothing),
        bind("midi/cc/2", MORPH, takeover=takeover),
        bind("midi/cc/2", HUE, takeover="scale", low=0.4, high=0.0),  # one control for two, and two for one
        bind("midi/cc/3", MORPH, relative="twos", step=0.02),
    ],
    st.sampled_from(["pickup", "scale"]),
    st.sampled_from([0.0, 0.25, 0.75]),
    st.sampled_from([0.5, 1.0]),
    st.sampled_from([0.0, 0.1]),
)


@given(rig=bindings, night=st.lists(happenings, min_size=1, max_size=60))
def test_nothing_ever_jumps(rig: list, night: list[Recall | Frames | Move]) -> None:  # type: ignore[type-arg]
    """The value of no parameter changes by more than the hand's own move, scaled; what looks and glides do apart."""
    board = Board(CATALOGUE)
    bay = Patchbay(board, rig)
    knobs: dict[tuple[str, int], float] = {}
    t = 0.0
    for happening in night:
        if isinstance(happening, Recall):
            values = {
                path: CATALOGUE[path].from_unit(x) for path, x in ((HUE, happening.hue), (MORPH, happening.morph))
            }
            board.load(values, over=happening.over)
            bay.load([], over=happening.over)
            continue
        if isinstance(happening, Frames):
            for _ in range(happening.count):
                t += FRAME_S
                bay.advance(t, FRAME_S, {})
                board.snapshot(t)
            continue
        before = {path: board.unit(path) for path in (HUE, MORPH)}
        port, control, value = happening.port, happening.control, happening.value
        bay.handle([Event(f"midi/1/cc/{control}", value / 127, value, t, port)])
        if control == 3:
            moved = 0.02 * abs(value - 128 if value > 64 else value) / STEEPEST
        else:
            x = value / 127
            moved = abs(x - knobs.get((port, control), x))
            knobs[port, control] = x
        for path, unit in before.items():
            assert abs(board.unit(path) - unit) <= STEEPEST * moved + REACH + 1e-6


@pytest.mark.parametrize("takeover", ["pickup", "scale"])
@pytest.mark.parametrize("start", [0.0, 0.3, 0.7, 1.0])
def test_a_value_outside_of_the_bindings_range_comes_in_without_a_jump(takeover: str, start: float) -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover=takeover, low=0.4, high=0.6))
    table.board.set(MORPH, start)
    values = [table.unit(MORPH)]
    for value in (*range(64, 128), *(*range(127, -1, -1), *range(128)) * 2):
        table.turn("midi/1/cc/1", value / 127)
        values.append(table.unit(MORPH))
    assert max(abs(one - other) for one, other in itertools.pairwise(values)) < 0.02
    assert values[-1] == pytest.approx(0.6)


def test_another_controllers_knob_of_the_same_number_is_another_knob() -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="pickup"))
    table.turn("midi/1/cc/1", 0.0, 0.3, port="left")
    table.turn("midi/1/cc/1", 0.9, port="right")  # between the two lies the parameter, but no hand has passed it
    assert table.unit(MORPH) == pytest.approx(0.3)
    table.turn("midi/1/cc/1", 0.2, port="right")
    assert table.unit(MORPH) == pytest.approx(0.2)
    table.turn("midi/1/cc/1", 0.31, port="left")
    assert table.unit(MORPH) == pytest.approx(0.2)
    table.turn("midi/1/cc/1", 0.1, port="left")
    assert table.unit(MORPH) == pytest.approx(0.1)


def test_a_hand_that_moves_while_a_look_glides_in_takes_over() -> None:
    table = Table(bind("midi/cc/1", SPEED, takeover="scale"))
    table.turn("midi/1/cc/1", 0.5)
    table.board.load({SPEED: 8.0}, over=1.0)
    table.bay.load([], over=1.0)
    table.frame(t=0.5)
    table.board.snapshot(0.5)
    halfway = table.unit(SPEED)
    table.turn("midi/1/cc/1", 0.51)
    assert table.unit(SPEED) == pytest.approx(halfway, abs=0.02)
    table.board.snapshot(2.0)
    assert table.unit(SPEED) == pytest.approx(halfway, abs=0.02)


@pytest.mark.parametrize("takeover", ["jump", "pickup", "scale"])
def test_a_control_that_moved_while_it_was_withheld_takes_over_anew(takeover: str) -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover=takeover))
    table.turn("midi/1/cc/1", 0.0, 0.3)
    table.bay.withhold([Event("midi/1/cc/1", x, x * 127, 0.0) for x in (0.5, 0.9)])
    assert table.unit(MORPH) == pytest.approx(0.3)
    table.turn("midi/1/cc/1", 0.91)
    expected = 0.91 if takeover == "jump" else 0.3
    assert table.unit(MORPH) == pytest.approx(expected, abs=0.08)
