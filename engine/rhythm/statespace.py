"""The space of tempo and place in the beat, and the belief over it, carried forward hop by hop.

In: how strongly a hop speaks for a beat. Out: a probability for every pair of tempo and place.
Runs wherever the tracker runs.

The model is the bar pointer in the efficient form of Krebs, Böck and Widmer, "An efficient state space model for joint
tempo and meter tracking" (ISMIR 2015): the place moves on by the tempo alone, the tempo changes only at a beat.
Here every tempo has the same number of places, and they turn with it: a cell stays where it is in memory and its
place in the beat moves under it. Moving forward so costs nothing and blurs nothing, tempi need not be whole hops, and a
hop touches only the cells that are near a beat.
"""

import math

import numpy as np
from numpy.typing import NDArray

from engine.errors import ControlError
from engine.rhythm.settings import RhythmSettings

Floats = NDArray[np.float32]


class BeatSpace:
    """The constant part: tempi, their changes, and the belief before anything is heard.

    `periods`, float64 (tempi,): beat periods in hops, falling. `advance`, float64 (tempi,): bins passed in a hop.
    `prior`, float32 (tempi,): sums to 1. `changes`, float32 (tempi, tempi): row: from, column: to; rows sum to 1.
    """

    def __init__(self, hop_s: float, settings: RhythmSettings) -> None:
        slow, fast = math.log(settings.slowest_bpm), math.log(settings.fastest_bpm)
        count = 1 + max(1, round((fast - slow) / math.log1p(settings.tempo_step)))
        self.bins = settings.bins
        self.log_bpm = np.linspace(slow, fast, count)
        self.periods = 60.0 / np.exp(self.log_bpm) / hop_s
        self.advance = self.bins / self.periods
        octaves = (self.log_bpm - math.log(settings.prior_bpm)) / math.log(2.0)
        prior = np.exp(-0.5 * (octaves / settings.prior_octaves) ** 2)
        self.prior: Floats = (prior / prior.sum()).astype(np.float32)
        ratio = self.periods[None, :] / self.periods[:, None]
        moves = np.exp(-settings.steadiness * np.abs(ratio - 1.0))
        np.fill_diagonal(moves, 0.0)
        moves *= settings.change / moves.sum(axis=1, keepdims=True)
        np.fill_diagonal(moves, 1.0 - settings.change)
        self.changes: Floats = moves.astype(np.float32)
        self.crossing = math.ceil(float(self.advance.max()))
        if 2 * self.crossing > self.bins:
            raise ControlError(f"hops of {hop_s} s are too long for beats of {settings.fastest_bpm} BPM")
        # As many bins either side of the beat as the zone covers at the fastest tempo.
        self.zone_hops = settings.zone_s / hop_s
        self.margin = min(math.ceil(self.zone_hops * float(self.advance.max())), self.bins // 2 - 1)
        self.margin = max(self.margin, 1)


class Belief:
    """The forward pass: P(tempo, place | everything heard so far), scaled to sum to 1 after every hop.

    `cells`, float32 (tempi, bins). Cell (i, b) is at the place ((b + turn_i) mod bins) / bins of its beat, in beats,
    where the turn grows by `advance` with every hop.
    """

    def __init__(self, space: BeatSpace) -> None:
        self.space = space
        count = len(space.periods)
        self.cells = np.empty((count, space.bins), np.float32)
        self._hops = 0
        self.turn = np.zeros(count)
        self._whole = np.zeros(count, np.int64)
        # What is near the beat is taken out as (places, tempi): numpy is quick along the longer side.
        self._rows = np.arange(count) * space.bins
        self._places = np.arange(-space.margin, max(space.margin, space.crossing - 1) + 1)[:, None]
        self._mask = space.bins - 1
        # In units of the zone, so that 1 is its edge.
        self._scale = (1.0 / space.advance / space.zone_hops).astype(np.float32)
        self._places_scaled = self._places.astype(np.float32) * self._scale
        self._change = (space.changes - np.eye(count, dtype=np.float32)).T.copy()
        self._even = (space.prior / space.bins)[:, None]
        self._ones = np.ones(space.bins, np.float32)
        self.clear()

    def clear(self) -> None:
        """Forget everything: the prior over tempi, every place alike."""
        self.cells[:] = self._even

    def step(self, evidence: float, liveliness: float = 1.0, restart: float = 0.0) -> None:
        """One hop forward.

        `evidence`: log likelihood ratio of beat against no beat, at the middle of a beat; it falls off linearly to 0
        at the zone's edge. `liveliness`, 0..1: scales the chance of a change of tempo. `restart`, 0..1: the share
        that starts anew.
        """
        space = self.space
        self._hops += 1
        self.turn = self._hops * space.advance
        if evidence == 0.0 and liveliness == 0.0 and restart == 0.0:
            self._whole = np.floor(self.turn).astype(np.int64)
            return
        whole = np.floor(self.turn).astype(np.int64)
        crossed = whole - self._whole
        self._whole = whole
        where = ((self._places - whole) & self._mask) + self._rows
        flat = self.cells.reshape(-1)
        near = flat.take(where)
        if liveliness > 0.0:
            for passed in range(int(crossed.max())):
                passing = near[space.margin + passed]
                passing += self._change @ (passing * (passed < crossed)) * np.float32(liveliness)
        if evidence != 0.0:
            weight = self._places_scaled + (self.turn - whole).astype(np.float32) * self._scale
            np.abs(weight, out=weight)
            np.subtract(np.float32(1.0), weight, out=weight)
            np.maximum(weight, np.float32(0.0), out=weight)
            weight *= np.float32(evidence)
            np.exp(weight, out=weight)
            near *= weight
        flat[where] = near
        self.cells *= np.float32((1.0 - restart) / float(self.cells.sum()))
        if restart > 0.0:
            self.cells += self._even * np.float32(restart)

    def lean(self, row: int, place: float, share: float, width: float) -> None:
        """Move a share of the mass, 0..1, to a bell of `width` beats around `place`, at tempo `row` and beside it."""
        first, last = max(0, row - 1), min(len(self.turn), row + 2)
        bins = self.space.bins
        places = (np.arange(bins) + self.turn[first:last, None]) / bins
        away = (places - place + 0.5) % 1.0 - 0.5
        bell = np.exp(-0.5 * (away / width) ** 2)
        self.cells *= np.float32(1.0 - share)
        self.cells[first:last] += (share * bell / bell.sum()).astype(np.float32)

    def mode(self, reach: int) -> tuple[int, float]:
        """(tempo's index, place 0..1) where the most is: first over neighbourhoods of 2 `reach` + 1 tempi."""
        sums = np.cumsum(self.cells @ self._ones, dtype=np.float64)
        padded = np.concatenate((np.zeros(reach + 1), sums, np.full(reach, sums[-1])))
        region = int(np.argmax(padded[2 * reach + 1 :] - padded[: -2 * reach - 1]))
        first, last = max(0, region - reach), min(len(sums), region + reach + 1)
        row, cell = divmod(int(np.argmax(self.cells[first:last])), self.space.bins)
        row += first
        return row, (cell + float(self.turn[row])) / self.space.bins % 1.0

    def around(self, row: int, place: float, reach: int, width: float) -> tuple[float, float, float]:
        """(mass, mean deviation from `place` in beats, mean log BPM) of a neighbourhood.

        `reach` tempi and `width` beats either way. The means are 0 and the row's own log BPM where there is no mass.
        """
        first, last = max(0, row - reach), min(len(self.turn), row + reach + 1)
        bins = self.space.bins
        turn = self.turn[first:last, None]
        half = int(width * bins)
        centre = np.rint(place * bins - turn).astype(np.int64)
        near = centre + np.arange(-half, half + 1)
        mass = self.cells.reshape(-1).take((near & self._mask) + self._rows[first:last, None])
        total = float(mass.sum())
        if total <= 0.0:
            return 0.0, 0.0, float(self.space.log_bpm[row])
        deviation = (near + turn) / bins - place
        by_row = mass.sum(axis=1)
        log_bpm = float(by_row @ self.space.log_bpm[first:last]) / total
        return total, float((mass * deviation).sum()) / total, log_bpm
