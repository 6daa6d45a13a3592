"""The same kick in two places: does the network's state tell a breakdown from what comes after a drop?

In: weights, pieces with their truth. Out: `ContextReport`: how far apart the states are, beside how much they scatter.
Runs in the main process of `asterism probe`.
"""

from collections.abc import Iterable, Sequence
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
_SHUFFLES = 200


@dataclass(frozen=True, slots=True)
class ContextReport:
    """`breakdowns`, `drops`: how many kicks were heard in each.

    `distance`: between the mean state after a kick in a breakdown and after a drop. `spread`: root mean square distance
    of a state from the mean of its own kind. `chance`: the distance that is reached once in twenty when the kinds are
    dealt out at random, to all that a song has of a kind at once: kicks of one song are alike, and prove as much as
    one. `told_apart`: share of kicks whose kind the nearer of the two means, made without its own piece, gives right;
    each kind counts half. `response`: how far the kick itself moves the state.
    """

    breakdowns: int
    drops: int
    distance: float
    spread: float
    chance: float
    told_apart: float
    response: float

    @property
    def differs(self) -> bool:
        """Whether the states differ by more than chance would have it."""
        return self.distance > self.chance and self.told_apart > 0.5


def context_report(weights: Weights, pieces: Iterable[Piece], seed: int = 1) -> ContextReport | None:
    """Play an identical kick into every breakdown and drop of the pieces; None without two pieces of each kind."""
    struck = strike()
    states: list[Numbers] = []
    moved: list[float] = []
    kinds: list[bool] = []
    songs: list[int] = []
    for song, piece in enumerate(pieces):
        for state, is_drop in _contexts(weights, piece):
            after, response = _hear_kick(weights, state, struck)
            states.append(after)
            moved.append(response)
            kinds.append(is_drop)
            songs.append(song)
    drops = np.array(kinds, bool)
    origin = np.array(songs)
    if min(len(set(origin[drops].tolist())), len(set(origin[~drops].tolist()))) < 2:
        return None
    return compare(np.array(states), drops, origin, float(np.mean(moved)), seed)


def compare(
    states: Numbers, drops: NDArray[np.bool_], songs: NDArray[np.int64], response: float, seed: int
) -> ContextReport:
    """The report on states (n, H) after a kick, of which kind (n,) and from which song (n,) each is."""
    distance, spread = _part(states, drops)
    random = np.random.default_rng([seed, 71])
    # A song's breakdowns and its drops, each as one.
    groups, group = np.unique(2 * songs + drops, return_inverse=True)
    dealt = [_part(states, random.permutation(groups % 2 == 1)[group])[0] for _ in range(_SHUFFLES)]
    return ContextReport(
        breakdowns=int((~drops).sum()),
        drops=int(drops.sum()),
        distance=distance,
        spread=spread,
        chance=float(np.percentile(dealt, 95.0)),
        told_apart=_tell_apart(states, drops, songs),
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


def _part(states: Numbers, drops: NDArray[np.bool_]) -> tuple[float, float]:
    """(distance of the two means, root mean square distance from the own mean)."""
    means = np.stack([states[~drops].mean(axis=0), states[drops].mean(axis=0)])
    apart = states - means[drops.astype(int)]
    return float(np.linalg.norm(means[1] - means[0])), float(np.sqrt((apart**2).sum(axis=1).mean()))


def _tell_apart(states: Numbers, drops: NDArray[np.bool_], songs: NDArray[np.int64]) -> float:
    right: Sequence[list[bool]] = ([], [])
    for index, state in enumerate(states):
        others = songs != songs[index]
        if not (others & drops).any() or not (others & ~drops).any():
            continue
        to_drop, to_breakdown = (
            float(np.linalg.norm(state - states[others & kind].mean(axis=0))) for kind in (drops, ~drops)
        )
        right[int(drops[index])].append((to_drop < to_breakdown) == bool(drops[index]))
    shares = [float(np.mean(kind)) for kind in right if kind]
    return float(np.mean(shares)) if shares else 0.5
