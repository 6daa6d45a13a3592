"""From what hands have turned to what a shader's uniforms get.

In: a document; the values of its controls by name. Out: a value for each uniform, in its type.
Main process, once per frame and shader; pure.
"""

import math
import re
from collections.abc import Mapping
from typing import TypeAlias

from engine.isf.control import Control
from engine.isf.document import IsfDocument, flatten
from engine.isf.inputs import Input

#: The value of a control: a number, a switch, or a choice's label.
Value: TypeAlias = float | bool | str
Uniform: TypeAlias = float | int | bool | tuple[float, ...]

_MOST_INTEGER = 2**31 - 1


class IsfValues:
    """Puts a document's controls together to its inputs again."""

    def __init__(self, document: IsfDocument) -> None:
        self._inputs = tuple(item for item in document.inputs if not item.is_image)
        self._controls: dict[str, list[Control]] = {item.name: [] for item in self._inputs}
        for control in flatten(document):
            self._controls[control.input].append(control)
        self._in_pixels = frozenset(item.name for item in self._inputs if _is_in_pixels(document, item))

    def read(self, values: Mapping[str, Value], size: tuple[int, int]) -> dict[str, Uniform]:
        """A value for every input but images and sound; `size` of the picture, for points that are told in pixels."""
        found: dict[str, Uniform] = {}
        for item in self._inputs:
            parts = list(item.default)
            for control in self._controls[item.name]:
                parts[control.component] = _number(control, values.get(control.name), parts[control.component])
            if not self._controls[item.name]:  # what the stage turns itself
                parts = [_finite(values.get(item.name), part) for part in parts[:1]] + parts[1:]
            if item.name in self._in_pixels:
                parts = [part * side for part, side in zip(parts, size, strict=True)]
            found[item.name] = _shape(item, parts)
        return found

    def variables(self, inputs: Mapping[str, Uniform]) -> dict[str, float]:
        """What formulas of sizes may use of that: the inputs that are one number."""
        return {name: float(value) for name, value in inputs.items() if not isinstance(value, tuple)}


def _number(control: Control, value: Value | None, default: float) -> float:
    if isinstance(value, str) and value in control.choices:
        return float(control.values[control.choices.index(value)])
    return _finite(value, default)


def _finite(value: Value | None, default: float) -> float:
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return default
    return float(value)


def _shape(item: Input, parts: list[float]) -> Uniform:
    if item.kind in ("bool", "event"):
        return parts[0] > 0.0
    if item.kind == "long":
        return round(min(max(parts[0], -_MOST_INTEGER), _MOST_INTEGER))
    return parts[0] if len(parts) == 1 else tuple(parts)


def _is_in_pixels(document: IsfDocument, item: Input) -> bool:
    """Whether a point from 0 to 1 is meant as one from 0 to RENDERSIZE.

    Version 1 gave points in pixels and many of its files have no MIN and MAX; all that divide one by RENDERSIZE want
    pixels. As 0 to 1 it would stay in the lower left corner.
    """
    if item.kind != "point2D" or max(item.high) > 1.0 or min(item.low) < 0.0:
        return False
    divided = re.compile(rf"\b{item.name}(?:\.(?:xy|x|y))?\s*/\s*RENDERSIZE\b")
    return any(divided.search(code) for code in (document.fragment, document.vertex))
