"""A shader file's parameters: one for each control, of the same range and meaning, under its own path.

In: documents, written here and those that ship. Out: proof. Runs in the test process.
"""

from pathlib import Path

import pytest
from isf.files import MAIN, read

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE, plugins_of, shipped_catalogue, show_catalogue
from engine.controls.plugin import Plugin, place_of, plugin_of
from engine.isf.document import flatten
from engine.isf.shelf import Shelf

IMAGE = {"NAME": "inputImage", "TYPE": "image"}


def make(tmp_path: Path, *inputs: dict[str, object], **header: object) -> Plugin:
    document = read(tmp_path, MAIN, INPUTS=list(inputs), **header)
    return plugin_of((document.kind, "tint"), document)


def test_a_filter_has_a_mix_a_place_and_its_own(tmp_path: Path) -> None:
    plugin = make(
        tmp_path,
        IMAGE,
        {"NAME": "speed", "TYPE": "float", "LABEL": "Speed", "DEFAULT": 2.0, "MIN": 1.0, "MAX": 4.0},
        {"NAME": "on", "TYPE": "bool", "DEFAULT": False},
        {"NAME": "way", "TYPE": "long", "VALUES": [0, 5], "LABELS": ["left", "right"], "DEFAULT": 5},
        {"NAME": "hit", "TYPE": "event"},
        {"NAME": "ink", "TYPE": "color", "DEFAULT": [0.1, 0.2, 0.3, 1.0]},
        CATEGORIES=["Distortion Effect"],
    )
    told = {parameter.path: (parameter.kind, parameter.default) for parameter in plugin.parameters}
    assert told == {
        "/effect/tint/mix": ("float", 0.0),
        "/effect/tint/place": ("float", 20.0),
        "/effect/tint/speed": ("float", 2.0),
        "/effect/tint/on": ("bool", False),
        "/effect/tint/way": ("choice", "right"),
        "/effect/tint/hit": ("trigger", 0.0),
        **{f"/effect/tint/ink/{part}": ("float", x) for part, x in zip("rgba", (0.1, 0.2, 0.3, 1.0), strict=True)},
    }
    speed = next(parameter for parameter in plugin.parameters if parameter.path.endswith("speed"))
    assert (speed.low, speed.high, speed.meaning) == (1.0, 4.0, "Speed")
    assert set(plugin.paths) == {control.name for control in flatten(plugin.document)}


def test_generators_have_a_mix_and_transitions_neither(tmp_path: Path) -> None:
    speed = {"NAME": "speed", "TYPE": "float"}
    assert [p.path for p in make(tmp_path, speed).parameters] == ["/layer/tint/mix", "/layer/tint/speed"]
    images = [{"NAME": name, "TYPE": "image"} for name in ("startImage", "endImage")]
    plugin = make(tmp_path, *images, {"NAME": "progress", "TYPE": "float"}, speed)
    assert [p.path for p in plugin.parameters] == ["/transition/tint/speed"]
    assert (plugin.mix, plugin.place) == ("", "")


def test_an_image_that_nobody_gives_is_a_choice(tmp_path: Path) -> None:
    images = [{"NAME": name, "TYPE": "image"} for name in ("mask", "brainState", "mix")]
    document = read(tmp_path, MAIN, INPUTS=[IMAGE, *images])
    plugin = plugin_of((document.kind, "tint"), document, ("logo",))
    assert plugin.pictures == {"mask": "/effect/tint/mask", "mix": "/effect/tint/mix-own"}
    choices = {parameter.path: parameter.choices for parameter in plugin.parameters if parameter.kind == "choice"}
    assert choices == dict.fromkeys(plugin.pictures.values(), ("none", "picture", "logo"))
    assert plugin.values({"/effect/tint/mask": "logo"}) == {}


def test_an_input_of_the_name_of_one_of_ours_gets_another_path(tmp_path: Path) -> None:
    point = {"NAME": "place", "TYPE": "point2D", "MIN": [0, 0], "MAX": [1, 1]}
    plugin = make(tmp_path, IMAGE, {"NAME": "mix", "TYPE": "float"}, point)
    assert plugin.paths == {
        "mix": "/effect/tint/mix-own",
        "place/x": "/effect/tint/place-own/x",
        "place/y": "/effect/tint/place-own/y",
    }
    assert len({parameter.path for parameter in plugin.parameters}) == 5


@pytest.mark.parametrize(
    ("categories", "place"),
    [
        (["Geometry Adjustment"], 10.0), (["Tile Effect"], 10.0), (["Distortion Effect"], 20.0), (["Glitch"], 20.0),
        (["Feedback"], 30.0), (["Blur"], 40.0), (["Glow"], 40.0), (["Stylize"], 50.0), (["Color Effect"], 60.0),
        (["Color Adjustment"], 60.0), (["Light"], 70.0), (["Film"], 80.0), (["Stylize", "Film"], 80.0), ([], 50.0),
        (["Utility"], 50.0), (["highlighter"], 50.0),
    ],
)  # fmt: skip
def test_the_place_in_the_chain_comes_from_the_categories(categories: list[str], place: float) -> None:
    assert place_of(categories) == place


def test_values_are_those_of_a_frame_by_the_names_of_the_controls(tmp_path: Path) -> None:
    inputs = [IMAGE, {"NAME": "mix", "TYPE": "float"}, {"NAME": "hit", "TYPE": "event"}]
    way = {"NAME": "way", "TYPE": "long", "VALUES": [0, 5], "LABELS": ["left", "right"]}
    plugin = make(tmp_path, *inputs, way)
    board = Board(show_catalogue({plugin.key: plugin}))
    board.set("/effect/tint/mix", 1.0)
    board.set("/effect/tint/mix-own", 0.25)
    board.set("/effect/tint/way", "right")
    board.fire("/effect/tint/hit", 0.5)
    assert plugin.values(board.snapshot(0.0)) == {"mix": 0.25, "hit": 0.5, "way": "right"}
    # The frame may be of another version of the file.
    assert plugin.values({"/effect/tint/mix-own": "left", "/effect/tint/way": 1.0}) == {}


def test_the_catalogue_has_them_and_names_transitions(tmp_path: Path) -> None:
    images = [{"NAME": name, "TYPE": "image"} for name in ("startImage", "endImage")]
    document = read(tmp_path, MAIN, INPUTS=[*images, {"NAME": "progress", "TYPE": "float"}])
    filter_ = make(tmp_path, IMAGE)
    plugins = {("transition", "wipe"): plugin_of(("transition", "wipe"), document), filter_.key: filter_}
    catalogue = show_catalogue(plugins)
    assert catalogue["/transition/choice"].choices == ("glide", "wipe")
    assert set(catalogue) - set(CATALOGUE) == {"/effect/tint/mix", "/effect/tint/place"}


def test_all_that_ships_makes_parameters(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf(own=False)
    plugins = plugins_of(shelf)
    assert plugins.keys() == shelf.documents.keys()
    assert caplog.records == []
    assert {p.path for plugin in plugins.values() for p in plugin.parameters} <= set(shipped_catalogue())
