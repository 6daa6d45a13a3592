"""OSC messages as bytes, for whoever is told something.

In: an address and values. Out: a packet. The counterpart of `packet`.
Pure functions; any process.
"""

import struct
from collections.abc import Sequence
from typing import Final, TypeAlias

from engine.controls.osc.packet import IMMEDIATELY, Argument

Given: TypeAlias = Argument | Sequence[Argument]
"""A list is an array, in brackets."""

_INT32: Final = 1 << 31
_INT64: Final = 1 << 63


def write_message(address: str, *arguments: Given) -> bytes:
    """A message. Whole numbers are i, or h where they need it; others f; texts s; bytes a blob; None is N.

    ValueError for a whole number of more than 64 bits and for a null character in a text.
    """
    tags, content = ",", b""
    for given in arguments:
        if isinstance(given, (list, tuple)):
            inner = [_encode(each) for each in given]
            tags += f"[{''.join(tag for tag, _ in inner)}]"
            content += b"".join(part for _, part in inner)
        else:
            tag, part = _encode(given)  # type: ignore[arg-type]
            tags += tag
            content += part
    return _text(address) + _text(tags) + content


def write_bundle(packets: Sequence[bytes], due: int = IMMEDIATELY) -> bytes:
    """A bundle of messages or bundles, for the time of this tag."""
    elements = (struct.pack(">i", len(packet)) + packet for packet in packets)
    return b"#bundle\0" + struct.pack(">Q", due) + b"".join(elements)


def _encode(given: Argument) -> tuple[str, bytes]:
    """Type tag and bytes of one argument."""
    if given is None or isinstance(given, bool):
        return "N" if given is None else "T" if given else "F", b""
    if isinstance(given, str):
        return "s", _text(given)
    if isinstance(given, bytes):
        return "b", struct.pack(">i", len(given)) + given + b"\0" * (-len(given) % 4)
    if not isinstance(given, int):
        try:
            return "f", struct.pack(">f", given)
        except OverflowError:
            return "d", struct.pack(">d", given)
    if -_INT32 <= given < _INT32:
        return "i", struct.pack(">i", given)
    if -_INT64 <= given < _INT64:
        return "h", struct.pack(">q", given)
    raise ValueError("a whole number of more than 64 bits")


def _text(text: str) -> bytes:
    """An OSC string: at least one null, up to a multiple of 4 bytes. What UTF-8 has not, as in the name of a file that
    was named in another encoding, is a question mark.
    """
    encoded = text.encode(errors="replace")
    if b"\0" in encoded:
        raise ValueError("a null character ends a text")
    return encoded + b"\0" * (4 - len(encoded) % 4)
