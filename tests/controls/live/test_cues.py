"""Cues: what is launched or reached recalls one look, at the right moment.

In: launches, made-up sets. Out: recalls. Runs in the test process.
"""

import pytest

from engine.controls.event import Control, Setting, Verb
from engine.controls.live.cues import Cues
from engine.controls.live.launches import Launch
from engine.controls.live.liveset import LiveSet
from engine.controls.live.recall import Recalls, Said

LOOKS = {"fever": "fever", "tide": "tide", "flash": "flash"}


def a_set() -> LiveSet:
    return LiveSet(
        playing=True,
        tracks=("Bass", "Visuals"),
        scenes=("drop [fever]", "Tide", "no look"),
        clips={1: ("Flash", None, "drop [tide]")},
        locators=(("tide", 0.0), ("fever", 16.0), ("chorus", 32.0)),
    )


def follow(cues: Cues, *launches: Launch) -> list[object]:
    return [control.argument for control in cues.follow(launches, a_set(), 1.0) if isinstance(control, Verb)]


def test_a_scene_recalls_at_its_launch() -> None:
    cues = Cues(lambda: LOOKS)
    assert follow(cues, Launch("waits", 0)) == []
    assert follow(cues, Launch("clip", 0, 0), Launch("scene", 0)) == ["fever"]
    assert follow(cues, Launch("scene", 2)) == []
    assert follow(cues, Launch("scene", 9)) == []


def test_a_scene_recalls_once_when_it_waits_or_else_when_it_begins() -> None:
    cues = Cues(lambda: LOOKS, recall="trigger")
    assert follow(cues, Launch("waits", 0)) == ["fever"]
    assert follow(cues, Launch("scene", 0)) == []
    assert follow(cues, Launch("scene", 0)) == ["fever"]  # again, and it was not seen to wait
    assert follow(cues, Launch("waits", 0)) == ["fever"]
    assert follow(cues, Launch("waits", 1)) == ["tide"]  # the hand has thought better of it
    assert follow(cues, Launch("scene", 1)) == []
    assert follow(cues, Launch("waits", 1)) == ["tide"]
    assert follow(cues, Launch("scene", 0)) == ["fever"]
    assert follow(cues, Launch("scene", 1)) == ["tide"]  # which it had waited for in vain


def test_a_scene_that_begins_as_the_next_one_begins_to_wait_leaves_it_waiting() -> None:
    cues = Cues(lambda: LOOKS, recall="trigger")
    assert follow(cues, Launch("waits", 1), Launch("scene", 2)) == ["tide"]
    assert follow(cues, Launch("scene", 1)) == []


def test_clips_of_the_track_for_looks_go_before_scenes() -> None:
    cues = Cues(lambda: LOOKS, clips="visuals")
    assert follow(cues, Launch("clip", 0, 1)) == ["flash"]
    assert follow(cues, Launch("clip", 0, 0)) == []
    assert follow(cues, Launch("clip", 0, 1), Launch("scene", 0)) == ["flash"]
    assert follow(cues, Launch("clip", 1, 1), Launch("scene", 0)) == ["fever"]  # it has no clip there
    assert follow(cues, Launch("clip", 9, 1)) == []
    assert follow(Cues(lambda: LOOKS, recalls=Recalls("off"), clips="2"), Launch("clip", 2, 1), Launch("scene", 0)) == [
        "tide"
    ]


@pytest.mark.parametrize("locators", [True, False])
def test_a_locator_recalls_when_it_is_reached(locators: bool) -> None:
    cues, told = Cues(lambda: LOOKS, recalls=Recalls("number"), locators=locators), a_set()
    recalled = []
    for time in (0.0, 8.0, 15.9, 16.0, 20.0, 33.0, 17.0, 40.0, 0.5, None, 0.6):
        told.song_time = time
        recalled.append([control.argument for control in cues.pass_locators(told, 1.0) if isinstance(control, Verb)])
    told.playing = False
    told.song_time = 16.0
    recalled.append([control.argument for control in cues.pass_locators(told, 1.0) if isinstance(control, Verb)])
    told.playing = True
    recalled.append([control.argument for control in cues.pass_locators(told, 1.0) if isinstance(control, Verb)])
    expected = [["tide"], [], [], ["fever"], [], [], ["fever"], [], ["tide"], [], [], [], ["fever"]]
    assert recalled == (expected if locators else [[]] * 13)


def test_names_say_more_than_looks_and_the_look_comes_first() -> None:
    heard: list[tuple[str, Said]] = []

    def understand(name: str, said: Said, t: float) -> list[Control]:
        heard.append((name, said))
        return [Setting(said[0], 1.0, t)]

    cues = Cues(lambda: LOOKS, understand, clips="visuals", locators=True)
    told = a_set()
    told.scenes = ("drop [fever] [/burst/fire] [/trails/length 2.5]",)
    told.clips = {1: ("[/color/palette ice]",)}
    told.locators = (("x [/blackout off]", 0.0),)
    told.song_time = 1.0
    controls = cues.follow([Launch("scene", 0), Launch("clip", 0, 1)], told, 1.0)
    assert controls[0] == Verb("preset/load", 1.0, "fever")
    assert [control.path for control in controls if isinstance(control, Setting)] == [
        *("/color/palette", "/burst/fire", "/trails/length")
    ]
    cues.pass_locators(told, 1.0)
    assert [said for _, said in heard] == [
        *[("/color/palette", ("ice",)), ("/burst/fire", ()), ("/trails/length", (2.5,)), ("/blackout", (False,))]
    ]
    assert Recalls("off").messages_of("a [/b]") == []
