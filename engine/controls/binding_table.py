"""Bindings as tables: what a preset or rig file says of one, and what is written there.

In: a table, as TOML has it. Out: a `Binding`, or a BindingError that names the key; and a binding's table.
Pure functions; any process.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from engine.controls.binding import Binding, BindingError
from engine.controls.catalogue import Catalogue
from engine.controls.parameter import Parameter, suggest
from engine.controls.source import parse_source
from engine.controls.verbs import verb_at
from engine.errors import ControlError

T = TypeVar("T")

KEYS: tuple[str, ...] = tuple(field.name.rstrip("_") for field in dataclasses.fields(Binding))
"""The keys of a binding's table. `from` is a word of Python's, so the field has a name of its own."""

_NUMBERS = ("low", "high", "smoothing", "attack", "release", "step", "from", "to")
_ANY = "argument"


def parse_binding(table: Mapping[str, object], catalogue: Catalogue) -> Binding:
    """A binding from a preset's or rig's table. BindingError naming the key and what it allows."""
    _check(table)
    given: dict[str, Any] = {_field(key): value for key, value in table.items()}
    given["source"] = _blame("source", parse_source, given["source"])
    target = given["parameter"]
    if verb_at(target) is None:
        parameter = _blame("parameter", catalogue.find, target)
        given.setdefault("mode", usual_mode(parameter))
        _check_mode(parameter, given["mode"])
    else:
        given.setdefault("mode", "trigger")
    return Binding(**given)


def table_of(binding: Binding) -> dict[str, str | float]:
    """What a file has to say of a binding: `parse_binding` reads it back. What is usual is left out."""
    table: dict[str, str | float] = {}
    for field in dataclasses.fields(Binding):
        value = getattr(binding, field.name)
        if field.name == "source":
            value = value.name
        elif value == field.default or (field.name == "mode" and verb_at(binding.parameter)):
            continue
        table[field.name.rstrip("_")] = value
    return table


def usual_mode(parameter: Parameter) -> str:
    """The mode of a binding whose table does not say one."""
    return "trigger" if parameter.kind == "trigger" else "set"


def _field(key: str) -> str:
    return "from_" if key == "from" else key


def _check(table: Mapping[str, object]) -> None:
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
        if key == _ANY and not is_number and not isinstance(value, str):
            raise BindingError(f"{key} must be text or a number, not {value!r}", key)
        if key not in (*_NUMBERS, _ANY) and not isinstance(value, str):
            raise BindingError(f"{key} must be text, not {value!r}", key)


def _check_mode(parameter: Parameter, mode: str) -> None:
    if parameter.kind == "trigger" and mode != "trigger":
        message = 'a trigger needs mode = "trigger", and fires as strongly as it is hit'
        raise BindingError(f"binding to {parameter.path}: {message}", "mode")
    if mode == "add" and parameter.kind != "float":
        message = f'mode = "add" needs a number, not {parameter.allowed}'
        raise BindingError(f"binding to {parameter.path}: {message}", "mode")


def _blame(key: str, read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ControlError as error:
        raise BindingError(str(error), key) from error
