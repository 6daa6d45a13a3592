"""The X server below SDL, for the one thing that SDL does not ask it.

In: nothing. Out: whether a window manager runs there.
Main process; opens a connection of its own and closes it.
"""

import ctypes


def has_window_manager(display: str | None = None) -> bool:
    """Whether somebody keeps the windows of the X display (by default, the one in `DISPLAY`).

    Where nobody does (kiosks, test benches), SDL asks nobody to make its window fullscreen, and believes that it
    is. The sign is `_NET_SUPPORTING_WM_CHECK` on the root window (Extended Window Manager Hints 1.5). True
    when the X library or server cannot be asked.
    """
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
    server = ctypes.c_void_p(x11.XOpenDisplay(display.encode() if display else None))
    if not server:
        return True
    try:
        root = ctypes.c_ulong(x11.XDefaultRootWindow(server))
        sign = ctypes.c_ulong(x11.XInternAtom(server, b"_NET_SUPPORTING_WM_CHECK", 0))
        kind, count, rest = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
        width, value = ctypes.c_int(), ctypes.c_void_p()
        any_type, first, length, keep = ctypes.c_ulong(0), ctypes.c_long(0), ctypes.c_long(1), 0
        answer = (ctypes.byref(kind), ctypes.byref(width), ctypes.byref(count), ctypes.byref(rest))
        x11.XGetWindowProperty(server, root, sign, first, length, keep, any_type, *answer, ctypes.byref(value))
        if value:
            x11.XFree(value)
        return count.value > 0
    finally:
        x11.XCloseDisplay(server)
