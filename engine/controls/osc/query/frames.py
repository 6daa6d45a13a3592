"""How the show and the process of OSCQuery speak with each other: frames of a kind, a number and bytes.

In: bytes of a stream. Out: frames; and frames as bytes.
Pure; both processes.
"""

import json
import struct
from typing import Any, Final, NamedTuple

DESCRIPTION: Final = b"D"
"""To the process: the nodes and the host's information, as JSON."""

PACKET: Final = b"P"
"""An OSC packet: values to the process; to the show, what the WebSocket of this number has sent."""

LISTENING: Final = b"L"
"""To the show: the addresses that somebody listens to, as JSON."""

READY: Final = b"R"
"""To the show: it serves, at the port of this number."""

TROUBLE: Final = b"T"
"""To the show: something that a person should know, as text."""

HELLO: Final = b"H"
"""To the show, first of all: the secret that the process was given."""

_HEADER = struct.Struct(">cII")
LARGEST: Final = 1 << 22


class Frame(NamedTuple):
    """One of the kinds above."""

    kind: bytes
    number: int
    content: bytes

    @property
    def said(self) -> Any:
        """The content as JSON. ValueError."""
        return json.loads(self.content)


def write_frame(kind: bytes, content: bytes = b"", number: int = 0) -> bytes:
    """A frame as bytes."""
    return _HEADER.pack(kind, number, len(content)) + content


def write_json(kind: bytes, said: object) -> bytes:
    """A frame with JSON."""
    return write_frame(kind, json.dumps(said, separators=(",", ":")).encode())


class FrameReader:
    """Takes frames out of a stream."""

    def __init__(self) -> None:
        self._open = b""

    def feed(self, content: bytes) -> list[Frame]:
        """The frames that are complete now. ValueError for one that is too large."""
        frames, place = [], 0
        self._open += content
        while len(self._open) >= place + _HEADER.size:
            kind, number, size = _HEADER.unpack_from(self._open, place)
            if size > LARGEST:
                raise ValueError(f"a frame of {size} bytes is announced")
            end = place + _HEADER.size + size
            if len(self._open) < end:
                break
            frames.append(Frame(kind, number, self._open[end - size : end]))
            place = end
        self._open = self._open[place:]
        return frames
