"""Bass lines: one writer for each way in which a bass keeps, pushes, or contradicts the beat.

In: a bar. Out: its notes. `BASSLINES` names the writers.
Pure functions; run wherever a song is written.
"""

from collections.abc import Callable, Iterator

import numpy as np

from engine.corpus.writing.bars import (
    Bar,
    Chord,
    Note,
    climb,
    gaps,
    lowest,
    nearest,
    positions_drawn,
    positions_grouped,
)
from engine.corpus.writing.motifs import accents
from engine.corpus.writing.rave_basslines import RAVE_BASSLINES
from engine.corpus.writing.riffs import riff_notes

Writer = Callable[[Bar], Iterator[Note]]

_FLOOR = 28


def _root(bar: Bar, position: float) -> int:
    return lowest(bar.chord_at(position).root, _FLOOR)


def _fifth(bar: Bar, position: float) -> int:
    """The fifth below the root where there is room, else above."""
    root = _root(bar, position)
    return root - 5 if root - 5 >= _FLOOR else root + 7


def long(bar: Bar) -> Iterator[Note]:
    """A root for each chord, held; sometimes struck again halfway."""
    for position, beats, chord in bar.spans():
        root = lowest(chord.root, _FLOOR)
        if beats >= 3.0 and bar.habits[0] < 0.4:
            half = float(np.ceil(beats / 2.0))
            yield bar.note(position, half * 0.95, root, 0.85)
            yield bar.note(position + half, (beats - half) * 0.95, root, 0.7)
        else:
            yield bar.note(position, beats * 0.97, root, 0.85)


def quarters(bar: Bar) -> Iterator[Note]:
    """The root on every beat, the fifth or the leading note before a change."""
    for beat in range(bar.metre):
        root = _root(bar, beat)
        last = beat == bar.metre - 1 and bar.following.root != bar.chord_at(beat).root
        pitch = climb(_root(bar, bar.metre), -1, bar.scale) if last and bar.habits[0] < 0.4 else root
        yield bar.note(beat, 0.55 + 0.4 * bar.habits[1], max(pitch, 24), 0.85 if beat == 0 else 0.72)


def eighths(bar: Bar) -> Iterator[Note]:
    """Driving eighths (or thirds of a beat) on the root."""
    walk = bar.following.root != bar.chords[-1].root and bar.habits[0] < 0.5
    places = (0.0, 0.5) if bar.division == 2 else (0.0, 1 / 3, 2 / 3)
    for beat in range(bar.metre):
        for place in places:
            at = beat + place
            pitch = _root(bar, at)
            if walk and at >= bar.metre - 0.5:
                pitch = max(24, climb(_root(bar, bar.metre), -1 if bar.habits[1] < 0.6 else 1, bar.scale))
            yield bar.note(at, 0.9 * (places[1]), pitch, 0.85 if place == 0.0 else 0.68)


def octaves(bar: Bar) -> Iterator[Note]:
    """Root and octave in turn, in eighths: disco and synthwave."""
    for beat in range(bar.metre):
        root = _root(bar, beat)
        yield bar.note(beat, 0.4, root, 0.82)
        yield bar.note(beat + bar.off, 0.35, _root(bar, beat + bar.off) + 12, 0.75)
        if bar.division == 2 and bar.habits[0] < 0.35 and beat % 2 == 1:
            yield bar.note(beat + 0.75, 0.2, root + 12, 0.55)


def offbeat(bar: Bar) -> Iterator[Note]:
    """Between the kicks; the beat itself stays free."""
    for beat in range(bar.metre):
        if bar.habits[0] < 0.35 and bar.division == 2:
            yield bar.note(beat + 0.5, 0.22, _root(bar, beat + 0.5), 0.85)
            yield bar.note(beat + 0.75, 0.22, _root(bar, beat + 0.5) + (12 if bar.habits[1] < 0.3 else 0), 0.7)
        else:
            yield bar.note(beat + bar.off, 0.45, _root(bar, beat + bar.off), 0.85)


def rolling(bar: Bar) -> Iterator[Note]:
    """Sixteenths that leave the kick its place: trance and psytrance. Too fast a song gets eighths."""
    places: tuple[float, ...] = (1 / 3, 2 / 3) if bar.division == 3 else (0.25, 0.5, 0.75)
    if bar.tempo_bpm > 165.0:
        places = (0.5, 0.75) if bar.division == 2 else (2 / 3,)
    full = bar.habits[0] < 0.2
    lift = bar.place % 4 == 3 and bar.habits[1] < 0.5
    for beat in range(bar.metre):
        root = _root(bar, beat)
        for place in (0.0, *places) if full else places:
            raised = lift and beat == bar.metre - 1 and place > 0.4
            pitch = climb(root, 2, bar.scale) if raised else root
            yield bar.note(beat + place, 0.2, pitch, 0.85 if place == 0.5 else 0.75)


