"""A rig: what belongs to the venue and the table, as a file `presets/rigs/NAME.toml`; a look travels, a rig stays.

In: a document and the catalogue. Out: a frozen `Rig`, or a `PresetError` with file, line and key.
Pure; main process, at the start.
"""

from dataclasses import dataclass

from engine import files
from engine.controls.binding import Binding
from engine.controls.catalogue import Catalogue
from engine.presets.document import Document
from engine.presets.preset import read_bindings

DEFAULT = "default"

_KEYS = ("title", "sound", "picture", "midi", "osc", "bindings")


@dataclass(frozen=True, slots=True)
class Rig:
    """`device`: the sound input; `channels`: which of its channels, from 1, empty for all. `display`: name or number.

    `midi`: parts of the names of the inputs to open; None for all there are. `osc_host`, `osc_port`: where OSC is
    received. None everywhere: what is usual.
    """

    device: str | None = None
    channels: tuple[int, ...] = ()
    display: str | None = None
    midi: tuple[str, ...] | None = None
    osc_host: str | None = None
    osc_port: int | None = None
    bindings: tuple[Binding, ...] = ()


def load_rig(name: str | None, catalogue: Catalogue) -> Rig:
    """The rig of this name, or the default one. Raises `FileError` listing what there is, or `PresetError`."""
    document = Document(files.find("rigs", name or DEFAULT, ".toml"))
    document.check_keys(_KEYS)
    sound, picture = _table(document, "sound", ("device", "channels")), _table(document, "picture", ("display",))
    midi, osc = _table(document, "midi", ("inputs",)), _table(document, "osc", ("host", "port"))
    return Rig(
        device=_text(document, "sound", "device", sound),
        channels=_channels(document, sound),
        display=_text(document, "picture", "display", picture),
        midi=_texts(document, "midi", "inputs", midi),
        osc_host=_text(document, "osc", "host", osc),
        osc_port=_port(document, osc),
        bindings=read_bindings(document, catalogue),
    )


def _table(document: Document, name: str, known: tuple[str, ...]) -> dict[str, object]:
    table = dict(document.table(name))
    for key in table:
        if key not in known:
            raise document.problem(f"there is no such key; there is {', '.join(known)}", name, key)
    return table


def _text(document: Document, name: str, key: str, table: dict[str, object]) -> str | None:
    value = table.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a device or display by its number
    raise document.problem(f"must be text or a number, not {value!r}", name, key)


def _texts(document: Document, name: str, key: str, table: dict[str, object]) -> tuple[str, ...] | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise document.problem(f"must be a list of texts, not {value!r}", name, key)
    return tuple(value)


def _channels(document: Document, table: dict[str, object]) -> tuple[int, ...]:
    value = table.get("channels", [])
    if not isinstance(value, list) or not all(type(entry) is int and entry >= 1 for entry in value):
        raise document.problem(f"must be a list of channels from 1, not {value!r}", "sound", "channels")
    return tuple(value)


def _port(document: Document, table: dict[str, object]) -> int | None:
    value = table.get("port")
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65535):
        return value
    raise document.problem(f"must be a port from 0 to 65535, not {value!r}", "osc", "port")
