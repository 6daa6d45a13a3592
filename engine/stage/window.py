"""The window that the audience sees, and the desktop's word on what the person at the keys does.

In: a title, a size, a display. Out: an OpenGL context, its framebuffer, and what the person at the keys does.
Main process, on its main thread (desktops allow no other), which owns the OpenGL context.
"""

import logging
import math
import time
from collections.abc import Callable
from typing import Self

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.errors import GraphicsError
from engine.stage import sdl
from engine.stage.context import adopt_window
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import (
    Clicked,
    CloseRequested,
    KeyboardLost,
    KeyPressed,
    KeyReleased,
    Resized,
    Screen,
    Size,
    WindowEvent,
    read_framebuffer,
)
from engine.stage.sdl import pygame
from engine.stage.x11 import has_window_manager

__all__ = [
    "Clicked",
    "CloseRequested",
    "HeadlessWindow",
    "KeyPressed",
    "KeyReleased",
    "KeyboardLost",
    "Resized",
    "Screen",
    "Window",
    "WindowEvent",
]

_log = logging.getLogger(__name__)

#: Seconds without movement after which the mouse's cursor leaves the picture.
CURSOR_REST_S = 2.0

_SMALLEST: Size = (160, 90)
#: USB's place on the keyboard for 1…9, 0: in France they carry other signs, and numbers are what is meant.
_DIGIT_SCANCODES = {30 + place: str((place + 1) % 10) for place in range(10)}


