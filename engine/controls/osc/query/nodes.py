"""What OSCQuery says of each address, from the declarations: parameters, verbs, and what the music does.

In: the catalogue and the number of units. Out: attributes by path, as the OSCQuery proposal names them.
Pure; main process, when the catalogue is another.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from engine.controls.catalogue import GROUPS, Catalogue
from engine.controls.osc.features import FEATURES, UNIT, Feature, feature_at
from engine.controls.parameter import Parameter
from engine.controls.verbs import LOCAL_VERBS, VERBS, VerbKind

Node: TypeAlias = dict[str, Any]
"""Attributes of one address. TYPE "T" is a switch, whose TYPE is told as T or F as it stands."""

_RECALL = VERBS["preset/load"]

READ, WRITE = 1, 2
"""The bits of ACCESS."""

UNITS: Mapping[str, str] = {"s": "time.second", "ms": "time.ms", "Hz": "time.hz", "dB": "gain.db-raw"}
"""Our units that the proposal's list of units has, too."""

TITLES: Mapping[str, str] = {f"/{group}": title for group, title in GROUPS.items()} | {
    "/": "Asterism",
    "/asterism": "What the music does",
    UNIT.rstrip("/"): "Single units of the network",
}
"""DESCRIPTION of containers that have one."""


def describe_nodes(catalogue: Catalogue, units: int, looks: Sequence[str] = ()) -> dict[str, Node]:
    """Every address with its attributes; what the network may not say is left out. looks: what can be recalled."""
    features = [*FEATURES.values(), *_units(units)]
    return (
        {path: _parameter(parameter) for path, parameter in catalogue.items()}
        | {kind.address: _verb(kind) for kind in VERBS.values() if kind.name not in LOCAL_VERBS}
        | {feature.address: _feature(feature, units) for feature in features}
        | {_RECALL.address: _verb(_RECALL) | ({"RANGE": [{"VALS": list(looks)}]} if looks else {})}
    )


def _units(units: int) -> Iterable[Feature]:
    found = (feature_at(f"{UNIT}{number}", units) for number in range(units))
    return (feature for feature in found if feature is not None)


def _node(access: int, kind: str, meaning: str, tag: str) -> Node:
    return {"ACCESS": access, "TYPE": kind, "DESCRIPTION": meaning, "TAGS": [tag]}


def _parameter(parameter: Parameter) -> Node:
    meaning = f"{parameter.meaning} ({parameter.unit})" if parameter.unit else parameter.meaning
    if parameter.kind == "trigger":
        return _node(WRITE, "N", meaning, "trigger") | {"CRITICAL": True}
    if parameter.kind == "bool":
        return _node(READ | WRITE, "T", meaning, "switch")
    if parameter.kind == "choice":
        return _node(READ | WRITE, "s", meaning, "choice") | {"RANGE": [{"VALS": list(parameter.choices)}]}
    node = _node(READ | WRITE, "f", meaning, "number")
    node |= {"RANGE": [{"MIN": parameter.low, "MAX": parameter.high}], "CLIPMODE": ["both"]}
    return node | ({"UNIT": [UNITS[parameter.unit]]} if parameter.unit in UNITS else {})


def _verb(kind: VerbKind) -> Node:
    types = {"": "N", "number": "f", "text": "s", "preset": "s"}
    return _node(WRITE, types[kind.argument], kind.meaning, "verb") | {"CRITICAL": True}


def _feature(feature: Feature, units: int) -> Node:
    types = "f" * units if feature.kind == "list" else feature.types
    node = _node(READ, types, feature.meaning, feature.kind)
    if feature.kind in ("number", "hit"):
        node["RANGE"] = [{"MIN": feature.low, "MAX": feature.high}]
    return node
