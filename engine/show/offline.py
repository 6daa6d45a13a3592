"""Hearing without a clock: the same ear and network as live, fed from a tape as fast as it is asked.

In: a tape, weights. Out: what was heard up to a time; the tape's own sound for the recording.
Runs in the thread that calls it; the result depends on nothing but the arguments.
"""

from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.brain import Weights, gather
from engine.ear import RATE_HZ, Intake
from engine.hearing.pipeline import Pipeline
from engine.moments import moment_dtype
from engine.show.performance import Heard
from engine.sound.source import Samples
from engine.sound.tape import Tape

_BLOCK = 1024
_COACTIVATION_EVERY_HOPS = 10


class OfflineEar:
    """Hears a tape from its beginning. `gain_db`, `gate_db` and `auto` of `pipeline` may be changed between calls."""

    def __init__(self, tape: Tape, weights: Weights) -> None:
        self.pipeline = Pipeline(gather(weights))
        self._tape = tape
        self._blocks: Iterator[Samples] = tape.blocks(_BLOCK)
        self._intake = Intake(tape.rate_hz, RATE_HZ)
        self._dtype = moment_dtype(self.pipeline.shape)
        self._waiting: deque[np.void] = deque()
        self._coactivations: deque[tuple[float, NDArray[np.float32]]] = deque()
        self._hops = 0
        self._sound: deque[Samples] = deque()
        self._frames_taken = 0
        self._ended = False

    def hear(self, t: float) -> Heard:
        """What was heard since the last call and up to `t` seconds; after the tape's end, nothing new."""
        while not self._ended and (not self._waiting or self._waiting[-1]["time"] <= t):
            self._feed()
        due = []
        while self._waiting and self._waiting[0]["time"] <= t:
            due.append(self._waiting.popleft())
        coactivation = None
        while self._coactivations and self._coactivations[0][0] <= t:
            coactivation = self._coactivations.popleft()[1]
        moments = np.array(due, self._dtype)
        return Heard(moments, coactivation, t - float(due[-1]["time"]) if due else 0.0)

    def sound(self, t: float) -> NDArray[np.float32]:
        """The tape's sound since the last call and up to `t` seconds, stereo, (n, 2), at the tape's rate.

        Silence after its end.
        """
        wanted = round(t * self._tape.rate_hz) - self._frames_taken
        self._frames_taken += wanted
        while not self._ended and sum(len(part) for part in self._sound) < wanted:
            self._feed()
        parts, left = [np.zeros((0, 2), np.float32)], wanted
        while left and self._sound:
            part = self._sound.popleft()
            parts.append(part[:left])
            if len(part) > left:
                self._sound.appendleft(part[left:])
            left -= len(parts[-1])
        return np.concatenate([*parts, np.zeros((left, 2), np.float32)])

    def _feed(self) -> None:
        block = next(self._blocks, None)
        if block is None:
            self._ended = True
            return
        self._sound.append(np.repeat(block, 2, axis=1) if block.shape[1] == 1 else block[:, :2])
        for moment in self.pipeline.feed(self._intake.feed(block), 0.0):
            copy = moment.copy()
            copy["index"] = self._hops
            self._hops += 1
            self._waiting.append(copy)
            if self._hops % _COACTIVATION_EVERY_HOPS == 0 and self.pipeline.coactivation_changed:
                self._coactivations.append((float(copy["time"]), self.pipeline.coactivation.matrix.copy()))
                self.pipeline.coactivation_changed = False
