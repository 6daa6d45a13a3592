"""Messages that we write: python-osc and liblo's oscdump read them as they were meant, and so do we.

In: addresses and values of every type. Out: proof. Runs in the test process.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_message import OscMessage

from engine.controls.osc import packet
from engine.controls.osc.timetag import LONGEST_S, MOST, Waiting, tag_of, wait_of
from engine.controls.osc.writing import write_bundle, write_message

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
floats = st.floats(width=32, allow_nan=False)
whole = st.integers(-(1 << 63), (1 << 63) - 1)
addresses = st.lists(st.text("abc-_9", min_size=1, max_size=6), min_size=1, max_size=3).map(lambda p: "/" + "/".join(p))
arguments = st.lists(st.one_of(floats, whole, st.booleans(), texts, st.binary(max_size=9), st.none()), max_size=6)


@given(address=addresses, given_arguments=arguments)
def test_python_osc_and_we_read_what_we_write(address: str, given_arguments: list[packet.Argument]) -> None:
    written = write_message(address, *given_arguments)
    assert len(written) % 4 == 0
    assert packet.parse(written) == (address, tuple(given_arguments))
    read = OscMessage(written)
    assert (read.address, list(read)) == (address, given_arguments)


def test_a_list_is_an_array() -> None:
    read = OscMessage(write_message("/a", 1, [0.5, "x"], 2))
    assert list(read) == [1, [0.5, "x"], 2]


def test_a_text_that_is_no_unicode_is_told_all_the_same() -> None:
    name = b"br\xfcllen".decode("utf-8", "surrogateescape")  # as Python names a file whose name is in Latin-1
    assert packet.parse(write_message("/asterism/preset", name)) == ("/asterism/preset", ("br?llen",))


def test_a_number_that_no_float_holds_is_a_double() -> None:
    assert list(OscMessage(write_message("/a", 1e300))) == [1e300]
    assert math.isinf(packet.parse(write_message("/a", math.inf))[1][0])  # type: ignore[arg-type]


@pytest.mark.parametrize("given_argument", [1 << 63, "a\0b"])
def test_what_osc_cannot_say_is_a_value_error(given_argument: packet.Argument) -> None:
    with pytest.raises(ValueError, match=r"64 bits|null"):
        write_message("/a", given_argument)


def test_a_bundle_is_one_for_python_osc_and_for_us() -> None:
    inner = write_bundle([write_message("/b", 2)], tag_of(1e9))
    written = write_bundle([write_message("/a", 1), inner])
    assert OscBundle(written).num_contents == 2
    assert [(packet.parse(message)[0], due) for message, due in packet.split(written)] == [
        ("/a", packet.IMMEDIATELY),
        ("/b", tag_of(1e9)),
    ]


@pytest.mark.parametrize(
    ("day", "seconds"),
    [(0.0, 2_208_988_800), (63_072_000.0, 2_272_060_800)],
)
def test_time_tags_count_from_1900(day: float, seconds: int) -> None:
    """RFC 868: 2 208 988 800 is 00:00 1 January 1970, and 2 272 060 800 is 1 January 1972."""
    assert tag_of(day) == seconds << 32
    assert tag_of(day + 0.25) == (seconds << 32) + (1 << 30)


@given(tag=st.integers(0, (1 << 64) - 1), wall=st.floats(0, 2e9))
def test_any_time_tag_is_a_wait_of_at_most_a_minute(tag: int, wall: float) -> None:
    assert 0.0 <= wait_of(tag, wall) <= LONGEST_S


@given(wall=st.floats(0, 2e9), ahead=st.floats(0.001, LONGEST_S - 0.001))
def test_a_wait_is_as_long_as_the_tag_is_ahead(wall: float, ahead: float) -> None:
    assert wait_of(tag_of(wall + ahead), wall) == pytest.approx(ahead, abs=1e-5)
    assert wait_of(tag_of(wall - ahead), wall) == 0.0


@given(st.lists(st.tuples(st.integers(0, 20), st.binary(max_size=4)), max_size=40), st.integers(0, 20))
def test_what_waits_comes_in_the_order_of_its_times(put: list[tuple[int, bytes]], until: int) -> None:
    waiting: Waiting[int] = Waiting()
    for number, (due, message) in enumerate(put):
        assert waiting.put(float(due), message, number)
    expected = sorted((due, number, message) for number, (due, message) in enumerate(put))
    first = waiting.take(float(until))
    assert first == [(message, number) for due, number, message in expected if due <= until]
    assert first + waiting.take(99.0) == [(message, number) for _, number, message in expected]
    assert len(waiting) == 0


def test_what_waits_is_bounded_in_number_and_in_bytes() -> None:
    waiting: Waiting[None] = Waiting()
    assert sum(waiting.put(1.0, b"x", None) for _ in range(MOST + 9)) == MOST
    waiting = Waiting()
    assert sum(waiting.put(1.0, b"x" * 60_000, None) for _ in range(9)) == 4
    waiting.take(1.0)
    assert waiting.put(1.0, b"x" * 60_000, None)
