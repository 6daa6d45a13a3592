"""From samples to Moments: ear, tempo, brain and co-activation, one hop at a time.

In: mono samples at the ear's rate with the time of the last one. Out: one Moment per completed hop.
Runs in the ear's process; `asterism render` and `asterism bench` run the same code in theirs.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.brain import Brain, Coactivation, Weights
from engine.ear import BANDS, HOP, RATE_HZ, Ear, TempoMeter
from engine.moments import HOP_S, Shape, moment_dtype

_Array = NDArray[np.float32]


class Pipeline:
    """Hears a stream. `gain_db` and `gate_db` may be changed between calls."""

    def __init__(self, weights: Weights) -> None:
        self.shape = Shape(weights.units, BANDS)
        self.gain_db = 0.0
        self.gate_db = -60.0
        self.brain = Brain(weights, HOP_S)
        self.coactivation = Coactivation(weights.units, HOP_S)
        self.coactivation_changed = False
        self._ear = Ear()
        self._tempo = TempoMeter(HOP_S)
        self._waiting = np.empty(0, np.float32)
        self._moment = np.zeros(1, moment_dtype(self.shape))
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
        """Let the sample clock pass over hops whose sound was lost."""
        self._hops += hops

    def _hear(self, hop: _Array, heard: float) -> np.void:
        features = self._ear.step(hop, self.gain_db, self.gate_db)
        self._tempo.step(features.flux)
        thought = self.brain.step(features.inputs)
        self.coactivation_changed |= self.coactivation.step(thought.activity)
        self._hops += 1
        moment: np.void = self._moment[0]
        moment["time"] = self._hops * HOP_S
        moment["heard"] = heard
        for name in _FEATURES:
            moment[name] = getattr(features, name)
        moment["bands"] = features.bands
        moment["state"] = thought.state
        moment["activity"] = thought.activity
        moment["surprise"] = thought.surprise * features.gate
        moment["tempo_bpm"] = self._tempo.bpm
        moment["tempo_confidence"] = self._tempo.confidence
        return moment


_FEATURES = ("level_db", "gate", "level", "bass", "mid", "high", "flux", "onset", "centroid")
