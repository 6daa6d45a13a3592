"""A blend of looks: what every parameter, choice and binding is at a place between them.

In: looks as states, how much each counts. Out: places of numbers, names of choices, shares of bindings.
Main process, frame loop; pure.
"""

from collections.abc import Mapping, Sequence

from engine.controls.binding import Binding
from engine.controls.catalogue import KEPT_GROUPS, Catalogue
from engine.controls.parameter import Value
from engine.show.looks.history import State

MIXED = ("/scene/choice", "/color/palette", "/layout/choice", "/layout/towards")
"""Choices that the stage can show several of at once."""

# A fader that trembles in the middle does not throw choices to and fro.
_FIRM = 0.04


class Blend:
    """Looks over one catalogue. `heaviest`: the one whose choices count."""

    def __init__(self, states: Sequence[State], catalogue: Catalogue) -> None:
        self.states = tuple(states)
        self.heaviest = 0
        self._catalogue = catalogue
        self._values = [_whole(state, catalogue) for state in states]
        self._units = [
            {path: catalogue[path].to_unit(value) for path, value in values.items() if catalogue[path].continuous}
            for values in self._values
        ]
        self._weights: tuple[float, ...] = (1.0, *(0.0,) * (len(states) - 1))

    @property
    def numbers(self) -> list[str]:
        """The paths of numbers."""
        return list(self._units[0])

    @property
    def names(self) -> list[str]:
        """The paths of choices and switches."""
        return [path for path in self._values[0] if path not in self._units[0]]

    def weigh(self, weights: Sequence[float]) -> None:
        """How much each look counts, together 1. Choices go over to another when that is heavier by a little."""
        self._weights = tuple(weights)
        best = max(range(len(weights)), key=weights.__getitem__)
        if weights[best] > weights[self.heaviest] + _FIRM:
            self.heaviest = best

    def unit(self, path: str) -> float:
        """Where a number is, 0..1 along its curve."""
        return sum(weight * units[path] for weight, units in zip(self._weights, self._units, strict=True))

    def value(self, path: str) -> Value:
        """What a choice or switch is."""
        return self._values[self.heaviest][path]

    def shares(self, path: str) -> dict[str, float]:
        """How much each name of a choice counts."""
        shares: dict[str, float] = {}
        for weight, values in zip(self._weights, self._values, strict=True):
            if weight > 0.0:
                name = str(values[path])
                shares[name] = shares.get(name, 0.0) + weight
        return shares

    def bindings(self) -> dict[Binding, float]:
        """How much each binding counts: what adds, as much as its looks; any other, if the heaviest has it."""
        shares: dict[Binding, float] = {}
        for number, (weight, state) in enumerate(zip(self._weights, self.states, strict=True)):
            for binding in dict.fromkeys(state.bindings):
                if binding.mode == "add":
                    shares[binding] = shares.get(binding, 0.0) + weight
                elif number == self.heaviest:
                    shares[binding] = 1.0
        return shares


def _whole(state: State, catalogue: Catalogue) -> Mapping[str, Value]:
    """Every value of a look, those it does not name at their defaults; what ISF files have taken with them left out."""
    values: dict[str, Value] = {}
    for path, parameter in catalogue.items():
        if parameter.group not in KEPT_GROUPS and parameter.kind != "trigger":
            given = state.values.get(path)
            value = parameter.coerce(given) if given is not None else None
            values[path] = parameter.default if value is None else value
    return values
