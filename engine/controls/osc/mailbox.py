"""What is left of one frame's flood: of a parameter the newest message, of other addresses a few.

In: messages with their senders, in order. Out: the messages that count, and how many do not.
Pure; main process, frame loop.
"""

from collections import deque
from collections.abc import Hashable
from typing import TypeAlias

from engine.controls.osc.packet import is_bare
from engine.controls.osc.peer import Peer

Letter: TypeAlias = tuple[bytes, Peer]
"""A message and who sent it."""

# Of messages that are not settings of a parameter.
_ADDRESSES = 256
_PER_ADDRESS = 2  # a pad that is pressed and let go within a frame
_PER_VERB = 8  # a button that is pressed as often as that
_BYTES = 1 << 14


class Mailbox:
    """The messages of one poll by address. settled: addresses of which only the newest setting matters; verbs: those of
    which every message does something.

    What is done for every message of a flood is in here and in the port's loop, so it is written to be fast.
    """

    def __init__(self, settled: frozenset[bytes], verbs: frozenset[bytes] = frozenset()) -> None:
        self._settled = settled
        self._verbs = verbs
        self._newest: dict[bytes, tuple[int, bytes, Peer]] = {}
        self._others: dict[Hashable, deque[tuple[int, bytes, Peer]]] = {}
        self._number = 0
        self._bytes = 0

    def put(self, message: bytes, sender: Peer) -> int:
        """Keep a message; returns how many were dropped for it, itself included: 0 or 1."""
        address = message.partition(b"\0")[0]
        self._number += 1
        if address not in self._settled:
            return self._keep(address, message, sender)
        if is_bare(message):  # a question: it must not take the place of a setting
            return self._keep((address, sender), message, sender)
        dropped = address in self._newest
        self._newest[address] = (self._number, message, sender)
        return dropped

    def letters(self) -> list[Letter]:
        """What is left, in the order in which it came."""
        kept = [*self._newest.values(), *(each for few in self._others.values() for each in few)]
        return [(message, sender) for _, message, sender in sorted(kept)]

    def _keep(self, key: Hashable, message: bytes, sender: Peer) -> int:
        """Keep one of a few."""
        few = self._others.get(key)
        if few is None:
            if len(self._others) >= _ADDRESSES:
                return 1
            few = self._others[key] = deque()
        dropped = 0
        if len(few) >= (_PER_VERB if key in self._verbs else _PER_ADDRESS):
            self._bytes -= len(few.popleft()[1])
            dropped = 1
        if self._bytes + len(message) > _BYTES:
            return 1
        self._bytes += len(message)
        few.append((self._number, message, sender))
        return dropped
