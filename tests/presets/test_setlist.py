"""Setlists: what a file says is what the cues are, and a mistake is told with file, line and key.

In: setlist files, right and wrong. Out: proof. Runs in the test process.
"""

import re
from pathlib import Path

import pytest

from engine import files
from engine.controls.catalogue import shipped_catalogue
from engine.controls.locks import Locks
from engine.errors import PresetError
from engine.presets.rig import read_rig
from engine.presets.setlist import CUE_KEYS, Cue, Setlist, read_setlist

FULL = """\
title = "Friday"
version = 1

[[cues]]
look = "first-light"
title = "Doors"
notes = "lights down"
over = 0
bank = "calm"

[[cues]]
look = "nerve"
bars = 8
transition = "push"
quantise = "phrase"
after_bars = 32
locks = ["/color", "/node/size"]

[[cues]]
after = "1:30"
autopilot = true

[[cues]]
look = "pyre"
at = "1:02:30.5"

[[cues]]
look = "nerve"
at_bar = 129
locks = []
autopilot = false
"""


def read(folder: Path, text: str) -> Setlist:
    path = folder / "friday.toml"
    path.write_text(text)
    return read_setlist(path)


def test_every_key_is_read(tmp_path: Path) -> None:
    setlist = read(tmp_path, FULL)
    path = tmp_path / "friday.toml"
    assert all(f"{key} = " in FULL for key in CUE_KEYS)
    assert (setlist.name, setlist.title) == ("friday", "Friday")
    assert setlist.cues == (
        Cue("first-light", f"{path}:5", "Doors", "lights down", over=0.0, bank="calm"),
        Cue(
            *("nerve", f"{path}:12"),
            bars=8.0,
            transition="push",
            quantise="phrase",
            turn="after_bars",
            when=32.0,
            locks=("/color", "/node/size"),
        ),
        Cue("", f"{path}:19", turn="after", when=90.0, autopilot=True),
        Cue("pyre", f"{path}:24", turn="at", when=3750.5),
        Cue("nerve", f"{path}:28", turn="at_bar", when=129.0, locks=(), autopilot=False),
    )


@pytest.mark.parametrize(
    ("cue", "told"),
    [
        ("lok = 1", "lok: there is no such key"),
        ("look = 1", "look: must be text"),
        ("over = -1", "over: must be a number from 0 to 600"),
        ("over = 601", "over: must be a number from 0 to 600"),
        ("over = true", "over: must be a number"),
        ("over = nan", "over: must be a number"),
        ("over = 1\nbars = 1", "bars: a look glides in over seconds or over bars, not both"),
        ('quantise = "tomorrow"', "quantise: must be one of now, beat, bar, phrase"),
        ("after = 1\nat = 1", "at: only one of after, after_bars, at, at_bar"),
        ('after = "1:60"', "after: must be seconds, or a text"),
        ('after = "soon"', "after: must be seconds, or a text"),
        ("after = -1", "after: must be a number from 0"),
        ("at_bar = 0", "at_bar: must be a number from 1"),
        ("after_bars = 1e9", "after_bars: must be a number"),
        ("locks = 1", "locks: must be a list of names"),
        ("locks = ['']", "locks: must be a list of names"),
        ("autopilot = 1", "autopilot: must be true or false"),
        ("bank = []", "bank: must be text"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, cue: str, told: str) -> None:
    key = told.partition(":")[0]
    text = f'[[cues]]\nlook = "nerve"\n\n[[cues]]\ntitle = "second"\n{cue}\n'
    line = next(n for n, row in enumerate(text.split("\n"), 1) if n > 4 and row.startswith(key))
    with pytest.raises(PresetError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'friday.toml'}:{line}: {told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": cues: a setlist needs cues"),
        ("cues = []", ":1: cues: a setlist needs cues"),
        ("cues = 1", ":1: cues: must be tables"),
        ('[[cue]]\nlook = "nerve"', ":1: cue: there is no such key; there is title, version, cues. Did you mean cues"),
        ("version = 7\n[[cues]]\nnew = 1", ":1: version: the file has form 7, of a newer Asterism"),
        ("[[cues]", ":1: this is not TOML"),
    ],
)
def test_a_file_that_is_no_setlist_says_why(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(PresetError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'friday.toml'}{told}")


def test_a_cue_is_found_by_title_look_or_number(tmp_path: Path) -> None:
    setlist = read(tmp_path, FULL)
    assert [setlist.find(wanted) for wanted in ("Doors", "nerve", "pyre", 3, "5")] == [0, 1, 3, 2, 4]
    for wanted in ("nowhere", 0, 6, "9" * 40):
        with pytest.raises(PresetError, match="There is: 1 Doors, 2 nerve"):
            setlist.find(wanted)


def test_the_place_is_kept_when_cues_come_and_go_around_it(tmp_path: Path) -> None:
    def listed(*looks: str) -> Setlist:
        return read(tmp_path, "".join(f'[[cues]]\nlook = "{look}"\n' for look in looks))

    old = listed("a", "b", "c", "b")
    assert listed("x", "a", "b", "c", "b").place_of(old.cues[1], 1) == 2
    assert listed("b", "c", "b").place_of(old.cues[3], 3) == 2
    assert listed("a", "c").place_of(old.cues[3], 3) == 1
    assert listed("a", "x", "c").place_of(old.cues[1], 1) == 1


@pytest.mark.parametrize("path", sorted(files.shipped("setlists").glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_setlist_names_what_ships(path: Path) -> None:
    setlist = read_setlist(path)
    catalogue = shipped_catalogue()
    looks, banks = ({file.stem for file in files.shipped(kind).glob("*.toml")} for kind in ("presets", "banks"))
    assert {cue.look for cue in setlist.cues} <= looks and {cue.bank for cue in setlist.cues} <= {"", *banks}
    for cue in setlist.cues:
        for word in cue.locks or ():
            Locks(catalogue).lock(word)
        assert cue.notes


def test_the_setlist_in_the_page_about_an_evening_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "show.md").read_text()
    rig, listed = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [cue.turn for cue in read(tmp_path, listed).cues] == ["hand", "hand", "after_bars", "after"]
    path = tmp_path / "rig.toml"
    path.write_text(rig)
    assert read_rig(path, shipped_catalogue()).show.bank == "calm"
