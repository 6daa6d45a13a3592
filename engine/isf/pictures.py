"""The pictures of the person's own that can be put on a shader's image inputs.

In: the folder of images. Out: paths by name.
Main process; looks at the disk only when it is told to.
"""

from collections.abc import Mapping
from pathlib import Path

from engine import files

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tga")
"""What the name of a picture's file ends in."""

NONE, SCENE = "none", "picture"
"""The choices of an image input that are no file: black, and the show's own picture as it is there in the chain."""


def list_pictures() -> Mapping[str, Path]:
    """Every picture by its file's name without the suffix, sorted. Of two with one name the first by suffix counts."""
    found: dict[str, Path] = {}
    for suffix in SUFFIXES:
        for name, path in files.listing("images").items():
            bare = path.stem
            if name.lower().endswith(suffix) and bare not in (NONE, SCENE):
                found.setdefault(bare, path)
    return dict(sorted(found.items()))
