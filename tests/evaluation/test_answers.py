"""Measures of units against scipy, and against processes whose answer is known.

In: seeded random numbers. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
import scipy.signal
import scipy.stats

from engine.evaluation.answers import curve_area, redundancies, time_constants

HOP_S = 0.01


def test_the_area_is_the_mann_whitney_statistic_ties_included() -> None:
    random = np.random.default_rng(1)
    there = random.normal(0.4, 1.0, (300, 6)).astype(np.float32)
    elsewhere = random.normal(0.0, 1.5, (700, 6)).astype(np.float32)
    there[:, 3:], elsewhere[:, 3:] = there[:, 3:].round(), elsewhere[:, 3:].round()
    expected = scipy.stats.mannwhitneyu(there.astype(float), elsewhere.astype(float)).statistic / (300 * 700)
    np.testing.assert_allclose(curve_area(there, elsewhere), expected, rtol=1e-12)


def test_the_area_at_its_ends() -> None:
    low, high = np.zeros((5, 1), np.float32), np.ones((9, 1), np.float32)
    assert curve_area(high, low) == 1.0
    assert curve_area(low, high) == 0.0
    assert curve_area(low, low) == 0.5
    assert curve_area(low[:0], high) == 0.5


@pytest.mark.parametrize("constant_s", [0.05, 0.3, 1.5])
def test_the_time_constant_of_an_autoregressive_process(constant_s: float) -> None:
    kept = np.exp(-HOP_S / constant_s)
    noise = np.random.default_rng(2).standard_normal((60_000, 3))
    process = scipy.signal.lfilter([1.0], [1.0, -kept], noise, axis=0)[2000:].astype(np.float32) + 5.0
    found = time_constants([process[:20_000], process[20_000:]], HOP_S)
    np.testing.assert_allclose(found, constant_s, rtol=0.2)


def test_time_constants_at_their_ends() -> None:
    still = np.full((3000, 1), 0.4, np.float32)
    ramp = np.linspace(0.0, 1.0, 3000, dtype=np.float32)[:, None]
    white = np.random.default_rng(3).standard_normal((3000, 1)).astype(np.float32)
    found = time_constants([np.hstack((still, ramp, white))], HOP_S, longest_s=5.0)
    assert found[0] == 0.0
    assert found[1] == 5.0
    assert 0.0 < found[2] <= HOP_S


def test_copies_and_mirrors_are_redundant() -> None:
    values = np.random.default_rng(4).standard_normal((4000, 5)).astype(np.float32)
    values[:, 3] = -2.0 * values[:, 0] + 1.0
    values[:, 4] = 0.3
    redundancy, twins = redundancies(values)
    expected = np.abs(np.corrcoef(values[:, :4].T)) - 2.0 * np.eye(4)
    np.testing.assert_allclose(redundancy[:4], expected.max(axis=1), atol=1e-5)
    assert (twins[0], twins[3]) == (3, 0)
    assert redundancy[0] == pytest.approx(1.0, abs=1e-5)
    assert redundancy[4] == 0.0
    assert redundancies(values[:, :1])[0] == 0.0
