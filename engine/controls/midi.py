"""MIDI in: knobs, pads, keys and wheels of any number of controllers become events.

In: MIDI messages of all ports, or of those named, and of one virtual port. Out: `Event`s; in a flood the newest counts.
Main process, polled by the frame loop; the driver's own threads only fill its queues and never need Python's lock.
"""

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import mido

from engine.controls.event import Event, coalesce
from engine.errors import DeviceError

log = logging.getLogger(__name__)

RESCAN = 1.0
"""Seconds between two looks at the port list: drivers give no error when a controller is unplugged."""

_QUEUE = 32768
_MESSAGES_PER_POLL = 4096
_THROUGH = ("Midi Through", "RtMidi")


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


class MidiInputs:
    """All controllers at once. names: parts of port names (any case), or None for every port there is.

    virtual_name: a port of our own where the platform has such (not on Windows), or None for none. DeviceError at once
    when a name fits no port; later a lost port is a notice, and it is opened again when it is back. Without any MIDI
    system there are no events, and `absence` says why.
    """

    def __init__(
        self,
        names: Sequence[str] | None = None,
        *,
        backend: str | None = None,
        virtual_name: str | None = "asterism",
        driver: Driver | None = None,
    ) -> None:
        self.dropped = 0
        self.malformed = 0
        self.absence = ""
        self._wanted = names
        self._ports: dict[str, Port] = {}
        self._virtual: Port | None = None
        self._scanned_at: float | None = None
        self._refused: set[str] = set()
        self._driver = driver or self._find_driver(backend)
        if self._driver is not None:
            self._check_names(self._driver.names())
            self._open_virtual(self._driver, virtual_name)
            self._scan(self._driver)

    @property
    def open_names(self) -> list[str]:
        """Names of the ports that are being listened to."""
        return list(self._ports)

    def poll(self, t: float) -> list[Event]:
        """Events since the last poll, coalesced per source, at time t (seconds, any steady clock). Never blocks."""
        if self._driver is None:
            return []
        if self._scanned_at is None or not 0.0 <= t - self._scanned_at < RESCAN:
            self._scanned_at = t
            self._scan(self._driver)
        events, dropped = coalesce(self._receive(t))
        self.dropped += dropped
        return events

    def close(self) -> None:
        """Close every port."""
        for port in (*self._ports.values(), *([self._virtual] if self._virtual else [])):
            port.close()
        self._ports.clear()
        self._virtual = None
        if self._driver is not None:
            self._driver.close()
            self._driver = None

    def _find_driver(self, backend: str | None) -> Driver | None:
        try:
            return RtMidiDriver(backend)
        except DeviceError as error:
            if self._wanted:
                raise
            self.absence = str(error)
            return None

    def _check_names(self, present: list[str]) -> None:
        for wanted in self._wanted or ():
            if not any(wanted.lower() in name.lower() for name in present):
                there = ", ".join(present) or "none"
                self.close()
                raise DeviceError(f"there is no MIDI input like {wanted!r}. Inputs there are: {there}")

    def _open_virtual(self, driver: Driver, name: str | None) -> None:
        if name is None:
            return
        try:
            self._virtual = driver.open_virtual(name)
        except OSError as error:
            log.info("no virtual MIDI port here: %s", error)

    def _is_wanted(self, name: str) -> bool:
        if self._wanted is None:
            return not any(part in name for part in _THROUGH)
        return any(wanted.lower() in name.lower() for wanted in self._wanted)

    def _scan(self, driver: Driver) -> None:
        """Compare the port list with what is open: close what has gone, open what has come."""
        present = [name for name in driver.names() if self._is_wanted(name)]
        for name in [name for name in self._ports if name not in present]:
            self._ports.pop(name).close()
            log.warning("MIDI input lost: %s (it is opened again when it is back)", name)
        self._refused &= set(present)
        for name in present:
            if name in self._ports:
                continue
            try:
                self._ports[name] = driver.open(name)
                log.info("MIDI input: %s", name)
                self._refused.discard(name)
            except OSError as error:
                if name not in self._refused:
                    log.warning("MIDI input %s cannot be opened (%s); trying again every second", name, error)
                self._refused.add(name)

    def _receive(self, t: float) -> Iterator[Event]:
        for port in (*self._ports.values(), *([self._virtual] if self._virtual else [])):
            for _ in range(_MESSAGES_PER_POLL):
                message = port.receive()
                if message is None:
                    break
                event = read_message(message, t)
                if event is not None:
                    yield event
                elif not message or message[0] < 0xF0:
                    self.malformed += 1


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
