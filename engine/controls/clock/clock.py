"""The clock: where in the beat, the bar and the phrase the show is, as the source of time says that leads.

In: taps, Link, MIDI clock, OSC, Live, the ear's beat; its parameters. Out: positions that never jump or run back.
Main process, frame loop; time is always an argument (seconds, the show's clock).
"""

import math
from collections.abc import Mapping, Sequence

from engine.controls.catalogue import TIMEKEEPERS
from engine.controls.clock.agreement import find_phase, has_phase, nearest_ratio
from engine.controls.clock.begun import UNITS, Begun, Unit
from engine.controls.clock.count import Count
from engine.controls.clock.dials import Dials
from engine.controls.clock.ear import Ear
from engine.controls.clock.hand import Hand
from engine.controls.clock.link import Link
from engine.controls.clock.midi import MidiClock
from engine.controls.clock.reading import Reading, Timekeeper
from engine.controls.clock.timeline import Timeline
from engine.controls.clock.told import Told
from engine.controls.clock.trust import Trust
from engine.controls.event import Sync, Tempo

# What is told exactly is followed closely; what is heard is an opinion, in which the beat trembles.
_CLOSELY, _CALMLY = 0.25, 1.0
_DOUBTED = frozenset({"ear"})
_LIVE_SILENT_S = 5.0


