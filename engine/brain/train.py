"""Training: the network learns to hear the beat, the drums and the form, to foresee, and to be worth looking at.

In: a course, a folder for its lessons. Out: a weights file with its story, and a log of figures.
Runs as `asterism train`, on a CPU or a GPU, alone or under PyTorch's `torchrun` on as many machines as there are.

The loss has two tasks and six manners. The tasks: say with the heads what sounded, and predict the features at each
horizon. The manners, each on the hidden state, are in `engine.brain.manners`.

Every so often all that a run is goes into a checkpoint beside the weights: the same command goes on from there.
"""

import glob
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from tqdm import tqdm

from engine import __version__
from engine.brain.container import append_figures, check_writable, figures_file
from engine.brain.crew import Crew
from engine.brain.heads import HEADS
from engine.brain.manners import manners
from engine.brain.network import Network, to_weights
from engine.brain.streams import Stream
from engine.brain.weights import HORIZONS, Weights, save_weights
from engine.corpus.lessons import RECIPE, Lesson, course_batches, make_missing, prepare
from engine.ear import INPUTS
from engine.errors import ControlError
from engine.moments import HOP_S

_REST_HOPS = 60_000
_RISE_WEIGHT = 3.0  # rises are rare: without this a network does well by never expecting one
_RAREST = 0.005
_CHECKPOINT_STEPS = 200
_FIGURES_STEPS = 50
#: Of each head: how much its error counts, and how much more a hop counts at which it should answer.
_HEAD_WEIGHTS = {
    "beat": (2.0, 2.0),
    "downbeat": (2.0, 3.0),
    "kick": (1.0, 2.0),
    "snare": (1.0, 2.0),
    "hat": (0.7, 2.0),
    "crash": (0.5, 3.0),
    "build": (0.2, 1.0),
    "drop": (0.2, 1.0),
}


@dataclass(frozen=True, slots=True)
class Course:
    """What one training run is made of.

    `batches`: how many batches of songs there are to learn from. `streams`: how many lessons are heard at once by each
    process. `chunk`: hops per step of back-propagation through time. `rate`: the learning rate of 128 units; larger
    networks learn at a lower one. The rest: weights of losses.
    """

    units: int = 128
    seed: int = 1
    batches: int = 240
    streams: int = 48
    chunk: int = 400
    steps: int = 7200
    rate: float = 3e-3
    foresee: float = 0.5
    sparse: float = 0.02
    rest: float = 1.0
    alive: float = 30.0
    free: float = 10.0
    distinct: float = 0.3
    telling: float = 0.5

    @property
    def seeds(self) -> range:
        """The seeds of the batches of songs: no two courses of different seed share one. Raises `ControlError`."""
        return course_batches(self.seed, self.batches)

    @property
    def peak_rate(self) -> float:
        """The highest learning rate on the way."""
        return self.rate * float(min(1.0, (128.0 / self.units) ** 0.5))


def train(
    course: Course, out: Path, lessons_folder: Path, jobs: int = 1, say: Callable[[str], None] = lambda line: None
) -> Weights:
    """Train by `course` and write the weights to `out`; the same course and crew give the same weights on one machine.

    `lessons_folder` keeps the lessons between runs; `jobs` processes make those that are missing. A run that was
    interrupted goes on where its last checkpoint is. Raises `WeightsError` at once when `out` cannot be written.
    """
    if not course.batches or course.chunk <= max(HORIZONS):
        raise ControlError(f"A course needs a batch of songs and chunks of more than {max(HORIZONS)} hops.")
    check_writable(out)
    check_writable(figures_file(out))
    crew = Crew.join()
    lessons = _prepare(course, lessons_folder, jobs, crew)
    torch.manual_seed(course.seed)
    # What cuBLAS asks for before it computes the same twice; read when a GPU is first used.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True)
    run = _Run(course, crew, lessons, out, say)
    run.resume()
    run.go()
    network = run.network.cpu()
    story = {**_story(course, crew), "loss": f"{run.figures['loss']:.4f}", "foreseen": f"{run.figures['foreseen']:.3f}"}
    weights = _measure(network, lessons, course, story)
    if crew.rank == 0:
        save_weights(out, weights)
        say(f"wrote {out}")
    crew.wait()
    run.forget()
    crew.leave()
    return weights


