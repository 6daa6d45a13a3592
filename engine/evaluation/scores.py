"""Scores of one clip, of many, and their means.

In: clips, networks. Out: named figures; None where a clip has nothing that a figure could be made from.
Runs in the main process, or one clip per process.
"""

import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

import numpy as np

from engine.brain import Mind
from engine.errors import AsterismError, FileError
from engine.evaluation.annotations import Beats, read_beats, read_drums
from engine.evaluation.clips import Clip
from engine.evaluation.hearing import Cost, Heard, hear
from engine.evaluation.metrics import (
    BEAT_WINDOW_S,
    ONSET_WINDOW_S,
    Times,
    continuity,
    f_measure,
    lock_time,
    phase_errors,
    trim,
)
from engine.sound.tape import FileTape
from engine.workers import Workers

DRUM_OF: Mapping[str, str] = {"kick": "kick", "snare": "snare", "hat": "hat", "crash": "cymbal"}
"""What a Moment's strikes are held against, by the annotation's name. Toms and other drums are not scored."""

FIGURES: Mapping[str, str] = {
    "beat_f": "F-measure of beats from 5 s on, ±70 ms",
    "downbeat_f": "F-measure of the first beats of bars from 5 s on, ±70 ms",
    "cmlt": "share of beats from 5 s on with right phase and period",
    "amlt": "the same at the best of the levels that a person might tap",
    "kick_f": "F-measure of kicks, ±50 ms",
    "snare_f": "F-measure of snares, ±50 ms",
    "hat_f": "F-measure of hats, ±50 ms",
    "crash_f": "F-measure of cymbals, ±50 ms",
    "phase_ms": "median distance of found beats from the true ones, without sign",
    "lag_ms": "the same with sign; positive: late",
    "lock_s": "from the first true beat until eight in a row are right and nothing is reported between",
    "report_ms": "median time from a beat to its report; negative: foretold",
    "core_share": "processor time of ear, network and decoder per time of sound",
    "hop_ms": "processor time per hop, median",
    "hop_p99_ms": "processor time per hop, 99th percentile",
}
"""Every figure of a clip, and what it means."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Figures of one clip. `figures` has the keys of `FIGURES`; `counts` tells for beats, downbeats and each drum how
    many were true and reported (beats from 5 s on); `notes` what was odd about the file."""

    name: str
    length_s: float
    figures: dict[str, float | None]
    counts: dict[str, tuple[int, int]]
    notes: list[str] = field(default_factory=list)


def score_clip(clip: Clip, mind: Mind) -> Scored:
    """Hear a clip as the show does, and score what was reported. Raises `FileError` for files that cannot be read."""
    truth = None if clip.beats is None else read_beats(clip.beats)
    drums = None if clip.drums is None else read_drums(clip.drums)
    with _warnings() as notes:
        tape = FileTape(clip.sound)
        heard, cost = hear(tape, mind)
    return score(clip.sound.name, truth, drums, heard, cost, notes)


def score(
    name: str,
    truth: Beats | None,
    drums: Mapping[str, Times] | None,
    heard: Heard,
    cost: Cost,
    notes: Sequence[str] = (),
) -> Scored:
    """Hold what was heard against what is true. None: nobody wrote it down; then its figures are None, too.

    Where nothing is true and nothing was reported, there is no F-measure; where something was, it is 0.
    """
    figures: dict[str, float | None] = dict.fromkeys(FIGURES)
    counts: dict[str, tuple[int, int]] = {}
    notes = list(notes)
    if truth is not None:
        figures.update(_score_beats(truth.times, heard, counts))
        if truth.downbeats is not None:
            pair = trim(truth.downbeats), trim(heard.beats[heard.positions == 1])
            counts["downbeat"] = len(pair[0]), len(pair[1])
            figures["downbeat_f"] = _f_or_none(*pair, BEAT_WINDOW_S)
        if after := int(np.count_nonzero(truth.times > cost.length_s)):
            notes.append(f"{after} of {len(truth.times)} true beats lie after the end of the sound")
    if drums is not None:
        strokes = np.concatenate(list(drums.values()))
        if after := int(np.count_nonzero(strokes > cost.length_s)):
            notes.append(f"{after} of {len(strokes)} drum strokes lie after the end of the sound")
        for drum, annotated in DRUM_OF.items():
            true, reported = drums[annotated], heard.strikes[drum]
            counts[drum] = len(true), len(reported)
            figures[f"{drum}_f"] = _f_or_none(true, reported, ONSET_WINDOW_S)
    if len(cost.hops_s):
        figures["core_share"] = cost.processing_s / cost.length_s
        figures["hop_ms"] = 1000.0 * float(np.median(cost.hops_s))
        figures["hop_p99_ms"] = 1000.0 * float(np.quantile(cost.hops_s, 0.99))
    return Scored(name, cost.length_s, figures, counts, notes)


