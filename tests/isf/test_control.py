"""Inputs come apart into controls that parameters can be made of.

In: inputs, written here. Out: proof, also that a Parameter takes every control.
"""

from pathlib import Path

from isf.files import read

from engine.controls.parameter import Parameter
from engine.isf.control import Control
from engine.isf.document import IsfDocument, flatten

EVERYTHING = [
    {"NAME": "inputImage", "TYPE": "image"},
    {"NAME": "sound", "TYPE": "audioFFT", "MAX": 32},
    {"NAME": "hit", "TYPE": "event", "LABEL": "Hit\nit"},
    {"NAME": "inverted", "TYPE": "bool", "DEFAULT": 0},
    {"NAME": "_speed", "TYPE": "float", "MIN": -1, "MAX": 4, "DEFAULT": 2, "DESCRIPTION": "turns a second"},
    {"NAME": "speed", "TYPE": "float"},
    {"NAME": "mode", "TYPE": "long", "VALUES": [3, 5, 7], "LABELS": ["soft", "soft", " "], "DEFAULT": 5},
    {"NAME": "count", "TYPE": "long", "MIN": 1, "MAX": 500, "DEFAULT": 12},
    {"NAME": "centre", "TYPE": "point2D", "DEFAULT": [0.25, -1], "MIN": [0, -1], "MAX": [1, 1]},
    {"NAME": "tint", "TYPE": "color", "LABEL": "Tint", "DEFAULT": [1, 0.5, 0, 1]},
    {"NAME": "still", "TYPE": "float", "MIN": 2, "MAX": 2, "DEFAULT": 2},
]


def everything(folder: Path) -> dict[str, Control]:
    return {control.name: control for control in flatten(read(folder, INPUTS=EVERYTHING))}


def test_names_and_what_has_none(tmp_path: Path) -> None:
    names = ["hit", "inverted", "speed", "speed-2", "mode", "count"]
    assert list(everything(tmp_path)) == [*names, "centre/x", "centre/y", "tint/r", "tint/g", "tint/b", "tint/a"]


def test_each_kind(tmp_path: Path) -> None:
    found = everything(tmp_path)
    assert found["hit"] == Control("hit", "hit", 0, "trigger", 0.0, "Hit it")
    assert found["inverted"] == Control("inverted", "inverted", 0, "bool", False, "inverted")
    assert found["speed"] == Control("speed", "_speed", 0, "float", 2.0, "_speed: turns a second", -1.0, 4.0)
    assert found["speed-2"].input == "speed"
    mode = found["mode"]
    assert (mode.kind, mode.choices, mode.values, mode.default) == (
        "choice",
        ("soft", "soft 2", "-"),
        (3, 5, 7),
        "soft 2",
    )
    count = found["count"]
    assert (count.kind, count.whole, count.low, count.high, count.default) == ("float", True, 1.0, 500.0, 12.0)
    y = found["centre/y"]
    assert (y.input, y.component, y.default, y.low, y.high) == ("centre", 1, -1.0, -1.0, 1.0)
    green = found["tint/g"]
    assert (green.input, green.component, green.default, green.meaning) == ("tint", 1, 0.5, "Tint: green")


def test_a_parameter_takes_every_control(tmp_path: Path) -> None:
    for control in everything(tmp_path).values():
        parameter = Parameter(
            f"/isf/{control.name}",
            control.kind,
            control.default,
            control.meaning,
            control.low,
            control.high,
            choices=control.choices,
        )
        assert parameter.default == control.default


def test_progress_is_the_stage_s_in_a_transition_only(tmp_path: Path) -> None:
    def transition(*names: str) -> IsfDocument:
        images = [{"NAME": name, "TYPE": "image"} for name in names]
        return read(tmp_path, INPUTS=[*images, {"NAME": "progress", "TYPE": "float"}])

    assert flatten(transition("startImage", "endImage")) == ()
    assert [control.name for control in flatten(transition("startImage"))] == ["progress"]
