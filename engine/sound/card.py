"""A sound card that is listened to, as a source.

In: an `AudioDevice`. Out: `Block`s of at most 256 frames, with the time at which they were captured.
PortAudio's own thread runs the callback, which only copies; the ear's thread reads.
"""

import queue
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import DeviceError, DeviceLostError
from engine.sound.devices import (
    MOST_DELAY_S,
    AudioDevice,
    Heartbeat,
    close_stream,
    find_input,
    find_output,
    list_inputs,
    list_outputs,
    open_stream,
    rescan,
    start_stream,
)
from engine.sound.source import Block, Samples

__all__ = ["AudioDevice", "Card", "find_input", "find_output", "list_inputs", "list_outputs", "rescan"]

ALL_CHANNELS = 16
"""Up to here, "all channels" means all; what takes more is a sound server's door or a patch bay, not a stage box."""

_QUEUE_BLOCKS = 64  # a third of a second: longer pauses of the reader are counted, not stored


class Card:
    """Captures from `device`. `channels`: which, counted from 1; None is all, or the first two of more than 16.

    `rate_hz` is the device's own unless given. Raises DeviceError when the device has no such channel.
    """

    def __init__(
        self, device: AudioDevice, *, channels: Sequence[int] | None = None, rate_hz: int | None = None
    ) -> None:
        every = device.channels if device.channels <= ALL_CHANNELS else 2
        self._picked = tuple(channels or range(1, every + 1))
        wrong = [channel for channel in self._picked if not 1 <= channel <= device.channels]
        if wrong:
            raise DeviceError(
                f"{device.name} has no input {', '.join(map(str, wrong))}. Its inputs are 1 to {device.channels}."
            )
        self.rate_hz = rate_hz or device.rate_hz
        self.channels = len(self._picked)
        self._device = device
        self._columns: list[int] | None = None
        self._stream: Any = None
        self._latency = 0.0
        self._blocks: queue.SimpleQueue[Block] = queue.SimpleQueue()
        self._flagged = 0
        self._dropped = 0
        self._heartbeat = Heartbeat()

    @property
    def description(self) -> str:
        """The device, which of its inputs are heard, and the rate."""
        device = self._device
        inputs = "input" if self.channels == 1 else "inputs"
        picked = ", ".join(map(str, self._picked[:4])) + (" …" if self.channels > 4 else "")
        return f"{device.name} ({device.host_api}), {inputs} {picked} of {device.channels}, {self.rate_hz} Hz"

    @property
    def overflows(self) -> int:
        """How often samples were lost: as the device says, and blocks that found the queue full."""
        return self._flagged + self._dropped

    def start(self) -> None:
        """Begin to capture. Raises DeviceError when the device does not open."""
        stream, self.rate_hz, width = open_stream(
            "input", self._device, (self.rate_hz, 48_000, 44_100), max(self._picked), self._hear, self._heartbeat.finish
        )
        everything = self._picked == tuple(range(1, width + 1))
        self._columns = None if everything else [channel - 1 for channel in self._picked]
        self._latency = float(stream.latency)
        self._heartbeat.beat()
        start_stream(stream, self._device)
        self._stream = stream

    def read(self, timeout: float) -> Block | None:
        """The next block, or None after `timeout` seconds without one.

        Raises DeviceLostError when the stream has ended, or gave nothing for a second.
        """
        try:
            return self._blocks.get(timeout=max(0.0, timeout))
        except queue.Empty:
            if self._stream is None or self._heartbeat.dead:
                raise DeviceLostError(f"{self._device.name} is gone.") from None
            return None

    def close(self) -> None:
        """Stop and release the device; may be called twice."""
        stream, self._stream = self._stream, None
        if stream is not None:
            close_stream(stream)

    def _hear(self, data: Samples, frames: int, clock: Any, status: Any) -> None:
        # In PortAudio's thread: copy and leave.
        now = self._heartbeat.beat()
        if status.input_overflow:
            self._flagged += 1
        if self._blocks.qsize() >= _QUEUE_BLOCKS:
            self._dropped += 1
            return
        samples = data.copy() if self._columns is None else np.take(data, self._columns, axis=1)
        # Only differences on PortAudio's clock count: its zero differs from platform to platform.
        age = clock.currentTime - clock.inputBufferAdcTime - frames / self.rate_hz
        age = max(0.0, age) if abs(age) <= MOST_DELAY_S else self._latency
        self._blocks.put(Block(samples, now - age))
