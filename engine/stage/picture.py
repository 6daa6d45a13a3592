"""From light to picture: trails, bloom, exposure, film curve.

In: a scene's light, half floats. Out: a picture in the target framebuffer, 8 bits.
Main process, on the thread that owns the OpenGL context.
"""

from dataclasses import dataclass

import moderngl

from engine.controls.board import Values
from engine.stage.shader import Shader

_LEVELS = 6
_LIGHT_DTYPE = "f2"


@dataclass(slots=True)
class _Layer:
    """A texture of light with the framebuffer that draws into it."""

    texture: moderngl.Texture
    framebuffer: moderngl.Framebuffer

    def release(self) -> None:
        self.framebuffer.release()
        self.texture.release()


class Picture:
    """The darkroom: `expose` gives the framebuffer for a scene's light, `develop` makes the picture of it."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        full = "library/fullscreen.vert"
        self._trails = Shader(context, full, "picture/trails.frag")
        self._shrink = Shader(context, full, "picture/shrink.frag")
        self._grow = Shader(context, full, "picture/grow.frag")
        self._develop = Shader(context, full, "picture/develop.frag")
        self.shaders = (self._trails, self._shrink, self._grow, self._develop)
        self._nothing: dict[int, moderngl.VertexArray] = {}
        self._size = (0, 0)
        self._light: _Layer
        self._kept: list[_Layer] = []
        self._blooms: list[_Layer] = []

    def expose(self, size: tuple[int, int]) -> moderngl.Framebuffer:
        """A cleared framebuffer of `size` pixels for this frame's light."""
        if size != self._size:
            self._resize(size)
        self._light.framebuffer.use()
        self._light.framebuffer.clear()
        return self._light.framebuffer

    def develop(self, target: moderngl.Framebuffer, values: Values, dt: float) -> None:
        """Finish the frame whose light was drawn since `expose`, into `target`."""
        self._context.disable(moderngl.BLEND)
        kept = self._keep(values, dt)
        bloom_amount = values.number("/bloom/amount")
        bloomed = bloom_amount > 0.0
        if bloomed:
            self._bloom(kept.texture, values.number("/bloom/radius"))
        target.use()
        kept.texture.use(0)
        self._blooms[0].texture.use(1)
        shown = 0.0 if values.flag("/master/blackout") else values.number("/master/intensity")
        self._develop.set(
            scene=0,
            bloom=1,
            bloom_amount=bloom_amount if bloomed else 0.0,
            exposure=values.number("/tone/exposure"),
            vignette=values.number("/tone/vignette"),
            master=shown,
            aspect=self._size[0] / self._size[1],
        )
        self._cover(self._develop)

    def release(self) -> None:
        """Give the textures back."""
        if self._size != (0, 0):
            for layer in (self._light, *self._kept, *self._blooms):
                layer.release()
        self._size = (0, 0)

    def _keep(self, values: Values, dt: float) -> _Layer:
        """This frame's light over what is left of the last one's."""
        half_life = values.number("/trails/length")
        self._kept.reverse()
        self._kept[0].framebuffer.use()
        self._light.texture.use(0)
        self._kept[1].texture.use(1)
        self._trails.set(
            scene=0,
            past=1,
            intensity=values.number("/color/intensity"),
            keep=0.5 ** (dt / half_life) if half_life > 0.001 else 0.0,
            outward=0.03 * dt,
        )
        self._cover(self._trails)
        return self._kept[0]

    def _bloom(self, light: moderngl.Texture, radius: float) -> None:
        """Down the pyramid and up again; what has bled is in the finest level."""
        source = light
        for layer in self._blooms:
            layer.framebuffer.use()
            source.use(0)
            self._shrink.set(image=0, texel=(1.0 / source.width, 1.0 / source.height))
            self._cover(self._shrink)
            source = layer.texture
        self._context.enable(moderngl.BLEND)
        self._context.blend_func = moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA
        for finer, wider in zip(self._blooms[-2::-1], self._blooms[:0:-1], strict=True):
            finer.framebuffer.use()
            wider.texture.use(0)
            texel = (1.0 / wider.texture.width, 1.0 / wider.texture.height)
            self._grow.set(image=0, texel=texel, share=0.25 + 0.6 * radius)
            self._cover(self._grow)
        self._context.disable(moderngl.BLEND)

    def _cover(self, shader: Shader) -> None:
        """Run a shader over the whole framebuffer that is bound: one triangle, no vertices."""
        array = self._nothing.get(id(shader))
        if array is None or array.program is not shader.program:
            array = self._context.vertex_array(shader.program, [])
            self._nothing[id(shader)] = array
        array.render(moderngl.TRIANGLES, vertices=3)

    def _resize(self, size: tuple[int, int]) -> None:
        self.release()
        width, height = size
        self._light = self._layer(width, height)
        self._kept = [self._layer(width, height), self._layer(width, height)]
        steps = [2**level for level in range(1, _LEVELS + 1)]
        self._blooms = [self._layer(max(2, width // step), max(2, height // step)) for step in steps]
        self._size = size

    def _layer(self, width: int, height: int) -> _Layer:
        texture = self._context.texture((width, height), 4, dtype=_LIGHT_DTYPE)
        texture.repeat_x = texture.repeat_y = False
        framebuffer = self._context.framebuffer([texture])
        framebuffer.clear()
        return _Layer(texture, framebuffer)
