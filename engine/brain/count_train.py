"""Training of the network that counts: it learns from lessons, beat by beat, which beats begin a bar.

In: a course, a folder with lessons, the networks that vote. Out: a weights file with its story, and a log of figures.
Runs as `asterism train --count`, in one process, on a CPU; it takes some minutes once the lessons are there.

A beat may be heard a little early or late, songs may be joined anywhere, beats may have been mistaken until now, and a
speaker may favour any band.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from tqdm import tqdm

from engine import __version__
from engine.brain.container import append_figures, check_writable, figures_file
from engine.brain.count import BEAT_INPUTS, LENGTH, CountWeights, save_count
from engine.brain.count_network import CountNetwork, beats_heard, join, to_weights
from engine.brain.heads import HEADS
from engine.brain.mind import load_voters
from engine.brain.network import from_weights
from engine.brain.weights import Weights
from engine.corpus.lessons import Lesson, course_batches, prepare
from engine.ear import INPUTS
from engine.ear.batch import with_rises
from engine.errors import ControlError
from engine.moments import HOP_S

_Array = NDArray[np.float32]

_JITTER_S = 0.008
_SPEAKER = 0.1
#: The share of inputs that are withheld from a whole stretch.
_WITHHELD = 0.15
#: How often a part ends before its stretch does, and how often mistaken beats come before it, at most so many.
_CUT, _MISTAKEN, _MOST_MISTAKEN = 0.5, 0.3, 12
#: The first beats of a stretch have no past to be told by: nothing is asked of them.
_UNASKED = 2
_FEWEST_BEATS = 24
#: So many lessons are listened to at once.
_AT_ONCE = 48
_FIGURES_STEPS = 50


@dataclass(frozen=True, slots=True)
class CountCourse:
    """What one training run is made of.

    It hears what the shipped voters say: when they change, it has to learn anew. `batches`: how many batches of songs
    there are to learn from. `voices`: how many networks of `units` learn, each from another start and in another order;
    they are joined to one. `streams`: stretches of music heard at once, each `beats` long. `rate`: the highest learning
    rate.
    """

    units: int = 24
    voices: int = 4
    seed: int = 1
    batches: int = 240
    streams: int = 64
    beats: int = 96
    steps: int = 1200
    rate: float = 3e-3

    @property
    def seeds(self) -> range:
        """The seeds of the batches of songs. Raises `ControlError`."""
        return course_batches(self.seed, self.batches)


def train_count(
    course: CountCourse, out: Path, lessons_folder: Path, jobs: int = 1, say: Callable[[str], None] = lambda line: None
) -> CountWeights:
    """Train by `course` and write the weights to `out`; the same course gives the same weights on one machine.

    `lessons_folder` keeps the lessons between runs; `jobs` processes make those that are missing. Raises
    `WeightsError` at once when `out` cannot be written.
    """
    if not (course.batches and course.steps and course.voices) or course.beats <= _UNASKED:
        raise ControlError(
            f"A course needs a batch of songs, a step, a voice, and stretches of more than {_UNASKED} beats."
        )
    check_writable(out)
    check_writable(figures_file(out))
    voters = load_voters()
    with tqdm(total=course.batches, desc="lessons", unit="batch") as bar:
        lessons = prepare(lessons_folder, course.seeds, jobs, lambda done: bar.update(done - bar.n))
    generator = np.random.default_rng([course.seed, 50])
    with tqdm(total=len(lessons), desc="listening", unit="lesson") as bar:
        songs = []
        for start in range(0, len(lessons), _AT_ONCE):
            part = lessons[start : start + _AT_ONCE]
            heard = [_hear(lesson, said, generator) for lesson, said in zip(part, vote_on(part, voters), strict=True)]
            songs += [song for song in heard if song is not None]
            bar.update(len(part))
    if not songs:
        raise ControlError(f"None of these songs has {_FEWEST_BEATS} beats; make more batches.")
    torch.manual_seed(course.seed)
    torch.use_deterministic_algorithms(True)
    everything = np.concatenate([song.heard for song in songs])
    mean, deviation = everything.mean(axis=0), everything.std(axis=0) + np.float32(0.01)
    networks = [CountNetwork(course.units, mean, deviation) for _ in range(course.voices)]
    errors = [_learn(course, network, songs, generator, out) for network in networks]
    story = {
        "course": json.dumps(asdict(course), sort_keys=True),
        "made_by": f"asterism {__version__} train --count --seed {course.seed} --batches {course.batches} "
        f"--steps {course.steps}",
        "torch": torch.__version__,
        "loss": f"{np.mean(errors):.4f}",
    }
    weights = join([to_weights(network) for network in networks], story)
    save_count(out, weights)
    say(f"wrote {out}")
    return weights


@dataclass(frozen=True, slots=True)
class Song:
    """A lesson, beat by beat: `heard` (beats, BEAT_INPUTS), `firsts` (beats,), 1 where a bar begins. `mistaken`
    (n, BEAT_INPUTS): the same music by beats that are not its own."""

    heard: _Array
    firsts: _Array
    mistaken: _Array


@torch.no_grad()
def vote_on(lessons: Sequence[Lesson], voters: Sequence[Weights]) -> list[_Array]:
    """What the networks together say of each lesson, (hops, len(HEADS)) each, 0..1, as the show's `Brain` votes."""
    longest = max(len(lesson.bands) for lesson in lessons)
    inputs = np.zeros((len(lessons), longest, INPUTS), np.float32)
    for place, lesson in enumerate(lessons):
        inputs[place, : len(lesson.bands)] = with_rises(lesson.bands.astype(np.float32))
    total = torch.zeros(len(lessons), longest, len(HEADS))
    for voter in voters:
        network = from_weights(voter, HOP_S)
        rest = torch.from_numpy(voter.rest).expand(len(lessons), -1).contiguous()
        total += network.heads(network(torch.from_numpy(inputs), rest))
    said = torch.sigmoid(total / len(voters)).numpy()
    return [said[place, : len(lesson.bands)] for place, lesson in enumerate(lessons)]


