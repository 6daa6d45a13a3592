"""A bank: an ordered list of looks for the keys 1 to 9 and program changes, as a file `presets/banks/NAME.toml`.

In: bank files, the looks there are. Out: banks by name or number; what is wrong with them.
Main process; looks at the disk only when it is told to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.controls.parameter import suggest
from engine.errors import PresetError
from engine.presets.document import VERSION_MEANING, Document
from engine.presets.folder import Folder
from engine.presets.library import Library

KEYS: Mapping[str, str] = {
    "title": "what the overlay calls it; the file's name if it is left out",
    "order": "its place among the banks, a whole number; those without one come last, by name",
    "version": VERSION_MEANING,
    "looks": "the names of its looks, in order: key 1 recalls the first; a look may stand in several banks, and twice "
    "in one",
}
"""Every key of a bank's file and its meaning."""

EVERY = "all"
"""The name of the bank that holds every look there is; a file of that name takes its place."""

_LAST = 1000


@dataclass(frozen=True, slots=True)
class Bank:
    """`looks` by name, in order. `places`: the file and line of each, "" where no file says it."""

    name: str
    title: str
    looks: tuple[str, ...]
    order: int = _LAST
    places: tuple[str, ...] = ()

    def step(self, slot: int, step: int, there: Library) -> int | None:
        """The slot `step` places after this one, round and round, without those whose looks are not there.

        `slot`: -1 for none. None when no look of the bank is there.
        """
        slots = [number for number, look in enumerate(self.looks) if there.get(look) is not None]
        if not slots:
            return None
        if step > 0:
            return next((number for number in slots if number > slot), slots[0])
        return next((number for number in reversed(slots) if number < slot), slots[-1])


def read_bank(path: Path) -> Bank:
    """The bank in a file. Raises `PresetError`."""
    document = Document(path)
    document.check_keys(KEYS)
    looks = document.texts("looks")
    if not looks:
        raise document.problem('a bank needs looks: looks = ["nerve", "pyre"]', "looks")
    return Bank(
        name=path.stem,
        title=document.text("title", path.stem),
        looks=tuple(look for look, _ in looks),
        order=document.whole("order", _LAST),
        places=tuple(place for _, place in looks),
    )


class Banks:
    """Every bank: first that of all looks, then those of files, ours and the person's.

    A broken file is an error, and the last good bank of that name stays.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._folder: Folder[Bank] = Folder("banks", read_bank)
        self._told: set[str] = set()
        self.errors: tuple[PresetError, ...] = tuple(self.refresh())

    @property
    def names(self) -> tuple[str, ...]:
        """The banks by name, in order: number 1 is the first."""
        items = self._folder.items
        ordered = sorted(items.values(), key=lambda bank: (bank.order, bank.name))
        return (*(() if EVERY in items else (EVERY,)), *(bank.name for bank in ordered))

    def get(self, name: str) -> Bank | None:
        """The bank of this name, or None."""
        bank = self._folder.items.get(name)
        return Bank(EVERY, "All looks", self._library.names) if bank is None and name == EVERY else bank

    def find(self, wanted: str | int) -> Bank:
        """The bank of this name, or with this number from 1. Raises `PresetError` listing what there is."""
        text = str(wanted)
        bank = self.get(text) if isinstance(wanted, str) else None
        if bank is None and isinstance(wanted, str) and text in self._folder.broken:
            raise self._folder.broken[text]
        names = self.names
        if bank is None and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= len(names):
            bank = self.get(names[int(text) - 1])
        if bank is None:
            known = ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1))
            raise PresetError(f"There is no bank {text[:80]!r}.{suggest(text[:80], names)} There is: {known}.")
        return bank

    def neighbour(self, name: str, step: int) -> Bank:
        """The bank `step` places after the one called `name`, round and round."""
        names = self.names
        here = names.index(name) if name in names else -1 if step > 0 else 0
        return self.find(names[(here + step) % len(names)])

    def refresh(self) -> list[PresetError]:
        """Take up files that have changed; returns what is wrong and was not told before, looks that are not there
        included: a bank keeps their places.
        """
        errors = [error for error in self._folder.refresh().values() if error is not None]
        missing = [
            f"{place}: there is no look {look!r}.{suggest(look, self._library.names)} Its place stays empty."
            for bank in self._folder.items.values()
            for look, place in zip(bank.looks, bank.places, strict=True)
            if self._library.get(look) is None
        ]
        errors += [PresetError(text) for text in missing if text not in self._told]
        self._told = set(missing)
        return errors
