"""Accompaniment: the ways in which chords are held, struck, strummed, chopped and gated.

In: a bar. Out: its notes. `COMPING` names the writers.
Pure functions; run wherever a song is written.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from engine.corpus.writing.bars import Bar, Note, gaps, lowest, positions_drawn, positions_grouped
from engine.corpus.writing.harmony import close_voicing, guitar_voicing, power_voicing

Writer = Callable[[Bar], Iterator[Note]]


def _struck(bar: Bar, at: float, beats: float, velocity: float, notes: int = 4, centre: int = 0) -> Iterator[Note]:
    """The chord that sounds at a place, in its closest inversion around `centre` (0: where the player likes to be)."""
    chord = bar.chord_at(at)
    middle = centre or 58 + int(8 * bar.habits[7])
    for pitch in close_voicing(chord, middle, notes):
        yield bar.note(at, beats, pitch, velocity)


def _pushed(bar: Bar, at: float, beats: float, velocity: float, centre: int = 0) -> Iterator[Note]:
    """The next bar's chord, an eighth too early."""
    for pitch in close_voicing(bar.following, centre or 58 + int(8 * bar.habits[7]), 4):
        yield bar.note(at, beats, pitch, velocity)


def _strum(
    bar: Bar, pitches: Iterable[int], at: float, beats: float, velocity: float, up: bool = False
) -> Iterator[Note]:
    """One stroke over the strings; up-strokes take the upper ones only and are softer."""
    strings = list(pitches)
    strings = strings[::-1][:3] if up else strings
    spread_s = 0.006 + 0.008 * bar.habits[6]
    for i, pitch in enumerate(strings):
        yield bar.note(at, beats, pitch, velocity * (0.8 if up else 1.0), i * spread_s)


def held(bar: Bar) -> Iterator[Note]:
    """Each chord once, held until the next."""
    for at, beats, chord in bar.spans():
        for pitch in close_voicing(chord, 58 + int(10 * bar.habits[7]), 4):
            yield bar.note(at, beats * 0.99, pitch, 0.6 + 0.2 * bar.energy)


def pad(bar: Bar) -> Iterator[Note]:
    """Chords that lie over the bar lines as long as the harmony stays: they tell of changes and of nothing else."""
    for chord in bar.chords:
        begins = chord.beat >= bar.beat - 1e-6
        if not begins and bar.place > 0:
            continue
        at = max(0.0, chord.beat - bar.beat)
        beats = min(chord.beat + chord.beats - bar.beat, float((bar.of - bar.place) * bar.metre)) - at
        for pitch in close_voicing(chord, 56 + int(12 * bar.habits[7]), 3 + int(2 * bar.habits[0])):
            yield bar.note(at, beats, pitch, 0.5 + 0.25 * bar.energy)


def drone(bar: Bar) -> Iterator[Note]:
    """Key note and fifth through the whole passage."""
    if bar.place == 0:
        for pitch in (lowest(bar.scale[0], 45), lowest(bar.scale[0], 45) + 7, lowest(bar.scale[0], 57)):
            yield bar.note(0, bar.of * bar.metre, pitch, 0.6)


def quarters(bar: Bar) -> Iterator[Note]:
    """A chord on every beat."""
    for beat in range(bar.metre):
        yield from _struck(bar, beat, 0.55 + 0.4 * bar.habits[0], 0.78 if beat == 0 else 0.66)


def eighths(bar: Bar) -> Iterator[Note]:
    """Repeated chords in eighths or thirds: piano pop, ballads in twelve-eight."""
    places = (0.0, 0.5) if bar.division == 2 else (0.0, 1 / 3, 2 / 3)
    for beat in range(bar.metre):
        for place in places:
            velocity = 0.76 if place == 0.0 else 0.58
            yield from _struck(bar, beat + place, 0.9 * places[1], velocity, 3)


def accents(bar: Bar) -> Iterator[Note]:
    """A drawn rhythm of chords that comes round every bar or two, with the next chord pushed in early at times."""
    places = positions_drawn(bar.cell, bar, 0.16 + 0.16 * bar.energy, 0.2 + 0.5 * bar.habits[0])
    push = bar.habits[1] < 0.4
    places = tuple(at for at in places if not push or 0.0 < at < bar.metre - 1 + bar.off or bar.place == 0)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        yield from _struck(bar, at, beats * (0.35 + 0.6 * bar.habits[2]), 0.78 if at == int(at) else 0.7)
    if push and not bar.last:
        yield from _pushed(bar, bar.metre - 1 + bar.off, 1.2, 0.78)


