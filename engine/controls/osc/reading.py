"""What a message means: settings of parameters, a verb, a source's numbers, a question, a request, or nothing.

In: an address and arguments. Out: an `Outcome`: controls for the show, and what became of the message, for the monitor.
Main process, frame loop; the work of one frame is bounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from engine.controls.catalogue import Catalogue
from engine.controls.event import Control, Event, Setting, Verb
from engine.controls.osc.features import ROOT
from engine.controls.osc.packet import Argument, is_finite
from engine.controls.osc.pattern import compile_pattern, is_pattern
from engine.controls.osc.peer import Peer
from engine.controls.parameter import Parameter, Value
from engine.controls.source import parse_source
from engine.controls.verbs import LOCAL_VERBS, VerbKind, verb_at
from engine.errors import ControlError

Effect = Literal["set", "said", "let go", "source", "asked", "request", "useless", "refused", "unfit", "dropped"]
"""let go: a button's release. useless: a value that nothing can take. unfit: an address or pattern for nothing."""

_PATTERNS = 16
_LONGEST_ADDRESS = 255
_MOST_NUMBERS = 99
_BLACKOUT = "/master/blackout"


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody wants to be told something. patterns: empty for everything. port: where, if not where it came from."""

    kind: Literal["ask", "subscribe", "unsubscribe", "ping"]
    peer: Peer
    patterns: tuple[str, ...] = ()
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message. paths: the parameters or sources that it is about."""

    effect: Effect
    controls: Sequence[Control] = ()
    request: Request | None = None
    paths: tuple[str, ...] = ()


REQUESTS: dict[str, Literal["subscribe", "unsubscribe", "ping"]] = {
    "/subscribe": "subscribe",
    "/unsubscribe": "unsubscribe",
    "/ping": "ping",
}
"""The addresses by which others ask to be told."""


@dataclass(slots=True)
class Reader:
    """Reads the messages of one frame."""

    catalogue: Catalogue
    _patterns: set[str] = field(default_factory=set)

    def read(self, address: str, arguments: Sequence[Argument], peer: Peer, t: float) -> Outcome:
        """What a message says at show time `t`."""
        if not all(map(is_finite, arguments)) or len(address) > _LONGEST_ADDRESS:
            return Outcome("useless")
        if address in self.catalogue:
            parameter = self.catalogue[address]
            if not arguments and parameter.kind != "trigger":
                return Outcome("asked", (), Request("ask", peer, (address,)), (address,))
            return _set([parameter], arguments, t)
        verb = verb_at(address)
        if verb is not None:
            return _say(verb, arguments, t)
        if address in REQUESTS:
            return _ask(REQUESTS[address], arguments, peer)
        if not arguments and address.startswith(f"{ROOT}/") and not is_pattern(address):
            return Outcome("asked", (), Request("ask", peer, (address,)), (address,))
        if not is_pattern(address):
            return _signal(address, arguments, t)
        if address not in self._patterns and len(self._patterns) >= _PATTERNS:
            return Outcome("dropped")
        self._patterns.add(address)
        return _set(match(address, self.catalogue), arguments, t)


def match(address: str, catalogue: Catalogue) -> list[Parameter]:
    """The parameters that a pattern fits; none for one that is malformed."""
    try:
        pattern = compile_pattern(address)
    except ValueError:
        return []
    return [parameter for path, parameter in catalogue.items() if pattern.fullmatch(path)]


def _set(parameters: Sequence[Parameter], arguments: Sequence[Argument], t: float) -> Outcome:
    """Settings of those parameters that can take the first argument."""
    settings: list[Setting] = []
    for parameter in parameters:
        given = arguments[0] if arguments else (1.0 if parameter.kind == "trigger" else None)
        value = _value(given)
        if value is not None and parameter.coerce(value) is not None:
            settings.append(Setting(parameter.path, value, t))
    if settings:
        return Outcome("set", settings, None, tuple(setting.path for setting in settings))
    return Outcome("useless" if parameters else "unfit", (), None, tuple(parameter.path for parameter in parameters))


def _value(given: Argument) -> Value | None:
    return None if isinstance(given, bytes) else given


def _say(verb: VerbKind, arguments: Sequence[Argument], t: float) -> Outcome:
    """The verb; nothing for a button's release, which sends 0; refused for one that the network may not say."""
    about = (verb.name,)
    if verb.name in LOCAL_VERBS:
        return Outcome("refused", (), None, about)
    first = _value(arguments[0]) if arguments else None
    if verb.argument:
        argument = _read_argument(verb, first)
        return Outcome("useless", (), None, about) if argument is None else _said(Verb(verb.name, t, argument))
    if verb.name == "blackout" and first is not None and not isinstance(first, str):
        return Outcome("set", [Setting(_BLACKOUT, bool(first), t)], None, (_BLACKOUT,))
    return _said(Verb(verb.name, t)) if first is None or first else Outcome("let go", (), None, about)


def _said(verb: Verb) -> Outcome:
    return Outcome("said", [verb], None, (verb.name,))


def _read_argument(verb: VerbKind, given: Value | None) -> float | str | None:
    """What a verb takes of what came with it; None when that is of no use."""
    if verb.argument == "number":
        return None if given is None or isinstance(given, str) else float(given)
    if verb.argument == "text":
        return given if isinstance(given, str) else None
    return given if given is None or isinstance(given, str) else round(given)


def _signal(address: str, arguments: Sequence[Argument], t: float) -> Outcome:
    """Events of an address that is no parameter; without arguments it is pressed and let go."""
    name = _source_name(address)
    if not name:
        return Outcome("unfit")
    if not arguments:
        return Outcome("source", [Event(name, 1.0, 1.0, t), Event(name, 0.0, 0.0, t)], None, (name,))
    numbers = [
        (name if index == 1 else f"{name}#{index}", float(given))
        for index, given in enumerate(arguments[:_MOST_NUMBERS], 1)
        if isinstance(given, (int, float))
    ]
    events = [Event(source, min(max(number, 0.0), 1.0), number, t) for source, number in numbers]
    return Outcome("source" if events else "useless", events, None, tuple(source for source, _ in numbers) or (name,))


@lru_cache(maxsize=512)
def _source_name(address: str) -> str:
    """The name of an address as a source; "" when it cannot be one. Remembered, because floods ask again and again."""
    if "#" in address:  # it stands for an argument's number in the names of sources
        return ""
    try:
        return parse_source(f"osc{address}").name
    except ControlError:
        return ""


def _ask(kind: Literal["subscribe", "unsubscribe", "ping"], arguments: Sequence[Argument], peer: Peer) -> Outcome:
    """A request with patterns and a port among its arguments, in any order."""
    patterns: list[str] = []
    port: int | None = None
    for given in arguments:
        if isinstance(given, str) and given.startswith("/"):
            patterns.append(given)
        elif isinstance(given, (int, float)) and not isinstance(given, bool) and 1 <= given <= 65535:
            port = round(given)
        else:
            return Outcome("useless")
    return Outcome("request", (), Request(kind, peer, tuple(patterns), port), tuple(patterns))
