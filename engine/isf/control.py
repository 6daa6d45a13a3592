"""What a hand can turn on a shader: its inputs, vectors taken apart, as plain records.

In: a document. Out: controls that the station `controls` makes parameters of.
Pure; any process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from engine.isf.inputs import Input

ControlKind = Literal["float", "bool", "choice", "trigger"]

_COMPONENTS = {"point2D": (("x", "x"), ("y", "y")),
               "color": (("r", "red"), ("g", "green"), ("b", "blue"), ("a", "alpha"))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Control:
    """One number, switch, choice or trigger of a shader.

    name: unique within the shader, fit for an OSC address below its own: "speed", "tint/r". input, component: the
    uniform that it belongs to, and which part of it (0 for a scalar). default: a float, a bool, one of `choices`,
    0.0 for a trigger. low, high: of a float. values: for a choice, the integer that the uniform gets for each.
    whole: a float of which the uniform gets the nearest integer. meaning: one line for a person.
    """

    name: str
    input: str
    component: int
    kind: ControlKind
    default: float | bool | str
    meaning: str
    low: float = 0.0
    high: float = 1.0
    choices: tuple[str, ...] = ()
    values: tuple[int, ...] = ()
    whole: bool = False


def controls_of(inputs: Iterable[Input]) -> tuple[Control, ...]:
    """Every control of the inputs, in their order; images, sound and what cannot be turned have none."""
    taken: set[str] = set()
    controls: list[Control] = []
    for item in inputs:
        made = _of(item, _part(item.name, taken))
        if made:
            taken.add(made[0].name.partition("/")[0])
        controls += made
    return tuple(controls)


def _part(name: str, taken: set[str]) -> str:
    """`name` as part of an OSC address: it begins with a letter, and differs from the others."""
    bare = name.lstrip("_0123456789") or "input"
    part, count = bare, 1
    while part in taken:
        count += 1
        part = f"{bare}-{count}"
    return part


def _of(item: Input, part: str) -> list[Control]:
    meaning = " ".join((item.label or item.name).split())
    if item.description:
        meaning += ": " + " ".join(item.description.split())
    if item.kind == "event":
        return [Control(part, item.name, 0, "trigger", 0.0, meaning)]
    if item.kind == "bool":
        return [Control(part, item.name, 0, "bool", bool(item.default[0]), meaning)]
    if item.kind == "long" and item.values:
        choices = _different(item.labels)
        chosen = choices[item.values.index(int(item.default[0]))]
        return [Control(part, item.name, 0, "choice", chosen, meaning, choices=choices, values=item.values)]
    whole = item.kind == "long"
    names = _COMPONENTS.get(item.kind, (("", ""),))
    return [
        Control(
            f"{part}/{short}" if short else part,
            item.name,
            index,
            "float",
            item.default[index],
            f"{meaning}: {long}" if long else meaning,
            item.low[index],
            item.high[index],
            whole=whole,
        )
        for index, (short, long) in enumerate(names)
        if not item.is_image and item.low[index] < item.high[index]
    ]


def _different(labels: Iterable[str]) -> tuple[str, ...]:
    """Labels of which none is empty and none like another: ISF allows repeats."""
    found: list[str] = []
    for label in labels:
        bare = " ".join(label.split()) or "-"
        name, count = bare, 1
        while name in found:
            count += 1
            name = f"{bare} {count}"
        found.append(name)
    return tuple(found)
