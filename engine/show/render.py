"""Rendering: a sound file becomes a film, frame by frame, the same every time.

In: a tape, a size, a rate, a preset. Out: an MP4 with sound; a fingerprint of every frame.
Main process; as fast as the machine is.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.show.offline import OfflineEar
from engine.show.performance import Performance
from engine.show.recorder import Recorder
from engine.sound.tape import Tape
from engine.stage.screen import Screen


@dataclass(frozen=True, slots=True)
class Rendering:
    """`fps` frames a second until `seconds`. The performance and the screen are used for this rendering only."""

    performance: Performance
    screen: Screen
    ear: OfflineEar
    fps: float
    seconds: float

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return max(1, round(self.seconds * self.fps))

    def draw(self) -> Iterator[float]:
        """Draw one frame after the other into the screen's framebuffer; yields each one's time."""
        pipeline = self.ear.pipeline
        for number in range(self.frames):
            t = number / self.fps
            values = self.performance.values
            pipeline.gain_db, pipeline.gate_db = values.number("/ear/gain"), values.number("/ear/gate")
            pipeline.auto = values.flag("/ear/auto")
            self.performance.advance(t, 1.0 / self.fps, self.ear.hear(t), ())
            self.performance.draw(self.screen.framebuffer, self.screen.size_px)
            self.screen.present()
            yield t


def render(
    rendering: Rendering, recorder: Recorder, note: Callable[[int, str], None] = lambda number, fingerprint: None
) -> str:
    """Write the film; returns the fingerprint (SHA-256) of all frames together.

    `note` is told each frame's number and own fingerprint. When it raises, what is done so far stays playable.
    """
    whole = hashlib.sha256()
    try:
        for number, t in enumerate(rendering.draw()):
            picture = rendering.screen.read_pixels()
            own = hashlib.sha256(picture.tobytes())
            whole.update(own.digest())
            recorder.write_frame(picture, t)
            recorder.write_sound(rendering.ear.sound(t + 1.0 / rendering.fps))
            note(number, own.hexdigest())
    finally:
        recorder.close()
    return whole.hexdigest()


def length_of(tape: Tape, seconds: float | None) -> float:
    """Until where to render: the tape's length, or less if `seconds` says so."""
    return tape.length_s if seconds is None else min(seconds, tape.length_s)
