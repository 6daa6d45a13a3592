"""Plays a tape in real time: to a device and to the ear at once, or to the ear alone.

In: a `Tape`, a device or none. Out: the tape's samples as `Block`s, each when it sounds.
A feeder thread renders or decodes ahead; PortAudio's thread plays; the ear's thread reads.
"""

import logging
import queue
import threading
import time
from collections.abc import Iterator

import numpy as np
import soxr

from engine.errors import DeviceError, DeviceLostError
from engine.sound.devices import AudioDevice, list_outputs, rescan
from engine.sound.output import Output
from engine.sound.source import MAX_BLOCK_FRAMES, Block, Pacer, Samples
from engine.sound.tape import Tape, reblock

_log = logging.getLogger(__name__)

_AHEAD_S = 2.0
_REFILL_S = 0.1
_RETRY_S = 1.0
_CLOSE_S = 2.0
_FIRST_S = 5.0
_DECODE_FRAMES = 4096


class Deck:
    """A source that plays `tape`; `output` None plays to nobody; without `loop`, silence follows the end.

    What comes out of the device is what the ear gets, at the device's rate. A device that does not open or is lost
    does not stop the tape: it plays on to nobody, with a warning in the log, and the device is tried every second.
    """

    def __init__(self, tape: Tape, output: AudioDevice | None, *, loop: bool = True) -> None:
        self.rate_hz = tape.rate_hz
        self.channels = tape.channels
        self._tape = tape
        self._device = output
        self._loop = loop
        self._output: Output | None = None
        self._feeder: _Feeder | None = None
        self._pacer = Pacer(self.rate_hz, time.monotonic, time.sleep)
        self._held: Samples | None = None
        self._paced = False
        self._dropped = 0
        self._closed = threading.Event()
        self._seeker: threading.Thread | None = None

    @property
    def description(self) -> str:
        """The tape's name and where it is played."""
        output = self._output
        return f"{self._tape.name}, {f'played on {output.device.name}' if output else 'heard by nobody else'}"

    @property
    def overflows(self) -> int:
        """How often sound was skipped because nobody read it in time."""
        output = self._output
        return self._pacer.stalls + self._dropped + (output.dropped if output else 0)

    def start(self) -> None:
        """Begin to play, once the first block is decoded or rendered.

        A device that does not open is warned of in the log and tried again.
        """
        output = None
        if self._device is not None:
            try:
                output = Output(self._device, (self.rate_hz, self._device.rate_hz, 48_000, 44_100), self.channels)
                self.rate_hz = output.rate_hz
            except DeviceError as refused:
                self._do_without(refused)
        self._pacer = Pacer(self.rate_hz, time.monotonic, time.sleep)
        self._feeder = _Feeder(self._tape, self.rate_hz, self._loop)
        self._feeder.ready.wait(_FIRST_S)
        if output is not None:
            try:
                output.start(self._feeder.blocks)
                self._output = output
            except DeviceError as refused:
                self._do_without(refused)

    def read(self, timeout: float) -> Block | None:
        """The next block once it has sounded, or None after `timeout` seconds."""
        output = self._output
        if output is None:
            return self._read_unheard(timeout)
        try:
            return output.read(timeout)
        except DeviceLostError as lost:
            self._output = None
            self._dropped += output.dropped
            self._paced = False
            self._do_without(lost, output)
            return None

    def close(self) -> None:
        """Stop and release the device; may be called twice."""
        self._closed.set()
        if self._seeker is not None:
            self._seeker.join(_CLOSE_S)
        if self._output is not None:
            self._output.close()
            self._output = None
        if self._feeder is not None:
            self._feeder.stop()

    def _read_unheard(self, timeout: float) -> Block | None:
        deadline = time.monotonic() + timeout
        if self._held is None:
            self._held = self._next(timeout)
            if self._held is None:
                return None
        if not self._paced:  # time spent on the device is no lateness of the reader
            self._pacer.reset()
            self._paced = True
        end_time = self._pacer.next_end(len(self._held), deadline - time.monotonic())
        if end_time is None:
            return None
        samples, self._held = self._held, None
        return Block(samples, end_time)

    def _next(self, timeout: float) -> Samples | None:
        if self._feeder is None:
            raise RuntimeError("start the deck before reading it")
        if self._feeder.ended and self._feeder.blocks.empty():
            return np.zeros((MAX_BLOCK_FRAMES, self.channels), np.float32)
        try:
            return self._feeder.blocks.get(timeout=max(0.0, timeout))
        except queue.Empty:
            return None

    def _do_without(self, reason: DeviceError, lost: Output | None = None) -> None:
        _log.warning("%s The tape plays on unheard, and the device is tried every second.", reason)
        # A thread, because closing and opening a device may take long, on a sound server that hangs for ever.
        self._seeker = threading.Thread(target=self._seek, args=(lost,), name="deck's output", daemon=True)
        self._seeker.start()

    def _seek(self, lost: Output | None) -> None:
        if lost is not None:
            lost.close()
        while not self._closed.wait(_RETRY_S):
            try:
                output = self._open_again()
            except DeviceError:
                continue
            _log.warning("%s is back.", output.device.name)
            self._output = output
            return

    def _open_again(self) -> Output:
        wanted = self._device
        rescan()
        for device in list_outputs():
            if wanted and (device.name, device.host_api) == (wanted.name, wanted.host_api) and self._feeder:
                output = Output(device, (self.rate_hz,), self.channels)
                output.start(self._feeder.blocks)
                return output
        raise DeviceError("It is not there.")


class _Feeder:
    """Fills `blocks` with `MAX_BLOCK_FRAMES` frames each, up to two seconds ahead, in a thread of its own."""

    def __init__(self, tape: Tape, rate_hz: int, loop: bool) -> None:
        self.blocks: queue.SimpleQueue[Samples] = queue.SimpleQueue()
        self.ended = False
        self.ready = threading.Event()
        self._tape = tape
        self._rate_hz = rate_hz
        self._loop = loop
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deck's feeder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; it may be rendering a bar."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        most = round(_AHEAD_S * self._rate_hz / MAX_BLOCK_FRAMES)
        try:
            for block in self._cut():
                while self.blocks.qsize() >= most and not self._stopped.wait(_REFILL_S):
                    pass
                if self._stopped.is_set():
                    return
                self.blocks.put(block)
                self.ready.set()
        except Exception:  # whatever is wrong with a tape, silence follows and the picture goes on
            _log.exception("%s breaks off", self._tape.name)
        finally:
            self.ended = True
            self.ready.set()

    def _cut(self) -> Iterator[Samples]:
        for block in reblock(self._resample(self._tape.blocks(_DECODE_FRAMES, loop=self._loop)), MAX_BLOCK_FRAMES):
            missing = MAX_BLOCK_FRAMES - len(block)
            yield np.pad(block, ((0, missing), (0, 0))) if missing else block

    def _resample(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        if self._rate_hz == self._tape.rate_hz:
            yield from blocks
            return
        resampler = soxr.ResampleStream(self._tape.rate_hz, self._rate_hz, self._tape.channels, "float32")
        for block in blocks:
            yield resampler.resample_chunk(block)
        yield resampler.resample_chunk(np.zeros((0, self._tape.channels), np.float32), last=True)
