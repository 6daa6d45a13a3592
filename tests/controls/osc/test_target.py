"""Fixed targets: told over UDP and TCP, found by name, found again; one that is not there costs nothing.

In: targets, real sockets, liblo's oscdump. Out: what arrives. Runs in the test process; oscdump is a child.
"""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
from controls.osc.desk import Desk
from venue import wait_until

from engine.controls.osc.framing import DECODERS, WRITERS, Kind
from engine.controls.osc.packet import Argument, parse
from engine.controls.osc.target import Target, TcpLine
from engine.controls.osc.writing import write_message

Opened = Callable[..., Desk]


@pytest.fixture
def open_desk() -> Iterator[Opened]:
    opened: list[Desk] = []

    def open_desk(*targets: Target, **options: bool) -> Desk:
        opened.append(Desk(targets, **options))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.close()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.setblocking(False)
        yield opened


@pytest.fixture
def hall() -> Iterator[socket.socket]:
    """A TCP server of another program."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        opened.settimeout(30.0)
        yield opened


def heard(listener: socket.socket) -> list[tuple[str, tuple[Argument, ...]]]:
    found = []
    while True:
        try:
            found.append(parse(listener.recv(1 << 16)))
        except BlockingIOError:
            return found


def port(opened: socket.socket) -> int:
    return int(opened.getsockname()[1])


def test_a_target_hears_what_was_chosen_from_our_port(open_desk: Opened, listener: socket.socket) -> None:
    desk = open_desk(Target("127.0.0.1", port(listener), ("/color/hue", "/asterism/kick")))
    desk.frame()
    content, sender = listener.recvfrom(100)
    assert parse(content) == ("/color/hue", (0.0,)) and sender == ("127.0.0.1", desk.server.port)
    desk.signals["brain/kick"] = 0.5
    desk.frame()
    assert heard(listener) == [("/asterism/kick", (0.5,))]


def test_the_rate_is_the_targets_own(open_desk: Opened, listener: socket.socket) -> None:
    desk = open_desk(Target("127.0.0.1", port(listener), ("/color/hue",), rate_hz=10.0))
    for step in range(120):
        desk.set("/color/hue", step / 240.0)
        desk.frame()
    assert 19 <= len(heard(listener)) <= 22


def test_a_target_hears_nothing_of_its_own(open_desk: Opened, listener: socket.socket) -> None:
    desk = open_desk(Target("127.0.0.1", port(listener), ("/color/*",)))
    desk.frame()
    heard(listener)
    listener.sendto(write_message("/color/hue", 0.25), ("127.0.0.1", desk.server.port))
    desk.until(lambda: desk.board.value("/color/hue") == 0.25, "the value")
    desk.frames(0.2)
    assert heard(listener) == []


def test_a_name_is_looked_up_aside(open_desk: Opened, listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def slow(host: str, *given: object, **options: object) -> object:
        if host != "lights.club":
            return look_up(host, *given, **options)  # type: ignore[arg-type]
        if options.get("flags"):
            raise socket.gaierror("not a number")
        time.sleep(0.2)
        return look_up("127.0.0.1", *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    desk = open_desk(Target("lights.club", port(listener), ("/color/hue",)))
    desk.until(lambda: heard(listener), "the target")


@pytest.mark.parametrize(
    "target",
    [
        Target("127.0.0.1", 9),
        Target("192.0.2.1", 7000),
        Target("::1", 9),
        Target("no.such.host.invalid", 7000),
        Target("x" * 300, 7000),
        Target("127.0.0.1", 9, transport="tcp"),
        Target("192.0.2.1", 7000, transport="tcp"),
        Target("no.such.host.invalid", 7000, transport="tcp"),
    ],
    ids=str,
)
def test_a_target_that_is_not_there_costs_nothing(open_desk: Opened, target: Target) -> None:
    desk = open_desk(target)
    for step in range(90):
        desk.set("/color/hue", step / 240.0)
        desk.frame()
    assert desk.board.value("/color/hue") == pytest.approx(89 / 240.0)


def test_our_own_port_is_no_target(open_desk: Opened, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        free = port(taken)
    desk = Desk([Target("127.0.0.1", free)])
    try:
        desk.server.port = free  # as if it had been chosen
        desk.frame()
        assert desk.outgoing.clients == []
        assert "this show itself" in caplog.text
    finally:
        desk.close()


@pytest.mark.parametrize("kind", ["slip", "size"])
def test_a_target_over_tcp_hears_and_is_heard(open_desk: Opened, hall: socket.socket, kind: Kind) -> None:
    desk = open_desk(Target("127.0.0.1", port(hall), ("/color/hue",), transport="tcp", framing=kind))
    desk.frame()
    line, _ = hall.accept()
    with line:
        line.setblocking(False)
        decoder, told = DECODERS[kind](), []

        def read() -> bool:
            try:
                told.extend(map(parse, decoder.feed(line.recv(1000))))
            except BlockingIOError:
                return False
            return True

        desk.until(read, "the first value")
        line.sendall(WRITERS[kind](write_message("/color/hue", 0.25)))
        desk.until(lambda: desk.board.value("/color/hue") == 0.25, "its value")
        desk.frames(0.1)
        assert not read() and told == [("/color/hue", (0.0,))]


def test_a_target_that_comes_again_is_told_everything_again(open_desk: Opened, hall: socket.socket) -> None:
    desk = open_desk(Target("127.0.0.1", port(hall), ("/color/hue",), transport="tcp"))
    for line_desk in desk.server.lines:
        assert isinstance(line_desk, TcpLine)
        line_desk._clock = lambda: desk.t
    for _ in range(3):
        desk.frame()
        line, _ = hall.accept()
        with line:
            line.setblocking(False)
            told = []

            def read(line: socket.socket = line, told: list[bytes] = told) -> bool:
                try:
                    told.append(line.recv(1000))
                except BlockingIOError:
                    return False
                return True

            desk.until(read, "the value")
            assert DECODERS["slip"]().feed(told[0]) == [write_message("/color/hue", 0.0)]
        desk.until(lambda: desk.server.lines[0].peer is None, "the end")
        desk.t += 3.0


def test_oscdump_is_a_target_over_tcp(open_desk: Opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = port(taken)
    dump = subprocess.Popen(["stdbuf", "-oL", "oscdump", f"osc.tcp://:{free}"], stdout=subprocess.PIPE, text=True)
    try:
        desk = open_desk(Target("127.0.0.1", free, ("/color/hue",), transport="tcp", framing="size"))
        desk.server.lines[0]._clock = lambda: desk.t  # type: ignore[union-attr]
        desk.until(lambda: _advance(desk), "oscdump")
        assert dump.stdout is not None
        assert dump.stdout.readline().split(" ", 1)[1].strip() == "/color/hue f 0.000000"
    finally:
        dump.kill()
        dump.communicate()


def _advance(desk: Desk) -> bool:
    desk.t += 0.5
    return desk.server.lines[0].peer is not None


def test_a_target_that_never_reads_lets_little_wait(hall: socket.socket) -> None:
    line = TcpLine(Target("127.0.0.1", port(hall), transport="tcp"))
    wait_until(lambda: line.receive() or line.peer, what="the connection")
    sent = 0
    while line.send(write_message("/a", b"x" * 30_000)):
        sent += 1
        assert sent < 10_000
    line.close()
