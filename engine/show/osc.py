"""OSC at a show: the port, and who is told.

In: the rig, what the command line says, the performance. Out: an input and an outlet for the player.
Main process, at the start.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.controls.osc import DEFAULT_PORT, LOOPBACK, OscServer
from engine.controls.osc.client import RATE_HZ, Client
from engine.controls.osc.features import LASTING
from engine.controls.osc.log import OscLog
from engine.controls.osc.monitor import Monitor
from engine.controls.osc.outgoing import Outgoing
from engine.controls.osc.query.handle import Place, Query
from engine.controls.osc.query.nodes import describe_nodes
from engine.controls.standing import Outlet, Standing
from engine.presets.osc_table import OscRig
from engine.show.performance import Performance

_IDLE_HZ = 5.0
_LOOKS_EVERY_S = 1.0


@dataclass(slots=True)
class LookWatch:
    """Has everything described anew when looks have come, gone or changed their order."""

    describe_anew: Callable[[], None]
    looks: Callable[[], Sequence[str]]
    _known: tuple[str, ...] = ()
    _next: float = 0.0

    def tell(self, standing: Standing) -> None:
        """Look once a second."""
        if standing.t < self._next:
            return
        self._next = standing.t + _LOOKS_EVERY_S
        now = tuple(self.looks())
        if now != self._known:
            self._known = now
            self.describe_anew()


@dataclass(frozen=True, slots=True)
class OpenOsc:
    """What is open. `described`: in words, for the line that the start says."""

    server: OscServer
    outgoing: Outgoing
    monitor: Monitor
    query: Query | None = None
    log: OscLog | None = None
    targets: int = 0
    looks: LookWatch | None = None

    @property
    def outlets(self) -> list[Outlet]:
        """Who is told how things stand."""
        return [self.outgoing, self.monitor, *([self.looks] if self.looks else [])]

    def close(self) -> None:
        """Let the ports go, and finish the log."""
        self.outgoing.close()
        self.server.close()
        if self.log is not None:
            self.log.close()

    @property
    def described(self) -> str:
        """Where OSC is received and how many are told from the start."""
        tcp = f" and TCP {self.server.tcp_port}" if self.server.tcp_port else ""
        targets = f", {self.targets} told" if self.targets else ""
        asked = f", OSCQuery on {self.query.place.port}" if self.query else ""
        return f"OSC on {self.server.host}:{self.server.port}{tcp}{asked}{targets}"


def open_osc(
    performance: Performance,
    rig: OscRig,
    units: int,
    host: str | None,
    port: int | None,
    log_path: Path | None = None,
    looks: Callable[[], Sequence[str]] = tuple,
) -> OpenOsc:
    """Open the ports; `host` and `port` go before what the rig says. `looks`: the names of those that there are now.

    Raises `DeviceError`, for the log `FileError`.
    """
    catalogue = performance.board.catalogue
    log = OscLog(log_path) if log_path else None
    monitor = Monitor(catalogue, log)
    server = OscServer(
        catalogue,
        host or rig.host or LOOPBACK,
        port if port is not None else rig.port or DEFAULT_PORT,
        rig.tcp_port,
        monitor=monitor,
    )
    outgoing = Outgoing(server, catalogue, units, rig.targets)
    for adopt in (server.adopt, outgoing.adopt, monitor.adopt):
        performance.follow_catalogue(adopt)
    query = open_query(performance, server, outgoing, units, rig, looks) if rig.query else None
    watch = LookWatch(query.describe_anew, looks) if query else None
    return OpenOsc(server, outgoing, monitor, query, log, len(rig.targets), watch)


def open_query(
    performance: Performance,
    server: OscServer,
    outgoing: Outgoing,
    units: int,
    rig: OscRig,
    looks: Callable[[], Sequence[str]],
) -> Query:
    """OSCQuery, whose process starts when the show runs: it is told every value, often only while somebody listens."""

    def listen(paths: frozenset[str]) -> None:
        outgoing.extend(client, LASTING | paths, RATE_HZ if paths else _IDLE_HZ)

    query = Query(
        Place(server.host, rig.query_port or server.port, server.port, server.tcp_port),
        lambda: describe_nodes(performance.board.catalogue, units, looks()),
        listen,
        lambda: outgoing.repeat(client),
    )
    client = Client("OSCQuery", query.send, _IDLE_HZ, extra=LASTING)
    outgoing.add(client)
    server.lines.append(query)
    performance.follow_catalogue(lambda _: query.describe_anew())
    return query
