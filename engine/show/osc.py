"""OSC at a show: the port, and who is told.

In: the rig, what the command line says, the performance. Out: an input and an outlet for the player.
Main process, at the start.
"""

from dataclasses import dataclass

from engine.controls.osc import DEFAULT_PORT, LOOPBACK, OscServer
from engine.controls.osc.outgoing import Outgoing
from engine.presets.osc_table import OscRig
from engine.show.performance import Performance


@dataclass(frozen=True, slots=True)
class OpenOsc:
    """What is open. `described`: in words, for the line that the start says."""

    server: OscServer
    outgoing: Outgoing

    @property
    def described(self) -> str:
        """Where OSC is received and how many are told from the start."""
        tcp = f" and TCP {self.server.tcp_port}" if self.server.tcp_port else ""
        told = len(self.outgoing.clients)
        return f"OSC on {self.server.host}:{self.server.port}{tcp}" + (f", {told} told" if told else "")


def open_osc(performance: Performance, rig: OscRig, units: int, host: str | None, port: int | None) -> OpenOsc:
    """Open the ports; `host` and `port` go before what the rig says. Raises `DeviceError`."""
    catalogue = performance.board.catalogue
    server = OscServer(
        catalogue,
        host or rig.host or LOOPBACK,
        port if port is not None else rig.port or DEFAULT_PORT,
        rig.tcp_port,
    )
    outgoing = Outgoing(server, catalogue, units, rig.targets)
    performance.follow_catalogue(server.adopt)
    performance.follow_catalogue(outgoing.adopt)
    return OpenOsc(server, outgoing)
