"""What hands and machines send: an event from a source, a setting of a parameter, a verb, somebody else's time.

In: MIDI, OSC and key inputs make them. Out: the patch bay, the clock and the show's loop take them, once per frame.
Frozen data; main process.
"""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.controls.parameter import Value


@dataclass(frozen=True, slots=True)
class Event:
    """A number from a source at time t. value: 0..1. raw: as it came (a bend in -8192..8191, an OSC argument).

    port: the name of the MIDI port that it came from; "" where there is none. passed: what the source said in the same
    frame before this event and is no event of its own any more: the steps of an encoder count, every one.
    """

    source: str
    value: float
    raw: float
    t: float
    port: str = ""
    passed: tuple["Event", ...] = dataclasses.field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.source} {self.raw:g}"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's new value, in the parameter's own units, from outside (OSC)."""

    path: str
    value: Value
    t: float

    def __str__(self) -> str:
        value = f"{self.value:.3g}" if isinstance(self.value, float) else str(self.value).lower()
        return f"{self.path} {value}"


@dataclass(frozen=True, slots=True)
class Verb:
    """Something to do once: `name` is a key of `verbs.VERBS`. argument: what its declaration asks for, or None."""

    name: str
    t: float
    argument: str | float | None = None

    def __str__(self) -> str:
        return self.name if self.argument is None else f"{self.name} {self.argument}"


@dataclass(frozen=True, slots=True)
class Sync:
    """A message of a MIDI clock. t: when it arrived (seconds, the show's clock, as exact as the driver knows it).

    port: who sent it. kind: the message. position: of "position", in MIDI beats (sixteenths) from the song's start.
    """

    port: str
    kind: Literal["tick", "start", "continue", "stop", "position"]
    t: float
    position: int = 0

    def __str__(self) -> str:
        return f"MIDI clock {self.kind}"


@dataclass(frozen=True, slots=True)
class Tempo:
    """What another program says of its time: `source` "osc" or "live".

    beats a minute; at time `t` it is at `beat`, counted from 0 in quarter notes, where it says so; `metre` beats a bar,
    0 unknown; whether it plays, None unknown. Live is polled ten times a second: its beat is a state, no phase.
    """

    source: str
    t: float
    bpm: float | None = None
    beat: float | None = None
    metre: int = 0
    playing: bool | None = None

    def __str__(self) -> str:
        return f"{self.source} tempo" if self.bpm is None else f"{self.source} {self.bpm:.1f} BPM"


Control: TypeAlias = Event | Setting | Verb | Sync | Tempo


def coalesce(events: Iterable[Event], limit: int = 1024) -> tuple[list[Event], int]:
    """What is left of a flood: the highest and then the newest event of each source, sources in order of arrival.

    The highest is kept so that a pad that was pressed and let go within one frame is still a press; what the others
    said stands in `passed`. The same source of another port is another one. Returns the events and the number dropped
    because more than `limit` different sources spoke.
    """
    said: dict[tuple[str, str], list[Event]] = {}
    dropped = 0
    for event in events:
        own = said.get((event.port, event.source))
        if own is not None:
            own.append(event)
        elif len(said) >= limit:
            dropped += 1
        else:
            said[event.port, event.source] = [event]
    result: list[Event] = []
    for own in said.values():
        if len(own) == 1:
            result += own
            continue
        highest, peak = -math.inf, 0
        for place, event in enumerate(own):
            if event.value >= highest:
                highest, peak = event.value, place
        newest = len(own) - 1
        if peak < newest:
            result.append(_behind(own[:peak], own[peak]))
        result.append(_behind(own[peak + 1 : newest] if peak < newest else own[:newest], own[newest]))
    return result, dropped


def _behind(passed: Sequence[Event], event: Event) -> Event:
    """The event, with what passed before it. (dataclasses.replace takes five times as long, and floods are long.)"""
    return Event(event.source, event.value, event.raw, event.t, event.port, tuple(passed)) if passed else event
