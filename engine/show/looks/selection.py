"""Which look a number, next and previous mean: the bank that is on, and the place in it.

In: verbs, the banks. Out: looks.
Main process, frame loop.
"""

import math

from engine.controls.event import Verb
from engine.controls.parameter import suggest
from engine.errors import PresetError
from engine.presets.bank import EVERY, Bank, Banks
from engine.presets.library import Library
from engine.presets.preset import Preset


class Selection:
    """`bank`: the one that is on."""

    def __init__(self, library: Library) -> None:
        self.banks = Banks(library)
        self.bank = self.banks.find(EVERY)
        self._library = library
        self._slot = -1

    def obey(self, verb: Verb) -> bool:
        """Go to another bank, if that is what the verb says. Raises `PresetError` where it is not there."""
        match verb.name:
            case "bank/next" | "bank/previous":
                self.enter(self.banks.neighbour(self.bank.name, 1 if verb.name == "bank/next" else -1))
            case "bank/load":
                self.enter(self.banks.find(name_or_number(verb.argument)))
            case _:
                return False
        return True

    def enter(self, bank: Bank) -> None:
        """Another bank is on."""
        self.bank = bank
        self._slot = -1

    def refresh(self) -> list[PresetError]:
        """Take up banks that have changed on disk, once the library has. One that is gone leaves the bank of all."""
        errors = self.banks.refresh()
        self.bank = self.banks.get(self.bank.name) or self.banks.find(EVERY)
        return errors

    def find(self, wanted: str | int) -> Preset:
        """The look of this name, or in this place of the bank, from 1; a text that names none may be a number too.

        Raises `PresetError` where there is none.
        """
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

    def get(self, look: str) -> Preset | None:
        """The look of this name, or None."""
        return self._library.get(look)

    def suggest(self, look: str) -> str:
        """What may be meant by a look that is not there; "" where nothing is like it."""
        return suggest(look, self._library.names)

    def beside(self, preset: Preset | None, step: int) -> Preset | None:
        """The look `step` places after this one in the bank, without going there; None where none is."""
        slot = self.bank.step(self.slot_of(preset), step, self._library)
        return self._library.get(self.bank.looks[slot]) if slot is not None else None

    def neighbour(self, preset: Preset | None, step: int) -> Preset:
        """The look `step` places after this one in the bank, round and round. Raises `PresetError` where none is."""
        slot = self.bank.step(self.slot_of(preset), step, self._library)
        if slot is None:
            raise PresetError(f"No look of the bank {self.bank.title} is there.")
        return self.find(slot + 1)

    def slot_of(self, preset: Preset | None) -> int:
        """The look's place in the bank, from 0; -1 where it has none. In one that has it twice, the place last used."""
        looks = self.bank.looks
        if preset is None or preset.name not in looks:
            return -1
        if 0 <= self._slot < len(looks) and looks[self._slot] == preset.name:
            return self._slot
        return looks.index(preset.name)

    def describe(self, preset: Preset | None) -> list[tuple[str, str]]:
        """The overlay's line about the bank, unless it is the usual one."""
        if self.bank.name == EVERY:
            return []
        slot, count = self.slot_of(preset), len(self.bank.looks)
        return [("bank", f"{self.bank.title}, {f'{slot + 1} of {count}' if slot >= 0 else f'{count} looks'}")]


def name_or_number(given: str | float | None) -> str | int:
    """What a verb names: the first where it says nothing, number 0, which there is not, for a number that is none."""
    if given is None or isinstance(given, str):
        return given if given is not None else 1
    return round(given) if math.isfinite(given) else 0
