"""A foreign program that floods the show with OSC, and says at the end what it has sent.

In: on standard input the words begin, end and finish. Out: datagrams; a line of JSON for each word.
A process of its own.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Mapping
from typing import Final

from engine.controls.osc.writing import write_message

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
_TICK_S = 0.001
_PROBE_S = 0.05


class Flood:
    """So many messages a second to a port, round and round over all addresses, paced by the clock."""

    def __init__(self, port: int, rate_hz: float) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))
        self._rate_hz = rate_hz
        self._addresses = [*TURNED, *(f"/deck/fader/{number}" for number in range(_FADERS))]
        self._packets = [_packet(address, step) for step in range(_STEPS) for address in self._addresses]
        self.sent = 0
        self.cpu_s = self._cpu_before = 0.0
        self.probes: list[tuple[float, float]] = []
        self._flowing: float | None = None
        self._flowed = 0
        self._turned = 0
        self._probe_at = 0.0

    def begin(self) -> None:
        """From now on."""
        self._flowing, self._flowed = time.monotonic(), 0
        self._cpu_before = time.process_time()

    def end(self) -> None:
        """No more."""
        self.cpu_s += time.process_time() - self._cpu_before
        self._flowing = None

    def tick(self) -> None:
        """Send what is due."""
        now = time.monotonic()
        if self._flowing is None:
            return
        due = int((now - self._flowing) * self._rate_hz) - self._flowed
        for _ in range(min(due, 1000)):
            self._send()
        self._flowed += due
        if now >= self._probe_at:
            self._probe_at = now + _PROBE_S
            value = 0.5 + 0.001 * (len(self.probes) % 1000)
            self.probes.append((value, time.monotonic()))
            self._socket.send(write_message(PROBE, value))
            self.sent += 1

    @property
    def newest(self) -> dict[str, float]:
        """What each parameter was last turned to."""
        first = max(0, self._turned - len(self._addresses))
        steps = (divmod(number % len(self._packets), len(self._addresses)) for number in range(first, self._turned))
        return {self._addresses[place]: _value(self._addresses[place], step) for step, place in steps}

    def _send(self) -> None:
        self._socket.send(self._packets[self._turned % len(self._packets)])
        self._turned += 1
        self.sent += 1


def _value(address: str, step: int) -> float:
    middle, width = TURNED.get(address, (0.5, 0.5))
    return middle + width * ((step * 37 % _STEPS) / _STEPS - 0.5)


def _packet(address: str, step: int) -> bytes:
    return write_message(address, _value(address, step))


def main() -> int:
    """`python osc_flood.py PORT RATE`."""
    flood = Flood(int(sys.argv[1]), float(sys.argv[2]))
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    while True:
        if selector.select(_TICK_S):
            word = sys.stdin.readline().strip()
            if word == "begin":
                flood.begin()
            elif word == "end":
                flood.end()
            else:
                break
            print("{}", flush=True)
        flood.tick()
    said = {"sent": flood.sent, "newest": flood.newest, "probes": flood.probes, "cpu_s": flood.cpu_s}
    print(json.dumps(said), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
