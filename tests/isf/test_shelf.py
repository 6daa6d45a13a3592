"""The shelf: ours and the person's files, by what they are; kept up to date while the show runs.

In: files that come, change, break and go in a person's folder. Out: proof. Runs in the test process.
"""

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest
from isf.files import MAIN

from engine import files
from engine.isf.shelf import Shelf, name_of

FILTER = '/*{ "ISFVSN": "2", "INPUTS": [ { "NAME": "inputImage", "TYPE": "image" } ] }*/\n' + MAIN
GENERATOR = '/*{ "ISFVSN": "2", "INPUTS": [] }*/\n' + MAIN
BROKEN = '/*{ "ISFVSN": "2",\n"INPUTS": [ { "NAME": "a", "TYPE": "flot" } ] }*/\n' + MAIN

Write: TypeAlias = Callable[..., Path]


@pytest.fixture
def write(home: Path) -> Write:
    """Writes a file below the person's shader folder, each one second younger than the one before."""
    times = count(1_700_000_000)

    def put(name: str, text: str) -> Path:
        path = home / "shaders" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        t = next(times)
        os.utime(path, (t, t))
        return path

    return put


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in place of that of our own shaders."""
    monkeypatch.setattr(files, "__file__", str(tmp_path / "engine" / "files.py"))
    folder = tmp_path / "engine" / "assets" / "shaders" / "effects"
    folder.mkdir(parents=True)
    return folder


def test_all_that_ships_is_read_without_a_remark() -> None:
    shelf = Shelf(own=False)
    assert shelf.errors == ()
    found = {document.path for document in shelf.documents.values()}
    listed = [path for kind in ("effects", "layers", "transitions") for path in files.shipped(kind).glob("*.fs")]
    assert found == set(listed)
    assert [document.warnings for document in shelf.documents.values() if document.warnings] == []


@pytest.mark.usefixtures("own")
def test_what_a_file_is_its_inputs_decide_and_not_its_folder(write: Write) -> None:
    write("layers/tint.fs", FILTER)
    write("effects/clouds.frag", GENERATOR)
    write("sea.glsl", "void mainImage(out vec4 o, in vec2 p) { o = vec4(1.0); }\n")
    write("picture/other.frag", "no ISF at all")
    write("tint.vs", "no ISF either")
    assert set(Shelf().documents) == {("filter", "tint"), ("generator", "clouds"), ("generator", "sea")}
    assert Shelf(own=False).documents == {}


@pytest.mark.parametrize(
    ("name", "part"),
    [("Bloom", "Bloom"), ("RGB Split (2)", "RGB-Split-2"), ("3d-cube", "isf-3d-cube"), ("Überlicht", "berlicht"),
     ("光", "isf"), ("_a", "isf-_a")],
)  # fmt: skip
def test_names_become_parts_of_addresses(name: str, part: str) -> None:
    assert name_of(Path(f"{name}.fs")) == part


def test_a_persons_file_takes_the_place_of_ours_and_gives_it_back(own: Path, write: Write) -> None:
    (own / "tint.fs").write_text(FILTER)
    shelf = Shelf()
    assert shelf.documents[("filter", "tint")].path == own / "tint.fs"
    theirs = write("tint.fs", FILTER)
    assert shelf.refresh() == []
    assert shelf.documents[("filter", "tint")].path == theirs
    theirs.unlink()
    assert shelf.refresh() == []
    assert shelf.documents[("filter", "tint")].path == own / "tint.fs"


@pytest.mark.usefixtures("own")
def test_two_files_of_one_name_are_told_and_the_first_is_taken(write: Write) -> None:
    first, second = write("a b.fs", FILTER), write("effects/a-b.fs", FILTER)
    shelf = Shelf()
    (error,) = shelf.errors
    assert str(error).startswith(f"{second}:1: {first} is the filter called a-b already")
    assert shelf.documents[("filter", "a-b")].path == first
    write("effects/a-b.fs", GENERATOR)  # another kind is another address
    assert shelf.refresh() == []
    assert set(shelf.documents) == {("filter", "a-b"), ("generator", "a-b")}


@pytest.mark.usefixtures("own")
def test_a_transition_cannot_be_called_glide(write: Write) -> None:
    images = ", ".join(f'{{ "NAME": "{name}", "TYPE": "image" }}' for name in ("startImage", "endImage"))
    header = f'/*{{ "ISFVSN": "2", "INPUTS": [ {images}, {{ "NAME": "progress", "TYPE": "float" }} ] }}*/\n'
    path = write("transitions/glide.fs", header + MAIN)
    write("transitions/wipe.fs", header + MAIN)
    shelf = Shelf()
    assert set(shelf.documents) == {("transition", "wipe")}
    assert str(path) in str(shelf.errors[0]) and "rename" in str(shelf.errors[0])


@pytest.mark.usefixtures("own")
def test_a_file_that_breaks_leaves_its_last_good_version_and_is_told_once(write: Write) -> None:
    path = write("tint.fs", FILTER)
    shelf = Shelf()
    good = shelf.documents
    assert shelf.refresh() == [] and shelf.documents is good
    write("tint.fs", BROKEN)
    (error,) = shelf.refresh()
    assert str(error).startswith(f"{path}:2: there is no type")
    assert shelf.documents == good and shelf.errors == (error,)
    assert shelf.refresh() == []
    write("other.fs", FILTER)
    assert shelf.refresh() == []  # the same mistake is not told again
    write("tint.fs", FILTER + "// mended")
    assert shelf.refresh() == [] and shelf.errors == ()
    assert shelf.documents[("filter", "tint")] != good[("filter", "tint")]
    assert set(shelf.documents) == {("filter", "tint"), ("filter", "other")}


@pytest.mark.usefixtures("own")
def test_a_file_that_goes_stays_as_it_was_and_is_told_once(write: Write) -> None:
    path = write("tint.fs", FILTER)
    write("other.fs", FILTER)
    shelf = Shelf()
    before = shelf.documents
    path.unlink()
    (error,) = shelf.refresh()
    assert f"{path} is gone" in str(error)
    assert shelf.documents == before
    assert shelf.refresh() == []
    write("other.fs", FILTER + "// changed")
    assert shelf.refresh() == []
    write("tint.fs", FILTER)
    assert shelf.refresh() == [] and shelf.errors == ()


@pytest.mark.usefixtures("own")
def test_what_has_not_changed_is_not_read_again(write: Write) -> None:
    write("tint.fs", FILTER)
    vertex = write("turn.vs", "void main() { isf_vertShaderInit(); }\n")
    write("turn.fs", FILTER)
    shelf = Shelf()
    before = dict(shelf.documents)
    vertex.write_text("void main() { isf_vertShaderInit(); gl_Position.x *= -1.0; }\n")
    shelf.refresh()
    assert shelf.documents[("filter", "tint")] is before[("filter", "tint")]
    assert "-1.0" in shelf.documents[("filter", "turn")].vertex
