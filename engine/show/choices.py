"""What to listen to and where to show it, with the reason, so that playing never lacks an input or an output.

In: what the person asked for, and what the machine has. Out: a sound source, a screen, each with one line for people.
Main process, at the start.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import AsterismError, GraphicsError
from engine.hearing.sources import SourceSpec
from engine.sound.devices import find_input, find_output
from engine.sound.tape import FileTape
from engine.stage.context import describe
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import Screen
from engine.stage.sdl import has_display
from engine.stage.window import Window


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for. `file`, `demo` and `device` exclude each other; all empty: the best there is.

    `output`: on which device a file or the demo sounds; None is nobody. `display`: a number from 1 or a name.
    """

    file: Path | None = None
    demo: bool = False
    device: str | None = None
    channels: tuple[int, ...] = ()
    output: str | None = ""
    headless: bool = False
    fullscreen: bool = False
    display: str | None = None
    size: tuple[int, int] = (1280, 720)
    rate_hz: float | None = None


def choose_source(wishes: Wishes) -> tuple[SourceSpec, str]:
    """The sound, and why. Raises `DeviceError` or `FileError` when what was named is not there."""
    if wishes.output:
        find_output(wishes.output)
    if wishes.file is not None:
        tape = FileTape(wishes.file)
        return SourceSpec("file", str(wishes.file.resolve()), output=wishes.output), (
            f"the file {tape.name}, over and over (--file)"
        )
    if wishes.demo:
        return SourceSpec("demo", output=wishes.output), "the built-in piece, over and over (--demo)"
    if wishes.device is not None:
        device = find_input(wishes.device)
        return SourceSpec("card", wishes.device, wishes.channels), f"{device.name} (--device)"
    try:
        device = find_input(None)
    except AsterismError as error:
        return SourceSpec("demo", output=wishes.output), f"the built-in piece, because there is no sound input: {error}"
    return SourceSpec("card", "", wishes.channels), f"{device.name}, the default input"


def choose_screen(wishes: Wishes) -> tuple[Screen, str]:
    """The screen, and why. Raises `GraphicsError` or `DeviceError` when what was named is not there."""
    if wishes.headless:
        reason = "no window (--headless)"
    elif has_display():
        try:
            return _open_window(wishes)
        except GraphicsError as error:
            if wishes.fullscreen or wishes.display:
                raise
            reason = f"no window, because none opens: {error}"
    else:
        if wishes.fullscreen or wishes.display:
            raise GraphicsError(
                "--fullscreen and --display need a display, and there is none here: "
                "start this on the machine's desktop, or set DISPLAY."
            )
        reason = "no window, because there is no display"
    screen = HeadlessWindow(wishes.size, rate_hz=wishes.rate_hz or 30.0)
    return screen, f"{reason}; {_describe(screen)}"


def _open_window(wishes: Wishes) -> tuple[Screen, str]:
    window = Window(size=wishes.size, fullscreen=wishes.fullscreen, display=wishes.display)
    kind = "fullscreen" if wishes.fullscreen else "a window"
    where = f" on display {window.display.number} ({window.display.name})" if window.display else ""
    return window, f"{kind}{where}; {_describe(window)}"


def _describe(screen: Screen) -> str:
    width, height = screen.size_px
    return f"{width} × {height}; {describe(screen.context)}"
