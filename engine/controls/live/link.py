"""The two ports that lead to AbletonOSC: it listens on one of Live's machine, and answers to one of this machine.

In: datagrams from Live's machine. Out: facts; questions as datagrams.
Main process, polled by the frame loop; a socket that never blocks, no thread.
"""

import errno
import ipaddress
import socket
import sys
from collections.abc import Iterator

from engine.controls.live.facts import Fact, read_fact
from engine.controls.live.questions import Message
from engine.controls.osc import packet
from engine.controls.osc.sockets import LOOPBACK, RECEIVE_BUFFER
from engine.controls.osc.writing import write_message
from engine.errors import DeviceError

LISTEN_PORT = 11000
REPLY_PORT = 11001
"""AbletonOSC's own ports (its constants.py): it answers to this one whatever port it was asked from."""

# One poll's work is bounded; what is left stays in the socket.
_DATAGRAMS = 512
_BYTES = 1 << 16


class Link:
    """An open reply port. host, port: where Live is asked. reply_port: 0 takes a free one.

    received: datagrams from Live; malformed: those and their messages that are not OSC, or tell nothing; ignored:
    datagrams from machines that are not Live's; dropped: questions that could not be sent. DeviceError when there is
    no such host or the port cannot be opened.
    """

    def __init__(self, host: str = LOOPBACK, port: int = LISTEN_PORT, reply_port: int = REPLY_PORT) -> None:
        self.received = self.malformed = self.ignored = self.dropped = 0
        self.host, self.port = host, port
        self._live = (_resolve(host), port)
        loopback = ipaddress.ip_address(self._live[0]).is_loopback
        self._trusted = {self._live[0], LOOPBACK}
        self._socket = _open(LOOPBACK if loopback else "0.0.0.0", reply_port)
        self.reply_port = int(self._socket.getsockname()[1])

    def receive(self) -> Iterator[Fact]:
        """What has come since the last call. Never blocks, never raises for what it was sent."""
        size = 0
        for _ in range(_DATAGRAMS):
            datagram = self._next() if size < _BYTES else None
            if datagram is None:
                return
            size += len(datagram) + 64
            yield from self._read(datagram)

    def send(self, message: Message) -> None:
        """Ask or tell Live something. Where the network is down nothing is sent."""
        address, arguments = message
        try:
            self._socket.sendto(write_message(address, *arguments), self._live)
        except OSError:  # the network is down, or its queue is full: Live is asked again
            self.dropped += 1

    def close(self) -> None:
        """Close the port. What is received later is nothing."""
        self._socket.close()

    def _next(self) -> bytes | None:
        try:
            datagram, sender = self._socket.recvfrom(packet.LARGEST)
        except OSError as error:
            # Windows reports here that nobody listens where Live should be; all else is "nothing there".
            return b"" if error.errno == errno.ECONNRESET else None
        if sender[0] in self._trusted:
            return datagram
        self.ignored += 1
        return b""

    def _read(self, datagram: bytes) -> Iterator[Fact]:
        if not datagram:
            return
        self.received += 1
        try:
            messages = packet.split(datagram)
        except ValueError:
            self.malformed += 1
            return
        for message, _ in messages:
            fact = read(message)
            if fact is None:
                self.malformed += 1
            else:
                yield fact


def read(message: bytes) -> Fact | None:
    """The fact of one message; None when it is malformed or tells nothing."""
    try:
        return read_fact(*packet.parse(message))
    except ValueError:
        return None


def _resolve(host: str) -> str:
    """The IPv4 address of a host: AbletonOSC knows no other. Looked up once, since to look up can take seconds."""
    try:
        return str(socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)[0][4][0])
    except (OSError, UnicodeError) as error:
        raise DeviceError(
            f"there is no machine {host!r} on which Live could be asked ({error}). Write its address, as its network "
            f'settings show it: [live] host = "192.168.1.20" in the rig file, or --live 192.168.1.20'
        ) from error


def _open(address: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if sys.platform == "win32":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        opened.setblocking(False)
        opened.bind((address, port))
    except OSError as error:
        opened.close()
        raise DeviceError(
            f"port {port}, to which AbletonOSC answers, cannot be opened ({error.strerror or error}). Another program "
            "on this machine listens to AbletonOSC there, or another Asterism: end it, or leave Live to it"
        ) from error
    return opened
