"""The buffers between a shader's passes: as large as their formulas say, kept or forgotten from frame to frame.

In: a document's buffers, the values in their formulas. Out: textures to read and framebuffers to draw into.
Main process, on the thread that owns the OpenGL context.
"""

from collections.abc import Mapping

import moderngl

from engine.errors import ShaderError
from engine.isf.passes import Buffer
from engine.stage.canvas import COLOUR, Canvas
from engine.stage.shader import compile_program

# 8192 × 4096: a formula that goes wild must not take all of the graphics card's memory.
_MOST_PX = 1 << 25
_UNIT = 15


class Copier:
    """Copies a texture over the whole of a framebuffer, whatever the sizes of the two."""

    def __init__(self, context: moderngl.Context) -> None:
        self._program, _ = compile_program(context, "library/fullscreen.vert", "picture/copy.frag")
        self._array = context.vertex_array(self._program, [])
        self._program["image"] = _UNIT

    def copy(self, texture: moderngl.Texture, target: moderngl.Framebuffer) -> None:
        """Stretch `texture` into the viewport of `target`."""
        target.use()
        texture.use(_UNIT)
        self._array.render(moderngl.TRIANGLES, vertices=3)

    def release(self) -> None:
        """Give the program back."""
        self._array.release()
        self._program.release()


class IsfBuffer:
    """One buffer of a shader. A persistent one has two sheets, so that a pass can read what it draws anew."""

    def __init__(self, context: moderngl.Context, buffer: Buffer, copier: Copier) -> None:
        self.buffer = buffer
        self._context = context
        self._copier = copier
        self._dtype = "f4" if buffer.is_float else COLOUR
        self._sheets: list[Canvas] = []
        self._drawn = False

    @property
    def size(self) -> tuple[int, int]:
        """In pixels; (0, 0) before the first `fit`."""
        return self._sheets[0].texture.size if self._sheets else (0, 0)

    def fit(self, variables: Mapping[str, float]) -> None:
        """Begin a frame: as large as the formulas say of `variables`. What a persistent buffer holds is stretched.

        A formula without a finite value takes the picture's own size. Where the graphics card has no memory for it,
        it stays as it was. Raises ShaderError when even the first, of one pixel, cannot be made.
        """
        buffer = self.buffer
        width = buffer.width.pixels(variables, round(variables["WIDTH"]))
        height = buffer.height.pixels(variables, round(variables["HEIGHT"]))
        size = sane_size(width, height, self._context.info["GL_MAX_TEXTURE_SIZE"])
        if size != self.size:
            self._resize(size)
        self._drawn = buffer.persistent

    @property
    def texture(self) -> moderngl.Texture | None:
        """What a pass reads; None for one that nothing was drawn into in this frame."""
        return self._sheets[0].texture if self._drawn and self._sheets else None

    @property
    def framebuffer(self) -> moderngl.Framebuffer:
        """What the pass with this target draws into; then comes `turn`."""
        return self._sheets[-1].framebuffer

    def turn(self) -> None:
        """What was drawn is read from now on."""
        self._sheets.reverse()
        self._drawn = True

    def release(self) -> None:
        """Give the textures back."""
        for sheet in self._sheets:
            sheet.release()
        self._sheets = []

    def _resize(self, size: tuple[int, int]) -> None:
        made: list[Canvas] = []
        try:
            made.append(Canvas.make(self._context, size, self._dtype))
            if self.buffer.persistent:
                made.append(Canvas.make(self._context, size, self._dtype))
        except moderngl.Error as error:
            for sheet in made:
                sheet.release()
            if not self._sheets and size == (1, 1):
                raise ShaderError(f"There is no memory for the buffer {self.buffer.name}: {error}") from error
            if not self._sheets:
                self._resize((1, 1))
            return
        if self._sheets and self.buffer.persistent:
            self._copier.copy(self._sheets[0].texture, made[0].framebuffer)
        self.release()
        self._sheets = made


def sane_size(width: int, height: int, most: int) -> tuple[int, int]:
    """A size in pixels within what the graphics card can do, its shape kept where it is merely too much in all."""
    width, height = min(width, most), min(height, most)
    excess = width * height / _MOST_PX
    if excess > 1.0:
        width, height = max(1, int(width / excess**0.5)), max(1, int(height / excess**0.5))
    return width, height
