"""OSC datagrams and address patterns: good ones are read, and no bytes at all can hang or crash us.

In: packets built by python-osc and by hand, and random bytes. Out: proof. Runs in the test process.
"""

import logging
import math
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from engine.controls.osc import packet
from engine.controls.osc.pattern import compile_pattern, is_pattern

BUNDLE = b"#bundle\0" + struct.pack(">Q", 1)


def message(address: str, *arguments: object) -> bytes:
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)  # type: ignore[arg-type]
    return builder.build().dgram


def element(content: bytes) -> bytes:
    return struct.pack(">i", len(content)) + content


def typed(address: str, tags: str, body: bytes = b"") -> bytes:
    def pad(text: bytes) -> bytes:
        return text + b"\0" * (4 - len(text) % 4)

    return pad(address.encode()) + pad(b"," + tags.encode()) + body


def test_reads_what_python_osc_builds() -> None:
    given_arguments = (0.5, 7, True, False, "ice", 2**40)
    ((only, due),) = packet.split(message("/a/b", *given_arguments))
    assert due == packet.IMMEDIATELY
    assert packet.address_of(only) == b"/a/b"
    assert packet.parse(only) == ("/a/b", given_arguments)


def test_reads_types_that_python_osc_does_not_know() -> None:
    assert packet.parse(typed("/a", "I")) == ("/a", (True,))
    assert packet.parse(typed("/a", "Sf", b"ice\0" + struct.pack(">f", 0.5))) == ("/a", ("ice", 0.5))
    assert packet.parse(typed("/a", "cf", b"\0\0\0x" + struct.pack(">f", 0.5))) == ("/a", (ord("x"), 0.5))


def test_what_is_no_number_or_text_keeps_its_place() -> None:
    body = struct.pack(">i", 5) + b"blob!\0\0\0" + struct.pack(">f", 0.5) + b"\x90\x24\x7f\0" + b"12345678" + b"rgba"
    given_arguments = (b"blob!", None, 0.5, b"\x90\x24\x7f\0", b"12345678", b"rgba")
    assert packet.parse(typed("/a", "bNfmtr", body)) == ("/a", given_arguments)


def test_arrays_are_read_without_their_brackets() -> None:
    body = struct.pack(">fif", 0.25, 3, 0.5)
    assert packet.parse(typed("/a", "f[iT[f]]N", body)) == ("/a", (0.25, 3, True, 0.5, None))


def test_a_text_in_another_code_than_utf8_is_read_as_far_as_it_goes() -> None:
    assert packet.parse(typed("/a", "sf", b"caf\xe9\0\0\0\0" + struct.pack(">f", 0.5))) == ("/a", ("caf\ufffd", 0.5))


def test_tells_messages_without_arguments() -> None:
    assert all(map(packet.is_bare, (b"/bang\0\0\0", typed("/bang", ""), typed("/abc", ""), b"/a")))
    assert not any(map(packet.is_bare, (message("/bang", 1), message("/abc", "x"))))


def test_reads_floats_whose_last_zeros_are_missing_as_some_programs_send_them() -> None:
    assert packet.parse(typed("/a", "ff", struct.pack(">f", 0.25) + b"\x3f"))[1] == (0.25, 0.5)


def test_message_without_type_tags_has_no_arguments() -> None:
    assert packet.parse(b"/bang\0\0\0") == ("/bang", ())


def test_bundles_are_taken_apart_in_order_with_their_time_tags() -> None:
    inner = OscBundleBuilder(2_085_000_000)  # as far in the future as time tags reach
    inner.add_content(OscMessageBuilder("/b").build())
    outer = OscBundleBuilder(IMMEDIATELY)
    for content in (OscMessageBuilder("/a").build(), inner.build(), OscMessageBuilder("/c").build()):
        outer.add_content(content)
    unpacked = packet.split(outer.build().dgram)
    assert [packet.parse(each)[0] for each, _ in unpacked] == ["/a", "/b", "/c"]
    now, later, again = (due for _, due in unpacked)
    assert (now, again) == (packet.IMMEDIATELY, packet.IMMEDIATELY) and later > 1 << 63
    assert packet.split(BUNDLE) == []


def nested(depth: int) -> bytes:
    content = message("/a")
    for _ in range(depth):
        content = BUNDLE + element(content)
    return content


def test_depth_of_bundles_is_limited() -> None:
    assert len(packet.split(nested(8))) == 1
    with pytest.raises(ValueError, match="neither"):
        packet.split(nested(2000))


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\0",
        b"hello",
        b"#bundle",
        b"#bundle\0\0\0",
        BUNDLE + b"\0",
        BUNDLE + struct.pack(">i", 0),
        BUNDLE + struct.pack(">i", -4),  # on this one python-osc's OscPacket never returns
        BUNDLE + struct.pack(">i", -20),
        BUNDLE + struct.pack(">i", 100) + b"/a\0\0",
        BUNDLE + element(b"nonsense"),
    ],
)
def test_malformed_datagram_is_a_value_error(datagram: bytes) -> None:
    with pytest.raises(ValueError, match=r"OSC message|does not fit"):
        packet.split(datagram)


