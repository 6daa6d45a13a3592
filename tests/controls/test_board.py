"""The board: setting, clamping, glides between looks, modulation, triggers, and the snapshot of one frame.

In: values and times. Out: proof. Runs in the test process.
"""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.board import Board, ease
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.parameter import Parameter
from engine.errors import ControlError


@pytest.fixture
def board() -> Board:
    return Board(CATALOGUE)


def test_begins_with_the_defaults(board: Board) -> None:
    assert dict(board.snapshot(0.0)) == {path: parameter.default for path, parameter in CATALOGUE.items()}


def test_clamps_and_ignores_and_counts_both(board: Board) -> None:
    assert board.set("/pulse/speed", 99.0)
    assert board.value("/pulse/speed") == 8.0
    assert board.set("/pulse/speed", 2.0)
    assert (board.counters.clamped, board.counters.ignored) == (1, 0)
    for useless in (math.nan, math.inf, -math.inf, "fast"):
        assert not board.set("/pulse/speed", useless)
    assert board.value("/pulse/speed") == 2.0
    assert (board.counters.clamped, board.counters.ignored) == (1, 4)
    assert not board.set_unit("/pulse/speed", math.nan)
    assert board.set_unit("/pulse/speed", 7.0)
    assert board.value("/pulse/speed") == pytest.approx(8.0)
    assert (board.counters.clamped, board.counters.ignored) == (2, 5)


def test_unknown_paths_are_errors(board: Board) -> None:
    for do in (board.value, board.unit, board.toggle, board.fire):
        with pytest.raises(ControlError, match="no parameter"):
            do("/no/such")
    with pytest.raises(ControlError, match="no parameter"):
        board.set("/no/such", 1.0)


def test_snapshot_stays_as_it_was(board: Board) -> None:
    before = board.snapshot(1.5)
    board.set("/pulse/speed", 3.0)
    assert before.number("/pulse/speed") == CATALOGUE["/pulse/speed"].default
    assert before.t == 1.5
    with pytest.raises(TypeError):
        before["/pulse/speed"] = 2.0  # type: ignore[index]


def test_typed_reading(board: Board) -> None:
    board.set("/master/blackout", True)
    board.fire("/burst/fire", 0.25)
    values = board.snapshot(0.0)
    assert values.flag("/master/blackout") is True
    assert values.flag("/burst/fire") is True
    assert values.number("/burst/fire") == 0.25
    assert values.name("/layout/choice") == "sunflower"


def test_trigger_fires_in_one_snapshot_with_the_strongest_strength(board: Board) -> None:
    for strength in (0.4, 0.9, 0.2):
        board.fire("/burst/fire", strength)
    assert board.snapshot(0.0).number("/burst/fire") == 0.9
    assert board.snapshot(0.1).number("/burst/fire") == 0.0
    board.set("/burst/fire", 0.0)
    assert not board.snapshot(0.2).flag("/burst/fire")
    with pytest.raises(ControlError, match="not a trigger"):
        board.fire("/pulse/speed")


def test_toggle(board: Board) -> None:
    seen = []
    for _ in range(3):
        board.toggle("/master/blackout")
        seen.append(board.value("/master/blackout"))
    assert seen == [True, False, True]
    layouts = [board.value("/layout/choice")]
    for _ in CATALOGUE["/layout/choice"].choices:
        board.toggle("/layout/choice")
        layouts.append(board.value("/layout/choice"))
    assert sorted(map(str, layouts[1:])) == sorted(CATALOGUE["/layout/choice"].choices)
    assert layouts[-1] == layouts[0]
    board.toggle("/layout/morph")
    assert board.value("/layout/morph") == 1.0
    board.toggle("/layout/morph")
    assert board.value("/layout/morph") == 0.0


def test_load_is_the_whole_look_but_not_the_table(board: Board) -> None:
    board.set("/pulse/speed", 3.0)
    board.set("/master/intensity", 0.5)
    board.set("/ear/gain", 6.0)
    board.load({"/node/size": 2.0})
    assert board.value("/node/size") == 2.0
    assert board.value("/pulse/speed") == CATALOGUE["/pulse/speed"].default
    assert (board.value("/master/intensity"), board.value("/ear/gain")) == (0.5, 6.0)
    board.set("/pulse/speed", 3.0)
    board.load({}, keep=["/pulse/speed"])
    assert board.value("/pulse/speed") == 3.0
    assert board.value("/ear/gain") == 0.0


def test_load_with_a_mistake_changes_nothing(board: Board) -> None:
    before = board.snapshot(0.0)
    for wrong in ({"/node/size": 2.0, "/no/such": 1.0}, {"/node/size": 2.0, "/pulse/speed": "fast"}):
        with pytest.raises(ControlError):
            board.load(wrong)
        assert dict(board.snapshot(0.0)) == dict(before)