def _hear(lesson: Lesson, said: _Array, generator: np.random.Generator) -> Song | None:
    """A lesson beat by beat; None when it has too few of them."""
    truth = lesson.truth
    inside = (truth.beats > 0.0) & (truth.beats < len(lesson.bands) * HOP_S - 0.1)
    beats = truth.beats[inside]
    if len(beats) <= _FEWEST_BEATS:
        return None
    heard = np.concatenate((with_rises(lesson.bands.astype(np.float32)), said), axis=1)
    near = np.sort(beats + generator.normal(0.0, _JITTER_S, len(beats)))
    firsts = (truth.positions[inside][:-1] == 1).astype(np.float32)
    return Song(beats_heard(heard, np.maximum(near, 0.0)), firsts, beats_heard(heard, _mistaken(beats, generator)))


def _mistaken(beats: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    """Beats as a tracker has them before it has found the right ones: between them, too many or too few."""
    kind = int(generator.integers(3))
    if kind == 0:
        return beats[:-1] + np.diff(beats) * generator.uniform(0.25, 0.75)
    wrong_s = float(np.median(np.diff(beats))) * (1.5, 0.67)[kind - 1] * generator.uniform(0.95, 1.05)
    return np.arange(beats[0] + generator.uniform(0.0, wrong_s), beats[-1], wrong_s)


def _learn(
    course: CountCourse,
    network: CountNetwork,
    songs: Sequence[Song],
    generator: np.random.Generator,
    out: Path,
) -> float:
    """Take the steps, with figures in the log beside `out`; the mean error of the last, in nats a beat."""
    optimiser = torch.optim.AdamW(network.parameters(), course.rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, course.rate, total_steps=course.steps, pct_start=0.15)
    total, mean = 0.0, 0.0
    with tqdm(total=course.steps, desc="training", unit="step", mininterval=1.0) as bar:
        for step in range(1, course.steps + 1):
            taken = [_stretch(songs, course.beats, generator) for _ in range(course.streams)]
            heard, firsts, asked = (torch.from_numpy(np.stack(part)) for part in zip(*taken, strict=True))
            # Some inputs are withheld, and the usual is told instead: it must not lean on one band.
            told = torch.rand(len(heard), 1, BEAT_INPUTS) >= _WITHHELD
            heard = torch.where(told, heard, network.mean)
            errors = binary_cross_entropy_with_logits(network(heard), firsts, reduction="none")
            loss = (errors * asked).sum() / asked.sum().clamp(min=1.0)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
            bar.update()
            if step % _FIGURES_STEPS == 0 or step == course.steps:
                mean, total = total / ((step - 1) % _FIGURES_STEPS + 1), 0.0
                append_figures(out, {"step": step, "loss": round(mean, 5)})
                bar.set_postfix(loss=f"{mean:.3f}")
    return mean


def _stretch(songs: Sequence[Song], beats: int, generator: np.random.Generator) -> tuple[_Array, _Array, _Array]:
    """Parts of songs, cut together as by a DJ: heard, firsts, and which beats are asked for, `beats` of each.

    Before some parts the beats are mistaken: nothing is asked of those.
    """
    heard, firsts, asked = [], [], []
    wanted = beats
    while wanted > 0:
        song = songs[int(generator.integers(len(songs)))]
        if generator.random() < _MISTAKEN:
            start = int(generator.integers(max(1, len(song.mistaken) - _MOST_MISTAKEN)))
            part = song.mistaken[start : start + int(generator.integers(1, _MOST_MISTAKEN + 1))][:wanted]
            heard.append(part)
            firsts.append(np.zeros(len(part), np.float32))
            asked.append(np.zeros(len(part), np.float32))
            wanted -= len(part)
        start = int(generator.integers(len(song.heard) - _FEWEST_BEATS + 1))
        count = int(generator.integers(12, 60)) if generator.random() < _CUT else beats
        end = start + min(count, wanted)
        heard.append(song.heard[start:end])
        firsts.append(song.firsts[start:end])
        asked.append((np.arange(len(heard[-1])) >= _UNASKED).astype(np.float32))
        wanted -= len(heard[-1])
    played = np.concatenate(heard)
    speaker = 1.0 + _SPEAKER * generator.standard_normal(BEAT_INPUTS, np.float32)
    speaker[LENGTH] = 1.0
    played *= speaker
    return played, np.concatenate(firsts), np.concatenate(asked)
