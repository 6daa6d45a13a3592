"""OSC in: every parameter by its path, the verbs, and any other address as a source for bindings.

In: UDP datagrams. Out: settings, verbs and events; in a flood the newest message of each address counts.
Main process, polled by the frame loop; a socket that never blocks, no thread.
"""

import errno
import socket
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from engine.controls import packet
from engine.controls.catalogue import Catalogue
from engine.controls.event import Control, Event, Setting, Verb, coalesce
from engine.controls.parameter import Parameter, Value
from engine.controls.pattern import compile_pattern, is_pattern
from engine.controls.source import parse_source
from engine.controls.verbs import LOCAL_VERBS, VerbKind, verb_at
from engine.errors import ControlError, DeviceError

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 9000

# One poll's work is bounded, to some 10 to 20 ms in the worst of floods; what is left stays in the socket.
_DATAGRAMS = 1024
_BYTES = 1 << 16
_PATTERNS = 16
# The same for messages that are not settings of a parameter.
_ADDRESSES = 256
_PER_ADDRESS = 4  # a pad that is pressed, let go and pressed again within a frame
_OTHER_BYTES = 1 << 14

_RECEIVE_BUFFER = 1 << 20
_LARGEST = 1 << 16
_LONGEST_ADDRESS = 255
_BLACKOUT = "/master/blackout"

_Arguments: TypeAlias = Sequence[float | bool | str]


class OscServer:
    """One open port. host: the address to listen on, this machine alone by default. port: 0 takes a free one.

    received: datagrams; malformed: datagrams and messages that are not OSC; ignored: messages with values, names or
    verbs that are of no use here; dropped: messages that newer ones replaced or that were too many for one frame.
    DeviceError when the port cannot be opened.
    """

    def __init__(self, catalogue: Catalogue, host: str = LOOPBACK, port: int = DEFAULT_PORT) -> None:
        self.received = self.malformed = self.ignored = self.dropped = 0
        self.adopt(catalogue)
        self._socket = _open(host, port)
        self.host, self.port = self._socket.getsockname()[:2]

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue: its paths are the addresses from now on."""
        self._catalogue = catalogue
        # Of these only the newest message matters, so the others need not even be parsed.
        self._settled = frozenset(path.encode() for path, p in catalogue.items() if p.kind != "trigger")

    def poll(self, t: float) -> list[Control]:
        """What has come since the last poll, at time t (seconds). Never blocks, never raises for what it was sent."""
        controls: list[Control] = []
        events: list[Event] = []
        for control in self._read(self._receive(), t):
            if isinstance(control, Event):
                events.append(control)
            else:
                controls.append(control)
        newest, dropped = coalesce(events)
        self.dropped += dropped
        return [*controls, *newest]

    def close(self) -> None:
        """Close the port. A later poll finds nothing."""
        self._socket.close()

    def _receive(self) -> Iterable[bytes]:
        mailbox = _Mailbox(self._settled)
        size = 0
        for _ in range(_DATAGRAMS):
            datagram = self._next() if size < _BYTES else None
            if datagram is None:
                break
            size += len(datagram)
            self.received += 1
            try:
                messages = packet.split(datagram)
            except ValueError:
                self.malformed += 1
                continue
            for message in messages:
                self.dropped += mailbox.put(message)
        return mailbox.messages()

    def _next(self) -> bytes | None:
        try:
            return self._socket.recv(_LARGEST)
        except OSError as error:
            # Windows reports here that an earlier answer found no listener; all else is "nothing there".
            return b"" if error.errno == errno.ECONNRESET else None

    def _read(self, messages: Iterable[bytes], t: float) -> Iterator[Control]:
        patterns: set[str] = set()
        for message in messages:
            try:
                address, arguments = packet.parse(message)
            except ValueError:
                self.malformed += 1
                continue
            if not all(map(packet.is_finite, arguments)) or len(address) > _LONGEST_ADDRESS:
                self.ignored += 1
                continue
            verb = verb_at(address)
            if address in self._catalogue:
                controls = self._set([self._catalogue[address]], arguments, t)
            elif verb is not None:
                controls = self._say(verb, arguments, t)
            elif not is_pattern(address):
                controls = self._signal(address, arguments, t)
            elif address in patterns or len(patterns) < _PATTERNS:
                patterns.add(address)
                controls = self._set(self._matching(address), arguments, t)
            else:
                self.dropped += 1
                continue
            if controls is None:
                self.ignored += 1
            else:
                yield from controls

    def _matching(self, address: str) -> list[Parameter]:
        try:
            pattern = compile_pattern(address)
        except ValueError:
            return []
        return [parameter for path, parameter in self._catalogue.items() if pattern.fullmatch(path)]

    def _set(self, parameters: Iterable[Parameter], arguments: _Arguments, t: float) -> list[Control] | None:
        """Settings of those parameters that can take the first argument; None when none can."""
        settings: list[Control] = []
        for parameter in parameters:
            value: Value | None = arguments[0] if arguments else (1.0 if parameter.kind == "trigger" else None)
            if value is not None and parameter.coerce(value) is not None:
                settings.append(Setting(parameter.path, value, t))
        return settings or None

    def _say(self, verb: VerbKind, arguments: _Arguments, t: float) -> list[Control] | None:
        """The verb; nothing for a button's release, which sends 0; None for one that the network may not say."""
        if verb.name in LOCAL_VERBS:
            return None
        first = arguments[0] if arguments else None
        if verb.argument:
            argument = _read_argument(verb, first)
            return None if argument is None else [Verb(verb.name, t, argument)]
        if verb.name == "blackout" and first is not None and not isinstance(first, str):
            return [Setting(_BLACKOUT, bool(first), t)]
        return [Verb(verb.name, t)] if first is None or first else []

    def _signal(self, address: str, arguments: _Arguments, t: float) -> list[Control] | None:
        """Events of an address that is no parameter; without arguments it is pressed and let go."""
        if "#" in address:  # it stands for an argument's number in the names of sources
            return None
        try:
            name = parse_source(f"osc{address}").name
        except ControlError:
            return None
        if not arguments:
            return [Event(name, 1.0, 1.0, t), Event(name, 0.0, 0.0, t)]
        numbers = [(index, float(given)) for index, given in enumerate(arguments, 1) if not isinstance(given, str)]
        return [
            Event(name if index == 1 else f"{name}#{index}", min(max(number, 0.0), 1.0), number, t)
            for index, number in numbers[:99]
        ] or None


