"""The page of parameters: a table for each group of the catalogue.

In: the catalogue, and the ISF files that ship. Out: parameters.md.
Main process.
"""

from collections.abc import Iterable, Mapping

from engine.controls.catalogue import CATALOGUE, GROUPS, KEPT_GROUPS, Catalogue, plugins_of, shipped_catalogue
from engine.controls.parameter import CURVES, Parameter
from engine.controls.plugin import GROUPS as FILE_GROUPS
from engine.controls.plugin import Plugin
from engine.isf.shelf import Shelf
from engine.presets.reference.markdown import MADE, code, meanings, number, table

KINDS: Mapping[str, str] = {
    "float": "a number in a range",
    "choice": "one of several names; a knob's way is shared among them equally",
    "bool": "on or off; a knob switches it in the middle",
    "trigger": "fires once, with a strength from 0 to 1; it has no value that a look could keep",
}
"""What the types of parameters are."""

CURVE_MEANINGS: Mapping[str, str] = {
    "linear": "equal steps of the knob are equal steps of the value",
    "exponential": "equal steps of the knob are equal ratios: from half to one as far as from one to two",
    "square": "fine steps near the lowest value, or near zero where the range has a negative side",
}
"""What the way of a knob from 0 to 1 makes of a range."""

_HEAD = ("path", "type", "default", "range", "unit", "curve", "meaning")

_PAGE = """# Parameters

{made}

A parameter is one thing that can be turned. Its path is its [OSC address](osc.md), its key in the `[values]` of a
[look](presets.md), and what a [binding](sources.md) names as its target.

{kinds}

The curve says how a knob's way is spread over the range. A binding's `low` and `high` are places on that way: 0 is the
lowest value, 1 the highest.

{curves}

Parameters of layers, effects and transitions are declared by [ISF files](https://isf.video), one file each: these are
ours, and every file in your own folder for shaders brings its own in the same way. `asterism isf` lists them all.

{groups}
"""


def describe_parameters() -> str:
    """The page."""
    catalogue, plugins = shipped_catalogue(), plugins_of(Shelf(own=False)).values()
    return _PAGE.format(
        made=MADE,
        kinds=meanings("type", KINDS),
        curves=meanings("curve", {curve: CURVE_MEANINGS[curve] for curve in CURVES}),
        groups="\n\n".join(_group(group, title, catalogue, plugins) for group, title in GROUPS.items()),
    )


def _group(group: str, title: str, catalogue: Catalogue, plugins: Iterable[Plugin]) -> str:
    parts = [f"## {title}"]
    rows = [_row(parameter) for path, parameter in catalogue.items() if parameter.group == group and path in CATALOGUE]
    if rows:
        parts.append(table(_HEAD, rows))
    if group in KEPT_GROUPS:
        parts.append("This group belongs to the table: no look can set it, and a recalled look leaves it as it is.")
    parts += [_file(plugin) for plugin in plugins if FILE_GROUPS[plugin.key[0]] == group]
    return "\n\n".join(parts)


def _file(plugin: Plugin) -> str:
    text = f"### {plugin.key[1]}\n\n{plugin.document.description}."
    rows = [_row(parameter) for parameter in plugin.parameters]
    return f"{text}\n\n{table(_HEAD, rows)}" if rows else text


def _row(parameter: Parameter) -> tuple[str, ...]:
    default = number(float(parameter.default)) if parameter.kind == "float" else str(parameter.default).lower()
    is_number = parameter.kind == "float"
    return (
        code(parameter.path),
        parameter.kind,
        "" if parameter.kind == "trigger" else default,
        range_of(parameter),
        parameter.unit,
        parameter.curve if is_number else "",
        parameter.meaning,
    )


def range_of(parameter: Parameter) -> str:
    """What a parameter takes, in short."""
    if parameter.kind == "choice":
        return ", ".join(parameter.choices)
    if parameter.kind == "bool":
        return "true, false"
    return f"{number(parameter.low)} to {number(parameter.high)}"
