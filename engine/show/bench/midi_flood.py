"""A foreign controller that floods the show with MIDI, and says at the end what it has sent.

In: a port's name and a rate; words on standard input. Out: MIDI messages; a line of JSON for each word.
A process of its own.
"""

import sys
from collections.abc import Mapping
from typing import Final

from engine.controls.catalogue import CATALOGUE
from engine.controls.midi.driver import RtMidiDriver
from engine.show.bench.flood import Flood
from engine.show.bench.osc_flood import PROBE, TURNED
from engine.show.bench.ticker import find_receiver

CONTROLS: Final[Mapping[int, str]] = dict(enumerate(TURNED, start=70))
"""Control changes, and the parameters that they turn."""

PROBE_CONTROL: Final = 20

_OTHERS = 24  # control changes that nobody has bound
_STEPS = 127


class MidiSender:
    """Messages to a port whose name has `wanted` in it, round and round over all control changes, on channel 1."""

    def __init__(self, wanted: str) -> None:
        self._driver = RtMidiDriver()
        self._receiver = find_receiver(self._driver, wanted)
        numbers = [*CONTROLS, *range(90, 90 + _OTHERS)]
        self._messages = [(0xB0, number, _value(step)) for step in range(_STEPS) for number in numbers]
        self._round = len(numbers)

    def turn(self, number: int) -> None:
        """Send a message."""
        self._receiver.send(self._messages[number % len(self._messages)])

    def probe(self, number: int) -> float:
        """Send a probe."""
        value = number % 128
        self._receiver.send((0xB0, PROBE_CONTROL, value))
        return _becomes(PROBE, value)

    def newest(self, turned: int) -> dict[str, float]:
        """What each parameter was last turned to, after so many messages."""
        last = (self._messages[number % len(self._messages)] for number in range(max(0, turned - self._round), turned))
        return {CONTROLS[number]: _becomes(CONTROLS[number], value) for _, number, value in last if number in CONTROLS}

    def close(self) -> None:
        """Leave the MIDI system: JACK may wait for a client that has gone without a word."""
        self._receiver.close()
        self._driver.close()


def _value(step: int) -> int:
    return step * 37 % 128


def _becomes(path: str, value: int) -> float:
    return float(CATALOGUE[path].from_unit(value / 127.0))


def main() -> int:
    """`python midi_flood.py NAME RATE`."""
    sender = MidiSender(sys.argv[1])
    flood = Flood(float(sys.argv[2]), sender.turn, sender.probe)
    flood.serve(lambda: sender.newest(flood.turned))
    sender.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
