"""The process of OSCQuery as the show has it: started late, fed, started again, found by zeroconf, never in the way.

In: a desk, real clients, a process that is killed, stopped, or cannot serve. Out: what clients find, what a VJ is told.
Runs in the test process; each process of OSCQuery is ended through its handle.
"""

import json
import logging
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from controls.osc.desk import UNITS, Desk
from venue import wait_until
from websockets.sync.client import connect
from zeroconf import ServiceBrowser, Zeroconf

from engine.controls.catalogue import CATALOGUE
from engine.controls.osc.client import Client
from engine.controls.osc.features import LASTING
from engine.controls.osc.packet import parse
from engine.controls.osc.query import handle as module
from engine.controls.osc.query.announcing import Ports, addresses_of, services
from engine.controls.osc.query.handle import Place, Query
from engine.controls.osc.query.nodes import describe_nodes
from engine.controls.osc.writing import write_message
from engine.controls.parameter import Parameter


class Show:
    """A desk with OSCQuery beside it."""

    def __init__(self, port: int = 0) -> None:
        self.desk = Desk()
        server, outgoing = self.desk.server, self.desk.outgoing
        self.catalogue = CATALOGUE
        self.query = Query(
            Place("127.0.0.1", port, server.port),
            lambda: describe_nodes(self.catalogue, UNITS),
            lambda paths: outgoing.extend(self.client, LASTING | paths, 30.0),
            lambda: outgoing.repeat(self.client),
            first_s=0.0,
        )
        self.client = Client("OSCQuery", self.query.send, 30.0, extra=LASTING)
        outgoing.add(self.client)
        server.lines.append(self.query)

    def until(self, reached: Callable[[], object], what: str) -> None:
        self.desk.until(reached, what)

    def ready(self) -> int:
        self.until(lambda: self.query.port, "OSCQuery")
        assert self.query.port is not None
        return self.query.port

    def get(self, target: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.query.port}{target}", timeout=30) as answer:
            content = answer.read()
            return json.loads(content) if content else None

    def has(self, target: str, expected: object) -> Callable[[], bool]:
        """Whether it answers so; the show runs meanwhile."""
        return lambda: bool(self.get(target) == expected)

    def close(self) -> None:
        self.desk.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[Show]:
    """One show for all tests that leave it as it was."""
    show = Show()
    show.ready()
    yield show
    show.close()


@pytest.fixture
def open_show() -> Iterator[Callable[..., Show]]:
    opened: list[Show] = []

    def open_show(**options: Any) -> Show:
        opened.append(Show(**options))
        return opened[-1]

    yield open_show
    for show in opened:
        show.close()


def test_values_of_the_show_are_found(shared: Show) -> None:
    shared.desk.set("/node/size", 2.5)
    shared.until(shared.has("/node/size?VALUE", {"VALUE": [2.5]}), "the value")
    shared.desk.signals["ear/level"] = 0.5
    shared.until(shared.has("/asterism/level?VALUE", {"VALUE": [0.5]}), "the feature")
    info = shared.get("/?HOST_INFO")
    assert (info["NAME"], info["OSC_PORT"], info["OSC_TRANSPORT"]) == ("Asterism", shared.desk.server.port, "UDP")


def test_a_websocket_turns_parameters_and_hears_what_others_turn(shared: Show) -> None:
    with connect(f"ws://127.0.0.1:{shared.query.port}/") as client:
        client.send(json.dumps({"COMMAND": "LISTEN", "DATA": "/color/hue"}))
        client.send(write_message("/color/hue", 0.25))
        shared.until(lambda: shared.desk.board.value("/color/hue") == 0.25, "the packet")
        assert str(next(reversed(shared.desk.monitor._newest.values())).sender).startswith("OSCQuery ")
        shared.desk.set("/color/hue", -0.25)

        def told() -> bool:
            try:
                return parse(client.recv(timeout=0, decode=False)) == ("/color/hue", (-0.25,))
            except TimeoutError:
                return False

        shared.until(told, "what another hand did")
        client.send(json.dumps({"COMMAND": "LISTEN", "DATA": "/asterism/unit/3"}))
        shared.until(lambda: "/asterism/unit/3" in shared.client.wanted, "the wish")
    shared.until(lambda: "/asterism/unit/3" not in shared.client.wanted, "its end")


def test_what_is_new_in_the_catalogue_is_found(shared: Show) -> None:
    new = Parameter("/effect/new/mix", "float", 0.0, "how much of it there is")
    with connect(f"ws://127.0.0.1:{shared.query.port}/") as client:
        client.send(json.dumps({"COMMAND": "LISTEN", "DATA": "/color/hue"}))
        shared.until(lambda: shared.get("/color/hue?TYPE"), "an answer")
        shared.catalogue = CATALOGUE.extended([new])
        shared.query.describe_anew()
        said: list[Any] = []

        def told() -> bool:
            try:
                said.append(client.recv(timeout=0))
            except TimeoutError:
                return False
            return isinstance(said[-1], str)

        shared.until(told, "the news")
        assert json.loads(said[-1]) == {"COMMAND": "PATH_ADDED", "DATA": "/effect/new/mix"}
    assert shared.get("/effect/new/mix?TYPE") == {"TYPE": "f"}


