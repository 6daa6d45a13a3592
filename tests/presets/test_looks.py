"""What ships in presets/: every look, rig and palette is whole, fits the parameters, and is unlike the others.

In: the folder, walked. Out: proof for each file in it, those to come included. Runs in the test process.
"""

from itertools import combinations
from pathlib import Path

import pytest

from engine import files
from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE as DECLARED
from engine.controls.catalogue import PALETTES, shipped_catalogue, show_catalogue
from engine.controls.patchbay import Patchbay
from engine.errors import PresetError
from engine.presets.library import Library
from engine.presets.preset import Preset, read_preset
from engine.presets.rig import read_rig
from engine.stage.palettes import Palettes

#: What every machine has, our own ISF files included.
CATALOGUE = shipped_catalogue()
LOOKS = sorted(files.shipped("presets").glob("*.toml"))
RIGS = sorted(files.shipped("rigs").glob("*.toml"))
COLOURS = sorted(files.shipped("palettes").glob("*.toml"))

looks = pytest.mark.parametrize("path", LOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Preset:
    return read_preset(path, CATALOGUE)


def unit_of(preset: Preset, path: str) -> float:
    parameter = CATALOGUE[path]
    return parameter.to_unit(preset.values.get(path, parameter.default))


def test_there_are_enough_and_the_library_has_them_all() -> None:
    library = Library(CATALOGUE)
    assert len(LOOKS) >= 4
    assert set(library.names) == {path.stem for path in LOOKS}
    assert library.errors == ()


@looks
def test_look_loads_as_it_is_written(path: Path) -> None:
    preset = read(path)
    board = Board(CATALOGUE)
    for name, value in preset.values.items():
        assert board.set(name, value)
    assert (board.counters.clamped, board.counters.ignored) == (0, 0)
    board = Board(CATALOGUE)
    board.load(preset.values)
    Patchbay(board).load(preset.bindings)
    values = board.snapshot(0.0)
    for name, parameter in CATALOGUE.items():
        assert values[name] == preset.values.get(name, parameter.default)


@looks
def test_look_says_what_it_is(path: Path) -> None:
    preset = read(path)
    assert preset.title != preset.name
    assert 20 < len(preset.description) < 100
    assert "\n" not in preset.description
    assert 1 <= preset.order < 100  # ten a scene


@looks
def test_look_leaves_nothing_unsaid_that_it_repeats(path: Path) -> None:
    """A value that is the default says nothing, unless the choice is the look's own subject."""
    preset = read(path)
    idle = [
        name
        for name, value in preset.values.items()
        if value == CATALOGUE[name].default and CATALOGUE[name].kind != "choice"
    ]
    assert len(idle) <= 2


@looks
def test_look_answers_the_sound(path: Path) -> None:
    heard = [binding for binding in read(path).bindings if binding.source.family in ("ear", "brain")]
    assert heard


@looks
def test_modulation_stays_in_range(path: Path) -> None:
    """What the bindings add together never meets an end of the range, where the music would move nothing."""
    preset = read(path)
    for name in {binding.parameter for binding in preset.bindings if binding.mode == "add"}:
        depths = [(b.low, b.high) for b in preset.bindings if b.mode == "add" and b.parameter == name]
        lowest = unit_of(preset, name) + sum(min(0.0, *depth) for depth in depths)
        highest = unit_of(preset, name) + sum(max(0.0, *depth) for depth in depths)
        assert -1e-6 <= lowest < highest <= 1.0 + 1e-6, name


@looks
def test_look_leaves_every_parameter_to_the_hands(path: Path) -> None:
    """What a look sets from a continuous source, no knob and no fader could move: it adds instead."""
    assert [b.parameter for b in read(path).bindings if b.source.continuous and b.mode == "set"] == []


def test_looks_are_clearly_different() -> None:
    presets = [read(path) for path in LOOKS]
    for one, other in combinations(presets, 2):
        names = f"{one.name} and {other.name}"
        places = [(p.values.get("/layout/choice"), p.values.get("/layout/towards")) for p in (one, other)]
        scenes = [p.values.get("/scene/choice", "constellation") for p in (one, other)]
        assert places[0] != places[1] or scenes != ["constellation", "constellation"], names
        apart = [path for path in CATALOGUE if abs(unit_of(one, path) - unit_of(other, path)) > 0.05]
        colours = [p.values["/color/palette"] for p in (one, other)]
        assert colours[0] != colours[1] or scenes[0] != scenes[1], names
        assert len(apart) >= (8 if scenes[0] == scenes[1] else 4), names
        assert one.bindings != other.bindings, names
    for words in ("title", "description", "order"):
        assert len({getattr(preset, words) for preset in presets}) == len(presets)


@pytest.mark.parametrize("path", RIGS, ids=lambda path: path.stem)
def test_rig_is_read_and_its_bindings_fit(path: Path) -> None:
    rig = read_rig(path, CATALOGUE)
    patchbay = Patchbay(Board(CATALOGUE), rig.bindings)
    assert sorted(patchbay.bindings, key=str) == sorted(rig.bindings, key=str)
    pairs = [(binding.source.name, binding.parameter) for binding in rig.bindings]
    assert len(set(pairs)) == len(pairs)


def test_there_is_a_default_rig() -> None:
    assert "default" in {path.stem for path in RIGS}


def test_declared_palettes_are_the_files() -> None:
    assert set(PALETTES) == {path.stem for path in COLOURS}
    assert len(set(PALETTES)) == len(PALETTES)
    assert CATALOGUE["/color/palette"].choices == PALETTES == show_catalogue()["/color/palette"].choices


def test_a_palette_of_ones_own_is_one_more_choice(home: Path) -> None:
    folder = home / "presets" / "palettes"
    folder.mkdir(parents=True)
    (folder / "mud.toml").write_text('stops = ["#201008", "#806040"]')
    (folder / "ice.toml").write_text('stops = ["#000000", "#ffffff"]')  # in the place of ours
    catalogue = show_catalogue({})
    assert catalogue["/color/palette"].choices == (*PALETTES, "mud")
    assert list(catalogue) == list(DECLARED)
    assert set(Palettes().names) == {*PALETTES, "mud"}
    look = home / "presets" / "swamp.toml"
    look.write_text('[values]\n"/color/palette" = "mud"')
    assert Library(catalogue).find("swamp").values == {"/color/palette": "mud"}
    with pytest.raises(PresetError, match="one of ember"):
        read_preset(look, CATALOGUE)
