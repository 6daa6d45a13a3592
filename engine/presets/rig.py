"""A rig: what belongs to the venue and the table, as a file `presets/rigs/NAME.toml`; a look travels, a rig stays.

In: a document and the catalogue. Out: a frozen `Rig`, or a `PresetError` with file, line and key.
Pure; main process, at the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import files
from engine.controls.binding import Binding
from engine.controls.catalogue import Catalogue
from engine.controls.live.client import LiveSettings
from engine.controls.midi.controllers import MidiSettings
from engine.presets import clock_table, live_table, midi_table, osc_table, show_table
from engine.presets.clock_table import ClockSettings
from engine.presets.document import VERSION_MEANING, Document
from engine.presets.osc_table import OscRig
from engine.presets.rig_bindings import DEFAULT, read_bindings
from engine.presets.show_table import ShowSettings

KEYS: Mapping[str, str] = {
    "title": "what the rig is, for people",
    "sound": "a table: the sound input",
    "picture": "a table: the display",
    "midi": "a table: the controllers",
    "osc": "a table: where OSC is received, and who is told",
    "clock": "a table: whose time counts",
    "show": "a table: where the show begins",
    "values": "a table: parameters of the table, by path, as they are at the start: those that looks leave alone",
    "version": VERSION_MEANING,
    "live": "a table: Ableton Live with AbletonOSC; without it, Live is left alone",
    "steps": "tables by name, `[steps.hats]`: step sequencers for the rig's bindings, as the source `steps/hats`",
    "bindings": "tables, one for each binding of your controllers; left out, those of our default rig",
}
"""Every key of a rig's file and its meaning."""

TABLE_KEYS: Mapping[str, Mapping[str, str]] = {
    "sound": {
        "device": "the input: its number, its name or part of it, as `asterism devices` lists them; "
        "left out, the system's default input",
        "channels": "which of its channels are heard, from 1, such as `[1, 2]`; left out, all of them",
    },
    "picture": {
        "display": "the display to fill: its number from 1, its name or part of it",
        "delay_ms": "how late the display is in milliseconds, as `asterism delay` says: `/clock/lead` at the start",
    },
    midi_table.TABLE: midi_table.KEYS,
    osc_table.TABLE: osc_table.KEYS,
    clock_table.TABLE: clock_table.KEYS,
    live_table.TABLE: live_table.KEYS,
    show_table.TABLE: show_table.KEYS,
}
"""Every key of a rig's tables and its meaning."""


@dataclass(frozen=True, slots=True)
class Rig:
    """`device`: the sound input; `channels`: which of its channels, from 1, empty for all. `display`: name or number.

    `delay_ms`: of the display. `midi`: the controllers. `clock`: whose time counts. `live`: Ableton Live, if it is to
    be asked. `show`: where it begins. None everywhere: what is usual. `remarks`: what it names that is not there.
    """

    device: str | None = None
    channels: tuple[int, ...] = ()
    display: str | None = None
    delay_ms: float = 0.0
    midi: MidiSettings = field(default_factory=MidiSettings)
    osc: OscRig = field(default_factory=OscRig)
    clock: ClockSettings = field(default_factory=ClockSettings)
    live: LiveSettings | None = None
    show: ShowSettings = field(default_factory=ShowSettings)
    bindings: tuple[Binding, ...] = ()
    remarks: tuple[str, ...] = ()


def load_rig(name: str | None, catalogue: Catalogue) -> Rig:
    """The rig of this name, or the default one. Raises `FileError` listing what there is, or `PresetError`."""
    return read_rig(files.find("rigs", name or DEFAULT, ".toml"), catalogue)


def read_rig(path: Path, catalogue: Catalogue) -> Rig:
    """The rig in a file. One without `bindings` has those of our default rig; `bindings = []` is none.

    Raises `PresetError`.
    """
    document = Document(path)
    document.check_keys(KEYS)
    document.text("title", "")
    for table, keys in TABLE_KEYS.items():
        document.table(table, keys)
    bindings, remarks = read_bindings(document, catalogue)
    return Rig(
        device=_name(document, "sound", "device"),
        channels=_channels(document),
        display=_name(document, "picture", "display"),
        delay_ms=clock_table.read_delay_ms(document),
        midi=midi_table.read_midi(document),
        osc=osc_table.read_osc(document),
        clock=clock_table.read_clock(document),
        live=live_table.read_live(document),
        show=show_table.read_show(document, catalogue),
        bindings=bindings,
        remarks=remarks,
    )


def _name(document: Document, table: str, key: str) -> str | None:
    """A device's or display's name, or its number."""
    value = document.table(table).get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    if _is_whole(value) and value >= 0:
        return str(value)
    raise document.problem(f"must be a name or a number, not {value!r}", table, key)


def _channels(document: Document) -> tuple[int, ...]:
    value = document.table("sound").get("channels", [])
    if not isinstance(value, list) or not all(_is_whole(entry) and entry >= 1 for entry in value):
        raise document.problem(f"must be a list of channels from 1, such as [1, 2], not {value!r}", "sound", "channels")
    return tuple(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
