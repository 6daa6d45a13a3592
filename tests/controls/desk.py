"""A table for the tests of bindings: a board with a patch bay, turned by hand.

In: sources and values. Out: where parameters are, and what was said. Runs in the test process.
"""

from engine.controls.binding import Binding
from engine.controls.binding_table import parse_binding
from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.clock import Clock
from engine.controls.event import Event, Verb
from engine.controls.patchbay import Patchbay

HUE, MORPH, SPEED = "/color/hue", "/layout/morph", "/pulse/speed"


def bind(source: str, parameter: str, **keys: object) -> Binding:
    return parse_binding({"source": source, "parameter": parameter, **keys}, CATALOGUE)


class Table:
    """A board with a patch bay, turned by hand."""

    def __init__(self, *rig: Binding, clock: Clock | None = None) -> None:
        self.board = Board(CATALOGUE)
        self.bay = Patchbay(self.board, rig, clock)

    def turn(self, source: str, *values: float, port: str = "") -> list[Verb]:
        return self.bay.handle([Event(source, value, value * 127, 0.0, port) for value in values])

    def frame(self, t: float = 0.0, dt: float = 0.0, **signals: float) -> list[Verb]:
        named = {name.replace("_", "/", 1): value for name, value in signals.items()}
        return self.bay.advance(t, dt, named)

    def unit(self, path: str) -> float:
        return self.board.unit(path)

    def shown(self, path: str) -> float:
        """Where the parameter is in the next snapshot, modulation included, from 0 to 1."""
        return CATALOGUE[path].to_unit(self.board.snapshot(0.0)[path])
