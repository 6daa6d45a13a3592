"""OSCQuery's port under real clients and strangers: HTTP, WebSocket, garbage, slowness, crowds.

In: urllib, websockets' own client, raw sockets. Out: answers, values, bounds. Runs in the test process; asyncio.
"""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus

from engine.controls.catalogue import CATALOGUE
from engine.controls.osc.packet import parse
from engine.controls.osc.query import serving as module
from engine.controls.osc.query.nodes import describe_nodes
from engine.controls.osc.query.serving import Serving, is_welcome
from engine.controls.osc.query.tree import MOST_CONNECTIONS, Tree
from engine.controls.osc.writing import write_message


class Hall:
    """A port that serves, and what came through it."""

    def __init__(self) -> None:
        tree = Tree(describe_nodes(CATALOGUE, 4), {"NAME": "Asterism", "OSC_PORT": 9000})
        self.forwarded: list[tuple[int, bytes]] = []
        self.listened: list[set[str]] = []
        self.serving = Serving(
            tree, lambda *sent: self.forwarded.append(sent), lambda: self.listened.append(self.serving.listened)
        )
        self.port = 0

    def tell(self, address: str, value: float) -> None:
        self.serving.tell(address, (value,), write_message(address, value))

    async def get(self, target: str, **headers: str) -> tuple[int, Any]:
        def ask() -> tuple[int, Any]:
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}{target}", headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    content = answer.read()
                    return answer.status, json.loads(content) if content else None
            except urllib.error.HTTPError as error:
                return error.code, None

        return await asyncio.to_thread(ask)

    async def raw(self, sent: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        try:
            return await asyncio.wait_for(reader.read(), 30)
        except ConnectionError:
            return b""
        finally:
            writer.close()


def serve(test: Callable[[Hall], Awaitable[None]]) -> None:
    """Run a test with a hall."""

    async def run() -> None:
        hall = Hall()
        server = await hall.serving.open("127.0.0.1", 0)
        hall.port = next(iter(server.sockets)).getsockname()[1]
        try:
            await asyncio.wait_for(test(hall), 60)
        finally:
            server.close()
            await server.wait_closed()

    asyncio.run(run())


async def until(reached: Callable[[], object]) -> None:
    while not reached():
        await asyncio.sleep(0.005)


def listen(path: str, word: str = "LISTEN") -> str:
    return json.dumps({"COMMAND": word, "DATA": path})


def test_an_http_client_reads_the_tree() -> None:
    async def test(hall: Hall) -> None:
        hall.tell("/color/hue", 0.25)
        assert await hall.get("/color/hue?VALUE") == (200, {"VALUE": [0.25]})
        status, everything = await hall.get("/")
        assert status == 200 and everything["CONTENTS"]["color"]["CONTENTS"]["hue"]["VALUE"] == [0.25]
        assert await hall.get("/burst/fire?VALUE") == (204, None)
        assert await hall.get("/nothing") == (404, None)
        assert await hall.get("/color/hue?NONSENSE") == (400, None)
        _, info = await hall.get("/?HOST_INFO")
        assert (info["OSC_PORT"], info["WS_PORT"], info["OSC_IP"]) == (9000, hall.port, "127.0.0.1")

    serve(test)


def test_a_websocket_client_listens_and_ignores() -> None:
    async def test(hall: Hall) -> None:
        hall.tell("/color/hue", 0.25)
        async with connect(f"ws://127.0.0.1:{hall.port}/") as client:
            await client.send(listen("/color/hue"))
            assert parse(await client.recv(decode=False)) == ("/color/hue", (0.25,))  # as it is now
            hall.tell("/color/hue", 0.5)
            hall.tell("/node/size", 2.0)
            assert parse(await client.recv(decode=False)) == ("/color/hue", (0.5,))
            await client.send(listen("/color/hue", "IGNORE"))
            await until(lambda: hall.listened[-1:] == [set()])
            hall.tell("/color/hue", 0.75)
            await client.send(listen("/node"))  # a container: all that is below it
            assert parse(await client.recv(decode=False)) == ("/node/size", (2.0,))
            assert hall.listened[-1] == {path for path in CATALOGUE if path.startswith("/node/")}
        await until(lambda: hall.listened[-1] == set())

    serve(test)


def test_packets_from_a_websocket_reach_the_show_and_are_not_echoed() -> None:
    async def test(hall: Hall) -> None:
        async with connect(f"ws://127.0.0.1:{hall.port}/") as one, connect(f"ws://127.0.0.1:{hall.port}/") as two:
            for client in (one, two):
                await client.send(listen("/color/hue"))
            await until(
                lambda: len(hall.serving._listeners) == 2 and all(x.paths for x in hall.serving._listeners.values())
            )
            packet = write_message("/color/hue", 0.5)
            await one.send(packet)
            await until(lambda: hall.forwarded)
            (number, sent), *_ = hall.forwarded
            assert sent == packet and number in hall.serving._listeners
            hall.tell("/color/hue", 0.5)
            assert parse(await two.recv(decode=False)) == ("/color/hue", (0.5,))
            hall.tell("/color/hue", 0.25)
            assert parse(await one.recv(decode=False)) == ("/color/hue", (0.25,))

    serve(test)


def test_a_tree_that_grows_is_told() -> None:
    async def test(hall: Hall) -> None:
        async with connect(f"ws://127.0.0.1:{hall.port}/") as client:
            await client.send(listen("/color/hue"))
            await until(lambda: hall.listened)
            hall.tell("/color/hue", 0.25)
            await client.recv()
            nodes = {**hall.serving.tree.nodes, "/effect/new/mix": {"ACCESS": 3, "TYPE": "f"}}
            hall.serving.adopt(Tree(nodes, {}), [("PATH_ADDED", "/effect/new/mix")])
            assert json.loads(await client.recv()) == {"COMMAND": "PATH_ADDED", "DATA": "/effect/new/mix"}
        assert (await hall.get("/effect/new/mix?TYPE"))[1] == {"TYPE": "f"}
        assert (await hall.get("/color/hue?VALUE"))[1] == {"VALUE": [0.25]}

    serve(test)


GARBAGE = [
    b"\0" * 100,
    b"\xff\xfe\xfd\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 1000,
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n",
    b"/color/hue\0\0,f\0\0\0\0\0\0",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]


def test_garbage_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.3)

    async def test(hall: Hall) -> None:
        for garbage in GARBAGE:
            answer = await hall.raw(garbage)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), garbage[:40]
        assert (await hall.get("/color/hue?TYPE"))[0] == 200

    serve(test)


