"""Training: the network learns to foresee the features, and to be worth looking at.

In: a size and a seed. Out: a weights file with its story.
Runs as `asterism train`, on the CPU in a few minutes; imports torch.

The loss has one task and four manners. The task is to predict the features at each horizon. The manners, each on
the hidden state: be sparse (most units near rest most of the time), rest in silence, be alive (every unit moves),
and be yourself (two units that always move alike waste a light).
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine import __version__
from engine.brain.lessons import into_streams, prepare_lessons
from engine.brain.network import Network, to_weights
from engine.brain.weights import HORIZONS, Weights, check_writable, save_weights
from engine.ear import INPUTS
from engine.errors import ControlError
from engine.moments import HOP_S

_log = logging.getLogger(__name__)

_FURTHEST = max(HORIZONS)
_REST_HOPS = 12_000
_RISE_WEIGHT = 3.0  # rises are rare: without this a network does well by never expecting one


@dataclass(frozen=True, slots=True)
class Course:
    """What one training run is made of. `chunk`: hops per step of back-propagation through time."""

    units: int = 128
    seed: int = 1
    pieces: int = 40
    seconds_each: float = 36.0
    streams: int = 28
    chunk: int = 320
    steps: int = 600
    rate: float = 3e-3
    sparse: float = 0.012
    rest: float = 0.3
    alive: float = 12.0
    distinct: float = 0.15


def train(course: Course, out: Path, progress: Callable[[str], None] = lambda line: None) -> Weights:
    """Train by `course` and write the weights to `out`; the same course gives the same weights on one machine.

    Raises `WeightsError` at once when `out` cannot be written, and `ControlError` when the course's lessons are too
    short for its streams and chunks.
    """
    check_writable(out)
    lessons = _load_lessons(course, progress)
    torch.manual_seed(course.seed)
    torch.set_num_threads(1)  # sums come out the same however many cores there are, and the matrices are small
    torch.use_deterministic_algorithms(True)
    network = Network(course.units, INPUTS, HOP_S)
    started = time.monotonic()
    score = _fit(network, torch.from_numpy(into_streams(lessons, course.streams)), course, progress)
    weights = _measure(network, lessons, {**_story(course), "prediction_gain": f"{score:.3f}"})
    save_weights(out, weights)
    progress(f"wrote {out} after {time.monotonic() - started:.0f} s; prediction gain {score:.3f}")
    return weights


def _story(course: Course) -> dict[str, str]:
    return {
        "course": json.dumps(asdict(course), sort_keys=True),
        "made_by": f"asterism {__version__} train --units {course.units} --seed {course.seed} --steps {course.steps}",
        "torch": torch.__version__,
    }


def _load_lessons(course: Course, progress: Callable[[str], None]) -> NDArray[np.float32]:
    def report(done: int) -> None:
        progress(f"composing and hearing piece {done} of {course.pieces}")

    return prepare_lessons(course.pieces, course.seconds_each, course.seed, report)


def _fit(network: Network, streams: Tensor, course: Course, progress: Callable[[str], None]) -> float:
    optimiser = torch.optim.AdamW(network.parameters(), lr=course.rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, course.rate, total_steps=course.steps)
    gains: list[float] = []
    chunks = _chunks(streams, course)
    state = torch.zeros(course.streams, course.units)
    for step in range(course.steps):
        chunk, fresh = next(chunks)
        state = torch.zeros_like(state) if fresh else state.detach()
        states = network(chunk[:, : course.chunk], state)
        state = states[:, -1]
        missed, naive = _prediction_loss(network, states, chunk)
        loss = missed / naive.detach() + _manners(states, chunk[:, : course.chunk], course)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        gains.append(1.0 - float(missed.detach()) / float(naive))
        if step % 50 == 0 or step == course.steps - 1:
            mean = sum(gains[-50:]) / len(gains[-50:])
            progress(f"step {step + 1} of {course.steps}: loss {float(loss.detach()):.3f}, prediction gain {mean:.3f}")
    return sum(gains[-50:]) / len(gains[-50:])


def _chunks(streams: Tensor, course: Course) -> Iterator[tuple[Tensor, bool]]:
    """Consecutive chunks of every stream with the hops to predict behind them, over and over.

    Each round starts at another place, so that chunk borders and streams' ends do not always fall alike.
    """
    generator = torch.Generator().manual_seed(course.seed)
    hops = streams.shape[1]
    least = 2 * course.chunk + _FURTHEST
    if hops < least:
        raise ControlError(
            f"The lessons are too short: {course.streams} streams of {hops} hops, and chunks of {course.chunk} need "
            f"{least}. Ask for more pieces, longer ones, or fewer streams."
        )
    while True:
        start = int(torch.randint(0, course.chunk, (1,), generator=generator))
        fresh = True
        while start + course.chunk + _FURTHEST <= hops:
            yield streams[:, start : start + course.chunk + _FURTHEST], fresh
            start, fresh = start + course.chunk, False


def _prediction_loss(network: Network, states: Tensor, chunk: Tensor) -> tuple[Tensor, Tensor]:
    """(squared error of the prediction, that of saying nothing changes), both weighted and averaged."""
    length = states.shape[1]
    predictions = network.predict(states)
    weight = torch.ones(chunk.shape[-1])
    weight[chunk.shape[-1] // 2 :] = _RISE_WEIGHT
    missed, naive = torch.zeros(()), torch.zeros(())
    for place, horizon in enumerate(HORIZONS):
        target = chunk[:, horizon : horizon + length]
        missed = missed + (weight * (predictions[:, :, place] - target) ** 2).mean()
        naive = naive + (weight * (chunk[:, :length] - target) ** 2).mean()
    return missed, naive


def _manners(states: Tensor, inputs: Tensor, course: Course) -> Tensor:
    flat = states.flatten(0, 1)
    silent = inputs.amax(dim=-1, keepdim=True) <= 0.0
    restless = (states**2 * silent).sum() / (silent.sum() * course.units + 1.0)
    deviation = flat.std(dim=0)
    lifeless = torch.relu(0.15 - deviation).mean()
    sample = (flat - flat.mean(dim=0))[::7] / (deviation + 1e-3)
    correlation = sample.T @ sample / len(sample)
    alike = (correlation - torch.diag(torch.diag(correlation))).pow(2).mean() * course.units / 8.0
    return (
        course.sparse * flat.abs().mean() * 10.0
        + course.rest * restless
        + course.alive * lifeless
        + course.distinct * alike
    )


@torch.no_grad()
def _measure(network: Network, lessons: NDArray[np.float32], story: dict[str, str]) -> Weights:
    """Find each unit's rest (the state after 2 minutes of silence) and range, and write the figures down."""
    for layer in (network.input, network.recurrent, network.readout):
        layer.weight.copy_(layer.weight.half().float())  # what is stored is halved: it is that which must rest
    silence = torch.zeros(1, _REST_HOPS, INPUTS)
    rest = network(silence, torch.zeros(1, network.units))[0, -1]
    streams = torch.from_numpy(into_streams(lessons, 16))
    settling = min(500, streams.shape[1] // 4)
    states = network(streams, rest.expand(16, -1))[:, settling:].flatten(0, 1)
    distance = (states - rest).abs()
    span = torch.quantile(distance[:: max(1, len(distance) // 20000)], 0.99, dim=0).clamp(min=0.05)
    activity = distance / span
    story = {
        **story,
        "mean_activity": f"{float(activity.mean()):.3f}",
        "dead_units": str(int((states.std(dim=0) < 0.02).sum())),
        "saturated_units": str(int((states.abs().quantile(0.5, dim=0) > 0.95).sum()))
        if len(states) < 100_000
        else str(int((states[:: len(states) // 50_000].abs().quantile(0.5, dim=0) > 0.95).sum())),
    }
    return to_weights(network, rest, span, story)
