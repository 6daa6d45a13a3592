"""Saving a file: it is whole or it is as it was, whatever the disk and the system do.

In: paths that can be written and paths that cannot, a process that is killed. Out: proof.
Runs in the test process; a child writes and is killed.
"""

import errno
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.errors import FileError, PresetError
from engine.presets.saving import save_text

ROOT = Path(__file__).parents[2]


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_a_new_file_and_its_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "look.toml"
    save_text(path, "title = 'é'\n")
    assert path.read_bytes() == "title = 'é'\n".encode()
    assert left_over(path.parent) == []


def test_what_is_there_is_replaced_with_its_permissions_and_through_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    save_text(link, "new")
    assert link.is_symlink() and real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_text_that_fails_its_check_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "look.toml"
    path.write_text("old")
    seen = []

    def check(beside: Path) -> None:
        seen.append((beside.read_text(), beside.suffix))
        raise PresetError("not as it should be")

    with pytest.raises(PresetError, match="not as it should be"):
        save_text(path, "new", check)
    assert seen == [("new", ".toml")]
    assert path.read_text() == "old" and left_over(tmp_path) == []


def test_a_disk_that_takes_no_more_leaves_the_old_file_and_says_so(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the system refuses in the same place."""
    path = tmp_path / "look.toml"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(FileError, match=f"Cannot save {path}: File too large"):
            save_text(path, "new " * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "old" and left_over(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_whatever_the_system_refuses_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "look.toml"
    path.write_text("old")

    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), refuse)
    with pytest.raises(FileError, match="No space left on device"):
        save_text(path, "new")
    assert path.read_text() == "old" and left_over(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="Cannot save"):
        save_text(tmp_path / "file" / "look.toml", "new")


def test_a_process_that_is_killed_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "look.toml"
    texts = ["a" * 200_000, "b" * 100_000]
    code = (
        "import sys; from pathlib import Path; from engine.presets.saving import save_text\n"
        "path = Path(sys.argv[1]); print('on', flush=True)\n"
        "while True: save_text(path, 'a' * 200_000); save_text(path, 'b' * 100_000)\n"
    )
    chance = random.Random(1)
    for _ in range(8):
        child = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert child.stdout is not None and child.stdout.readline() == b"on\n"
        time.sleep(chance.uniform(0.0, 0.05))  # where in its work the end comes is left to chance
        child.kill()
        child.wait()
        child.stdout.close()
        assert not path.exists() or path.read_text() in texts
    assert path.exists()
