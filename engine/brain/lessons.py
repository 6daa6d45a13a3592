"""What the network learns from: features of composed music, heard through the same ear as the show's.

In: seeds. Out: streams of network inputs, as one array.
Runs in training only; the result depends on nothing but the arguments.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from engine.ear import HOP, INPUTS, RATE_HZ, Ear, Intake
from engine.sound.piece import PieceTape, compose, varied_style

_Array = NDArray[np.float32]


def prepare_lessons(
    pieces: int, seconds_each: float, seed: int, report: Callable[[int], None] = lambda done: None
) -> _Array:
    """Network inputs of `pieces` composed pieces, shape (hops, INPUTS), with pauses of silence between them.

    Every piece is heard from a random place, at a random level with a random slope of its spectrum and a little
    hiss, as venues and cards give it. `report` is told how many pieces are done.
    """
    generator = np.random.default_rng(seed)
    heard = []
    for index in range(pieces):
        tape = PieceTape(compose(varied_style(seed * 1000 + index)))
        latest = max(0.0, tape.length_s - seconds_each)
        start = float(generator.uniform(0.0, latest))
        sound = _take(tape, start, round(seconds_each * tape.rate_hz))
        heard.append(_hear(_disturb(sound, generator), generator))
        report(index + 1)
    return np.concatenate(heard)


def _take(tape: PieceTape, start: float, frames: int) -> _Array:
    intake = Intake(tape.rate_hz, RATE_HZ)
    blocks, taken = [], 0
    for block in tape.blocks(4800, start=start):
        blocks.append(intake.feed(block))
        taken += len(block)
        if taken >= frames:
            break
    return np.concatenate(blocks)


def _disturb(sound: _Array, generator: np.random.Generator) -> _Array:
    level = 10.0 ** (generator.uniform(-30.0, 0.0) / 20.0)
    slope = generator.uniform(-0.5, 0.5)  # first-order tilt: below 0 darkens, above 0 brightens
    tilted = sound.copy()
    tilted[1:] -= np.float32(slope) * sound[:-1]
    hiss = generator.standard_normal(sound.size) * 10.0 ** (generator.uniform(-90.0, -60.0) / 20.0)
    disturbed: _Array = np.clip(level * tilted + level * hiss, -1.0, 1.0).astype(np.float32)
    return disturbed


def _hear(sound: _Array, generator: np.random.Generator) -> _Array:
    pause = round(generator.uniform(1.0, 4.0) * RATE_HZ)
    ear = Ear()
    return np.stack([ear.step(hop).inputs for hop in _hops(np.append(sound, np.zeros(pause, np.float32)))])


def _hops(sound: _Array) -> Iterator[_Array]:
    for start in range(0, sound.size - HOP + 1, HOP):
        yield sound[start : start + HOP]


def into_streams(lessons: _Array, streams: int) -> _Array:
    """Cut one long stream into `streams` parallel ones of equal length: (streams, hops, INPUTS)."""
    hops = len(lessons) // streams
    return lessons[: hops * streams].reshape(streams, hops, INPUTS)