class Window:
    """A resizable window, or a whole display.

    `size`: (width, height) while not fullscreen, in the desktop's coordinates. `display`: number from 1 or
    name of the display to open on and to fill when fullscreen; without it, the one that the window is on.
    `clock`: monotonic seconds, for the cursor. Raises `GraphicsError` when there is no desktop or no OpenGL 3.3,
    and `DeviceError`, listing what there is, for an unknown display.
    """

    def __init__(
        self,
        title: str = "Asterism",
        size: Size = (1280, 720),
        *,
        fullscreen: bool = False,
        display: str | int | None = None,
        vsync: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._display = None if display is None else sdl.find_display(display)
        self._window = _open(title, size, self._display)
        try:
            self._context = adopt_window()
        except GraphicsError:
            self._window.destroy()
            pygame.display.quit()
            raise
        self._vsync = sdl.set_swap_interval(int(vsync)) and vsync
        self._managed = pygame.display.get_driver() != "x11" or has_window_manager()
        self._closed = False
        self._clock = clock
        self._moved = -math.inf
        self._mouse = pygame.mouse.get_pos(desktop=True)
        self._cursor: bool | None = None
        self._pointing = False
        self._former: tuple[Size, Size] | None = None  # position and size before fullscreen
        self._window.minimum_size = _SMALLEST
        pygame.display.set_allow_screensaver(False)
        self._size_px: Size = self._context.screen.size
        if fullscreen:
            self.set_fullscreen(True)
        self._follow_size()

    @property
    def context(self) -> moderngl.Context:
        return self._context

    @property
    def framebuffer(self) -> moderngl.Framebuffer:
        return self._context.screen

    @property
    def size_px(self) -> Size:
        return self._size_px

    @property
    def display(self) -> sdl.Display | None:
        """The display that the window is on, where that can be told."""
        return sdl.display_of(self._window.id)

    @property
    def rate_hz(self) -> float:
        display = self.display
        return (display.rate_hz if display else 0.0) or 60.0

    @property
    def vsync(self) -> bool:
        return self._vsync

    @property
    def fullscreen(self) -> bool:
        return self._former is not None

    def set_fullscreen(self, on: bool) -> None:
        former = self._former
        try:
            if on and former is None:
                former = self._window.position, self._window.size
                self._fill_display()
                self._former = former
            elif not on and former is not None:
                if self._managed:
                    self._window.set_windowed()
                self._former = None
                self._window.position, self._window.size = former
                pygame.event.pump()
                # The first time, a desktop may not yet have told SDL how wide the frame around the window is.
                self._window.position = former[0]
        except pygame.error as error:
            _log.warning("the window stays as it is: fullscreen %s failed (%s)", "on" if on else "off", error)
        self._show_cursor()

    def _fill_display(self) -> None:
        display = self._display or self.display or sdl.displays()[0]
        if self._managed:
            if display != self.display:
                self._window.position = _centre_of(display)
            self._window.set_fullscreen(desktop=True)
        else:
            self._window.position, self._window.size = (display.x, display.y), (display.width, display.height)

    def set_pointing(self, on: bool) -> None:
        self._pointing = on

    def poll(self) -> list[WindowEvent]:
        events: list[WindowEvent] = []
        closing = False
        for event in pygame.event.get():
            if event.type == pygame.KEYDOWN:
                events.append(KeyPressed(_key_name(event)))
            elif event.type == pygame.KEYUP:
                events.append(KeyReleased(_key_name(event)))
            elif event.type == pygame.WINDOWFOCUSLOST:
                events.append(KeyboardLost())
            elif event.type in (pygame.QUIT, pygame.WINDOWCLOSE):
                closing = True  # closing the last window makes both
            elif event.type == pygame.MOUSEMOTION:
                self._feel_mouse()
            elif event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
                events.append(Clicked(self._in_pixels(event.pos)))
        if closing:
            events.append(CloseRequested())
        if self._follow_size():
            events.append(Resized(self._size_px))
        self._show_cursor()
        return events

    def read_pixels(self) -> NDArray[np.uint8]:
        return read_framebuffer(self.framebuffer, self._size_px)

    def present(self) -> None:
        self._window.flip()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._context.release()
            self._window.destroy()
            pygame.display.quit()

    def _follow_size(self) -> bool:
        """Whether the size in pixels is another than before; whichever way it changed, asking tells it."""
        size_px = sdl.drawable_size_px(self._window.id) or self._window.size
        if size_px == self._size_px or min(size_px) < 1:
            return False
        self._size_px = size_px
        self._context.screen.viewport = (0, 0, *size_px)
        return True

    def _in_pixels(self, place: tuple[int, int]) -> tuple[int, int]:
        """A place in the desktop's coordinates, which on a high-density screen are not pixels."""
        width, height = self._window.size
        return place[0] * self._size_px[0] // max(1, width), place[1] * self._size_px[1] // max(1, height)

    def _feel_mouse(self) -> None:
        # A window that moves or grows below a resting mouse makes events too; only the desktop's place tells.
        place = pygame.mouse.get_pos(desktop=True)
        if place != self._mouse:
            self._mouse, self._moved = place, self._clock()

    def _show_cursor(self) -> None:
        moved = self._clock() - self._moved < CURSOR_REST_S
        show = self._pointing or (moved and not self.fullscreen)
        if show != self._cursor:
            self._cursor = show
            pygame.mouse.set_visible(show)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _open(title: str, size: Size, display: sdl.Display | None) -> "pygame.Window":
    sdl.start_video()
    for attribute, value in {
        pygame.GL_CONTEXT_MAJOR_VERSION: 3,
        pygame.GL_CONTEXT_MINOR_VERSION: 3,
        pygame.GL_CONTEXT_PROFILE_MASK: pygame.GL_CONTEXT_PROFILE_CORE,
        pygame.GL_DEPTH_SIZE: 0,
        pygame.GL_STENCIL_SIZE: 0,
    }.items():
        pygame.display.gl_set_attribute(attribute, value)
    position = pygame.WINDOWPOS_CENTERED if display is None else _centre_of(display)
    try:
        return pygame.Window(title, size, position, opengl=True, resizable=True, allow_high_dpi=True)
    except pygame.error as error:
        pygame.display.quit()
        raise GraphicsError(
            f"No window with OpenGL 3.3 ({error}). A graphics driver is missing or too old; "
            "on Debian or Ubuntu: apt install libgl1 libgl1-mesa-dri."
        ) from error


def _centre_of(display: sdl.Display) -> tuple[int, int]:
    """SDL's word for "the middle of this display" (SDL_WINDOWPOS_CENTERED_DISPLAY), in place of coordinates."""
    place = pygame.WINDOWPOS_CENTERED | (display.number - 1)
    return place, place


def _key_name(event: "pygame.event.Event") -> str:
    return _DIGIT_SCANCODES.get(event.scancode) or pygame.key.name(event.key).lower()
