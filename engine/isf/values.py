"""JSON values as people mean them: numbers in quotes, truth as 1, texts.

In: nodes. Out: plain values, or None where a node is something else.
Pure; any process.
"""

import math
import re
from collections.abc import Collection, Mapping

from engine.isf.notation import Node
from engine.isf.report import Report, suggest

_TRUTHS = {"true": True, "yes": True, "on": True, "1": True, "1.0": True,
           "false": False, "no": False, "off": False, "0": False, "0.0": False, "": False}  # fmt: skip
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?f?\s*")


def string(node: Node | None) -> str | None:
    """The text of a node, None when it is not a text."""
    return node.value if node is not None and isinstance(node.value, str) else None


def number(node: Node | None) -> float | None:
    """A number, also one in quotes, or a truth as 0 or 1."""
    value = None if node is None else node.value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        read = float(value.strip().rstrip("f"))
        return read if math.isfinite(read) else None
    return float(value) if isinstance(value, (bool, float)) else None


def numbers(node: Node | None) -> list[float] | None:
    """A list of numbers; a single number is a list of one."""
    if node is not None and isinstance(node.value, list):
        found = [number(item) for item in node.value]
        whole = [x for x in found if x is not None]
        return whole if len(whole) == len(found) else None
    only = number(node)
    return None if only is None else [only]


def flag(node: Node | None) -> bool | None:
    """A truth: true, false, a number (above 0 is true, as in VVISF), or one of those in quotes; null is false."""
    value = None if node is None else node.value
    if isinstance(value, str):
        return _TRUTHS.get(value.strip().lower())
    if isinstance(value, (bool, float)):
        return value > 0
    return False if value is None else None


def unknown_keys(keys: Mapping[str, Node], known: Collection[str], where: str, report: Report) -> None:
    """Remark on each key that ISF does not have; it changes nothing."""
    for key, node in keys.items():
        if key not in known:
            report.remark(node.line, f'{where} has a key "{key}", which ISF does not know.{suggest(key, known)}')
