"""Bindings beside each other: to whom they belong, and which of them one control moves.

In: bindings. Out: whether they meet, and whether one makes another silent.
Pure; any process.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.controls.binding import Binding
from engine.controls.source import parts_of, without_channel

Layer = Literal["controller", "rig", "look"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding, and to whom it belongs: to a controller's profile, to the rig or to the look."""

    binding: Binding
    layer: Layer


def covers(binding: Binding, other: Binding) -> bool:
    """Whether whatever moves `other` moves `binding`, too."""
    names = other.source.name, without_channel(other.source.name)
    return binding.source.name in names and binding.port.lower() in other.port.lower()


def meets(one: Binding, other: Binding) -> bool:
    """Whether one control may move both: one of the same source, or one that comes in the other's control changes."""
    ports = one.port.lower(), other.port.lower()
    if one.source.continuous or not (ports[0] in ports[1] or ports[1] in ports[0]):
        return False
    first, second = one.source.name, other.source.name
    first_moves, second_moves = {first, *parts_of(first)}, {second, *parts_of(second)}
    return any(_is_same(first, name) for name in second_moves) or any(_is_same(second, name) for name in first_moves)


def missing_ports(bindings: Iterable[Binding], present: Sequence[str]) -> list[str]:
    """The ports that bindings name and that fit none of those there are."""
    wanted = dict.fromkeys(binding.port for binding in bindings if binding.port)
    return [port for port in wanted if not any(port.lower() in name.lower() for name in present)]


def _is_same(one: str, other: str) -> bool:
    return one == other or without_channel(one) == other or one == without_channel(other)
