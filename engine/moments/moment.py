"""One Moment: the features, the network's hidden state and their time, at one hop of the ear.

In: nothing. Out: the record layout as a numpy dtype, so that Moments cross processes in one copy.
Runs in every process.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Seconds from one Moment to the next: the hop of the ear (100 Moments a second).
HOP_S = 0.01

#: An array of Moments, shape (n,), dtype `moment_dtype(shape)`; oldest first.
Moments = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that writer and readers agree on: `units` of the network, mel `bands` of the ear."""

    units: int
    bands: int


def moment_dtype(shape: Shape) -> np.dtype[np.void]:
    """The layout of one Moment.

    `index` counts hops since the ring was made. `time` is the sample clock in seconds at the hop's last
    sample; `heard` is when that sample was captured and `written` when the Moment was complete, both on
    `time.monotonic()`. `level_db` is dBFS (RMS of the newest half window); `gate`, `level`, `bass`, `mid`,
    `high`, `flux`, `onset`, `centroid`, `surprise`, `tempo_confidence` are 0..1; `tempo_bpm` is 0 while
    unknown. `bands` are the gain-controlled log-mel bands, 0..1, low to high. `state` is the hidden state,
    -1..1; `activity` is its distance from rest in units of each unit's own range over the training music
    (0 at rest, 1 at its 99th percentile, at most 2).
    """
    scalars = ("level_db", "gate", "level", "bass", "mid", "high", "flux", "onset", "centroid")
    thoughts = ("surprise", "tempo_bpm", "tempo_confidence")
    return np.dtype(
        [
            ("index", np.int64),
            ("time", np.float64),
            ("heard", np.float64),
            ("written", np.float64),
            *((name, np.float32) for name in scalars + thoughts),
            ("bands", np.float32, (shape.bands,)),
            ("state", np.float32, (shape.units,)),
            ("activity", np.float32, (shape.units,)),
        ]
    )
