"""The bar against enumeration; it finds metre and position, and forgets when told to.

In: downbeat evidence by beat. Out: proof. Runs in the test process.
"""

import itertools

import numpy as np
import pytest

from engine.rhythm.bar import Bar
from engine.rhythm.settings import RhythmSettings


def test_the_forward_pass_equals_the_enumeration_of_all_paths() -> None:
    settings = RhythmSettings(metres=(2, 3), metre_prior=(0.4, 0.6), metre_change=0.2, bar_restart=0.05)
    evidence = np.random.default_rng([6, 1]).uniform(0.05, 0.9, 5)
    states = [(2, 1), (2, 2), (3, 1), (3, 2), (3, 3)]
    even = {state: (0.4 if state[0] == 2 else 0.6) / state[0] for state in states}
    prior = {2: 0.4, 3: 0.6}

    def move(a: tuple[int, int], b: tuple[int, int]) -> float:
        if a[1] < a[0]:
            onward = float(b == (a[0], a[1] + 1))
        else:
            onward = (b[1] == 1) * (0.2 * prior[b[0]] + 0.8 * (a[0] == b[0]))
        return 0.95 * onward + 0.05 * even[b]

    odds = settings.first_rate / (1.0 - settings.first_rate)
    ends = dict.fromkeys(states, 0.0)
    for path in itertools.product(states, repeat=len(evidence) + 1):
        chance = even[path[0]]
        for before, after, heard in zip(path, path[1:], evidence, strict=False):
            chance *= move(before, after)
            if after[1] == 1:
                chance *= (heard / (1.0 - heard) / odds) ** settings.bar_trust
        ends[path[-1]] += chance
    expected = np.array([ends[state] for state in states]) / sum(ends.values())
    bar = Bar(settings)
    for heard in evidence:
        bar.step(float(heard))
    assert list(zip(bar.metre_of.tolist(), bar.position_of.tolist(), strict=True)) == states
    np.testing.assert_allclose(bar.belief, expected, rtol=1e-9)


@pytest.mark.parametrize("metre", [3, 4, 5, 6, 7])
def test_it_finds_the_metre(metre: int) -> None:
    bar = Bar(RhythmSettings())
    rng = np.random.default_rng([6, metre])
    for beat in range(8 * metre):
        bar.step(float(rng.uniform(0.4, 0.9) if (beat + 2) % metre == 0 else rng.uniform(0.01, 0.2)))
    found, position, chance = bar.ahead(1)
    assert (found, position) == (metre, (8 * metre + 2) % metre + 1)
    assert chance > 0.8
    assert bar.ahead(1 + metre)[:2] == (found, position)


def test_without_evidence_it_counts_on() -> None:
    bar = Bar(RhythmSettings())
    for beat in range(24):
        bar.step(0.8 if beat % 4 == 0 else 0.05)
    for _ in range(32):
        bar.step(RhythmSettings().first_rate)
    assert bar.ahead(1)[:2] == (4, 1)
    assert bar.belief.sum() == pytest.approx(1.0)


def test_doubt_and_clearing_forget() -> None:
    bar = Bar(RhythmSettings())
    fresh = bar.belief.copy()
    for beat in range(24):
        bar.step(0.8 if beat % 4 == 0 else 0.05)
    sure = bar.ahead(0)[2]
    bar.doubt(0.5)
    assert sure > 0.9 > bar.ahead(0)[2] > 0.4
    bar.doubt(1.0)
    np.testing.assert_allclose(bar.belief, fresh)
    bar.step(0.9)
    bar.clear()
    np.testing.assert_array_equal(bar.belief, fresh)
    assert bar.beats == 0
