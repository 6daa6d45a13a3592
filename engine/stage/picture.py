"""From light to picture: trails, bloom, exposure, film curve.

In: a scene's light, half floats. Out: a picture in the target framebuffer, 8 bits.
Main process, on the thread that owns the OpenGL context.
"""

from dataclasses import dataclass

import moderngl

from engine.controls.board import Values
from engine.stage.canvas import COLOUR, EXACT, SMOOTH, Canvas, Cover, soft_format
from engine.stage.scenes.scene import Scene
from engine.stage.shader import Shader

_LEVELS = 5
_SCRAP_PX = 16
# The network's textures stay bound on the units below these.
_FIRST, _SECOND = 4, 5


@dataclass(slots=True)
class _Layers:
    """What one size of picture needs: `light` in full, trails and `veil` at half size, `blooms` from a quarter down."""

    light: Canvas
    trails: Canvas
    veil: Canvas
    blooms: list[Canvas]

    def release(self) -> None:
        for layer in (self.light, self.trails, self.veil, *self.blooms):
            layer.release()


class Picture:
    """The darkroom. A frame is: `fade`, draw what leaves trails, `expose`, draw everything, `soften` and draw what is
    soft, if anything is, `develop`.

    Trails and bloom are soft, so they are kept small: most of a frame's cost is in the pixels that it reads.
    """

    def __init__(self, context: moderngl.Context) -> None:
        def shader(name: str) -> Shader:
            return Shader(context, "library/fullscreen.vert", f"picture/{name}.frag")

        self._context = context
        self._fade = shader("fade")
        self._gather = shader("gather")
        self._shrink = shader("shrink")
        self._grow = shader("grow")
        self._veil = shader("veil")
        self._develop = shader("develop")
        self._copy = shader("copy")
        self.shaders = (self._fade, self._gather, self._shrink, self._grow, self._veil, self._develop, self._copy)
        self._cover = Cover(context)
        self._size = self._shown = (0, 0)
        self._layers: _Layers
        self._softened = False
        self._stretched: Canvas | None = None

    def fade(self, size: tuple[int, int], half_life: float, dt: float, shown: tuple[int, int] | None = None) -> bool:
        """Let the trails fade by `dt` and bind them, to keep whatever is brighter. False when there are none.

        `size`: of this frame's light. `shown`: of the picture that it will be shown as, if that is larger: bloom
        reaches as far whatever size the light is drawn in.
        """
        shown = shown or size
        if (size, shown) != (self._size, self._shown):
            self._resize(size, shown)
        self._layers.trails.framebuffer.use()
        if half_life < 0.001:
            self._layers.trails.framebuffer.clear()
            return False
        self._fade.set(keep=0.5 ** (dt / half_life))
        self._context.enable(moderngl.BLEND)
        self._context.blend_func = moderngl.ZERO, moderngl.SRC_ALPHA
        self._cover.run(self._fade)
        self._blend(moderngl.MAX)
        return True

    def expose(self) -> None:
        """Bind a black framebuffer for this frame's light; what is drawn into it adds up."""
        self._layers.light.framebuffer.use()
        self._layers.light.framebuffer.clear()
        self._blend(moderngl.FUNC_ADD)

    def soften(self) -> None:
        """Bind a black framebuffer of half the size for what is soft of this frame's light; it adds up, too."""
        self._layers.veil.framebuffer.use()
        self._layers.veil.framebuffer.clear()
        self._softened = True

    def rehearse(self, scene: Scene) -> None:
        """Draw as in a frame, on a scrap that nobody sees.

        Drivers finish compiling a shader when it first draws, for the very format and blending that it draws with.
        """
        scrap = Canvas.make(self._context, (_SCRAP_PX, _SCRAP_PX))
        scrap.framebuffer.use()
        self._blend(moderngl.MAX)
        scene.draw_trails()
        self._blend(moderngl.FUNC_ADD)
        scene.draw_light()
        scene.draw_soft()
        self._context.disable(moderngl.BLEND)
        scrap.release()

    def develop(
        self, target: moderngl.Framebuffer, values: Values, size: tuple[int, int] | None = None, final: bool = True
    ) -> None:
        """Finish the frame into `target`, of `size` pixels if that is not the picture's own size.

        `final`: for the display, with the master's light, rounded to 8 bits; else as exact as it is, for effects.
        """
        layers = self._layers
        size = size or self._size
        self._context.disable(moderngl.BLEND)
        bloom_amount = values.number("/bloom/amount")
        if bloom_amount > 0.0:
            self._bloom(values.number("/bloom/radius"))
        layers.veil.framebuffer.use()
        if self._softened:
            self._blend(moderngl.FUNC_ADD)
        layers.blooms[0].texture.use(_FIRST)
        layers.trails.texture.use(_SECOND)
        aspect = self._size[0] / self._size[1]
        self._veil.set(
            bloom=_FIRST,
            trails=_SECOND,
            bloom_amount=bloom_amount,
            exposure=values.number("/color/intensity") * values.number("/tone/exposure"),
            vignette=values.number("/tone/vignette"),
            lens=(1.3 * min(aspect, 1.9), 1.3),
        )
        self._cover.run(self._veil)
        self._context.disable(moderngl.BLEND)
        self._softened = False
        # Stretched last, when colours are 8 bits: the pixels that are worked on are as few as can be.
        stretched = self._proof() if final and size != self._size else None
        (stretched.framebuffer if stretched else target).use()
        layers.light.texture.filter = EXACT
        layers.light.texture.use(_FIRST)
        layers.veil.texture.use(_SECOND)
        master = master_of(values) if final else 1.0
        grain = 1.0 / 255.0 if final and master > 0.0 else 0.0
        self._develop.set(scene=_FIRST, veil=_SECOND, master=master, grain=grain)
        self._cover.run(self._develop)
        if stretched:
            target.use()
            stretched.texture.use(_FIRST)
            self._copy.set(image=_FIRST)
            self._cover.run(self._copy)

    def release(self) -> None:
        """Give the textures back."""
        if self._size != (0, 0):
            self._layers.release()
        if self._stretched is not None:
            self._stretched.release()
            self._stretched = None
        self._size = self._shown = (0, 0)

    def _proof(self) -> Canvas:
        """A canvas of the light's own size for the finished colours."""
        if self._stretched is None:
            self._stretched = Canvas.make(self._context, self._size, COLOUR)
        return self._stretched

    def _blend(self, equation: int) -> None:
        self._context.enable(moderngl.BLEND)
        self._context.blend_equation = equation, equation
        self._context.blend_func = moderngl.ONE, moderngl.ONE

    def _bloom(self, radius: float) -> None:
        """Down the pyramid and up again; what has bled is in the finest level."""
        blooms = self._layers.blooms
        source = self._layers.light.texture
        source.filter = SMOOTH
        self._layers.trails.texture.use(_SECOND)
        for level, layer in enumerate(blooms):
            layer.framebuffer.use()
            source.use(_FIRST)
            shrink = self._shrink if level else self._gather
            shrink.set(image=_FIRST, trails=_SECOND, texel=(1.0 / source.width, 1.0 / source.height))
            self._cover.run(shrink)
            if level == 0 and self._softened:
                self._add(self._layers.veil.texture)
            source = layer.texture
        self._context.enable(moderngl.BLEND)
        self._context.blend_func = moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA
        for finer, wider in zip(blooms[-2::-1], blooms[:0:-1], strict=True):
            finer.framebuffer.use()
            wider.texture.use(_FIRST)
            texel = (1.0 / wider.texture.width, 1.0 / wider.texture.height)
            self._grow.set(image=_FIRST, texel=texel, share=0.25 + 0.6 * radius)
            self._cover.run(self._grow)
        self._context.disable(moderngl.BLEND)

    def _add(self, texture: moderngl.Texture) -> None:
        """Add a texture's light to what is bound."""
        self._blend(moderngl.FUNC_ADD)
        texture.use(_FIRST)
        self._copy.set(image=_FIRST)
        self._cover.run(self._copy)
        self._context.disable(moderngl.BLEND)

    def _resize(self, size: tuple[int, int], shown: tuple[int, int]) -> None:
        """Make textures of another size; trails go on in theirs, so that nobody sees the step."""

        def soft(whole: tuple[int, int], step: int) -> Canvas:
            smaller = max(2, whole[0] // step), max(2, whole[1] // step)
            return Canvas.make(self._context, smaller, soft_format(self._context))

        blooms = [soft(shown, 2**step) for step in range(2, 2 + _LEVELS)]
        layers = _Layers(Canvas.make(self._context, size), soft(size, 2), soft(size, 2), blooms)
        if self._size != (0, 0):
            self._context.disable(moderngl.BLEND)
            layers.trails.framebuffer.use()
            self._layers.trails.texture.use(_FIRST)
            self._copy.set(image=_FIRST)
            self._cover.run(self._copy)
        self.release()
        self._layers, self._size, self._shown = layers, size, shown


def master_light(values: Values) -> float:
    """The share of its light that the finished picture gives, 0..1."""
    return 0.0 if values.flag("/master/blackout") else values.number("/master/intensity")


def master_of(values: Values) -> float:
    """What colours for the display are multiplied by, 0..1, so that their light is `master_light` of itself.

    A display shows the power 2.2 of what it is given.
    """
    return float(master_light(values) ** (1.0 / 2.2))
