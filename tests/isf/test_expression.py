"""Formulas for sizes: the same numbers as Python's arithmetic, and mistakes told with their column.

In: formulas, some drawn from a seed. Out: proof.
"""

import math

import numpy as np
import pytest

from engine.errors import IsfError
from engine.isf.expression import parse

VALUES = {"WIDTH": 1920.0, "HEIGHT": 1080.0, "scale": 0.37, "_n": 3.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$WIDTH", 1920.0),
        ("WIDTH/4.0", 480.0),
        ("max($WIDTH*$scale, 1)", 1920.0 * 0.37),
        ("floor($HEIGHT/7)", 154.0),
        ("-2^2", -4.0),
        ("2^-1", 0.5),
        ("2**3^2", 512.0),
        ("(-2)^2", 4.0),
        ("8-4-2", 2.0),
        ("8/4/2", 1.0),
        ("-7 % 3", -1.0),
        ("mod(7, 4)", 3.0),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("fract(2.25)", 0.25),
        ("sign(-3)", -1.0),
        ("clamp(5, 0, 2)", 2.0),
        ("min(3, 1, 2)", 1.0),
        ("max(4)", 4.0),
        ("pi", math.pi),
        ("1e3 + .5 + 2.", 1002.5),
        ("$_n > 2 ? 10 : 20", 10.0),
        ("$_n <= 2 ? 10 : $scale < 1 ? 20 : 30", 20.0),
        ("if($_n == 3, 1, 2)", 1.0),
        (" \t$WIDTH ", 1920.0),
        ("--1 - -1 + +1", 3.0),
        ("atan2(1, 1)", math.pi / 4),
    ],
)
def test_value(text: str, value: float) -> None:
    assert parse(text, VALUES).evaluate(VALUES) == pytest.approx(value, rel=1e-12)


def _draw(random: np.random.Generator, depth: int) -> tuple[str, str]:
    """A formula as ISF writes it, and the same for Python."""
    if depth == 0 or random.random() < 0.15:
        if random.random() < 0.5:
            name = str(random.choice(list(VALUES)))
            return f"${name}", name
        number = f"{random.uniform(0.0, 9.0):.3f}"
        return number, number
    a, python_a = _draw(random, depth - 1)
    b, python_b = _draw(random, depth - 1)
    pick = int(random.integers(9))
    if pick < 4:
        sign = "+-*/"[pick]
        # Without brackets: precedence is what is tested.
        return f"{a} {sign} {b}", f"{python_a} {sign} {python_b}"
    if pick == 4:
        return f"({a})", f"({python_a})"
    if pick == 5:
        return f"-({a})", f"-({python_a})"
    if pick == 6:
        return f"(({a}) % ({b}))", f"math.fmod({python_a}, {python_b})"
    if pick == 7:
        return f"min({a}, {b})", f"min({python_a}, {python_b})"
    return f"sin({a})^2", f"math.sin({python_a})**2"


def test_random_formulas_are_as_in_python() -> None:
    random = np.random.default_rng([4, 1])
    compared = 0
    for _ in range(600):
        text, python = _draw(random, int(random.integers(1, 6)))
        expression = parse(text, VALUES)
        try:
            wanted = eval(python, {"math": math, **VALUES})
        except (ArithmeticError, ValueError):
            assert math.isnan(expression.evaluate(VALUES)), text
            continue
        assert expression.evaluate(VALUES) == pytest.approx(wanted, rel=1e-9, abs=1e-9), text
        compared += 1
    assert compared > 500


@pytest.mark.parametrize("text", ["1/0", "sqrt(-1)", "log(0)", "$WIDTH % 0", "(-8)^0.5", "exp(1e9)", "10^400"])
def test_bad_maths_is_nan_and_a_size_all_the_same(text: str) -> None:
    expression = parse(text, VALUES)
    assert math.isnan(expression.evaluate(VALUES))
    assert expression.pixels(VALUES, 640) == 640


@pytest.mark.parametrize(
    ("text", "pixels"),
    [("$WIDTH/7", 274), ("0", 1), ("-5", 1), ("0.2", 1), ("1e9", 16384), ("$WIDTH*1e308*10", 33), ("3.999", 3)],
)
def test_a_size_is_whole_and_in_bounds(text: str, pixels: int) -> None:
    assert parse(text, VALUES).pixels(VALUES, 33) == pixels


def test_names_are_those_that_it_uses() -> None:
    assert parse("max($WIDTH * scale, $scale + pi)", VALUES).names == {"WIDTH", "scale"}


def test_an_input_may_be_called_e() -> None:
    assert parse("$e * 2", {"e"}).evaluate({"e": 5.0}) == 10.0
    assert parse("e", ()).evaluate({}) == math.e


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("$WDTH / 2", 1, "Did you mean WIDTH?"),
        ("2 * $amount", 5, "there is no $amount"),
        ("floor($WIDTH", 13, "expected ')'"),
        ("flor($WIDTH)", 1, "Did you mean floor?"),
        ("$WIDTH +", 9, "expected a number"),
        ("", 1, "expected a number"),
        ("$WIDTH 2", 8, "too much"),
        ("$WIDTH; 2", 7, "';' has no meaning"),
        ("pow(2)", 1, "pow takes 2 arguments, not 1"),
        ("min()", 5, "expected a number"),
        ("1 ? 2", 6, "expected ':'"),
        ("__import__('os')", 12, '"\'" has no meaning'),
        ("(" * 60 + "1" + ")" * 60, 41, "nests too deeply"),
        ("2^" * 60 + "1", 81, "nests too deeply"),
    ],
)
def test_mistakes_are_told_with_their_column(text: str, column: int, told: str) -> None:
    with pytest.raises(IsfError) as caught:
        parse(text, VALUES)
    assert f"column {column}: " in str(caught.value) and told in str(caught.value)


def test_a_formula_has_an_end() -> None:
    with pytest.raises(IsfError, match="longer than 1000"):
        parse("1+" * 600 + "1", VALUES)
