"""Oscillators: shapes that come round, or chance that steps or wanders.

In: time and the clock. Out: a number from 0 to 1.
Pure; main process, frame loop.
"""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from engine.controls.motion.chance import chance
from engine.controls.motion.period import Period, Turning

Shape = Literal["sine", "triangle", "ramp", "fall", "square", "random", "hold"]
SHAPES: tuple[str, ...] = get_args(Shape)


@dataclass(frozen=True, slots=True)
class Wave:
    """A shape. All begin at 0 and rise, but `fall`, which begins at 1.

    duty: the share of a square's turn, at its end, in which it is 1. phase: turns by which it is ahead. seed: of
    chance: `hold` draws a number for each turn, `random` goes from each to the next along half a cosine.
    """

    shape: Shape
    period: Period
    duty: float = 0.5
    phase: float = 0.0
    seed: int = 0

    def at(self, t: float, clock: Turning) -> float:
        """Where it is at time t, 0 to 1."""
        turns = self.period.turns(t, clock) + self.phase
        step = math.floor(turns)
        x = turns - step
        match self.shape:
            case "sine":
                return _rise(2.0 * x)
            case "triangle":
                return 1.0 - abs(2.0 * x - 1.0)
            case "ramp":
                return x
            case "fall":
                return 1.0 - x
            case "square":
                return float(x >= 1.0 - self.duty)
            case "hold":
                return chance(self.seed, step)
            case "random":
                start, end = chance(self.seed, step), chance(self.seed, step + 1)
                return start + (end - start) * _rise(x)


def _rise(x: float) -> float:
    """Half a cosine: 0 at 0, 1 at 1, 0 again at 2."""
    return 0.5 - 0.5 * math.cos(math.pi * x)
