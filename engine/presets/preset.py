"""A preset: one look, as a file `presets/NAME.toml`.

In: a document and the catalogue. Out: a frozen `Preset`, or a `PresetError` with file, line and key.
Pure; main process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from engine.controls.binding import Binding, BindingError
from engine.controls.binding_table import parse_binding
from engine.controls.catalogue import CATALOGUE, FILE_GROUPS, KEPT_GROUPS, SCENES, Catalogue
from engine.controls.parameter import Value
from engine.controls.verbs import verb_at
from engine.errors import ControlError, PresetError
from engine.presets.document import VERSION_MEANING, Document
from engine.presets.steps_table import read_steps, with_steps

KEYS: Mapping[str, str] = {
    "title": "what the overlay calls it; the file's name if it is left out",
    "description": "one line, which `asterism presets` lists",
    "order": "its place among the looks, a whole number; those without one come last, by name",
    "energy": "how much music it takes, from 0 for a breakdown to 1 for a drop: the autopilot chooses by it; "
    "left out, 0.5",
    "version": VERSION_MEANING,
    "scene": f"{', '.join(SCENES)}, which is also the default; the same as the parameter /scene/choice",
    "values": "a table: the path of a parameter and its value; what is not named has its default",
    "steps": "tables by name, `[steps.hats]`: step sequencers for its bindings, as the source `steps/hats`",
    "bindings": "tables, one for each binding that belongs to the look",
}
"""Every key of a preset's file and its meaning."""

_LAST = 1000
_MIDDLING = 0.5
_SCENE = "/scene/choice"
_TABLE_ONLY = "belongs to the table, not to a look"
_LOOK_VERBS = frozenset({"preset/next", "preset/previous", "preset/load"})
_WITHOUT = "The look plays without it."


@dataclass(frozen=True, slots=True)
class Preset:
    """`name`: the file's, without `.toml`. `order`: its place among the others; those without one come last. `energy`:
    how much music it takes, 0 a breakdown, 1 a drop.

    `values`: parameter path to value; parameters that are not named have their defaults. `remarks`: what it says of
    ISF files that are not there, or have changed, a line each; it plays without, and has it when it is read again.
    """

    name: str
    title: str
    description: str
    order: int
    energy: float
    values: Mapping[str, Value]
    bindings: tuple[Binding, ...]
    remarks: tuple[str, ...] = ()

    @property
    def scene(self) -> str:
        """The scene that it is seen in."""
        return str(self.values.get(_SCENE, CATALOGUE[_SCENE].default))

    @property
    def names_files(self) -> bool:
        """Whether it says anything of ISF files."""
        paths = (*self.values, *(binding.parameter for binding in self.bindings))
        return bool(self.remarks) or any(map(_is_of_file, paths))


def read_preset(path: Path, catalogue: Catalogue) -> Preset:
    """Read and check a preset's file. Raises `PresetError`."""
    document = Document(path)
    document.check_keys(KEYS)
    order = document.whole("order", _LAST)
    remarks: list[str] = []
    values = _read_scene(document) | _read_values(document, catalogue, remarks)
    bindings = _read_look_bindings(document, catalogue, remarks)
    return Preset(
        name=path.stem,
        title=document.text("title", path.stem),
        description=document.text("description", ""),
        order=order,
        energy=_read_energy(document),
        values=MappingProxyType(values),
        bindings=bindings,
        remarks=tuple(remarks),
    )


def _read_binding(document: Document, number: int, catalogue: Catalogue, steps: Mapping[str, str]) -> Binding:
    table = with_steps(document.tables("bindings")[number], steps)
    try:
        return parse_binding(table, catalogue)
    except BindingError as error:
        raise document.problem(str(error), "bindings", number, *([error.key] if error.key else [])) from error


def _read_look_bindings(document: Document, catalogue: Catalogue, remarks: list[str]) -> tuple[Binding, ...]:
    bindings = []
    steps = read_steps(document)
    for number, table in enumerate(document.tables("bindings")):
        try:
            binding = _read_binding(document, number, catalogue, steps)
        except PresetError as error:
            if not _is_of_file(table.get("parameter")):
                raise
            remarks.append(f"{error} {_WITHOUT}")
            continue
        _check_belongs(document, binding, number)
        bindings.append(binding)
    return tuple(bindings)


def _is_of_file(path: object) -> bool:
    """Whether a path is one that an ISF file brings: it may not be there now, or another version of it."""
    return isinstance(path, str) and path.startswith(tuple(f"/{group}/" for group in FILE_GROUPS))


def _check_belongs(document: Document, binding: Binding, number: int) -> None:
    """A look moves itself: the table's parameters and verbs are for the rig, or else the next look inherits them."""
    verb = verb_at(binding.parameter)
    is_kept = not verb and binding.parameter.split("/")[1] in KEPT_GROUPS
    if is_kept or (verb and verb.name not in _LOOK_VERBS):
        message = f"{binding.parameter} {_TABLE_ONLY}; bind it in your rig file"
        raise document.problem(message, "bindings", number, "parameter")


def _read_energy(document: Document) -> float:
    energy = document.data.get("energy", _MIDDLING)
    if isinstance(energy, bool) or not isinstance(energy, (int, float)) or not 0.0 <= energy <= 1.0:
        raise document.problem(f"must be a number from 0 to 1, not {energy!r}", "energy")
    return float(energy)


def _read_scene(document: Document) -> dict[str, Value]:
    if "scene" not in document.data:
        return {}
    scene = document.text("scene", SCENES[0])
    if scene not in SCENES:
        raise document.problem(f"there is no scene {scene!r}; there is {', '.join(SCENES)}", "scene")
    return {_SCENE: scene}


def _read_values(document: Document, catalogue: Catalogue, remarks: list[str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for path, given in document.table("values").items():
        try:
            parameter = catalogue.find(path)
            if parameter.group in KEPT_GROUPS:
                raise document.problem(f"{_TABLE_ONLY}; leave it out", "values", path)
            values[path] = parameter.parse(given)
        except ControlError as error:
            problem = document.problem(str(error), "values", path)
            if not _is_of_file(path):
                raise problem from error
            remarks.append(f"{problem} {_WITHOUT}")
    return values
