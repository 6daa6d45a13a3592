"""The chooser: the bank's looks as pictures, with arrows and Enter, or a click, to recall one.

In: keys and clicks while it is shown. Out: tiles for the wall; looks that are asked for.
Main process, frame loop.
"""

from engine.controls.event import Verb
from engine.controls.keys import key_name
from engine.show.looks.album import Album
from engine.show.looks.recall import Recall
from engine.show.looks.selection import Selection
from engine.stage.wall import MOST_TILES, Mark, Tile, columns_of

_STEPS = {"left": -1, "right": 1, "home": -(1 << 16), "end": 1 << 16}
_TAKES = frozenset({"return", "enter", "keypadenter"})
_HINT = "arrows and Enter, or a click; Tab: next bank; G or Esc: close"


class Chooser:
    """`on`: whether it is open. `album`: where its pictures come from."""

    def __init__(self, recall: Recall, selection: Selection, album: Album | None = None) -> None:
        self.on = False
        self.album = album if album is not None else Album()
        self._recall = recall
        self._selection = selection
        self._bank = ""
        self._cursor = 0

    def obey(self, verb: Verb) -> bool:
        """Open or close, if that is what the verb says."""
        if verb.name != "chooser":
            return False
        self.on = not self.on
        if self.on:
            self.album.forget()
            self._bank = self._selection.bank.name
            self._cursor = max(0, self._selection.slot_of(self._recall.preset))
        return True

    def press(self, name: str) -> bool:
        """A key goes down while the chooser is shown. Whether it was the chooser's."""
        key = key_name(name)
        count = len(self._selection.bank.looks)
        if key in _STEPS:
            self._cursor = min(max(self._cursor + _STEPS[key], 0), count - 1)
        elif key in ("up", "down"):
            step = columns_of(len(self._page())) * (1 if key == "down" else -1)
            self._cursor = self._cursor + step if 0 <= self._cursor + step < count else self._cursor
        elif key in _TAKES:
            self._take(self._cursor)
        elif key == "escape":
            self.on = False
        else:
            return False
        return True

    def click(self, tile: int) -> None:
        """A click on a tile of the page, from 0."""
        page = self._page()
        if tile < len(page):
            self._cursor = page[tile]
            self._take(self._cursor)

    def tiles(self) -> tuple[list[Tile], str]:
        """The page with the cursor, and the line above it."""
        bank = self._selection.bank
        if bank.name != self._bank:
            self._bank = bank.name
            self._cursor = max(0, self._selection.slot_of(self._recall.preset))
        self._cursor = min(self._cursor, max(0, len(bank.looks) - 1))
        page = self._page()
        self.album.want(bank.looks[slot] for slot in page)
        return [self._tile(slot) for slot in page], f"{bank.title}: {_HINT}"

    def _page(self) -> range:
        first = self._cursor // MOST_TILES * MOST_TILES
        return range(first, min(first + MOST_TILES, len(self._selection.bank.looks)))

    def _tile(self, slot: int) -> Tile:
        look = self._selection.bank.looks[slot]
        preset = self._selection.get(look)
        waiting, on = self._recall.waiting, self._recall.preset
        mark: Mark = ""
        if preset is None:
            mark = "gone"
        elif waiting is not None and waiting.preset.name == look:
            mark = "next"
        elif on is not None and on.name == look:
            mark = "on"
        caption = f"{slot + 1} {preset.title if preset is not None else look}"
        return Tile(caption, self.album.get(look), mark, slot == self._cursor)

    def _take(self, slot: int) -> None:
        """Recall the look in this place, if it is there."""
        looks = self._selection.bank.looks
        if slot < len(looks) and self._selection.get(looks[slot]) is not None:
            self._recall.ask(self._selection.find(slot + 1))
