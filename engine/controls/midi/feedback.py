"""What one controller is told: where its faders and rings should stand, and which of its lamps are lit.

In: bindings, how things stand, what its hand does. Out: messages, newest value first, at a pace that it can take.
Pure, one for each controller with a receiver; main process, frame loop.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.controls.binding import Binding
from engine.controls.event import Event
from engine.controls.midi.profile import DARK, Control, Lamp, Profile
from engine.controls.midi.shown import show, shows
from engine.controls.midi.target import Target, number_of, target_of
from engine.controls.source import without_channel
from engine.controls.standing import Standing

EVERY_S: Final = 1.0 / 30.0
"""A control is told at most so often."""

REST_S: Final = 0.5
"""A fader that was moved is left alone for so long."""

_FLASH_S: Final = 0.15
_ECHO_S: Final = 0.5
_MESSAGES: Final = 16
"""In one frame: a controller on a DIN plug takes 17 in a sixtieth of a second."""


@dataclass(slots=True)
class Spot:
    """One control. name: of its target. there: the number it shows, as far as we know. said: what it was told lately,
    and when. is_held: a pad that is pressed, or a fader under a finger.
    """

    source: str
    name: str
    target: Target
    lamp: Lamp | None
    touch: str = ""
    scale: tuple[int, int] | None = None
    is_relative: bool = False
    binding: Binding | None = None
    there: int | None = None
    told_at: float = -1.0
    moved_at: float = -REST_S
    struck_at: float = -REST_S
    is_held: bool = False
    said: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=16))

    def want(self, standing: Standing) -> int:
        """The number that it should show."""
        if self.binding is None:
            return DARK
        shown = show(self.binding, standing)
        if self.lamp is None:
            low, high = self.scale or (0, self.target.highest)
            return round(low + shown.place * (high - low))
        if 0.0 <= standing.t - self.struck_at < _FLASH_S and self.binding.mode == "trigger":
            return self.lamp.active
        return self.lamp.on if shown.is_on else self.lamp.off

    def listens(self, t: float) -> bool:
        """Whether it may be told anything at time `t`."""
        if 0.0 <= t - self.told_at < EVERY_S:
            return False
        moves = self.lamp is None and not self.is_relative
        return not (moves and (self.is_held or 0.0 <= t - self.moved_at < REST_S))

    def tell(self, number: int, t: float) -> None:
        """It is told a number."""
        self.there, self.told_at = number, t
        self.said.append((t, number))

    def hear(self, event: Event, mirrors: bool) -> bool:
        """Its hand has moved it. False when that is only what it was told, come back.

        mirrors: whether that is known to happen here. A pad that says again what lights it cannot be told from one that
        is struck again; but a pad that nobody has struck lets nothing go.
        """
        raw = number_of(self.target.kind, event.raw)
        returns = self.source == self.name and any(
            0.0 <= event.t - t < _ECHO_S and number == raw for t, number in self.said
        )
        if self.lamp is not None or self.is_relative:
            if returns and (mirrors or (raw == 0 and not self.is_held)):
                return False
            self.is_held = event.value > 0.0
            # Pads like to light or darken themselves under a finger.
            self.there = None if self.lamp is not None else self.there
            self.struck_at = event.t if self.is_held else self.struck_at
            return True
        if returns:
            return False
        # One that is told by another message than it sends may show anything after a move.
        self.there = raw if self.source == self.name and self.scale is None else None
        self.moved_at = event.t
        return True


class Feedback:
    """One controller's spots. Of several bindings of one control, the last counts: looks before the rig."""

    def __init__(self, port: str, profile: Profile | None) -> None:
        self.port = port
        self.profile = profile
        self._spots: dict[str, Spot] = {}
        self._roaming: dict[str, Spot] = {}
        self._touches: dict[str, Spot] = {}
        self._channels: dict[str, int] = {}
        self._first = 0
        self._mirrors = False

    def bind(self, bindings: Sequence[Binding]) -> None:
        """These are at work now. What a spot is known to show is remembered."""
        lit = self.profile.controls if self.profile else ()
        wanted: dict[str, tuple[Control | None, Binding | None]] = {
            control.source: (control, None) for control in lit if control.lamp is not None and control.feedback
        }
        for binding in bindings:
            if binding.source.family == "midi" and shows(binding) and binding.port.lower() in self.port.lower():
                control = self._control(binding.source.name)
                wanted[control.source if control else binding.source.name] = control, binding
        before, self._spots, self._roaming = self._spots, {}, {}
        for name, (control, bound) in wanted.items():
            source = self._with_channel(name)
            spot = self._spot(source, control, bound, before.get(source))
            if spot is not None:
                self._spots[source] = spot
                if source != name:
                    self._roaming[name] = spot
        self._touches = {spot.touch: spot for spot in self._spots.values() if spot.touch}

    def forget(self) -> None:
        """Nobody knows what the controller shows: all of it is told anew."""
        for spot in self._spots.values():
            spot.there = None

    def hear(self, event: Event) -> bool:
        """An event from this controller's port. False when it only says what it was told."""
        touched = self._touches.get(event.source)
        if touched is not None:
            touched.is_held, touched.moved_at = event.value > 0.0, event.t
        spot = self._spots.get(event.source)
        if spot is None:
            spot = self._roaming.get(without_channel(event.source))
            if spot is not None:
                self._move(spot, event.source)
        if spot is None or spot.hear(event, self._mirrors):
            return True
        self._mirrors = True
        return False

    def tell(self, standing: Standing, most: int = _MESSAGES) -> Iterator[tuple[Spot, int]]:
        """The spots that are to be told, each with its number: at most `most`, those first that waited last time."""
        spots = list(self._spots.values())
        told = 0
        for place in range(len(spots)):
            spot = spots[(self._first + place) % len(spots)]
            if not spot.listens(standing.t) or (want := spot.want(standing)) == spot.there:
                continue
            yield spot, want
            told += 1
            if told == most:
                self._first += place + 1
                return

    def dark(self) -> Iterator[bytes]:
        """Messages that put every lamp out."""
        for spot in self._spots.values():
            if spot.lamp is not None:
                yield from spot.target.messages(DARK)

    def _control(self, source: str) -> Control | None:
        return self.profile.control(source) if self.profile else None

    def _with_channel(self, source: str) -> str:
        """The source with the channel on which it was last heard, or the first."""
        if without_channel(source) != source:
            return source
        return f"midi/{self._channels.get(source, 1)}/{source.partition('/')[2]}"

    def _spot(self, source: str, control: Control | None, binding: Binding | None, before: Spot | None) -> Spot | None:
        name = source if control is None or control.feedback == control.source else control.feedback
        target = target_of(name) if name else None
        if target is None:
            return None
        lamp = control.lamp if control else Lamp() if target.kind == "note" else None
        touch, scale = (control.touch, control.scale) if control else ("", None)
        is_relative = bool(binding and binding.relative)
        if before is None or (before.target, before.lamp, before.scale) != (target, lamp, scale):
            return Spot(source, name, target, lamp, touch, scale, is_relative, binding)
        before.is_relative, before.binding = is_relative, binding
        return before

    def _move(self, spot: Spot, source: str) -> None:
        """A control that was bound on any channel has spoken on this one: that is where it hears, too."""
        target = target_of(source)
        if target is not None:
            del self._spots[spot.source]
            self._channels[without_channel(source)] = target.channel + 1
            spot.source, spot.name, spot.target, spot.there = source, source, target, None
            self._spots[source] = spot
