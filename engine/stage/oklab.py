"""OKLab and OKLCH: spaces where equal steps look equal, and the way back into what a display can show.

In: colours as arrays (..., 3). Out: the same colours in another space, or the nearest that sRGB has.
Pure; any thread.

The space and its matrices are Björn Ottosson's ("A perceptual color space for image processing", 2020).
"""

import numpy as np
from numpy.typing import NDArray

#: Linear sRGB to what the three kinds of cones receive, for columns.
LINEAR_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
CONE_TO_LINEAR = np.linalg.inv(LINEAR_TO_CONE)
_FROM_LAB = np.linalg.inv(_TO_LAB)

# White itself is this far outside by the rounding of the matrices.
_TOLERANCE = 1e-5
# Chroma to a tenth of a thousandth.
_HALVINGS = 12


def linear_to_oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear sRGB (..., 3) to OKLab (..., 3): lightness 0..1, then green-red and blue-yellow."""
    return np.asarray(np.cbrt(rgb @ LINEAR_TO_CONE.T) @ _TO_LAB.T)


def oklab_to_linear(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `linear_to_oklab`; may leave 0..1 for colours that a display cannot show."""
    return np.asarray((lab @ _FROM_LAB.T) ** 3 @ CONE_TO_LINEAR.T)


def oklab_to_oklch(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """OKLab to OKLCH (..., 3): lightness, chroma (0 is grey, 0.32 the most that sRGB has), hue in degrees 0..360."""
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360.0
    return np.stack((lab[..., 0], np.hypot(lab[..., 1], lab[..., 2]), hue), axis=-1)


def oklch_to_oklab(lch: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `oklab_to_oklch`; any hue in degrees."""
    hue = np.radians(lch[..., 2])
    return np.stack((lch[..., 0], lch[..., 1] * np.cos(hue), lch[..., 1] * np.sin(hue)), axis=-1)


def srgb_to_linear(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """The display's curve undone (IEC 61966-2-1)."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def fit_gamut(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """OKLab colours (..., 3) with as much of their chroma as sRGB has at their lightness and hue, which both stay.

    Lightness below 0 or above 1 becomes black or white. The chroma is found by halving, as CSS Color 4 does ("Gamut
    Mapping"), but without its last step, which clips and would turn the hue.
    """
    lightness = np.clip(lab[..., :1], 0.0, 1.0)
    # Along the chroma the roots of the cones' signals are straight lines: start and course of each are found once.
    start = lightness * _FROM_LAB[:, 0]
    course = lab[..., 1:] @ _FROM_LAB[:, 1:].T

    def shown(share: NDArray[np.float64]) -> NDArray[np.bool_]:
        rgb = (start + share * course) ** 3 @ CONE_TO_LINEAR.T
        return np.asarray(((rgb >= -_TOLERANCE) & (rgb <= 1.0 + _TOLERANCE)).all(axis=-1, keepdims=True))

    whole = np.ones_like(lightness)
    kept, lost = np.zeros_like(lightness), whole.copy()
    for _ in range(_HALVINGS):
        middle = 0.5 * (kept + lost)
        inside = shown(middle)
        kept, lost = np.where(inside, middle, kept), np.where(inside, lost, middle)
    share = np.where(shown(whole), whole, kept)
    return np.concatenate((lightness, share * lab[..., 1:]), axis=-1)