def syncopated(bar: Bar) -> Iterator[Note]:
    """A drawn rhythm with the root on one, and fifths and octaves where it leaves the beat."""
    density = 0.22 + 0.18 * bar.energy
    places = positions_drawn(bar.cell, bar, density, 0.35 + 0.4 * bar.habits[0])
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        root = _root(bar, at)
        choice = bar.cell.random()
        pitch = root if at == 0.0 or choice < 0.62 else root + 7 if choice < 0.78 else root + 12
        if choice > 0.92:
            pitch = climb(root, int(bar.cell.integers(1, 4)), bar.scale)
        yield bar.note(at, beats * (0.5 + 0.45 * bar.habits[1]), pitch, 0.85 if at == int(at) else 0.75)


def grouped(bar: Bar) -> Iterator[Note]:
    """Threes and twos: 3+3+2 in eighths or sixteenths."""
    step = 1 / 3 if bar.division == 3 else 0.5 if bar.habits[0] < 0.5 or bar.quick else 0.25
    places = positions_grouped(np.random.default_rng([*bar.motif, 5]), bar, step)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        yield bar.note(at, beats * 0.85, _root(bar, at), 0.88 if at == 0.0 else 0.75)


def funk(bar: Bar) -> Iterator[Note]:
    """The one, then sixteenths around it with octaves and dead notes."""
    places = positions_drawn(bar.cell, bar, 0.3 + 0.2 * bar.energy, 0.75)
    places = tuple(sorted({0.0, *places}))
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        root = _root(bar, at)
        choice = bar.cell.random()
        if at == 0.0:
            yield bar.note(at, min(beats, 0.6), root, 0.98)
        elif choice < 0.25:
            yield bar.note(at, 0.08, root, 0.35)
        else:
            flat = nearest(root + 10, bar.chord_at(at).classes)
            pitch = root + 12 if choice < 0.5 else flat if choice < 0.68 else root + 7 if choice < 0.8 else root
            yield bar.note(at, min(beats, 0.5) * 0.7, pitch, 0.75)


def walking(bar: Bar) -> Iterator[Note]:
    """A note on every beat that leads from chord to chord, with a skip now and then."""
    pitch = _root(bar, 0.0) + (12 if bar.habits[0] < 0.3 else 0)
    target = nearest(pitch, (bar.following.root,))
    for beat in range(bar.metre):
        chord = bar.chord_at(beat)
        starts = any(abs(other.beat - bar.beat - beat) < 1e-6 for other in bar.chords)
        if beat == 0 or starts:
            pitch = nearest(pitch, (chord.root,))
        elif beat == bar.metre - 1:
            pitch = target + (-1 if bar.chance.random() < 0.5 else 1)
        elif bar.chance.random() < 0.5:
            pitch = nearest(pitch + (5 if pitch <= target else -5), chord.classes)
        else:
            pitch = climb(pitch, 1 if pitch <= target else -1, bar.scale)
        pitch = pitch - 12 if pitch > 52 else pitch + 12 if pitch < 26 else pitch
        yield bar.note(beat, 0.85, pitch, 0.82 if beat % 2 == 0 else 0.76)
        if bar.chance.random() < 0.12:
            yield bar.note(beat + bar.off, 0.25, pitch, 0.5)


def boogie(bar: Bar) -> Iterator[Note]:
    """Root, third, fifth, sixth and back; in beats, or shuffled in pairs."""
    doubled = bar.habits[0] < 0.45 and bar.tempo_bpm < 150.0
    for beat in range(bar.metre):
        chord = bar.chord_at(beat)
        steps = (0, chord.third, 7, 9) if bar.place % 2 == 0 else (10, 9, 7, chord.third)
        pitch = lowest(chord.root, _FLOOR) + (0 if beat == 0 else steps[beat % 4])
        yield bar.note(beat, 0.6 if doubled else 0.85, pitch, 0.85)
        if doubled:
            yield bar.note(beat + bar.off, 0.28, pitch, 0.62)


