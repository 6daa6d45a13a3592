"""Bass lines of hard machines: the tail that answers a hard kick, and growls in one figure over and over.

In: a bar. Out: its notes. `RAVE_BASSLINES` names the writers.
Pure functions; run wherever a song is written.
"""

from collections.abc import Callable, Iterator

import numpy as np

from engine.corpus.writing.bars import Bar, Note, lowest

Writer = Callable[[Bar], Iterator[Note]]

_FLOOR = 28


def reverse(bar: Bar) -> Iterator[Note]:
    """Hardstyle: the second half of every beat, once long or in two sixteenths; a turn at the end of four bars."""
    doubled = bar.habits[0] < 0.4 and bar.division == 2
    for beat in range(bar.metre):
        root = lowest(bar.chord_at(beat).root, _FLOOR)
        turned = bar.place % 4 == 3 and beat == bar.metre - 1 and bar.habits[1] < 0.5
        pitch = root + 7 if turned else root
        if doubled:
            yield bar.note(beat + 0.5, 0.22, pitch, 0.9)
            yield bar.note(beat + 0.75, 0.22, pitch, 0.8)
        else:
            yield bar.note(beat + bar.off, 0.94 * (1.0 - bar.off), pitch, 0.92)


def riddim(bar: Bar) -> Iterator[Note]:
    """One growl in a figure of two beats, in thirds or halves, with one hole; the snare has its beat for itself."""
    figure = np.random.default_rng([*bar.motif[:2], 16])
    per_beat = int(figure.choice((3, 3, 2, 4))) if not bar.quick else int(figure.choice((3, 2)))
    per_beat = 3 if bar.division == 3 else per_beat
    sounding = figure.random(2 * per_beat) < 0.72
    sounding[0] = True
    lift = int(figure.choice((0, 0, 12, 3, 1)))
    for step in range(bar.metre * per_beat):
        place = step % (2 * per_beat)
        if not sounding[place] or (bar.metre == 4 and step == 2 * per_beat):
            continue
        at = step / per_beat
        raised = lift if place == 2 * per_beat - 1 else 0
        pitch = lowest(bar.chord_at(at).root, _FLOOR) + raised
        yield bar.note(at, 0.85 / per_beat, pitch, 0.92 if place == 0 else 0.8)


RAVE_BASSLINES: dict[str, Writer] = {writer.__name__: writer for writer in (reverse, riddim)}
