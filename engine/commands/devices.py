"""asterism devices: what there is to hear from, to show on and to play with.

In: the machine. Out: a list for people.
Main process.
"""

import argparse

from engine.errors import AsterismError

EPILOG = "Any part of a name that fits one device only will do: asterism play --device scarlett --display epson"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`devices` takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """List them. What cannot be asked says why; the rest is listed all the same."""
    from engine.controls.midi.driver import RtMidiDriver
    from engine.sound.devices import list_inputs, list_outputs
    from engine.stage.sdl import displays

    for title, ask in (
        ("sound inputs", list_inputs),
        ("sound outputs", list_outputs),
        ("displays", displays),
        ("MIDI inputs", lambda: RtMidiDriver().names()),
    ):
        print(title)
        try:
            lines = [str(device) for device in ask()] or ["none"]
        except AsterismError as error:
            lines = [f"none: {error}"]
        for line in lines:
            print(f"  {line}")
    return 0
