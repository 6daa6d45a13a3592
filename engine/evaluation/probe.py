"""The probe: annotated music is played to a network, and every unit is asked what it tells.

In: weights, pieces of features with their truth. Out: `Probe`: tuning, time constant, range, redundancy of every unit.
Runs in the main process of `asterism probe`; steps the network as the show does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain.step import Brain
from engine.brain.tuning import ANSWERS_FROM, TUNINGS, Tuning
from engine.brain.weights import Weights
from engine.corpus.song import Truth
from engine.evaluation.answers import curve_area, redundancies, time_constants
from engine.evaluation.labels import Contrast, mark_events, mark_form, measure_levels, split_quarters
from engine.moments import HOP_S

_Array = NDArray[np.float32]

#: A unit that moves less than this (standard deviation of its state) is dead; one whose state is in the median beyond
#: the second is saturated; two that correlate more than the third are redundant.
DEAD_BELOW, SATURATED_ABOVE, REDUNDANT_ABOVE = 0.02, 0.95, 0.95
#: Of each side of a contrast at most so many hops a piece are compared, evenly spread: more change the third digit.
_MOST_HOPS = 800
_SETTLE_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Features `inputs` (hops, I) of a piece of music from its beginning on, and the truth about it."""

    inputs: _Array
    truth: Truth


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What the network did during a piece: `states` and `activities` (hops, H), `surprises` (hops,)."""

    states: _Array
    activities: _Array
    surprises: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """`range` (H, 2): 1st and 99th percentile of the state. `dead`, `saturated` (H,): bool. `twin` (H,): the unit that
    each is most like. `seconds`: how much music was heard."""

    tuning: Tuning
    range: NDArray[np.float64]
    dead: NDArray[np.bool_]
    saturated: NDArray[np.bool_]
    twin: NDArray[np.int64]
    seconds: float

    @property
    def telling(self) -> float:
        """The share of units that answer something, 0..1."""
        return float((self.tuning.best_strength >= ANSWERS_FROM).mean())

    @property
    def redundant_pairs(self) -> int:
        """How many pairs of nearest units are as good as one."""
        alike = np.flatnonzero(self.tuning.redundancy > REDUNDANT_ABOVE)
        return len({tuple(sorted((int(unit), int(self.twin[unit])))) for unit in alike})


def play(weights: Weights, inputs: _Array) -> Played:
    """Let the network hear a piece, (hops, I), from rest."""
    brain = Brain(weights, HOP_S)
    hops, units = len(inputs), weights.units
    states, activities = np.empty((hops, units), np.float32), np.empty((hops, units), np.float32)
    surprises = np.empty(hops)
    for hop, row in enumerate(inputs):
        thought = brain.step(row)
        states[hop], activities[hop], surprises[hop] = thought.state, thought.activity, thought.surprise
    return Played(states, activities, surprises)


def probe(weights: Weights, pieces: Iterable[Piece], report: Callable[[int], object] = lambda done: None) -> Probe:
    """Play every piece to the network and measure its units. `report` is told how many have been played."""
    heard: list[Piece] = []
    played: list[Played] = []
    for piece in pieces:
        heard.append(piece)
        played.append(play(weights, piece.inputs))
        report(len(heard))
    return measure(heard, played)


def measure(pieces: Sequence[Piece], played: Sequence[Played]) -> Probe:
    """The measures of what was played; a second at each beginning is left out, in which the network wakes up."""
    states = np.concatenate([one.states for one in played])
    awake = np.concatenate([np.arange(len(one.states)) >= _SETTLE_S / HOP_S for one in played])
    contrasts = _contrasts(pieces, played)
    areas = np.stack([_best_area([marks[name] for marks in contrasts], played) for name in TUNINGS], axis=1)
    constants = time_constants([one.activities for one in played], HOP_S)
    redundancy, twin = redundancies(states[awake][::5])
    tuning = Tuning(areas.astype(np.float32), constants.astype(np.float32), redundancy.astype(np.float32))
    spread = np.percentile(states[awake], (1.0, 99.0), axis=0).T
    dead = states[awake].std(axis=0) < DEAD_BELOW
    saturated = np.median(np.abs(states[awake]), axis=0) > SATURATED_ABOVE
    return Probe(tuning, spread, dead, saturated, twin, len(states) * HOP_S)


def _contrasts(pieces: Sequence[Piece], played: Sequence[Played]) -> list[dict[str, list[Contrast]]]:
    """For each piece, by name, contrasts over its hops; more than one where there are several lags.

    What is loud, bright or surprising is decided over all pieces.
    """
    levels = [measure_levels(piece.inputs[:, : piece.inputs.shape[1] // 2]) for piece in pieces]
    bounds = {}
    for name in ("loudness", "brightness"):
        values = np.concatenate([getattr(level, name) for level in levels])
        bounds[name] = np.nanpercentile(values, (25.0, 75.0)) if np.isfinite(values).any() else (np.nan, np.nan)
    top = max(float(np.percentile(np.concatenate([one.surprises for one in played]), 90.0)), 1e-9)
    found = []
    for piece, level, one in zip(pieces, levels, played, strict=True):
        hops = len(piece.inputs)
        marks = mark_events(piece.truth, hops)
        marks |= {name: [contrast] for name, contrast in mark_form(piece.truth, hops).items()}
        marks |= {name: [split_quarters(getattr(level, name), *bounds[name])] for name in bounds}
        marks["surprise"] = [Contrast(one.surprises >= top, one.surprises < top)]
        found.append(marks)
    return found


def _best_area(contrasts: Sequence[Sequence[Contrast]], played: Sequence[Played]) -> NDArray[np.float64]:
    """(H,): the area furthest from 0.5 over the lags, and over state and activity: light shows either.

    Hops are compared with hops of the same piece, and the areas averaged with the weights m n / (m + n) (van Elteren,
    1960). Else a slow unit that only knows one song from another would tell whatever one song has and another lacks.
    """
    areas = []
    for lag in range(len(contrasts[0])):
        sums, total = np.zeros((2, played[0].states.shape[1])), 0.0
        for marks, one in zip(contrasts, played, strict=True):
            there, elsewhere = (_some(side) for side in (marks[lag].there, marks[lag].elsewhere))
            if len(there) and len(elsewhere):
                weight = len(there) * len(elsewhere) / (len(there) + len(elsewhere))
                each = [curve_area(values[there], values[elsewhere]) for values in (one.states, one.activities)]
                sums, total = sums + weight * np.stack(each), total + weight
        areas.append(sums / total if total else np.full_like(sums, 0.5))
    stacked = np.concatenate(areas)
    chosen = np.argmax(np.abs(stacked - 0.5), axis=0)
    best: NDArray[np.float64] = stacked[chosen, np.arange(stacked.shape[1])]
    return best


def _some(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """At most `_MOST_HOPS` of the marked hops, evenly spread; none of the beginning."""
    places = np.flatnonzero(marked)
    places = places[places >= _SETTLE_S / HOP_S]
    if len(places) > _MOST_HOPS:
        places = places[np.linspace(0, len(places) - 1, _MOST_HOPS).astype(int)]
    return np.asarray(places, np.int64)