def test_nonsense_over_the_websocket_harms_nobody() -> None:
    async def test(hall: Hall) -> None:
        async with connect(f"ws://127.0.0.1:{hall.port}/") as client:
            for nonsense in (
                "",
                "{",
                "[]",
                listen("/nothing"),
                listen("color"),
                "x" * 60_000,
                b"",
                b"\0" * 99,
                b"#bundle",
            ):
                await client.send(nonsense)
            await client.send(listen("/color/hue"))
            await until(lambda: hall.listened and hall.listened[-1] == {"/color/hue"})
            with pytest.raises(ConnectionClosed):
                await client.send(b"x" * 200_000)
                await client.recv()
        assert (await hall.get("/color/hue?TYPE"))[0] == 200

    serve(test)


def test_who_says_nothing_is_shut_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.3)

    async def test(hall: Hall) -> None:
        async def dawdle(first: bytes) -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
            writer.write(first)
            try:
                for _ in range(200):  # a header that never ends
                    if reader.at_eof():
                        break
                    writer.write(b"X")
                    await asyncio.sleep(0.02)
                return await asyncio.wait_for(reader.read(), 10)
            except ConnectionError:
                return b""
            finally:
                writer.close()

        await asyncio.gather(*(dawdle(first) for first in (b"", b"GET / HTTP/1.1\r\nX-a: ")))
        await until(lambda: not hall.serving._connections)

    serve(test)


def test_a_crowd_is_bounded_and_the_port_serves_on() -> None:
    async def test(hall: Hall) -> None:
        clients = []
        refused = 0
        for _ in range(MOST_CONNECTIONS + 40):
            try:
                client = await connect(f"ws://127.0.0.1:{hall.port}/", open_timeout=10)
                clients.append(client)
            except (OSError, ConnectionClosed, InvalidStatus, EOFError, Exception):
                refused += 1
        assert len(clients) == MOST_CONNECTIONS and refused == 40
        for client in clients[:5]:
            await client.close()
        await until(lambda: len(hall.serving._connections) <= MOST_CONNECTIONS - 5)
        assert (await hall.get("/color/hue?TYPE"))[0] == 200
        for client in clients:
            client.transport.abort()

    serve(test)


def test_a_listener_that_never_reads_holds_nobody_up() -> None:
    async def test(hall: Hall) -> None:
        async with (
            connect(f"ws://127.0.0.1:{hall.port}/", max_queue=1) as lazy,
            connect(f"ws://127.0.0.1:{hall.port}/") as keen,
        ):
            for client in (lazy, keen):
                await client.send(listen("/"))
            await until(
                lambda: len(hall.serving._listeners) == 2 and all(x.paths for x in hall.serving._listeners.values())
            )
            for number in range(3000):
                hall.tell("/color/hue", number / 3000.0)
                if number % 100 == 0:
                    await asyncio.sleep(0)
            hall.tell("/color/hue", 0.5)
            while parse(await keen.recv(decode=False)) != ("/color/hue", (0.5,)):
                pass
            assert all(len(x._packets) <= 1 for x in hall.serving._listeners.values())
            lazy.transport.abort()

    serve(test)


@pytest.mark.parametrize(
    ("headers", "welcome"),
    [
        ({"Host": "127.0.0.1:9000"}, True),
        ({"Host": "10.0.0.5:9000", "Origin": "http://10.0.0.5:9000"}, True),
        ({"Host": "127.0.0.1:9000", "Origin": "http://localhost:3000"}, True),
        ({"Host": "127.0.0.1:9000", "Origin": "http://[::1]:3000"}, True),
        ({"Host": "127.0.0.1:9000", "Origin": "https://example.org"}, False),
        ({"Host": "example.org:9000", "Origin": "http://example.org:9000"}, False),
        ({"Host": "127.0.0.1:9000", "Origin": "null"}, False),
        ({"Host": "127.0.0.1:9000", "Origin": "http://[bad"}, False),
        ({}, True),
    ],
)
def test_web_pages_of_others_are_not_welcome(headers: dict[str, str], welcome: bool) -> None:
    assert is_welcome(Headers(headers)) == welcome


def test_a_strange_page_gets_neither_tree_nor_websocket() -> None:
    async def test(hall: Hall) -> None:
        assert await hall.get("/", Origin="https://example.org") == (403, None)
        with pytest.raises(InvalidStatus):
            await connect(f"ws://127.0.0.1:{hall.port}/", origin="https://example.org")  # type: ignore[arg-type]

    serve(test)
