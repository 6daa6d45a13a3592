"""asterism devices: what there is to hear from, to show on and to play with.

In: the machine. Out: a list for people.
Main process.
"""

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.errors import AsterismError

if TYPE_CHECKING:
    from engine.controls.midi.profile import Profile

EPILOG = "Any part of a name that fits one device only will do: asterism play --device scarlett --display epson"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`devices` takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """List them. What cannot be asked says why; the rest is listed all the same."""
    from engine.sound.devices import list_inputs, list_outputs
    from engine.stage.sdl import displays

    for title, ask in (
        ("sound inputs", list_inputs),
        ("sound outputs", list_outputs),
        ("displays", displays),
        ("MIDI inputs", list_senders),
        ("MIDI outputs", list_receivers),
    ):
        print(title)
        try:
            lines = [str(device) for device in ask()] or ["none"]
        except AsterismError as error:
            lines = [f"none: {error}"]
        for line in lines:
            print(f"  {line}")
    return 0


def list_senders() -> list[str]:
    """MIDI inputs, each with the profile that its controller gets. DeviceError when there is no MIDI system."""
    from engine.controls.midi.driver import RtMidiDriver
    from engine.controls.midi.profile import profile_of

    profiles = _profiles()
    found = [(name, profile_of(name, profiles)) for name in _foreign(RtMidiDriver().names())]
    return [f"{name}, profile {profile.name}" if profile else name for name, profile in found]


def list_receivers() -> list[str]:
    """MIDI outputs, each with the profile whose controller it is. DeviceError when there is no MIDI system."""
    from engine.controls.midi.driver import RtMidiDriver

    profiles = [profile for profile in _profiles().values() if profile.inputs]
    found = [
        (name, next((profile for profile in profiles if profile.sends_to(name)), None))
        for name in _foreign(RtMidiDriver().receiver_names())
    ]
    return [f"{name}, profile {profile.name}" if profile else name for name, profile in found]


def _foreign(names: Sequence[str]) -> list[str]:
    """Names as people know them, without ports that only echo."""
    from engine.controls.midi.names import is_loop, label, number_twins

    return number_twins(label(name) for name in names if not is_loop(name))


def _profiles() -> "Mapping[str, Profile]":
    from engine.controls.catalogue import plugins_of, show_catalogue
    from engine.isf.shelf import Shelf
    from engine.presets.controller import load_profiles

    return load_profiles(show_catalogue(plugins_of(Shelf())))[0]
