"""The window on a real X server, its twin in memory, and the displays.

In: the fixture `display`; keys, sizes and close requests as a desktop sends them. Out: proof by screenshot.
Runs in the test process, with the window in a child process.
"""

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from stage.window_child import draw_pattern
from venue import Display, stop, wait_until

from engine.errors import DeviceError, GraphicsError
from engine.stage import sdl
from engine.stage.screen import CloseRequested, KeyPressed, Resized
from engine.stage.window import HeadlessWindow


class Child:
    """The process of `window_child.py`."""

    def __init__(self, env: dict[str, str], **options: object) -> None:
        command = [sys.executable, str(Path(__file__).with_name("window_child.py")), json.dumps(options)]
        env = env | {"PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.events: list[tuple[str, Any]] = []

    def hear(self, word: str) -> Any:
        """What comes with the next line of this kind; events before it are kept in `events`."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            kind, value = json.loads(line)
            if kind == word:
                return value
            self.events.append((kind, value))
        raise AssertionError(f"the child ended before it said {word!r}; it said {self.events}")

    def do(self, expression: str) -> Any:
        """The value of an expression about `window`, computed between two frames."""
        assert self.process.stdin is not None
        self.process.stdin.write(expression.encode() + b"\n")
        self.process.stdin.flush()
        return self.hear("answer")


@pytest.fixture
def children() -> Iterator[list[Child]]:
    started: list[Child] = []
    yield started
    for child in started:
        stop(child.process)


def pattern(width_px: int, height_px: int) -> NDArray[np.uint8]:
    """What `draw_pattern` should give, worked out without a shader."""
    y, x = np.mgrid[height_px - 1 : -1 : -1, 0:width_px]
    chequer = (x // 16 + y // 16) % 2 * 255.0
    return np.rint(np.stack((x / width_px * 255.0, y / height_px * 255.0, chequer), axis=2)).astype(np.uint8)


def shows(display: Display, x: int, y: int, width_px: int, height_px: int) -> bool:
    """Whether the screen has the pattern at this place and size, and black all around."""
    picture = display.screenshot().astype(int)
    expected = np.zeros_like(picture)
    expected[y : y + height_px, x : x + width_px] = pattern(width_px, height_px)
    return bool(np.abs(picture - expected).max() <= 1)


def xdotool(display: Display, *words: str) -> None:
    subprocess.run(["xdotool", *words], env=display.env, check=True, capture_output=True, timeout=60)


def test_window_shows_its_picture_and_feels_keys(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env))
    fullscreen, version = child.hear("open")
    assert (fullscreen, version >= 330) == (False, True)
    wait_until(lambda: shows(display, 320, 180, 640, 360), what="the pattern in the middle of the screen")
    for keysym, name in (("f", "f"), ("Escape", "escape"), ("space", "space"), ("H", "h"), ("1", "1"), ("F11", "f11")):
        display.key(keysym)
        while child.hear("KeyPressed") != {"name": name}:
            assert keysym.isupper()  # xdotool holds Shift for a capital
        while child.hear("KeyReleased") != {"name": name}:
            assert keysym.isupper()
    display.key("KP_1")
    while child.hear("KeyPressed") != {"name": "[1]"}:
        pass  # xdotool holds Num Lock too


def test_lost_keyboard_is_told(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env))
    child.hear("open")
    display.key("f")
    child.hear("KeyReleased")
    xdotool(display, "windowunmap", display.await_window())
    child.hear("KeyboardLost")


def test_fullscreen_covers_the_screen_and_comes_back(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env))
    child.hear("open")
    xdotool(display, "windowmove", display.await_window(), "100", "60")
    wait_until(lambda: shows(display, 100, 60, 640, 360), what="the window at its new place")
    child.do("window.set_fullscreen(True)")
    assert child.hear("Resized") == {"size_px": [1280, 720]}
    wait_until(lambda: shows(display, 0, 0, 1280, 720), what="the pattern all over the screen")
    assert child.do("window.fullscreen, window.size_px, window.framebuffer.viewport") == [
        *(True, [1280, 720]),
        [0, 0, 1280, 720],
    ]
    # What is read back is what is shown, at the size of now.
    child.do("draw_pattern(window)")
    expected = pattern(1280, 720)
    assert child.do("window.read_pixels().shape") == list(expected.shape)
    assert child.do("window.read_pixels()[[3, 40, 700], 1270].tolist()") == expected[[3, 40, 700], 1270].tolist()
    child.do("window.set_fullscreen(True)")
    child.do("window.set_fullscreen(False)")
    assert child.hear("Resized") == {"size_px": [640, 360]}
    wait_until(lambda: shows(display, 100, 60, 640, 360), what="the window at its former place and size")
    assert child.do("window.fullscreen") is False


def test_window_opens_fullscreen_on_the_display_of_that_name(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env, fullscreen=True, display="SCREEN", vsync=False))
    assert child.hear("open")[0] is True
    wait_until(lambda: shows(display, 0, 0, 1280, 720), what="the pattern all over the screen")
    assert child.do("window.display.number, window.rate_hz, window.vsync") == [1, 60.0, False]
    child.do("window.set_fullscreen(False)")
    wait_until(lambda: shows(display, 320, 180, 640, 360), what="the window in the middle of its display")


def test_window_follows_a_new_size(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env))
    child.hear("open")
    xdotool(display, "windowmove", display.await_window(), "0", "0")
    xdotool(display, "windowsize", display.await_window(), "801", "457")
    assert child.hear("Resized") == {"size_px": [801, 457]}
    wait_until(lambda: shows(display, 0, 0, 801, 457), what="the pattern at its new size")


def test_close_button_is_told_once_and_closing_ends_all(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env))
    child.hear("open")
    ask_to_close(display.name, int(display.await_window()))
    child.hear("CloseRequested")
    display.key("x")
    child.hear("KeyReleased")
    assert "CloseRequested" not in dict(child.events)
    assert child.process.stdin is not None
    child.process.stdin.close()
    child.process.stdin = None
    assert child.hear("closed") is False
    assert child.process.wait(30) == 0
    assert display.windows() == []


def test_cursor_leaves_the_picture(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env))
    child.hear("open")
    wait_until(lambda: shows(display, 320, 180, 640, 360), what="the pattern, and no cursor on it")
    visible = "sdl.pygame.mouse.get_visible()"
    xdotool(display, "mousemove", "500", "300")
    wait_until(lambda: child.do("sdl.pygame.mouse.get_pos()") == [180, 120], what="the movement to be felt")
    assert child.do(visible)
    child.do("now.__setitem__(0, 100.0)")
    wait_until(lambda: not child.do(visible), what="the cursor to leave after a rest")
    xdotool(display, "mousemove", "520", "300")
    wait_until(lambda: child.do(visible), what="the cursor to return with the mouse")
    child.do("window.set_fullscreen(True)")
    assert child.do(visible) is False
    assert child.do("sdl.pygame.display.get_allow_screensaver()") is False


def test_unknown_display_lists_what_there_is(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env, display="beamer"))
    kind, message = child.hear("error")
    assert kind == "DeviceError"
    assert "'beamer'" in message
    assert '1 "screen" (1280 × 720 at 0, 0)' in message


def test_all_screens_are_listed(children: list[Child]) -> None:
    with Display(sizes=((640, 360), (320, 200))) as display:
        children.append(child := Child(display.env, display=3))
        kind, message = child.hear("error")
        assert kind == "DeviceError"
        assert '1 "screen" (640 × 360 at 0, 0); 2 "screen" (320 × 200 at 0, 0).' in message
        children.append(child := Child(display.env, display="screen"))
        assert "More than one" in child.hear("error")[1]


def test_empty_driver_setting_means_none(display: Display, children: list[Child]) -> None:
    children.append(child := Child(display.env | {"SDL_VIDEODRIVER": ""}))
    child.hear("open")


@pytest.mark.parametrize("name", [None, ":64999"])
def test_no_display_is_an_error_that_says_so(name: str | None, children: list[Child]) -> None:
    with Display() as display:
        env = display.env
    for gone in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "XDG_RUNTIME_DIR"):
        env.pop(gone, None)
    children.append(child := Child(env | ({"DISPLAY": name, "SDL_VIDEODRIVER": "x11"} if name else {})))
    kind, message = child.hear("error")
    assert kind == "GraphicsError"
    assert "No display" in message
    assert "DISPLAY" in message


def test_has_display_reads_the_environment() -> None:
    assert sdl.has_display({"DISPLAY": ":0"}, "linux")
    assert sdl.has_display({"WAYLAND_DISPLAY": "wayland-0", "SDL_VIDEODRIVER": ""}, "linux")
    assert not sdl.has_display({"DISPLAY": ""}, "linux")
    assert not sdl.has_display({"DISPLAY": ":0", "SDL_VIDEODRIVER": "dummy"}, "linux")
    assert sdl.has_display({}, "darwin")
    assert sdl.has_display({}, "win32")


TABLE = sdl.Display(1, "Built-in Retina", 0, 0, 1512, 982, 120.0)
LEFT = sdl.Display(2, "EPSON PJ", 1512, 0, 1920, 1080, 60.0)
RIGHT = sdl.Display(3, "EPSON PJ", 3432, 0, 1920, 1080, 60.0)


def test_display_is_found_by_number_name_or_part() -> None:
    assert sdl.find_display(2, (TABLE, LEFT, RIGHT)) is LEFT
    assert sdl.find_display(" 3 ", (TABLE, LEFT, RIGHT)) is RIGHT
    assert sdl.find_display("epson pj", (TABLE, LEFT)) is LEFT
    assert sdl.find_display("retina", (TABLE, LEFT, RIGHT)) is TABLE


@pytest.mark.parametrize("wanted", [0, 4, "-1", "", "beamer", "epson"])
def test_display_that_is_none_or_two_lists_them(wanted: str | int) -> None:
    with pytest.raises(DeviceError, match="EPSON PJ") as caught:
        sdl.find_display(wanted, (TABLE, LEFT, RIGHT))
    assert '1 "Built-in Retina" (1512 × 982 at 0, 0, 120 Hz)' in str(caught.value)


def test_headless_twin_has_the_same_pixels() -> None:
    with HeadlessWindow((640, 360)) as screen:
        draw_pattern(screen)
        assert np.abs(screen.read_pixels().astype(int) - pattern(640, 360)).max() <= 1


def test_headless_twin_plays_its_script() -> None:
    script = [[KeyPressed("f")], [], [Resized((801, 457)), CloseRequested()]]
    with HeadlessWindow((640, 360), script=script) as screen:
        assert screen.poll() == [KeyPressed("f")]
        assert screen.poll() == []
        assert screen.size_px == (640, 360)
        assert screen.poll() == [Resized((801, 457)), CloseRequested()]
        assert screen.size_px == screen.framebuffer.viewport[2:] == (801, 457)
        draw_pattern(screen)
        assert np.abs(screen.read_pixels().astype(int) - pattern(801, 457)).max() <= 1
        assert screen.poll() == []
        screen.set_fullscreen(True)
        assert (screen.fullscreen, screen.size_px) == (True, (801, 457))
        screen.present()
        screen.present()
        assert screen.presented == 2
        screen.close()


def test_headless_without_opengl_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise Exception("cannot detect the display")

    monkeypatch.setattr(moderngl, "create_context", refuse)
    with pytest.raises(GraphicsError, match="cannot detect the display"):
        HeadlessWindow()


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent of Xlib.h, padded to the size of XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 24),
    ]


def ask_to_close(display_name: str, window: int) -> None:
    """What a desktop sends when the close button is pressed (ICCCM 4.2.8.1, WM_DELETE_WINDOW)."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    server = ctypes.c_void_p(x11.XOpenDisplay(display_name.encode()))
    client_message = 33
    message = ClientMessage(client_message, 0, 1, server, window)
    message.message_type = x11.XInternAtom(server, b"WM_PROTOCOLS", 0)
    message.format = 32
    message.data[0] = x11.XInternAtom(server, b"WM_DELETE_WINDOW", 0)
    x11.XSendEvent(server, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x11.XSync(server, 0)
    x11.XCloseDisplay(server)


def test_a_click_is_told_in_pixels_of_the_picture_and_the_cursor_shows_where_there_is_something_to_point_at(
    display: Display, children: list[Child]
) -> None:
    child = Child(display.env)
    children.append(child)
    child.hear("open")
    window = display.await_window()
    display._xdotool("mousemove", "--window", window, "120", "70", "click", "3", "click", "1")
    assert child.hear("Clicked") == {"place_px": [120, 70]}
    assert all(kind != "Clicked" for kind, _ in child.events)  # the third button is none
    child.do("window.set_fullscreen(True)")
    assert child.do("(window.set_pointing(True), window.poll(), window._cursor)[-1]") is True
    assert child.do("(window.set_pointing(False), window.poll(), window._cursor)[-1]") is False
