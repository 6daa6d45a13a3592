"""A small network at random, and listeners that are watched and closed.

In: a seed, a `SourceSpec`. Out: weights, a weights file, a `Watched` listener.
Runs in the test process; each listener's process is ended through the listener.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from venue import wait_until

from engine.brain import Weights, save_weights
from engine.brain.heads import HEADS
from engine.brain.weights import HORIZONS
from engine.ear import INPUTS
from engine.hearing.listener import Listener, Notice
from engine.hearing.sources import SourceSpec
from engine.moments import HOP_S, Moments

ROOT = Path(__file__).parents[2]
UNITS = 32


@pytest.fixture(scope="session")
def weights() -> Weights:
    """A network of `UNITS` units that nobody trained: it moves when it hears something, and rests when not."""
    generator = np.random.default_rng(11)

    def draw(*shape: int, scale: float = 1.0) -> np.ndarray:
        return (scale * generator.standard_normal(shape)).astype(np.float32)

    return Weights(
        input=draw(3 * UNITS, INPUTS, scale=0.3),
        input_bias=np.zeros(3 * UNITS, np.float32),
        recurrent=draw(3 * UNITS, UNITS, scale=UNITS**-0.5),
        recurrent_bias=np.zeros(3 * UNITS, np.float32),
        leak=(1.0 - np.exp(-HOP_S / np.geomspace(0.012, 8.0, UNITS))).astype(np.float32),
        readout=draw(len(HORIZONS) * INPUTS, UNITS, scale=0.1),
        readout_bias=np.zeros(len(HORIZONS) * INPUTS, np.float32),
        heads=draw(len(HEADS), UNITS, scale=0.5),
        heads_bias=np.full(len(HEADS), -2.0, np.float32),
        rest=np.zeros(UNITS, np.float32),
        range=np.ones(UNITS, np.float32),
        story={"from": "random numbers"},
    )


@pytest.fixture(scope="session")
def brain_file(weights: Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network as a file."""
    path = tmp_path_factory.mktemp("brain") / "random.safetensors"
    save_weights(path, weights)
    return path


class Watched:
    """A listener that is polled as the stage would, with all its notices kept."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.notices: list[Notice] = []

    def poll(self) -> list[Notice]:
        new = self.listener.poll(time.monotonic())
        self.notices += new
        return new

    def await_notice(self, kind: str) -> str:
        """The text of the next new notice of a kind."""

        def look() -> list[str]:
            return [notice.text for notice in self.poll() if notice.kind == kind]

        return wait_until(look, timeout=60.0, what=f"a notice {kind!r}; so far {self.notices}")[0]

    def await_moments(self, predicate: Callable[[Moments], bool], what: str, count: int = 10) -> Moments:
        """The newest `count` Moments, as soon as all of them are new and fit."""
        ring = self.listener.ring
        after = ring.count - 1

        def look() -> Moments | None:
            self.poll()
            moments = ring.read(after=after, limit=count)
            return moments if len(moments) == count and predicate(moments) else None

        found = wait_until(lambda: [m] if (m := look()) is not None else [], timeout=60.0, what=what)
        return found[0]

    def await_level(self, above_db: float = -30.0) -> Moments:
        return self.await_moments(lambda m: bool((m["level_db"] > above_db).all()), "sound in the Moments")

    def await_silence(self) -> Moments:
        return self.await_moments(lambda m: bool((m["level_db"] < -100.0).all()), "silence in the Moments")


@pytest.fixture
def listen(brain_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Watched]]:
    """`listen(spec, env={})`: a listener whose process has `env` for its environment."""
    watched: list[Watched] = []

    def start(spec: SourceSpec, env: dict[str, str] | None = None, weights: Path = brain_file) -> Watched:
        for name, value in {**(env or {}), "PYTHONPATH": str(ROOT)}.items():
            monkeypatch.setenv(name, value)
        watched.append(Watched(Listener(spec, weights, UNITS)))
        return watched[-1]

    yield start
    for one in watched:
        one.listener.close()
