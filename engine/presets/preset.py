"""A preset: one look, as a file `presets/NAME.toml`.

In: a document and the catalogue. Out: a frozen `Preset`, or a `PresetError` with file, line and key.
Pure; main process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.controls.binding import Binding, parse_binding
from engine.controls.catalogue import KEPT_GROUPS, Catalogue
from engine.controls.parameter import Value
from engine.errors import ControlError
from engine.presets.document import Document

SCENES = ("constellation",)

_KEYS = ("title", "description", "order", "scene", "values", "bindings")
_LAST = 1000


@dataclass(frozen=True, slots=True)
class Preset:
    """`name`: the file's, without `.toml`. `order`: its place among the others; those without one come last.

    `values`: parameter path to value; parameters that are not named have their defaults.
    """

    name: str
    title: str
    description: str
    order: int
    scene: str
    values: Mapping[str, Value]
    bindings: tuple[Binding, ...]


def read_preset(path: Path, catalogue: Catalogue) -> Preset:
    """Read and check a preset's file. Raises `PresetError`."""
    document = Document(path)
    document.check_keys(_KEYS)
    order = document.data.get("order", _LAST)
    if isinstance(order, bool) or not isinstance(order, int):
        raise document.problem(f"must be a whole number, not {order!r}", "order")
    scene = document.text("scene", SCENES[0])
    if scene not in SCENES:
        raise document.problem(f"there is no scene {scene!r}; there is {', '.join(SCENES)}", "scene")
    return Preset(
        name=path.stem,
        title=document.text("title", path.stem),
        description=document.text("description", ""),
        order=order,
        scene=scene,
        values=_read_values(document, catalogue),
        bindings=read_bindings(document, catalogue),
    )


def read_bindings(document: Document, catalogue: Catalogue) -> tuple[Binding, ...]:
    """The bindings of a preset or a rig. Raises `PresetError`."""
    bindings = []
    for number, table in enumerate(document.tables("bindings")):
        try:
            bindings.append(parse_binding(table, catalogue))
        except ControlError as error:
            guilty = next((key for key in table if f" {key} " in f" {error} " or repr(key) in str(error)), None)
            place = ("bindings", number, guilty) if guilty else ("bindings", number)
            raise document.problem(str(error), *place) from error
    return tuple(bindings)


def _read_values(document: Document, catalogue: Catalogue) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for path, given in document.table("values").items():
        try:
            parameter = catalogue.find(path)
            values[path] = parameter.parse(given)
        except ControlError as error:
            raise document.problem(str(error), "values", path) from error
        if parameter.group in KEPT_GROUPS or parameter.kind == "trigger":
            raise document.problem("belongs to the table, not to a look; leave it out", "values", path)
    return values
