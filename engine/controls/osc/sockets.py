"""Opening sockets that never block, and saying what to do where one cannot be opened.

In: a host and a port. Out: an open socket, or a DeviceError for a person.
Main process, at the start.
"""

import errno
import socket
import sys

from engine.errors import DeviceError

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 9000

RECEIVE_BUFFER = 1 << 21
"""Bytes that wait while a frame takes long; the system may grant less. The newest that does not fit is lost."""

_HOW = f'Choose with --osc-host and --osc-port, or in the rig file: [osc] host = "{LOOPBACK}", port = {DEFAULT_PORT}.'
_HOW_TCP = "Choose another one in the rig file: tcp_port under [osc]."


def open_udp(host: str, port: int) -> socket.socket:
    """A UDP socket at an address of this machine; port 0 takes a free one. DeviceError."""
    return _open(host, port, socket.SOCK_DGRAM)


def open_tcp(host: str, port: int) -> socket.socket:
    """A TCP socket that listens at an address of this machine; port 0 takes a free one. DeviceError."""
    opened = _open(host, port, socket.SOCK_STREAM)
    opened.listen(16)
    return opened


def _open(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    name = "UDP" if kind == socket.SOCK_DGRAM else "TCP"
    if not 0 <= port <= 65535:  # getaddrinfo would take it modulo 65536
        raise DeviceError(f"there is no {name} port {port}: they go from 1 to 65535. {_HOW}")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=kind)[0]
        opened = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise DeviceError(f"there is no address {host!r} to listen to OSC on ({error}). {_HOW}") from error
    try:
        if sys.platform == "win32":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif name == "TCP":  # what is left of connections before does not keep the port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        opened.setblocking(False)
        opened.bind(place)
    except OSError as error:
        opened.close()
        raise DeviceError(_explain(host, port, name, error)) from error
    return opened


def _explain(host: str, port: int, name: str, error: OSError) -> str:
    code = error.errno
    what = "OSC port" if name == "UDP" else "OSC port over TCP"
    if code in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE), errno.EACCES) and port >= 1024:
        other = port % 65535 + 1
        choose = f"--osc-port {other}, or port = {other} under [osc] in the rig file."
        return (
            f"{what} {port} on {host} is in use by another program, perhaps another Asterism. "
            f"Choose another one: {choose if name == 'UDP' else f'tcp_port = {other} under [osc] in the rig file.'}"
        )
    how = _HOW if name == "UDP" else _HOW_TCP
    if code == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine, so OSC cannot be received there. {_HOW}"
    return f"{what} {port} on {host} cannot be opened ({error}). {how}"
