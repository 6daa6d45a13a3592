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
        self._at = 0.0

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
        # Where nothing is known, the offset is infinite, and the least is what this message says.
        offset = self._offset + (now - self._at) * _DRIFT if now > self._at else self._offset
        if latest < offset or self._sum + offset < since - _LOST_S:
            offset = latest
        self._offset, self._at = offset, now
        return self._sum + offset
