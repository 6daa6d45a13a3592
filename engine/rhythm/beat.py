"""What the tracker says: where the music is in its beat and bar, and which beat has just passed.

In: nothing. Out: two frozen records.
Made by the tracker; read wherever light is to fall on the beat.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StruckBeat:
    """A beat that has just passed.

    `time_s`: when, on the sample clock. It is the moment at which the reported phase reached a whole number: a
    prediction from activations up to this hop, which speak of the sound up to `delay_s` before it. It is never
    changed afterwards, and lies in the hop that ends now. `position`: in the bar, from 1; 0 unknown. `metre`: beats
    in a bar; 0 unknown.
    """

    time_s: float
    position: int
    metre: int


@dataclass(frozen=True, slots=True)
class Beat:
    """Where the music is at `now_s` on the sample clock.

    `phase`: since the last beat, 0..1. `bar_phase`: since the last downbeat, 0..1; 0 where the metre is unknown.
    `metre`: beats in a bar, `position`: the last beat's number in it, from 1; both 0 where unknown. `bpm`: 0 where
    unknown. `confidence`: 0..1. `next_beat_s`: when the next beat falls, on the sample clock; NaN where unknown.
    `struck`: the beat that has passed in this hop, or None.
    """

    now_s: float
    phase: float
    bar_phase: float
    metre: int
    position: int
    bpm: float
    confidence: float
    next_beat_s: float
    struck: StruckBeat | None
