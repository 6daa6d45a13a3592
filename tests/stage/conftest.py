"""A small network on a small stage, for the tests of the picture.

In: nothing. Out: fixtures `anatomy`, `context`, `rehearsal`, which draws frames of made-up Moments, and `projector`,
which plays a shader file of ours.
Runs in the test process, headless.
"""

from collections.abc import Iterator

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from stage.projector import SIZE, Open, Projector, find
from stage.rehearsal import Rehearsal

from engine.brain.tuning import TUNINGS, Tuning
from engine.stage.anatomy import Anatomy
from engine.stage.context import open_headless


@pytest.fixture
def anatomy() -> Anatomy:
    """Thirty-two units with random links, a spread of paces, and answers that have nothing to do with either."""
    random = np.random.default_rng(5)
    links: NDArray[np.float32] = random.standard_normal((32, 32)).astype(np.float32)
    areas = random.uniform(0.1, 0.9, (32, len(TUNINGS))).astype(np.float32)
    tuning = Tuning(areas, np.ones(32, np.float32), np.zeros(32, np.float32))
    return Anatomy(links, np.geomspace(0.005, 0.5, 32).astype(np.float32), tuning)


@pytest.fixture
def context() -> Iterator[moderngl.Context]:
    """An OpenGL context in memory."""
    context = open_headless()
    yield context
    context.release()


@pytest.fixture
def rehearsal(context: moderngl.Context, anatomy: Anatomy) -> Rehearsal:
    """A stage whose Moments the test makes up."""
    return Rehearsal(context, anatomy)


@pytest.fixture
def projector(context: moderngl.Context) -> Iterator[Open]:
    """Opens projectors: `projector(name, size, fps)` plays our shader file of that name."""
    opened: list[Projector] = []

    def open_one(name: str, size: tuple[int, int] = SIZE, fps: float = 60.0) -> Projector:
        opened.append(Projector(context, find(name), size, fps))
        return opened[-1]

    yield open_one
    for one in opened:
        one.shader.release()
