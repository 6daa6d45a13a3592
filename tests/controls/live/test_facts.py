"""What AbletonOSC says is read as it was meant; what it could never say does no harm.

In: messages right and wrong, and any bytes. Out: facts, and a state of a bounded size. Runs in the test process.
"""

import math
import socket
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from venue import wait_until

from engine.controls.live.facts import Fact, flag_of, number_of, read_fact, text_of, whole_of
from engine.controls.live.link import Link, read
from engine.controls.live.liveset import LiveSet
from engine.controls.osc.sockets import LOOPBACK
from engine.errors import DeviceError


def message(address: str, *arguments: object) -> bytes:
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)  # type: ignore[arg-type]
    return builder.build().dgram


@pytest.mark.parametrize(
    ("address", "arguments", "fact"),
    [
        ("/live/test", ("ok",), Fact("test", (), ("ok",))),
        ("/live/startup", (), Fact("startup", (), ())),
        ("/live/song/get/tempo", (124.0,), Fact("song/tempo", (), (124.0,))),
        ("/live/song/get/beat", (7,), Fact("song/beat", (), (7,))),
        ("/live/song/beat", (7,), Fact("song/beat", (), (7,))),
        ("/live/song/get/is_playing", (True,), Fact("song/is_playing", (), (True,))),
        ("/live/scene/get/name", (3, "drop"), Fact("scene/name", (3,), ("drop",))),
        ("/live/scene/get/name", (3.0, "a\n b"), Fact("scene/name", (3,), ("a b",))),
        ("/live/track/get/output_meter_left", (0, 0.5), Fact("track/output_meter_left", (0,), (0.5,))),
        ("/live/track/get/output_meter_left", (0, None), Fact("track/output_meter_left", (0,), (None,))),
        ("/live/track/get/volume", ("master", 0.5), Fact("track/volume", (-1,), (0.5,))),
        ("/live/track/get/clips/name", (2, "a", None, ""), Fact("track/clips/name", (2,), ("a", None, ""))),
        ("/live/device/get/parameters/min", (0, 1, 0.0), Fact("device/parameters/min", (0, 1), (0.0,))),
        ("/live/device/get/parameter/value", (0, 1, 2, 0.5), Fact("device/parameter/value", (0, 1, 2), (0.5,))),
        ("/live/clip/get/name", (0, 1, "a"), Fact("clip/name", (0, 1), ("a",))),
        ("/live/song/get/tempo", (math.inf,), Fact("song/tempo", (), (None,))),
        ("/live/track/get/volume", ("*", 0.5), None),
        ("/live/track/get/volume", (0.5, 0.5), None),
        ("/live/track/get/volume", (), None),
        ("/live/device/get/parameter/value", (0, 1), None),
        ("/live/scene/get/name", (True, "a"), None),
        ("/live/scene/get/name", (10**9, "a"), None),
        ("/song/get/tempo", (124.0,), None),
    ],
)
def test_messages_are_facts(address: str, arguments: tuple[object, ...], fact: Fact | None) -> None:
    assert read_fact(address, arguments) == fact
    assert read(message(address, *arguments)) == fact


def test_on_and_off_come_in_many_ways() -> None:
    assert [flag_of(value) for value in (True, False, 1, 0, 1.0, 0.0, None, "on")] == [*[True, False] * 3, None, None]
    assert [number_of(value) for value in (True, 2, 0.5, None, "1")] == [1.0, 2.0, 0.5, None, None]
    assert [whole_of(value) for value in (3, 3.0, 0.5, -2, True, None, 1e9)] == [3, 3, None, -2, None, None, None]
    assert [text_of(value) for value in ("a", None, 1)] == ["a", "", ""]


def learn(told: LiveSet, address: str, *arguments: object) -> bool:
    fact = read_fact(address, arguments)
    assert fact is not None
    return told.learn(fact)


