"""Melodies: hooks, voices, solos, runs and arpeggios.

In: a bar. Out: its notes. `MELODIES` and `ARPEGGIOS` name the writers.
Pure functions; run wherever a song is written.
"""

from collections.abc import Callable, Iterator

import numpy as np

from engine.corpus.writing.bars import (
    Bar,
    Note,
    climb,
    gaps,
    lowest,
    nearest,
    pentatonic,
    positions_drawn,
    positions_grouped,
)
from engine.corpus.writing.harmony import close_voicing

Writer = Callable[[Bar], Iterator[Note]]


def _near_chord(bar: Bar, at: float, pitch: int, low: int, high: int) -> int:
    """On the beat a chord's note, elsewhere the scale's; within a range."""
    pitch = pitch + 12 if pitch < low else pitch - 12 if pitch > high else pitch
    return nearest(pitch, bar.chord_at(at).classes if at == int(at) else bar.scale)


def hook(bar: Bar) -> Iterator[Note]:
    """A short tune that comes back every bar or two, bent to the chord."""
    dice = np.random.default_rng([*bar.motif, 21])
    places = positions_drawn(dice, bar, 0.25 + 0.2 * bar.energy, 0.2 + 0.55 * bar.habits[0])
    pitch = nearest(72, bar.chord_at(0).classes)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        pitch = climb(pitch, int(dice.choice((-2, -1, -1, 0, 1, 1, 2, 4, -4))), bar.scale)
        pitch = _near_chord(bar, at, pitch, 64, 86)
        yield bar.note(at, beats * (0.5 + 0.45 * bar.habits[1]), pitch, 0.82 if at == int(at) else 0.74)


def sung(bar: Bar) -> Iterator[Note]:
    """A voice: two or four bars to a line, syllables that come before the beat, a long last one, then breath."""
    line = 2 if bar.habits[0] < 0.5 or bar.tempo_bpm < 90.0 else 4
    inside = bar.place % line
    final = inside == line - 1
    dice = np.random.default_rng([*bar.motif[:2], 22, bar.place % (2 * line)])
    places = positions_drawn(dice, bar, (0.2 if bar.quick else 0.28) + 0.1 * bar.habits[1], 0.25 + 0.5 * bar.habits[2])
    if final:
        places = tuple(at for at in places if at <= bar.metre / 2) or (0.0,)
    early = bar.habits[3] < 0.5
    centre = 58 + round(10 * bar.habits[4])
    pitch = nearest(centre + 4, bar.chord_at(0).classes)
    if inside == 0 and bar.place > 0 and bar.habits[5] < 0.5:
        yield bar.note(-0.5 if bar.division == 2 else -1 / 3, 0.4, climb(pitch, -1, bar.scale), 0.6)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        pitch = climb(pitch, int(dice.choice((0, 0, 0, 1, -1, 1, -1, 2, -2))), pentatonic(bar.scale))
        pitch = _near_chord(bar, at, pitch, centre - 5, centre + 10)
        ahead = 0.5 if early and bar.division == 2 and at == int(at) and at > 0.0 and dice.random() < 0.3 else 0.0
        yield bar.note(at - ahead, min(beats, 2.0 if final else 1.2) * 0.92 + ahead, pitch, 0.7 + 0.15 * dice.random())


def harmony(bar: Bar) -> Iterator[Note]:
    """A second voice, a third above the first, at the ends of lines."""
    for note in sung(bar):
        if bar.place % 2 == 1:
            yield Note(note.beat, note.beats, climb(int(note.pitch), 2, bar.scale), note.velocity * 0.75)


