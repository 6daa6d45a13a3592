"""The image files that a shader brings along, as textures.

In: paths of PNG, JPEG and other files. Out: textures, first row lowest; black and a message for what cannot be read.
Main process, on the thread that owns the OpenGL context, when a shader is made.
"""

from pathlib import Path

import moderngl

from engine.isf.passes import Imported
from engine.stage.sdl import pygame

_CHANNELS = 4


def load_imported(
    context: moderngl.Context, imported: Imported
) -> tuple[moderngl.Texture | moderngl.TextureCube, str | None]:
    """The image, or the six of a cube; and what is wrong with it, None if nothing: then it is black."""
    try:
        return (_load_cube if imported.cube else _load_image)(context, imported.paths), None
    except _LoadError as error:
        size = (1, 1)
        black = b"\0\0\0\xff"
        texture: moderngl.Texture | moderngl.TextureCube
        if imported.cube:
            texture = context.texture_cube(size, _CHANNELS, black * 6)
        else:
            texture = context.texture(size, _CHANNELS, black)
        return texture, f"The image {imported.name} stays black: {error}"


class _LoadError(Exception):
    pass


def _load_image(context: moderngl.Context, paths: tuple[Path, ...]) -> moderngl.Texture:
    surface = _read(paths[0])
    _check_size(surface, context.info["GL_MAX_TEXTURE_SIZE"], paths[0])
    texture = context.texture(surface.get_size(), _CHANNELS, pygame.image.tobytes(surface, "RGBA", True))
    texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
    texture.repeat_x = texture.repeat_y = False
    return texture


def _load_cube(context: moderngl.Context, paths: tuple[Path, ...]) -> moderngl.TextureCube:
    surfaces = [_read(path) for path in paths]
    size = surfaces[0].get_size()
    for surface, path in zip(surfaces, paths, strict=True):
        if surface.get_size() != size or size[0] != size[1]:
            raise _LoadError(f"the sides of a cube must be squares of one size; {path} is not.")
        _check_size(surface, context.info["GL_MAX_CUBE_MAP_TEXTURE_SIZE"], path)
    # A cube's sides have their first row on top (OpenGL 3.3, table 3.19), other than a picture.
    sides = b"".join(pygame.image.tobytes(surface, "RGBA") for surface in surfaces)
    texture = context.texture_cube(size, _CHANNELS, sides)
    texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
    return texture


def _read(path: Path) -> "pygame.Surface":
    try:
        return pygame.image.load(path)
    except (pygame.error, OSError, ValueError, MemoryError) as error:
        raise _LoadError(f"{path} cannot be read as a picture ({error}). Save it as PNG or JPEG.") from error


def _check_size(surface: "pygame.Surface", most: int, path: Path) -> None:
    if max(surface.get_size()) > most:
        raise _LoadError(f"{path} is larger than the {most} pixels that this graphics card takes. Make it smaller.")
