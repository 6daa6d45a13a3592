"""The library: our looks and the person's, in order, and kept up to date while the show runs.

In: files that come, change, break and go in a person's folder. Out: proof. Runs in the test process.
"""

import dataclasses
import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest

from engine import files
from engine.controls.catalogue import CATALOGUE
from engine.errors import PresetError
from engine.presets.library import Library

BROKEN = '[values]\n"/node/size" = 99\n'

Write: TypeAlias = Callable[..., Path]


@pytest.fixture
def write(home: Path) -> Write:
    """Writes a look into the person's folder, each one second younger than the one before."""
    times = count(1_700_000_000)

    def put(name: str, text: str) -> Path:
        path = home / "presets" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        t = next(times)
        os.utime(path, (t, t))
        return path

    return put


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing but the person's looks: the shipped ones are out of the way."""
    (tmp_path / "engine" / "assets").mkdir(parents=True)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "engine" / "files.py"))


def look(size: float, order: int | None = None) -> str:
    return (f"order = {order}\n" if order is not None else "") + f'[values]\n"/node/size" = {size}\n'


def size_of(library: Library, name: str) -> object:
    preset = library.get(name)
    return preset and preset.values.get("/node/size")


@pytest.mark.usefixtures("own")
def test_order_is_by_number_then_by_name(write: Write) -> None:
    for name, order in (("zebra", 1), ("late", 7), ("b-none", None), ("a-none", None), ("first", -2), ("also", 7)):
        write(name, look(1.0, order))
    library = Library(CATALOGUE)
    assert library.names == ("first", "zebra", "also", "late", "a-none", "b-none")
    assert [library.find(number).name for number in range(1, 7)] == list(library.names)
    assert library.errors == ()
    write("alone", look(1.0, 7))  # one that comes later goes to its place all the same
    library.refresh()
    assert library.names == ("first", "zebra", "alone", "also", "late", "a-none", "b-none")


@pytest.mark.usefixtures("own")
def test_find_by_name_or_number(write: Write) -> None:
    for name, order in (("dawn", 1), ("dusk", 2), ("1", 3), ("noon", 4)):
        write(name, look(1.0, order))
    library = Library(CATALOGUE)
    assert library.find("dusk").name == "dusk"
    assert library.find("2").name == "dusk"
    assert library.find(1).name == "dawn"  # a key or a program: always the place
    assert library.find("1").name == "1"  # what a person wrote: the name, if there is one
    for wanted in ("0", 0, -1, 5, "5", "9" * 5000, "²", "", "dawn.toml", "../dawn"):
        with pytest.raises(PresetError, match="There is: 1 dawn, 2 dusk, 3 1, 4 noon"):
            library.find(wanted)
    with pytest.raises(PresetError, match=r"There is no look 'dask'\. Did you mean dusk"):
        library.find("dask")


@pytest.mark.usefixtures("own")
def test_neighbours_go_round(write: Write) -> None:
    for order, name in enumerate(("a", "b", "c")):
        write(name, look(1.0, order))
    library = Library(CATALOGUE)
    assert [library.neighbour(name, 1).name for name in "abc"] == ["b", "c", "a"]
    assert [library.neighbour(name, -1).name for name in "abc"] == ["c", "a", "b"]
    assert library.neighbour("a", 4).name == "b"
    assert library.neighbour("gone", 1).name == "a"
    assert library.neighbour("gone", -1).name == "c"


@pytest.mark.usefixtures("own")
def test_no_look_at_all_says_where_they_go(home: Path) -> None:
    library = Library(CATALOGUE)
    assert library.names == ()
    with pytest.raises(PresetError, match="There is: none"):
        library.find(1)
    with pytest.raises(PresetError) as caught:
        library.neighbour("", 1)
    assert str(home / "presets") in str(caught.value)


def test_a_look_of_ones_own_shadows_ours(write: Write) -> None:
    ours = Library(CATALOGUE)
    write("nerve", look(3.0, ours.find("nerve").order))
    write("mine", look(4.0))
    library = Library(CATALOGUE)
    assert size_of(library, "nerve") == 3.0 != size_of(ours, "nerve")
    assert set(library.names) == {*ours.names, "mine"}
    assert len(library.names) == len(ours.names) + 1


