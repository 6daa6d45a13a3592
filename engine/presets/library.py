"""The library: every look there is, ours and the person's, kept up to date while playing.

In: the folders with presets. Out: presets by name or number; errors for those that are broken.
Main process; looks at the disk only when it is told to.
"""

from engine import files
from engine.controls.catalogue import Catalogue
from engine.controls.live.names import slug
from engine.controls.parameter import suggest
from engine.errors import PresetError
from engine.presets.folder import Folder
from engine.presets.preset import Preset, read_preset


class Library:
    """Presets in order. A broken file is an error in `errors`, and the last good look of that name stays."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._folder: Folder[Preset] = Folder("presets", lambda path: read_preset(path, self._catalogue))
        self._presets = self._folder.items
        self._broken = self._folder.broken
        self.refresh()

    @property
    def names(self) -> tuple[str, ...]:
        """The looks by name, in order: number 1 is the first."""
        return tuple(preset.name for preset in self._ordered())

    def slugs(self) -> dict[str, str]:
        """The looks' names by what other programs may call them: the slugs of their names, and else of their titles."""
        ordered = self._ordered()
        titles = {slug(preset.title): preset.name for preset in reversed(ordered)}
        return titles | {slug(preset.name): preset.name for preset in reversed(ordered)}

    @property
    def errors(self) -> tuple[PresetError, ...]:
        """What is wrong with the files that are broken now."""
        return tuple(self._broken.values())

    @property
    def remarks(self) -> tuple[PresetError, ...]:
        """What looks do without now, because an ISF file that they name is not there."""
        return tuple(PresetError(remark) for preset in self._ordered() for remark in preset.remarks)

    @property
    def paths(self) -> frozenset[str]:
        """The parameters that looks say something of."""
        looks = self._presets.values()
        bound = (binding.parameter for look in looks for binding in look.bindings)
        return frozenset((*(path for look in looks for path in look.values), *bound))

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue; the next `refresh` reads anew what has to do with ISF files, and what is broken."""
        self._catalogue = catalogue
        for name in {*self._presets, *self._broken}:
            preset = self._presets.get(name)
            if preset is None or name in self._broken or preset.names_files:
                self._folder.read_again(name)

    def get(self, name: str) -> Preset | None:
        """The look of this name, or None."""
        return self._presets.get(name)

    def find(self, wanted: str | int) -> Preset:
        """The look with this number from 1, or of this name; a text that names none may be a number too.

        Raises `PresetError` listing what there is, or saying why the look of that name is broken.
        """
        ordered = self._ordered()
        text = str(wanted)
        if isinstance(wanted, str):
            if text in self._presets:
                return self._presets[text]
            if text in self._broken:
                raise self._broken[text]
        if text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= len(ordered):
            return ordered[int(text) - 1]
        known = ", ".join(f"{number} {preset.name}" for number, preset in enumerate(ordered, start=1)) or "none"
        raise PresetError(f"There is no look {text[:80]!r}.{suggest(text[:80], self.names)} There is: {known}.")

    def neighbour(self, name: str, step: int) -> Preset:
        """The look `step` places after the one called `name`, round and round; from an unknown name, the first or last.

        Raises `PresetError` if there is none.
        """
        names = self.names
        if not names:
            raise PresetError(f"There are no looks. Yours go in {files.user_folder('presets')}")
        here = names.index(name) if name in names else -1 if step > 0 else 0
        return self._presets[names[(here + step) % len(names)]]

    def refresh(self) -> list[PresetError]:
        """Take up files that are new or have changed, forget those that are gone; returns new errors and remarks."""
        known = {name: preset.remarks for name, preset in self._presets.items()}
        errors = []
        for name, error in self._folder.refresh().items():
            if error is not None:
                errors.append(error)
            else:
                remarks = self._presets[name].remarks
                errors += [PresetError(remark) for remark in remarks if remark not in known.get(name, ())]
        return errors

    def _ordered(self) -> list[Preset]:
        return sorted(self._presets.values(), key=lambda preset: (preset.order, preset.name))
