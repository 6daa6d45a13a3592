"""The units' past, for the processor: what the shaders' `heard` reads, to tell what is worth drawing.

In: Moments. Out: activity and surge of any unit, so many seconds ago.
Main process, once per frame; vectorised.
"""

import numpy as np
from numpy.typing import NDArray

from engine.moments import HOP_S, Moments
from engine.stage.network import HISTORY_ROWS
from engine.stage.outbreaks import SURGE_HOPS

#: Hops that are remembered: as many as the shaders can look back, and what the oldest surge rose from.
_ROWS = HISTORY_ROWS


class Past:
    """A ring of hops. What was never seen is rest."""

    def __init__(self, units: int) -> None:
        self._rows = np.zeros((_ROWS, units), np.float32)
        self._newest = -1

    def remember(self, moments: Moments) -> None:
        """Take in new Moments, oldest first."""
        if not len(moments):
            return
        index = moments["index"]
        missed = int(index[0]) - self._newest - 1
        if not 0 <= missed < _ROWS:
            self._rows[:] = 0.0
        elif missed:
            self._rows[(self._newest + 1 + np.arange(missed)) % _ROWS] = 0.0
        self._rows[index[-_ROWS:] % _ROWS] = moments["activity"][-_ROWS:]
        self._newest = int(index[-1])

    def heard(
        self, units: NDArray[np.integer], delay_s: NDArray[np.floating], playhead: float
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(activity, surge) of each of `units` so many seconds before `playhead` (in hops), to the nearest hop."""
        oldest = _ROWS - SURGE_HOPS - 8
        back = np.minimum(np.rint(np.asarray(delay_s) / HOP_S), oldest).astype(np.int64)
        row = round(playhead) - back
        activity = self._rows[row % _ROWS, units]
        before = self._rows[(row - SURGE_HOPS) % _ROWS, units]
        return activity, np.maximum(activity - before, 0.0)
