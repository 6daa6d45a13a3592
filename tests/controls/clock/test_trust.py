"""Whom the clock believes: patience with those who come, loyalty to those who pause, and the order of the rig.

In: readings at made-up times. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest

from engine.controls.clock.reading import Reading
from engine.controls.clock.trust import HOLD_S, Trust

STEP = 0.05
GOOD = Reading(120.0, 1.0, 0.0)
STOPPED = Reading(120.0, 1.0, 0.0, playing=False)
VAGUE = Reading(120.0, 0.4, 0.0)


class Evening:
    """Readings over time."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.t = 0.0

    def play(self, seconds: float, wanted: str = "auto", **readings: Reading) -> str:
        for _ in np.arange(0.0, seconds - 1e-9, STEP):
            self.t += STEP
            self.trust.choose(self.t, readings, wanted)
        return self.trust.leader


@pytest.fixture
def evening() -> Evening:
    return Evening(Trust())


def test_the_first_who_is_sure_leads_at_once(evening: Evening) -> None:
    assert evening.play(STEP, ear=VAGUE) == ""
    assert evening.play(STEP, ear=GOOD) == "ear"


def test_who_is_trusted_more_leads_after_a_second(evening: Evening) -> None:
    evening.play(1.0, ear=GOOD)
    assert evening.play(0.9, ear=GOOD, link=GOOD) == "ear"
    assert evening.play(0.2, ear=GOOD, link=GOOD) == "link"
    assert evening.play(5.0, ear=GOOD, link=GOOD, midi=GOOD) == "link"
    assert evening.play(STEP, ear=GOOD, link=GOOD, tap=GOOD) == "tap"


def test_a_bad_contact_never_leads(evening: Evening) -> None:
    evening.play(1.0, ear=GOOD)
    for _ in range(20):
        assert evening.play(0.5, ear=GOOD, midi=GOOD) == "ear"
        assert evening.play(0.1, ear=GOOD) == "ear"


def test_who_falls_silent_is_held_and_then_followed_by_the_next(evening: Evening) -> None:
    evening.play(2.0, ear=GOOD, midi=GOOD)
    assert evening.trust.leader == "midi"
    assert evening.play(HOLD_S - 2 * STEP, ear=GOOD) == "midi"
    assert evening.trust.holding
    assert evening.play(STEP, ear=GOOD, midi=GOOD) == "midi"
    assert not evening.trust.holding
    assert evening.play(HOLD_S + 2 * STEP, ear=GOOD) == "ear"
    assert not evening.trust.holding


def test_the_last_one_is_held_for_ever(evening: Evening) -> None:
    evening.play(2.0, midi=GOOD)
    assert evening.play(100.0, ear=VAGUE) == "midi"
    assert evening.trust.holding
    assert evening.play(STEP, ear=GOOD) == "ear"


def test_who_stands_still_yields_to_who_plays(evening: Evening) -> None:
    evening.play(2.0, midi=GOOD, ear=GOOD)
    assert evening.play(HOLD_S - 2 * STEP, midi=STOPPED, ear=GOOD) == "midi"
    assert evening.play(4 * STEP, midi=STOPPED, ear=GOOD) == "ear"
    assert evening.play(1.1, midi=GOOD, ear=GOOD) == "midi"
    # Nobody plays: the one that stands still keeps the tempo.
    assert evening.play(60.0, midi=STOPPED) == "midi"
    assert not evening.trust.holding


def test_a_hand_decides_who(evening: Evening) -> None:
    evening.play(2.0, link=GOOD, midi=GOOD)
    assert evening.play(STEP, "midi", link=GOOD, midi=GOOD) == "midi"
    assert evening.play(60.0, "midi", link=GOOD) == "midi"
    assert evening.trust.holding
    assert evening.play(60.0, "live", link=GOOD) == "midi"
    assert evening.play(1.1, link=GOOD) == "link"


def test_the_rig_has_its_own_order() -> None:
    evening = Evening(Trust(("ear", "midi")))
    evening.play(3.0, ear=GOOD, midi=GOOD, link=GOOD, tap=GOOD)
    assert evening.trust.leader == "ear"
    assert evening.play(HOLD_S + 2 * STEP, midi=GOOD, link=GOOD) == "midi"
