"""A fixed target of the rig: another program that is told values, whether it is there or not.

In: a host and port. Out: packets sent by UDP, or over a TCP connection that is made again when it is lost.
Main process, frame loop; nothing here waits: names are looked up by a small thread, connections are made meanwhile.
"""

import errno
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from engine.controls.osc.framing import Kind
from engine.controls.osc.mailbox import Letter
from engine.controls.osc.peer import Peer
from engine.controls.osc.tcp import Connection

Transport = Literal["udp", "tcp"]
_Place: TypeAlias = tuple[socket.AddressFamily, tuple[str, int]]

_AGAIN_S = 2.0  # between two tries to connect or to find a name
_UNDERWAY = {errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY} | {
    getattr(errno, name, errno.EALREADY) for name in ("WSAEWOULDBLOCK", "WSAEALREADY", "WSAEINVAL")
}


@dataclass(frozen=True, slots=True)
class Target:
    """addresses: patterns of what is sent; empty for every parameter. rate_hz: messages a second of one address."""

    host: str
    port: int
    addresses: tuple[str, ...] = ()
    rate_hz: float = 30.0
    transport: Transport = "udp"
    framing: Kind = "slip"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Port(Protocol):
    """Our own port."""

    def reaches(self, host: str) -> bool:
        """Whether what is sent from it arrives there."""
        ...

    def send(self, peer: Peer, content: bytes) -> bool:
        """Send a packet; False when it does not go now."""
        ...


class Place:
    """Where a target is, as soon as it is known: a number at once, a name when a thread has looked it up."""

    def __init__(self, host: str, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._host, self._port, self._clock = host, port, clock
        self._found: _Place | None = _look_up(host, port, socket.AI_NUMERICHOST)
        self._thread: threading.Thread | None = None
        self._again_at = 0.0

    def get(self) -> _Place | None:
        """Family and address, or None while they are not known."""
        busy = self._thread is not None and self._thread.is_alive()
        if self._found is None and not busy and self._clock() >= self._again_at:
            self._again_at = self._clock() + _AGAIN_S
            self._thread = threading.Thread(target=self._seek, name="resolver", daemon=True)
            self._thread.start()
        return self._found

    def _seek(self) -> None:
        self._found = _look_up(self._host, self._port, 0)


class UdpLine:
    """To a target over UDP: one that is not there costs a datagram that nobody reads.

    port: sends from our own port where that leads there, so that the target knows to whom to answer; else from another.
    """

    def __init__(self, target: Target, port: Port | None = None) -> None:
        self._place = Place(target.host, target.port)
        self._port = port
        self._socket: socket.socket | None = None

    @property
    def peer(self) -> Peer | None:
        """Where it is, when that is known."""
        place = self._place.get()
        return Peer("udp", *place[1][:2]) if place else None

    def send(self, packet: bytes) -> bool:
        """Send a packet; False when it does not go now."""
        peer = self.peer
        if peer is None:
            return False
        if self._port is not None and self._port.reaches(peer.host):
            self._port.send(peer, packet)
            return True
        try:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_INET6 if ":" in peer.host else socket.AF_INET, socket.SOCK_DGRAM)
                self._socket.setblocking(False)
            self._socket.sendto(packet, (peer.host, peer.port))
        except OSError:
            pass  # no way there, or nobody: it is lost, as UDP promises
        return True

    def is_new(self) -> bool:
        """Never: nobody says when it comes."""
        return False

    def receive(self) -> list[Letter]:
        """Nothing: answers go to our own port."""
        return []

    def close(self) -> None:
        """Let the socket go."""
        if self._socket is not None:
            self._socket.close()


class TcpLine:
    """To a target over TCP: what it sends on the same connection is read. `receive` makes the connection."""

    def __init__(self, target: Target, clock: Callable[[], float] = time.monotonic) -> None:
        self._place = Place(target.host, target.port, clock)
        self._kind: Kind = target.framing
        self._clock = clock
        self._again_at = 0.0
        self._calling: socket.socket | None = None
        self._open: Connection | None = None
        self._is_new = False

    @property
    def peer(self) -> Peer | None:
        """Who is at the other end of the open connection."""
        return self._open.peer if self._open else None

    def send(self, packet: bytes) -> bool:
        """Send a packet; False when it does not go now."""
        return self._open is not None and self._open.write(packet)

    def is_new(self) -> bool:
        """Whether it was connected since the last call: then it knows nothing."""
        is_new, self._is_new = self._is_new, False
        return is_new

    def receive(self) -> list[Letter]:
        """The packets that came since the last call."""
        self._connect()
        if self._open is None:
            return []
        packets = self._open.read() if self._open.flush() else None
        if packets is None:
            self._hang_up()
            return []
        return [(packet, self._open.peer) for packet in packets]

    def close(self) -> None:
        """End the connection."""
        self._hang_up()

    def _connect(self) -> None:
        if self._open is not None:
            return
        place = self._place.get()
        if place is None:
            return
        family, address = place
        try:
            if self._calling is None:
                if self._clock() < self._again_at:
                    return
                self._again_at = self._clock() + _AGAIN_S
                self._calling = socket.socket(family, socket.SOCK_STREAM)
                self._calling.setblocking(False)
            code = self._calling.connect_ex(address)
        except OSError as error:
            code = error.errno or errno.ECONNREFUSED
        if code in (0, errno.EISCONN) and self._calling is not None:
            self._calling.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open = Connection.of(self._calling, Peer("tcp", *address[:2]), self._kind)
            self._calling, self._is_new = None, True
        elif code not in _UNDERWAY or self._clock() >= self._again_at:
            self._hang_up()

    def _hang_up(self) -> None:
        for opened in (self._calling, self._open.line if self._open else None):
            if opened is not None:
                opened.close()
        self._calling = self._open = None


Line: TypeAlias = UdpLine | TcpLine


def open_line(target: Target, port: Port | None = None) -> Line:
    """The way to a target. Raises nothing: it may come later, or never."""
    return TcpLine(target) if target.transport == "tcp" else UdpLine(target, port)


def _look_up(host: str, port: int, flags: int) -> _Place | None:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM, flags=flags)[0]
    except (OSError, UnicodeError):
        return None
    return family, address  # type: ignore[return-value]
