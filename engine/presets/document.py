"""A TOML file whose mistakes can be pointed at: `name.toml:12: key: what is wrong`.

In: a path. Out: its data, and the line of any of its keys.
Pure but for reading the file; main process.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import PresetError

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")
_DECODE_LINE = re.compile(r"\(at (?:line (\d+)|end of document)")


class Document:
    """A TOML file's `data`, and what its problems are called. Raises `PresetError` when it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PresetError(f"{path}: cannot be read: {error}") from error
        try:
            self.data: Mapping[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            match = _DECODE_LINE.search(str(error))
            line = match[1] if match and match[1] else str(text.count("\n") + 1)
            raise PresetError(f"{path}:{line}: this is not TOML: {error}") from error
        self._lines = _find_lines(text)

    def problem(self, message: str, *place: str | int) -> PresetError:
        """An error about a place: ("values", "/node/size"), or ("bindings", 2, "source"), counted from 0."""
        known = place
        while known and known not in self._lines:
            known = known[:-1]
        line = f":{self._lines[known]}" if known else ""
        key = next((part for part in reversed(place) if isinstance(part, str)), "")
        return PresetError(f"{self.path}{line}: {key}: {message}" if key else f"{self.path}{line}: {message}")

    def text(self, key: str, default: str) -> str:
        """A text at the top of the file."""
        value = self.data.get(key, default)
        if not isinstance(value, str):
            raise self.problem(f"must be text, not {value!r}", key)
        return value

    def table(self, key: str) -> Mapping[str, Any]:
        """A table, empty when it is not there."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.problem(f"must be a table: [{key}]", key)
        return value

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """A list of tables, empty when it is not there."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.problem(f"must be tables: [[{key}]]", key)
        return value

    def check_keys(self, known: tuple[str, ...]) -> None:
        """Raises `PresetError` for a key at the top that nobody reads."""
        for key in self.data:
            if key not in known:
                raise self.problem(f"there is no such key; there is {', '.join(known)}", key)


def _find_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of every table and every simple key, as far as they can be told without parsing TOML again."""
    lines: dict[tuple[str | int, ...], int] = {}
    place: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        key = _KEY.match(line)
        if header:
            name = header[2]
            place = (name,)
            if header[1] == "[[":
                lines.setdefault(place, number)
                counts[name] = counts.get(name, -1) + 1
                place = (name, counts[name])
            lines.setdefault(place, number)
        elif key:
            lines.setdefault((*place, key[1] or key[2] or key[3]), number)
    return lines
