"""The ear's and the brain's numbers as sources for bindings, by name.

In: the newest Moment. Out: `ear/bass`, `brain/unit/17` and the others as numbers of 0..1.
Main process, once per frame.
"""

import numpy as np

from engine.moments import Moments


class Signals:
    """Answers what a continuous source is at now; None for a band or unit that there is not."""

    def __init__(self) -> None:
        self._moment: np.void | None = None
        self._peaks: dict[str, float] = {}

    def hear(self, moments: Moments) -> None:
        """Take in the Moments of one frame. Of what is short, an onset or a surprise, the highest counts."""
        if not len(moments):
            return
        self._moment = moments[-1]
        self._peaks = {name: float(moments[name].max()) for name in ("onset", "flux", "surprise")}

    def __call__(self, source: str) -> float | None:
        """The value of a source such as `ear/level`, `ear/band/3`, `brain/unit/7`, `brain/activity`."""
        if self._moment is None:
            return 0.0
        family, name, *number = source.split("/")
        if name in ("band", "unit"):
            row = self._moment["bands" if name == "band" else "activity"]
            index = int(number[0])
            return min(1.0, float(row[index])) if index < len(row) else None
        if name in self._peaks:
            return self._peaks[name]
        if family == "brain":
            return float(np.minimum(self._moment["activity"], 1.0).mean())
        return float(self._moment[name])
