"""A peer in another language: Perl's Protocol::OSC sends, asks, subscribes and is told.

In: lines for `stranger.pl`. Out: what the hands did and what it heard. Runs in the test process; Perl is a child.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from controls.osc.desk import Desk

SCRIPT = Path(__file__).with_name("stranger.pl")


class Stranger:
    """The Perl program, spoken to by lines."""

    def __init__(self, port: int) -> None:
        self.process = subprocess.Popen(
            ["perl", str(SCRIPT), str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self._input, self._output = self.process.stdin, self.process.stdout

    def do(self, line: str) -> None:
        self._input.write(line + "\n")
        self._input.flush()

    def hear(self, count: int) -> list[str]:
        self.do(f"hear {count}")
        return [self._output.readline().strip() for _ in range(count)]

    def close(self) -> None:
        self._input.close()
        self.process.kill()
        self.process.wait()
        self._output.close()


@pytest.fixture
def stranger(desk: Desk) -> Iterator[Stranger]:
    stranger = Stranger(desk.server.port)
    yield stranger
    stranger.close()


def test_it_sets_asks_and_is_answered(desk: Desk, stranger: Stranger) -> None:
    stranger.do("send /node/size f 2.5")
    stranger.do("send /color/palette s ice")
    stranger.do("send /ear/auto F")
    desk.until(lambda: desk.server.received == 3, "three messages")
    values = [desk.board.value(path) for path in ("/node/size", "/color/palette", "/ear/auto")]
    assert values == [2.5, "ice", False]
    for path in ("/node/size", "/color/palette", "/ear/auto"):
        stranger.do(f"send {path}")
    desk.until(lambda: desk.server.received == 6, "three questions")
    assert sorted(stranger.hear(3)) == ["/color/palette s ice", "/ear/auto F", "/node/size f 2.5"]


def test_it_subscribes_and_hears_what_another_hand_does(desk: Desk, stranger: Stranger) -> None:
    stranger.do("send /subscribe s /color/hue")
    desk.until(lambda: desk.outgoing.clients, "the subscription")
    assert stranger.hear(1) == ["/color/hue f 0"]
    desk.set("/color/hue", 0.25)
    desk.frames(0.1)
    assert stranger.hear(1) == ["/color/hue f 0.25"]
    stranger.do("send /subscribe s /asterism/beat")
    desk.until(lambda: desk.server.received == 2, "the other one")
    desk.frames(0.55)
    path, types, number, bpm = stranger.hear(1)[0].split()
    assert (path, types, bpm) == ("/asterism/beat", "if", "120") and 1 <= int(number) <= 4


def test_its_bundle_for_later_waits(desk: Desk, stranger: Stranger) -> None:
    stranger.do("later 3 /node/size f 3.5")
    desk.until(lambda: desk.server.received == 1, "the bundle")
    assert desk.board.value("/node/size") == 1.0
    came = desk.t
    desk.until(lambda: desk.board.value("/node/size") == 3.5, "its time")
    assert 1.0 < desk.t - came < 3.5
