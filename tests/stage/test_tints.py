"""Tints: each choice puts units where it says, follows them softly, and another choice comes in as a glide.

In: Moments. Out: places in the palette. Runs in the test process.
"""

import numpy as np
import pytest

from engine.controls.catalogue import COLOURED_BY
from engine.ear import BANDS
from engine.moments import Moments, Shape, moment_dtype
from engine.stage.anatomy import Anatomy
from engine.stage.tints import Tints


def play(anatomy: Anatomy, activity: float = 0.0, state: float = 0.0) -> Moments:
    moments = np.zeros(2, moment_dtype(Shape(anatomy.units, BANDS)))
    moments["activity"][:, : anatomy.units // 2] = activity
    moments["state"][:, : anatomy.units // 2] = state
    return moments


def settle(tints: Tints, choice: str, moments: Moments) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    for _ in range(200):
        tint = tints.advance(0.02, choice, moments)
    return tint


def test_what_a_unit_is_does_not_move(anatomy: Anatomy) -> None:
    tints = Tints(anatomy)
    np.testing.assert_allclose(settle(tints, "pace", play(anatomy, 1.0, 0.9)), anatomy.pace, atol=1e-5)
    np.testing.assert_allclose(settle(tints, "answer", play(anatomy, 1.0, 0.9)), anatomy.shade, atol=1e-5)


def test_activity_moves_a_unit_from_deep_to_pale(anatomy: Anatomy) -> None:
    tints = Tints(anatomy)
    half = anatomy.units // 2
    levels = [
        settle(tints, "activity", play(anatomy, activity))[:half].mean() for activity in (0.0, 0.2, 0.5, 1.0, 2.0)
    ]
    assert levels == sorted(levels)
    assert levels[0] == pytest.approx(0.0, abs=1e-3)
    assert 0.25 < levels[1] < 0.4
    assert levels[-1] > 0.95
    assert settle(tints, "activity", play(anatomy, 1.0))[half:].max() < 1e-3


def test_sign_puts_units_at_the_two_ends(anatomy: Anatomy) -> None:
    tints = Tints(anatomy)
    half = anatomy.units // 2
    assert settle(tints, "sign", play(anatomy, state=-0.6))[:half].max() < 0.01
    assert settle(tints, "sign", play(anatomy, state=0.6))[:half].min() > 0.99
    np.testing.assert_allclose(settle(tints, "sign", play(anatomy, state=0.6))[half:], 0.5, atol=1e-3)


def test_a_sudden_unit_turns_its_colour_within_a_tenth_of_a_second_but_not_at_once(anatomy: Anatomy) -> None:
    tints = Tints(anatomy)
    settle(tints, "activity", play(anatomy))
    first = tints.advance(1 / 60, "activity", play(anatomy, 1.0))[0]
    for _ in range(8):
        later = tints.advance(1 / 60, "activity", play(anatomy, 1.0))[0]
    assert 0.05 < first < 0.3
    assert later > 0.6
    assert tints.advance(1 / 60, "activity", play(anatomy)[:0])[0] == pytest.approx(later, abs=1e-6)


def test_another_choice_is_a_glide(anatomy: Anatomy) -> None:
    silence = play(anatomy)[:0]
    for one in COLOURED_BY:
        for other in COLOURED_BY:
            tints = Tints(anatomy)
            start, end = tints.advance(0.02, one, silence), settle(Tints(anatomy), other, silence)
            left = [np.abs(tints.advance(0.1, other, silence) - end).max() for _ in range(20)]
            assert left == sorted(left, reverse=True)
            assert left[0] >= 0.5 * np.abs(start - end).max()
            assert left[-1] < 1e-3
