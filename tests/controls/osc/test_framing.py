"""Framing: what one side writes, the other reads, however the stream is cut; and no bytes can hang or crash us.

In: packets, random bytes, RFC 1055's own example of an escape. Out: proof. Runs in the test process.
"""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.osc.framing import DECODERS, WRITERS, Kind, SlipDecoder, guess, write_slip
from engine.controls.osc.packet import LARGEST

special = st.binary(max_size=40).map(lambda content: content.translate(bytes.maketrans(b"abcd", b"\xc0\xdb\xdc\xdd")))
packets = st.lists(
    st.one_of(special, st.text("\xc0\xdb\xdc\xdd", max_size=9).map(lambda t: t.encode("latin-1"))), max_size=6
)


def test_slip_is_that_of_the_rfc() -> None:
    """RFC 1055: END 300, ESC 333, ESC_END 334, ESC_ESC 335 (octal)."""
    assert write_slip(bytes([0o300, 1, 0o333])) == bytes([0o300, 0o333, 0o334, 1, 0o333, 0o335, 0o300])


@pytest.mark.parametrize("kind", ["slip", "size"])
@given(sent=packets, cuts=st.lists(st.integers(1, 9), min_size=1, max_size=50))
def test_what_is_written_is_read_however_it_is_cut(kind: Kind, sent: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(WRITERS[kind], sent))
    decoder, read, place = DECODERS[kind](), [], 0
    while place < len(stream):
        size = cuts[place % len(cuts)]
        read += decoder.feed(stream[place : place + size])
        place += size
    assert read == [packet for packet in sent if packet or kind == "size"]


@pytest.mark.parametrize("kind", ["slip", "size"])
@given(stream=st.lists(st.binary(max_size=64), max_size=8))
def test_any_stream_gives_packets_or_a_value_error(kind: Kind, stream: list[bytes]) -> None:
    decoder = DECODERS[kind]()
    try:
        for content in stream:
            assert all(isinstance(packet, bytes) for packet in decoder.feed(content))
    except ValueError as error:
        assert kind == "size" and "announced" in str(error)


@given(st.binary(min_size=1))
def test_the_first_byte_tells_the_framing(packet: bytes) -> None:
    if packet[:1] in (b"/", b"#"):
        assert guess(WRITERS["slip"](packet)) == guess(packet) == "slip"
        assert guess(WRITERS["size"](packet)) == "size"


def test_a_packet_without_end_is_passed_over_and_the_next_one_is_read() -> None:
    decoder = SlipDecoder()
    for _ in range(40):
        assert decoder.feed(b"x" * (LARGEST // 8)) == []
    assert len(decoder._open) <= 2 * LARGEST
    assert decoder.feed(b"\xc0\xc0/a\0\0\xc0") == [b"/a\0\0"]
    assert decoder.lost == 1


@pytest.mark.parametrize("size", [-1, LARGEST + 1, 0x2F612F62])
def test_a_size_that_cannot_be_is_a_value_error(size: int) -> None:
    with pytest.raises(ValueError, match="announced"):
        DECODERS["size"]().feed(struct.pack(">i", size))
