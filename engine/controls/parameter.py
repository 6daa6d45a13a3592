"""One thing that can be turned: its path, range, default, unit, curve and meaning.

In: a declaration, then units (0..1), numbers and preset values. Out: valid values, or a ControlError.
Pure functions of frozen data; used by any process or thread.
"""

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeGuard, get_args

from engine.errors import ControlError

Value: TypeAlias = float | bool | str
"""A float for kinds "float" and "trigger" (0..1 strength), a bool for "bool", a name for "choice"."""

Kind = Literal["float", "bool", "choice", "trigger"]
Curve = Literal["linear", "exponential", "square"]
CURVES: tuple[str, ...] = get_args(Curve)

_PATH = re.compile(r"(/[A-Za-z][A-Za-z0-9_-]*){2,}")


def suggest(word: str, known: Iterable[str]) -> str:
    """ " Did you mean …?" with up to three near names, or "" when nothing is near."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def _is_number(given: object) -> TypeGuard[int | float]:
    return isinstance(given, (int, float)) and not isinstance(given, bool)


def shape(x: float, curve: Curve, low: float, high: float) -> float:
    """Value in low..high at x (0..1) along `curve`.

    linear: equal steps; exponential: equal ratios (needs 0 < low); square: fine near `low`, or, on a range
    that is symmetric about zero, fine near zero.
    """
    if curve == "exponential":
        value = low * math.pow(high / low, x)
    elif curve == "square" and low < 0.0:
        side = 2.0 * x - 1.0
        value = high * side * abs(side)
    elif curve == "square":
        value = low + (high - low) * x * x
    else:
        value = low + (high - low) * x
    return min(max(value, low), high)


def unshape(value: float, curve: Curve, low: float, high: float) -> float:
    """Inverse of `shape`: the x in 0..1 that gives `value` (clamped to low..high)."""
    value = min(max(value, low), high)
    if curve == "exponential":
        x = math.log(value / low) / math.log(high / low)
    elif curve == "square" and low < 0.0:
        x = 0.5 + 0.5 * math.copysign(math.sqrt(abs(value) / high), value)
    elif curve == "square":
        x = math.sqrt((value - low) / (high - low))
    else:
        x = (value - low) / (high - low)
    return min(max(x, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declaration, checked when it is made.

    path: OSC address of at least two parts. low, high, unit, curve: for "float". choices: for "choice".
    default: a value that the parameter itself allows (0.0 for a trigger). meaning: one line for a person.
    """

    path: str
    kind: Kind
    default: Value
    meaning: str
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    curve: Curve = "linear"
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise ControlError(f"parameter {self.path!r}: {problem}")
        if self.kind in ("float", "trigger"):
            object.__setattr__(self, "default", float(self.default))

    def _problem(self) -> str:
        if not _PATH.fullmatch(self.path):
            return "the path must look like /group/name"
        if not self.meaning or "\n" in self.meaning:
            return "the meaning must be one line"
        if self.kind not in get_args(Kind) or self.curve not in CURVES:
            return f"unknown kind {self.kind!r} or curve {self.curve!r}"
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            return f"the range {self.low:g} to {self.high:g} is empty or not finite"
        if self.curve == "exponential" and self.low <= 0.0:
            return "an exponential curve needs a range above zero"
        if self.curve == "square" and self.low < 0.0 and self.low != -self.high:
            return "a square curve below zero needs a range symmetric about zero"
        if (self.kind == "choice") != bool(self.choices) or len(set(self.choices)) != len(self.choices):
            return "a choice, and only a choice, needs a list of different names"
        if self.kind == "trigger":
            return "" if self.default == 0.0 else "a trigger rests at 0"
        try:
            self.parse(self.default)
        except ControlError as error:
            return f"bad default: {error}"
        return ""

    @property
    def group(self) -> str:
        """First part of the path: "pulse" for /pulse/speed."""
        return self.path.split("/")[1]

    @property
    def continuous(self) -> bool:
        """True where values between two values make sense (kind "float")."""
        return self.kind == "float"

    @property
    def allowed(self) -> str:
        """What the parameter takes, in words: "a number from 0.1 to 8 radii/s"."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "bool":
            return "true or false"
        if self.kind == "trigger":
            return "a strength from 0 to 1"
        return f"a number from {self.low:g} to {self.high:g} {self.unit}".rstrip()

    def show(self, value: Value) -> str:
        """A value for a person to read: `0.42 turns`, `on`, `sunflower`."""
        if isinstance(value, str):
            return value
        if self.kind == "bool":
            return "on" if value else "off"
        return f"{float(value):.3g} {self.unit}".rstrip()

    def from_unit(self, x: float) -> Value:
        """Value at x in 0..1 (clamped) through the curve; a choice by equal shares, a bool from 0.5 up."""
        x = min(max(x, 0.0), 1.0)
        if self.kind == "choice":
            return self.choices[min(int(x * len(self.choices)), len(self.choices) - 1)]
        if self.kind == "bool":
            return x >= 0.5
        return shape(x, self.curve, self.low, self.high)

    def to_unit(self, value: Value) -> float:
        """Place of `value` in 0..1: inverse of `from_unit`; a choice gives the middle of its share."""
        if self.kind == "choice":
            return (self.choices.index(str(value)) + 0.5) / len(self.choices)
        return unshape(float(value), self.curve, self.low, self.high)

    def clamp(self, number: float) -> float:
        """`number` limited to low..high; ControlError when it is not finite."""
        if not math.isfinite(number):
            raise ControlError(f"{self.path} takes {self.allowed}, not {number}")
        return min(max(float(number), self.low), self.high)

    def parse(self, given: object) -> Value:
        """Strict reading, for presets. ControlError naming what is allowed for anything but a valid value."""
        if self.kind == "bool" and isinstance(given, bool):
            return given
        if self.kind == "choice" and isinstance(given, str) and given in self.choices:
            return given
        if self.kind == "float" and _is_number(given) and self.low <= given <= self.high:
            return float(given)
        if self.kind == "trigger":
            raise ControlError(f"{self.path} is a trigger: it can be fired, but has no value to keep")
        hint = suggest(given, self.choices) if isinstance(given, str) else ""
        raise ControlError(f"{self.path} takes {self.allowed}, not {given!r}.{hint}")

    def coerce(self, given: Value) -> Value | None:
        """Forgiving reading, for OSC and MIDI: clamps numbers, takes a choice by name or index; else None."""
        if isinstance(given, str):
            return given if self.kind == "choice" and given in self.choices else None
        if not math.isfinite(given):
            return None
        if self.kind == "choice":
            return self.choices[round(min(max(given, 0), len(self.choices) - 1))]
        if self.kind == "bool":
            return given >= 0.5
        return self.clamp(given)
