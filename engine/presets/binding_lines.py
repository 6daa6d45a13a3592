"""The lines of a file that say a binding, so that one can go and everything that a person wrote around it stays.

In: a TOML text. Out: its [[bindings]], each with its lines; a text without some of those lines.
Pure; any process or thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.presets.document import statements

_HEADER: Mapping[str, Any] = {"bindings": [{}]}


@dataclass(slots=True)
class Entry:
    """One [[bindings]] of a text: what it says, and the lines that say it, counted from 0; of each, the end is outside.

    Comments and empty lines between them are nobody's, and stay.
    """

    header: tuple[int, int]
    table: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The line behind the last one that says something."""
        return max(end for _, end in (self.header, *self.keys.values()))


class Lines:
    """A text that is changed line by line, with line numbers that stay what they were."""

    def __init__(self, text: str) -> None:
        self._lines = [[line] for line in text.rstrip("\n").split("\n")]

    def at(self, number: int) -> str:
        """The line as it was written."""
        return self._lines[number][0]

    def drop(self, span: tuple[int, int]) -> None:
        """These lines are no more."""
        for number in range(*span):
            self._lines[number] = []

    def put(self, number: int, line: str) -> None:
        """A line in the place of one that was dropped, or behind what stands there."""
        self._lines[number].append(line)

    def __str__(self) -> str:
        kept: list[str] = []
        is_gap = False
        for lines in self._lines:
            # Where something was taken out, two empty lines would meet.
            if not (is_gap and lines == [""] and kept[-1:] in ([], [""])):
                kept += lines
            is_gap = not lines
        return "\n".join(kept).rstrip("\n") + "\n"


def entries_of(text: str) -> list[Entry]:
    """Those of a valid text that stand under [[bindings]], in order."""
    entries: list[Entry] = []
    current: Entry | None = None
    for line, statement, data in statements(text):
        span = line - 1, line - 1 + statement.count("\n")
        if statement.startswith("["):
            current = Entry(span) if statement.startswith("[[") and data == _HEADER else None
            entries += [current] if current is not None else []
        elif current is not None:
            current.table |= data
            current.keys |= dict.fromkeys(data, span)
    return entries


def keep_entries(text: str, is_kept: Callable[[Mapping[str, Any]], bool]) -> str:
    """A text without the [[bindings]] whose table, as it is written, is not kept. Their comments stay."""
    lines = Lines(text)
    gone = [entry for entry in entries_of(text) if not is_kept(entry.table)]
    for entry in gone:
        for span in (entry.header, *entry.keys.values()):
            lines.drop(span)
    return str(lines) if gone else text
