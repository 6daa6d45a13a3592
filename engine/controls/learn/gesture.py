"""Which control is meant: of everything that moves while one is learnt, the one that a hand moves on purpose.

In: events. Out: a `Found` control, with what can be told of it by its numbers.
Pure; main process.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.controls.encoder import Relative, guess_encoder
from engine.controls.event import Event
from engine.controls.patch import Hand, hand_of
from engine.controls.source import parts_of, without_channel

WINDOW = 2.0
"""Seconds that count: who moves another control after that means the other one."""

QUIET = 0.5
"""Seconds of silence after which what spoke all the time, such as a level meter, may be meant, too."""

_LEAST = 0.04  # of its range: what a worn knob does by itself is half of that
_CLEARLY = 1.5
_ALONE = 0.3
_TELLING = 3  # numbers: of fewer, an encoder's 1 and 127 look like a knob's
_ENDLESS = 3.0
_UNENDING = 0.3
_PRESSURE = 0.5
_TRACES, _KEPT, _PASSED = 64, 96, 16
_THINK_EVERY = 0.05
_STRIKES = frozenset({"note", "key"})
_PRESSES = frozenset({"cc", "osc"})


@dataclass(frozen=True, slots=True)
class Found:
    """A control that a hand has moved. source, port: as its events say. kind: "cc", "note", "osc", "key" and so on.

    relative: the kind of encoder that it seems to be, "" none. button: whether it is pressed rather than turned.
    lowest, highest: of its numbers, as they came.
    """

    source: str
    port: str
    kind: str
    relative: Relative
    button: bool
    lowest: float
    highest: float

    @property
    def hand(self) -> Hand:
        """The control."""
        return self.port, self.source


def kind_of(source: str) -> str:
    """What kind of control a source is of: "cc", "cc14", "nrpn", "note", "bend" and so on, "osc", "key"."""
    parts = without_channel(source).split("/")
    return parts[1] if parts[0] == "midi" and len(parts) > 1 else parts[0]


@dataclass(slots=True)
class _Trace:
    """What one control did lately: times, values 0..1 and numbers as they came. began: of its newest run."""

    kind: str
    said: deque[tuple[float, float, float]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    lowest: float = 0.0
    highest: float = 0.0
    began: float = 0.0
    count: int = 0
    _guess: Relative = ""
    _guessed_at: int = 0

    def hear(self, event: Event) -> None:
        if not self.said:
            self.lowest = self.highest = event.raw
        if not self.said or event.t - self.said[-1][0] > QUIET:
            self.began = event.t
        self.lowest, self.highest = min(self.lowest, event.raw), max(self.highest, event.raw)
        self.said.append((event.t, event.value, event.raw))
        self.count += 1

    @property
    def encoder(self) -> Relative:
        """The kind of encoder that it seems to be; thought about anew when something was said."""
        if self._guessed_at != self.count:
            self._guessed_at = self.count
            self._guess = guess_encoder([raw for _, _, raw in self.said]) if self.kind == "cc" else ""
        return self._guess

    @property
    def is_button(self) -> bool:
        """Of a control change or an address: nothing but 0 and one other number, or its highest number alone."""
        if self.kind in _STRIKES:
            return True
        numbers = {raw if self.kind == "osc" else value for _, value, raw in self.said}
        heights = numbers - {0.0}
        rests = len(heights) < len(numbers)
        return self.kind in _PRESSES and len(heights) == 1 and (rests or heights == {1.0}) and not self.encoder

    def score(self, t: float) -> float:
        """How much it looks meant at time t: 0 not at all, 1 moved from one end to the other, or pressed."""
        recent = [(value, raw) for at, value, raw in self.said if t - at <= WINDOW]
        pressed = any(value > 0.0 for value, _ in recent)
        if not recent:
            return 0.0
        if self.kind in _STRIKES or self.kind == "program":
            return float(pressed or self.kind == "program")
        if self.encoder:
            return min(1.0, 0.5 + len(recent) / 16.0)
        if self.is_button:
            alone = len(self.said) == 1
            return float(pressed) if not alone else 0.5 * float(pressed and t - self.said[-1][0] >= _ALONE)
        if self.kind == "cc" and len(self.said) < _TELLING:
            return 0.0
        numbers = [raw for _, raw in recent] if self.kind == "osc" else [value for value, _ in recent]
        scale = max(1.0, abs(self.lowest), abs(self.highest)) if self.kind == "osc" else 1.0
        span = (max(numbers) - min(numbers)) / scale
        return span * (_PRESSURE if self.kind == "pressure" else 1.0)

    def moved_within(self, start: float, end: float) -> bool:
        """Whether it spoke between these times."""
        return any(start <= at <= end for at, _, _ in self.said)

    def held(self) -> tuple[float, float] | None:
        """When a note was last struck and when it was let go; None while it was not struck at all."""
        struck = max((at for at, value, _ in self.said if value > 0.0), default=None)
        if struck is None:
            return None
        ends = [at for at, value, _ in self.said if value == 0.0 and at >= struck]
        return struck, min(ends, default=float("inf"))


class Gesture:
    """Listens until one control stands out. spoke: when each control that is known spoke last before that."""

    def __init__(self, spoke: Mapping[Hand, float] | None = None) -> None:
        self._restless: dict[Hand, float] = dict(spoke or {})
        self._traces: dict[Hand, _Trace] = {}
        self._found: Hand | None = None
        self._said: Found | None = None
        self._thought_at = float("-inf")

    def hear(self, events: Iterable[Event]) -> None:
        """What has come in this frame, with what passed before it."""
        for event in events:
            for each in (*event.passed[-_PASSED:], event):
                self._take(each)

    def is_restless(self, hand: Hand) -> bool:
        """Whether a control spoke all the time already, and goes on: no hand does that."""
        return hand in self._restless

    def found(self, t: float) -> Found | None:
        """The control that is meant, as far as can be told at time t. It stays until another one clearly is.

        Whatever comes, it is thought about twenty times a second and no more.
        """
        if 0.0 <= t - self._thought_at < _THINK_EVERY:
            return self._said
        self._thought_at, self._said = t, self._think(t)
        return self._said

    def _think(self, t: float) -> Found | None:
        scores = self._scores(t)
        best = max(scores, key=lambda hand: scores[hand], default=None)
        if best is not None and best != self._found and scores[best] >= _LEAST:
            rival = max((score for hand, score in scores.items() if hand != best), default=0.0)
            if scores[best] >= _CLEARLY * rival:
                self._found = best
        if self._found is None:
            return None
        trace = self._traces[self._found]
        port, source = self._found
        return Found(source, port, trace.kind, trace.encoder, trace.is_button, trace.lowest, trace.highest)

    def forget(self) -> None:
        """Nothing was meant; listen anew."""
        self._traces.clear()
        self._found = self._said = None
        self._thought_at = float("-inf")

    def _take(self, event: Event) -> None:
        hand = hand_of(event)
        last = self._restless.get(hand)
        if last is not None:
            self._restless[hand] = event.t
            if event.t - last > QUIET:
                del self._restless[hand]
        trace = self._traces.get(hand)
        if trace is None:
            if len(self._traces) >= _TRACES:
                oldest = min(self._traces, key=lambda each: (each == self._found, self._traces[each].said[-1][0]))
                del self._traces[oldest]
            trace = self._traces[hand] = _Trace(kind_of(event.source))
        trace.hear(event)

    def _scores(self, t: float) -> dict[Hand, float]:
        scores = {hand: trace.score(t) * self._weight(hand, trace) for hand, trace in self._traces.items()}
        moving = [hand for hand, score in scores.items() if score >= _LEAST and self._traces[hand].kind not in _STRIKES]
        covered = {
            (port, part) for port, source in moving for part in parts_of(source)
        }  # the halves of a number of 14 bits are events, too
        for hand in list(scores):
            if hand in covered or self._is_company(hand, moving, scores):
                del scores[hand]
        return scores

    def _weight(self, hand: Hand, trace: _Trace) -> float:
        if hand in self._restless:
            return 0.0
        return _UNENDING if trace.said[-1][0] - trace.began > _ENDLESS else 1.0

    def _is_company(self, hand: Hand, moving: Iterable[Hand], scores: Mapping[Hand, float]) -> bool:
        """Whether a control only goes along with another one of its port.

        A pad sends its pressure while it is hit; a knob that feels the hand sends a note while it is turned.
        """
        port, trace = hand[0], self._traces[hand]
        if trace.kind == "pressure":
            return any(
                scores.get((other_port, source), 0.0) > 0.0 and kind_of(source) == "note"
                for other_port, source in self._traces
                if other_port == port
            )
        held = trace.held() if trace.kind == "note" else None
        return held is not None and any(
            self._traces[other].moved_within(*held)
            for other in moving
            if other[0] == port and self._traces[other].kind != "pressure"
        )
