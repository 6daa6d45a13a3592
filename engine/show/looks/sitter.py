"""The sitter: a look that plays and has no picture in the chooser gets one, once it has been itself for a while.

In: the look that is on, how loud it is. Out: names of looks to be portrayed.
Main process, frame loop.
"""

from engine.show.looks import thumbnails
from engine.show.looks.recall import Recall

#: How long a look plays, in s, before it is portrayed: glides and crossfades are over, and what it collects is there.
_SETTLED_S = 10.0
#: Beside the loudest of late: in a pause a look does not show what it can.
_LEAST_LOUDNESS = 0.7


class Sitter:
    """Waits for the moment. Each look sits once a show."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._recalls = -1
        self._played_s = 0.0
        self._sat: set[str] = set()

    def advance(self, dt: float, loudness: float, *, alone: bool) -> list[str]:
        """A frame of `dt` seconds. `loudness`: 0..1. `alone`: no morph mixes the look with others. Whom to portray."""
        recall, preset = self._recall, self._recall.preset
        if recall.recalls != self._recalls or not alone:
            self._recalls, self._played_s = recall.recalls, 0.0
        self._played_s += dt
        if preset is None or preset.name in self._sat or self._played_s < _SETTLED_S or loudness < _LEAST_LOUDNESS:
            return []
        self._sat.add(preset.name)
        return thumbnails.missing([preset.name])
