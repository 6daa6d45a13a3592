"""Figures of what was heard: a perfect tapper has perfect ones, and what nobody wrote down has none.

In: beats and strikes made here. Out: proof.
Runs in the test process.
"""

import numpy as np
import pytest

from engine.evaluation.annotations import Beats
from engine.evaluation.hearing import Cost, Heard
from engine.evaluation.metrics import trim
from engine.evaluation.scores import FIGURES, Scored, means, pooled, score


def heard_as(beats: Beats, late: float, drums: dict[str, np.ndarray]) -> Heard:
    strikes = {name: drums.get(name, np.zeros(0)) for name in ("kick", "snare", "hat", "crash")}
    return Heard(beats.times + late, beats.positions, np.full(len(beats.times), 0.03), strikes)


COST = Cost(60.0, 1.2, np.full(6000, 2e-4))


def test_a_perfect_tapper_has_perfect_figures() -> None:
    beats = Beats(np.arange(0.25, 60.0, 0.5), np.arange(120) % 4 + 1)
    hits = {name: np.arange(1.0, 50.0) for name in ("kick", "snare", "hat")}
    true = {**hits, "cymbal": np.zeros(0), "tom": np.arange(9.0), "other": np.zeros(0)}
    scored = score("a", beats, true, heard_as(beats, 0.012, hits), COST)
    ones = ("beat_f", "downbeat_f", "cmlt", "amlt", "kick_f", "snare_f", "hat_f")
    assert [scored.figures[name] for name in ones] == [1.0] * len(ones)
    assert scored.figures["crash_f"] is None  # none was played, and none was heard
    assert scored.figures["phase_ms"] == pytest.approx(12.0)
    assert scored.figures["lag_ms"] == pytest.approx(12.0)
    assert scored.figures["lock_s"] == 0.0
    assert scored.figures["report_ms"] == pytest.approx(30.0)
    assert scored.figures["core_share"] == pytest.approx(0.02)
    assert scored.figures["hop_ms"] == pytest.approx(0.2)
    assert scored.counts["beat"] == (len(trim(beats.times)),) * 2
    assert set(scored.figures) == set(FIGURES)
    assert scored.notes == []


def test_what_nobody_wrote_down_has_no_figure() -> None:
    beats = Beats(np.arange(0.25, 60.0, 0.5), np.zeros(120, np.int64))
    scored = score("a", beats, None, heard_as(beats, 0.0, {}), COST)
    assert scored.figures["beat_f"] == 1.0
    assert scored.figures["downbeat_f"] is None
    assert scored.figures["kick_f"] is None
    assert "kick" not in scored.counts


def test_beats_in_music_without_beats_count_against() -> None:
    none = Beats(np.zeros(0), np.zeros(0, np.int64))
    some = Beats(np.arange(6.0, 12.0), np.ones(6, np.int64))
    right = score("a", none, None, heard_as(none, 0.0, {}), COST)
    wrong = score("a", none, None, heard_as(some, 0.0, {}), COST)
    assert [right.figures[name] for name in ("beat_f", "cmlt", "amlt", "lock_s")] == [None] * 4
    assert [wrong.figures[name] for name in ("beat_f", "cmlt", "amlt", "lock_s")] == [0.0, 0.0, 0.0, None]
    assert wrong.counts["beat"] == (0, 6)


def test_beats_after_the_end_are_noted() -> None:
    beats = Beats(np.arange(50.0, 70.0), np.zeros(20, np.int64))
    scored = score("a", beats, None, heard_as(beats, 0.0, {}), COST)
    assert scored.notes == ["9 of 20 true beats lie after the end of the sound"]


def test_a_mean_is_over_the_clips_that_have_the_figure() -> None:
    def clip(**figures: float) -> Scored:
        return Scored("a", 1.0, {**dict.fromkeys(FIGURES), **figures}, {})

    averages = means([clip(beat_f=0.5, kick_f=0.25), clip(beat_f=1.0), clip()])
    assert averages["beat_f"] == (0.75, 2)
    assert averages["kick_f"] == (0.25, 1)
    assert averages["lock_s"] == (None, 0)


def test_all_strokes_are_as_if_all_clips_were_one() -> None:
    def drums(kicks: int) -> dict[str, np.ndarray]:
        return {"kick": 1.0 + np.arange(kicks), "snare": np.zeros(0), "hat": np.zeros(0), "cymbal": np.zeros(0)}

    def strikes(kicks: int) -> Heard:
        return heard_as(Beats(np.zeros(0), np.zeros(0, np.int64)), 0.0, {"kick": 1.0 + np.arange(kicks)})

    # 10 true and 5 of them found; none true and 2 reported.
    scored = [score("a", None, drums(10), strikes(5), COST), score("b", None, drums(0), strikes(2), COST)]
    assert scored[1].figures["kick_f"] == 0.0
    assert pooled(scored)["kick_f"] == pytest.approx(2.0 * 5 / (10 + 5 + 2))
    assert pooled(scored)["snare_f"] is None
    assert pooled([score("c", None, None, strikes(1), COST)])["kick_f"] is None
