"""What a controller is told: values and lamps, never what its hand just sent, at a pace that it can take.

In: bindings, made-up times and hands. Out: proof. Runs in the test process.
"""

import itertools
from dataclasses import replace

import pytest

from engine.controls.binding import Binding
from engine.controls.binding_table import parse_binding
from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.clock import Clock
from engine.controls.event import Event
from engine.controls.midi.feedback import EVERY_S, REST_S, Feedback
from engine.controls.midi.profile import Control, Lamp, Profile
from engine.controls.midi.target import Target, target_of
from engine.controls.patchbay import Patchbay
from engine.controls.standing import Standing

FRAME_S = 1.0 / 60.0
HUE, MORPH = "/color/hue", "/layout/morph"
LAYOUTS = CATALOGUE["/layout/choice"].choices
DESK = Profile(
    name="desk",
    title="Desk",
    document="",
    tried=False,
    inputs=("desk",),
    controls=(
        Control("fader 1", "midi/1/bend", feedback="midi/1/bend", touch="midi/1/note/104"),
        Control("fader 2", "midi/2/cc14/7", feedback="midi/2/cc14/7"),
        Control("encoder", "midi/1/cc/16", relative="twos", feedback="midi/1/cc/48", scale=(1, 11)),
        Control("pad 1", "midi/1/note/0", feedback="midi/7/note/0", lamp=Lamp(1, 21, 3)),
        Control("pad 2", "midi/1/note/1", feedback="midi/7/note/1", lamp=Lamp(1, 21, 3)),
        Control("knob", "midi/1/cc/9", feedback="F0 00 20 xx 09 F7", lamp=Lamp(28, 28, 28)),
        Control("dumb knob", "midi/1/cc/10"),
    ),
)


def bind(source: str, parameter: str, **keys: object) -> Binding:
    return parse_binding({"source": source, "parameter": parameter, **keys}, CATALOGUE)


class Desk:
    """A controller, and a show that runs on while we wait."""

    def __init__(self, *bindings: Binding, profile: Profile | None = None) -> None:
        self.board = Board(CATALOGUE)
        self.patchbay = Patchbay(self.board, bindings, Clock())
        self.feedback = Feedback("desk:out", profile)
        self.feedback.bind(self.patchbay.bindings)
        self.t = 10.0
        self.preset, self.looks = "nerve", ("first-light", "nerve", "pyre")
        self.told: list[tuple[float, bytes]] = []

    def frame(self, most: int = 16) -> list[bytes]:
        """What is said in the next frame."""
        self.t += FRAME_S
        self.patchbay.advance(self.t, FRAME_S, {})
        values = self.board.snapshot(self.t)
        standing = Standing(
            self.t, self.board, values, self.patchbay, Clock(), lambda _: None, self.preset, looks=self.looks
        )
        said = []
        for spot, number in list(self.feedback.tell(standing, most)):
            spot.tell(number, self.t)
            said += spot.target.messages(number)
        self.told += [(self.t, message) for message in said]
        return said

    def wait(self, seconds: float) -> list[bytes]:
        """What is said in so long."""
        return [message for _ in range(round(seconds / FRAME_S)) for message in self.frame()]

    def hand(self, source: str, value: float, raw: float) -> bool:
        """Whether an event is taken for a hand's. It moves what is bound."""
        event = Event(source, value, raw, self.t, "desk:out")
        by_hand = self.feedback.hear(event)
        if by_hand:
            self.patchbay.handle([event])
        return by_hand


def test_a_value_is_told_once_and_when_it_changes() -> None:
    desk = Desk(bind("midi/3/cc/21", MORPH))
    desk.board.set_unit(MORPH, 0.5)
    assert desk.wait(1.0) == [bytes((0xB2, 21, 64))]
    desk.board.set_unit(MORPH, 1.0)
    assert desk.wait(1.0) == [bytes((0xB2, 21, 127))]


def test_range_and_direction_of_the_binding_count() -> None:
    desk = Desk(bind("midi/1/cc/1", MORPH, low=1.0, high=0.5))
    desk.board.set_unit(MORPH, 0.75)
    assert desk.wait(0.1) == [bytes((0xB0, 1, 64))]
    desk.board.set_unit(MORPH, 0.1)  # where the knob cannot bring it: as near as it goes
    assert desk.wait(0.1) == [bytes((0xB0, 1, 127))]


