"""Presets: what a file says is what the look is, and a mistake is told with file, line and key.

In: preset files, right and wrong. Out: proof. Runs in the test process.
"""

import dataclasses
import re
from pathlib import Path

import pytest

from engine.controls.binding import Binding
from engine.controls.catalogue import CATALOGUE, KEPT_GROUPS
from engine.controls.source import parse_source
from engine.controls.verbs import VERBS
from engine.errors import PresetError
from engine.presets.preset import KEYS, Preset, read_preset

FULL = """\
title = "Low tide"
description = "Ice on a ring"
order = 3
energy = 0.25
version = 1
scene = "constellation"

[steps.hats]
levels = [1.0, 0.0, 0.5]
each = "1/2beats"
glide = 0.1

[values]
"/color/palette" = "ice"
"/node/size" = 2
"/layout/spin" = -0.25

[[bindings]]
source = "ear/bass"
parameter = "/node/glow"
mode = "add"
high = 0.2

[[bindings]]
source = "clock/bar"
parameter = "/burst/fire"

[[bindings]]
source = "steps/hats"
parameter = "/line/width"
"""


def read(folder: Path, text: str, name: str = "look.toml") -> Preset:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_preset(path, CATALOGUE)


def test_every_key_is_read(tmp_path: Path) -> None:
    preset = read(tmp_path, FULL, "low.tide.toml")
    assert all(re.search(rf"^(\[+)?{key}\b", FULL, re.MULTILINE) for key in KEYS)
    assert (preset.name, preset.title, preset.description) == ("low.tide", "Low tide", "Ice on a ring")
    assert (preset.order, preset.energy) == (3, 0.25)
    assert dict(preset.values) == {
        "/scene/choice": "constellation",
        "/color/palette": "ice",
        "/node/size": 2.0,
        "/layout/spin": -0.25,
    }
    assert type(preset.values["/node/size"]) is float
    assert preset.bindings == (
        Binding(parse_source("ear/bass"), "/node/glow", high=0.2, mode="add"),
        Binding(parse_source("clock/bar"), "/burst/fire", mode="trigger"),
        Binding(parse_source("steps/1,0,0.5/0.5beats/glide/0.1"), "/line/width"),
    )


def test_steps_may_be_a_word_and_a_quarter_of_a_beat_each(tmp_path: Path) -> None:
    bound = '\n[[bindings]]\nsource = "steps/a"\nparameter = "/line/width"'
    preset = read(tmp_path, '[steps.a]\nlevels = "x.3-"' + bound)
    assert preset.bindings[0].source.motion == parse_source("steps/x.3-/1/4beats").motion


def test_an_empty_file_is_the_look_of_all_defaults(tmp_path: Path) -> None:
    preset = read(tmp_path, "")
    assert (preset.name, preset.title, preset.description) == ("look", "look", "")
    assert preset.order > 100
    assert not preset.values
    assert preset.bindings == ()


