"""The desk: all that a VJ does with looks, behind the verbs that ask for it.

In: verbs, time, the library. Out: looks on the board; what a person should know.
Main process, frame loop.
"""

import math

from engine.controls.board import Board
from engine.controls.catalogue import Catalogue
from engine.controls.clock import Clock
from engine.controls.event import Verb
from engine.controls.locks import Locks
from engine.controls.patchbay import Patchbay
from engine.errors import AsterismError, PresetError
from engine.presets.library import Library
from engine.presets.preset import Preset
from engine.show.looks.recall import Curtain, Recall


class Desk:
    """Recall and its locks."""

    def __init__(self, board: Board, patchbay: Patchbay, clock: Clock, library: Library, curtain: Curtain) -> None:
        self.locks = Locks(board.catalogue)
        self.recall = Recall(board, patchbay, clock, self.locks, curtain)
        self._clock = clock
        self._t = 0.0
        self._library = library

    def adopt(self, catalogue: Catalogue) -> None:
        """ISF files have come or gone: there is another catalogue."""
        self.locks.adopt(catalogue)

    def advance(self, t: float) -> None:
        """A frame begins at show time `t`."""
        self._t = t
        self.recall.advance(t)

    def reload(self) -> list[AsterismError]:
        """Take up looks that have changed on disk; what is broken stays as it was, with its error."""
        errors: list[AsterismError] = [*self._library.refresh()]
        self.recall.follow(self._library.get)
        return errors

    def obey(self, verb: Verb) -> bool:
        """Do what a verb says, if it is about looks; else False. Raises an `AsterismError` where it cannot be done."""
        match verb.name:
            case "preset/next" | "preset/previous":
                self._step(1 if verb.name == "preset/next" else -1)
            case "preset/load":
                self.recall.ask(self._library.find(_name_or_number(verb.argument)))
            case "recall/cancel":
                self.recall.cancel()
            case "recall/undo":
                if not self.recall.undo():
                    raise PresetError("There is no recall to undo.")
            case "recall/redo":
                if not self.recall.redo():
                    raise PresetError("There is no recall that was undone.")
            case "lock":
                self.locks.lock(str(verb.argument))
            case "unlock":
                self.locks.unlock(str(verb.argument))
            case _:
                return False
        return True

    def describe(self) -> list[tuple[str, str]]:
        """Lines for the overlay, label and value, of what is not as usual."""
        lines = []
        waiting = self.recall.waiting
        if waiting is not None:
            left = self._clock.ahead(self._t, waiting.unit) * self._clock.bpm / 60.0
            lines.append(("next", f"{waiting.preset.title}, at the {waiting.unit}: {left:.0f} beats"))
        if self.locks.words:
            lines.append(("locked", " ".join(self.locks.words)))
        return lines

    def _step(self, step: int) -> None:
        """The look beside the one that waits, or else beside the one that is on; back to that one is no change."""
        recall = self.recall
        here = recall.waiting.preset if recall.waiting is not None else recall.preset
        preset = self._library.neighbour(here.name if here is not None else "", step)
        if recall.waiting is not None and _same(preset, recall.preset):
            recall.cancel()
        else:
            recall.ask(preset)


def _same(one: Preset, other: Preset | None) -> bool:
    return other is not None and one.name == other.name


def _name_or_number(given: str | float | None) -> str | int:
    """What a verb names: the first where it says nothing, number 0, which there is not, for a number that is none."""
    if given is None or isinstance(given, str):
        return given if given is not None else 1
    return round(given) if math.isfinite(given) else 0
