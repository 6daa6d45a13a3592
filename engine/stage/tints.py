"""Tints: where in the palette each unit is, by what the person chose to see.

In: the network's anatomy, new Moments. Out: a place per unit, 0 the palette's deep end .. 1 its pale one.
Main process, once per frame.
"""

import numpy as np
from numpy.typing import NDArray

from engine.controls.catalogue import COLOURED_BY
from engine.moments import Moments
from engine.stage.anatomy import Anatomy

#: Seconds in which another choice comes in, and in which a tint follows its unit: colours turn, they do not flicker.
_CHANGE_S, _FOLLOW_S = 0.2, 0.08


class Tints:
    """The tints of one network. Pace and answer belong to a unit; activity and sign are what it does just now."""

    def __init__(self, anatomy: Anatomy) -> None:
        rest = np.zeros(anatomy.units, np.float32)
        told = {"pace": anatomy.pace, "answer": anatomy.shade, "activity": rest, "sign": rest + np.float32(0.5)}
        self._rows = np.stack([told[choice] for choice in COLOURED_BY]).astype(np.float32)
        self._shares: NDArray[np.float32] | None = None

    def advance(self, dt: float, choice: str, moments: Moments) -> NDArray[np.float32]:
        """The tints after `dt` seconds, (units,), with what the newest of `moments`, if any, says."""
        if len(moments):
            newest = moments[-1]
            follow = np.float32(1.0 - np.exp(-dt / _FOLLOW_S))
            for name, aim in (("activity", activity_tint(newest["activity"])), ("sign", sign_tint(newest["state"]))):
                row = self._rows[COLOURED_BY.index(name)]
                row += follow * (aim - row)
        aims = np.array([name == choice for name in COLOURED_BY], np.float32)
        if self._shares is None:
            self._shares = aims
        self._shares = self._shares + np.float32(1.0 - np.exp(-dt / _CHANGE_S)) * (aims - self._shares)
        return np.asarray(self._shares @ self._rows, np.float32)


def activity_tint(activity: NDArray[np.float32]) -> NDArray[np.float32]:
    """0 at rest, 0.63 at half a unit's strongest, 0.86 at its strongest: most activity is small, and shall tell."""
    return np.asarray(1.0 - np.exp(-2.0 * activity), np.float32)


def sign_tint(state: NDArray[np.float32]) -> NDArray[np.float32]:
    """0 for a hidden state below 0, 1 for one above, soft between -0.3 and 0.3, so that a unit glides across."""
    return np.asarray(0.5 + 0.5 * np.tanh(6.0 * state), np.float32)
