"""The truth about a song: beats, drum and bass onsets, sections, from what was planned and written.

In: a plan, its hits and parts. Out: a `Truth`, times in seconds from the song's beginning.
Pure functions; run wherever the corpus is made.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.corpus.song import CLASSES, DRUMS, Hit, Part, Plan, Truth
from engine.corpus.writing.genres import GENRES

#: Strokes of one class closer than this are one onset.
DOUBLE_S = 0.02
#: A beat this much before the first sound, as players are early or late, still belongs to the music.
EDGE_S = 0.05


def write_truth(plan: Plan, hits: tuple[Hit, ...], parts: tuple[Part, ...]) -> Truth:
    """What is so about the song. Beats before the first sound and after the last are nobody's, so they are left out.

    A beat stays when it lies no later than one beat after the last onset, or while a tone still sounds. Music without
    a beat has none.
    """
    beats, positions = _beats(plan, hits, parts)
    drums = {name: _onsets(hit.t for hit in hits if DRUMS[hit.drum] == name) for name in CLASSES}
    bass = _onsets(tone.t for part in parts if part.role == "bass" for tone in part.tones)
    starts = plan.beats[[passage.first_bar * plan.metre for passage in plan.passages]]
    ends = [*starts[1:], plan.beats[-1]]
    sections = tuple(
        (passage.name, float(start), float(end))
        for passage, start, end in zip(plan.passages, starts, ends, strict=True)
    )
    return Truth(beats, positions, drums, bass, sections)


def _beats(plan: Plan, hits: tuple[Hit, ...], parts: tuple[Part, ...]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    attacks = [hit.t for hit in hits] + [tone.t for part in parts for tone in part.tones]
    if GENRES[plan.genre].beatless or not attacks:
        return np.zeros(0), np.zeros(0, np.int64)
    ends = [tone.t + tone.length for part in parts for tone in part.tones]
    last = max(max(attacks) + 60.0 / plan.tempo_bpm, max(ends, default=0.0))
    times = plan.beats[:-1]
    kept = (times >= min(attacks) - EDGE_S) & (times <= last)
    positions = np.arange(len(times), dtype=np.int64) % plan.metre + 1
    return times[kept].copy(), positions[kept]


def _onsets(times: Iterable[float]) -> NDArray[np.float64]:
    """In order, each double left out."""
    kept: list[float] = []
    for t in sorted(times):
        if not kept or t - kept[-1] >= DOUBLE_S:
            kept.append(t)
    return np.array(kept, np.float64)
