"""A desk without a stage: looks on a board, a clock at a given tempo, frames as they are counted.

In: verbs, hands, time. Out: `Table`. Runs in the test process, without graphics.
"""

from collections.abc import Iterable

from engine.controls.board import Board, Values
from engine.controls.catalogue import KEPT_GROUPS, shipped_catalogue
from engine.controls.clock import Clock
from engine.controls.event import Control, Setting, Verb
from engine.controls.parameter import Value
from engine.controls.patchbay import Patchbay
from engine.presets.library import Library
from engine.presets.preset import Preset
from engine.show.looks.desk import Desk
from engine.show.timing import Timing

FPS = 50.0
CATALOGUE = shipped_catalogue()
LOOK_PATHS = [path for path, one in CATALOGUE.items() if one.group not in KEPT_GROUPS and one.kind != "trigger"]


class Curtains:
    """A stage's transitions, as a list of what was asked for. `known`: the names that there are."""

    def __init__(self, *known: str) -> None:
        self.known = known
        self.asked: list[tuple[str, float]] = []
        self.ready = True

    def ask_transition(self, name: str, seconds: float) -> bool:
        if name in self.known:
            self.asked.append((name, seconds))
        return name in self.known

    def start_transition(self) -> bool:
        return self.ready


class Table:
    """A board, a patch bay and a desk, played frame by frame at 120 beats a minute."""

    def __init__(self, seed: int = 1) -> None:
        self.board = Board(CATALOGUE)
        self.clock = Clock()
        self.timing = Timing(self.clock, self.board)
        self.patchbay = Patchbay(self.board, (), self.clock)
        self.curtains = Curtains()
        self.library = Library(CATALOGUE)
        self.desk = Desk(self.board, self.patchbay, self.clock, self.library, self.curtains, seed)
        self.signals: dict[str, float] = {}
        self.t = 0.0
        self.values: Values = self.board.snapshot(0.0)

    @property
    def look(self) -> str:
        """The name of the look that is on."""
        preset = self.desk.recall.preset
        return preset.name if preset is not None else ""

    def start(self, name: str) -> None:
        """The show's first look."""
        self.desk.recall.go(self.library.find(name))

    def say(self, name: str, argument: str | float | None = None) -> bool:
        """A verb, between two frames. Whether it is the desk's."""
        return self.desk.obey(Verb(name, self.t, argument))

    def set(self, path: str, value: Value) -> None:
        """A hand sets a parameter."""
        self.frame(Setting(path, value, self.t))

    def frame(self, *controls: Control) -> Values:
        """One frame."""
        self.t += 1.0 / FPS
        self.timing.advance(self.t, controls, self.values)
        self.desk.advance(self.t, 1.0 / FPS, self.signals.get)
        for verb in self.patchbay.handle(controls):
            self.desk.obey(verb)
        self.patchbay.advance(self.t, 1.0 / FPS, self.signals)
        self.desk.settle(self.t)
        self.values = self.board.snapshot(self.t)
        return self.values

    def play(self, seconds: float) -> list[Values]:
        """So many seconds of frames."""
        return [self.frame() for _ in range(round(seconds * FPS))]

    def look_values(self) -> dict[str, Value]:
        """Base values of what belongs to a look."""
        return {path: self.board.value(path) for path in LOOK_PATHS}


def targets(preset: Preset, paths: Iterable[str] = LOOK_PATHS) -> dict[str, Value]:
    """What a look's values are, with defaults."""
    return {path: preset.values.get(path, CATALOGUE[path].default) for path in paths}