def test_a_changed_file_is_taken_up_and_only_that_one(write: Write) -> None:
    path = write("mine", look(1.0))
    library = Library(CATALOGUE)
    before = {name: library.get(name) for name in library.names}
    assert library.refresh() == []
    assert all(library.get(name) is preset for name, preset in before.items())
    write("mine", look(2.0))
    assert library.refresh() == []
    assert size_of(library, "mine") == 2.0
    assert all(library.get(name) is preset for name, preset in before.items() if name != "mine")
    # An older file of the same length in its place, as a backup that is put back.
    backup = path.with_name("backup")
    backup.write_text(look(3.0))
    shutil.copystat(path, backup)
    backup.replace(path)
    assert path.stat().st_size == len(look(2.0))
    library.refresh()
    assert size_of(library, "mine") == 3.0


def test_a_new_file_appears_and_a_deleted_one_goes(write: Write) -> None:
    library = Library(CATALOGUE)
    names = library.names
    path = write("mine", look(1.0))
    assert library.refresh() == []
    assert library.names == (*names, "mine")
    path.unlink()
    assert library.refresh() == []
    assert library.names == names
    assert library.get("mine") is None
    write("mine", look(2.0))  # and back again
    library.refresh()
    assert size_of(library, "mine") == 2.0


def test_a_broken_file_leaves_the_last_good_look_and_is_told_once(write: Write) -> None:
    write("mine", look(1.0))
    library = Library(CATALOGUE)
    good = library.get("mine")
    path = write("mine", BROKEN)
    errors = library.refresh()
    assert [str(error).startswith(f"{path}:2: /node/size: ") for error in errors] == [True]
    assert library.errors == tuple(errors)
    assert library.refresh() == []  # told once
    assert library.errors == tuple(errors)  # but known as long as it lasts
    assert library.get("mine") is good
    assert library.find("mine") is good
    assert "mine" in library.names
    write("mine", "[values\n")  # broken in another way
    assert len(library.refresh()) == 1
    assert len(library.errors) == 1
    write("mine", look(2.0))
    assert library.refresh() == []
    assert library.errors == ()
    assert size_of(library, "mine") == 2.0


def test_a_look_that_is_broken_from_the_start_is_left_out_and_says_why(write: Write) -> None:
    path = write("mine", BROKEN)
    write("nerve", BROKEN)  # hides ours: no other look shall come up in its place
    library = Library(CATALOGUE)
    assert {"mine", "nerve"}.isdisjoint(library.names)
    assert len(library.errors) == 2
    for name in ("mine", "nerve"):
        with pytest.raises(PresetError, match=rf"{name}\.toml:2: /node/size"):
            library.find(name)
    path.unlink()
    write("nerve", look(3.0))
    assert library.refresh() == []
    assert library.errors == ()
    assert size_of(library, "nerve") == 3.0
    with pytest.raises(PresetError, match="There is no look 'mine'"):
        library.find("mine")


@pytest.mark.parametrize("text", [look(3.0), BROKEN])
def test_a_deleted_file_of_ones_own_gives_ours_back(text: str, write: Write) -> None:
    ours = Library(CATALOGUE).get("nerve")
    library = Library(CATALOGUE)
    path = write("nerve", text)
    library.refresh()
    assert (library.get("nerve") == ours) == (text == BROKEN)
    path.unlink()
    assert library.refresh() == []
    assert library.get("nerve") == ours
    assert library.errors == ()


def test_a_folder_that_goes_takes_its_looks_along(write: Write, home: Path) -> None:
    library = Library(CATALOGUE)
    names = library.names
    write("mine", look(1.0))
    write("other", BROKEN)
    library.refresh()
    shutil.rmtree(home / "presets")
    assert library.refresh() == []
    assert library.names == names
    assert library.errors == ()


@pytest.mark.usefixtures("own")
def test_looks_that_name_an_isf_file_are_read_again_when_it_comes_and_no_others(write: Write) -> None:
    path = write("veiled", look(1.0) + '"/effect/veil/mix" = 0.5\n')
    write("plain", look(2.0))
    library = Library(CATALOGUE)
    (remark,) = library.remarks
    assert f"{path}:3" in str(remark) and library.errors == ()
    plain = library.get("plain")
    mix = dataclasses.replace(CATALOGUE["/node/size"], path="/effect/veil/mix")
    library.adopt(CATALOGUE.extended([mix]))
    assert library.refresh() == [] and library.remarks == ()
    veiled = library.get("veiled")
    assert veiled is not None and veiled.values["/effect/veil/mix"] == 0.5
    assert library.get("plain") is plain
    library.adopt(CATALOGUE)
    assert list(map(str, library.refresh())) == [str(remark)]
    assert library.refresh() == []
