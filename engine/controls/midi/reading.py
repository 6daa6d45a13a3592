"""MIDI messages as events.

In: the bytes of one message. Out: an `Event` of a source.
Pure; main process.
"""

from collections.abc import Sequence

import mido

from engine.controls.event import Event


def read_message(message: Sequence[int], t: float) -> Event | None:
    """The event of one complete channel message (MIDI 1.0, status byte first); None for anything else.

    Velocity, pressure, controllers and programs are over 127; pitch bend is over 16383, 0.5 exactly at its centre.
    """
    try:
        parsed = mido.Message.from_bytes(message)
    except (ValueError, LookupError, TypeError):
        return None
    if parsed.type == "pitchwheel":
        bend = parsed.pitch
        return Event(f"midi/{parsed.channel + 1}/bend", 0.5 + bend / (16382.0 if bend > 0 else 16384.0), bend, t)
    if parsed.type not in _KINDS:
        return None
    kind, number, amount = _KINDS[parsed.type]
    value = 0 if parsed.type == "note_off" else getattr(parsed, amount)
    name = f"midi/{parsed.channel + 1}/{kind}" + (f"/{getattr(parsed, number)}" if number else "")
    return Event(name, value / 127.0, value, t)


# mido's type of message: our kind of source, and mido's names for its number and its value.
_KINDS = {
    "note_on": ("note", "note", "velocity"),
    "note_off": ("note", "note", "velocity"),
    "control_change": ("cc", "control", "value"),
    "polytouch": ("pressure", "note", "value"),
    "aftertouch": ("pressure", "", "value"),
    "program_change": ("program", "", "program"),
}
