"""Textures to draw on, and shaders that go over the whole of one.

In: sizes, shaders. Out: canvases; pixels on the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.
"""

from dataclasses import dataclass

import moderngl

from engine.stage.shader import Shader

#: Half floats, or 8 bits a channel.
LIGHT, COLOUR = "f2", "f1"
#: How a texture is read. Pixel for pixel there is nothing to smooth, and a renderer without a graphics card takes half
#: the time.
EXACT = (moderngl.NEAREST, moderngl.NEAREST)
SMOOTH = (moderngl.LINEAR, moderngl.LINEAR)
#: In the names of renderers without a graphics card: Mesa's, Google's, Microsoft's.
_PROCESSOR_DRAWN = ("llvmpipe", "softpipe", "swiftshader", "basic render")


@dataclass(slots=True)
class Canvas:
    """A texture with the framebuffer that draws into it."""

    texture: moderngl.Texture
    framebuffer: moderngl.Framebuffer

    @classmethod
    def make(cls, context: moderngl.Context, size: tuple[int, int], dtype: str = LIGHT) -> "Canvas":
        """A black one, of `size` pixels, for light or for finished colours; beyond its edges is the edge again."""
        texture = context.texture(size, 4, dtype=dtype)
        texture.repeat_x = texture.repeat_y = False
        try:
            framebuffer = context.framebuffer([texture])
        except moderngl.Error:
            texture.release()
            raise
        framebuffer.clear()
        return cls(texture, framebuffer)

    def release(self) -> None:
        """Give the memory back."""
        self.framebuffer.release()
        self.texture.release()


def soft_format(context: moderngl.Context) -> str:
    """For light that is read between its pixels, again and again: half floats cost a graphics card half the reading;
    where the processor draws, unpacking them is a third of such a pass, and whole floats cost nothing but room.
    """
    drawn_by = str(context.info["GL_RENDERER"]).lower()
    return "f4" if any(name in drawn_by for name in _PROCESSOR_DRAWN) else LIGHT


class Cover:
    """Runs shaders over the whole framebuffer that is bound: one triangle, no vertices."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._arrays: dict[Shader, tuple[moderngl.Program, moderngl.VertexArray]] = {}

    def run(self, shader: Shader) -> None:
        """Run the shader's newest program."""
        program, array = self._arrays.get(shader, (None, None))
        if array is None or program is not shader.program:
            array = self._context.vertex_array(shader.program, [])
            self._arrays[shader] = (shader.program, array)
        array.render(moderngl.TRIANGLES, vertices=3)
