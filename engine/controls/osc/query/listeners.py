"""Those on the WebSocket: what each listens to, what it has sent itself, and what waits to be told to it.

In: commands, packets, values as they change. Out: the newest message of each address, for a sender that may be slow.
Pure but for the event that wakes the sender; the process of OSCQuery.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from engine.controls.osc.packet import Argument
from engine.controls.osc.query.commands import Command

MOST_PATHS = 4096
"""How many addresses one may listen to."""

_ECHO_S = 1.0
_MOST_TEXTS = 64


@dataclass(slots=True)
class Listener:
    """One WebSocket. number: by which the show knows it. clock: seconds."""

    number: int
    clock: Callable[[], float]
    paths: set[str] = field(default_factory=set)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    _packets: dict[str, bytes] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)
    _own: dict[str, tuple[float, tuple[Argument, ...]]] = field(default_factory=dict)

    def obey(self, command: Command, paths: Iterable[str]) -> list[str]:
        """Listen to addresses, or no more; returns those that are new."""
        if command.word == "IGNORE":
            self.paths.difference_update(paths)
            for path in paths:
                self._packets.pop(path, None)
            return []
        new = [path for path in paths if path not in self.paths][: max(0, MOST_PATHS - len(self.paths))]
        self.paths.update(new)
        return new

    def sent(self, address: str, arguments: tuple[Argument, ...]) -> None:
        """It has sent this itself: for a moment it need not hear the same again."""
        if len(self._own) >= MOST_PATHS:
            self._own.clear()
        self._own[address] = self.clock(), arguments or (1.0,)

    def tell(self, address: str, arguments: tuple[Argument, ...], packet: bytes) -> None:
        """An address has another value."""
        at, own = self._own.get(address, (float("-inf"), ()))
        if address in self.paths and not (own == arguments and self.clock() - at < _ECHO_S):
            self._packets[address] = packet
            self.awake.set()

    def announce(self, text: str, instead: str) -> None:
        """Something about the tree; where too much waits already, all of it is replaced by `instead`."""
        self._texts = [instead] if len(self._texts) >= _MOST_TEXTS else [*self._texts, text]
        self.awake.set()

    def take(self) -> str | bytes | None:
        """What is to be sent next; None when there is nothing."""
        if self._texts:
            return self._texts.pop(0)
        if self._packets:
            return self._packets.pop(next(iter(self._packets)))
        self.awake.clear()
        return None
