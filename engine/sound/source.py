"""What every real-time sound source looks like, and the silent one.

In: a clock. Out: `Block`s of float32 samples with the time at which they ended.
Read by the ear's capture thread; nothing here starts threads.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

MAX_BLOCK_FRAMES = 256
"""Largest block that a source hands over, in frames: 5.3 ms at 48 kHz, below one hop of the ear."""

Samples = NDArray[np.float32]
"""float32 samples of shape (frames, channels), nominally in -1..1."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Consecutive samples: `samples` float32 (frames, channels), nominally -1..1.

    `end_time` is the time on `time.monotonic()`, in seconds, at which the last sample was captured or played.
    """

    samples: Samples
    end_time: float


class SoundSource(Protocol):
    """Something that yields blocks in real time, at `rate_hz`, with `channels` channels."""

    @property
    def rate_hz(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def description(self) -> str:
        """One line for a person: what is heard."""

    @property
    def overflows(self) -> int:
        """How often samples were lost because nobody read them in time."""

    def start(self) -> None:
        """Begin to capture or play. Raises DeviceError when the device does not open."""

    def read(self, timeout: float) -> Block | None:
        """The next block, waiting at most `timeout` seconds; None when none came.

        Raises DeviceLostError when the device has vanished: close this source and make another.
        """

    def close(self) -> None:
        """Stop and release the device; may be called twice."""


class Pacer:
    """Turns a clock into block boundaries: says when the next `frames` frames are over.

    Frames are counted from an anchor, so that rounding never accumulates. A reader that comes more than
    `patience` seconds late is not served the backlog: the anchor moves and the call counts as a stall.
    """

    __slots__ = ("_anchor", "_clock", "_frames", "_patience", "_rate_hz", "_wait", "stalls")

    def __init__(
        self, rate_hz: int, clock: Callable[[], float], wait: Callable[[float], None], patience: float = 0.5
    ) -> None:
        self.stalls = 0
        self._rate_hz = rate_hz
        self._clock = clock
        self._wait = wait
        self._patience = patience
        self.reset()

    def reset(self) -> None:
        """Count from now on."""
        self._anchor = self._clock()
        self._frames = 0

    def next_end(self, frames: int, timeout: float) -> float | None:
        """Wait until `frames` further frames are over, return that time; None if it is beyond `timeout`."""
        now = self._clock()
        due = self._anchor + (self._frames + frames) / self._rate_hz
        if due - now > timeout:
            self._wait(max(0.0, timeout))
            return None
        if now - due > self._patience:
            self.stalls += 1
            self._anchor, self._frames = now, 0
            return now
        if due > now:
            self._wait(due - now)
        self._frames += frames
        return due


class Silence:
    """A source twin that yields zeros at the clock's pace; heard while a device is lost.

    `clock` and `wait` replace `time.monotonic` and `time.sleep` in tests.
    """

    def __init__(
        self,
        rate_hz: int = 48_000,
        channels: int = 1,
        *,
        description: str = "silence",
        frames: int = MAX_BLOCK_FRAMES,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self.description = description
        self._zeros: Samples = np.zeros((frames, channels), np.float32)
        self._zeros.flags.writeable = False
        self._pacer = Pacer(rate_hz, clock, wait)

    @property
    def overflows(self) -> int:
        """How often the reader came so late that silence was skipped."""
        return self._pacer.stalls

    def start(self) -> None:
        """Begin to count from now."""
        self._pacer.reset()

    def read(self, timeout: float) -> Block | None:
        """The next block of zeros (frames, channels), read-only; None when it is not due in `timeout` s."""
        end_time = self._pacer.next_end(len(self._zeros), timeout)
        return None if end_time is None else Block(self._zeros, end_time)

    def close(self) -> None:
        """Nothing to release."""
