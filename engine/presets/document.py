"""A TOML file whose mistakes can be pointed at: `name.toml:12: key: what is wrong`.

In: a path. Out: its data, and the line of any of its keys.
Pure but for reading the file; main process.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from engine.controls.parameter import suggest
from engine.errors import PresetError

Place: TypeAlias = tuple[str | int, ...]
"""Where something is: ("bindings", 0, "source") is the key `source` of the first [[bindings]]."""

VERSION = 1
"""Of the form of our files. A file that does not say which it has has this one, or an older one."""

VERSION_MEANING = f"of the form of the file, {VERSION} if it is left out; a file of a newer one is left as it is"

_LARGEST = 1 << 16
_LONGEST_STATEMENT = 256  # lines
_DEEPEST = 32
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Document:
    """A TOML file's `data`, and what its problems are called. Raises `PresetError` when it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: dict[Place, int] | None = None
        self._text = text = _read(path)
        try:
            self.data: Mapping[str, Any] = tomllib.loads(text)
        except RecursionError as error:
            raise _too_deep(path) from error
        except ValueError as error:  # TOMLDecodeError, and what Python says of a number with thousands of digits
            raise PresetError(_explain(path, text, str(error))) from error
        if not _is_flat(self.data):
            raise _too_deep(path)

    @property
    def content(self) -> str:
        """The text that the file holds."""
        return self._text

    def problem(self, message: str, *place: str | int) -> PresetError:
        """An error about a place: ("values", "/node/size"), or ("bindings", 2, "source"), counted from 0."""
        key = next((part for part in reversed(place) if isinstance(part, str)), "")
        where = self.place(*place)
        return PresetError(f"{where}: {key}: {message}" if key else f"{where}: {message}")

    def place(self, *place: str | int) -> str:
        """The file and the line of a place, or of what it is in: `name.toml:12`."""
        line = self._line_of(place)
        return f"{self.path}:{line}" if line else str(self.path)

    def _line_of(self, place: Place) -> int:
        """0 where none of it has a line."""
        if self._lines is None:
            self._lines = find_lines(self._text)
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines[place] if place else 0

    def text(self, key: str, default: str) -> str:
        """A text at the top of the file."""
        value = self.data.get(key, default)
        if not isinstance(value, str):
            raise self.problem(f"must be text, not {value!r}", key)
        return value

    def table(self, key: str, known: Collection[str] | None = None) -> Mapping[str, Any]:
        """A table, empty when it is not there. `known`: when given, any other key raises `PresetError`."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.problem(f"must be a table, [{key}], not {value!r}", key)
        self._check(value, value if known is None else known, key)
        return value

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """A list of tables, empty when it is not there."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.problem(f"must be tables, each under its own [[{key}]], not {value!r}", key)
        return value

    def check_keys(self, known: Collection[str]) -> None:
        """Raises `PresetError` for a key at the top that nobody reads, and for a file from a newer Asterism."""
        self.check_version()
        self._check(self.data, known)

    def check_version(self) -> None:
        """Raises `PresetError` for a file from a newer Asterism."""
        version = self.data.get("version", VERSION)
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            raise self.problem(f"must be a whole number from 1, not {version!r}", "version")
        if version > VERSION:
            message = f"the file has form {version}, of a newer Asterism; this one reads form {VERSION}"
            raise self.problem(f"{message}. It stays as it is, unread", "version")

    def check_table(self, known: Collection[str], *place: str | int) -> None:
        """Raises `PresetError` for a key that nobody reads in the table at a place."""
        table: Any = self.data
        for part in place:
            table = table[part]
        self._check(table, known, *place)

    def whole(self, key: str, default: int) -> int:
        """A whole number at the top of the file."""
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.problem(f"must be a whole number, not {value!r}", key)
        return value

    def texts(self, key: str, *above: str | int) -> list[tuple[str, str]]:
        """A list of texts, each with its file and line; at the top, or in the table that is at `above`."""
        table: Any = self.data
        for part in above:
            table = table[part]
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            raise self.problem(f'must be a list of names, such as ["one", "two"], not {value!r}', *above, key)
        if not value:
            return []
        first = self._line_of((*above, key))
        rows, entries = self._text.split("\n"), []
        row = (first or 1) - 1
        for entry in value:
            # An entry that is written with escapes is not found as it reads: its list's line will do.
            row = next((n for n in range(row, len(rows)) if f'"{entry}"' in rows[n] or f"'{entry}'" in rows[n]), row)
            entries.append((entry, f"{self.path}:{row + 1}"))
        return entries

    def _check(self, table: Mapping[str, Any], known: Collection[str], *above: str | int) -> None:
        for key in table:
            if key not in known:
                message = f"there is no such key; there is {', '.join(known)}.{suggest(key, known)}"
                raise self.problem(message, *above, key)


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise PresetError(f"{path}: it is over {_LARGEST // 1024} KiB, so it is neither a preset nor a rig")
        content = path.read_bytes()
    except OSError as error:
        raise PresetError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        # Windows editors like to begin with a byte order mark, which TOML does not know.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PresetError(f"{path}:{line}: this is not UTF-8: save the file as text in UTF-8") from error


