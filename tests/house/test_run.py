"""`run.py`: standard library only, and a second start that does nothing.

In: copies of run.py in temporary checkouts, with stand-ins for pip. Out: proof.
Runs in the test process, with a few real starts in child processes.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from house.checkout import ROOT, Call, mark_ready, pip_installs
from venue import stop, wait_until


def test_imports_the_standard_library_only() -> None:
    names = set()
    for node in ast.walk(ast.parse((ROOT / "run.py").read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(str(node.module).partition(".")[0])
    assert names <= sys.stdlib_module_names
    assert {"hashlib", "pathlib", "sys"} <= names


def test_every_dependency_is_pinned() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-"): line.partition("==")[2]
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    }
    assert all(pinned.values())
    wanted = {name.lower() for name in project["dependencies"] + project["optional-dependencies"]["test"]}
    assert wanted <= pinned.keys()
    assert pinned["torch"] == "2.13.0"


def test_first_start_makes_the_environment_and_plays(run: ModuleType, calls: list[Call]) -> None:
    assert run.main(["play", "--seconds", "3"]) == 0
    assert calls[0][0][1:] == ["-m", "venv", str(run.VENV)]
    tools, project = pip_installs(calls)
    assert tools == ["install", "-c", str(run.ROOT / "constraints.txt"), "pip", "setuptools"]
    assert project[-2:] == ["-e", str(run.ROOT)]
    assert calls[-1][0] == [str(run.BIN / f"asterism{run.EXE}"), "play", "--seconds", "3"]
    assert run.is_ready("play")
    assert not run.CHANGING.exists()


def test_second_start_only_hands_over(run: ModuleType, calls: list[Call]) -> None:
    run.main(["play"])
    del calls[:]
    assert run.main(["render", "a song.wav", "out.mp4"]) == 0
    assert calls == [([str(run.BIN / f"asterism{run.EXE}"), "render", "a song.wav", "out.mp4"], {})]


def test_environment_for_tests_serves_playing_but_not_the_other_way(run: ModuleType, calls: list[Call]) -> None:
    run.main(["play"])
    assert not run.is_ready("test")
    del calls[:]
    run.main(["test"])
    assert pip_installs(calls)[1][-1] == f"{run.ROOT}[test]"
    assert not any("venv" in command for command, _ in calls)  # it is added to, not made anew
    del calls[:]
    run.main(["play"])
    assert not pip_installs(calls)


def test_changed_pins_bring_it_up_to_date(run: ModuleType, calls: list[Call], checkout: Path) -> None:
    mark_ready(run)
    assert run.is_ready("play")
    with (checkout / "constraints.txt").open("a") as file:
        file.write("another==1.0\n")
    assert not run.is_ready("play")
    run.main(["play"])
    assert len(pip_installs(calls)) == 2
    assert run.is_ready("play")


@pytest.mark.parametrize("cause", ["interrupted", "moved", "other python", "made by hand", "python gone"])
def test_environment_that_cannot_be_trusted_is_made_anew(
    run: ModuleType, calls: list[Call], monkeypatch: pytest.MonkeyPatch, cause: str
) -> None:
    mark_ready(run)
    left = run.VENV / "lib" / "left.py"
    left.parent.mkdir()
    left.touch()
    if cause == "interrupted":
        run.CHANGING.touch()
    elif cause == "moved":
        run.READY.write_text(f"play {run.pins()} elsewhere\n")
    elif cause == "other python":
        monkeypatch.setattr(sys, "version", "3.99")
    elif cause == "made by hand":
        run.READY.unlink()
    else:
        Path(run.PYTHON).unlink()
        run.READY.unlink()
    assert not run.is_ready("play")
    assert run.main(["play"]) == 0
    assert not left.exists()
    assert calls[0][0][1:3] == ["-m", "venv"]
    assert run.is_ready("play")


def test_set_up_that_fails_says_so_and_is_tried_again(
    run: ModuleType, calls: list[Call], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mark_ready(run)
    before = run.READY.read_text()
    working = run.call
    (run.ROOT / "constraints.txt").write_text("")
    monkeypatch.setattr(run, "call", lambda command, **_: 1)
    assert run.main(["play"]) == 1
    assert "start again to try again" in capsys.readouterr().out
    assert run.READY.read_text() == before
    assert not run.CHANGING.exists()  # pip took it back itself
    monkeypatch.setattr(run, "call", lambda command, **_: -9)  # ended from outside, in the middle
    assert run.main(["play"]) == 1
    assert run.CHANGING.exists()
    monkeypatch.setattr(run, "call", working)
    assert run.main(["play"]) == 0
    assert calls[-1][0][-1] == "play"


def test_ctrl_c_during_set_up_ends_quietly(run: ModuleType, calls: list[Call], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "call", interrupt)
    assert run.main(["play"]) == 130
    assert run.CHANGING.exists()


def test_help_before_any_set_up_is_its_own(
    run: ModuleType, calls: list[Call], capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ([], ["--help"], ["-h"]):
        assert run.main(words) == 0
        said = capsys.readouterr().out
        assert "python3 run.py play" in said
        assert "python3 run.py test" in said
    assert calls == []
    mark_ready(run)
    for words in ([], ["--help"], ["-h"]):
        assert run.main(words) == 0
    assert [command[1:] for command, _ in calls] == [["--help"]] * 3


def test_every_check_runs_and_the_first_failure_counts(
    run: ModuleType, calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_ready(run, "test")
    ran: list[list[str]] = []

    def call(command: list[str], **options: Any) -> int:
        assert command[:2] == [run.PYTHON, "-m"]
        assert options == {"cwd": run.ROOT}
        ran.append(command[2:])
        return {"ruff": 0, "mypy": 3, "pytest": 1}[command[2]]

    monkeypatch.setattr(run, "call", call)
    assert run.main(["test", "-k", "ring"]) == 3
    assert ran == [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["pytest", "-k", "ring"]]


def start(checkout: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(checkout / "run.py"), *words], capture_output=True, text=True, check=False, timeout=120
    )


def test_real_start_becomes_the_command_and_gives_its_status(run: ModuleType, checkout: Path) -> None:
    mark_ready(run)
    command = Path(run.BIN) / "asterism"
    command.write_text('#!/bin/sh\necho "$$"\nprintf "<%s>" "$@"\nexit 7\n')
    command.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, str(checkout / "run.py"), "play", "--file", "a b.wav"], stdout=subprocess.PIPE, text=True
    ) as process:
        said = process.communicate(timeout=120)[0]
    pid, words = said.splitlines()
    assert int(pid) == process.pid  # no second process stays between the terminal and the show
    assert words == "<play><--file><a b.wav>"
    assert process.returncode == 7


def test_older_python_is_told(checkout: Path) -> None:
    text = (checkout / "run.py").read_text()
    (checkout / "run.py").write_text("import sys\nsys.version_info = (3, 10)\n" + text)
    done = start(checkout, "play")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_run_py_has_no_syntax_that_an_older_python_cannot_read() -> None:
    assert ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 8)).body


def test_two_starts_at_once_set_up_once(run: ModuleType, checkout: Path) -> None:
    code = (
        "import run\n"
        "run.call = lambda command, **_: print('pip', flush=True) or 1\n"
        "print(run.set_up('play'), flush=True)\n"
    )
    run.VENV.mkdir()
    with (run.VENV / "asterism-lock").open("a") as held:
        run.lock(held)
        second = subprocess.Popen([sys.executable, "-c", code], cwd=checkout, stdout=subprocess.PIPE)
        try:
            # The kernel lists who waits for a lock: "1: -> FLOCK ADVISORY WRITE <pid> ...".
            def waits() -> bool:
                lines = Path("/proc/locks").read_text().splitlines()
                return any("->" in line and f" {second.pid} " in line for line in lines)

            wait_until(waits, what="the second start to wait")
            mark_ready(run)
            held.close()
            assert second.stdout is not None
            assert second.stdout.read() == b"True\n"
        finally:
            stop(second)


def test_ci_runs_the_readme_s_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "python3 run.py test" in script
