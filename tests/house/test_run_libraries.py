"""`run.py` and what it needs from the system: found in dpkg's file, installed as root, one exact command otherwise.

In: copies of run.py in temporary checkouts, with stand-ins for apt-get. Out: proof.
Runs in the test process.
"""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from house.checkout import Call, mark_ready

STATUS = """\
Package: libportaudio2
Status: install ok installed
Architecture: amd64
Description: sound
 in and
 .
 out
Provides: libportaudio-two, portaudio (= 19)

Package: libegl1
Status: deinstall ok config-files
Provides: egl

Package: libgl1
Status: install ok installed

Package: xvfb
Status: install ok unpacked

Package: libgl1-mesa-dri
Priority: optional
Status: install ok installed
"""


APT = "apt-get install -y --no-install-recommends --no-remove"


def test_installed_packages_are_read_from_dpkg_s_file(run: ModuleType) -> None:
    expected = {"libportaudio2", "libportaudio-two", "portaudio", "libgl1", "libgl1-mesa-dri"}
    assert run.installed_packages(STATUS) == expected
    assert run.installed_packages("") == set()


@pytest.fixture
def debian(run: ModuleType, calls: list[Call], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian on which some libraries are missing, in the eyes of run.py; returns dpkg's status file."""
    status = tmp_path / "status"
    status.write_text(STATUS)
    monkeypatch.setattr(run, "DPKG_STATUS", status)
    monkeypatch.setattr(run, "can_make_venv", lambda: True)
    return status


def test_without_root_the_one_exact_command_is_printed(
    run: ModuleType,
    debian: Path,
    calls: list[Call],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert run.provide_system_libraries("play")  # there is something to play with all the same
    said = capsys.readouterr().out
    commands = [line.strip() for line in said.splitlines() if line.startswith("    ")]
    assert commands == [f"sudo apt-get update && sudo {APT} libegl1"]
    assert not run.provide_system_libraries("test")
    said = capsys.readouterr().out
    commands = [line.strip() for line in said.splitlines() if line.startswith("    ")]
    missing = sorted({"libegl1", *run.TEST_LIBRARIES})
    assert commands == [f"sudo apt-get update && sudo {APT} {' '.join(missing)}"]
    assert calls == []


def test_root_installs_what_is_missing(
    run: ModuleType, debian: Path, calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert run.provide_system_libraries("play")
    assert [command for command, _ in calls] == [["apt-get", "update"], [*APT.split(), "libegl1"]]
    assert all(options["env"]["DEBIAN_FRONTEND"] == "noninteractive" for _, options in calls)


def test_what_apt_refuses_is_not_asked_for_at_every_start(
    run: ModuleType,
    debian: Path,
    calls: list[Call],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    asked: list[list[str]] = []
    monkeypatch.setattr(run, "call", lambda command, **_: asked.append(command) or 100)
    assert run.provide_system_libraries("play")
    assert len(asked) == 2
    run.clear_venv()
    assert run.provide_system_libraries("play")
    assert len(asked) == 2
    assert f"    apt-get update && {APT} libegl1" in capsys.readouterr().out
    # Tests cannot do without, and a person who installs something else changes the case.
    assert not run.provide_system_libraries("test")
    assert len(asked) == 4
    debian.write_text(STATUS.replace("Package: libgl1\n", "Package: other\n"))
    assert run.provide_system_libraries("play")
    assert len(asked) == 6


def test_missing_venv_package_is_asked_for(
    run: ModuleType, debian: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run, "can_make_venv", lambda: False)
    assert not run.provide_system_libraries("play")
    assert f"python3.{sys.version_info.minor}-venv" in capsys.readouterr().out
    mark_ready(run)  # once there is an environment, it is not needed any more
    assert run.provide_system_libraries("play")


def test_nothing_is_asked_where_there_is_no_dpkg(run: ModuleType, calls: list[Call]) -> None:
    assert run.provide_system_libraries("test")
    assert calls == []
