"""Who takes part in a show besides the network and the stage: controllers, other programs, and those who look on.

In: what the frame loop asks them. Out: controls, lines for the overlay.
Main process, frame loop: nobody here may wait.
"""

from collections.abc import Iterable
from typing import Protocol

from engine.controls.event import Control, Verb
from engine.stage.screen import Screen


class Input(Protocol):
    """A kind of controller: MIDI, OSC."""

    def poll(self, t: float) -> Iterable[Control]:
        """What has arrived since the last call, at show time `t`; never waits."""
        ...

    def close(self) -> None:
        """Let the ports go."""
        ...


class Partner(Protocol):
    """Another program that we play together with, and can ask something of: Ableton Live."""

    def obey(self, verb: Verb) -> bool:
        """Ask what a verb says; False for a verb that is not this program's. Never waits."""
        ...

    def describe(self) -> tuple[str, str]:
        """Its line in the overlay: a label, and how things stand."""
        ...


class Monitor(Protocol):
    """What the overlay's foot can show: the messages that arrive."""

    def lines(self) -> list[tuple[str, str]]:
        """Labels and values, the newest last."""
        ...


class Watcher(Protocol):
    """Whoever looks at the pictures besides the audience: a recording, the bench."""

    def see(self, t: float, screen: Screen) -> None:
        """The picture of show time `t` is in the screen's framebuffer, without the overlay."""
        ...
