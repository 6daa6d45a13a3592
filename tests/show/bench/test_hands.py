"""The bench of the hands: what it counts is counted right, and its flood sends what it says.

In: made-up frames and probes; a real flood into a port. Out: proof. Runs in the test process; the flood is a child.
"""

import time
from typing import Any, cast

import numpy as np
import pytest
from venue import wait_until

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Setting
from engine.controls.osc import OscServer
from engine.controls.patchbay import Patchbay
from engine.show.bench.hands import FloodProcess, Watch, describe_cost, describe_way, frames_late
from engine.show.bench.loop import WARM_UP_S
from engine.show.bench.osc_flood import PROBE, TURNED


def test_a_message_is_as_late_as_the_frame_in_which_it_is_seen() -> None:
    polled = [0.0, 1.0, 2.0, 3.0, 4.0]
    seen = [0.0, 0.0, 0.25, 0.5, 0.75]
    assert frames_late([(0.25, 1.5)], polled, seen) == [1.0]  # the frame at 2 is the first that could
    assert frames_late([(0.25, 0.5)], polled, seen) == [2.0]
    assert frames_late([(0.5, 3.0001)], polled, seen) == [0.0]  # it came while the frame at 3 read
    assert frames_late([(0.9, 1.0)], polled, seen) == []


class Script:
    """A flood that only notes what it is told."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def begin(self) -> None:
        self.words.append("begin")

    def end(self) -> None:
        self.words.append("end")


def test_blocks_are_quiet_and_flooded_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    script = Script()
    performance: Any = type("Still", (), {"values": type("Values", (), {"number": staticmethod(lambda _: 0.5)})})
    watch = Watch(performance, cast(FloodProcess, script), PROBE, until=WARM_UP_S + 5.9)
    t = 0.0
    while t < WARM_UP_S + 7.0:
        step = 0.02 if watch.blocks[-1][0] else 0.01
        now[0] += step
        t += step
        watch.see(t, cast(Any, None))
    assert script.words == ["begin", "end"] * 2
    assert len(watch.pairs) == 2
    figure = describe_cost("osc", watch, "about")["osc_slower"]
    assert figure.value == pytest.approx(50.0, abs=0.5)
    assert "100 frames/s without, 50 with; 2 pairs" in figure.yardstick


def test_the_figures_of_the_way_say_what_was_measured() -> None:
    figures = describe_way("osc", [1.0] * 99 + [2.0], 0.75, "about")
    assert (figures["osc_way"].value, figures["osc_newest"].value) == (1.0, 75.0)
    assert figures["osc_way"].p99 <= 2.0


def test_the_flood_sends_what_it_says_and_the_newest_value_wins() -> None:
    server = OscServer(CATALOGUE, port=0)
    board = Board(CATALOGUE)
    bay = Patchbay(board)
    settings: list[Setting] = []
    try:
        with FloodProcess("osc_flood.py", str(server.port), "2000") as flood:
            flood.begin()

            def flows() -> bool:
                controls = server.poll(0.0)
                settings.extend(control for control in controls if isinstance(control, Setting))
                bay.handle(controls)
                return server.received > 600

            wait_until(flows, what="the flood")
            flood.end()
            sent = flood.finish()
            wait_until(lambda: flows() and server.received == sent.count, what="the rest")
    finally:
        server.close()
    assert set(sent.newest) >= set(TURNED)
    assert 0.0 < sent.cpu_s < 60.0
    for path, value in sent.newest.items():
        if path in CATALOGUE:
            assert board.value(path) == pytest.approx(value)
    probed = [setting.value for setting in settings if setting.path == PROBE]
    assert sent.probes and probed[-1] == pytest.approx(sent.probes[-1][0])
    assert np.all(np.diff([t for _, t in sent.probes]) > 0.0)
