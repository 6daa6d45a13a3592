"""A binding joins a source to a parameter: range, curve, mode, takeover, smoothing.

In: a table from a preset or rig file. Out: a checked, frozen `Binding`, or a ControlError that names the key.
Pure data; any process or thread.
"""

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from engine.controls.catalogue import Catalogue
from engine.controls.parameter import CURVES, Curve, suggest
from engine.controls.source import Source, parse_source
from engine.controls.verbs import verb_at
from engine.errors import ControlError

Mode = Literal["set", "add", "trigger", "toggle"]
Takeover = Literal["jump", "pickup", "scale"]
MODES: tuple[str, ...] = get_args(Mode)
TAKEOVERS: tuple[str, ...] = get_args(Takeover)

T = TypeVar("T")

_STEEPNESS = math.log(64.0)


class BindingError(ControlError):
    """A binding that is not valid. key: the one that is wrong in its table; "" where none is alone to blame."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Binding:
    """source ▸ parameter. low, high: unit space at the source's 0 and 1; low > high turns it round.

    parameter: a parameter's path, or a verb's address (mode "trigger"). curve: shape of the source's 0..1.
    mode: "set" the parameter; "add" to it (low and high are then depths, -1..1); "trigger" on a rise: fires a
    trigger or a verb, sets any other parameter to `high`; "toggle" on a rise.
    takeover: what a control does that is not where its parameter is: "jump" there; "pickup": wait until it passes the
    parameter's place; "scale": move the parameter in proportion until both meet. smoothing: time constant in seconds.
    """

    source: Source
    parameter: str
    low: float = 0.0
    high: float = 1.0
    curve: Curve = "linear"
    mode: Mode = "set"
    takeover: Takeover = "jump"
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        key, problem = self._problem()
        if problem:
            raise BindingError(f"binding {self.source.name} to {self.parameter}: {problem}", key)

    def _problem(self) -> tuple[str, str]:
        """The guilty key and what is wrong with it; both empty when all is well."""
        lowest = -1.0 if self.mode == "add" else 0.0
        for key, value in (("low", self.low), ("high", self.high)):
            if not lowest <= value <= 1.0:
                return key, f"{key} must be from {lowest:g} to 1, not {value:g}"
        if self.low == self.high and self.mode in ("set", "add"):
            return "low", "low and high are the same: the source would move nothing"
        if not 0.0 <= self.smoothing <= 60.0:
            return "smoothing", f"smoothing must be from 0 to 60 seconds, not {self.smoothing:g}"
        for key, given, known in (
            ("curve", self.curve, CURVES),
            ("mode", self.mode, MODES),
            ("takeover", self.takeover, TAKEOVERS),
        ):
            if given not in known:
                return key, f"{key} must be one of {', '.join(known)}, not {given!r}.{suggest(str(given), known)}"
        verb = verb_at(self.parameter)
        if verb and self.mode != "trigger":
            return "mode", 'a verb needs mode = "trigger"'
        if verb and verb.argument and not self.source.name.endswith("/program"):
            return "source", "only midi/program can say which preset"
        return "", ""

    def map(self, x: float) -> float:
        """Unit-space value for the source's x (clamped to 0..1), through curve and range."""
        return self.low + (self.high - self.low) * bend(min(max(x, 0.0), 1.0), self.curve)

    def unmap(self, unit: float) -> float:
        """The source's x (0..1) that gives `unit`, or the nearest: inverse of `map`."""
        shaped = (unit - self.low) / (self.high - self.low)
        return unbend(min(max(shaped, 0.0), 1.0), self.curve)


def bend(x: float, curve: Curve) -> float:
    """0..1 to 0..1: linear, square (x²) or exponential ((64^x - 1) / 63)."""
    if curve == "square":
        return x * x
    if curve == "exponential":
        return math.expm1(_STEEPNESS * x) / math.expm1(_STEEPNESS)
    return x


def unbend(y: float, curve: Curve) -> float:
    """Inverse of `bend`."""
    if curve == "square":
        return math.sqrt(y)
    if curve == "exponential":
        return math.log1p(y * math.expm1(_STEEPNESS)) / _STEEPNESS
    return y


_NUMBERS = ("low", "high", "smoothing")
KEYS = tuple(field.name for field in dataclasses.fields(Binding))


def parse_binding(table: Mapping[str, object], catalogue: Catalogue) -> Binding:
    """A binding from a preset's or rig's table. BindingError naming the key and what it allows."""
    for key in table:
        if key not in KEYS:
            raise BindingError(f"a binding has no key {key!r}; it takes {', '.join(KEYS)}.{suggest(key, KEYS)}", key)
    for key in ("source", "parameter"):
        if key not in table:
            raise BindingError(f"a binding needs the key {key!r}")
    for key, value in table.items():
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if key in _NUMBERS and not is_number:
            raise BindingError(f"{key} must be a number, not {value!r}", key)
        if key not in _NUMBERS and not isinstance(value, str):
            raise BindingError(f"{key} must be text, not {value!r}", key)
    given: dict[str, Any] = dict(table)
    given["source"] = _blame("source", parse_source, given["source"])
    target = given["parameter"]
    if verb_at(target) is None:
        parameter = _blame("parameter", catalogue.find, target)
        given.setdefault("mode", "trigger" if parameter.kind == "trigger" else "set")
        if parameter.kind == "trigger" and given["mode"] != "trigger":
            raise BindingError(f'binding to {target}: a trigger needs mode = "trigger"', "mode")
        if given["mode"] == "add" and parameter.kind != "float":
            raise BindingError(f'binding to {target}: mode = "add" needs a number, not {parameter.allowed}', "mode")
    else:
        given.setdefault("mode", "trigger")
    return Binding(**given)


def _blame(key: str, read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ControlError as error:
        raise BindingError(str(error), key) from error
