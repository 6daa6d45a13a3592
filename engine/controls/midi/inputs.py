"""MIDI in: knobs, pads, keys and wheels of any number of controllers become events.

In: MIDI messages of all ports, or of those named, and of one virtual port. Out: `Event`s; in a flood the newest counts.
Main process, polled by the frame loop.
"""

import logging
from collections.abc import Iterator, Sequence

from engine.controls.event import Event, coalesce
from engine.controls.midi.driver import Driver, Port, RtMidiDriver
from engine.controls.midi.reading import read_message
from engine.errors import DeviceError

log = logging.getLogger(__name__)

RESCAN = 1.0
"""Seconds between two looks at the port list: drivers give no error when a controller is unplugged."""

_MESSAGES_PER_POLL = 4096
_THROUGH = ("Midi Through", "RtMidi")


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
