"""The tracker on simulated activations: right beats, quick locks, breakdowns survived, honest doubt, causal reports.

In: passages of known beats, spoilt by jitter, misses, false peaks and noise. Out: proof. Runs in the test process.
"""

import itertools
import math
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from rhythm.simulation import DELAY_S, HOP_S, Passage, Peaks, Simulation, as_heard, decode, f_measure, simulate
from scipy.optimize import linear_sum_assignment

from engine.errors import ControlError
from engine.rhythm import Beat, Tracker

Floats = NDArray[np.float64]


def follow(simulation: Simulation) -> list[Beat]:
    tracker = Tracker(HOP_S, Peaks(), DELAY_S)
    return [
        tracker.step(beat, as_heard(downbeat))
        for beat, downbeat in zip(simulation.beat.tolist(), simulation.downbeat.tolist(), strict=True)
    ]


@cache
def heard(passages: tuple[Passage, ...], seed: int) -> tuple[Simulation, list[Beat]]:
    simulation = simulate(list(passages), seed)
    return simulation, follow(simulation)


def struck(beats: list[Beat], position: int = 0) -> Floats:
    """Times of the reported beats; of those at one position in the bar."""
    found = [beat.struck for beat in beats if beat.struck]
    return np.array([one.time_s for one in found if position in (0, one.position)])


def within(times: Floats, start_s: float, end_s: float = math.inf) -> Floats:
    return times[(times >= start_s) & (times < end_s)]


def in_beats(beats: int, bpm: float, heard: bool = True) -> Passage:
    """A passage of whole beats, so that the next goes on in step."""
    return Passage(beats * 60.0 / bpm, bpm, heard=heard)


def locked_after(simulation: Simulation, beats: list[Beat], start_s: float) -> int:
    """How many true beats from `start_s` until the next six are all matched, with nothing between them."""
    true, found = within(simulation.times, start_s - 1e-6), struck(beats)
    right = [
        np.any(np.abs(found - at) <= 0.07) and not np.any((found > at + 0.07) & (found < after - 0.07))
        for at, after in itertools.pairwise(true)
    ]
    return next(k for k in range(len(right)) if all(right[k : k + 6]))


MUSIC = {
    "house": Passage(25.0, 124.0),
    "drum and bass": Passage(25.0, 174.0),
    "slow": Passage(30.0, 72.0),
    "very slow": Passage(30.0, 61.0),
    "very fast": Passage(20.0, 208.0),
    "waltz": Passage(25.0, 150.0, metre=3),
    "drifting": Passage(30.0, 100.0, drift=1.12, jitter_s=0.015),
    "off-beats": Passage(25.0, 110.0, spurious=0.3),
    "weak back beats": Passage(25.0, 128.0, weak=0.4),
    "missing beats": Passage(30.0, 96.0, missed=0.25),
    "faint": Passage(25.0, 118.0, height=0.4, down=0.3),
}


@pytest.mark.parametrize("name", MUSIC)
def test_the_right_beats_at_the_right_octave(name: str) -> None:
    simulation, beats = heard((MUSIC[name],), 1)
    assert f_measure(within(struck(beats), 6.0), within(simulation.times, 6.0)) >= 0.97
    true = MUSIC[name].bpm * MUSIC[name].drift
    assert beats[-1].bpm == pytest.approx(true, rel=0.02)
    assert beats[-1].confidence > 0.6
    learnt_s = 6.0 + 4.0 * MUSIC[name].metre * 60.0 / MUSIC[name].bpm  # four bars after the beat is sure
    downbeats = simulation.times[simulation.positions == 1]
    assert f_measure(within(struck(beats, 1), learnt_s), within(downbeats, learnt_s)) >= 0.9
    assert beats[-1].metre == MUSIC[name].metre


def test_phase_errors_are_small() -> None:
    """The truth itself jitters by 8 ms, whose median is 5.4 ms."""
    for name in ("house", "drum and bass", "slow"):
        simulation, beats = heard((MUSIC[name],), 1)
        found = within(struck(beats), 8.0)
        errors = [found_s - simulation.times[np.argmin(np.abs(simulation.times - found_s))] for found_s in found]
        assert np.median(np.abs(errors)) < 0.012
        assert abs(np.median(errors)) < 0.008


def test_odd_bars_are_counted() -> None:
    simulation, beats = heard((Passage(50.0, 140.0, metre=7),), 2)
    assert beats[-1].metre == 7
    downbeats = simulation.times[simulation.positions == 1]
    assert f_measure(within(struck(beats, 1), 20.0), within(downbeats, 20.0)) >= 0.9


@pytest.mark.parametrize("bpm", [80.0, 124.0, 174.0])
def test_it_locks_within_six_seconds_of_a_start(bpm: float) -> None:
    simulation, beats = heard((Passage(4.0, 0.0), Passage(14.0, bpm)), 3)
    assert locked_after(simulation, beats, 4.0) * 60.0 / bpm <= 6.0
    assert beats[round((4.0 + 6.0) / HOP_S)].bpm == pytest.approx(bpm, rel=0.02)


