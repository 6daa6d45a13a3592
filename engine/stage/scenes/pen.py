"""The scene *pen*: the network draws. Four pens write with living ink where the hidden state goes.

In: a `Sight` of the network. Out: light, added into the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.

What each light means: a pen is where the state of its units is on their own principal axes: one pen for all units, one
each for the slow, the middle and the fast third; its tip shines with their activity now. The line is the way of the
last five seconds, with the activity of that time; fast strokes are thin. A hair of the brush is a bundle of units
that answer alike, and as bright as they were active. Droplets fly where the activity of a pen's units leaps up. Ink
dries in seconds, and sinks into the depth as it gets older.
"""

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.anatomy import Anatomy
from engine.stage.batch import Batch
from engine.stage.camera import Camera, look
from engine.stage.ink import DROP_DTYPE, HAIRS, PENS, Ink, low_to_high
from engine.stage.network import HISTORY_ROWS
from engine.stage.shader import Shader
from engine.stage.sight import Sight

_PIECES = 3
#: Two single hops at the tip, and as many pairs of hops as the history has room for.
_SPANS = 2 + (HISTORY_ROWS - 12) // 2
_DROPS = 480
#: Radii of one usual swing, as in stroke.glsl; and how far behind the tip a unit is looked for.
_SWING = 0.40
_BEHIND_HOPS = 1
#: The network's textures stay bound on the units below this, the picture's on those above.
_POINTS, _HAIRS = 3, 6
_OWN_PARAMETERS = ("/pen/width", "/pen/drying", "/pen/depth", "/pen/splatter")


