"""What AbletonOSC says, as facts: a topic, the numbers of what it is about, and values.

In: an address and its arguments. Out: a `Fact`, or None for what is none.
Pure functions; main process.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.controls.live.names import MASTER

Value: TypeAlias = float | bool | str | None

MASTER_ID = -1
"""The number that stands for the master, which is told of by the word."""

_PREFIX = "/live/"
_IDS: Mapping[str, int] = {"track": 1, "scene": 1, "device": 2, "clip": 2, "clip_slot": 2}
_PARAMETER = "device/parameter/"
_MOST_PLACES = 1 << 16
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Fact:
    """topic: the address without /live/ and get/, such as `song/tempo`. ids: of the track, scene, device, parameter,
    from 0 as AbletonOSC counts. values: numbers that are finite, bools, texts; None for Nil and for what is no value.
    """

    topic: str
    ids: tuple[int, ...]
    values: tuple[Value, ...]


def read_fact(address: str, arguments: Sequence[object]) -> Fact | None:
    """The fact that a message tells; None when it is not one of AbletonOSC's, or lacks the numbers it must begin with.

    Replies begin with the numbers of what they are about (AbletonOSC since 2022-12-17); the song's have none.
    """
    if not address.startswith(_PREFIX):
        return None
    topic = address.removeprefix(_PREFIX).replace("/get/", "/", 1)
    count = 3 if topic.startswith(_PARAMETER) else _IDS.get(topic.partition("/")[0], 0)
    ids = tuple(map(_place, arguments[:count]))
    if len(ids) < count or None in ids:
        return None
    return Fact(topic, tuple(place for place in ids if place is not None), tuple(map(_value, arguments[count:])))


def number_of(value: Value) -> float | None:
    """A number, or a bool as one; None for anything else."""
    return None if value is None or isinstance(value, str) else float(value)


def flag_of(value: Value) -> bool | None:
    """On or off: as T, F, or a number; None where nothing of the kind was said."""
    number = number_of(value)
    return None if number is None else number != 0.0


def whole_of(value: Value) -> int | None:
    """A whole number that fits a count or a place, also as a float of such a value."""
    number = number_of(value)
    return None if number is None or isinstance(value, bool) else _place(number)


def text_of(value: Value) -> str:
    """A name; what is no text has an empty one."""
    return value if isinstance(value, str) else ""


def _place(given: object) -> int | None:
    if given == MASTER:
        return MASTER_ID
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return None
    fits = math.isfinite(given) and given == round(given) and abs(given) < _MOST_PLACES
    return int(given) if fits else None


def _value(given: object) -> Value:
    if isinstance(given, str):
        return given if given.isprintable() and len(given) <= _LONGEST else " ".join(given[:_LONGEST].split())
    if isinstance(given, bool):
        return given
    return given if isinstance(given, (int, float)) and math.isfinite(given) else None
