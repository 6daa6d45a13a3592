"""OSC through a real port: from the foreign client oscsend, and from raw sockets that send anything at all.

In: datagrams on the loopback. Out: settings, verbs, events and counts.
Runs in the test process; oscsend is a child.
"""

import math
import socket
import struct
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from venue import wait_until

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE, Catalogue, plugins_of, show_catalogue
from engine.controls.event import Control, Event, Setting, Verb
from engine.controls.osc import DEFAULT_PORT, LOOPBACK, OscServer
from engine.controls.osc.timetag import MOST
from engine.controls.patchbay import Patchbay
from engine.controls.verbs import LOCAL_VERBS
from engine.errors import DeviceError
from engine.isf.shelf import Shelf


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """What a show has: with the ISF files that ship, without which /transition/choice has nothing to choose from."""
    return show_catalogue(plugins_of(Shelf()))


@pytest.fixture
def server(catalogue: Catalogue) -> Iterator[OscServer]:
    server = OscServer(catalogue, port=0)
    yield server
    server.close()


class Sender:
    """A raw socket that knows how many datagrams it has sent."""

    def __init__(self, server: OscServer) -> None:
        self.sent = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((server.host, server.port))

    def send(self, address: str, *arguments: object) -> None:
        self.send_bytes(message(address, *arguments))

    def send_bytes(self, datagram: bytes) -> None:
        self._socket.send(datagram)
        self.sent += 1

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def sender(server: OscServer) -> Iterator[Sender]:
    sender = Sender(server)
    yield sender
    sender.close()


def message(address: str, *arguments: object) -> bytes:
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)  # type: ignore[arg-type]
    return builder.build().dgram


def read(server: OscServer, sender: Sender, t: float = 0.0) -> list[Control]:
    """All that was sent before, in one frame or in several: the loopback loses nothing that fits the buffer."""
    controls: list[Control] = []

    def arrived() -> bool:
        controls.extend(server.poll(t))
        return server.received == sender.sent

    wait_until(arrived, what="what was sent")
    return controls


def oscsend(server: OscServer, *words: str) -> None:
    subprocess.run(["oscsend", server.host, str(server.port), *words], check=True, timeout=60)


# The foreign client


@pytest.mark.parametrize(
    ("words", "control"),
    [
        (("/pulse/speed", "f", "3.5"), Setting("/pulse/speed", 3.5, 2.0)),
        (("/pulse/speed", "i", "3"), Setting("/pulse/speed", 3, 2.0)),
        (("/pulse/speed", "d", "3.5"), Setting("/pulse/speed", 3.5, 2.0)),
        (("/pulse/speed", "h", "4"), Setting("/pulse/speed", 4, 2.0)),
        (("/color/palette", "s", "ice"), Setting("/color/palette", "ice", 2.0)),
        (("/color/palette", "S", "ice"), Setting("/color/palette", "ice", 2.0)),
        (("/color/palette", "i", "2"), Setting("/color/palette", 2, 2.0)),
        (("/master/blackout", "T"), Setting("/master/blackout", True, 2.0)),
        (("/master/blackout", "F"), Setting("/master/blackout", False, 2.0)),
        (("/burst/fire",), Setting("/burst/fire", 1.0, 2.0)),
        (("/burst/fire", "I"), Setting("/burst/fire", True, 2.0)),
        (("/preset/next",), Verb("preset/next", 2.0)),
        (("/preset/previous", "f", "1"), Verb("preset/previous", 2.0)),
        (("/preset/load", "s", "nerve"), Verb("preset/load", 2.0, "nerve")),
        (("/preset/load", "i", "3"), Verb("preset/load", 2.0, 3)),
        (("/preset/load", "f", "3"), Verb("preset/load", 2.0, 3)),
        (("/blackout",), Verb("blackout", 2.0)),
        (("/blackout", "i", "0"), Setting("/master/blackout", False, 2.0)),
        (("/tap",), Verb("tap", 2.0)),
        (("/overlay",), Verb("overlay", 2.0)),
        (("/deck/fader", "f", "0.25"), Event("osc/deck/fader", 0.25, 0.25, 2.0)),
    ],
    ids=str,
)
def test_oscsend_is_understood(server: OscServer, words: tuple[str, ...], control: Control) -> None:
    oscsend(server, *words)
    assert wait_until(lambda: server.poll(2.0), what="the message") == [control]
    assert (server.received, server.malformed, server.ignored) == (1, 0, 0)


