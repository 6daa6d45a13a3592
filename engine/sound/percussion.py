"""The drummer: kicks, snares, hats, fills and rolls, bar by bar.

In: a bar, its layers and its drum pattern. Out: notes on the sheet, with the truth about when drums sound.
Pure; run when a piece is composed.
"""

import numpy as np

from engine.sound import patterns
from engine.sound.arrangement import Bar, Material, Sheet
from engine.sound.score import Note


def write_drums(sheet: Sheet, bar: Bar, material: Material) -> None:
    """One bar of drums."""
    style, layers = sheet.style, bar.layers
    pattern = material.drums[bar.within % 2]
    if layers.roll:
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


def _write_hats(sheet: Sheet, bar: Bar, pattern: patterns.DrumPattern, soft: float) -> None:
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


def _kick(sheet: Sheet, t: float, strength: float, low_hz: float) -> None:
    length = 0.42 if sheet.style.groove != "half" else 0.6
    sheet.notes.append(
        Note(t, "kick", (low_hz, length, 0.6 + 0.4 * sheet.style.brightness), 0.6 * strength, room=0.015)
    )
    sheet.kicks.append(t)
    sheet.ducks.append((t, min(0.95, (0.25 + 0.75 * sheet.style.pump) * strength)))


def _snare(sheet: Sheet, t: float, strength: float) -> None:
    if sheet.style.groove == "four":
        sheet.notes.append(Note(t, "clap", (0.34,), 0.36 * strength, pan=0.05, room=0.14))
    else:
        sheet.notes.append(Note(t, "snare", (190.0, 0.3, 0.8), 0.52 * strength, room=0.1))
        if sheet.style.groove == "half":
            sheet.notes.append(Note(t, "clap", (0.4,), 0.3 * strength, room=0.22))
    sheet.snares.append(t)


def _ghost(sheet: Sheet, t: float, strength: float) -> None:
    if sheet.style.groove == "sparse":
        sheet.notes.append(Note(t, "rim", (640.0,), 0.3 * strength, pan=-0.4, room=0.3, echo=0.25))
    else:
        sheet.notes.append(Note(t, "snare", (215.0, 0.16, 0.6), 0.4 * strength, room=0.06))
    sheet.snares.append(t)


def _write_roll(sheet: Sheet, bar: Bar) -> None:
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
