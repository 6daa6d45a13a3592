"""The catalogue: what is declared is complete and fits the files; a person's palettes join it.

In: the declarations, the palettes that ship, a person's folder. Out: proof. Runs in the test process.
"""

from pathlib import Path

import pytest

from engine import files
from engine.controls.catalogue import CATALOGUE, FILE_GROUPS, GROUPS, KEPT_GROUPS, PALETTES, Catalogue, show_catalogue
from engine.controls.verbs import VERBS, verb_at
from engine.errors import ControlError


def test_declares_everything_that_hands_must_reach() -> None:
    asked = {
        *("/color/palette", "/color/hue", "/color/saturation", "/color/intensity", "/pulse/speed", "/layout/choice"),
        *("/layout/morph", "/layout/scale", "/layout/spin", "/node/size", "/node/glow", "/line/amount"),
        *("/trails/length", "/ripple/amount", "/burst/amount", "/tremble/amount", "/camera/distance"),
        *("/camera/orbit", "/camera/tilt", "/master/intensity", "/master/blackout"),
    }
    assert asked - set(CATALOGUE) == set()


def test_every_group_has_a_title_and_every_title_a_parameter() -> None:
    assert {parameter.group for parameter in CATALOGUE.values()} == set(GROUPS) - FILE_GROUPS
    assert {parameter.group for parameter in show_catalogue().values()} == set(GROUPS)
    assert set(GROUPS) >= KEPT_GROUPS | FILE_GROUPS


def test_palettes_are_those_that_ship() -> None:
    assert set(PALETTES) == {path.stem for path in files.shipped("palettes").glob("*.toml")}


def test_a_persons_palettes_are_more_choices(home: Path) -> None:
    folder = files.user_folder("palettes")
    assert folder.is_relative_to(home)
    assert show_catalogue({}) == CATALOGUE
    folder.mkdir(parents=True)
    for name in ("zinc", "ember"):
        (folder / f"{name}.toml").write_text('stops = ["#000000", "#ffffff"]')
    catalogue = show_catalogue({})
    palette = catalogue["/color/palette"]
    assert palette.choices == (*PALETTES, "zinc")
    assert palette.default == CATALOGUE["/color/palette"].default
    assert list(catalogue) == list(CATALOGUE)


def test_unknown_path_is_told_near_names() -> None:
    assert CATALOGUE.find("/pulse/speed") is CATALOGUE["/pulse/speed"]
    with pytest.raises(ControlError, match=r"no parameter '/puls/speed'. Did you mean /pulse/speed"):
        CATALOGUE.find("/puls/speed")
    with pytest.raises(ControlError, match=r"parameters\.md"):
        CATALOGUE.find("xyzzy")


def test_declared_twice_is_refused() -> None:
    parameter = CATALOGUE["/pulse/speed"]
    with pytest.raises(ControlError, match="declared twice"):
        Catalogue([parameter, parameter])
    with pytest.raises(ControlError, match="declared twice"):
        CATALOGUE.extended([parameter])


def test_verbs_and_parameters_have_different_addresses() -> None:
    assert not {verb.address for verb in VERBS.values()} & set(CATALOGUE)
    assert all(verb_at(verb.address) is verb for verb in VERBS.values())
    assert verb_at("blackout") is None
    assert verb_at("/pulse/speed") is None
