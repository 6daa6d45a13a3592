"""The count that is told does not flicker between two that are about as likely.

In: downbeat evidence made up here. Out: proof. Runs in the test process.
"""

import numpy as np

from engine.rhythm.bar import Bar
from engine.rhythm.settings import RhythmSettings


def test_a_count_is_kept_while_another_is_about_as_likely() -> None:
    """The third beat looks as much like a first as the first does: whichever count it is, it goes on."""
    generator = np.random.default_rng(5)
    bar = Bar(RhythmSettings())
    told = []
    for beat in range(200):
        bar.step(0.6 + 0.2 * generator.random() if beat % 2 == 0 else 0.03)
        told.append(bar.ahead(0)[:2])
    late = told[40:]
    assert {metre for metre, _ in late} == {4}
    steps = np.diff([position for _, position in late]) % 4
    assert (steps == 1).mean() > 0.95


def test_a_clearly_better_count_takes_over() -> None:
    bar = Bar(RhythmSettings())
    for beat in range(40):
        bar.step(0.8 if beat % 4 == 0 else 0.03)
    assert bar.ahead(0)[:2] == (4, 4)
    for beat in range(24):
        bar.step(0.8 if beat % 4 == 2 else 0.03)
    assert bar.ahead(0)[:2] == (4, 2)
