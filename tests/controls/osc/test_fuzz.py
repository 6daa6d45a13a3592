"""Anything at all, sent to all of OSC: reader, patch bay, subscribers, monitor. Nothing raises, no value is wrong.

In: messages of every type to every kind of address, cut and bent; bundles in bundles; streams. Out: proof.
Runs in the test process.
"""

import math
import socket
import struct
from collections.abc import Iterator

import pytest
from controls.osc.desk import Desk
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.controls.binding import Binding
from engine.controls.catalogue import CATALOGUE
from engine.controls.osc.reading import REQUESTS
from engine.controls.osc.timetag import tag_of
from engine.controls.osc.writing import write_bundle, write_message
from engine.controls.source import parse_source
from engine.controls.verbs import VERBS

addresses = st.one_of(
    st.sampled_from([*CATALOGUE, *REQUESTS, *(kind.address for kind in VERBS.values())]),
    st.sampled_from(
        ["/*/*", "//*", "/color/[a-h]*", "/{line,node}/*", "/deck/fader", "/asterism/level", "/asterism/x"]
    ),
    st.text("/ab#*?[]{}!, é\x7f", max_size=20).map(lambda text: f"/{text}"),
)
arguments = st.one_of(
    st.floats(width=32),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.booleans(),
    st.none(),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.binary(max_size=40),
    st.sampled_from(["/color/*", "//", "/[", 9001, 0, -1, 1e38, math.nan, math.inf]),
)
messages = st.builds(lambda address, given: write_message(address, *given), addresses, st.lists(arguments, max_size=5))
tags = st.one_of(st.sampled_from([0, 1, (1 << 64) - 1, tag_of(1e9), tag_of(1e9 + 0.02)]), st.integers(0, (1 << 64) - 1))
bundles = st.recursive(messages, lambda inner: st.builds(write_bundle, st.lists(inner, max_size=4), tags), max_leaves=8)


def bend(packet: bytes, place: int, byte: int, keep: int) -> bytes:
    """The packet with one byte another, cut short."""
    if not packet:
        return packet
    place %= len(packet)
    return (packet[:place] + bytes([byte]) + packet[place + 1 :])[: max(1, keep)]


bent = st.builds(bend, bundles, st.integers(0, 500), st.integers(0, 255), st.integers(0, 400))
packets = st.lists(st.one_of(bundles, bent, st.binary(max_size=60)), min_size=1, max_size=8)

HUGE_BLOB = b"/blob\0\0\0,b\0\0" + struct.pack(">i", 0x7FFFFFFC) + b"x" * 40
MANY_TAGS = b"/a\0\0," + b"f" * 6003 + b"\0" * 24_000
DEEP = write_message("/color/hue", 0.25)
for _ in range(30):
    DEEP = write_bundle([DEEP])


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.server._wall = lambda: 1e9
    desk.patchbay.load_rig([Binding(parse_source("osc/deck/fader"), "/node/size")])
    yield desk
    desk.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=packets)
@example(sent=[HUGE_BLOB, MANY_TAGS, DEEP, write_message("/color/hue", b"x" * 60_000)])
def test_nothing_raises_and_no_value_is_wrong(desk: Desk, sent: list[bytes]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        before = desk.server.received
        for packet in sent:
            stranger.sendto(packet, ("127.0.0.1", desk.server.port))
        desk.until(lambda: desk.server.received == before + len(sent), "what was sent")
    for _ in range(3):
        desk.frame()
        assert all(isinstance(part, str) for line in desk.monitor.lines() for part in line)
    for path, value in desk.board.base.items():
        parameter = CATALOGUE[path]
        if parameter.kind != "trigger":
            assert parameter.parse(value) == value
    assert len(desk.outgoing.clients) <= 32


def test_after_all_that_it_still_works(desk: Desk) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(write_message("/color/hue", 0.125), ("127.0.0.1", desk.server.port))
        desk.until(lambda: desk.board.value("/color/hue") == 0.125, "a good message")
