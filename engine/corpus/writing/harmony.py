"""Harmony: which chord sounds when, and how its notes are laid.

In: a plan and the name of a manner of harmony. Out: chords over the whole song; voicings as MIDI pitches.
Pure functions; run wherever a song is written.
"""

from dataclasses import dataclass

import numpy as np

from engine.corpus.song import Passage, Plan
from engine.corpus.writing.bars import Chord, lowest
from engine.sound.score import SCALES

Dice = np.random.Generator


@dataclass(frozen=True, slots=True)
class Manner:
    """How a family of genres moves: progressions in major and in minor as degrees, sizes of chords, and the pace.

    A degree such as "b7" is a major chord that many semitones away from the scale's own. `sizes`: 2 power chord,
    3 triad, 4 seventh, 5 ninth, 0 suspended. `paces` are bars per chord. Lists are drawn from evenly.
    """

    major: tuple[str, ...]
    minor: tuple[str, ...]
    sizes: tuple[int, ...]
    paces: tuple[float, ...]


MANNERS: dict[str, Manner] = {
    "pop": Manner(
        ("1 5 6 4", "6 4 1 5", "1 6 4 5", "1 4 6 5", "1 4 1 5", "4 1 5 6", "1 3 4 5", "1 5 2 4", "4 5 3 6"),
        ("1 6 3 7", "1 7 6 7", "1 4 6 5", "6 7 1 1", "1 3 7 4", "1 6 7 5"),
        (3, 3, 3, 4),
        (1, 1, 1, 1, 0.5, 2),
    ),
    "dance": Manner(
        ("1 5 6 4", "4 5 6 1", "2 4 1 5", "6 5 4 4"),
        ("1 6 3 7", "1 1 6 7", "6 7 1 1", "1 3 4 6", "1 7 4 6", "1 4", "4 6 1 7"),
        (3, 3, 4),
        (1, 1, 1, 2, 0.5),
    ),
    "deep": Manner(("1 2", "4 3 2 1", "2 5 1 6"), ("1 4", "1 7 4 5", "4 1", "6 7 1 1"), (4, 5, 5), (1, 2, 2, 4)),
    "modal": Manner(("1", "1 1 1 2", "1 7"), ("1", "1", "1 1 1 2", "1 1 6 7", "1 7"), (2, 3, 0), (2, 4, 8)),
    "rock": Manner(
        ("1 4 5 4", "1 b7 4 1", "1 5 4 4", "1 b3 4 1", "1 4 1 5", "6 4 1 5", "1 b7 b6 b7"),
        ("1 6 7 1", "1 3 7 4", "1 7 6 5", "1 1 4 7", "1 3 6 7"),
        (2, 2, 3),
        (1, 1, 0.5, 2),
    ),
    "metal": Manner(
        ("1 b2 1 b3", "1 b6 b7 1"),
        ("1 1 b2 1", "1 6 7 1", "1 3 b2 1", "1 1 6 5", "1 7 6 b2", "1 1 1 3"),
        (2,),
        (1, 2, 0.5, 4),
    ),
    "sixties": Manner(("1 6 4 5", "1 4 5 4", "1 2 4 1", "1 5 4 5"), ("1 7 6 5", "1 4 1 5"), (3, 3, 4), (1, 1, 0.5, 2)),
    "country": Manner(("1 4 1 5", "1 1 4 5", "1 5 1 1", "4 1 5 1", "1 4 5 1"), ("1 4 5 1",), (3,), (1, 1, 2)),
    "blues": Manner(("1 1 1 1 4 4 1 1 5 4 1 5", "1 4 1 1 4 4 1 1 5 5 1 1"), ("1 1 1 1 4 4 1 1 6 5 1 5",), (7,), (1,)),
    "funk": Manner(("1", "1 4", "1 1 4 4", "1 b7"), ("1", "1 4", "1 1 4 4", "1 7 4 4"), (4, 5), (1, 2, 4)),
    "soul": Manner(
        ("1 6 2 5", "1 3 4 5", "4 3 2 5", "1 4 2 5"), ("1 4 7 3", "1 6 2 5", "1 7 6 5"), (4, 4, 3), (1, 0.5)
    ),
    "reggae": Manner(("1 4", "1 5 4 4", "1 2", "1 6 4 5"), ("1 4", "1 7", "1 4 7 1", "1 6"), (3,), (1, 0.5, 2)),
    "latin": Manner(
        ("2 5 1 1", "1 4 5 4", "1 6 2 5", "1 5"), ("1 4 5 1", "1 7 6 5", "2 5 1 1", "1 5"), (3, 4), (1, 0.5, 2)
    ),
    "jazz": Manner(
        ("2 5 1 1", "1 6 2 5", "3 6 2 5", "1 1 2 5", "1 4 3 6 2 5 1 1", "2 5 1 4"),
        ("1 2 5 1", "2 5 1 1", "1 6 2 5", "4 7 3 6 2 5 1 1"),
        (4, 4, 5),
        (1, 1, 0.5),
    ),
    "classical": Manner(
        ("1 4 5 1", "1 6 4 5", "1 5 6 3 4 1 4 5", "1 2 5 1"),
        ("1 4 5 1", "1 6 4 5", "1 7 3 6", "1 6 3 7", "1 5 1 4"),
        (3, 3, 3, 4),
        (1, 1, 0.5, 2),
    ),
    "ambient": Manner(("1 4", "1", "1 3 4 4", "4 1 5 1"), ("1 6", "1", "1 4 6 4", "6 7"), (5, 0, 4, 3), (2, 4, 4)),
}

