"""Fixtures that every test may ask for: the parts of a real venue, and a home folder of one's own.

In: nothing. Out: `pulse`, `jack` and `display`, started for one test and ended after it; `home`.
Runs in the test process. A module that wants one server for many tests opens `venue.Pulse()` itself.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# As in the engine's own processes: matrices of this size only get slower when threads share them, and numpy reads
# this when it is imported, which the venue does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from venue import Display, Jack, Pulse


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden`: keep the new golden frames (tests/show/test_golden.py)."""
    parser.addoption("--update-golden", action="store_true", help="replace the golden frames by what is drawn now")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user folder: a test never reads or writes the person's own looks and rig."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ASTERISM_HOME", str(folder))
    return folder


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    """A sound card: `pulse.play(path)`; `pulse.env` for the child that captures; `stop()` and `start()`."""
    with Pulse() as server:
        yield server


@pytest.fixture
def jack() -> Iterator[Jack]:
    """MIDI ports: `jack.env`, `jack.ports()`, `jack.connect(sender, receiver)`."""
    with Jack() as server:
        yield server


@pytest.fixture
def display() -> Iterator[Display]:
    """A 1280 × 720 screen: `display.env`, `display.screenshot()`, `display.key("b")`."""
    with Display() as server:
        yield server
