"""The forward pass against enumeration of every path, and against explicit matrices; turning blurs nothing.

In: tiny spaces. Out: proof. Runs in the test process.
"""

import math
from collections import defaultdict

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.errors import ControlError
from engine.rhythm.settings import RhythmSettings
from engine.rhythm.statespace import BeatSpace, Belief

TINY = RhythmSettings(slowest_bpm=90.0, fastest_bpm=190.0, tempo_step=0.44, bins=8, zone_s=0.09, change=0.3)
TINY_HOP_S = 0.1


def weight(space: BeatSpace, tempo: int, place: float, evidence: float) -> float:
    """log likelihood of a state: by how many hops it is away from the nearest beat."""
    away = (place + 0.5) % 1.0 - 0.5
    return evidence * max(0.0, 1.0 - abs(away) * float(space.periods[tempo]) / space.zone_hops)


def enumerate_paths(space: BeatSpace, evidences: list[float], liveliness: float) -> NDArray[np.float64]:
    """P(tempo, cell | evidences) as the normalised sum over every path, in the log domain."""
    tempi, bins = len(space.periods), space.bins
    ends: dict[tuple[int, int], list[float]] = defaultdict(list)

    def walk(tempo: int, place: float, log_weight: float, hop: int) -> None:
        """`place` in bins, at the end of hop number `hop`."""
        if hop == len(evidences):
            cell = round(place - hop * space.advance[tempo]) % bins
            ends[tempo, cell].append(log_weight)
            return
        place += float(space.advance[tempo])
        if place < bins:
            options = [(tempo, place, 0.0)]
        else:
            options = []
            for other in range(tempi):
                chance = liveliness * float(space.changes[tempo, other]) + (1.0 - liveliness) * (tempo == other)
                turn = (hop + 1) * float(space.advance[other])
                if chance > 0.0:
                    options.append((other, math.floor(place - bins) + turn % 1.0, math.log(chance)))
        for other, at, log_chance in options:
            log_likelihood = weight(space, other, at / bins, evidences[hop])
            walk(other, at, log_weight + log_chance + log_likelihood, hop + 1)

    for tempo in range(tempi):
        for cell in range(bins):
            walk(tempo, float(cell), math.log(float(space.prior[tempo]) / bins), 0)
    table = np.full((tempi, bins), -np.inf)
    for key, logs in ends.items():
        table[key] = np.logaddexp.reduce(logs)
    return np.exp(table - np.logaddexp.reduce(table.ravel()))


@pytest.mark.parametrize("liveliness", [1.0, 0.4, 0.0])
def test_the_forward_pass_equals_the_enumeration_of_all_paths(liveliness: float) -> None:
    space = BeatSpace(TINY_HOP_S, TINY)
    assert len(space.periods) == 3
    assert space.crossing >= 3
    evidences = np.random.default_rng([5, 1]).normal(0.0, 2.0, 11).tolist()
    belief = Belief(space)
    for hops in range(1, len(evidences) + 1):
        belief.step(evidences[hops - 1], liveliness)
        np.testing.assert_allclose(belief.cells, enumerate_paths(space, evidences[:hops], liveliness), atol=1e-5)


def test_the_forward_pass_equals_explicit_matrices_with_restarts() -> None:
    settings = RhythmSettings(slowest_bpm=61.3, fastest_bpm=200.0, tempo_step=0.25, bins=16, zone_s=0.05)
    space = BeatSpace(0.02, settings)
    tempi, bins = len(space.periods), space.bins
    rng = np.random.default_rng([5, 2])
    even = np.repeat(space.prior.astype(np.float64) / bins, bins)
    expected, belief = even.copy(), Belief(space)
    for hop in range(1, 120):
        evidence, restart = float(rng.normal(0.0, 1.5)), 0.02 * float(rng.random())
        moves = np.zeros((tempi * bins, tempi * bins))
        likelihood = np.zeros(tempi * bins)
        for tempo in range(tempi):
            for cell in range(bins):
                here = tempo * bins + cell
                place = (cell + hop * space.advance[tempo]) % bins
                likelihood[here] = math.exp(weight(space, tempo, place / bins, evidence))
                if (cell + (hop - 1) * space.advance[tempo]) % bins + space.advance[tempo] < bins:
                    moves[here, here] = 1.0
                    continue
                for other in range(tempi):
                    there = round(math.floor(place) - math.floor(hop * space.advance[other])) % bins
                    moves[here, other * bins + there] = space.changes[tempo, other]
        expected = expected @ moves * likelihood
        expected = (1.0 - restart) * expected / expected.sum() + restart * even
        belief.step(evidence, 1.0, restart)
        np.testing.assert_allclose(belief.cells.ravel(), expected, atol=1e-5)


