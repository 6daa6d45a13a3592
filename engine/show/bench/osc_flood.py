"""A foreign program that floods the show with OSC, and says at the end what it has sent.

In: a port and a rate; words on standard input. Out: datagrams; a line of JSON for each word.
A process of its own.
"""

import socket
import sys
from collections.abc import Mapping
from typing import Final

from engine.controls.osc.writing import write_message
from engine.show.bench.flood import Flood

#: Parameters that cost the picture nothing, with the middle and the width of what they are turned to; and the one whose
#: way is timed.
TURNED: Final[Mapping[str, tuple[float, float]]] = {
    "/color/hue": (0.0, 0.1),
    "/color/saturation": (1.0, 0.1),
    "/color/temperature": (0.0, 0.1),
    "/color/spread": (1.0, 0.1),
    "/tone/exposure": (1.0, 0.1),
    "/tone/vignette": (0.3, 0.1),
    "/dust/amount": (0.5, 0.05),
    "/tremble/amount": (1.0, 0.1),
}
PROBE: Final = "/node/glow"

_FADERS = 24  # other addresses, which are sources
_STEPS = 101


class OscSender:
    """Messages to a port, round and round over all addresses."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))
        self._addresses = [*TURNED, *(f"/deck/fader/{number}" for number in range(_FADERS))]
        self._packets = [_packet(address, step) for step in range(_STEPS) for address in self._addresses]

    def turn(self, number: int) -> None:
        """Send a message."""
        self._socket.send(self._packets[number % len(self._packets)])

    def probe(self, number: int) -> float:
        """Send a probe."""
        value = 0.5 + 0.001 * (number % 1000)
        self._socket.send(write_message(PROBE, value))
        return value

    def newest(self, turned: int) -> dict[str, float]:
        """What each address was last turned to, after so many messages."""
        first = max(0, turned - len(self._addresses))
        steps = (divmod(number % len(self._packets), len(self._addresses)) for number in range(first, turned))
        return {self._addresses[place]: _value(self._addresses[place], step) for step, place in steps}


def _value(address: str, step: int) -> float:
    middle, width = TURNED.get(address, (0.5, 0.5))
    return middle + width * ((step * 37 % _STEPS) / _STEPS - 0.5)


def _packet(address: str, step: int) -> bytes:
    return write_message(address, _value(address, step))


def main() -> int:
    """`python osc_flood.py PORT RATE`."""
    sender = OscSender(int(sys.argv[1]))
    flood = Flood(float(sys.argv[2]), sender.turn, sender.probe)
    flood.serve(lambda: sender.newest(flood.turned))
    return 0


if __name__ == "__main__":
    sys.exit(main())
