"""The timeline: a position in beats that rises for ever, whoever sets its pace and wherever they say the beat is.

In: a tempo, and how far the position is from where it should be. Out: the position at any time, and its inverse.
Pure; main process, frame loop.
"""

GENTLE = 0.5
"""Beats a beat by which the position runs ahead of the tempo or behind it, at most, to make an error good."""


class Timeline:
    """A straight line from an anchor, plus a correction of at most half a beat spread evenly over the next beats.

    It never runs slower than half the tempo or faster than one and a half times. Told of an error in every frame, it
    goes that fast until it is near, and then follows as a low-pass would whose time constant is `within`.
    """

    def __init__(self, bpm: float) -> None:
        self._bpm = bpm
        self._t = 0.0
        self._beat = 0.0
        self._correction = 0.0
        self._within = 1.0

    @property
    def bpm(self) -> float:
        """Tempo in beats per minute, without corrections."""
        return self._bpm

    def beat(self, t: float) -> float:
        """Position in beats at time t; its fractional part is the phase. Before the anchor it runs at the tempo."""
        straight = (t - self._t) * self._bpm / 60.0
        return self._beat + straight + self._correction * min(max(straight / self._within, 0.0), 1.0)

    def when(self, beat: float) -> float:
        """The time at which the position is `beat`: inverse of `beat`."""
        way = beat - self._beat
        if way >= self._within + self._correction:
            way -= self._correction
        elif way > 0.0:
            way /= 1.0 + self._correction / self._within
        return self._t + way * 60.0 / self._bpm

    def follow(self, t: float, bpm: float, error: float = 0.0, within: float = 1.0) -> None:
        """From time t on, `bpm`; `error`: by how many beats the position is short, of which half a beat counts.

        within: beats in which a small error is made good; a larger one takes as many as it needs.
        """
        self._beat = self.beat(t)
        self._t = t
        self._bpm = bpm
        self._correction = min(max(error, -0.5), 0.5)
        self._within = max(within, abs(self._correction) / GENTLE)
