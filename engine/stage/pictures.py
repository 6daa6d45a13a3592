"""The person's own pictures, for image inputs of shaders: read beside the show, as textures when they are there.

In: paths by name, names that are wanted. Out: textures; None while a file is read, or where it cannot be.
Main process, on the thread that owns the OpenGL context; files are read in a thread of their own.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import moderngl

from engine import files
from engine.errors import ShaderError
from engine.stage.ahead import Ahead
from engine.stage.image_file import ImageError, Pixels, make_texture, read_pixels


@dataclass(slots=True)
class _Shown:
    """A file with this stamp, on its way or there."""

    stamp: files.Stamp
    reading: Ahead[Pixels] | None
    texture: moderngl.Texture | None = None


class Pictures:
    """What is wanted once is kept until its file changes; the last good one stays until the next is there."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._most: int = context.info["GL_MAX_TEXTURE_SIZE"]
        self._paths: Mapping[str, Path] = {}
        self._shown: dict[str, _Shown] = {}
        self._errors: list[ShaderError] = []

    def adopt(self, paths: Mapping[str, Path]) -> None:
        """The files that there are now, by name."""
        self._paths = paths

    def refresh(self) -> None:
        """Look whether files that are in use have changed on disk; a file that is gone stays as it was."""
        for name, shown in self._shown.items():
            stamp = files.stamp(self._paths[name]) if name in self._paths else None
            if stamp is not None and stamp != shown.stamp:
                shown.stamp, shown.reading = stamp, self._read(name)

    def get(self, name: str) -> moderngl.Texture | None:
        """The picture of this name; None until it is read, and for what is none."""
        if name not in self._paths:
            return None
        shown = self._shown.get(name)
        if shown is None:
            shown = self._shown[name] = _Shown(files.stamp(self._paths[name]), self._read(name))
        if shown.reading is not None and shown.reading.ready():
            self._take(shown, shown.reading)
        return shown.texture

    def complain(self) -> Iterator[ShaderError]:
        """What is wrong with files that were wanted, each error once."""
        errors, self._errors = self._errors, []
        yield from errors

    def release(self) -> None:
        """Give the textures back."""
        for shown in self._shown.values():
            if shown.texture is not None:
                shown.texture.release()
        self._shown.clear()

    def _read(self, name: str) -> Ahead[Pixels]:
        return Ahead(functools.partial(read_pixels, self._paths[name], self._most))

    def _take(self, shown: _Shown, reading: Ahead[Pixels]) -> None:
        shown.reading = None
        try:
            texture = make_texture(self._context, reading.result())
        except (ImageError, moderngl.Error) as error:
            self._errors.append(ShaderError(str(error)))
            return
        if shown.texture is not None:
            shown.texture.release()
        shown.texture = texture
