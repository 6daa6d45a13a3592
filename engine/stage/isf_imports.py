"""The image files that a shader brings along, as textures.

In: paths of PNG, JPEG and other files. Out: textures, first row lowest; black and a message for what cannot be read.
Main process, on the thread that owns the OpenGL context, when a shader is made.
"""

from pathlib import Path

import moderngl

from engine.isf.passes import Imported
from engine.stage.canvas import SMOOTH
from engine.stage.image_file import CHANNELS, ImageError, make_texture, read_pixels


def load_imported(
    context: moderngl.Context, imported: Imported
) -> tuple[moderngl.Texture | moderngl.TextureCube, str | None]:
    """The image, or the six of a cube; and what is wrong with it, None if nothing: then it is black."""
    try:
        if imported.cube:
            return _load_cube(context, imported.paths), None
        return make_texture(context, read_pixels(imported.paths[0], context.info["GL_MAX_TEXTURE_SIZE"])), None
    except ImageError as error:
        size = (1, 1)
        black = b"\0\0\0\xff"
        texture: moderngl.Texture | moderngl.TextureCube
        if imported.cube:
            texture = context.texture_cube(size, CHANNELS, black * 6)
        else:
            texture = context.texture(size, CHANNELS, black)
        return texture, f"The image {imported.name} stays black: {error}"


def _load_cube(context: moderngl.Context, paths: tuple[Path, ...]) -> moderngl.TextureCube:
    # A cube's sides have their first row on top (OpenGL 3.3, table 3.19), other than a picture.
    most = context.info["GL_MAX_CUBE_MAP_TEXTURE_SIZE"]
    sides = [read_pixels(path, most, upright=False) for path in paths]
    size = sides[0].size
    for side, path in zip(sides, paths, strict=True):
        if side.size != size or size[0] != size[1]:
            raise ImageError(f"the sides of a cube must be squares of one size; {path} is not.")
    texture = context.texture_cube(size, CHANNELS, b"".join(side.data for side in sides))
    texture.filter = SMOOTH
    return texture
