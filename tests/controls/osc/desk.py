"""A desk for OSC: the hands without sound and light, and other programs' sockets that listen and send.

In: nothing. Out: `Desk`, `Program`. Runs in the test process.
"""

import socket
from collections.abc import Callable, Sequence

from venue import wait_until

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.clock import Clock
from engine.controls.osc import OscServer
from engine.controls.osc.monitor import Monitor
from engine.controls.osc.outgoing import Outgoing
from engine.controls.osc.packet import Argument, parse
from engine.controls.osc.target import Target
from engine.controls.osc.writing import write_message
from engine.controls.parameter import Value
from engine.controls.patchbay import Patchbay
from engine.controls.standing import Standing

FRAME_S = 1.0 / 60.0
UNITS = 8


class Desk:
    """The show's loop as far as OSC goes: poll, hands, tell. signals: what the ear and the brain say."""

    def __init__(
        self,
        targets: Sequence[Target] = (),
        tcp: bool = False,
        catalogue: Catalogue = CATALOGUE,
        monitor: Monitor | None = None,
    ) -> None:
        self.monitor = monitor or Monitor(catalogue)
        self.server = OscServer(catalogue, port=0, tcp_port=0 if tcp else None, monitor=self.monitor)
        self.board = Board(catalogue)
        self.clock = Clock()
        self.patchbay = Patchbay(self.board, (), self.clock)
        self.outgoing = Outgoing(self.server, catalogue, UNITS, targets)
        self.signals: dict[str, float] = {}
        self.preset = "undertow"
        self.t = 10.0

    def set(self, path: str, value: Value) -> None:
        """Another hand than OSC turns something."""
        self.board.set(path, value)

    def frame(self) -> None:
        """One frame."""
        self.t += FRAME_S
        self.patchbay.handle(self.server.poll(self.t))
        self.clock.advance(self.t)
        values = self.board.snapshot(self.t)
        signals = self.signals.get
        standing = Standing(self.t, self.board, values, self.patchbay, self.clock, signals, self.preset)
        self.outgoing.tell(standing)
        self.monitor.tell(standing)

    def frames(self, seconds: float) -> None:
        """Frames for so long, in the show's time."""
        for _ in range(round(seconds / FRAME_S)):
            self.frame()

    def until(self, reached: Callable[[], object], what: str) -> None:
        """Frames until something is so."""
        wait_until(lambda: self.frame() or reached(), what=what)

    def close(self) -> None:
        self.outgoing.close()
        self.server.close()


class Program:
    """Another program: it sends from its socket, and keeps what it is told."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]
        self.told: list[tuple[str, tuple[Argument, ...]]] = []
        self._sent = 0

    def say(self, address: str, *arguments: Argument) -> None:
        """Send a message, and let the show run until it is read."""
        before = self.desk.server.received
        self.socket.sendto(write_message(address, *arguments), ("127.0.0.1", self.desk.server.port))
        self.desk.until(lambda: self.desk.server.received > before, "the message")

    def hear(self) -> list[tuple[str, tuple[Argument, ...]]]:
        """What it was told since the last call: the loopback delivers at once."""
        new = []
        while True:
            try:
                new.append(parse(self.socket.recv(1 << 16)))
            except BlockingIOError:
                break
        self.told += new
        return new

    def values(self, address: str) -> list[Argument]:
        """First arguments of what it is newly told at an address."""
        return [arguments[0] for told, arguments in self.hear() if told == address]

    def close(self) -> None:
        self.socket.close()
