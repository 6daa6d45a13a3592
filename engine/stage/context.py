"""OpenGL contexts without a window, and what to say when there is none.

In: nothing. Out: a moderngl context of at least OpenGL 3.3 core.
Main process, at the start.
"""

import sys
from typing import Any

import moderngl

from engine.errors import GraphicsError

#: OpenGL 3.3, as in the shaders' `#version 330`.
REQUIRED = 330


def open_headless() -> moderngl.Context:
    """A context that draws into memory: EGL on Linux (no display needed), the platform's own elsewhere.

    Raises `GraphicsError` when the machine has no OpenGL 3.3.
    """
    settings: dict[str, Any] = {"backend": "egl"} if sys.platform.startswith("linux") else {}
    try:
        return moderngl.create_context(standalone=True, require=REQUIRED, **settings)
    except Exception as error:  # glcontext raises bare Exceptions
        raise GraphicsError(
            f"No OpenGL 3.3 without a window on this machine ({error}). "
            "On Debian or Ubuntu: apt install libegl1 libgl1-mesa-dri."
        ) from error


def adopt_window() -> moderngl.Context:
    """The context of the window that was just opened; raises `GraphicsError` when it is older than 3.3."""
    try:
        return moderngl.create_context(require=REQUIRED)
    except Exception as error:
        raise GraphicsError(f"The window has no OpenGL 3.3 ({error}). A newer graphics driver is needed.") from error


def describe(context: moderngl.Context) -> str:
    """The renderer's name and version, for a person."""
    return f"{context.info['GL_RENDERER']}, OpenGL {context.version_code / 100:.1f}"