def spoken(bar: Bar) -> Iterator[Note]:
    """A rapper: sixteenths in runs of syllables, the rhyme on four, a breath after the line."""
    steps = bar.steps if not bar.quick else 2
    density = 0.5 + 0.3 * bar.habits[0]
    centre = 50 + round(8 * bar.habits[1])
    final = bar.place % 4 == 3
    for step in range(bar.metre * steps):
        at = step / steps
        rhyme = step == (bar.metre - 1) * steps
        if final and at > bar.metre - 1:
            break
        if rhyme or bar.chance.random() < density * (1.0 if step % 2 == 0 else 0.8):
            velocity = 0.9 if rhyme else 0.75 if step % steps == 0 else 0.6
            yield bar.note(at, 0.8 / steps, centre + int(bar.chance.integers(-2, 3)), velocity)


def chops(bar: Bar) -> Iterator[Note]:
    """A cut voice as an instrument: syncopated, jumping."""
    places = positions_drawn(bar.cell, bar, 0.2 + 0.15 * bar.energy, 0.8)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        base = close_voicing(bar.chord_at(at), 70, 4)
        pitch = base[int(bar.cell.integers(4))] + (12 if bar.cell.random() < 0.15 else 0)
        yield bar.note(at, min(beats * 0.8, 0.6), pitch, 0.82)


def long_notes(bar: Bar) -> Iterator[Note]:
    """A slow theme: one or two notes to the bar."""
    places = positions_drawn(bar.cell, bar, 1.6 / (bar.metre * bar.steps), 0.1)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        pitch = nearest(72 + int(bar.cell.integers(-7, 8)), bar.chord_at(at).classes)
        yield bar.note(at, beats * 0.97, pitch, 0.7)


def theme(bar: Bar) -> Iterator[Note]:
    """An orchestral tune: dotted, on the beat, with a turn into the next bar."""
    dice = np.random.default_rng([*bar.motif, 23])
    places = positions_drawn(dice, bar, 0.2, 0.12)
    pitch = nearest(70, bar.chord_at(0).classes)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        pitch = climb(pitch, int(dice.choice((-1, 1, 2, 3, -2, 4))), bar.scale)
        pitch = _near_chord(bar, at, pitch, 62, 84)
        yield bar.note(at, beats * 0.93, pitch, 0.8)


def solo(bar: Bar) -> Iterator[Note]:
    """A guitar or horn: bursts of runs between held and bent notes and rests, never the same."""
    dice = bar.chance
    notes = pentatonic(bar.scale)
    pitch = nearest(69 + int(6 * bar.habits[0]), bar.chord_at(0).classes)
    beat = 0
    while beat < bar.metre:
        kind = dice.random()
        if kind < 0.3 + 0.25 * bar.energy:
            steps = bar.steps * (2 if bar.tempo_bpm < 80.0 and bar.division == 2 else 1)
            steps = 2 if bar.quick and bar.division == 2 else steps
            steps = 3 if bar.division == 2 and dice.random() < 0.2 else steps
            way = 1 if pitch < 72 else -1
            for step in range(steps):
                pitch = climb(pitch, way * int(dice.choice((1, 1, 1, -1, 2))), notes)
                pitch = pitch - 12 if pitch > 91 else pitch + 12 if pitch < 55 else pitch
                yield bar.note(beat + step / steps, 0.9 / steps, pitch, 0.82 if step == 0 else 0.7)
            beat += 1
        elif kind < 0.8:
            early = bar.off if dice.random() < 0.35 else 0.0
            length = min(int(dice.integers(1, 3)), bar.metre - beat)
            pitch = _near_chord(bar, float(beat), pitch, 57, 88)
            yield bar.note(beat + early, (length - early) * 0.95, pitch, 0.85)
            beat += length
        else:
            beat += 1


