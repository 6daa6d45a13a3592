"""MIDI clock: tempo, beat and song position from 24 ticks a beat, of any number of ports.

In: `Sync` messages with their times. Out: readings of the port that leads.
Pure; main process, frame loop.
"""

import math
from dataclasses import dataclass, field

from engine.controls.clock.pulse import Pulse
from engine.controls.clock.reading import FASTEST_BPM, SLOWEST_BPM, Reading
from engine.controls.event import Sync

TICKS_PER_BEAT = 24
TICKS_PER_POSITION = 6
"""A song position counts MIDI beats, which are sixteenths (MIDI 1.0, System Common, Song Position Pointer)."""

_PORTS = 32
_SILENT_S = 0.3
_SILENT_TICKS = 8.0
_PAUSE_TICKS = 6
_ONCE_PER = 60.0 / 120.0 / TICKS_PER_BEAT
_SURE_TICKS = 12


@dataclass(slots=True)
class _Port:
    """One sender. song: the pulse's count at the song's start, as far as that is known."""

    pulse: Pulse = field(default_factory=lambda: Pulse(_ONCE_PER, _ONCE_PER))
    song: float | None = None
    waiting: float | None = None  # ticks into the song at which the next tick will be
    held: float = 0.0
    playing: bool = False
    cue: int = 0

    def take(self, sync: Sync) -> None:
        if sync.kind == "tick":
            self._tick(sync.t)
        elif sync.kind == "start":
            self._wait(0.0)
        elif sync.kind == "continue":
            self._wait(self.held)
        elif sync.kind == "stop":
            self.held = self._place() if self.waiting is None else self.waiting
            self.playing, self.waiting = False, None
        elif sync.kind == "position":
            self.held = float(sync.position * TICKS_PER_POSITION)
            if self.playing:
                self._wait(self.held)

    def is_silent(self, t: float) -> bool:
        return not t - self.pulse.newest <= max(_SILENT_S, _SILENT_TICKS * self.pulse.period)

    def read(self, t: float, port: str) -> Reading | None:
        """None for ticks that come as no music does."""
        pulse = self.pulse
        if not self._is_tempo():
            return None
        sure = min(1.0, pulse.heard / TICKS_PER_BEAT) / (1.0 + (pulse.error / 0.01) ** 2)
        note = f"{port}, ± {1000.0 * pulse.error:.1f} ms" if port else f"± {1000.0 * pulse.error:.1f} ms"
        bpm = 60.0 / (pulse.period * TICKS_PER_BEAT)
        if self.song is None:
            return Reading(bpm, sure, playing=self.playing, cue=self.cue, note=f"{note}, not started")
        beat = (pulse.place(t) - self.song) / TICKS_PER_BEAT
        note += "" if self.playing else ", stopped"
        return Reading(bpm, sure, beat, span=math.inf, playing=self.playing, cue=self.cue, note=note)

    def _tick(self, t: float) -> None:
        ticks = 1
        if t - self.pulse.newest > _PAUSE_TICKS * self.pulse.period:
            missing = self.pulse.gap(t)
            if missing < 0:
                period = self.pulse.period
                self.pulse = Pulse(period, 0.2 * period) if self._is_tempo() else Pulse(_ONCE_PER, _ONCE_PER)
                self.song = None
            else:
                ticks += missing
        self.pulse.tick(t, ticks)
        if self.pulse.period <= 0.0 or (self.pulse.heard > _SURE_TICKS and not self._is_tempo()):
            # A flood, as of a cable that leads back to its sender: what it says of the tempo counts no more.
            count, self.pulse = self.pulse.count, Pulse(_ONCE_PER, _ONCE_PER)
            self.pulse.count = count
        if self.waiting is not None:
            self.song = self.pulse.count - self.waiting
            self.waiting = None
            self.playing = True
            self.cue += 1

    def _is_tempo(self) -> bool:
        period = self.pulse.period * TICKS_PER_BEAT
        return 60.0 / FASTEST_BPM <= period <= 60.0 / SLOWEST_BPM

    def _wait(self, ticks: float) -> None:
        """The next tick will be so far into the song. Until then, what was goes on."""
        self.waiting = ticks

    def _place(self) -> float:
        return self.held if self.song is None else self.pulse.count - self.song + 1.0


class MidiClock:
    """The port that leads is the one that was started last, or else the one that ticks; while it ticks it stays.

    A stop holds the song's position, and ticks that go on keep the beat. Ticks that were never started give the tempo
    only: which of them is a beat they do not say. A tempo below 20 or above 999 BPM is none. ports: parts of the names
    of ports to listen to; empty for all.
    """

    title = "MIDI clock"

    def __init__(self, ports: tuple[str, ...] = ()) -> None:
        self._wanted = tuple(part.lower() for part in ports)
        self._ports: dict[str, _Port] = {}
        self._leader = ""

    def take(self, sync: Sync) -> None:
        """A message of a MIDI clock."""
        if not math.isfinite(sync.t) or (self._wanted and not any(part in sync.port.lower() for part in self._wanted)):
            return
        port = self._ports.get(sync.port)
        if port is None:
            if len(self._ports) >= _PORTS:
                return
            port = self._ports[sync.port] = _Port()
        cue = port.cue
        port.take(sync)
        leader = self._ports.get(self._leader)
        if leader is None or leader.is_silent(sync.t) or (port.cue != cue and not leader.playing):
            self._leader = sync.port

    def read(self, t: float) -> Reading | None:
        """What the leading port says; None while it is silent."""
        port = self._ports.get(self._leader)
        return None if port is None or port.is_silent(t) else port.read(t, self._leader)