def grouped(bar: Bar) -> Iterator[Note]:
    """Chords in threes and twos."""
    step = 1 / 3 if bar.division == 3 else 0.25 if bar.habits[0] < 0.6 and not bar.quick else 0.5
    places = positions_grouped(np.random.default_rng([*bar.motif, 5]), bar, step)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        yield from _struck(bar, at, beats * (0.4 + 0.55 * bar.habits[1]), 0.82 if at == 0.0 else 0.72)


def stabs(bar: Bar) -> Iterator[Note]:
    """Short house chords: off the beat, or in a figure of sixteenths; parallel, as a sampler plays them."""
    places: tuple[float, ...]
    if bar.habits[0] < 0.45:
        places = tuple(beat + bar.off for beat in range(bar.metre))
    else:
        places = positions_drawn(bar.cell, bar, 0.2 + 0.1 * bar.energy, 0.8)
    for at in places:
        chord = bar.chord_at(at)
        root = lowest(chord.root, 52)
        for step in chord.shape[:4]:
            yield bar.note(at, 0.2 + 0.25 * bar.habits[1], root + step, 0.75 + 0.1 * bar.energy)


def house_piano(bar: Bar) -> Iterator[Note]:
    """Loud piano chords in syncopated sixteenths with the thumb's octave between them."""
    places = positions_grouped(np.random.default_rng([*bar.motif, 5]), bar, 0.25 if bar.division == 2 else 1 / 3)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        yield from _struck(bar, at, beats * 0.6, 0.85, 4, 64)
        if beats >= 0.7 and not bar.quick:
            yield bar.note(at + beats - 1.0 / bar.steps, 0.2, lowest(bar.chord_at(at).root, 48), 0.6)


def gate(bar: Bar) -> Iterator[Note]:
    """A held chord cut into sixteenths with holes: trance."""
    steps = bar.steps if not bar.quick else 2
    holes = bar.cell.random(bar.metre * steps) < 0.3
    for step in range(bar.metre * steps):
        if not holes[step] or step == 0:
            yield from _struck(bar, step / steps, 0.75 / steps, 0.75 if step % steps == 0 else 0.62, 4, 64)


def pumped(bar: Bar) -> Iterator[Note]:
    """Wide chords after each kick, as a side chain would cut them."""
    for beat in range(bar.metre):
        yield from _struck(bar, beat + (0.25 if bar.division == 2 else 1 / 3), 0.7, 0.78, 5, 65)


def skank(bar: Bar) -> Iterator[Note]:
    """Short chords on the off-beats, or on two and four where the song is slow: reggae and ska."""
    slow = bar.tempo_bpm > 115.0 and bar.habits[0] < 0.35
    for beat in range(bar.metre):
        if slow:
            if beat % 2 == 1:
                yield from _strum(bar, close_voicing(bar.chord_at(beat), 64, 3), beat, 0.25, 0.85)
            continue
        at = beat + bar.off
        yield from _strum(bar, close_voicing(bar.chord_at(at), 64, 3), at, 0.2, 0.82)
        if bar.habits[1] < 0.25 and bar.division == 2 and not bar.quick:
            yield from _strum(bar, close_voicing(bar.chord_at(at), 64, 3), at + 0.25, 0.12, 0.6, True)


def bubble(bar: Bar) -> Iterator[Note]:
    """The organ that shuffles around the skank: left hand on the quarter's second and last sixteenth, right between."""
    if bar.division == 3 or bar.quick:
        yield from skank(bar)
        return
    for beat in range(bar.metre):
        chord = bar.chord_at(beat)
        for place, centre, velocity in ((0.25, 50, 0.5), (0.5, 64, 0.72), (0.75, 50, 0.5)):
            for pitch in close_voicing(chord, centre, 3)[: 3 if centre > 60 else 1]:
                yield bar.note(beat + place, 0.18, pitch, velocity)


