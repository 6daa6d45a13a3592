"""OSC as a show opens it: ports and targets of the rig, a log, OSCQuery with the looks that there are.

In: a performance, rigs. Out: what is open, told and described. Runs in the test process, headless; nothing is started.
"""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from venue import wait_until

from engine.controls.osc.target import Target
from engine.controls.osc.writing import write_message
from engine.errors import FileError
from engine.presets.osc_table import OscRig
from engine.show.osc import LookWatch, OpenOsc, open_osc
from engine.show.performance import Performance
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow


@pytest.fixture
def performance() -> Iterator[Performance]:
    with HeadlessWindow((64, 36)) as screen:
        yield open_performance(screen.context, load_network(32, None)[0], "undertow", (), 1)[0]


def open_with(performance: Performance, rig: OscRig, log: Path | None = None) -> OpenOsc:
    return open_osc(performance, rig, 32, None, 0, log, lambda: ("undertow", "nerve"))


def test_the_start_says_what_is_open(performance: Performance) -> None:
    osc = open_with(performance, OscRig(tcp_port=None, targets=(Target("127.0.0.1", 9),), query_port=9003))
    try:
        assert osc.described == f"OSC on 127.0.0.1:{osc.server.port}, OSCQuery on 9003, 1 told"
        assert len(osc.outlets) == 3
    finally:
        osc.close()
    osc = open_with(performance, OscRig(query=False))
    try:
        assert osc.described == f"OSC on 127.0.0.1:{osc.server.port}"
        assert len(osc.outlets) == 2 and osc.query is None
    finally:
        osc.close()


def test_what_arrives_is_done_told_and_logged(performance: Performance, tmp_path: Path) -> None:
    osc = open_with(performance, OscRig(query=False), tmp_path / "osc.log")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        try:
            stranger.sendto(write_message("/node/size", 2.5), ("127.0.0.1", osc.server.port))
            controls = wait_until(lambda: osc.server.poll(1.0), what="the message")
            performance.patchbay.handle(controls)
            for outlet in osc.outlets:
                outlet.tell(performance.standing)
        finally:
            osc.close()
    assert "sets /node/size 2.5" in (tmp_path / "osc.log").read_text()


def test_a_log_that_cannot_be_is_an_error_at_the_start(performance: Performance, tmp_path: Path) -> None:
    with pytest.raises(FileError):
        open_with(performance, OscRig(query=False), tmp_path / "nowhere" / "osc.log")


def test_looks_that_come_are_described(performance: Performance) -> None:
    looks, described = ["undertow"], []
    watch = LookWatch(lambda: described.append(tuple(looks)), lambda: looks)
    standing = performance.standing
    watch.tell(standing)
    assert described == [("undertow",)]
    looks.append("mine")
    watch.tell(standing)  # within the second
    assert len(described) == 1
    watch._next = 0.0
    watch.tell(standing)
    watch._next = 0.0
    watch.tell(standing)
    assert described == [("undertow",), ("undertow", "mine")]
