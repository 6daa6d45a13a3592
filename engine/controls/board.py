"""The board holds what every parameter is set to, glides recalled presets in, and adds modulation.

In: values from presets, OSC, MIDI and keys. Out: one immutable `Values` snapshot per frame.
Main process, frame loop; not for use from several threads.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.controls.catalogue import KEPT_GROUPS, Catalogue
from engine.controls.parameter import Parameter, Value
from engine.errors import ControlError

Over: TypeAlias = float | Callable[[float], float]
"""How long a change takes: seconds from now, or what says how far it is, 0..1, at a time of the show's clock."""


class Values(Mapping[str, Value]):
    """What every parameter is in one frame, at time `t`: immutable path → value, with typed reading too."""

    __slots__ = ("_values", "t")

    def __init__(self, values: dict[str, Value], t: float) -> None:
        self._values = values
        self.t = t

    def __getitem__(self, path: str) -> Value:
        return self._values[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def number(self, path: str) -> float:
        """Value of a "float" or "trigger" parameter; a bool gives 0.0 or 1.0."""
        return float(self._values[path])

    def name(self, path: str) -> str:
        """Chosen name of a "choice" parameter."""
        return str(self._values[path])

    def flag(self, path: str) -> bool:
        """State of a "bool" parameter, or whether a "trigger" fired in this frame."""
        return bool(self._values[path])


@dataclass(slots=True)
class Counters:
    """How often a value was clamped into its range, and how often one was of no use and ignored."""

    clamped: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class _Glide:
    progress: Callable[[float], float]
    unit_from: float
    unit_to: float
    target: Value


def ease(x: float) -> float:
    """Smoothstep 3x² - 2x³ of x clamped to 0..1: leaves and arrives at rest."""
    x = min(max(x, 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)


def unease(y: float) -> float:
    """Inverse of `ease` on 0..1."""
    return 0.5 - math.sin(math.asin(1.0 - 2.0 * min(max(y, 0.0), 1.0)) / 3.0)


class Board:
    """Base values, glides, modulation offsets and fired triggers over one catalogue.

    Modulation is added in unit space (0..1 along the curve): one depth means the same on any range.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.counters = Counters()
        self._base: dict[str, Value] = {path: parameter.default for path, parameter in catalogue.items()}
        self._glides: dict[str, _Glide] = {}
        self._offsets: dict[str, float] = {}
        self._fired: dict[str, float] = {}
        self._t = 0.0

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue. A parameter that stays keeps its value, within its new range if that is another."""
        before, self.catalogue = self.catalogue, catalogue
        changed = {path for path in before if catalogue.get(path) != before[path]}
        for path in changed:
            self._glides.pop(path, None)
            self._fired.pop(path, None)
        self._offsets.clear()
        base: dict[str, Value] = {}
        for path, parameter in catalogue.items():
            kept = path in before and before[path].kind == parameter.kind
            value = parameter.coerce(self._base[path]) if kept else None
            base[path] = parameter.default if value is None else value
        self._base = base

    @property
    def base(self) -> Mapping[str, Value]:
        """Every base value, without modulation, by path; as it is now."""
        return self._base

    def value(self, path: str) -> Value:
        """Base value, without modulation. ControlError for an unknown path."""
        return self._base[self.catalogue.find(path).path]

    def unit(self, path: str) -> float:
        """Base value's place in 0..1."""
        return self.catalogue.find(path).to_unit(self.value(path))

    @property
    def goals(self) -> dict[str, Value]:
        """Every base value as it is, or as it will be where it glides: how things stand once they are at rest."""
        return self._base | {path: glide.target for path, glide in self._glides.items()}

    def settled(self, path: str) -> Value:
        """Base value when what glides has arrived."""
        glide = self._glides.get(path)
        return self.value(path) if glide is None else glide.target

    def set(self, path: str, value: Value) -> bool:
        """Set a base value, forgivingly: clamps and counts; False (and counted) when the value is of no use.

        A trigger fires with the value as its strength. ControlError for an unknown path.
        """
        parameter = self.catalogue.find(path)
        accepted = parameter.coerce(value)
        if accepted is None:
            self.counters.ignored += 1
            return False
        if _is_clamped(parameter, value):
            self.counters.clamped += 1
        self._put(parameter, accepted)
        return True

    def set_unit(self, path: str, x: float) -> bool:
        """Set a base value from x in 0..1 through the parameter's curve; clamps and counts as `set` does."""
        parameter = self.catalogue.find(path)
        if x != x:
            self.counters.ignored += 1
            return False
        if not 0.0 <= x <= 1.0:
            self.counters.clamped += 1
        self._put(parameter, parameter.from_unit(x))
        return True

    def toggle(self, path: str) -> None:
        """Flip a bool; step a choice to its next name; send a number to the other end; fire a trigger."""
        parameter = self.catalogue.find(path)
        if parameter.kind == "choice":
            step = parameter.choices.index(str(self._base[path])) + 1
            self._put(parameter, parameter.choices[step % len(parameter.choices)])
        else:
            self._put(parameter, parameter.from_unit(0.0 if self.unit(path) >= 0.5 else 1.0))

    def fire(self, path: str, strength: float = 1.0) -> None:
        """Fire a trigger: the next snapshot, and only that one, holds its strength (0..1)."""
        parameter = self.catalogue.find(path)
        if parameter.kind != "trigger":
            raise ControlError(f"{path} is not a trigger: it takes {parameter.allowed}")
        self._put(parameter, parameter.clamp(strength))

    def load(
        self,
        values: Mapping[str, object],
        keep: Collection[str] | None = None,
        over: Over = 0.0,
        leave: Collection[str] = (),
    ) -> None:
        """Recall a whole preset: what is not named returns to its default, except the paths in `keep`.

        keep: None keeps the groups that belong to the table (ear, master). over: the time in which numbers ease to
        their new values, from the last `advance` on; choices and bools switch at once. leave: paths that stay as they
        are, or glide on, whatever the preset says of them.
        ControlError, and nothing changed, when any path or value is not valid.
        """
        targets = {path: self.catalogue.find(path).parse(given) for path, given in values.items()}
        for path, parameter in self.catalogue.items():
            kept = parameter.group in KEPT_GROUPS if keep is None else path in keep
            if path not in targets and not kept and parameter.kind != "trigger":
                targets[path] = parameter.default
        progress = over if callable(over) else _in_seconds(self._t, over)
        for path, target in targets.items():
            if path not in leave:
                self._glide(self.catalogue[path], target, progress)

    def modulated(self, path: str) -> float:
        """A number's value with the modulation of this frame, as the next snapshot has it."""
        parameter = self.catalogue.find(path)
        value = self._base[parameter.path]
        amount = self._offsets.get(parameter.path, 0.0)
        return float(parameter.from_unit(parameter.to_unit(value) + amount) if amount == amount else value)

    def offset(self, path: str, amount: float) -> None:
        """Add a modulation of `amount` (unit space, signed) to whatever else modulates the parameter."""
        path = self.catalogue.find(path).path
        self._offsets[path] = self._offsets.get(path, 0.0) + amount

    def clear_offsets(self) -> None:
        """Take all modulation away: done before each frame's modulation is added anew."""
        self._offsets.clear()

    def advance(self, t: float) -> None:
        """Move glides on to time t (seconds, the show's clock)."""
        self._t = t
        for path, glide in list(self._glides.items()):
            progress = glide.progress(t)
            if not progress < 1.0:
                self._base[path] = glide.target
                del self._glides[path]
            else:
                x = glide.unit_from + (glide.unit_to - glide.unit_from) * ease(progress)
                self._base[path] = self.catalogue[path].from_unit(x)

    def snapshot(self, t: float) -> Values:
        """Values of one frame at time t, modulation and fired triggers included. Take just one per frame."""
        self.advance(t)
        values = self._base.copy()
        for path, amount in self._offsets.items():
            parameter = self.catalogue[path]
            x = parameter.to_unit(values[path]) + amount
            if x == x:
                values[path] = parameter.from_unit(x)
        values.update(self._fired)
        self._fired.clear()
        return Values(values, t)

    def _put(self, parameter: Parameter, value: Value) -> None:
        if parameter.kind == "trigger":
            strength = float(value)
            if strength > 0.0:
                self._fired[parameter.path] = max(strength, self._fired.get(parameter.path, 0.0))
            return
        self._glides.pop(parameter.path, None)
        self._base[parameter.path] = value

    def _glide(self, parameter: Parameter, target: Value, progress: Callable[[float], float] | None) -> None:
        path = parameter.path
        if progress is None or not parameter.continuous:
            self._put(parameter, target)
        else:
            start, end = parameter.to_unit(self._base[path]), parameter.to_unit(target)
            self._glides[path] = _Glide(progress, start, end, target)


def _in_seconds(start: float, seconds: float) -> Callable[[float], float] | None:
    """How far a change is that begins at `start`; None for one that is done at once."""
    return (lambda t: (t - start) / seconds) if seconds > 0.0 else None


def _is_clamped(parameter: Parameter, value: Value) -> bool:
    if isinstance(value, str) or parameter.kind == "bool":
        return False
    high = len(parameter.choices) - 1 if parameter.kind == "choice" else parameter.high
    return not parameter.low <= value <= high
