"""Strands: which of the lines show now, how much light each gets, and the ways on which they run together.

In: a `Sight`, the units' past. Out: a record per shown line, and the points of its way, for the lines' vertex shader.
Main process, once per frame; vectorised over all lines.
"""

import numpy as np
from numpy.typing import NDArray

from engine.stage.lines import Lines
from engine.stage.past import Past
from engine.stage.sight import Sight

#: Points on a way, evenly spaced in the curve's own measure.
POINTS = 26
#: The most lines that are meant to show at once, with `/line/reach` 1, and those with them that are on their way out.
_MEANT = 112
MOST = 192
#: A shown line: its pair, strength, kind (0 weight, 1 co-activation), share of the light, row in the ways, own phase.
STRAND_DTYPE = np.dtype([(name, "f4") for name in ("source", "target", "strength", "kind", "gain", "row", "own")])

_COMES_S, _GOES_S = 0.07, 0.35
_LOYALTY = 0.6
#: How long a line is remembered by the brightest that it was.
_MEMORY_S = 0.8
#: A line with less light than this is not drawn.
_FAINTEST = 0.012
#: How much light all lines together may have before they must share, in line's light times radii.
_BUDGET, _BUDGET_S = 9.0, 0.25
#: Places on a line, 0 its source .. 1 its target, at which its light is estimated.
_PROBES = np.array([0.02, 0.18, 0.36, 0.54, 0.72, 0.9])
#: Radius within which the lines of a strand run side by side, and the one within which they share their light.
_ROOM, _NEAR = 0.045, 0.10
#: How far a guide of a curve may be from where it would be on the chord, as a share of the chord.
_ASTRAY = 0.3
_GOLDEN = 0.6180339887
#: Where the guides of a curve would be on its chord.
_EVEN = np.linspace(0.0, 1.0, 6, dtype=np.float32)


