"""Profiles of controllers, as files `presets/controllers/NAME.toml`: what each sends, what lights it, what it turns.

In: documents and the catalogue. Out: frozen `Profile`s, or a `PresetError` with file, line and key.
Pure but for reading files; main process, at the start.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.controls.binding import Binding, BindingError
from engine.controls.binding_table import parse_binding
from engine.controls.catalogue import Catalogue
from engine.controls.midi.profile import Control, Profile
from engine.controls.midi.target import LONGEST, is_message
from engine.controls.parameter import suggest
from engine.errors import PresetError
from engine.presets.control_table import read_controls
from engine.presets.document import VERSION_MEANING, Document
from engine.presets.folder import Folder

KEYS: Mapping[str, str] = {
    "title": "what people call it",
    "document": "where its numbers come from: the maker's document",
    "tried": "`true` once somebody has seen it on the hardware",
    "version": VERSION_MEANING,
    "inputs": "parts of the names of its MIDI inputs; a profile without is for every controller that no other fits",
    "outputs": "parts of the names of its outputs; left out, the same",
    "avoid": "parts of the names of ports of the same machine that are for something else",
    "greeting": "messages in hexadecimal that it is sent when it comes, such as the one that chooses its mode",
    "farewell": "messages that it is sent when the show ends",
    "controls": "tables, one for each control or row of controls",
    "bindings": "tables, one for each binding that it brings along, below those of the rig",
}
"""Every key of a profile's file and its meaning."""

CONTROL, PARAMETERS = "control", "parameters"

BINDING_KEYS: Mapping[str, str] = {
    CONTROL: "one of the controls, in place of `source`; with `{}` for its place, a whole row",
    PARAMETERS: "of a row, in place of `parameter`: what each of its controls moves, from the first on",
    "argument": '`"{}"` in a row: the place of each control',
}
"""What a binding's table may have here besides the keys that it has in a rig."""


def load_profiles(catalogue: Catalogue) -> tuple[dict[str, Profile], tuple[PresetError, ...]]:
    """Every profile by its name, ours and the person's; and what is wrong with those files that are broken."""
    folder = Folder("controllers", lambda path: read_profile(path, catalogue))
    folder.refresh()
    return dict(folder.items), tuple(folder.broken.values())


def read_profile(path: Path, catalogue: Catalogue) -> Profile:
    """Read and check a profile's file. Raises `PresetError`."""
    document = Document(path)
    document.check_keys(KEYS)
    controls = tuple(read_controls(document))
    return Profile(
        name=path.stem,
        title=document.text("title", path.stem),
        document=" ".join(document.text("document", "").split()),
        tried=_flag(document, "tried"),
        inputs=_names(document, "inputs"),
        outputs=_names(document, "outputs"),
        avoid=_names(document, "avoid"),
        greeting=_messages(document, "greeting"),
        farewell=_messages(document, "farewell"),
        controls=controls,
        bindings=tuple(_read_bindings(document, controls, catalogue)),
    )


def _names(document: Document, key: str) -> tuple[str, ...]:
    return tuple(name for name, _ in document.texts(key))


def _flag(document: Document, key: str) -> bool:
    value = document.data.get(key, False)
    if not isinstance(value, bool):
        raise document.problem(f"must be true or false, not {value!r}", key)
    return value


def _messages(document: Document, key: str) -> tuple[bytes, ...]:
    messages = []
    for text in _names(document, key):
        try:
            message = bytes.fromhex(text)
        except ValueError:
            message = b""
        if not is_message(message) or len(message) > LONGEST:
            raise document.problem(f'must be MIDI messages in hexadecimal, such as "B0 00 00", not {text!r}', key)
        messages.append(message)
    return tuple(messages)


def _read_bindings(document: Document, controls: Sequence[Control], catalogue: Catalogue) -> Iterator[Binding]:
    for place, table in enumerate(document.tables("bindings")):
        for given in _expand(document, place, dict(table), controls):
            try:
                yield parse_binding(given, catalogue)
            except BindingError as error:
                raise document.problem(str(error), "bindings", place, *([error.key] if error.key else [])) from error


def _expand(
    document: Document, place: int, table: dict[str, Any], controls: Sequence[Control]
) -> Iterator[Mapping[str, object]]:
    """The tables that one table stands for: with a row in `control`, one for each control of the row."""
    name, parameters = table.pop(CONTROL, None), table.pop(PARAMETERS, None)
    if name is None:
        if parameters is not None:
            raise document.problem(f"goes with a row in `{CONTROL}`", "bindings", place, PARAMETERS)
        yield table
        return
    row = _row(name, controls) if isinstance(name, str) else []
    if not row or "source" in table:
        hint = suggest(str(name), [control.name for control in controls])
        raise document.problem(
            f"there is no control {name!r}, or `source` is there too.{hint}", "bindings", place, CONTROL
        )
    if parameters is not None and not (isinstance(parameters, list) and len(parameters) <= len(row)):
        raise document.problem(f"must be a list of at most {len(row)} parameters", "bindings", place, PARAMETERS)
    for count, control in enumerate(row[: len(row) if parameters is None else len(parameters)], start=1):
        given = {**table, "source": control.source}
        if parameters is not None:
            given["parameter"] = parameters[count - 1]
        if given.get("argument") == "{}":
            given["argument"] = count
        if control.relative:
            given.setdefault("relative", control.relative)
        yield given


def _row(name: str, controls: Sequence[Control]) -> list[Control]:
    """The control of this name, or with {} in it those of the row, from 1."""
    named = {control.name: control for control in controls}
    if "{}" not in name:
        return [named[name]] if name in named else []
    found = (named.get(name.replace("{}", str(count))) for count in itertools.count(1))
    return [control for control in itertools.takewhile(lambda control: control is not None, found) if control]
