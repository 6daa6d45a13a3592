"""Whether an X server has a window manager.

In: the fixture `display`, which has none. Out: proof with the sign that a window manager sets, and leaves behind.
Runs in the test process, as one more client of the X server.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

from venue import Display

from engine.stage.x11 import has_window_manager

XA_WINDOW = 33
PROP_MODE_REPLACE = 0


@contextmanager
def window_manager(name: str) -> Iterator[None]:
    """Do what a window manager does on its arrival, and end without a goodbye."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    for function in (x11.XDefaultRootWindow, x11.XInternAtom, x11.XCreateSimpleWindow):
        function.restype = ctypes.c_ulong
    server = ctypes.c_void_p(x11.XOpenDisplay(name.encode()))
    root = ctypes.c_ulong(x11.XDefaultRootWindow(server))
    window = ctypes.c_ulong(x11.XCreateSimpleWindow(server, root, -1, -1, 1, 1, 0, ctypes.c_ulong(), ctypes.c_ulong()))
    sign = ctypes.c_ulong(x11.XInternAtom(server, b"_NET_SUPPORTING_WM_CHECK", 0))
    kind = ctypes.c_ulong(XA_WINDOW)
    x11.XChangeProperty(server, root, sign, kind, 32, PROP_MODE_REPLACE, ctypes.byref(window), 1)
    x11.XSync(server, 0)
    yield
    x11.XCloseDisplay(server)


def test_window_manager_is_seen_while_it_lives(display: Display) -> None:
    assert not has_window_manager(display.name)
    with window_manager(display.name):
        assert has_window_manager(display.name)
    assert not has_window_manager(display.name)


def test_server_that_cannot_be_asked_counts_as_managed() -> None:
    assert has_window_manager(":64999")
