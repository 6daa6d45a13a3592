"""A setlist: the cues of an evening in order, as a file `presets/setlists/NAME.toml`.

In: a document. Out: a frozen `Setlist`, or a `PresetError` with file, line and key.
Pure but for reading the file; main process.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from engine.controls.catalogue import RECALL_AT
from engine.controls.parameter import suggest
from engine.errors import PresetError
from engine.presets.document import VERSION_MEANING, Document

KEYS: Mapping[str, str] = {
    "title": "what the overlay calls it; the file's name if it is left out",
    "version": VERSION_MEANING,
    "cues": "tables, one for each cue, in order",
}
"""Every key of a setlist's file and its meaning."""

CUE_KEYS: Mapping[str, str] = {
    "look": "the name of the look that it recalls; left out, the look stays",
    "title": "what the overlay calls it; the look's title if it is left out",
    "notes": "what the person at the desk should know; the overlay shows it",
    "over": "seconds in which the look glides in; left out, `/master/crossfade`",
    "bars": "bars in which it glides in, in place of seconds",
    "transition": "the ISF transition that covers the change; left out, the one that is chosen",
    "quantise": "when it comes once it is its turn: `now`, or as the next `beat`, `bar` or `phrase` begins; left out, "
    "`/recall/quantise` by hand, and `now` by itself",
    "after": "it is its turn so many seconds after the cue before it; a number, or minutes as `2:30`",
    "after_bars": "so many bars after the cue before it",
    "at": "so many seconds after the setlist's start",
    "at_bar": "in this bar of the setlist, whose first is 1",
    "locks": "what is left alone from now on, by the look of this cue, too: paths, groups or patterns; the locks of "
    "earlier cues end; `[]` for none",
    "autopilot": "`true` lets the autopilot play from here, `false` ends that",
    "bank": "the bank that numbers mean, and that the autopilot plays from, from now on",
}
"""Every key of a cue and its meaning. Without `after`, `after_bars`, `at` and `at_bar` it waits for a hand."""

_CLOCKS = ("after", "after_bars", "at", "at_bar")
_MINUTES = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d(?:\.\d+)?)")
_LONGEST_S = 24 * 3600.0
_MOST_BARS = 100_000.0

Turn: TypeAlias = Literal["hand", "after", "after_bars", "at", "at_bar"]
"""What says that it is a cue's turn."""


@dataclass(frozen=True, slots=True)
class Cue:
    """`look`: "" leaves the one that is on. `turn`, `when`: what says that it is its turn, and at which number of it.

    over, bars, transition, quantise, autopilot, bank, locks: None where the cue says nothing of it. `place`: its file
    and line.
    """

    look: str
    place: str
    title: str = ""
    notes: str = ""
    over: float | None = None
    bars: float | None = None
    transition: str = ""
    quantise: str | None = None
    turn: Turn = "hand"
    when: float = 0.0
    locks: tuple[str, ...] | None = None
    autopilot: bool | None = None
    bank: str = ""

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.title or self.look


@dataclass(frozen=True, slots=True)
class Setlist:
    """`cues` in order; at least one."""

    name: str
    title: str
    cues: tuple[Cue, ...]

    def find(self, wanted: str | int) -> int:
        """The place, from 0, of the cue with this number from 1, or of the first with this title or look.

        Raises `PresetError` where there is none.
        """
        text = str(wanted)
        if isinstance(wanted, str):
            for number, cue in enumerate(self.cues):
                if text in (cue.title, cue.look):
                    return number
        if text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= len(self.cues):
            return int(text) - 1
        names = [cue.name for cue in self.cues]
        known = ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1))
        hint = suggest(text[:80], names)
        raise PresetError(f"There is no cue {text[:80]!r} in {self.title}.{hint} There is: {known}.")

    def place_of(self, cue: Cue, number: int) -> int:
        """Where a cue of an older version of this list is now, which was at `number`, from 0.

        The nearest one of the same title and look; where it is gone, the same number, or the last.
        """
        same = [n for n, other in enumerate(self.cues) if (other.title, other.look) == (cue.title, cue.look)]
        return min(same, key=lambda n: abs(n - number)) if same else min(number, len(self.cues) - 1)


def read_setlist(path: Path) -> Setlist:
    """The setlist in a file. Raises `PresetError`."""
    document = Document(path)
    document.check_keys(KEYS)
    tables = document.tables("cues")
    if not tables:
        raise document.problem('a setlist needs cues, each under its own [[cues]]: look = "nerve"', "cues")
    cues = tuple(_read_cue(document, number) for number in range(len(tables)))
    return Setlist(path.stem, document.text("title", path.stem), cues)


def _read_cue(document: Document, number: int) -> Cue:
    table = document.tables("cues")[number]
    document.check_table(CUE_KEYS, "cues", number)
    texts = {key: _text(document, number, key) for key in ("look", "title", "notes", "transition", "bank", "quantise")}
    if texts["quantise"] and texts["quantise"] not in RECALL_AT:
        raise document.problem(f"must be one of {', '.join(RECALL_AT)}", "cues", number, "quantise")
    autopilot = table.get("autopilot")
    if autopilot is not None and not isinstance(autopilot, bool):
        raise document.problem(f"must be true or false, not {autopilot!r}", "cues", number, "autopilot")
    if "over" in table and "bars" in table:
        raise document.problem("a look glides in over seconds or over bars, not both", "cues", number, "bars")
    turn, when = _read_turn(document, number)
    locks = tuple(word for word, _ in document.texts("locks", "cues", number)) if "locks" in table else None
    return Cue(
        look=texts["look"],
        place=document.place("cues", number, "look"),
        title=texts["title"],
        notes=texts["notes"],
        over=_number(document, number, "over", 600.0) if "over" in table else None,
        bars=_number(document, number, "bars", 256.0) if "bars" in table else None,
        transition=texts["transition"],
        quantise=texts["quantise"] or None,
        turn=turn,
        when=when,
        locks=locks,
        autopilot=autopilot,
        bank=texts["bank"],
    )


def _read_turn(document: Document, number: int) -> tuple[Turn, float]:
    said = [key for key in _CLOCKS if key in document.tables("cues")[number]]
    if len(said) > 1:
        raise document.problem(f"only one of {', '.join(_CLOCKS)} can say when it is its turn", "cues", number, said[1])
    match said:
        case ["after" | "at" as key]:
            return key, _seconds(document, number, key)
        case ["after_bars"]:
            return "after_bars", _number(document, number, "after_bars", _MOST_BARS)
        case ["at_bar"]:
            return "at_bar", _number(document, number, "at_bar", _MOST_BARS, least=1.0)
    return "hand", 0.0


def _text(document: Document, number: int, key: str) -> str:
    value = document.tables("cues")[number].get(key, "")
    if not isinstance(value, str):
        raise document.problem(f"must be text, not {value!r}", "cues", number, key)
    return value


def _number(document: Document, number: int, key: str, most: float, least: float = 0.0) -> float:
    value: Any = document.tables("cues")[number][key]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise document.problem(f"must be a number from {least:g} to {most:g}, not {value!r}", "cues", number, key)
    return float(value)


def _seconds(document: Document, number: int, key: str) -> float:
    """A number of seconds, or a text such as `2:30` or `1:02:30`."""
    value = document.tables("cues")[number][key]
    match = _MINUTES.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, str):
            raise document.problem(f'must be seconds, or a text such as "2:30", not {value!r}', "cues", number, key)
        return _number(document, number, key, _LONGEST_S)
    return 3600.0 * int(match[1] or 0) + 60.0 * int(match[2]) + float(match[3])
