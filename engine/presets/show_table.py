"""What a rig says of the show: where it begins, what is locked, and how the table's own parameters are set.

In: a rig's document, the catalogue. Out: `ShowSettings`; a `PresetError` with its line.
Pure; main process, at the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.controls.catalogue import KEPT_GROUPS, Catalogue
from engine.controls.locks import Locks
from engine.controls.parameter import Value
from engine.errors import ControlError
from engine.presets.document import Document

TABLE = "show"
VALUES = "values"

KEYS: Mapping[str, str] = {
    "look": "the look at the start, by name; left out, the first",
    "bank": "the [bank](banks.md) at the start; left out, that of all looks",
    "setlist": "the [setlist](setlists.md); its first cue is on at the start, unless a look is named",
    "locks": "what looks leave alone: paths, groups or patterns",
}
"""Every key of the table and its meaning."""

_LOOKS_ONLY = "belongs to looks, not to the table; leave it out"


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """`look`, `bank`, `setlist`: names, "" where nothing is said. `locks`: words. `values`: of the table, by path."""

    look: str = ""
    bank: str = ""
    setlist: str = ""
    locks: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


def read_show(document: Document, catalogue: Catalogue) -> ShowSettings:
    """What the rig says. Raises `PresetError`."""
    table = document.table(TABLE)
    texts = {}
    for key in ("look", "bank", "setlist"):
        texts[key] = table.get(key, "")
        if not isinstance(texts[key], str):
            raise document.problem(f"must be a name, not {texts[key]!r}", TABLE, key)
    words = tuple(word for word, _ in document.texts("locks", TABLE)) if "locks" in table else ()
    locks = Locks(catalogue)
    for word in words:
        try:
            locks.lock(word)
        except ControlError as error:
            raise document.problem(str(error), TABLE, "locks") from error
    return ShowSettings(locks=words, values=MappingProxyType(_read_values(document, catalogue)), **texts)


def _read_values(document: Document, catalogue: Catalogue) -> dict[str, Value]:
    values = {}
    for path, given in document.table(VALUES).items():
        try:
            parameter = catalogue.find(path)
            if parameter.group not in KEPT_GROUPS:
                raise document.problem(_LOOKS_ONLY, VALUES, path)
            values[path] = parameter.parse(given)
        except ControlError as error:
            raise document.problem(str(error), VALUES, path) from error
    return values