_SHARED = {"intro": "verse", "outro": "verse", "groove": "verse", "drop": "chorus", "build": "chorus", "solo": "verse"}


def scale_classes(plan: Plan) -> tuple[int, ...]:
    """The seven pitch classes of the plan's key, the key note first; an unknown scale counts as minor."""
    return tuple((plan.key + step) % 12 for step in SCALES.get(plan.scale, SCALES["minor"]))


def write_chords(plan: Plan, manner: str) -> tuple[Chord, ...]:
    """The chords of the song, without a gap from beat 0 to its end.

    Verse, chorus and bridge have progressions of their own, or the same one; a passage begins with its first chord.
    """
    dice = np.random.default_rng([plan.seed, 301])
    rules = MANNERS.get(manner, MANNERS["pop"])
    first = _draw(rules, plan, dice)
    same = dice.random() < (0.6 if manner in ("dance", "deep", "modal", "funk", "blues", "reggae") else 0.3)
    drawn = {name: first if same else _draw(rules, plan, dice) for name in ("chorus", "bridge", "breakdown")}
    chords: list[Chord] = []
    for passage in plan.passages:
        progression = drawn.get(_SHARED.get(passage.name, passage.name), first)
        chords += _fill(plan, passage, *progression)
    end = float(len(plan.beats) - 1)
    if not chords:
        chords = [Chord(0.0, end, *first[0][0])]
    last = chords[-1]
    chords[-1] = Chord(last.beat, max(last.beats, end - last.beat), last.root, last.shape)
    return tuple(chords)


def _draw(rules: Manner, plan: Plan, dice: Dice) -> tuple[tuple[tuple[int, tuple[int, ...]], ...], float]:
    """A progression as ((root, shape), ...), and its bars per chord."""
    scale = scale_classes(plan)
    minor = (scale[2] - scale[0]) % 12 == 3
    pool = rules.minor if minor else rules.major
    degrees = pool[dice.integers(len(pool))].split()
    size = rules.sizes[dice.integers(len(rules.sizes))]
    pace = float(rules.paces[dice.integers(len(rules.paces))])
    if plan.metre in (2, 3) and pace < 1.0:
        pace = 1.0
    raised = minor and dice.random() < 0.4
    return tuple(_chord(word, scale, size, raised) for word in degrees), pace