@pytest.mark.parametrize(
    "malformed",
    [
        b"/",
        b"/abc",
        b"/a\0\0f\0\0\0\0\0\0\0",
        b"/a\0\0,",
        b"/\xff\xfe\0,\0\0\0",
        typed("/a", "s", b"abc"),
        typed("/a", "b", struct.pack(">i", 1000)),
        typed("/a", "["),
        typed("/a", "]"),
        typed("/a", "x", b"\0\0\0\0"),
        typed("/a", "T" * 2000),
        typed("/a", "b", struct.pack(">i", -4)),
        typed("/a", "]["),
    ],
)
def test_malformed_message_is_a_value_error(malformed: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match=r"."):
        packet.parse(malformed)
    assert caplog.records == []


pieces = st.one_of(
    st.binary(max_size=24),
    st.sampled_from([BUNDLE, b"/a\0\0", b",f\0\0", b",", struct.pack(">i", -4), struct.pack(">i", 16), b"\0\0\0\0"]),
)


@given(parts=st.lists(pieces, max_size=12), prefix=st.sampled_from([b"", b"/", BUNDLE]))
def test_any_bytes_are_messages_or_a_value_error(parts: list[bytes], prefix: bytes) -> None:
    seen: list[logging.LogRecord] = []
    watch = logging.Handler()
    watch.emit = seen.append  # type: ignore[method-assign]
    logging.getLogger().addHandler(watch)
    try:
        for each, due in packet.split(prefix + b"".join(parts)):
            assert due >= packet.IMMEDIATELY
            address, arguments = packet.parse(each)
            assert address.startswith("/")
            assert all(given is None or isinstance(given, (int, float, str, bytes)) for given in arguments)
    except ValueError as error:
        assert str(error)
    finally:
        logging.getLogger().removeHandler(watch)
    assert seen == []


def test_what_is_finite() -> None:
    assert all(packet.is_finite(given_value) for given_value in (1, 0.5, True, "nan", 2**63, None, b""))
    assert not any(packet.is_finite(given_value) for given_value in (math.nan, math.inf, -math.inf))


@pytest.mark.parametrize(
    ("pattern", "matches", "others"),
    [
        ("/color/*", ["/color/hue", "/color/"], ["/colour/hue", "/color/a/b", "/color"]),
        ("/*/amount", ["/line/amount", "//amount"], ["/a/b/amount", "/line/amounts"]),
        ("/a?c", ["/abc", "/a.c"], ["/ac", "/a/c", "/abbc"]),
        ("/[a-c]x", ["/ax", "/cx"], ["/dx", "/-x", "//x"]),
        ("/[!a-c]x", ["/dx", "/!x"], ["/ax", "//x"]),
        ("/[abc-]", ["/a", "/-"], ["/d"]),
        ("/[]", [], ["/", "/a"]),
        ("/{line,node}/x", ["/line/x", "/node/x"], ["/lin/x", "/line,node/x"]),
        ("/{a,ab}c", ["/ac", "/abc"], ["/bc"]),
        ("/a.b*", ["/a.b", "/a.bc"], ["/axb"]),
        ("/**a", ["/a", "/bba"], ["/b"]),
        ("/[^a]", ["/^", "/a"], ["/b"]),
    ],
)
def test_patterns_match_as_the_specification_says(pattern: str, matches: list[str], others: list[str]) -> None:
    assert is_pattern(pattern)
    if not matches:
        with pytest.raises(ValueError, match="empty"):
            compile_pattern(pattern)
        return
    compiled = compile_pattern(pattern)
    assert [address for address in (*matches, *others) if compiled.fullmatch(address)] == matches


@pytest.mark.parametrize(
    "pattern", ["/[a", "/a]", "/{a", "/a}", "/{a,{b}}", "/[z-a]", "/{a/b}", "/*a*b*c*d*e", "/?" * 99, "/" + "{,a}" * 5]
)
def test_malformed_or_endless_pattern_is_a_value_error(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("/" + "{,}" * 40 + "a", "nothing, any number of times"),
        ("/" + "{a,a}" * 24 + "b", "the same word twice"),
        ("/" + "{a,b}" * 24 + "c", "words of which none begins another"),
        ("/" + "[ab]" * 28 + "[!a]", "sets"),
    ],
)
def test_a_long_pattern_of_one_way_to_match_is_matched_at_once(pattern: str, words: str) -> None:
    compiled = compile_pattern(pattern)
    began = time.perf_counter()
    compiled.fullmatch("/" + "a" * 28)
    assert time.perf_counter() - began < 1.0, words  # two ways at each place would take years


@given(pattern=st.text(alphabet="/ab*?[]{}!-,^\\.", max_size=20), address=st.text(alphabet="/ab^-", max_size=10))
def test_any_pattern_compiles_or_is_a_value_error(pattern: str, address: str) -> None:
    try:
        found = compile_pattern(pattern).fullmatch(address)
    except ValueError as error:
        assert str(error)
    else:
        assert found is None or address.count("/") == pattern.count("/") or "[" in pattern
