"""Encoders without an end: what the numbers of a relative control change say.

In: a control change's values. Out: steps, forwards or backwards; what kind of encoder sends such values.
Pure functions; any process.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, get_args

Relative = Literal["", "twos", "offset", "sign"]
RELATIVES: tuple[str, ...] = tuple(kind for kind in get_args(Relative) if kind)
"""Two's complement: 1 is a step on, 127 one back. Binary offset: 65 and 63. Sign and magnitude: 1 and 65.

The three that controllers' editors offer, by whatever names ("relative 1, 2, 3"); no MIDI standard names them.
"""

STEP = 0.01
"""A step's share of its parameter's range, unless the binding says another: four turns of a usual encoder for all."""

_FASTEST = 24  # steps in one message: controllers that accelerate send some ten
_ENOUGH = 3


def _twos(value: int) -> int:
    return value - 128 if value >= 64 else value


def _offset(value: int) -> int:
    return value - 64


def _sign(value: int) -> int:
    return -(value & 63) if value & 64 else value


_LIKELIEST: tuple[Relative, ...] = ("sign", "twos", "offset")
_READERS: Mapping[str, Callable[[int], int]] = {"twos": _twos, "offset": _offset, "sign": _sign}


def steps_of(kind: Relative, values: Iterable[float]) -> int:
    """How many steps the values (0..127) of an encoder of this kind make together; fewer than 0: backwards."""
    read = _READERS[kind]
    return sum(read(int(value) & 127) for value in values)


def guess_encoder(values: Sequence[float]) -> Relative:
    """The kind of encoder that sends such values of one control change, in order; "" where it looks like a knob.

    An encoder turned by a hand that looks for it says single steps, over and over; a knob hardly says the same twice.
    Of one direction alone "twos" and "offset" are likelier than "sign", which is known by both of its directions.
    """
    whole = [int(value) & 127 for value in values]
    if len(whole) < _ENOUGH or not any(one == other for one, other in pairwise(whole)):
        return ""
    for kind in _LIKELIEST:
        steps = [_READERS[kind](one) for one in whole]
        single = sum(abs(step) == 1 for step in steps)
        both = min(steps) < 0 < max(steps)
        if all(0 < abs(step) <= _FASTEST for step in steps) and 2 * single >= len(steps) and (both or kind != "sign"):
            return kind
    return ""
