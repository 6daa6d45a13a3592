"""The shipped network of 128 units hears the built-in piece as it plays live: beat, drums, tempo, at every level.

In: half a minute of the piece. Out: proof. Runs in the test process.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brain import gather, load_weights
from engine.ear import RATE_HZ
from engine.evaluation.hearing import collect
from engine.evaluation.metrics import f_measure
from engine.files import shipped
from engine.hearing.pipeline import Pipeline
from engine.moments import Moments
from engine.sound.piece import demo_tape

START_S = 8.0
WEIGHTS = load_weights(shipped("brains") / "128.safetensors")


@pytest.fixture(scope="module")
def hear() -> Callable[[float], Moments]:
    """The groove through the whole ear, at a level in dB."""
    tape = demo_tape()
    sound = np.concatenate(list(islice(tape.blocks(4800, start=START_S), 220))).mean(axis=1, dtype=np.float32)

    @cache
    def heard(level_db: float) -> Moments:
        loud = np.clip(sound * np.float32(10.0 ** (level_db / 20.0)), -1.0, 1.0)
        moments: Moments = np.stack([moment.copy() for moment in Pipeline(gather(WEIGHTS)).feed(loud, 0.0)])
        return moments

    return heard


def true(times: Sequence[float], after: float, before: float = 21.5) -> NDArray[np.float64]:
    """The times that fall into the sound, on its own clock."""
    moved = np.array(times) - START_S
    return moved[(moved > after) & (moved < before)]


@pytest.mark.parametrize("level_db", [6.0, 0.0, -20.0, -35.0])
def test_beat_drums_and_tempo_are_heard_at_every_level(hear: Callable[[float], Moments], level_db: float) -> None:
    piece, moments = demo_tape().piece, hear(level_db)
    found = collect(moments)
    beats = found.beats[(found.beats > 6.0) & (found.beats < 21.5)]
    assert f_measure(true(piece.beats, 6.0), beats, 0.07) > 0.95
    errors = np.abs(beats[:, None] - true(piece.beats, 5.0, 22.0)[None, :]).min(axis=1)
    assert np.median(errors) < 0.015
    settled = moments[moments["time"] > 10.0]
    assert np.median(settled["tempo_bpm"]) == pytest.approx(piece.tempo_bpm, abs=0.6)
    assert np.median(settled["beat_confidence"]) > 0.5
    kicks = found.strikes["kick"]
    assert f_measure(true(piece.kicks, 1.0), kicks[(kicks > 1.0) & (kicks < 21.5)], 0.05) > 0.85


def test_the_next_beat_is_told_before_it_falls_and_falls_there(hear: Callable[[float], Moments]) -> None:
    moments = hear(0.0)
    settled = moments[moments["time"] > 10.0]
    assert (settled["next_beat"] > settled["time"] - 1e-9).all()
    beats = collect(moments).beats
    ahead = settled["next_beat"][:, None] - beats[None, :]
    # What is foretold for the last beats cannot be held against any.
    within = settled["next_beat"] < beats[-1] + 0.1
    assert np.median(np.abs(ahead).min(axis=1)[within]) < 0.01


def test_the_bar_is_counted_in_four(hear: Callable[[float], Moments]) -> None:
    """In the groove, which ends at 15.2 s; begun in its midst, any of four even kicks may be the first."""
    groove = hear(0.0)
    groove = groove[(groove["time"] > 7.0) & (groove["time"] < 15.0)]
    assert (groove["metre"] == 4).mean() > 0.95


def test_the_piece_is_counted_from_its_true_ones_through_the_breakdown() -> None:
    """From its beginning; four even kicks in the groove leave it to the harmony which of them is the first."""
    tape = demo_tape()
    sound = np.concatenate(list(islice(tape.blocks(4800), 450))).mean(axis=1, dtype=np.float32)
    found = collect(Pipeline(gather(WEIGHTS)).feed(sound, 0.0))
    ones = found.beats[(found.positions == 1) & (found.beats > 14.0) & (found.beats < 44.5)]
    bars = np.array(tape.piece.bars)
    assert f_measure(bars[(bars > 14.0) & (bars < 44.5)], ones, 0.07) > 0.9


def test_a_cut_into_the_drop_is_counted_from_the_true_one() -> None:
    tape = demo_tape()
    start_s = next(section.start_s for section in tape.piece.sections if section.name == "drop")
    sound = np.concatenate(list(islice(tape.blocks(4800, start=start_s), 240))).mean(axis=1, dtype=np.float32)
    found = collect(Pipeline(gather(WEIGHTS)).feed(sound, 0.0))
    ones = found.beats[(found.positions == 1) & (found.beats > 8.0)]
    bars = np.array(tape.piece.bars) - start_s
    assert f_measure(bars[(bars > 8.0) & (bars < 23.9)], ones, 0.07) > 0.9


def test_silence_has_no_beat() -> None:
    quiet = np.zeros(20 * RATE_HZ, np.float32)
    silent = np.stack([moment.copy() for moment in Pipeline(gather(WEIGHTS)).feed(quiet, 0.0)])
    assert silent["tempo_bpm"].max() == 0.0
    assert np.isnan(silent["last_beat"]).all()
    assert silent["beat_confidence"].max() < 0.1
