"""Live's sources: what is asked for them, and what is told of the answers.

In: names that are bound, answers. Out: questions, events, levels. Runs in the test process.
"""

from engine.controls.event import Event
from engine.controls.live.facts import read_fact
from engine.controls.live.liveset import LiveSet
from engine.controls.live.sources import Watch


class Answers:
    """A set that answers by hand."""

    def __init__(self, *names: str) -> None:
        self.told = LiveSet(
            track_count=2, scene_count=2, tracks=("Kick Drum", "Bass"), scenes=("intro", "drop [fever]")
        )
        self.watch = Watch(self.told)
        self.watch.want(names)

    def say(self, address: str, *arguments: object) -> None:
        fact = read_fact(f"/live/{address}", arguments)
        assert fact is not None and self.told.learn(fact)

    def asks(self) -> list[tuple[object, ...]]:
        return [(address.removeprefix("/live/"), *arguments) for address, arguments in self.watch.questions()]

    def news(self, scene: int | None = None, launched: bool = False) -> list[tuple[str, float]]:
        return [(event.source, event.value) for event in self.watch.news(1.0, scene, launched)]


def test_a_meter_is_the_louder_side_and_is_asked_for_once_it_is_known_to_be_there() -> None:
    live = Answers("live/track/kick-drum/meter", "live/track/1/left")
    assert live.asks() == [("track/get/has_audio_output", 0)]
    live.say("track/get/has_audio_output", 0, True)
    assert live.asks() == [("track/get/output_meter_left", 0), ("track/get/output_meter_right", 0)]
    assert live.watch.level("live/track/kick-drum/meter") == 0.0
    live.say("track/get/output_meter_left", 0, 0.25)
    live.say("track/get/output_meter_right", 0, 0.75)
    assert live.watch.level("live/track/kick-drum/meter") == 0.75
    assert live.watch.level("live/track/1/left") == 0.25
    assert live.watch.level("live/track/2/meter") == 0.0  # which nobody has bound
    assert live.news() == []


def test_a_midi_track_has_a_level_only() -> None:
    live = Answers("live/track/2/right")
    live.say("track/get/has_audio_output", 1, False)
    assert live.asks() == [("track/get/output_meter_level", 1)]
    live.say("track/get/output_meter_level", 1, 0.5)
    assert live.watch.level("live/track/2/right") == 0.5


def test_the_master_is_asked_for_by_its_word_unless_that_was_refused() -> None:
    live = Answers("live/master/meter", "live/master/volume")
    assert live.watch.asks_for_master
    assert live.asks() == [
        *[("track/get/output_meter_left", "master"), ("track/get/output_meter_right", "master")],
        ("track/get/volume", "master"),
    ]
    live.say("track/get/output_meter_right", "master", 0.5)
    assert live.watch.level("live/master/meter") == 0.5
    live.watch.refused = True
    assert live.asks() == []


def test_a_fader_speaks_at_first_and_when_it_moves() -> None:
    live = Answers("live/track/bass/volume")
    assert live.asks() == [("track/get/volume", 1)]
    assert live.news() == []
    live.say("track/get/volume", 1, 0.85)
    assert live.news() == [("live/track/bass/volume", 0.85)]
    assert live.news() == []
    live.say("track/get/volume", 1, 0.5)
    assert live.news() == [("live/track/bass/volume", 0.5)]


def test_switches_and_states_speak_when_they_change_and_not_at_first() -> None:
    live = Answers("live/track/1/mute", "live/playing", "live/track/1/clip")
    live.say("track/get/mute", 0, True)
    live.say("song/get/is_playing", True)
    live.say("song/get/track_data", 0, -1, -2, -1)
    assert live.news() == []
    live.say("track/get/mute", 0, False)
    live.say("song/get/is_playing", False)
    live.say("song/get/track_data", -2, -1, -2, -1)
    assert sorted(live.news()) == [("live/playing", 0.0), ("live/track/1/clip", 0.0), ("live/track/1/mute", 0.0)]


def test_tempo_goes_from_60_to_180() -> None:
    live = Answers("live/tempo")
    for bpm, value in ((120.0, 0.5), (180.0, 1.0), (200.0, 1.0), (30.0, 0.0)):
        live.say("song/get/tempo", bpm)
        assert list(live.watch.news(1.0, None)) == [Event("live/tempo", value, bpm, 1.0)]


