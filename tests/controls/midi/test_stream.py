"""Bytes cut into messages: an independent reading of whole streams, and streams that are torn or garbage.

In: bytes, good and bad. Out: proof. Runs in the test process.
"""

import itertools

import mido
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.midi.stream import Message, Stream

data = st.integers(0, 127)
channel_messages = st.one_of(
    st.tuples(st.one_of(st.integers(0x80, 0xBF), st.integers(0xE0, 0xEF)), data, data),
    st.tuples(st.integers(0xC0, 0xDF), data),
)
common_messages = st.one_of(
    st.tuples(st.just(0xF1), data),
    st.tuples(st.just(0xF2), data, data),
    st.tuples(st.just(0xF3), data),
    st.just((0xF6,)),
)
clocks = st.sampled_from([(0xF8,), (0xFA,), (0xFB,), (0xFC,), (0xFE,), (0xFF,)])
sysex = st.lists(data, max_size=40).map(lambda inside: (0xF0, *inside, 0xF7))


def feed(stream: Stream, chunk: list[int] | bytes, *cuts: int) -> list[tuple[int, ...]]:
    """What comes out of a chunk that is handed over in pieces."""
    ends = [0, *sorted(cut % (len(chunk) + 1) for cut in cuts), len(chunk)]
    found: list[Message] = []
    for begin, end in itertools.pairwise(ends):
        found += stream.feed(list(chunk[begin:end]))
    return [tuple(message) for message in found]


@given(
    messages=st.lists(st.one_of(channel_messages, common_messages, clocks, sysex), max_size=20),
    cuts=st.lists(st.integers(0, 200), max_size=8),
)
def test_a_whole_stream_is_cut_as_another_library_cuts_it(messages: list[tuple[int, ...]], cuts: list[int]) -> None:
    parser = mido.Parser()
    parser.feed([byte for message in messages for byte in message])
    expected = [tuple(message.bytes()) for message in parser if message.type != "sysex"]
    stream = Stream()
    assert feed(stream, [byte for message in messages for byte in message], *cuts) == expected
    assert stream.malformed == 0


@given(
    status=st.integers(0x80, 0xEF),
    values=st.lists(data, min_size=12, max_size=12),
    clock_at=st.lists(st.integers(0, 12), max_size=5),
    cuts=st.lists(st.integers(0, 20), max_size=4),
)
def test_a_status_runs_on_through_clocks(status: int, values: list[int], clock_at: list[int], cuts: list[int]) -> None:
    length = 1 if 0xC0 <= status < 0xE0 else 2
    expected = [(status, *values[place : place + length]) for place in range(0, 12, length)]
    running: list[int] = [status]
    for place, value in enumerate(values):
        running += [0xF8] * clock_at.count(place) + [value]
    stream = Stream()
    found = feed(stream, running, *cuts)
    assert [message for message in found if message != (0xF8,)] == expected
    assert found.count((0xF8,)) == sum(at < 12 for at in clock_at)
    assert stream.malformed == 0


@given(chunks=st.lists(st.lists(st.integers(-1, 300), max_size=9), max_size=12), message=channel_messages)
def test_after_any_garbage_the_next_message_is_read(chunks: list[list[int]], message: tuple[int, ...]) -> None:
    stream = Stream()
    lengths = {0xF1: 2, 0xF2: 3, 0xF3: 2, **dict.fromkeys(range(0xC0, 0xE0), 2)}
    for chunk in chunks:
        for found in stream.feed(chunk):
            assert 0x80 <= found[0] <= 0xFF and all(0 <= byte < 128 for byte in found[1:])
            assert len(found) == (1 if found[0] == 0xF6 or found[0] >= 0xF8 else lengths.get(found[0], 3))
    assert [tuple(found) for found in stream.feed(message)] == [message]


def test_system_exclusive_is_passed_over_however_it_ends() -> None:
    knob = [0xB0, 1, 2]
    for inside in ([0xF0, 1, 2, 0xF7], [0xF0, 1, 2], [0xF0], [0xF0, 0xF7], [0xF0, *[5] * 100_000, 0xF7]):
        stream = Stream()
        assert feed(stream, [*inside, *knob]) == [(0xB0, 1, 2)]
        assert feed(stream, [3, 4]) == [(0xB0, 3, 4)]
        assert stream.malformed == 0
    stream = Stream()
    assert feed(stream, [0xB0, 1, 2, 0xF0, 1, 0xF8, 2, 0xF7]) == [(0xB0, 1, 2), (0xF8,)]
    assert feed(stream, [3, 4]) == []  # system exclusive ends a running status
    assert stream.malformed == 1


def test_what_is_broken_is_counted_once() -> None:
    for broken in ([0x40, 1, 2], [0xB0, 1], [0xF7, 1, 2], [0xF2, 1], [300], [0xF4, 1, 2, 3], [0xC0]):
        stream = Stream()
        assert feed(stream, broken) == []
        assert feed(stream, [0xB0, 1, 2]) == [(0xB0, 1, 2)]
        assert stream.malformed == 1, broken
