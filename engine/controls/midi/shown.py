"""What a control's fader, ring or lamp should show: where the thing stands that it is bound to.

In: a binding, and how things stand. Out: a place from 0 to 1, and whether it is on.
Pure; main process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.controls.binding import Binding
from engine.controls.parameter import Parameter
from engine.controls.standing import Standing
from engine.controls.verbs import verb_at

SWITCHES: Final[Mapping[str, str]] = {"blackout": "/master/blackout", "xray": "/xray/amount"}
"""Verbs that turn something on and off, and the parameter that tells which it is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """place: the source's, 0..1, that would bring its parameter to where it is. is_on: what a lamp says."""

    place: float
    is_on: bool


def shows(binding: Binding) -> bool:
    """Whether a binding has anything to show: what is added to a parameter is seen nowhere in its value."""
    return binding.mode != "add" and not binding.source.continuous


def show(binding: Binding, standing: Standing) -> Shown:
    """What a binding's control should show now: of parameters their base values, which is what hands turn."""
    board = standing.board
    parameter = board.catalogue.get(binding.parameter)
    if parameter is None:
        is_on = _is_said(binding, standing)
    elif parameter.kind == "trigger":
        is_on = standing.values.number(parameter.path) > 0.0
    elif binding.mode in ("trigger", "momentary"):
        is_on = parameter.from_unit(binding.high) == board.value(parameter.path)
    else:
        return _show_value(binding, parameter, board.unit(parameter.path))
    return Shown(float(is_on), is_on)


def _show_value(binding: Binding, parameter: Parameter, unit: float) -> Shown:
    if binding.mode == "toggle" or parameter.kind == "bool":
        is_on = unit >= 0.5 if parameter.kind != "choice" else int(unit * len(parameter.choices)) > 0
        turned_round = binding.mode == "set" and binding.low > binding.high
        return Shown(float(is_on != turned_round), is_on)
    place = min(max(binding.unmap(unit), 0.0), 1.0)
    return Shown(place, place > 0.0)


def _is_said(binding: Binding, standing: Standing) -> bool:
    """Whether what a verb asks for is so already."""
    verb = verb_at(binding.parameter)
    if verb is None or not standing.preset:
        return False
    if verb.name in SWITCHES and SWITCHES[verb.name] in standing.board.catalogue:
        return standing.board.unit(SWITCHES[verb.name]) >= 0.5
    if verb.name != "preset/load" or binding.argument is None:
        return False
    wanted = binding.argument
    if isinstance(wanted, str):
        return wanted == standing.preset
    place = round(wanted) - 1
    return 0 <= place < len(standing.looks) and standing.looks[place] == standing.preset
