"""The overlay's lines: what a VJ reads is what is so.

In: a performance, Moments, counters. Out: labels and texts.
Runs in the test process, headless.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from engine.controls.event import Setting, Verb
from engine.ear import BANDS
from engine.moments import Health, Shape, moment_dtype
from engine.show.performance import Heard
from engine.show.start import load_network, open_performance
from engine.show.status import Pace, describe_status
from engine.stage.headless import HeadlessWindow


@dataclass
class Port:
    malformed: int = 3
    dropped: int = 0


def test_every_line_says_what_is_so() -> None:
    moments = np.zeros(1, moment_dtype(Shape(32, BANDS)))
    moments["level_db"], moments["gate"] = -12.4, 1.0
    with HeadlessWindow((64, 36)) as screen:
        performance, _ = open_performance(screen.context, load_network(32, None)[0], "undertow", (), 1)
        lines = dict(describe_status(performance, None, Health(), "a card", Pace()))
        assert lines["preset"] == "Undertow" and lines["sound"] == "a card"
        assert lines["level"].startswith("-100 dBFS") and lines["tempo"] == "120.00 BPM, nobody's"
        assert lines["ear"] == lines["hands"] == "well"

        taps = [Verb("tap", t) for t in (0.0, 0.5, 1.0, 1.5)]
        performance.advance(2.0, 0.02, Heard(moments, None), [*taps, Setting("/pulse/speed", 99.0, 2.0)])
        performance.advance(2.02, 0.02, Heard(moments, None), [])
        health = Health(overflows=2, lost_hops=7)
        lines = dict(describe_status(performance, moments[0], health, "", Pace(), [Port()]))
        assert lines["level"] == "-12 dBFS"
        assert lines["tempo"] == "120.00 BPM, tap; bar 2.1"
        assert "/pulse/speed" in lines["last"]
        assert lines["ear"] == "2 overflows, 7 lost hops"
        assert lines["hands"] == "1 clamped, 3 malformed"


def test_the_pace_is_counted_over_a_second() -> None:
    pace = Pace()
    for frame in range(1, 101):
        pace.count(frame * 0.02, 0.05 if frame == 70 else 0.02)
    assert pace.rate_hz == pytest.approx(50.0, rel=0.02)
    assert pace.longest_s == 0.05