def shred(bar: Bar) -> Iterator[Note]:
    """Sixteenths without a breath: scales, broken chords, a pedal note."""
    steps = bar.steps if not bar.quick else (3 if bar.division == 3 else 2)
    kind = int(bar.cell.integers(3))
    pitch = nearest(76, bar.chord_at(0).classes)
    way = -1 if bar.place % 2 else 1
    for step in range(bar.metre * steps):
        at = step / steps
        chord = bar.chord_at(at)
        if kind == 0:
            pitch = climb(pitch, way, bar.scale)
            way = -1 if pitch > 90 else 1 if pitch < 64 else way
        elif kind == 1:
            voicing = close_voicing(chord, 76, 5)
            pitch = voicing[min(step % 8, 8 - step % 8)]
        else:
            top = climb(nearest(79, chord.classes), -(step // 2) % 5, bar.scale)
            pitch = nearest(72, (chord.root,)) if step % 2 == 0 else top
        yield bar.note(at, 0.9 / steps, pitch, 0.85 if step % steps == 0 else 0.7)


def rush(bar: Bar) -> Iterator[Note]:
    """Rhythm-game leads: broken chords in sixteenths over two octaves, cut by a hook's accents."""
    steps = bar.steps if bar.tempo_bpm * bar.steps < 780.0 else 2
    dice = np.random.default_rng([*bar.motif, 24])
    accents = set(positions_grouped(dice, bar, 1.0 / steps))
    rests = dice.random(bar.metre * steps) < 0.12
    shift = int(dice.integers(8))
    for step in range(bar.metre * steps):
        if rests[step]:
            continue
        at = step / steps
        voicing = close_voicing(bar.chord_at(at), 79, 6)
        accent = any(abs(at - place) < 1e-6 for place in accents)
        turn = (step + shift) % 8
        pitch = voicing[5] if accent else voicing[min(turn, 8 - turn)]
        yield bar.note(at, 0.8 / steps, min(pitch, 100), 0.9 if accent else 0.68)


def lick(bar: Bar) -> Iterator[Note]:
    """Blues: a phrase in the first bar of two, silence or a held note in the second."""
    if bar.place % 2 == 1:
        if bar.habits[0] < 0.5:
            yield bar.note(0, 1.5, nearest(67, bar.chord_at(0).classes), 0.75)
        return
    places = positions_drawn(bar.chance, bar, 0.4, 0.55)
    pitch = nearest(70, bar.scale)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        pitch = climb(pitch, int(bar.chance.choice((-2, -1, -1, 1, 1, 2))), pentatonic(bar.scale))
        pitch = pitch - 12 if pitch > 86 else pitch + 12 if pitch < 57 else pitch
        yield bar.note(at, min(beats, 1.0) * 0.85, pitch, 0.8)


def bebop(bar: Bar) -> Iterator[Note]:
    """Swung eighths that run through the changes, chord notes on the beats, rests between the lines."""
    if bar.place % 4 == 3 and bar.habits[0] < 0.6:
        yield bar.note(0, 0.5, nearest(70, bar.chord_at(0).classes), 0.75)
        return
    pitch = nearest(68 + int(8 * bar.chance.random()), bar.chord_at(0).classes)
    way = 1 if bar.chance.random() < 0.5 else -1
    for beat in range(bar.metre):
        if bar.chance.random() < 0.15:
            continue
        pitch = nearest(pitch, bar.chord_at(beat).classes)
        way = -1 if pitch > 82 else 1 if pitch < 60 else way
        yield bar.note(beat, 0.5, pitch, 0.68)
        if bar.chance.random() < 0.85:
            pitch = climb(pitch, way, bar.scale)
            yield bar.note(beat + bar.off, 0.4, pitch, 0.78)
        pitch = climb(pitch, way, bar.scale)


def drift(bar: Bar) -> Iterator[Note]:
    """Single notes that keep to no grid, with long rests: ambient music."""
    if bar.chance.random() < 0.6:
        at = float(bar.chance.random() * bar.metre)
        pitch = nearest(66 + int(bar.chance.integers(0, 24)), bar.chord_at(at).classes)
        yield bar.note(at, 1.0 + 3.0 * float(bar.chance.random()), pitch, 0.3 + 0.35 * float(bar.chance.random()))


MELODIES: dict[str, Writer] = {
    writer.__name__.replace("_", " "): writer
    for writer in (
        hook, sung, harmony, spoken, chops, long_notes, theme, solo, shred, rush, lick, bebop, drift,
    )
}  # fmt: skip


def _ladder(bar: Bar, at: float, notes: int) -> tuple[int, ...]:
    return close_voicing(bar.chord_at(at), 66 + int(8 * bar.habits[7]), notes)


def _pace(bar: Bar) -> int:
    """Steps of a beat: sixteenths where they can be heard apart, else eighths; thirds in triple time."""
    if bar.division == 3:
        return 3
    return 2 if bar.quick or bar.habits[0] < 0.25 else 4


def up(bar: Bar) -> Iterator[Note]:
    """Up the chord, from the bottom again on each round; four notes keep to the beat, three run against it."""
    notes = 3 if bar.habits[1] < 0.35 else 4
    steps = _pace(bar)
    for step in range(bar.metre * steps):
        pitch = _ladder(bar, step / steps, notes)[step % notes]
        yield bar.note(step / steps, 0.7 / steps, pitch, 0.75 if step % notes == 0 else 0.6)


def down(bar: Bar) -> Iterator[Note]:
    """Down the chord."""
    steps = _pace(bar)
    for step in range(bar.metre * steps):
        pitch = _ladder(bar, step / steps, 4)[3 - step % 4]
        yield bar.note(step / steps, 0.7 / steps, pitch, 0.75 if step % 4 == 0 else 0.6)


def up_and_down(bar: Bar) -> Iterator[Note]:
    """Up two octaves and down again."""
    steps = _pace(bar)
    for step in range(bar.metre * steps):
        turn = step % 8
        pitch = _ladder(bar, step / steps, 5)[min(turn, 8 - turn)]
        yield bar.note(step / steps, 0.7 / steps, pitch, 0.75 if turn == 0 else 0.6)


def scattered(bar: Bar) -> Iterator[Note]:
    """A drawn order with holes that comes round every bar or two."""
    steps = _pace(bar)
    order = bar.cell.integers(0, 5, bar.metre * steps)
    sounding = bar.cell.random(bar.metre * steps) < 0.55 + 0.4 * bar.energy
    for step in range(bar.metre * steps):
        if sounding[step]:
            pitch = _ladder(bar, step / steps, 5)[order[step]]
            yield bar.note(step / steps, 0.7 / steps, pitch, 0.5 + 0.3 * bar.cell.random())


def turning(bar: Bar) -> Iterator[Note]:
    """A cell of three, five or six steps that turns against the bar all through the passage."""
    steps = _pace(bar)
    length = (3, 5, 6, 7)[int(bar.habits[2] * 4) % 4]
    order = np.random.default_rng([*bar.motif[:2], 25]).integers(0, 5, length)
    for step in range(bar.metre * steps):
        turn = (bar.place * bar.metre * steps + step) % length
        pitch = _ladder(bar, step / steps, 5)[order[turn]]
        yield bar.note(step / steps, 0.7 / steps, pitch, 0.8 if turn == 0 else 0.55)


def leaning(bar: Bar) -> Iterator[Note]:
    """Plucked notes in threes and twos."""
    places = positions_grouped(np.random.default_rng([*bar.motif, 5]), bar, 1.0 / (2 if bar.quick else bar.steps))
    for i, at in enumerate(places):
        pitch = _ladder(bar, at, 4)[(i * 2 + int(bar.habits[3] * 4)) % 4]
        yield bar.note(at, 0.3, pitch, 0.75)


def broken(bar: Bar) -> Iterator[Note]:
    """Piano or harp in eighths: root low, then the chord."""
    steps = 2 if bar.division == 2 else 3
    for step in range(bar.metre * steps):
        at = step / steps
        ladder = (lowest(bar.chord_at(at).root, 48), *close_voicing(bar.chord_at(at), 64, 4))
        turn = step % 8
        yield bar.note(at, 1.2 / steps, ladder[min(turn, 8 - turn)], 0.7 if step % steps == 0 else 0.56)


ARPEGGIOS: dict[str, Writer] = {
    writer.__name__.replace("_", " "): writer for writer in (up, down, up_and_down, scattered, turning, leaning, broken)
}
