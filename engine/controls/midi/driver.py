"""Ports of the MIDI system there is: their names, and how they are opened.

In: python-rtmidi. Out: senders by name, and their messages as bytes.
Main process; the driver's own threads only fill its queues and never need Python's lock.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from engine.errors import DeviceError

_QUEUE = 32768


class Port(Protocol):
    """An open input."""

    def receive(self) -> Sequence[int] | None:
        """The next message's bytes, or None; never blocks."""

    def close(self) -> None:
        """Let the port go."""


class Driver(Protocol):
    """Where ports come from: real ones, or a test's."""

    def names(self) -> list[str]:
        """Senders that are there now, each name once."""

    def open(self, name: str) -> Port:
        """Listen to a sender. OSError when that fails."""

    def open_virtual(self, name: str) -> Port:
        """A port of our own, for others to send to. OSError when the platform has none."""

    def close(self) -> None:
        """Leave the MIDI system, once every port is closed."""


@dataclass(slots=True)
class _RtMidiPort:
    device: Any

    def receive(self) -> Sequence[int] | None:
        message = self.device.get_message()
        return None if message is None else message[0]

    def close(self) -> None:
        self.device.close_port()
        self.device.delete()


class RtMidiDriver:
    """python-rtmidi. Its queue is polled instead of using a callback: a callback runs in the driver's thread, and under
    JACK in its real-time cycle, and would wait there for Python's lock while OpenGL holds it.

    backend: None for the platform's usual system or what MIDO_BACKEND says; else such as
    "mido.backends.rtmidi/UNIX_JACK" or only "UNIX_JACK". DeviceError when there is no such system.
    """

    def __init__(self, backend: str | None = None) -> None:
        wanted = backend if backend is not None else os.environ.get("MIDO_BACKEND", "")
        api_name = wanted.rpartition("/")[2] if "/" in wanted or "." not in wanted else ""
        try:
            import rtmidi  # here, because a machine without it plays on without MIDI
        except ImportError as error:
            raise DeviceError(f"MIDI needs the package python-rtmidi ({error}): pip install python-rtmidi") from error
        self.refused = 0
        self._rtmidi: Any = rtmidi
        compiled = {self._api_names()[api]: api for api in rtmidi.get_compiled_api()}
        if api_name and api_name not in compiled:
            raise DeviceError(f"there is no MIDI system {api_name!r} here; there is {', '.join(compiled)}")
        self._api = compiled[api_name] if api_name else rtmidi.API_UNSPECIFIED
        if sys.platform == "linux" and not api_name and not Path("/dev/snd/seq").exists():
            # Asking ALSA all the same would print its own lines over ours.
            raise DeviceError(
                "no MIDI system answers: /dev/snd/seq is missing (modprobe snd-seq); for JACK, set "
                "MIDO_BACKEND=mido.backends.rtmidi/UNIX_JACK"
            )
        try:
            self._lister = self._device("asterism-list")
        except (OSError, RuntimeError) as error:  # RtMidiError is an OSError
            raise DeviceError(f"no MIDI system answers: {error}") from error

    def names(self) -> list[str]:
        seen: dict[str, int] = {}
        names = []
        for name in self._lister.get_ports():
            seen[name] = seen.get(name, 0) + 1
            names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        return names

    def open(self, name: str) -> Port:
        device = self._device("asterism-in")
        try:
            device.open_port(self.names().index(name), name="in")
        except (OSError, RuntimeError, ValueError) as error:
            device.delete()
            raise OSError(str(error)) from error
        return _RtMidiPort(device)

    def open_virtual(self, name: str) -> Port:
        device = self._device(name)
        try:
            device.open_virtual_port(name)
        except (OSError, RuntimeError, NotImplementedError) as error:
            device.delete()
            raise OSError(str(error)) from error
        return _RtMidiPort(device)

    def close(self) -> None:
        self._lister.delete()

    def _device(self, client: str) -> Any:
        device = self._rtmidi.MidiIn(rtapi=self._api, name=client, queue_size_limit=_QUEUE)
        # Left alone, the driver writes to the terminal for each message that its full queue refuses.
        device.set_error_callback(self._count_refused)
        return device

    def _count_refused(self, _kind: int, _text: str, _data: object) -> None:
        self.refused += 1

    def _api_names(self) -> dict[int, str]:
        return {getattr(self._rtmidi, name): name[4:] for name in dir(self._rtmidi) if name.startswith("API_")}
