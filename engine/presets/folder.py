"""Files of one kind, read by name and kept up to date while the show runs.

In: the folders of a kind (`engine.files`), a reader. Out: what the files say; errors for those that are broken.
Main process; looks at the disk only when it is told to.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from engine import files
from engine.errors import PresetError

T = TypeVar("T")


class Folder(Generic[T]):
    """What `read` makes of each file. A broken file is an error in `broken`, and what was last good of it stays.

    `read` raises `PresetError` for a file that is not as it should be.
    """

    def __init__(self, kind: str, read: Callable[[Path], T], suffix: str = ".toml") -> None:
        self.items: dict[str, T] = {}
        self.broken: dict[str, PresetError] = {}
        self._kind = kind
        self._read = read
        self._suffix = suffix
        self._stamps: dict[Path, files.Stamp] = {}

    def refresh(self) -> dict[str, PresetError | None]:
        """Take up files that are new or have changed, forget those that are gone.

        Returns what was read anew by name, with its error where it is broken.
        """
        found = files.listing(self._kind, self._suffix)
        for name in {*self.items, *self.broken} - found.keys():
            self.items.pop(name, None)
            self.broken.pop(name, None)
        anew: dict[str, PresetError | None] = {}
        stamps: dict[Path, files.Stamp] = {}
        for name, path in found.items():
            # Before reading: a file that is written meanwhile then looks changed the next time.
            stamps[path] = stamp = files.stamp(path)
            if path in self._stamps and self._stamps[path] == stamp:
                continue
            try:
                self.items[name] = self._read(path)
                self.broken.pop(name, None)
                anew[name] = None
            except PresetError as error:
                self.broken[name] = anew[name] = error
        self._stamps = stamps
        return anew

    def read_again(self, name: str) -> None:
        """The next `refresh` reads this file whether it has changed or not."""
        path = files.listing(self._kind, self._suffix).get(name)
        if path is not None:
            self._stamps.pop(path, None)
