"""Turns a style into a piece: who plays in which section, bar by bar.

In: a `Style`. Out: a `Piece` with all notes and the truth about beats and drums.
Pure; takes a few milliseconds; runs wherever a piece is needed.
"""

from dataclasses import dataclass, field

import numpy as np

from engine.errors import ControlError
from engine.sound import patterns
from engine.sound.score import SCALES, Note, Piece, Section, Style


@dataclass(frozen=True, slots=True)
class Layers:
    """How much of everything sounds in a section, 0..1, at its beginning and its end."""

    level: tuple[float, float]
    brightness: tuple[float, float]
    kick: float = 0.0
    snare: float = 0.0
    hats: float = 0.0
    ride: float = 0.0
    bass: float = 0.0
    pad: float = 0.0
    stab: float = 0.0
    arp: float = 0.0
    melody: float = 0.0
    roll: bool = False


LAYERS: dict[str, Layers] = {
    "intro": Layers((0.55, 0.72), (0.2, 0.45), hats=0.4, pad=0.7, arp=0.35),
    "groove": Layers(
        (0.84, 0.9), (0.4, 0.55), kick=0.9, snare=0.8, hats=0.8, bass=0.85, pad=0.4, stab=0.6, arp=0.55
    ),
    "breakdown": Layers((0.66, 0.78), (0.32, 0.6), pad=0.9, arp=0.35, melody=0.85),
    "build": Layers(
        (0.72, 1.0), (0.35, 0.85), kick=0.55, snare=0.0, hats=0.3, bass=0.0, pad=0.75, arp=0.7, roll=True
    ),
    "drop": Layers(
        (1.18, 1.25), (0.72, 0.85), kick=1.0, snare=1.0, hats=1.0, ride=0.7, bass=1.0,
        pad=0.45, stab=1.0, arp=0.7, melody=0.75,
    ),
    "outro": Layers((0.8, 0.5), (0.45, 0.15), kick=0.6, hats=0.5, bass=0.4, pad=0.8, arp=0.3),
}  # fmt: skip


@dataclass(slots=True)
class _Sheet:
    """What has been written so far."""

    style: Style
    notes: list[Note] = field(default_factory=list)
    kicks: list[float] = field(default_factory=list)
    snares: list[float] = field(default_factory=list)
    hats: list[float] = field(default_factory=list)
    ducks: list[tuple[float, float]] = field(default_factory=list)
    levels: list[tuple[float, float]] = field(default_factory=list)

    @property
    def beat(self) -> float:
        return 60.0 / self.style.tempo_bpm

    def at(self, bar_s: float, step: float) -> float:
        """The time of a sixteenth, swung."""
        late = self.style.swing if int(step) % 2 else 0.0
        return bar_s + (step + late) * self.beat / 4.0


@dataclass(frozen=True, slots=True)
class _Bar:
    """Where the composer is: bar `number` of the piece and `within` its section; `place` is 0..1 of the section."""

    start_s: float
    number: int
    within: int
    section: Section
    layers: Layers

    @property
    def place(self) -> float:
        return self.within / max(1, self.section.bars)

    @property
    def last(self) -> bool:
        return self.within == self.section.bars - 1

    @property
    def second_half(self) -> bool:
        return 2 * self.within >= self.section.bars

    def brightness(self, place: float) -> float:
        low, high = self.layers.brightness
        return low + (high - low) * place


@dataclass(frozen=True, slots=True)
class _Material:
    """The themes that the whole piece is made of."""

    drums: tuple[patterns.DrumPattern, patterns.DrumPattern]
    chords: tuple[tuple[int, ...], ...]
    arp: tuple[tuple[int, int, float], ...]
    melody: tuple[tuple[tuple[int, int, int], ...], ...]


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
    material = _Material(
        patterns.drum_patterns(style, rng),
        tuple(patterns.voicing(style, degree) for degree in style.progression),
        patterns.arpeggio(style, rng),
        patterns.melody(style, rng),
    )
    sheet = _Sheet(style)
    for section in sections:
        layers = LAYERS[section.name]
        for within in range(section.bars):
            number = section.first_bar + within
            bar = _Bar(number * bar_s, number, within, section, layers)
            _write_drums(sheet, bar, material)
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


def _write_drums(sheet: _Sheet, bar: _Bar, material: _Material) -> None:
    style, layers = sheet.style, bar.layers
    pattern = material.drums[bar.within % 2]
    if bar.section.name == "build":
        _write_roll(sheet, bar)
        return
    soft = 0.45 if style.groove == "sparse" else 1.0
    emptied = bar.last and bar.section.name == "groove"
    tone = {"four": 49.0, "break": 55.0, "half": 42.0, "sparse": 50.0}[style.groove]
    if layers.kick and not (bar.section.name == "outro" and bar.second_half):
        for step, strength in pattern.kicks:
            if not (emptied and step >= 12):
                _kick(sheet, sheet.at(bar.start_s, step), layers.kick * strength * soft, tone)
    late = bar.second_half or bar.section.name == "drop"
    if layers.snare and late:
        for step, strength in pattern.snares:
            _snare(sheet, sheet.at(bar.start_s, step), layers.snare * strength * soft)
        for step, strength in pattern.ghosts:
            _ghost(sheet, sheet.at(bar.start_s, step), strength * layers.snare * soft)
    if layers.hats and (bar.within > 0 or bar.section.name != "intro"):
        _write_hats(sheet, bar, pattern, soft)
    if bar.last and bar.section.bars >= 4 and layers.snare:
        fill = (12.0, 13.0, 14.0, 15.0) if style.groove != "half" else (12.0, 14.0, 14.67, 15.33)
        for i, place in enumerate(fill):
            t = bar.start_s + place * sheet.beat / 4.0
            sheet.notes.append(
                Note(t, "tom", (150.0 - 22.0 * i, 0.34), 0.34 * soft * layers.snare, pan=0.5 - 0.33 * i, room=0.25)
            )


