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
from engine.evaluation.labels import SPANS_S, Contrast, Levels, mark_events, mark_form, measure_levels, split_quarters
from engine.moments import HOP_S

_Array = NDArray[np.float32]

#: A unit that moves less than this (standard deviation of its state) is dead; one whose state is in the median beyond
#: the second is saturated; two that correlate more than the third are redundant.
DEAD_BELOW, SATURATED_ABOVE, REDUNDANT_ABOVE = 0.02, 0.95, 0.95
#: Of each side of a contrast at most so many hops a piece are compared, evenly spread: more change the third digit.
_MOST_HOPS = 800
_SETTLE_S = 1.0
_POOLED = ("brightness", "loudness", "surprise")


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
    # Every fifth hop is enough for what does not look at single moments.
    states = np.concatenate([one.states[round(_SETTLE_S / HOP_S) :: 5] for one in played])
    contrasts = _contrasts(pieces, played)
    areas = np.stack(
        [_best_area([marks[name] for marks in contrasts], played, name in _POOLED) for name in TUNINGS], axis=1
    )
    constants = time_constants([one.activities for one in played], HOP_S)
    redundancy, twin = redundancies(states)
    tuning = Tuning(areas.astype(np.float32), constants.astype(np.float32), redundancy.astype(np.float32))
    spread = np.percentile(states, (1.0, 99.0), axis=0).T
    dead = states.std(axis=0) < DEAD_BELOW
    saturated = np.median(np.abs(states), axis=0) > SATURATED_ABOVE
    return Probe(tuning, spread, dead, saturated, twin, sum(len(one.states) for one in played) * HOP_S)


def _contrasts(pieces: Sequence[Piece], played: Sequence[Played]) -> list[dict[str, list[Contrast]]]:
    """For each piece, by name, contrasts over its hops; more than one where there are several lags or spans."""
    top = max(float(np.percentile(np.concatenate([one.surprises for one in played]), 90.0)), 1e-9)
    found: list[dict[str, list[Contrast]]] = []
    for piece, one in zip(pieces, played, strict=True):
        marks = mark_events(piece.truth, len(piece.inputs))
        marks |= {name: [contrast] for name, contrast in mark_form(piece.truth, len(piece.inputs)).items()}
        marks["surprise"] = [Contrast(one.surprises >= top, one.surprises < top)]
        marks |= {"loudness": [], "brightness": []}
        found.append(marks)
    for span_s in SPANS_S:
        levels = [measure_levels(piece.inputs[:, : piece.inputs.shape[1] // 2], span_s) for piece in pieces]
        for marks, loudness, brightness in zip(found, *_split(levels), strict=True):
            marks["loudness"].append(loudness)
            marks["brightness"].append(brightness)
    return found


def _split(levels: Sequence[Levels]) -> tuple[list[Contrast], list[Contrast]]:
    """Loud against quiet, bright against dull: the quartiles are those of all pieces."""
    split = []
    for values in ([level.loudness for level in levels], [level.brightness for level in levels]):
        every = np.concatenate(values)
        low, high = np.nanpercentile(every, (25.0, 75.0)) if np.isfinite(every).any() else (np.nan, np.nan)
        split.append([split_quarters(value, low, high) for value in values])
    return split[0], split[1]


def _best_area(contrasts: Sequence[Sequence[Contrast]], played: Sequence[Played], pooled: bool) -> NDArray[np.float64]:
    """(H,): the area furthest from 0.5 over lags or spans, and over state and activity: light shows either.

    What happens is looked for within each piece, and the areas averaged with the weights m n / (m + n) (van Elteren,
    1960): else a slow unit that only knows one song from another would tell whatever one has and another lacks. What
    music is like (`pooled`) may differ from piece to piece: all hops are compared with all.
    """
    areas = []
    for marks in zip(*contrasts, strict=True):
        pairs = [
            [_picked(one, getattr(mark, side)) for mark, one in zip(marks, played, strict=True)]
            for side in ("there", "elsewhere")
        ]
        if pooled:
            pairs = [[np.concatenate(side, axis=1)] for side in pairs]
        areas.append(_mean_area(*pairs))
    stacked = np.concatenate(areas)
    chosen = np.argmax(np.abs(stacked - 0.5), axis=0)
    best: NDArray[np.float64] = stacked[chosen, np.arange(stacked.shape[1])]
    return best


def _mean_area(there: Sequence[_Array], elsewhere: Sequence[_Array]) -> NDArray[np.float64]:
    """The areas (2, H) of state and activity, from values (2, hops, H) of each stratum."""
    sums, total = np.zeros((2, there[0].shape[2])), 0.0
    for some, others in zip(there, elsewhere, strict=True):
        if some.shape[1] and others.shape[1]:
            weight = some.shape[1] * others.shape[1] / (some.shape[1] + others.shape[1])
            sums += weight * np.stack([curve_area(*pair) for pair in zip(some, others, strict=True)])
            total += weight
    return sums / total if total else np.full_like(sums, 0.5)


def _picked(one: Played, marked: NDArray[np.bool_]) -> _Array:
    """States and activities, (2, hops, H), of some of the marked hops."""
    places = _some(marked)
    return np.stack((one.states[places], one.activities[places]))


def _some(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """At most `_MOST_HOPS` of the marked hops, evenly spread; none of the beginning."""
    places = np.flatnonzero(marked)
    places = places[places >= _SETTLE_S / HOP_S]
    if len(places) > _MOST_HOPS:
        places = places[np.linspace(0, len(places) - 1, _MOST_HOPS).astype(int)]
    return np.asarray(places, np.int64)
