"""Which sender and which receiver are one controller, and which profile it has.

In: names of ports, profiles, what the rig names. Out: controllers.
Pure; main process.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.controls.midi.names import is_like, label
from engine.controls.midi.profile import Profile, profile_of

_TWIN = re.compile(r" \(\d+\)$")
_DIRECTION = re.compile(r"[ _:](midi[ _])?(in|out|input|output|capture|playback|ctrl|slider/knob)([ _]?\d+)?$")


@dataclass(frozen=True, slots=True)
class Controller:
    """port: the input's name as events bear it, "" for a receiver alone. receiver: the output's full name, or ""."""

    port: str
    profile: Profile | None = None
    receiver: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.profile.title if self.profile and self.profile.inputs else device_of(self.port)


def without_twin(name: str) -> str:
    """A port's name without the number that tells it from others of the same name."""
    return _TWIN.sub("", name)


def device_of(name: str) -> str:
    """The part of a port's name that its device's other ports share: what stands before a colon (ALSA, JACK), or the
    whole without a word for the direction."""
    short = without_twin(label(name))
    client, colon, port = short.partition(":")
    if colon and client not in ("a2j", "system", "Midi-Bridge"):
        return client
    return (_DIRECTION.sub("", (port or short).lower()) if colon else _cut(short)).strip()


def _cut(name: str) -> str:
    match = _DIRECTION.search(name.lower())
    return name[: match.start()] if match else name


def pair(
    senders: Sequence[str], receivers: Sequence[str], profiles: Mapping[str, Profile], named: Sequence[str] | None
) -> list[Controller]:
    """The controllers that these ports are.

    named: parts of the names of the receivers that may be used; None for those of controllers with a profile, because
    a receiver that nobody knows may be anything: a synthesizer, or our own input by a roundabout way. A named receiver
    that belongs to no sender by its name goes with the first sender that has none, or stands alone.
    """
    free = [name for name in receivers if named is None or is_like(name, named)]
    found: list[Controller] = []
    for port in senders:
        profile = profile_of(port, profiles)
        fitting = [name for name in free if _belongs(name, port, profile, named)]
        receiver = next((name for name in fitting if label(name) == without_twin(port)), "".join(fitting[:1]))
        if receiver:
            free.remove(receiver)
        found.append(Controller(port, profile, receiver))
    if named is None:
        return found
    for number, controller in enumerate(found):
        if free and not controller.receiver:
            found[number] = Controller(controller.port, controller.profile, free.pop(0))
    return found + [Controller("", None, name) for name in free]


def _belongs(receiver: str, port: str, profile: Profile | None, named: Sequence[str] | None) -> bool:
    if profile is not None and profile.inputs:
        return profile.sends_to(receiver)
    return named is not None and device_of(receiver) == device_of(port)