def strum(bar: Bar) -> Iterator[Note]:
    """Acoustic guitar: down on the beats, up between, some strokes left out, the backbeat stressed."""
    places: tuple[float, ...] = (0.0, 0.5) if bar.division == 2 else (0.0, 2 / 3)
    if bar.division == 2 and bar.tempo_bpm < 100.0 and bar.habits[0] < 0.6:
        places = (0.0, 0.5, 0.75)
    missing = bar.cell.random(bar.metre * len(places)) < 0.3
    push = bar.habits[1] < 0.3
    for beat in range(bar.metre):
        for i, place in enumerate(places):
            if missing[beat * len(places) + i] and (beat or i):
                continue
            at = beat + place
            early = push and beat == bar.metre - 1 and i == len(places) - 1
            pitches = guitar_voicing(bar.following if early else bar.chord_at(at), 40 + int(5 * bar.habits[2]))
            velocity = 0.85 if beat % 2 == 1 and i == 0 else 0.78 if beat == 0 and i == 0 else 0.62
            yield from _strum(bar, pitches, at, 0.45 if i else 0.6, velocity, up=i > 0 and not early)


def picked(bar: Bar) -> Iterator[Note]:
    """Fingers: the thumb on the beats, the others between."""
    steps = 2 if bar.division == 2 else 3
    steps = 4 if bar.division == 2 and bar.tempo_bpm < 84.0 else steps
    order = bar.cell.permutation(3)
    for step in range(bar.metre * steps):
        at = step / steps
        pitches = guitar_voicing(bar.chord_at(at), 40)
        thumb = step % steps == 0
        pitch = pitches[(step // steps) % 2] if thumb else pitches[max(0, len(pitches) - 3) + int(order[step % 3])]
        yield bar.note(at, 1.2, pitch, 0.72 if thumb else 0.56)


def power_eighths(bar: Bar) -> Iterator[Note]:
    """Power chords in eighths, all down-strokes: punk and rock."""
    places = (0.0, 0.5) if bar.division == 2 else (0.0, 1 / 3, 2 / 3)
    stress = bar.habits[0]
    for beat in range(bar.metre):
        for place in places:
            chord = bar.chord_at(beat + place)
            loud = place == 0.0 if stress < 0.6 else beat % 2 == 0 and place == 0.0
            yield from _strum(bar, power_voicing(chord, 40), beat + place, 0.42, 0.9 if loud else 0.7)


def power_held(bar: Bar) -> Iterator[Note]:
    """A power chord for every change, let ring, now and then struck again before the bar ends."""
    for at, beats, chord in bar.spans():
        yield from _strum(bar, (*power_voicing(chord, 40), lowest(chord.root, 40) + 12), at, beats * 0.97, 0.9)
    if bar.chance.random() < 0.25 and bar.metre > 2:
        yield from _strum(bar, power_voicing(bar.chords[-1], 40), bar.metre - 1 + bar.off, 0.4, 0.75)


def power_accents(bar: Bar) -> Iterator[Note]:
    """Power chords in the section's rhythm, with muted eighths in between."""
    dice = np.random.default_rng([*bar.motif, 3])
    places = positions_drawn(dice, bar, 0.25, 0.4)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        yield from _strum(bar, power_voicing(bar.chord_at(at), 40), at, beats * 0.85, 0.9)


def scratch(bar: Bar) -> Iterator[Note]:
    """Funk guitar: sixteenths, most of them dead, a few chords high up."""
    steps = bar.steps if not bar.quick else 2
    sounding = set(positions_drawn(bar.cell, bar, 0.28, 0.7))
    dead = bar.cell.random(bar.metre * steps) < 0.4
    for step in range(bar.metre * steps):
        at = step / steps
        pitches = close_voicing(bar.chord_at(at), 67, 3)
        if any(abs(at - place) < 1e-6 for place in sounding):
            yield from _strum(bar, pitches, at, 0.7 / steps, 0.85, up=step % 2 == 1)
        elif dead[step]:
            yield bar.note(at, 0.05, pitches[0], 0.35)


def offbeat_hand(bar: Bar) -> Iterator[Note]:
    """The bass's answer: chords on all beats but the first of each pair: waltz, polka, country, stride."""
    for beat in range(bar.metre):
        if bar.metre == 2 or (bar.habits[0] < 0.25 and bar.metre != 3):
            yield from _struck(bar, beat + bar.off, 0.35, 0.66, 3)
        elif beat % 2 == 1 or (bar.metre == 3 and beat):
            yield from _struck(bar, beat, 0.5, 0.68, 3)


def charleston(bar: Bar) -> Iterator[Note]:
    """Jazz: one, and the and of two; the place of the pair moves from bar to bar."""
    shift = float(bar.chance.choice((0.0, 0.0, 0.5, 1.0, 1.5)))
    for at, beats in ((shift, 0.6), (shift + 1.5, 0.3)):
        place = np.floor(at) + (bar.off if at % 1.0 else 0.0)
        if place < bar.metre - 0.2 and bar.chance.random() < 0.85:
            yield from _struck(bar, float(place), beats, 0.62 + 0.15 * bar.chance.random())


def freddie(bar: Bar) -> Iterator[Note]:
    """Four soft strokes to the bar, two and four a little stronger."""
    for beat in range(bar.metre):
        yield from _strum(bar, close_voicing(bar.chord_at(beat), 57, 3), beat, 0.45, 0.72 if beat % 2 else 0.6)


def montuno(bar: Bar) -> Iterator[Note]:
    """The piano of salsa: octaves and chord notes in turn, nearly all of them off the beat."""
    places: tuple[float, ...] = (0.0, 0.5, 1.0, 1.5, 2.5, 3.5) if bar.place % 2 == 0 else (0.5, 1.5, 2.0, 2.5, 3.5)
    if bar.tempo_bpm > 150.0 or bar.habits[0] < 0.5:
        stretch = 1.0
    else:
        stretch, places = 0.5, (*places, *(place + 4.0 for place in (0.5, 1.5, 2.5, 3.5)))
    for i, place in enumerate(places):
        at = place * stretch
        if at >= bar.metre:
            continue
        chord = bar.following if at > bar.metre - 0.6 * stretch else bar.chord_at(at)
        pitches = close_voicing(chord, 67, 3)
        if i % 2 == 0:
            yield bar.note(at, 0.4, pitches[0], 0.78)
            yield bar.note(at, 0.4, pitches[0] + 12, 0.74)
        else:
            for pitch in pitches[1:]:
                yield bar.note(at, 0.35, pitch, 0.7)


def bossa(bar: Bar) -> Iterator[Note]:
    """Nylon strings: the bossa's syncopation over two bars, in eighths."""
    one, two = (0.0, 1.0, 2.5, 3.5), (1.0, 2.0, 3.0)
    if bar.metre != 4:
        yield from accents(bar)
        return
    for at in one if bar.place % 2 == 0 else two:
        chord = bar.following if at > 3.2 else bar.chord_at(at)
        for pitch in close_voicing(chord, 59, 4):
            yield bar.note(at, 0.6, pitch, 0.66)


def alberti(bar: Bar) -> Iterator[Note]:
    """A broken chord: low, high, middle, high."""
    steps = 2 if bar.division == 2 else 3
    if bar.division == 2 and bar.tempo_bpm < 96.0:
        steps = 4
    order = (0, 2, 1, 2) if steps != 3 else (0, 1, 2)
    for step in range(bar.metre * steps):
        pitches = close_voicing(bar.chord_at(step / steps), 60, 3)
        yield bar.note(
            step / steps, 1.0 / steps, pitches[order[step % len(order)]], 0.66 if step % steps == 0 else 0.55
        )


def bursts(bar: Bar) -> Iterator[Note]:
    """Orchestra: short chords on strong beats, then a held one."""
    places = positions_drawn(bar.cell, bar, 0.2 + 0.15 * bar.energy, 0.1)
    for at, beats in zip(places, gaps(places, bar.metre), strict=True):
        yield from _struck(bar, at, beats * (0.9 if bar.habits[0] < 0.4 else 0.4), 0.85 if at == 0.0 else 0.7)


def rolled(bar: Bar) -> Iterator[Note]:
    """Piano or electric piano: each chord rolled from below, a note or two touched after it."""
    for at, beats, chord in bar.spans():
        for i, pitch in enumerate(close_voicing(chord, 60, 4)):
            yield bar.note(at, beats * 0.95, pitch, 0.66, 0.012 * i * bar.habits[0])
        if beats >= 2.0 and bar.chance.random() < 0.5:
            place = at + float(bar.chance.choice((1.0, 1.5, beats - 0.5)))
            yield bar.note(place, 0.5, close_voicing(chord, 70, 3)[-1], 0.5)


COMPING: dict[str, Writer] = {
    writer.__name__.replace("_", " "): writer
    for writer in (
        held,
        pad,
        drone,
        quarters,
        eighths,
        accents,
        grouped,
        stabs,
        house_piano,
        gate,
        pumped,
        skank,
        bubble,
        strum,
        picked,
        power_eighths,
        power_held,
        power_accents,
        scratch,
        offbeat_hand,
        charleston,
        freddie,
        montuno,
        bossa,
        alberti,
        bursts,
        rolled,
    )
}