def test_the_belief_sums_to_one() -> None:
    belief = Belief(BeatSpace(0.01, RhythmSettings()))
    rng = np.random.default_rng([5, 3])
    for _ in range(500):
        belief.step(float(rng.normal(0.0, 3.0)), float(rng.random()), float(rng.random()) * 1e-3)
        assert belief.cells.min() >= 0.0
        assert abs(float(belief.cells.sum()) - 1.0) < 1e-4


def test_turning_costs_no_sharpness() -> None:
    """Without evidence a minute passes and the belief has only moved on, by its tempo exactly."""
    space = BeatSpace(0.01, RhythmSettings())
    belief = Belief(space)
    row = 90
    belief.cells[:] = 0.0
    belief.cells[row, 5] = 1.0
    for _ in range(6000):
        belief.step(0.0, 0.0)
    assert belief.cells[row, 5] == 1.0
    found, place = belief.mode(4)
    assert found == row
    away = place - (5 / space.bins + 6000 / space.periods[row])
    assert abs((away + 0.5) % 1.0 - 0.5) < 1e-9


def test_the_neighbourhood_has_mass_and_means() -> None:
    space = BeatSpace(0.01, RhythmSettings())
    belief = Belief(space)
    belief.cells[:] = 0.0
    belief.cells[50, 63], belief.cells[51, 0], belief.cells[90, 30] = 0.3, 0.5, 0.2
    mass, away, log_bpm = belief.around(50, 0.0, 3, 0.1)
    assert mass == pytest.approx(0.8)
    assert away == pytest.approx(-0.3 / 0.8 / 64)
    assert log_bpm == pytest.approx((0.3 * space.log_bpm[50] + 0.5 * space.log_bpm[51]) / 0.8)
    row, place = belief.mode(2)
    assert (row, place) == (51, 0.0)
    assert belief.around(10, 0.5, 3, 0.1) == (0.0, 0.0, float(space.log_bpm[10]))


def test_a_belief_can_be_leant_on_a_place() -> None:
    belief = Belief(BeatSpace(0.01, RhythmSettings()))
    for _ in range(137):
        belief.step(0.3)
    before = belief.around(60, 0.3, 3, 0.12)[0]
    belief.lean(60, 0.3, 0.5, 0.03)
    mass, away, log_bpm = belief.around(60, 0.3, 3, 0.12)
    assert mass == pytest.approx(0.5 + 0.5 * before, abs=0.01)
    assert abs(away) < 0.003
    assert log_bpm == pytest.approx(float(belief.space.log_bpm[60]), abs=0.001)
    assert belief.cells.sum() == pytest.approx(1.0, abs=1e-5)


def test_tempi_cover_the_range_in_even_ratios() -> None:
    settings = RhythmSettings()
    space = BeatSpace(0.01, settings)
    bpm = 60.0 / (space.periods * 0.01)
    assert bpm[0] == pytest.approx(settings.slowest_bpm)
    assert bpm[-1] == pytest.approx(settings.fastest_bpm)
    np.testing.assert_allclose(bpm[1:] / bpm[:-1], 1.0 + settings.tempo_step, rtol=1e-3)
    assert abs(bpm[np.argmax(space.prior)] / settings.prior_bpm - 1.0) < settings.tempo_step
    np.testing.assert_allclose(space.changes.sum(axis=1), 1.0, atol=1e-6)


def test_settings_that_cannot_be_are_refused() -> None:
    for wrong in ({"bins": 48}, {"slowest_bpm": 300.0}, {"metres": (3, 4)}):
        with pytest.raises(ControlError):
            RhythmSettings(**wrong)
    with pytest.raises(ControlError):
        BeatSpace(0.2, RhythmSettings())
