"""Framing: where one OSC packet ends and the next begins in a stream of bytes, as over TCP.

In: bytes as they come. Out: packets; and packets as bytes to send. SLIP with an END at both ends (OSC 1.1; RFC 1055),
or a size of 32 bits before each packet (OSC 1.0). Pure; any process.
"""

import struct
from collections.abc import Callable
from typing import Final, Literal, Protocol

from engine.controls.osc.packet import LARGEST

Kind = Literal["slip", "size"]

_END: Final = b"\xc0"
_ESC: Final = b"\xdb"
_ESC_END: Final = b"\xdb\xdc"
_ESC_ESC: Final = b"\xdb\xdd"


class Decoder(Protocol):
    """One direction of one connection."""

    def feed(self, content: bytes) -> list[bytes]:
        """The packets that are complete now. ValueError: this is no such stream, nothing more will come of it."""
        ...


class SlipDecoder:
    """Takes packets out of a stream of SLIP. One of more than 64 KiB is passed over, and counted in `lost`."""

    def __init__(self) -> None:
        self.lost = 0
        self._open = b""
        self._passing = False

    def feed(self, content: bytes) -> list[bytes]:
        """The packets that are complete now; empty ones, as between two ENDs, are none."""
        packets = []
        *closed, rest = content.split(_END)
        for part in closed:
            packet = self._open + part
            if self._passing or len(packet) > 2 * LARGEST:
                self.lost += 1
            elif packet:
                packets.append(unescape(packet))
            self._open, self._passing = b"", False
        self._open = b"" if self._passing else self._open + rest
        if len(self._open) > 2 * LARGEST:
            self._open, self._passing = b"", True
        return packets


class SizeDecoder:
    """Takes packets out of a stream in which each comes behind its size."""

    def __init__(self) -> None:
        self._open = b""

    def feed(self, content: bytes) -> list[bytes]:
        """The packets that are complete now. ValueError for a size below 0 or above 64 KiB."""
        packets, self._open, place = [], self._open + content, 0
        while len(self._open) >= place + 4:
            (size,) = struct.unpack_from(">i", self._open, place)
            if not 0 <= size <= LARGEST:
                raise ValueError(f"a packet of {size} bytes is announced")
            if len(self._open) < place + 4 + size:
                break
            packets.append(self._open[place + 4 : place + 4 + size])
            place += 4 + size
        self._open = self._open[place:]
        return packets


def guess(first: bytes) -> Kind:
    """The framing of a stream by its first byte: a size begins with 0, SLIP with an END or with the packet itself."""
    return "size" if first[:1] == b"\0" else "slip"


def write_slip(packet: bytes) -> bytes:
    """A packet in SLIP, with an END at both ends."""
    return _END + packet.replace(_ESC, _ESC_ESC).replace(_END, _ESC_END) + _END


def unescape(packet: bytes) -> bytes:
    """A packet out of SLIP, without its ENDs. What was escaped for no reason stays as it is, as in RFC 1055."""
    return packet.replace(_ESC_END, _END).replace(_ESC_ESC, _ESC)


def write_size(packet: bytes) -> bytes:
    """A packet behind its size."""
    return struct.pack(">i", len(packet)) + packet


DECODERS: Final[dict[Kind, Callable[[], Decoder]]] = {"slip": SlipDecoder, "size": SizeDecoder}
WRITERS: Final[dict[Kind, Callable[[bytes], bytes]]] = {"slip": write_slip, "size": write_size}