def _is_flat(data: Any) -> bool:
    """Whether tables and lists lie in each other only so deep that whoever reads them may call himself for each."""
    level = [data]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return not level


def _too_deep(path: Path) -> PresetError:
    return PresetError(f"{path}: it nests too deeply")


def _explain(path: Path, text: str, problem: str) -> str:
    """Where a text is no TOML, and why. Of what is left open until the end, the line on which it begins."""
    match, problem = _AT.search(problem), _AT.sub("", problem)
    if match is None:
        return f"{path}: this is not TOML: {problem}"
    line = int(match[1]) if match[1] else max((first for first, _, _ in statements(text)), default=1)
    if text.split("\n")[line - 1].lstrip().startswith("/"):
        problem += '; a path stands in quotes: "/node/size" = 1.0'
    return f"{path}:{line}: this is not TOML: {problem}"


def find_lines(text: str) -> dict[Place, int]:
    """The line, from 1, of every table and key in a valid TOML text: the one on which its statement begins."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    header: Place = ()
    for first, statement, data in statements(text):
        places = _walk(data)
        if statement.startswith("["):
            header = _enter(places[0], counts, is_list=statement.startswith("[["))
            places = [()]
        for place in ((*header, *below) for below in places):
            for length in range(1, len(place) + 1):
                lines.setdefault(place[:length], first)
    return lines


def statements(text: str) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Line on which it begins, text, and what it says, of each statement; the last says nothing if it stays open.

    A statement of TOML ends with its line unless a string or a list is open, and then it is no TOML by itself: so lines
    are gathered until `tomllib` accepts them. One of over 256 lines is the last.
    """
    first, statement = 1, ""
    for number, line in enumerate(text.split("\n"), start=1):
        first = first if statement else number
        statement += line + "\n"
        try:
            data = tomllib.loads(statement)
        except ValueError:
            if number - first >= _LONGEST_STATEMENT:
                break
            continue
        if data:
            yield first, statement.lstrip(), data
        statement = ""
    if statement:
        yield first, statement.lstrip(), {}


def _walk(table: Mapping[str, Any], above: Place = ()) -> list[Place]:
    """The places of a statement's keys, with those of tables written in braces."""
    places: list[Place] = []
    for key, value in table.items():
        place = (*above, key)
        parts = enumerate(value) if isinstance(value, list) else [(None, value)]
        inner: list[Place] = []
        for index, part in parts:
            if isinstance(part, dict):
                inner += _walk(part, place if index is None else (*place, index))
        places += inner or [place]
    return places


def _enter(named: Place, counts: dict[Place, int], *, is_list: bool) -> Place:
    """The place that a header enters: behind the name of a list of tables follows the newest one's number."""
    place: Place = ()
    names = [name for name in named if isinstance(name, str)]
    for depth, name in enumerate(names, start=1):
        place = (*place, name)
        if is_list and depth == len(names):
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place = (*place, counts[place] - 1)
    return place
