"""JSON as people write it into shaders, with comments and trailing commas; every value knows its line.

In: the text of a header. Out: nodes, or an IsfError at the first place that cannot be read.
Pure; any process.
"""

import math
import re
from dataclasses import dataclass
from typing import TypeAlias, Union

from engine.errors import IsfError
from engine.isf.report import Report

Json: TypeAlias = Union[bool, float, str, list["Node"], dict[str, "Node"], None]  # noqa: UP007

_DEEPEST = 24
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WORD = re.compile(r"[^\s,:{}\[\]\"]+")
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line of the file on which it begins. All numbers are floats."""

    value: Json
    line: int

    def __str__(self) -> str:
        """The value as a person would write it."""
        if isinstance(self.value, bool) or self.value is None:
            return {True: "true", False: "false", None: "null"}[self.value]
        if isinstance(self.value, float):
            return f"{self.value:g}"
        if isinstance(self.value, str):
            return f'"{self.value}"'
        if isinstance(self.value, list):
            return "[" + ", ".join(map(str, self.value)) + "]"
        return "{…}"


def parse(text: str, start: int, report: Report) -> tuple[dict[str, Node], int]:
    """Read the JSON object that begins at `text[start]`, a "{"; returns it and the place behind it.

    Besides RFC 8259: comments, trailing commas, `+1`, `.5` and `1.`, `True`, line breaks within a text, and unknown
    escapes, all of which public shaders have. Raises IsfError with the line in the file.
    """
    reader = _Reader(text, start, report)
    node = reader.value(0)
    assert isinstance(node.value, dict)
    return node.value, reader.at


class _Reader:
    def __init__(self, text: str, at: int, report: Report) -> None:
        self.text, self.at, self.report = text, at, report

    def line(self, at: int | None = None) -> int:
        return self.text.count("\n", 0, self.at if at is None else at) + 1

    def fail(self, message: str, at: int | None = None) -> IsfError:
        return IsfError(f"{self.report.path}:{self.line(at)}: {message}")

    def skip(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def value(self, depth: int) -> Node:
        letter = self.skip()
        line = self.line()
        if depth > _DEEPEST:
            raise self.fail("the JSON nests too deeply")
        if letter == "{":
            return Node(self.members(depth), line)
        if letter == "[":
            return Node(self.items(depth), line)
        if letter == '"':
            return Node(self.string(), line)
        match = _NUMBER.match(self.text, self.at)
        if match is not None:
            number = float(match[0])
            if not math.isfinite(number):
                raise self.fail(f"{match[0]} is too large a number")
            self.at = match.end()
            return Node(number, line)
        word = _WORD.match(self.text, self.at)
        if word is not None and word[0].lower() in _WORDS:
            if word[0] not in _WORDS:
                self.report.remark(line, f"write {word[0].lower()} for {word[0]}")
            self.at = word.end()
            return Node(_WORDS[word[0].lower()], line)
        if word is None or self.ended():
            missing = "its end" if self.ended() else repr(letter)
            raise self.fail(f"a value is missing before {missing}")
        raise self.fail(f'{word[0]} is not JSON: texts need quotes, "{word[0].strip(chr(39))}"')

    def members(self, depth: int) -> dict[str, Node]:
        members: dict[str, Node] = {}
        self.at += 1
        opened = self.line()
        while True:
            letter = self.skip()
            if letter == "}":
                self.at += 1
                return members
            if letter != '"':
                raise self.unclosed(letter, "{", opened, 'a key in quotes, like "NAME"')
            line, key = self.line(), self.string()
            if self.skip() != ":":
                raise self.fail(f'after the key "{key}" a colon is missing')
            self.at += 1
            if key in members:
                self.report.remark(line, f'"{key}" stands twice; the last one counts')
            members[key] = self.value(depth + 1)
            self.separate("}", opened, "{")

    def items(self, depth: int) -> list[Node]:
        items: list[Node] = []
        self.at += 1
        opened = self.line()
        while True:
            letter = self.skip()
            if letter == "]":
                self.at += 1
                return items
            if self.ended() or letter in ":,}":
                raise self.unclosed(letter, "[", opened, "a value")
            items.append(self.value(depth + 1))
            self.separate("]", opened, "[")

    def separate(self, closing: str, opened: int, opening: str) -> None:
        end = self.at  # right behind the value: where a missing comma belongs
        letter = self.skip()
        if letter == ",":
            self.at += 1
        elif letter != closing and not self.ended():
            raise self.fail(f"a comma is missing here, or the {closing} for the {opening} in line {opened}", end)

    def unclosed(self, letter: str, opening: str, opened: int, wanted: str) -> IsfError:
        if self.ended():
            return self.fail(f"the {opening} in line {opened} is never closed")
        return self.fail(f"expected {wanted}, not {letter!r}")

    def ended(self) -> bool:
        """Whether the text, or the comment that holds it, is over."""
        return self.at >= len(self.text) or self.text.startswith("*/", self.at)

    def string(self) -> str:
        start = self.at
        self.at += 1
        letters: list[str] = []
        while True:
            letter = self.text[self.at : self.at + 1]
            if not letter:
                raise self.fail("the text that begins here has no closing quote", start)
            self.at += 1
            if letter == '"':
                break
            letters.append(self.escape() if letter == "\\" else letter)
        if "\n" in self.text[start : self.at]:
            self.report.remark(self.line(start), "a text goes over several lines; write \\n for a line break")
        return "".join(letters)

    def escape(self) -> str:
        letter = self.text[self.at : self.at + 1]
        self.at += 1
        if letter == "u":
            digits = self.text[self.at : self.at + 4]
            if re.fullmatch(r"[0-9a-fA-F]{4}", digits) is None:
                raise self.fail("\\u needs four hexadecimal digits")
            self.at += 4
            return chr(int(digits, 16))
        return _ESCAPES.get(letter, letter)