def two_feel(bar: Bar) -> Iterator[Note]:
    """Root and fifth in turn: country, polka, march; in three, the root on one."""
    if bar.metre == 3:
        yield bar.note(0, 0.95, _root(bar, 0) if bar.place % 2 == 0 or len(bar.chords) > 1 else _fifth(bar, 0), 0.88)
        if bar.chance.random() < 0.15:
            yield bar.note(2, 0.8, climb(_root(bar, 3), -1, bar.scale), 0.6)
        return
    for beat in range(0, bar.metre, 2 if bar.metre > 2 else 1):
        fresh = any(abs(chord.beat - bar.beat - beat) < 1e-6 for chord in bar.chords)
        root = beat == 0 or fresh or (beat // 2) % 2 == 0
        yield bar.note(beat, 0.8, _root(bar, beat) if root else _fifth(bar, beat), 0.85 if beat == 0 else 0.75)
    if bar.last or (bar.following.root != bar.chords[-1].root and bar.habits[0] < 0.35):
        yield bar.note(bar.metre - 1, 0.7, max(24, climb(_root(bar, bar.metre), -1, bar.scale)), 0.7)


def bossa(bar: Bar) -> Iterator[Note]:
    """Root, and fifth, each led in by the eighth before it."""
    half = max(1, bar.metre // 2)
    for beat in range(0, bar.metre, half):
        pitch = _root(bar, beat) if beat == 0 else _fifth(bar, beat)
        yield bar.note(beat, 0.8 * half * 0.75, pitch, 0.85)
        nxt = _fifth(bar, beat) if beat == 0 and half < bar.metre else _root(bar, bar.metre)
        if beat + half * 0.75 < bar.metre:
            yield bar.note(beat + half * 0.75, half * 0.22, nxt, 0.65)


def tumbao(bar: Bar) -> Iterator[Note]:
    """The bass that never plays on one: the and of two, and four, which already belongs to the next bar."""
    half = bar.metre / 2
    yield bar.note(half - 0.5, 1.3, _fifth(bar, half - 0.5), 0.8)
    yield bar.note(bar.metre - 1, 1.4, _root(bar, bar.metre), 0.88)
    if bar.place == 0:
        yield bar.note(0, 0.8, _root(bar, 0), 0.85)


def cumbia(bar: Bar) -> Iterator[Note]:
    """A long root, then third and fifth in the second half."""
    half = bar.metre // 2
    chord = bar.chord_at(0)
    root = lowest(chord.root, _FLOOR)
    yield bar.note(0, half * 0.9, root, 0.88)
    yield bar.note(half, 0.8, _root(bar, half) + chord.third, 0.72)
    if bar.metre > 3:
        yield bar.note(half + 1, 0.8, _root(bar, half + 1) + 7, 0.75)


def dub(bar: Bar) -> Iterator[Note]:
    """Reggae: a heavy tune with holes, often silent on one, the same every other bar."""
    dice = np.random.default_rng([*bar.motif, 7])
    silent = bar.habits[0] < 0.4
    places = positions_drawn(dice, bar, 0.28, 0.3 + 0.3 * bar.habits[1])
    places = tuple(at for at in places if not (silent and at < 0.25)) or (1.0,)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        step = int(dice.choice((0, 0, 0, 2, 4, 4, 5)))
        pitch = climb(_root(bar, at), step, bar.scale)
        pitch = nearest(pitch, bar.chord_at(at).classes)
        yield bar.note(at, min(beats, 1.2) * 0.75, pitch - 12 if pitch > 46 else pitch, 0.85)


def sub(bar: Bar) -> Iterator[Note]:
    """808: few notes, long ones, some of them slid or doubled in front of the snare."""
    places = positions_drawn(bar.cell, bar, 0.12 + 0.12 * bar.energy, 0.25 + 0.5 * bar.habits[0])
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        root = lowest(bar.chord_at(at).root, 26)
        pitch = root + (12 if bar.cell.random() < 0.1 else 7 if bar.cell.random() < 0.08 else 0)
        yield bar.note(at, beats * (0.6 + 0.45 * bar.habits[1]), pitch, 0.9)
    if bar.place % 4 == 3 and bar.habits[2] < 0.5:
        yield bar.note(bar.metre - 0.5, 0.25, lowest(bar.following.root, 26) + 12, 0.7)


def drone(bar: Bar) -> Iterator[Note]:
    """A tone for every chord that begins here, held until the chord ends; it says little about the beat."""
    for chord in bar.chords:
        if chord.beat >= bar.beat - 1e-6 or bar.place == 0:
            yield bar.note(max(0.0, chord.beat - bar.beat), _rest_of(bar, chord), lowest(chord.root, 26), 0.75)


def _rest_of(bar: Bar, chord: Chord) -> float:
    """How long a tone of this chord may last: to the end of the passage at most."""
    end = min(chord.beat + chord.beats - bar.beat, float((bar.of - bar.place) * bar.metre))
    return end - max(0.0, chord.beat - bar.beat)


def wobble(bar: Bar) -> Iterator[Note]:
    """Growls: a phrase that changes its speed from beat to beat, with rests."""
    speeds = (1.0, 0.5, 1 / 3, 0.25, 0.75) if not bar.quick else (1.0, 0.5, 1 / 3)
    at = 0.0
    while at < bar.metre:
        length = float(bar.cell.choice((1.0, 1.0, 2.0)))
        length = min(length, bar.metre - at)
        speed = float(bar.cell.choice(speeds))
        silent = bar.cell.random() < 0.2 and at > 0.0
        shift = int(bar.cell.choice((0, 0, 0, 12, 7, 3)))
        place = at
        while place < at + length - 1e-6 and not silent:
            yield bar.note(place, min(speed, at + length - place) * 0.85, _root(bar, at) + shift, 0.9)
            place += speed
        at += length


def reese(bar: Bar) -> Iterator[Note]:
    """Drum and bass: long tones that come in off the beat, a few short ones answering."""
    places = positions_drawn(bar.cell, bar, 0.14 + 0.1 * bar.energy, 0.3 + 0.5 * bar.habits[0])
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        root = _root(bar, at)
        pitch = root if bar.cell.random() < 0.7 else climb(root, int(bar.cell.choice((-2, -1, 1, 2, 4))), bar.scale)
        yield bar.note(at, beats * (0.97 if bar.habits[1] < 0.6 else 0.5), max(pitch, 24), 0.85)


def acid(bar: Bar) -> Iterator[Note]:
    """Sixteenths with accents, slides and octaves, the same bar after bar."""
    steps = bar.steps if not bar.quick else 2
    for step in range(bar.metre * steps):
        choice, jump, accent = bar.cell.random(3)
        if choice < 0.25 and step:
            continue
        at = step / steps
        root = _root(bar, 0) if bar.habits[0] < 0.7 else _root(bar, at)
        pitch = root + (12 if jump < 0.2 else 0)
        if jump > 0.75:
            pitch = climb(root, int(bar.cell.choice((1, 2, 6))), bar.scale)
        yield bar.note(at, (1.1 if accent > 0.85 else 0.6) / steps, pitch, 0.95 if accent < 0.3 else 0.65)


def gallop(bar: Bar) -> Iterator[Note]:
    """An eighth and two sixteenths on every beat; in triple time, all thirds."""
    places = (0.0, 1 / 3, 2 / 3) if bar.division == 3 else (0.0, 0.5, 0.75)
    for beat in range(bar.metre):
        for place in places:
            yield bar.note(beat + place, 0.22, _root(bar, beat), 0.88 if place == 0.0 else 0.68)


def riff(bar: Bar) -> Iterator[Note]:
    """Together with the guitars, an octave below them."""
    for note in riff_notes(bar):
        pitch = note.pitch - 12 if note.pitch - 12 >= 23 else note.pitch
        yield Note(note.beat, note.beats, pitch, note.velocity)


def locked(bar: Bar) -> Iterator[Note]:
    """On the accents of the guitars and nowhere else."""
    struck = accents(bar)
    for at, beats in zip(struck, gaps(struck, bar.metre), strict=True):
        yield bar.note(
            at, min(beats * 0.85, 1.0), lowest(bar.scale[0], 24) if bar.energy > 0.7 else _root(bar, at), 0.9
        )


def arpeggio(bar: Bar) -> Iterator[Note]:
    """The chord's notes in eighths, up and down: chip music and ballads."""
    steps = 2 if bar.division == 2 else 3
    for step in range(bar.metre * steps):
        at = step / steps
        shape = bar.chord_at(at).shape
        order = (0, len(shape) - 1, 1, len(shape) - 1)
        yield bar.note(
            at, 0.85 / steps, _root(bar, at) + shape[order[step % 4]] % 12, 0.8 if step % steps == 0 else 0.68
        )


BASSLINES: dict[str, Writer] = {
    writer.__name__.replace("_", " "): writer
    for writer in (
        long,
        quarters,
        eighths,
        octaves,
        offbeat,
        rolling,
        syncopated,
        grouped,
        funk,
        walking,
        boogie,
        two_feel,
        bossa,
        tumbao,
        cumbia,
        dub,
        sub,
        drone,
        wobble,
        reese,
        acid,
        gallop,
        riff,
        locked,
        arpeggio,
    )
} | RAVE_BASSLINES
