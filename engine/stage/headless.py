"""The window's twin that needs no screen: it draws into memory.

In: a size; for tests, a script of events. Out: an OpenGL context and its framebuffer.
Main process, on the thread that owns the OpenGL context.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Self

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.context import open_headless
from engine.stage.screen import Resized, Size, WindowEvent, read_framebuffer


class HeadlessWindow:
    """A window's twin that draws into memory (EGL on Linux) and shows nothing.

    `script`: what each `poll` returns, one after the other, then nothing; a `Resized` in it takes effect.
    Raises `GraphicsError` when the machine has no OpenGL 3.3.
    """

    def __init__(
        self, size: Size = (1280, 720), *, rate_hz: float = 60.0, script: Iterable[Sequence[WindowEvent]] = ()
    ) -> None:
        self._context = open_headless()
        self._script = deque(tuple(events) for events in script)
        self._texture, self._framebuffer = self._make_framebuffer(size)
        self._rate_hz = rate_hz
        self._fullscreen = False
        self.pointing = False
        self._closed = False
        self.presented = 0

    @property
    def context(self) -> moderngl.Context:
        return self._context

    @property
    def framebuffer(self) -> moderngl.Framebuffer:
        return self._framebuffer

    @property
    def size_px(self) -> Size:
        return self.framebuffer.size

    @property
    def rate_hz(self) -> float:
        return self._rate_hz

    @property
    def vsync(self) -> bool:
        return False

    @property
    def fullscreen(self) -> bool:
        return self._fullscreen

    def set_fullscreen(self, on: bool) -> None:
        """Takes note; the size stays, because there is no display to fill."""
        self._fullscreen = on

    def set_pointing(self, on: bool) -> None:
        """Takes note in `pointing`."""
        self.pointing = on

    def poll(self) -> list[WindowEvent]:
        events = list(self._script.popleft()) if self._script else []
        for event in events:
            if isinstance(event, Resized):
                self._framebuffer.release()
                self._texture.release()
                self._texture, self._framebuffer = self._make_framebuffer(event.size_px)
        return events

    def read_pixels(self) -> NDArray[np.uint8]:
        return read_framebuffer(self.framebuffer, self.size_px)

    def present(self) -> None:
        """Count the frame in `presented`."""
        self.presented += 1

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._context.release()

    def _make_framebuffer(self, size_px: Size) -> tuple[moderngl.Texture, moderngl.Framebuffer]:
        texture = self._context.texture(size_px, 4)
        framebuffer = self._context.framebuffer(texture)
        framebuffer.use()
        return texture, framebuffer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
