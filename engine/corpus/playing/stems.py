"""The stems of a song: its drums and its parts, each alone, before anything is mixed.

In: what a renderer made. Out: a frozen record of mono float32 signals of one length.
Plain data, shared by the renderers and the mastering.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.corpus.song import Role

#: The drum stems that every renderer gives, silent ones included.
DRUM_STEMS = ("kick", "snare", "hats", "percussion", "cymbals")


@dataclass(frozen=True, slots=True)
class Stems:
    """`drums` by the names in `DRUM_STEMS`, and the parts in the order of the song: mono float32 (n,), all n equal.

    Their levels are already those of a mix: adding them up gives a balanced one that peaks near full scale.
    """

    drums: Mapping[str, NDArray[np.float32]]
    parts: tuple[tuple[Role, NDArray[np.float32]], ...]
    rate_hz: int

    @property
    def length(self) -> int:
        """How many samples each stem has."""
        return len(next(iter(self.drums.values())))

    def mix(self) -> NDArray[np.float32]:
        """Everything added up: mono float32 (n,), not limited."""
        total = np.zeros(self.length, np.float32)
        for stem in (*self.drums.values(), *(sound for _, sound in self.parts)):
            total += stem
        return total