def test_modulation_is_not_told_for_a_hand_does_not_turn_it() -> None:
    desk = Desk(
        bind("midi/1/cc/1", MORPH), bind("lfo/sine/1hz", MORPH, mode="add"), bind("midi/1/cc/2", HUE, mode="add")
    )
    assert len(desk.wait(2.0)) == 1


def test_what_a_hand_sends_does_not_come_back() -> None:
    desk = Desk(bind("midi/1/cc/1", MORPH))
    desk.wait(1.0)
    for value in range(1, 128):
        desk.hand("midi/1/cc/1", value / 127, value)
        assert desk.frame() == []
    assert desk.wait(2.0 * REST_S) == []


def test_a_knob_that_was_left_elsewhere_is_told_after_a_rest() -> None:
    desk = Desk(bind("midi/1/cc/1", MORPH, takeover="scale"))
    desk.board.set_unit(MORPH, 0.25)
    desk.wait(1.0)
    for value in range(100, 110):
        desk.hand("midi/1/cc/1", value / 127, value)
        assert desk.frame() == []
    here = round(127 * desk.board.unit(MORPH))
    assert desk.wait(REST_S - 2.0 * FRAME_S) == []
    assert desk.wait(4.0 * FRAME_S) == [bytes((0xB0, 1, here))]


def test_a_knob_is_told_at_most_thirty_times_a_second_and_then_the_newest() -> None:
    desk = Desk(bind("midi/1/cc/1", MORPH))
    for place in range(61):
        desk.board.set_unit(MORPH, place / 61.0)
        desk.frame()
    times = [t for t, _ in desk.told]
    assert 25 <= len(times) <= 32
    assert min(after - before for before, after in itertools.pairwise(times)) >= EVERY_S - 1e-9
    desk.board.set_unit(MORPH, 1.0)
    assert desk.wait(0.1)[-1] == bytes((0xB0, 1, 127))


def test_a_controller_that_says_again_what_it_is_told_moves_nothing() -> None:
    """As some do, and as a loop of cables does: it must not stop the glide of a look."""
    desk = Desk(bind("midi/1/cc/1", MORPH))
    desk.board.set_unit(MORPH, 0.0)
    desk.wait(1.0)
    desk.board.load({MORPH: 1.0}, over=1.0)
    for _ in range(90):
        for message in desk.frame():
            assert not desk.hand("midi/1/cc/1", message[2] / 127, message[2])
    assert desk.board.value(MORPH) == 1.0
    assert 10 < len(desk.told) < 40
    assert desk.hand("midi/1/cc/1", 0.5, 64)  # a hand is still heard


def test_pads_that_say_again_what_lights_them_strike_nothing() -> None:
    desk = Desk(*(bind(f"midi/1/note/{pad}", "/preset/load", argument=pad + 1) for pad in range(3)))
    for message in desk.wait(0.1):  # at first only what is off
        if message[2] == 0:
            assert not desk.hand(f"midi/1/note/{message[1]}", 0.0, 0)
    assert not desk.hand("midi/1/note/1", 1.0, 127)  # the lamp of the look that is on
    assert desk.wait(1.0) == []
    assert desk.hand("midi/1/note/2", 1.0, 127)
    assert desk.hand("midi/1/note/2", 0.0, 0)


def test_a_pad_is_struck_as_fast_as_a_hand_can() -> None:
    desk = Desk(bind("midi/1/note/0", "/tap"), profile=None)
    desk.wait(0.5)
    for _ in range(8):
        assert desk.hand("midi/1/note/0", 1.0, 127)
        desk.wait(0.06)
        assert desk.hand("midi/1/note/0", 0.0, 0)
        desk.wait(0.06)


def test_all_is_told_anew_when_nobody_knows_what_it_shows() -> None:
    desk = Desk(bind("midi/1/cc/1", MORPH), bind("midi/1/cc/2", HUE))
    first = desk.wait(0.2)
    assert len(first) == 2
    desk.feedback.forget()
    assert desk.wait(0.2) == first


def test_a_flood_is_spread_over_frames_and_everybody_has_his_turn() -> None:
    desk = Desk(*(bind(f"midi/1/cc/{number}", MORPH) for number in range(60)))
    counts = [len(desk.frame(most=16)) for _ in range(5)]
    assert counts == [16, 16, 16, 12, 0]
    for place in range(1, 60):
        desk.board.set_unit(MORPH, place / 60.0)
        desk.frame(most=16)
    latest = {message[1]: t for t, message in desk.told}
    assert len(latest) == 60 and min(latest.values()) > desk.t - 8.0 * FRAME_S


