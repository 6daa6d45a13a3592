"""The text of a shader file, comments told from code, so that the header is found and no line moves.

In: a path. Out: its text, where the JSON stands, and code with comments as spaces.
Reads one file; any process.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.errors import IsfError
from engine.isf.report import Report

_LARGEST_BYTES = 4_000_000
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_NUMBER_OR_WORD = re.compile(r"[.\d]\w*(?:\.\w*)?|[A-Za-z_]\w*")
_HEADER_KEY = re.compile(r'"(?:ISFVSN|DESCRIPTION|CREDIT|CATEGORIES|INPUTS|PASSES)"')


def read_text(path: Path, report: Report) -> str:
    """The file with line feeds only and without a byte order mark; IsfError when it cannot be read.

    UTF-8, else Latin-1: old files have names in it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IsfError(f"Cannot read the shader {path}: {error.strerror or error}") from error
    if len(data) > _LARGEST_BYTES or b"\0" in data:
        raise IsfError(f"{path}:1: this is no shader: it must be text, of at most {_LARGEST_BYTES // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("latin-1")
        report.remark(data.count(b"\n", 0, error.start) + 1, "this is not UTF-8; it was read as Latin-1", path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_header(text: str) -> tuple[int, int] | None:
    """Where the header's JSON begins, at its "{", and where its comment begins; None for a file without one.

    ISF 2.0 wants the comment at the very start; public files have licences and `#version` before it.
    """
    for match in _COMMENT.finditer(text):
        if match[0].startswith("/*"):
            brace = re.match(r"/\*+\s*(?=\{)", match[0])
            if brace is not None:
                return match.start() + brace.end(), match.start()
    return None


def find_lost_header(text: str) -> int | None:
    """The line of a comment that looks like a header but has no "{" in front, or is not a block comment."""
    for match in _COMMENT.finditer(text):
        key = _HEADER_KEY.search(match[0])
        if key is not None:
            return line_of(text, match.start() + key.start())
    return None


def line_of(text: str, at: int) -> int:
    """The line of a place in the text, from 1."""
    return text.count("\n", 0, at) + 1


def blank(text: str, start: int, end: int) -> str:
    """`text` with everything from `start` to `end` as spaces; line feeds stay."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def without_comments(text: str) -> str:
    """The same text, letter by letter in its place, with spaces for comments."""
    return _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def identifiers(code: str) -> Iterator[tuple[str, int]]:
    """(word, place) for every identifier in code without comments; not the letters within numbers, as in `1e5`."""
    for match in _NUMBER_OR_WORD.finditer(code):
        if _IDENTIFIER.fullmatch(match[0]):
            yield match[0], match.start()


def replace_identifiers(code: str, replacement: Callable[[str], str]) -> str:
    """Code with each identifier put through `replacement`; lines stay."""

    def swap(match: re.Match[str]) -> str:
        return replacement(match[0]) if _IDENTIFIER.fullmatch(match[0]) else match[0]

    return _NUMBER_OR_WORD.sub(swap, code)


def find_function(code: str, name: str) -> bool:
    """Whether code without comments defines `void name(…)`."""
    return re.search(rf"\bvoid\s+{name}\s*\(", code) is not None
