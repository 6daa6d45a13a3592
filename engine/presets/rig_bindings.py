"""The rig's bindings while it plays: read, read anew when the file changes, and kept when a hand has learnt some.

In: the rig's file, the catalogue, changes. Out: bindings; what waits, and what is wrong, with file and line.
Main process; looks at the disk only when it is told to, and writes nothing: see `engine.presets.rig_writing`.
"""

from collections.abc import Iterator
from pathlib import Path

from engine import files
from engine.controls.binding import Binding, BindingError
from engine.controls.binding_table import parse_binding
from engine.controls.catalogue import Catalogue
from engine.controls.learn.session import Change
from engine.errors import AsterismError, FileError, PresetError
from engine.presets.document import Document
from engine.presets.steps_table import read_steps, with_steps

DEFAULT = "default"

_ABSENT = ("parameter", "source")
_WAITS = "The binding waits until there is."


def read_bindings(document: Document, catalogue: Catalogue) -> tuple[tuple[Binding, ...], tuple[str, ...]]:
    """The bindings of a rig, and a remark for each that names what is not there: it is set aside. Raises `PresetError`.

    A rig without `bindings` has those of our default rig.
    """
    document.check_version()
    steps = read_steps(document)
    if "bindings" not in document.data:
        document = Document(files.shipped("rigs") / f"{DEFAULT}.toml")
    bindings, remarks = [], []
    for number, table in enumerate(document.tables("bindings")):
        try:
            bindings.append(parse_binding(with_steps(table, steps), catalogue))
        except BindingError as error:
            problem = document.problem(str(error), "bindings", number, *([error.key] if error.key else []))
            if error.key not in _ABSENT or not isinstance(table.get(error.key), str):
                raise problem from error
            remarks.append(f"{problem} {_WAITS}")
    return tuple(bindings), tuple(remarks)


class RigBindings:
    """The bindings of one rig, by its name. text: of the file when it was last read well; readings: how often it was.

    What was learnt counts from the moment that it is, whether or not it could be written. Raises `FileError` and
    `PresetError` when it is made, as the show's start does.
    """

    def __init__(self, name: str | None, catalogue: Catalogue) -> None:
        self.name = name or DEFAULT
        self._catalogue = catalogue
        self.readings = 1
        self._unwritten: list[Change] = []
        path = self.path
        self._stamp: tuple[Path, files.Stamp] | None = (path, files.stamp(path))
        self._document = Document(path)
        self._read, self.remarks = read_bindings(self._document, catalogue)

    @property
    def path(self) -> Path:
        """The file: the person's, or else ours. Raises `FileError` when both are gone."""
        return files.find("rigs", self.name, ".toml")

    @property
    def own_path(self) -> Path:
        """Where the person's file is, or would be."""
        return files.user_folder("rigs") / f"{self.name}.toml"

    @property
    def text(self) -> str:
        """The file as it was when it was last read well."""
        return self._document.content

    @property
    def catalogue(self) -> Catalogue:
        """What the bindings are read with."""
        return self._catalogue

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """Those of the file, changed by what was learnt."""
        bindings = list(self._read)
        for change in self._unwritten:
            bindings = [*(each for each in bindings if each not in change.remove), *change.add]
        return tuple(dict.fromkeys(bindings))

    @property
    def unwritten(self) -> tuple[Change, ...]:
        """What was learnt and is not in the file, as far as is known."""
        return tuple(self._unwritten)

    def change(self, change: Change) -> None:
        """Something was learnt, or unlearnt."""
        self._unwritten.append(change)

    def written(self, change: Change) -> None:
        """The change is in the file now: the next `refresh` finds it there."""
        self._unwritten.remove(change)
        self._stamp = None
        list(self._look())

    def adopt(self, catalogue: Catalogue) -> list[str]:
        """There is another catalogue: what waited is taken up, what names something that is gone waits.

        Returns the remarks that are new.
        """
        self._catalogue = catalogue
        return self._take(self._document)

    def refresh(self) -> list[AsterismError]:
        """Read the file anew if it has changed. Of a broken one the last good bindings stay; returns what is wrong."""
        return list(self._look())

    def _look(self) -> Iterator[AsterismError]:
        try:
            stamp = self._look_up()
            if stamp == self._stamp:
                return
            self._stamp = stamp
            remarks = self._take(Document(self.path))
            self.readings += 1
            yield from map(PresetError, remarks)
        except AsterismError as error:
            yield PresetError(f"{error} The rig's bindings stay as they were.")

    def _look_up(self) -> tuple[Path, files.Stamp] | None:
        """The file and its stamp. Raises `FileError` when it has just gone."""
        try:
            path = self.path
        except FileError:
            gone = (self.own_path, None)
            if self._stamp == gone:
                return gone
            self._stamp = gone
            raise
        return path, files.stamp(path)

    def _take(self, document: Document) -> list[str]:
        before = self.remarks
        self._read, self.remarks = read_bindings(document, self._catalogue)
        self._document = document
        return [remark for remark in self.remarks if remark not in before]
