"""Activations as a network of middling quality would give them, for music whose beats are known.

In: a list of passages and a seed. Out: beat and downbeat activations with their true times and positions.
Runs in the test process.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.rhythm import Tracker

HOP_S = 0.01
DELAY_S = 0.05


@dataclass(frozen=True, slots=True)
class Passage:
    """Some seconds of music.

    `bpm`: 0 for no beat at all. `drift`: ratio of the last tempo to the first. `jitter_s`: of every beat.
    `missed`, `spurious`: chance of a beat without a peak, of a peak half way between two beats.
    `floor`: (least, most) of the noise. `height`: of the peaks. `weak`: factor on every second peak.
    `down`: height of the downbeat activation at downbeats, `blur`: elsewhere at beats, on average.
    `heard`: False: a breakdown, the beats go on but the activations do not. `peaks_hz`: rate of peaks without a beat.
    """

    length_s: float
    bpm: float
    metre: int = 4
    drift: float = 1.0
    jitter_s: float = 0.008
    missed: float = 0.05
    spurious: float = 0.1
    floor: tuple[float, float] = (0.02, 0.1)
    height: float = 0.75
    weak: float = 1.0
    down: float = 0.6
    blur: float = 0.12
    heard: bool = True
    peaks_hz: float = 0.0


@dataclass(frozen=True, slots=True)
class Simulation:
    """`beat`, `downbeat`, float32 (hops,); `times`, float64 (beats,), in s; `positions`, int64 (beats,), from 1."""

    beat: NDArray[np.float32]
    downbeat: NDArray[np.float32]
    times: NDArray[np.float64]
    positions: NDArray[np.int64]


class Peaks:
    """Counts as a middling network would: a beat is as likely a first as the downbeat activation was high at it."""

    def __init__(self) -> None:
        self._peak = 0.0

    def hear(self, share: float, heard: NDArray[np.float32]) -> None:
        """The activation, (1,); after the first half of the beat it speaks of the next."""
        if share < 0.5:
            self._peak = max(self._peak, float(heard[0]))

    def forget(self) -> None:
        """Nothing is kept from beat to beat."""

    def close(self, beat_s: float) -> float:
        """The chance that the beat was a first."""
        peak, self._peak = self._peak, 0.0
        return peak


def as_heard(downbeat: float) -> NDArray[np.float32]:
    """A downbeat activation as `Peaks` hears it."""
    return np.array([downbeat], np.float32)


def simulate(passages: list[Passage], seed: int, delay_s: float = DELAY_S) -> Simulation:
    """Lay the passages end to end; each starts with a downbeat at once, as after a cut."""
    rng = np.random.default_rng([seed, 77])
    hops = round(sum(passage.length_s for passage in passages) / HOP_S)
    beat, downbeat = np.zeros(hops), np.zeros(hops)
    all_times, all_positions = [], []
    start_s = 0.0
    for passage in passages:
        end_s = start_s + passage.length_s
        span = slice(round((start_s + delay_s) / HOP_S), round((end_s + delay_s) / HOP_S))
        width = len(beat[span])
        beat[span] = np.maximum(beat[span], rng.uniform(*passage.floor, width))
        downbeat[span] = np.maximum(downbeat[span], rng.uniform(*passage.floor, width) * 0.5)
        for at in np.cumsum(rng.exponential(1.0 / passage.peaks_hz, 400)) if passage.peaks_hz else ():
            if at < passage.length_s:
                _add(beat, start_s + at + delay_s, rng.uniform(0.15, 0.6), rng)
        times = _beats(passage, rng) + start_s
        for index, at in enumerate(times):
            position = index % passage.metre + 1
            period = 60.0 / passage.bpm
            if passage.heard:
                if rng.random() >= passage.missed:
                    height = passage.height * (passage.weak if index % 2 else 1.0) * rng.uniform(0.7, 1.2)
                    _add(beat, at + delay_s, height, rng)
                    _add(
                        downbeat,
                        at + delay_s,
                        (passage.down if position == 1 else passage.blur) * rng.uniform(0.3, 1.5),
                        rng,
                    )
                if rng.random() < passage.spurious:
                    _add(beat, at + 0.5 * period + delay_s, rng.uniform(0.3, 0.6), rng)
            all_times.append(at)
            all_positions.append(position)
        start_s = end_s
    return Simulation(
        np.clip(beat, 0.0, 1.0).astype(np.float32),
        np.clip(downbeat, 0.0, 1.0).astype(np.float32),
        np.array(all_times),
        np.array(all_positions, np.int64),
    )


def _beats(passage: Passage, rng: np.random.Generator) -> NDArray[np.float64]:
    if passage.bpm <= 0.0:
        return np.zeros(0)
    at, times = 0.0, []
    while at < passage.length_s - 0.1:
        times.append(at)
        at += 60.0 / (passage.bpm * passage.drift ** (at / passage.length_s))
    grid = np.array(times)
    return np.maximum(grid + rng.normal(0.0, passage.jitter_s, len(grid)), 0.0)


def _add(track: NDArray[np.float64], at_s: float, height: float, rng: np.random.Generator) -> None:
    """A peak three to five hops wide."""
    t = (
        np.arange(len(track))
        if len(track) < 64
        else np.arange(max(0, int(at_s / HOP_S) - 8), min(len(track), int(at_s / HOP_S) + 9))
    )
    shape = height * np.exp(-0.5 * ((t - at_s / HOP_S) / rng.uniform(1.0, 1.8)) ** 2)
    track[t] = np.maximum(track[t], shape)


def f_measure(found: NDArray[np.float64], true: NDArray[np.float64], window_s: float = 0.07) -> float:
    """Share of beats matched one to one within the window: the harmonic mean of precision and recall."""
    matched, last = 0, -1
    for at in found:
        candidates = [i for i in range(last + 1, len(true)) if abs(true[i] - at) <= window_s]
        if candidates:
            last = candidates[0]
            matched += 1
    return 2.0 * matched / max(1, len(found) + len(true))


def decode(
    beat: NDArray[np.floating],
    downbeat: NDArray[np.floating],
    hop_s: float,
    delay_s: float = 0.05,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The beats that a tracker reports over whole arrays, (hops,) each: times in s, positions from 1 (0 unknown)."""
    tracker = Tracker(hop_s, Peaks(), delay_s)
    struck = [
        found
        for b, d in zip(beat.tolist(), downbeat.tolist(), strict=True)
        if (found := tracker.advance(b, as_heard(d))) is not None
    ]
    return np.array([s.time_s for s in struck], np.float64), np.array([s.position for s in struck], np.int64)
