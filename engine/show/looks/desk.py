"""The desk: all that a VJ does with looks, behind the verbs that ask for it.

In: verbs, time, the library. Out: looks on the board; what a person should know.
Main process, frame loop.
"""

from collections.abc import Callable
from typing import TypeAlias

from engine.controls.board import Board
from engine.controls.catalogue import Catalogue
from engine.controls.clock import Clock
from engine.controls.event import Verb
from engine.controls.keys import Question
from engine.controls.locks import Locks
from engine.controls.patchbay import Patchbay
from engine.errors import AsterismError, PresetError
from engine.presets.library import Library
from engine.show.looks.autopilot import Autopilot
from engine.show.looks.chooser import Chooser
from engine.show.looks.cues import Cues
from engine.show.looks.keeper import Keeper
from engine.show.looks.morph import Morph
from engine.show.looks.recall import Curtain, Recall
from engine.show.looks.selection import Selection, name_or_number
from engine.show.looks.sitter import Sitter

Signals: TypeAlias = Callable[[str], float | None]
"""Continuous sources by name, 0..1; None where there is none."""

# The fader is eased already; a scene that it brings only must not flash.
_MORPH_FADE_S = 0.25


class Desk:
    """Recall, with the bank that looks are chosen from, the locks that it leaves alone, the keeper that saves, the cues
    of a setlist, the chooser, the morph, the autopilot, and who has looks portrayed.
    """

    def __init__(
        self, board: Board, patchbay: Patchbay, clock: Clock, library: Library, curtain: Curtain, seed: int = 1
    ) -> None:
        self.locks = Locks(board.catalogue)
        self.selection = Selection(library)
        self.recall = Recall(board, patchbay, clock, self.locks, curtain)
        self.keeper = Keeper(board, self.recall, self.selection)
        self.cues = Cues(board, clock, self.locks, self.recall, self.selection)
        self.morph = Morph(board, patchbay, self.recall, self.selection, self.locks)
        self.chooser = Chooser(self.recall, self.selection)
        self.sitter = Sitter(self.recall)
        self.autopilot = Autopilot(board, patchbay, clock, self.recall, self.selection, seed)
        self._board = board
        self._library = library
        self._notices: list[str] = []

    def close(self) -> None:
        """Finish what is being saved."""
        self.keeper.scribe.close()
        self.chooser.album.close()

    def adopt(self, catalogue: Catalogue) -> None:
        """ISF files have come or gone: there is another catalogue."""
        self.locks.adopt(catalogue)
        self.morph.let_go()

    def advance(self, t: float, dt: float, signals: Signals) -> None:
        """A frame begins at show time `t`, `dt` after the last, with what is heard in it."""
        self.recall.advance(t)
        self._notices += self.cues.advance(t)
        self.autopilot.advance(t, dt, signals)
        self._notices += self.keeper.advance()
        loudness = signals("ear/loudness") or 0.0
        self.keeper.portraits += self.sitter.advance(dt, loudness, alone=not self.morph.on)

    def settle(self, t: float) -> None:
        """Hands and bindings have moved what they move in this frame: the morph follows."""
        self.morph.advance(t)

    @property
    def fade_s(self) -> float | None:
        """Seconds in which another scene comes into the picture; None for the usual crossfade."""
        return _MORPH_FADE_S if self.morph.on else self.recall.fade_s

    def reload(self) -> list[AsterismError]:
        """Take up looks that have changed on disk; what is broken stays as it was, with its error."""
        self._notices += self.keeper.advance()  # first: what was just saved is no change of somebody else's
        errors: list[AsterismError] = [*self._library.refresh(), *self.selection.refresh()]
        errors += self.cues.refresh()
        self.recall.follow(self._library.get, glides=not self.morph.on)
        self.morph.refresh(self._library.get)
        return errors

    def take_notices(self) -> list[str]:
        """What a person should know, since the last call."""
        notices, self._notices = self._notices, []
        return notices

    def take_question(self) -> Question | None:
        """What the keeper wants to know; whoever takes it, asks it."""
        question, self.keeper.question = self.keeper.question, None
        return question

    def obey(self, verb: Verb) -> bool:
        """Do what a verb says, if it is about looks; else False. Raises an `AsterismError` where it cannot be done."""
        if any(part.obey(verb) for part in (self.selection, self.keeper, self.cues, self.morph, self.chooser)):
            return True
        match verb.name:
            case "preset/next" | "preset/previous":
                self._step(1 if verb.name == "preset/next" else -1)
            case "preset/load":
                self.recall.ask(self.selection.find(name_or_number(verb.argument)))
            case "recall/cancel":
                self.recall.cancel()
            case "recall/undo":
                if not self.recall.undo():
                    raise PresetError("There is no recall to undo.")
            case "recall/redo":
                if not self.recall.redo():
                    raise PresetError("There is no recall that was undone.")
            case "autopilot":
                self._board.toggle("/autopilot/on")
            case "autopilot/free":
                self.autopilot.free()
            case "lock":
                self.locks.lock(str(verb.argument))
            case "unlock":
                self.locks.unlock(str(verb.argument))
            case _:
                return False
        return True

    def describe(self) -> list[tuple[str, str]]:
        """Lines for the overlay, label and value, of what is not as usual."""
        lines = [*self.selection.describe(self.recall.preset), *self.recall.describe()]
        lines += [*self.cues.describe(), *self.morph.describe(), *self.autopilot.describe()]
        if self.locks.words:
            lines.append(("locked", " ".join(self.locks.words)))
        return lines

    def _step(self, step: int) -> None:
        """The look beside the one that waits, or else beside the one that is on; back to that one is no change."""
        recall = self.recall
        preset = self.selection.neighbour(recall.waiting.preset if recall.waiting is not None else recall.preset, step)
        if recall.waiting is not None and recall.preset is not None and preset.name == recall.preset.name:
            recall.cancel()
        else:
            recall.ask(preset)
