"""A port's bytes, cut into messages as MIDI 1.0 says: running status, real-time bytes anywhere, whatever else survived.

In: what a driver hands over, a message at a time or torn. Out: complete channel, common and real-time messages.
Pure, one for each port; main process.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

Message: TypeAlias = Sequence[int]
"""Status byte, then data bytes below 128."""

_SYSEX, _END_OF_SYSEX = 0xF0, 0xF7
_UNDEFINED: Final = frozenset({0xF4, 0xF5, 0xF9, 0xFD})
_LENGTHS: Final = {
    **{status: 1 if status >> 4 in (0xC, 0xD) else 2 for status in range(0x80, 0xF0)},
    0xF1: 1,
    0xF2: 2,
    0xF3: 1,
    0xF6: 0,
}
"""Data bytes behind each status byte (MIDI 1.0 Detailed Specification, tables I and V)."""


class Stream:
    """Cuts bytes into messages. A system exclusive message is passed over, however long, and whether it ends or not.

    malformed: how many times bytes were of no use: data that belongs to nothing, or a message that was broken off.
    """

    def __init__(self) -> None:
        self.malformed = 0
        self._status = 0  # 0: none, so that data is stray
        self._data: list[int] = []
        self._begun = False  # a status byte came, and no message that it begins
        self._stray = False

    def feed(self, chunk: Sequence[int]) -> list[Message]:
        """The messages that end in this chunk, in their order. Anything above 255 or below 0 is no byte, and stray."""
        if len(chunk) == 3 and not self._data and not self._begun:  # nearly all that comes
            status, first, second = chunk
            if 0x80 <= status < 0xF0 and 0 <= first < 128 and 0 <= second < 128 and _LENGTHS[status] == 2:
                self._status, self._stray = status, False
                return [chunk]
        messages: list[Message] = []
        for byte in chunk:
            if 0xF8 <= byte <= 0xFF:
                if byte not in _UNDEFINED:
                    messages.append((byte,))
            elif 0x80 <= byte <= 0xF7:
                self._begin(byte, messages)
            elif 0 <= byte < 0x80:
                self._go_on(byte, messages)
            else:
                self._waste()
        return messages

    def _begin(self, status: int, messages: list[Message]) -> None:
        """A status byte ends whatever was going on, in the middle or not."""
        self.malformed += self._begun or bool(self._data)
        self._data.clear()
        self._begun = self._stray = False
        if status == _END_OF_SYSEX:
            self._stray = self._status != _SYSEX
            self.malformed += self._stray
            self._status = 0
        elif status in _UNDEFINED:
            self._status = 0
        elif status == _SYSEX or _LENGTHS[status]:
            self._status, self._begun = status, status != _SYSEX
        else:
            self._status = 0
            messages.append((status,))

    def _go_on(self, byte: int, messages: list[Message]) -> None:
        if self._status == _SYSEX:
            return
        if not self._status:
            self._waste()
            return
        self._data.append(byte)
        if len(self._data) == _LENGTHS[self._status]:
            messages.append((self._status, *self._data))
            self._data.clear()
            self._begun = False
            if self._status >= 0xF0:  # only channel messages run on
                self._status = 0

    def _waste(self) -> None:
        """Stray data counts once, however much of it there is."""
        self.malformed += not self._stray
        self._stray = True
