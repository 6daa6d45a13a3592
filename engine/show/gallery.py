"""The gallery: a still of every look in the drop of the built-in piece, and each scene through the whole of it.

In: looks, a network. Out: WebP pictures and a page of Markdown in a folder.
Main process; as fast as the machine is, and the same pictures every time.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from engine import files
from engine.brain.weights import Weights
from engine.controls.catalogue import show_catalogue
from engine.errors import FileError, PresetError
from engine.presets.library import Library
from engine.show.gallery_page import Look, picture_of, strip_of, write_page
from engine.show.still import put_in_a_row, save_still, shrink
from engine.show.studio import LEAD_S, MOMENTS, STILL, Studio
from engine.sound.piece import PieceTape, demo_tape

# Five tiles beside each other are then as wide as a page shows them.
_TILE = 3


def list_looks(library: Library, *, shipped: bool = False) -> list[Look]:
    """The looks in order, numbered from 1. `shipped`: without those of the person."""
    folder = files.shipped("presets")
    paths = files.listing("presets", ".toml")
    names = [name for name in library.names if not shipped or paths[name].parent == folder]
    return [Look.of(number, library.find(name)) for number, name in enumerate(names, start=1)]


@dataclass
class Gallery:
    """Draws `looks` at `size` pixels into `folder`: the page, and beside it a folder with the pictures.

    `seconds`: how long the picture is drawn before each still.
    """

    folder: Path
    looks: Sequence[Look]
    weights: Weights
    size: tuple[int, int] = (960, 540)
    seconds: float = LEAD_S
    tape: PieceTape = field(default_factory=demo_tape)

    @cached_property
    def studio(self) -> Studio:
        """Where the pictures are taken."""
        return Studio(self.weights, self.size, self.seconds, self.tape)

    def make(self, only: Collection[str] = (), note: Callable[[int, int], None] = lambda done, whole: None) -> Path:
        """Draw every look, or those in `only`, write the page over what is in the folder, and return its path.

        `note` is told how many frames are drawn, and of how many. Raises `PresetError` for a name that no look has
        and `FileError` for what cannot be written; what is drawn by then stays.
        """
        strange = set(only) - {look.name for look in self.looks}
        if strange:
            known = ", ".join(look.name for look in self.looks)
            raise PresetError(f"There is no look {sorted(strange)[0]!r} to draw. There is: {known}.")
        plan = self._plan(only)
        self._prepare_folder(plan)
        whole = sum(self.studio.count(moment) for moments in plan.values() for moment in moments)
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            note(done, whole)

        for look, moments in plan.items():
            pictures = [self.studio.draw(look.name, moment, tick) for moment in moments]
            save_still(self.folder / picture_of(look), pictures[moments.index(STILL)])
            if len(moments) > 1:
                tile = self.size[0] // _TILE, self.size[1] // _TILE
                strip = put_in_a_row([shrink(picture, tile) for picture in pictures])
                save_still(self.folder / strip_of(look.scene), strip)
        return write_page(self.folder, self.looks)

    def _plan(self, only: Collection[str]) -> dict[Look, tuple[str, ...]]:
        """The moments of each look: all of them for the first of its scene."""
        first = {look.scene: look for look in reversed(self.looks)}
        return {
            look: tuple(MOMENTS) if first[look.scene] is look else (STILL,)
            for look in self.looks
            if not only or look.name in only
        }

    def _prepare_folder(self, looks: Iterable[Look]) -> None:
        try:
            for look in looks:
                for place in (picture_of(look), strip_of(look.scene)):
                    (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"Cannot make the folder {self.folder}: {error.strerror or error}.") from error


def open_library() -> Library:
    """Every look there is now."""
    return Library(show_catalogue())
