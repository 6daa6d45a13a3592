"""The list of Live's set: what it says leads to what it is about, and nobody waits for ever.

In: a stand-in for Live. Out: lines. Runs in the test process; Live and the command are children.
"""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from venue import Live

from engine.commands import main
from engine.controls.live.interview import Interview
from engine.controls.live.link import Link
from engine.controls.live.listing import describe_now, list_set
from engine.controls.live.liveset import LiveSet
from engine.controls.live.names import place_of, read_name, spell
from engine.controls.live.recall import Recalls

LOOKS = {"fever": "fever", "undertow": "undertow", "thought": "thought"}


@pytest.fixture
def live() -> Iterator[Live]:
    with Live() as live:
        yield live


@pytest.fixture
def link(live: Live) -> Iterator[Link]:
    link = Link(port=live.port, reply_port=0)
    live.do("answer_to", link.reply_port)
    yield link
    link.close()


def test_everything_is_listed_with_a_name_that_leads_to_it(link: Link) -> None:
    interview = Interview(link)
    assert interview.find()
    told = interview.read()
    lines = list(list_set(told, Recalls(), LOOKS, 1))
    text = "\n".join(lines)
    assert lines[0] == "Live 12.1: 124.0 BPM, 4/4, stopped"
    for words in (
        *(
            "1  intro",
            "2  drop [fever] +recalls fever",
            "3  Undertow +recalls undertow",
            "2  Kick Drum +live/track/kick-drum/meter",
        ),
        *(
            "Wobble Rack",
            "Device On +live/device/bass/wobble-rack/device-on  0 to 1",
            "and 1 more: --all",
            "16.0  thought +recalls thought",
        ),
        "Growl +live/device/bass/wobble-rack/growl  0 to 127",
    ):
        assert re.search(rf"^ +{words.replace('[', chr(92) + '[')}$", text, re.MULTILINE), words
    named = re.findall(r"live/[a-z]+/[\w/-]+", text)
    assert len(named) == 6 and all(read_name(name) is not None for name in named)


@pytest.mark.parametrize(("tracks", "scenes"), [(0, 0), (40, 90)])
def test_any_set_is_read(live: Live, link: Link, tracks: int, scenes: int) -> None:
    live.do("many", tracks, scenes)
    told = Interview(link).read()
    assert (len(told.tracks), len(told.scenes)) == (tracks, scenes)
    assert len(list(list_set(told, Recalls(), LOOKS, 16))) == 3 + tracks + scenes + 3 + 1


def test_a_live_that_is_mute_is_not_waited_for() -> None:
    link = Link(port=9, reply_port=0)
    now = iter(range(1000))
    assert not Interview(link, clock=lambda: next(now), sleep=lambda seconds: None).find()
    assert next(now) < 20
    link.close()


def test_names_are_spelt_so_that_they_lead_back() -> None:
    names = ("Kick Drum", "808", "kick-drum", "", "Bass")
    assert [spell(place, names) for place in range(5)] == ["kick-drum", "2", "3", "4", "bass"]
    assert [place_of(spell(place, names), names) for place in range(5)] == list(range(5))
    assert spell(1, ("a", "1"), first=0) == "1"


def test_the_command_lists_what_the_rigs_live_has(live: Live, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    live.do("answer_to", port)
    rig = home / "presets" / "rigs" / "club.toml"
    rig.parent.mkdir(parents=True)
    rig.write_text(f'[live]\nport = {live.port}\nreply_port = {port}\nlooks = {{ intro = "nerve" }}\n')
    assert main(["live", "--rig", "club", "--all"]) == 0
    assert re.search(
        r"1  intro +recalls nerve\n.*Rate +live/device/bass/wobble-rack/rate  -1 to 3",
        capsys.readouterr().out,
        re.DOTALL,
    )
    live.do("be_mute", 60.0)
    assert main(["live", "--rig", "club"]) == 1
    assert f"Live does not answer at 127.0.0.1:{live.port}" in capsys.readouterr().err


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_overlays_line_tells_what_plays_and_what_waits() -> None:
    told = LiveSet(bpm=124.0, playing=True, scenes=("intro", "drop [fever]"))
    assert describe_now(LiveSet(), None, []) == "—, stopped"
    assert describe_now(told, 0, [0, 1]) == "124.0 BPM, playing, scene 1 'intro', scene 2 'drop' waits"
    assert describe_now(told, 5, []) == "124.0 BPM, playing, scene 6"
