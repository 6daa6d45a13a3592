"""What the show needs of a window, and what a window tells it.

In: nothing. Out: the protocol `Screen`, which `Window` and `HeadlessWindow` keep, and the kinds of `WindowEvent`.
Main process, on the thread that owns the OpenGL context.
"""

from dataclasses import dataclass
from typing import Protocol

import moderngl
import numpy as np
from numpy.typing import NDArray

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key went down. `name` as pygame has it: "f", "1", "[1]" (number pad), "escape", "f11", "left shift"."""

    name: str


@dataclass(frozen=True, slots=True)
class KeyReleased:
    """A key came up; named as in `KeyPressed`."""

    name: str


@dataclass(frozen=True, slots=True)
class KeyboardLost:
    """The person types elsewhere: keys that are down come up unheard."""


@dataclass(frozen=True, slots=True)
class CloseRequested:
    """The window's close button, or the desktop wants it closed."""


@dataclass(frozen=True, slots=True)
class Resized:
    """The picture has a new size, (width, height) in pixels; the framebuffer's viewport has it already."""

    size_px: Size


@dataclass(frozen=True, slots=True)
class Clicked:
    """The mouse's first button went down at this place of the picture, in pixels from its upper left."""

    place_px: tuple[int, int]


WindowEvent = KeyPressed | KeyReleased | KeyboardLost | CloseRequested | Resized | Clicked


class Screen(Protocol):
    """Where the picture goes: `Window`, or `HeadlessWindow`."""

    @property
    def context(self) -> moderngl.Context:
        """The OpenGL context, 3.3 core or later."""
        ...

    @property
    def framebuffer(self) -> moderngl.Framebuffer:
        """What is shown at the next `present`; another object after a `Resized`, so ask every frame.

        Its viewport is the whole picture. For the picture's size ask `size_px`, not this object's `size`,
        which in a window stays what it was at the start.
        """
        ...

    @property
    def size_px(self) -> Size:
        """(width, height) in real pixels."""
        ...

    @property
    def rate_hz(self) -> float:
        """How often the display shows a new picture; 60 where that is not known."""
        ...

    @property
    def vsync(self) -> bool:
        """Whether `present` waits for the display. If not, the caller paces itself."""
        ...

    @property
    def fullscreen(self) -> bool: ...

    def set_fullscreen(self, on: bool) -> None:
        """Fill the display, or go back to the former size and place."""
        ...

    def set_pointing(self, on: bool) -> None:
        """Whether there is something to point at: then the mouse's cursor shows on a full screen, too."""
        ...

    def poll(self) -> list[WindowEvent]:
        """What has happened since the last call, oldest first. To be called every frame."""
        ...

    def read_pixels(self) -> NDArray[np.uint8]:
        """What is drawn so far: (height, width, 3), red green blue, first row on top. Before `present`."""
        ...

    def present(self) -> None:
        """Show what was drawn."""
        ...

    def close(self) -> None:
        """Take the window and its context away; may be called again."""
        ...


def read_framebuffer(framebuffer: moderngl.Framebuffer, size_px: Size) -> NDArray[np.uint8]:
    """The lower left `size_px` of a framebuffer: (height, width, 3), red green blue, first row on top; read-only."""
    width_px, height_px = size_px
    data = framebuffer.read(viewport=(0, 0, width_px, height_px), components=3, alignment=1)
    return np.frombuffer(data, np.uint8).reshape(height_px, width_px, 3)[::-1]
