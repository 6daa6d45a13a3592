"""Recall: the look that is on, and the way to the next one.

In: presets, verbs, the frame loop's turn. Out: the board and the patch bay set as the look says, at once or gliding.
Main process, frame loop.
"""

from dataclasses import dataclass
from typing import Protocol

from engine.controls.board import Board
from engine.controls.event import Verb
from engine.controls.patchbay import Patchbay
from engine.presets.library import Library
from engine.presets.preset import Preset


class Curtain(Protocol):
    """Who covers the change from one look to the next with an ISF transition."""

    def ask_transition(self, name: str, seconds: float) -> bool:
        """Keep the next picture, to go from it to another look with this transition; False when there is none."""
        ...

    def start_transition(self) -> bool:
        """The new look is set from now on. False when no picture was kept since `ask_transition`."""
        ...


@dataclass(slots=True)
class _Arrival:
    """A look that comes by a transition. `waited`: whether a frame was prepared since."""

    preset: Preset
    seconds: float
    waited: bool = False


class Recall:
    """Sets looks. `preset`: the one that is on, or on its way; None before the first."""

    def __init__(self, board: Board, patchbay: Patchbay, library: Library, curtain: Curtain) -> None:
        self.preset: Preset | None = None
        self._board = board
        self._patchbay = patchbay
        self._library = library
        self._curtain = curtain
        self._arriving: _Arrival | None = None
        self._seen = False

    def go(self, preset: Preset, over: float = 0.0) -> None:
        """Go to a preset in `over` seconds: its numbers glide, or the chosen ISF transition covers the change."""
        self.preset = preset
        name = str(self._board.value("/transition/choice"))
        if over > 0.0 and self._seen and self._curtain.ask_transition(name, over):
            self._arriving = _Arrival(preset, over)
        else:
            self._arriving = None
            self._load(preset, over)

    def advance(self) -> None:
        """A frame begins: the look that waits is loaded once the last picture of the old one is kept.

        Where none could be kept, it glides.
        """
        self._seen = True
        arrival = self._arriving
        if arrival is None:
            return
        started = self._curtain.start_transition()
        if started or arrival.waited:
            self._arriving = None
            self._load(arrival.preset, 0.0 if started else arrival.seconds)
        arrival.waited = True

    def follow_library(self) -> None:
        """The look's file may have changed: then it glides in as it is now."""
        newest = self._library.get(self.preset.name) if self.preset is not None else None
        if newest is not None and newest != self.preset:
            self.preset = newest
            self._load(newest, self._crossfade_s)

    def obey(self, verb: Verb) -> bool:
        """Do what a verb says, if it is about looks; else False. Raises `PresetError` for a look that is not there."""
        match verb.name:
            case "preset/next" | "preset/previous":
                name = self.preset.name if self.preset else ""
                preset = self._library.neighbour(name, 1 if verb.name == "preset/next" else -1)
            case "preset/load":
                wanted = verb.argument if verb.argument is not None else 1
                preset = self._library.find(wanted if isinstance(wanted, str) else round(wanted))
            case _:
                return False
        self.go(preset, self._crossfade_s)
        return True

    @property
    def _crossfade_s(self) -> float:
        return float(self._board.value("/master/crossfade"))

    def _load(self, preset: Preset, over: float) -> None:
        self._board.load(preset.values, over=over)
        self._patchbay.load(preset.bindings, over=over)