def _chord(word: str, scale: tuple[int, ...], size: int, raised: bool) -> tuple[int, tuple[int, ...]]:
    """Root and shape of a degree; `raised` gives a minor key its major dominant."""
    degree = int(word[-1]) - 1
    if word.startswith("b"):
        major = (0, 2, 4, 5, 7, 9, 11)
        root = (scale[0] + major[degree] - 1) % 12
        return root, (0, 7) if size == 2 else (0, 4, 7)
    root = scale[degree]
    stack = tuple((scale[(degree + 2 * i) % 7] - root) % 12 for i in range(5))
    if raised and degree == 4 and size != 2:
        stack = (0, 4, 7, 10, stack[4])
    if size == 2:
        return root, (0, 7)
    if size == 0:
        return root, (0, 2, 7) if (scale[(degree + 1) % 7] - root) % 12 == 2 else (0, 5, 7)
    if size == 7:
        return root, (0, stack[1] if degree != 4 else 4, 7, 10)
    if size == 5:
        return root, (*stack[:4], 12 + stack[4]) if stack[4] == 2 else stack[:4]
    return root, stack[:size]


def _fill(
    plan: Plan, passage: Passage, progression: tuple[tuple[int, tuple[int, ...]], ...], pace: float
) -> list[Chord]:
    """A progression, round and round over the bars of a passage."""
    found: list[Chord] = []
    beat, end = float(passage.first_bar * plan.metre), float((passage.first_bar + passage.bars) * plan.metre)
    halves: tuple[float, ...] = (float((plan.metre + 1) // 2), float(plan.metre // 2))
    # Of the songs with two chords a bar, most have them in every other bar only: one chord says where the bar begins.
    if pace < 1.0 and np.random.default_rng([plan.seed, 310]).random() < 0.6:
        halves = (float(plan.metre), *halves)
    turn = 0
    while beat < end:
        beats = halves[turn % len(halves)] if pace < 1.0 else pace * plan.metre
        root, shape = progression[turn % len(progression)]
        beats = min(beats, end - beat)
        if found and (found[-1].root, found[-1].shape) == (root, shape):
            before = found.pop()
            found.append(Chord(before.beat, before.beats + beats, root, shape))
        else:
            found.append(Chord(beat, beats, root, shape))
        beat += beats
        turn += 1
    return found


def close_voicing(chord: Chord, centre: int, notes: int = 4) -> tuple[int, ...]:
    """The inversion whose notes lie closest around `centre`, so that one chord leads into the next; rising pitches."""
    classes = sorted(set(chord.classes))
    best: tuple[int, ...] = ()
    for start in range(len(classes)):
        pitches = [lowest(classes[start], centre - 8)]
        for i in range(1, max(notes, len(classes))):
            pitches.append(lowest(classes[(start + i) % len(classes)], pitches[-1] + 1))
        found = tuple(pitches[:notes])
        if not best or abs(sum(found) / len(found) - centre) < abs(sum(best) / len(best) - centre):
            best = found
    return best


def guitar_voicing(chord: Chord, floor: int = 40) -> tuple[int, ...]:
    """A barred chord: root, fifth, octave, third and seventh or fifth above, from `floor` up."""
    root = lowest(chord.root, floor)
    if len(chord.shape) == 2:
        return root, root + 7, root + 12
    fifth = next((step for step in chord.shape if step in (6, 7, 8)), 7)
    top = next((step for step in chord.shape if step in (9, 10, 11)), fifth)
    return root, root + fifth, root + 12, root + 12 + chord.third, root + 12 + top


def power_voicing(chord: Chord, floor: int = 38) -> tuple[int, ...]:
    """Root and fifth, low."""
    root = lowest(chord.root, floor)
    return root, root + 7
