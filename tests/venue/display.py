"""A private X server without a monitor (Xvfb): the projector of the tests.

In: keys to press. Out: `.env` for a child process that opens windows, and screenshots as arrays.
The server is a child process on a display number that it chooses itself.
"""

import os
import select
import subprocess
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from venue.processes import Server, environment, wait_until


class Display:
    """One X display with GLX; each size (width, height) in pixels is a screen of its own."""

    def __init__(self, sizes: Sequence[tuple[int, int]] = ((1280, 720),)) -> None:
        self._sizes = sizes
        self._server = Server("x")
        self.name = ""

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a child process opens windows here, drawn by Mesa's software GL."""
        inherited = {key: value for key, value in environment().items() if key != "WAYLAND_DISPLAY"}
        return inherited | {"DISPLAY": self.name, "SDL_VIDEODRIVER": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}

    def start(self) -> None:
        """Start the server, and return when it says which display number it took."""
        reading, writing = os.pipe()
        try:
            screens = [
                word
                for number, (width_px, height_px) in enumerate(self._sizes)
                for word in ("-screen", str(number), f"{width_px}x{height_px}x24")
            ]
            self._server.launch(
                [
                    *["Xvfb", "-displayfd", str(writing), *screens, "-fbdir", str(self._server.folder)],
                    *["-nolisten", "tcp", "-noreset", "-dpi", "96", "+extension", "GLX"],
                ],
                environment(),
                pass_fds=(writing,),
            )
            os.close(writing)
            writing = -1
            answer = b""
            while not answer.endswith(b"\n"):
                self._server.await_ready(lambda: select.select([reading], [], [], 0)[0], "Xvfb to answer")
                answer += os.read(reading, 64)
        finally:
            os.close(reading)
            if writing >= 0:
                os.close(writing)
        self.name = f":{int(answer)}"

    def stop(self) -> None:
        """Take the projector away."""
        self._server.halt()

    def screenshot(self, screen: int = 0) -> NDArray[np.uint8]:
        """What the screen shows now: (height, width, 3) uint8, red green blue, first row on top.

        Reads the frame buffer that Xvfb keeps in a file, in the XWD format (X11/XWDFile.h): a header of
        big-endian 32-bit words, a colour table of 12 bytes an entry, then the rows.
        """
        data = (self._server.folder / f"Xvfb_screen{screen}").read_bytes()
        header = np.frombuffer(data, ">u4", 25)
        header_size, width_px, height_px, byte_order = (int(header[i]) for i in (0, 4, 5, 7))
        bits_per_pixel, bytes_per_line, colour_count = (int(header[i]) for i in (11, 12, 19))
        if bits_per_pixel != 32:
            raise ValueError(f"the screen has {bits_per_pixel} bits per pixel, not 32")
        start = header_size + 12 * colour_count
        rows = np.frombuffer(data, np.uint8, bytes_per_line * height_px, start)
        pixels = rows.reshape(height_px, bytes_per_line // 4, 4)[:, :width_px]
        # A little-endian server stores blue first, a big-endian one an empty byte first.
        return np.ascontiguousarray(pixels[..., 2::-1] if byte_order == 0 else pixels[..., 1:])

    def windows(self) -> list[str]:
        """The ids of the visible windows, without the screen's own."""
        # By class, because xdotool cannot read the titles that SDL sets in a UTF-8 locale.
        return self._xdotool("search", "--onlyvisible", "--class", ".").stdout.split()

    def await_window(self) -> str:
        """The id of the first visible window; waits until there is one."""
        return wait_until(lambda: next(iter(self.windows()), ""), what="a window")

    def key(self, name: str, window: str = "") -> None:
        """Press and release a key (X keysym name: `b`, `Escape`, `F11`) in a window, or in the first one."""
        # There is no window manager here, so nobody else gives the window the keyboard.
        done = self._xdotool("windowfocus", window or self.await_window(), "key", "--clearmodifiers", name)
        if done.returncode:
            raise RuntimeError(f"xdotool key {name}: {done.stdout}{done.stderr}")

    def _xdotool(self, *words: str) -> "subprocess.CompletedProcess[str]":
        run: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60, "check": False}
        return subprocess.run(["xdotool", *words], env=self.env, **run)

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
