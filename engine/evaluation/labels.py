"""Which hops of a piece a unit should tell from which others, for everything that it may answer.

In: the truth about a piece, its features, the network's surprise. Out: masks over the hops.
Pure functions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain.heads import DROP_S
from engine.corpus.song import Truth
from engine.moments import HOP_S

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]

#: Seconds from an event to the hops that should show it. The best of them counts for each unit: a unit that foresees
#: the beat answers before it, a slow one after.
LAGS = {
    "kick": (0.02, 0.05, 0.09),
    "snare": (0.02, 0.05, 0.09),
    "hat": (0.02, 0.05, 0.09),
    "crash": (0.02, 0.05, 0.12, 0.3),
    "bass": (0.02, 0.05, 0.09),
    "beat": (-0.05, 0.0, 0.05, 0.1),
    "downbeat": (-0.05, 0.0, 0.05, 0.1),
}
_WINDOW_S = 0.03
#: A hop is away from an event when none began within this before it, or within the second after it.
_AWAY_BEFORE_S, _AWAY_AFTER_S = 0.15, 0.03
#: Seconds over which loudness and brightness are taken. The best counts: a slow unit tells what lasts.
SPANS_S = (0.1, 1.0, 5.0)


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """Hops `there`, where something is, and `elsewhere`, where it is not, (hops,) each."""

    there: Mask
    elsewhere: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """What quartiles are taken of, (hops,) each: `loudness` and `brightness` of the bands, NaN where all is silent."""

    loudness: Numbers
    brightness: Numbers


def measure_levels(bands: NDArray[np.floating], span_s: float) -> Levels:
    """Loudness and brightness of bands (hops, bands), 0..1, over the last `span_s`: root mean square, and centre."""
    bands = np.asarray(bands, np.float64)
    squares = bands * bands
    places = np.linspace(0.0, 1.0, bands.shape[1])
    energy, moment = (_smooth(values, round(span_s / HOP_S)) for values in (squares.sum(axis=1), squares @ places))
    silent = energy < 1e-3
    brightness = np.where(silent, np.nan, moment / np.maximum(energy, 1e-9))
    return Levels(np.where(silent, np.nan, np.sqrt(energy / bands.shape[1])), brightness)


def _smooth(values: Numbers, hops: int) -> Numbers:
    """The mean of each value and those before it, `hops` in all; before the beginning it was silent."""
    summed = np.cumsum(np.concatenate((np.zeros(hops), values)))
    return np.maximum(summed[hops:] - summed[:-hops], 0.0) / hops


def mark_events(truth: Truth, hops: int) -> dict[str, list[Contrast]]:
    """By name, one contrast for each lag in `LAGS`: hops around onset + lag against hops away from any onset.

    The beat is held against what is away from any beat, the downbeat against the other beats.
    """
    events = {**{name: truth.drums.get(name, np.empty(0)) for name in ("kick", "snare", "hat", "crash")}}
    events["bass"], events["beat"] = truth.bass, truth.beats
    marked = {}
    for name, onsets in events.items():
        away = _away(onsets, hops)
        marked[name] = [Contrast(_around(onsets, lag, hops), away) for lag in LAGS[name]]
    first, other = truth.beats[truth.positions == 1], truth.beats[truth.positions != 1]
    marked["downbeat"] = [
        Contrast(_around(first, lag, hops), _around(other, lag, hops)) for lag in LAGS["downbeat"] if len(first)
    ] or [Contrast(np.zeros(hops, bool), np.zeros(hops, bool)) for _ in LAGS["downbeat"]]
    return marked


def mark_form(truth: Truth, hops: int) -> dict[str, Contrast]:
    """`build`: the second half of build-ups against all that is none. `drop`: its first `DROP_S` against no drop."""
    times = _times(hops)
    build, in_build, drop, in_drop = (np.zeros(hops, bool) for _ in range(4))
    for name, start, end in truth.sections:
        inside = (times >= start) & (times < end)
        if name == "build":
            in_build |= inside
            build |= inside & (times >= 0.5 * (start + end))
        elif name == "drop":
            in_drop |= inside
            drop |= inside & (times < start + DROP_S)
    return {"build": Contrast(build, ~in_build), "drop": Contrast(drop, ~in_drop)}


def split_quarters(values: Numbers, low: float, high: float) -> Contrast:
    """Hops at or above `high` against those at or below `low`; NaN is neither."""
    with np.errstate(invalid="ignore"):
        return Contrast(values >= high, values <= low)


def _times(hops: int) -> Numbers:
    """When each hop has been heard, seconds."""
    return np.asarray((np.arange(hops) + 1.0) * HOP_S, np.float64)


def _around(onsets: Numbers, lag: float, hops: int) -> Mask:
    """Hops from onset + lag on, for `_WINDOW_S`."""
    marked = np.zeros(hops, bool)
    first = np.round((np.asarray(onsets) + lag) / HOP_S).astype(int) - 1
    for step in range(round(_WINDOW_S / HOP_S)):
        places = first + step
        marked[places[(places >= 0) & (places < hops)]] = True
    return marked


def _away(onsets: Numbers, hops: int) -> Mask:
    if not len(onsets):
        return np.ones(hops, bool)
    times, ordered = _times(hops), np.sort(onsets)
    after = np.searchsorted(ordered, times, "right")
    since = times - np.where(after > 0, ordered[np.maximum(after - 1, 0)], -np.inf)
    until = np.where(after < len(ordered), ordered[np.minimum(after, len(ordered) - 1)], np.inf) - times
    away: Mask = (since > _AWAY_BEFORE_S) & (until > _AWAY_AFTER_S)
    return away
