"""Where a control's value or light is told: a message with a number to fill in.

In: a source's name, such as midi/9/cc/13, or a system exclusive message with a gap; and a number. Out: bytes.
Pure; main process.
"""

from dataclasses import dataclass
from typing import Final

HIGHEST: Final = {"cc": 127, "note": 127, "sysex": 127, "cc14": 16383, "bend": 16383}
"""The highest number of each kind of message that can tell a value."""

GAP: Final = "xx"
"""Where the number goes in a system exclusive message, which is written in hexadecimal: F0 00 20 29 0A xx F7."""

LONGEST: Final = 256
"""Bytes of the longest message that is sent."""

_STATUS: Final = {"cc": 0xB0, "note": 0x90, "cc14": 0xB0, "bend": 0xE0}


@dataclass(frozen=True, slots=True)
class Target:
    """kind: a key of `HIGHEST`. channel: 0 to 15. number: the controller's or note's; 0 for bend.

    before, behind: of a system exclusive message, what stands around the number.
    """

    kind: str
    channel: int = 0
    number: int = 0
    before: bytes = b""
    behind: bytes = b""

    @property
    def highest(self) -> int:
        """The highest number that it takes."""
        return HIGHEST[self.kind]

    def messages(self, number: int) -> tuple[bytes, ...]:
        """The message, or for 14 bits of a controller the two, that tell a number from 0 to `highest`."""
        if self.kind == "sysex":
            return (self.before + bytes((number,)) + self.behind,)
        status = _STATUS[self.kind] | self.channel
        if self.kind == "bend":
            return (bytes((status, number & 127, number >> 7)),)
        if self.kind == "cc14":
            halves = (self.number, number >> 7), (self.number + 32, number & 127)
            return tuple(bytes((status, *half)) for half in halves)
        return (bytes((status, self.number, number)),)


def target_of(name: str) -> Target | None:
    """The target that a name stands for: a source's with its channel (1 where it names none), or a message with a gap.

    None where there is none, as for pressure.
    """
    if name.upper().startswith("F0"):
        before, _, behind = name.partition(GAP)
        return Target("sysex", before=bytes.fromhex(before), behind=bytes.fromhex(behind))
    parts = name.split("/")[1:]
    channel = int(parts.pop(0)) if parts[0].isdigit() else 1
    if parts[0] not in _STATUS:
        return None
    return Target(parts[0], channel - 1, int(parts[1]) if len(parts) > 1 else 0)


def is_message(data: bytes) -> bool:
    """Whether these bytes are one whole MIDI message of a kind that a controller may be sent."""
    if len(data) > 1 and data[0] == 0xF0:
        return data[-1] == 0xF7 and all(byte < 0x80 for byte in data[1:-1])
    length = 2 if data and data[0] >> 4 in (0xC, 0xD) else 3
    return len(data) == length and 0x80 <= data[0] < 0xF0 and all(byte < 0x80 for byte in data[1:])


def number_of(kind: str, raw: float) -> int:
    """What an event of this kind of source says, as a target's number: a bend is counted from its lowest end."""
    return int(raw) + 8192 if kind == "bend" else int(raw)
