"""Colour temperature against tabulated chromaticities of glowing bodies, and what it does to colours.

In: temperatures. Out: numbers. Runs in the test process.
"""

import numpy as np
import pytest

from engine.stage.oklab import linear_to_oklab
from engine.stage.temperature import glow_chromaticity, temper

#: CIE 1931 chromaticities of black bodies: illuminant A's, and those of tables of the locus.
GLOWS = {
    2000: (0.5267, 0.4133),
    2856: (0.4476, 0.4074),
    4000: (0.3805, 0.3767),
    6500: (0.3135, 0.3236),
    10000: (0.2807, 0.2884),
}


@pytest.mark.parametrize("kelvin", GLOWS)
def test_glowing_bodies_are_as_tabulated(kelvin: float) -> None:
    np.testing.assert_allclose(glow_chromaticity(kelvin), GLOWS[kelvin], atol=1e-3)


def test_the_middle_changes_nothing() -> None:
    np.testing.assert_allclose(temper(0.0), np.eye(3), atol=1e-9)


def test_white_goes_from_blue_to_amber_in_even_steps() -> None:
    whites = linear_to_oklab(np.stack([temper(t).sum(axis=1) for t in np.linspace(-1.0, 1.0, 9)]))
    assert (np.diff(whites[:, 2]) > 0.0).all()
    assert whites[0, 2] < -0.04
    assert whites[-1, 2] > 0.08
    steps = np.linalg.norm(np.diff(whites, axis=0), axis=1)
    assert steps.max() < 3.0 * steps.min()


@pytest.mark.parametrize("temperature", [-1.0, -0.5, 0.5, 1.0])
def test_light_stays_about_as_strong(temperature: float) -> None:
    luminance = np.array([0.2126, 0.7152, 0.0722]) @ temper(temperature).sum(axis=1)
    assert 0.7 < luminance <= 1.0
