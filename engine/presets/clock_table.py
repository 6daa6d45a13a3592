"""What a rig says of the clock: whom it trusts, whether it joins Ableton Link, and which MIDI clock it hears.

In: a rig's document. Out: `ClockSettings`; a `PresetError` with its line.
Pure; main process, at the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.controls.catalogue import TIMEKEEPERS
from engine.controls.parameter import suggest
from engine.presets.document import Document

TABLE = "clock"

_USUAL = ", ".join(f'"{name}"' for name in TIMEKEEPERS)

KEYS: Mapping[str, str] = {
    "trust": f"whom the clock believes, the most trusted first: `[{_USUAL}]` if it is left out; whoever does not stand "
    "in the list never leads",
    "link": "`true`: join a session of Ableton Link where there is one; it needs the package aalink",
    "midi": "only MIDI clocks of inputs with one of these in their names; left out, whichever there is",
}
"""Every key of the table and its meaning."""

LONGEST_DELAY_MS = 500.0


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """`trust`: names of sources of time in their order. `link`: whether to join Link. `midi`: parts of ports' names."""

    trust: tuple[str, ...] = TIMEKEEPERS
    link: bool = False
    midi: tuple[str, ...] = ()


def read_clock(document: Document) -> ClockSettings:
    """What the rig says, and what is usual where it says nothing. Raises `PresetError`."""
    table = document.table(TABLE)
    link = table.get("link", False)
    if not isinstance(link, bool):
        raise document.problem(f"must be true or false, not {link!r}", TABLE, "link")
    trust = _names(document, "trust", TIMEKEEPERS)
    for name in trust:
        if name not in TIMEKEEPERS:
            message = f"there is no source of time {name!r}; there is {', '.join(TIMEKEEPERS)}."
            raise document.problem(message + suggest(name, TIMEKEEPERS), TABLE, "trust")
    if not trust or len(set(trust)) != len(trust):
        raise document.problem("must name at least one source of time, and each once", TABLE, "trust")
    return ClockSettings(trust, link, _names(document, "midi", ()))


def read_delay_ms(document: Document) -> float:
    """The display's delay under [picture], in milliseconds; 0 where it is not said. Raises `PresetError`."""
    value = document.table("picture").get("delay_ms", 0.0)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0.0 <= value <= LONGEST_DELAY_MS:
        message = f"must be a number from 0 to {LONGEST_DELAY_MS:g} milliseconds, not {value!r}"
        raise document.problem(message, "picture", "delay_ms")
    return float(value)


def _names(document: Document, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = document.table(TABLE).get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        raise document.problem(f"must be a list of names, not {value!r}", TABLE, key)
    return tuple(value)
