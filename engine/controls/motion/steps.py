"""A step sequencer: levels one after the other, round and round.

In: time and the clock. Out: a number from 0 to 1.
Pure; main process, frame loop.
"""

import math
import re
from dataclasses import dataclass

from engine.controls.motion.period import Period, Turning

MOST_STEPS = 64

_WORD = re.compile(rf"[0-9x.-]{{2,{MOST_STEPS}}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Steps:
    """`levels`: 0 to 1, a step each. `each`: how long a step lasts; the first one begins on a one, if it is in beats.

    glide: the share of a step in which it moves from the level before. gate: the share after which it is 0 again.
    """

    levels: tuple[float, ...]
    each: Period
    glide: float = 0.0
    gate: float = 1.0

    def at(self, t: float, clock: Turning) -> float:
        """Where it is at time t, 0 to 1."""
        count = len(self.levels)
        turns = self.each.turns(t, clock, count)
        place = (turns - math.floor(turns)) * count
        step = min(int(place), count - 1)
        x = place - step
        if x >= self.gate:
            return 0.0
        level = self.levels[step]
        if x >= self.glide:
            return level
        before = self.levels[step - 1] if self.gate >= 1.0 else 0.0
        return before + (level - before) * x / self.glide


def read_levels(text: str) -> tuple[float, ...] | None:
    """Levels as a person writes them: `x..5-` is 1, nothing, nothing, 5 ninths, and the same again; or `1,0,0.55`.

    None when they are neither, or all the same: nothing would move.
    """
    if "," in text:
        try:
            levels = [float(part) for part in text.split(",")]
        except ValueError:
            return None
    elif _WORD.fullmatch(text):
        levels = []
        for sign in text.lower():
            level = 1.0 if sign == "x" else 0.0 if sign == "." else levels[-1] if sign == "-" and levels else None
            levels.append(level if level is not None else int(sign) / 9.0 if sign.isdigit() else 0.0)
    else:
        return None
    is_good = 2 <= len(levels) <= MOST_STEPS and all(0.0 <= level <= 1.0 for level in levels)
    return tuple(levels) if is_good and len(set(levels)) > 1 else None
