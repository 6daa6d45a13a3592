"""The X server below SDL, for the one thing that SDL does not ask it.

In: nothing. Out: whether a window manager runs there.
Main process; opens a connection of its own and closes it.
"""

import ctypes

_Id = ctypes.c_ulong  # of a window, or of a property's name or kind


def has_window_manager(display: str | None = None) -> bool:
    """Whether somebody keeps the windows of the X display (by default, the one in `DISPLAY`).

    Where nobody does (kiosks, test benches), SDL asks nobody to make its window fullscreen, and believes that it
    is. The sign is `_NET_SUPPORTING_WM_CHECK` on the root window, which leads to a window of the manager's own
    (Extended Window Manager Hints 1.5). True when the X library or server cannot be asked.
    """
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = _Id
    server = ctypes.c_void_p(x11.XOpenDisplay(display.encode() if display else None))
    if not server:
        return True
    try:
        root = _Id(x11.XDefaultRootWindow(server))
        # A manager that died leaves its sign behind, but not its window.
        return not _read_sign(x11, server, root).isdisjoint(_children(x11, server, root))
    finally:
        x11.XCloseDisplay(server)


def _read_sign(x11: ctypes.CDLL, server: ctypes.c_void_p, root: _Id) -> set[int]:
    sign = _Id(x11.XInternAtom(server, b"_NET_SUPPORTING_WM_CHECK", 0))
    kind, count, rest, width, value = _Id(), ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_int(), ctypes.POINTER(_Id)()
    first, length, keep, any_kind = ctypes.c_long(0), ctypes.c_long(1), 0, _Id(0)
    answer = [ctypes.byref(field) for field in (kind, width, count, rest, value)]
    x11.XGetWindowProperty(server, root, sign, first, length, keep, any_kind, *answer)
    return _take(x11, value, count.value)


def _children(x11: ctypes.CDLL, server: ctypes.c_void_p, root: _Id) -> set[int]:
    itself, parent, count, value = _Id(), _Id(), ctypes.c_uint(), ctypes.POINTER(_Id)()
    x11.XQueryTree(server, root, *[ctypes.byref(field) for field in (itself, parent, value, count)])
    return _take(x11, value, count.value)


def _take(x11: ctypes.CDLL, value: "ctypes._Pointer[_Id]", count: int) -> set[int]:
    if not value:
        return set()
    ids = set(value[:count])
    x11.XFree(value)
    return ids
