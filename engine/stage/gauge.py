"""How long the graphics card takes for a frame.

In: what is drawn between a beginning and an end. Out: seconds, a few frames late.
Main process, on the thread that owns the OpenGL context.
"""

import contextlib
from collections.abc import Iterator

import moderngl

# A result is asked for so many frames later; drivers are at most three behind, and whoever asks earlier waits.
_FRAMES = 4


class Gauge:
    """Asks the card's own clock, and makes nobody wait for it.

    The card's clock, and not ours: OpenGL's calls return before anything is drawn, and waits for the display come at
    calls of the driver's choice. A software renderer answers as well.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self._queries = [context.query(time=True) for _ in range(_FRAMES)]
        self._frame = 0

    @property
    def cost(self) -> float | None:
        """Seconds for the newest frame of which it is known; None at first, and where the card has no clock."""
        if self._frame < _FRAMES:
            return None
        # The oldest, which the next frame takes over.
        return 1e-9 * self._queries[self._frame % _FRAMES].elapsed or None

    @contextlib.contextmanager
    def frame(self) -> Iterator[None]:
        """Around all of a frame's drawing."""
        with self._queries[self._frame % _FRAMES]:
            yield
        self._frame += 1
