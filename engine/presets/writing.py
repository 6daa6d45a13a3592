"""A look as text: what is on, put into words that `read_preset` reads back as the same look.

In: a look as it stands, the text that it replaces. Out: TOML, in which a person's comments and the rest stay.
Pure; any process or thread.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from engine.controls.binding import Binding, BindingError
from engine.controls.binding_table import parse_binding, table_of
from engine.controls.catalogue import KEPT_GROUPS, SCENES, Catalogue
from engine.controls.parameter import Parameter, Value
from engine.errors import ControlError
from engine.presets.binding_lines import keep_entries
from engine.presets.steps_table import known_steps, with_steps

_SCENE = "/scene/choice"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a look's file shall say. Of a text that is there already, title, description and energy stay."""

    title: str
    description: str
    energy: float
    values: Mapping[str, Value]
    bindings: Sequence[Binding]


def write_look(wording: Wording, catalogue: Catalogue, before: str = "") -> str:
    """The text of a look. `before`: the text in whose place it comes; "" for none.

    Of that, what is as it shall be stays as it is written, comments included; what names parameters that are not
    there now, as those of ISF files that are gone, stays, too.
    """
    ending = "\r\n" if "\r\n" in before else "\n"
    document = tomlkit.parse(_without_old(before.replace("\r\n", "\n"), wording.bindings, catalogue))
    if not before:
        document["title"] = wording.title
        document["description"] = wording.description
        document["energy"] = wording.energy
    said = document.get("values", {})
    values = {
        path: value
        for path, value in wording.values.items()
        if path in catalogue and _is_of_look(path, catalogue) and (path in said or value != catalogue[path].default)
    }
    scene = wording.values.get(_SCENE, SCENES[0])
    if _SCENE not in said:
        values.pop(_SCENE, None)
        if document.get("scene", SCENES[0]) != scene:
            document["scene"] = scene
    _write_values(document, values, catalogue)
    _write_bindings(document, wording.bindings, catalogue)
    return tomlkit.dumps(document).replace("\n", ending)


def _is_of_look(path: str, catalogue: Catalogue) -> bool:
    return catalogue[path].group not in KEPT_GROUPS and catalogue[path].kind != "trigger"


def _write_values(document: tomlkit.TOMLDocument, values: Mapping[str, Value], catalogue: Catalogue) -> None:
    table: Any = document.get("values")
    if table is None:
        if not values:
            return
        table = document["values"] = tomlkit.table()
    for path in list(table):
        if path in catalogue and path not in values:
            del table[path]
        elif path in values and not _says(table[path], values[path], catalogue[path]):
            _replace(table, path, values[path])
    new = {path: value for path, value in values.items() if path not in table}
    _append(table, new)


def _says(given: Any, value: Value, parameter: Parameter) -> bool:
    """Whether what is written gives this value: what an ISF file does not understand now gives the default."""
    try:
        return parameter.parse(_plain(given)) == value
    except ControlError:
        return value == parameter.default


def _plain(given: Any) -> Any:
    return given.unwrap() if hasattr(given, "unwrap") else given


def _replace(table: Any, path: str, value: Value) -> None:
    """Another value in the same line, with the comment behind it."""
    new = tomlkit.item(value)
    old = table.item(path) if isinstance(table, Table) else table[path]
    if hasattr(old, "trivia"):
        new.trivia.comment_ws, new.trivia.comment = old.trivia.comment_ws, old.trivia.comment
    table[path] = new


def _append(table: Any, values: Mapping[str, Value]) -> None:
    """New values below the last one, above what a person wrote to part this table from the next."""
    if not values:
        return
    body = table.value.body if isinstance(table, Table) else []
    parted = []
    while body and body[-1][0] is None:
        parted.append(body.pop())
    for path, value in values.items():
        table[path] = value
    body.extend(reversed(parted))


def _without_old(text: str, bindings: Sequence[Binding], catalogue: Catalogue) -> str:
    """The text without those [[bindings]] that the look has no more: line by line, because for tomlkit the comment
    above the next table is part of the one before, and would go with it.
    """
    left, steps = list(bindings), known_steps(tomllib.loads(text))

    def is_kept(table: Mapping[str, Any]) -> bool:
        binding = _read(table, catalogue, steps)
        if binding is None:  # of a file that is gone
            return True
        is_wanted = binding in left
        if is_wanted:
            left.remove(binding)
        return is_wanted

    return keep_entries(text, is_kept)


def _write_bindings(document: tomlkit.TOMLDocument, bindings: Iterable[Binding], catalogue: Catalogue) -> None:
    wanted = list(bindings)
    tables: Any = document.get("bindings")
    steps = known_steps(document.unwrap())
    if tables is None:
        if not wanted:
            return
        tables = document["bindings"] = tomlkit.aot()
    for number in reversed(range(len(tables))):
        binding = _read(tables[number], catalogue, steps)
        if binding is None:
            continue  # of a file that is gone
        if binding in wanted:
            wanted.remove(binding)
        else:
            del tables[number]
    for binding in wanted:
        table = tomlkit.table() if isinstance(tables, AoT) else tomlkit.inline_table()
        table.update(table_of(binding))
        tables.append(table)
    if isinstance(tables, AoT) and not len(tables):
        del document["bindings"]


def _read(table: Any, catalogue: Catalogue, steps: Mapping[str, str]) -> Binding | None:
    try:
        return parse_binding(with_steps(_plain(table), steps), catalogue)
    except BindingError:
        return None