class Pen:
    """Draws the ink; one instance per network and context."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int) -> None:
        def shader(vertex: str, fragment: str) -> Shader:
            return Shader(context, f"scenes/pen/{vertex}.vert", f"scenes/pen/{fragment}.frag")

        self._context = context
        self._ink = Ink(anatomy, seed, _DROPS)
        self._points = context.texture((2 * PENS, HISTORY_ROWS), 4, dtype="f4")
        self._points.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._hairs = context.texture((HAIRS * PENS, HISTORY_ROWS), 1, dtype="f4")
        self._hairs.repeat_x, self._hairs.repeat_y = False, True
        self._wash, self._line = shader("wash", "wash"), shader("line", "line")
        self._tip, self._drop = shader("tip", "tip"), shader("drop", "drop")
        self._wash_batch = Batch(context, self._wash, 2 * (_PIECES + 1), None, PENS * _SPANS)
        self._line_batch = Batch(context, self._line, 2 * (_PIECES + 1), None, PENS * _SPANS)
        self._tip_batch = Batch(context, self._tip, 4, None, PENS)
        self._drop_batch = Batch(context, self._drop, 4, DROP_DTYPE, _DROPS)
        self._sides = _sides(anatomy, self._ink)
        self._pen_of, self._side_of = _hold(anatomy, self._ink)
        self._camera: Camera
        self._turn = 0.0
        self._playhead = 0.0

    @property
    def shaders(self) -> tuple[Shader, ...]:
        """What is compiled anew when its files change."""
        return (self._wash, self._line, self._tip, self._drop)

    @property
    def is_soft(self) -> bool:
        """Nothing is."""
        return False

    def see(self, sight: Sight) -> None:
        """Take up a new frame: write on."""
        frame, values = sight.frame, sight.frame.values
        self._upload(*self._ink.write(frame.moments, values.number("/pen/smoothness")))
        self._playhead = frame.playhead
        self._turn = (self._turn + frame.dt * values.number("/layout/spin")) % 1.0
        aspect = sight.size[0] / sight.size[1]
        distance = values.number("/camera/distance")
        drift = values.number("/camera/drift")
        camera = look(
            frame.t, aspect, distance, values.number("/camera/orbit"), values.number("/camera/tilt"), 1.4 * drift
        )
        # As much wider than the space as the picture is wider than high, so that the ink fills a wide picture.
        wide = np.diag([np.clip(0.4 + 0.6 * aspect, 0.8, 2.2), 1.0, 1.0, 1.0]).astype(np.float32)
        self._camera = Camera(wide @ camera.view, camera.projection)
        own: dict[str, object] = {
            "pen_reach": values.number("/pen/reach") * values.number("/layout/scale"),
            "points": _POINTS,
            "hairs": _HAIRS,
            "hair_count": float(HAIRS),
            "spans": float(_SPANS),
            "pieces": float(_PIECES),
            "sway": 2.0 * np.pi * self._turn,
            "view": self._camera.view.T.tobytes(),
            "projection": self._camera.projection.T.tobytes(),
            "fog_near": distance - 0.2,
            "fog_far": distance + 1.6,
            **self._sides,
        }
        uniforms = sight.uniforms_with(_OWN_PARAMETERS, own)
        for shader in self.shaders:
            shader.set(**uniforms)

    def draw_trails(self) -> None:
        """Add the tips."""
        self._points.use(_POINTS)
        self._tip_batch.draw(PENS)

    def draw_light(self) -> None:
        """Lay on the strokes, older ones first: what is wet covers what is dry. Then add what splashed."""
        self.draw_trails()
        self._points.use(_POINTS)
        self._hairs.use(_HAIRS)
        self._context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        self._wash_batch.draw(PENS * _SPANS)
        self._context.blend_func = moderngl.ONE, moderngl.ONE
        self._line_batch.draw(PENS * _SPANS)
        self._drop_batch.draw(self._ink.drops(self._playhead))

    def draw_soft(self) -> None:
        """All of it has fine edges."""

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where each unit's hair is on the brush of its pen, just behind the tip."""
        values = sight.frame.values
        row = self._playhead - _BEHIND_HOPS
        first = int(np.floor(row))
        older, newer = (self._ink.points[(first + step) % HISTORY_ROWS] for step in (0, 1))
        (place, ink), (pace, written) = (
            (mixed[:, :3], mixed[:, 3]) for mixed in np.moveaxis(older + (row - first) * (newer - older), 1, 0)
        )
        angle = 0.9 + 0.35 * np.arange(PENS)
        edge = np.stack((np.cos(angle), np.sin(angle), 0.35 * np.sin(3.0 * angle)), axis=1)
        reach = _SWING * values.number("/pen/reach") * values.number("/layout/scale")
        # As in wash.vert.
        speed = reach * np.linalg.norm(pace[:, :2], axis=1)
        lifted = np.clip(speed / 2.5, 0.0, 1.0)
        touch = (0.35 + 0.65 / (1.0 + 0.35 * speed)) * (0.25 + 0.75 * lifted * lifted * (3.0 - 2.0 * lifted))
        half_width = 0.05 * values.number("/pen/width") * touch * (0.5 + np.minimum(ink, 1.0))
        cosine, sine = np.cos(2.0 * np.pi * self._turn), np.sin(2.0 * np.pi * self._turn)
        sway = np.array([[cosine, 0.0, sine], [0.0, 1.0, 0.0], [-sine, 0.0, cosine]])
        pen = self._pen_of
        places = (reach * place @ sway.T)[pen] + edge[pen] * (self._side_of * half_width[pen])[:, None]
        spots = self._camera.spot(places.astype(np.float32))
        spots[:, 2] *= written[pen]
        return spots

    def release(self) -> None:
        """Give the shaders, buffers and textures back."""
        for batch in (self._wash_batch, self._line_batch, self._tip_batch, self._drop_batch):
            batch.release()
        for shader in self.shaders:
            shader.release()
        self._points.release()
        self._hairs.release()

    def _upload(self, first: int, count: int) -> None:
        """Hand the rows of `count` hops from `first` on to the graphics card."""
        row = first % HISTORY_ROWS
        ends = (row, min(row + count, HISTORY_ROWS)), (0, max(0, row + count - HISTORY_ROWS))
        for start, end in ends:
            if start < end:
                for texture, rows in ((self._points, self._ink.points), (self._hairs, self._ink.hairs)):
                    texture.write(rows[start:end].tobytes(), viewport=(0, start, texture.width, end - start))


def _hold(anatomy: Anatomy, ink: Ink) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each unit the pen of its own third, and where on that brush its hair is, -1..1; (units,) each."""
    pen = np.zeros(anatomy.units, np.int64)
    side = np.zeros(anatomy.units)
    for number, members in enumerate(ink.groups[1:], start=1):
        inside = low_to_high(anatomy, members)
        pen[inside] = number
        side[inside] = (2.0 * np.arange(inside.size) + 1.0) / max(1, inside.size) - 1.0
    return pen, side


def _sides(anatomy: Anatomy, ink: Ink) -> dict[str, object]:
    """For each pen four units of the hairs at either side of its brush: their tints are those of the sides."""
    low, high = [], []
    for members in ink.groups:
        inside = low_to_high(anatomy, members)
        low.append(tuple(float(unit) for unit in np.resize(inside[: max(4, inside.size // 3)], 4)))
        high.append(tuple(float(unit) for unit in np.resize(inside[::-1], 4)))
    return {"first_units": low, "last_units": high}
