"""When the picture flashes: never so regularly that one flash could be taken for another.

In: a length, a seed. Out: times.
Pure; main process.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

# Under three flashes a second, which is what guidelines for photosensitive viewers allow (ITU-R BT.1702).
_GAPS_S = (0.45, 0.9)
_LENGTHS_S = (0.08, 0.22)
_FIRST_S = 1.0


@dataclass(frozen=True, slots=True)
class Flashes:
    """`on`, `off`: seconds from the start, each flash from the one to the other."""

    on: NDArray[np.float64]
    off: NDArray[np.float64]

    @classmethod
    def plan(cls, seconds: float, seed: int = 1) -> Self:
        """Flashes of different lengths at different distances, for so many seconds."""
        rng = np.random.default_rng(seed)
        count = int(seconds / _GAPS_S[0]) + 1
        on = _FIRST_S + np.cumsum(rng.uniform(*_GAPS_S, count))
        off = on + rng.uniform(*_LENGTHS_S, count)
        kept = off < seconds
        return cls(on[kept], off[kept])

    def is_on(self, t: float) -> bool:
        """Whether the picture is white at time t."""
        last = int(np.searchsorted(self.on, t, side="right")) - 1
        return last >= 0 and t < self.off[last]
