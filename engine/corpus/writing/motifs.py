"""What all players of a section share: which sections are the same music, and where the guitars' accents fall.

In: a plan, a passage and a bar's number. Out: seeds of figures, and positions in beats.
Pure functions; used by the composer and by the drum writer, so that the kick can follow the guitars.
"""

import numpy as np

from engine.corpus.song import SECTIONS, Passage, Plan
from engine.corpus.writing.bars import Bar, Chord, positions_drawn, positions_grouped

_NOBODY = Chord(0.0, 0.0, 0, (0, 7))


def likeness(plan: Plan, passage: Passage) -> int:
    """A number that passages share when they are the same music: those of one name; in some songs, all."""
    if np.random.default_rng([plan.seed, 306]).random() < 0.3:
        return 0
    return SECTIONS.index(passage.name) if passage.name in SECTIONS else len(SECTIONS)


def motif_of(plan: Plan, passage: Passage, place: int) -> tuple[int, int, int]:
    """The seed of the figure that everybody has at bar `place` of a passage."""
    shared = (1, 2, 2, 4)[int(np.random.default_rng([plan.seed, 302]).integers(4))]
    return plan.seed, likeness(plan, passage), place % shared


def accents(bar: Bar) -> tuple[float, ...]:
    """Where guitars, bass and kick strike together: groups of threes, a drawn rhythm, or a turn against the bar."""
    dice = np.random.default_rng([*bar.motif, 4])
    manner, density = np.random.default_rng([*bar.motif[:2], 14]).random(2)
    steps = bar.steps if not bar.quick else 2
    if manner < 0.4:
        return positions_grouped(dice, bar, 1.0 / steps)
    if manner < 0.75:
        drawn = positions_drawn(dice, bar, 0.2 + 0.2 * density, 0.4)
        return tuple(sorted({round(at * steps) / steps for at in drawn if round(at * steps) < bar.metre * steps}))
    # Figures of five, six or seven steps begin anew every four bars.
    figure = np.random.default_rng([*bar.motif[:2], 15])
    length = int(figure.choice((5, 6, 7, 3)))
    struck = figure.random(length) < 0.45
    struck[0] = True
    first = (bar.place % 4) * bar.metre * steps
    return tuple(step / steps for step in range(bar.metre * steps) if struck[(first + step) % length])


def kick_accents(plan: Plan, passage: Passage, place: int) -> tuple[float, ...]:
    """The accents of bar `place` of a passage, in beats from the bar's beginning, for one who knows no chords."""
    beat = (passage.first_bar + place) * plan.metre
    unused = np.random.default_rng(0)
    bar = Bar(
        beat=beat,
        metre=plan.metre,
        division=plan.division,
        tempo_bpm=plan.tempo_bpm,
        chords=(_NOBODY,),
        following=_NOBODY,
        scale=(0, 2, 3, 5, 7, 8, 10),
        section=passage.name,
        energy=passage.energy,
        place=place,
        of=passage.bars,
        habits=(0.0,) * 8,
        cell=unused,
        chance=unused,
        motif=motif_of(plan, passage, place),
    )
    return accents(bar)
