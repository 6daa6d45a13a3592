"""What a composed piece is made of: style, notes, sections, piece.

In: nothing. Out: frozen records; times in seconds from the piece's beginning, pitches as MIDI note numbers.
Plain data, shared by composer, mixer, training and tests.
"""

from dataclasses import dataclass
from typing import Literal

Groove = Literal["four", "break", "half", "sparse"]
Bus = Literal["dry", "pumped"]

SCALES: dict[str, tuple[int, ...]] = {
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "major": (0, 2, 4, 5, 7, 9, 11),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
"""Semitones above the key note of the seven degrees."""


@dataclass(frozen=True, slots=True)
class Style:
    """Everything that decides how a piece sounds; the same style always gives the same piece.

    `key` is 0 (C) .. 11 (B). `progression` holds the scale degree (0 = key note) of each chord, `chord_bars` bars
    each. Densities, `brightness`, `pump` (side-chain depth) and `reverb` run 0..1; `swing` delays every second
    sixteenth by that part of a sixteenth. `form` lists (section, bars); sections: intro, groove, breakdown,
    build, drop, outro.
    """

    name: str
    seed: int
    tempo_bpm: float
    key: int
    scale: str
    progression: tuple[int, ...]
    form: tuple[tuple[str, int], ...]
    chord_bars: int = 1
    chord_notes: int = 4
    groove: Groove = "four"
    bass: Literal["saw", "sub", "reese"] = "saw"
    bass_line: Literal["rolling", "offbeat", "syncopated", "long"] = "rolling"
    melody: Literal["pluck", "bell", "lead"] = "pluck"
    swing: float = 0.0
    kick_density: float = 0.5
    hat_density: float = 0.5
    arp_density: float = 0.5
    melody_density: float = 0.5
    stab_density: float = 0.5
    brightness: float = 0.5
    pump: float = 0.6
    reverb: float = 0.5


@dataclass(frozen=True, slots=True)
class Note:
    """One sound: `voice` names an entry of `engine.sound.mixer.VOICES`, `args` are its arguments after the rate.

    `gain` scales it, `pan` runs -1 (left) .. 1, `room` and `echo` are send gains; the pumped bus ducks under kicks.
    """

    t: float
    voice: str
    args: tuple[object, ...]
    gain: float
    bus: Bus = "dry"
    pan: float = 0.0
    room: float = 0.0
    echo: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form, `start_s` to `end_s`, over `bars` bars from bar `first_bar`."""

    name: str
    start_s: float
    end_s: float
    first_bar: int
    bars: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A composed piece, with the truth about it: beat times, and the times at which drums really sound.

    `bars` are the start times of all bars plus the end of the last; `length_s` includes the last echo.
    `snares` holds snares and claps, `hats` all hats, shakers and rides. `levels` is the master's automation, `ducks`
    the side chain: both (time, amount) in order of time.
    """

    style: Style
    tempo_bpm: float
    length_s: float
    sections: tuple[Section, ...]
    bars: tuple[float, ...]
    beats: tuple[float, ...]
    kicks: tuple[float, ...]
    snares: tuple[float, ...]
    hats: tuple[float, ...]
    notes: tuple[Note, ...]
    levels: tuple[tuple[float, float], ...]
    ducks: tuple[tuple[float, float], ...]
