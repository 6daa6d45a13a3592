"""When messages arrived: the driver's times between them, set against our own clock.

In: of each message, the seconds since the one before and when it was taken up. Out: its time on our clock.
Pure, one for each port; main process.
"""

import math

_DRIFT = 50e-6
_LOST_S = 0.05


class Arrival:
    """The driver's clock is the sum of its differences, plus an unknown that hardly changes.

    A message is taken up after it has arrived, at once or up to a frame later: so the unknown is the least of what the
    differences say, of many messages. The first ones of a port are up to a frame too late, by the same amount each. Two
    crystals part by less than 50 millionths: by so much the least of them may rise.
    """

    def __init__(self) -> None:
        self._sum = 0.0
        self._offset = math.inf
        self._at = -math.inf

    def restart(self) -> None:
        """The driver has lost messages, and their time with them."""
        self._offset = math.inf

    def time(self, delta: float, since: float, now: float) -> float:
        """When a message arrived that was taken up at `now`, `delta` behind the one before.

        since: when the port was last seen to be empty. It all but bounds the time from below: a driver's thread may
        bring a message late, but when that seems more than a twentieth of a second, differences are missing.
        """
        if not 0.0 <= delta < math.inf:
            delta = 0.0
            self.restart()
        self._sum += delta
        latest = now - self._sum
        self._offset = min(latest, self._offset + max(0.0, now - self._at) * _DRIFT) if self._known else latest
        if self._sum + self._offset < since - _LOST_S:
            self._offset = latest
        self._at = now
        return self._sum + self._offset

    @property
    def _known(self) -> bool:
        return self._offset < math.inf
