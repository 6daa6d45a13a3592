"""Styles: the built-in demo's, and any number of others drawn from a seed.

In: a seed. Out: a `Style`.
Pure; used by the demo and by training, which wants music of many kinds.
"""

from dataclasses import replace

import numpy as np

from engine.sound.score import Style

DEMO_STYLE = Style(
    name="first light",
    seed=20,
    tempo_bpm=124.0,
    key=5,
    scale="minor",
    progression=(0, 5, 2, 6),
    form=(("intro", 4), ("groove", 8), ("breakdown", 8), ("build", 8), ("drop", 16), ("outro", 3)),
    chord_bars=1,
    chord_notes=5,
    groove="four",
    bass="saw",
    bass_line="rolling",
    melody="lead",
    hat_density=0.7,
    arp_density=0.75,
    melody_density=0.5,
    stab_density=0.45,
    brightness=0.6,
    pump=0.75,
    reverb=0.6,
)
"""The built-in demo: melodic techno in F minor, a minute and a half."""

_MINOR_TURNS = ((0, 5, 2, 6), (0, 3, 5, 4), (0, 6, 5, 6), (0, 0, 5, 6), (0, 2, 3, 5), (5, 6, 0, 0))
_MAJOR_TURNS = ((0, 4, 5, 3), (0, 3, 4, 3), (5, 3, 0, 4), (0, 2, 3, 4), (3, 4, 2, 5))
_FORMS = (
    (("intro", 4), ("groove", 8), ("breakdown", 4), ("build", 4), ("drop", 8), ("outro", 2)),
    (("groove", 8), ("breakdown", 8), ("build", 4), ("drop", 12), ("outro", 2)),
    (("intro", 8), ("groove", 12), ("breakdown", 4), ("drop", 8), ("outro", 4)),
    (("drop", 4), ("groove", 8), ("build", 4), ("drop", 8), ("breakdown", 4), ("outro", 2)),
    (("breakdown", 4), ("build", 8), ("drop", 12), ("breakdown", 4), ("outro", 2)),
)

_KINDS: dict[str, tuple[tuple[float, float], Style]] = {
    kind: (tempo, Style(kind, seed=0, tempo_bpm=tempo[0], key=0, scale="minor", progression=(0,), form=(), **traits))
    for kind, tempo, traits in (
        ("house", (116.0, 127.0), {"groove": "four", "bass": "saw", "bass_line": "offbeat", "swing": 0.15}),
        ("techno", (126.0, 146.0), {"groove": "four", "bass": "sub", "bass_line": "rolling", "chord_notes": 3}),
        ("trance", (132.0, 142.0), {"groove": "four", "bass": "saw", "bass_line": "rolling", "melody": "lead"}),
        ("breaks", (122.0, 140.0), {"groove": "break", "bass": "reese", "bass_line": "syncopated"}),
        ("drum and bass", (165.0, 175.0), {"groove": "break", "bass": "reese", "bass_line": "long", "chord_bars": 2}),
        ("half-time", (136.0, 150.0), {"groove": "half", "bass": "reese", "bass_line": "long", "melody": "bell"}),
        ("trap", (128.0, 156.0), {"groove": "half", "bass": "sub", "bass_line": "long", "melody": "bell"}),
        ("beats", (80.0, 96.0), {"groove": "break", "bass": "sub", "bass_line": "syncopated", "swing": 0.35}),
        ("ambient", (80.0, 100.0), {"groove": "sparse", "bass": "sub", "bass_line": "long", "melody": "bell"}),
    )
}  # fmt: skip


def varied_style(seed: int) -> Style:
    """A style for every seed: house, techno, trance, breaks, drum and bass, half-time, trap, beats or ambient.

    Tempo 80 to 175 bpm; neighbouring seeds are of different kinds.
    """
    rng = np.random.default_rng([seed, 99])
    kind = list(_KINDS)[seed % len(_KINDS)]
    (low, high), model = _KINDS[kind]
    bright_scale = kind in ("house", "trance", "beats", "ambient") and rng.random() < 0.45
    scale = str(
        rng.choice(
            ["major", "lydian", "mixolydian"] if bright_scale else ["minor", "dorian", "phrygian", "harmonic minor"]
        )
    )
    turns = _MAJOR_TURNS if bright_scale else _MINOR_TURNS

    def around(middle: float, reach: float = 0.25) -> float:
        return float(np.clip(middle + rng.uniform(-reach, reach), 0.0, 1.0))

    quiet = kind == "ambient"
    return replace(
        model,
        name=f"{kind} {seed}",
        seed=1000 + seed,
        tempo_bpm=float(round(rng.uniform(low, high), 1)),
        key=int(rng.integers(12)),
        scale=scale,
        progression=turns[int(rng.integers(len(turns)))],
        form=_FORMS[int(rng.integers(len(_FORMS)))],
        chord_notes=int(rng.integers(3, 6)),
        kick_density=around(0.5),
        hat_density=around(0.3 if quiet else 0.6, 0.35),
        arp_density=around(0.4, 0.4),
        melody_density=around(0.4 if quiet else 0.5, 0.4),
        stab_density=0.0 if quiet else around(0.45, 0.35),
        brightness=around(0.3 if quiet else 0.55, 0.3),
        pump=around(0.2 if quiet else 0.6),
        reverb=around(0.8 if quiet else 0.45, 0.2),
    )
