"""A controller as its profile knows it: its controls by name, what they send, what lights them, what they turn.

In: what a profile's file says (`engine.presets.controller` reads it). Out: which ports are meant, and each control.
Pure data; main process.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.controls.binding import Binding
from engine.controls.encoder import Relative
from engine.controls.midi.names import is_like
from engine.controls.source import without_channel


@dataclass(frozen=True, slots=True)
class Lamp:
    """The number that lights a control (a velocity or value, 0 to 127) while what it is bound to is off, is on, or has
    just happened. A control that nothing is bound to is dark.
    """

    off: int = 0
    on: int = 127
    active: int = 127


DARK = 0
"""The number that every controller here takes for no light at all."""


@dataclass(frozen=True, slots=True)
class Control:
    """A knob, fader, pad or button. source: what it sends, with its channel. relative: as in `Binding`.

    feedback: where its value or light is sent to, as `target_of` reads it; "" nowhere. lamp: None where a value shows,
    as by a motor fader or a ring. scale: the numbers that stand for 0 and 1 there; None for all there are. touch: the
    source that is held while a finger is on it; "" where there is none.
    """

    name: str
    source: str
    relative: Relative = ""
    feedback: str = ""
    lamp: Lamp | None = None
    scale: tuple[int, int] | None = None
    touch: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """name: its file's. document: where its numbers come from. tried: whether somebody has seen it on the hardware.

    inputs, outputs: parts of the names of its ports; avoid: parts of names of ports that are others of the same
    machine. A profile without `inputs` is for every controller that no other fits. greeting, farewell: messages when it
    comes, and when the show ends.
    """

    name: str
    title: str
    document: str
    tried: bool
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    greeting: tuple[bytes, ...] = ()
    farewell: tuple[bytes, ...] = ()
    controls: tuple[Control, ...] = ()
    bindings: tuple[Binding, ...] = ()
    _by_source: Mapping[str, Control] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, Control] = {}
        for control in self.controls:
            found[control.source] = control
        for control in self.controls:
            found.setdefault(without_channel(control.source), control)
        object.__setattr__(self, "_by_source", found)

    def control(self, source: str) -> Control | None:
        """The control that sends this source; one that names no channel is any channel's."""
        return self._by_source.get(source)

    def sends_to(self, receiver: str) -> bool:
        """Whether a receiver of this name is the controller's."""
        return is_like(receiver, self.outputs or self.inputs) and not is_like(receiver, self.avoid)

    def hears(self, sender: str) -> bool:
        """Whether a sender of this name is the controller's."""
        return is_like(sender, self.inputs) and not is_like(sender, self.avoid)


def profile_of(sender: str, profiles: Mapping[str, Profile]) -> Profile | None:
    """The profile for a sender's name: of those that fit, the one with the longest part of it; else the general one."""
    best: tuple[int, Profile] | None = None
    for profile in profiles.values():
        if profile.hears(sender):
            length = max(len(part) for part in profile.inputs if is_like(sender, [part]))
            if best is None or length > best[0]:
                best = length, profile
    if best is not None:
        return best[1]
    avoided = any(is_like(sender, each.inputs) for each in profiles.values())
    return None if avoided else next((each for each in profiles.values() if not each.inputs), None)