def _read_argument(verb: VerbKind, given: float | bool | str | None) -> float | str | None:
    """What a verb takes of what came with it; None when that is of no use."""
    if verb.argument == "number":
        return None if given is None or isinstance(given, str) else float(given)
    if verb.argument == "text":
        return given if isinstance(given, str) else None
    return given if given is None or isinstance(given, str) else round(given)


class _Mailbox:
    """The messages of one poll by address. settled: addresses of which only the newest message matters."""

    def __init__(self, settled: frozenset[bytes]) -> None:
        self._settled = settled
        self._waiting: dict[bytes, deque[bytes]] = {}
        self._other_bytes = 0

    def put(self, message: bytes) -> int:
        """Keep a message; returns how many were dropped for it, itself included: 0 or 1."""
        address = packet.address_of(message)
        is_settled = address in self._settled
        kept = self._waiting.get(address)
        if not is_settled:
            is_full = kept is None and len(self._waiting) >= _ADDRESSES
            if is_full or self._other_bytes + len(message) > _OTHER_BYTES:
                return 1
            self._other_bytes += len(message)
        kept = deque(maxlen=1 if is_settled else _PER_ADDRESS) if kept is None else kept
        dropped = int(len(kept) == kept.maxlen)
        kept.append(message)
        self._waiting.pop(address, None)
        self._waiting[address] = kept
        return dropped

    def messages(self) -> list[bytes]:
        """What is left, by address, those with the newest messages last."""
        return [message for kept in self._waiting.values() for message in kept]


def _open(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:  # getaddrinfo would take it modulo 65536
        raise DeviceError(f"there is no UDP port {port}: they go from 1 to 65535. {_HOW}")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        opened = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise DeviceError(f"there is no address {host!r} to listen to OSC on ({error}). {_HOW}") from error
    try:
        if sys.platform == "win32":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        opened.setblocking(False)
        opened.bind(place)
    except OSError as error:
        opened.close()
        raise DeviceError(_explain(host, port, error)) from error
    return opened


_HOW = f'Choose with --osc-host and --osc-port, or in the rig file: [osc] host = "{LOOPBACK}", port = {DEFAULT_PORT}.'


def _explain(host: str, port: int, error: OSError) -> str:
    code = error.errno
    if code in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE), errno.EACCES) and port >= 1024:
        return (
            f"OSC port {port} on {host} is in use by another program, perhaps another Asterism. Choose another one: "
            f"--osc-port {port % 65535 + 1}, or port = {port % 65535 + 1} under [osc] in the rig file."
        )
    if code == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine, so OSC cannot be received there. {_HOW}"
    return f"OSC port {port} on {host} cannot be opened ({error}). {_HOW}"
