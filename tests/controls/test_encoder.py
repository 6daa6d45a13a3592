"""Encoders without an end: what their numbers say, and how one is told from a knob.

In: numbers as controllers send them. Out: proof. Runs in the test process.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.encoder import RELATIVES, Relative, guess_encoder, steps_of


def send(kind: Relative, step: int) -> int:
    """What an encoder of a kind sends for a step, worked out by another way than the engine's."""
    if kind == "twos":
        return step % 128
    return 64 + step if kind == "offset" else (step if step >= 0 else 64 - step)


turns = st.lists(st.integers(-63, 63), max_size=30)
# A hand that looks for its encoder: single steps, and now and then a faster one.
gestures = st.lists(st.sampled_from([2, 3, 5]), max_size=4).map(lambda fast: [1, 1, 1, 1, 1, *fast])


@pytest.mark.parametrize("kind", RELATIVES)
@given(steps=turns)
def test_steps_add_up(kind: Relative, steps: list[int]) -> None:
    assert steps_of(kind, [send(kind, step) for step in steps]) == sum(steps)


@pytest.mark.parametrize(
    ("kind", "values", "steps"),
    [
        ("twos", [1, 127], 0),
        ("twos", [64], -64),
        ("offset", [63, 65, 65], 1),
        ("sign", [1, 65, 66], -2),
        ("sign", [64], 0),
    ],
)
def test_the_numbers_that_manuals_give(kind: Relative, values: list[int], steps: int) -> None:
    assert steps_of(kind, values) == steps


@pytest.mark.parametrize("kind", RELATIVES)
@given(forth=gestures, back=gestures)
def test_a_gesture_forth_and_back_tells_the_kind(kind: Relative, forth: list[int], back: list[int]) -> None:
    values = [send(kind, step) for step in [*forth, *(-step for step in back), *forth]]
    assert guess_encoder(values) == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1, 1, 1], "twos"), ([127, 127, 126], "twos"), ([65, 65, 66], "offset"), ([63, 63, 63], "offset"), ([1, 1], "")],
)
def test_one_direction_gives_the_likeliest(values: list[int], kind: Relative) -> None:
    assert guess_encoder(values) == kind


@given(start=st.integers(0, 127), end=st.integers(0, 127), stride=st.integers(1, 9))
def test_a_knob_is_none(start: int, end: int, stride: int) -> None:
    values = list(range(start, end, stride if end > start else -stride))
    assert guess_encoder(values) == ""
    assert guess_encoder([*values, *reversed(values[:-1])]) == ""


@given(start=st.integers(10, 60), length=st.integers(6, 60))
def test_nor_is_one_that_says_everything_twice(start: int, length: int) -> None:
    assert guess_encoder([value for value in range(start, start + length) for _ in range(2)]) == ""


@pytest.mark.parametrize(
    "values", [[127, 0, 127, 0], [0, 0, 0], [64, 64, 64], [62, 63, 65, 66], [63, 64, 65, 64, 63], [40, 41, 42]]
)
def test_buttons_and_knobs_are_none(values: list[int]) -> None:
    assert guess_encoder(values) == ""
