"""What a rig says of MIDI: which ports, whether controllers are told anything, whether their profiles count.

In: a rig's document. Out: `MidiSettings`, or a `PresetError` with its line.
Pure; main process, at the start.
"""

from collections.abc import Mapping

from engine.controls.midi.controllers import MidiSettings
from engine.presets.document import Document

TABLE = "midi"

KEYS: Mapping[str, str] = {
    "inputs": "only inputs with one of these in their names; `[]` for none; left out, every input there is",
    "outputs": "only outputs with one of these in their names are told where faders and lamps should be, whatever they "
    "are; left out, those of controllers with a [profile](controllers.md)",
    "feedback": "`false`: no controller is told anything",
    "profiles": "`false`: no controller has a profile; then nothing is bound but what the rig and the look bind",
}
"""Every key of the table and its meaning."""


def read_midi(document: Document) -> MidiSettings:
    """What the rig says; what is usual where it says nothing."""
    return MidiSettings(
        inputs=_parts(document, "inputs"),
        outputs=_parts(document, "outputs"),
        feedback=_flag(document, "feedback"),
        profiles=_flag(document, "profiles"),
    )


def _parts(document: Document, key: str) -> tuple[str, ...] | None:
    value = document.table(TABLE).get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        raise document.problem(f'must be a list of parts of names, such as ["nano"], not {value!r}', TABLE, key)
    return tuple(value)


def _flag(document: Document, key: str) -> bool:
    value = document.table(TABLE).get(key, True)
    if not isinstance(value, bool):
        raise document.problem(f"must be true or false, not {value!r}", TABLE, key)
    return value