@pytest.mark.parametrize(("before", "after"), [(124.0, 97.0), (90.0, 140.0), (126.0, 174.0), (174.0, 126.0)])
def test_it_locks_within_eight_beats_of_a_cut(before: float, after: float) -> None:
    cut_s = 15.25
    simulation, beats = heard((Passage(cut_s, before), Passage(12.0, after)), 4)
    assert locked_after(simulation, beats, cut_s) <= 8
    low = min(beat.confidence for beat in beats[round(cut_s / HOP_S) : round((cut_s + 3.0) / HOP_S)])
    assert low < 0.5 * beats[round(cut_s / HOP_S) - 10].confidence
    assert beats[-1].bpm == pytest.approx(after, rel=0.02)


@pytest.mark.parametrize(("bpm", "beats_before"), [(124.0, 40), (174.0, 60)])
def test_it_carries_on_through_a_breakdown(bpm: float, beats_before: int) -> None:
    silent = math.ceil(16.0 * bpm / 60.0)
    passages = (in_beats(beats_before, bpm), in_beats(silent, bpm, heard=False), in_beats(20, bpm))
    simulation, beats = heard(passages, 2)
    start_s = passages[0].length_s
    end_s = start_s + passages[1].length_s
    assert f_measure(within(struck(beats), start_s, end_s), within(simulation.times, start_s, end_s)) >= 0.9
    first, last = beats[round(start_s / HOP_S)], beats[round(end_s / HOP_S)]
    assert last.bpm == pytest.approx(bpm, rel=0.01)
    assert first.confidence > last.confidence > 0.4
    after = within(struck(beats), end_s)
    assert f_measure(after, within(simulation.times, end_s)) >= 0.9


@pytest.mark.parametrize("bpm", [97.3, 118.5, 131.4, 143.7])
def test_tempi_between_those_of_the_grid_are_not_late_nor_early(bpm: float) -> None:
    """The truth does not jitter, so that what is left is the tracker's own error."""
    simulation, beats = heard((Passage(30.0, bpm, jitter_s=0.0),), 5)
    found = within(struck(beats), 10.0)
    errors = [found_s - simulation.times[np.argmin(np.abs(simulation.times - found_s))] for found_s in found]
    assert abs(np.median(errors)) < 0.0035
    assert np.median(np.abs(errors)) < 0.0035


def test_peaks_between_the_beats_do_not_shift_them() -> None:
    """For some bars the off-beats are heard and the beats hardly: what was believed over many bars is kept."""
    rng = np.random.default_rng([9, 3])
    simulation = simulate([Passage(40.0, 124.0)], 6)
    period = 60.0 / 124.0
    activations = simulation.beat.astype(np.float64)
    span = slice(round(20.0 / HOP_S), round(24.0 / HOP_S))
    away = (np.arange(len(activations)) * HOP_S - DELAY_S) / period % 1.0
    heights = np.where(np.abs(away - 0.5) < 0.03, 0.7, np.where(np.minimum(away, 1.0 - away) < 0.03, 0.25, 0.05))
    activations[span] = heights[span] * rng.uniform(0.8, 1.2, span.stop - span.start)
    found, _ = decode(activations, simulation.downbeat, HOP_S, DELAY_S)
    assert f_measure(within(found, 20.0), within(simulation.times, 20.0)) >= 0.97


def test_it_says_when_it_does_not_know() -> None:
    assert all(beat.confidence == 0.0 and beat.bpm == 0.0 for beat in follow(simulate([Passage(10.0, 0.0)], 1)))
    for rate_hz in (1.0, 3.0):
        known, sure = [], []
        for seed in (1, 2):
            beats = follow(simulate([Passage(30.0, 0.0, peaks_hz=rate_hz)], seed))
            known += [beat.bpm > 0.0 for beat in beats]
            sure += [beat.confidence for beat in beats]
        assert np.mean(known) < 0.35
        assert np.mean(sure) < 0.2
    unknown = next(beat for beat in beats if beat.bpm == 0.0)
    assert (unknown.metre, unknown.position, unknown.bar_phase) == (0, 0, 0.0)
    assert math.isnan(unknown.next_beat_s)
    assert unknown.struck is None


def test_the_phase_never_runs_backwards() -> None:
    for passages, seed in (((Passage(15.25, 126.0), Passage(12.0, 174.0)), 4), ((MUSIC["drifting"],), 1)):
        _, beats = heard(passages, seed)
        for before, now in itertools.pairwise(beats):
            moved = (now.phase - before.phase) % 1.0
            assert 0.0 <= now.phase < 1.0
            assert moved > 0.0
            if before.bpm and now.bpm:
                assert moved < 0.15


def test_the_tempo_does_not_jitter() -> None:
    _, beats = heard((MUSIC["house"],), 1)
    bpm = np.array([beat.bpm for beat in beats[1000:]])
    assert bpm.std() / bpm.mean() < 0.004
    assert np.abs(np.diff(bpm)).max() / bpm.mean() < 0.001