def test_the_set_is_as_it_was_told() -> None:
    told = LiveSet()
    learn(told, "/live/application/get/version", 12, 1)
    learn(told, "/live/song/get/tempo", 124.0)
    learn(told, "/live/song/get/is_playing", 1)
    learn(told, "/live/song/get/num_tracks", 2)
    learn(told, "/live/song/get/num_scenes", 3)
    learn(told, "/live/song/get/track_names", "1-MIDI", "2-Audio")
    learn(told, "/live/scene/get/name", 2, "drop")
    learn(told, "/live/song/get/track_data", 1, -1, None, -2)
    learn(told, "/live/track/get/clips/name", 0, "a", None)
    learn(told, "/live/song/get/cue_points", "b", 8.0, "a", 0.0, "odd")
    assert (told.version, told.bpm, told.playing) == ("12.1", 124.0, True)
    assert told.tracks == ("1-MIDI", "2-Audio")
    assert told.scenes == ("", "", "drop")
    assert told.slots == ((1, -1), (-1, -2))
    assert told.clips == {0: ("a", None)}
    assert told.locators == (("a", 0.0), ("b", 8.0))


def test_a_beat_says_where_the_song_is_unless_that_is_known_better() -> None:
    told = LiveSet()
    learn(told, "/live/song/get/beat", 7)
    assert told.song_time == 7.0
    learn(told, "/live/song/get/current_song_time", 8.25)
    learn(told, "/live/song/beat", 8)
    assert told.song_time == 8.25
    learn(told, "/live/song/get/beat", 0)
    assert told.song_time == 0.0


@pytest.mark.parametrize(
    ("signature", "metre"), [((4, 4), 4), ((3, 4), 3), ((6, 8), 3), ((7, 8), 0), ((5, 2), 10), ((4, 16), 1)]
)
def test_a_bar_has_whole_quarters_or_is_not_known(signature: tuple[int, int], metre: int) -> None:
    told = LiveSet()
    assert told.metre == 0
    learn(told, "/live/song/get/signature_numerator", signature[0])
    learn(told, "/live/song/get/signature_denominator", signature[1])
    assert told.metre == metre


@pytest.mark.parametrize(
    ("address", "arguments"),
    [
        ("/live/song/get/tempo", (None,)),
        ("/live/song/get/tempo", ("fast",)),
        ("/live/song/get/tempo", (0.0,)),
        ("/live/song/get/tempo", (1e6,)),
        ("/live/song/get/tempo", ()),
        ("/live/song/get/num_tracks", (-1,)),
        ("/live/song/get/num_scenes", (100000,)),
        ("/live/song/get/signature_denominator", (0,)),
        ("/live/song/get/is_playing", (None,)),
        ("/live/track/get/volume", (1,)),
    ],
)
def test_what_cannot_be_changes_nothing(address: str, arguments: tuple[object, ...]) -> None:
    told = LiveSet()
    learn(told, "/live/song/get/tempo", 124.0)
    learn(told, "/live/song/get/num_tracks", 2)
    assert not learn(told, address, *arguments)
    assert (told.bpm, told.track_count, told.denominator) == (124.0, 2, 4)


TOPICS = st.sampled_from(
    (
        *("song/get/tempo", "song/get/num_tracks", "song/get/track_names", "song/get/track_data", "song/get/beat"),
        *(
            "song/get/cue_points",
            "track/get/clips/name",
            "track/get/name",
            "scene/get/name",
            "device/get/parameter/value",
        ),
        *("song/get/signature_denominator", "song/get/scene_names", "application/get/version", "error", "startup"),
    )
) | st.text(max_size=20)
ARGUMENTS = st.lists(
    st.none()
    | st.booleans()
    | st.integers(-(2**31), 2**31 - 1)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=9),
    max_size=20,
)


@given(st.lists(st.tuples(TOPICS, ARGUMENTS), max_size=20))
def test_whatever_is_told_the_set_can_be_read(messages: list[tuple[str, list[object]]]) -> None:
    told = LiveSet()
    for topic, arguments in messages:
        fact = read_fact(f"/live/{topic}", arguments)
        if fact is not None:
            told.learn(fact)
            told.number(fact.topic, *fact.ids)
            told.texts(fact.topic, *fact.ids)
        assert told.bpm is None or 20.0 <= told.bpm <= 999.0
        assert told.metre >= 0
        assert all(isinstance(name, str) for name in (*told.tracks, *told.scenes))
        assert all(track >= 0 for track in told.clips)


