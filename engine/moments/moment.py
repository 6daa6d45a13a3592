"""One Moment: the features, the network's hidden state and their time, at one hop of the ear.

In: nothing. Out: the record layout as a numpy dtype, so that Moments cross processes in one copy.
Runs in every process.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Seconds from one Moment to the next: the hop of the ear (100 Moments a second).
HOP_S = 0.01

#: Samples of sound in a Moment: a hop at 48 000 a second.
WAVE = 480

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
    `high`, `flux`, `onset`, `centroid`, `surprise` are 0..1.

    What the network's heads say, 0..1, each a known time after the sound (`engine.brain.heads`): `beat`, `downbeat`,
    `kick`, `snare`, `hat`, `crash`, `build`, `drop`. `kick_strike` and the other strikes are the strength of a hit in
    the hop that reports it, else 0.

    What the rhythm makes of them, for the very sample that `time` tells: `beat_phase` and `bar_phase`, 0..1;
    `tempo_bpm`, 0 while unknown; `beat_confidence`, 0..1; `metre`, beats in a bar, and `position`, the last beat's
    number in it from 1, both 0 while unknown; `next_beat`, when the next beat falls, and `last_beat`, when the last
    one fell, on the sample clock, NaN while unknown. `last_beat` changes in the hop in which a beat falls, and only
    then.

    `bands` are the gain-controlled log-mel bands, 0..1, low to high. `wave` is the hop's own sound, oldest first,
    -1..1, under the same gain and gate: music that the ear has got used to is about as loud as a record. `state` is the
    hidden state, -1..1; `activity` is its distance from rest in units of each unit's own range over the training music
    (0 at rest, 1 at its 99th percentile, at most 2).
    """
    scalars = ("level_db", "gate", "level", "bass", "mid", "high", "flux", "onset", "centroid")
    heads = ("beat", "downbeat", "kick", "snare", "hat", "crash", "build", "drop")
    strikes = ("kick_strike", "snare_strike", "hat_strike", "crash_strike")
    rhythm = ("beat_phase", "bar_phase", "tempo_bpm", "beat_confidence")
    return np.dtype(
        [
            ("index", np.int64),
            ("time", np.float64),
            ("heard", np.float64),
            ("written", np.float64),
            *((name, np.float64) for name in ("next_beat", "last_beat")),
            *((name, np.int64) for name in ("metre", "position")),
            *((name, np.float32) for name in (*scalars, "surprise", *heads, *strikes, *rhythm)),
            ("bands", np.float32, (shape.bands,)),
            ("wave", np.float16, (WAVE,)),
            ("state", np.float32, (shape.units,)),
            ("activity", np.float32, (shape.units,)),
        ]
    )
