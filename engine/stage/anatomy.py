"""What stays of the network while it plays: who drives whom, how fast each unit is, and what it answers.

In: the brain's weights, and what a probe measured on them. Out: `Anatomy`, for layouts, lines and colours.
Computed once per network in the main process; pure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain.tuning import ANSWERS_FROM, TUNINGS, Tuning
from engine.brain.weights import Weights

#: Where each answer stands between deep and pale, in the order of colours: low and slow sounds deep, high ones pale.
_SHADES = (
    *("bass", "kick", "loudness", "build", "drop", "downbeat", "beat", "snare", "brightness", "crash"),
    *("hat", "surprise"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Anatomy:
    """`links` (units, units), float32: [i, j] is how unit i drives unit j. `leak` (units,): larger is faster.

    `tuning`: what each unit answers, None for a network that was never probed.
    """

    links: NDArray[np.float32]
    leak: NDArray[np.float32]
    tuning: Tuning | None = None

    @classmethod
    def of(cls, weights: Weights) -> "Anatomy":
        """The anatomy of a network."""
        return cls(weights.links, weights.leak, weights.tuning)

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.leak.size)

    @property
    def pace(self) -> NDArray[np.float32]:
        """Each unit's rank by pace, (units,): 0 the slowest .. 1 the fastest."""
        return ranks(self.leak)

    @property
    def answers(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(column in `TUNINGS` that each unit tells best, how well it does, 0..1), (units,) each.

        1 is from `ANSWERS_FROM` on; 0 is guessing, and everywhere where nothing was measured.
        """
        if self.tuning is None:
            return np.zeros(self.units, np.int64), np.zeros(self.units, np.float32)
        above = (self.tuning.best_strength - 0.5) / (ANSWERS_FROM - 0.5)
        return self.tuning.best, np.clip(above, 0.0, 1.0).astype(np.float32)

    @property
    def shade(self) -> NDArray[np.float32]:
        """Where each unit stands by what it answers, (units,): 0 low and slow sounds .. 1 high ones.

        A unit that answers nothing clearly keeps the place of its pace.
        """
        shades = np.linspace(0.0, 1.0, len(_SHADES), dtype=np.float32)
        best, sure = self.answers
        own = shades[[_SHADES.index(name) for name in TUNINGS]][best]
        return np.asarray((1.0 - sure) * self.pace + sure * own, np.float32)

    @property
    def likeness(self) -> NDArray[np.float64] | None:
        """How much two units answer the same, (units, units), 0..1, by the cosine of their tunings; or None."""
        if self.tuning is None:
            return None
        told = 2.0 * self.tuning.curve_area.astype(np.float64) - 1.0
        told /= np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-6)
        alike = np.clip(told @ told.T, 0.0, 1.0)
        np.fill_diagonal(alike, 0.0)
        return alike


def ranks(values: NDArray[np.floating], *, closed: bool = True) -> NDArray[np.float32]:
    """Ranks scaled to 0..1; with `closed` False 1 itself is left out, as on a circle."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return (order / max(1, values.size - (1 if closed else 0))).astype(np.float32)
