"""Numbered parameters: registered and unregistered ones, set by data entry, increment and decrement; and banks.

In: the control changes of one channel. Out: the parameters' numbers and values.
Pure, one for each channel; main process.
"""

from collections.abc import Iterator
from typing import Final

from engine.controls.midi.wide import HIGHEST, Reading, Wide

# MIDI 1.0 Detailed Specification, table III.
_DATA_COARSE, _DATA_FINE, _INCREMENT, _DECREMENT = 6, 38, 96, 97
_DATA: Final = frozenset({_DATA_COARSE, _DATA_FINE, _INCREMENT, _DECREMENT})
_SELECTORS: Final = {98: ("nrpn", 0), 99: ("nrpn", 7), 100: ("rpn", 0), 101: ("rpn", 7)}
_MOST: Final = 512


class Numbered:
    """One channel's selected parameter, and the values of those that were set lately.

    Selecting needs both halves of the number once; the null parameter, 127 and 127, ends the selection. What comes for
    a parameter that nobody bound is an event like any other, and what comes while none is selected is none.
    """

    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self._numbers: dict[str, dict[int, int]] = {"nrpn": {}, "rpn": {}}
        self._selected: str = ""
        self._values: dict[str, Wide] = {}

    def take(self, number: int, amount: int, t: float) -> tuple[str, Reading] | None:
        """The parameter (such as nrpn/1234) and its value, when a control change sets one."""
        selector = _SELECTORS.get(number)
        if selector is not None:
            self._select(*selector, amount)
        if not self._selected or number not in _DATA:
            return None
        wide = self._value(self._selected)
        self.waiting.discard(self._selected)
        if number == _DATA_COARSE:
            reading = wide.turn(amount, t)
        elif number == _DATA_FINE:
            reading = wide.refine(amount)
        else:
            reading = wide.step(1 if number == _INCREMENT else -1)
        if reading is None:
            self.waiting.add(self._selected)
            return None
        return self._selected, reading

    def settle(self, t: float) -> Iterator[tuple[str, Reading]]:
        """The parameters whose coarse data entry has waited long enough at `t`."""
        for name in list(self.waiting):
            reading = self._value(name).settle(t)
            if reading is not None:
                self.waiting.discard(name)
                yield name, reading

    def _select(self, kind: str, shift: int, amount: int) -> None:
        halves = self._numbers[kind]
        halves[shift] = amount
        number = halves.get(7, 0) << 7 | halves.get(0, 0)
        self._selected = f"{kind}/{number}" if len(halves) == 2 and number != HIGHEST else ""

    def _value(self, name: str) -> Wide:
        value = self._values.get(name)
        if value is None:
            if len(self._values) >= _MOST:  # a sender of nonsense shall not fill the memory
                self._values.clear()
                self.waiting.clear()
            value = self._values[name] = Wide()
        return value


class Bank:
    """A channel's bank, as controllers 0 and 32 select it: by either alone, or 128 times the one plus the other."""

    def __init__(self) -> None:
        self._halves: dict[int, int] = {}

    def take(self, number: int, amount: int) -> None:
        """Controller 0 or 32 comes."""
        self._halves[number] = amount

    @property
    def number(self) -> int:
        """The bank, from 0."""
        if len(self._halves) == 2:
            return self._halves[0] << 7 | self._halves[32]
        return next(iter(self._halves.values()), 0)
