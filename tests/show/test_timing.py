"""The show's time: what verbs, a MIDI clock and OSC say comes to the clock; loops end with the look.

In: verbs and controls, frame by frame. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.clock import Clock
from engine.controls.event import Control, Setting, Sync, Tempo, Verb
from engine.controls.patchbay import Patchbay
from engine.ear import BANDS
from engine.moments import Shape, moment_dtype
from engine.show.status import describe_clock
from engine.show.timing import Timing

FRAME_S = 1.0 / 60.0


class Show:
    """The frame loop as far as time is concerned."""

    def __init__(self) -> None:
        self.board, self.clock = Board(CATALOGUE), Clock()
        self.timing = Timing(self.clock, self.board)
        self.bay = Patchbay(self.board, (), self.clock)
        self.t = 0.0
        self.recalls = 0

    def frame(self, *controls: Control, locked: frozenset[str] = frozenset()) -> None:
        self.t += FRAME_S
        self.timing.advance(self.t, controls, self.board.snapshot(self.t))
        self.timing.play(self.t, self.recalls, locked)
        for verb in self.bay.handle(controls):
            assert self.timing.obey(verb)
        self.timing.note(self.t, self.bay.moved)

    def say(self, name: str, argument: float | None = None) -> None:
        self.frame(Verb(name, self.t + FRAME_S, argument))
        self.frame()

    def play(self, seconds: float) -> None:
        for _ in range(round(seconds / FRAME_S)):
            self.frame()


@pytest.fixture
def show() -> Show:
    return Show()


def test_taps_lead_until_they_are_forgotten(show: Show) -> None:
    for _ in range(5):
        show.say("tap")
        show.play(0.4 - 2 * FRAME_S)
    assert (show.clock.source, show.clock.bpm) == ("tap", pytest.approx(150.0))
    assert describe_clock(show.clock, show.t).startswith("150.00 BPM, tap; bar ")
    show.board.set("/clock/bpm", 100.0)
    show.frame()
    assert show.clock.bpm == 100.0
    assert "by hand" in describe_clock(show.clock, show.t)
    show.say("tempo/auto")
    assert show.board.value("/clock/bpm") == 0.0
    assert "silent, held" in describe_clock(show.clock, show.t)


def test_half_double_and_nudge_are_parameters_that_verbs_step(show: Show) -> None:
    for _ in range(3):
        show.say("clock/double")
    assert (show.board.value("/clock/multiple"), show.clock.bpm) == ("4", 480.0)
    for _ in range(6):
        show.say("clock/half")
    assert (show.board.value("/clock/multiple"), show.clock.bpm) == ("1/4", 30.0)
    show.say("clock/later")
    show.say("clock/later")
    show.say("clock/earlier")
    assert show.board.value("/clock/nudge") == 5.0


def test_the_one_is_now(show: Show) -> None:
    show.play(2.6)
    before = show.clock.passed("phrase")
    show.say("clock/one")
    assert show.clock.passed("phrase") == before + 1
    assert show.clock.bar(show.t) % 1.0 < 0.1
    show.board.set("/clock/bpm", 120.0)
    show.frame()
    assert describe_clock(show.clock, show.t).endswith("bar 9.1, one by hand")


def test_osc_tells_tempo_beat_bar_and_stop(show: Show) -> None:
    show.say("clock/tempo", 90.0)
    assert (show.clock.source, show.clock.bpm) == ("osc", 90.0)
    beat = 16
    while show.t < 12.0:
        if show.t >= (beat - 16) * 60.0 / 90.0:
            show.frame(Verb("clock/beat", show.t + FRAME_S, float(beat)))
            beat += 1
        show.frame()
    expected = 16.0 + show.t * 90.0 / 60.0
    off = show.clock.beat(show.t) - expected
    assert off == pytest.approx(round(off), abs=0.05)
    assert show.clock.bar(show.t) == pytest.approx(expected / 4.0, abs=0.02)
    show.say("clock/play", 0.0)
    assert "stopped" in describe_clock(show.clock, show.t)
    show.say("clock/tempo", 0.0)
    show.play(3.0)
    assert "silent, held" in describe_clock(show.clock, show.t)


def test_bars_that_osc_tells_are_bars(show: Show) -> None:
    for bar in range(6):
        show.frame(Verb("clock/bar", show.t + FRAME_S, float(bar + 40)))
        show.play(2.0 - FRAME_S)
    assert show.clock.bpm == pytest.approx(120.0, abs=1.0)
    assert show.clock.bar(show.t) == pytest.approx(46.0, abs=0.05)


def test_a_midi_clock_leads(show: Show) -> None:
    tick, ticks = 60.0 / 140.0 / 24.0, 0
    show.frame(Sync("drums", "start", 0.0))
    while show.t < 8.0:
        due = []
        while ticks * tick <= show.t + FRAME_S:
            due.append(Sync("drums", "tick", ticks * tick))
            ticks += 1
        show.frame(*due)
    assert (show.clock.source, show.clock.bpm) == ("midi", pytest.approx(140.0, abs=0.01))
    assert show.clock.bar(show.t) == pytest.approx(show.t * 140.0 / 240.0, abs=0.002)
    assert describe_clock(show.clock, show.t).startswith("140.00 BPM, MIDI clock, drums, ± 0.0 ms; bar ")


def test_lives_tempo_runs_on_the_beat_that_the_ear_hears(show: Show) -> None:
    moment = np.zeros(1, moment_dtype(Shape(32, BANDS)))[0]
    moment["tempo_bpm"], moment["beat_confidence"], moment["metre"] = 124.6, 0.9, 4
    while show.t < 10.0:
        beats = (show.t + FRAME_S) * 124.0 / 60.0 + 0.3
        moment["beat_phase"], moment["position"] = beats % 1.0, int(beats) % 4 + 1
        show.timing.hear(show.t + FRAME_S, moment, 0.0)
        show.frame(Tempo("live", show.t + FRAME_S, bpm=124.0, playing=True))
    assert (show.clock.source, show.clock.bpm) == ("live", 124.0)
    assert show.clock.beat(show.t) % 1.0 == pytest.approx((show.t * 124.0 / 60.0 + 0.3) % 1.0, abs=0.02)
    assert describe_clock(show.clock, show.t).startswith("124.00 BPM, Live, beat: ear; bar ")


def test_a_recalled_look_ends_loops_but_those_of_locked_parameters(show: Show) -> None:
    show.board.set("/loop/bars", 1.0)
    show.say("loop/record")
    for place in (0.2, 0.8, 0.5):
        show.frame(Setting("/node/size", 1.0 + place, show.t), Setting("/layout/morph", place, show.t))
        show.play(0.1)
    assert set(show.timing.looper.paths) == {"/layout/morph", "/node/size"}
    show.recalls += 1
    show.frame(locked=frozenset({"/node/size"}))
    assert show.timing.looper.paths == ("/node/size",)
    show.say("loop/drop")
    assert show.timing.looper.paths == ("/node/size",)  # the other one was touched last
    show.say("loop/clear")
    assert show.timing.looper.paths == ()


def test_other_verbs_are_others(show: Show) -> None:
    assert not show.timing.obey(Verb("blackout", 0.0))
    assert not show.timing.obey(Verb("clock/tempo", 0.0, "fast"))
