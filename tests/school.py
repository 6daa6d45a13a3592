"""Lessons that are made in no time: clicks in noise at a tempo, with the truth about them.

In: seeds. Out: lessons as the corpus keeps them, in a folder. Runs in the test process.
"""

from pathlib import Path

import numpy as np

from engine.corpus.lessons import Lesson, lesson_file, save
from engine.corpus.song import Truth
from engine.ear import BANDS
from engine.moments import HOP_S


def lesson(seed: int, seconds: float = 20.0) -> Lesson:
    """Kicks on the beats in the low bands, hats between them in the high ones, a pause at the end."""
    generator = np.random.default_rng([seed, 5])
    period = 60.0 / generator.uniform(90.0, 160.0)
    beats = np.arange(0.3, seconds - 2.0, period)
    offbeats = beats + period / 2.0
    hops = round(seconds / HOP_S)
    ends = (np.arange(hops) + 1) * HOP_S
    bands = 0.08 * generator.random((hops, BANDS))
    for times, rows in ((beats, slice(0, 8)), (offbeats, slice(48, BANDS))):
        for t in times:
            since = ends - t - 0.02
            bands[:, rows] += np.where(since > 0.0, 0.8 * np.exp(-np.maximum(since, 0.0) / 0.06), 0.0)[:, None]
    bands[ends > seconds - 1.0] = 0.0
    drums = {"kick": beats, "hat": offbeats, "snare": np.empty(0), "crash": np.empty(0)}
    positions = np.arange(len(beats)) % 4 + 1
    sections = (("groove", 0.0, 8.0), ("build", 8.0, 12.0), ("drop", 12.0, seconds))
    truth = Truth(beats, positions, drums, beats, sections)
    return Lesson("clicks", np.clip(bands, 0.0, 1.0).astype(np.float16), truth)


def fill(folder: Path, seeds: range) -> Path:
    """A folder with two such lessons for every batch of a course."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        save(lesson_file(folder, seed), [lesson(seed), lesson(seed + 50_000)])
    return folder
