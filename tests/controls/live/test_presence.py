"""Whether Live is there, what it complains of, and when it is asked.

In: made-up time and answers. Out: what is told and asked. Runs in the test process.
"""

import itertools

from engine.controls.live.facts import read_fact
from engine.controls.live.liveset import LiveSet
from engine.controls.live.presence import Complaints, Presence
from engine.controls.live.questions import LISTENS, Questions


def test_live_is_looked_for_soon_and_then_every_two_seconds() -> None:
    presence = Presence()
    asked = [number / 10 for number in range(100) if presence.look(number / 10)]
    assert asked[:3] == [0.0, 0.5, 1.5]
    assert {later - earlier for earlier, later in itertools.pairwise(asked[2:])} == {2.0}


def test_live_comes_once_and_goes_once() -> None:
    presence = Presence()
    assert [presence.hear(t) for t in (0.5, 1.0)] == [True, False]
    assert not presence.look(2.0)
    assert [presence.lose(t) for t in (4.0, 5.0, 6.0)] == [
        False,
        True,
        False,
    ]
    assert presence.look(5.0)
    assert presence.hear(9.0)


def test_an_error_is_told_once_unless_a_change_of_the_set_explains_it() -> None:
    complaints = Complaints()
    complaints.hear(1.0, "no such device")
    complaints.hear(1.1, "no such device")
    assert list(complaints.take(1.2)) == []
    assert list(complaints.take(1.6)) == ["Live says: no such device"]
    complaints.hear(2.0, "no such device")
    complaints.hear(2.0, "")
    complaints.hear(2.0, "Unknown OSC address: /live/song/start_listen/beat")
    complaints.hear(2.0, "list index out of range")
    complaints.change(2.3)
    assert list(complaints.take(3.0)) == []
    complaints.hear(9.0, "list index out of range")
    assert list(complaints.take(9.6)) == ["Live says: list index out of range"]


def test_no_more_than_some_errors_are_told() -> None:
    complaints = Complaints()
    for number in range(1000):
        complaints.hear(1.0, f"error {number}")
    assert len(list(complaints.take(2.0))) == 16
    complaints.hear(3.0, "another")
    assert list(complaints.take(4.0)) == []


class Conversation:
    """Questions, and a set that is answered from a table."""

    def __init__(self, *, locators: bool = False, silent: tuple[str, ...] = ()) -> None:
        self.told = LiveSet()
        self.questions = Questions(self.told, locators)
        self.silent = silent
        self.asked: list[str] = []
        self.t = 0.0

    def round(self, *, answer: bool = True) -> list[str]:
        self.t += 0.125
        asked = list(self.questions.due(self.t))
        self.asked = [address.removeprefix("/live/") for address, _ in asked]
        for address, arguments in asked if answer else ():
            self.answer(address.removeprefix("/live/"), arguments)
        return self.asked

    def answer(self, address: str, ids: tuple[object, ...]) -> None:
        answers: dict[str, tuple[object, ...]] = {
            "song/get/num_tracks": (2,),
            "song/get/num_scenes": (3,),
            "song/get/track_names": ("a", "b"),
            "song/get/scene_names": ("x", "y", "z"),
            "song/get/track_data": (0, -1, -2, -1),
            "song/get/current_song_time": (1.0,),
            "track/get/clips/name": (*ids, "clip", None, None),
            "track/get/name": (*ids, "a"),
            "scene/get/name": (*ids, "x"),
            "track/get/playing_slot_index": (*ids, 0),
            "track/get/fired_slot_index": (*ids, -1),
        }
        if address in answers and address not in self.silent:
            self.hear(address, *answers[address])

    def hear(self, address: str, *arguments: object) -> None:
        fact = read_fact(f"/live/{address}", arguments)
        assert fact is not None
        if self.told.learn(fact):
            self.questions.hear(fact)


def test_a_round_is_asked_every_tenth_of_a_second_and_is_complete_when_all_is_answered() -> None:
    live = Conversation()
    rounds = [bool(live.round()) for _ in range(10)]
    assert rounds == [True] * 10
    assert live.questions.take_complete() and not live.questions.take_complete()
    assert live.questions.slots == ((0, -1), (-2, -1))
    live.t -= 0.0625
    assert live.round() == []  # too soon


def test_a_mute_live_is_asked_twice_a_second() -> None:
    live = Conversation()
    assert sum(bool(live.round(answer=False)) for _ in range(40)) == 10


def test_lists_that_do_not_fit_are_no_answers() -> None:
    live = Conversation()
    live.round(answer=False)
    for address, *values in (
        *[("song/get/num_tracks", 3), ("song/get/num_scenes", 3), ("song/get/scene_names", "x", "y", "z")],
        *[
            ("song/get/track_names", "a", "b"),
            ("song/get/track_data", 0, -1, -2, -1),
            ("song/get/current_song_time", 1.0),
        ],
    ):
        live.hear(address, *values)
    assert not live.questions.take_complete()
    live.hear("song/get/num_tracks", 2)
    live.hear("song/get/track_names", "a", "b")
    live.hear("song/get/track_data", 0, -1, -2, -1)
    assert live.questions.take_complete()


def test_it_is_listened_again_and_again_and_to_empty_scenes_once_these_are_known() -> None:
    live = Conversation()
    listens = [f"song/start_listen/{topic}" for topic in LISTENS]
    asked = [live.round() for _ in range(130)]
    when = [number for number, round_ in enumerate(asked) if listens[0] in round_]
    assert when == [0, 8, 48, 88, 128]
    assert asked[0][:5] == listens
    assert asked[8][:7] == [*listens, *["scene/start_listen/is_triggered"] * 2]
    assert live.questions.empty_scenes() == [1, 2]


def test_names_and_slots_are_asked_one_by_one_where_lists_are_not_answered() -> None:
    live = Conversation(silent=("song/get/scene_names", "song/get/track_names", "song/get/track_data"))
    asked = {address for _ in range(40) for address in live.round()}
    assert {"track/get/name", "scene/get/name", "track/get/playing_slot_index"} <= asked
    assert live.questions.take_complete()
    assert live.told.tracks == ("a", "a") and live.told.scenes == ("x", "x", "x")
    assert live.questions.slots == ((0, -1), (0, -1))


def test_locators_are_asked_for_where_they_are_wanted_once_a_second() -> None:
    live = Conversation(locators=True)
    assert sum("song/get/cue_points" in live.round() for _ in range(50)) == 5
    live = Conversation()
    assert sum("song/get/cue_points" in live.round() for _ in range(50)) == 0


def test_clips_that_are_doubted_are_asked_for_before_others() -> None:
    live = Conversation()
    for _ in range(3):
        live.round()
    live.questions.refresh([1, 1, 99])
    live.t += 0.125
    clips = [arguments for address, arguments in live.questions.due(live.t) if "clips" in address]
    assert clips == [(1,)]


def test_no_more_than_some_questions_are_asked_at_once() -> None:
    live = Conversation()
    live.told.track_count = 1000
    live.told.scene_count = 1000
    wanted = [("/live/track/get/volume", (track,)) for track in range(300)]
    asked = [list(live.questions.due(number / 2, lambda: wanted)) for number in range(20)]
    assert max(map(len, asked)) < 300
    volumes = {arguments for round_ in asked for address, arguments in round_ if address.endswith("volume")}
    assert len(volumes) == 300  # each in its turn
