"""Which control is meant: out of bursts in which others speak, too, and what its numbers tell of it.

In: events as real controllers send them. Out: proof. Runs in the test process.
"""

import pytest
from controls.learn.hand import hit, merged, say, turn
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.event import Event, coalesce
from engine.controls.learn.gesture import QUIET, WINDOW, Found, Gesture


def learn(*streams: list[Event], spoke: dict[tuple[str, str], float] | None = None, later: float = 0.4) -> Found | None:
    """What is found when the last event is `later` seconds ago."""
    gesture = Gesture(spoke)
    events = merged(*streams)
    for event in events:
        gesture.hear([event])
        gesture.found(event.t)
    return gesture.found(events[-1].t + later)


def source(found: Found | None) -> str:
    assert found is not None
    return found.source


KNOB = turn("midi/1/cc/21", 20, 90)


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        (turn("midi/1/cc/21", 0, 30), "cc"),
        (say("midi/1/cc14/7", [40, 41, 50, 60]), "cc14"),
        (say("midi/2/nrpn/1234", [10, 20, 30]), "nrpn"),
        (say("midi/1/rpn/0", [10, 20, 30]), "rpn"),
        (hit("midi/10/note/36", 90), "note"),
        (say("midi/1/bend", [64, 80, 100, 64]), "bend"),
        (say("midi/1/pressure", [5, 40, 90, 0]), "pressure"),
        (say("midi/1/pressure/40", [5, 40, 90, 0]), "pressure"),
        (say("midi/1/program", [7]), "program"),
        (say("osc/live/macro", [0.1, 0.4, 0.8]), "osc"),
        (say("key/space", [1, 0]), "key"),
    ],
)
def test_every_kind_of_control_is_found(events: list[Event], kind: str) -> None:
    found = learn(events)
    assert found is not None
    assert (found.source, found.port, found.kind) == (events[0].source, events[0].port, kind)
    assert found.relative == ""
    assert found.button == (kind in ("note", "key"))


def test_a_knob_that_trembles_beside_it_is_not_meant() -> None:
    noise = say("midi/1/cc/70", [63, 64] * 200, every=0.004)
    assert source(learn(KNOB, noise)) == "midi/1/cc/21"
    assert learn(noise) is None


def test_what_moves_most_is_meant() -> None:
    assert source(learn(KNOB, turn("midi/1/cc/22", 60, 70))) == "midi/1/cc/21"
    assert source(learn(turn("midi/1/cc/21", 60, 70), turn("midi/1/cc/22", 20, 90))) == "midi/1/cc/22"


def test_two_that_move_alike_are_not_told_apart() -> None:
    assert learn(KNOB, turn("midi/1/cc/22", 90, 20)) is None


def test_the_same_number_of_another_port_is_another_control() -> None:
    found = learn(turn("midi/1/cc/21", 60, 64, port="left"), turn("midi/1/cc/21", 0, 90, port="right"))
    assert found is not None and found.port == "right"


def test_two_numbers_tell_no_encoder_from_a_knob() -> None:
    gesture = Gesture()
    gesture.hear(say("midi/1/cc/21", [1, 127]))
    assert gesture.found(0.1) is None
    gesture.hear(say("midi/1/cc/21", [127], t=0.1))
    found = gesture.found(0.2)
    assert found is not None and found.relative == "twos"


def test_a_release_is_no_press() -> None:
    assert learn(say("midi/1/note/36", [0, 0, 0])) is None
    assert learn(say("midi/1/cc/64", [0])) is None


def test_a_pad_means_its_note_not_its_pressure() -> None:
    pressure = say("midi/1/pressure/36", [10, 60, 127, 90, 30, 0], t=0.01)
    assert source(learn(hit("midi/1/note/36", 100), pressure)) == "midi/1/note/36"
    assert source(learn(hit("midi/1/note/36", 20), say("midi/1/pressure", [10, 127, 0], t=0.01))) == "midi/1/note/36"


def test_a_knob_that_feels_the_hand_means_its_turn_not_its_touch() -> None:
    touch = hit("midi/1/note/3", 127, t=0.0, held=1.0)
    assert source(learn(touch, turn("midi/1/cc/21", 20, 60, t=0.1))) == "midi/1/cc/21"
    assert source(learn(touch, say("midi/1/bend", [0, 30, 60], t=0.1))) == "midi/1/bend"


def test_a_pad_that_is_hit_after_a_knob_is_meant() -> None:
    gesture = Gesture()
    gesture.hear(turn("midi/1/cc/21", 20, 90))
    assert source(gesture.found(1.0)) == "midi/1/cc/21"
    gesture.hear(hit("midi/1/note/36", 100, t=1.0 + WINDOW))
    assert source(gesture.found(1.2 + WINDOW)) == "midi/1/note/36"


