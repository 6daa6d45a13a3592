"""What hands touched last, in words: what a control is called, what it moved, and where it is against its parameter.

In: the patch bay, names of controls. Out: lines for the overlay.
Pure; main process, while the overlay is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from engine.controls.event import Event
from engine.controls.patch import Patch, hand_of
from engine.controls.patchbay import Patchbay

NameOf: TypeAlias = Callable[[str, str], str]
"""What people call a control: of its source and its port. `plain_name` where no profile says better."""

FRESH = 8.0
"""Seconds for which a control that was touched is shown."""

MOST = 2
"""Controls that are shown at once."""

_CLOSE = 1e-3


def plain_name(source: str, port: str) -> str:
    """A control by its source and, where it has one, its port."""
    return f"{source} · {port}" if port else source


@dataclass(frozen=True, slots=True)
class Touch:
    """A control that was touched. hand, value: where it is and where its parameter is, on the control's way of 0..1.

    advice: what a hand is to do until the two meet; "" when they have.
    """

    name: str
    hand: float
    value: float
    advice: str


def describe_touches(patchbay: Patchbay, t: float, name_of: NameOf = plain_name) -> list[Touch]:
    """The knobs and faders touched lately, at time t, the newest first."""
    touches: list[Touch] = []
    for event in patchbay.touched():
        if not 0.0 <= t - event.t <= FRESH or len(touches) >= MOST:
            break
        for patch in patchbay.patches_of(event):
            if patch.parameter is not None and patch.binding.mode == "set" and not patch.binding.relative:
                touches.append(_describe(patch, event, name_of))
                break
    return touches


def describe_last(patchbay: Patchbay, name_of: NameOf = plain_name) -> str:
    """The last thing that came from outside, and what it did: `midi/1/cc/21 64 moves /color/hue 0.12 turns`."""
    last = patchbay.last
    if not isinstance(last, Event):
        return str(last) if last is not None else "—"
    said = f"{name_of(last.source, last.port)} = {last.raw:.6g}"
    patches = patchbay.patches_of(last)
    if not patches:
        return f"{said}  nothing is bound to it"
    waiting = [patch for patch in patches if _waits(patch, last)]
    moved = ", ".join(dict.fromkeys(_parameter_now(patch) for patch in patches if patch not in waiting))
    awaited = ", ".join(dict.fromkeys(_parameter_now(patch) for patch in waiting))
    return said + f"  moves {moved}" * bool(moved) + f"  not yet at {awaited}" * bool(awaited)


def _waits(patch: Patch, event: Event) -> bool:
    """Whether a control must pass its parameter's place before it moves it."""
    binding = patch.binding
    is_pickup = binding.mode == "set" and not binding.relative and binding.takeover == "pickup"
    return is_pickup and not patch.holds(hand_of(event))


def _parameter_now(patch: Patch) -> str:
    """A patch's target, and where it is: `/color/hue 0.12 turns`, `/preset/load fever`."""
    parameter, binding = patch.parameter, patch.binding
    if parameter is None:
        return binding.parameter if binding.argument is None else f"{binding.parameter} {binding.argument}"
    if parameter.kind == "trigger":
        return parameter.path
    return f"{parameter.path} {parameter.show(patch.board.value(parameter.path))}"


def _describe(patch: Patch, event: Event, name_of: NameOf) -> Touch:
    parameter, binding = patch.parameter, patch.binding
    assert parameter is not None  # the caller has seen to that
    unit = patch.board.unit(parameter.path)
    hand, value = binding.place(event.value, event.raw), binding.unmap(unit)
    name = f"{name_of(event.source, event.port)} » {_parameter_now(patch)}"
    if patch.holds(hand_of(event)) or binding.takeover == "jump" or abs(hand - value) < _CLOSE:
        return Touch(name, hand, hand, "")
    way = "up" if value > hand else "down"
    shown = parameter.show(patch.board.value(parameter.path))
    advice = f"turn {way} to {shown}" if binding.takeover == "pickup" else "goes along until they meet"
    return Touch(name, hand, min(max(value, 0.0), 1.0), advice)
