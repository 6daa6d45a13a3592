"""The library: every look there is, ours and the person's, kept up to date while playing.

In: the folders with presets. Out: presets by name or number; errors for those that are broken.
Main process; looks at the disk only when it is told to.
"""

from pathlib import Path

from engine import files
from engine.controls.catalogue import Catalogue
from engine.controls.parameter import suggest
from engine.errors import PresetError
from engine.presets.preset import Preset, read_preset

_LONGEST = 40


class Library:
    """Presets in order. A broken file is an error in `errors`, and the last good look of that name stays."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._stamps: dict[Path, tuple[int, int]] = {}
        self._presets: dict[str, Preset] = {}
        self._broken: dict[str, PresetError] = {}
        self.refresh()

    @property
    def names(self) -> tuple[str, ...]:
        """The looks by name, in order: number 1 is the first."""
        return tuple(preset.name for preset in self._ordered())

    @property
    def errors(self) -> tuple[PresetError, ...]:
        """What is wrong with the files that are broken now."""
        return tuple(self._broken.values())

    def get(self, name: str) -> Preset | None:
        """The look of this name, or None."""
        return self._presets.get(name)

    def find(self, wanted: str | int) -> Preset:
        """The look of this name, or with this number from 1. Raises `PresetError` listing what there is."""
        text = str(wanted)
        if text in self._presets:
            return self._presets[text]
        if text in self._broken:
            raise self._broken[text]
        numbered = {str(number): preset for number, preset in enumerate(self._ordered(), start=1)}
        if text in numbered:
            return numbered[text]
        # The text may come from the network, at any length.
        text = text[:_LONGEST]
        raise PresetError(
            f"There is no look {text!r}.{suggest(text, self.names)} There is: {', '.join(self.names) or 'none'}."
        )

    def neighbour(self, name: str, step: int) -> Preset:
        """The look `step` places after the one called `name`, going round. Raises `PresetError` if there is none."""
        names = self.names
        if not names:
            raise PresetError("There are no looks.")
        place = names.index(name) + step if name in names else 0
        return self._presets[names[place % len(names)]]

    def refresh(self) -> list[PresetError]:
        """Take up files that are new or have changed, forget those that are gone; returns the new errors."""
        found = files.listing("presets", ".toml")
        for name in [*self._presets, *self._broken]:
            if name not in found:
                self._presets.pop(name, None)
                self._broken.pop(name, None)
        errors = []
        for name, path in found.items():
            stamp = _stamp(path)
            if self._stamps.get(path) == stamp:
                continue
            self._stamps[path] = stamp
            try:
                self._presets[name] = read_preset(path, self._catalogue)
                self._broken.pop(name, None)
            except PresetError as error:
                self._broken[name] = error
                errors.append(error)
        self._stamps = {path: self._stamps[path] for path in found.values()}
        return errors

    def _ordered(self) -> list[Preset]:
        return sorted(self._presets.values(), key=lambda preset: (preset.order, preset.name))


def _stamp(path: Path) -> tuple[int, int]:
    """What changes with a file: when it was written, and its size, for disks whose clock is coarse."""
    try:
        status = path.stat()
        return status.st_mtime_ns, status.st_size
    except OSError:
        return 0, 0
