"""OSC datagrams become messages: an address and its arguments.

In: bytes from anybody on the network. Out: messages, or a ValueError; nothing in a datagram can hang or flood us.
Pure functions; main process.
"""

import math
from typing import Final

from pythonosc.osc_message import OscMessage

_BUNDLE: Final = b"#bundle\0"
_HEADER = 16  # "#bundle" and the time tag
_DEEPEST = 8
_MOST_TAGS = 128

# Impulse, symbol and character (OSC 1.0 and 1.1) are encoded as python-osc's true, string and integer.
_ALIKE = bytes.maketrans(b"ISc", b"Tsi")
_KNOWN_TAGS = frozenset(b"ifsbhdrmtTFN[]")


def split(datagram: bytes) -> list[bytes]:
    """The messages of a datagram, bundles taken apart, in order. Time tags are not waited for. ValueError: malformed.

    This is done here because python-osc's `OscPacket` never returns from a bundle element of negative size.
    """
    messages: list[bytes] = []
    _unpack(datagram, messages, 0)
    return messages


def address_of(message: bytes) -> bytes:
    """A message's address, unchecked: all before its first null byte."""
    return message.partition(b"\0")[0]


def parse(message: bytes) -> tuple[str, tuple[float | bool | str, ...]]:
    """Address and arguments of one message: numbers, bools and strings; other types are left out.

    Numbers may be infinite or not a number. ValueError when the message is malformed or has over 128 type tags.
    """
    try:
        parsed = OscMessage(_translate(message))
    except Exception as error:  # python-osc lets UnicodeDecodeError, OverflowError and others through
        raise ValueError(f"not an OSC message: {error}") from error
    return parsed.address, tuple(given for given in parsed if isinstance(given, (int, float, str)))


def is_finite(given: float | bool | str) -> bool:
    """Whether an argument is a string or a finite number."""
    return isinstance(given, str) or math.isfinite(given)


def _unpack(content: bytes, messages: list[bytes], depth: int) -> None:
    if content.startswith(b"/"):
        messages.append(content)
        return
    if not content.startswith(_BUNDLE) or len(content) < _HEADER or depth > _DEEPEST:
        raise ValueError("neither an OSC message nor a bundle")
    place = _HEADER
    while place < len(content):
        start = place + 4
        size = int.from_bytes(content[place:start], "big", signed=True)
        place = start + size
        if size <= 0 or place > len(content):
            raise ValueError(f"an element of {size} bytes does not fit its bundle")
        _unpack(content[start:place], messages, depth + 1)


def _translate(message: bytes) -> bytes:
    """The message in types that python-osc knows: it writes a line to the log for each one that it does not."""
    start = (message.index(b"\0") | 3) + 1
    if start >= len(message):
        return message
    end = message.index(b"\0", start)
    tags = message[start:end].translate(_ALIKE)
    if not tags.startswith(b",") or len(tags) > _MOST_TAGS or not _KNOWN_TAGS.issuperset(tags[1:]):
        raise ValueError("unknown, too many or no type tags")
    return message[:start] + tags + message[end:]
