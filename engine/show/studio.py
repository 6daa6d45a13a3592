"""The studio: a look as it is at a moment of the built-in piece, drawn without a window.

In: a look's name, a network, a moment. Out: a picture.
Main process; as fast as the machine is, and the same picture every time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from engine.brain.weights import Weights
from engine.show.film import Pixels
from engine.show.looks import thumbnails
from engine.show.offline import OfflineEar
from engine.show.performance import Heard
from engine.show.start import open_performance
from engine.sound.piece import PieceTape, demo_tape
from engine.sound.score import Piece
from engine.sound.tape import MemoryTape
from engine.stage.headless import HeadlessWindow

#: Where a still is taken: the section, and how many of its bars have passed. The last is that of a look's own still.
MOMENTS: Final[Mapping[str, int]] = {"intro": 3, "groove": 6, "breakdown": 4, "build": 7, "drop": 2}
STILL: Final = "drop"
#: The picture is drawn for so long beforehand, that ink is written and water moves.
LEAD_S: Final = 7.0
#: Just after the bar's first beat, when its light has come.
_AFTER_BEAT_S = 0.12
#: Before that, the ear hears for a while alone, for its gain to settle.
_LISTEN_S = 8.0
_FPS = 15.0
_SEED = 1
#: Thumbnails are drawn twice as large, and made small afterwards: lines of light are thin.
_THUMBNAIL = (2 * thumbnails.SIZE[0], 2 * thumbnails.SIZE[1])
_THUMBNAIL_LEAD_S = 3.0


def moments_of(piece: Piece) -> dict[str, float]:
    """Each of `MOMENTS` by its section, in seconds from the piece's beginning."""
    sections = {section.name: section for section in piece.sections}
    return {name: piece.bars[sections[name].first_bar + bars] + _AFTER_BEAT_S for name, bars in MOMENTS.items()}


@dataclass
class Studio:
    """Draws at `size` pixels. `seconds`: how long the picture is drawn before each still."""

    weights: Weights
    size: tuple[int, int]
    seconds: float = LEAD_S
    tape: PieceTape = field(default_factory=demo_tape)
    _heard: dict[str, list[tuple[float, Heard]]] = field(default_factory=dict)

    @cached_property
    def moments(self) -> dict[str, float]:
        """When each still is taken, in seconds from the piece's beginning."""
        return moments_of(self.tape.piece)

    def count(self, moment: str) -> int:
        """How many frames a still at this moment takes."""
        return len(self._frame_times(moment))

    def draw(self, look: str, moment: str, tick: Callable[[], None] = lambda: None) -> Pixels:
        """The look at the moment, (height, width, 3). `tick` is called after every frame on the way there."""
        with HeadlessWindow(self.size) as screen:
            performance, _ = open_performance(screen.context, self.weights, look, (), _SEED)
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


def draw_thumbnails(
    looks: Sequence[str], weights: Weights, note: Callable[[int, int], None] = lambda done, whole: None
) -> None:
    """Draw and keep thumbnails of these looks. `note` is told how many are done, and of how many.

    Raises `FileError` for what cannot be written; what is drawn by then stays.
    """
    studio = Studio(weights, _THUMBNAIL, _THUMBNAIL_LEAD_S)
    for done, look in enumerate(looks, start=1):
        thumbnails.save(look, studio.draw(look, STILL))
        note(done, len(looks))
