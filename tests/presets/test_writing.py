"""A look as text: it reads back as it was, and what a person wrote stays.

In: made-up looks, texts written by hand. Out: proof. Runs in the test process.
"""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import files
from engine.controls.binding import Binding
from engine.controls.binding_table import parse_binding
from engine.controls.catalogue import KEPT_GROUPS, Catalogue, shipped_catalogue
from engine.controls.parameter import Parameter, Value
from engine.presets.preset import Preset, read_preset
from engine.presets.writing import Wording, write_look

CATALOGUE = shipped_catalogue()
OF_LOOKS = {path: one for path, one in CATALOGUE.items() if one.group not in KEPT_GROUPS and one.kind != "trigger"}
LOOKS = sorted(files.shipped("presets").glob("*.toml"))


def any_value(parameter: Parameter) -> st.SearchStrategy[Value]:
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    return st.booleans() if parameter.kind == "bool" else st.floats(parameter.low, parameter.high)


values = st.lists(st.sampled_from(sorted(OF_LOOKS)), unique=True, max_size=25).flatmap(
    lambda paths: st.fixed_dictionaries({path: any_value(OF_LOOKS[path]) for path in paths})
)
numbers = [path for path, one in OF_LOOKS.items() if one.continuous]
bindings = st.lists(
    st.builds(
        lambda source, parameter, high, curve, smoothing: parse_binding(
            {
                "source": source,
                "parameter": parameter,
                "mode": "add",
                "high": high,
                "curve": curve,
                "smoothing": smoothing,
            },
            CATALOGUE,
        ),
        st.sampled_from(["ear/bass", "lfo/sine/4beats", "midi/2/cc/7", "brain/unit/3", "key/space"]),
        st.sampled_from(numbers),
        st.floats(0.001, 1.0),
        st.sampled_from(["linear", "square", "exponential"]),
        st.floats(0.0, 60.0),
    ),
    max_size=4,
)


def wording(values: dict[str, Value], bindings: list[Binding] | tuple[Binding, ...] = ()) -> Wording:
    return Wording('A "title"', "Over\tthere", 0.25, values, bindings)


def read(folder: Path, text: str, catalogue: Catalogue = CATALOGUE) -> Preset:
    path = folder / "look.toml"
    path.write_text(text, encoding="utf-8")
    return read_preset(path, catalogue)


def whole(preset: Preset) -> dict[str, Value]:
    return {path: preset.values.get(path, one.default) for path, one in OF_LOOKS.items()}


@settings(max_examples=60)
@given(values=values, bindings=bindings)
def test_any_look_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Value], bindings: list[Binding]
) -> None:
    preset = read(tmp_path_factory.mktemp("look"), write_look(wording(values, bindings), CATALOGUE))
    assert whole(preset) == {path: one.default for path, one in OF_LOOKS.items()} | values
    assert list(preset.bindings) == bindings
    assert (preset.title, preset.description, preset.energy) == ('A "title"', "Over\tthere", 0.25)


@settings(max_examples=30)
@given(path=st.sampled_from(LOOKS), values=values, bindings=bindings)
def test_any_look_over_any_of_ours_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, path: Path, values: dict[str, Value], bindings: list[Binding]
) -> None:
    text, ours = path.read_text(encoding="utf-8"), read_preset(path, CATALOGUE)
    preset = read(tmp_path_factory.mktemp("look"), write_look(wording(values, bindings), CATALOGUE, text))
    assert whole(preset) == {path: one.default for path, one in OF_LOOKS.items()} | values
    assert sorted(map(str, preset.bindings)) == sorted(map(str, bindings))
    assert (preset.title, preset.order, preset.energy) == (ours.title, ours.order, ours.energy)


@pytest.mark.parametrize("path", LOOKS, ids=lambda path: path.stem)
def test_a_look_that_has_not_changed_is_written_as_it_was(path: Path) -> None:
    text, preset = path.read_text(encoding="utf-8"), read_preset(path, CATALOGUE)
    assert write_look(wording(whole(preset), preset.bindings), CATALOGUE, text) == text


BY_HAND = """\
# My first look.
title = "Mine"  # of 2024
order = 3

[values]
"/node/size" = 2      # as large as a pea
"/color/palette" = "ice"
"/effect/gone/mix" = 0.5  # when I find the file again
"/node/glow" = 1.0

# The bass.
[[bindings]]
source = "ear/bass"   # low
parameter = "/node/glow"
mode = "add"

[[bindings]]
source = "ear/high"
parameter = "/effect/gone/mix"
mode = "add"
"""


