"""`asterism isf` says of each file whether it is right, or what is wrong, and ends with 1 when one is not.

In: files, written here. Out: proof.
"""

from pathlib import Path

import pytest
from isf.files import MAIN, write

from engine.commands import main
from engine.errors import GraphicsError
from engine.isf.shelf import Shelf
from engine.stage import context as stage_context


def test_good_and_bad_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = '/*{ "ISFVSN": "2",\n"FOO": 1,\n"INPUTS": [ { "NAME": "brainState", "TYPE": "image" } ] }*/\n'
    good = write(tmp_path, header + MAIN, "good.fs")
    passes = '/*{ "INPUTS": [], "PASSES": [ { "TARGET": "a" }, {} ] }*/\n'
    two = write(tmp_path, passes + MAIN, "two.fs")
    unread = write(tmp_path, '/*{ "INPUTS": [\n{ "NAME": "a", "TYPE": "flot" } ] }*/\n' + MAIN, "unread.fs")
    uncompiled = write(tmp_path, "/*{ }*/\nvoid main() {\n    gl_FragColor = vec4(nowhere);\n}\n", "uncompiled.fs")
    assert main(["isf", str(good), str(two)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{good}: ok: generator, 1 input, 1 pass, reads brainState",
        f'{good}:2: warning: the header has a key "FOO", which ISF does not know.',
        f"{two}: ok: generator, 0 inputs, 2 passes",
    ]
    assert main(["isf", str(unread), str(good), str(uncompiled)]) == 1
    said = capsys.readouterr().out
    assert f"{unread}:2: there is no type" in said and f"{good}: ok" in said and f"{uncompiled}:3" in said
    assert main(["isf", str(tmp_path / "nowhere.fs")]) == 1
    assert "Cannot read the shader" in capsys.readouterr().out


def test_without_opengl_files_are_read_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise GraphicsError("No OpenGL 3.3 here.")

    monkeypatch.setattr(stage_context, "open_headless", refuse)
    path = write(tmp_path, "/*{ }*/\nvoid main() { gl_FragColor = vec4(nowhere); }\n")
    assert main(["isf", str(path)]) == 0
    said = capsys.readouterr().out
    assert f"{path}: ok" in said and "Read, but not compiled: No OpenGL 3.3 here." in said


def test_without_a_file_it_lists_what_a_show_finds(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["isf"]) == 0
    said = capsys.readouterr().out.splitlines()
    documents = Shelf().documents
    assert len(said) == len(documents) + 1 and str(home / "shaders") in said[-1]
    assert any(line.split()[:2] == ["filter", "/effect/bloom"] for line in said)
    folder = home / "shaders"
    folder.mkdir()
    write(folder, "/*{ }*/\nvoid main() {\n    gl_FragColor = vec4(nowhere);\n}\n", "sea.fs")
    write(folder, "/*{ }", "lake.fs")
    assert main(["isf"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.split()[:2] == ["generator", "/layer/sea"]]
    broken = [line for line in said if line.startswith("broken: ")]
    assert len(broken) == 2
    assert f"{folder / 'lake.fs'}:1" in broken[0] and f"{folder / 'sea.fs'}:3" in broken[1]
