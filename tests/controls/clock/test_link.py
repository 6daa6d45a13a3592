"""Ableton Link: it joins where others are, leads nobody, leaves when it is alone; with a real peer, in phase.

In: a made-up session; a second Link peer in a process of its own. Out: proof. Runs in the test process.
"""

import contextlib
import math
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from venue import wait_until

from engine.controls.clock import Clock
from engine.controls.clock.link import Announcements, Link, is_announcement

OTHERS_BPM = 137.0


@dataclass
class Session:
    """Others, as a test wants them."""

    enabled: bool = False
    tempo: float = 120.0
    quantum: float = 1.0
    start_stop_sync_enabled: bool = False
    beat: float = 0.0
    num_peers: int = 0
    playing: bool = False


@dataclass
class Air:
    """What is announced, and the time."""

    now: float = 100.0
    announced: bool = False
    closed: bool = field(default=False, init=False)

    def hears(self, t: float) -> bool:
        return self.announced

    def close(self) -> None:
        self.closed = True

    def clock(self) -> float:
        return self.now


@dataclass
class Room:
    """A link in a room of its own; the show began at 100."""

    session: Session = field(default_factory=Session)
    air: Air = field(default_factory=Air)

    def __post_init__(self) -> None:
        self.link = Link(self.session, self.air, self.air.clock)

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 50.0)):
            self.air.now += 0.02
            self.link.read(self.air.now - 100.0)

    def join(self, peers: int = 1) -> None:
        self.air.announced = True
        self.wait(1.2)
        self.session.num_peers = peers
        self.wait(0.1)


def test_alone_it_is_not_there() -> None:
    room = Room()
    room.wait(60.0)
    assert not room.session.enabled
    assert room.link.peers == 0


def test_it_joins_when_others_have_been_there_for_a_second() -> None:
    room = Room()
    room.air.announced = True
    room.wait(0.9)
    assert not room.session.enabled
    room.wait(0.3)
    assert room.session.enabled
    assert room.session.tempo == 120.0  # it sets no tempo


def test_it_leaves_when_others_have_gone_and_comes_back() -> None:
    room = Room()
    room.join()
    room.air.announced = False
    room.session.num_peers = 0
    room.wait(3.5)
    assert room.session.enabled
    room.wait(1.0)
    assert not room.session.enabled
    room.join()
    assert room.session.enabled and room.link.peers == 1


def test_what_it_reads_is_where_the_beat_was_at_the_frames_time() -> None:
    room = Room()
    room.join(2)
    room.session.beat, room.session.tempo = 6.5, 90.0
    frame = room.air.now - 100.0
    room.air.now += 0.010  # the frame has been going on for a while
    reading = room.link.read(frame)
    assert reading is not None and reading.beat is not None
    assert reading.beat == pytest.approx(6.5 - 0.010 * 90.0 / 60.0, abs=1e-6)
    assert (reading.bpm, reading.span, reading.playing, reading.note) == (90.0, 4.0, True, "2 peers")
    room.link.count_in(3)
    assert room.session.quantum == 3.0


def test_a_transport_that_nobody_shares_has_not_stopped() -> None:
    room = Room()
    room.join()
    for playing, expected in ((False, True), (True, True), (False, False)):
        room.session.playing = playing
        room.wait(0.02)
        reading = room.link.read(room.air.now - 100.0)
        assert reading is not None and reading.playing == expected
    assert reading.note == "1 peer, stopped"


def test_closed_it_has_left() -> None:
    room = Room()
    room.join()
    room.link.close()
    assert not room.session.enabled
    assert room.air.closed


def test_an_announcement_is_known_from_noise() -> None:
    assert is_announcement(b"_asdp_v\x01\x01\x05rest") and is_announcement(b"_asdp_v\x01\x02")
    for noise in (b"", b"_asdp_v\x01", b"_asdp_v\x01\x03bye", b"\xff" * 512, b"_link_v\x01\x01"):
        assert not is_announcement(noise)


def test_what_is_announced_to_the_group_is_heard() -> None:
    with contextlib.closing(Announcements()) as air, socket.socket(type=socket.SOCK_DGRAM) as sender:
        heard: list[bool] = []

        def announce() -> bool:
            sender.sendto(b"_asdp_v\x01\x01", ("224.76.78.75", 20808))
            heard.append(air.hears(0.0))
            return heard[-1]

        wait_until(announce, what="the announcement")
        assert heard[-1]


@contextlib.contextmanager
def other_peer(seconds: float) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "engine.show.bench.peer", str(seconds), str(OTHERS_BPM)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_second_peer_is_followed_in_tempo_beat_and_bar() -> None:
    start = time.monotonic()
    clock = Clock(link=Link())
    places: list[tuple[float, float]] = []

    def frame() -> None:
        t = time.monotonic() - start
        clock.advance(t)
        if clock.source == "link":
            places.append((t + start, clock.bar(t) * 4.0))
        time.sleep(0.005)

    assert clock.link is not None
    try:
        with other_peer(60.0) as peer:
            wait_until(lambda: frame() or len(places) > 400, timeout=60.0, what="two seconds in company")
            peer.kill()
            assert peer.stdout is not None
            told = np.array([[float(word) for word in line.split()] for line in peer.stdout if line.count(" ") == 3])
        theirs = told[told[:, 0] <= places[-1][0]]
        assert clock.bpm == pytest.approx(theirs[-1, 2], abs=0.01)
        t, ours = np.array(places[-100:]).T
        off = ours - np.interp(t, theirs[:, 0], theirs[:, 1])
        off_ms = (off - 4.0 * np.round(off / 4.0)) * 60_000.0 / clock.bpm
        assert float(np.median(np.abs(off_ms))) < 3.0
        wait_until(lambda: frame() or clock.trust.holding, timeout=30.0, what="the other peer's end")
        assert clock.bpm == pytest.approx(theirs[-1, 2], abs=0.01)
        assert math.isfinite(clock.beat(1e4))
    finally:
        clock.link.close()
