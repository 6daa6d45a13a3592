"""The gallery: a still of every look in the drop of the built-in piece, and each scene through the whole of it.

In: looks, a network. Out: WebP pictures and a page of Markdown in a folder.
Main process; as fast as the machine is, and the same pictures every time.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from engine import files
from engine.brain.weights import Weights
from engine.controls.catalogue import show_catalogue
from engine.errors import FileError, PresetError
from engine.presets.library import Library
from engine.show.film import Pixels
from engine.show.gallery_page import Look, picture_of, strip_of, write_page
from engine.show.offline import OfflineEar
from engine.show.performance import Heard
from engine.show.start import open_performance
from engine.show.still import put_in_a_row, save_still, shrink
from engine.sound.piece import PieceTape, demo_tape
from engine.sound.score import Piece
from engine.sound.tape import MemoryTape
from engine.stage.headless import HeadlessWindow

#: Where a still is taken: the section, and how many of its bars have passed. The last is that of a look's own still.
MOMENTS: Final[Mapping[str, int]] = {"intro": 3, "groove": 6, "breakdown": 4, "build": 7, "drop": 2}
STILL: Final = "drop"
#: Just after the bar's first beat, when its light has come.
_AFTER_BEAT_S = 0.12
# The picture is drawn for so long beforehand, that ink is written and water moves. Before that, the ear hears for a
# while alone, for its gain to settle.
_LEAD_S, _LISTEN_S = 7.0, 8.0
_FPS = 15.0
_SEED = 1
# Five tiles beside each other are then as wide as a page shows them.
_TILE = 3


def moments_of(piece: Piece) -> dict[str, float]:
    """Each of `MOMENTS` by its section, in seconds from the piece's beginning."""
    sections = {section.name: section for section in piece.sections}
    return {name: piece.bars[sections[name].first_bar + bars] + _AFTER_BEAT_S for name, bars in MOMENTS.items()}


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
    seconds: float = _LEAD_S
    tape: PieceTape = field(default_factory=demo_tape)
    _heard: dict[str, list[tuple[float, Heard]]] = field(default_factory=dict)

    @cached_property
    def moments(self) -> dict[str, float]:
        """When each still is taken, in seconds from the piece's beginning."""
        return moments_of(self.tape.piece)

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
        whole = sum(len(self._frame_times(moment)) for moments in plan.values() for moment in moments)
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            note(done, whole)

        for look, moments in plan.items():
            pictures = [self._draw(look, moment, tick) for moment in moments]
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

    def _draw(self, look: Look, moment: str, tick: Callable[[], None]) -> Pixels:
        """The look at the moment. `tick` is called after every frame on the way there."""
        with HeadlessWindow(self.size) as screen:
            performance, _ = open_performance(screen.context, self.weights, look.name, (), _SEED)
            for t, heard in self._hear(moment):
                performance.advance(t, 1.0 / _FPS, heard, ())
                performance.draw(screen.framebuffer, screen.size_px)
                tick()
            return screen.read_pixels()

    def _hear(self, moment: str) -> list[tuple[float, Heard]]:
        """What is heard in each frame up to the moment: heard once, for every look. The first frame has a past."""
        if moment not in self._heard:
            at = self.moments[moment]
            start = max(0.0, at - self._past_s)
            frames = round((at - start + 1.0) * self.tape.rate_hz)
            music = MemoryTape(next(self.tape.blocks(frames, start=start)), self.tape.rate_hz)
            ear = OfflineEar(music, self.weights)
            self._heard[moment] = [(t, ear.hear(t)) for t in self._frame_times(moment)]
        return self._heard[moment]

    @property
    def _past_s(self) -> float:
        return _LISTEN_S + self.seconds

    def _frame_times(self, moment: str) -> list[float]:
        """When the frames before a still are, in seconds from where the ear begins; the last one is the still."""
        last = min(self.moments[moment], self._past_s)
        count = 1 + round(min(self.seconds, last - 1.0 / _FPS) * _FPS)
        return [last - (count - 1 - number) / _FPS for number in range(count)]


def open_library() -> Library:
    """Every look there is now."""
    return Library(show_catalogue())
