"""Drum strikes: the peaks that scipy finds, a hop later, each once.

In: activations. Out: proof. Runs in the test process.
"""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import find_peaks

from engine.errors import ControlError
from engine.rhythm import Strike, StrikePicker

HOP_S = 0.01


def bumps(at_s: list[float], heights: list[float], length_s: float = 3.0, width: float = 1.3) -> NDArray[np.float64]:
    t = np.arange(round(length_s / HOP_S))
    track = np.zeros(len(t))
    for at, height in zip(at_s, heights, strict=True):
        track = np.maximum(track, height * np.exp(-0.5 * ((t - at / HOP_S) / width) ** 2))
    return track


def pick(track: NDArray[np.float64], **options: float) -> list[Strike]:
    picker = StrikePicker([options.pop("threshold", 0.3)], HOP_S, **options)
    return [strike for value in track for strike in picker.step([value])]


def test_it_finds_the_peaks_that_scipy_finds() -> None:
    rng = np.random.default_rng([8, 1])
    at = np.cumsum(rng.uniform(0.1, 0.3, 40))
    track = bumps(at.tolist(), rng.uniform(0.1, 0.95, 40).tolist(), 9.0)
    peaks, _ = find_peaks(track, height=0.3, prominence=0.1)
    struck = pick(track)
    assert len(peaks) > 15
    assert [round(strike.time_s / HOP_S) for strike in struck] == peaks.tolist()
    assert [strike.strength for strike in struck] == track[peaks].tolist()


def test_the_time_is_finer_than_a_hop_and_the_delay_is_taken_off() -> None:
    for at in (0.5, 0.5024, 0.5049, 0.5071):
        (strike,) = pick(bumps([at + 0.03], [0.8]), delay_s=0.03)
        assert strike.time_s == pytest.approx(at, abs=0.001)


def test_a_strike_is_told_one_hop_after_its_peak() -> None:
    picker = StrikePicker([0.3], HOP_S)
    told = [bool(picker.step([value])) for value in (0.0, 0.2, 0.9, 0.4, 0.1)]
    assert told == [False, False, False, True, False]


def test_a_plateau_and_a_ripple_are_one_strike() -> None:
    assert len(pick(np.array([0.0, 0.5, 0.9, 0.9, 0.9, 0.9, 0.2, 0.0]))) == 1
    ripple = np.concatenate((np.zeros(5), 0.8 + 0.04 * np.sin(np.arange(100)), np.zeros(5)))
    assert len(pick(ripple)) == 1


def test_the_refractory_time_holds_and_ends() -> None:
    track = bumps([0.5, 0.54, 0.8], [0.9, 0.9, 0.9], width=0.8)
    assert [round(s.time_s, 2) for s in pick(track, refractory_s=0.06)] == [0.5, 0.8]
    assert [round(s.time_s, 2) for s in pick(track, refractory_s=0.03)] == [0.5, 0.54, 0.8]


def test_shy_drums_are_found_once_it_is_known_that_they_are_shy() -> None:
    """Peaks of 0.3 where 0.42 is asked: found after a minute without higher ones, and no longer after a high one."""
    at = np.arange(0.5, 120.0, 0.5)
    heights = np.where(at < 100.0, 0.3, np.where(at < 101.0, 0.95, 0.3))
    struck = np.array([s.time_s for s in pick(bumps(at.tolist(), heights.tolist(), 121.0), threshold=0.42)])
    assert not (struck < 5.0).any()
    assert np.count_nonzero((struck > 60.0) & (struck < 99.9)) == np.count_nonzero((at > 60.0) & (at < 99.9))
    assert np.count_nonzero((struck > 99.9) & (struck < 101.0)) == 2
    assert not (struck > 101.0).any()
    assert not pick(bumps(at.tolist(), [0.15] * len(at), 121.0), threshold=0.42)


def test_classes_do_not_mix() -> None:
    picker = StrikePicker([0.3, 0.6], HOP_S)
    found = [s for row in ([0.0, 0.0], [0.5, 0.5], [0.2, 0.1], [0.1, 0.9], [0.0, 0.1]) for s in picker.step(row)]
    assert [(s.drum, round(s.time_s / HOP_S)) for s in found] == [(0, 1), (1, 3)]


def test_bad_numbers_do_no_harm() -> None:
    picker = StrikePicker([0.3], HOP_S)
    found = [s for value in (0.0, math.nan, 0.9, math.nan, 0.0, 7.0, 0.0) for s in picker.step([value])]
    assert [s.strength for s in found] == [0.9]
    for wrong in ([], [0.0], [1.5], [math.nan]):
        with pytest.raises(ControlError):
            StrikePicker(wrong, HOP_S)
