"""A clip is heard as on stage: nothing from the future, every delay accounted for, and only hearing is timed.

In: Moments and a drum loop made here, a shipped network. Out: proof.
Runs in the test process.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from evaluation.drum_loop import RATE_HZ, drum_loop, strokes

from engine.brain import Brain, Mind, Thought
from engine.brain.heads import BEAT_DELAY_S, DRUM_DELAY_S, DRUM_HEADS, HEADS
from engine.evaluation.annotations import Beats
from engine.evaluation.hearing import collect, hear
from engine.evaluation.metrics import phase_errors
from engine.evaluation.scores import score
from engine.hearing.pipeline import STRIKE_DELAY_S
from engine.moments import HOP_S
from engine.sound.source import Samples
from engine.sound.tape import MemoryTape

MOMENT = np.dtype(
    [
        ("time", np.float64),
        ("last_beat", np.float64),
        ("position", np.int16),
        *((f"{name}_strike", np.float32) for name in ("kick", "snare", "hat", "crash")),
    ]
)


def moments(*changes: tuple[int, str, float], hops: int = 100) -> Iterator[np.void]:
    """Moments in one record, used again and again; `changes`: from which hop on which field has which value."""
    record = np.zeros(1, MOMENT)
    record["last_beat"] = np.nan
    for hop in range(hops):
        for name in ("kick", "snare", "hat", "crash"):
            record[f"{name}_strike"] = 0.0
        for at, field, value in changes:
            if at == hop:
                record[field] = value
        record["time"] = (hop + 1) * HOP_S
        yield record[0]


def test_a_beat_is_reported_when_the_last_beat_changes() -> None:
    heard = collect(
        moments(
            (10, "last_beat", 0.1),
            (10, "position", 4),
            (60, "last_beat", 0.62),
            (60, "position", 1),
            (61, "position", 2),
        )
    )
    assert heard.beats.tolist() == [0.1, 0.62]
    assert heard.positions.tolist() == [4, 1]
    assert heard.delays == pytest.approx([0.01, -0.01])


def test_strikes_are_dated_back_to_their_onsets() -> None:
    heard = collect(moments((20, "kick_strike", 0.7), (50, "kick_strike", 0.1), (30, "crash_strike", 1.0)))
    assert heard.strikes["kick"] == pytest.approx([0.21 - STRIKE_DELAY_S, 0.51 - STRIKE_DELAY_S])
    assert heard.strikes["crash"] == pytest.approx([0.31 - STRIKE_DELAY_S])
    assert len(heard.strikes["snare"]) == len(heard.strikes["hat"]) == len(heard.beats) == 0


def test_silence_of_moments_is_nothing() -> None:
    heard = collect(moments())
    assert [len(part) for part in (heard.beats, heard.positions, heard.delays)] == [0, 0, 0]


def test_hearing_depends_on_nothing_that_comes_later(mind: Mind) -> None:
    sound = drum_loop(12.0)
    whole, _ = hear(MemoryTape(sound, RATE_HZ), mind)
    part, _ = hear(MemoryTape(sound[: 8 * RATE_HZ], RATE_HZ), mind)
    told = whole.beats + whole.delays <= 7.9
    known = part.beats + part.delays <= 7.9
    assert np.array_equal(whole.beats[told], part.beats[known])
    assert np.array_equal(whole.positions[told], part.positions[known])
    for name, times in part.strikes.items():
        assert np.array_equal(times[times <= 7.8], whole.strikes[name][whole.strikes[name] <= 7.8])


class Knowing(Brain):
    """A brain whose heads say what is true of the drum loop, each at its own delay after the sound."""

    now = 0.0

    def step(self, inputs: np.ndarray) -> Thought:
        self.now += HOP_S
        beats = strokes(60.0)
        beats["beat"] = sorted(beats["kick"] + beats["snare"])
        beats["downbeat"] = beats["beat"][::4]
        heads = np.zeros(len(HEADS), np.float32)
        for name, times in beats.items():
            delay = DRUM_DELAY_S if name in DRUM_HEADS else BEAT_DELAY_S
            off = np.abs(np.array(times) + delay - self.now).min()
            heads[HEADS.index(name)] = 0.9 * np.exp(-0.5 * (off / 0.012) ** 2)
        return replace(super().step(inputs), heads=heads, voted=heads)


@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_who_knows_the_truth_scores_well(rate_hz: int, mind: Mind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every delay on the way, from the heads to the report, is accounted for: nothing is late but the hop itself."""
    monkeypatch.setattr("engine.hearing.pipeline.Brain", Knowing)
    heard, cost = hear(MemoryTape(drum_loop(20.0, rate_hz), rate_hz), mind)
    times = np.arange(0.25, 20.0, 0.5)
    drums = {name: np.array(true) for name, true in strokes(20.0).items()} | {"cymbal": np.zeros(0)}
    figures = score("a", Beats(times, np.arange(len(times)) % 4 + 1), drums, heard, cost).figures
    assert figures["crash_f"] is None
    figures = {name: value for name, value in figures.items() if value is not None}
    for name in ("beat_f", "cmlt", "amlt", "kick_f", "snare_f", "hat_f"):
        assert figures[name] > 0.95, name
    assert figures["downbeat_f"] > 0.8
    assert abs(figures["lag_ms"]) <= figures["phase_ms"] <= 10.0
    assert figures["lock_s"] <= 6.0
    assert 0.0 <= figures["report_ms"] <= 10.0
    for name in ("kick", "snare", "hat"):
        errors = phase_errors(drums[name], heard.strikes[name])
        assert abs(np.median(errors)) <= 0.0051, name


def test_the_stopwatch_stands_still_while_the_tape_is_read(mind: Mind) -> None:
    now = 0.0

    class Slow(MemoryTape):
        def blocks(self, frames: int, *, loop: bool = False, start: float = 0.0) -> Iterator[Samples]:
            nonlocal now
            for block in super().blocks(frames, loop=loop, start=start):
                now += 1.0
                yield block

    _, cost = hear(Slow(drum_loop(2.0), RATE_HZ), mind, clock=lambda: now)
    assert cost.processing_s == 0.0
    assert cost.length_s == 2.0
    ticks = iter(range(10**9))
    _, cost = hear(MemoryTape(drum_loop(2.0), RATE_HZ), mind, clock=lambda: float(next(ticks)))
    assert 195 <= len(cost.hops_s) <= 200
    assert (cost.hops_s >= 1.0).all()
    assert cost.hops_s.sum() <= cost.processing_s <= cost.hops_s.sum() + 10.0
