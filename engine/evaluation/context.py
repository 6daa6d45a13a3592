"""The same kick in two places: does the network's state tell a breakdown from what comes after a drop?

In: weights, pieces with their truth. Out: `ContextReport`: how far apart the states are, beside what chance would do.
Runs in the main process of `asterism probe`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.brain.step import Brain
from engine.brain.weights import Weights
from engine.ear import RATE_HZ
from engine.ear.batch import hear_bands, with_rises
from engine.evaluation.probe import Piece
from engine.moments import HOP_S
from engine.sound.drums import kick

_Array = NDArray[np.float32]
Numbers = NDArray[np.float64]

#: Where the kick is heard: so far into the section, seconds, when its context has come about.
_PLACES_S = (4.0, 8.0, 12.0)
#: Between the music and the kick it is silent, so that the ear's window holds the kick alone.
_SILENCE_S = 0.1
#: The states are looked at so long after the attack.
_LOOK_S = 0.15
_SHUFFLES = 1000


@dataclass(frozen=True, slots=True)
class ContextReport:
    """`songs`: how many had both a breakdown and a drop to hear kicks in.

    Songs differ more from one another than a breakdown from a drop, so that each song is compared with itself: the
    mean state after the kick in its drops, less that in its breakdowns. `distance`: the length of the mean of these
    differences; what songs do not agree on cancels out. `chance`: the length that is reached once in twenty when a
    coin says, song by song, which of the two was the drop's. `told_apart`: the share of songs in which the other
    songs' mean difference tells which of its two states is the drop's; 0.5 is guessing. `response`: how far the kick
    itself moves the state.
    """

    songs: int
    distance: float
    chance: float
    told_apart: float
    response: float

    @property
    def differs(self) -> bool:
        """Whether the states differ by more than chance would have it."""
        return self.distance > self.chance and self.told_apart > 0.5


def context_report(weights: Weights, pieces: Iterable[Piece], seed: int = 1) -> ContextReport | None:
    """Play an identical kick into every breakdown and drop of the pieces; None where fewer than two have both."""
    struck = strike()
    differences: list[Numbers] = []
    moved: list[float] = []
    for piece in pieces:
        heard: dict[bool, list[Numbers]] = {True: [], False: []}
        for state, is_drop in _contexts(weights, piece):
            after, response = _hear_kick(weights, state, struck)
            heard[is_drop].append(after)
            moved.append(response)
        if heard[True] and heard[False]:
            differences.append(np.mean(heard[True], axis=0) - np.mean(heard[False], axis=0))
    return compare(np.array(differences), float(np.mean(moved)), seed) if len(differences) > 1 else None


def compare(differences: Numbers, response: float, seed: int = 1) -> ContextReport:
    """The report on the differences (songs, H) between a song's state after the kick in a drop and in a breakdown.

    Signs dealt out at random: Fisher's randomisation test for pairs.
    """
    songs = len(differences)
    signs = np.random.default_rng([seed, 71]).choice((-1.0, 1.0), (_SHUFFLES, songs))
    others = differences.sum(axis=0) - differences
    agree = np.einsum("su,su->s", differences, others)
    return ContextReport(
        songs=songs,
        distance=float(np.linalg.norm(differences.mean(axis=0))),
        chance=float(np.percentile(np.linalg.norm(signs @ differences / songs, axis=1), 95.0)),
        told_apart=float(np.mean((agree > 0.0) + 0.5 * (agree == 0.0))),
        response=response,
    )


def strike() -> _Array:
    """The features (hops, I) of silence, and a kick in it."""
    sound = np.concatenate((np.zeros(round(_SILENCE_S * RATE_HZ)), 0.5 * kick(RATE_HZ)))
    hops = round((_SILENCE_S + _LOOK_S) / HOP_S)
    return with_rises(hear_bands(sound.astype(np.float32)))[:hops]


def _contexts(weights: Weights, piece: Piece) -> list[tuple[_Array, bool]]:
    """States in the midst of breakdowns and drops, and whether each is a drop's."""
    wanted: dict[int, bool] = {}
    for name, start, end in piece.truth.sections:
        if name in ("breakdown", "drop"):
            hops = [round((start + place) / HOP_S) for place in _PLACES_S if start + place < end]
            wanted |= {hop: name == "drop" for hop in hops if hop < len(piece.inputs)}
    if not wanted:
        return []
    brain = Brain(weights, HOP_S)
    found = []
    for hop, row in enumerate(piece.inputs[: max(wanted) + 1]):
        state = brain.step(row).state
        if hop in wanted:
            found.append((state.copy(), wanted[hop]))
    return found


def _hear_kick(weights: Weights, state: _Array, struck: _Array) -> tuple[Numbers, float]:
    """(mean state over `_LOOK_S` from the attack on, (H,); how far it is from what silence would have left)."""
    brain, quiet = Brain(weights, HOP_S), Brain(weights, HOP_S)
    brain.state, quiet.state = state.copy(), state.copy()
    first = round(_SILENCE_S / HOP_S)
    after = np.array([brain.step(row).state for row in struck], np.float64)[first:].mean(axis=0)
    still = np.array([quiet.step(np.zeros_like(row)).state for row in struck], np.float64)[first:].mean(axis=0)
    return after, float(np.linalg.norm(after - still))
