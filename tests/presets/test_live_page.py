"""The page about Live: its examples are right, and what the Max for Live Connection Kit sends moves what they say.

In: docs/live.md, messages as Max's udpsend makes them. Out: proof. Runs in the test process.
"""

import re
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from venue import wait_until

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Control, Event, Setting
from engine.controls.live.names import FORMS
from engine.controls.live.orders import VERBS
from engine.controls.osc import OscServer
from engine.controls.patchbay import Patchbay
from engine.presets import live_table
from engine.presets.rig import Rig, load_rig

PAGE = (Path(__file__).parents[2] / "docs" / "live.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^ *```toml\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)


def load(home: Path, text: str) -> Rig:
    path = home / "presets" / "rigs" / "club.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(re.sub(r"^ {3}", "", text, flags=re.MULTILINE))
    return load_rig("club", CATALOGUE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_its_examples_are_right(home: Path, example: str) -> None:
    rig = load(home, example)
    assert rig.bindings


def test_its_settings_are_right_and_all_there(home: Path) -> None:
    told = re.findall(r"^\| `((?:scenes|looks|recall|clips|locators) = .*?)` \|", PAGE, re.MULTILINE)
    assert {line.split(" = ")[0] for line in told} | {"host", "port", "reply_port"} == set(live_table.KEYS)
    for line in told:
        assert load(home, f"[live]\n{line}\n").live is not None


def test_verbs_and_sources_of_the_page_are_there() -> None:
    named = set(re.findall(r"`/(live/(?!api/)[\w/-]+)`", PAGE)) | set(
        re.findall(r'^parameter = "/(live/.*?)"', PAGE, re.MULTILINE)
    )
    assert named <= VERBS
    assert VERBS - named == {"live/continue", "live/scene/previous", "live/tempo/down", "live/nudge/down"}
    kinds = {"/".join(form.split("/")[:2]) for form, _ in FORMS}
    assert {
        "/".join(name.split("/")[:2])
        for name in re.findall(r"live/[a-z]+/[\w/-]+", PAGE)
        if name.split("/")[1] in ("track", "device")
    } <= kinds


def test_the_example_rig_has_everything_in_it() -> None:
    rig = load_rig("live", CATALOGUE)
    assert rig.live is not None and rig.live.clips == "Visuals" and rig.live.locators
    sources = {binding.source.name.split("/")[0] for binding in rig.bindings}
    assert {"live", "osc", "midi"} <= sources
    assert len({binding.parameter for binding in rig.bindings if binding.parameter.startswith("/live/")}) >= 6
    text = (Path(__file__).parents[2] / "presets" / "rigs" / "live.toml").read_text(encoding="utf-8")
    keys = set(live_table.KEYS) - {"port", "reply_port"}
    assert all(re.search(rf"^{key} =", text, re.MULTILINE) for key in keys)


@pytest.fixture
def server() -> Iterator[OscServer]:
    server = OscServer(CATALOGUE, port=0)
    yield server
    server.close()


def receive(server: OscServer, *datagrams: bytes) -> list[Control]:
    """What the server makes of datagrams, byte for byte."""
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    known, controls = server.received, []
    for datagram in datagrams:
        sender.sendto(datagram, ("127.0.0.1", server.port))
    sender.close()
    wait_until(lambda: (controls.extend(server.poll(0.0)), server.received - known == len(datagrams))[1], what="all")
    return controls


def padded(text: str) -> bytes:
    return text.encode() + b"\0" * (4 - len(text) % 4)


def from_max(address: str, number: float) -> bytes:
    """A message as Max's udpsend makes it: OSC 1.0, whole numbers as i, others as f."""
    if isinstance(number, int):
        return padded(address) + padded(",i") + struct.pack(">i", number)
    return padded(address) + padded(",f") + struct.pack(">f", number)


def test_osc_send_moves_parameters_and_sources(server: OscServer) -> None:
    assert receive(server, from_max("/line/amount", 0.5)) == [Setting("/line/amount", 0.5, 0.0)]
    for address in ("/XPosition", "/YPosition", "/RColour", "/GColour", "/BColour", "/XSize", "/YSize"):
        assert receive(server, from_max(address, 0.25)) == [Event(f"osc{address}", 0.25, 0.25, 0.0)]


def test_osc_midi_send_counts_to_127(home: Path, server: OscServer) -> None:
    (example,) = [example for example in EXAMPLES if "Velocity1" in example]
    board = Board(CATALOGUE)
    patchbay = Patchbay(board, load(home, example).bindings)
    patchbay.handle(receive(server, from_max("/Note1", 60), from_max("/Velocity1", 0)))
    patchbay.handle(receive(server, from_max("/Velocity1", 127)))
    assert board.snapshot(0.0).number("/burst/fire") == 1.0
    patchbay.handle(receive(server, from_max("/Velocity1", 0)))
    patchbay.handle(receive(server, from_max("/Velocity1", 64)))
    assert board.snapshot(0.0).number("/burst/fire") == pytest.approx(64 / 127)


def test_an_address_without_its_slash_is_no_osc(server: OscServer) -> None:
    assert receive(server, from_max("RColour", 0.25)) == []
    assert server.malformed == 1
