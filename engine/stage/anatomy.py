"""What stays of the network while it plays: who drives whom, and how fast each unit is.

In: the brain's weights. Out: `Anatomy`, for layouts, lines and colours.
Computed once per network in the main process; pure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain.weights import Weights


@dataclass(frozen=True, slots=True)
class Anatomy:
    """`links` (units, units), float32: [i, j] is how unit i drives unit j. `leak` (units,): larger is faster."""

    links: NDArray[np.float32]
    leak: NDArray[np.float32]

    @classmethod
    def of(cls, weights: Weights) -> "Anatomy":
        """The anatomy of a network."""
        return cls(weights.links, weights.leak)

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.leak.size)

    @property
    def pace(self) -> NDArray[np.float32]:
        """Each unit's rank by pace, (units,): 0 the slowest .. 1 the fastest."""
        return ranks(self.leak)


def ranks(values: NDArray[np.floating], *, closed: bool = True) -> NDArray[np.float32]:
    """Ranks scaled to 0..1; with `closed` False 1 itself is left out, as on a circle."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return (order / max(1, values.size - (1 if closed else 0))).astype(np.float32)
