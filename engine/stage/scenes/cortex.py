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
from engine.stage.canvas import Cover
from engine.stage.shader import Shader
from engine.stage.sight import Sight

_ROWS = 48
_ROW_HOPS = 10
#: Points along a ridge, at least: each unit has one, and some between two of them make round hills where units are few.
_LEAST_SAMPLES = 128
#: The network's textures stay bound on the units below these, the picture's on 4 and 5.
_ORDER, _CRESTS, _CORES, _HALOS = 3, 6, 7, 8
#: Heights of the picture that one radius covers at a distance of one radius.
_SLOPE = 0.95
_OWN_PARAMETERS = ("/cortex/height", "/cortex/glow", "/cortex/width")


class Cortex:
    """Draws the land; one instance per network and context."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int) -> None:
        self._context = context
        self._survey = Shader(context, "library/fullscreen.vert", "scenes/cortex/survey.frag")
        self._ridge = Shader(context, "scenes/cortex/ridge.vert", "scenes/cortex/ridge.frag")
        gaps = max(1, anatomy.units - 1)
        self._samples = 1 + gaps * -(-(_LEAST_SAMPLES - 1) // gaps)
        self._batch = Batch(context, self._ridge, 2 * self._samples, None, _ROWS)
        self._cover = Cover(context)
        sheets = [context.texture((self._samples, _ROWS), 4, dtype="f4") for _ in range(3)]
        self._surveyed = dict(zip((_CRESTS, _CORES, _HALOS), sheets, strict=True))
        self._sheets = context.framebuffer(sheets)
        order = stand(anatomy)
        self._place = np.empty(anatomy.units)
        self._place[order] = np.arange(anatomy.units) / gaps
        self._order = context.texture((anatomy.units, 1), 1, order.astype(np.float32).tobytes(), dtype="f4")
        self._order.filter = (moderngl.NEAREST, moderngl.NEAREST)

    @property
    def shaders(self) -> tuple[Shader, ...]:
        """What is compiled anew when its files change."""
        return (self._survey, self._ridge)

    @property
    def is_soft(self) -> bool:
        """Nothing is."""
        return False

    def see(self, sight: Sight) -> None:
        """Take up a new frame: survey the land, a texel for each point of a ridge."""
        land, sway = _lie(sight)
        own: dict[str, object] = {
            "order": _ORDER,
            "crests": _CRESTS,
            "cores": _CORES,
            "halos": _HALOS,
            "samples": float(self._samples),
            "rows": float(_ROWS),
            "row_hops": float(_ROW_HOPS),
            "phase_hops": sight.frame.playhead % _ROW_HOPS,
            "land": land,
            "sway": sway,
        }
        uniforms = sight.uniforms_with(_OWN_PARAMETERS, own)
        for shader in self.shaders:
            shader.set(**uniforms)
        self._context.disable(moderngl.BLEND)
        self._sheets.use()
        self._order.use(_ORDER)
        self._cover.run(self._survey)

    def draw_trails(self) -> None:
        """Nothing: a land that comes nearer would smear."""

    def draw_light(self) -> None:
        """Draw every ridge from the horizon on; each hides what is behind it."""
        for unit, sheet in self._surveyed.items():
            sheet.use(unit)
        self._context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._batch.draw(_ROWS)
        self._context.blend_func = moderngl.ONE, moderngl.ONE

    def draw_soft(self) -> None:
        """All of it has fine edges."""

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

    def release(self) -> None:
        """Give the shaders, the survey and the order back."""
        self._batch.release()
        self._survey.release()
        self._ridge.release()
        self._sheets.release()
        for texture in (self._order, *self._surveyed.values()):
            texture.release()


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