def test_zeroconf_finds_it_on_the_loopback(shared: Show) -> None:
    found: dict[str, tuple[int | None, list[str]]] = {}

    class Listener:
        def add_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None:
            info = zeroconf.get_service_info(kind, name)
            if info is not None:
                found[kind.partition(".local")[0]] = info.port, info.parsed_addresses()

        def update_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None: ...

        def remove_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None: ...

    zeroconf = Zeroconf(interfaces=["127.0.0.1"])
    try:
        browser = ServiceBrowser(zeroconf, ["_oscjson._tcp.local.", "_osc._udp.local."], listener=Listener())
        expected = {
            "_oscjson._tcp": (shared.query.port, ["127.0.0.1"]),
            "_osc._udp": (shared.desk.server.port, ["127.0.0.1"]),
        }
        shared.until(lambda: found == expected, "the announcements")
        browser.cancel()
    finally:
        zeroconf.close()


def test_announcements_stay_where_the_show_can_be_reached() -> None:
    assert addresses_of("127.0.0.1") == ["127.0.0.1"]
    assert addresses_of("192.168.0.7") == ["192.168.0.7"]
    everywhere = addresses_of("0.0.0.0")
    assert everywhere == ["127.0.0.1"] or "127.0.0.1" not in everywhere
    kinds = {service.type: service.port for service in services("127.0.0.1", Ports(9000, 9001, 9002))}
    assert kinds == {"_oscjson._tcp.local.": 9002, "_osc._udp.local.": 9000, "_osc._tcp.local.": 9001}


def test_a_process_that_dies_is_started_again_and_knows_everything(
    open_show: Callable[..., Show], caplog: pytest.LogCaptureFixture
) -> None:
    show = open_show()
    show.ready()
    show.desk.set("/node/size", 2.5)
    assert show.query.pid is not None
    os.kill(show.query.pid, signal.SIGKILL)
    show.until(lambda: show.query.starts == 2 and show.query.port, "another one")
    show.until(show.has("/node/size?VALUE", {"VALUE": [2.5]}), "the value")
    assert caplog.text.count("starting it again") == 1


def test_a_process_that_hangs_holds_no_frame_up_and_is_ended(
    open_show: Callable[..., Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 1 << 18)
    show = open_show()
    show.ready()
    pid = show.query.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    sent = 0
    while show.query.pid == pid and sent < 1_000_000:
        sent += show.query.send(write_message("/color/hue", 0.5, "x" * 200)) or 1
        if sent % 500 == 0:
            show.desk.frame()
    show.until(lambda: show.query.starts == 2 and show.query.port, "another one")


def test_a_port_that_is_taken_is_told_once_and_tried_again(
    open_show: Callable[..., Show], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(module, "_LONGEST_AGAIN_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        show = open_show(port=port)
        show.until(lambda: show.query.starts >= 2, "the second try")
        assert caplog.text.count(f"OSCQuery cannot be served at port {port}") == 1
        assert "query_port" in caplog.text
    show.until(lambda: show.query.port == port, "the port")


def test_a_package_that_is_not_there_is_told_and_the_show_goes_on(
    open_show: Callable[..., Show], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "websockets").mkdir()
    (tmp_path / "websockets" / "__init__.py").write_text("raise ImportError('not there')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    show = open_show()
    show.until(lambda: "pip install websockets" in caplog.text, "the notice")
    show.desk.frames(1.0)
    assert show.query.starts == 1


def test_a_stranger_at_the_door_is_shut_out(open_show: Callable[..., Show]) -> None:
    show = open_show()
    show.query._due = float("inf")  # nobody is to come but strangers
    for hello in (b"", b"x" * 100, b"H" + b"\0" * 8, b"\xff" * 100):
        with socket.create_connection(show.query._door.getsockname(), timeout=10) as stranger:
            stranger.sendall(hello)
            if not hello:
                stranger.shutdown(socket.SHUT_WR)
            stranger.settimeout(0.0)

            def is_over(stranger: socket.socket = stranger) -> bool:
                try:
                    return stranger.recv(10) == b""
                except BlockingIOError:
                    return False
                except ConnectionError:
                    return True

            show.until(is_over, "its end")
        assert not show.query.send(b"/a")


def test_it_waits_until_the_show_runs(open_show: Callable[..., Show]) -> None:
    show = open_show()
    show.query._first_s = 3600.0
    show.desk.frames(1.0)
    assert show.query.starts == 0 and show.query.pid is None
    assert show.query._due is not None and show.query._due > time.monotonic() + 3000.0


def test_it_ends_with_the_show(open_show: Callable[..., Show]) -> None:
    show = open_show()
    port = show.ready()
    pid = show.query.pid
    assert pid is not None
    show.close()

    def gone() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/?HOST_INFO", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            return True
        return False

    wait_until(gone, what="its end")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
