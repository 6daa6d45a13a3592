"""OSC datagrams become messages, each with its time, and messages become an address and its arguments.

In: bytes from anybody on the network. Out: messages, or a ValueError; nothing in a datagram can hang or flood us.
Pure functions; main process.
"""

import math
import struct
from typing import Final, TypeAlias

Argument: TypeAlias = float | bool | str | bytes | None
"""Numbers, bools and texts as Python has them; Nil is None; blobs, time tags, colours and MIDI messages are bytes."""

IMMEDIATELY: Final = 1
"""The time tag of what shall be done at once (OSC 1.0, "OSC Time Tag Semantics")."""

LARGEST: Final = 1 << 16
"""No packet of more bytes than this is read."""

_BUNDLE: Final = b"#bundle\0"
_HEADER = 16  # "#bundle" and the time tag
_DEEPEST = 8
_MOST_TAGS = 1024
_ADDRESS_ENDS = b"\0"

_NUMBERS: Final = {tag: struct.Struct(f">{code}") for tag, code in zip("ifdhc", "ifdqI", strict=True)}
_BYTES: Final = {"t": 8, "m": 4, "r": 4}
_CONSTANTS: Final[dict[str, Argument]] = {"T": True, "F": False, "I": True, "N": None}


def split(datagram: bytes) -> list[tuple[bytes, int]]:
    """The messages of a datagram, bundles taken apart, in order, each with its time tag. ValueError: malformed.

    A message of a bundle within a bundle has the later of both tags; one without a bundle is for at once.
    """
    messages: list[tuple[bytes, int]] = []
    _unpack(datagram, messages, IMMEDIATELY, 0)
    return messages


def address_of(message: bytes) -> bytes:
    """A message's address, unchecked: all before its first null byte."""
    return message.partition(_ADDRESS_ENDS)[0]


def is_bare(message: bytes) -> bool:
    """Whether a message comes without arguments, as far as its length tells."""
    return len(message) <= (len(address_of(message)) | 3) + 5


def parse(message: bytes) -> tuple[str, tuple[Argument, ...]]:
    """Address and arguments of one message. Arrays are read as if they had no brackets; I is True, c is a number.

    Numbers may be infinite or not a number. ValueError when the message is malformed or has over 1024 type tags.
    """
    start = message.find(_ADDRESS_ENDS)
    if start < 0 or not message.startswith(b"/"):
        raise ValueError("its address does not end, or does not begin with a slash")
    address = message[:start].decode()  # a UnicodeDecodeError is a ValueError
    place = (start | 3) + 1
    if place >= len(message):  # "some older implementations omit the type tag string" (OSC 1.0)
        return address, ()
    end = message.find(b"\0", place)
    if end < 0 or message[place] != 0x2C or end - place > _MOST_TAGS:
        raise ValueError("its type tags do not end, do not begin with a comma or are too many")
    return address, _read_arguments(message, message[place + 1 : end].decode("latin-1"), (end | 3) + 1)


def is_finite(given: Argument) -> bool:
    """Whether an argument is no number, or a finite one."""
    return not isinstance(given, (int, float)) or math.isfinite(given)


def _unpack(content: bytes, messages: list[tuple[bytes, int]], due: int, depth: int) -> None:
    if content.startswith(b"/"):
        messages.append((content, due))
        return
    if not content.startswith(_BUNDLE) or len(content) < _HEADER or depth > _DEEPEST:
        raise ValueError("neither an OSC message nor a bundle")
    due = max(due, int.from_bytes(content[8:_HEADER], "big"))
    place = _HEADER
    while place < len(content):
        start = place + 4
        size = int.from_bytes(content[place:start], "big", signed=True)
        place = start + size
        if size <= 0 or place > len(content):
            raise ValueError(f"an element of {size} bytes does not fit its bundle")
        _unpack(content[start:place], messages, due, depth + 1)


def _read_arguments(message: bytes, tags: str, place: int) -> tuple[Argument, ...]:
    arguments: list[Argument] = []
    depth = 0
    for tag in tags:
        if tag in _NUMBERS:
            number = _NUMBERS[tag]
            if tag == "f" and place < len(message) < place + 4:
                message += b"\0" * (place + 4 - len(message))  # some programs leave a float's last zeros out
            if place + number.size > len(message):
                raise ValueError("an argument is cut off")
            arguments += number.unpack_from(message, place)
            place += number.size
        elif tag in "sS":
            end = message.find(b"\0", place)
            if end < 0:
                raise ValueError("a string does not end")
            arguments.append(message[place:end].decode(errors="replace"))
            place = (end | 3) + 1
        elif tag in _CONSTANTS:
            arguments.append(_CONSTANTS[tag])
        elif tag in "[]":
            depth += 1 if tag == "[" else -1
            if depth < 0:
                raise ValueError("an array ends that never began")
        else:
            content, place = _read_bytes(message, tag, place)
            arguments.append(content)
    if depth:
        raise ValueError("an array does not end")
    return tuple(arguments)


def _read_bytes(message: bytes, tag: str, place: int) -> tuple[bytes, int]:
    """The bytes of a blob or of what has a fixed size, and where the next argument begins."""
    size = _BYTES.get(tag, -1)
    if tag == "b":
        size = int.from_bytes(message[place : place + 4], "big", signed=True)
        place += 4
    if size < 0 or place + size > len(message):
        raise ValueError(f"type tag {tag!r} is unknown, or its argument is cut off")
    return message[place : place + size], place + (size + 3 & ~3)
