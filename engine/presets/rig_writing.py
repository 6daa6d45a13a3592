"""What was learnt goes into the rig's file; everything else in it, comments included, stays as a person wrote it.

In: the file's text, bindings to add and to remove. Out: the new text, or a `FileError` that says why not.
Pure functions, and one that writes; waits for the disk, so the frame loop leaves it to the scribe.
"""

import dataclasses
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Item

from engine import files
from engine.controls.binding import Binding, BindingError
from engine.controls.binding_table import parse_binding, table_of
from engine.controls.catalogue import Catalogue
from engine.controls.learn.session import Change
from engine.errors import AsterismError, FileError
from engine.presets.binding_lines import Entry, Lines, entries_of
from engine.presets.document import Document, statements
from engine.presets.rig_bindings import DEFAULT, read_bindings
from engine.presets.saving import save_text
from engine.presets.steps_table import known_steps, with_steps

_NONE = "bindings = []"
_FIRST = "[[bindings]]"
_LEARNT = "learnt"


def write_learnt(own: Path, usual: str, change: Change, catalogue: Catalogue, unwritten: Sequence[Change] = ()) -> Path:
    """Write a change into the person's rig file `own`; where there is none yet, it begins as the text `usual`.

    Returns the file. Raises `FileError`, and nothing is lost: a file that cannot be changed stays as it is, and a copy
    of `usual` lies beside it, if there is a place for that, with all in it that is `unwritten`.
    """
    if not own.exists():
        _save(own, change_text(usual, change, catalogue))
        return own
    try:
        document = Document(own)
        read_bindings(document, catalogue)
        changed = change_text(document.content, change, catalogue)
    except AsterismError as error:
        text, copy = usual, _free_path(own)
        for each in unwritten or (change,):
            text = change_text(text, each, catalogue)
        _save(copy, text)
        raise FileError(
            f"{error} The file stays as it is; what was learnt is in a copy beside it: --rig {copy.stem}"
        ) from error
    _save(own, changed)
    return own


def change_text(text: str, change: Change, catalogue: Catalogue) -> str:
    """A rig's text with other bindings. Raises `FileError` where something else would be lost."""
    plain = text.replace("\r\n", "\n")
    change = Change(tuple(dict.fromkeys(change.add)), change.remove)
    if "bindings" not in tomllib.loads(plain):
        plain = f"{plain.rstrip()}\n\n{usual_bindings()}".lstrip()
    is_list = bool(tomllib.loads(plain)["bindings"]) and not entries_of(plain)
    changed = (_change_list if is_list else _change_tables)(plain, change, catalogue)
    _check(plain, changed, change, catalogue)
    return changed.replace("\n", "\r\n") if "\r\n" in text else changed


def usual_bindings() -> str:
    """The bindings of our default rig, as they are written there, comments included."""
    lines = (files.shipped("rigs") / f"{DEFAULT}.toml").read_text(encoding="utf-8").split("\n")
    first = lines.index(_FIRST)
    while lines[first - 1].startswith("#"):
        first -= 1
    return "\n".join(lines[first:])


def _save(path: Path, text: str) -> None:
    save_text(path, text, Document)


def _free_path(own: Path) -> Path:
    paths = (own.with_name(f"{own.stem}-{_LEARNT}{number or ''}.toml") for number in range(1000))
    return next(path for path in paths if not path.exists())


def _read(table: Mapping[str, Any], catalogue: Catalogue, steps: Mapping[str, str]) -> Binding | None:
    """The binding that a table is; None for one that waits for its parameter. `steps`: as in `with_steps`."""
    try:
        return parse_binding(with_steps(table, steps), catalogue)
    except BindingError:
        return None


