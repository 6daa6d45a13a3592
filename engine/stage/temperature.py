"""Colour temperature: the same light in front of a candle or under a blue sky.

In: a temperature, -1 cold .. 1 warm. Out: a matrix for linear RGB.
Pure; any thread.

A body that glows has the chromaticity that Kim et al. fitted ("Color temperature conversion system and method", US
patent 7024034, 2006; 1667 K to 25000 K). Steps of temperature look even in mireds, a million over kelvin, as on a
photographer's filters. White moves along these colours, and everything else with it (von Kries, 1902).
"""

import numpy as np
from numpy.typing import NDArray

from engine.stage.oklab import CONE_TO_LINEAR, LINEAR_TO_CONE

_NEUTRAL_MIRED = 1e6 / 6504.0
#: At 1 white is that of 3800 K, at -1 that of 22600 K.
_REACH_MIRED = 109.5
# CIE XYZ to linear sRGB (IEC 61966-2-1).
_FROM_XYZ = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)

_LUMINANCE = np.linalg.inv(_FROM_XYZ)[1]


def glow_chromaticity(kelvin: float) -> tuple[float, float]:
    """CIE 1931 x and y of a body that glows at a temperature of 1667 to 25000 kelvin."""
    u = 1e3 / kelvin
    if kelvin < 4000.0:
        x = ((-0.2661239 * u - 0.2343589) * u + 0.8776956) * u + 0.179910
    else:
        x = ((-3.0258469 * u + 2.1070379) * u + 0.2226347) * u + 0.240390
    if kelvin < 2222.0:
        y = ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
    elif kelvin < 4000.0:
        y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
    else:
        y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
    return x, y


def temper(temperature: float) -> NDArray[np.float64]:
    """The matrix (3, 3) for columns of linear RGB, -1 cold .. 1 warm; at 0 it changes nothing.

    White would pass 1 if its luminance stayed, and lose half of it if no channel passed: it is scaled to between them.
    """
    now = _cones(1e6 / (_NEUTRAL_MIRED + _REACH_MIRED * temperature))
    gains = now / _cones(1e6 / _NEUTRAL_MIRED)
    matrix = CONE_TO_LINEAR @ np.diag(gains) @ LINEAR_TO_CONE
    white = matrix.sum(axis=1)
    return np.asarray(matrix / np.sqrt(white.max() * (_LUMINANCE @ white)))


def _cones(kelvin: float) -> NDArray[np.float64]:
    """What the cones receive from a glowing body of luminance 1."""
    x, y = glow_chromaticity(kelvin)
    return np.asarray(LINEAR_TO_CONE @ _FROM_XYZ @ np.array([x / y, 1.0, (1.0 - x - y) / y]))
