"""HTTP and WebSocket on one port: bounded in connections, in what each may send, and in how long each may take.

In: requests from anybody. Out: answers of the tree; packets for the show; values for those who listen.
The process of OSCQuery; asyncio.
"""

import asyncio
import contextlib
import ipaddress
import json
import logging
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from engine.controls.osc.packet import LARGEST, Argument, parse, split
from engine.controls.osc.peer import is_loopback
from engine.controls.osc.query.commands import Command, read_command, write_command
from engine.controls.osc.query.listeners import Listener
from engine.controls.osc.query.tree import BAD_REQUEST, MOST_CONNECTIONS, OK, Answer, Tree
from engine.controls.osc.writing import write_message

PATIENCE_S = 5.0
"""How long somebody may take for a request."""

_REASONS = {200: "OK", 204: "No Content", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
_FORBIDDEN = 403
_LARGEST_TEXT = 1 << 12


class Serving:
    """Answers with `tree`, which may be replaced. forward: takes what a WebSocket has sent, with its number.

    changed: is called when somebody begins or ends to listen.
    """

    def __init__(
        self,
        tree: Tree,
        forward: Callable[[int, bytes], None],
        changed: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tree = tree
        self._forward = forward
        self._changed = changed
        self._clock = clock
        self._listeners: dict[int, Listener] = {}
        self._number = 0
        self._connections: set[ServerConnection] = set()

    @property
    def listened(self) -> set[str]:
        """The addresses that somebody listens to."""
        return set().union(*(listener.paths for listener in self._listeners.values()))

    async def open(self, host: str, port: int) -> Server:
        """Serve at an address; port 0 takes a free one. OSError."""
        silent = logging.Logger("asterism.query", logging.CRITICAL + 1)  # strangers' mistakes are not our news
        return await serve(
            self._converse,
            host,
            port,
            process_request=self._answer,
            create_connection=self._counted(),
            open_timeout=PATIENCE_S,
            close_timeout=PATIENCE_S,
            max_size=LARGEST,
            max_queue=8,
            compression=None,
            server_header=None,
            logger=silent,
            backlog=32,
        )

    def adopt(self, tree: Tree, changes: Iterable[tuple[str, str]]) -> None:
        """Take another tree, with the values of the old one, and tell those who listen what is another."""
        tree.values.update((path, value) for path, value in self.tree.values.items() if path in tree.nodes)
        self.tree = tree
        everything = write_command("PATH_CHANGED", "/")
        for word, path in changes:
            for listener in self._listeners.values():
                listener.announce(write_command(word, path), everything)

    def tell(self, address: str, arguments: tuple[Argument, ...], packet: bytes) -> None:
        """The show says what an address is now."""
        self.tree.values[address] = arguments
        for listener in self._listeners.values():
            listener.tell(address, arguments, packet)

    def _counted(self) -> type[ServerConnection]:
        """A kind of connection that counts itself, and is shut out when there are too many."""
        connections = self._connections

        class Counted(ServerConnection):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                super().connection_made(transport)
                connections.add(self)
                if len(connections) > MOST_CONNECTIONS and isinstance(transport, asyncio.Transport):
                    transport.abort()

            def connection_lost(self, error: Exception | None) -> None:
                connections.discard(self)
                super().connection_lost(error)

        return Counted

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """An HTTP response; None for who wants a WebSocket."""
        if not is_welcome(request.headers):
            return _respond(Answer(_FORBIDDEN))
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return None
        if request.method != "GET":
            return _respond(Answer(BAD_REQUEST))
        answer = self.tree.answer(request.path)
        if answer.content is not None and "OSC_PORT" in answer.content:
            host, port = connection.local_address[:2]
            answer = Answer(OK, answer.content | {"OSC_IP": host, "WS_IP": host, "WS_PORT": port})
        return _respond(answer, request.headers.get("Origin"))

    async def _converse(self, connection: ServerConnection) -> None:
        """One WebSocket, from its beginning to its end."""
        self._number += 1
        listener = Listener(self._number, self._clock)
        self._listeners[listener.number] = listener
        sender = asyncio.create_task(_send(connection, listener))
        try:
            async for message in connection:
                self._hear(listener, message)
        except ConnectionClosed:
            pass
        finally:
            sender.cancel()
            del self._listeners[listener.number]
            if listener.paths:
                self._changed()

    def _hear(self, listener: Listener, message: str | bytes) -> None:
        if isinstance(message, bytes):
            with contextlib.suppress(ValueError):
                for content, _ in split(message):
                    listener.sent(*parse(content))
                self._forward(listener.number, message)
            return
        command = read_command(message) if len(message) <= _LARGEST_TEXT else None
        if command is not None:
            self._obey(listener, command)

    def _obey(self, listener: Listener, command: Command) -> None:
        before = self.listened
        for path in listener.obey(command, self.tree.below(command.path)):
            value = self.tree.values.get(path)
            if value is not None:
                listener.tell(path, value, write_message(path, *value))
        if self.listened != before:
            self._changed()


async def _send(connection: ServerConnection, listener: Listener) -> None:
    """Send what waits, as fast as it is taken; what is newer replaces what was not sent yet."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await listener.awake.wait()
            while (message := listener.take()) is not None:
                await connection.send(message)


def is_welcome(headers: Headers) -> bool:
    """Whether a request may come from where it says that it comes from.

    A web page on the internet can make a browser speak to this machine: its origin is another host than the one it
    asks, or one whose name was made to lead here. Programs that are no browsers say no origin.
    """
    try:
        origin = headers.get("Origin")
        if origin is None:
            return True
        asked = urlsplit("//" + headers.get("Host", "")).hostname or ""
        came_from = urlsplit(origin).hostname or ""
    except (ValueError, LookupError):  # two headers of a kind, or no address at all
        return False
    return _is_local(came_from) or (came_from == asked and _is_number(asked))


def _is_local(host: str) -> bool:
    return host == "localhost" or is_loopback(host)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _respond(answer: Answer, origin: str | None = None) -> Response:
    body = b"" if answer.content is None else json.dumps(answer.content, allow_nan=False).encode()
    headers = Headers({"Content-Length": str(len(body)), "Connection": "close", "Cache-Control": "no-store"})
    if body:
        headers["Content-Type"] = "application/json"
    if origin is not None:
        headers["Access-Control-Allow-Origin"] = origin
    return Response(answer.status, _REASONS[answer.status], headers, body)
