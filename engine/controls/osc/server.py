"""OSC in: every parameter by its path, the verbs, and any other address as a source for bindings.

In: UDP datagrams, TCP streams. Out: settings, verbs and events; in a flood the newest message of each address counts.
Main process, polled by the frame loop; sockets that never block, no thread.
"""

import errno
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from engine.controls.catalogue import Catalogue
from engine.controls.event import Control, Event, Setting, coalesce
from engine.controls.osc import packet
from engine.controls.osc.mailbox import Letter, Mailbox
from engine.controls.osc.monitor import Monitor
from engine.controls.osc.peer import Peer, is_loopback
from engine.controls.osc.reading import Outcome, Reader, Request
from engine.controls.osc.sockets import DEFAULT_PORT, LOOPBACK, open_tcp, open_udp
from engine.controls.osc.tcp import TcpPort
from engine.controls.osc.timetag import Waiting, wait_of
from engine.controls.parameter import Value
from engine.controls.verbs import VERBS

# One poll's work is bounded, to some 10 to 20 ms in the worst of floods; what is left stays in the socket.
_DATAGRAMS = 2048
_BYTES = 1 << 17
_REQUESTS = 256
_VERBS = frozenset(kind.address.encode() for kind in VERBS.values())


class Line(Protocol):
    """Another way by which packets come: a connection to a target, the process of OSCQuery."""

    def receive(self) -> list[Letter]:
        """The packets that came since the last call; never waits."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class OscServer:
    """One open port. host: the address to listen on, this machine alone by default. port: 0 takes a free one.

    tcp_port: listen to TCP there, too; None for not at all. wall: seconds since 1970, for time tags. monitor: is told
    of every message that is read.
    received: packets; malformed: packets and messages that are not OSC; ignored: messages with values, names or
    verbs that are of no use here; dropped: messages that newer ones replaced or that were too many for one frame.
    settled: who has last set a parameter since somebody took this away, and to what; heard: who spoke in this frame;
    requests: what others ask for; lines: other ways by which packets come. DeviceError when a port cannot be opened.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        host: str = LOOPBACK,
        port: int = DEFAULT_PORT,
        tcp_port: int | None = None,
        wall: Callable[[], float] = time.time,
        monitor: Monitor | None = None,
    ) -> None:
        self.received = self.malformed = self.ignored = self.dropped = 0
        self.settled: dict[str, tuple[Peer, Value]] = {}
        self.requests: list[Request] = []
        self.heard: set[Peer] = set()
        self.lines: list[Line] = []
        self._peers: dict[tuple[str | int, ...], Peer] = {}
        self.adopt(catalogue)
        self._wall = wall
        self._monitor = monitor
        self._waiting: Waiting[Peer] = Waiting()
        self._socket = open_udp(host, port)
        self.host, self.port = self._socket.getsockname()[:2]
        self._tcp: TcpPort | None = None
        if tcp_port is not None:
            try:
                self._tcp = TcpPort(open_tcp(host, tcp_port))
            except BaseException:
                self._socket.close()
                raise

    @property
    def connected(self) -> frozenset[Peer]:
        """Who is connected to our TCP port."""
        return self._tcp.peers if self._tcp else frozenset()

    @property
    def tcp_port(self) -> int | None:
        """The port for TCP, if there is one."""
        return self._tcp.port if self._tcp else None

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue: its paths are the addresses from now on."""
        self._catalogue = catalogue
        # Of these only the newest message matters, so the others need not even be parsed.
        self._addresses = frozenset(path.encode() for path, p in catalogue.items() if p.kind != "trigger")
        self._verbs = frozenset(path.encode() for path, p in catalogue.items() if p.kind == "trigger") | _VERBS

    def poll(self, t: float) -> list[Control]:
        """What has come since the last poll, at time t (seconds). Never blocks, never raises for what it was sent."""
        controls: list[Control] = []
        events: list[Event] = []
        self.heard.clear()
        for control in self._read(self._collect(t), t):
            if isinstance(control, Event):
                events.append(control)
            else:
                controls.append(control)
        newest, dropped = coalesce(events)
        self.dropped += dropped
        return [*controls, *newest]

    def send(self, peer: Peer, content: bytes) -> bool:
        """Send a packet to somebody from whom packets come; False when it does not go now. Never blocks."""
        if peer.way == "tcp":
            return self._tcp is not None and self._tcp.send(peer, content)
        try:
            self._socket.sendto(content, (peer.host, peer.port))
        except OSError:
            return False
        return True

    def reaches(self, host: str) -> bool:
        """Whether what is sent from our UDP port arrives at an address, given as numbers."""
        if (":" in host) != (":" in self.host):
            return False
        return self.host in ("0.0.0.0", "::") or is_loopback(host) == is_loopback(self.host)

    def close(self) -> None:
        """Close the ports. A later poll finds nothing."""
        self._socket.close()
        for line in self.lines:
            line.close()
        self.lines = []
        if self._tcp is not None:
            self._tcp.close()
            self._tcp = None

    def _collect(self, t: float) -> list[Letter]:
        """The messages that count in this frame: what came, and what was to wait until now."""
        mailbox = Mailbox(self._addresses, self._verbs)
        for message, sender in self._waiting.take(t):
            self.dropped += mailbox.put(message, sender)
        self._receive(t, mailbox)
        streams = [*([self._tcp] if self._tcp else []), *self.lines]
        for content, sender in (letter for stream in streams for letter in stream.receive()):
            self.received += 1
            self.heard.add(sender)
            self._sort(content, sender, t, mailbox)
        return mailbox.letters()

    def _receive(self, t: float, mailbox: Mailbox) -> None:
        """Read the UDP port, as far as one frame goes. This loop is what a flood costs."""
        receive, peers, put = self._socket.recvfrom, self._peers, mailbox.put
        size = dropped = received = 0
        for _ in range(_DATAGRAMS):
            if size >= _BYTES:
                break
            try:
                content, place = receive(packet.LARGEST)
            except OSError as error:
                # Windows reports here that an earlier answer found no listener; all else is "nothing there".
                if error.errno == errno.ECONNRESET:
                    continue
                break
            size += len(content)
            received += 1
            sender = peers.get(place)
            if sender is None:
                sender = peers[place] = Peer("udp", *place[:2])
                self.heard.add(sender)
            if content[:1] == b"/":
                dropped += put(content, sender)
            else:
                self._sort(content, sender, t, mailbox)
        self.received += received
        self.dropped += dropped
        peers.clear()

    def _sort(self, content: bytes, sender: Peer, t: float, mailbox: Mailbox) -> None:
        """Take a packet apart: what is for now goes into the mailbox, what is for later waits."""
        try:
            messages = packet.split(content)
        except ValueError as error:
            self._complain(t, sender, content, error)
            return
        for message, tag in messages:
            wait = wait_of(tag, self._wall()) if tag != packet.IMMEDIATELY else 0.0
            if wait:
                self._keep(t, wait, message, sender)
            else:
                self.dropped += mailbox.put(message, sender)

    def _keep(self, t: float, wait: float, message: bytes, sender: Peer) -> None:
        """Let a message wait for its time."""
        kept = self._waiting.put(t + wait, message, sender)
        self.dropped += not kept
        if self._monitor is not None:
            address = packet.address_of(message).decode(errors="replace")
            self._monitor.note(t, sender, address, (), f"waits {wait:.1f} s" if kept else "too many wait already")

    def _read(self, letters: Iterable[Letter], t: float) -> Iterator[Control]:
        reader = Reader(self._catalogue)
        for message, sender in letters:
            try:
                address, arguments = packet.parse(message)
            except ValueError as error:
                self._complain(t, sender, message, error)
                continue
            outcome = reader.read(address, arguments, sender, t)
            self._note(outcome, sender)
            if self._monitor is not None:
                self._monitor.note(t, sender, address, arguments, outcome)
            yield from outcome.controls

    def _complain(self, t: float, sender: Peer, content: bytes, error: ValueError) -> None:
        self.malformed += 1
        if self._monitor is not None:
            self._monitor.note(t, sender, f"{len(content)} bytes", (), f"not OSC: {error}")

    def _note(self, outcome: Outcome, sender: Peer) -> None:
        self.dropped += outcome.effect == "dropped"
        self.ignored += outcome.effect in ("useless", "refused", "unfit")
        if outcome.request is not None and len(self.requests) < _REQUESTS:
            self.requests.append(outcome.request)
        for control in outcome.controls:
            if isinstance(control, Setting):
                self.settled[control.path] = (sender, control.value)
