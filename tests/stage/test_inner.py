"""A picture that is drawn smaller than it is shown: the same picture, and no flash when the size changes.

In: made-up Moments, inner sizes. Out: pictures, in numbers.
Runs in the test process, headless.
"""

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from stage.rehearsal import UNITS, Rehearsal

from engine.stage.anatomy import Anatomy

SIZE = (960, 540)
ACTIVITY = (1.3 * np.random.default_rng(6).random(UNITS) ** 3).astype(np.float32)


def soften(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Means of 10 x 10 pixels."""
    height, width, _ = picture.shape
    return np.asarray(picture.astype(float).reshape(height // 10, 10, width // 10, 10, 3).mean(axis=(1, 3)))


@pytest.fixture
def stages(context: moderngl.Context, anatomy: Anatomy) -> tuple[Rehearsal, Rehearsal]:
    """Two of the same."""
    return Rehearsal(context, anatomy, SIZE), Rehearsal(context, anatomy, SIZE)


def test_a_smaller_picture_is_the_same_picture(stages: tuple[Rehearsal, Rehearsal]) -> None:
    stages[1].inner = (720, 405)
    for stage in stages:
        stage.board.set("/bloom/amount", 2.0)
    full, small = (stage.draw(ACTIVITY, frames=6) for stage in stages)
    assert small.shape == full.shape and (small != full).any()
    assert np.corrcoef(soften(full).ravel(), soften(small).ravel())[0, 1] > 0.995
    assert soften(small).mean() == pytest.approx(soften(full).mean(), rel=0.05)


@pytest.mark.parametrize(("before", "after"), [((960, 540), (720, 405)), ((720, 405), (960, 540))])
def test_trails_go_on_through_a_change_of_size(
    stages: tuple[Rehearsal, Rehearsal], before: tuple[int, int], after: tuple[int, int]
) -> None:
    for stage in stages:
        stage.board.set("/trails/length", 8.0)
        stage.board.set("/line/amount", 0.0)
        stage.inner = before
        stage.draw(ACTIVITY, frames=6)
        stage.draw(0.0, frames=3)
    steady, changed = stages
    changed.inner = after
    expected, found = soften(steady.draw(0.0)), soften(changed.draw(0.0))
    assert found.mean() == pytest.approx(expected.mean(), rel=0.03)
    assert np.corrcoef(expected.ravel(), found.ravel())[0, 1] > 0.995
