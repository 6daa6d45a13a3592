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
#: Of each side of a contrast at most so many hops are compared, evenly spread: more change the third digit.
_MOST_HOPS = 4000
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
    activities = np.concatenate([one.activities for one in played])
    awake = np.concatenate([np.arange(len(one.states)) >= _SETTLE_S / HOP_S for one in played])
    contrasts = _contrasts(pieces, played)
    areas = np.stack([_best_area(contrasts[name], awake, states, activities) for name in TUNINGS], axis=1)
    constants = time_constants([one.activities for one in played], HOP_S)
    redundancy, twin = redundancies(states[awake][::5])
    tuning = Tuning(areas.astype(np.float32), constants.astype(np.float32), redundancy.astype(np.float32))
    spread = np.percentile(states[awake], (1.0, 99.0), axis=0).T
    dead = states[awake].std(axis=0) < DEAD_BELOW
    saturated = np.median(np.abs(states[awake]), axis=0) > SATURATED_ABOVE
    return Probe(tuning, spread, dead, saturated, twin, len(states) * HOP_S)


def _contrasts(pieces: Sequence[Piece], played: Sequence[Played]) -> dict[str, list[Contrast]]:
    """By name, contrasts over all hops of all pieces; more than one where there are several lags."""
    events = [mark_events(piece.truth, len(piece.inputs)) for piece in pieces]
    form = [mark_form(piece.truth, len(piece.inputs)) for piece in pieces]
    found = {
        name: [_join(marks[name][lag] for marks in events) for lag in range(len(events[0][name]))] for name in events[0]
    }
    found |= {name: [_join(marks[name] for marks in form)] for name in form[0]}
    levels = [measure_levels(piece.inputs[:, : piece.inputs.shape[1] // 2]) for piece in pieces]
    for name in ("loudness", "brightness"):
        values = np.concatenate([getattr(level, name) for level in levels])
        low, high = np.nanpercentile(values, (25.0, 75.0)) if np.isfinite(values).any() else (np.nan, np.nan)
        found[name] = [split_quarters(values, low, high)]
    surprises = np.concatenate([one.surprises for one in played])
    top = max(float(np.percentile(surprises, 90.0)), 1e-9)
    found["surprise"] = [Contrast(surprises >= top, surprises < top)]
    return found


def _join(contrasts: Iterable[Contrast]) -> Contrast:
    every = list(contrasts)
    return Contrast(np.concatenate([one.there for one in every]), np.concatenate([one.elsewhere for one in every]))


def _best_area(
    contrasts: Sequence[Contrast], awake: NDArray[np.bool_], states: _Array, activities: _Array
) -> NDArray[np.float64]:
    """(H,): the area furthest from 0.5 over the lags, and over state and activity: light shows either."""
    areas = []
    for contrast in contrasts:
        there, elsewhere = (_some(np.flatnonzero(side & awake)) for side in (contrast.there, contrast.elsewhere))
        areas += [curve_area(values[there], values[elsewhere]) for values in (states, activities)]
    stacked = np.stack(areas)
    chosen = np.argmax(np.abs(stacked - 0.5), axis=0)
    best: NDArray[np.float64] = stacked[chosen, np.arange(stacked.shape[1])]
    return best


def _some(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """At most `_MOST_HOPS` of them, evenly spread."""
    if len(places) <= _MOST_HOPS:
        return places
    return np.asarray(places[np.linspace(0, len(places) - 1, _MOST_HOPS).astype(int)])
