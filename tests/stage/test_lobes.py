"""Lobes: units that answer the same are together, and lobes are apart.

In: made-up networks. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brain.tuning import TUNINGS, Tuning
from engine.stage.anatomy import Anatomy
from engine.stage.lobes import gather


def network(units: int, answers: NDArray[np.int64] | None = None) -> Anatomy:
    """Random links; each unit tells its own answer best, when there are any."""
    random = np.random.default_rng(8)
    links = random.standard_normal((units, units)).astype(np.float32)
    leak = np.geomspace(0.005, 0.9, units).astype(np.float32)
    if answers is None:
        return Anatomy(links, leak)
    areas = random.uniform(0.45, 0.55, (units, len(TUNINGS))).astype(np.float32)
    areas[np.arange(units), answers] = 0.9
    return Anatomy(links, leak, Tuning(areas, np.ones(units, np.float32), np.zeros(units, np.float32)))


def test_units_that_answer_the_same_share_a_lobe_and_others_do_not() -> None:
    answers = np.arange(96) % 6
    _, lobe = gather(network(96, answers))
    same = answers[:, None] == answers[None]
    assert ((lobe[:, None] == lobe[None]) == same).all()


def test_lobes_are_round_and_apart() -> None:
    places, lobe = gather(network(96, np.arange(96) % 6))
    middles = np.stack([places[lobe == number].mean(axis=0) for number in range(6)])
    own = np.linalg.norm(places - middles[lobe], axis=1)
    others = np.linalg.norm(places[:, None] - middles[None], axis=2)
    others[np.arange(96), lobe] = np.inf
    assert (own < others.min(axis=1)).mean() > 0.95
    # Air in the middle, for the nerves.
    assert np.linalg.norm(places, axis=1).min() > 0.4
    assert np.linalg.norm(places, axis=1).max() < 1.1


def test_few_that_answer_something_join_another_lobe() -> None:
    answers = np.zeros(64, np.int64)
    answers[30:] = 1
    answers[0] = 7
    _, lobe = gather(network(64, answers))
    assert set(lobe) == {0, 1}


def test_slow_units_sit_in_the_middle_of_their_lobe() -> None:
    anatomy = network(60, np.arange(60) % 3)
    places, lobe = gather(anatomy)
    for number in range(3):
        inside = np.flatnonzero(lobe == number)
        slow, fast = inside[:5], inside[-5:]  # leaks rise with the number
        middle = places[inside].mean(axis=0)
        off = np.linalg.norm(places - middle, axis=1)
        assert off[slow].mean() < 0.7 * off[fast].mean()


@pytest.mark.parametrize("units", [4, 9, 32, 128, 512])
@pytest.mark.parametrize("measured", [False, True])
def test_every_unit_has_a_place_of_its_own(units: int, measured: bool) -> None:
    random = np.random.default_rng(1)
    anatomy = network(units, random.integers(0, len(TUNINGS), units) if measured else None)
    places, lobe = gather(anatomy)
    assert places.shape == (units, 3)
    assert places.dtype == np.float32
    assert np.isfinite(places).all()
    assert set(lobe) == set(range(lobe.max() + 1))
    distance = np.linalg.norm(places[:, None] - places[None], axis=2) + 9.0 * np.eye(units)
    assert distance.min() > 0.005


def test_the_same_network_gives_the_same_lobes() -> None:
    first, again = gather(network(64)), gather(network(64))
    assert first[0].tobytes() == again[0].tobytes()
    assert first[1].tobytes() == again[1].tobytes()
