"""The INPUTS of a header: what a shader wants to be given each frame.

In: JSON nodes. Out: inputs, with problems and remarks in the report.
Pure; any process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from engine.isf.names import check_name
from engine.isf.notation import Node
from engine.isf.report import Report, suggest
from engine.isf.values import flag, number, numbers, string, unknown_keys

InputKind = Literal["event", "bool", "long", "float", "point2D", "color", "image", "audio", "audioFFT"]
KINDS: tuple[InputKind, ...] = get_args(InputKind)
IMAGE_KINDS = ("image", "audio", "audioFFT")
GLSL_TYPES: Mapping[InputKind, str] = {
    "event": "bool",
    "bool": "bool",
    "long": "int",
    "float": "float",
    "point2D": "vec2",
    "color": "vec4",
    "image": "sampler2D",
    "audio": "sampler2D",
    "audioFFT": "sampler2D",
}

_SIZES = {"point2D": 2, "color": 4}
_KEYS = ("NAME", "TYPE", "LABEL", "DESCRIPTION", "DEFAULT", "MIN", "MAX", "IDENTITY", "VALUES", "LABELS")
_MOST_CHOICES = 64


@dataclass(frozen=True, slots=True)
class Input:
    """One entry of INPUTS.

    name: of the uniform. default, low, high: as many numbers as the kind has components (bool and event: 0 or 1;
    images and sound: none). identity: the value at which the shader does nothing, or None. values, labels: of a long,
    equally many; none where it is any integer from low to high. bins: how many samples or bins of sound are wanted
    (MAX), None for as many as there are. line: where it stands in the file.
    """

    name: str
    kind: InputKind
    label: str
    description: str
    default: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    identity: tuple[float, ...] | None
    values: tuple[int, ...]
    labels: tuple[str, ...]
    bins: int | None
    line: int

    @property
    def is_image(self) -> bool:
        """Whether the shader sees it as a sampler: an image, or sound written into one."""
        return self.kind in IMAGE_KINDS

    @property
    def glsl_type(self) -> str:
        """The type of its uniform."""
        return GLSL_TYPES[self.kind]


def read_inputs(node: Node | None, report: Report) -> tuple[Input, ...]:
    """Every input that could be read, as "The ISF Specification vsn 2.0" describes them.

    A MIN that is left out is 0, a MAX 1, or the DEFAULT where that lies outside. A float without DEFAULT begins in
    the middle and a bool on, as in the reference implementation (VVISF, ISFDoc.cpp); a colour begins white.
    """
    if node is None:
        return ()
    if not isinstance(node.value, list):
        report.problem(node.line, '"INPUTS" must be a list: "INPUTS": [ { "NAME": "speed", "TYPE": "float" } ]')
        return ()
    found = [_read_input(item, report) for item in node.value]
    return tuple(item for item in found if item is not None)


def _read_input(node: Node, report: Report) -> Input | None:
    if not isinstance(node.value, dict):
        report.problem(node.line, f'an input must look like {{ "NAME": "speed", "TYPE": "float" }}, not {node}')
        return None
    keys, line = node.value, node.line
    name = string(keys.get("NAME"))
    if name is None:
        report.problem(line, 'an input needs a "NAME": "…"')
        return None
    line = keys["NAME"].line
    wrong = check_name(name)
    if wrong:
        report.problem(line, wrong)
    kind = _read_kind(keys.get("TYPE"), name, line, report)
    if kind is None:
        return None
    unknown_keys(keys, _KEYS, f"the input {name}", report)
    reader = _InputReader(name, kind, line, keys, report)
    values, labels = reader.read_choices() if kind == "long" else ((), ())
    low, high, default = reader.read_range(values)
    return Input(
        name,
        kind,
        string(keys.get("LABEL")) or "",
        string(keys.get("DESCRIPTION")) or "",
        default,
        low,
        high,
        reader.read_identity(),
        values,
        labels,
        reader.read_bins(),
        line,
    )


def _read_kind(node: Node | None, name: str, line: int, report: Report) -> InputKind | None:
    given = string(node)
    if node is None or given is None:
        report.problem(line, f'the input {name} needs a "TYPE": one of {", ".join(KINDS)}')
        return None
    for kind in KINDS:
        if given == kind:
            return kind
        if given.strip().lower() == kind.lower():
            report.remark(node.line, f'write "{kind}" for the type "{given}"')
            return kind
    report.problem(node.line, f'there is no type "{given}".{suggest(given, KINDS)} There is: {", ".join(KINDS)}')
    return None


@dataclass(frozen=True, slots=True)
class _InputReader:
    name: str
    kind: InputKind
    line: int
    keys: Mapping[str, Node]
    report: Report

    @property
    def size(self) -> int:
        return _SIZES.get(self.kind, 1)

    def vector(self, key: str) -> tuple[float, ...] | None:
        """The numbers under `key`, None when there are none; a problem when they cannot be meant."""
        node = self.keys.get(key)
        if node is None or node.value is None:
            return None
        if self.kind == "bool":
            truth = flag(node)
            found = None if truth is None else [float(truth)]
        elif self.size == 1:
            only = number(node)
            found = None if only is None else [only]
        else:
            found = numbers(node)
            if found is not None and len(found) == 1:
                found *= self.size
                self.report.remark(node.line, f"the {key} of {self.name} needs {self.size} numbers, not one for all")
            if found is not None and self.kind == "color" and len(found) == 3:
                found.append(1.0)
                self.report.remark(node.line, f"the {key} of {self.name} has no alpha; it was taken as 1")
        if found is None or len(found) != self.size:
            shape = {"bool": "true or false", "point2D": "like [0.5, 0.5]", "color": "like [1.0, 0.5, 0.0, 1.0]"}
            wanted = shape.get(self.kind, "a number")
            self.report.problem(node.line, f"the {key} of {self.name} must be {wanted}, not {node}")
            return None
        if self.kind == "long" and found[0] != int(found[0]):
            self.report.remark(node.line, f"the {key} of {self.name} must be whole; {found[0]:g} was cut")
            found = [float(int(found[0]))]
        return tuple(found)

    def read_range(self, values: tuple[int, ...]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
        """Low, high and default."""
        if self.kind in IMAGE_KINDS:
            return (), (), ()
        if self.kind == "event":
            return (0.0,), (1.0,), (0.0,)
        default = self.vector("DEFAULT")
        if self.kind == "bool":
            return (0.0,), (1.0,), default or (1.0,)
        if values:
            return self.choice_range(values, default)
        low, high = self.vector("MIN"), self.vector("MAX")
        if low is None or high is None:
            low, high = self.stretched(low, high, default)
        if any(a > b for a, b in zip(low, high, strict=True)):
            line = self.keys["MIN"].line if "MIN" in self.keys else self.line
            text = f"the MIN of {self.name}, {_show(low)}, is above its MAX, {_show(high)}; exchange them"
            self.report.problem(line, text)
        elif low == high:
            self.report.remark(self.line, f"the MIN and the MAX of {self.name} are the same: there is nothing to turn")
        if default is None:
            middle = tuple(a + (b - a) / 2.0 for a, b in zip(low, high, strict=True))
            default = (1.0,) * 4 if self.kind == "color" else middle
            default = tuple(min(max(x, a), b) for x, a, b in zip(default, low, high, strict=True))
            default = tuple(float(int(x)) for x in default) if self.kind == "long" else default
        elif any(not a <= x <= b for a, x, b in zip(low, default, high, strict=True)) and low <= high:
            text = f"the DEFAULT of {self.name}, {_show(default)}, must lie from {_show(low)} to {_show(high)}"
            self.report.problem(self.keys["DEFAULT"].line, text)
        return low, high, default

    def stretched(
        self, low: tuple[float, ...] | None, high: tuple[float, ...] | None, default: tuple[float, ...] | None
    ) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The range when MIN or MAX is missing: 0 to 1, or as far as what is given."""
        lows, highs = low or (0.0,) * self.size, high or (1.0,) * self.size
        if any(a >= b for a, b in zip(lows, highs, strict=True)):
            self.report.remark(self.line, f"{self.name} needs both MIN and MAX; it goes from 0 to 1 or its DEFAULT")
            lows, highs = (0.0,) * self.size, (1.0,) * self.size
        if default is not None and any(not a <= x <= b for a, x, b in zip(lows, default, highs, strict=True)):
            lows = tuple(map(min, lows, default))
            highs = tuple(map(max, highs, default))
            text = f"{self.name} has no MIN and MAX around its DEFAULT; it goes from {_show(lows)} to {_show(highs)}"
            self.report.remark(self.line, text)
        return lows, highs

    def choice_range(
        self, values: tuple[int, ...], default: tuple[float, ...] | None
    ) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
        if default is None:
            default = (float(values[0]),)
        elif int(default[0]) not in values:
            some = ", ".join(map(str, values[:12])) + (", …" if len(values) > 12 else "")
            text = f"the DEFAULT of {self.name} must be one of its VALUES, {some}, not {default[0]:g}"
            self.report.problem(self.keys["DEFAULT"].line, text)
            default = (float(values[0]),)
        return (float(min(values)),), (float(max(values)),), default

    def read_choices(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """VALUES and LABELS of a long; those that are missing follow from the others, or from MIN and MAX."""
        values, labels = self.keys.get("VALUES"), self.keys.get("LABELS")
        whole = numbers(values) if values is not None else None
        if values is not None and (whole is None or any(x != int(x) for x in whole)):
            self.report.problem(values.line, f"the VALUES of {self.name} must be integers in a list, like [0, 1, 2]")
            return (), ()
        names = None
        if labels is not None:
            listed = labels.value if isinstance(labels.value, list) else None
            if listed is None or any(isinstance(item.value, (list, dict)) for item in listed):
                self.report.problem(labels.line, f'the LABELS of {self.name} must be texts in a list, like ["a", "b"]')
                return (), ()
            names = [item.value if isinstance(item.value, str) else str(item) for item in listed]
        if whole is None and names is not None:
            whole = [float(index) for index in range(len(names))]
            self.report.remark(self.line, f"{self.name} has LABELS but no VALUES; they were counted from 0")
        if whole is None:
            return self.choices_from_range()
        if names is None:
            names = [f"{x:g}" for x in whole]
        if len(whole) != len(names):
            text = f"{self.name} has {len(whole)} VALUES but {len(names)} LABELS; it needs a label for each"
            self.report.problem(values.line if values else self.line, text)
        if not whole:
            self.report.problem(self.line, f"the VALUES of {self.name} are empty")
        size = min(len(whole), len(names))
        return tuple(int(x) for x in whole[:size]), tuple(names[:size])

    def choices_from_range(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        low, high = number(self.keys.get("MIN")), number(self.keys.get("MAX"))
        if low is None or high is None or high - low < 0 or high - low >= _MOST_CHOICES:
            return (), ()
        values = tuple(range(int(low), int(high) + 1))
        return values, tuple(map(str, values))

    def read_identity(self) -> tuple[float, ...] | None:
        return None if self.kind == "event" or self.kind in IMAGE_KINDS else self.vector("IDENTITY")

    def read_bins(self) -> int | None:
        node = self.keys.get("MAX")
        if self.kind not in ("audio", "audioFFT") or node is None:
            return None
        wanted = number(node)
        if wanted is None or wanted < 1 or wanted > 16384:
            text = f"the MAX of {self.name} is how many samples it wants: from 1 to 16384, not {node}"
            self.report.problem(node.line, text)
            return None
        return int(wanted)


def _show(values: tuple[float, ...]) -> str:
    return f"{values[0]:g}" if len(values) == 1 else "[" + ", ".join(f"{x:g}" for x in values) + "]"
