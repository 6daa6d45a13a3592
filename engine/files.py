"""Where shaders, presets and brains lie: what Asterism ships, and what a person adds or puts in its place.

In: a kind of file and a name. Out: paths; a user's file shadows the shipped one of the same name.
Runs in every process; reads folders only, and creates nothing.
"""

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TypeAlias

import platformdirs

from engine.errors import FileError

HOME_VARIABLE = "ASTERISM_HOME"

KINDS: Mapping[str, str] = {
    "shaders": "shaders",
    "library": "shaders/library",
    "scenes": "shaders/scenes",
    "effects": "shaders/effects",
    "layers": "shaders/layers",
    "transitions": "shaders/transitions",
    "images": "images",
    "presets": "presets",
    "palettes": "presets/palettes",
    "banks": "presets/banks",
    "setlists": "presets/setlists",
    "brains": "presets/brains",
    "rigs": "presets/rigs",
    "controllers": "presets/controllers",
}
"""Each kind of file, and its folder: the same below the shipped root and below the user's."""

Stamp: TypeAlias = tuple[int, int, int, int] | None
"""What differs when a file has changed; None for no file."""


def shipped(kind: str) -> Path:
    """The folder with our own files of a kind: in the installed package, or else in the checkout."""
    package = Path(__file__).parent
    assets = package / "assets"
    return (assets if assets.is_dir() else package.parent) / _folder(kind)


def user_folder(kind: str) -> Path:
    """The folder where a person's own files of a kind are looked for; it need not exist.

    Below `$ASTERISM_HOME` when that is set, else below the platform's folder for user data (platformdirs).
    """
    return _home() / _folder(kind)


def cache_folder(what: str) -> Path:
    """The folder for what can be made again at any time; it need not exist.

    Below `$ASTERISM_HOME/cache` when that is set, else below the platform's folder for caches (platformdirs).
    """
    override = os.environ.get(HOME_VARIABLE)
    cache = Path(override) / "cache" if override else platformdirs.user_cache_path("asterism", appauthor=False)
    return cache / what


def find(kind: str, name: str, suffix: str = "") -> Path:
    """The file `name + suffix` of a kind, the user's before ours; `name` may lead into folders, with slashes.

    Raises FileError, listing what there is, when neither has it.
    """
    wanted = PurePosixPath(name + suffix)
    if not wanted.is_absolute() and ".." not in wanted.parts:
        for folder in (user_folder(kind), shipped(kind)):
            path = folder / wanted
            if is_file(path):
                return path
    known = ", ".join(listing(kind, suffix)) or "none"
    raise FileError(f"There is no {name + suffix} in {kind}. There is: {known}. Yours go in {user_folder(kind)}")


def listing(kind: str, suffix: str = "") -> dict[str, Path]:
    """Every file of a kind that ends in `suffix`, by its name without the suffix, sorted; folders below are not read.

    A user's file takes the place of ours with the same name. Hidden files are left out. Raises FileError for a folder
    that is there and may not be read.
    """
    found: dict[str, Path] = {}
    for folder in (shipped(kind), user_folder(kind)):
        try:
            paths = list(folder.iterdir()) if folder.is_dir() else []
        except OSError as error:
            raise FileError(f"{folder}: the folder cannot be read: {error.strerror or error}") from error
        for path in paths:
            if path.name.endswith(suffix) and not path.name.startswith(".") and is_file(path):
                found[path.name.removesuffix(suffix)] = path
    return dict(sorted(found.items()))


def stamp(path: Path) -> Stamp:
    """Times, size and identity of a file: all of it, since an older file may be moved into its place."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def is_file(path: Path) -> bool:
    """Whether there is a file; not where the system will not look, as for a name that is too long."""
    try:
        return path.is_file()
    except OSError:
        return False


def _home() -> Path:
    override = os.environ.get(HOME_VARIABLE)
    return Path(override) if override else platformdirs.user_data_path("asterism", appauthor=False)


def _folder(kind: str) -> str:
    if kind not in KINDS:
        raise FileError(f"There is no kind of file {kind!r}. There is: {', '.join(KINDS)}")
    return KINDS[kind]
