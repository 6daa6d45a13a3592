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
from engine.stage.shader import Shader
from engine.stage.sight import Sight

_ROWS = 60
_ROW_HOPS = 8
_SAMPLES_PER_UNIT = 2
_MOST_SAMPLES = 320
#: The network's textures stay bound on the units below this, the picture's on those above.
_ORDER = 3
_OWN_PARAMETERS = ("/cortex/height", "/cortex/glow", "/cortex/width")


class Cortex:
    """Draws the land; one instance per network and context."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int) -> None:
        self._context = context
        self._ridge = Shader(context, "scenes/cortex/ridge.vert", "scenes/cortex/ridge.frag")
        self._samples = min(_SAMPLES_PER_UNIT * anatomy.units + 1, _MOST_SAMPLES)
        self._batch = Batch(context, self._ridge, 2 * self._samples, None, _ROWS)
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
            "samples": float(self._samples),
            "rows": float(_ROWS),
            "row_hops": float(_ROW_HOPS),
            "land": land,
            "sway": sway,
        }
        self._ridge.set(**sight.uniforms_with(_OWN_PARAMETERS, own))

    def draw_glow(self) -> None:
        """Nothing: a land that comes nearer would smear."""

    def draw_motion(self) -> None:
        """Draw every ridge from the horizon on; each hides what is behind it."""
        self._order.use(_ORDER)
        self._context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._batch.draw(_ROWS)
        self._context.blend_func = moderngl.ONE, moderngl.ONE

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where the hills' tops are, on the ridge that has just come up."""
        width, height = sight.size
        (far, near, eye, half_width), (side, lean, lift) = _lie(sight)
        across = 2.0 * self._place - 1.0
        shore = 1.0 - across * across
        hill = (0.06 + 0.34 * np.minimum(activity, 1.6)) * activity * shore
        away = far * near / (near + (far - near) / _ROWS)
        scale = 0.5 * height * 1.9 / away
        x = (across * half_width - side) * scale
        y = height * (0.66 + lift) + lean * x + scale * (sight.frame.values.number("/cortex/height") * hill - eye)
        shown = np.clip(shore / 0.3, 0.0, 1.0)
        return np.stack((2.0 * x / width, 2.0 * y / height - 1.0, shown), axis=1).astype(np.float32)

    def release(self) -> None:
        """Give the shader and the order back."""
        self._batch.release()
        self._ridge.release()
        self._order.release()


def _lie(sight: Sight) -> tuple[tuple[float, float, float, float], tuple[float, float, float]]:
    """The uniforms `land` and `sway`, by the parameters of `/camera`."""
    values, t = sight.frame.values, sight.frame.t
    width, height = sight.size
    drift = values.number("/camera/drift")
    distance = values.number("/camera/distance") / 3.0
    # As in `engine.stage.camera`: slow sines whose periods have no common multiple in a show.
    side = 0.5 * drift * float(np.sin(2.0 * np.pi * t / 53.0)) + 2.0 * values.number("/camera/orbit")
    lean = 0.05 * drift * float(np.sin(2.0 * np.pi * t / 71.0))
    lift = 0.02 * drift * float(np.sin(2.0 * np.pi * t / 37.0 + 1.0))
    eye = 1.05 * (1.0 + 3.0 * values.number("/camera/tilt"))
    half_width = values.number("/layout/scale") * min(3.4, 1.9 * width / height)
    return (9.0 * distance, 1.3 * distance, eye, half_width), (side, lean, lift)


def stand(anatomy: Anatomy) -> NDArray[np.int64]:
    """The units from left to right, (units,): those of low and slow sounds in the middle, high ones at the sides."""
    climbing = np.argsort(anatomy.shade + 1e-3 * anatomy.pace, kind="stable")
    return np.concatenate((climbing[1::2][::-1], climbing[::2]))
