"""A performance: hands, network and stage joined; the same live and offline.

In: what was heard and what hands did since the frame before. Out: one picture per frame.
Main process, on the thread that owns the OpenGL context; time is always an argument.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine import files
from engine.brain.weights import Weights
from engine.controls.binding import Binding
from engine.controls.board import Board, Values
from engine.controls.catalogue import Catalogue, plugins_of, show_catalogue
from engine.controls.clock import Clock
from engine.controls.event import Control, Verb
from engine.controls.patchbay import Patchbay
from engine.controls.standing import Standing
from engine.errors import AsterismError, ControlError
from engine.isf.shelf import Shelf
from engine.moments import Moments
from engine.presets.library import Library
from engine.presets.preset import Preset
from engine.show.looks.desk import Desk
from engine.show.looks.recall import Way
from engine.show.signals import Signals
from engine.show.timing import Timing
from engine.stage.anatomy import Anatomy
from engine.stage.frame import Frame, Playhead
from engine.stage.stage import Stage


@dataclass(frozen=True, slots=True)
class Heard:
    """What came from the ear since the frame before: new Moments, oldest first; the co-activation if it is new.

    `age`: how many seconds before this frame the newest Moment's last sample sounded.
    """

    moments: Moments
    coactivation: NDArray[np.float32] | None
    age: float = 0.0


class Performance:
    """One network on one stage, with its parameters, presets and bindings."""

    def __init__(
        self,
        context: moderngl.Context,
        weights: Weights,
        catalogue: Catalogue,
        library: Library,
        rig: Sequence[Binding] = (),
        seed: int = 1,
        shelf: Shelf | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`shelf`: the ISF files that the catalogue knows; left out, there are none."""
        self.board = Board(catalogue)
        self.clock = clock if clock is not None else Clock()
        self.timing = Timing(self.clock, self.board)
        self.patchbay = Patchbay(self.board, rig, self.clock)
        self.stage = Stage(context, Anatomy.of(weights), seed)
        self.desk = Desk(self.board, self.patchbay, self.clock, library, self.stage, seed)
        self._library = library
        self._shelf = shelf
        self._adopters: list[Callable[[Catalogue], None]] = [self.board.adopt, library.adopt, self.desk.adopt]
        if shelf is not None:
            self.stage.adopt(plugins_of(shelf))
        self._palettes: dict[str, None] = dict.fromkeys(files.listing("palettes", ".toml"))
        self._signals = Signals()
        self._playhead = Playhead()
        self._newest = -1
        self._frame: Frame | None = None
        self._troubles: list[str] = []

    @property
    def preset(self) -> Preset | None:
        """The look that is on, or on its way."""
        return self.desk.recall.preset

    @property
    def values(self) -> Values:
        """Every parameter in the newest frame."""
        return self._frame.values if self._frame else self.board.snapshot(0.0)

    @property
    def standing(self) -> Standing:
        """How things stand in the newest frame, for those that are told."""
        values, name = self.values, self.preset.name if self.preset else ""
        looks = self.desk.selection.bank.looks
        return Standing(values.t, self.board, values, self.patchbay, self.clock, self._signals, name, looks)

    def follow_catalogue(self, adopt: Callable[[Catalogue], None]) -> None:
        """Tell someone else, too, when ISF files have come or changed and there is another catalogue."""
        self._adopters.append(adopt)

    def follow_signals(self, family: str, answer: Callable[[str], float | None]) -> None:
        """Let someone else say what the sources of a family are at in each frame."""
        self._signals.join(family, answer)

    def recall(self, preset: Preset, over: float = 0.0) -> None:
        """Go to a preset in `over` seconds."""
        self.desk.recall.go(preset, Way(over))

    def advance(self, t: float, dt: float, heard: Heard, controls: Sequence[Control]) -> list[Verb]:
        """Take in one frame's input at show time `t`, `dt` after the last. Returns the verbs that are not ours."""
        self._signals.hear(heard.moments)
        if len(heard.moments):
            self._newest = int(heard.moments["index"][-1])
            self.timing.hear(t, heard.moments[-1], heard.age)
        with self._unstoppable("the clock"):
            self.timing.advance(t, controls, self.values)
        with self._unstoppable("the looks"):
            self.desk.advance(t, dt, self._signals)
        verbs: list[Verb] = []
        with self._unstoppable("the bindings"):
            self.timing.play(t, self.desk.recall.recalls, self.desk.recall.left)
            verbs += self.patchbay.handle(controls)
        with self._unstoppable("the bindings"):
            verbs += self.patchbay.advance(t, dt, self._signals)
            self.timing.note(t, self.patchbay.moved)
        others = [verb for verb in verbs if not self._obey(verb)]
        with self._unstoppable("the morph"):
            self.desk.settle(t)
        playhead = self._playhead.advance(dt, self._newest)
        values = self.board.snapshot(t)
        fade_s, mixes = self.desk.fade_s, self.desk.morph.mixes
        self._frame = Frame(t, dt, heard.moments, playhead, heard.coactivation, values, fade_s, mixes)
        return others

    def draw(self, target: moderngl.Framebuffer, size: tuple[int, int], inner: tuple[int, int] | None = None) -> None:
        """Draw what `advance` has prepared into `size` pixels of `target`; `inner` as in `Stage.draw`."""
        if self._frame is not None:
            self.stage.draw(self._frame, target, size, inner)

    @contextlib.contextmanager
    def _unstoppable(self, what: str) -> Iterator[None]:
        """Whatever a binding or another program's clock does, the picture moves on and the keys work."""
        try:
            yield
        except Exception as error:  # here, because on stage nothing may stop the picture
            self._troubles.append(f"Trouble with {what}: {error!r}. Playing on.")

    def take_troubles(self) -> list[str]:
        """What went wrong since the last call and a person should know; nothing of it stops the picture."""
        troubles, self._troubles = [*self._troubles, *self.desk.take_notices()], []
        return troubles

    def reload(self) -> list[AsterismError]:
        """Take up shaders and presets that have changed on disk; what is broken stays as it was, with its error."""
        errors = list(self._refresh_shelf())
        pictures = self._shelf.pictures if self._shelf is not None else {}
        errors += [*self.stage.reload(pictures), *self.desk.reload()]
        self.stage.want((*self._library.paths, f"/transition/{self.values.name('/transition/choice')}"))
        return errors

    def _refresh_shelf(self) -> Iterator[AsterismError]:
        """Take up ISF files: from now on their parameters are those of hands and looks, too."""
        if self._shelf is None:
            return
        before = self._shelf.documents, self._shelf.pictures, len(self._palettes)
        yield from self._shelf.refresh()
        # One that is gone may be in use, and stays.
        self._palettes.update(dict.fromkeys(files.listing("palettes", ".toml")))
        if (self._shelf.documents, self._shelf.pictures, len(self._palettes)) == before:
            return
        plugins = plugins_of(self._shelf)
        catalogue = show_catalogue(plugins, self._palettes)
        for adopt in self._adopters:
            adopt(catalogue)
        for binding in self.patchbay.adopt():
            yield ControlError(f"The binding of {binding.source.name} moves nothing now: {binding.parameter} is gone.")
        self.stage.adopt(plugins)

    def _obey(self, verb: Verb) -> bool:
        """Do what a verb says, if it is one of the performance's own."""
        try:
            if self.desk.obey(verb):
                return True
        except AsterismError as error:
            self._troubles.append(str(error))
            return True
        if self.timing.obey(verb):
            return True
        match verb.name:
            case "blackout":
                self.board.toggle("/master/blackout")
            case "xray":
                self.board.toggle("/xray/amount")
            case _:
                return False
        return True
