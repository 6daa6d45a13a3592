"""What messages of one port mean: events of its controls, and the ticks of its clock.

In: complete messages, as `Stream` cuts them, with their times. Out: `Event`s and `Sync`s.
Pure, one for each port; main process.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from engine.controls.event import Event, Sync
from engine.controls.midi.pairs import Pairs
from engine.controls.midi.parameters import Bank, Numbered
from engine.controls.midi.stream import Message
from engine.controls.midi.wide import Reading

Heard: TypeAlias = Event | Sync

_KINDS: Final = {0x8: "note", 0x9: "note", 0xA: "pressure", 0xB: "cc", 0xC: "program", 0xD: "pressure", 0xE: "bend"}
_SYNC: Final[dict[int, Literal["tick", "start", "continue", "stop"]]] = {
    0xF8: "tick",
    0xFA: "start",
    0xFB: "continue",
    0xFC: "stop",
}
_POSITION: Final = 0xF2
_CONTROL: Final = 0xB


class Meaning:
    """Reads one port's messages (MIDI 1.0 Detailed Specification, tables I to VI).

    Velocity, pressure and controllers are 0..1 over 127, pitch bend is 0.5 exactly at its centre. A control change is
    always an event by itself; where two of them make a number of 14 bits, or a numbered parameter, that is another
    event behind it. raw of a program: the program, plus 128 for each bank that was selected. wide: sources such as
    midi/cc14/1 that somebody waits for; others of that kind are told of once their halves are seen to come together.
    """

    def __init__(self, port: str = "") -> None:
        self.port = port
        self.wide: Collection[str] = ()
        self._names: dict[tuple[int, int], str] = {}
        self._pairs = [Pairs() for _ in range(16)]
        self._numbered = [Numbered() for _ in range(16)]
        self._banks = [Bank() for _ in range(16)]
        self._waiting: set[int] = set()

    def read(self, message: Message, t: float) -> Sequence[Heard]:
        """What a complete message says at time `t`; nothing for what is neither a control's nor a clock's."""
        status = message[0]
        if status >= 0xF0:
            return self._read_system(message, t)
        kind = status >> 4
        if kind == _CONTROL:
            return self._read_control(status & 15, message[1], message[2], t)
        if kind == 0xE:
            bend = (message[1] | message[2] << 7) - 8192
            value = 0.5 + bend / (16382.0 if bend > 0 else 16384.0)
            return (Event(self._name(status, 0), value, bend, t, self.port),)
        if kind == 0xC:
            raw = message[1] + 128 * self._banks[status & 15].number
            return (Event(self._name(status, 0), message[1] / 127.0, raw, t, self.port),)
        if kind == 0xD:
            return (Event(self._name(status, 0), message[1] / 127.0, message[1], t, self.port),)
        amount = 0 if kind == 0x8 else message[2]
        return (Event(self._name(status, message[1] + 1), amount / 127.0, amount, t, self.port),)

    def _read_system(self, message: Message, t: float) -> Sequence[Heard]:
        status = message[0]
        if status in _SYNC:
            return (Sync(self.port, _SYNC[status], t),)
        if status == _POSITION:
            return (Sync(self.port, "position", t, message[1] | message[2] << 7),)
        return ()

    def settle(self, t: float) -> Iterator[Event]:
        """What still waits for its other half, when it has waited long enough: ask once per frame, with the time."""
        for channel in list(self._waiting):
            pairs, numbered = self._pairs[channel], self._numbered[channel]
            for number, reading in pairs.settle(t):
                yield from self._tell_pair(channel, number, reading, t)
            for name, reading in numbered.settle(t):
                yield self._event(channel, name, reading, t)
            if not (pairs.waiting or numbered.waiting):
                self._waiting.discard(channel)

    def _read_control(self, channel: int, number: int, amount: int, t: float) -> list[Heard]:
        heard: list[Heard] = [Event(self._name(0xB0 | channel, number + 1), amount / 127.0, amount, t, self.port)]
        if 64 <= number < 96 or number > 101:
            return heard  # neither half of a pair nor of a numbered parameter
        pairs, numbered = self._pairs[channel], self._numbered[channel]
        if number < 64:
            found = pairs.take(number, amount, t)
            if found is not None:
                heard += self._tell_pair(channel, number & 31, found, t)
            if number & 31 == 0:
                self._banks[channel].take(number, amount)
        told = numbered.take(number, amount, t)
        if told is not None:
            heard.append(self._event(channel, told[0], told[1], t))
        if pairs.waiting or numbered.waiting:
            self._waiting.add(channel)
        return heard

    def _tell_pair(self, channel: int, number: int, reading: Reading, t: float) -> Iterator[Event]:
        own, any_channel = f"midi/{channel + 1}/cc14/{number}", f"midi/cc14/{number}"
        if self._pairs[channel].is_used(number) or own in self.wide or any_channel in self.wide:
            yield Event(own, *reading, t, self.port)

    def _event(self, channel: int, name: str, reading: Reading, t: float) -> Event:
        return Event(f"midi/{channel + 1}/{name}", *reading, t, self.port)

    def _name(self, status: int, number: int) -> str:
        """The source's name; number: one more than the note's or controller's, 0 for none."""
        name = self._names.get((status, number))
        if name is None:
            end = f"/{number - 1}" if number else ""
            name = self._names[status, number] = f"midi/{(status & 15) + 1}/{_KINDS[status >> 4]}{end}"
        return name
