"""What is left of one frame's flood: of a parameter the newest message, of other addresses a few.

In: messages with their senders, in order. Out: the messages that count, and how many do not.
Pure; main process, frame loop.
"""

from collections import deque
from collections.abc import Hashable
from typing import TypeAlias

from engine.controls.osc.packet import address_of, is_bare
from engine.controls.osc.peer import Peer

Letter: TypeAlias = tuple[bytes, Peer]
"""A message and who sent it."""

# Of messages that are not settings of a parameter.
_ADDRESSES = 256
_PER_ADDRESS = 4  # a pad that is pressed, let go and pressed again within a frame
_BYTES = 1 << 14


class Mailbox:
    """The messages of one poll by address. settled: addresses of which only the newest setting matters."""

    def __init__(self, settled: frozenset[bytes]) -> None:
        self._settled = settled
        self._waiting: dict[Hashable, deque[Letter]] = {}
        self._others = 0
        self._bytes = 0

    def put(self, message: bytes, sender: Peer) -> int:
        """Keep a message; returns how many were dropped for it, itself included: 0 or 1."""
        address = address_of(message)
        is_settled = address in self._settled
        key: Hashable = address
        if is_settled and is_bare(message):  # a question: it must not take the place of a setting
            key, is_settled = (address, sender), False
        kept = self._waiting.get(key)
        if not is_settled:
            if (kept is None and self._others >= _ADDRESSES) or self._bytes + len(message) > _BYTES:
                return 1
            self._others += kept is None
            self._bytes += len(message)
        kept = deque(maxlen=1 if is_settled else _PER_ADDRESS) if kept is None else kept
        dropped = int(len(kept) == kept.maxlen)
        kept.append((message, sender))
        self._waiting.pop(key, None)
        self._waiting[key] = kept
        return dropped

    def letters(self) -> list[Letter]:
        """What is left, by address, those with the newest messages last."""
        return [letter for kept in self._waiting.values() for letter in kept]
