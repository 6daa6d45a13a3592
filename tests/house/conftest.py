"""What the tests of run.py share: a checkout, run.py as a module, and every command that it would have run.

In: the repository. Out: stand-ins for pip and apt-get.
Runs in the test process.
"""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from house.checkout import ROOT, Call, load


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of what run.py reads."""
    folder = tmp_path / "check out"  # a space, as on many a desktop
    folder.mkdir()
    for name in ("run.py", "pyproject.toml", "setup.py", "constraints.txt"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


@pytest.fixture
def run(checkout: Path) -> ModuleType:
    """run.py of that checkout, as a module."""
    return load(checkout)


@pytest.fixture
def calls(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Every command that run.py would have run; each succeeds, and the venv module makes a Python."""
    made: list[Call] = []

    def call(command: list[str], **options: Any) -> int:
        made.append((command, options))
        if command[1:3] == ["-m", "venv"]:
            Path(run.PYTHON).parent.mkdir(parents=True, exist_ok=True)
            Path(run.PYTHON).touch()
        return 0

    monkeypatch.setattr(run, "call", call)
    monkeypatch.setattr(run, "become", lambda command: made.append((command, {})) or 0)
    monkeypatch.setattr(run, "DPKG_STATUS", run.ROOT / "no dpkg here")
    return made
