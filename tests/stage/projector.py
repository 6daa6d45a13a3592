"""A projector: shader files that ship, over small pictures that a test makes.

In: the name of a file, pictures by the names of its images. Out: what it draws, as an array.
Runs in the test process, headless.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.isf.document import IsfDocument, read_document
from engine.stage.isf_shader import IsfMoment, IsfShader

ROOT = files.shipped("shaders")
KINDS = {"effects": "filter", "layers": "generator", "transitions": "transition"}
FILES = {folder: {path.stem: path for path in sorted((ROOT / folder).glob("*.fs"))} for folder in KINDS}
SIZE = (96, 54)
DATE = (2026.0, 1.0, 1.0, 0.0)
Pixels = NDArray[np.float32]
Value = float | bool | str


class Projector:
    """Plays one shader. `draw` gives a frame (h, w, 3), its first row lowest."""

    def __init__(self, context: moderngl.Context, path: Path, size: tuple[int, int] = SIZE, fps: float = 60.0) -> None:
        self.context, self.size, self.dt = context, size, 1.0 / fps
        self.shader = IsfShader(context, read_document(path))
        self.target = context.framebuffer([context.texture(size, 4, dtype="f4")])
        self.frames = 0

    def draw(self, *, values: Mapping[str, Value] | None = None, **pixels: Pixels) -> Pixels:
        """The next frame; `pixels`: images by name, (h, w, 3)."""
        images = {name: self._texture(image) for name, image in pixels.items()}
        moment = IsfMoment(self.frames * self.dt, self.dt, self.frames, DATE)
        self.shader.draw(self.target, self.size, moment, values or {}, images)
        self.frames += 1
        for texture in images.values():
            texture.release()
        width, height = self.size
        found = np.frombuffer(self.target.read(components=4, dtype="f4"), np.float32)
        return found.reshape(height, width, 4)[..., :3].copy()

    def _texture(self, image: Pixels) -> moderngl.Texture:
        height, width, _ = image.shape
        full = np.concatenate((image, np.ones((height, width, 1))), axis=2).astype(np.float32)
        texture = self.context.texture((width, height), 4, full.tobytes(), dtype="f4")
        texture.repeat_x = texture.repeat_y = False
        return texture


#: Opens a projector of our own file of that name: `(name, size, fps)`.
Open = Callable[..., Projector]


def find(name: str) -> Path:
    """Our own file of that name."""
    return next(folder[name] for folder in FILES.values() if name in folder)


def night(size: tuple[int, int] = SIZE, seed: int = 1) -> Pixels:
    """A dark picture with soft coloured lights, as scenes make them, (h, w, 3)."""
    random = np.random.default_rng([3, seed])
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32) / size[1]
    picture = np.full((size[1], size[0], 3), 0.02, np.float32)
    for _ in range(24):
        at = random.random(2) * (size[0] / size[1], 1.0)
        reach = random.uniform(0.03, 0.1)
        spot = np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / reach**2)
        picture += spot[..., None].astype(np.float32) * random.uniform(0.2, 1.0, 3).astype(np.float32)
    return np.clip(picture, 0.0, 1.0)


def black(size: tuple[int, int] = SIZE) -> Pixels:
    return np.zeros((size[1], size[0], 3), np.float32)


def row(levels: NDArray[np.floating]) -> Pixels:
    """A spectrum as shaders see it, (1, n, 3)."""
    return np.repeat(np.asarray(levels, np.float32)[None, :, None], 3, axis=2)


def sample(picture: Pixels, x: NDArray[np.float64], y: NDArray[np.float64]) -> Pixels:
    """Between pixels, whose middles lie at halves; x and y in pixels, (n,): (n, 3)."""
    x, y = x - 0.5, y - 0.5
    left, low = np.floor(x).astype(int), np.floor(y).astype(int)
    across, up = (x - left)[:, None], (y - low)[:, None]
    below = picture[low, left] * (1 - across) + picture[low, left + 1] * across
    above = picture[low + 1, left] * (1 - across) + picture[low + 1, left + 1] * across
    return np.asarray(below * (1 - up) + above * up, np.float32)


def images_of(document: IsfDocument) -> dict[str, Pixels]:
    """Something for every image that a file asks for."""
    found: dict[str, Pixels] = {}
    for number, item in enumerate(document.images):
        if item.kind != "image":
            found[item.name] = row(np.linspace(0.9, 0.5, item.bins or 512))
        elif item.name == "brainHistory":
            found[item.name] = np.random.default_rng(4).random((500, 32, 3), np.float32)
        elif item.name == "brainState":
            found[item.name] = np.random.default_rng(5).random((4, 32, 3), np.float32)
        else:
            found[item.name] = night(seed=number)
    return found
