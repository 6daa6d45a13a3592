"""SDL, the library below pygame: the displays there are, and the few calls that pygame does not pass on.

In: a display's name or number; a window's id. Out: `Display`s, sizes in real pixels, the swap interval.
Main process, on the thread that owns the window. Whoever needs pygame imports it from here, where it keeps quiet.
"""

import ctypes
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.errors import DeviceError, GraphicsError

# Before the import, or before the video system starts; a person's own settings stay. No greeting on the terminal.
# Ctrl-C and kill end the process, rather than closing a window. A projector's picture stays when the person
# clicks on the other screen, and is not stretched by Windows.
os.environ.update(
    {
        "PYGAME_HIDE_SUPPORT_PROMPT": "1",
        "SDL_NO_SIGNAL_HANDLERS": "1",
        "SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS": "0",
        "SDL_WINDOWS_DPI_AWARENESS": "permonitorv2",
        "SDL_APP_NAME": "Asterism",
        "SDL_VIDEO_X11_WMCLASS": "asterism",
        "SDL_VIDEO_WAYLAND_WMCLASS": "asterism",
    }
    | dict(os.environ)
)

import pygame as pygame
import pygame.base
import pygame.freetype

#: SDL's drivers that draw into nothing; without a screen SDL takes one of them and says no word.
_BLIND_DRIVERS = ("dummy", "offscreen", "evdev")


@dataclass(frozen=True, slots=True)
class Display:
    """One screen or projector, in the desktop's coordinates, which on a high-density screen are not its pixels.

    `number` counts from 1; `rate_hz` is 0 where it is not known.
    """

    number: int
    name: str
    x: int
    y: int
    width: int
    height: int
    rate_hz: float

    def __str__(self) -> str:
        rate = f", {self.rate_hz:g} Hz" if self.rate_hz else ""
        return f'{self.number} "{self.name}" ({self.width} × {self.height} at {self.x}, {self.y}{rate})'


def has_display(env: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a window is worth a try: on Linux, whether a desktop has said where it is."""
    driver = env.get("SDL_VIDEODRIVER", "")
    if driver:
        return driver not in _BLIND_DRIVERS
    if platform.startswith(("win32", "cygwin", "darwin")):
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def start_video() -> None:
    """Connect to the desktop, once. Raises `GraphicsError` when there is none."""
    if os.environ.get("SDL_VIDEODRIVER") == "":
        del os.environ["SDL_VIDEODRIVER"]  # SDL would look for a driver with an empty name
    try:
        pygame.display.init()
    except pygame.error as error:
        raise GraphicsError(f"No display to open a window on ({error}). {_ADVICE}") from error
    if (driver := pygame.display.get_driver()) in _BLIND_DRIVERS:
        pygame.display.quit()
        raise GraphicsError(f"No display to open a window on (SDL found only {driver!r}). {_ADVICE}")


_ADVICE = "Start from a desktop session, or set DISPLAY; without one, Asterism draws into a file."


def displays() -> tuple[Display, ...]:
    """The displays, in the desktop's order, at least one. Raises `GraphicsError` when there is no desktop."""
    start_video()
    sizes = pygame.display.get_desktop_sizes()
    sdl = _library()
    if sdl is None:
        return tuple(Display(i + 1, f"display {i + 1}", 0, 0, *size, 0.0) for i, size in enumerate(sizes))
    return tuple(_describe(sdl, index) for index in range(sdl.SDL_GetNumVideoDisplays()))


def find_display(wanted: str | int, among: Sequence[Display] | None = None) -> Display:
    """The display of that number, or else of that name (capitals do not matter), or with that in its name.

    Raises `DeviceError`, listing what there is, when none or more than one fits.
    """
    known = displays() if among is None else tuple(among)
    word = str(wanted).strip().casefold()
    if word.isdecimal():
        fitting = [display for display in known if display.number == int(word)]
    else:
        fitting = [display for display in known if display.name.casefold() == word]
        fitting = fitting or [display for display in known if word and word in display.name.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    listing = "; ".join(map(str, known)) or "none"
    if fitting:
        raise DeviceError(f"More than one display is like {str(wanted)!r}; take its number. There is: {listing}.")
    raise DeviceError(f"There is no display {str(wanted)!r}. There is: {listing}.")


def display_of(window_id: int) -> Display | None:
    """The display that most of a window is on, or None where SDL does not say."""
    sdl = _library()
    index = -1 if sdl is None else sdl.SDL_GetWindowDisplayIndex(sdl.SDL_GetWindowFromID(window_id))
    return _describe(sdl, index) if sdl is not None and index >= 0 else None


def drawable_size_px(window_id: int) -> tuple[int, int] | None:
    """A window's (width, height) in real pixels, or None where SDL does not say."""
    sdl = _library()
    window = sdl.SDL_GetWindowFromID(window_id) if sdl is not None else None
    if sdl is None or not window:
        return None
    width, height = ctypes.c_int(), ctypes.c_int()
    sdl.SDL_GL_GetDrawableSize(window, ctypes.byref(width), ctypes.byref(height))
    return width.value, height.value


def set_swap_interval(interval: int) -> bool:
    """Make the current context's flips wait for `interval` refreshes (0: not at all); False when it will not."""
    sdl = _library()
    return sdl is not None and sdl.SDL_GL_SetSwapInterval(interval) == 0


class _Rect(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("x", "y", "width", "height")]


class _Mode(ctypes.Structure):
    _fields_ = [
        ("format", ctypes.c_uint32),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("rate_hz", ctypes.c_int),
        ("driver_data", ctypes.c_void_p),
    ]


def _describe(sdl: ctypes.CDLL, index: int) -> Display:
    bounds, mode = _Rect(), _Mode()
    sdl.SDL_GetDisplayBounds(index, ctypes.byref(bounds))
    known = sdl.SDL_GetCurrentDisplayMode(index, ctypes.byref(mode)) == 0
    name = (sdl.SDL_GetDisplayName(index) or b"").decode(errors="replace") or f"display {index + 1}"
    rate_hz = float(mode.rate_hz) if known else 0.0
    return Display(index + 1, name, bounds.x, bounds.y, bounds.width, bounds.height, rate_hz)


@cache
def _library() -> ctypes.CDLL | None:
    """The very SDL that pygame runs on: a second copy would know of no window."""
    folder = Path(pygame.base.__file__ or "").parent
    # A loaded module answers for the libraries that it is linked to, whatever they are called; not so on Windows.
    path = folder / "SDL2.dll" if sys.platform == "win32" else Path(pygame.base.__file__ or "")
    try:
        sdl = ctypes.CDLL(str(path))
        sdl.SDL_GetDisplayName.restype = ctypes.c_char_p
        sdl.SDL_GetWindowFromID.restype = ctypes.c_void_p
        sdl.SDL_GetWindowFromID.argtypes = [ctypes.c_uint32]
        sdl.SDL_GetWindowDisplayIndex.argtypes = [ctypes.c_void_p]
        sdl.SDL_GL_GetDrawableSize.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    except (OSError, AttributeError):
        return None
    return sdl
