"""OSC over TCP: liblo's oscsend, SLIP by hand, and strangers who say nonsense, nothing, or never read.

In: connections on the loopback. Out: settings, bounds. Runs in the test process; oscsend is a child.
"""

import socket
import subprocess
from collections.abc import Iterator

import pytest
from venue import wait_until

from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Control, Setting
from engine.controls.osc import OscServer
from engine.controls.osc.framing import DECODERS, WRITERS, Kind
from engine.controls.osc.tcp import MOST
from engine.controls.osc.writing import write_message
from engine.errors import DeviceError

SPEED = Setting("/pulse/speed", 3.5, 0.0)


@pytest.fixture
def server() -> Iterator[OscServer]:
    server = OscServer(CATALOGUE, port=0, tcp_port=0)
    yield server
    server.close()


@pytest.fixture
def lines(server: OscServer) -> Iterator[list[socket.socket]]:
    """Connections that a test has made, closed at its end."""
    opened: list[socket.socket] = []
    yield opened
    for line in opened:
        line.close()


def call(server: OscServer, lines: list[socket.socket]) -> socket.socket:
    assert server.tcp_port is not None
    lines.append(socket.create_connection((server.host, server.tcp_port), timeout=30.0))
    return lines[-1]


def controls(server: OscServer) -> list[Control]:
    return wait_until(lambda: server.poll(0.0), what="what was sent")


def test_oscsend_speaks_tcp_with_sizes(server: OscServer) -> None:
    subprocess.run(
        ["oscsend", f"osc.tcp://{server.host}:{server.tcp_port}", "/pulse/speed", "f", "3.5"], check=True, timeout=60
    )
    assert controls(server) == [SPEED]


@pytest.mark.parametrize("kind", ["slip", "size"])
def test_both_framings_are_understood_and_answered_in_kind(
    server: OscServer, lines: list[socket.socket], kind: Kind
) -> None:
    line = call(server, lines)
    line.sendall(WRITERS[kind](write_message("/pulse/speed", 3.5)) + WRITERS[kind](write_message("/node/size")))
    assert controls(server) == [SPEED]
    (question,) = server.requests
    answer = write_message("/node/size", 1.0)
    assert server.send(question.peer, answer)
    assert DECODERS[kind]().feed(line.recv(1000)) == [answer]


def test_a_message_that_comes_byte_by_byte_is_one(server: OscServer, lines: list[socket.socket]) -> None:
    line = call(server, lines)
    *most, last = (bytes([byte]) for byte in WRITERS["slip"](write_message("/pulse/speed", 3.5)))
    for byte in most:
        line.sendall(byte)
        assert server.poll(0.0) == []
    line.sendall(last)
    assert controls(server) == [SPEED]


def test_who_goes_is_forgotten_and_who_comes_again_is_heard(server: OscServer, lines: list[socket.socket]) -> None:
    for _ in range(3):
        line = call(server, lines)
        line.sendall(WRITERS["size"](write_message("/pulse/speed", 3.5)))
        assert controls(server) == [SPEED]
        assert server._tcp is not None
        line.close()
        wait_until(lambda: not server.poll(0.0) and not server._tcp.peers, what="the end of the connection")


@pytest.mark.parametrize(
    "nonsense", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\0\0\0\xffgarbage", b"\0" * 50, b"\xc0" * 50]
)
def test_nonsense_harms_nobody(server: OscServer, lines: list[socket.socket], nonsense: bytes) -> None:
    good, bad = call(server, lines), call(server, lines)
    bad.sendall(nonsense)
    good.sendall(WRITERS["slip"](write_message("/pulse/speed", 3.5)))
    assert controls(server) == [SPEED]


def test_a_size_that_cannot_be_ends_the_connection(server: OscServer, lines: list[socket.socket]) -> None:
    line = call(server, lines)
    line.sendall(b"\0\xff\xff\xff")
    wait_until(lambda: server.poll(0.0) or (server._tcp and not server._tcp.peers and server._tcp), what="its end")
    assert line.recv(10) == b""


def test_connections_are_bounded_and_silent_ones_make_way(server: OscServer, lines: list[socket.socket]) -> None:
    for _ in range(2 * MOST):
        call(server, lines)
        server.poll(0.0)
    assert server._tcp is not None
    wait_until(lambda: server.poll(0.0) or len(server._tcp.peers) == MOST, what="the connections")
    lines[-1].sendall(WRITERS["slip"](write_message("/pulse/speed", 3.5)))
    assert controls(server) == [SPEED]


def test_who_never_reads_lets_us_keep_little_and_wait_for_nothing(
    server: OscServer, lines: list[socket.socket]
) -> None:
    line = call(server, lines)
    line.sendall(WRITERS["slip"](write_message("/node/size")))
    wait_until(lambda: server.poll(0.0) or server.requests, what="the question")
    peer = server.requests[0].peer
    blob = write_message("/blob", b"x" * 30_000)
    taken = 0
    while server.send(peer, blob):
        taken += 1
        assert taken < 10_000
    assert server._tcp is not None and len(server._tcp._open[peer].waiting) < 1 << 18


def test_a_port_in_use_says_how_to_choose_another(server: OscServer) -> None:
    with pytest.raises(DeviceError, match=f"tcp_port = {(server.tcp_port or 0) % 65535 + 1} under"):
        OscServer(CATALOGUE, port=0, tcp_port=server.tcp_port)
