"""A rehearsal: the real stage, drawing Moments that a test makes up.

In: activity per unit. Out: the picture as an array.
Runs in the test process, headless.
"""

import math

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.controls.board import Board
from engine.controls.catalogue import plugins_of, show_catalogue
from engine.ear import BANDS
from engine.isf.shelf import Shelf
from engine.moments import Moments, Shape, moment_dtype
from engine.stage.anatomy import Anatomy
from engine.stage.frame import Frame
from engine.stage.stage import Stage

SIZE = (480, 270)
FPS = 50.0
HOPS_PER_FRAME = 2
#: Units of the fixture `anatomy`.
UNITS = 32


def _stamp_of(size: tuple[int, int]) -> tuple[int, int]:
    """A size of exactly the same shape and at least 32 pixels wide: where units stand depends on the shape."""
    width, height = (side // math.gcd(*size) for side in size)
    times = -(-32 // width)
    return times * width, times * height


def light(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The light of every pixel, its channels added up, (h, w)."""
    return np.asarray(picture.astype(float).sum(axis=2))


def alone(unit: int, activity: float = 1.2) -> NDArray[np.float32]:
    """Activity of one of `UNITS` units, all others at rest."""
    row = np.zeros(UNITS, np.float32)
    row[unit] = activity
    return row


class Rehearsal:
    """One stage and its board. `draw(activity)` plays one frame, 20 ms, of constant activity."""

    def __init__(
        self,
        context: moderngl.Context,
        anatomy: Anatomy,
        size: tuple[int, int] = SIZE,
        shelf: Shelf | None = None,
    ) -> None:
        """`shelf`: the ISF files that there are; left out, none."""
        plugins = plugins_of(shelf) if shelf else {}
        self.board = Board(show_catalogue(plugins))
        self.stage = Stage(context, anatomy, seed=3)
        self.stage.adopt(plugins)
        self.size = size
        self.inner: tuple[int, int] | None = None
        self.frames = 0
        #: Draw only the last frame of each `draw` whole, those before it on a stamp: where nothing lingers in the
        #: picture, it is the same.
        self.hasty = False
        self._units = anatomy.units
        self._dtype = moment_dtype(Shape(anatomy.units, BANDS))
        self._target = context.framebuffer([context.texture(size, 4)])
        self._stamp_size = _stamp_of(size)
        self._stamp = context.framebuffer([context.texture(self._stamp_size, 4)])

    def still(self) -> None:
        """Take away all that moves or spreads by itself, so that a node is where it is and nothing else shines."""
        for path in ("/layout/spin", "/camera/drift", "/trails/length", "/bloom/amount", "/tone/vignette"):
            self.board.set(path, 0.0)
        for path in ("/line/amount", "/dust/amount", "/ripple/amount", "/burst/amount", "/breath/amount"):
            self.board.set(path, 0.0)

    def draw(
        self,
        activity: NDArray[np.float32] | float = 0.0,
        *,
        frames: int = 1,
        bonds: NDArray[np.float32] | None = None,
        state: NDArray[np.float32] | float = 0.0,
        seen: bool = True,
        **features: float,
    ) -> NDArray[np.uint8]:
        """Draw `frames` frames of this activity and state per unit; returns the last picture, (h, w, 3).

        Its first row is on top. `seen`: whether anybody looks at it; if not, and in haste, it is drawn on the stamp.
        """
        for left in range(frames, 0, -1):
            moments = self._make_moments(activity, state, features)
            t, newest = self.frames / FPS, float(moments["index"][-1])
            self.frames += 1
            frame = Frame(t, 1.0 / FPS, moments, newest, bonds, self.board.snapshot(t))
            if self.hasty and (left > 1 or not seen):
                self.stage.draw(frame, self._stamp, self._stamp_size)
            else:
                self.stage.draw(frame, self._target, self.size, self.inner)
        width, height = self.size
        data = self._target.read(viewport=(0, 0, width, height), components=3, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1]

    def node_px(self, unit: int) -> tuple[float, float]:
        """Where a unit's node is in the last picture: (column, row) in pixels from the upper left."""
        x, y = self.stage.camera.project(self.stage.places)[unit]
        width, height = self.size
        return float((x + 1.0) / 2.0 * width), float((1.0 - y) / 2.0 * height)

    def _make_moments(
        self, activity: NDArray[np.float32] | float, state: NDArray[np.float32] | float, features: dict[str, float]
    ) -> Moments:
        moments = np.zeros(HOPS_PER_FRAME, self._dtype)
        moments["index"] = HOPS_PER_FRAME * self.frames + np.arange(HOPS_PER_FRAME)
        moments["activity"], moments["state"] = activity, state
        moments["gate"] = 1.0
        for name, value in features.items():
            moments[name] = value
        return moments
