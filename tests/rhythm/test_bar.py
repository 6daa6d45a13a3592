"""The bar against enumeration; it finds metre and position, and forgets when told to.

In: downbeat evidence by beat. Out: proof. Runs in the test process.
"""

import itertools
import math

import numpy as np
import pytest

from engine.rhythm.bar import Bar
from engine.rhythm.settings import RhythmSettings


def test_the_forward_pass_equals_the_enumeration_of_all_paths() -> None:
    settings = RhythmSettings(metres=(3, 4), metre_prior=(0.4, 0.6), metre_change=0.2, bar_restart=0.05)
    evidence = np.random.default_rng([6, 1]).uniform(0.05, 0.9, 5)
    states = [(3, 1), (3, 2), (3, 3), (4, 1), (4, 2), (4, 3), (4, 4)]
    even = {state: (0.4 if state[0] == 3 else 0.6) / state[0] for state in states}
    prior = {3: 0.4, 4: 0.6}

    def move(a: tuple[int, int], b: tuple[int, int]) -> float:
        if a[1] < a[0]:
            onward = float(b == (a[0], a[1] + 1))
        else:
            onward = (b[1] == 1) * (0.2 * prior[b[0]] + 0.8 * (a[0] == b[0]))
        return 0.95 * onward + 0.05 * even[b]

    logits = np.log(evidence / (1.0 - evidence))
    # So few beats are averaged evenly, each with those before it.
    above = dict(zip(evidence, logits - np.cumsum(logits) / np.arange(1, 6), strict=True))

    def says(state: tuple[int, int], heard: float) -> float:
        """The scores of four places, of mean 1; of three, a first must not be missed, and the others are weak."""
        odds = [
            math.exp(offset + slope * above[heard])
            for slope, offset in zip(settings.bar_slopes, settings.bar_offsets, strict=True)
        ]
        mean = sum(odds) / 4.0
        if state[0] == 4:
            return odds[state[1] - 1] / mean
        missed = math.exp(settings.bar_missed * min(above[heard], 0.0))
        return odds[0] * missed / mean if state[1] == 1 else 0.5 * (odds[1] + odds[3]) / mean

    ends = dict.fromkeys(states, 0.0)
    for path in itertools.product(states, repeat=len(evidence) + 1):
        chance = even[path[0]]
        for before, after, heard in zip(path, path[1:], evidence, strict=False):
            chance *= move(before, after)
            chance *= says(after, heard) ** settings.bar_trust
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
        bar.step(0.02, weight=0.0)
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


def test_a_shy_network_is_understood_as_well_as_a_bold_one() -> None:
    """Only how far downbeats stand out counts, not how high they reach."""
    odds = 0.12 / 0.88 / (0.03 / 0.97)
    bold = 0.6
    faint = (bold / (1.0 - bold) / odds) / (1.0 + bold / (1.0 - bold) / odds)
    bars = [Bar(RhythmSettings()), Bar(RhythmSettings())]
    for beat in range(24):
        bars[0].step(0.12 if beat % 3 == 0 else 0.03)
        bars[1].step(bold if beat % 3 == 0 else faint)
    assert bars[0].ahead(1)[:2] == bars[1].ahead(1)[:2] == (3, 1)
    np.testing.assert_allclose(bars[0].belief, bars[1].belief, rtol=1e-6)


def test_a_network_that_says_downbeat_always_says_nothing() -> None:
    bar = Bar(RhythmSettings())
    for beat in range(24):
        bar.step(0.8 if beat % 4 == 0 else 0.05)
    before = bar.ahead(1)
    for _ in range(200):
        bar.step(0.9)
    assert before[:2] == bar.ahead(1)[:2] == (4, 1)


def test_a_third_beat_that_looks_half_like_a_first_does_not_become_it() -> None:
    bar = Bar(RhythmSettings())
    rng = np.random.default_rng([6, 40])
    heights = (0.55, 0.1, 0.35, 0.15)
    for beat in range(64):
        bar.step(float(np.clip(heights[beat % 4] * rng.uniform(0.6, 1.4), 0.0, 1.0)))
        if beat >= 16:
            assert bar.ahead(0)[:2] == (4, beat % 4 + 1)