def test_comments_order_and_what_is_not_known_stay(tmp_path: Path) -> None:
    preset = read(tmp_path, BY_HAND)
    values = whole(preset) | {"/node/size": 3.25, "/pulse/speed": 0.75, "/color/palette": "ember"}
    new = parse_binding({"source": "ear/mid", "parameter": "/line/amount", "mode": "add"}, CATALOGUE)
    text = write_look(wording(values, (*preset.bindings, new)), CATALOGUE, BY_HAND)
    assert (
        text
        == BY_HAND.replace("= 2      #", "= 3.25      #")
        .replace('"ice"', '"ember"')
        .replace('"/node/glow" = 1.0\n', '"/node/glow" = 1.0\n"/pulse/speed" = 0.75\n')
        + '[[bindings]]\nsource = "ear/mid"\nparameter = "/line/amount"\nmode = "add"\n'
    )


def test_steps_with_a_name_keep_it(tmp_path: Path) -> None:
    text = """\
[steps.hats]
levels = "x..5"  # off the beat

[[bindings]]
source = "steps/hats"
parameter = "/node/glow"
"""
    preset = read(tmp_path, text)
    assert preset.bindings[0].source.name == "steps/x..5/0.25beats"
    assert write_look(wording(whole(preset), preset.bindings), CATALOGUE, text) == text


def test_a_binding_that_is_gone_takes_its_lines_with_it_and_no_others(tmp_path: Path) -> None:
    preset = read(tmp_path, BY_HAND)
    text = write_look(wording(whole(preset), ()), CATALOGUE, BY_HAND)
    assert "ear/bass" not in text and "/effect/gone/mix" in text and "# My first look." in text
    assert [binding["source"] for binding in tomllib.loads(text)["bindings"]] == ["ear/high"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_comment_above_the_next_table_stays_when_the_binding_before_it_goes(tmp_path: Path, ending: str) -> None:
    text = """# Mine.
[[bindings]]  # goes
source = "ear/bass"
parameter = "/node/size"
mode = "add"

# How large and how fast.
[values]
"/node/size" = 2.0
# The end.
""".replace("\n", ending)
    written = write_look(wording({"/node/size": 2.0}), CATALOGUE, text)
    assert written == text[: text.index("[[")] + text[text.index(f"{ending}# How") :]
    other = parse_binding({"source": "ear/level", "parameter": "/node/glow", "mode": "add"}, CATALOGUE)
    for line in ("# Mine.", "# How large and how fast.", "# The end."):
        assert line in write_look(wording({"/node/size": 2.0}, [other]), CATALOGUE, text)


def test_the_scene_is_said_where_it_was_said(tmp_path: Path) -> None:
    pen = wording({"/scene/choice": "pen"})
    assert tomllib.loads(write_look(pen, CATALOGUE))["scene"] == "pen"
    assert write_look(pen, CATALOGUE, 'scene = "cortex" # land\n') == 'scene = "pen" # land\n'
    within = write_look(pen, CATALOGUE, '[values]\n"/scene/choice" = "cortex"\n')
    assert within == '[values]\n"/scene/choice" = "pen"\n'
    assert read(tmp_path, write_look(wording({}), CATALOGUE, 'scene = "cortex"\n')).scene == "constellation"


def test_bindings_in_one_line_stay_readable(tmp_path: Path) -> None:
    text = 'bindings = [{ source = "ear/bass", parameter = "/node/glow", mode = "add" }]\n'
    preset = read(tmp_path, text)
    new = parse_binding({"source": "ear/mid", "parameter": "/line/amount", "mode": "add"}, CATALOGUE)
    assert read(tmp_path, write_look(wording({}, (*preset.bindings, new)), CATALOGUE, text)).bindings == (
        *preset.bindings,
        new,
    )
    assert read(tmp_path, write_look(wording({}), CATALOGUE, text)).bindings == ()


def test_steps_that_a_file_gives_a_name_are_not_said_twice(tmp_path: Path) -> None:
    binding = '[[bindings]]\nsource = "steps/hats"\nparameter = "/node/glow"\nmode = "add"\n'
    text = f'{binding}\n[steps.hats]\nlevels = "x..5"\n'
    preset = read(tmp_path, text)
    assert len(preset.bindings) == 1
    assert write_look(wording(whole(preset), preset.bindings), CATALOGUE, text) == text
    fresh = read(tmp_path, write_look(wording({}, preset.bindings), CATALOGUE))
    assert fresh.bindings == preset.bindings