def test_a_binding_of_any_channel_is_told_where_it_was_last_heard() -> None:
    desk = Desk(bind("midi/cc/1", MORPH))
    assert desk.wait(0.1) == [bytes((0xB0, 1, 0))]
    desk.hand("midi/12/cc/1", 0.5, 64)
    desk.board.set_unit(MORPH, 1.0)
    assert desk.wait(1.0) == [bytes((0xBB, 1, 127))]
    desk.feedback.bind(desk.patchbay.bindings)
    desk.feedback.forget()
    assert desk.wait(1.0) == [bytes((0xBB, 1, 127))]


def test_only_bindings_of_this_port_are_told() -> None:
    desk = Desk(bind("midi/1/cc/1", MORPH, port="other"), bind("midi/1/cc/2", HUE, port="DESK"))
    assert [message[1] for message in desk.wait(0.1)] == [2]


def test_of_two_bindings_of_a_knob_the_look_s_counts() -> None:
    desk = Desk(bind("midi/1/cc/1", MORPH))
    desk.board.set_unit(MORPH, 0.0)
    desk.board.set_unit(HUE, 1.0)
    desk.patchbay.load([bind("midi/1/cc/1", HUE)])
    desk.feedback.bind(desk.patchbay.bindings)
    assert desk.wait(0.1) == [bytes((0xB0, 1, 127))]


# With a profile


def test_motor_faders_of_fourteen_bits_go_by_bend_and_by_pairs() -> None:
    desk = Desk(bind("midi/1/bend", MORPH), bind("midi/2/cc14/7", HUE), profile=DESK)
    desk.board.set_unit(MORPH, 1.0)
    desk.board.set_unit(HUE, 0.75)
    pair = round(0.75 * 16383)
    said = desk.wait(0.2)
    assert bytes((0xE0, 127, 127)) in said
    assert said[said.index(bytes((0xB1, 7, pair >> 7))) + 1] == bytes((0xB1, 39, pair & 127))


def test_a_fader_is_not_moved_while_a_finger_is_on_it() -> None:
    desk = Desk(bind("midi/1/bend", MORPH), profile=DESK)
    desk.wait(1.0)
    desk.hand("midi/1/note/104", 1.0, 127)
    desk.board.set_unit(MORPH, 1.0)
    assert [message for message in desk.wait(3.0) if message[0] == 0xE0] == []
    desk.hand("midi/1/note/104", 0.0, 0)
    assert desk.wait(1.0) == [bytes((0xE0, 127, 127))]


def test_a_fader_s_own_place_is_known_from_its_bend() -> None:
    desk = Desk(bind("midi/1/bend", MORPH), profile=DESK)
    desk.wait(1.0)
    desk.hand("midi/1/bend", 1.0, 8191)
    assert desk.board.unit(MORPH) == 1.0
    assert [message for message in desk.wait(2.0) if message[0] == 0xE0] == []


def test_the_ring_of_an_encoder_follows_at_once_in_its_own_numbers() -> None:
    desk = Desk(bind("midi/1/cc/16", MORPH, relative="twos", step=0.1), profile=DESK)
    desk.board.set_unit(MORPH, 0.0)
    desk.wait(1.0)
    desk.hand("midi/1/cc/16", 5 / 127, 5)
    assert desk.board.unit(MORPH) == pytest.approx(0.5)
    assert bytes((0xB0, 48, 6)) in desk.wait(0.1)


def test_lamps_are_dark_off_on_and_flash() -> None:
    desk = Desk(bind("midi/1/note/0", "/preset/load", argument=2), profile=DESK)
    assert {message for message in desk.wait(0.1) if message[0] == 0x96} == {bytes((0x96, 0, 21)), bytes((0x96, 1, 0))}
    desk.preset = "pyre"
    assert desk.wait(0.1) == [bytes((0x96, 0, 1))]
    desk.hand("midi/1/note/0", 1.0, 127)
    assert desk.wait(0.05) == [bytes((0x96, 0, 3))]
    assert desk.wait(0.3) == [bytes((0x96, 0, 1))]
    desk.preset = "nerve"
    assert desk.wait(0.3) == [bytes((0x96, 0, 21))]


