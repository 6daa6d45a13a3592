"""The images that only Asterism can give a shader: what is heard, and the network that hears it.

In: frames as the scenes see them. Out: textures by the names that documents ask for, described in docs/isf.md.
Main process, on the thread that owns the OpenGL context. What no shader asks for costs nothing.
"""

from collections.abc import Callable

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.isf.document import CHANNELS, IsfDocument
from engine.stage.anatomy import Anatomy
from engine.stage.canvas import SMOOTH, Cover
from engine.stage.shader import Shader
from engine.stage.sight import Sight
from engine.stage.waveform import NATIVE, Waveform

#: Rows of `brainHistory`: hops, 5 s.
HISTORY_HOPS = 500
_STATE_ROWS = 4

_Array = NDArray[np.float32]


class IsfImages:
    """Call `see` once a frame, then `of` for each shader that draws in it. Raises ShaderError."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy) -> None:
        self._context = context
        self._units = anatomy.units
        self._links = anatomy.links
        self._waveform = Waveform()
        self._sight: Sight | None = None
        self._weights: NDArray[np.float16] | None = None
        self._bonds = np.zeros_like(anatomy.links)
        self._bonds_are_new = True
        self._textures: dict[str, moderngl.Texture] = {}
        self._framebuffers: dict[str, moderngl.Framebuffer] = {}
        self._fresh: set[str] = set()
        self._cover = Cover(context)
        self._state = Shader(context, "library/fullscreen.vert", "brain/state.frag")
        self._history = Shader(context, "library/fullscreen.vert", "brain/history.frag")
        #: They follow their files like all others.
        self.shaders = (self._state, self._history)
        self._brain: dict[str, Callable[[str], moderngl.Texture]] = {
            "brainState": lambda name: self._draw(name, self._state, _STATE_ROWS, "f4"),
            "brainHistory": lambda name: self._draw(name, self._history, HISTORY_HOPS, "f2"),
            "brainWeights": self._weigh,
        }

    def see(self, sight: Sight) -> None:
        """A new frame. The textures of the network that `sight.uniforms` tells of must stay bound until its end."""
        self._sight = sight
        self._waveform.hear(sight.frame.moments)
        if sight.frame.coactivation is not None:
            self._bonds, self._bonds_are_new = sight.frame.coactivation, True
        self._fresh.clear()

    def of(self, document: IsfDocument) -> dict[str, moderngl.Texture]:
        """This frame's textures for the inputs and channels of the document that are of sound or of the network."""
        found = {name: self._fetch(name, self._brain[name]) for name in document.asks_for_network}
        for item in document.images:
            if item.kind != "image":
                found[item.name] = self._sound(item.kind == "audioFFT", item.bins or NATIVE)
        if CHANNELS[0] in document.channels:
            found[CHANNELS[0]] = self._fetch("channel", self._both)
        return found

    def release(self) -> None:
        """Give the textures back."""
        for framebuffer in self._framebuffers.values():
            framebuffer.release()
        for texture in self._textures.values():
            texture.release()
        for shader in self.shaders:
            shader.release()
        self._framebuffers, self._textures = {}, {}

    def _fetch(self, key: str, make: Callable[[str], moderngl.Texture]) -> moderngl.Texture:
        if key not in self._fresh:
            self._textures[key] = make(key)
            self._fresh.add(key)
        return self._textures[key]

    def _sound(self, is_spectrum: bool, size: int) -> moderngl.Texture:
        def make(key: str) -> moderngl.Texture:
            row = self._waveform.spectrum(self._t, size) if is_spectrum else self._waveform.wave(size)
            return self._write(key, row[None, :])

        return self._fetch(f"{'spectrum' if is_spectrum else 'wave'} {size}", make)

    def _both(self, key: str) -> moderngl.Texture:
        return self._write(key, np.stack((self._waveform.spectrum(self._t), self._waveform.wave())))

    def _weigh(self, key: str) -> moderngl.Texture:
        """The column drives the row."""
        if key in self._textures and not self._bonds_are_new:
            return self._textures[key]
        self._bonds_are_new = False
        if self._weights is None:
            links = self._links.T / max(1e-9, float(np.abs(self._links).max()))
            parts = (np.maximum(links, 0.0), np.maximum(-links, 0.0), np.zeros_like(links), np.ones_like(links))
            self._weights = np.stack(parts, axis=2).astype(np.float16, order="C")
        self._weights[..., 2] = self._bonds
        return self._write(key, self._weights)

    def _draw(self, key: str, shader: Shader, rows: int, dtype: str) -> moderngl.Texture:
        texture = self._textures.get(key) or self._make(key, (self._units, rows), 4, dtype)
        if key not in self._framebuffers:
            self._framebuffers[key] = self._context.framebuffer([texture])
        self._framebuffers[key].use()
        self._context.disable(moderngl.BLEND)
        if self._sight is not None:
            shader.set(**self._sight.uniforms)
            self._cover.run(shader)
        return texture

    def _write(self, key: str, pixels: _Array | NDArray[np.float16]) -> moderngl.Texture:
        """Pixels (h, w) of grey or (h, w, 4) into the texture of that name."""
        height, width = pixels.shape[:2]
        components = 1 if pixels.ndim == 2 else 4
        texture = self._textures.get(key) or self._make(key, (width, height), components, "f2")
        texture.write(pixels.astype(np.float16, order="C", copy=False))
        return texture

    def _make(self, key: str, size: tuple[int, int], components: int, dtype: str) -> moderngl.Texture:
        texture = self._context.texture(size, components, dtype=dtype)
        texture.filter = SMOOTH
        texture.repeat_x = texture.repeat_y = False
        if components == 1:
            texture.swizzle = "RRR1"
        self._textures[key] = texture
        return texture

    @property
    def _t(self) -> float:
        return self._sight.frame.t if self._sight is not None else 0.0
