"""Principal axes of the hidden state, for several groups of units at once, learned slowly while the network plays.

In: the state, one hop at a time. Out: where it is on its groups' axes, and how fast it moves there.
Main process, once per frame; the result depends on the hops, not on how many of them a frame brings.
"""

import numpy as np
from numpy.typing import NDArray

from engine.moments import HOP_S
from engine.stage.layouts import embed_spectrally

#: Axes of each group: as many as space has.
AXES = 3

_Array = NDArray[np.float64]

#: The centre that the state swings around follows it in this many times the smoothing.
_CENTRE = 16.0
#: The axes are led on after each block of hops, and turn there evenly during the next one. Their time constant grows
#: with what was heard, from the first to the last.
_BLOCK_HOPS = 8
_FIRST_TURN_S, _LAST_TURN_S = 0.5, 4.0
#: So does that of the usual width of a swing, which at first is taken for this.
_FIRST_WIDTH_S, _LAST_WIDTH_S, _FIRST_WIDTH = 2.0, 40.0, 0.2
#: No axis is taken for narrower than this, so that silence is not blown up.
_LEAST_WIDTH = 0.02
#: How much of their difference in width the axes lose: a loop is rounder than it was, and still this network's.
_ROUNDING = 0.7


class Axes:
    """The axes of `groups` (groups, units), bool, each seen through a smoothing of `smooth_s` (groups,) seconds.

    The state is smoothed by two equal low-passes in a row: a critically damped spring, which never swings over. Its
    way around its own centre is then laid on the axes. They follow Oja's rule (1982), with Gram and Schmidt's
    orthonormalisation for more axes than one (Sanger 1989); that keeps each axis on the side where it was: an axis
    turns, and never flips. They begin as the spectral embedding of the group's links: units that are linked share an
    axis before anything was heard.
    """

    def __init__(self, links: NDArray[np.float32], groups: NDArray[np.bool_], smooth_s: _Array) -> None:
        """`links` (units, units): [i, j] is how unit i drives unit j. A group has more than `AXES` units."""
        self.axes = np.zeros((*groups.shape, AXES))
        for group, members in enumerate(groups):
            inside = np.flatnonzero(members)
            self.axes[group, inside] = embed_spectrally(links[np.ix_(inside, inside)], AXES)
        _straighten(self.axes)
        self._axes_before = self.axes.copy()
        self._groups = groups
        self._smooth_s = smooth_s[:, None]
        self._first, self._second, self._centre = (np.zeros(groups.shape) for _ in range(3))
        self._block = np.zeros((len(groups), _BLOCK_HOPS, groups.shape[1]))
        self._filled = 0
        self._spread = np.full((len(groups), AXES), _FIRST_WIDTH**2)
        self._spread_before = self._spread.copy()
        self._heard_s = 0.0
        self._begun = False

    def forget(self) -> None:
        """The sound has jumped: take the next state for the one that has always been. The axes stay."""
        self._begun = False
        self._filled = 0

    def follow(self, state: NDArray[np.float32], smoothness: float = 1.0) -> tuple[_Array, _Array]:
        """Take in one hop's state (units,), with the smoothing times `smoothness`.

        Returns (places, paces), (groups, AXES) each: in widths of the usual swing, and in those a second.
        """
        if not self._begun:
            self._begun = True
            for past in (self._first, self._second, self._centre):
                past[:] = state
        smooth_s = self._smooth_s * smoothness
        centre_s = _CENTRE * self._smooth_s
        step = -np.expm1(-HOP_S / smooth_s)
        self._first += step * (state - self._first)
        self._second += step * (self._first - self._second)
        self._centre += -np.expm1(-HOP_S / centre_s) * (self._second - self._centre)
        away = (self._second - self._centre) * self._groups
        pace = (self._first - self._second) * self._groups / smooth_s - away / centre_s
        self._block[:, self._filled] = away
        self._filled += 1
        if self._filled == _BLOCK_HOPS:
            self._filled = 0
            self._turn()
        part = self._filled / _BLOCK_HOPS
        spread = self._spread_before + part * (self._spread - self._spread_before)
        usual = np.sqrt(spread**_ROUNDING * spread.mean(axis=1, keepdims=True) ** (1.0 - _ROUNDING))
        axes = self._axes_before + part * (self.axes - self._axes_before)
        laid = np.stack((away, pace), axis=1) @ axes
        return laid[:, 0] / usual, laid[:, 1] / usual

    def _turn(self) -> None:
        """Let the axes follow a whole block."""
        self._axes_before[:], self._spread_before[:] = self.axes, self._spread
        laid = self._block @ self.axes
        # Where a group is at rest there is nothing to learn.
        power = (laid**2).sum(axis=(1, 2))[:, None, None]
        floor = _BLOCK_HOPS * _LEAST_WIDTH**2
        self._heard_s += _BLOCK_HOPS * HOP_S
        turn_s = np.clip(0.25 * self._heard_s, _FIRST_TURN_S, _LAST_TURN_S)
        # Measured by the power on the axes, a pull turns an axis by a part of itself at most, however loud it is.
        pull = np.swapaxes(self._block, 1, 2) @ laid / (power + floor)
        self.axes += _BLOCK_HOPS * HOP_S / turn_s * pull
        _straighten(self.axes)
        width_s = np.clip(self._heard_s, _FIRST_WIDTH_S, _LAST_WIDTH_S)
        self._spread += _BLOCK_HOPS * HOP_S / width_s * ((laid**2).mean(axis=1) - self._spread)
        np.maximum(self._spread, _LEAST_WIDTH**2, out=self._spread)


def _straighten(axes: _Array) -> None:
    """Make each group's axes (groups, units, AXES) orthonormal, the first one first, in place."""
    for axis in range(axes.shape[2]):
        own = axes[:, :, axis]
        if axis:
            before = axes[:, :, :axis]
            own -= (before @ (np.swapaxes(before, 1, 2) @ own[:, :, None]))[:, :, 0]
        own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
