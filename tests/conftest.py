"""Fixtures that every test may ask for: the parts of a real venue, and a home folder of one's own.

In: nothing. Out: `pulse`, `jack` and `display`, started for one test and ended after it; `home`.
Runs in the test process. A module that wants one server for many tests opens `venue.Pulse()` itself.
"""

import gc
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# As in the engine's own processes: matrices of this size only get slower when threads share them, and numpy reads
# this when it is imported, which the venue does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from venue import Display, Jack, Pulse

# The same examples in every run, and as long as they take on a busy machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden`: keep the new golden frames (tests/show/test_golden.py)."""
    parser.addoption("--update-golden", action="store_true", help="replace the golden frames by what is drawn now")


def pytest_collection() -> None:
    """The thousands of tests stay to the end: the collector of garbage need not look at them again and again."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What comes from now on is collected as ever."""
    gc.collect()
    gc.freeze()
    gc.enable()


class Homes:
    """Empty user folders. One that a test left as it was is given again: thousands take long to make and to remove."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def give(self) -> Path:
        """An empty folder that nobody has written into."""
        newest = self._folder / str(self._made)
        if self._made == 0 or not self._is_as_made(newest):
            self._made += 1
            newest = self._folder / str(self._made)
            newest.mkdir(mode=0o700)
        return newest

    @staticmethod
    def _is_as_made(folder: Path) -> bool:
        return folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) == 0o700 and not any(folder.iterdir())


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Where the tests' user folders are."""
    return Homes(tmp_path_factory.mktemp("homes"))


@pytest.fixture(autouse=True)
def home(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user folder: a test never reads or writes the person's own looks and rig."""
    folder = homes.give()
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
