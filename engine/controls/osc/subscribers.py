"""Subscribers: who has asked to be told, for how long, and what they want.

In: requests from the port; who is heard of. Out: clients that come, stay and are forgotten.
Main process, frame loop.
"""

from collections.abc import Callable, Iterable

from engine.controls.osc.client import RATE_HZ, Client
from engine.controls.osc.peer import Peer, is_here
from engine.controls.osc.reading import Request
from engine.controls.osc.server import OscServer
from engine.controls.osc.writing import write_message

SILENCE_S = 60.0
"""A subscriber that is not heard of for so long is forgotten; `/ping` is enough to stay."""

MOST = 32
"""How many may subscribe."""

_MOST_PATTERNS = 64
_FOREVER = float("inf")


class Subscribers:
    """match: the addresses that patterns fit. first: those of them that are told once at the beginning."""

    def __init__(
        self,
        server: OscServer,
        match: Callable[[Iterable[str]], frozenset[str]],
        first: Callable[[frozenset[str]], frozenset[str]],
    ) -> None:
        self._server = server
        self._match = match
        self._first = first
        self._clients: dict[Peer, Client] = {}

    @property
    def clients(self) -> list[Client]:
        """Everybody who is told now."""
        return list(self._clients.values())

    def take_requests(self, t: float) -> list[tuple[Peer, str]]:
        """Do what was asked for, at show time `t`; returns the questions for a value. Forgets who is silent."""
        questions: list[tuple[Peer, str]] = []
        for request in self._server.requests:
            place = request.peer if request.port is None else request.peer._replace(port=request.port)
            if request.kind == "ask":
                questions += [(request.peer, address) for address in request.patterns]
            elif request.kind == "ping":
                self._renew({place}, t)
                self._server.send(place, write_message("/pong"))
            elif request.kind == "unsubscribe":
                self._unsubscribe(place, request.patterns)
            else:
                self._subscribe(place, request, t)
        self._server.requests.clear()
        self._renew(self._server.heard, t)
        self._forget_silent(t)
        return questions

    def clear(self) -> None:
        """Forget everybody."""
        self._clients.clear()

    def _subscribe(self, place: Peer, request: Request, t: float) -> None:
        client = self._clients.get(place)
        patterns = request.patterns[:_MOST_PATTERNS]  # cut before any is matched, which is what a flood would cost
        if client is None:
            if len(self._clients) >= MOST or is_us(self._server, place):
                return
            client = Client(str(place), lambda packet: self._server.send(place, packet), RATE_HZ, {place})
            client.patterns = patterns
        elif client.patterns and patterns:
            client.patterns = tuple(dict.fromkeys((*client.patterns, *patterns)))
        else:
            client.patterns = ()
        client.patterns = client.patterns[:_MOST_PATTERNS]
        client.own.add(request.peer)
        client.expires = _FOREVER if place.way == "tcp" else t + SILENCE_S
        client.wanted = self._match(client.patterns)
        client.note(self._first(self._match(patterns)))
        self._clients[place] = client

    def _unsubscribe(self, place: Peer, patterns: tuple[str, ...]) -> None:
        client = self._clients.get(place)
        if client is None:
            return
        client.patterns = tuple(pattern for pattern in client.patterns if pattern not in patterns)
        client.wanted = self._match(client.patterns)
        if not patterns or not client.patterns:
            del self._clients[place]

    def _renew(self, heard: Iterable[Peer], t: float) -> None:
        for peer in heard:
            client = self._clients.get(peer)
            if client is not None and client.expires < _FOREVER:
                client.expires = t + SILENCE_S

    def _forget_silent(self, t: float) -> None:
        connected = self._server.connected
        for place, client in list(self._clients.items()):
            if client.expires <= t or (place.way == "tcp" and place not in connected):
                del self._clients[place]


def is_us(server: OscServer, peer: Peer) -> bool:
    """Whether what is sent there comes back to our own port, as a hand that holds everything where it was."""
    port = server.tcp_port if peer.way == "tcp" else server.port
    return peer.port == port and is_here(peer.host)
