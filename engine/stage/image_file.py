"""Image files as pixels, and pixels as textures.

In: paths of PNG, JPEG and other files. Out: pixels, first row lowest; textures; an ImageError that says what is wrong.
Reading in any thread; textures on the thread that owns the OpenGL context.
"""

from dataclasses import dataclass
from pathlib import Path

import moderngl

from engine.stage.canvas import SMOOTH
from engine.stage.sdl import pygame

CHANNELS = 4


class ImageError(Exception):
    """A file that cannot be a texture here, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """`size`: width and height. `data`: RGBA, 8 bits each, row by row."""

    size: tuple[int, int]
    data: bytes


def read_pixels(path: Path, most: int, upright: bool = True) -> Pixels:
    """The picture in a file, of at most `most` pixels a side. `upright`: its first row is the lowest, as OpenGL has it.

    Raises ImageError.
    """
    try:
        surface = pygame.image.load(path)
    except (pygame.error, OSError, ValueError, MemoryError) as error:
        raise ImageError(f"{path} cannot be read as a picture ({error}). Save it as PNG or JPEG.") from error
    if max(surface.get_size()) > most:
        raise ImageError(f"{path} is larger than the {most} pixels that this graphics card takes. Make it smaller.")
    return Pixels(surface.get_size(), pygame.image.tobytes(surface, "RGBA", upright))


def make_texture(context: moderngl.Context, pixels: Pixels) -> moderngl.Texture:
    """A texture of the pixels, smooth between them; beyond its edges is the edge again."""
    texture = context.texture(pixels.size, CHANNELS, pixels.data)
    texture.filter = SMOOTH
    texture.repeat_x = texture.repeat_y = False
    return texture