def test_a_look_can_be_compared_and_not_changed(tmp_path: Path) -> None:
    preset = read(tmp_path, FULL)
    assert preset == read(tmp_path, FULL + "\n# a remark\n")
    assert preset != read(tmp_path, FULL.replace('"/node/size" = 2', '"/node/size" = 2.1'))
    assert preset != read(tmp_path, FULL.replace("high = 0.2", "high = 0.21"))
    with pytest.raises(TypeError):
        preset.values["/node/size"] = 1.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "line", "key", "message"),
    [
        # the top of the file
        ('title = "a"\nsceen = "constellation"', 2, "sceen", "there is no such key.*Did you mean scene"),
        ("title = 3", 1, "title", "must be text, not 3"),
        ('\ndescription = ["a"]', 2, "description", "must be text"),
        ('order = "first"', 1, "order", "must be a whole number, not 'first'"),
        ("order = 1.5", 1, "order", "must be a whole number, not 1.5"),
        ("order = true", 1, "order", "must be a whole number"),
        ('scene = "konstellation"', 1, "scene", "there is no scene 'konstellation'; there is constellation"),
        ("scene = 1", 1, "scene", "must be text"),
        ("values = 1", 1, "values", r"must be a table, \[values\]"),
        ("[bindings]\nx = 1", 1, "bindings", r"must be tables, each under its own \[\[bindings\]\]"),
        # values
        ('[values]\n"/node/sise" = 1', 2, "/node/sise", "there is no parameter.*Did you mean .*/node/size"),
        ('[values]\n"node/size" = 1', 2, "node/size", "there is no parameter.*Did you mean .*/node/size"),
        ("[values]\norder = 1", 2, "order", "there is no parameter 'order'"),
        ('[values]\n\n"/node/size" = "big"', 3, "/node/size", "takes a number from 0.1 to 5, not 'big'"),
        ('[values]\n"/node/size" = true', 2, "/node/size", "takes a number"),
        ('[values]\n"/node/size" = [1]', 2, "/node/size", "takes a number"),
        ('[values]\n"/node/size" = 5.01', 2, "/node/size", "takes a number from 0.1 to 5, not 5.01"),
        ('[values]\n"/node/size" = nan', 2, "/node/size", "takes a number"),
        ('[values]\n"/camera/tilt" = -inf', 2, "/camera/tilt", "takes a number from -0.25 to 0.25 turns"),
        ('[values]\n"/layout/choice" = "rings"', 2, "/layout/choice", "one of ring, .*Did you mean ring"),
        ('[values]\n"/layout/choice" = 1', 2, "/layout/choice", "takes one of ring"),
        ('[values]\n"/burst/fire" = 1', 2, "/burst/fire", "is a trigger"),
        ('[values]\n"/master/intensity" = 0.5', 2, "/master/intensity", "belongs to the table, not to a look"),
        ('[values]\n"/ear/gain" = 100', 2, "/ear/gain", "belongs to the table, not to a look"),
        # steps
        ("[steps]\nhats = 3", 2, "hats", r"must be a table, \[steps.hats\]"),
        ('[steps.Hats]\nlevels = "x."', 1, "Hats", "of small letters"),
        ('[steps."x.x"]\nlevels = "x."', 1, "x.x", "is no row of steps itself"),
        ("[steps.a]\n", 1, "a", "must be 64 different levels at most"),
        ("[steps.a]\nlevels = [1, 1]", 2, "levels", "must be 64 different levels"),
        ("[steps.a]\nlevels = [1, 2]", 2, "levels", "must be 64 different levels"),
        ("[steps.a]\nlevels = [true, false]", 2, "levels", "must be 64 different levels"),
        ('[steps.a]\nlevels = "x."\neach = "2"', 3, "each", 'such as "0.25beats"'),
        ('[steps.a]\nlevels = "x."\neach = 2', 3, "each", 'such as "0.25beats"'),
        ('[steps.a]\nlevels = "x."\nglide = 2', 3, "glide", "must be a number from 0 to 1"),
        ('[steps.a]\nlevels = "x."\nlevel = 2', 3, "level", "there is levels, each"),
        ('[steps.a]\nlevels = "x."\nglide = 0.6\ngate = 0.5', 1, "a", "not before the glide is over"),
        # bindings
        ('[[bindings]]\nsource = "ear/bass"', 1, "bindings", "needs the key 'parameter'"),
        ('[[bindings]]\n\nparameter = "/node/size"', 1, "bindings", "needs the key 'source'"),
        ('bindings = [{ source = "ear/bass" }]', 1, "bindings", "needs the key 'parameter'"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(text: str, line: int, key: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(PresetError) as caught:
        read(tmp_path, text)
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 'look.toml'}:{line}: {key}: ")
    assert re.search(message, told)


@pytest.mark.parametrize(
    ("key", "given", "message"),
    [
        ("source", '"ear/bas"', "'ear/bas' is not a source. Write .*ear/level"),
        ("source", '"midi/cc/200"', "is not a source"),
        ("source", '"knob 1"', "A source starts with midi/"),
        ("source", "21", "source must be text, not 21"),
        ("parameter", '"/node/siz"', "there is no parameter.*Did you mean /node/size"),
        ("parameter", "3", "parameter must be text"),
        ("parameter", '"/master/intensity"', "belongs to the table, not to a look; bind it in your rig"),
        ("parameter", '"/ear/gain"', "belongs to the table"),
        ("mode", '"ad"', "mode must be one of set, add, .*Did you mean add"),
        ("curve", '"cubic"', "curve must be one of linear"),
        ("takeover", '"pick-up"', "takeover must be one of .*Did you mean pickup"),
        ("low", "-0.5", "low must be from 0 to 1, not -0.5"),
        ("high", "1.5", "high must be from 0 to 1, not 1.5"),
        ("high", '"1"', "high must be a number"),
        ("smoothing", "-1", "smoothing must be from 0 to 60 seconds"),
        ("sorce", '"ear/bass"', "a binding has no key 'sorce'.*Did you mean source"),
    ],
)
def test_a_bad_binding_is_told_with_its_own_line(key: str, given: str, message: str, tmp_path: Path) -> None:
    keys = {"source": '"lfo/sine/1hz"', "parameter": '"/node/size"', "curve": '"linear"', key: given}
    good = '[[bindings]]\nsource = "ear/mid"\nparameter = "/line/width"\n'
    text = good + "\n[[bindings]]\n" + "".join(f"{name} = {value}\n" for name, value in keys.items()) + good
    line = text.split("\n").index(f"{key} = {given}") + 1
    with pytest.raises(PresetError) as caught:
        read(tmp_path, text)
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 'look.toml'}:{line}: {key}: ")
    assert re.search(message, told)


def test_a_look_may_bind_everything_of_its_own_and_nothing_of_the_table(tmp_path: Path) -> None:
    own, table = set(), set()
    for target in (*CATALOGUE, *(kind.address for kind in VERBS.values())):
        verb = VERBS.get(target.removeprefix("/"))
        arguments = {"preset": "'fever'", "text": "'x'", "number": "1.5"}
        told = f"argument = {arguments[verb.argument]}\n" if verb is not None and verb.argument else ""
        try:
            read(tmp_path, f'[[bindings]]\nsource = "ear/onset"\nparameter = "{target}"\n{told}')
            own.add(target)
        except PresetError as error:
            assert "belongs to the table" in str(error)
            table.add(target)
    kept = {path for path, parameter in CATALOGUE.items() if parameter.group in KEPT_GROUPS}
    looks = {"/preset/next", "/preset/previous", "/preset/load"}
    assert table == kept | {kind.address for kind in VERBS.values()} - looks
    assert {*looks, "/burst/fire"} <= own


def test_what_it_says_of_files_that_are_not_there_is_told_and_waits(tmp_path: Path) -> None:
    text = """[values]
"/node/size" = 2.0
"/effect/veil/mix" = 0.5
"/layer/sea/level" = 9.0
[[bindings]]
source = "ear/bass"
parameter = "/effect/veil/mix"
[[bindings]]
source = "ear/bass"
parameter = "/node/glow"
"""
    preset = read(tmp_path, text)
    assert dict(preset.values) == {"/node/size": 2.0}
    assert [binding.parameter for binding in preset.bindings] == ["/node/glow"]
    assert [re.search(r"toml:(\d+)", remark)[1] for remark in preset.remarks] == ["3", "4", "7"]  # type: ignore[index]
    assert preset.names_files
    mix = dataclasses.replace(CATALOGUE["/node/size"], path="/effect/veil/mix")
    level = dataclasses.replace(mix, path="/layer/sea/level", high=8.0)
    (path,) = tmp_path.glob("*.toml")
    preset = read_preset(path, CATALOGUE.extended([mix, level]))
    assert preset.values["/effect/veil/mix"] == 0.5 and len(preset.bindings) == 2
    (remark,) = preset.remarks  # a file may have changed, and a look plays without what it no longer takes
    assert f"{path}:4" in remark and "from 0.1 to 8" in remark
    with pytest.raises(PresetError, match="belongs to the table"):
        read(tmp_path, '[values]\n"/transition/choice" = "glide"\n')
    with pytest.raises(PresetError, match="no parameter '/efect/veil/mix'"):
        read(tmp_path, '[values]\n"/efect/veil/mix" = 0.5\n')
    assert not read(tmp_path, '[values]\n"/node/size" = 2.0\n').names_files
