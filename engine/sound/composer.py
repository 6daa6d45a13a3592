"""Turns a style into a piece: who plays in which section, bar by bar.

In: a `Style`. Out: a `Piece` with all notes and the truth about beats and drums.
Pure; takes a few milliseconds; runs wherever a piece is needed.
"""

import numpy as np

from engine.errors import ControlError
from engine.sound import patterns
from engine.sound.arrangement import LAYERS, Bar, Layers, Material, Sheet
from engine.sound.percussion import write_drums
from engine.sound.score import SCALES, Note, Piece, Section, Style


def compose(style: Style) -> Piece:
    """The piece of a style. Raises ControlError when the style makes no sense."""
    _check(style)
    bar_s = 240.0 / style.tempo_bpm
    sections, first = [], 0
    for name, bars in style.form:
        sections.append(Section(name, first * bar_s, (first + bars) * bar_s, first, bars))
        first += bars
    length_s = first * bar_s + 2.5
    sections[-1] = Section(name, sections[-1].start_s, length_s, sections[-1].first_bar, bars)
    rng = np.random.default_rng([style.seed, 1])
    material = Material(
        patterns.drum_patterns(style, rng),
        tuple(patterns.voicing(style, degree) for degree in style.progression),
        patterns.arpeggio(style, rng),
        patterns.melody(style, rng),
    )
    sheet = Sheet(style)
    for section in sections:
        layers = LAYERS[section.name]
        for within in range(section.bars):
            number = section.first_bar + within
            bar = Bar(number * bar_s, number, within, section, layers)
            write_drums(sheet, bar, material)
            _write_harmony(sheet, bar, material)
            _write_lines(sheet, bar, material)
            _write_effects(sheet, bar)
        _write_levels(sheet, section, layers, following=section is not sections[-1])
    return Piece(
        style=style,
        tempo_bpm=style.tempo_bpm,
        length_s=length_s,
        sections=tuple(sections),
        bars=tuple(i * bar_s for i in range(first + 1)),
        beats=tuple(i * bar_s / 4.0 for i in range(4 * first)),
        kicks=tuple(sorted(sheet.kicks)),
        snares=tuple(sorted(sheet.snares)),
        hats=tuple(sorted(sheet.hats)),
        notes=tuple(sorted(sheet.notes, key=lambda note: note.t)),
        levels=tuple(sheet.levels),
        ducks=tuple(sorted(sheet.ducks)),
    )


def _check(style: Style) -> None:
    if not 40.0 <= style.tempo_bpm <= 240.0:
        raise ControlError(f"style {style.name}: tempo_bpm is {style.tempo_bpm}; use 40 to 240.")
    if style.scale not in SCALES:
        raise ControlError(f"style {style.name}: scale {style.scale!r} is unknown; use one of {', '.join(SCALES)}.")
    unknown = [name for name, _ in style.form if name not in LAYERS]
    if unknown or not style.form or any(bars < 1 for _, bars in style.form):
        raise ControlError(f"style {style.name}: form needs sections of 1 bar or more out of {', '.join(LAYERS)}.")
    if not style.progression:
        raise ControlError(f"style {style.name}: progression needs at least one chord.")


def _write_harmony(sheet: Sheet, bar: Bar, material: Material) -> None:
    style, layers = sheet.style, bar.layers
    turn = bar.number // style.chord_bars % len(style.progression)
    chord = material.chords[turn]
    begins = bar.number % style.chord_bars == 0 or bar.within == 0
    bars = min(style.chord_bars - bar.number % style.chord_bars, bar.section.bars - bar.within)
    length = bars * 4.0 * sheet.beat
    lift = 0.25 * (style.brightness - 0.5)
    if layers.pad and begins:
        low = bar.brightness(bar.place) + lift
        high = bar.brightness(min(1.0, bar.place + bars / bar.section.bars)) + lift
        attack = 0.9 if bar.within == 0 and bar.section.name in ("intro", "breakdown") else 0.16
        args = (chord, round(length, 6), round(low, 3), round(high, 3), attack, style.seed + turn)
        room = 0.2 + 0.35 * style.reverb
        sheet.notes.append(Note(bar.start_s, "pad", args, 0.8 * layers.pad, bus="pumped", room=room))
    if layers.stab and (bar.second_half or bar.section.name == "drop"):
        struck = patterns.euclid(round(2 + 5 * style.stab_density), 16, 0 if style.groove != "four" else 3)
        bright = round(min(0.95, bar.brightness(1.0) + lift), 2)
        for step in struck:
            t = sheet.at(bar.start_s, step)
            long = 0.22 if step % 4 else 0.34
            hit = (chord, long, bright, style.seed + 50 + turn)
            sheet.notes.append(Note(t, "stab", hit, 0.5 * layers.stab, bus="pumped", room=0.16, echo=0.1))
    if layers.bass and not (bar.section.name == "outro" and bar.second_half):
        _write_bass(sheet, bar, style.progression[turn])