def test_reports_agree_with_each_other() -> None:
    _, beats = heard((MUSIC["waltz"],), 1)
    last_s = -math.inf
    for before, now in itertools.pairwise(beats):
        assert 0.0 <= now.bar_phase < 1.0
        if now.metre:
            assert 1 <= now.position <= now.metre
            assert now.bar_phase == pytest.approx((now.position - 1 + now.phase) / now.metre)
        if now.bpm:
            assert now.next_beat_s > now.now_s
        if now.struck:
            assert before.now_s < now.struck.time_s <= now.now_s
            assert now.struck.time_s > last_s
            assert (now.struck.position, now.struck.metre) == (now.position, now.metre)
            last_s = now.struck.time_s


def test_the_next_beat_comes_when_foretold() -> None:
    _, beats = heard((MUSIC["house"],), 1)
    errors = []
    for index, beat in enumerate(beats):
        if beat.struck and index > 800:
            errors.append(beats[index - 15].next_beat_s - beat.struck.time_s)
    assert len(errors) > 30
    assert np.abs(errors).max() < 0.02


def test_nothing_comes_from_the_future() -> None:
    simulation, beats = heard((MUSIC["off-beats"],), 1)
    changed = Simulation(simulation.beat.copy(), simulation.downbeat.copy(), simulation.times, simulation.positions)
    changed.beat[1200:] = 0.5
    changed.downbeat[1200:] = 0.9
    other = follow(changed)
    assert list(map(repr, other[:1200])) == list(map(repr, beats[:1200]))
    assert repr(other[-1]) != repr(beats[-1])


def test_the_delay_is_accounted_for() -> None:
    """The same music through a slower network gives the same beats."""
    for delay_s in (0.0, 0.12):
        simulation = simulate([MUSIC["house"]], 1, delay_s)
        times, _ = decode(simulation.beat, simulation.downbeat, HOP_S, delay_s)
        found = within(times, 8.0)
        errors = [at - simulation.times[np.argmin(np.abs(simulation.times - at))] for at in found]
        assert abs(np.median(errors)) < 0.01


def test_decoding_equals_stepping_and_repeats_itself() -> None:
    simulation, beats = heard((MUSIC["slow"],), 1)
    times, positions = decode(simulation.beat, simulation.downbeat, HOP_S, DELAY_S)
    np.testing.assert_array_equal(times, struck(beats))
    assert positions.tolist() == [beat.struck.position for beat in beats if beat.struck]
    empty = decode(np.zeros(0, np.float32), np.zeros(0, np.float32), HOP_S)
    assert empty[0].shape == empty[1].shape == (0,)


def test_a_start_time_only_shifts() -> None:
    simulation, beats = heard((MUSIC["very fast"],), 1)
    tracker = Tracker(HOP_S, Peaks(), DELAY_S, start_s=100.0)
    for beat, downbeat, expected in zip(simulation.beat[:900], simulation.downbeat[:900], beats, strict=False):
        now = tracker.step(float(beat), as_heard(float(downbeat)))
        assert now.now_s == pytest.approx(expected.now_s + 100.0)
        assert now.phase == expected.phase


def test_a_closed_gate_hears_nothing() -> None:
    simulation, _ = heard((MUSIC["house"],), 1)
    tracker = Tracker(HOP_S, Peaks(), DELAY_S)
    for beat, downbeat in zip(simulation.beat[:1500], simulation.downbeat[:1500], strict=True):
        assert tracker.step(float(beat), as_heard(float(downbeat)), 0.0).confidence == 0.0


def test_bad_numbers_do_no_harm() -> None:
    simulation, _ = heard((MUSIC["house"],), 1)
    tracker = Tracker(HOP_S, Peaks(), DELAY_S)
    rng = np.random.default_rng([9, 1])
    beats = []
    for beat, downbeat in zip(simulation.beat.tolist(), simulation.downbeat.tolist(), strict=True):
        wrong = rng.random(3) < 0.03
        bad = (math.nan, math.inf, -1.0)[int(rng.integers(3))]
        said, counted, gate = (bad if w else v for w, v in zip(wrong, (beat, downbeat, 1.0), strict=True))
        beats.append(tracker.step(said, as_heard(counted), gate))
    assert all(math.isfinite(beat.phase) and math.isfinite(beat.confidence) for beat in beats)
    assert np.isfinite(tracker.belief.cells).all()
    assert beats[-1].bpm == pytest.approx(124.0, rel=0.02)
    for hop_s, delay_s in ((0.0, 0.05), (math.nan, 0.05), (0.01, -0.1), (0.01, math.nan)):
        with pytest.raises(ControlError):
            Tracker(hop_s, Peaks(), delay_s)


def test_the_measure_matches_one_to_one() -> None:
    rng = np.random.default_rng([9, 2])
    for _ in range(30):
        true, found = np.sort(rng.uniform(0.0, 10.0, 40)), np.sort(rng.uniform(0.0, 10.0, 35))
        near = np.abs(found[:, None] - true[None, :]) <= 0.07
        rows, columns = linear_sum_assignment(near, maximize=True)
        assert f_measure(found, true) == pytest.approx(2.0 * near[rows, columns].sum() / 75)
