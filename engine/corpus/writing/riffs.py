"""Riffs: the figure that guitar, bass and synthesiser of a section share, and the ways in which guitars play it.

In: a bar. Out: its notes. `RIFFS` names the writers.
Pure functions; run wherever a song is written.
"""

from collections.abc import Callable, Iterator

import numpy as np

from engine.corpus.writing.bars import Bar, Note, climb, gaps, lowest, pentatonic, positions_drawn, positions_grouped
from engine.corpus.writing.motifs import accents

Writer = Callable[[Bar], Iterator[Note]]

_FLOOR = 38


def riff_notes(bar: Bar) -> Iterator[Note]:
    """The section's figure, in one voice around MIDI 38..60: the same for every player who asks with the same bar."""
    dice = np.random.default_rng([*bar.motif, 3])
    character = np.random.default_rng(bar.motif[:2]).random(4)
    if character[0] < 0.25:
        places = positions_grouped(dice, bar, 1 / 3 if bar.division == 3 else 0.5)
    else:
        places = positions_drawn(dice, bar, 0.25 + 0.3 * character[1], 0.15 + 0.5 * character[2])
    notes = pentatonic(bar.scale)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        chord = bar.chord_at(at)
        root = lowest(chord.root, _FLOOR)
        step = 0 if at == 0.0 else int(dice.choice((0, 0, 0, 1, 2, 3, -1, 5)))
        pitch = root if step == 0 else climb(root, step, notes)
        short = dice.random() < 0.3
        yield bar.note(at, min(beats * (0.45 if short else 0.92), 2.0), pitch, 0.9 if at == int(at) else 0.78)


def single(bar: Bar) -> Iterator[Note]:
    """The figure in single notes."""
    yield from riff_notes(bar)


def octave(bar: Bar) -> Iterator[Note]:
    """The figure an octave up, in single notes."""
    for note in riff_notes(bar):
        yield Note(note.beat, note.beats, note.pitch + 12, note.velocity)


def power(bar: Bar) -> Iterator[Note]:
    """The figure in power chords."""
    for note in riff_notes(bar):
        yield note
        yield Note(note.beat, note.beats, note.pitch + 7, note.velocity * 0.9)


def chug(bar: Bar) -> Iterator[Note]:
    """Palm-muted low notes that fill the gaps of an accented figure of power chords."""
    dice = np.random.default_rng([*bar.motif, 4])
    steps = bar.steps if not bar.quick else 2
    struck = accents(bar)
    holes = dice.random(bar.metre * steps) < (0.15 if bar.habits[1] < 0.6 else 0.4)
    low = lowest(bar.scale[0], 36)
    for step in range(bar.metre * steps):
        at = step / steps
        if any(abs(at - place) < 1e-6 for place in struck):
            root = lowest(bar.chord_at(at).root, _FLOOR)
            yield bar.note(at, 1.4 / steps, root, 0.95)
            yield bar.note(at, 1.4 / steps, root + 7, 0.85)
        elif not holes[step]:
            yield bar.note(at, 0.45 / steps, low, 0.62)


def djent(bar: Bar) -> Iterator[Note]:
    """The accents alone, low and short, with silence between them; a high note lies over some bars."""
    low = lowest(bar.scale[0], 36)
    steps = np.random.default_rng([*bar.motif, 17])
    struck = accents(bar)
    for at, beats in zip(struck, gaps(struck, bar.metre), strict=True):
        bent = int(steps.choice((0, 0, 0, 0, 0, 1, 3)))
        yield bar.note(at, min(beats * 0.8, 0.4), low + bent, 0.92)
        yield bar.note(at, min(beats * 0.8, 0.4), low + bent + 7, 0.8)
    if bar.place % 2 == 0 and bar.habits[1] < 0.4:
        yield bar.note(0.0, bar.metre * 0.95, lowest(bar.chord_at(0.0).root, 62), 0.5)


def gallop(bar: Bar) -> Iterator[Note]:
    """Eighth, sixteenth, sixteenth in power chords; thirds in triple time."""
    places = (0.0, 1 / 3, 2 / 3) if bar.division == 3 else (0.0, 0.5, 0.75)
    for beat in range(bar.metre):
        for place in places:
            root = lowest(bar.chord_at(beat).root, _FLOOR)
            velocity = 0.92 if place == 0.0 else 0.66
            yield bar.note(beat + place, 0.2, root, velocity)
            yield bar.note(beat + place, 0.2, root + 7, velocity * 0.9)