def test_glide_runs_along_the_curve_from_rest_to_rest(board: Board) -> None:
    board.advance(10.0)
    board.load({"/pulse/speed": 8.0, "/layout/choice": "ring"}, over=4.0)
    parameter = CATALOGUE["/pulse/speed"]
    start = parameter.to_unit(parameter.default)
    assert board.snapshot(10.0).number("/pulse/speed") == pytest.approx(parameter.default)
    assert board.snapshot(10.0).name("/layout/choice") == "ring"
    for share in (0.25, 0.5, 0.75):
        expected = start + (1.0 - start) * (3 * share**2 - 2 * share**3)
        got = board.snapshot(10.0 + 4.0 * share).number("/pulse/speed")
        assert parameter.to_unit(got) == pytest.approx(expected)
    assert board.snapshot(14.0).number("/pulse/speed") == 8.0
    assert board.snapshot(99.0).number("/pulse/speed") == 8.0


def test_a_hand_ends_a_glide(board: Board) -> None:
    board.load({"/pulse/speed": 8.0}, over=4.0)
    board.advance(2.0)
    board.set("/pulse/speed", 0.5)
    assert board.snapshot(3.0).number("/pulse/speed") == 0.5


def test_a_second_look_glides_from_where_the_first_has_come(board: Board) -> None:
    board.load({"/layout/morph": 1.0}, over=4.0)
    halfway = board.snapshot(2.0).number("/layout/morph")
    board.load({"/layout/morph": 0.0}, over=4.0)
    assert halfway == pytest.approx(0.5)
    assert board.snapshot(2.0).number("/layout/morph") == pytest.approx(halfway)
    assert board.snapshot(4.0).number("/layout/morph") == pytest.approx(0.25)
    assert board.snapshot(6.0).number("/layout/morph") == 0.0


@given(times=st.lists(st.floats(0.0, 5.0), max_size=20))
def test_glide_does_not_depend_on_the_frames(times: list[float]) -> None:
    board = Board(CATALOGUE)
    board.load({"/layout/morph": 1.0}, over=4.0)
    for t in sorted(times):
        assert board.snapshot(t).number("/layout/morph") == pytest.approx(ease(t / 4.0))


def test_offsets_add_up_along_the_curve_and_pass(board: Board) -> None:
    board.set_unit("/pulse/speed", 0.5)
    board.offset("/pulse/speed", 0.2)
    board.offset("/pulse/speed", 0.1)
    assert CATALOGUE["/pulse/speed"].to_unit(board.snapshot(0.0)["/pulse/speed"]) == pytest.approx(0.8)
    board.offset("/pulse/speed", 5.0)
    assert board.snapshot(0.0).number("/pulse/speed") == pytest.approx(8.0)
    assert board.unit("/pulse/speed") == pytest.approx(0.5)
    board.clear_offsets()
    assert board.snapshot(0.0)["/pulse/speed"] == board.value("/pulse/speed")


@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(sorted(CATALOGUE)),
            st.sampled_from(["set", "unit", "offset", "toggle", "advance"]),
            st.floats(),
        ),
        max_size=30,
    )
)
def test_nothing_drives_a_value_out_of_its_range(moves: list[tuple[str, str, float]]) -> None:
    board = Board(CATALOGUE)
    for path, what, x in moves:
        if what == "set":
            board.set(path, x)
        elif what == "unit":
            board.set_unit(path, x)
        elif what == "offset":
            board.offset(path, x)
        elif what == "toggle":
            board.toggle(path)
        elif math.isfinite(x):
            board.advance(x)
    for path, value in board.snapshot(1.0).items():
        parameter = CATALOGUE[path]
        assert value in parameter.choices if parameter.choices else parameter.low <= float(value) <= parameter.high


def test_another_catalogue_keeps_what_stays_within_its_new_range(board: Board) -> None:
    before = CATALOGUE["/pulse/speed"]
    board.set("/pulse/speed", 6.0)
    board.set("/node/size", 2.0)
    board.load({"/line/amount": 4.0}, keep={"/pulse/speed", "/node/size"}, over=2.0)
    narrower = dataclasses.replace(before, high=3.0)
    new = dataclasses.replace(before, path="/effect/new/mix", default=0.5)
    left_out = "/line/width"
    changed = [narrower if path == before.path else CATALOGUE[path] for path in CATALOGUE if path != left_out]
    board.adopt(Catalogue([*changed, new]))
    values = board.snapshot(1.0)
    assert (values["/pulse/speed"], values["/node/size"], values["/effect/new/mix"]) == (3.0, 2.0, 0.5)
    assert 1.0 < values.number("/line/amount") < 4.0  # it glides on
    assert left_out not in values
    board.adopt(Catalogue([narrower, _as_choice(CATALOGUE["/node/size"])]))
    assert dict(board.snapshot(5.0)) == {"/pulse/speed": 3.0, "/node/size": "small"}


def _as_choice(parameter: Parameter) -> Parameter:
    return Parameter(parameter.path, "choice", "small", "another kind", choices=("small", "large"))
