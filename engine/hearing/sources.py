"""What to listen to, as plain data that crosses to the ear's process, and how to open it there.

In: a `SourceSpec`. Out: a running `SoundSource`.
Specs are made in the main process, opened in the ear's.
"""

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from engine.errors import ControlError, DeviceError
from engine.sound.card import AudioDevice, Card, find_input, find_output, rescan
from engine.sound.deck import Deck
from engine.sound.piece import demo_tape
from engine.sound.source import Silence, SoundSource
from engine.sound.tape import FileTape, Tape

_log = logging.getLogger(__name__)

Kind = Literal["card", "file", "demo", "silence"]


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A sound source by description.

    `name`: the device's name or number ("" is the default one), or the file's path. `channels`: which input
    channels, counted from 1; empty is all. `output`: the device on which a file or the demo is played
    ("" is the default one, if there is one); None plays to nobody. `loop`: begin again at the end.
    """

    kind: Kind
    name: str = ""
    channels: tuple[int, ...] = ()
    output: str | None = None
    loop: bool = True

    def to_json(self) -> str:
        """For the ear's command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "SourceSpec":
        """The reverse of `to_json`."""
        data = json.loads(text)
        return cls(**{**data, "channels": tuple(data["channels"])})


def open_source(spec: SourceSpec, *, again: bool = False) -> SoundSource:
    """Open and start the source. `again`: look for devices anew, since one has gone.

    Raises `DeviceError` or `FileError` when it is not there.
    """
    if again:
        rescan()
    source = _make_source(spec)
    source.start()
    return source


def _make_source(spec: SourceSpec) -> SoundSource:
    if spec.kind == "silence":
        return Silence()
    if spec.kind == "card":
        return Card(find_input(spec.name or None), channels=spec.channels or None)
    if spec.kind in ("demo", "file"):
        tape: Tape = demo_tape() if spec.kind == "demo" else FileTape(Path(spec.name))
        return Deck(tape, _find_output(spec.output), loop=spec.loop)
    raise ControlError(f"There is no kind of sound source called {spec.kind!r}.")


def _find_output(name: str | None) -> AudioDevice | None:
    """The device to play on. A machine without any plays to nobody, unless one was asked for by name."""
    if name is None:
        return None
    try:
        return find_output(name or None)
    except DeviceError as missing:
        if name:
            raise
        _log.warning("%s Playing to nobody.", missing)
        return None
