"""Cues: an evening's looks in the order of a setlist, by hand or by themselves at a bar or a time.

In: a setlist, verbs, time. Out: recalls with all that a cue says besides; lines for the overlay.
Main process, frame loop.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.controls.board import Board
from engine.controls.clock import Clock
from engine.controls.event import Verb
from engine.controls.locks import Locks
from engine.errors import AsterismError, PresetError
from engine.presets.folder import Folder
from engine.presets.setlist import Cue, Setlist, read_setlist
from engine.show.looks.recall import AT_ONCE, Recall, Way
from engine.show.looks.selection import Selection, name_or_number

_ON = "/autopilot/on"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A moment: in seconds, and as the number of bars that had begun by the bar line nearest to it."""

    t: float
    bar: int


class Cues:
    """`setlist`: None for none. `number`: the cue that is on, from 0; -1 before the first."""

    def __init__(self, board: Board, clock: Clock, locks: Locks, recall: Recall, selection: Selection) -> None:
        self.setlist: Setlist | None = None
        self.number = -1
        self._board = board
        self._clock = clock
        self._locks = locks
        self._recall = recall
        self._selection = selection
        self._folder: Folder[Setlist] = Folder("setlists", read_setlist)
        self._locked: tuple[str, ...] = ()
        self._start = self._since = _Mark(0.0, 0)
        self._t = 0.0
        self._told: set[str] = set()
        self._notices: list[str] = []

    @property
    def cue(self) -> Cue | None:
        """The one that is on."""
        return self.setlist.cues[self.number] if self.setlist is not None and self.number >= 0 else None

    @property
    def coming(self) -> Cue | None:
        """The one after it."""
        cues = self.setlist.cues if self.setlist is not None else ()
        return cues[self.number + 1] if self.number + 1 < len(cues) else None

    def open(self, name: str) -> None:
        """Take the setlist of this name; its first cue is not on yet. Raises `PresetError` where it cannot be read."""
        self._folder.refresh()
        if name in self._folder.broken:
            raise self._folder.broken[name]
        if name not in self._folder.items:
            known = ", ".join(sorted({*self._folder.items, *self._folder.broken})) or "none"
            raise PresetError(f"There is no setlist {name[:80]!r}. There is: {known}.")
        self.setlist = self._folder.items[name]
        self.number = -1
        self._notices += [str(error) for error in self._complain()]

    def refresh(self) -> list[AsterismError]:
        """Take up the setlist if it has changed on disk, and keep the place; what is broken stays as it was."""
        if self.setlist is None:
            return []
        old, name = self.setlist, self.setlist.name
        error = self._folder.refresh().get(name)
        new = self._folder.items.get(name)
        if new is not None and new is not old:
            if self.number >= 0:
                self.number = new.place_of(old.cues[self.number], self.number)
            self.setlist = new
        return [*([error] if error is not None else []), *self._complain()]

    def obey(self, verb: Verb) -> bool:
        """Go to another cue, if that is what the verb says. Raises `PresetError` where there is none."""
        match verb.name:
            case "cue/next":
                self.go(self.number + 1)
            case "cue/back":
                self.go(self.number - 1)
            case "cue/go":
                self.go(self._opened().find(name_or_number(verb.argument)))
            case _:
                return False
        return True

    def advance(self, t: float) -> list[str]:
        """A frame begins at show time `t`: the next cue comes if it is its turn. Returns what there is to tell."""
        self._t = t
        coming = self.coming
        if coming is not None and self._left(coming) == 0.0:
            self.go(self.number + 1, by_itself=True)
        notices, self._notices = self._notices, []
        return notices

    def begin(self) -> None:
        """Go to the first cue at once: nobody has seen anything yet."""
        self.go(0, by_itself=True, way=AT_ONCE)

    def go(self, number: int, *, by_itself: bool = False, way: Way | None = None) -> None:
        """Go to a cue, from 0; `way`: in another way than it says. Raises `PresetError` where there is none."""
        setlist = self._opened()
        if not 0 <= number < len(setlist.cues):
            where = "first" if number < 0 else "last"
            raise PresetError(f"{setlist.title} is at its {where} cue.")
        cue, now = setlist.cues[number], self._mark()
        if self.number < 0:
            self._start = now
        if cue.turn == "at":
            self._start = _Mark(now.t - cue.when, self._start.bar)
        elif cue.turn == "at_bar":
            self._start = _Mark(self._start.t, now.bar - round(cue.when - 1.0))
        self.number, self._since = number, now
        self._set_up(cue)
        if cue.look:
            self._recall_look(cue, way, by_itself)

    def describe(self) -> list[tuple[str, str]]:
        """The overlay's lines: this cue with its notes, and the next one with what it waits for."""
        if self.setlist is None:
            return []
        lines = []
        cue, coming, count = self.cue, self.coming, len(self.setlist.cues)
        if cue is not None:
            notes = f": {cue.notes}" if cue.notes else ""
            lines.append(("cue", f"{self.number + 1} of {count} {self._name(cue)}{notes}"))
        if coming is not None:
            lines.append(("then", f"{self.number + 2} of {count} {self._name(coming)}, {self._describe_turn(coming)}"))
        return lines or [("cue", self.setlist.title)]

    def _opened(self) -> Setlist:
        if self.setlist is None:
            raise PresetError("There is no setlist: start with --setlist NAME, or name one in the rig.")
        return self.setlist

    def _mark(self) -> _Mark:
        later = self._clock.bar(self._t) % 1.0 >= 0.5
        return _Mark(self._t, self._clock.passed("bar") + later)

    def _left(self, cue: Cue) -> float:
        """Seconds or bars until it is the cue's turn; infinite where it waits for a hand, or for the first cue."""
        bars = self._clock.passed("bar")
        if self.number < 0 or cue.turn == "hand":
            return float("inf")
        if cue.turn in ("after", "at"):
            since = self._since if cue.turn == "after" else self._start
            return max(0.0, since.t + cue.when - self._t)
        since, wait = (self._since, cue.when) if cue.turn == "after_bars" else (self._start, cue.when - 1.0)
        return max(0.0, since.bar + wait - bars)

    def _describe_turn(self, cue: Cue) -> str:
        if cue.turn == "hand":
            return "by hand"
        left = self._left(cue)
        if left == float("inf"):
            return "after the first"
        if cue.turn in ("after", "at"):
            return f"in {int(left) // 60}:{int(left) % 60:02d}"
        return f"in {left:.0f} bars"

    def _name(self, cue: Cue) -> str:
        preset = self._selection.get(cue.look)
        return cue.title or (preset.title if preset is not None else cue.look) or "as it is"

    def _set_up(self, cue: Cue) -> None:
        """All of a cue but its look, and before that: what it locks, its look leaves alone."""
        if cue.locks is not None:
            for word in self._locked:
                self._try(self._locks.unlock, word, cue)
            self._locked = cue.locks
            for word in cue.locks:
                self._try(self._locks.lock, word, cue)
        if cue.bank:
            try:
                self._selection.enter(self._selection.banks.find(cue.bank))
            except PresetError as error:
                self._notices.append(f"{cue.place}: {error}")
        if cue.autopilot is not None:
            self._board.set(_ON, cue.autopilot)

    def _try(self, change: Callable[[str], None], word: str, cue: Cue) -> None:
        try:
            change(word)
        except AsterismError as error:
            self._notices.append(f"{cue.place}: {error}")

    def _recall_look(self, cue: Cue, way: Way | None, by_itself: bool) -> None:
        preset = self._selection.get(cue.look)
        if preset is None:
            self._notices.append(f"{cue.place}: there is no look {cue.look!r}. The look that is on stays.")
            return
        if way is not None:
            self._recall.go(preset, way)
            return
        usual = "now" if by_itself else str(self._board.value("/recall/quantise"))
        self._recall.come(preset, self._way_of(cue), cue.quantise or usual)

    def _way_of(self, cue: Cue) -> Way:
        if cue.over is not None or cue.bars is not None:
            return Way(cue.over or 0.0, cue.bars or 0.0, cue.transition)
        return replace(self._recall.usual_way, transition=cue.transition)

    def _complain(self) -> list[PresetError]:
        """What cues name that is not there, each told once while it lasts."""
        missing = []
        for cue in self.setlist.cues if self.setlist is not None else ():
            if cue.look and self._selection.get(cue.look) is None:
                hint = self._selection.suggest(cue.look)
                missing.append(f"{cue.place}: there is no look {cue.look!r}.{hint} At this cue the look will stay.")
            if cue.bank and self._selection.banks.get(cue.bank) is None:
                missing.append(f"{cue.place}: there is no bank {cue.bank!r}. At this cue the bank will stay.")
            known = self._board.catalogue["/transition/choice"].choices
            if cue.transition and cue.transition not in known:
                missing.append(f"{cue.place}: there is no transition {cue.transition!r}. This look will glide.")
        new = [PresetError(text) for text in missing if text not in self._told]
        self._told = set(missing)
        return new
