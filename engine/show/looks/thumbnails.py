"""Thumbnails: a small picture of each look, kept in the person's cache folder, made anew when a look's file changes.

In: looks, pictures of them. Out: WebP files, and what is in them.
Any process or thread.
"""

import contextlib
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engine import files
from engine.errors import FileError
from engine.show.film import Pixels
from engine.show.still import save_still, shrink
from engine.stage.sdl import pygame

#: Width and height in pixels.
SIZE: Final = (256, 144)
_QUALITY = 75


def folder() -> Path:
    """Where they lie; it need not exist."""
    return files.cache_folder("thumbnails")


def path_of(look: str) -> Path | None:
    """Where the picture of a look as its file is now lies, drawn or not. None for a look without a file."""
    place = files.listing("presets", ".toml").get(look)
    try:
        content = place.read_bytes() if place is not None else None
    except OSError:
        content = None
    if content is None:
        return None
    return folder() / f"{look}-{hashlib.sha256(content).hexdigest()[:12]}.webp"


def read(look: str) -> Pixels | None:
    """The picture of a look, (height, width, 3); None where there is none of it as it is now, or it cannot be read."""
    path = path_of(look)
    try:
        content = path.read_bytes() if path is not None else b""
        surface = pygame.image.load(io.BytesIO(content), "thumbnail.webp")
    except (OSError, pygame.error):
        return None
    pixels = np.frombuffer(pygame.image.tobytes(surface, "RGB"), np.uint8)
    return pixels.reshape(surface.get_height(), surface.get_width(), 3)


def save(look: str, picture: Pixels) -> Path:
    """Keep a picture, (height, width, 3), of any size, as that of a look as its file is now; older ones go.

    Raises `FileError` where it cannot be written, or the look has no file.
    """
    path = path_of(look)
    if path is None:
        raise FileError(f"There is no look {look!r} to keep a picture of.")
    beside = path.with_name(f".saving-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_still(beside, _fit(picture), _QUALITY)
        beside.replace(path)
        for old in path.parent.glob(f"{look}-{'?' * 12}.webp"):
            if old != path:
                old.unlink()
    except OSError as error:
        raise FileError(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return path


def missing(looks: Sequence[str]) -> list[str]:
    """Those that have no picture as they are now."""
    return [look for look in looks if (path := path_of(look)) is None or not path.exists()]


def _fit(picture: Pixels) -> Pixels:
    """The middle of a picture in the shape of a thumbnail, made small."""
    height, width = picture.shape[:2]
    whole_width = min(width, height * SIZE[0] // SIZE[1])
    whole_height = min(height, width * SIZE[1] // SIZE[0])
    left, top = (width - whole_width) // 2, (height - whole_height) // 2
    return shrink(picture[top : top + whole_height, left : left + whole_width], SIZE)
