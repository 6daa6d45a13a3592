"""A performance without its ear's process and its window: what was heard is there already, and every frame is finished.

In: a network, a part of the built-in piece. Out: how long advancing and drawing one frame takes.
Main process, on the thread that owns the OpenGL context.
"""

import time
from dataclasses import dataclass, field

from engine.brain.weights import Weights
from engine.controls.catalogue import show_catalogue
from engine.presets.library import Library
from engine.show.bench.loop import DROP_S
from engine.show.offline import OfflineEar
from engine.show.performance import Heard, Performance
from engine.sound.piece import demo_tape
from engine.sound.tape import MemoryTape
from engine.stage.screen import Screen


class Excerpt:
    """What a network hears in `frames` frames from the drop on, `fps` a second; round and round."""

    def __init__(self, weights: Weights, frames: int, fps: float = 60.0) -> None:
        tape = demo_tape()
        length = round((frames / fps + 1.0) * tape.rate_hz)
        ear = OfflineEar(MemoryTape(next(tape.blocks(length, start=DROP_S, loop=True)), tape.rate_hz), weights)
        self._heard = [ear.hear(number / fps) for number in range(frames)]
        self._hops = sum(len(heard.moments) for heard in self._heard)

    @property
    def frames(self) -> int:
        """How many frames a turn has."""
        return len(self._heard)

    def heard(self, number: int) -> Heard:
        """What is heard in this frame, from 0; hops are counted on from turn to turn."""
        turn, place = divmod(number, len(self._heard))
        heard = self._heard[place]
        moments = heard.moments.copy()
        moments["index"] += turn * self._hops
        return Heard(moments, heard.coactivation, heard.age)


@dataclass(slots=True)
class Solo:
    """Draws an excerpt into a screen, and times each frame."""

    performance: Performance
    screen: Screen
    excerpt: Excerpt
    _t: float = 0.0
    _frames: int = field(default=0, init=False)

    def frame(self, dt: float = 1.0 / 60.0) -> float:
        """Draw the next frame, `dt` after the last; returns the seconds that it took."""
        heard = self.excerpt.heard(self._frames)
        self._frames += 1
        self._t += dt
        began = time.perf_counter()
        self.performance.advance(self._t, dt, heard, ())
        self.performance.draw(self.screen.framebuffer, self.screen.size_px)
        self.screen.context.finish()
        return time.perf_counter() - began


def first_looks() -> dict[str, str]:
    """Each scene, and the first of the looks that are in it: the one by which the scene is known."""
    library = Library(show_catalogue())
    looks = [library.find(name) for name in library.names]
    return {look.scene: look.name for look in reversed(looks)}
