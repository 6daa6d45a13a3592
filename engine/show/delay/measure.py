"""Measuring the display's delay: flashes on the screen, and what a light sensor on the sound input makes of them.

In: a screen, a running sound source. Out: a `Delay`, or an error that says what to look at.
Main process, on the thread that owns the OpenGL context.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from engine.errors import DeviceError
from engine.show.delay.estimate import LONGEST_S, Delay, find_delay
from engine.show.delay.flashes import Flashes
from engine.show.pacing import Timetable
from engine.sound.source import Samples, SoundSource
from engine.stage.screen import CloseRequested, KeyPressed, Screen

_QUIET = 1e-4


@dataclass(slots=True)
class Recording:
    """What was heard: blocks, one after the other, and the time of the first sample. began: when each flash did."""

    rate_hz: int
    blocks: list[Samples] = field(default_factory=list)
    frames: int = 0
    start: float = np.inf
    began: list[float] = field(default_factory=list)

    def take(self, source: SoundSource) -> None:
        """Everything that waits."""
        while (block := source.read(0.0)) is not None:
            self.blocks.append(block.samples)
            self.frames += len(block.samples)
            # Blocks may be told of late and never early: the earliest beginning that any of them tells is right.
            self.start = min(self.start, block.end_time - self.frames / self.rate_hz)

    @property
    def samples(self) -> Samples:
        """(frames, channels)."""
        return np.concatenate(self.blocks) if self.blocks else np.zeros((0, 1), np.float32)


def measure_delay(screen: Screen, source: SoundSource, seconds: float) -> Delay:
    """Flash for so long, and find the flashes in the sound.

    The delay counts from the time that a frame is made for, as the show's clock does, to the light. Raises
    `DeviceError` when nothing of them is heard, samples were lost, or somebody presses Escape.
    """
    return judge(record(screen, source, seconds))


def record(
    screen: Screen,
    source: SoundSource,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    longest: float = LONGEST_S,
) -> Recording:
    """Flash for so long, and listen until the last flash must have come, `longest` seconds later.

    clock: as the source's, `time.monotonic`. Raises `DeviceError`.
    """
    flashes, recording = Flashes.plan(seconds), Recording(source.rate_hz)
    timetable, lost = Timetable(), source.overflows
    start, was_on = clock(), False
    while (now := clock()) - start < seconds + longest:
        is_on = flashes.is_on(now - start)
        if is_on and not was_on:
            recording.began.append(now)
        was_on = is_on
        screen.framebuffer.clear(*((1.0,) * 3 if is_on else (0.0,) * 3), 1.0)
        screen.present()
        recording.take(source)
        for event in screen.poll():
            if isinstance(event, CloseRequested) or (isinstance(event, KeyPressed) and event.name == "escape"):
                raise DeviceError("The measurement was stopped before it was over.")
        sleep(0.0 if screen.vsync else timetable.wait(clock(), 1.0 / screen.rate_hz))
    if source.overflows > lost:
        raise DeviceError("Samples were lost meanwhile, so the times are wrong. Close other programs, and try again.")
    return recording


def judge(recording: Recording) -> Delay:
    """The delay in a recording. Raises `DeviceError` when there is none, which says what to look at."""
    samples = recording.samples
    delay = find_delay(samples, recording.start, recording.rate_hz, np.array(recording.began))
    if delay is not None:
        return delay
    loudest = float(np.abs(samples).max(where=np.isfinite(samples), initial=0.0))
    if loudest < _QUIET:
        raise DeviceError(
            "The input is silent. Join a solar cell or photodiode to it, turn its gain up, and hold it to the picture."
        )
    raise DeviceError(
        f"Something is heard (up to {20.0 * np.log10(loudest):.0f} dBFS), but the flashes are not in it. Hold the "
        "sensor to the picture, keep other light and music away, and choose its input with --device and --channels."
    )