@pytest.mark.parametrize("path", CATALOGUE)
def test_every_parameter_is_reached_by_its_path(
    catalogue: Catalogue, server: OscServer, sender: Sender, path: str
) -> None:
    parameter = catalogue[path]
    board = Board(catalogue)
    bay = Patchbay(board)
    sender.send(path, parameter.from_unit(0.01 if parameter.to_unit(parameter.default) > 0.5 else 0.99))
    bay.handle(read(server, sender))
    changed = {path: value for path, value in board.snapshot(0.0).items() if value != catalogue[path].default}
    assert list(changed) == [path]


# Types and values


def test_useless_values_are_ignored_and_counted(server: OscServer, sender: Sender) -> None:
    useless: list[tuple[str, list[object]]] = [
        ("/pulse/speed", ["fast"]),
        ("/pulse/speed", [math.nan]),
        ("/color/palette", ["no such palette"]),
        ("/color/palette", [math.inf]),
        ("/master/blackout", ["yes"]),
        ("/burst/fire", ["now"]),
        ("/preset/load", []),
        ("/preset/load", [math.nan]),
        ("/deck/fader", [-math.inf]),
        ("/deck/fader", ["text"]),
        ("/deck/a b", [1.0]),
        ("/deck#2", [1.0]),
        ("/", [1.0]),
        ("/" + "x" * 300, [1.0]),
    ]
    for address, arguments in useless:
        before = server.ignored
        sender.send(address, *arguments)
        assert read(server, sender) == []
        assert server.ignored == before + 1, address
    assert server.malformed == 0


def test_values_out_of_range_are_clamped_by_the_board(server: OscServer, sender: Sender) -> None:
    board = Board(CATALOGUE)
    sender.send("/pulse/speed", 1e30)
    sender.send("/node/size", -5)
    Patchbay(board).handle(read(server, sender))
    assert (board.value("/pulse/speed"), board.value("/node/size")) == (8.0, 0.1)
    assert board.counters.clamped == 2


@pytest.mark.parametrize("verb", sorted(LOCAL_VERBS))
def test_the_network_does_not_say_local_verbs(server: OscServer, sender: Sender, verb: str) -> None:
    sender.send(f"/{verb}")
    assert read(server, sender) == []
    assert server.ignored == 1


def test_a_buttons_release_says_nothing(server: OscServer, sender: Sender) -> None:
    sender.send("/preset/next", 1.0)
    sender.send("/preset/next", 0.0)
    assert read(server, sender) == [Verb("preset/next", 0.0)]
    assert server.ignored == 0


def test_other_addresses_are_sources_with_a_number_for_each_argument(server: OscServer, sender: Sender) -> None:
    sender.send("/deck/xy", 0.25, "text", 3, True)
    assert read(server, sender) == [
        Event("osc/deck/xy", 0.25, 0.25, 0.0),
        Event("osc/deck/xy#3", 1.0, 3.0, 0.0),
        Event("osc/deck/xy#4", 1.0, 1.0, 0.0),
    ]


def test_a_message_without_arguments_is_a_press(server: OscServer, sender: Sender) -> None:
    sender.send("/deck/cue")
    assert read(server, sender) == [Event("osc/deck/cue", 1.0, 1.0, 0.0), Event("osc/deck/cue", 0.0, 0.0, 0.0)]


# Patterns and bundles


def test_a_pattern_sets_all_that_it_matches_and_that_can_take_it(server: OscServer, sender: Sender) -> None:
    sender.send("/color/*", 0.5)
    paths = [control.path for control in read(server, sender) if isinstance(control, Setting)]
    assert paths == [path for path in CATALOGUE if path.startswith("/color/")]
    sender.send("/{line,ripple}/a*", 0.5)
    assert read(server, sender) == [Setting("/line/amount", 0.5, 0.0), Setting("/ripple/amount", 0.5, 0.0)]
    sender.send("/*/*", "spectral")
    assert read(server, sender) == [Setting(path, "spectral", 0.0) for path in ("/layout/choice", "/layout/towards")]


