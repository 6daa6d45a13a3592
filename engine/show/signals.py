"""The ear's and the brain's numbers as sources for bindings, by name.

In: the newest Moments. Out: `ear/bass`, `brain/unit/17` and the others as numbers of 0..1.
Main process, once per frame.
"""

import math
from collections.abc import Callable

import numpy as np

from engine.moments import HOP_S, Moments

#: Sources that are short, with their fields: of those in one frame the highest counts.
_PEAKS = {
    **{name: name for name in ("onset", "flux", "surprise")},
    **{name: f"{name}_strike" for name in ("kick", "snare", "hat", "crash")},
}
#: Those of them that are moments, and not there while nothing new is heard.
_HITS = frozenset(("onset", "kick", "snare", "hat", "crash"))
#: What the network says of the form and the rhythm of itself, with its fields.
_SAID = {"build": "build", "drop": "drop", "confidence": "beat_confidence"}
_LOUDNESS_S = 1.0
_RANGE_DB = 24.0
_FORGET_S = 120.0
_FIRST_GUESS_DB = -10.0
_QUIETEST_DB = -60.0


class Signals:
    """Answers what a continuous source is at now; None for a band or unit that there is not."""

    def __init__(self) -> None:
        self._moment: np.void | None = None
        self._peaks: dict[str, float] = {}
        self._loudness = Loudness()
        self._others: dict[str, Callable[[str], float | None]] = {}

    def join(self, family: str, answer: Callable[[str], float | None]) -> None:
        """Let someone else answer for the sources of a family, such as `live`."""
        self._others[family] = answer

    def hear(self, moments: Moments) -> None:
        """Take in the Moments of one frame. Of what is short, an onset or a surprise, the highest counts.

        A frame without Moments, as a fast display or a stalled ear has them, has no hits; all else stays as it was.
        """
        if not len(moments):
            self._peaks |= dict.fromkeys(self._peaks.keys() & _HITS, 0.0)
            return
        self._moment = moments[-1]
        self._peaks = {name: float(moments[field].max()) for name, field in _PEAKS.items()}
        for level_db in moments["level_db"]:
            self._loudness.step(float(level_db))

    def __call__(self, source: str) -> float | None:
        """The value of a source such as `ear/level`, `ear/band/3`, `brain/unit/7`, `brain/activity`."""
        family, name, *number = source.split("/")
        if family in self._others:
            return self._others[family](source)
        if family == "live":
            return 0.0  # Live is left alone
        if self._moment is None:
            return 0.0
        if name in ("band", "unit"):
            row = self._moment["bands" if name == "band" else "activity"]
            index = int(number[0])
            return min(1.0, float(row[index])) if index < len(row) else None
        if name in self._peaks:
            return self._peaks[name]
        if name == "loudness":
            return self._loudness.value
        if name in _SAID:
            return float(self._moment[_SAID[name]])
        if family == "brain":
            return float(np.minimum(self._moment["activity"], 1.0).mean())
        return float(self._moment[name])


class Loudness:
    """How loud it is beside the loudest of the last minutes, which the ear's automatic gain would level out.

    Mean square with a time constant of 1 s. The loudest, at first -10 dBFS, comes down towards what is heard with a
    time constant of 2 minutes, and at most 12 dB a minute, so that a pause between two pieces does not count for much.
    """

    def __init__(self) -> None:
        self._power = 0.0
        self._loudest_db = _FIRST_GUESS_DB
        self._share = 1.0 - math.exp(-HOP_S / _LOUDNESS_S)

    def step(self, level_db: float) -> None:
        """One hop's level, dBFS."""
        self._power += self._share * (10.0 ** (level_db / 10.0) - self._power)
        away_db = min(self._loudest_db - self._db, _RANGE_DB)
        self._loudest_db = max(self._loudest_db - away_db * HOP_S / _FORGET_S, self._db, _QUIETEST_DB)

    @property
    def value(self) -> float:
        """1 as loud as the loudest, 0 from 24 dB below."""
        return min(1.0, max(0.0, 1.0 + (self._db - self._loudest_db) / _RANGE_DB))

    @property
    def _db(self) -> float:
        return 10.0 * math.log10(max(self._power, 1e-12))
