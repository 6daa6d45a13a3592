"""The real frame loop with a stopwatch: a show with its ear in a process of its own, as fast as it can be.

In: a screen, a performance, sections of the built-in piece. Out: when each frame was shown, how late each hop was.
Main process; starts an ear as a child.
"""

import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from engine.controls.keys import Keyboard
from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.show.notices import Notices
from engine.show.performance import Performance
from engine.show.player import Player
from engine.sound.piece import demo_tape
from engine.stage.screen import Screen

#: At the beginning of a run, before anything counts.
WARM_UP_S = 3.0
#: Where the groove and the drop of the built-in piece begin, in seconds.
GROOVE_S, DROP_S = 8.0, 54.2


@contextmanager
def music(*parts: tuple[float, float]) -> Iterator[SourceSpec]:
    """Parts of the built-in piece, (start, seconds) each, in a file: composing is not to be in the figures."""
    tape = demo_tape()
    sound = [next(tape.blocks(round(seconds * tape.rate_hz), start=start)) for start, seconds in parts]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "piece.wav"
        soundfile.write(path, np.concatenate(sound), tape.rate_hz)
        yield SourceSpec("file", str(path), output=None)


class Stopwatch:
    """Notes when frames are shown and how late hops are. Nothing of the first `warm_up` seconds counts."""

    def __init__(self, listener: Listener, warm_up: float = WARM_UP_S) -> None:
        self._listener = listener
        self._warm_up = warm_up
        self._shown: list[float] = []
        self._late: list[NDArray[np.float64]] = []
        self._after = -1
        self._cpu: list[tuple[float, float]] = []

    def see(self, t: float, screen: Screen) -> None:
        """The player shows a frame."""
        self._shown.append(time.monotonic())
        moments = self._listener.ring.read(after=self._after)
        if len(moments):
            self._after = int(moments["index"][-1])
            if t > self._warm_up:
                self._late.append(moments["written"] - moments["heard"])
                self._cpu.append((time.monotonic(), self._listener.ring.health.cpu_time))

    @property
    def frame_s(self) -> NDArray[np.float64]:
        """Seconds from each frame to the next, after the warm-up."""
        shown = np.array(self._shown)
        return np.diff(shown[shown > shown[0] + self._warm_up])

    @property
    def lateness(self) -> NDArray[np.float64]:
        """Seconds from each hop's last sample to its Moment."""
        return np.concatenate(self._late)

    @property
    def ear_share(self) -> float:
        """The ear's processor time, as a share of one core."""
        (began, cpu_then), (ended, cpu_now) = self._cpu[0], self._cpu[-1]
        return (cpu_now - cpu_then) / (ended - began)


def watch_show(
    source: SourceSpec,
    weights: Path,
    units: int,
    screen: Screen,
    performance: Performance,
    seconds: float,
    warm_up: float = WARM_UP_S,
) -> Stopwatch:
    """Play for `warm_up` and `seconds` more, as many frames a second as there can be, all drawn whole."""
    performance.board.set("/frame/adapt", False)
    listener = Listener(source, weights, units)
    try:
        watch = Stopwatch(listener, warm_up)
        player = Player(
            screen=screen,
            performance=performance,
            listener=listener,
            keyboard=Keyboard(),
            inputs=[],
            notices=Notices(time.monotonic),
            rate_hz=0.0,
            watcher=watch,
            seconds=warm_up + seconds,
        )
        gc.collect()
        player.run()
        return watch
    finally:
        listener.close()
