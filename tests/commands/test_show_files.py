"""An evening's files from the command line: banks and setlists, where a show begins, and what is told of mistakes.

In: files in a person's folder. Out: lines, exit statuses. Each show is a process of its own, without a window;
a start that fails is in the test process.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.commands import main

PLAY = ("play", "--demo", "--mute", "--headless", "--osc-port", "0", "--units", "32", "--size", "64x36")


def run(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "engine.commands", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def write(home: Path, kind: str, name: str, text: str) -> Path:
    path = home / "presets" / kind / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_setlist_begins_with_its_first_cue_and_tells_what_is_not_there(home: Path, tmp_path: Path) -> None:
    path = write(home, "setlists", "friday", '[[cues]]\nlook = "pyre"\n[[cues]]\nlook = "nowhere"\n')
    done = run(*PLAY, "--seconds", "0.1", "--setlist", "friday", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "look     pyre, one of" in done.stdout
    assert f"{path}:4: there is no look 'nowhere'." in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--setlist", "nowhere"), "There is no setlist 'nowhere'. There is: broken, example."),
        (("--setlist", "broken"), "broken.toml:2: look: must be text, not 5"),
        (("--bank", "nowhere"), "There is no bank 'nowhere'. There is: 1 all, 2 calm"),
    ],
)
def test_what_is_asked_for_and_not_there_ends_the_start(
    home: Path, words: tuple[str, ...], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    write(home, "setlists", "broken", "[[cues]]\nlook = 5\n")
    assert main([*PLAY, "--seconds", "0.1", *words]) == 1
    said = capfd.readouterr().err
    assert told in said and "Traceback" not in said


def test_a_network_of_ones_own_that_cannot_listen_ends_the_start(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is not the light, but it would vote."""
    folder = home / "presets" / "brains"
    folder.mkdir(parents=True)
    (folder / "64.safetensors").write_bytes(b"no network")
    assert main([*PLAY, "--seconds", "0.1"]) == 1
    said = capfd.readouterr().err
    assert str(folder / "64.safetensors") in said and "Traceback" not in said


def test_a_rig_says_where_the_show_begins(home: Path, tmp_path: Path) -> None:
    write(home, "setlists", "friday", '[[cues]]\nlook = "pyre"\n')
    write(home, "rigs", "club", '[show]\nlook = "nerve"\nsetlist = "friday"\nbank = "peak"\n')
    done = run(*PLAY, "--seconds", "0.1", "--rig", "club", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "look     nerve, one of" in done.stdout
    done = run(*PLAY, "--seconds", "0.1", "--rig", "club", "--preset", "mandala", cwd=tmp_path)
    assert "look     mandala, one of" in done.stdout