def _write_hats(sheet: _Sheet, bar: _Bar, pattern: patterns.DrumPattern, soft: float) -> None:
    layers, style = bar.layers, sheet.style
    quiet = 0.6 if bar.section.name in ("intro", "outro") else 1.0
    for step, strength in pattern.hats:
        t, gain = sheet.at(bar.start_s, step), 0.24 * layers.hats * strength * soft
        if style.groove == "sparse":
            sheet.notes.append(Note(t, "shaker", (0.1, step % 3), 0.7 * gain, pan=-0.3, room=0.25))
        else:
            sheet.notes.append(Note(t, "hat", (0.04, 1.0, step % 3), gain, pan=0.22, room=0.03))
        sheet.hats.append(t)
    if layers.hats * quiet > 0.4:
        for step, strength in pattern.open_hats:
            t = sheet.at(bar.start_s, step)
            sheet.notes.append(Note(t, "hat", (0.2, 0.93, 5), 0.24 * layers.hats * strength, pan=-0.12, room=0.06))
            sheet.hats.append(t)
    if layers.ride and bar.second_half and style.groove != "sparse":
        for step in range(0, 16, 2 if style.groove == "four" else 4):
            sheet.notes.append(Note(sheet.at(bar.start_s, step), "ride", (0.5,), 0.15 * layers.ride, pan=0.4))
            sheet.hats.append(sheet.at(bar.start_s, step))


def _kick(sheet: _Sheet, t: float, strength: float, low_hz: float) -> None:
    length = 0.42 if sheet.style.groove != "half" else 0.6
    sheet.notes.append(
        Note(t, "kick", (low_hz, length, 0.6 + 0.4 * sheet.style.brightness), 0.6 * strength, room=0.015)
    )
    sheet.kicks.append(t)
    sheet.ducks.append((t, min(0.95, (0.25 + 0.75 * sheet.style.pump) * strength)))


def _snare(sheet: _Sheet, t: float, strength: float) -> None:
    if sheet.style.groove == "four":
        sheet.notes.append(Note(t, "clap", (0.34,), 0.36 * strength, pan=0.05, room=0.14))
    else:
        sheet.notes.append(Note(t, "snare", (190.0, 0.3, 0.8), 0.52 * strength, room=0.1))
        if sheet.style.groove == "half":
            sheet.notes.append(Note(t, "clap", (0.4,), 0.3 * strength, room=0.22))
    sheet.snares.append(t)


def _ghost(sheet: _Sheet, t: float, strength: float) -> None:
    if sheet.style.groove == "sparse":
        sheet.notes.append(Note(t, "rim", (640.0,), 0.3 * strength, pan=-0.4, room=0.3, echo=0.25))
    else:
        sheet.notes.append(Note(t, "snare", (215.0, 0.16, 0.6), 0.4 * strength, room=0.06))
    sheet.snares.append(t)


def _write_roll(sheet: _Sheet, bar: _Bar) -> None:
    """The build-up: a snare that doubles its pace each quarter of the section, and a kick that stops half-way."""
    soft = 0.35 if sheet.style.groove == "sparse" else 1.0
    quarter = 4 * bar.within // bar.section.bars
    every = (4.0, 2.0, 1.0, 0.5)[min(3, quarter if bar.section.bars >= 4 else quarter + 1)]
    steps = np.arange(0.0, 12.0 if bar.last else 16.0, every)
    for step in steps:
        place = (bar.within + step / 16.0) / bar.section.bars
        t = bar.start_s + float(step) * sheet.beat / 4.0
        accent = 1.0 if step % 4 == 0 else 0.72
        tone = float(round(170.0 + 130.0 * place, -1))
        gain = soft * accent * (0.1 + 0.34 * place**1.5)
        sheet.notes.append(Note(t, "snare", (tone, 0.2, 0.7), gain, pan=0.1, room=0.12 + 0.2 * place))
        sheet.snares.append(t)
        if quarter < 3 and step % 4 == 0:
            _kick(sheet, t, bar.layers.kick * soft, 48.0)


def _write_harmony(sheet: _Sheet, bar: _Bar, material: _Material) -> None:
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


def _write_bass(sheet: _Sheet, bar: _Bar, degree: int) -> None:
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


def _write_lines(sheet: _Sheet, bar: _Bar, material: _Material) -> None:
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


def _write_effects(sheet: _Sheet, bar: _Bar) -> None:
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


def _write_levels(sheet: _Sheet, section: Section, layers: Layers, following: bool) -> None:
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
