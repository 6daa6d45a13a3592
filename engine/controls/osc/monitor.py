"""The monitor: the newest messages that arrived, and what each of them did.

In: messages with their outcomes, how things stand. Out: lines for the overlay, and for a log.
Main process, frame loop; a flood costs no more than its newest messages, and what is dear is done once a frame.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.controls.catalogue import Catalogue
from engine.controls.event import Setting
from engine.controls.osc.packet import Argument
from engine.controls.osc.pattern import is_pattern
from engine.controls.osc.peer import Peer
from engine.controls.osc.reading import Outcome
from engine.controls.parameter import Value, suggest
from engine.controls.standing import Standing
from engine.controls.verbs import VERBS

SHOWN = 12
"""How many messages are shown: of one sender and address, the newest."""

_FRESH = 32  # messages of one frame that are logged
_LONGEST = 60
_MOST_ARGUMENTS = 8
_CANDIDATES = 40
_REMEMBERED = 256
_REFRESH_S = 0.1
_NEW_LINES = 2


class Log(Protocol):
    """Where lines are written."""

    def tick(self, t: float) -> None:
        """A frame at show time `t`."""
        ...

    def write(self, line: str) -> None:
        """Take a line; never waits."""
        ...


@dataclass(slots=True)
class Entry:
    """A message at show time t, and what became of it; `times`: how often it came in a row."""

    t: float
    sender: Peer
    address: str
    arguments: Sequence[Argument]
    outcome: Outcome | str
    times: int = 1

    @property
    def message(self) -> str:
        """As it came, in short."""
        given = [write_argument(argument) for argument in self.arguments[:_MOST_ARGUMENTS]]
        more = ["…"] if len(self.arguments) > _MOST_ARGUMENTS else []
        return " ".join([shorten(self.address), *given, *more])


class Monitor:
    """Keeps what arrived. log: written from the beginning, if there is one."""

    def __init__(self, catalogue: Catalogue, log: Log | None = None) -> None:
        self._log = log
        self._newest: dict[tuple[Peer, str], Entry] = {}
        self._fresh: deque[Entry] = deque(maxlen=_FRESH)
        self._unlogged = 0
        self._standing: Standing | None = None
        self._hints: dict[str, str] = {}
        self._unhinted = True
        self._shown: dict[tuple[Peer, str], tuple[str, str]] = {}
        self._shown_at = float("-inf")
        self.adopt(catalogue)

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue."""
        self._catalogue = catalogue
        self._known = [*catalogue, *(kind.address for kind in VERBS.values())]
        self._hints.clear()

    def note(self, t: float, sender: Peer, address: str, arguments: Sequence[Argument], outcome: Outcome | str) -> None:
        """A message came and was read. `outcome`: what became of it, or in words what is wrong with it."""
        before = self._newest.pop((sender, address), None)
        entry = Entry(t, sender, address, arguments, outcome, 1 + (before.times if before else 0))
        self._newest[sender, address] = entry
        if len(self._newest) > SHOWN:
            del self._newest[next(iter(self._newest))]
        if self._log is not None:
            self._unlogged += len(self._fresh) == _FRESH
            self._fresh.append(entry)

    def tell(self, standing: Standing) -> None:
        """How things stand after the frame's messages: what they did can be told now, and is logged."""
        self._standing = standing
        self._unhinted = True
        if self._log is None:
            return
        self._log.tick(standing.t)
        if self._unlogged:
            self._log.write(f"{standing.t:10.3f}  … {self._unlogged} messages more")
            self._unlogged = 0
        while self._fresh:
            entry = self._fresh.popleft()
            self._log.write(f"{entry.t:10.3f}  {entry.sender}  {entry.message}  {self.describe(entry)}")

    def lines(self) -> list[tuple[str, str]]:
        """Label and value of each message for the overlay, the newest last.

        Setting type takes a few milliseconds a line: so a few lines change at a time, and a flood shows some of it.
        """
        t = self._standing.t if self._standing else 0.0
        if not 0.0 <= t - self._shown_at < _REFRESH_S:
            self._shown_at = t
            fresh = _NEW_LINES
            shown: dict[tuple[Peer, str], tuple[str, str]] = {}
            for key, entry in self._newest.items():
                line = str(entry.sender), self._describe_line(entry)
                before = self._shown.get(key)
                if line != before and not fresh:
                    if before is not None:
                        shown[key] = before
                    continue
                fresh -= line != before
                shown[key] = line
            self._shown = shown
        return list(self._shown.values()) or [("osc", "nothing has come yet")]

    def _describe_line(self, entry: Entry) -> str:
        times = f"  × {entry.times}" if entry.times > 1 else ""
        return f"{entry.message}  {self.describe(entry)}{times}"

    def describe(self, entry: Entry) -> str:
        """What a message did, in words."""
        outcome = entry.outcome
        if isinstance(outcome, str):
            return outcome
        match outcome.effect:
            case "set":
                return self._describe_settings([each for each in outcome.controls if isinstance(each, Setting)])
            case "said":
                return "says " + ", ".join(map(str, outcome.controls))
            case "let go":
                return "a button let go"
            case "asked":
                return "is answered"
            case "request":
                return _describe_request(outcome)
            case "source":
                return self._describe_source(entry.address, outcome.paths)
            case "refused":
                return "only the keyboard says that"
            case "dropped":
                return "too many patterns in one frame"
            case "useless":
                return self._describe_useless(outcome.paths)
            case "unfit":
                return (
                    "fits no parameter" if is_pattern(entry.address) else self._hint(entry.address) or "is no address"
                )

    def _describe_settings(self, settings: Sequence[Setting]) -> str:
        if len(settings) != 1:
            return f"sets {len(settings)} parameters"
        path, given = settings[0].path, settings[0].value
        parameter = self._catalogue.get(path)
        value = parameter.coerce(given) if parameter else None
        if parameter is None or value is None:
            return f"sets {path}"
        clamped = parameter.kind == "float" and given != value
        return f"sets {path} {write_value(value)}" + (", clamped" if clamped else "")

    def _describe_source(self, address: str, sources: Sequence[str]) -> str:
        bindings = self._standing.patchbay.bindings if self._standing else []
        moved = dict.fromkeys(binding.parameter for binding in bindings if binding.source.name in sources)
        if moved:
            return "moves " + ", ".join(moved)
        return self._hint(address) or "nothing is bound to it"

    def _describe_useless(self, paths: Sequence[str]) -> str:
        about = self._catalogue.get(paths[0]) if paths else None
        if len(paths) == 1 and about is not None:
            return f"takes {shorten(about.allowed)}"
        verb = VERBS.get(paths[0]) if paths else None
        if verb is not None:
            return f"needs a {'look' if verb.argument == 'preset' else verb.argument}"
        return "nothing in it can be used"

    def _hint(self, address: str) -> str:
        """ "no such parameter; did you mean …?", or "" when nothing is near; a new one is thought of once a frame."""
        if address not in self._hints:
            if not self._unhinted:
                return ""
            self._unhinted = False
            if len(self._hints) >= _REMEMBERED:
                self._hints.clear()
            near = suggest(address, self._candidates(address)).strip()
            self._hints[address] = f"no such parameter; {near[0].lower()}{near[1:]}" if near else ""
        return self._hints[address]

    def _candidates(self, address: str) -> list[str]:
        """Those known addresses that begin alike or end in the same word: comparing with all takes too long."""
        begin, end = address[:4], address.rpartition("/")[2]
        alike = [known for known in self._known if known[:4] == begin or known.rpartition("/")[2] == end]
        return alike[:_CANDIDATES]


def write_argument(given: Argument) -> str:
    """An argument in short."""
    if given is None:
        return "nil"
    if isinstance(given, bytes):
        return f"({len(given)} bytes)"
    return shorten(given) if isinstance(given, str) else write_value(given)


def write_value(value: Value) -> str:
    """A value in short."""
    if isinstance(value, (bool, str)):
        return str(value).lower() if isinstance(value, bool) else value
    return str(value) if isinstance(value, int) else f"{value:.3g}"


def shorten(text: str) -> str:
    """A text that may be long, cut, without what cannot be printed."""
    plain = "".join(letter if letter.isprintable() else "·" for letter in text[: _LONGEST + 1])
    return plain if len(text) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _describe_request(outcome: Outcome) -> str:
    request = outcome.request
    if request is None or request.kind == "ping":
        return "is answered"
    what = ", ".join(map(shorten, request.patterns[:3])) or "everything"
    return f"{'hears' if request.kind == 'subscribe' else 'hears no more'} {what}"
