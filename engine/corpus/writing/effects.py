"""Effects of a song's form: risers into drops, impacts on them, sweeps out of them, notes that rise and quicken.

In: a plan. Out: parts of role "fx", positions in beats.
Pure functions; run wherever a song is written.
"""

import numpy as np

from engine.corpus.song import Passage, Plan
from engine.corpus.writing.bars import Note, lowest

Dice = np.random.Generator


def write_effects(plan: Plan, scale: tuple[int, ...], beatless: bool) -> dict[str, list[Note]]:
    """Notes by sound, in the passages that have the layer "fx"."""
    dice = np.random.default_rng([plan.seed, 401])
    rising = str(dice.choice(("riser", "noise riser", "siren")))
    falling = str(dice.choice(("sweep down", "downlifter")))
    hitting = str(dice.choice(("impact", "sub drop")))
    bed = str(dice.choice(("wind", "vinyl")))
    found: dict[str, list[Note]] = {}
    for i, passage in enumerate(plan.passages):
        if "fx" not in passage.layers:
            continue
        after = plan.passages[i + 1] if i + 1 < len(plan.passages) else None
        start, beats = passage.first_bar * plan.metre, passage.bars * plan.metre
        root = lowest(scale[0], 48)
        if beatless or (passage.name in ("intro", "breakdown") and dice.random() < 0.3):
            found.setdefault(bed, []).append(Note(start, beats, root, 0.35))
        if beatless:
            continue
        if passage.name == "build" or (after is not None and after.energy > passage.energy + 0.25):
            length = float(min(beats, plan.metre * int(dice.choice((2, 4, 8)))))
            found.setdefault(rising, []).append(Note(start + beats - length, length, root + 12, 0.75))
            if passage.name == "build" and dice.random() < 0.6:
                found.setdefault("pluck" if dice.random() < 0.5 else "stab", []).extend(
                    _quickening(plan, passage, root)
                )
            if dice.random() < 0.3:
                found.setdefault("reverse", []).append(Note(start + beats - 2.0, 2.0, root, 0.7))
        if i > 0 and (passage.name in ("drop", "chorus") or passage.energy > plan.passages[i - 1].energy + 0.25):
            found.setdefault(hitting, []).append(Note(start, 4.0, lowest(scale[0], 28), 0.9))
            if dice.random() < 0.4:
                found.setdefault(falling, []).append(Note(start, float(min(beats, 2 * plan.metre)), root, 0.7))
        elif i > 0 and passage.energy < plan.passages[i - 1].energy - 0.2:
            found.setdefault(falling, []).append(Note(start, float(min(beats, 2 * plan.metre)), root, 0.7))
        if dice.random() < 0.15:
            found.setdefault("laser", []).append(Note(start + beats - 1.0, 0.5, root + 24, 0.5))
    return found


def _quickening(plan: Plan, passage: Passage, root: int) -> list[Note]:
    """Repeated notes that rise and go over from beats to halves and quarters of a beat."""
    notes = []
    beats = passage.bars * plan.metre
    finest = 4 if plan.division == 2 and plan.tempo_bpm < 165.0 else 2 if plan.division == 2 else 3
    for beat in range(beats):
        share = beat / beats
        steps = 1 if share < 0.5 else (2 if plan.division == 2 else 3) if share < 0.75 else finest
        for step in range(steps):
            rise = round(12.0 * (share + step / steps / beats))
            notes.append(
                Note(
                    passage.first_bar * plan.metre + beat + step / steps,
                    0.8 / steps,
                    root + 12 + rise,
                    0.4 + 0.5 * share,
                )
            )
    return notes
