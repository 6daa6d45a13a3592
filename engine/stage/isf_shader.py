"""One ISF or Shadertoy file at work: all its passes, once a frame.

In: a document; time, values of its controls and images, each frame. Out: its picture in a framebuffer.
Main process, on the thread that owns the OpenGL context.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import moderngl

from engine.ear import RATE_HZ
from engine.errors import ShaderError
from engine.isf.document import IsfDocument
from engine.isf.glsl import VERTICES
from engine.stage.canvas import EXACT, SMOOTH
from engine.stage.isf_buffers import Copier, IsfBuffer
from engine.stage.isf_compile import compile_document
from engine.stage.isf_imports import load_imported
from engine.stage.isf_values import IsfValues, Value
from engine.stage.shader import uniforms_of

# Above those that the network, the scenes and the picture use.
_FIRST_UNIT = 16


@dataclass(frozen=True, slots=True)
class IsfMoment:
    """When a frame is. `t`, `dt`: seconds. `frame`: its number from 0.

    `date`: year, month from 1, day, seconds of the day.
    """

    t: float
    dt: float
    frame: int
    date: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Step:
    """The program of one pass, the uniforms that it uses, and the units of its textures by name."""

    program: moderngl.Program
    array: moderngl.VertexArray
    uniforms: dict[str, moderngl.Uniform]
    units: dict[str, int]

    def set(self, **uniforms: object) -> None:
        """Those that the compiler found unused are passed over."""
        for name, value in uniforms.items():
            uniform = self.uniforms.get(name)
            if uniform is not None:
                uniform.value = value


class IsfShader:
    """Draws one document (ISF 2.0, "How ISF works").

    `troubles`: what is wrong with its image files, a line each; those are black. Raises ShaderError when its GLSL does
    not compile.
    """

    def __init__(self, context: moderngl.Context, document: IsfDocument) -> None:
        self.document = document
        self._context = context
        names = [*(item.name for item in document.images), *(buffer.name for buffer in document.buffers)]
        names += [*(imported.name for imported in document.imported), *document.channels]
        units = {name: _FIRST_UNIT + at for at, name in enumerate(names)}
        # A program for each pass, of that pass alone.
        apart = len(document.passes) > 1 and re.search(r"\bPASSINDEX\b", document.fragment + document.vertex)
        which = range(len(document.passes)) if apart else [None]
        self._steps: list[_Step] = []
        try:
            for index in which:
                self._steps.append(self._make_step(units, index))
        except ShaderError:
            self._release_steps()
            raise
        self._values = IsfValues(document)
        self._copier = Copier(context)
        self._buffers = {buffer.name: IsfBuffer(context, buffer, self._copier) for buffer in document.buffers}
        self._black = context.texture((1, 1), 4, b"\0\0\0\xff")
        self._imported: dict[str, moderngl.Texture | moderngl.TextureCube] = {}
        troubles: list[str] = []
        for imported in document.imported:
            self._imported[imported.name], trouble = load_imported(context, imported)
            if trouble:
                troubles.append(trouble)
        self.troubles = tuple(troubles)
        self._smooth = context.sampler(False, False, False, filter=SMOOTH)
        self._exact = context.sampler(False, False, False, filter=EXACT)
        self._pixelwise = frozenset(name for name in units if _is_pixelwise(document, name))
        # What a pass leaves out must not be what stood there before.
        self._has_gaps = bool(document.vertex_path) or re.search(r"\bdiscard\b", document.fragment) is not None
        self._set(iMouse=(0.0, 0.0, 0.0, 0.0), iSampleRate=float(RATE_HZ))

    def draw(
        self,
        target: moderngl.Framebuffer,
        size: tuple[int, int],
        moment: IsfMoment,
        values: Mapping[str, Value],
        images: Mapping[str, moderngl.Texture],
    ) -> None:
        """Draw a frame over `size` pixels of `target`.

        `values` by the names of the controls of `isf.flatten`, a transition's `progress` too: what is missing is at
        its default; a trigger above 0 fires. `images` by the names of inputs and of Shadertoy's channels: what is
        missing is black. An image must not be what is drawn into. Blending is off afterwards.
        """
        self._context.disable(moderngl.BLEND)
        inputs = self._values.read(values, size)
        variables = {"WIDTH": float(size[0]), "HEIGHT": float(size[1]), **self._values.variables(inputs)}
        for sheet in self._buffers.values():
            sheet.fit(variables)
        self._set(TIME=moment.t, TIMEDELTA=moment.dt, DATE=moment.date, FRAMEINDEX=moment.frame, **inputs)
        passes = self.document.passes
        try:
            for index, step in enumerate(passes):
                last = index == len(passes) - 1
                buffer = self._buffers.get(step.target)
                # The last pass is the picture; it needs a buffer only where the next frame reads it, or for its size.
                if last and buffer is not None and not buffer.buffer.persistent and buffer.size == size:
                    buffer = None
                if buffer is None and not last:
                    continue  # the last pass draws over it
                if buffer is None:
                    self._draw_pass(index, target, size, images)
                else:
                    self._draw_pass(index, buffer.framebuffer, buffer.size, images)
                    buffer.turn()
                if last and buffer is not None and buffer.texture is not None:
                    _aim(target, size)
                    self._copier.copy(buffer.texture, target)
        finally:
            for unit in {unit for step in self._steps for unit in step.units.values()}:
                self._smooth.clear(unit)

    def forget(self) -> None:
        """Let go of what persistent buffers hold: the next frame begins with black ones."""
        for buffer in self._buffers.values():
            buffer.release()

    def release(self) -> None:
        """Give everything back; it draws no more."""
        self._release_steps()
        for part in (self._copier, self._black, self._smooth, self._exact):
            part.release()
        for buffer in self._buffers.values():
            buffer.release()
        for texture in self._imported.values():
            texture.release()

    def _release_steps(self) -> None:
        for step in self._steps:
            step.array.release()
            step.program.release()

    def _make_step(self, units: Mapping[str, int], index: int | None) -> _Step:
        program = compile_document(self._context, self.document, index)
        uniforms = uniforms_of(program)
        used = {name: unit for name, unit in units.items() if name in uniforms}
        for name, unit in used.items():
            uniforms[name].value = unit
        return _Step(program, self._context.vertex_array(program, []), uniforms, used)

    def _draw_pass(
        self,
        index: int,
        target: moderngl.Framebuffer,
        size: tuple[int, int],
        images: Mapping[str, moderngl.Texture],
    ) -> None:
        step = self._steps[min(index, len(self._steps) - 1)]
        step.set(PASSINDEX=index, RENDERSIZE=(float(size[0]), float(size[1])))
        for name, unit in step.units.items():
            texture = self._texture(name, images)
            exact = name in self._pixelwise and texture.size == size
            texture.use(unit)
            (self._exact if exact else self._smooth).use(unit)
        _aim(target, size)
        if self._has_gaps:
            target.clear(viewport=(0, 0, *size))
        step.array.render(moderngl.TRIANGLE_STRIP, vertices=VERTICES)

    def _texture(self, name: str, images: Mapping[str, moderngl.Texture]) -> moderngl.Texture | moderngl.TextureCube:
        if name in self._buffers:
            return self._buffers[name].texture or self._black
        return self._imported.get(name) or images.get(name) or self._black

    def _set(self, **uniforms: object) -> None:
        """In every pass."""
        for step in self._steps:
            step.set(**uniforms)


def _aim(target: moderngl.Framebuffer, size: tuple[int, int]) -> None:
    target.use()
    target.viewport = (0, 0, *size)


def _is_pixelwise(document: IsfDocument, name: str) -> bool:
    """Whether an image is only ever read at the very pixel that is drawn.

    Then there is nothing to smooth, and a renderer without a graphics card takes half the time.
    """
    if document.vertex_path is not None:
        return False
    here = rf"\bIMG_(?:THIS_PIXEL|THIS_NORM_PIXEL|NORM_THIS_PIXEL)\s*\(\s*{name}\s*\)"
    rest = re.sub(here, "", document.fragment)
    return re.search(rf"\b{name}\b", rest) is None