def _write_bass(sheet: Sheet, bar: Bar, degree: int) -> None:
    style, layers = sheet.style, bar.layers
    root = patterns.pitch(style, degree % 7, 28)
    root = root - 12 if root > 41 else root
    sixteenth = sheet.beat / 4.0
    bright = round(min(0.9, 0.7 * bar.brightness(bar.place) + 0.3 * style.brightness), 1)
    for step, length, above, strength in patterns.BASS_LINES[style.bass_line]:
        args = (float(root + above), round(0.92 * length * sixteenth, 6), bright)
        gain = 0.38 * layers.bass * strength
        note = Note(sheet.at(bar.start_s, step), f"bass {style.bass}", args, gain, bus="pumped", room=0.02)
        sheet.notes.append(note)
    if bar.section.name == "drop" and style.bass == "saw":
        args = (float(root), round(15.5 * sixteenth, 6), 0.5)
        sheet.notes.append(Note(bar.start_s, "bass reese", args, 0.34, bus="pumped"))


def _write_lines(sheet: Sheet, bar: Bar, material: Material) -> None:
    style, layers = sheet.style, bar.layers
    turn = bar.number // style.chord_bars % len(style.progression)
    sixteenth = sheet.beat / 4.0
    entered = bar.second_half or bar.section.name not in ("intro", "groove")
    if layers.arp and entered and style.arp_density > 0.05:
        tones = sorted({patterns.nearest_above(p, 60) for p in material.chords[turn]})
        grow = 0.35 + 0.65 * bar.place if bar.section.name in ("build", "intro") else 1.0
        bright = round(bar.brightness(bar.place), 1)
        for i, (step, index, strength) in enumerate(material.arp):
            if bar.section.name == "build" and bar.last and step >= 12:
                continue
            high = 12 * (index // len(tones)) + (12 if bar.section.name == "drop" and bar.second_half else 0)
            args = (float(tones[index % len(tones)] + high), 0.22, bright)
            gain = 0.3 * layers.arp * strength * grow
            pan = 0.55 if i % 2 else -0.55
            t = sheet.at(bar.start_s, step)
            sheet.notes.append(Note(t, "pluck", args, gain, bus="pumped", pan=pan, room=0.15, echo=0.35))
    sings = layers.melody and style.melody_density > 0.05 and not (bar.section.name == "breakdown" and bar.within < 2)
    if sings:
        degree = style.progression[turn] % 7
        octave = 72 if style.melody != "lead" else 60
        bright = round(0.25 + 0.6 * bar.brightness(bar.place), 1)
        for step, length, above in material.melody[bar.within % 4]:
            note = patterns.pitch(style, degree + above, octave)
            note = note - 12 if note > octave + 19 else note
            args = (float(note), round(max(0.3, length * sixteenth), 6), bright)
            gain = {"pluck": 0.38, "bell": 0.32, "lead": 0.27}[style.melody] * layers.melody
            t = sheet.at(bar.start_s, step)
            sheet.notes.append(Note(t, style.melody, args, gain, bus="pumped", room=0.35, echo=0.4))


def _write_effects(sheet: Sheet, bar: Bar) -> None:
    style, name = sheet.style, bar.section.name
    soft = 0.4 if style.groove == "sparse" else 1.0
    bar_s = 4.0 * sheet.beat
    if name == "build":
        # The last beat before the drop is silent, so the rise ends a beat early.
        beats = 4 * bar.section.bars - 1
        length = (3 if bar.last else 4) * sheet.beat
        begin, end = 4 * bar.within / beats, (4 * bar.within + (3 if bar.last else 4)) / beats
        args = (round(length, 9), begin, end, float(48 + style.key), style.seed + bar.within)
        sheet.notes.append(Note(bar.start_s, "riser", args, 0.62 * soft, room=0.18))
    if bar.within == 0 and name in ("drop", "groove", "breakdown") and bar.number:
        big = 1.0 if name == "drop" else 0.45
        sheet.notes.append(Note(bar.start_s, "impact", (2.8, 33.0), 0.62 * big * soft, room=0.35))
        sheet.notes.append(Note(bar.start_s, "cymbal", (2.6, 2800.0, 1), 0.36 * big * soft, pan=-0.2, room=0.2))
    if name == "drop" and bar.within and bar.within % 4 == 0:
        sheet.notes.append(Note(bar.start_s, "cymbal", (2.0, 3200.0, 2), 0.26 * soft, pan=0.3, room=0.15))
    if bar.last and name in ("intro", "groove", "drop"):
        sheet.notes.append(Note(bar.start_s + bar_s / 2.0, "swell", (bar_s / 2.0,), 0.2 * soft, room=0.1))


def _write_levels(sheet: Sheet, section: Section, layers: Layers, following: bool) -> None:
    """The master's automation: a line through the section; the last beat of a build-up is nearly nothing."""
    begin, end = layers.level
    start, stop = section.start_s, section.end_s
    sheet.levels.append((start + (0.004 if section.first_bar else 0.0), begin))
    if section.name == "build" and following:
        cut = stop - sheet.beat
        sheet.levels += [(cut - 0.01, end), (cut + 0.03, 0.1), (stop - 0.004, 0.05)]
    elif section.name == "outro":
        sheet.levels += [(start + 0.6 * (stop - start), end), (stop - 0.05, 0.0)]
    else:
        sheet.levels.append((stop - 0.004, end))
