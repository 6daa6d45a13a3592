"""The network that counts: once a beat it hears what has sounded since the last, and says whether that was a first.

In: the ear's features and what the networks say of them, with their place in the beat. Out: the chance that the beat
which has just ended began a bar.
Runs wherever the tracker runs; `engine.brain.count_network` explains the equations and agrees with this step.

Bars are a pattern of beats: who waits for them hop by hop must remember two seconds, who waits beat by beat only four
steps, at every tempo. Beat-synchronous features for a recurrent network: Krebs, Boeck, Dorfer and Widmer (2016).
A bar also begins where the harmony changes: every beat's bands are held against those of the beats before it.
"""

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.brain.container import check_tensors, halved, read_tensors, write_tensors
from engine.brain.heads import HEADS
from engine.ear import BANDS, INPUTS
from engine.errors import WeightsError

_Array = NDArray[np.float32]

#: What the counter hears in a hop: the ear's features, then what all heads say.
HEARD = INPUTS + len(HEADS)
#: A beat is heard in so many equal parts; the first begins `LEAD` of a beat before the beat, which may come early.
CELLS, LEAD = 8, 0.125
#: Seconds from a sound to the end of the hop whose features tell most of it.
LATE_S = 0.03
#: Neighbouring bands are put together: into so many groups of levels (means), and of rises (peaks).
LEVELS, RISES = 32, 16
#: Of these heads, the peaks: the downbeat's own and the drums'.
SAID = slice(INPUTS + HEADS.index("downbeat"), INPUTS + HEADS.index("crash") + 1)
_SAYERS = SAID.stop - SAID.start
#: What is heard in a beat: all that of every cell, the logarithm of its length in s, then the mean level of each band.
BEAT_INPUTS = CELLS * (LEVELS + RISES + _SAYERS) + 1 + BANDS
#: Where among these the beat's length stands.
LENGTH = BEAT_INPUTS - BANDS - 1
#: The mean levels are held against those of so many beats before: band by band against the last, and against each by
#: how unlike it is in each of three ranges, up to about 0.8, 4.4 and 16 kHz.
BEFORE = 8
_RANGES = ((0, 14), (14, 40), (40, BANDS))
#: (ranges, BANDS): the mean of each range.
RANGE_MEANS = np.array(
    [[(low <= band < high) / (high - low) for band in range(BANDS)] for low, high in _RANGES], np.float32
)
#: What the network is fed: what is heard, then how unlike the beats before were.
FED = BEAT_INPUTS + BEFORE * len(_RANGES)

_LONGEST_BEAT_S, _SHORTEST_BEAT_S = 2.0, 0.2
_MOST_HOPS = 300


@dataclass(frozen=True, slots=True)
class CountWeights:
    """Everything the network is. Shapes with H units; all float32.

    `mean`, `deviation` (BEAT_INPUTS,): of what is heard in training. `input` (H, FED), `input_bias` (H,): a layer of
    rectified units.
    `driven`, `recurrent` (3H, H) with `driven_bias`, `recurrent_bias` (3H,): a GRU, gates in the order reset, update,
    candidate. `output` (H,), `output_bias` (1,): the answer, before the sigmoid.
    """

    mean: _Array
    deviation: _Array
    input: _Array
    input_bias: _Array
    driven: _Array
    driven_bias: _Array
    recurrent: _Array
    recurrent_bias: _Array
    output: _Array
    output_bias: _Array
    story: dict[str, str]

    @property
    def units(self) -> int:
        """H, the number of units."""
        return int(self.output.size)


