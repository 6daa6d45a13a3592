"""What a song of the corpus is made of: its plan, its hits and tones, and the truth about it.

In: nothing. Out: frozen records; times in seconds from the song's beginning, pitches as MIDI note numbers.
Plain data, shared by the writers, the renderers and the lessons.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Role = Literal["bass", "chords", "pad", "riff", "lead", "arp", "voice", "fx"]

#: Every drum that a hit can name, with the class of truth that it counts for ("" for none).
DRUMS: dict[str, Literal["kick", "snare", "hat", "crash", ""]] = {
    "kick": "kick",
    "snare": "snare",
    "rim": "snare",
    "clap": "snare",
    "hat": "hat",
    "pedal hat": "hat",
    "open hat": "hat",
    "ride": "",
    "ride bell": "",
    "shaker": "",
    "tambourine": "",
    "crash": "crash",
    "splash": "crash",
    "china": "crash",
    "low tom": "",
    "mid tom": "",
    "high tom": "",
    "cowbell": "",
    "clave": "",
    "woodblock": "",
    "conga low": "",
    "conga high": "",
    "bongo low": "",
    "bongo high": "",
    "timbale": "",
    "guiro": "",
    "triangle": "",
    "agogo": "",
}

#: The classes of drums of which the truth is told.
CLASSES = ("kick", "snare", "hat", "crash")

#: What a section can be called; `build` rises into the `drop` that follows it.
SECTIONS = ("intro", "verse", "chorus", "bridge", "groove", "breakdown", "build", "drop", "solo", "outro")


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of the form: `bars` bars from bar `first_bar`; `energy` 0..1.

    `layers` names who plays: "kick", "snare", "hats", "percussion", and the roles of the tones.
    """

    name: str
    first_bar: int
    bars: int
    energy: float
    layers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided before a note is written.

    `beats` (n + 1,): the time of every beat, tempo drift included, and of the end after the last. Bar b begins at
    beat `b * metre`: `metre` beats a bar. The beat is the one that a listener taps. `division` is 2 where a beat
    falls into halves and quarters, 3 where it falls into thirds (6/8, shuffle). `swing` delays every second
    half of the half-beat (or half-beat, for swung eighths, where `swung` is 2) by that share of its length, 0..0.67:
    the writers apply it through `time`. `key` 0 (C) .. 11, `scale` a name in `engine.sound.score.SCALES`.
    `tightness` 0..1: 1 is a machine, lower means players who are early and late by up to 15 ms.
    """

    seed: int
    genre: str
    tempo_bpm: float
    metre: int
    division: int
    swing: float
    swung: int
    key: int
    scale: str
    tightness: float
    beats: NDArray[np.float64]
    passages: tuple[Passage, ...]

    @property
    def bars(self) -> int:
        """How many whole bars there are."""
        return (len(self.beats) - 1) // self.metre

    def time(self, beat: float) -> float:
        """The time in seconds of a position in beats, with the swing of its place within the beat."""
        whole = int(np.floor(beat))
        part = beat - whole
        if self.swing > 0.0 and self.division == 2:
            part = self._swing(part)
        return float(np.interp(whole + part, np.arange(len(self.beats)), self.beats))

    def _swing(self, part: float) -> float:
        """Where a place within the beat (0..1) falls: a bent line whose middle of each swung pair comes late."""
        pair = 1.0 if self.swung == 2 else 0.5
        base = pair * np.floor(part / pair)
        place = (part - base) / pair
        late = 0.5 + 0.5 * self.swing * 0.5
        bent = place * 2.0 * late if place < 0.5 else late + (place - 0.5) * 2.0 * (1.0 - late)
        return float(base + pair * bent)


@dataclass(frozen=True, slots=True)
class Hit:
    """A stroke: `drum` names an entry of `DRUMS`, `velocity` 0..1; `t` is when its attack begins."""

    t: float
    drum: str
    velocity: float


@dataclass(frozen=True, slots=True)
class Tone:
    """A note: from `t` for `length` seconds, at `pitch` (MIDI, fractions allowed), `velocity` 0..1."""

    t: float
    length: float
    pitch: float
    velocity: float


@dataclass(frozen=True, slots=True)
class Part:
    """One player's tones. `sound` is a hint such as "electric bass", "distorted guitar", "saw pad", "piano"."""

    role: Role
    sound: str
    tones: tuple[Tone, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so about a song or a clip, all in seconds: what the heads learn and what scores are held against.

    `beats` (n,) and `positions` (n,), 1 on the downbeat; `drums` by class: kick, snare, hat, crash; `bass`: onsets of
    bass notes. `sections`: (name, start, end). Ambient music without a beat has no beats.
    """

    beats: NDArray[np.float64]
    positions: NDArray[np.int64]
    drums: dict[str, NDArray[np.float64]]
    bass: NDArray[np.float64]
    sections: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Song:
    """A whole song: what to play, and the truth about it. `length_s` includes the last decay."""

    plan: Plan
    hits: tuple[Hit, ...]
    parts: tuple[Part, ...]
    truth: Truth
    length_s: float
