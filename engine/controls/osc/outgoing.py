"""OSC out: whoever has asked, and whoever the rig names, is told what changes.

In: how things stand after each frame's hands; requests from the port. Out: messages, at most so many a frame.
Main process, frame loop; nothing here waits for anybody.
"""

import logging
import operator
from collections.abc import Callable, Iterable, Sequence

from engine.controls.catalogue import Catalogue
from engine.controls.osc.client import Client
from engine.controls.osc.features import FEATURES, Features, addresses, feature_at
from engine.controls.osc.pattern import compile_pattern
from engine.controls.osc.peer import Peer, is_here
from engine.controls.osc.server import OscServer
from engine.controls.osc.subscribers import Subscribers, is_us
from engine.controls.osc.target import Line, Target, open_line
from engine.controls.osc.writing import write_message
from engine.controls.parameter import Parameter, Value
from engine.controls.standing import Standing

_log = logging.getLogger(__name__)

_PER_FRAME = 512


class Outgoing:
    """Subscribers, targets, and what they have been told. units: how many units the network has."""

    def __init__(self, server: OscServer, catalogue: Catalogue, units: int, targets: Sequence[Target] = ()) -> None:
        self._server = server
        self._features = Features(units)
        self._subscribers = Subscribers(server, self.match, self._lasting)
        self._fixed: list[Client] = []
        self._lines: list[tuple[Line, Client]] = []
        self._last: dict[str, Value] = {}
        self._turn = 0
        self.adopt(catalogue)
        for target in targets:
            self._add_target(target)

    @property
    def clients(self) -> list[Client]:
        """Everybody who is told, subscribers first."""
        return [*self._subscribers.clients, *self._fixed]

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue: who wanted everything wants what is new, too."""
        self._catalogue = catalogue
        self._addresses = [*catalogue, *addresses(self._features.units)]
        self._known = frozenset(self._addresses)
        self._triggers = [path for path, parameter in catalogue.items() if parameter.kind == "trigger"]
        beats = [address for address, feature in FEATURES.items() if feature.kind in ("hit", "beat")]
        self._momentary = frozenset((*self._triggers, *beats))
        self._wishes: list[frozenset[str]] = []
        self._wished: frozenset[str] = frozenset()
        for client in self.clients:
            self._want(client)

    def match(self, patterns: Iterable[str]) -> frozenset[str]:
        """The addresses that patterns fit; without any, every parameter's."""
        wanted: set[str] = set()
        for pattern in patterns:
            try:
                compiled = compile_pattern(pattern)
            except ValueError:
                continue
            wanted.update(address for address in self._addresses if compiled.fullmatch(address))
        return frozenset(wanted) if patterns else frozenset(self._catalogue)

    def _lasting(self, wanted: frozenset[str]) -> frozenset[str]:
        """Those addresses that have a value at any time: not triggers, hits and beats."""
        return wanted - self._momentary

    def add(self, client: Client) -> None:
        """Tell somebody else who stays, from now on: everything once, then what changes."""
        self._want(client)
        self._fixed.append(client)

    def extend(self, client: Client, extra: frozenset[str], rate_hz: float) -> None:
        """Tell it so many addresses besides what it has patterns for, and so often."""
        client.extra, client.rate_hz = extra, rate_hz
        self._want(client)

    def repeat(self, client: Client) -> None:
        """Tell it everything again: it has forgotten."""
        client.note(self._lasting(client.wanted))

    def _want(self, client: Client) -> None:
        """Find out what it wants, and tell it what is new to it."""
        before = client.wanted
        client.wanted = self.match(client.patterns) | (client.extra & self._known)
        client.note(self._lasting(client.wanted - before))

    def tell(self, standing: Standing) -> None:
        """Send what is due in this frame."""
        self._watch_lines()
        asked = self._subscribers.take_requests(standing.t)
        clients = self.clients
        if clients or asked:
            at_once = self._note_changes(standing, clients, {address for _, address in asked})
            self._send(standing, clients, at_once, asked)
        self._server.settled.clear()

    def close(self) -> None:
        """Forget everybody. The ports are the server's."""
        self._subscribers.clear()
        self._fixed.clear()
        self._lines.clear()

    def _add_target(self, target: Target) -> None:
        line = open_line(target, self._server)
        client = Client(str(target), line.send, target.rate_hz, patterns=target.addresses)
        self._server.lines.append(line)
        self._lines.append((line, client))
        self.add(client)

    def _watch_lines(self) -> None:
        """A target is known when its name is found and its connection made; one that comes again knows nothing."""
        for line, client in list(self._lines):
            peer = line.peer
            if line.is_new():
                self.repeat(client)
            if peer is None or client.own:
                continue
            client.own.add(peer)
            # Another machine's program may send from any port; on this one there may be several programs.
            client.host = "" if is_here(peer.host) else peer.host
            if is_us(self._server, peer):
                _log.warning("The OSC target %s is this show itself, and is left alone.", client.name)
                self._lines.remove((line, client))
                self._fixed.remove(client)

    def _note_changes(self, standing: Standing, clients: Sequence[Client], asked: set[str]) -> list[str]:
        """Tell every client's list what has changed; returns what is to be told at once."""
        base = standing.board.base
        settled = self._server.settled
        last = self._last
        changed = [path for path, value in base.items() if last.get(path) != value]
        last.update((path, base[path]) for path in changed)
        at_once, features = self._features.advance(standing, self._wanted_features(clients) | asked)
        for client in clients:
            client.note(features)
            client.note(path for path in changed if path not in self._momentary)
        for path, (sender, given) in settled.items():
            parameter = self._catalogue.get(path)
            if parameter is None or parameter.kind == "trigger":
                continue
            agrees = _agrees(parameter, given, base.get(path))
            for client in clients:
                if client.is_own(sender):
                    client.forget(path) if agrees else client.note((path,))
        return [*at_once, *(path for path in self._triggers if standing.values.get(path))]

    def _wanted_features(self, clients: Sequence[Client]) -> frozenset[str]:
        """What others than parameters somebody wants; found out anew only when somebody wants something else."""
        wishes = [client.wanted for client in clients]
        if len(wishes) != len(self._wishes) or any(map(operator.is_not, wishes, self._wishes)):
            self._wishes = wishes
            self._wished = frozenset().union(*wishes) - self._catalogue.keys()
        return self._wished

    def _send(
        self, standing: Standing, clients: Sequence[Client], at_once: Sequence[str], asked: Iterable[tuple[Peer, str]]
    ) -> None:
        written: dict[str, bytes | None] = {}

        def say(address: str) -> bytes | None:
            if address not in written:
                written[address] = self._write(address, standing)
            return written[address]

        for peer, address in asked:
            message = say(address)
            if message is not None:
                self._server.send(peer, message)
        for address in at_once:
            self._tell_now(address, standing.t, say, clients)
        left = _PER_FRAME
        self._turn += 1
        for number in range(len(clients)):
            client = clients[(number + self._turn) % len(clients)]
            left -= client.tell(standing.t, say, left)

    def _tell_now(self, address: str, t: float, say: Callable[[str], bytes | None], clients: Sequence[Client]) -> None:
        message = say(address)
        if message is None:
            return
        sender = self._server.settled.get(address)
        for client in clients:
            if sender is None or not client.is_own(sender[0]):
                client.tell_now(address, t, message)

    def _write(self, address: str, standing: Standing) -> bytes | None:
        """The message of an address as it stands; None for nothing to say."""
        if address in self._catalogue:
            moment = address in self._momentary
            value = standing.values.get(address) if moment else standing.board.base.get(address)
            return None if value is None else write_message(address, value)
        feature = feature_at(address, self._features.units)
        told = self._features.value(address) if feature else None
        return None if told is None else write_message(address, *told)


def _agrees(parameter: Parameter, given: Value, now: Value | None) -> bool:
    """Whether a sender that gave this value knows what the parameter is now."""
    return given == now if parameter.kind == "float" else parameter.coerce(given) == now
