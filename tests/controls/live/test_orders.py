"""What verbs ask of Live, and that every verb of Live's is declared.

In: verbs and made-up sets. Out: messages. Runs in the test process.
"""

import pytest

from engine.controls.event import Verb
from engine.controls.live.liveset import LiveSet
from engine.controls.live.orders import NUDGE_S, VERBS, order
from engine.controls.verbs import VERBS as DECLARED
from engine.errors import ControlError


def a_set() -> LiveSet:
    return LiveSet(
        bpm=124.0,
        playing=False,
        track_count=2,
        scene_count=3,
        tracks=("Kick Drum", "Bass"),
        scenes=("intro", "drop [fever]", "out"),
        clips={0: ("boom", None, "2"), 1: ("low", "lower", None)},
    )


def ask(name: str, argument: str | float | None = None, scene: int | None = None, told: LiveSet | None = None) -> list:
    orders = order(Verb(name, 1.0, argument), told or a_set(), scene)
    assert orders is not None and all(wait == 0.0 for wait, _ in orders)
    return [message for _, message in orders]


def test_every_verb_of_lives_is_declared_and_no_other() -> None:
    assert {name for name in DECLARED if name.startswith("live/")} == VERBS
    assert order(Verb("preset/next", 1.0), a_set(), None) is None


def test_transport() -> None:
    assert ask("live/play") == [("/live/song/start_playing", ())]
    assert ask("live/continue") == [("/live/song/continue_playing", ())]
    assert ask("live/stop") == [("/live/song/stop_playing", ())]
    assert ask("live/stop-clips") == [("/live/song/stop_all_clips", ())]
    assert ask("live/tap") == [("/live/song/tap_tempo", ())]
    told = a_set()
    assert ask("live/play-stop", told=told) == [("/live/song/start_playing", ())]
    told.playing = True
    assert ask("live/play-stop", told=told) == [("/live/song/stop_playing", ())]


def test_scenes_by_number_name_and_in_turn() -> None:
    assert ask("live/scene", 2.0) == [("/live/scene/fire", (1,))]
    assert ask("live/scene-named", "Drop") == [("/live/scene/fire", (1,))]
    assert ask("live/scene/next", scene=1) == [("/live/scene/fire", (2,))]
    assert ask("live/scene/next", scene=2) == [("/live/scene/fire", (0,))]
    assert ask("live/scene/previous", scene=0) == [("/live/scene/fire", (2,))]
    assert ask("live/scene/next") == [("/live/scene/fire", (0,))]
    assert ask("live/scene/previous") == [("/live/scene/fire", (2,))]


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        *(("live/scene", number) for number in (0.0, 4.0, -1.0, None)),
        *(("live/scene-named", text) for text in ("rise", "", "---", None)),
        *(("live/clip", text) for text in ("kick-drum/2", "kick-drum", "3/1", "1/9", "bass/3", "snare/1", "", None)),
        *(("live/tempo", bpm) for bpm in (19.0, 1000.0, None)),
    ],
)
def test_what_is_not_there_is_not_asked_for(name: str, argument: str | float | None) -> None:
    with pytest.raises(ControlError, match="Live"):
        ask(name, argument)


def test_clips_by_numbers_and_names() -> None:
    assert ask("live/clip", "1/1") == [("/live/clip/fire", (0, 0))]
    assert ask("live/clip", "Kick Drum/3") == [("/live/clip/fire", (0, 2))]
    assert ask("live/clip", "bass/Lower") == [("/live/clip/fire", (1, 1))]


def test_tempo_is_set_and_stepped_from_where_it_is_going() -> None:
    told = a_set()
    assert ask("live/tempo/up", told=told) == [("/live/song/set/tempo", (124.1,))]
    assert ask("live/tempo/up", told=told) == [("/live/song/set/tempo", (124.2,))]  # before Live has answered
    assert ask("live/tempo", 100.0, told=told) == [("/live/song/set/tempo", (100.0,))]
    assert ask("live/tempo/down", told=told) == [("/live/song/set/tempo", (99.9,))]
    told.bpm = 999.0
    assert ask("live/tempo/up", told=told) == [("/live/song/set/tempo", (999.0,))]
    told.bpm = None
    with pytest.raises(ControlError, match="has not said"):
        ask("live/tempo/up", told=told)


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_nudge_is_held_and_let_go(way: str) -> None:
    address = f"/live/song/set/nudge_{way}"
    assert order(Verb(f"live/nudge/{way}", 1.0), a_set(), None) == [(0.0, (address, (1,))), (NUDGE_S, (address, (0,)))]
