"""A booth: a player with a screen in memory, scripted hands, and time that passes from frame to frame.

In: keys and controls, frame by frame. Out: `Booth`, and what it showed. Runs in the test process, headless.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.controls.event import Control
from engine.controls.keys import Keyboard
from engine.hearing.listener import Listener
from engine.show.notices import Notices
from engine.show.player import Player
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import KeyPressed, KeyReleased, Screen, WindowEvent

FPS = 50.0


class Clock:
    """Time that passes only from frame to frame."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


Pixels = np.ndarray[Any, np.dtype[np.uint8]]


class Audience(HeadlessWindow):
    """Keeps every picture that is shown, and lets time pass with it."""

    def __init__(self, clock: Clock, script: Sequence[Sequence[WindowEvent]]) -> None:
        super().__init__((320, 180), script=script)
        self.clock = clock
        self.pictures: list[Pixels] = []

    def present(self) -> None:
        super().present()
        self.pictures.append(self.read_pixels().copy())
        self.clock.now += 1.0 / FPS


class Film:
    """Keeps every picture that a recording would."""

    def __init__(self) -> None:
        self.pictures: list[Pixels] = []

    def see(self, t: float, screen: Screen) -> None:
        self.pictures.append(screen.read_pixels().copy())


class Hand:
    """An input that says what a test wrote down, frame by frame."""

    def __init__(self, script: Sequence[Sequence[Control]] = ()) -> None:
        self.script = [list(controls) for controls in script]

    def poll(self, t: float) -> list[Control]:
        return self.script.pop(0) if self.script else []

    def close(self) -> None:
        pass


class Leap(Hand):
    """A hand that does nothing but let time pass."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def poll(self, t: float) -> list[Control]:
        self.clock.now += 0.25
        return []


class Booth:
    """A player and all that it plays with."""

    def __init__(
        self, listener: Listener, script: Sequence[Sequence[WindowEvent]] = (), hands: Sequence[Any] = ()
    ) -> None:
        self.clock = Clock()
        self.said: list[str] = []
        self.screen = Audience(self.clock, script)
        self.film = Film()
        performance, _ = open_performance(self.screen.context, load_network(32, None)[0], "first-light", (), 1)
        performance.board.set("/camera/drift", 0.0)
        performance.board.set("/layout/spin", 0.0)
        self.player = Player(
            screen=self.screen,
            performance=performance,
            listener=listener,
            keyboard=Keyboard(),
            inputs=list(hands),
            notices=Notices(self.clock, self.said.append),
            rate_hz=0.0,
            watcher=self.film,
            clock=self.clock,
        )

    def play(self, frames: int) -> None:
        self.player.seconds = (frames - 0.5) / FPS
        self.player.run()


def keys(*names: str) -> list[list[WindowEvent]]:
    """One key a frame, pressed and released."""
    return [[KeyPressed(name), KeyReleased(name)] for name in names]
