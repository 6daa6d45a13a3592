"""Waves on a sheet that the network's units push: a height in three colours, one step a hop.

In: the hops that the network's textures remember. Out: two textures: the light that the sheet gathers, where it goes.
Main process, on the thread that owns the OpenGL context.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import moderngl
import numpy as np

from engine.moments import HOP_S
from engine.stage.batch import Batch
from engine.stage.network import HISTORY_ROWS
from engine.stage.shader import Shader

#: Cells of the sheet to the radius.
CELLS = 48
#: More hops than this in one frame are let go: only below 8 frames a second, or after an absence.
_MOST_STEPS = 12
_ABSENCE_STEPS = 100
#: From this on the sheet would tear: the bound of the step's stencil is 3 / 4, and less where motion is lost.
_MOST_COURSE = 0.6
_RISE, _SINK, _HOLD = 0.030, 0.0030, 0.014
_NOW, _BEFORE = 6, 7


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Textures of the same size, with the framebuffer that draws into them."""

    textures: tuple[moderngl.Texture, ...]
    framebuffer: moderngl.Framebuffer

    def release(self) -> None:
        """Give the graphics card's memory back."""
        for texture in self.textures:
            texture.release()
        self.framebuffer.release()


class Waves:
    """A sheet of `half_size` (x, y) radii around its middle, whose edges swallow what arrives."""

    def __init__(self, context: moderngl.Context, units: int, half_size: tuple[float, float]) -> None:
        def shader(vertex: str, fragment: str) -> Shader:
            return Shader(context, f"{vertex}.vert", f"scenes/membrane/{fragment}.frag")

        self._context = context
        self._units = units
        self._step = shader("library/fullscreen", "step")
        self._push = shader("scenes/membrane/push", "push")
        self._lens = shader("library/fullscreen", "lens")
        self.shaders = (self._step, self._push, self._lens)
        self._step_batch = Batch(context, self._step, 3, None, 1)
        self._push_batch = Batch(context, self._push, 4, None, units)
        self._lens_batch = Batch(context, self._lens, 3, None, 1)
        self._sheets: list[_Sheet] = []
        self._seen: _Sheet
        self._done: int | None = None
        self.half_size = half_size
        self.resize(half_size)

    def resize(self, half_size: tuple[float, float]) -> None:
        """A calm sheet of another size."""
        self._release_sheets()
        self.half_size = half_size
        cells = (round(2 * half_size[0] * CELLS), round(2 * half_size[1] * CELLS))
        # Full floats: the motion of a slow ring is lost in the last bits of a half.
        self._sheets = [self._sheet(cells, "f4", moderngl.NEAREST) for _ in range(3)]
        self._seen = self._sheet(cells, "f4", moderngl.LINEAR, count=2)
        #: Of each cell: in three colours, how much light it gathers; its slope (x, y) and height.
        self.gathered, self.sent = self._seen.textures
        self._done = None

    def advance(
        self, playhead: float, uniforms: Mapping[str, object], tension: float, damping: float, push: float
    ) -> int:
        """Step up to the hop after `playhead`, and look at the sheet there. Returns how many steps that took.

        `uniforms`: those of the shaders' library, and `stretch`. `tension`: the pace of a ring, radii/s. `damping`:
        how fast rings fade, 1/s. `push`: how strongly units push. The result depends on the hops, not on how
        many of them a frame brings.
        """
        self._context.disable(moderngl.BLEND)
        self._context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        self._context.blend_func = moderngl.ONE, moderngl.ONE
        aim = int(np.ceil(playhead))
        if self._done is None or not 0 <= aim - self._done <= _ABSENCE_STEPS:
            for sheet in self._sheets:
                sheet.framebuffer.clear()
            self._done = aim - 1
        steps = min(aim - self._done, _MOST_STEPS)
        course = min((tension * HOP_S * CELLS) ** 2, _MOST_COURSE)
        keep = float(np.exp(-2.0 * damping * HOP_S))
        self._step.set(now=_NOW, before=_BEFORE, course=course, keep=keep, hold=_HOLD * course)
        self._push.set(
            **uniforms,
            half_size=self.half_size,
            cells=float(CELLS),
            # Rings as high and dents as deep at any tension; and the sheet as full with any number of units.
            rise=_RISE * push * course**0.5 * (128.0 / self._units) ** 0.5,
            sink=_SINK * push * course * (128.0 / self._units) ** 0.5,
        )
        for hop in range(aim - steps + 1, aim + 1):
            self._take_step(hop)
        self._done = aim
        before, now, _ = self._sheets
        self._seen.framebuffer.use()
        now.textures[0].use(_NOW)
        before.textures[0].use(_BEFORE)
        self._lens.set(now=_NOW, before=_BEFORE, share=1.0 - (aim - playhead))
        self._lens_batch.draw(1)
        return steps

    def release(self) -> None:
        """Give the textures and shaders back."""
        self._release_sheets()
        for batch in (self._step_batch, self._push_batch, self._lens_batch):
            batch.release()
        for shader in self.shaders:
            shader.release()

    def _take_step(self, hop: int) -> None:
        before, now, following = self._sheets
        following.framebuffer.use()
        now.textures[0].use(_NOW)
        before.textures[0].use(_BEFORE)
        self._step_batch.draw(1)
        self._context.enable(moderngl.BLEND)
        self._push.set(hop_row=float(hop % HISTORY_ROWS))
        self._push_batch.draw(self._units)
        self._context.disable(moderngl.BLEND)
        self._sheets = [now, following, before]

    def _sheet(self, cells: tuple[int, int], dtype: str, smooth: int, count: int = 1) -> _Sheet:
        textures = tuple(self._context.texture(cells, 4, dtype=dtype) for _ in range(count))
        for texture in textures:
            texture.filter = (smooth, smooth)
            texture.repeat_x = texture.repeat_y = False
        framebuffer = self._context.framebuffer(textures)
        framebuffer.clear()
        return _Sheet(textures, framebuffer)

    def _release_sheets(self) -> None:
        if self._sheets:
            for sheet in (*self._sheets, self._seen):
                sheet.release()
        self._sheets = []
