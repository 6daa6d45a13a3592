"""How near reported beats and strokes come to the true ones: F-measures, continuity, phase, time to lock.

In: two rising arrays of times in seconds, the true and the reported. Out: scores.
Pure functions; run wherever a clip is scored.
"""

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]

#: Beats earlier than this are not scored: a listener, too, needs time to find the beat (`mir_eval.beat.trim_beats`).
TRIM_S = 5.0
#: A reported beat this near to a true one is right (`mir_eval.beat.f_measure`).
BEAT_WINDOW_S = 0.07
#: A reported stroke this near to a true one is right (`mir_eval.onset.f_measure`).
ONSET_WINDOW_S = 0.05
#: The tracker has locked once this many successive true beats are all found, with nothing reported in between.
LOCK_BEATS = 8

# mir_eval.beat.continuity: how far phase and period may be off, as shares of the interval between beats.
_TOLERANCE = 0.175


def trim(times: Times) -> Times:
    """Only the times from `TRIM_S` on."""
    return times[times >= TRIM_S]


def count_matches(true: Times, reported: Times, window_s: float) -> int:
    """The size of the largest matching of true with reported times at most `window_s` apart, each used once.

    Every window is equally wide and both arrays rise, so that taking the earliest partner that fits is a maximum
    matching of the bipartite graph.
    """
    matches = 0
    at = 0
    lows, highs = reported - window_s, reported + window_s
    for low, high in zip(lows, highs, strict=True):
        while at < len(true) and true[at] < low:
            at += 1
        if at < len(true) and true[at] <= high:
            matches += 1
            at += 1
    return matches


def f_measure(true: Times, reported: Times, window_s: float) -> float:
    """Harmonic mean of precision and recall, 0..1, as `mir_eval.beat.f_measure` and `mir_eval.onset.f_measure`;
    0 when either is empty."""
    if not len(true) or not len(reported):
        return 0.0
    return 2.0 * count_matches(true, reported, window_s) / (len(true) + len(reported))


def continuity(true: Times, reported: Times) -> tuple[float, float]:
    """CMLt and AMLt, 0..1: the share of beats with right phase and period, at the true metrical level and at the best
    of the levels that a person might tap (off the beat, twice as fast, half as fast from either beat).

    As `mir_eval.beat.continuity` with its defaults; 0 when either array has fewer than two times. Source: Hainsworth
    (2004), Klapuri, Eronen and Astola (2006), in Davies, Degara and Plumbley (2009).
    """
    if len(true) < 2 or len(reported) < 2:
        return 0.0, 0.0
    double = np.interp(np.arange(0.0, len(true) - 0.5, 0.5), np.arange(len(true)), true)
    levels = (true, double[1::2], double, true[::2], true[1::2])
    shares = [_continuous_share(level, reported) for level in levels]
    return shares[0], max(shares)


def _continuous_share(true: Times, reported: Times) -> float:
    """The reported beats that go on as the true ones do, each true one counted once, over the larger number."""
    if len(true) < 2:
        return 0.0
    nearest = _nearest(true, reported)
    steps, reported_steps = np.diff(true), np.diff(reported)
    order = np.arange(len(reported))
    # A first beat has none before it: it is held against the interval that follows, or else the last there is.
    first = (order == 0) | (nearest == 0)
    step = steps[np.where(first, np.minimum(nearest, len(steps) - 1), nearest - 1)]
    reported_step = reported_steps[np.where(first, np.minimum(order, len(reported_steps) - 1), order - 1)]
    phase = np.abs(reported - true[nearest]) / step
    period = np.abs(1.0 - reported_step / step)
    right = (phase < _TOLERANCE) & (period < _TOLERANCE)
    return len(np.unique(nearest[right])) / max(len(true), len(reported))


def _nearest(times: Times, to: Times) -> NDArray[np.intp]:
    """For each time in `to` the index of the nearest in `times`, the earlier one of two that are as near."""
    after = np.clip(np.searchsorted(times, to), 1, len(times) - 1) if len(times) > 1 else np.zeros(len(to), np.intp)
    before = np.maximum(after - 1, 0)
    return np.where(np.abs(to - times[before]) <= np.abs(to - times[after]), before, after)


def phase_errors(true: Times, reported: Times) -> Times:
    """Seconds from each true beat that was found to the nearest reported one; positive: reported late. Shape (found,).

    A beat is found when something is reported within `BEAT_WINDOW_S` of it.
    """
    if not len(true) or not len(reported):
        return np.zeros(0)
    errors = reported[_nearest(reported, true)] - true
    return errors[np.abs(errors) <= BEAT_WINDOW_S]


def lock_time(true: Times, reported: Times) -> float | None:
    """Seconds from the first true beat until the tracker is right and stays right for `LOCK_BEATS` beats.

    That is the first true beat from which on `LOCK_BEATS` successive true beats each have exactly one report within
    `BEAT_WINDOW_S`, and nothing is reported between them: tapping at twice or half the tempo is no lock. Counted from
    the first true beat, since there is nothing to find before it. None when that never happens; nothing is trimmed.
    """
    found_from = np.searchsorted(reported, true - BEAT_WINDOW_S, side="left")
    found_to = np.searchsorted(reported, true + BEAT_WINDOW_S, side="right")
    for start in range(len(true) - LOCK_BEATS + 1):
        end = start + LOCK_BEATS
        alone = found_to[start:end] - found_from[start:end] == 1
        if alone.all() and found_to[end - 1] - found_from[start] == LOCK_BEATS:
            return float(true[start] - true[0])
    return None
