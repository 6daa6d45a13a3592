"""MIDI clock: song position, stop and continue, ticks that were never started, cables that come out, several ports.

In: `Sync` messages at made-up times. Out: proof. Runs in the test process.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.clock.midi import MidiClock
from engine.controls.event import Sync

TICK_S = 0.02
BPM = 60.0 / (24 * TICK_S)


class Sender:
    """A sequencer at 125 beats a minute, without jitter."""

    def __init__(self, clock: MidiClock, port: str = "machine") -> None:
        self.clock, self.port = clock, port
        self.t = 10.0

    def say(self, kind: str, position: int = 0) -> None:
        self.clock.take(Sync(self.port, kind, self.t, position))  # type: ignore[arg-type]

    def tick(self, ticks: int) -> None:
        for _ in range(ticks):
            self.t += TICK_S
            self.say("tick")

    def beat(self) -> float:
        """What the clock says at the time of the last tick."""
        reading = self.clock.read(self.t)
        assert reading is not None and reading.beat is not None
        return reading.beat


@pytest.fixture
def sender() -> Sender:
    return Sender(MidiClock())


def test_the_first_tick_after_a_start_is_the_first_beat(sender: Sender) -> None:
    sender.tick(30)
    sender.say("start")
    sender.tick(1)
    assert sender.beat() == pytest.approx(0.0, abs=1e-3)
    sender.tick(48)
    assert sender.beat() == pytest.approx(2.0, abs=1e-3)
    reading = sender.clock.read(sender.t + 0.01)
    assert reading is not None
    assert reading.bpm == pytest.approx(BPM, abs=0.01)
    assert reading.beat == pytest.approx(2.0 + 0.01 * BPM / 60.0, abs=1e-3)
    assert (reading.span, reading.playing) == (math.inf, True)
    assert reading.confidence > 0.9


def test_ticks_that_were_never_started_give_a_tempo_only(sender: Sender) -> None:
    sender.tick(100)
    reading = sender.clock.read(sender.t)
    assert reading is not None
    assert reading.bpm == pytest.approx(BPM, abs=0.01)
    assert reading.beat is None
    assert not reading.playing


def test_a_stop_holds_the_song_and_continue_goes_on_from_there(sender: Sender) -> None:
    sender.say("start")
    sender.tick(1 + 36)
    sender.say("stop")
    sender.tick(50)
    reading = sender.clock.read(sender.t)
    assert reading is not None and not reading.playing
    assert sender.beat() == pytest.approx((36 + 50) / 24, abs=1e-3)  # who goes on ticking keeps the beat
    sender.say("continue")
    sender.tick(1)
    assert sender.beat() == pytest.approx(37 / 24, abs=1e-3)


def test_a_song_position_counts_sixteenths(sender: Sender) -> None:
    sender.say("position", 18)
    sender.say("continue")
    sender.tick(1)
    cue = sender.clock.read(sender.t)
    assert sender.beat() == pytest.approx(4.5, abs=1e-3)
    sender.tick(24)
    sender.say("position", 64)  # while it plays
    sender.tick(1)
    assert sender.beat() == pytest.approx(16.0, abs=1e-3)
    later = sender.clock.read(sender.t)
    assert cue is not None and later is not None and later.cue > cue.cue


def test_a_cable_out_and_in_again_changes_nothing(sender: Sender) -> None:
    sender.say("start")
    sender.tick(1 + 24 * 16)
    sender.t += 100 * TICK_S
    assert sender.clock.read(sender.t - TICK_S) is None
    sender.tick(24)
    assert sender.beat() == pytest.approx(16 + (100 + 24) / 24, abs=0.01)


def test_ticks_that_come_together_at_first_do_no_harm(sender: Sender) -> None:
    for _ in range(3):
        sender.say("tick")
    sender.tick(200)
    reading = sender.clock.read(sender.t)
    assert reading is not None and reading.bpm == pytest.approx(BPM, abs=0.1) and reading.confidence > 0.9


def test_after_a_long_silence_only_the_tempo_is_known(sender: Sender) -> None:
    sender.say("start")
    sender.tick(1 + 24 * 16)
    sender.t += 100_000.0
    sender.tick(30)
    reading = sender.clock.read(sender.t)
    assert reading is not None and reading.beat is None
    assert reading.bpm == pytest.approx(BPM, abs=0.1)


def test_the_port_that_was_started_leads_and_another_takes_over_when_it_is_silent() -> None:
    clock = MidiClock()
    deck, drums = Sender(clock, "deck"), Sender(clock, "drums")
    for _ in range(60):
        deck.tick(1)
        drums.tick(1)
    drums.say("start")
    for _ in range(60):
        deck.tick(1)
        drums.tick(1)
    reading = clock.read(drums.t)
    assert reading is not None and reading.note.startswith("drums")
    deck.tick(100)
    reading = clock.read(deck.t)
    assert reading is not None and reading.note.startswith("deck")


def test_only_the_ports_that_are_wanted_are_heard() -> None:
    clock = MidiClock(("drum",))
    for sender in (Sender(clock, "Deck"), Sender(clock, "DrumBrute")):
        sender.tick(60)
    reading = clock.read(sender.t)
    assert reading is not None and reading.note.startswith("DrumBrute")


MESSAGES = st.tuples(
    st.sampled_from(["tick", "tick", "tick", "start", "continue", "stop", "position"]),
    st.floats(0.0, 2.0),
    st.integers(0, 16383),
    st.sampled_from(["a", "b"]),
)


@given(messages=st.lists(MESSAGES, max_size=120))
def test_any_messages_give_readings_or_none(messages: list[tuple[str, float, int, str]]) -> None:
    clock, t = MidiClock(), 0.0
    for kind, wait, position, port in messages:
        t += wait
        clock.take(Sync(port, kind, t, position))  # type: ignore[arg-type]
        reading = clock.read(t)
        if reading is not None:
            assert math.isfinite(reading.bpm) and reading.bpm > 0.0
            assert 0.0 <= reading.confidence <= 1.0
            assert reading.beat is None or math.isfinite(reading.beat)


def test_times_that_are_none_are_left_aside() -> None:
    clock = MidiClock()
    clock.take(Sync("a", "tick", math.nan))
    clock.take(Sync("a", "tick", math.inf))
    assert clock.read(0.0) is None