def _prepare(course: Course, folder: Path, jobs: int, crew: Crew) -> list[Lesson]:
    """The lessons. Each process makes its share, and what is then not in its machine's folder."""
    own = range(course.seeds.start + crew.rank, course.seeds.stop, crew.size)
    with tqdm(total=len(own), desc="lessons", unit="batch", disable=crew.rank > 0) as bar:
        make_missing(folder, own, max(1, jobs // crew.size), lambda done: bar.update(done - bar.n))
    crew.wait()
    return prepare(folder, course.seeds, max(1, jobs // crew.size))


def _story(course: Course, crew: Crew) -> dict[str, str]:
    together = f" under torchrun with {crew.size} processes" if crew.size > 1 else ""
    return {
        "course": json.dumps(asdict(course), sort_keys=True),
        "made_by": f"asterism {__version__} train --units {course.units} --seed {course.seed} "
        f"--batches {course.batches} --steps {course.steps} --streams {course.streams}{together}",
        "torch": torch.__version__,
    }


class _Run:
    """All that a run in progress is: network, optimiser, streams, state; and its checkpoints."""

    def __init__(
        self, course: Course, crew: Crew, lessons: list[Lesson], out: Path, say: Callable[[str], None]
    ) -> None:
        self.network = Network(course.units, INPUTS, HOP_S).to(crew.device)
        self.figures: dict[str, float] = {}
        self._course, self._crew, self._out, self._say = course, crew, out, say
        self._step = 0
        self._optimiser = torch.optim.AdamW(self.network.parameters(), lr=course.peak_rate, weight_decay=1e-3)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, course.peak_rate, total_steps=course.steps, pct_start=0.15, final_div_factor=1e3
        )
        self._streams = [Stream(lessons, (course.seed, crew.rank, place)) for place in range(course.streams)]
        self._state = torch.zeros(course.streams, course.units, device=crew.device)
        self._weights = _loss_weights(crew.device)

    def go(self) -> None:
        """Take the steps that are left."""
        course, crew = self._course, self._crew
        began, first = time.monotonic(), self._step
        sums: dict[str, float] = {}
        with tqdm(
            total=course.steps, initial=first, desc="training", unit="step", mininterval=1.0, disable=crew.rank > 0
        ) as bar:
            while self._step < course.steps:
                for name, value in self._advance().items():
                    sums[name] = sums.get(name, 0.0) + value
                self._step += 1
                bar.update()
                if self._step % _FIGURES_STEPS == 0 or self._step == course.steps:
                    taken = (self._step - 1) % _FIGURES_STEPS + 1
                    self.figures = {name: total / taken for name, total in sums.items()}
                    pace = (self._step - first) * course.streams * course.chunk * crew.size / (time.monotonic() - began)
                    self._log(self.figures, pace)
                    bar.set_postfix(loss=f"{self.figures['loss']:.3f}", beat=f"{self.figures['beat']:.3f}")
                    sums = {}
                if self._step % _CHECKPOINT_STEPS == 0:
                    self._keep()

    def _advance(self) -> dict[str, float]:
        """One step: hear a chunk of every stream, learn from it. Returns the figures of the step."""
        course, network = self._course, self.network
        taken = [stream.take(course.chunk) for stream in self._streams]
        device = self._crew.device
        inputs = torch.from_numpy(np.stack([inputs for inputs, _ in taken])).to(device)
        answers = torch.from_numpy(np.stack([answers for _, answers in taken])).to(device)
        states = network(inputs, self._state)
        self._state = states[:, -1].detach()
        errors = _head_errors(network.heads(states), answers, self._weights[1])
        missed, unchanged = _prediction_errors(network, states, inputs, self._step)
        loss = (errors * self._weights[0]).sum() + course.foresee * missed / unchanged
        behaved = manners(states, inputs, answers)
        loss = loss + torch.stack([getattr(course, name) * worth for name, worth in behaved.items()]).sum()
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._crew.average(network)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        self._optimiser.step()
        self._schedule.step()
        said = dict(zip(HEADS, errors.detach().tolist(), strict=True))
        return {
            "loss": float(loss.detach()),
            "foreseen": 1.0 - float((missed / unchanged).detach()),
            "untold": float(behaved["telling"].detach()),
            **said,
        }

    def _log(self, figures: dict[str, float], pace: float) -> None:
        if self._crew.rank == 0:
            rounded = {name: round(value, 5) for name, value in figures.items()}
            append_figures(self._out, {"step": self._step, **rounded, "hops_per_s": round(pace)})

    # Checkpoints: one file a process and step. The one before the last stays, because a process may be killed between
    # the moment at which it has written its own and the moment at which the others have theirs.

    def _words(self) -> dict[str, object]:
        """What a checkpoint must have been made by, for a run to go on from it."""
        return {**asdict(self._course), "crew": self._crew.size, "recipe": RECIPE}

    def _file(self, step: int) -> Path:
        return self._out.with_name(f"{self._out.stem}.checkpoint-{self._crew.rank}-{step}")

    def _kept(self) -> dict[int, Path]:
        name = f"{self._out.stem}.checkpoint-{self._crew.rank}-"
        files = {file.name.removeprefix(name): file for file in self._out.parent.glob(f"{glob.escape(name)}*")}
        return {int(step): file for step, file in files.items() if step.isdecimal()}

    def _unfinished(self) -> Path:
        return self._out.with_name(f"{self._out.stem}.unfinished-{self._crew.rank}")

    def _keep(self) -> None:
        content = {
            "course": self._words(),
            "network": self.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
            "state": self._state,
            "streams": [(stream.segment, stream.offset) for stream in self._streams],
            "figures": self.figures,
        }
        try:
            torch.save(content, self._unfinished())
            self._unfinished().replace(self._file(self._step))
            for step, old in self._kept().items():
                if step not in (self._step, self._step - _CHECKPOINT_STEPS):
                    old.unlink()
        except (OSError, RuntimeError) as refused:  # RuntimeError: torch on a full disk
            self._say(f"The checkpoint of step {self._step} could not be kept ({refused}); going on without it.")

    def resume(self) -> None:
        """Go on from the last checkpoint that all processes have and can read, if it is of the same course."""
        contents = {step: content for step, file in self._kept().items() if (content := self._read(file)) is not None}
        step = self._crew.latest(set(contents))
        if step == 0:
            return
        content = contents[step]
        if content["course"] != self._words():
            self._say("The checkpoint beside the weights is of another course; starting anew.")
            return
        self.network.load_state_dict(content["network"])
        self._optimiser.load_state_dict(content["optimiser"])
        self._schedule.load_state_dict(content["schedule"])
        self._state, self.figures = content["state"], content["figures"]
        for stream, (segment, offset) in zip(self._streams, content["streams"], strict=True):
            stream.segment, stream.offset = segment, offset
        self._step = step
        self._say(f"going on from step {step}")

    def _read(self, file: Path) -> dict[str, Any] | None:
        """What a checkpoint holds, None if it is none or damaged."""
        try:
            content = torch.load(file, map_location=self._crew.device, weights_only=True)
        except Exception as damaged:  # torch raises whatever comes to its mind
            self._say(f"{file} cannot be read ({type(damaged).__name__}) and is left out.")
            return None
        return content if isinstance(content, dict) and "course" in content else None

    def forget(self) -> None:
        """Remove the checkpoints of a finished run."""
        for file in (*self._kept().values(), self._unfinished()):
            file.unlink(missing_ok=True)


def _loss_weights(device: torch.device) -> tuple[Tensor, Tensor]:
    return (
        torch.tensor([_HEAD_WEIGHTS[head][0] for head in HEADS], device=device),
        torch.tensor([_HEAD_WEIGHTS[head][1] for head in HEADS], device=device),
    )


def _head_errors(logits: Tensor, answers: Tensor, positive: Tensor) -> Tensor:
    """Cross-entropy of every head, (len(HEADS),), beside that of a head that always says the usual: 1 is no better.

    What hardly ever sounds in a chunk is taken to sound in 1 of 200 hops: the rest would be a division by nothing.
    """
    errors = binary_cross_entropy_with_logits(logits, answers, pos_weight=positive, reduction="none").mean(dim=(0, 1))
    share = answers.mean(dim=(0, 1)).clamp(_RAREST, 1.0 - _RAREST)
    usual = positive * share / (positive * share + 1.0 - share)
    ignorant = -(positive * share * usual.log() + (1.0 - share) * (1.0 - usual).log())
    return errors / ignorant


def _prediction_errors(network: Network, states: Tensor, inputs: Tensor, step: int) -> tuple[Tensor, Tensor]:
    """(squared error of the prediction, that of saying nothing changes), both weighted and averaged.

    Every eighth hop is asked, another one at each step: the predictions are most of what a hop costs.
    """
    asked = torch.arange(step % 8, states.shape[1] - max(HORIZONS), 8, device=states.device)
    predictions = network.predict(states[:, asked])
    weight = torch.ones(inputs.shape[-1], device=states.device)
    weight[inputs.shape[-1] // 2 :] = _RISE_WEIGHT
    missed, unchanged = torch.zeros((), device=states.device), torch.zeros((), device=states.device)
    for place, horizon in enumerate(HORIZONS):
        target = inputs[:, asked + horizon]
        missed = missed + (weight * (predictions[:, :, place] - target) ** 2).mean()
        unchanged = unchanged + (weight * (inputs[:, asked] - target) ** 2).mean()
    return missed, unchanged + 1e-6


@torch.no_grad()
def _measure(network: Network, lessons: list[Lesson], course: Course, story: dict[str, str]) -> Weights:
    """Find each unit's rest (the state after 10 minutes of silence) and range, and write the figures down."""
    for layer in (network.input, network.recurrent, network.readout, network.heads):
        layer.weight.copy_(layer.weight.half().float())  # what is stored is halved: it is that which must rest
    silence = torch.zeros(1, _REST_HOPS, INPUTS)
    rest = network(silence, torch.zeros(1, network.units))[0, -1]
    streams = [Stream(lessons, (course.seed, 999, place)) for place in range(16)]
    heard = torch.from_numpy(np.stack([stream.take(6000)[0] for stream in streams]))
    states = network(heard, rest.expand(16, -1))[:, 500:].flatten(0, 1)
    distance = (states - rest).abs()
    span = torch.quantile(distance[:: max(1, len(distance) // 20000)], 0.99, dim=0).clamp(min=0.05)
    some: NDArray[np.float32] = states[::5].numpy()
    story = {
        **story,
        "mean_activity": f"{float((distance / span).mean()):.3f}",
        "dead_units": str(int((some.std(axis=0) < 0.02).sum())),
        "saturated_units": str(int((np.median(np.abs(some), axis=0) > 0.95).sum())),
    }
    return to_weights(network, rest, span, story)