class Strands:
    """Picks and lays the lines, frame after frame."""

    def __init__(self, links: NDArray[np.float32]) -> None:
        self._lines = Lines(links)
        self._gain = np.zeros(self._lines.capacity, np.float32)
        self._claim = np.zeros(self._lines.capacity, np.float32)
        self._pairs = np.full((2, self._lines.capacity), -1.0, np.float32)
        self._squeeze = 1.0
        s = np.linspace(0.0, 1.0, POINTS)[:, None]
        power = np.arange(6)
        #: Bernstein's polynomials of the fifth degree, (POINTS, 6).
        basis = np.array([1.0, 5.0, 10.0, 10.0, 5.0, 1.0]) * s**power * (1.0 - s) ** (5 - power)
        self._basis, self._bow = basis.astype(np.float32), np.sin(np.pi * s).astype(np.float32)

    def advance(self, sight: Sight, past: Past) -> tuple[NDArray[np.void], NDArray[np.float32]]:
        """(lines, dtype STRAND_DTYPE; their ways, (lines, POINTS, 4): xyz, and in w how far along, in radii)."""
        values, dt = sight.frame.values, sight.frame.dt
        lines = self._lines.advance(dt, sight.frame.coactivation)
        self._forget(lines)
        source, target = lines["source"].astype(np.int64), lines["target"].astype(np.int64)
        places = sight.places * np.float32(values.number("/layout/scale"))
        chord = _length(places[source] - places[target])
        light = self._estimate(sight, past, lines, 1.2 * chord)
        self._choose(light, values.number("/line/amount"), values.number("/line/reach"), dt)
        shown = np.flatnonzero(self._gain > 0.02)
        if len(shown) > MOST:
            shown = np.sort(shown[np.argsort(-self._gain[shown], kind="stable")[:MOST]])
        hubs = sight.hubs * np.float32(values.number("/layout/scale"))
        bundling = values.number("/line/bundling")
        ways = self._lay(places, hubs, source[shown], target[shown], chord[shown], bundling)
        shared = self._share(ways, light[shown], self._gain[shown], dt)
        strands = np.zeros(len(shown), STRAND_DTYPE)
        for name in ("source", "target", "strength", "kind"):
            strands[name] = lines[name][shown]
        strands["gain"] = self._gain[shown] * shared
        strands["row"] = np.arange(len(shown))
        strands["own"] = (source[shown] * _GOLDEN + target[shown] * np.sqrt(2.0)) % 1.0
        return strands, ways

    def _forget(self, lines: NDArray[np.void]) -> None:
        """Let a slot that another pair has come to begin in the dark."""
        pairs = np.stack((lines["source"], lines["target"]))
        other = (pairs != self._pairs).any(axis=0)
        self._gain[other] = self._claim[other] = 0.0
        self._pairs = pairs

    def _estimate(
        self, sight: Sight, past: Past, lines: NDArray[np.void], extent: NDArray[np.floating]
    ) -> NDArray[np.float32]:
        """The most light that each line has anywhere now, by the formulas of its shader, before `/line/amount`."""
        values, playhead = sight.frame.values, sight.frame.playhead
        source, target = lines["source"].astype(np.int64), lines["target"].astype(np.int64)
        delay_s = _PROBES * (extent / max(values.number("/pulse/speed"), 0.01))[:, None]
        activity, surge = past.heard(source[:, None], delay_s, playhead)
        running = ((2.2 * surge**2 + 0.7 * activity**2) * (1.0 - 0.5 * _PROBES)).max(axis=1)
        now = np.zeros(1)
        together = np.minimum(past.heard(source, now, playhead)[0], past.heard(target, now, playhead)[0])
        bond = lines["kind"] > 0.5
        thread = np.where(bond, 0.01 + 0.9 * together**2, 0.03 + 0.4 * together**2) * lines["strength"]
        carried = np.where(bond, 0.35 * np.minimum(1.0, 10.0 * lines["strength"]), 1.0)
        running *= values.number("/pulse/amount") * carried * (0.35 + 0.65 * lines["strength"])
        share = np.where(bond, values.number("/line/coactivation"), values.number("/line/weights"))
        return np.asarray(share * (thread + running * (lines["strength"] > 0.0)), np.float32)

    def _choose(self, light: NDArray[np.float32], amount: float, reach: float, dt: float) -> None:
        """Let the brightest come and the others go. Who is there stays until others are clearly brighter."""
        most = int(np.clip(round(reach * _MEANT), 0, len(light)))
        self._claim = np.maximum(light, self._claim * np.float32(np.exp(-dt / _MEMORY_S)))
        claim = self._claim * (1.0 + _LOYALTY * self._gain)
        aim = np.zeros_like(self._gain)
        if most:
            first = np.argpartition(-claim, most - 1)[:most]
            aim[first] = self._claim[first] * amount > _FAINTEST
        pace = np.where(aim > self._gain, _COMES_S, _GOES_S)
        self._gain += (1.0 - np.exp(-dt / pace)).astype(np.float32) * (aim - self._gain)

    def _lay(
        self,
        places: NDArray[np.float32],
        hubs: NDArray[np.float32],
        source: NDArray[np.int64],
        target: NDArray[np.int64],
        chord: NDArray[np.float32],
        bundling: float,
    ) -> NDArray[np.float32]:
        """The ways, (lines, POINTS, 4): curves drawn to the hubs of their ends, the more so the farther they go."""
        start, end = places[source], places[target]
        guides = np.stack((start, hubs[0, source], hubs[1, source], hubs[1, target], hubs[0, target], end), axis=1)
        straight = start[:, None] + (end - start)[:, None] * _EVEN[:, None]
        far = np.clip((chord - 0.1) / 0.7, 0.0, 1.0)
        pull = (bundling * far * far * (3.0 - 2.0 * far))[:, None, None]
        guides = _onward(straight + pull * (guides - straight))
        ways = np.zeros((len(source), POINTS, 4), np.float32)
        way = self._basis @ guides
        way += self._bow * pull * _ROOM * _scatter(source, target)[:, None]
        ways[..., :3] = way
        ways[:, 1:, 3] = np.cumsum(_length(np.diff(way, axis=1)), axis=1)
        return ways

    def _share(
        self, ways: NDArray[np.float32], light: NDArray[np.float32], gain: NDArray[np.float32], dt: float
    ) -> NDArray[np.float32]:
        """What each line keeps of its light, (lines,), 0..1: those of one strand share, and so do all together."""
        if not len(ways):
            return np.ones(0, np.float32)
        middle = ways[:, POINTS // 2, :3]
        square = (middle**2).sum(axis=1)
        apart = square[:, None] + square - 2.0 * middle @ middle.T
        crowd = np.exp(-0.5 * apart / _NEAR**2) @ gain
        own = np.maximum(1.0, crowd) ** -0.45
        spent = float((own * gain * light * ways[:, -1, 3]).sum())
        aim = min(1.0, (_BUDGET / max(spent, 1e-6)) ** 0.7)
        self._squeeze += (1.0 - np.exp(-dt / _BUDGET_S)) * (aim - self._squeeze)
        return np.asarray(own * self._squeeze, np.float32)


def _length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of vectors along the last axis."""
    return np.asarray(np.sqrt(np.einsum("...c,...c->...", vectors, vectors)))


def _onward(guides: NDArray[np.float32]) -> NDArray[np.float32]:
    """The guides of curves, (lines, 6, 3), moved along their chords so that no line turns back on its way."""
    start, chord = guides[:, :1], guides[:, 5:] - guides[:, :1]
    square = np.maximum((chord**2).sum(axis=2), 1e-12)
    along = ((guides - start) * chord).sum(axis=2) / square
    kept = np.maximum.accumulate(np.clip(along, _EVEN - _ASTRAY, _EVEN + _ASTRAY), axis=1)
    kept[:, 0], kept[:, 5] = 0.0, 1.0
    return np.asarray(guides + (np.clip(kept, 0.0, 1.0) - along)[..., None] * chord)


def _scatter(source: NDArray[np.int64], target: NDArray[np.int64]) -> NDArray[np.float32]:
    """A direction for each pair, (lines, 3), always the same: where it runs within its strand."""
    number = source * 613.0 + target
    height = 1.0 - 2.0 * (number * _GOLDEN % 1.0)
    angle = 2.0 * np.pi * (number * np.sqrt(2.0) % 1.0)
    flat = np.sqrt(1.0 - height**2)
    return np.stack((flat * np.cos(angle), flat * np.sin(angle), height), axis=1).astype(np.float32)
