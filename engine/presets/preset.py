"""A preset: one look, as a file `presets/NAME.toml`.

In: a document and the catalogue. Out: a frozen `Preset`, or a `PresetError` with file, line and key.
Pure; main process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from engine.controls.binding import Binding, BindingError, parse_binding
from engine.controls.catalogue import KEPT_GROUPS, SCENES, Catalogue
from engine.controls.parameter import Value
from engine.controls.verbs import verb_at
from engine.errors import ControlError
from engine.presets.document import Document

KEYS: Mapping[str, str] = {
    "title": "what the overlay calls it; the file's name if it is left out",
    "description": "one line, which `asterism presets` lists",
    "order": "its place among the looks, a whole number; those without one come last, by name",
    "scene": f"{', '.join(SCENES)}, which is also the default; the same as the parameter /scene/choice",
    "values": "a table: the path of a parameter and its value; what is not named has its default",
    "bindings": "tables, one for each binding that belongs to the look",
}
"""Every key of a preset's file and its meaning."""

_LAST = 1000
_SCENE = "/scene/choice"
_TABLE_ONLY = "belongs to the table, not to a look"
_LOOK_VERBS = "preset/"


@dataclass(frozen=True, slots=True)
class Preset:
    """`name`: the file's, without `.toml`. `order`: its place among the others; those without one come last.

    `values`: parameter path to value; parameters that are not named have their defaults.
    """

    name: str
    title: str
    description: str
    order: int
    values: Mapping[str, Value]
    bindings: tuple[Binding, ...]


def read_preset(path: Path, catalogue: Catalogue) -> Preset:
    """Read and check a preset's file. Raises `PresetError`."""
    document = Document(path)
    document.check_keys(KEYS)
    order = document.data.get("order", _LAST)
    if isinstance(order, bool) or not isinstance(order, int):
        raise document.problem(f"must be a whole number, not {order!r}", "order")
    bindings = read_bindings(document, catalogue)
    for number, binding in enumerate(bindings):
        _check_belongs(document, binding, number)
    return Preset(
        name=path.stem,
        title=document.text("title", path.stem),
        description=document.text("description", ""),
        order=order,
        values=MappingProxyType(_read_scene(document) | _read_values(document, catalogue)),
        bindings=bindings,
    )


def read_bindings(document: Document, catalogue: Catalogue) -> tuple[Binding, ...]:
    """The bindings of a preset or a rig. Raises `PresetError`."""
    bindings = []
    for number, table in enumerate(document.tables("bindings")):
        try:
            bindings.append(parse_binding(table, catalogue))
        except BindingError as error:
            raise document.problem(str(error), "bindings", number, *([error.key] if error.key else [])) from error
    return tuple(bindings)


def _check_belongs(document: Document, binding: Binding, number: int) -> None:
    """A look moves itself: the table's parameters and verbs are for the rig, or else the next look inherits them."""
    verb = verb_at(binding.parameter)
    is_kept = not verb and binding.parameter.split("/")[1] in KEPT_GROUPS
    if is_kept or (verb and not verb.name.startswith(_LOOK_VERBS)):
        message = f"{binding.parameter} {_TABLE_ONLY}; bind it in your rig file"
        raise document.problem(message, "bindings", number, "parameter")


def _read_scene(document: Document) -> dict[str, Value]:
    if "scene" not in document.data:
        return {}
    scene = document.text("scene", SCENES[0])
    if scene not in SCENES:
        raise document.problem(f"there is no scene {scene!r}; there is {', '.join(SCENES)}", "scene")
    return {_SCENE: scene}


def _read_values(document: Document, catalogue: Catalogue) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for path, given in document.table("values").items():
        try:
            parameter = catalogue.find(path)
            if parameter.group in KEPT_GROUPS:
                raise document.problem(f"{_TABLE_ONLY}; leave it out", "values", path)
            values[path] = parameter.parse(given)
        except ControlError as error:
            raise document.problem(str(error), "values", path) from error
    return values