def test_of_halves_and_the_whole_the_whole_is_meant() -> None:
    whole = [Event("midi/1/cc14/7", value / 16383, value, value / 16383, "desk") for value in range(2000, 9000, 37)]
    coarse = [Event("midi/1/cc/7", (int(e.raw) >> 7) / 127, int(e.raw) >> 7, e.t, "desk") for e in whole]
    fine = [Event("midi/1/cc/39", (int(e.raw) & 127) / 127, int(e.raw) & 127, e.t, "desk") for e in whole]
    assert source(learn(whole, coarse, fine)) == "midi/1/cc14/7"
    selects = [say(f"midi/1/cc/{number}", [9] * 50) for number in (98, 99)]
    entry = say("midi/1/cc/6", range(0, 120, 3))
    assert source(learn(say("midi/1/nrpn/1161", range(0, 120, 3)), entry, *selects)) == "midi/1/nrpn/1161"


def test_what_spoke_all_the_time_is_not_meant_until_it_was_silent() -> None:
    meter = say("osc/meter", [0.1, 0.9] * 100, every=0.05)
    spoke = {("", "osc/meter"): -0.05}
    assert source(learn(meter, turn("midi/1/cc/21", 40, 60, t=2.0), spoke=spoke)) == "midi/1/cc/21"
    again = say("osc/meter", [0.1, 0.9], t=2.0 * QUIET)
    assert source(learn(again, spoke=spoke)) == "osc/meter"


def test_a_stream_that_never_ends_gives_way_to_a_hand() -> None:
    stream = say("osc/lfo", [0.5 + 0.4 * (step % 2) for step in range(160)], every=0.05)
    assert source(learn(stream, turn("midi/1/cc/21", 30, 110, t=6.0))) == "midi/1/cc/21"


def test_a_hand_that_changes_its_mind() -> None:
    gesture = Gesture()
    gesture.hear(KNOB)
    assert source(gesture.found(1.0)) == "midi/1/cc/21"
    gesture.hear(turn("midi/1/cc/22", 60, 80, t=1.0))
    assert source(gesture.found(1.3)) == "midi/1/cc/21"  # moved by a sleeve, perhaps
    gesture.hear(turn("midi/1/cc/22", 80, 100, t=1.3 + WINDOW))
    assert source(gesture.found(1.6 + WINDOW)) == "midi/1/cc/22"
    gesture.forget()
    assert gesture.found(1.6 + WINDOW) is None


@pytest.mark.parametrize(
    ("raws", "relative"),
    [([1, 1, 1, 127, 127], "twos"), ([65, 65, 63, 63, 65], "offset"), ([1, 1, 65, 65, 1], "sign")],
)
def test_encoders_are_guessed(raws: list[int], relative: str) -> None:
    found = learn(say("midi/1/cc/21", raws, every=0.05))
    assert found is not None and found.relative == relative and not found.button


@pytest.mark.parametrize("raws", [[127, 0], [127, 0, 127, 0], [1, 0], [127]])
def test_buttons_that_send_control_changes_are_buttons(raws: list[int]) -> None:
    found = learn(say("midi/1/cc/64", raws, every=0.1))
    assert found is not None and found.button


@pytest.mark.parametrize(
    ("raws", "ends"),
    [
        ([0, 50, 127], (0, 127)),
        ([-60.0, -20.0, 6.0], (-60.0, 6.0)),
        ([0.2, 0.7], (0.2, 0.7)),
        ([500.0, 900.0], (500, 900)),
    ],
)
def test_the_range_of_an_address_is_learnt(raws: list[float], ends: tuple[float, float]) -> None:
    found = learn(say("osc/mixer/main", raws))
    assert found is not None and (found.lowest, found.highest) == ends


def test_of_several_arguments_the_one_that_moves_is_meant() -> None:
    still, moving = say("osc/pad", [0.5] * 20), say("osc/pad#2", [step / 20 for step in range(20)])
    assert source(learn(still, moving)) == "osc/pad#2"


def test_a_sensors_noise_far_from_zero_is_no_move() -> None:
    assert learn(say("osc/sensor", [500.0, 500.3, 499.8] * 20)) is None


events = st.builds(
    Event,
    st.sampled_from(
        [
            "midi/1/cc/1",
            "midi/1/cc/2",
            "midi/1/note/3",
            "midi/1/cc14/1",
            "osc/a",
            "osc/a#2",
            "key/a",
            "midi/bend",
            "odd",
        ]
    ),
    st.floats(0.0, 1.0),
    st.floats(-1e9, 1e9),
    st.floats(0.0, 20.0),
    st.sampled_from(["", "desk"]),
)


@given(night=st.lists(events, max_size=120))
def test_whatever_comes_what_is_found_has_spoken(night: list[Event]) -> None:
    gesture = Gesture()
    for start in range(0, len(night), 7):
        part, _ = coalesce(night[start : start + 7])
        gesture.hear(part)
        found = gesture.found(max(event.t for event in part))
        assert found is None or found.hand in {(event.port, event.source) for event in night}


def test_a_flood_of_controls_is_bounded() -> None:
    gesture = Gesture()
    for number in range(4000):
        gesture.hear([Event(f"osc/flood/{number}", 0.5, 0.5, number / 1000)])
    assert len(gesture._traces) <= 64
    gesture.hear(turn("midi/1/cc/21", 20, 90, t=4.0))
    assert source(gesture.found(5.0)) == "midi/1/cc/21"
