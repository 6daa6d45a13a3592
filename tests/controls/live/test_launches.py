"""Launches: what is seen in slots that blink and play is told from what only looks like it.

In: made-up slots, look by look. Out: what was launched. Runs in the test process.
"""

from hypothesis import given
from hypothesis import strategies as st

from engine.controls.live.launches import Launch, Launches

CLIPS = {0: ("a", "b", None, "d"), 1: ("a", "b", "c", None), 2: (None, "b", "c", None)}
NONE = -1


class Eyes:
    """Looks every tenth of a second."""

    def __init__(self, *plays: int) -> None:
        self.launches = Launches()
        self.t = 0.0
        assert self.see(*plays) == []

    def see(
        self, *plays: int, blinks: tuple[int, ...] | None = None, order: str = "as before", playing: bool = True
    ) -> list[int]:
        """The scenes that were launched."""
        return [
            launch.place
            for launch in self.all(*plays, blinks=blinks, order=order, playing=playing)
            if launch.kind == "scene"
        ]

    def all(
        self, *plays: int, blinks: tuple[int, ...] | None = None, order: str = "as before", playing: bool = True
    ) -> list[Launch]:
        self.t += 0.1
        slots = list(zip(plays, blinks or (NONE,) * len(plays), strict=True))
        return self.launches.look(order, slots, CLIPS, self.t, playing)


def test_a_scene_is_launched_when_every_clip_of_its_row_plays() -> None:
    eyes = Eyes(-2, -2, -2)
    assert eyes.see(0, 0, -2) == [0]
    assert eyes.see(0, 0, -2) == []
    assert eyes.see(1, 1, 1) == [1]
    assert eyes.see(-2, 2, 2) == [2]
    assert eyes.launches.current == 2


def test_tracks_without_a_clip_in_the_row_may_play_on() -> None:
    eyes = Eyes(1, 1, 1)
    assert eyes.see(1, 2, 2) == [2]


def test_a_single_clip_is_not_its_scene() -> None:
    eyes = Eyes(0, 0, -2)
    assert eyes.all(1, 0, -2) == [Launch("clip", 1, 0)]
    assert eyes.see(1, 1, -2) == []
    for _ in range(3):
        assert eyes.see(1, 1, -2) == []
    assert eyes.launches.current == 0


def test_the_only_clip_of_a_row_is_its_scene() -> None:
    eyes = Eyes(0, 0, -2)
    assert eyes.see(3, 0, -2) == [3]


def test_clips_that_begin_one_after_the_other_make_a_scene_if_they_are_quick() -> None:
    eyes = Eyes(0, 0, -2)
    assert eyes.see(1, 0, -2) == []
    assert eyes.see(1, 1, -2) == []
    assert eyes.see(1, 1, 1) == [1]


def test_a_clip_that_comes_back_is_no_launch_of_the_scene_that_is_on() -> None:
    eyes = Eyes(0, 0, -2)
    eyes.see(1, 1, 1)
    assert eyes.see(0, 1, 1) == []
    assert eyes.see(1, 1, 1) == []


def test_a_scene_that_blinks_and_plays_on_was_launched_again() -> None:
    eyes = Eyes(1, 1, 1)
    assert eyes.all(1, 1, 1, blinks=(1, 1, 1)) == [Launch("waits", 1)]
    assert eyes.all(1, 1, 1, blinks=(1, 1, 1)) == []
    assert eyes.see(1, 1, 1) == [1]


def test_what_blinked_and_was_given_up_was_not_launched() -> None:
    eyes = Eyes(1, 1, 1)
    eyes.see(1, 1, 1, blinks=(1, 1, 1))
    assert eyes.see(1, 1, 1, blinks=(-2, 2, 2)) == []
    assert eyes.see(-2, 2, 2) == [2]
    eyes = Eyes(1, 1, 1)
    eyes.see(1, 1, 1, blinks=(1, 1, 1))
    assert eyes.see(1, 1, 1, playing=False) == []  # Live was stopped
    eyes = Eyes(1, 1, 1)
    eyes.see(1, 1, 1, blinks=(1, NONE, NONE))
    assert eyes.see(1, 1, 1) == []  # one clip of it was launched again


def test_a_scene_that_waits_is_launched_once() -> None:
    eyes = Eyes(0, 0, -2)
    assert eyes.all(0, 0, -2, blinks=(1, 1, 1))[-1] == Launch("waits", 1)
    assert eyes.see(1, 1, 1) == [1]
    assert eyes.see(1, 1, 1) == []


def test_an_empty_scene_is_launched_when_it_no_longer_blinks() -> None:
    launches = Launches()
    assert launches.trigger(4, False) == []
    assert launches.trigger(4, True) == [Launch("waits", 4)]
    assert launches.trigger(4, True) == []
    assert launches.trigger(4, False) == [Launch("scene", 4)]
    assert launches.current == 4
    assert launches.trigger(4, False) == []


def test_tracks_that_come_go_or_move_launch_nothing() -> None:
    eyes = Eyes(0, 0, -2)
    assert eyes.see(1, 1, 1, order="a scene was put above") == []
    assert eyes.launches.current == 1
    eyes.t += 0.1
    assert eyes.launches.look("a scene was put above", [(2, -1)], {}, eyes.t) == []
    assert eyes.see(2, 2, 2, order="a scene was put above") == []


def test_what_plays_when_we_come_is_the_scene_that_is_on_but_no_launch() -> None:
    assert Eyes(1, 1, 1).launches.current == 1
    assert Eyes(0, 1, 1).launches.current is None
    assert Eyes(-2, -2, -2).launches.current is None


def test_tracks_that_keep_a_row_from_being_whole_are_named_for_a_while() -> None:
    eyes = Eyes(0, 0, -2)
    eyes.see(1, 1, -2)
    slots = [(1, -1), (1, -1), (-2, -1)]
    assert eyes.launches.missing(slots, CLIPS) == [2]
    for _ in range(12):
        eyes.see(1, 1, -2)
    assert eyes.launches.missing(slots, CLIPS) == []
    assert eyes.launches.missing([], CLIPS) == []


PLACES = st.integers(-3, 5)
SLOTS = st.lists(st.tuples(PLACES, PLACES), max_size=5)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), SLOTS), max_size=20),
    st.dictionaries(st.integers(-1, 6), st.lists(st.none() | st.just("x"), max_size=5)),
)
def test_whatever_is_seen_a_scene_that_is_launched_plays_whole(looks: list, clips: dict) -> None:
    launches = Launches()
    for number, (order, slots) in enumerate(looks):
        for launch in launches.look(order, slots, clips, number / 10):
            plays = [place for place, _ in slots]
            assert 0 <= launch.place <= 5
            if launch.kind == "scene":
                assert launch.place in plays
                members = [
                    track for track, names in clips.items() if 0 <= track < len(slots) and launch.place < len(names)
                ]
                assert all(plays[track] == launch.place for track in members if clips[track][launch.place] is not None)
        launches.missing(slots, clips)
