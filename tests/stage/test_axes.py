"""Axes: they find the principal ones, turn without a flip, and see the state through a calm smoothing.

In: made-up states. Out: places on the axes. Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import subspace_angles

from engine.moments import HOP_S
from engine.stage.axes import AXES, Axes

UNITS = 24
SMOOTH_S = np.array([0.1, 0.06])


@pytest.fixture
def links() -> NDArray[np.float32]:
    return np.random.default_rng(3).standard_normal((UNITS, UNITS)).astype(np.float32)


def groups() -> NDArray[np.bool_]:
    """All units, and the first half."""
    return np.stack([np.ones(UNITS, bool), np.arange(UNITS) < UNITS // 2])


def swing(hops: int, noise: float = 0.05) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """States (hops, units) that swing along three hidden directions (units, 3), with noise on all
    units."""
    random = np.random.default_rng(8)
    directions = np.linalg.qr(random.standard_normal((UNITS, AXES)))[0]
    t = np.arange(hops) * HOP_S
    turns = np.stack([np.sin(2.0 * np.pi * rate * t) for rate in (0.5, 0.7, 0.9)], axis=1)
    states = (turns * np.array([0.8, 0.7, 0.6])) @ directions.T + noise * random.standard_normal((hops, UNITS))
    return states.astype(np.float32), directions


def test_axes_find_the_directions_in_which_the_state_swings(links: NDArray[np.float32]) -> None:
    axes = Axes(links, groups(), SMOOTH_S)
    states, directions = swing(3000)
    before = subspace_angles(axes.axes[0], directions)[0]
    for state in states:
        axes.follow(state)
    after = subspace_angles(axes.axes[0], directions)[0]
    assert np.degrees(before) > 45.0
    assert np.degrees(after) < 12.0
    # The first axis is the one along which it swings most.
    assert abs(axes.axes[0][:, 0] @ directions[:, 0]) > 0.9


def test_a_groups_axes_are_those_of_its_own_units(links: NDArray[np.float32]) -> None:
    axes = Axes(links, groups(), SMOOTH_S)
    states, _ = swing(1500)
    for state in states:
        axes.follow(state)
    assert np.abs(axes.axes[1][UNITS // 2 :]).max() < 1e-12
    own = states[300:, : UNITS // 2] - states[300:, : UNITS // 2].mean(axis=0)
    largest = np.linalg.svd(own, full_matrices=False)[2][0]
    assert abs(axes.axes[1][: UNITS // 2, 0] @ largest) > 0.75


def test_axes_turn_slowly_and_never_flip(links: NDArray[np.float32]) -> None:
    axes = Axes(links, groups(), SMOOTH_S)
    random = np.random.default_rng(4)
    directions = random.standard_normal((4, UNITS))
    for hop in range(2000):
        before = axes.axes.copy()
        # Now and then another direction is the one that counts.
        axes.follow(
            (np.sin(0.09 * hop) * directions[hop // 500] * 0.5 + 0.1 * random.standard_normal(UNITS)).astype(np.float32)
        )
        for group in range(2):
            product = axes.axes[group].T @ axes.axes[group]
            np.testing.assert_allclose(product, np.eye(AXES), atol=1e-9)
        kept = (axes.axes * before).sum(axis=1)
        assert kept.min() > (0.7 if hop < 400 else 0.97)


def test_axes_are_good_before_anything_was_heard(links: NDArray[np.float32]) -> None:
    """Units that are strongly linked stand on the same side of the first axis, others on the other."""
    camps = np.kron(np.eye(2), np.ones((UNITS // 2, UNITS // 2)))
    linked = (np.abs(links) * (0.05 + camps)).astype(np.float32)
    first = Axes(linked, groups(), SMOOTH_S).axes[0][:, 0]
    assert len(set(np.sign(first[: UNITS // 2]))) == 1
    assert len(set(np.sign(first[UNITS // 2 :]))) == 1
    assert first[0] * first[-1] < 0.0


def test_a_leap_of_the_state_is_a_calm_way_that_swings_over_nothing(links: NDArray[np.float32]) -> None:
    axes = Axes(links, groups(), SMOOTH_S)
    rest, there = np.zeros(UNITS, np.float32), np.linspace(-0.5, 0.5, UNITS, dtype=np.float32)
    for _ in range(50):
        axes.follow(rest)
    followed = [axes.follow(there) for _ in range(60)]
    way, paces = np.array([place[0] for place, _ in followed]), np.array([pace[0] for _, pace in followed])
    # However fast the axes are led on in the first second, no hop is a leap.
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    assert steps[0] < 0.3 * steps.max()
    assert np.abs(np.diff(steps)).max() < 0.5 * steps.max()
    # From hop to hop the pace is what the places say it is, but for the axes' own turning.
    seen = np.gradient(way, HOP_S, axis=0)
    assert np.corrcoef(paces[2:40].ravel(), seen[2:40].ravel())[0, 1] > 0.8


def test_a_smoother_hand_draws_smaller_tremors(links: NDArray[np.float32]) -> None:
    states, _ = swing(600, noise=0.4)

    def tremor(smoothness: float) -> float:
        axes = Axes(links, groups(), SMOOTH_S)
        way = np.array([axes.follow(state, smoothness)[0][0] for state in states])
        return float(np.abs(np.diff(way, 2, axis=0)).mean() / way.std())

    assert tremor(2.0) < 0.7 * tremor(1.0) < 0.49 * tremor(0.5)


def test_silence_is_the_middle(links: NDArray[np.float32]) -> None:
    axes = Axes(links, groups(), SMOOTH_S)
    still = np.full(UNITS, 0.3, np.float32)
    for _ in range(1000):
        place, pace = axes.follow(still)
    assert np.abs(place).max() < 1e-9
    assert np.abs(pace).max() < 1e-9