def tremolo(bar: Bar) -> Iterator[Note]:
    """One note picked as fast as the hand goes, moving with the bar or its halves: black metal, surf."""
    steps = 4 if bar.tempo_bpm < 150.0 else 2
    steps = steps if bar.division == 2 else 3
    dice = np.random.default_rng([*bar.motif, 6])
    pace = np.random.default_rng([*bar.motif[:2], 18]).random()
    moves = {0} if pace < 0.5 else {0, bar.metre - 1} if pace < 0.65 else {0, (bar.metre + 1) // 2}
    moved = 0
    for beat in range(bar.metre):
        if beat in moves:
            moved = int(dice.choice((0, 1, 2, 4, 5)))
        pitch = climb(lowest(bar.chord_at(beat).root, 50), moved, bar.scale)
        for step in range(steps):
            yield bar.note(beat + step / steps, 0.8 / steps, pitch, 0.8 if step == 0 else 0.65)


def slow(bar: Bar) -> Iterator[Note]:
    """Two or three heavy power chords a bar, let ring: doom and half-time rock."""
    dice = np.random.default_rng([*bar.motif, 8])
    places = positions_drawn(dice, bar, 0.15, 0.1)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        root = lowest(bar.chord_at(at).root, 36)
        root += 0 if at == 0.0 else int(dice.choice((0, 0, 1, 3, 5)))
        yield bar.note(at, beats * 0.98, root, 0.9)
        yield bar.note(at, beats * 0.98, root + 7, 0.85)


def ostinato(bar: Bar) -> Iterator[Note]:
    """Techno: two or three pitches in a syncopated figure that ignores the chords."""
    dice = np.random.default_rng([*bar.motif, 9])
    places = positions_drawn(dice, bar, 0.2 + 0.25 * bar.energy, 0.75)
    home = lowest(bar.scale[0], 48)
    pitches = (home, home, climb(home, int(dice.choice((1, 2, 4, 6))), bar.scale), home + 12)
    for at in places:
        yield bar.note(at, 0.2, pitches[int(dice.integers(4))], 0.55 + 0.35 * dice.random())


def polymetre(bar: Bar) -> Iterator[Note]:
    """A figure of three, five or seven steps that turns against the bar, begun anew with the passage."""
    length = (3, 5, 7, 6)[int(bar.habits[0] * 4) % 4]
    steps = bar.steps if not bar.quick else 2
    figure = np.random.default_rng([*bar.motif[:2], 11])
    sounding = figure.random(length) < 0.6
    degrees = figure.choice((0, 0, 2, 4, 5), length)
    home = lowest(bar.scale[0], 50)
    for step in range(bar.metre * steps):
        turn = (bar.place * bar.metre * steps + step) % length
        if sounding[turn] or turn == 0:
            yield bar.note(
                step / steps, 0.7 / steps, climb(home, int(degrees[turn]), bar.scale), 0.85 if turn == 0 else 0.6
            )


def answer(bar: Bar) -> Iterator[Note]:
    """A short call in the second half of every other bar: horns, organ, guitar between the lines."""
    if bar.place % 2 == 0:
        return
    dice = np.random.default_rng([*bar.motif, 12])
    places = tuple(at for at in positions_drawn(dice, bar, 0.4, 0.5) if at >= bar.metre / 2)
    pitch = lowest(bar.scale[0], 60)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        pitch = climb(pitch, int(dice.choice((-2, -1, 0, 1, 2))), pentatonic(bar.scale))
        yield bar.note(at, beats * 0.7, min(max(pitch, 55), 79), 0.82)


def horns(bar: Bar) -> Iterator[Note]:
    """Brass in three voices: accents that lean on the beat or jump before it."""
    dice = np.random.default_rng([*bar.motif, 13])
    places = positions_drawn(dice, bar, 0.12 + 0.12 * bar.energy, 0.5)
    if bar.place % 2 == 0 and bar.habits[0] < 0.4:
        return
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        chord = bar.chord_at(at + bar.off if at > bar.metre - 0.6 else at)
        held = dice.random() < 0.3
        for step in chord.shape[:3]:
            yield bar.note(at, beats * 0.9 if held else min(beats, 0.35), lowest(chord.root, 56) + step, 0.85)


RIFFS: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (single, octave, power, chug, djent, gallop, tremolo, slow, ostinato, polymetre, answer, horns)
}