def test_a_macro_waits_for_its_range_and_goes_from_end_to_end() -> None:
    live = Answers("live/device/2/1/1")
    asked = [("device/get/parameters/min", 1, 0), ("device/get/parameters/max", 1, 0)]
    assert live.asks() == [*asked, ("device/get/parameter/value", 1, 0, 1)]
    live.say("device/get/parameter/value", 1, 0, 1, 63.5)
    assert live.news() == []
    live.say("device/get/parameters/min", 1, 0, 0.0, 0.0)
    live.say("device/get/parameters/max", 1, 0, 1.0, 127.0)
    assert live.news() == [("live/device/2/1/1", 0.5)]
    assert live.asks() == [("device/get/parameter/value", 1, 0, 1)]
    live.say("device/get/parameters/max", 1, 0, 1.0)  # the device is another one now
    live.say("device/get/parameter/value", 1, 0, 1, 100.0)
    assert live.news() == []


def test_a_parameter_is_found_by_names() -> None:
    live = Answers("live/device/bass/wobble-rack/growl")
    assert live.asks() == [("track/get/devices/name", 1)]
    live.say("track/get/devices/name", 1, "EQ Eight", "Wobble Rack")
    assert ("device/get/parameters/name", 1, 1) in live.asks()
    live.say("device/get/parameters/name", 1, 1, "Device On", "Growl")
    live.say("device/get/parameters/min", 1, 1, 0.0, -1.0)
    live.say("device/get/parameters/max", 1, 1, 1.0, 1.0)
    assert live.asks() == [("device/get/parameter/value", 1, 1, 1)]
    live.say("device/get/parameter/value", 1, 1, 1, 0.0)
    assert live.news() == [("live/device/bass/wobble-rack/growl", 0.5)]


def test_a_launch_is_a_rise_and_the_same_scenes_again_too() -> None:
    live = Answers("live/scene/drop", "live/scene/1")
    assert live.asks() == []
    assert live.news() == []
    assert live.news(1, launched=True) == [("live/scene/drop", 1.0)]
    assert live.news(1) == []
    assert live.news(1, launched=True) == [("live/scene/drop", 0.0), ("live/scene/drop", 1.0)]
    assert sorted(live.news(0, launched=True)) == [("live/scene/1", 1.0), ("live/scene/drop", 0.0)]


def test_what_is_not_in_the_set_is_neither_asked_for_nor_told() -> None:
    live = Answers(
        "live/track/snare/volume", "live/track/9/meter", "live/track/9/clip", "live/device/snare/1/1", "midi/cc/1"
    )
    assert live.asks() == []
    assert live.news() == []
    assert live.watch.level("live/track/9/meter") == 0.0


def test_after_a_change_of_the_set_all_is_told_anew() -> None:
    live = Answers("live/track/bass/volume")
    live.say("track/get/volume", 1, 0.5)
    live.news()
    live.watch.forget()
    assert live.news() == []
    live.told.tracks = ("New", "Kick Drum", "Bass")
    assert live.asks() == [("track/get/volume", 2)]
    live.say("track/get/volume", 2, 0.5)
    assert live.news() == [("live/track/bass/volume", 0.5)]


def test_what_another_look_binds_is_told_as_soon_as_it_is_known() -> None:
    live = Answers("live/track/1/volume")
    live.say("track/get/volume", 0, 0.5)
    assert live.news() == [("live/track/1/volume", 0.5)]
    live.watch.want(["live/track/1/volume"])
    assert live.news() == []
    live.watch.want([])
    live.watch.want(["live/track/1/volume"])
    assert live.news() == [("live/track/1/volume", 0.5)]


def test_no_question_is_asked_twice_in_a_round_and_ranges_are_looked_at_again() -> None:
    live = Answers(*(f"live/track/{name}/{side}" for name in ("1", "kick-drum") for side in ("meter", "left", "right")))
    live.say("track/get/has_audio_output", 0, True)
    assert len(live.asks()) == 2
    live = Answers("live/device/2/1/1")
    live.say("device/get/parameters/min", 1, 0, 0.0, 0.0)
    live.say("device/get/parameters/max", 1, 0, 1.0, 127.0)
    lengths = [len(live.asks()) for _ in range(50)]
    assert sorted(set(lengths)) == [1, 3]
