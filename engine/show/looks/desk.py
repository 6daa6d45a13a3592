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
from engine.presets.bank import EVERY, Bank, Banks
from engine.presets.library import Library
from engine.presets.preset import Preset
from engine.show.looks.recall import Curtain, Recall


class Desk:
    """Recall with its banks and locks. `bank`: the one that numbers mean, and that next and previous go through."""

    def __init__(self, board: Board, patchbay: Patchbay, clock: Clock, library: Library, curtain: Curtain) -> None:
        self.locks = Locks(board.catalogue)
        self.banks = Banks(library)
        self.bank = self.banks.find(EVERY)
        self.recall = Recall(board, patchbay, clock, self.locks, curtain)
        self._clock = clock
        self._t = 0.0
        self._slot = -1
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
        errors: list[AsterismError] = [*self._library.refresh(), *self.banks.refresh()]
        self.bank = self.banks.get(self.bank.name) or self.banks.find(EVERY)
        self.recall.follow(self._library.get)
        return errors

    def obey(self, verb: Verb) -> bool:
        """Do what a verb says, if it is about looks; else False. Raises an `AsterismError` where it cannot be done."""
        match verb.name:
            case "preset/next" | "preset/previous":
                self._step(1 if verb.name == "preset/next" else -1)
            case "preset/load":
                self.recall.ask(self._find(_name_or_number(verb.argument)))
            case "bank/next" | "bank/previous":
                self._enter(self.banks.neighbour(self.bank.name, 1 if verb.name == "bank/next" else -1))
            case "bank/load":
                self._enter(self.banks.find(_name_or_number(verb.argument)))
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
        if self.bank.name != EVERY:
            slot = self._slot_of(self.recall.preset)
            place = f"{slot + 1} of {len(self.bank.looks)}" if slot >= 0 else f"{len(self.bank.looks)} looks"
            lines.append(("bank", f"{self.bank.title}, {place}"))
        waiting = self.recall.waiting
        if waiting is not None:
            left = self._clock.ahead(self._t, waiting.unit) * self._clock.bpm / 60.0
            lines.append(("next", f"{waiting.preset.title}, at the {waiting.unit}: {left:.0f} beats"))
        if self.locks.words:
            lines.append(("locked", " ".join(self.locks.words)))
        return lines

    def _enter(self, bank: Bank) -> None:
        self.bank = bank
        self._slot = -1

    def _find(self, wanted: str | int) -> Preset:
        """The look of this name, or in this place of the bank, from 1; a text that names none may be a number too."""
        text = str(wanted)
        if isinstance(wanted, str) and (self._library.get(text) is not None or not text.isdecimal()):
            return self._library.find(text)
        number = int(text) if text.isdecimal() and len(text) <= 4 else 0
        if not 1 <= number <= len(self.bank.looks):
            known = ", ".join(f"{n} {look}" for n, look in enumerate(self.bank.looks, start=1))
            raise PresetError(f"There is no look {text[:80]!r} in the bank {self.bank.title}. There is: {known}.")
        look = self.bank.looks[number - 1]
        preset = self._library.get(look)
        if preset is None:
            raise PresetError(f"Look {number} of the bank {self.bank.title} is not there: {look}.")
        self._slot = number - 1
        return preset

    def _step(self, step: int) -> None:
        """The look beside the one that waits, or else beside the one that is on; back to that one is no change."""
        recall = self.recall
        here = recall.waiting.preset if recall.waiting is not None else recall.preset
        slot = self.bank.step(self._slot_of(here), step, self._library)
        if slot is None:
            raise PresetError(f"No look of the bank {self.bank.title} is there.")
        preset = self._find(slot + 1)
        if recall.waiting is not None and recall.preset is not None and preset.name == recall.preset.name:
            recall.cancel()
        else:
            recall.ask(preset)

    def _slot_of(self, preset: Preset | None) -> int:
        """The look's place in the bank, from 0; -1 where it has none. In one that has it twice, the place last used."""
        looks = self.bank.looks
        if preset is None or preset.name not in looks:
            return -1
        if 0 <= self._slot < len(looks) and looks[self._slot] == preset.name:
            return self._slot
        return looks.index(preset.name)


def _name_or_number(given: str | float | None) -> str | int:
    """What a verb names: the first where it says nothing, number 0, which there is not, for a number that is none."""
    if given is None or isinstance(given, str):
        return given if given is not None else 1
    return round(given) if math.isfinite(given) else 0
