"""What messages mean: every kind by the standard's tables, numbers of two halves, numbered parameters, banks, clocks.

In: bytes of messages. Out: proof. Runs in the test process.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.event import Event, Sync
from engine.controls.midi.meaning import Heard, Meaning
from engine.controls.source import parse_source, parts_of, without_channel

HALF_A_FRAME = 0.008


def control(number: int, value: int, channel: int = 1) -> list[int]:
    return [0xB0 + channel - 1, number, value]


class Sender:
    """A controller that sends one message a millisecond."""

    def __init__(self, *wide: str) -> None:
        self.meaning = Meaning("desk")
        self.meaning.wide = wide
        self.t = 0.0

    def send(self, *messages: list[int], apart: float = 0.001) -> list[Heard]:
        heard: list[Heard] = []
        for message in messages:
            self.t += apart
            heard += self.meaning.read(message, self.t)
        return heard

    def wait(self, seconds: float) -> list[Event]:
        self.t += seconds
        return list(self.meaning.settle(self.t))

    def said(self, part: str, *messages: list[int]) -> list[tuple[float, float]]:
        """(raw, value) of the events of sources like `part` that some messages make."""
        return [
            (event.raw, event.value)
            for event in self.send(*messages)
            if isinstance(event, Event) and part in event.source
        ]


@pytest.mark.parametrize(
    ("message", "event"),
    [
        # MIDI 1.0 Detailed Specification, tables I to III.
        ([0x8F, 60, 64], Event("midi/16/note/60", 0.0, 0, 0.0)),
        ([0x90, 60, 127], Event("midi/1/note/60", 1.0, 127, 0.0)),
        ([0x91, 60, 0], Event("midi/2/note/60", 0.0, 0, 0.0)),
        ([0xA2, 60, 127], Event("midi/3/pressure/60", 1.0, 127, 0.0)),
        ([0xB3, 21, 127], Event("midi/4/cc/21", 1.0, 127, 0.0)),
        ([0xB3, 0, 0], Event("midi/4/cc/0", 0.0, 0, 0.0)),
        ([0xC4, 127], Event("midi/5/program", 1.0, 127, 0.0)),
        ([0xD5, 127], Event("midi/6/pressure", 1.0, 127, 0.0)),
        ([0xE6, 0, 64], Event("midi/7/bend", 0.5, 0, 0.0)),
        ([0xE6, 127, 127], Event("midi/7/bend", 1.0, 8191, 0.0)),
        ([0xE6, 0, 0], Event("midi/7/bend", 0.0, -8192, 0.0)),
        ([0xF8], Sync("", "tick", 0.0)),
        ([0xFA], Sync("", "start", 0.0)),
        ([0xFB], Sync("", "continue", 0.0)),
        ([0xFC], Sync("", "stop", 0.0)),
        ([0xF2, 1, 2], Sync("", "position", 0.0, 257)),
    ],
)
def test_bytes_are_read_as_the_standard_says(message: list[int], event: Heard) -> None:
    assert list(Meaning().read(message, 0.0)) == [event]


@pytest.mark.parametrize("message", [[0xFE], [0xFF], [0xF1, 5], [0xF3, 5], [0xF6]])
def test_what_is_neither_a_control_s_nor_a_clock_s_is_left_aside(message: list[int]) -> None:
    assert list(Meaning().read(message, 0.0)) == []


def test_events_bear_the_port_and_the_time() -> None:
    sender = Sender()
    assert sender.send([0x90, 36, 127], [0xF8]) == [
        Event("midi/1/note/36", 1.0, 127, 0.001, "desk"),
        Sync("desk", "tick", 0.002),
    ]


# Numbers of 14 bits


def test_a_bound_pair_is_one_number_beside_its_two_controllers() -> None:
    sender = Sender("midi/cc14/1")
    assert [event.source for event in sender.send(control(1, 64), control(33, 1)) if isinstance(event, Event)] == [
        "midi/1/cc/1",
        "midi/1/cc14/1",
        "midi/1/cc/33",
        "midi/1/cc14/1",
    ]
    assert sender.said("cc14", control(1, 127), control(33, 127)) == [(16383, 1.0)]
    assert sender.said("cc14", control(33, 0)) == [(16256, 16256 / 16383)]
    assert sender.said("cc14", control(2, 5), control(34, 5)) == []


def test_a_pair_bound_on_one_channel_is_silent_on_another() -> None:
    sender = Sender("midi/3/cc14/1")
    assert sender.said("cc14", control(1, 5), control(33, 5)) == []
    assert sender.said("cc14", control(1, 5, channel=3), control(33, 5, channel=3)) == [
        (640, 5 / 127),
        (645, 645 / 16383),
    ]


def test_a_sender_of_first_halves_only_reaches_the_end() -> None:
    assert Sender("midi/cc14/1").said("cc14", control(1, 0), control(1, 127)) == [(0, 0.0), (127 << 7, 1.0)]


def test_a_pair_that_moves_down_never_seems_to_step_back() -> None:
    sender = Sender("midi/cc14/1")
    sender.send(control(1, 127), control(33, 127))
    fall = [sender.said("cc14", control(1, n >> 7), control(33, n & 127)) for n in range(16383, 12000, -37)]
    assert [reading for said in fall for reading, _ in said] == list(range(16383, 12000, -37))


def test_a_first_half_that_stays_alone_counts_after_a_while() -> None:
    sender = Sender("midi/cc14/1")
    sender.send(control(1, 3), control(33, 9), control(1, 5))
    assert sender.wait(HALF_A_FRAME) == []
    assert [event.raw for event in sender.wait(HALF_A_FRAME)] == [640]
    assert sender.wait(1.0) == []


def test_a_pair_that_is_used_is_told_of_though_nobody_waits_for_it() -> None:
    sender = Sender()
    moves = [sender.said("cc14", control(7, n >> 7), control(39, n & 127)) for n in range(0, 16384, 257)]
    assert [len(said) for said in moves[:6]] == [0, 0, 0, 0, 0, 1]
    assert [said[0][0] for said in moves[5:]] == list(range(0, 16384, 257))[5:]


def test_two_faders_under_two_hands_are_no_pair() -> None:
    """A nanoKONTROL2 has its first fader on controller 0 and a button on 32; others have knobs on both."""
    sender = Sender()
    for value in range(100):
        assert sender.said("cc14", control(0, value), control(0, value + 1), control(32, value)) == []
    for value in range(100):
        sender.t += 0.004
        assert sender.said("cc14", control(1, value)) == []
        sender.t += 0.004
        assert sender.said("cc14", control(33, value)) == []
    for value in range(100):
        assert sender.said("cc14", control(2, value), control(70, 1), control(3, 1), control(34, value)) == []


# Numbered parameters


def test_data_entry_sets_the_selected_parameter() -> None:
    sender = Sender()
    select = [control(99, 9), control(98, 82)]  # 9 * 128 + 82 = 1234
    assert sender.said("nrpn", *select) == []
    assert sender.said("midi/1/nrpn/1234", control(6, 127)) == [(127 << 7, 1.0)]
    assert sender.said("midi/1/nrpn/1234", control(38, 127)) == [(16383, 1.0)]
    assert sender.said("midi/1/nrpn/1234", control(6, 64), control(38, 3)) == [(8195, 8195 / 16383)]
    assert sender.said("midi/1/rpn/0", control(101, 0), control(100, 0), control(6, 2)) == [(256, 2 / 127)]


def test_halves_of_a_number_may_come_in_any_order_and_one_may_stay() -> None:
    sender = Sender()
    assert sender.said("nrpn/129", control(98, 1), control(99, 1), control(6, 1)) != []
    assert sender.said("nrpn/130", control(98, 2), control(6, 1)) != []
    assert Sender().said("nrpn", control(98, 2), control(6, 1)) == []


def test_the_null_parameter_takes_no_data() -> None:
    for null in ([control(101, 127), control(100, 127)], [control(99, 127), control(98, 127)]):
        sender = Sender()
        sender.send(control(99, 0), control(98, 5), control(6, 9))
        assert sender.said("rpn", *null, control(6, 1), control(38, 1), control(96, 0)) == []


def test_increments_step_by_the_finest_half_there_is_and_stop_at_the_ends() -> None:
    sender = Sender()
    sender.send(control(99, 0), control(98, 5))
    assert sender.said("nrpn/5", control(97, 0), *[control(96, 0)] * 200)[-1] == (127 << 7, 1.0)
    assert sender.said("nrpn/5", control(97, 0)) == [(126 << 7, 126 / 127)]
    sender.send(control(6, 127), control(38, 126))
    assert [raw for raw, _ in sender.said("nrpn/5", *[control(96, 0)] * 3)] == [16383] * 3
    assert sender.said("nrpn/5", control(97, 0)) == [(16382, 16382 / 16383)]


def test_channels_have_parameters_of_their_own() -> None:
    sender = Sender()
    sender.send(control(99, 0, channel=2), control(98, 7, channel=2))
    assert sender.said("nrpn", control(6, 1)) == []
    assert sender.said("midi/2/nrpn/7", control(6, 1, channel=2)) != []


def test_a_sender_of_every_parameter_fills_no_memory() -> None:
    sender = Sender()
    for number in range(0, 16383, 3):
        sender.send(control(99, number >> 7), control(98, number & 127), control(6, 1), control(38, 1), control(6, 2))
    assert sum(len(numbered._values) for numbered in sender.meaning._numbered) <= 512
    assert len(sender.wait(1.0)) <= 512


# Banks


@pytest.mark.parametrize(
    ("banks", "raw"),
    [([], 5), ([control(0, 2)], 261), ([control(32, 2)], 261), ([control(0, 1), control(32, 2)], 130 * 128 + 5)],
)
def test_a_program_counts_on_from_its_bank(banks: list[list[int]], raw: int) -> None:
    sender = Sender()
    sender.send(*banks)
    assert sender.said("midi/1/program", [0xC0, 5]) == [(raw, 5 / 127)]
    assert sender.said("midi/2/program", [0xC1, 5]) == [(5, 5 / 127)]


# Whatever comes


@given(
    messages=st.lists(st.tuples(st.integers(0xB0, 0xB2), st.integers(0, 127), st.integers(0, 127)), max_size=60),
    wide=st.sets(st.sampled_from(["midi/cc14/1", "midi/2/cc14/6"])),
)
def test_any_control_changes_are_events_with_sources(messages: list[tuple[int, int, int]], wide: set[str]) -> None:
    meaning = Meaning()
    meaning.wide = wide
    heard = [event for number, message in enumerate(messages) for event in meaning.read(message, number / 1000.0)]
    for event in (*heard, *meaning.settle(9.0)):
        assert isinstance(event, Event)
        assert 0.0 <= event.value <= 1.0 and event.raw == int(event.raw)
        assert parse_source(event.source).name == event.source
        assert parse_source(without_channel(event.source)).family == "midi"
        if event.source.split("/")[2] != "cc":
            assert any(event.source.split("/")[1] == str(message[0] - 0xAF) for message in messages)
            assert parts_of(event.source) <= {f"midi/{c}/cc/{n}" for c in range(1, 17) for n in range(128)}
    plain = [event for event in heard if "/cc/" in event.source]
    assert [(event.source, event.raw) for event in plain] == [
        (f"midi/{status - 0xAF}/cc/{number}", value) for status, number, value in messages
    ]
