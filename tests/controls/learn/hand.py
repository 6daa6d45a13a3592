"""A hand on made-up controls: what they send when they are turned, hit and held.

In: moves. Out: events with times. Runs in the test process.
"""

from collections.abc import Iterable, Sequence

from engine.controls.event import Event

FRAME_S = 1.0 / 60.0


def say(source: str, raws: Iterable[float], t: float = 0.0, port: str = "desk", every: float = 0.01) -> list[Event]:
    """Numbers of 0..127 (an OSC address's as they are), one after the other."""
    osc = source.startswith(("osc/", "key/"))
    return [
        Event(source, min(max(raw if osc else raw / 127.0, 0.0), 1.0), raw, t + number * every, "" if osc else port)
        for number, raw in enumerate(raws)
    ]


def turn(source: str, start: int, end: int, t: float = 0.0, port: str = "desk") -> list[Event]:
    """A knob from one value to another, every value on its way."""
    return say(source, range(start, end, 1 if end > start else -1), t, port)


def hit(source: str, velocity: int, t: float = 0.0, held: float = 0.2, port: str = "desk") -> list[Event]:
    """A pad, and its release."""
    return [*say(source, [velocity], t, port), *say(source, [0], t + held, port)]


def merged(*streams: Sequence[Event]) -> list[Event]:
    """Streams at once, by their times."""
    return sorted((event for stream in streams for event in stream), key=lambda event: event.t)