@given(
    st.binary(max_size=64) | st.builds(lambda tail: b"/live/song/get/tempo\0\0\0\0,f\0\0" + tail, st.binary(max_size=8))
)
def test_no_bytes_do_harm(datagram: bytes) -> None:
    fact = read(datagram)
    assert fact is None or isinstance(fact, Fact)


def test_what_is_told_is_kept_in_a_bounded_memory() -> None:
    told = LiveSet()
    for number in range(6000):
        learn(told, "/live/device/get/parameter/value", number % 100, number // 100, 0, 0.5)
        learn(told, "/live/track/get/clips/name", number, *["a"] * 3)
    learn(told, "/live/song/get/track_names", *["a"] * 5000)
    assert len(told.values) == 4096 and len(told.clips) == 1024 and len(told.tracks) == 1024
    assert learn(told, "/live/device/get/parameter/value", 0, 0, 0, 0.75)
    assert told.number("device/parameter/value", 0, 0, 0) == 0.75


@pytest.fixture
def link() -> Iterator[Link]:
    link = Link(port=9, reply_port=0)
    yield link
    link.close()


def test_hostile_datagrams_are_counted_and_the_next_one_is_read(link: Link) -> None:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bundle = OscBundleBuilder(IMMEDIATELY)
    for bpm in (90.0, 91.0):
        builder = OscMessageBuilder("/live/song/get/tempo")
        builder.add_arg(bpm)
        bundle.add_content(builder.build())
    hostile = [
        *(b"", b"\0", b"/live", b"/live/song/get/tempo\0\0\0\0,i\0\0\0", b"#bundle\0", b"\xff" * 60000),
        b"#bundle\0" + struct.pack(">Qi", 1, -4) + b"/a\0\0",
        message("/live/track/get/name", "x"),
        message("/elsewhere", 1),
        message("/live/song/get/track_names", *["x" * 20] * 900),
        bundle.build().dgram,
        message("/live/song/get/tempo", 92.0),
    ]
    for datagram in hostile:
        sender.sendto(datagram, (LOOPBACK, link.reply_port))
    facts: list[Fact] = []
    wait_until(lambda: (facts.extend(link.receive()), facts and facts[-1].values == (92.0,))[1], what="the last one")
    assert [fact.topic for fact in facts] == ["song/track_names", *["song/tempo"] * 3]
    assert (link.received, link.malformed) == (len(hostile) - 1, 8)  # an empty datagram is none
    sender.close()


def test_a_flood_is_read_in_bounded_steps(link: Link) -> None:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for number in range(2000):
        sender.sendto(message("/live/song/get/beat", number), (LOOPBACK, link.reply_port))
    sender.close()
    steps = [len(list(link.receive())) for _ in range(8)]
    assert max(steps) <= 512 and sum(steps) > 512
    link.close()
    assert list(link.receive()) == []


def test_only_lives_machine_is_believed(link: Link) -> None:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.bind(("127.0.0.2", 0))  # another machine, as far as addresses tell
    sender.sendto(message("/live/song/get/tempo", 92.0), (LOOPBACK, link.reply_port))
    facts: list[Fact] = []
    wait_until(lambda: (facts.extend(link.receive()), link.ignored)[1], what="a stranger")
    assert facts == [] and link.received == 0
    sender.close()


def test_what_cannot_be_sent_is_counted(link: Link) -> None:
    link.send(("/live/song/get/tempo", ()))
    assert link.dropped == 0
    link.close()
    link.send(("/live/song/get/tempo", ()))
    assert link.dropped == 1


def test_a_reply_port_in_use_and_an_unknown_machine_are_told(link: Link) -> None:
    with pytest.raises(
        DeviceError, match=rf"port {link.reply_port}, to which AbletonOSC answers.*end it, or leave Live"
    ):
        Link(reply_port=link.reply_port)
    with pytest.raises(DeviceError, match=r"no machine 'no such machine'.*Write its address"):
        Link("no such machine")
