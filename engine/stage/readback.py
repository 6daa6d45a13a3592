"""Finished pictures for a recording or a preview, fetched from the graphics card without waiting for it.

In: a framebuffer that has been drawn. Out: the pictures of some frames ago, each with the time it came with.
Main process, on the thread that owns the OpenGL context.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.screen import Size

#: So many frames later the card has surely drawn and copied a picture: drivers are at most three behind.
BEHIND = 2

Picture = tuple[float, NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class _Copy:
    """A picture on its way into `buffer` since frame `frame`."""

    buffer: moderngl.Buffer
    size_px: Size
    t: float
    frame: int


class Readback:
    """A small ring of buffers on the card. `take` starts a copy, `ready` gives those whose time has come, oldest first.

    Pictures are (height, width, 4), red green blue and a fourth that means nothing, first row on top, read-only: cards
    copy four bytes a pixel as they lie, and three only by way of the processor, which waits for all that is drawn.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._underway: deque[_Copy] = deque()
        self._idle: list[moderngl.Buffer] = []
        self._frame = 0

    def take(self, framebuffer: moderngl.Framebuffer, size_px: Size, t: float) -> None:
        """Copy the lower left `size_px` of what is drawn so far, as the picture of time `t`."""
        width_px, height_px = size_px
        buffer = self._find_buffer(4 * width_px * height_px)
        framebuffer.read_into(buffer, viewport=(0, 0, width_px, height_px), components=4, alignment=1)
        self._underway.append(_Copy(buffer, size_px, t, self._frame))

    def ready(self) -> Iterator[Picture]:
        """The pictures that can be had without a wait. To be called once a frame, before `take`."""
        self._frame += 1
        while self._underway and self._frame - self._underway[0].frame >= BEHIND:
            yield self._fetch()

    def flush(self) -> Iterator[Picture]:
        """All that are still under way, if need be after a wait."""
        while self._underway:
            yield self._fetch()

    def release(self) -> None:
        """Give the buffers back; what is under way is lost."""
        for buffer in (*self._idle, *(copy.buffer for copy in self._underway)):
            buffer.release()
        self._idle.clear()
        self._underway.clear()

    def _fetch(self) -> Picture:
        copy = self._underway.popleft()
        width_px, height_px = copy.size_px
        data = copy.buffer.read()
        self._idle.append(copy.buffer)
        return copy.t, np.frombuffer(data, np.uint8).reshape(height_px, width_px, 4)[::-1]

    def _find_buffer(self, size: int) -> moderngl.Buffer:
        """One of this size that is idle; those of another size are of a picture that has been resized."""
        while self._idle:
            buffer = self._idle.pop()
            if buffer.size == size:
                return buffer
            buffer.release()
        return self._context.buffer(reserve=size, dynamic=True)
