"""A rig to start from: a commented file of what is connected now, in which a person needs to change little.

In: the names of devices, displays and ports. Out: TOML that `read_rig` reads.
Pure; main process.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import tomlkit

from engine.presets.rig import TABLE_KEYS
from engine.presets.rig_bindings import DEFAULT


@dataclass(frozen=True, slots=True)
class Connected:
    """What there is, by name; the first sound input is the one that is usual."""

    sound: Sequence[str] = ()
    displays: Sequence[str] = ()
    midi: Sequence[str] = ()


_WIDTH = 100

#: What a table is begun with, commented out, besides what is connected.
_SAMPLES: Mapping[str, Sequence[str]] = {
    "osc": ('host = "0.0.0.0"', "port = 9000"),
    "clock": ("link = true",),
    "live": (),
    "show": ('look = "moonpool"', 'bank = "calm"', 'setlist = "example"', 'locks = ["/color"]'),
}


def start_rig(title: str, connected: Connected) -> str:
    """The text of a new rig. What is connected is named; all else is there as a comment."""
    parts = [
        "# A rig: asterism play --rig NAME. What stands behind a # is as usual until the # goes.\n"
        f"title = {_say(title)}\n",
        _table("sound", [*_first("device", connected.sound), "# channels = [1, 2]"]),
        _table("picture", [*_first("display", connected.displays), "# delay_ms = 40.0"]),
        _table("midi", [*_ports(connected.midi), "# inputs = []                # none at all"]),
        *(_table(name, [f"# {line}" for line in lines], commented=True) for name, lines in _SAMPLES.items()),
        "# Parameters of the table, as they are at the start.\n[values]\n"
        '# "/master/crossfade" = 2.0\n# "/recall/quantise" = "bar"\n',
        f"# Bindings of controllers. Without any, those of the rig {DEFAULT} count; key L while playing learns some.\n"
        '# [[bindings]]\n# source = "midi/cc/21"\n# parameter = "/pulse/speed"\n# takeover = "scale"\n',
    ]
    return "\n".join(parts)


def _table(name: str, lines: Sequence[str], *, commented: bool = False) -> str:
    """A table with its keys' meanings above it."""
    meanings = "\n".join(_explain(key, meaning) for key, meaning in TABLE_KEYS[name].items())
    mark = "# " if commented else ""
    return f"{meanings}\n{mark}[{name}]\n" + "".join(f"{line}\n" for line in lines)


def _explain(key: str, meaning: str) -> str:
    """A key's meaning as a comment, without what Markdown marks."""
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", meaning.replace("`", ""))
    return textwrap.fill(f"{key}: {plain}", _WIDTH, initial_indent="# ", subsequent_indent="#   ")


def _first(key: str, names: Sequence[str]) -> list[str]:
    """The first name, and the others to choose from; a comment where there is none."""
    if not names:
        return [f'# {key} = "part of its name"   # none is connected now']
    return [f"{key} = {_say(names[0])}", *(f"# {key} = {_say(name)}" for name in names[1:])]


def _ports(names: Sequence[str]) -> list[str]:
    """All that there are are heard, so that one that comes later is, too; their names, to choose from."""
    if not names:
        return ['# inputs = ["part of a name"]   # no controller is connected now']
    return [f"# inputs = [{', '.join(map(_say, names))}]   # these are connected now; left out, whatever there is"]


def _say(text: str) -> str:
    return tomlkit.item(text).as_string()
