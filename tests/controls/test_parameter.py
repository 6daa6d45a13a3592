"""Parameters: curves and their inverses, what is clamped, coerced and refused, and what the messages say.

In: declarations and values, drawn at random by hypothesis. Out: proof. Runs in the test process.
"""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.catalogue import CATALOGUE
from engine.controls.parameter import CURVES, Parameter, shape, unshape
from engine.errors import ControlError

units = st.floats(0.0, 1.0)
anything = st.one_of(st.floats(), st.booleans(), st.text(max_size=8), st.integers())
parameters = st.sampled_from(list(CATALOGUE.values()))


def number(**changes: object) -> Parameter:
    declared: dict[str, object] = {"path": "/some/thing", "kind": "float", "default": 1.0, "meaning": "a thing"}
    return Parameter(**{**declared, "low": 0.5, "high": 8.0, **changes})  # type: ignore[arg-type]


RANGES = {"linear": (-3.0, 7.0), "exponential": (0.1, 12.0), "square": (0.0, 5.0)}


@pytest.mark.parametrize("curve", CURVES)
def test_curve_ends_at_the_ends_and_rises(curve: str) -> None:
    low, high = RANGES[curve]
    values = [shape(x, curve, low, high) for x in np.linspace(0.0, 1.0, 101)]  # type: ignore[arg-type]
    assert (values[0], values[-1]) == pytest.approx((low, high))
    assert all(np.diff(values) > 0.0)


def test_curves_have_the_shapes_that_they_are_named_after() -> None:
    x = np.linspace(0.0, 1.0, 21)
    exponential = np.array([shape(each, "exponential", 0.1, 12.0) for each in x])
    assert exponential[1:] / exponential[:-1] == pytest.approx(np.full(20, (12.0 / 0.1) ** 0.05))
    assert [shape(each, "square", 2.0, 6.0) for each in x] == pytest.approx(2.0 + 4.0 * x**2)
    assert [shape(each, "square", -2.0, 2.0) for each in x] == pytest.approx(2.0 * (2 * x - 1) * np.abs(2 * x - 1))


@given(x=units, curve=st.sampled_from([*RANGES, "bipolar"]))
def test_unshape_is_the_inverse_of_shape(x: float, curve: str) -> None:
    low, high = RANGES.get(curve, (-2.0, 2.0))
    name = "square" if curve == "bipolar" else curve
    again = shape(unshape(shape(x, name, low, high), name, low, high), name, low, high)  # type: ignore[arg-type]
    assert again == pytest.approx(shape(x, name, low, high), abs=1e-9)  # type: ignore[arg-type]


@given(parameter=parameters, x=units)
def test_every_parameter_comes_back_from_its_place(parameter: Parameter, x: float) -> None:
    value = parameter.from_unit(x)
    back = parameter.from_unit(parameter.to_unit(value))
    assert back == (pytest.approx(value, rel=1e-6, abs=1e-6) if isinstance(value, float) else value)


@given(parameter=parameters, x=st.floats(allow_nan=False))
def test_from_unit_never_leaves_the_range(parameter: Parameter, x: float) -> None:
    value = parameter.from_unit(x)
    if parameter.kind == "choice":
        assert value in parameter.choices
    else:
        assert parameter.low <= float(value) <= parameter.high


@given(parameter=parameters, given_value=anything)
def test_coerce_gives_what_the_parameter_takes_or_nothing(
    parameter: Parameter, given_value: float | bool | str
) -> None:
    value = parameter.coerce(given_value)
    if value is None:
        assert isinstance(given_value, str) or not math.isfinite(given_value)
    elif parameter.kind == "trigger":
        assert 0.0 <= float(value) <= 1.0
    else:
        assert parameter.parse(value) == value


def test_coerce_clamps_and_finds_choices_by_name_and_number() -> None:
    assert number().coerce(99) == 8.0
    assert number().coerce(-99.0) == 0.5
    assert number().coerce(True) == 1.0
    layout = CATALOGUE["/layout/choice"]
    assert [layout.coerce(given) for given in ("sphere", 2, 1.6, -7, 99.0, "cube")] == [
        *("sphere", "sphere", "sphere", "ring", "spectral"),
        None,
    ]
    blackout = CATALOGUE["/master/blackout"]
    assert [blackout.coerce(given) for given in (True, 1, 0.5, 0.49, 0, False)] == [True] * 3 + [False] * 3


@pytest.mark.parametrize("parameter", CATALOGUE.values(), ids=lambda parameter: parameter.path)
def test_parse_takes_the_default_and_refuses_the_rest(parameter: Parameter) -> None:
    wrong: list[object] = [None, [], {}, math.nan, math.inf, "nothing of this name", 1e9]
    if parameter.kind == "trigger":
        wrong.append(1.0)
    else:
        assert parameter.parse(parameter.default) == parameter.default
    for each in wrong:
        with pytest.raises(ControlError, match=parameter.path):
            parameter.parse(each)


def test_parse_says_what_is_allowed_and_what_was_perhaps_meant() -> None:
    with pytest.raises(ControlError, match=r"/layout/choice takes one of ring, .* not 'shpere'. Did you mean sphere"):
        CATALOGUE["/layout/choice"].parse("shpere")
    with pytest.raises(ControlError, match=r"/pulse/speed takes a number from 0.1 to 8 radii/s, not 9"):
        CATALOGUE["/pulse/speed"].parse(9)
    with pytest.raises(ControlError, match=r"/master/blackout takes true or false, not 1"):
        CATALOGUE["/master/blackout"].parse(1)
    with pytest.raises(ControlError, match=r"not True"):
        CATALOGUE["/pulse/speed"].parse(True)


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "noslash"},
        {"path": "/alone"},
        {"path": "/with space/x"},
        {"meaning": ""},
        {"meaning": "two\nlines"},
        {"low": 8.0},
        {"low": math.nan},
        {"high": math.inf},
        {"default": 9.0},
        {"default": True},
        {"kind": "colour"},
        {"curve": "cubic"},
        {"curve": "exponential", "low": 0.0},
        {"curve": "square", "low": -1.0},
        {"choices": ("a",)},
        {"kind": "choice", "default": "a"},
        {"kind": "choice", "default": "a", "choices": ("a", "a")},
        {"kind": "choice", "default": "c", "choices": ("a", "b")},
        {"kind": "trigger", "default": 1.0},
    ],
    ids=str,
)
def test_bad_declaration_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ControlError):
        number(**changes)


def test_declaration_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        number().low = 0.0  # type: ignore[misc]
