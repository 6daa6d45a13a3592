"""Rhythm and harmony: which sixteenth is struck, which pitch is meant.

In: a style and a random generator. Out: steps (0..15 in a bar) and MIDI pitches.
Pure functions; run when a piece is composed.
"""

from dataclasses import dataclass

import numpy as np

from engine.sound.score import SCALES, Style


def euclid(hits: int, steps: int, turn: int = 0) -> tuple[int, ...]:
    """`hits` spread over `steps` as evenly as they go (Bjorklund's rhythm, as Toussaint 2005 describes it)."""
    return tuple(sorted({(i * steps // hits + turn) % steps for i in range(hits)})) if hits > 0 else ()


def pitch(style: Style, degree: int, low: int) -> int:
    """The scale degree's pitch, at or above `low` for degrees 0..6, an octave higher for 7..13 and so on."""
    octave, step = divmod(degree, 7)
    root = low + (style.key - low) % 12
    return root + 12 * octave + SCALES[style.scale][step]


def nearest_above(note: int, low: int) -> int:
    """The same pitch class within the octave that begins at `low`."""
    return low + (note - low) % 12


def chord_degrees(style: Style, degree: int) -> tuple[int, ...]:
    """Stacked thirds: triad, seventh, ninth as `chord_notes` asks."""
    return tuple(degree + 2 * i for i in range(style.chord_notes))


def voicing(style: Style, degree: int) -> tuple[int, ...]:
    """A chord laid out so that its tones move little from chord to chord: root low, the rest in one octave."""
    tones = [pitch(style, d, 48) for d in chord_degrees(style, degree)]
    upper = {nearest_above(tone, 56) for tone in tones[1:4]} | {nearest_above(tone, 65) for tone in tones[4:]}
    return (nearest_above(tones[0], 45), *sorted(upper))


@dataclass(frozen=True, slots=True)
class DrumPattern:
    """Steps and strengths 0..1 of one bar; `open_hats` and `ghosts` are struck on top of the others."""

    kicks: tuple[tuple[int, float], ...]
    snares: tuple[tuple[int, float], ...]
    ghosts: tuple[tuple[int, float], ...]
    hats: tuple[tuple[int, float], ...]
    open_hats: tuple[tuple[int, float], ...]


def drum_patterns(style: Style, rng: np.random.Generator) -> tuple[DrumPattern, DrumPattern]:
    """Two bars that answer each other."""
    first = _drum_bar(style, rng, second=False)
    return first, _drum_bar(style, rng, second=True)


def _drum_bar(style: Style, rng: np.random.Generator, second: bool) -> DrumPattern:
    kicks: dict[int, float] = {}
    snares: dict[int, float] = {}
    ghosts: dict[int, float] = {}
    open_hats: dict[int, float] = {}
    if style.groove == "four":
        kicks = {0: 1.0, 4: 0.95, 8: 1.0, 12: 0.95}
        snares = {4: 1.0, 12: 1.0}
        open_hats = {2: 0.9, 6: 1.0, 10: 0.9, 14: 1.0}
        if second and rng.random() < style.kick_density:
            kicks[14] = 0.5
    elif style.groove == "break":
        kicks = {0: 1.0, int(rng.choice([6, 10, 10, 11])): 0.9}
        snares = {4: 1.0, 12: 1.0}
        ghosts = {int(s): 0.35 for s in rng.choice([7, 9, 14, 15, 6], 1 + int(3 * style.hat_density), replace=False)}
        if rng.random() < style.kick_density:
            kicks[int(rng.choice([2, 7, 13]))] = 0.7
        open_hats = {14: 0.7} if second else {}
    elif style.groove == "half":
        kicks = {0: 1.0}
        snares = {8: 1.0}
        for step in (3, 6, 10, 11, 14):
            if rng.random() < 0.55 * style.kick_density:
                kicks[step] = 0.85
        ghosts = {15: 0.3} if rng.random() < 0.5 else {}
        open_hats = {int(rng.choice([6, 10, 14])): 0.7} if second else {}
    else:
        kicks = {0: 0.7} if not second or style.kick_density > 0.4 else {}
        ghosts = {int(s): 0.4 for s in rng.choice([5, 7, 10, 12, 13], 1 + int(2 * style.hat_density), replace=False)}
    kicks_sorted, snares_sorted = tuple(sorted(kicks.items())), tuple(sorted(snares.items()))
    hats = _hats(style, rng)
    return DrumPattern(kicks_sorted, snares_sorted, tuple(sorted(ghosts.items())), hats, tuple(open_hats.items()))


def _hats(style: Style, rng: np.random.Generator) -> tuple[tuple[int, float], ...]:
    """Eighths always, sixteenths by density, accents from a Euclidean rhythm."""
    if style.groove == "sparse":
        return tuple((s, 0.35) for s in euclid(2 + int(5 * style.hat_density), 16, int(rng.integers(16))))
    accents = set(euclid(5, 16, int(rng.integers(4))))
    steps = [s for s in range(16) if s % 2 == 0 or rng.random() < 1.2 * style.hat_density]
    return tuple((s, (0.85 if s in accents else 0.5) * (1.0 if s % 2 == 0 else 0.7)) for s in steps)


BASS_LINES: dict[str, tuple[tuple[int, int, int, float], ...]] = {
    "rolling": tuple(
        (s, 1, 12 if s == 14 else 0, 0.8 if s % 4 == 2 else 0.62) for s in (1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15)
    ),
    "offbeat": ((2, 2, 0, 1.0), (6, 2, 0, 0.95), (10, 2, 0, 1.0), (14, 1, 12, 0.8), (15, 1, 0, 0.7)),
    "syncopated": ((0, 2, 0, 1.0), (3, 2, 0, 0.9), (6, 1, 12, 0.7), (8, 2, 0, 0.9), (11, 2, 7, 0.8), (14, 1, 12, 0.8)),
    "long": ((0, 10, 0, 1.0), (11, 3, 0, 0.8), (14, 2, 7, 0.7)),
}
"""Per line: (step, length in sixteenths, semitones above the root, strength)."""


def arpeggio(style: Style, rng: np.random.Generator) -> tuple[tuple[int, int, float], ...]:
    """One bar of (step, index of the chord tone counted upwards through octaves, strength)."""
    span = style.chord_notes + 3
    shape = str(rng.choice(["up", "wave", "skip"]))
    cycle = {
        "up": list(range(span)),
        "wave": [*range(span), *range(span - 2, 0, -1)],
        "skip": [0, 2, 1, 3, 2, 4, 3, span - 1],
    }[shape]
    struck = euclid(max(3, round(4 + 12 * style.arp_density)), 16, 0)
    return tuple((s, cycle[i % len(cycle)], 0.95 if s % 4 == 0 else 0.6) for i, s in enumerate(struck))


def melody(style: Style, rng: np.random.Generator) -> tuple[tuple[tuple[int, int, int], ...], ...]:
    """Four bars (theme, answer, theme, close) of (step, length in sixteenths, degree above the chord's root)."""
    theme = _phrase(style, rng, 4)
    answer = tuple((s, n, d + int(rng.choice([-1, 0, 0, 2])) if i else d) for i, (s, n, d) in enumerate(theme))
    close = ((0, 4, 4), (6, 2, 2), (8, 8, 0)) if rng.random() < 0.5 else ((0, 3, 7), (3, 3, 4), (6, 10, 2))
    return theme, answer, theme, close


def _phrase(style: Style, rng: np.random.Generator, begin: int) -> tuple[tuple[int, int, int], ...]:
    """A walk that rests on chord tones when the beat is strong and steps between them when it is weak."""
    steps = euclid(3 + round(4 * style.melody_density), 16, int(rng.choice([0, 0, 2])))
    degree, out = begin, []
    for here, following in zip(steps, (*steps[1:], 16), strict=True):
        if here % 4 == 0:
            degree = min((0, 2, 4, 7, 9), key=lambda d: abs(d - degree) + 0.6 * rng.random())
        out.append((here, max(1, min(6, following - here)), degree))
        degree = int(np.clip(degree + rng.choice([-2, -1, 1, 2], p=[0.2, 0.35, 0.3, 0.15]), -1, 10))
    return tuple(out)