@pytest.mark.parametrize("pattern", ["/nothing/*", "/color/[", "/preset/*", "/*/*/*/*/*/*", "/quit*"])
def test_a_pattern_that_matches_nothing_is_ignored(server: OscServer, sender: Sender, pattern: str) -> None:
    sender.send(pattern, 0.5)
    assert read(server, sender) == []
    assert server.ignored == 1


def test_a_question_leaves_the_setting_before_it(server: OscServer, sender: Sender) -> None:
    sender.send_bytes(bundle(message("/pulse/speed", 3.5), message("/pulse/speed"), message("/pulse/speed")))
    assert read(server, sender) == [Setting("/pulse/speed", 3.5, 0.0)]
    assert [(request.kind, request.patterns) for request in server.requests] == [("ask", ("/pulse/speed",))] * 2


TWO = [Setting("/pulse/speed", 3.5, 0.0), Setting("/node/size", 2.0, 0.0)]


def timed(at: float, wall: float = 1e9) -> bytes:
    builder = OscBundleBuilder(wall + at)
    for setting in TWO:
        builder.add_content(_built(setting.path, float(setting.value)))
    return builder.build().dgram


@pytest.mark.parametrize("at", [-5.0, 0.0, 3600.0, 1e9])
def test_a_bundle_for_now_for_the_past_and_of_a_clock_that_goes_wrong_is_done_at_once(
    server: OscServer, sender: Sender, at: float
) -> None:
    server._wall = lambda: 1e9
    sender.send_bytes(timed(at))
    assert read(server, sender) == TWO


def test_a_bundle_from_the_future_waits_for_its_time_in_the_shows_clock(server: OscServer, sender: Sender) -> None:
    server._wall = lambda: 1e9
    sender.send_bytes(timed(1.5))
    assert read(server, sender, 10.0) == []
    server._wall = lambda: 2e9  # whatever the wall's clock does meanwhile
    assert server.poll(11.49) == []
    assert server.poll(11.51) == [Setting(setting.path, setting.value, 11.51) for setting in TWO]
    assert server.poll(12.0) == []