class Counter:
    """Hears hop by hop, and answers once a beat."""

    def __init__(self, weights: CountWeights) -> None:
        self._weights = weights
        self._state = np.zeros(weights.units, np.float32)
        self._heard = np.zeros((_MOST_HOPS, HEARD), np.float32)
        self._cells: list[int] = []
        self._past: deque[_Array] = deque(maxlen=BEFORE)  # the last one first

    def hear(self, share: float, heard: _Array) -> None:
        """One hop, (HEARD,), `share` of the way through the beat's cells, 0 up to 1."""
        if len(self._cells) < _MOST_HOPS:
            self._heard[len(self._cells)] = heard
            self._cells.append(min(int(share * CELLS), CELLS - 1))

    def forget(self) -> None:
        """The beats themselves have jumped: what was counted is void."""
        self._state[:] = 0.0
        self._past.clear()

    def close(self, beat_s: float) -> float:
        """The beat, `beat_s` seconds long, is over: the chance, 0..1, that it was the first of a bar."""
        length = np.log(min(max(beat_s, _SHORTEST_BEAT_S), _LONGEST_BEAT_S))
        heard = self._sum_up(length)
        self._cells.clear()
        with np.errstate(invalid="ignore", over="ignore"):  # what is no number is found by its answer
            return self._answer(heard)

    def _sum_up(self, length: float) -> _Array:
        """What was heard, (BEAT_INPUTS,); zeros where no hop fell into a cell."""
        cells = np.array(self._cells, np.intp)
        order = np.argsort(cells, kind="stable")  # a tempo that jumps may lead back into a cell
        heard, cells = self._heard[order], cells[order]
        levels = np.zeros((CELLS, LEVELS), np.float32)
        rises = np.zeros((CELLS, RISES), np.float32)
        said = np.zeros((CELLS, _SAYERS), np.float32)
        if len(cells):
            filled, starts, hops = np.unique(cells, return_index=True, return_counts=True)
            means = np.add.reduceat(heard[:, :BANDS], starts) / hops[:, None].astype(np.float32)
            levels[filled] = means.reshape(len(filled), LEVELS, -1).mean(axis=2)
            risen = heard[:, BANDS:INPUTS].reshape(len(heard), RISES, -1).mean(axis=2)
            rises[filled] = np.maximum.reduceat(risen, starts)
            said[filled] = np.maximum.reduceat(heard[:, SAID], starts)
        whole = heard[:, :BANDS].mean(axis=0) if len(heard) else np.zeros(BANDS, np.float32)
        return np.concatenate((levels.ravel(), rises.ravel(), said.ravel(), [length], whole), dtype=np.float32)

    def _answer(self, heard: _Array) -> float:
        weights, units = self._weights, self._weights.units
        known = (heard - weights.mean) / weights.deviation
        levels = known[-BANDS:]
        # Before the first beat there was always the same.
        changes = levels - np.stack(self._past or [levels] * BEFORE)
        fed = np.concatenate((known[:-BANDS], changes[0], (np.abs(changes) @ RANGE_MEANS.T).ravel()))
        inner = np.maximum(weights.input @ fed + weights.input_bias, 0.0)
        driven = weights.driven @ inner + weights.driven_bias
        recalled = weights.recurrent @ self._state + weights.recurrent_bias
        gates = 1.0 / (1.0 + np.exp(-np.clip(driven[: 2 * units] + recalled[: 2 * units], -30.0, 30.0)))
        reset, update = gates[:units], gates[units:]
        candidate = np.tanh(driven[2 * units :] + reset * recalled[2 * units :])
        state = candidate + update * (self._state - candidate)
        if not np.isfinite(state).all():  # a sound that is no number: this beat was not heard
            return 1.0 / 4.0
        self._state = state.astype(np.float32)
        self._past.extendleft([levels] * (1 if self._past else BEFORE))
        return float(1.0 / (1.0 + np.exp(-float(weights.output @ self._state + weights.output_bias[0]))))


def save_count(path: Path, weights: CountWeights) -> None:
    """Write the weights to `path`, matrices as half floats; an interruption leaves the old file or the new one.

    Raises `WeightsError`.
    """
    write_tensors(path, halved(weights, _shapes(0)), weights.story)


def load_count(path: Path) -> CountWeights:
    """Read weights; raises `WeightsError` for a file that is missing, damaged or of impossible shapes."""
    tensors, story = read_tensors(path)
    shapes = _shapes(tensors.get("output", np.zeros(0)).size)
    check_tensors(path, tensors, shapes)
    if not tensors["output"].size or not np.all(tensors["deviation"].astype(np.float32) > 0.0):
        raise WeightsError(f"{path}: has no units, or a deviation that is not above 0. Train it anew.")
    return CountWeights(**{name: tensors[name].astype(np.float32) for name in shapes}, story=story)


def _shapes(units: int) -> dict[str, tuple[int, ...]]:
    return {
        "mean": (BEAT_INPUTS,),
        "deviation": (BEAT_INPUTS,),
        "input": (units, FED),
        "input_bias": (units,),
        "driven": (3 * units, units),
        "driven_bias": (3 * units,),
        "recurrent": (3 * units, units),
        "recurrent_bias": (3 * units,),
        "output": (units,),
        "output_bias": (1,),
    }
