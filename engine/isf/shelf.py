"""The ISF files that there are: those that ship and the person's own, kept up to date while the show runs.

In: the shader folders. Out: documents by kind and name; errors for the files that are broken.
Main process; looks at the disk only when it is told to.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from engine import files
from engine.errors import IsfError, ShaderError
from engine.isf.document import IsfDocument, Kind, read_document
from engine.isf.pictures import list_pictures

Key: TypeAlias = tuple[Kind, str]
"""A file's kind and its name as part of an OSC address."""

SUFFIXES = (".fs", ".frag", ".glsl")
"""What the name of an ISF or Shadertoy file ends in; the vertex shader beside it ends in .vs or .vert."""

FOLDERS = ("effects", "layers", "transitions")
"""The kinds of files (`engine.files.KINDS`) whose folders are looked through. What a file is, its inputs decide."""

TAKEN: frozenset[Key] = frozenset({("transition", "glide")})
"""Names that mean something else."""

_BESIDE = (".vs", ".vert")


@dataclass(slots=True)
class _Reading:
    """What became of a file when it had these stamps: it is `key`, or has an error."""

    stamps: tuple[files.Stamp, ...]
    document: IsfDocument | None = None
    error: ShaderError | None = None


@dataclass(slots=True)
class Shelf:
    """Documents by kind and name. A file of the person's takes the place of ours of the same kind and name. `pictures`:
    those for image inputs, by name.

    `own`: whether the person's folders are read, too. What was once good stays, when its file breaks or goes.
    """

    own: bool = True
    documents: Mapping[Key, IsfDocument] = field(default_factory=dict)
    pictures: Mapping[str, Path] = field(default_factory=dict)
    _readings: dict[Path, _Reading] = field(default_factory=dict)
    _clashes: dict[Path, ShaderError] = field(default_factory=dict)
    _gone: dict[Key, ShaderError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refresh()

    @property
    def errors(self) -> tuple[ShaderError, ...]:
        """What is wrong now, one error a file."""
        broken = (reading.error for reading in self._readings.values() if reading.error)
        return (*broken, *self._clashes.values(), *self._gone.values())

    def refresh(self) -> list[ShaderError]:
        """Take up files that are new or have changed; returns the errors that are new.

        When anything is different, `documents` is another mapping; a document that has not changed is the same one. So
        with `pictures`.
        """
        before = self.errors
        # What is gone may be in use, and stays.
        pictures = {**self.pictures, **list_pictures()} if self.own else {}
        if pictures != self.pictures:
            self.pictures = pictures
        readings = {path: self._read(path) for path in _list(self.own)}
        if readings == self._readings:
            return []
        self._readings = readings
        self._arrange()
        return [error for error in self.errors if error not in before]

    def _read(self, path: Path) -> _Reading:
        # Before reading: a file that is written meanwhile then looks changed the next time.
        stamps = tuple(files.stamp(beside) for beside in (path, *map(path.with_suffix, _BESIDE)))
        last = self._readings.get(path)
        if last is not None and last.stamps == stamps:
            return last
        try:
            return _Reading(stamps, read_document(path))
        except ShaderError as error:
            return _Reading(stamps, last.document if last else None, error)

    def _arrange(self) -> None:
        """Find out which file is behind which name now."""
        documents: dict[Key, IsfDocument] = {}
        told, self._clashes = self._clashes, {}
        shipped = files.shipped("shaders")
        for path, reading in self._readings.items():
            document = reading.document
            if document is None:
                continue
            key: Key = document.kind, name_of(path)
            if key in TAKEN:
                text = f"{path}:1: {key[1]} is what Asterism does without a {key[0]}; rename the file"
                self._clashes[path] = told.get(path) or IsfError(text)
                continue
            other = documents.get(key)
            if other is not None and path.is_relative_to(shipped) == other.path.is_relative_to(shipped):
                text = f"{path}:1: {other.path} is the {key[0]} called {key[1]} already; rename one of the two files"
                self._clashes[path] = told.get(path) or IsfError(text)
            else:
                documents[key] = document
        self._gone = {
            key: self._gone.get(key)
            or IsfError(f"{last.path} is gone; the {key[0]} {key[1]} stays as it was until the show ends")
            for key, last in self.documents.items()
            if key not in documents
        }
        self.documents = {**{key: self.documents[key] for key in self._gone}, **documents}


def name_of(path: Path) -> str:
    """A file's name as part of an OSC address: letters, digits, `-` and `_`, a letter first."""
    bare = re.sub(r"[^A-Za-z0-9_]+", "-", path.stem).strip("-")
    return bare if bare[:1].isalpha() else f"isf-{bare}".rstrip("-")


def _list(own: bool) -> Iterator[Path]:
    """Every file: ours, then the person's, by name."""
    folders = [files.shipped(kind) for kind in FOLDERS]
    if own:
        folders += [files.user_folder(kind) for kind in ("shaders", *FOLDERS)]
    for folder in folders:
        if folder.is_dir():
            found = (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
            yield from sorted(path for path in found if not path.name.startswith(".") and path.is_file())