class Clock:
    """Beats on a timeline, bars and phrases on a count of them, and the sources of time that move both.

    link, midi_ports: as the rig has them. trust: the order of the sources. reading: what the one that leads says now,
    None while it says nothing; beat_by: the title of another one that says where its beat is. one_by_hand: whether a
    hand has said where the one is.
    """

    def __init__(
        self,
        bpm: float = 120.0,
        trust: Sequence[str] = TIMEKEEPERS,
        link: Link | None = None,
        midi_ports: tuple[str, ...] = (),
    ) -> None:
        self.hand = Hand()
        self.ear = Ear()
        self.link = link
        self.midi = MidiClock(midi_ports)
        self.told = {"osc": Told("OSC", phase=True), "live": Told("Live", phase=False, silence=_LIVE_SILENT_S)}
        self.trust = Trust(trust)
        self.dials = Dials()
        self.one_by_hand = False
        self.reading: Reading | None = None
        self.beat_by = ""
        self._keepers: dict[str, Timekeeper] = {"tap": self.hand, "midi": self.midi, "ear": self.ear, **self.told}
        if link is not None:
            self._keepers["link"] = link
        self._timeline = Timeline(bpm)
        self._count = Count()
        self._unmultiplied = bpm
        self._cues: dict[str, int] = {}
        self._claim: tuple[int, float] | None = None
        self._begun = Begun()

    @property
    def source(self) -> str:
        """The name of the source that leads, or whose tempo is held; "" while none ever has."""
        return self.trust.leader

    @property
    def title(self) -> str:
        """What the source that leads is called; "" while none ever has."""
        keeper = self._keepers.get(self.source)
        return keeper.title if keeper is not None else ""

    @property
    def bpm(self) -> float:
        """Tempo in beats per minute, as shown: halved or doubled if that was asked for."""
        return self._timeline.bpm

    @property
    def metre(self) -> int:
        """Beats a bar."""
        return self._count.metre

    @property
    def phrase_bars(self) -> int:
        """Bars a phrase."""
        return self.dials.phrase_bars

    def beat(self, t: float) -> float:
        """Position in beats at time t; its fractional part is the phase."""
        return self._timeline.beat(t)

    def bar(self, t: float) -> float:
        """Position in bars at time t; its fractional part is the phase."""
        return self._count.bars(self.beat(t))

    def phrase(self, t: float) -> float:
        """Position in phrases of `phrase_bars` bars at time t; its fractional part is the phase."""
        return self._count.bars(self.beat(t), self.phrase_bars)

    def place(self, t: float, unit: Unit) -> float:
        """Position in beats, bars or phrases at time t."""
        return self.beat(t) if unit == "beat" else self.bar(t) if unit == "bar" else self.phrase(t)

    def turns(self, t: float, beats: float = 0.0, bars: float = 0.0) -> float:
        """Position at time t in periods of so many beats, or of so many bars; each begins on a one where it can."""
        beat = self.beat(t)
        return self._count.turns(beat, beats) if beats else self._count.bars(beat, bars)

    def signal(self, source: str, t: float) -> float:
        """What a source such as clock/bar is at time t, 0 to 1."""
        if source == "clock/confidence":
            return self.reading.confidence if self.reading is not None else 0.0
        if source == "clock/playing":
            return float(self.reading is not None and self.reading.playing)
        place = {"clock/beat": self.beat, "clock/bar": self.bar, "clock/phrase": self.phrase}[source](t)
        return place - math.floor(place)

    def ahead(self, t: float, unit: Unit) -> float:
        """Seconds from time t to the beginning of the next beat, bar or phrase."""
        beat = self.beat(t)
        if unit == "beat":
            wait = math.floor(beat) + 1.0 - beat
        else:
            wait = self._count.until(beat, 1 if unit == "bar" else self.phrase_bars)
        return max(0.0, self._timeline.when(beat + wait) - t)

    def passed(self, unit: Unit) -> int:
        """How many beats, bars or phrases have begun. It rises by one in the frame in which one begins, whatever the
        sources of time do: what waits for the next one waits until this number is another.
        """
        return self._begun.passed(unit)

    def tap(self, t: float) -> None:
        """A tap on the beat. The first one alone moves the beat only where nobody leads."""
        is_first = not self.hand.is_tapping
        self.hand.tap(t)
        if is_first and not self.source:
            here = self.beat(t)
            self._timeline.follow(t, self.bpm, round(here) - here)

    def hear(self, t: float, bpm: float, confidence: float, beat: float | None = None, metre: int = 0) -> None:
        """The ear's estimate: see `Ear.hear`."""
        self.ear.hear(t, bpm, confidence, beat, metre)

    def take(self, news: Sync | Tempo) -> None:
        """What others say of their time."""
        if isinstance(news, Sync):
            self.midi.take(news)
        elif news.source in self.told:
            self.told[news.source].take(news)

    def begin(self, t: float) -> None:
        """The one is now: bar and phrase begin on the nearest beat, and are counted from there whatever others say,
        until a transport starts.
        """
        before = self._places(t)
        self._count.begin(self.beat(t), self.phrase_bars)
        self.one_by_hand = True
        self._note_jump(t, before)

    def forget(self) -> None:
        """What hands said of the tempo and the one counts no more; both stay until somebody else leads."""
        self.hand.forget()
        self.one_by_hand = False

    def advance(self, t: float, dials: Dials | None = None) -> None:
        """Once a frame, when all is told: believe somebody, follow, and count what has begun."""
        self._turn(dials or self.dials)
        if self.link is not None:
            self.link.count_in(self.metre)
        readings = {name: keeper.read(t) for name, keeper in self._keepers.items()}
        leader = self.trust.choose(t, readings, self.dials.source)
        self.reading = None if self.trust.holding else readings.get(leader)
        if self.reading is None:
            self._run(t, self._unmultiplied)
        else:
            self._follow(t, leader, self.reading, readings)
        if self.dials.metre:
            self._count.change_metre(self.dials.metre)
        self._count.settle(self.beat(t))
        self._begun.note(self._places(t))

    def close(self) -> None:
        """Leave the Link session, if there is one."""
        if self.link is not None:
            self.link.close()

    def _turn(self, dials: Dials) -> None:
        if dials.bpm != self.dials.bpm:
            self.hand.dial(dials.bpm)
        if dials.phrase_bars != self.dials.phrase_bars:
            self._begun.forget("phrase")
        self.dials = dials

    def _run(self, t: float, bpm: float) -> None:
        self._unmultiplied = bpm
        if bpm * self.dials.multiple != self.bpm:
            self._timeline.follow(t, bpm * self.dials.multiple)

    def _follow(self, t: float, name: str, reading: Reading, readings: Mapping[str, Reading | None]) -> None:
        """Go to where a source says that we are."""
        phase_name, phase = (
            (name, reading) if has_phase(reading) else find_phase(reading.bpm, readings, self.trust.order)
        )
        self.beat_by = self._keepers[phase_name].title if phase is not None and phase_name != name else ""
        self._count.change_metre(reading.metre or (phase.metre if phase else 0) or self.metre)
        if phase is None or phase.beat is None:
            self._run(t, reading.bpm)
        else:
            self._unmultiplied = reading.bpm
            multiple = self.dials.multiple * nearest_ratio(reading.bpm, phase.bpm)
            target = multiple * (phase.beat + self.dials.ahead * phase.bpm / 60.0)
            span = multiple * phase.span
            error = _wrap(target - self.beat(t), min(1.0, span))
            within = _CALMLY if phase_name in _DOUBTED else _CLOSELY
            self._timeline.follow(t, reading.bpm * self.dials.multiple, error, within)
            self._hear_one(t, phase_name, phase, target - error, span, steady=abs(error) < 0.25)
        if not reading.exact and reading.beat is not None:
            target = self.dials.multiple * (reading.beat + self.dials.ahead * reading.bpm / 60.0)
            self._hear_one(t, name, reading, target, self.dials.multiple * reading.span, steady=True)

    def _hear_one(self, t: float, name: str, reading: Reading, position: float, span: float, *, steady: bool) -> None:
        """A source says that we are at `position`, in beats from a one: correct the count, once that is sure."""
        here = self.beat(t)
        moved = self._cues.get(name) != reading.cue
        off = round(position - self._count.since_start(here))
        if span < math.inf:
            off = round(off % span)
            off -= round(span) if off > span / 2.0 else 0
        if moved and reading.span == math.inf:
            # The transport was put somewhere by a hand: there we are, at once.
            self._cues[name] = reading.cue
            self.one_by_hand = False
            if off:
                before = self._places(t)
                self._count.jump(off)
                self._note_jump(t, before)
            return
        known = span > 1.0 and (span == math.inf or span % self.metre == 0.0)
        if not off or not known or not steady or self.one_by_hand:
            self._claim = None
            return
        if self._claim is None or self._claim[0] != off:
            self._claim = (off, here)
        elif here - self._claim[1] >= (self.metre if name in _DOUBTED else 1.0):
            self._count.shift(here, off)
            self._claim = None
            self._begun.correct(self._places(t))

    def _places(self, t: float) -> dict[Unit, float]:
        return {unit: self.place(t, unit) for unit in UNITS}

    def _note_jump(self, t: float, before: Mapping[Unit, float]) -> None:
        self._begun.jump(before, self._places(t), {"bar": self.metre, "phrase": self.metre * self.phrase_bars})


def _wrap(beats: float, period: float) -> float:
    return beats - period * round(beats / period)
