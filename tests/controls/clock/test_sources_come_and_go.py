"""Sources of time that appear, disagree, stop and die in any order: the position never jumps, runs back or runs away.

In: made-up evenings. Out: proof. Runs in the test process.
"""

import math
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.clock import Clock
from engine.controls.clock.dials import Dials
from engine.controls.clock.timeline import GENTLE
from engine.controls.event import Sync, Tempo

FRAME_S = 1.0 / 50.0


class Band:
    """Everybody who may play, each at a tempo and phase of their own."""

    def __init__(self) -> None:
        self.playing: dict[str, tuple[float, float]] = {}
        self._ticks: dict[str, int] = {}

    def starts(self, who: str, bpm: float, phase: float, t: float, clock: Clock) -> None:
        self.playing[who] = (bpm, phase)
        if who == "midi":
            clock.take(Sync("machine", "start", t))
            self._ticks[who] = math.ceil((t * bpm / 60.0 + phase) * 24.0)

    def tell(self, t: float, clock: Clock) -> None:
        for who, (bpm, phase) in self.playing.items():
            beat = t * bpm / 60.0 + phase
            if who == "ear":
                clock.hear(t, bpm, 0.9, beat % 4.0, 4)
            elif who == "midi":
                while self._ticks[who] / 24.0 <= beat:
                    at = (self._ticks[who] / 24.0 - phase) * 60.0 / bpm
                    clock.take(Sync("machine", "tick", at))
                    self._ticks[who] += 1
            elif who == "osc" and math.floor(beat) != math.floor(beat - FRAME_S * bpm / 60.0):
                clock.take(Tempo("osc", t, bpm=bpm, beat=math.floor(beat)))
            elif who == "live":
                clock.take(Tempo("live", t, bpm=bpm, beat=math.floor(beat), metre=3, playing=True))


SCENES = st.tuples(
    st.sampled_from(["ear", "midi", "osc", "live", "stop", "die", "tap", "one", "forget", "start"]),
    st.sampled_from(["ear", "midi", "osc", "live"]),
    st.floats(45.0, 200.0),
    st.floats(0.0, 4.0),
    st.floats(0.1, 4.0),
    st.builds(
        Dials,
        source=st.sampled_from(["auto", "auto", "midi", "ear"]),
        bpm=st.sampled_from([0.0, 0.0, 0.0, 111.0]),
        metre=st.sampled_from([0, 0, 3, 5]),
        phrase_bars=st.sampled_from([4, 8]),
        multiple=st.sampled_from([0.25, 0.5, 1.0, 1.0, 2.0, 4.0]),
        ahead=st.floats(-0.2, 0.5),
    ),
)


@given(scenes=st.lists(SCENES, max_size=12))
def test_the_position_never_jumps_runs_back_or_runs_away(
    scenes: list[tuple[str, str, float, float, float, Dials]],
) -> None:
    clock, band, t = Clock(), Band(), 0.0
    for what, who, bpm, phase, seconds, dials in scenes:
        if what == "die":
            band.playing.pop(who, None)
        elif what == "stop":
            clock.take(Sync("machine", "stop", t))
        elif what == "start":
            clock.take(Sync("machine", "start", t))
        elif what == "tap":
            clock.tap(t)
        elif what == "one":
            clock.begin(t)
        elif what == "forget":
            clock.forget()
        else:
            band.starts(what, bpm, phase, t, clock)
        for t_frame in np.arange(t, t + seconds, FRAME_S):
            before, pace = clock.beat(t_frame), clock.bpm / 60.0
            passed = {unit: clock.passed(unit) for unit in ("beat", "bar", "phrase")}
            t_next = t_frame + FRAME_S
            way = clock.beat(t_next) - before
            assert (1.0 - GENTLE) * pace * FRAME_S - 1e-6 <= way <= (1.0 + GENTLE) * pace * FRAME_S + 1e-6
            here = clock.beat(t_next)
            band.tell(t_next, clock)
            clock.advance(t_next, dials)
            assert clock.beat(t_next) == pytest.approx(here, abs=1e-6)
            for unit, count in passed.items():
                assert 0 <= clock.passed(unit) - count <= 1
            for unit in ("beat", "bar", "phrase"):
                wait = clock.ahead(t_next, unit)
                place = clock.place(t_next, unit)
                assert wait >= 0.0
                assert clock.place(t_next + wait, unit) == pytest.approx(math.floor(place) + 1.0, abs=1e-4)
            t = t_next


def test_a_fall_back_and_a_return_keep_the_beat() -> None:
    """MIDI dies in the middle of a bar, the ear leads a little later in phase, MIDI comes back."""
    clock, band = Clock(), Band()
    band.starts("midi", 120.0, 0.0, 0.0, clock)
    band.starts("ear", 120.0, 0.1, 0.0, clock)
    led, fastest, slowest = [], 0.0, 9.0
    for frame in range(50 * 30):
        t = frame * FRAME_S
        if frame == 50 * 10:
            band.playing.pop("midi")
        elif frame == 50 * 20:
            band.starts("midi", 120.0, 0.0, t, clock)
        band.tell(t, clock)
        clock.advance(t)
        if frame > 50 * 5:
            pace = (clock.beat(t + FRAME_S) - clock.beat(t)) / FRAME_S / 2.0
            fastest, slowest = max(fastest, pace), min(slowest, pace)
        if not led or led[-1] != clock.source:
            led.append(clock.source)
    assert led == ["ear", "midi", "ear", "midi"]
    assert slowest >= 0.5 and fastest <= 1.5
    assert clock.beat(30.0) % 1.0 == pytest.approx(0.0, abs=0.02) or clock.beat(30.0) % 1.0 > 0.98


@pytest.mark.parametrize("kind", ["tick", "position", "start"])
def test_a_flood_of_midi_is_no_tempo_and_a_clock_after_it_is_one(kind: Literal["tick", "position", "start"]) -> None:
    clock, t, before = Clock(), 0.0, 0.0
    for _ in range(100):  # a cable that leads back to its sender
        t += FRAME_S
        for _ in range(200):
            clock.take(Sync("loop", kind, t, 99))
            clock.take(Sync("loop", "tick", t))
        clock.advance(t)
        assert 0.0 <= clock.beat(t) - before < 0.1
        before = clock.beat(t)
    assert clock.source == "" and clock.bpm == 120.0
    clock.take(Sync("loop", "start", t))
    tick = t
    for _ in range(500):
        t += FRAME_S
        while tick + 60.0 / 126.0 / 24.0 <= t:
            tick += 60.0 / 126.0 / 24.0
            clock.take(Sync("loop", "tick", tick))
        clock.advance(t)
    assert clock.source == "midi" and clock.bpm == pytest.approx(126.0, abs=0.1)


@pytest.mark.parametrize("beat", [2.0**53, 1e30, -1e300])
def test_a_beat_beyond_all_songs_is_none_and_bars_go_on(beat: float) -> None:
    clock = Clock()
    places = []
    for frame in range(1000):
        t = frame * FRAME_S
        if frame % 25 == 0:
            clock.take(Tempo("osc", t, bpm=120.0, beat=beat + frame // 25 if frame < 250 else frame // 25))
        clock.advance(t)
        places.append(clock.bar(t) % 1.0)
    assert len(set(places[:250])) > 90 and len(set(places[-250:])) > 90  # a bar is a hundred frames
