"""A sound device that is played to, and that tells when each block really sounds.

In: blocks from a queue. Out: the same blocks, each when it sounds.
PortAudio's own thread runs the callback; the ear's thread reads.
"""

import queue
import time
from typing import Any

import numpy as np

from engine.errors import DeviceLostError
from engine.sound.devices import MOST_DELAY_S, AudioDevice, Heartbeat, close_stream, open_stream, start_stream
from engine.sound.source import Block, Samples

_QUEUE_BLOCKS = 512  # the device's latency, at most `MOST_DELAY_S`, and some pause of the reader


class Output:
    """Opens `device` at the first of `rates_hz` that it takes; plays nothing before `start`.

    `rate_hz` is the rate it took. Raises DeviceError when it does not open.
    """

    def __init__(self, device: AudioDevice, rates_hz: tuple[int, ...], channels: int) -> None:
        self.device = device
        self.dropped = 0
        self._channels = channels
        self._heartbeat = Heartbeat()
        self._held: Block | None = None
        self._waiting: queue.SimpleQueue[Samples] = queue.SimpleQueue()
        self._sounding: queue.SimpleQueue[Block] = queue.SimpleQueue()
        # Mono comes from both sides.
        width = min(max(2, channels), device.channels)
        self._stream, self.rate_hz, _ = open_stream(
            "output", device, rates_hz, width, self._play, self._heartbeat.finish
        )
        self._latency = float(self._stream.latency)

    def start(self, blocks: "queue.SimpleQueue[Samples]") -> None:
        """Play `blocks`, arrays (MAX_BLOCK_FRAMES, channels), and silence while there are none. Raises DeviceError."""
        self._waiting = blocks
        self._heartbeat.beat()
        start_stream(self._stream, self.device)

    def read(self, timeout: float) -> Block | None:
        """The next block once it has sounded, or None after `timeout` seconds.

        Raises DeviceLostError when the stream has ended, or asked for nothing for a second.
        """
        deadline = time.monotonic() + max(0.0, timeout)
        if self._held is None:
            try:
                self._held = self._sounding.get(timeout=max(0.0, timeout))
            except queue.Empty:
                if self._heartbeat.dead:
                    raise DeviceLostError(f"{self.device.name} is gone.") from None
                return None
        block = self._held
        if block.end_time > deadline:
            time.sleep(max(0.0, deadline - time.monotonic()))
            return None
        time.sleep(max(0.0, block.end_time - time.monotonic()))
        self._held = None
        return block

    def close(self) -> None:
        """Stop and release the device; may be called twice."""
        close_stream(self._stream)

    def _play(self, out: Samples, frames: int, clock: Any, _: Any) -> None:
        # In PortAudio's thread: copy and leave.
        now = self._heartbeat.beat()
        try:
            samples = self._waiting.get_nowait()
        except queue.Empty:
            samples = np.zeros((frames, self._channels), np.float32)
        spread(samples, out)
        # Only differences on PortAudio's clock count: its zero differs from platform to platform.
        ahead = clock.outputBufferDacTime - clock.currentTime
        if not 0.0 <= ahead <= MOST_DELAY_S:
            ahead = self._latency
        if self._sounding.qsize() < _QUEUE_BLOCKS:
            self._sounding.put(Block(samples, now + ahead + frames / self.rate_hz))
        else:
            self.dropped += 1


def spread(samples: Samples, out: Samples) -> None:
    """Fill `out` (frames, outputs) from `samples` (frames, channels): one to all, as it is, or all to all."""
    channels, outputs = samples.shape[1], out.shape[1]
    if channels == 1:
        out[:] = samples
    elif channels <= outputs:
        out[:, :channels] = samples
        out[:, channels:] = 0.0
    else:
        out[:] = samples.mean(axis=1, keepdims=True)
