"""The scene *cortex*: what the network did in the last seconds, as a land of ridges that one flies over.

In: a `Sight` of the network. Out: light, added into the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.

What each light means: a ridge is one hop of the network; the newest rises at the horizon. A hill on it is a unit: its
height and its light are the unit's activity at that hop. Units that answer low sounds stand in the middle, high ones
at the sides.
"""

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.anatomy import Anatomy
from engine.stage.batch import Batch
from engine.stage.camera import wander
from engine.stage.shader import Shader
from engine.stage.sight import Sight

_ROWS = 48
_ROW_HOPS = 10
#: A ridge is drawn in pieces of so many steps. A step is half a unit where a unit is `_WIDE_PX` wide; else a unit,
#: or twice that until it is `_NARROW_PX` wide. A sliver costs the software renderer nearly as much as a broad strip.
_PIECE_STEPS = 16
_LEAST_STEP = 0.5
_WIDE_PX, _NARROW_PX = 13.0, 2.6
_PIECE = np.dtype([("row", "f4"), ("first", "f4"), ("stride", "f4")])
#: The network's textures stay bound on the units below this, the picture's on those above.
_ORDER = 3
#: Heights of the picture that one radius covers at a distance of one radius.
_SLOPE = 0.95
_OWN_PARAMETERS = ("/cortex/height", "/cortex/glow", "/cortex/width")


class Cortex:
    """Draws the land; one instance per network and context."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int) -> None:
        self._context = context
        self._ridge = Shader(context, "scenes/cortex/ridge.vert", "scenes/cortex/ridge.frag")
        self._units = anatomy.units
        self._most = int(np.ceil((anatomy.units - 1) / (_PIECE_STEPS * _LEAST_STEP)))
        self._batch = Batch(context, self._ridge, 2 * (_PIECE_STEPS + 1), _PIECE, _ROWS * self._most)
        self._pieces = np.empty(0, _PIECE)
        order = stand(anatomy)
        self._place = np.empty(anatomy.units)
        self._place[order] = np.arange(anatomy.units) / max(1, anatomy.units - 1)
        self._order = context.texture((anatomy.units, 1), 1, order.astype(np.float32).tobytes(), dtype="f4")
        self._order.filter = (moderngl.NEAREST, moderngl.NEAREST)

    @property
    def shaders(self) -> tuple[Shader, ...]:
        """What is compiled anew when its files change."""
        return (self._ridge,)

    def see(self, sight: Sight) -> None:
        """Take up a new frame."""
        land, sway = _lie(sight)
        own: dict[str, object] = {
            "order": _ORDER,
            "rows": float(_ROWS),
            "row_hops": float(_ROW_HOPS),
            "land": land,
            "sway": sway,
        }
        self._ridge.set(**sight.uniforms_with(_OWN_PARAMETERS, own))
        self._pieces = self._cut(sight, land, sway[0])

    def draw_glow(self) -> None:
        """Nothing: a land that comes nearer would smear."""

    def draw_motion(self) -> None:
        """Draw every ridge from the horizon on; each hides what is behind it."""
        self._order.use(_ORDER)
        self._context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._batch.draw(self._pieces)
        self._context.blend_func = moderngl.ONE, moderngl.ONE

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where the hills' tops are, on the ridge that has just come up."""
        width, height = sight.size
        (far, near, eye, half_width), (side, lean, lift) = _lie(sight)
        across = 2.0 * self._place - 1.0
        shore = 1.0 - across * across
        hill = (0.06 + 0.34 * np.minimum(activity, 1.6)) * activity * shore
        away = far * near / (near + (far - near) / _ROWS)
        scale = _SLOPE * height / away
        x = (across * half_width - side) * scale
        y = height * (0.66 + lift) + lean * x + scale * (sight.frame.values.number("/cortex/height") * hill - eye)
        shown = np.clip(shore / 0.3, 0.0, 1.0)
        return np.stack((2.0 * x / width, 2.0 * y / height - 1.0, shown), axis=1).astype(np.float32)

    def _cut(self, sight: Sight, land: tuple[float, float, float, float], side: float) -> NDArray[np.void]:
        """The pieces of ridges that are in the picture, from the horizon on; far ridges have longer steps."""
        width, height = sight.size
        far, near, _, half_width = land
        newest = float(np.asarray(sight.uniforms["play_row"])) % _ROW_HOPS
        age = (np.arange(_ROWS) + newest / _ROW_HOPS) / _ROWS
        scale = _SLOPE * height * (near + (far - near) * age) / (far * near)
        last = max(1, self._units - 1)
        unit_px = 2.0 * half_width / last * scale * 720.0 / height
        stride = 2.0 ** np.ceil(np.log2(np.maximum(1.0, _NARROW_PX / unit_px)))
        stride[unit_px > _WIDE_PX] = _LEAST_STEP
        first = np.arange(self._most) * _PIECE_STEPS * stride[:, None]
        end = np.minimum(first + _PIECE_STEPS * stride[:, None], last)
        reach = 0.5 * width / scale[:, None]
        left, right = (half_width * (2.0 * place / last - 1.0) - side for place in (first, end))
        rows, pieces = np.nonzero((first < last) & (right > -reach) & (left < reach))
        cut = np.empty(len(rows), _PIECE)
        cut["row"], cut["first"], cut["stride"] = rows, first[rows, pieces], stride[rows]
        return cut

    def release(self) -> None:
        """Give the shader and the order back."""
        self._batch.release()
        self._ridge.release()
        self._order.release()


def _lie(sight: Sight) -> tuple[tuple[float, float, float, float], tuple[float, float, float]]:
    """The uniforms `land` and `sway`, by the parameters of `/camera`."""
    values, t = sight.frame.values, sight.frame.t
    width, height = sight.size
    drift = wander(t, values.number("/camera/drift"))
    distance = values.number("/camera/distance") / 3.0
    # From low above a land a turn of the head is seen as a step aside, a nod as a lift of the horizon.
    side = 1.4 * drift.around + 2.0 * values.number("/camera/orbit")
    lean = drift.roll
    lift = 0.1 * drift.up
    eye = 1.05 * (1.0 + 3.0 * values.number("/camera/tilt"))
    half_width = values.number("/layout/scale") * min(3.4, 1.9 * width / height)
    return (9.0 * distance, 1.3 * distance, eye, half_width), (side, lean, lift)


def stand(anatomy: Anatomy) -> NDArray[np.int64]:
    """The units from left to right, (units,): those of low and slow sounds in the middle, high ones at the sides."""
    climbing = np.argsort(anatomy.shade + 1e-3 * anatomy.pace, kind="stable")
    return np.concatenate((climbing[1::2][::-1], climbing[::2]))
