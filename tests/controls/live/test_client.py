"""The client and a stand-in for Live, over real sockets: found, followed, lost, found again.

In: what a person does in Live. Out: what the client makes of it. Runs in the test process; Live is a child.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from engine.controls.binding import Binding
from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Event, Setting, Tempo, Verb
from engine.controls.learn.session import LearnSession
from engine.controls.learn.target import Targets
from engine.controls.patchbay import Patchbay
from engine.controls.source import parse_source

OpenBooth = Callable[..., Any]


def bind(booth: Any, *names: str) -> None:
    """Bind sources, as a rig does."""
    board = Board(CATALOGUE)
    patchbay = Patchbay(board)
    patchbay.load_rig([Binding(parse_source(name), "/line/amount", mode="set") for name in names])
    booth.client.tell(SimpleNamespace(t=0.0, patchbay=patchbay))


def test_live_is_found_and_its_song_followed(booth: Any) -> None:
    assert booth.said == ["Live 12.1 is here: 4 tracks, 4 scenes."]
    assert booth.client.describe() == ("live", "124.0 BPM, stopped")
    booth.live.do("set_song", "tempo", 133.5)
    booth.live.do("set_song", "signature_numerator", 7)
    booth.live.do("set_song", "is_playing", True)
    booth.await_(lambda: booth.tempo().bpm == 133.5 and booth.tempo().playing and booth.tempo().metre == 7, "the tempo")
    booth.await_(lambda: (booth.tempo().beat or 0.0) > 2.0, "beats")
    assert booth.client.describe()[1].startswith("133.5 BPM, playing")
    beats = [control.beat for control in booth.controls if isinstance(control, Tempo) and control.beat is not None]
    assert beats == sorted(beats)


def test_a_live_that_is_not_there_is_looked_for_without_a_word(open_booth: OpenBooth) -> None:
    booth = open_booth()
    booth.live.do("be_mute", 1.0)
    assert booth.play(3.0) == []
    assert booth.said == []
    assert booth.client.describe() == ("live", f"not there (127.0.0.1:{booth.live.port})")
    assert booth.client.obey(Verb("live/play", booth.t))
    assert booth.said == [f"Live is not there (127.0.0.1:{booth.live.port}), so it cannot be asked for anything."]
    booth.await_here()


@pytest.mark.parametrize("version", ["new", "old", "strict"])
def test_a_scene_recalls_the_look_that_it_names(open_booth: OpenBooth, version: str) -> None:
    booth = open_booth(version=version)
    booth.await_here()
    for row, look in ((1, "fever"), (0, None), (2, "undertow")):
        before = booth.recalls()
        booth.live.do("launch", row)
        booth.await_(lambda row=row: booth.client.scene == row, f"scene {row}")
        assert booth.recalls() == before + [look] * (look is not None)
    assert booth.client.describe()[1].endswith("scene 3 'Undertow'")
    # What an older AbletonOSC does not know is no trouble; an error is told, and got over.
    assert len(booth.said) == 1 + (version == "strict")


def test_a_scene_that_waits_for_the_bar_recalls_when_it_begins(open_booth: OpenBooth) -> None:
    booth = open_booth()
    booth.await_here()
    booth.live.do("launch", 0)
    booth.live.do("set_song", "quantum", 4.0)
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.live.do("state")["slots"][1] == 1 and booth.recalls(), "the bar")
    assert booth.recalls() == ["fever"]
    booth.live.do("launch", 1)
    booth.await_(lambda: len(booth.recalls()) == 2, "the same scene again")


def test_a_scene_may_recall_as_soon_as_it_waits(open_booth: OpenBooth) -> None:
    booth = open_booth(recall="trigger")
    booth.await_here()
    booth.live.do("launch", 0)
    booth.live.do("set_song", "quantum", 8.0)
    booth.live.do("launch", 1)
    booth.await_(booth.recalls, "the recall")
    assert booth.live.do("state")["slots"][1] == 0
    booth.live.do("set_song", "quantum", 0.0)
    booth.await_(lambda: booth.client.scene == 1, "the launch")
    assert booth.recalls() == ["fever"]


def test_an_empty_scene_is_seen_too(open_booth: OpenBooth) -> None:
    booth = open_booth(looks={"silence": "thought"})
    booth.await_here()
    booth.live.do("launch", 0)
    booth.live.do("set_song", "quantum", 4.0)
    booth.play(6.0)  # until it is asked to be told of the empty ones
    booth.live.do("launch", 3)
    booth.await_(lambda: booth.recalls() == ["thought"], "the empty scene")
    assert booth.client.scene == 3


def test_clips_of_one_track_and_locators_recall_looks_too(open_booth: OpenBooth) -> None:
    booth = open_booth(
        clips="lights", locators=True, looks={"flash": "fever", "thought": "thought", "undertow": "undertow"}
    )
    booth.await_here()
    booth.live.do("launch_clip", 3, 2)
    booth.await_(lambda: booth.recalls() == ["fever"], "the clip")
    booth.live.do("launch", 2)  # the clip plays on, so the scene counts
    booth.await_(lambda: booth.recalls() == ["fever", "undertow"], "the scene")
    booth.play(1.5)
    booth.live.do("set_song", "current_song_time", 17.0)
    booth.await_(lambda: booth.recalls() == ["fever", "undertow", "thought"], "the locator")
    booth.live.do("set_song", "current_song_time", 40.0)
    assert [control for control in booth.play(1.0) if isinstance(control, Verb)] == []


def test_names_of_scenes_set_parameters_and_say_verbs(booth: Any) -> None:
    booth.live.do("rename_scene", 1, "drop [fever] [/trails/length 2] [/burst/fire] [/my/own 0.5]")
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.recalls(), "the recall")
    assert booth.recalls()[0] == "fever"
    assert [str(control) for control in booth.controls if isinstance(control, Setting)] == [
        *("/trails/length 2", "/burst/fire 1")
    ]
    assert booth.events("osc/my/own") == [0.5]
    booth.live.do("rename_scene", 0, "intro [/quit] [/line/amount thick]")
    booth.live.do("launch", 0)
    booth.await_(lambda: len(booth.said) == 3, "two notices")
    assert booth.said[1:] == [
        "'intro' in Live says /quit, and nothing here can do that.",
        "'intro' in Live says /line/amount thick, and nothing here can do that.",
    ]


def test_what_came_before_us_recalls_nothing(open_booth: OpenBooth) -> None:
    booth = open_booth()
    booth.live.do("launch", 1)
    booth.await_here()
    booth.play(1.0)
    assert booth.recalls() == []
    assert booth.client.describe()[1].endswith("playing, scene 2 'drop'")


def test_live_that_is_restarted_is_found_again_and_followed_as_before(booth: Any) -> None:
    booth.restart()
    booth.await_(lambda: booth.said.count("Live 12.1 is here: 4 tracks, 4 scenes.") == 2, "the new Live")
    booth.await_here()
    booth.live.do("set_song", "tempo", 90.0)
    booth.await_(lambda: booth.tempo().bpm == 90.0, "the tempo of the new Live")
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.recalls() == ["fever"], "a recall")


def test_live_that_is_gone_is_said_to_be_once_and_its_meters_fall(booth: Any) -> None:
    bind(booth, "live/track/2/meter")
    booth.live.do("set_track", 1, "output_meter_left", 0.75)
    booth.await_(lambda: booth.client.level("live/track/2/meter") == 0.75, "the meter")
    booth.live.do("be_mute", 3.0)
    booth.await_(lambda: not booth.client.here, "the silence")
    assert booth.said[1:] == ["Live does not answer any more. It is looked for until it is back."]
    assert booth.client.level("live/track/2/meter") == 0.0
    booth.await_(lambda: booth.client.level("live/track/2/meter") == 0.75, "the meter of a Live that is back")


def test_a_script_that_begins_anew_is_asked_to_tell_again_whether_it_says_so_or_not(booth: Any) -> None:
    booth.live.do("restart_script")
    assert booth.live.do("listening") == 0
    booth.await_(lambda: booth.live.do("listening") >= 5, "listeners after /live/startup")
    booth.live.do("answer_to", 1)  # as from another machine: the startup is told to nobody
    booth.live.do("restart_script")
    booth.live.do("answer_to", booth.client.reply_port)
    booth.await_(lambda: booth.live.do("listening") >= 5, "listeners all the same")


def test_asking_again_to_be_told_doubles_nothing(booth: Any) -> None:
    booth.play(2.0)
    once = booth.live.do("listening")
    booth.play(13.0)
    assert booth.live.do("listening") == once
    booth.live.do("heard")
    before = len([control for control in booth.controls if isinstance(control, Tempo)])
    booth.live.do("set_song", "tempo", 99.0)
    booth.await_(lambda: booth.tempo().bpm == 99.0, "the tempo")
    assert len([control for control in booth.controls if isinstance(control, Tempo)]) <= before + 2


def test_tracks_and_scenes_that_come_and_go_are_followed_and_launch_nothing(booth: Any) -> None:
    bind(booth, "live/track/bass/volume", "live/track/kick-drum/meter")
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.recalls() == ["fever"] and booth.events("live/track/bass/volume"), "a launch")
    booth.live.do("insert_scene", 0, "Undertow")
    booth.live.do("insert_track", 0, "New")
    booth.live.do("set_track", 2, "output_meter_left", 0.5)
    booth.live.do("set_track", 3, "volume", 0.25)
    booth.await_(lambda: booth.events("live/track/bass/volume")[-1] == 0.25, "the fader in its new place")
    booth.await_(lambda: booth.client.level("live/track/kick-drum/meter") == 0.5, "the meter in its new place")
    booth.play(1.0)
    assert booth.recalls() == ["fever"]
    booth.await_(lambda: booth.client.describe()[1].endswith("scene 3 'drop'"), "the scene's new number")
    booth.live.do("rename_scene", 1, "intro [thought]")
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.recalls() == ["fever", "thought"], "a renamed scene")
    booth.live.do("delete_track", 3)
    booth.play(1.0)
    assert booth.client.told.tracks == ("New", "Group", "Kick Drum", "Lights")
    assert [text for text in booth.said if text.startswith("Live says")] == []


def test_a_clip_that_was_added_belongs_to_its_scene(booth: Any) -> None:
    booth.live.do("set_clip", 3, 1, "new flash")
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.recalls() == ["fever"], "a launch")
    booth.live.do("set_clip", 1, 2, "one more")
    booth.live.do("set_clip", 2, 2, None)
    booth.live.do("launch", 2)
    booth.await_(lambda: booth.recalls() == ["fever", "undertow"], "a launch of what is not known yet")


def test_meters_faders_macros_and_switches_are_sources(booth: Any) -> None:
    bind(
        booth, "live/device/bass/wobble-rack/growl", "live/device/3/1/2", "live/track/3/mute", "live/track/lights/left"
    )
    booth.await_(lambda: booth.events("live/device/bass/wobble-rack/growl") == [0.5], "the macro")
    booth.await_(lambda: booth.events("live/device/3/1/2") == [0.25], "the rate")
    booth.live.do("set_parameter", 2, 0, 1, 127.0)
    booth.live.do("set_track", 2, "mute", True)
    booth.live.do("set_track", 3, "output_meter_level", 0.5)
    booth.await_(lambda: booth.events("live/device/bass/wobble-rack/growl") == [0.5, 1.0], "the macro")
    booth.await_(lambda: booth.events("live/track/3/mute") == [1.0], "the mute")
    booth.await_(lambda: booth.client.level("live/track/lights/left") == 0.5, "the MIDI track's level")


@pytest.mark.parametrize("version", ["new", "old"])
def test_what_a_hand_moves_in_live_is_told_while_a_binding_is_learnt(open_booth: OpenBooth, version: str) -> None:
    booth = open_booth(version=version)
    booth.await_here()
    learning = [True]
    booth.client.follow_learning(lambda: learning[0])
    macro, fader = "live/device/bass/wobble-rack/growl", "live/track/kick-drum/volume"
    booth.await_(lambda: booth.client.told.values.get(("device/parameters/max", (2, 0))), "the selected device")
    booth.play(0.5)
    booth.live.do("set_parameter", 2, 0, 1, 127.0)
    booth.await_(lambda: booth.events(macro) == [0.5, 1.0], "the macro, from where it was")
    booth.live.do("set_track", 1, "volume", 0.5)
    booth.await_(lambda: booth.events(fader) == pytest.approx([0.85, 0.5]), "the fader")
    learning[0] = False
    booth.play(0.5)
    booth.live.do("set_parameter", 2, 0, 1, 0.0)
    booth.play(1.0)
    learning[0] = True
    booth.live.do("select", 1, None)
    booth.play(1.5)
    assert {control.source for control in booth.controls if isinstance(control, Event)} == {macro, fader}
    assert booth.events(macro) == [0.5, 1.0]
    assert len(booth.said) == 1
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.recalls() == ["fever"], "a launch")


def test_a_macro_that_is_moved_in_live_is_learnt(booth: Any) -> None:
    targets = Targets(CATALOGUE, ())
    session = LearnSession(targets, list, lambda path: 0.5)
    session.choose(targets.find("/line/amount"))
    booth.client.follow_learning(lambda: True)
    booth.await_(lambda: booth.client.told.values.get(("device/parameters/max", (2, 0))), "the selected device")
    booth.play(0.5)
    for value in (70.0, 90.0, 127.0):
        booth.live.do("set_parameter", 2, 0, 1, value)
        session.hear([control for control in booth.play(0.3) if isinstance(control, Event)], booth.t)
    booth.await_(lambda: (session.hear([], booth.t), session.draft)[1], "what is learnt")
    assert session.draft is not None and session.draft.source.name == "live/device/bass/wobble-rack/growl"
    assert session.draft.parameter == "/line/amount"


def test_a_master_that_is_not_told_of_is_said_once_and_not_asked_for_again(booth: Any) -> None:
    bind(booth, "live/master/meter")
    booth.await_(lambda: any("master" in text for text in booth.said), "the refusal")
    booth.play(1.0)
    assert sum("master" in text for text in booth.said) == 1
    booth.live.do("heard")
    booth.play(1.0)
    assert not [arguments for _, arguments in booth.live.do("heard") if "master" in arguments]
    assert booth.client.level("live/master/meter") == 0.0


def test_errors_are_told_once(booth: Any) -> None:
    booth.play(1.0)
    for _ in range(3):
        booth.live.do("send", "/live/error", "Error handling OSC message: something is wrong")
    booth.await_(lambda: len(booth.said) > 1, "the error")
    booth.live.do("send", "/live/error", "Error handling OSC message: something is wrong")
    booth.play(1.0)
    assert booth.said[1:] == ["Live says: Error handling OSC message: something is wrong"]


def test_verbs_reach_live(booth: Any) -> None:
    def ask(name: str, argument: object = None) -> None:
        assert booth.client.obey(Verb(name, booth.t, argument))  # type: ignore[arg-type]

    ask("live/scene", 2.0)
    booth.await_(lambda: booth.client.scene == 1 and booth.tempo().playing, "scene 2")
    assert booth.recalls() == ["fever"]
    ask("live/scene/next")
    booth.await_(lambda: booth.client.scene == 2, "scene 3")
    ask("live/scene-named", "intro")
    booth.await_(lambda: booth.client.scene == 0, "scene 1")
    ask("live/clip", "bass/lower")
    booth.await_(lambda: booth.live.do("state")["slots"][2] == 1, "the clip")
    ask("live/tempo", 100.0)
    ask("live/tempo/up")
    booth.await_(lambda: booth.tempo().bpm == pytest.approx(100.1), "the tempo")
    ask("live/nudge/up")
    booth.await_(lambda: booth.live.do("state")["nudge_up"] is True, "the nudge")
    booth.await_(lambda: booth.live.do("state")["nudge_up"] is False, "its end")
    ask("live/stop")
    booth.await_(lambda: booth.tempo().playing is False, "the stop")
    ask("live/scene", 99.0)
    assert booth.said[1:] == ["Live has no scene 99: there are 4."]
    assert not booth.client.obey(Verb("preset/next", booth.t))


def test_nothing_is_sent_to_live_that_nobody_has_asked_for(booth: Any) -> None:
    bind(booth, "live/track/1/meter", "live/device/3/1/1", "live/scene/drop", "live/playing", "live/master/meter")
    booth.live.do("launch", 1)
    booth.play(6.0)
    heard = {address for address, _ in booth.live.do("heard")}
    parts = {address.split("/")[3] if len(address.split("/")) > 3 else address for address in heard}
    assert parts == {"/live/test", "get", "start_listen"}


def test_a_large_set_is_read_and_followed(booth: Any) -> None:
    booth.live.do("many", 60, 200)
    booth.await_(lambda: len(booth.client.told.scenes) == 200 and len(booth.client.told.clips) == 60, "the set")
    booth.play(1.0)
    booth.live.do("rename_scene", 150, "late [fever]")
    booth.live.do("fire_all", 150)
    booth.await_(lambda: booth.recalls() == ["fever"], "a late scene")


def test_a_set_that_is_too_large_is_told_once_and_its_time_followed(booth: Any) -> None:
    booth.live.do("many", 8, 1500)
    booth.await_(lambda: "1500" in booth.said[-1], "a word about it")
    booth.play(3.0)
    assert [text for text in booth.said if "1500" in text] == [
        "Live's set has 1500 scenes. Up to 1024 are followed: its scenes recall nothing, only its time counts."
    ]
    booth.live.do("set_song", "tempo", 99.0)
    booth.await_(lambda: booth.tempo().bpm == 99.0, "the tempo")


def test_bytes_that_are_no_osc_are_counted_and_stop_nothing(booth: Any) -> None:
    for content in ("00", "2f6c697665", "23627a6e646c6500", "ff" * 500):
        booth.live.do("send_bytes", content)
    booth.live.do("send", "/live/song/get/tempo", "very fast")
    booth.live.do("send", "/live/track/get/volume")
    booth.live.do("set_song", "tempo", 91.0)
    booth.await_(lambda: booth.tempo().bpm == 91.0 and booth.client.malformed == 5, "the next tempo")
