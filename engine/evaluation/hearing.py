"""What the show would have heard in a sound: beats and drum strokes, with the time that hearing takes.

In: a tape, networks. Out: what was reported, when, and at what cost.
Runs the live path, block by block, in the thread that calls it; nothing is heard before its block is fed.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain import Mind
from engine.ear import RATE_HZ, Intake
from engine.hearing.pipeline import STRIKE_DELAY_S, Pipeline
from engine.sound.tape import Tape

STRUCK = ("kick", "snare", "hat", "crash")
"""The drums that a Moment tells of."""

#: What a sound card usually gives at a time.
_BLOCK_FRAMES = 256


@dataclass(frozen=True, slots=True)
class Heard:
    """`beats`: float64 (n,), seconds on the sample clock, rising; `positions`: int64 (n,), beat in the bar from 1, 0
    unknown; `delays`: float64 (n,), seconds from a beat to the Moment that reports it, negative when it is foretold.
    `strikes`: onset times, float64 (m,), for each of `STRUCK`."""

    beats: NDArray[np.float64]
    positions: NDArray[np.int64]
    delays: NDArray[np.float64]
    strikes: dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Cost:
    """`length_s`: seconds of sound that were heard. `processing_s`: processor seconds that ear, network and decoder
    took for it, reading the file excluded. `hops_s`: float64 (hops,), the same for each hop."""

    length_s: float
    processing_s: float
    hops_s: NDArray[np.float64]


def collect(moments: Iterable[np.void]) -> Heard:
    """What a stream of Moments reports. A record may be used again for the next: nothing of it is kept."""
    beats: list[tuple[float, int, float]] = []
    strikes: dict[str, list[float]] = {name: [] for name in STRUCK}
    fields = [(times, f"{name}_strike") for name, times in strikes.items()]
    last = np.nan
    for moment in moments:
        beat = float(moment["last_beat"])
        if beat == beat and beat != last:  # NaN, before the first beat, is not itself
            beats.append((beat, int(moment["position"]), float(moment["time"]) - beat))
            last = beat
        for times, field in fields:
            if moment[field] > 0.0:
                times.append(float(moment["time"]) - STRIKE_DELAY_S)
    beats.sort()
    return Heard(
        beats=np.array([t for t, _, _ in beats], np.float64),
        positions=np.array([position for _, position, _ in beats], np.int64),
        delays=np.array([delay for _, _, delay in beats], np.float64),
        strikes={name: np.array(times, np.float64) for name, times in strikes.items()},
    )


def hear(tape: Tape, mind: Mind, clock: Callable[[], float] = time.process_time) -> tuple[Heard, Cost]:
    """Hear a tape from its beginning to its end, as the show does. `clock`: seconds of this process's work."""
    hearing = _Hearing(tape, mind, clock)
    heard = collect(hearing.moments())
    return heard, Cost(hearing.frames / tape.rate_hz, hearing.processing_s, np.array(hearing.hops_s, np.float64))


class _Hearing:
    """One run through a tape, with a stopwatch that stands still while the tape is read and Moments are looked at."""

    def __init__(self, tape: Tape, mind: Mind, clock: Callable[[], float]) -> None:
        self._tape = tape
        self._clock = clock
        self._intake = Intake(tape.rate_hz, RATE_HZ)
        self._pipeline = Pipeline(mind)
        self.frames = 0
        self.processing_s = 0.0
        self.hops_s: list[float] = []

    def moments(self) -> Iterator[np.void]:
        clock, hop_s = self._clock, 0.0
        for block in self._tape.blocks(_BLOCK_FRAMES):
            self.frames += len(block)
            began = clock()
            for moment in self._pipeline.feed(self._intake.feed(block), self.frames / self._tape.rate_hz):
                hop_s += clock() - began
                self.hops_s.append(hop_s)
                self.processing_s += hop_s
                hop_s = 0.0
                yield moment
                began = clock()
            hop_s += clock() - began
        self.processing_s += hop_s