def test_what_waits_is_bounded(server: OscServer, sender: Sender) -> None:
    server._wall = lambda: 1e9
    for _ in range(MOST // 2 + 10):
        sender.send_bytes(timed(2.0))
    assert read(server, sender) == []
    assert server.dropped == 20
    assert len(server.poll(3.0)) == 2
    assert read(server, sender) == []


def _built(address: str, value: float) -> object:
    builder = OscMessageBuilder(address)
    builder.add_arg(value)
    return builder.build()


# Floods and malice


def test_in_a_flood_the_newest_value_counts(server: OscServer, sender: Sender) -> None:
    for number in range(100):
        sender.send("/layout/morph", number / 128)
        sender.send("/deck/fader", (100 - number) / 128)
    controls = read(server, sender)
    assert [control for control in controls if isinstance(control, Setting)] == [
        Setting("/layout/morph", 99 / 128, 0.0)
    ]
    faders = [control for control in controls if isinstance(control, Event)]
    assert faders[-1] == Event("osc/deck/fader", 1 / 128, 1 / 128, 0.0)
    assert len(faders) <= 2
    assert server.received == 200
    assert server.dropped >= 99


def bundle(*contents: bytes) -> bytes:
    elements = (struct.pack(">i", len(content)) + content for content in contents)
    return b"#bundle\0" + struct.pack(">Q", 1) + b"".join(elements)


def test_one_frames_work_is_bounded(server: OscServer, sender: Sender) -> None:
    """However much comes, a poll gives a few thousand controls at most; what is left out is counted."""
    many = [message(f"/a/{number}", *[0.5] * 20) for number in range(600)]
    sender.send_bytes(bundle(*many[:300]))
    sender.send_bytes(bundle(*many[300:]))
    sender.send_bytes(bundle(*[message(f"/{number:x}*", 0.5) for number in range(600)]))
    wait_until(lambda: (most := len(server.poll(0.0))) and most <= 256 * 20, what="the bundles")
    assert server.dropped >= 300 - 256


def test_parameters_get_through_a_flood_of_other_addresses(server: OscServer, sender: Sender) -> None:
    sender.send_bytes(bundle(*[message(f"/a/{number}") for number in range(1000)], message("/layout/morph", 0.5)))
    assert Setting("/layout/morph", 0.5, 0.0) in server_poll(server)


def server_poll(server: OscServer) -> list[Control]:
    return wait_until(lambda: server.poll(0.0), what="the bundle")


def test_a_poll_of_nothing_is_nothing(server: OscServer) -> None:
    assert server.poll(0.0) == []
    server.close()
    assert server.poll(1.0) == []


MALFORMED = [
    b"",
    b"hello",
    b"/pulse/speed",
    b"/pulse/speed\0\0\0\0,f",
    b"#bundle\0" + b"\0" * 8 + struct.pack(">i", -4),
    b"#bundle\0" + b"\0" * 8 + struct.pack(">i", 9999),
    b"/\xff\xfe\0,f\0\0\0\0\0\0",
]


def test_malformed_datagrams_are_counted_and_the_next_is_read(server: OscServer, sender: Sender) -> None:
    for datagram in MALFORMED:
        sender.send_bytes(datagram)
        assert read(server, sender) == []
        sender.send("/pulse/speed", 3.5)
        assert read(server, sender) == [Setting("/pulse/speed", 3.5, 0.0)]
    assert server.malformed == len(MALFORMED)


@pytest.fixture(scope="module")
def long_lived() -> Iterator[tuple[OscServer, Sender]]:
    server = OscServer(CATALOGUE, port=0)
    sender = Sender(server)
    yield server, sender
    sender.close()
    server.close()


addresses = st.sampled_from([*CATALOGUE, "/tap", "/preset/load", "/blackout", "/a", "/color/*", "/[", "/deck/{a", "/"])
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
arguments = st.lists(st.one_of(st.floats(width=32), st.integers(-(2**63), 2**63 - 1), st.booleans(), words))
datagrams = st.one_of(
    st.binary(max_size=64),
    st.binary(max_size=64).map(lambda tail: b"#bundle\0" + b"\0" * 8 + tail),
    st.binary(max_size=64).map(lambda tail: b"/color/hue\0\0" + tail),
    st.builds(lambda address, given: message(address, *given), addresses, arguments),
)


@settings(max_examples=150)
@given(sent=st.lists(datagrams, max_size=8))
def test_any_datagrams_leave_valid_values(long_lived: tuple[OscServer, Sender], sent: list[bytes]) -> None:
    server, sender = long_lived
    board = Board(CATALOGUE)
    for datagram in sent:
        sender.send_bytes(datagram)
    for verb in Patchbay(board).handle(read(server, sender)):
        assert verb.name not in LOCAL_VERBS
    for path, value in board.snapshot(0.0).items():
        parameter = CATALOGUE[path]
        assert value in parameter.choices if parameter.choices else parameter.low <= float(value) <= parameter.high


# Opening the port


def test_listens_on_this_machine_alone_unless_told_otherwise(server: OscServer) -> None:
    assert server.host == LOOPBACK == "127.0.0.1"
    assert DEFAULT_PORT == 9000
    everywhere = OscServer(CATALOGUE, "0.0.0.0", 0)
    try:
        assert everywhere.host == "0.0.0.0"
    finally:
        everywhere.close()


def test_a_port_in_use_is_an_error_that_says_how_to_choose_another(server: OscServer) -> None:
    with pytest.raises(DeviceError) as caught:
        OscServer(CATALOGUE, port=server.port)
    for part in (f"OSC port {server.port} on 127.0.0.1 is in use", f"--osc-port {server.port + 1}", "[osc]"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("192.0.2.1", 0, "192.0.2.1 is not an address of this machine"),
        ("no such host", 0, "there is no address 'no such host'"),
        ("x" * 300, 0, "there is no address"),
        ("127.0.0.1", 70000, "70000"),
        ("127.0.0.1", -1, "-1"),
    ],
)
def test_an_impossible_address_is_an_error_that_says_what_to_do(host: str, port: int, said: str) -> None:
    with pytest.raises(DeviceError, match=said) as caught:
        OscServer(CATALOGUE, host, port)
    assert "--osc-host" in str(caught.value)
