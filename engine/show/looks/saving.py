"""Saving a look from the running show, and putting looks into banks, without harm to what is there.

In: a look as it stands, a name. Out: a file in the person's folder.
Runs in the scribe's thread; all that it needs is in the order.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import tomlkit

from engine import files
from engine.controls.catalogue import Catalogue
from engine.errors import PresetError
from engine.presets.bank import Bank, read_bank
from engine.presets.preset import read_preset
from engine.presets.saving import save_text
from engine.presets.writing import Wording, write_look
from engine.show.looks.scribe import Saved

_LONGEST_NAME = 60
_NAME = re.compile(r"[^\W_](?:[\w .'()+-]*[^\W_])?")
# What Windows keeps for itself, with any suffix.
_TAKEN = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))))


@dataclass(frozen=True, slots=True)
class Order:
    """A look to be saved. name: of its file, as `check_name` allows."""

    name: str
    wording: Wording
    catalogue: Catalogue


def check_name(name: str) -> None:
    """Raises `PresetError` for a name that is no file's on some system."""
    plain = len(name.encode()) <= _LONGEST_NAME and _NAME.fullmatch(name)
    if not plain or name.partition(".")[0].strip().lower() in _TAKEN:
        raise PresetError(
            f"A look cannot be called {name[:80]!r}: a name has letters, digits, blanks and - . ' ( ) +, begins and "
            f"ends with a letter or a digit, and has at most {_LONGEST_NAME} bytes."
        )


def free_name(stem: str, taken: Callable[[str], bool]) -> str:
    """`stem-1`, or with the first higher number that is free."""
    number = 1
    while taken(f"{stem}-{number}"):
        number += 1
    return f"{stem}-{number}"


def save_look(order: Order) -> Saved:
    """Save a look now. Raises `FileError` where it cannot be written, and then nothing has changed.

    What stands in its place and cannot be read, or is from a newer Asterism, stays: the look gets another name.
    """
    folder = files.user_folder("presets")
    name, said, before = order.name, "", ""
    own, ours = folder / f"{name}.toml", files.shipped("presets") / f"{name}.toml"
    if own.exists():
        try:
            read_preset(own, order.catalogue)
            before = own.read_text(encoding="utf-8-sig")
        except (PresetError, OSError) as error:
            stem = name
            name = free_name(stem, lambda name: (folder / f"{name}.toml").exists())
            said = f"{error} It stays, and the look is saved as {name}."
    elif ours.exists():
        before = ours.read_text(encoding="utf-8-sig")
    wording = order.wording if name == order.name else replace(order.wording, title=title_of(name))
    path = folder / f"{name}.toml"
    save_text(
        path, write_look(wording, order.catalogue, before), lambda beside: _check(beside, wording, order.catalogue)
    )
    return Saved(path, said or f"Saved the look {name}: {path}", read_preset(path, order.catalogue))


def title_of(name: str) -> str:
    """What the overlay calls a look of this name that nobody has given a title."""
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def _check(path: Path, wording: Wording, catalogue: Catalogue) -> None:
    """That what is written is what was meant. Raises `PresetError` where it is not."""
    read = read_preset(path, catalogue)
    default = {name: parameter.default for name, parameter in catalogue.items()}
    wrong = [name for name, value in wording.values.items() if read.values.get(name, default[name]) != value]
    if wrong:
        raise PresetError(f"{wrong[0]} would be read back as another value, so nothing is saved.")
    if Counter(read.bindings) != Counter(wording.bindings):
        raise PresetError("The bindings would be read back as others, so nothing is saved.")


def save_in_bank(bank: Bank, look: str) -> Saved:
    """Put a look at the end of a bank. One of ours stays as it is: a copy takes its place. Raises `FileError`."""
    path = files.find("banks", bank.name, ".toml")
    read_bank(path)  # who has broken it meanwhile is told its line
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    looks = document["looks"]
    looks.append(look)
    own = files.user_folder("banks") / path.name
    save_text(own, tomlkit.dumps(document), read_bank)
    return Saved(own, f"{look} is number {len(bank.looks) + 1} of the bank {bank.title} now: {own}")
