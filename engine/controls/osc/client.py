"""One who is told: what it wants to hear, how often, and what it has not heard yet.

In: addresses whose values have changed. Out: messages, of each address at most so many a second, the newest value.
Main process, frame loop.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from engine.controls.osc.peer import Peer

RATE_HZ = 30.0
"""Messages a second of one address, unless the rig says otherwise."""


@dataclass(slots=True)
class Client:
    """send: takes a packet, or says that it does not go now. own: the places from which this one's messages come.

    patterns: what it asked for; extra: addresses besides; wanted: the addresses that are that. expires: show time at
    which it is forgotten unless it is heard of; infinity for never.
    """

    name: str
    send: Callable[[bytes], bool]
    rate_hz: float = RATE_HZ
    own: set[Peer] = field(default_factory=set)
    host: str = ""
    patterns: tuple[str, ...] = ()
    extra: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    expires: float = float("inf")
    _pending: dict[str, None] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)

    def is_own(self, sender: Peer) -> bool:
        """Whether messages of this sender are this one's own, which it need not hear again."""
        return sender in self.own or (bool(self.host) and sender.host == self.host)

    def note(self, addresses: Iterable[str]) -> None:
        """These have changed, as far as they are wanted."""
        for address in addresses:
            if address in self.wanted:
                self._pending[address] = None

    def forget(self, address: str) -> None:
        """It knows the newest value of this address."""
        self._pending.pop(address, None)

    def tell(self, t: float, say: Callable[[str], bytes | None], most: int) -> int:
        """Send what is due at show time `t`; returns how many messages that were, at most `most`."""
        sent = 0
        for address in [address for address in self._pending if self._due.get(address, t) <= t]:
            if sent >= most:
                break
            message = say(address)
            if message is not None:
                if not self.send(message):
                    break  # what is left stays for the next frame, and is newer then
                sent += 1
                self._spend(address, t)
            del self._pending[address]
        return sent

    def tell_now(self, address: str, t: float, message: bytes) -> None:
        """Send what falls in this frame, whatever the rate."""
        if address in self.wanted:
            self.send(message)
            self._spend(address, t)
            self._pending.pop(address, None)

    def _spend(self, address: str, t: float) -> None:
        """The next message of this address is due a period after this one was, so that the mean rate is kept."""
        period = 1.0 / self.rate_hz
        self._due[address] = max(self._due.get(address, t), t - period) + period
