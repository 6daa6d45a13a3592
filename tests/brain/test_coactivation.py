"""Co-activation against Hebb's covariance rule written out, and against the statistics of what is put in.

In: synthetic activity. Out: proof. Runs in the test process.
"""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brain import Coactivation
from engine.moments import HOP_S

BLOCK = 8
Array = NDArray[np.floating]


def run(activity: Array, memory_s: float = 6.0) -> Coactivation:
    trace = Coactivation(activity.shape[1], HOP_S, memory_s)
    for hop in activity:
        trace.step(hop.astype(np.float32))
    return trace


def pair(hops: int, correlation: float, seed: int = 0, deviation: float = 0.3) -> Array:
    """Two units with a given correlation, and a third that goes its own way."""
    a, b, c = np.random.default_rng(seed).standard_normal((3, hops))
    return 0.5 + deviation * np.stack((a, correlation * a + math.sqrt(1 - correlation**2) * b, c), axis=1)


def by_the_formula(activity: Array, memory_s: float) -> Array:
    """Every pair on its own: sums over all blocks of the past, each weighed by its age; nothing is carried along."""
    blocks = activity.reshape(-1, BLOCK, activity.shape[1])
    keep = math.exp(-BLOCK * HOP_S / memory_s)
    means = np.zeros((len(blocks), activity.shape[1]))
    for now in range(len(blocks)):
        for past in range(now + 1):
            means[now] += (1 - keep) * keep ** (now - past) * blocks[past].mean(axis=0)
    units = activity.shape[1]
    covariance = np.zeros((units, units))
    for i in range(units):
        for j in range(units):
            for now, block in enumerate(blocks):
                products = (block[:, i] - means[now, i]) * (block[:, j] - means[now, j])
                covariance[i, j] += (1 - keep) * keep ** (len(blocks) - 1 - now) * products.mean()
    linked = np.zeros((units, units))
    for i in range(units):
        for j in range(units):
            if i != j:
                own = math.sqrt(covariance[i, i]), math.sqrt(covariance[j, j])
                vigour = math.sqrt(own[0] / (own[0] + 0.1) * own[1] / (own[1] + 0.1))
                linked[i, j] = max(0.0, covariance[i, j] / (own[0] * own[1])) * vigour
    return linked


@pytest.mark.parametrize("memory_s", [1.0, 6.0])
def test_matrix_is_hebb_s_covariance_rule(memory_s: float) -> None:
    generator = np.random.default_rng(4)
    activity = np.abs(generator.standard_normal((60 * BLOCK, 5)) @ generator.standard_normal((5, 5))) * 0.3
    np.testing.assert_allclose(run(activity, memory_s).matrix, by_the_formula(activity, memory_s), atol=2e-4)


@pytest.mark.parametrize("correlation", [0.9, 0.5])
def test_link_is_the_correlation_weighed_by_vigour(correlation: float) -> None:
    link = run(pair(12_000, correlation)).matrix[0, 1]
    assert link == pytest.approx(correlation * 0.3 / (0.3 + 0.1), abs=0.08)


def test_strangers_and_opponents_are_not_linked() -> None:
    matrix = run(pair(12_000, -0.9)).matrix
    assert matrix[0, 1] == 0.0
    assert matrix[0, 2] < 0.12


def test_matrix_is_symmetric_between_0_and_1_without_self() -> None:
    generator = np.random.default_rng(5)
    matrix = run(generator.random((2000, 64)) * generator.random(64) * 2.0).matrix
    assert matrix.shape == (64, 64)
    assert matrix.dtype == np.float32
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-6)
    assert matrix.min() >= 0.0
    assert matrix.max() <= 1.0
    assert not np.diag(matrix).any()


def test_a_link_is_forgotten_when_the_two_part() -> None:
    together, apart = pair(3000, 0.95), pair(3000, 0.0, seed=1)
    trace = run(together)
    linked = trace.matrix[0, 1]
    links = []
    for hop in apart:
        trace.step(hop.astype(np.float32))
        links.append(trace.matrix[0, 1])
    assert linked > 0.6
    # One memory (6 s) later 1/e of it is left, and after five of them chance.
    assert links[600] == pytest.approx(linked / math.e, abs=0.12)
    assert links[-1] < 0.2


def test_a_link_fades_in_silence() -> None:
    trace = run(np.vstack((pair(3000, 0.95), np.full((6000, 3), 0.5))))
    assert trace.matrix[0, 1] < 0.1 * run(pair(3000, 0.95)).matrix[0, 1]


def test_units_that_only_hum_together_are_not_linked() -> None:
    assert run(pair(6000, 0.99, deviation=0.002)).matrix[0, 1] < 0.05


def test_no_change_gives_no_links() -> None:
    assert not run(np.zeros((1000, 4))).matrix.any()
    # At first a constant is news, since the mean is not known yet; a minute later it is forgotten.
    assert run(np.full((6000, 4), 1.5)).matrix.max() < 0.1


def test_step_says_when_the_matrix_has_changed() -> None:
    trace = Coactivation(4, HOP_S)
    generator = np.random.default_rng(6)
    before = trace.matrix.copy()
    for hop in range(1, 41):
        changed = trace.step(generator.random(4).astype(np.float32))
        assert changed == (hop % BLOCK == 0)
        assert np.array_equal(trace.matrix, before) != changed
        before = trace.matrix.copy()
