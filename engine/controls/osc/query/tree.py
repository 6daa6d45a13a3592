"""The address space as a tree, and answers to requests about it, after the OSCQuery proposal (Vidvox).

In: attributes by path, values by path, the target of an HTTP request. Out: a status and a JSON object.
Pure; the process of OSCQuery.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from engine.controls.osc.packet import Argument
from engine.controls.osc.query.nodes import TITLES, Node

ATTRIBUTES = (
    *("FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "VALUE", "RANGE", "DESCRIPTION"),
    *("TAGS", "UNIT", "CLIPMODE", "CRITICAL"),
)
"""What can be asked for of an address, besides HOST_INFO."""

EXTENSIONS: Mapping[str, bool] = {
    **dict.fromkeys(("ACCESS", "VALUE", "RANGE", "DESCRIPTION", "TAGS", "UNIT", "CLIPMODE", "CRITICAL"), True),
    **dict.fromkeys(("LISTEN", "PATH_CHANGED", "PATH_ADDED", "PATH_REMOVED"), True),
    **dict.fromkeys(("PATH_RENAMED", "EXTENDED_TYPE", "OVERLOADS", "OSC_STREAMING", "HTML"), False),
}
"""What of the proposal's optional parts there is."""

MOST_CONNECTIONS = 64
"""How many may be connected at once; further ones are shut out."""

OK, NO_CONTENT, BAD_REQUEST, NOT_FOUND = 200, 204, 400, 404

_LONGEST = 1024
_MOST_QUESTIONS = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status, and what is said: None for nothing."""

    status: int
    content: dict[str, Any] | None = None


class Tree:
    """The addresses that there are, in containers, with their newest values. host_info: what HOST_INFO says."""

    def __init__(self, nodes: Mapping[str, Node], host_info: Mapping[str, Any]) -> None:
        self.nodes = nodes
        self.values: dict[str, tuple[Argument, ...]] = {}
        self.host_info = host_info
        self._contents: dict[str, dict[str, str]] = {"/": {}}
        for path in nodes:
            self._plant(path)

    def __contains__(self, path: str) -> bool:
        """Whether there is such an address or container."""
        return path in self.nodes or path in self._contents

    def below(self, path: str) -> list[str]:
        """The addresses at or below a path."""
        return [
            *([path] if path in self.nodes else []),
            *(found for child in self._contents.get(path, {}).values() for found in self.below(child)),
        ]

    def describe(self, path: str) -> dict[str, Any]:
        """All that there is to say of an address or container, with what is below it."""
        said = {name: value for name in ATTRIBUTES if (value := self._attribute(path, name)) is not None}
        if path in self._contents:
            said["CONTENTS"] = {name: self.describe(child) for name, child in self._contents[path].items()}
        return said

    def answer(self, target: str) -> Answer:
        """What to answer to the target of an HTTP request, such as `/color/hue?VALUE`."""
        path, _, query = target.partition("?")
        path = unquote(path, errors="replace").rstrip("/") or "/"
        names = [unquote(name, errors="replace").partition("=")[0] for name in query.split("&") if name]
        if len(target) > _LONGEST or len(names) > _MOST_QUESTIONS:
            return Answer(BAD_REQUEST)
        if any(name not in (*ATTRIBUTES, "HOST_INFO") for name in names):
            return Answer(BAD_REQUEST)
        if path not in self:
            return Answer(NOT_FOUND)
        if "HOST_INFO" in names:
            return Answer(OK, {**self.host_info, "EXTENSIONS": EXTENSIONS})
        if not names:
            return Answer(OK, self.describe(path))
        described = self.describe(path) if "CONTENTS" in names else {}
        said = {name: described.get(name, self._attribute(path, name)) for name in names}
        known = {name: value for name, value in said.items() if value is not None}
        return Answer(OK, known) if known else Answer(NO_CONTENT)

    def _plant(self, path: str) -> None:
        """Put a path below its containers."""
        while path != "/":
            above, _, name = path.rpartition("/")
            above = above or "/"
            if name in self._contents.setdefault(above, {}):
                return
            self._contents[above][name] = path
            path = above

    def _attribute(self, path: str, name: str) -> Any:
        node = self.nodes.get(path, {})
        if name == "FULL_PATH":
            return path
        if name == "VALUE":
            return _jsonable(self.values[path]) if node.get("ACCESS", 0) & 1 and path in self.values else None
        if name == "ACCESS":
            return node.get("ACCESS", 0)
        if name == "DESCRIPTION":
            return node.get(name) or TITLES.get(path)
        if name == "TYPE" and node.get("TYPE") == "T":
            return "F" if self.values.get(path) == (False,) else "T"
        return node.get(name)


def changes(before: Mapping[str, Node], after: Mapping[str, Node]) -> list[tuple[str, str]]:
    """What to tell those who know the tree from before: PATH_REMOVED, PATH_ADDED or PATH_CHANGED, and the path."""
    removed = [("PATH_REMOVED", path) for path in before if path not in after]
    added = [("PATH_ADDED", path) for path in after if path not in before]
    changed = [("PATH_CHANGED", path) for path in after if path in before and before[path] != after[path]]
    return [*removed, *added, *changed]


def _jsonable(values: Sequence[Argument]) -> list[Any]:
    return [_plain(value) for value in values]


def _plain(value: Argument) -> Any:
    if isinstance(value, bytes):
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value
