"""Ports of the MIDI system there is: their names, and how they are opened.

In: python-rtmidi. Out: senders by name, and their messages as bytes; receivers by name.
Main process, and the post; the driver's own threads only fill its queues and never need Python's lock.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from engine.controls.midi.names import number_twins
from engine.errors import DeviceError

_QUEUE = 32768
_PULSE = "asterism-pulse"
_MISSED = 4

Received: TypeAlias = tuple[Sequence[int], float]
"""A message's bytes, and the seconds since the one before, as the driver measured them."""


class Port(Protocol):
    """An open input. refused: how many messages were lost because nobody took them up."""

    refused: int

    def receive(self) -> Received | None:
        """The next message, or None; never blocks."""

    def close(self) -> None:
        """Let the port go."""


class Driver(Protocol):
    """Where inputs come from: real ones, or a test's."""

    def names(self) -> list[str]:
        """Senders that are there now, each name once."""

    def open(self, name: str) -> Port:
        """Listen to a sender. OSError when that fails."""

    def open_virtual(self, name: str) -> Port:
        """A port of our own, for others to send to. OSError when the platform has none."""

    def close(self) -> None:
        """Leave the MIDI system, once every port is closed."""


class RtMidiPort:
    """An input of python-rtmidi."""

    def __init__(self, device: Any) -> None:
        self.refused = 0
        self._device = device
        # Times are counted from message to message: with any of them kept back, they would not add up.
        device.ignore_types(sysex=False, timing=False, active_sense=False)
        # Left alone, the driver writes to the terminal for each message that its full queue refuses.
        device.set_error_callback(self._count)

    def receive(self) -> Received | None:
        """The next message, or None; never blocks."""
        message: Received | None = self._device.get_message()
        return message

    def close(self) -> None:
        """Let the port go."""
        self._device.close_port()
        self._device.delete()

    def _count(self, _kind: int, _text: str, _data: object) -> None:
        self.refused += 1


@dataclass(slots=True)
class RtMidiReceiver:
    """An output of python-rtmidi. JACK's can wait for ever, when its server is gone: not for the frame loop."""

    device: Any

    def send(self, message: Sequence[int]) -> None:
        """Send a message. OSError when that fails."""
        try:
            self.device.send_message(message)
        except (RuntimeError, ValueError) as error:
            raise OSError(str(error)) from error

    def close(self) -> None:
        """Let the port go."""
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
        self._rtmidi: Any = rtmidi
        names = {getattr(rtmidi, name): name[4:] for name in dir(rtmidi) if name.startswith("API_")}
        compiled = {names[api]: api for api in rtmidi.get_compiled_api()}
        if api_name and api_name not in compiled:
            raise DeviceError(f"there is no MIDI system {api_name!r} here; there is {', '.join(compiled)}")
        self._api = compiled[api_name] if api_name else rtmidi.API_UNSPECIFIED
        if sys.platform == "linux" and not api_name and not Path("/dev/snd/seq").exists():
            # Asking ALSA all the same would print its own lines over ours.
            raise DeviceError(
                "no MIDI system answers: /dev/snd/seq is missing (modprobe snd-seq); for JACK, set "
                "MIDO_BACKEND=mido.backends.rtmidi/UNIX_JACK"
            )
        self._senders = self._ask(self._input, "asterism-list")
        self._receivers: Any = None
        self._beats: int | None = None

    def names(self) -> list[str]:
        """Senders that are there now, each name once."""
        return number_twins(self._senders.get_ports())

    def open(self, name: str) -> Port:
        """Listen to a sender. OSError when that fails."""
        device = self._input("asterism-in")
        self._join(device, self.names(), name, "in")
        return RtMidiPort(device)

    def open_virtual(self, name: str) -> Port:
        """A port of our own, for others to send to. OSError when the platform has none."""
        device = self._input(name)
        try:
            device.open_virtual_port(name)
        except (OSError, RuntimeError, NotImplementedError) as error:
            device.delete()
            raise OSError(str(error)) from error
        return RtMidiPort(device)

    def receiver_names(self) -> list[str]:
        """Receivers that are there now, each name once."""
        if self._receivers is None:
            self._receivers = self._ask(self._output, "asterism-list")
        return number_twins(self._receivers.get_ports())

    def open_receiver(self, name: str) -> RtMidiReceiver:
        """Send to a receiver. OSError when that fails."""
        device = self._output("asterism-out")
        self._join(device, self.receiver_names(), name, "out")
        return RtMidiReceiver(device)

    def is_alive(self) -> bool:
        """Whether the MIDI system still answers. Only JACK's can go; then its list of ports stays as it was for ever.

        A beat goes through the server, from our list of receivers to our list of senders: ask now and then. It is gone
        when four of them have not come back.
        """
        if self._api != self._rtmidi.API_UNIX_JACK:
            return True
        if self._beats is None:
            self.receiver_names()
            self._beats = 0
            self._receivers.open_virtual_port(_PULSE)
            own = next((place for place, name in enumerate(self._senders.get_ports()) if name.endswith(_PULSE)), None)
            if own is None:
                return False
            self._senders.ignore_types(active_sense=False)
            self._senders.open_port(own, name=_PULSE)
        while self._senders.get_message() is not None:
            self._beats = 0
        self._beats += 1
        if self._beats <= _MISSED:
            self._receivers.send_message([0xFE])  # active sensing, which means nothing to anybody else
        return self._beats <= _MISSED

    def close(self) -> None:
        """Leave the MIDI system, once every port is closed."""
        self._senders.delete()
        if self._receivers is not None:
            self._receivers.delete()

    def _join(self, device: Any, names: list[str], name: str, own: str) -> None:
        try:
            device.open_port(names.index(name), name=own)
        except (OSError, RuntimeError, ValueError) as error:
            device.delete()
            raise OSError(str(error)) from error

    def _ask(self, make: Any, client: str) -> Any:
        try:
            return make(client)
        except (OSError, RuntimeError, SystemError) as error:  # RtMidiError is an OSError
            raise DeviceError(f"no MIDI system answers: {error}") from error

    def _input(self, client: str) -> Any:
        return self._rtmidi.MidiIn(rtapi=self._api, name=client, queue_size_limit=_QUEUE)

    def _output(self, client: str) -> Any:
        return self._rtmidi.MidiOut(rtapi=self._api, name=client)
