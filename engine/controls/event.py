"""What hands and machines send: an event from a source, a setting of a parameter, a verb.

In: MIDI, OSC and key inputs make them. Out: the patch bay and the show's loop take them, once per frame.
Frozen data; main process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from engine.controls.parameter import Value


@dataclass(frozen=True, slots=True)
class Event:
    """A number from a source at time t. value: 0..1. raw: as it came (a bend in -8192..8191, an OSC argument)."""

    source: str
    value: float
    raw: float
    t: float

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
    """Something to do once: `name` is a key of `verbs.VERBS`. argument: a preset's name or number, or None."""

    name: str
    t: float
    argument: str | int | None = None

    def __str__(self) -> str:
        return self.name if self.argument is None else f"{self.name} {self.argument}"


Control: TypeAlias = Event | Setting | Verb


def coalesce(events: Iterable[Event], limit: int = 1024) -> tuple[list[Event], int]:
    """What is left of a flood: the highest and then the newest event of each source, sources in order of arrival.

    The highest is kept so that a pad that was pressed and let go within one frame is still a press. Returns the events
    and the number dropped because more than `limit` different sources spoke.
    """
    kept: dict[str, tuple[Event, Event]] = {}
    dropped = 0
    for event in events:
        pair = kept.get(event.source)
        if pair is None and len(kept) >= limit:
            dropped += 1
        elif pair is None or event.value >= pair[0].value:
            kept[event.source] = (event, event)
        else:
            kept[event.source] = (pair[0], event)
    result = []
    for peak, newest in kept.values():
        result += [newest] if peak is newest else [peak, newest]
    return result, dropped
