"""From samples to Moments: ear, brain, rhythm and co-activation, one hop at a time.

In: mono samples at the ear's rate with the time of the last one. Out: one Moment per completed hop.
Runs in the ear's process; `asterism render` and `asterism bench` run the same code in theirs.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.brain import Brain, Coactivation, Mind
from engine.brain.count import HEARD, Counter
from engine.brain.heads import BEAT_DELAY_S, DRUM_DELAY_S, DRUM_HEADS, HEADS
from engine.ear import BANDS, HOP, RATE_HZ, Ear
from engine.moments import HOP_S, Shape, moment_dtype
from engine.rhythm import Beat, StrikePicker, Tracker

_Array = NDArray[np.float32]

#: Seconds from a drum's attack to the end of the hop that reports its strike.
STRIKE_DELAY_S = DRUM_DELAY_S + HOP_S
#: The least that each of `DRUM_HEADS` must say for a strike: best for songs of the corpus that were not trained on.
STRIKE_THRESHOLDS = (0.42, 0.42, 0.28, 0.3)
_LONGEST_GAP_HOPS = 1000
_BEAT, _DOWNBEAT = HEADS.index("beat"), HEADS.index("downbeat")
_DRUMS = slice(HEADS.index(DRUM_HEADS[0]), HEADS.index(DRUM_HEADS[-1]) + 1)
_NOTHING = np.zeros(HEARD, np.float32)


class Pipeline:
    """Hears a stream. `gain_db`, `gate_db` and `auto` may be changed between calls."""

    def __init__(self, mind: Mind) -> None:
        self.shape = Shape(mind.light.units, BANDS)
        self.gain_db = 0.0
        self.gate_db = -60.0
        self.auto = True
        self.brain = Brain(mind.light, HOP_S, mind.voters)
        self.coactivation = Coactivation(mind.light.units, HOP_S)
        self.coactivation_changed = False
        self._ear = Ear()
        self._count = mind.count
        self._tracker = self._track_from(HOP_S)
        self._strikes = StrikePicker(STRIKE_THRESHOLDS, HOP_S, DRUM_DELAY_S)
        self._waiting = np.empty(0, np.float32)
        self._moment = np.zeros(1, moment_dtype(self.shape))
        self._moment["last_beat"] = np.nan
        # Each field of it: writing into a record by name takes numpy five times as long.
        self._into = {name: self._moment[name] for name in self._moment.dtype.names or ()}
        self._hops = 0

    def feed(self, samples: _Array, end_time: float) -> Iterator[np.void]:
        """Take in mono samples, shape (n,), the last captured at `end_time`; yield a Moment per full hop.

        The record that is yielded is used again for the next: copy what you keep.
        """
        stream = np.concatenate((self._waiting, samples))
        hops = stream.size // HOP
        for hop in range(hops):
            end = (hop + 1) * HOP
            heard = end_time - (stream.size - end) / RATE_HZ
            yield self._hear(stream[end - HOP : end], heard)
        self._waiting = stream[hops * HOP :]

    def skip(self, hops: int) -> None:
        """Let the sample clock pass over hops whose sound was lost; the beat goes on through a short gap."""
        self._hops += hops
        if hops <= _LONGEST_GAP_HOPS:
            for _ in range(hops):
                self._tracker.advance(0.0, _NOTHING, 0.0)
        else:
            self._tracker = self._track_from((self._hops + 1) * HOP_S)

    def _track_from(self, start_s: float) -> Tracker:
        return Tracker(HOP_S, Counter(self._count), BEAT_DELAY_S, start_s=start_s)

    def _hear(self, hop: _Array, heard: float) -> np.void:
        features = self._ear.step(hop, self.gain_db, self.gate_db, self.auto)
        inputs = features.inputs
        thought = self.brain.step(inputs)
        self.coactivation_changed |= self.coactivation.step(thought.activity)
        self._hops += 1
        into = self._into
        into["time"][0] = self._hops * HOP_S
        into["heard"][0] = heard
        for name in _FEATURES:
            into[name][0] = getattr(features, name)
        into["bands"][0] = features.bands
        # Not `clip`: of a sample that is no number, these make one.
        into["wave"][0] = np.fmax(np.fmin(hop * np.float32(features.gain), 1.0), -1.0)
        into["state"][0] = thought.state
        into["activity"][0] = thought.activity
        into["surprise"][0] = thought.surprise * features.gate
        said, voted = thought.heads.tolist(), thought.voted
        for name, chance in zip(HEADS, said, strict=True):
            into[name][0] = chance
        into["beat"][0], into["downbeat"][0] = voted[_BEAT], voted[_DOWNBEAT]
        self._write_strikes(said[_DRUMS])
        self._write_beat(self._tracker.step(float(voted[_BEAT]), np.concatenate((inputs, voted)), features.gate))
        moment: np.void = self._moment[0]
        return moment

    def _write_strikes(self, said: list[float]) -> None:
        for name in DRUM_HEADS:
            self._into[f"{name}_strike"][0] = 0.0
        for strike in self._strikes.step(said):
            self._into[f"{DRUM_HEADS[strike.drum]}_strike"][0] = strike.strength

    def _write_beat(self, beat: Beat) -> None:
        into = self._into
        into["beat_phase"][0], into["bar_phase"][0] = beat.phase, beat.bar_phase
        into["tempo_bpm"][0], into["beat_confidence"][0] = beat.bpm, beat.confidence
        into["metre"][0], into["position"][0] = beat.metre, beat.position
        into["next_beat"][0] = beat.next_beat_s
        if beat.struck is not None:
            into["last_beat"][0] = beat.struck.time_s


_FEATURES = ("level_db", "gate", "level", "bass", "mid", "high", "flux", "onset", "centroid")
