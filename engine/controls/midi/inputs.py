"""MIDI in: knobs, pads, keys and wheels of any number of controllers become events, and clocks are heard.

In: MIDI messages of all ports, or of those named, and of one virtual port. Out: `Event`s; in a flood the newest counts;
`Sync`s with the times at which they arrived. Main process, polled by the frame loop.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from engine.controls.event import Event, Sync, coalesce
from engine.controls.midi.arrival import Arrival
from engine.controls.midi.driver import Driver, Port, RtMidiDriver
from engine.controls.midi.meaning import Heard, Meaning
from engine.controls.midi.names import OWN, is_like, is_loop, label, unused
from engine.controls.midi.stream import Stream
from engine.errors import DeviceError

log = logging.getLogger(__name__)

RESCAN = 1.0
"""Seconds between two looks at the port list: drivers give no error when a controller is unplugged. Whoever looks more
often tells `lose`."""

_MESSAGES_PER_POLL = 4096
_SHIFT_S = 1.0


@dataclass(slots=True)
class _Open:
    """A port that is listened to. empty_at: when it was last seen to be empty, on its clock."""

    port: Port
    meaning: Meaning
    empty_at: float
    stream: Stream = field(default_factory=Stream)
    arrival: Arrival = field(default_factory=Arrival)
    refused: int = 0

    def receive(self, clock: Callable[[], float], origin: float) -> Iterator[Heard]:
        """Everything that came since the last time; times count from `origin` on `clock`."""
        if self.port.refused != self.refused:
            self.refused = self.port.refused
            self.arrival.restart()
        now = clock()
        for _ in range(_MESSAGES_PER_POLL):
            received = self.port.receive()
            if received is None:
                self.empty_at = now
                break
            message, delta = received
            now = clock()
            t = self.arrival.time(delta, self.empty_at, now) - origin
            for complete in self.stream.feed(message):
                yield from self.meaning.read(complete, t)
        yield from self.meaning.settle(clock() - origin)


class MidiInputs:
    """All controllers at once. names: parts of port names (any case), or None for every port there is.

    insist: DeviceError at once when a name fits no port, or there is no MIDI system to have it; else that is a notice,
    and the port is opened when it comes. virtual_name: a port of our own where the platform has such (not on Windows),
    or None for none. Later a lost port is a notice, and it is opened again when it is back. Without any MIDI system
    there are no events, and `absence` says why. clock: seconds that run like the ones that `poll` is told.
    """

    def __init__(
        self,
        names: Sequence[str] | None = None,
        *,
        insist: bool = True,
        backend: str | None = None,
        virtual_name: str | None = OWN,
        driver: Driver | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.dropped = 0
        self.absence = ""
        self._wanted = names
        self._backend = backend
        self._virtual_name = virtual_name
        self._clock = clock
        self._ports: dict[str, _Open] = {}
        self._virtual: _Open | None = None
        self._scanned_at: float | None = None
        self._origin: float | None = None
        self._malformed = 0
        self._refused: set[str] = set()
        self._lost: set[str] = set()
        self._wide: frozenset[str] = frozenset()
        self._driver = driver or self._find_driver(insist)
        if self._driver is not None:
            self._check_names(self._driver.names(), insist)
            self._open_virtual(self._driver)
            while self._scan(self._driver):
                pass

    @property
    def open_names(self) -> list[str]:
        """Names of the ports that are being listened to, as events bear them."""
        return [each.meaning.port for each in self._ports.values()]

    @property
    def ports(self) -> list[str]:
        """The same, and our own."""
        return [each.meaning.port for each in self._all()]

    @property
    def malformed(self) -> int:
        """How many times bytes came that are no MIDI."""
        return self._malformed + sum(each.stream.malformed for each in self._all())

    def await_wide(self, sources: Collection[str]) -> None:
        """Tell of these sources (midi/cc14/1, midi/3/cc14/1) from their first move on: they are bound."""
        self._wide = frozenset(sources)
        for each in self._all():
            each.meaning.wide = self._wide

    def poll(self, t: float) -> list[Heard]:
        """What came since the last poll, at show time t: ticks of clocks, then events, coalesced. Never blocks."""
        if self._driver is None:
            return []
        # The show's clock is ours, less when it began: of what seems to be that, the least is right.
        origin = self._clock() - t
        if self._origin is None or not self._origin <= origin <= self._origin + _SHIFT_S:
            self._origin = origin
        if self._scanned_at is None or not 0.0 <= t - self._scanned_at < RESCAN:
            self._scanned_at = None if self._scan(self._driver) else t
        ticks: list[Heard] = []
        events: list[Event] = []
        for each in self._all():
            for heard in each.receive(self._clock, self._origin):
                if isinstance(heard, Sync):
                    ticks.append(heard)
                else:
                    events.append(heard)
        kept, dropped = coalesce(events)
        self.dropped += dropped
        return ticks + kept

    def renew(self) -> None:
        """The MIDI system is another one now: what was open with the old one is gone."""
        self.close()
        self._driver = self._find_driver(insist=False)
        if self._driver is not None:
            self._open_virtual(self._driver)
            self._scanned_at = None

    def lose(self, names: Iterable[str]) -> None:
        """These senders have gone, if only for a moment: what is open of them is dead, and opened again."""
        for name in names:
            if name in self._ports:
                self._lose(name)
                self._scanned_at = None

    def leave(self, why: str) -> None:
        """The MIDI system is gone, and with it every port; `renew` looks for it again."""
        self.close()
        self.absence = why

    def close(self) -> None:
        """Close every port."""
        for each in self._all():
            self._malformed += each.stream.malformed
            each.port.close()
        self._ports.clear()
        self._virtual = None
        if self._driver is not None:
            self._driver.close()
            self._driver = None

    def _all(self) -> list[_Open]:
        return [*self._ports.values(), *([self._virtual] if self._virtual else [])]

    def _find_driver(self, insist: bool) -> Driver | None:
        try:
            driver = RtMidiDriver(self._backend)
        except DeviceError as error:
            if insist and self._wanted:
                raise
            self.absence = str(error)
            return None
        self.absence = ""
        return driver

    def _check_names(self, present: list[str], insist: bool) -> None:
        for wanted in self._wanted or ():
            if not any(is_like(name, [wanted]) for name in present):
                there = ", ".join(map(label, present)) or "none"
                if insist:
                    self.close()
                    raise DeviceError(f"there is no MIDI input like {wanted!r}. Inputs there are: {there}")
                log.warning(
                    "no MIDI input like %r now: it is opened when it comes. Inputs there are: %s", wanted, there
                )

    def _open_virtual(self, driver: Driver) -> None:
        if self._virtual_name is None:
            return
        try:
            self._virtual = self._listen(driver.open_virtual(self._virtual_name), self._virtual_name)
        except OSError as error:
            log.info("no virtual MIDI port here: %s", error)

    def _listen(self, port: Port, name: str) -> _Open:
        meaning = Meaning(name)
        meaning.wide = self._wide
        return _Open(port, meaning, self._clock())

    def _is_wanted(self, name: str) -> bool:
        return not is_loop(name) if self._wanted is None else is_like(name, self._wanted)

    def _scan(self, driver: Driver) -> bool:
        """Compare the port list with what is open: close what has gone, open one that has come. Whether one was."""
        present = [name for name in driver.names() if self._is_wanted(name)]
        for name in [name for name in self._ports if name not in present]:
            self._lose(name)
        self._refused &= set(present)
        for name in present:
            if name in self._ports:
                continue
            try:
                port = driver.open(name)
            except OSError as error:
                if name not in self._refused:
                    log.warning("MIDI input %s cannot be opened (%s); trying again every second", label(name), error)
                self._refused.add(name)
                continue
            own = unused(label(name), self.open_names)
            self._ports[name] = self._listen(port, own)
            if own in self._lost:
                log.warning("MIDI input is back: %s", own)
            else:
                log.info("MIDI input: %s", own)
            self._lost.discard(own)
            self._refused.discard(name)
            return True
        return False

    def _lose(self, name: str) -> None:
        gone = self._ports.pop(name)
        self._malformed += gone.stream.malformed
        gone.port.close()
        log.warning("MIDI input lost: %s (it is opened again when it is back)", gone.meaning.port)
        self._lost.add(gone.meaning.port)
