"""Waves: rings run at the pace of the tension, add up, fade, leave by the edges, and do not depend on the frame rate.

In: made-up hops. Out: heights, in numbers. Runs in the test process, headless.
"""

from collections.abc import Iterator

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.ear import BANDS
from engine.moments import Shape, moment_dtype
from engine.stage.network import NetworkTextures
from engine.stage.palettes import PALETTE_SIZE
from engine.stage.waves import CELLS, Waves

UNITS = 2
HALF_SIZE = (1.6, 1.5)
PLACES = np.array([[0.0, 0.0, 0.0], [0.5, 0.25, 0.0]], np.float32)


class Pool:
    """A sheet, and two units that push it when they are told to."""

    def __init__(self, context: moderngl.Context) -> None:
        self.waves = Waves(context, UNITS, HALF_SIZE)
        self._textures = NetworkTextures(context, np.array([0.5, 0.5], np.float32))
        self._hop = 0

    def play(
        self,
        hops: int,
        surge: tuple[float, float] = (0.0, 0.0),
        activity: tuple[float, float] = (0.0, 0.0),
        *,
        a_frame: int = 1,
        tension: float = 0.8,
        damping: float = 0.1,
    ) -> NDArray[np.float32]:
        """Let `hops` go by, `a_frame` of them at once; returns the heights, (rows, columns)."""
        for start in range(0, hops, a_frame):
            moments = np.zeros(min(a_frame, hops - start), moment_dtype(Shape(UNITS, BANDS)))
            moments["index"] = self._hop + np.arange(len(moments))
            moments["activity"] = activity
            self._hop += len(moments)
            self._textures.remember(moments, np.tile(np.array(surge, np.float32), (len(moments), 1)))
            palette = np.ones((PALETTE_SIZE, 3), np.float32)
            uniforms = self._textures.bind(PLACES, palette, self._hop - 1.0)
            view = {"layout_scale": 1.0, "palette_spread": 1.0, "stretch": (1.0, 1.0)}
            self.waves.advance(self._hop - 1.0, {**uniforms, **view}, tension, damping, 1.0)
        sent = self.waves.sent
        return np.frombuffer(sent.read(), np.float32).reshape(sent.height, sent.width, 4)[:, :, 2]


@pytest.fixture
def pool(context: moderngl.Context) -> Iterator[Pool]:
    pool = Pool(context)
    yield pool
    pool.waves.release()


def reach(heights: NDArray[np.float32], direction: tuple[float, float]) -> float:
    """How far from the middle the foremost crest stands in a direction, in radii."""
    rows, columns = heights.shape
    unit = np.array(direction) / np.hypot(*direction)
    away = np.arange(4.0, 1.2 * CELLS, 0.25)
    x, y = columns / 2 - 0.5 + unit[0] * away, rows / 2 - 0.5 + unit[1] * away
    left, low = np.floor(x).astype(int), np.floor(y).astype(int)
    a, b = x - left, y - low
    along = (1 - a) * (1 - b) * heights[low, left] + a * (1 - b) * heights[low, left + 1]
    along += (1 - a) * b * heights[low + 1, left] + a * b * heights[low + 1, left + 1]
    return float(away[np.argmax(along)] / CELLS)


@pytest.mark.parametrize("tension", [0.4, 0.8, 1.4])
def test_a_ring_runs_at_the_pace_of_the_tension_and_is_round(pool: Pool, tension: float) -> None:
    pool.play(4, surge=(1.0, 0.0), tension=tension)
    first = pool.play(round(30 / tension), tension=tension)
    later = pool.play(round(30 / tension), tension=tension)
    directions = ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (2.0, -1.0))
    run = np.array([reach(later, direction) - reach(first, direction) for direction in directions])
    np.testing.assert_allclose(run, tension * round(30 / tension) / 100.0, rtol=0.12)
    ends = np.array([reach(later, direction) for direction in directions])
    assert np.ptp(ends) < 1.5 / CELLS


def test_rings_add_up(context: moderngl.Context) -> None:
    def heights(surge: tuple[float, float]) -> NDArray[np.float32]:
        pool = Pool(context)
        pool.play(4, surge=surge)
        return pool.play(40)

    both, one, other = heights((1.0, 1.0)), heights((1.0, 0.0)), heights((0.0, 1.0))
    assert np.abs(one).max() > 1e-3 < np.abs(other).max()
    np.testing.assert_allclose(both, one + other, atol=1e-5)


def test_the_frame_rate_does_not_matter(context: moderngl.Context) -> None:
    def heights(a_frame: int) -> NDArray[np.float32]:
        pool = Pool(context)
        pool.play(12, a_frame=a_frame)
        pool.play(12, surge=(1.0, 0.6), activity=(0.5, 1.0), a_frame=a_frame)
        return pool.play(60, activity=(0.2, 0.0), a_frame=a_frame)

    smooth = heights(1)
    assert np.abs(smooth).max() > 1e-3
    for a_frame in (2, 3, 12):
        np.testing.assert_array_equal(heights(a_frame), smooth)


def test_a_surge_pushes_up_and_activity_holds_a_dent(pool: Pool) -> None:
    middle = (int(HALF_SIZE[1] * CELLS), int(HALF_SIZE[0] * CELLS))
    assert pool.play(4, surge=(1.0, 0.0))[middle] > 1e-3
    pool.play(400, activity=(1.0, 0.0), a_frame=10, damping=4.0)
    deep = pool.play(50, activity=(1.0, 0.0), a_frame=10, damping=4.0)
    assert deep.min() == pytest.approx(deep[middle], abs=2e-3)
    assert deep[middle] < -1e-3
    np.testing.assert_allclose(pool.play(50, activity=(1.0, 0.0), a_frame=10, damping=4.0), deep, atol=1e-4)
    assert np.abs(pool.play(500, a_frame=10, damping=4.0)).max() < 0.05 * -deep[middle]


def test_rings_fade_with_damping_and_leave_by_the_edges(context: moderngl.Context) -> None:
    def energy(hops: int, damping: float) -> float:
        pool = Pool(context)
        pool.play(4, surge=(1.0, 0.0), tension=1.2, damping=damping)
        pool.play(hops, a_frame=10, tension=1.2, damping=damping)
        return float((np.frombuffer(pool.waves.gathered.read(), np.float32) ** 2).sum())

    # Heights fade by e in 1 / damping: in 50 hops more, a damping that is higher by 2 takes all but e^-1 of a height.
    assert energy(50, 2.1) / energy(50, 0.1) == pytest.approx(np.exp(-2.0), rel=0.25)
    assert energy(320, 0.1) < 0.03 * energy(50, 0.1)


@pytest.mark.parametrize("damping", [0.1, 8.0])
def test_any_tension_stays_whole_and_an_absence_leaves_calm_water(pool: Pool, damping: float) -> None:
    heights = pool.play(500, (1.0, 1.0), (2.0, 2.0), a_frame=10, tension=9.0, damping=damping)
    assert np.isfinite(heights).all()
    assert np.abs(heights).max() < 10.0
    pool._hop += 500
    assert np.abs(pool.play(1)).max() == 0.0