def _score_beats(true: Times, heard: Heard, counts: dict[str, tuple[int, int]]) -> dict[str, float | None]:
    kept, reported = trim(true), trim(heard.beats)
    counts["beat"] = len(kept), len(reported)
    figures: dict[str, float | None] = {
        "beat_f": _f_or_none(kept, reported, BEAT_WINDOW_S),
        "lock_s": lock_time(true, heard.beats),
    }
    if len(kept) or len(reported):
        figures["cmlt"], figures["amlt"] = continuity(kept, reported)
    errors = phase_errors(kept, reported)
    if len(errors):
        figures["phase_ms"] = 1000.0 * float(np.median(np.abs(errors)))
        figures["lag_ms"] = 1000.0 * float(np.median(errors))
    if len(heard.delays):
        figures["report_ms"] = 1000.0 * float(np.median(heard.delays))
    return figures


def _f_or_none(true: Times, reported: Times, window_s: float) -> float | None:
    return f_measure(true, reported, window_s) if len(true) or len(reported) else None


def means(scored: Sequence[Scored]) -> dict[str, tuple[float | None, int]]:
    """Of every figure the mean over the clips that have it, and how many these are."""
    result: dict[str, tuple[float | None, int]] = {}
    for name in FIGURES:
        values = [value for one in scored if (value := one.figures[name]) is not None]
        result[name] = (float(np.mean(values)) if values else None, len(values))
    return result


def pooled(scored: Sequence[Scored]) -> dict[str, float | None]:
    """The F-measure of each drum over the strokes of all clips together, None where there are none.

    A mean over clips weighs a clip with one stroke like one with a hundred, and is 0 for a clip in which a drum that
    it lacks was reported once.
    """
    result: dict[str, float | None] = {}
    for drum in DRUM_OF:
        key = f"{drum}_f"
        # F is twice the hits over the strokes, true and reported: over all clips, the mean that strokes weigh.
        weighed = [(one.figures[key] or 0.0, sum(one.counts.get(drum, (0, 0)))) for one in scored]
        strokes = sum(count for _, count in weighed)
        result[key] = sum(f * count for f, count in weighed) / strokes if strokes else None
    return result


def score_all(clips: Sequence[Clip], mind: Mind, jobs: int = 1) -> Iterator[tuple[Clip, Scored | AsterismError]]:
    """Score clips, `jobs` at a time, and give them in their order, each as soon as it and those before are done.

    An error of a file takes the place of its scores. With more than one job the processor's time is that of a busy
    machine.
    """
    if jobs == 1:
        for clip in clips:
            yield clip, _try_clip(clip, mind)
        return
    pool = Workers(jobs)
    try:
        waiting = [pool.submit(_try_clip, clip, mind) for clip in clips]
        for clip, result in zip(clips, waiting, strict=True):
            try:
                yield clip, result.result()
            except BrokenProcessPool:
                yield clip, FileError(f"{clip.sound}: the process that heard it, or one beside it, was ended.")
    finally:
        pool.shutdown(cancel_futures=True)


def _try_clip(clip: Clip, mind: Mind) -> Scored | AsterismError:
    try:
        return score_clip(clip, mind)
    except AsterismError as error:
        return error


@contextlib.contextmanager
def _warnings() -> Iterator[list[str]]:
    """What the engine warns of meanwhile, kept for the report and not printed in between."""
    kept: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record.getMessage())

    keeper = Keeper(logging.WARNING)
    logger = logging.getLogger("engine")
    logger.addHandler(keeper)
    try:
        yield kept
    finally:
        logger.removeHandler(keeper)


def as_table(scored: Sequence[Scored]) -> dict[str, object]:
    """Everything, as plain data for JSON."""
    return {
        "figures": dict(FIGURES),
        "clips": [
            {
                "name": one.name,
                "length_s": one.length_s,
                **one.figures,
                "counts": {name: {"true": true, "reported": told} for name, (true, told) in one.counts.items()},
                "notes": one.notes,
            }
            for one in scored
        ],
        "mean": {name: value for name, (value, _) in means(scored).items()},
        "clips_in_mean": {name: number for name, (_, number) in means(scored).items()},
        "all_strokes": pooled(scored),
    }