def test_a_pad_that_lights_itself_under_the_finger_is_told_again() -> None:
    desk = Desk(bind("midi/1/note/0", "/master/blackout", mode="toggle"), profile=DESK)
    desk.wait(0.2)
    desk.hand("midi/1/note/0", 1.0, 127)
    assert desk.wait(0.1) == [bytes((0x96, 0, 21))]
    desk.hand("midi/1/note/0", 0.0, 0)
    assert desk.wait(0.1) == [bytes((0x96, 0, 21))]


def test_a_lamp_may_be_told_by_a_system_exclusive_message() -> None:
    desk = Desk(bind("midi/1/cc/9", MORPH), profile=DESK)
    assert bytes.fromhex("F0 00 20 1C 09 F7") in desk.wait(0.1)


def test_a_control_that_can_show_nothing_is_told_nothing() -> None:
    plain = replace(DESK, controls=DESK.controls[-1:])
    assert Desk(bind("midi/1/cc/10", MORPH), bind("midi/pressure", HUE), profile=plain).wait(0.2) == []


def test_lights_out() -> None:
    desk = Desk(bind("midi/1/note/0", "/tap"), bind("midi/1/bend", MORPH), profile=DESK)
    dark = list(desk.feedback.dark())
    assert dark == [bytes((0x96, 0, 0)), bytes((0x96, 1, 0)), bytes.fromhex("F0 00 20 00 09 F7")]


@pytest.mark.parametrize(
    ("binding", "steps"),
    [
        (bind("midi/note/0", "/master/blackout", mode="toggle"), [({"/master/blackout": True}, 21), ({}, 1)]),
        (bind("midi/note/0", "/blackout"), [({"/master/blackout": True}, 21), ({}, 1)]),
        (bind("midi/note/0", "/xray"), [({"/xray/amount": 1.0}, 21), ({}, 1)]),
        (
            bind("midi/note/0", "/layout/choice", mode="trigger", high=0.0),
            [({"/layout/choice": LAYOUTS[1]}, 1), ({"/layout/choice": LAYOUTS[0]}, 21)],
        ),
        (bind("midi/note/0", MORPH, mode="momentary"), [({MORPH: 1.0}, 21), ({MORPH: 0.4}, 1)]),
        (bind("midi/note/0", MORPH, mode="velocity"), [({MORPH: 0.5}, 21), ({MORPH: 0.0}, 1)]),
        (bind("midi/note/0", "/preset/load", argument="pyre"), [({}, 1)]),
        (bind("midi/note/0", "/preset/next"), [({}, 1)]),
    ],
)
def test_a_lamp_says_whether_its_thing_is_on(
    binding: Binding, steps: list[tuple[dict[str, float | bool | str], int]]
) -> None:
    desk = Desk(binding, profile=DESK)
    for values, number in steps:
        desk.board.load(values, keep=())
        desk.frame()
        desk.feedback.forget()
        assert bytes((0x96, 0, number)) in desk.wait(0.1), (binding, values)


def test_a_burst_flashes_its_pad() -> None:
    desk = Desk(bind("midi/note/0", "/burst/fire"), profile=DESK)
    desk.wait(0.2)
    desk.board.fire("/burst/fire")
    assert desk.frame() == [bytes((0x96, 0, 21))]
    assert desk.wait(0.2) == [bytes((0x96, 0, 1))]


# Targets


@pytest.mark.parametrize(
    ("name", "number", "messages"),
    [
        ("midi/16/cc/127", 127, [(0xBF, 127, 127)]),
        ("midi/note/5", 3, [(0x90, 5, 3)]),
        ("midi/2/bend", 8192, [(0xE1, 0, 64)]),
        ("midi/1/cc14/31", 16383, [(0xB0, 31, 127), (0xB0, 63, 127)]),
        ("F0 01 xx 02 F7", 5, [(0xF0, 1, 5, 2, 0xF7)]),
    ],
)
def test_a_target_is_written_as_the_standard_says(name: str, number: int, messages: list[tuple[int, ...]]) -> None:
    target = target_of(name)
    assert isinstance(target, Target)
    assert target.messages(number) == tuple(map(bytes, messages))


@pytest.mark.parametrize("name", ["midi/pressure", "midi/3/program", "midi/nrpn/5"])
def test_what_cannot_be_told_has_no_target(name: str) -> None:
    assert target_of(name) is None
