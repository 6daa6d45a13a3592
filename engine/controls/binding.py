"""A binding joins a source to a parameter: range, curve, mode, takeover, smoothing; its port, its encoder's kind.

In: what a table or a hand chose. Out: a checked, frozen `Binding`, or a BindingError that names the key.
Pure data; any process or thread.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from engine.controls.encoder import RELATIVES, STEP, Relative
from engine.controls.parameter import CURVES, Curve, suggest
from engine.controls.source import Source
from engine.controls.takeover import TAKEOVERS, Takeover
from engine.controls.verbs import Argument, VerbKind, verb_at
from engine.errors import ControlError

Mode = Literal["set", "add", "trigger", "toggle", "momentary", "velocity"]
MODES: tuple[str, ...] = get_args(Mode)

ARGUMENTS: Mapping[Argument, str] = {
    "preset": "a preset's name, or its number from 1",
    "number": "a number",
    "text": "a text",
}
"""What verbs may be told, in words."""

_STEEPNESS = math.log(64.0)
_PROGRAM = "/program"


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
    trigger or a verb, sets any other parameter to `high`; "toggle" on a rise; "momentary": at `high` while it is held;
    "velocity" on a rise: sets the parameter to how hard it was hit.
    takeover: what a control does that is not where its parameter is: "jump" there; "pickup": wait until it passes the
    parameter's place; "scale": move the parameter in proportion until both meet. smoothing: time constant in seconds;
    attack, release: the same while the source rises and while it falls, where they differ from it.
    port: part of a MIDI port's name, in any case; only what comes from there counts; "" any.
    relative: what an encoder without an end sends, "" for what has one; step: a step's share of the parameter's range.
    from_, to: the source's numbers, as they come, that count as 0 and as 1; None: those that are usual for it.
    argument: what the verb is told, if it takes one.
    """

    source: Source
    parameter: str
    low: float = 0.0
    high: float = 1.0
    curve: Curve = "linear"
    mode: Mode = "set"
    takeover: Takeover = "jump"
    smoothing: float = 0.0
    attack: float | None = None
    release: float | None = None
    port: str = ""
    relative: Relative = ""
    step: float = STEP
    from_: float | None = None
    to: float | None = None
    argument: str | float | None = None

    def __post_init__(self) -> None:
        for key, problem in (self._problem(), self._problem_of_source(), self._problem_of_verb()):
            if key:
                raise BindingError(f"binding {self.source.name} to {self.parameter}: {problem}", key)

    def _problem(self) -> tuple[str, str]:
        """The guilty key and what is wrong with it; both empty when all is well."""
        lowest = -1.0 if self.mode == "add" else 0.0
        for key, value in (("low", self.low), ("high", self.high)):
            if not lowest <= value <= 1.0:
                return key, f"{key} must be from {lowest:g} to 1, not {value:g}"
        if self.low == self.high and self.mode in ("set", "add", "velocity"):
            return "low", "low and high are the same: the source would move nothing"
        for key, seconds in (("smoothing", self.smoothing), ("attack", self.attack), ("release", self.release)):
            if seconds is not None and not 0.0 <= seconds <= 60.0:
                return key, f"{key} must be from 0 to 60 seconds, not {seconds:g}"
        for key, given, known in (
            ("curve", self.curve, CURVES),
            ("mode", self.mode, MODES),
            ("takeover", self.takeover, TAKEOVERS),
            ("relative", self.relative, ("", *RELATIVES)),
        ):
            if given not in known:
                names = ", ".join(filter(None, known))
                return key, f"{key} must be one of {names}, not {given!r}.{suggest(str(given), known)}"
        return "", ""

    def _problem_of_source(self) -> tuple[str, str]:
        if self.port and self.source.family != "midi":
            return "port", "a port is where MIDI comes from; this source has none"
        if (self.from_ is None) != (self.to is None):
            return "to" if self.to is None else "from", "from and to stand together: what counts as 0 and as 1"
        ends = [end for end in (self.from_, self.to) if end is not None]
        if ends and not (all(map(math.isfinite, ends)) and ends[0] != ends[1]):
            return "to", f"from and to must be two different numbers, not {ends[0]:g} and {ends[1]:g}"
        if not 0.0 < self.step <= 1.0:
            return "step", f"step must be above 0 and at most 1, not {self.step:g}"
        if not self.relative:
            return "", ""
        if self.source.family != "midi" or "/cc/" not in self.source.name:
            return "relative", "only a control change, such as midi/cc/21, may be an encoder's"
        if self.mode not in ("set", "trigger"):
            return "mode", f"an encoder sets or triggers; it cannot {self.mode}"
        if self.curve != "linear" or self.from_ is not None:
            return "relative", "an encoder says steps, not places: it has no curve, no from and no to"
        return "", ""

    def _problem_of_verb(self) -> tuple[str, str]:
        verb = verb_at(self.parameter)
        if verb and self.mode != "trigger":
            return "mode", 'a verb needs mode = "trigger"'
        if verb is None or not verb.argument:
            return "argument" * (self.argument is not None), "only a verb that asks for one takes an argument"
        if self.argument is None and verb.argument == "preset" and self.source.name.endswith(_PROGRAM):
            return "", ""  # a program's number says which preset
        if takes(verb, self.argument):
            return "", ""
        hint = "; only midi/program can say which by itself" if verb.argument == "preset" else ""
        return "argument", f"argument must be {ARGUMENTS[verb.argument]}, not {self.argument!r}{hint}"

    @property
    def is_smooth(self) -> bool:
        """Whether its parameter takes its time."""
        return max(self.smoothing, self.attack or 0.0, self.release or 0.0) > 0.0

    def tau(self, unit: float, goal: float) -> float:
        """Time constant, seconds, of the way from `unit` to `goal`."""
        rises = (goal >= unit) == (self.high >= self.low)
        seconds = self.attack if rises else self.release
        return self.smoothing if seconds is None else seconds

    def place(self, value: float, raw: float) -> float:
        """Where the source is, 0..1: `value` as it is usual, or `raw` between `from_` and `to`."""
        if self.from_ is not None and self.to is not None:
            value = (raw - self.from_) / (self.to - self.from_)
        return min(max(value, 0.0), 1.0)

    def map(self, x: float) -> float:
        """Unit-space value for the source's x (clamped to 0..1), through curve and range."""
        return self.stretch(min(max(x, 0.0), 1.0))

    def stretch(self, place: float) -> float:
        """As `map`, and beyond 0..1 straight on: inverse of `unmap`."""
        return self.low + (self.high - self.low) * (bend(place, self.curve) if 0.0 <= place <= 1.0 else place)

    def unmap(self, unit: float) -> float:
        """The source's x that gives `unit`; below 0 or above 1 where `unit` is outside of the range."""
        shaped = (unit - self.low) / (self.high - self.low)
        return unbend(shaped, self.curve) if 0.0 <= shaped <= 1.0 else shaped


def takes(verb: VerbKind, argument: str | float | None) -> bool:
    """Whether a verb that asks for an argument can be told this one."""
    if isinstance(argument, str):
        return verb.argument in ("preset", "text") and bool(argument.strip())
    if argument is None or isinstance(argument, bool) or not math.isfinite(argument):
        return False
    return verb.argument == "number" or (verb.argument == "preset" and argument >= 1 and argument == round(argument))


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
