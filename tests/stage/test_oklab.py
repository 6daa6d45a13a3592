"""OKLab and OKLCH against published values, and colours that sRGB lacks against a search by brute force.

In: colours. Out: numbers. Runs in the test process.
"""

import numpy as np
import pytest

from engine.stage.oklab import (
    fit_gamut,
    linear_to_oklab,
    oklab_to_linear,
    oklab_to_oklch,
    oklch_to_oklab,
    srgb_to_linear,
)

#: CSS Color 4's examples of what sRGB mixes from full channels: in OKLab, then in OKLCH.
PRIMARIES = {
    (1.0, 0.0, 0.0): ((0.62796, 0.22486, 0.12585), (0.62796, 0.25768, 29.234)),
    (1.0, 1.0, 0.0): ((0.96798, -0.07137, 0.19857), (0.96798, 0.21101, 109.769)),
    (0.0, 1.0, 0.0): ((0.86644, -0.23389, 0.17950), (0.86644, 0.29483, 142.495)),
    (0.0, 1.0, 1.0): ((0.90540, -0.14944, -0.03940), (0.90540, 0.15455, 194.769)),
    (0.0, 0.0, 1.0): ((0.45201, -0.03246, -0.31153), (0.45201, 0.31321, 264.052)),
    (1.0, 0.0, 1.0): ((0.70167, 0.27457, -0.16916), (0.70167, 0.32249, 328.363)),
}
#: Ottosson's own table of 2020, from CIE XYZ under D65.
TABLE = {
    (0.950, 1.000, 1.089): (1.000, 0.000, 0.000),
    (1.000, 0.000, 0.000): (0.450, 1.236, -0.019),
    (0.000, 1.000, 0.000): (0.922, -0.671, 0.263),
    (0.000, 0.000, 1.000): (0.153, -1.415, -0.449),
}
#: CIE XYZ to linear sRGB (IEC 61966-2-1).
FROM_XYZ = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])


@pytest.mark.parametrize("rgb", PRIMARIES)
def test_primaries_are_as_published(rgb: tuple[float, float, float]) -> None:
    lab, lch = PRIMARIES[rgb]
    found = linear_to_oklab(np.array(rgb))
    np.testing.assert_allclose(found, lab, atol=2e-4)
    np.testing.assert_allclose(oklab_to_oklch(found), lch, rtol=1e-3)


@pytest.mark.parametrize("xyz", TABLE)
def test_ottossons_table_is_met(xyz: tuple[float, float, float]) -> None:
    np.testing.assert_allclose(linear_to_oklab(FROM_XYZ @ np.array(xyz)), TABLE[xyz], atol=2e-3)


def test_colours_come_back() -> None:
    colours = np.random.default_rng(1).random((200, 3))
    lab = linear_to_oklab(colours)
    np.testing.assert_allclose(oklab_to_linear(lab), colours, atol=1e-6)
    np.testing.assert_allclose(oklch_to_oklab(oklab_to_oklch(lab)), lab, atol=1e-12)


def test_the_displays_curve_is_the_standards() -> None:
    given = np.array([0.0, 0.02, 0.04045, 0.5, 1.0])
    np.testing.assert_allclose(srgb_to_linear(given), [0.0, 0.001548, 0.003131, 0.214041, 1.0], atol=1e-6)


def test_what_srgb_has_is_left_alone() -> None:
    lab = linear_to_oklab(np.random.default_rng(2).random((500, 3)))
    np.testing.assert_array_equal(fit_gamut(lab), lab)


def test_what_srgb_lacks_keeps_lightness_and_hue_and_all_the_chroma_there_is() -> None:
    random = np.random.default_rng(3)
    wanted = np.column_stack((random.uniform(0.05, 0.97, 300), np.full(300, 0.4), random.uniform(0.0, 360.0, 300)))
    found = oklab_to_oklch(fit_gamut(oklch_to_oklab(wanted)))
    np.testing.assert_allclose(found[:, 0], wanted[:, 0], atol=1e-12)
    turned = (found[:, 2] - wanted[:, 2] + 180.0) % 360.0 - 180.0
    assert np.abs(turned).max() < 1e-6
    rgb = oklab_to_linear(oklch_to_oklab(found))
    assert rgb.min() > -1e-4
    assert rgb.max() < 1.0 + 1e-4
    # By brute force: walk outwards until the first colour that sRGB lacks.
    steps = np.linspace(0.0, 0.4, 2001)
    for lch in found:
        walk = np.column_stack((np.full(2001, lch[0]), steps, np.full(2001, lch[2])))
        walked = oklab_to_linear(oklch_to_oklab(walk))
        outside = ((walked < -1e-5) | (walked > 1.0 + 1e-5)).any(axis=1)
        assert abs(lch[1] - steps[np.argmax(outside)]) < 0.0005


def test_too_light_is_white_and_too_dark_black() -> None:
    found = oklab_to_linear(fit_gamut(np.array([[1.4, 0.1, 0.1], [-0.2, 0.1, 0.0], [1.0, 0.1, 0.0]])))
    np.testing.assert_allclose(found, [[1.0] * 3, [0.0] * 3, [1.0] * 3], atol=1e-4)
