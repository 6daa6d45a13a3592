"""OSC over TCP: connections that others make to us, bounded in number, in bytes a frame and in what waits to be sent.

In: a listening socket. Out: packets with who sent them; and packets to those who are connected.
Main process, polled by the frame loop; sockets that never block, no thread.
"""

import socket
from dataclasses import dataclass, field
from typing import Self

from engine.controls.osc.framing import DECODERS, WRITERS, Decoder, Kind, guess
from engine.controls.osc.mailbox import Letter
from engine.controls.osc.peer import Peer

MOST = 32
"""How many may be connected at once. One more takes the place of one that has never said anything, or is shut out."""

_PER_CONNECTION = 1 << 13  # bytes of one connection in one frame
_PER_FRAME = 1 << 16
_ACCEPTED = 8  # new connections in one frame
_WAITING = 1 << 16  # bytes that somebody who does not read may let wait


@dataclass(slots=True)
class Connection:
    """One that is open. kind: its framing, known from its first byte on."""

    line: socket.socket
    peer: Peer
    kind: Kind | None = None
    decoder: Decoder | None = None
    waiting: bytearray = field(default_factory=bytearray)

    @classmethod
    def of(cls, line: socket.socket, peer: Peer, kind: Kind) -> Self:
        """A connection whose framing is known."""
        return cls(line, peer, kind, DECODERS[kind]())

    def read(self) -> list[bytes] | None:
        """The packets that came; None when it is over."""
        try:
            content = self.line.recv(_PER_CONNECTION)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not content:
            return None
        if self.decoder is None:
            self.kind = guess(content)
            self.decoder = DECODERS[self.kind]()
        try:
            return self.decoder.feed(content)
        except ValueError:
            return None

    def write(self, packet: bytes) -> bool:
        """Send a packet, as far as it goes now; False when too much waits already, or it is over."""
        if len(self.waiting) > _WAITING:
            return False
        self.waiting += WRITERS[self.kind or "slip"](packet)
        return self.flush()

    def flush(self) -> bool:
        """Send what waits, as far as it goes now; False when the connection is over."""
        while self.waiting:
            try:
                sent = self.line.send(self.waiting)
            except BlockingIOError:
                return True
            except OSError:
                return False
            del self.waiting[:sent]
        return True


class TcpPort:
    """A listening socket and the connections on it."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._open: dict[Peer, Connection] = {}
        self.port = int(listening.getsockname()[1])

    @property
    def peers(self) -> frozenset[Peer]:
        """Who is connected."""
        return frozenset(self._open)

    def receive(self) -> list[Letter]:
        """The packets that came since the last call. Never blocks."""
        self._accept()
        letters: list[Letter] = []
        for connection in list(self._open.values())[: _PER_FRAME // _PER_CONNECTION]:
            peer = connection.peer
            packets = connection.read() if connection.flush() else None
            if packets is None:
                self._end(peer)
            else:
                letters += [(packet, peer) for packet in packets]
                self._open[peer] = self._open.pop(peer)  # so that everybody has a turn
        return letters

    def send(self, peer: Peer, packet: bytes) -> bool:
        """Send a packet to somebody who is connected; False when it does not go now."""
        connection = self._open.get(peer)
        return connection is not None and connection.write(packet)

    def close(self) -> None:
        """End every connection and the port."""
        for peer in list(self._open):
            self._end(peer)
        self._listening.close()

    def _accept(self) -> None:
        for _ in range(_ACCEPTED):
            try:
                opened, place = self._listening.accept()
            except OSError:
                return
            if len(self._open) >= MOST and not self._end_a_silent_one():
                opened.close()
                continue
            opened.setblocking(False)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            peer = Peer("tcp", *place[:2])
            self._open[peer] = Connection(opened, peer)

    def _end_a_silent_one(self) -> bool:
        silent = next((peer for peer, connection in self._open.items() if connection.decoder is None), None)
        if silent is not None:
            self._end(silent)
        return silent is not None

    def _end(self, peer: Peer) -> None:
        self._open.pop(peer).line.close()