def _change_tables(text: str, change: Change, catalogue: Catalogue) -> str:
    lines, entries = Lines(text), entries_of(text)
    steps = known_steps(tomllib.loads(text))
    known = [_read(entry.table, catalogue, steps) for entry in entries]
    adds = [binding for binding in change.add if binding not in known or binding in change.remove]
    left = len(entries)
    for entry, binding in zip(entries, known, strict=True):
        if binding is None or binding not in change.remove:
            continue
        heir = next((each for each in adds if _is_heir(each, binding)), None)
        if heir is not None:
            adds.remove(heir)
            _rewrite(lines, entry, heir, steps)
            continue
        left -= 1
        for span in (entry.header, *entry.keys.values()):
            lines.drop(span)
    blocks = ["\n".join((_FIRST, *(_say(key, value) for key, value in table_of(each).items()))) for each in adds]
    if not entries:
        _drop_none(lines, text)
    if not left and not blocks:
        return _with_none(str(lines))
    rest = [str(lines)] if str(lines).strip() else []
    return "\n".join([*rest, *(f"{block}\n" for block in blocks)])


def _is_heir(binding: Binding, before: Binding) -> bool:
    """Whether one binding is the other, changed: then it stands in its place."""
    same = ("source", "parameter", "argument")
    return all(getattr(binding, name) == getattr(before, name) for name in same)


def _rewrite(lines: Lines, entry: Entry, binding: Binding, steps: Mapping[str, str]) -> None:
    """Say another binding in the lines of an entry. What stays true stays as it is written."""
    new = table_of(binding)
    fields = {each.name.rstrip("_"): getattr(binding, each.name) for each in dataclasses.fields(binding)}
    fields["source"] = binding.source.name
    for key, span in entry.keys.items():
        value = fields[key]
        if with_steps(entry.table, steps)[key] == value:
            continue
        comment = _comment(lines.at(span[0]), key)
        lines.drop(span)
        if value not in (None, ""):
            lines.put(span[0], _say(key, value) + comment)
    for key in new.keys() - entry.table.keys():
        lines.put(entry.end - 1, _say(key, new[key]))


def _comment(line: str, key: str) -> str:
    """What a person wrote behind a value."""
    try:
        item = tomlkit.parse(line).item(key)
    except (tomlkit.exceptions.TOMLKitError, KeyError):
        return ""
    return f"{item.trivia.comment_ws}{item.trivia.comment}" if isinstance(item, Item) else ""


def _say(key: str, value: str | float) -> str:
    return f"{key} = {tomlkit.item(value).as_string()}"


def _drop_none(lines: Lines, text: str) -> None:
    """Take `bindings = []` out: there are some now."""
    for line, statement, data in statements(text):
        if data == {"bindings": []}:
            lines.drop((line - 1, line - 1 + statement.count("\n")))


def _with_none(text: str) -> str:
    """Say that there are no bindings, at the top, above the first table."""
    lines = text.split("\n")
    first = next((line - 1 for line, statement, _ in statements(text) if statement.startswith("[")), len(lines) - 1)
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return "\n".join([*lines[:first], _NONE, *([""] if first < len(lines) - 1 else []), *lines[first:]])


def _change_list(text: str, change: Change, catalogue: Catalogue) -> str:
    """The same where bindings are written as a list in brackets."""
    document = tomlkit.parse(text)
    tables: Any = document["bindings"]
    steps = known_steps(document.unwrap())
    adds = list(change.add)
    for number in reversed(range(len(tables))):
        if _read(tables[number].unwrap(), catalogue, steps) in change.remove:
            del tables[number]
    for binding in adds:
        table = tomlkit.inline_table()
        table.update(table_of(binding))
        tables.append(table)
    changed = tomlkit.dumps(document)
    if changed.count("#") < text.count("#"):
        raise FileError("A comment in the list of bindings would be lost: write each under its own [[bindings]].")
    return changed


def _check(before: str, after: str, change: Change, catalogue: Catalogue) -> None:
    """That the new text says what it shall, and for the rest what the old one said. Raises `FileError` if not."""
    old, new = tomllib.loads(before), tomllib.loads(after)
    steps = known_steps(old)
    there = [_read(table, catalogue, steps) or repr(sorted(table.items())) for table in old.pop("bindings")]
    told = [_read(table, catalogue, steps) or repr(sorted(table.items())) for table in new.pop("bindings")]
    kept = [each for each in there if each not in change.remove]
    wanted = [*kept, *(each for each in change.add if each not in kept)]
    if old != new or Counter(told) != Counter(wanted):
        raise FileError("What was learnt cannot be written without changing something else.")
