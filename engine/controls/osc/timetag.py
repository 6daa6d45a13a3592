"""OSC time tags: what shall be done later waits here until its time has come.

In: messages with time tags (NTP: seconds since 1900 in 32.32 bits, OSC 1.0 "Time Tag"), the show's time, the wall's.
Out: the messages that are due. Pure; main process, frame loop.
"""

import heapq
import itertools
from typing import Final, Generic, TypeVar

from engine.controls.osc.packet import IMMEDIATELY

T = TypeVar("T")

LONGEST_S: Final = 60.0
"""What is for later than this comes from a clock that goes wrong, and is done at once."""

MOST: Final = 1024
"""How many messages may wait."""

_MOST_BYTES = 1 << 18
_EPOCH_S = 2_208_988_800  # from 1900 to 1970 (RFC 868)
_FRACTION = 1 << 32


def tag_of(wall: float) -> int:
    """The time tag of a moment in seconds since 1970."""
    return round((wall + _EPOCH_S) * _FRACTION)


def wait_of(tag: int, wall: float) -> float:
    """Seconds from `wall` (seconds since 1970) until a tag's time; 0 for at once, the past and the far future."""
    if tag == IMMEDIATELY:
        return 0.0
    wait = tag / _FRACTION - _EPOCH_S - wall
    return wait if 0.0 < wait <= LONGEST_S else 0.0


class Waiting(Generic[T]):
    """Messages that wait, each with something that belongs to it (`T`: who sent it), in the order of their times."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, bytes, T]] = []
        self._numbers = itertools.count()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, due: float, message: bytes, about: T) -> bool:
        """Keep a message until show time `due`; False where too many wait already."""
        if len(self._heap) >= MOST or self._bytes + len(message) > _MOST_BYTES:
            return False
        self._bytes += len(message)
        heapq.heappush(self._heap, (due, next(self._numbers), message, about))
        return True

    def take(self, t: float) -> list[tuple[bytes, T]]:
        """What is due at show time `t`, oldest first; of the same time in the order in which it came."""
        taken = []
        while self._heap and self._heap[0][0] <= t:
            _, _, message, about = heapq.heappop(self._heap)
            self._bytes -= len(message)
            taken.append((message, about))
        return taken
