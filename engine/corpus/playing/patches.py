"""The synthesiser's patches: for every name of a sound the bounds within which one is drawn.

In: a sound's name, the role, a generator. Out: a patch.
Pure functions; run wherever a song of the corpus is rendered.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.corpus.playing.dice import span
from engine.corpus.playing.synth import Patch


@dataclass(frozen=True, slots=True)
class _Any:
    """One of these, all alike in chance."""

    of: tuple[Any, ...]


def _any(*of: Any) -> _Any:
    return _Any(of)


#: Bounds of a field: a number or text that is fixed, (low, high), or one of several.
Bounds = dict[str, Any]

_STRING: Bounds = {"wave": "string", "ratio": (0.08, 0.4), "sustain": 1.0, "attack_s": 0.001, "chiff": (0.0, 0.3)}
_BASS: Bounds = {"mono": True, "attack_s": (0.001, 0.012), "release_s": (0.02, 0.08), "drive": (0.3, 3.0)}
_VOICE: Bounds = {
    "wave": "saw",
    "tilt": (0.0, 0.6),
    "vowels": _any(("a", "o", "e"), ("i", "a", "u"), ("o", "u", "a"), ("a", "i", "e", "u"), ("er", "a", "o", "i")),
    "throat": (0.92, 1.25),
    "attack_s": (0.015, 0.06),
    "sustain": (0.7, 1.0),
    "release_s": (0.05, 0.15),
    "vibrato": (0.05, 0.6),
    "vibrato_hz": (4.5, 6.5),
    "breath": (0.01, 0.12),
    "chiff": (0.0, 0.8),
    "breath_hz": (2500.0, 5000.0),
    "unlike": 4,
}
_LEAD: Bounds = {
    "attack_s": (0.001, 0.02),
    "sustain": (0.5, 1.0),
    "release_s": (0.03, 0.25),
    "cutoff_hz": (1200.0, 14_000.0),
    "sweep_octaves": (0.0, 2.0),
    "sweep_s": (0.05, 0.5),
    "resonance": (0.0, 2.0),
    "drive": (0.2, 2.5),
    "vibrato": (0.0, 0.3),
    "echo_s": (0.09, 0.45),
    "echo": (0.0, 0.4),
}
_WIND: Bounds = {
    "mono": True,
    "attack_s": (0.02, 0.07),
    "sustain": (0.7, 1.0),
    "release_s": (0.04, 0.12),
    "sweep_octaves": (-1.5, -0.5),
    "sweep_s": (0.03, 0.08),
    "vibrato": (0.0, 0.35),
    "vibrato_hz": (4.5, 6.0),
    "breath": (0.01, 0.08),
    "chiff": (0.0, 0.2),
    "drop": (-0.7, 0.0),
}
_PAD: Bounds = {
    "voices": _any(3, 4, 5),
    "spread_cents": (6.0, 25.0),
    "attack_s": (0.08, 0.6),
    "sustain": 1.0,
    "release_s": (0.2, 0.9),
    "cutoff_hz": (500.0, 5000.0),
    "sway_hz": (0.05, 0.4),
    "sway_octaves": (0.0, 1.2),
    "resonance": (0.0, 1.0),
}
_BARS: Bounds = {"wave": "bars", "attack_s": 0.002, "sustain": 1.0, "release_s": (0.15, 0.5), "damp": (0.3, 0.9)}
_CHIP: Bounds = {"attack_s": 0.001, "sustain": (0.4, 1.0), "decay_s": (0.05, 0.3), "release_s": 0.01}

TABLE: dict[str, Bounds] = {
    # Basses.
    "electric bass": _BASS | _STRING | {"string_s": (0.6, 2.5), "damp": (0.6, 1.0), "cutoff_hz": (600.0, 3500.0)},
    "picked bass": _BASS | _STRING | {"string_s": (0.6, 2.0), "damp": (0.5, 0.8), "chiff": (0.2, 0.6)},
    "slap bass": _BASS | _STRING | {"string_s": (0.3, 1.2), "damp": (0.4, 0.7), "chiff": (0.4, 1.0)},
    "fretless bass": _BASS | _STRING | {"string_s": (0.8, 2.5), "damp": 1.0, "slide_s": (0.06, 0.15), "vibrato": 0.15},
    "upright bass": _BASS | _STRING | {"string_s": (0.4, 1.2), "damp": (0.9, 1.2), "cutoff_hz": (400.0, 1500.0)},
    "tuba": _BASS | _WIND | {"cutoff_hz": (400.0, 1200.0)},
    "synth bass": _BASS
    | {
        "wave": _any("saw", "square", "pulse", "triangle"),
        "voices": _any(1, 1, 2),
        "spread_cents": (2.0, 9.0),
        "cutoff_hz": (150.0, 1200.0),
        "sweep_octaves": (0.5, 4.0),
        "sweep_s": (0.04, 0.3),
        "resonance": (0.0, 2.5),
        "decay_s": (0.08, 0.6),
        "sustain": (0.2, 1.0),
        "sub": (0.0, 0.8),
    },
    "saw bass": _BASS | {"voices": _any(1, 2, 3), "spread_cents": (3.0, 15.0), "cutoff_hz": (300.0, 4000.0)},
    "fm bass": _BASS | {"wave": "fm", "ratio": _any(1.0, 2.0, 3.0), "index": (1.5, 8.0), "index_s": (0.05, 0.5)},
    "sub bass": _BASS | {"wave": _any("sine", "sine", "triangle"), "cutoff_hz": (150.0, 800.0), "drive": (0.2, 1.5)},
    "808": _BASS
    | {
        "wave": "sine",
        "drop": (2.0, 14.0),
        "drop_s": (0.01, 0.04),
        "decay_s": (0.3, 1.2),
        "sustain": (0.0, 0.3),
        "slide_s": (0.08, 0.2),
        "drive": (0.5, 6.0),
        "release_s": (0.08, 0.2),
    },
    "reese": _BASS | {"voices": _any(2, 3, 4), "spread_cents": (10.0, 35.0), "cutoff_hz": (250.0, 2500.0), "sub": 0.4},
    "acid": _BASS
    | {
        "wave": _any("saw", "square"),
        "cutoff_hz": (200.0, 900.0),
        "sweep_octaves": (1.0, 4.0),
        "sweep_s": (0.05, 0.25),
        "resonance": (4.0, 12.0),
        "slide_s": 0.06,
        "drive": (1.0, 5.0),
        "sustain": (0.3, 0.9),
    },
    "growl bass": _BASS
    | {
        "wave": _any("fm", "saw", "sync"),
        "ratio": _any(1.0, 2.0, 3.0),
        "index": (2.0, 7.0),
        "index_s": 2.0,
        "cutoff_hz": (300.0, 1500.0),
        "sway_hz": (2.0, 12.0),
        "sway_octaves": (1.0, 2.2),
        "resonance": (1.0, 6.0),
        "vowels": _any((), ("a", "o", "u"), ("o", "i", "a")),
        "sub": (0.2, 0.7),
        "drive": (2.0, 8.0),
    },
    # Guitars.
    "distorted guitar": _STRING
    | {"string_s": (2.0, 6.0), "damp": (0.2, 0.4), "amp": (8.0, 40.0), "box_hz": (3000.0, 6500.0)},
    "overdriven guitar": _STRING
    | {"string_s": (1.5, 4.0), "damp": (0.3, 0.5), "amp": (2.0, 8.0), "box_hz": (3000.0, 6500.0)},
    "chug guitar": _STRING
    | {"string_s": (0.15, 0.5), "damp": (0.4, 0.7), "amp": (8.0, 40.0), "box_hz": (2500.0, 6000.0)},
    "clean guitar": _STRING | {"string_s": (1.0, 3.0), "damp": (0.5, 0.8), "cutoff_hz": (2500.0, 9000.0)},
    "muted guitar": _STRING | {"string_s": (0.08, 0.3), "damp": (0.4, 0.8), "chiff": (0.1, 0.6)},
    "acoustic guitar": _STRING | {"string_s": (0.8, 2.5), "damp": (0.4, 0.7), "chiff": (0.1, 0.6)},
    "nylon guitar": _STRING | {"string_s": (0.6, 1.5), "damp": (0.7, 1.0)},
    "banjo": _STRING | {"string_s": (0.2, 0.5), "damp": (0.3, 0.6), "ratio": (0.04, 0.15), "chiff": (0.2, 0.6)},
    "harp": _STRING | {"string_s": (1.0, 3.0), "damp": (0.9, 1.2), "ratio": (0.3, 0.5), "release_s": 0.5},
    # Keys.
    "piano": _STRING
    | {"string_s": (1.5, 4.0), "damp": (0.6, 0.9), "tilt": (0.2, 0.7), "voices": 2, "spread_cents": 1.5},
    "honky-tonk piano": _STRING
    | {"string_s": (1.0, 3.0), "damp": (0.5, 0.8), "voices": 3, "spread_cents": (8.0, 18.0)},
    "electric piano": {
        "wave": "fm",
        "ratio": _any(1.0, 2.0, 14.0),
        "index": (0.3, 1.5),
        "index_s": (0.1, 0.6),
        "decay_s": (0.6, 2.0),
        "sustain": 0.05,
        "drive": (0.2, 2.0),
    },
    "organ": {
        "wave": "organ",
        "partials": _any(
            (1.0, 0.8, 0.6), (1.0, 0.3, 0.6, 0.3), (0.8, 1.0, 0.2, 0.7, 0.3, 0.4), (1.0, 0.0, 0.8, 0.0, 0.4)
        ),
        "sustain": 1.0,
        "attack_s": 0.003,
        "chiff": (0.0, 0.3),
        "vibrato": (0.0, 0.15),
        "vibrato_hz": (5.0, 7.0),
        "drive": (0.2, 3.0),
    },
    "clavinet": _STRING | {"string_s": (0.3, 1.0), "damp": (0.3, 0.5), "ratio": (0.05, 0.15), "drive": (0.5, 2.5)},
    "harpsichord": _STRING | {"string_s": (0.5, 1.5), "damp": (0.2, 0.4), "ratio": (0.05, 0.2), "chiff": (0.1, 0.3)},
    "accordion": {
        "wave": "pulse",
        "voices": 3,
        "spread_cents": (6.0, 15.0),
        "attack_s": (0.02, 0.06),
        "sustain": 1.0,
        "tilt": 0.3,
    },
    # Held sounds.
    "strings": _PAD | {"attack_s": (0.03, 0.3), "vibrato": (0.0, 0.15), "tilt": (0.0, 0.4)},
    "pizzicato": _STRING | {"string_s": (0.08, 0.25), "damp": (0.6, 1.0)},
    "brass": _WIND | {"mono": False, "voices": _any(2, 3), "spread_cents": (4.0, 12.0), "cutoff_hz": (900.0, 4500.0)},
    "choir": _VOICE
    | {"voices": _any(4, 5), "spread_cents": (8.0, 22.0), "attack_s": (0.06, 0.3), "chiff": 0.0, "unlike": 2},
    "saw pad": _PAD | {"voices": _any(4, 5, 6)},
    "warm pad": _PAD | {"wave": _any("saw", "triangle", "square"), "cutoff_hz": (300.0, 1500.0)},
    "dark pad": _PAD | {"cutoff_hz": (150.0, 600.0), "wave": _any("saw", "pulse")},
    "glass pad": _PAD
    | {"wave": "fm", "ratio": _any(3.0, 5.0, 7.0), "index": (0.3, 1.2), "index_s": 3.0, "cutoff_hz": 9000.0},
    "drone": _PAD | {"cutoff_hz": (200.0, 2000.0), "attack_s": (0.2, 0.8), "drive": (0.3, 2.5)},
    # Synthesisers with an attack.
    "pluck": _LEAD
    | {
        "wave": _any("saw", "square", "pulse", "triangle", "fm"),
        "voices": _any(1, 2, 5),
        "spread_cents": (3.0, 16.0),
        "decay_s": (0.05, 0.35),
        "sustain": (0.0, 0.15),
        "cutoff_hz": (300.0, 2500.0),
        "sweep_octaves": (1.5, 4.5),
        "sweep_s": (0.03, 0.2),
        "vibrato": 0.0,
    },
    "supersaw": _LEAD
    | {"voices": _any(5, 7, 9), "spread_cents": (12.0, 35.0), "vibrato": 0.0, "cutoff_hz": (2500.0, 15_000.0)},
    "stab": _LEAD
    | {
        "wave": _any("saw", "square", "pulse"),
        "voices": _any(2, 3, 5),
        "spread_cents": (4.0, 18.0),
        "decay_s": (0.08, 0.4),
        "sustain": (0.0, 0.4),
        "cutoff_hz": (600.0, 5000.0),
        "vibrato": 0.0,
    },
    "square lead": _LEAD | {"wave": _any("square", "pulse"), "voices": _any(1, 1, 2), "spread_cents": (3.0, 12.0)},
    "saw lead": _LEAD
    | {"wave": _any("saw", "saw", "sync"), "ratio": (0.6, 3.0), "voices": _any(1, 2, 3), "spread_cents": (3.0, 14.0)},
    "sine lead": _LEAD
    | {"wave": _any("sine", "triangle", "fm"), "index": (0.1, 0.8), "slide_s": (0.03, 0.1), "mono": True},
    "hoover": _LEAD
    | {
        "wave": "pulse",
        "ratio": (2.0, 5.0),
        "voices": 3,
        "spread_cents": (18.0, 40.0),
        "drop": (-7.0, -2.0),
        "drop_s": (0.03, 0.1),
    },
    "bell": _BARS | {"partials": (1.0, 2.0, 2.76, 5.4, 8.93), "string_s": (0.8, 2.5)},
    "mallet": _BARS | {"partials": _any((1.0, 4.0, 10.0), (1.0, 3.0, 6.0), (1.0, 2.76, 5.4)), "string_s": (0.2, 0.8)},
    "marimba": _BARS | {"partials": (1.0, 3.93, 9.2), "string_s": (0.12, 0.4), "damp": (0.8, 1.2), "chiff": (0.0, 0.3)},
    "steel drum": _BARS | {"partials": (1.0, 2.0, 3.0, 4.1, 5.2), "string_s": (0.3, 0.8), "tilt": (0.0, 0.4)},
    "chip square": _CHIP | {"wave": "square", "vibrato": (0.0, 0.4)},
    "chip pulse": _CHIP
    | {
        "wave": "pulse",
        "ratio": _any(0.01, 1.5),
        "steps": _any((), (), (0.0, 12.0), (0.0, 4.0, 7.0)),
        "step_s": (0.02, 0.05),
    },
    "chip triangle": _CHIP | {"wave": "triangle", "vibrato": (0.0, 0.3)},
    # Alone.
    "voice": _VOICE | {"mono": True, "slide_s": (0.03, 0.1), "drop": (-1.5, 0.3)},
    "spoken voice": _VOICE
    | {"mono": True, "vibrato": 0.0, "drop": (1.0, 4.0), "drop_s": (0.1, 0.25), "chiff": (0.4, 1.6)},
    "vocal chop": _VOICE
    | {"attack_s": 0.003, "throat": (1.0, 1.5), "drive": (0.3, 2.0), "echo_s": (0.1, 0.4), "echo": (0.0, 0.5)},
    "harmonica": _WIND
    | {"wave": "pulse", "ratio": 0.1, "tilt": 0.2, "cutoff_hz": (2500.0, 6000.0), "voices": 2, "spread_cents": 4.0},
    "sax": _WIND | {"cutoff_hz": (1200.0, 4000.0), "resonance": (0.0, 1.5), "breath": (0.03, 0.15), "slide_s": 0.04},
    "trumpet": _WIND | {"cutoff_hz": (2500.0, 7000.0), "resonance": (0.5, 1.5)},
    "muted trumpet": _WIND | {"cutoff_hz": (4000.0, 9000.0), "vowels": _any(("a",), ("e",)), "throat": (1.1, 1.6)},
    "trombone": _WIND | {"cutoff_hz": (900.0, 3500.0), "slide_s": (0.05, 0.12)},
    "clarinet": _WIND | {"wave": "square", "cutoff_hz": (1500.0, 4000.0)},
    "flute": _WIND | {"wave": "triangle", "tilt": 0.3, "breath": (0.08, 0.3), "chiff": (0.2, 0.6)},
    "violin": _WIND | {"cutoff_hz": (3000.0, 9000.0), "vibrato": (0.15, 0.45), "slide_s": (0.02, 0.08)},
    "whistle": _WIND | {"wave": "sine", "breath": (0.05, 0.2), "vibrato": (0.1, 0.5), "slide_s": (0.03, 0.1)},
    "siren": {"wave": _any("square", "saw", "sine"), "vibrato": (3.0, 9.0), "vibrato_hz": (0.4, 4.0), "sustain": 1.0},
    "laser": {
        "wave": _any("saw", "sine", "square"),
        "drop": (12.0, 36.0),
        "drop_s": (0.05, 0.3),
        "decay_s": 0.4,
        "sustain": 0.0,
    },
}

#: What a part of a role sounds like whose sound has no patch.
BY_ROLE = {
    "bass": "synth bass",
    "chords": "stab",
    "pad": "saw pad",
    "riff": "saw lead",
    "lead": "saw lead",
    "arp": "pluck",
    "voice": "voice",
    "fx": "siren",
}


def draw_patch(sound: str, role: str, dice: np.random.Generator) -> Patch:
    """A patch of a sound; one of the role's where the name is unknown."""
    bounds = TABLE.get(sound, TABLE[BY_ROLE[role]])
    drawn = {name: _draw(value, dice) for name, value in bounds.items()}
    return Patch(**drawn)


def _draw(value: Any, dice: np.random.Generator) -> Any:
    if isinstance(value, _Any):
        return value.of[int(dice.integers(len(value.of)))]
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(bound, float) for bound in value):
        return span(dice, (value[0], value[1]))
    return value
