"""Endless streams of lessons, with what the heads should say: what training reads, chunk by chunk.

In: lessons, seeds. Out: chunks of inputs and aims for many streams at once.
Runs in training; a stream's course depends on its seed alone, and its place is two numbers that a checkpoint keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.brain.heads import BEAT_DELAY_S, DROP_S, DRUM_DELAY_S, DRUM_HEADS, HEADS
from engine.corpus.lessons import Lesson
from engine.corpus.song import Truth
from engine.ear import BANDS
from engine.ear.batch import with_rises
from engine.ear.features import RISE_HOPS
from engine.ear.spectrum import CENTRES_HZ
from engine.moments import HOP_S

_Array = NDArray[np.float32]

#: How much the hops beside the one that an attack falls on count, from the nearest outwards.
_BESIDE = {"beat": (0.6, 0.2), "downbeat": (0.6, 0.2), **dict.fromkeys(DRUM_HEADS, (0.4,))}
_LEAST_HOPS = 1200
#: Where fewer bands than these are left, a head has nothing to hear: about 5 kHz for hats, 2.5 kHz for crashes.
_HEARD_FROM = {"hat": int(np.searchsorted(CENTRES_HZ, 5000.0)), "crash": int(np.searchsorted(CENTRES_HZ, 2500.0))}


def aims(truth: Truth, hops: int, start: float = 0.0, stretch: float = 1.0) -> _Array:
    """What the heads should say at each of `hops` hops, shape (hops, len(HEADS)), 0..1.

    The first hop begins at `start` seconds of the truth, and time runs slower by the factor `stretch`.
    """
    answers = np.zeros((hops, len(HEADS)), np.float32)
    events = {**truth.drums, "beat": truth.beats, "downbeat": truth.beats[truth.positions == 1]}
    for column, head in enumerate(HEADS):
        if head in events:
            delay = DRUM_DELAY_S if head in DRUM_HEADS else BEAT_DELAY_S
            _mark(answers[:, column], (events[head] - start) * stretch + delay, _BESIDE[head])
    ends = (np.arange(hops) + 1) * HOP_S
    before = ""
    for name, begin, end in truth.sections:
        begins, finishes = (begin - start) * stretch + BEAT_DELAY_S, (end - start) * stretch + BEAT_DELAY_S
        inside = (ends > begins) & (ends <= finishes)
        if name == "build":
            answers[inside, HEADS.index("build")] = ((ends - begins) / max(finishes - begins, HOP_S))[inside]
        elif name == "drop" and before != "drop":
            fresh = 1.0 - (ends - begins) / DROP_S
            answers[inside, HEADS.index("drop")] = np.maximum(fresh, 0.0)[inside]
        before = name
    return answers


def _mark(column: _Array, times: NDArray[np.float64], beside: tuple[float, ...]) -> None:
    centres = np.rint(times / HOP_S).astype(int) - 1
    for away, height in enumerate((1.0, *beside)):
        for side in {away, -away}:
            places = centres + side
            places = places[(places >= 0) & (places < column.size)]
            column[places] = np.maximum(column[places], height)


@dataclass(slots=True)
class Stream:
    """One endless sequence of lessons' parts; `segment` and `offset` say where it is."""

    lessons: Sequence[Lesson]
    seed: tuple[int, ...]
    segment: int = 0
    offset: int = 0
    _bands: _Array = field(default_factory=lambda: np.empty((0, BANDS), np.float32))
    _aims: _Array = field(default_factory=lambda: np.empty((0, len(HEADS)), np.float32))
    _last: _Array = field(default_factory=lambda: np.zeros((RISE_HOPS, BANDS), np.float32))

    def take(self, hops: int) -> tuple[_Array, _Array]:
        """The next `hops` hops: inputs (hops, INPUTS) and aims (hops, len(HEADS)), both 0..1."""
        if not len(self._bands):
            self._bands, self._aims = self._part(self.segment)
            before = self._part(self.segment - 1)[0] if self.segment else self._last
            self._last = np.concatenate((before, self._bands[: self.offset]))[-RISE_HOPS:]
        bands, answers, wanted = [], [], hops
        while wanted:
            end = self.offset + wanted
            bands.append(self._bands[self.offset : end])
            answers.append(self._aims[self.offset : end])
            wanted -= len(bands[-1])
            self.offset = end
            if wanted or self.offset == len(self._bands):
                self.segment, self.offset = self.segment + 1, 0
                self._bands, self._aims = self._part(self.segment)
        whole = np.concatenate(bands)
        inputs = with_rises(whole, self._last)
        self._last = np.concatenate((self._last, whole))[-RISE_HOPS:]
        return inputs, np.concatenate(answers)

    def _part(self, segment: int) -> tuple[_Array, _Array]:
        """A part of a lesson, at another tempo, through another loudspeaker."""
        generator = np.random.default_rng([*self.seed, segment])
        lesson = self.lessons[int(generator.integers(len(self.lessons)))]
        hops = len(lesson.bands)
        first = int(generator.integers(max(1, hops // 3))) if generator.random() < 0.7 else 0
        last = min(hops, first + max(_LEAST_HOPS, int(generator.integers(hops))))
        bands = lesson.bands[first:last].astype(np.float32)
        stretch = float(generator.uniform(0.86, 1.16)) if generator.random() < 0.6 else 1.0
        if stretch != 1.0:
            bands = _stretch(bands, stretch)
        answers = aims(lesson.truth, len(bands), first * HOP_S, stretch)
        top = _narrow(bands, generator)
        for head, lowest in _HEARD_FROM.items():
            if top <= lowest:
                answers[:, HEADS.index(head)] = 0.0
        return _disturb(bands, generator), answers


def _stretch(bands: _Array, factor: float) -> _Array:
    """Other hops between the given ones, by straight lines: a slower tempo at the same pitch."""
    places = np.arange(int((len(bands) - 1) * factor)) / factor
    low = places.astype(int)
    share = (places - low)[:, None].astype(np.float32)
    stretched: _Array = bands[low] * (1.0 - share) + bands[low + 1] * share
    return stretched


def _disturb(bands: _Array, generator: np.random.Generator) -> _Array:
    """Another equaliser, another level, noise, a pitch a little off; silence stays silent."""
    knots = generator.normal(0.0, 0.06, 6)
    curve = np.interp(np.linspace(0.0, 5.0, BANDS), np.arange(6), knots) + generator.normal(0.0, 0.03)
    shift = int(generator.integers(-2, 3))
    moved = np.roll(bands, shift, axis=1)
    if shift > 0:
        moved[:, :shift] = bands[:, :1]
    elif shift < 0:
        moved[:, shift:] = bands[:, -1:]
    disturbed = np.clip(moved + curve.astype(np.float32) * (moved > 0.0), 0.0, 1.0)
    if generator.random() < 0.5:
        rough = generator.standard_normal(disturbed.shape, np.float32) * np.float32(generator.uniform(0.0, 0.03))
        disturbed = np.clip(disturbed + rough * (disturbed > 0.0), 0.0, 1.0)
    answer: _Array = disturbed.astype(np.float32, copy=False)
    return answer


def _narrow(bands: _Array, generator: np.random.Generator) -> int:
    """Now and then, silence the top bands or the lowest, in place; returns how many bands from the lowest are left."""
    if generator.random() < 0.08:
        top = int(generator.integers(28, 56))
        bands[:, top:] = 0.0
        return top
    if generator.random() < 0.05:
        bands[:, : int(generator.integers(4, 14))] = 0.0
    return BANDS
