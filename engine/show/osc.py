"""OSC at a show: the port, and who is told.

In: the rig, what the command line says, the performance. Out: an input and an outlet for the player.
Main process, at the start.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.controls.osc import DEFAULT_PORT, LOOPBACK, OscServer
from engine.controls.osc.log import OscLog
from engine.controls.osc.monitor import Monitor
from engine.controls.osc.outgoing import Outgoing
from engine.controls.standing import Outlet
from engine.presets.osc_table import OscRig
from engine.show.performance import Performance


@dataclass(frozen=True, slots=True)
class OpenOsc:
    """What is open. `described`: in words, for the line that the start says."""

    server: OscServer
    outgoing: Outgoing
    monitor: Monitor
    log: OscLog | None = None

    @property
    def outlets(self) -> list[Outlet]:
        """Who is told how things stand."""
        return [self.outgoing, self.monitor]

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
        told = len(self.outgoing.clients)
        return f"OSC on {self.server.host}:{self.server.port}{tcp}" + (f", {told} told" if told else "")


def open_osc(
    performance: Performance,
    rig: OscRig,
    units: int,
    host: str | None,
    port: int | None,
    log_path: Path | None = None,
) -> OpenOsc:
    """Open the ports; `host` and `port` go before what the rig says. Raises `DeviceError`, for the log `FileError`."""
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
    return OpenOsc(server, outgoing, monitor, log)
