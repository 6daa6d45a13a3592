"""Names of ports, as systems give them and as people know them.

In: a port's full name. Out: the part of it that stays the same from one evening to the next; which ports are ours.
Pure; main process and the post.
"""

import re
import sys
from collections.abc import Collection, Iterable, Sequence

OWN = "asterism"
"""What the names of our own ports begin with."""

_THROUGH = ("Midi Through", "RtMidi")
_ALSA_NUMBERS = re.compile(r" \d{1,3}:\d{1,3}$")
_WINDOWS_NUMBER = re.compile(r" \d{1,2}$")


def label(name: str, platform: str = sys.platform) -> str:
    """A port's name without the numbers that change when it is plugged in again.

    ALSA's end in client and port (`nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0`); on Windows, rtmidi adds the port's place in
    the list. JACK and CoreMIDI have none.
    """
    short = _ALSA_NUMBERS.sub("", name)
    return _WINDOWS_NUMBER.sub("", short) if platform == "win32" else short


def unused(name: str, taken: Collection[str]) -> str:
    """`name`, or `name (2)` and so on when it is taken: of two controllers of a kind, each has its own."""
    return next(each for each in (name, *(f"{name} ({number})" for number in range(2, 1000))) if each not in taken)


def number_twins(names: Iterable[str]) -> list[str]:
    """The names in their order; those that are there already get a number behind them."""
    numbered: list[str] = []
    for name in names:
        numbered.append(unused(name, numbered))
    return numbered


def is_like(name: str, parts: Sequence[str]) -> bool:
    """Whether any of the parts is in the name, in capitals or not."""
    return any(part.lower() in name.lower() for part in parts)


def is_loop(name: str) -> bool:
    """Whether what goes into a port only comes back: our own ports, and those that pass everything through."""
    return name.startswith(OWN) or any(part in name for part in _THROUGH)
