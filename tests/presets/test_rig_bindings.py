"""A rig's bindings while it plays: what names something that is not there waits; of a broken file the last good stay.

In: a rig's file, changed by hand. Out: proof. Runs in the test process.
"""

import os
import re
import tomllib
from pathlib import Path

import pytest

from engine.controls.binding import Binding
from engine.controls.binding_table import parse_binding
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.learn.desk import HINTS
from engine.controls.learn.session import Change
from engine.controls.parameter import Parameter
from engine.errors import FileError, PresetError
from engine.presets.rig import load_rig
from engine.presets.rig_bindings import RigBindings
from engine.presets.rig_writing import write_learnt

HUE = '[[bindings]]\nsource = "midi/cc/16"\nparameter = "/color/hue"\n'
LATER = '[[bindings]]\nsource = "midi/cc/17"\nparameter = "/effect/later/mix"\nlow = 0.5\n'
MORE = Catalogue([*CATALOGUE.values(), Parameter("/effect/later/mix", "float", 0.0, "comes later")])


def bind(source: str, parameter: str, catalogue: Catalogue = CATALOGUE, **keys: object) -> Binding:
    return parse_binding({"source": source, "parameter": parameter, **keys}, catalogue)


class Club:
    """A rig's file."""

    def __init__(self, home: Path) -> None:
        self.path = home / "presets" / "rigs" / "club.toml"
        self.path.parent.mkdir(parents=True)
        self._writes = 0

    def write(self, text: str) -> None:
        self.path.write_text(text)
        self._writes += 1
        os.utime(self.path, ns=(self._writes * 10**9, self._writes * 10**9))  # two writes within a tick of the clock


@pytest.fixture
def club(home: Path) -> Club:
    return Club(home)


def test_a_binding_of_what_is_not_there_waits_and_is_told(club: Club) -> None:
    club.write(HUE + LATER)
    rig = RigBindings("club", CATALOGUE)
    assert rig.bindings == (bind("midi/cc/16", "/color/hue"),)
    (remark,) = rig.remarks
    assert remark.startswith(f"{club.path}:6: parameter: there is no parameter '/effect/later/mix'")
    assert remark.endswith("waits until there is.")
    assert load_rig("club", CATALOGUE).remarks == rig.remarks


def test_it_is_taken_up_when_the_catalogue_has_it_and_waits_again_when_not(club: Club) -> None:
    club.write(HUE + LATER)
    rig = RigBindings("club", CATALOGUE)
    assert rig.adopt(MORE) == []
    assert rig.bindings[1:] == (bind("midi/cc/17", "/effect/later/mix", MORE, low=0.5),)
    assert rig.remarks == ()
    (remark,) = rig.adopt(CATALOGUE)
    assert "waits" in remark and len(rig.bindings) == 1
    assert rig.adopt(CATALOGUE) == []  # said once


def test_a_source_of_another_version_waits_too(club: Club) -> None:
    club.write('[[bindings]]\nsource = "theremin/pitch"\nparameter = "/color/hue"\n' + HUE)
    rig = RigBindings("club", CATALOGUE)
    assert len(rig.bindings) == 1 and "is not a source" in rig.remarks[0]


@pytest.mark.parametrize("wrong", ['low = "x"\n', "lo = 1\n", "low = 7\n"])
def test_any_other_mistake_is_an_error_at_the_start(club: Club, wrong: str) -> None:
    club.write(HUE + wrong)
    with pytest.raises(PresetError, match=r"club\.toml:4: "):
        RigBindings("club", CATALOGUE)
    with pytest.raises(FileError, match=r"no theatre\.toml"):
        RigBindings("theatre", CATALOGUE)


def test_steps_of_a_rig_without_bindings_are_read_too(club: Club) -> None:
    club.write('[steps.hats]\nlevels = []\neach = "1beats"\n')
    with pytest.raises(PresetError, match=r"club\.toml:2: levels"):
        RigBindings("club", CATALOGUE)


def test_a_file_that_changes_is_read_anew(club: Club) -> None:
    club.write(HUE)
    rig = RigBindings("club", CATALOGUE)
    assert rig.refresh() == []
    club.write(HUE.replace("16", "20") + LATER)
    (remark,) = rig.refresh()
    assert "waits" in str(remark)
    assert rig.bindings == (bind("midi/cc/20", "/color/hue"),)
    assert rig.refresh() == []


def test_a_broken_file_leaves_the_last_good_ones_and_is_told_once(club: Club) -> None:
    club.write(HUE)
    rig = RigBindings("club", CATALOGUE)
    good = rig.bindings
    club.write(HUE + "low = 'x'\n")
    (error,) = rig.refresh()
    assert str(error).startswith(f"{club.path}:4: low: low must be a number")
    assert "stay as they were" in str(error)
    assert rig.bindings == good and rig.refresh() == []
    club.path.unlink()
    (error,) = rig.refresh()
    assert "no club.toml" in str(error) and rig.bindings == good
    assert rig.refresh() == []
    club.write(HUE.replace("16", "21"))
    assert rig.refresh() == []
    assert rig.bindings == (bind("midi/cc/21", "/color/hue"),)


def test_what_is_learnt_counts_at_once_and_stays_when_it_is_written(club: Club) -> None:
    club.write(HUE)
    rig = RigBindings("club", CATALOGUE)
    old, new = bind("midi/cc/16", "/color/hue"), bind("midi/cc/30", "/node/size")
    change = Change((new,), (old,))
    rig.change(change)
    assert rig.bindings == (new,)
    write_learnt(rig.own_path, rig.text, change, CATALOGUE)
    assert rig.refresh() == []
    assert rig.bindings == (new,)
    rig.written(change)
    assert rig.bindings == (new,)
    club.write(HUE)  # a person may take it back
    assert rig.refresh() == []
    assert rig.bindings == (old,)


def test_what_could_not_be_written_holds_on_top_of_what_the_file_says(club: Club) -> None:
    club.write(HUE)
    rig = RigBindings("club", CATALOGUE)
    new = bind("midi/cc/30", "/node/size")
    rig.change(Change((new,)))
    club.write(HUE.replace("16", "21"))
    assert rig.refresh() == []
    assert rig.bindings == (bind("midi/cc/21", "/color/hue"), new)


def test_the_page_about_controllers_is_right() -> None:
    page = (Path(__file__).parents[2] / "docs" / "hands.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    tables = tomllib.loads(example)["bindings"]
    modes = [parse_binding(table, CATALOGUE).mode for table in tables]
    assert modes == ["momentary", "velocity", "set", "trigger", "trigger"]
    for stage in HINTS.values():
        assert all(re.search(rf"\b{key}\b", page) for keys, _ in stage for key in keys.split())
