"""A bar as its writers see it: where it lies, which chords it has, how full it shall be, and its three dice.

In: positions in beats. Out: notes in beats, which the composer turns into tones; rhythms drawn on a bar's grid.
Pure functions; run wherever a song is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Chord:
    """From `beat` for `beats`: `root` 0 (C) .. 11, `shape` in semitones above the root, rising."""

    beat: float
    beats: float
    root: int
    shape: tuple[int, ...]

    @property
    def classes(self) -> tuple[int, ...]:
        """The pitch classes 0..11 of the chord's notes, the root first."""
        return tuple((self.root + step) % 12 for step in self.shape)

    @property
    def third(self) -> int:
        """Semitones from the root to the third, or to what stands in for it."""
        return next((step for step in self.shape if step in (3, 4)), 5 if 5 in self.shape else 2)


@dataclass(frozen=True, slots=True)
class Note:
    """A tone in beats; `late_s` moves it off its beat, as the strings of a strummed chord follow each other."""

    beat: float
    beats: float
    pitch: float
    velocity: float
    late_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar for one player.

    `chords` sound in this bar, `following` is the first chord of the next one. `scale` holds the pitch classes of the
    key, the key note first. `place` is the bar's number within its passage of `of` bars. `habits` are numbers 0..1 that
    stay the same as long as the section lasts, `cell` gives the same numbers again every time that the player's
    pattern comes round, `chance` never repeats. `motif` is the seed of what all players share: the riff of the section.
    """

    beat: int
    metre: int
    division: int
    tempo_bpm: float
    chords: tuple[Chord, ...]
    following: Chord
    scale: tuple[int, ...]
    section: str
    energy: float
    place: int
    of: int
    habits: tuple[float, ...]
    cell: np.random.Generator
    chance: np.random.Generator
    motif: tuple[int, ...]

    @property
    def steps(self) -> int:
        """Steps of a beat: sixteenths, or thirds."""
        return 4 if self.division == 2 else 3

    @property
    def off(self) -> float:
        """Where the off-beat lies within the beat."""
        return 0.5 if self.division == 2 else 2.0 / 3.0

    @property
    def quick(self) -> bool:
        """Whether sixteenths are too fast to be played throughout."""
        return self.tempo_bpm * self.steps > 620.0

    @property
    def last(self) -> bool:
        """Whether the passage ends with this bar."""
        return self.place == self.of - 1

    def chord_at(self, position: float) -> Chord:
        """The chord that sounds at a position in beats from the bar's beginning; the next bar's from its end on."""
        if position >= self.metre:
            return self.following
        found = self.chords[0]
        for chord in self.chords:
            if chord.beat <= self.beat + position + 1e-6:
                found = chord
        return found

    def note(self, position: float, beats: float, pitch: float, velocity: float, late_s: float = 0.0) -> Note:
        """A note at a position in beats from the bar's beginning."""
        return Note(self.beat + position, beats, pitch, min(1.0, max(0.05, velocity)), late_s)

    def spans(self) -> tuple[tuple[float, float, Chord], ...]:
        """(position, beats, chord) of each chord's share of the bar."""
        found = []
        for chord in self.chords:
            start = max(0.0, chord.beat - self.beat)
            end = min(float(self.metre), chord.beat + chord.beats - self.beat)
            if end > start:
                found.append((start, end - start, chord))
        return tuple(found)


def lowest(pitch_class: int, floor: int) -> int:
    """The lowest pitch of a class that is not below `floor`."""
    return floor + (pitch_class - floor) % 12


def nearest(pitch: float, classes: Iterable[int]) -> int:
    """The pitch closest to `pitch` whose class is one of `classes`; of two, the lower."""
    return min((round(pitch) + (c - round(pitch) + 6) % 12 - 6 for c in classes), key=lambda p: (abs(p - pitch), p))


def climb(pitch: int, steps: int, scale: tuple[int, ...]) -> int:
    """`steps` degrees up (or down) the scale from a pitch that belongs to it, or from the nearest that does."""
    pitch = nearest(pitch, scale)
    rising = sorted((c - scale[0]) % 12 for c in scale)
    octave, inside = divmod(pitch - scale[0], 12)
    degree = rising.index(inside) + steps
    return int(scale[0] + 12 * (octave + degree // len(rising)) + rising[degree % len(rising)])


def pentatonic(scale: tuple[int, ...]) -> tuple[int, ...]:
    """The five notes of a scale of seven that guitarists and singers stay with."""
    minor = (scale[2] - scale[0]) % 12 == 3
    return tuple(scale[d] for d in ((0, 2, 3, 4, 6) if minor else (0, 1, 2, 4, 5)))


def positions_drawn(dice: np.random.Generator, bar: Bar, density: float, syncopation: float) -> tuple[float, ...]:
    """A bar's rhythm: positions in beats. `density`: share of steps played; `syncopation` 0..1, 0 keeps the beats."""
    steps = bar.steps
    weights = np.empty(bar.metre * steps)
    for step in range(len(weights)):
        inside = step % steps
        if inside == 0:
            weights[step] = 1.0 - 0.75 * syncopation
        elif inside * 2 == steps or (steps == 3 and inside == 2):
            weights[step] = 0.45 + 0.5 * syncopation
        else:
            weights[step] = 0.06 + 0.75 * syncopation * (0.45 if bar.quick else 1.0)
    if dice.random() < 0.8 - 0.4 * syncopation:
        weights[0] = 9.0
    count = max(1, round(density * len(weights)))
    order = np.argsort(-weights * (0.25 + dice.random(len(weights))))
    return tuple(float(step) / steps for step in sorted(order[:count].tolist()))


def positions_grouped(dice: np.random.Generator, bar: Bar, step: float) -> tuple[float, ...]:
    """An additive rhythm: groups of three steps and a rest of twos or fours, as 3+3+2; `step` in beats."""
    total = round(bar.metre / step)
    threes = max(0, total // 3 - (1 if total % 3 == 1 else 0))
    if total % 8 == 0 and dice.random() < 0.6:
        sizes = [3, 3, 2] * (total // 8)
    else:
        sizes = [3] * threes
        left = total - 3 * threes
        sizes += [2] * (left // 2) + ([1] if left % 2 else [])
        if dice.random() < 0.25:
            dice.shuffle(sizes)
    return tuple(float(sum(sizes[:i])) * step for i in range(len(sizes)))


def gaps(positions: tuple[float, ...], end: float) -> tuple[float, ...]:
    """How long it is from each position to the next one, and from the last to `end`."""
    return tuple(after - before for before, after in zip(positions, (*positions, end)[1:], strict=True))
