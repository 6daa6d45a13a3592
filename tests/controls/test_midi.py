"""MIDI through real JACK ports, sent by mido; and the bytes of messages, with a driver in memory for rare events.

In: messages of a foreign client. Out: events, lost and found controllers.
Runs in the test process; the JACK server is a child.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st
from venue import Jack, wait_until

from engine.controls.event import Event
from engine.controls.midi.driver import Port, RtMidiDriver
from engine.controls.midi.inputs import RESCAN, MidiInputs
from engine.controls.midi.reading import read_message
from engine.controls.source import parse_source, without_channel
from engine.errors import DeviceError

Plug = Callable[..., Any]
Greet = Callable[[Any, MidiInputs, float], None]


def receive(inputs: MidiInputs, t: float = 0.5) -> list[Event]:
    return wait_until(lambda: inputs.poll(t), what="a MIDI message")


# Real ports

MESSAGES = [
    (mido.Message("control_change", channel=2, control=21, value=127), Event("midi/3/cc/21", 1.0, 127, 0.5)),
    (mido.Message("control_change", channel=15, control=0, value=0), Event("midi/16/cc/0", 0.0, 0, 0.5)),
    (mido.Message("note_on", channel=9, note=36, velocity=127), Event("midi/10/note/36", 1.0, 127, 0.5)),
    (mido.Message("note_on", note=36, velocity=0), Event("midi/1/note/36", 0.0, 0, 0.5)),
    (mido.Message("note_off", note=36, velocity=64), Event("midi/1/note/36", 0.0, 0, 0.5)),
    (mido.Message("pitchwheel", pitch=0), Event("midi/1/bend", 0.5, 0, 0.5)),
    (mido.Message("pitchwheel", pitch=8191), Event("midi/1/bend", 1.0, 8191, 0.5)),
    (mido.Message("pitchwheel", pitch=-8192), Event("midi/1/bend", 0.0, -8192, 0.5)),
    (mido.Message("program_change", channel=4, program=7), Event("midi/5/program", 7 / 127, 7, 0.5)),
    (mido.Message("aftertouch", value=127), Event("midi/1/pressure", 1.0, 127, 0.5)),
    (mido.Message("polytouch", note=40, value=127), Event("midi/1/pressure/40", 1.0, 127, 0.5)),
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
        ([0xC4, 127], Event("midi/5/program", 1.0, 127, 0.0)),
        ([0xD5, 127], Event("midi/6/pressure", 1.0, 127, 0.0)),
        ([0xE6, 0, 64], Event("midi/7/bend", 0.5, 0, 0.0)),
        ([0xE6, 127, 127], Event("midi/7/bend", 1.0, 8191, 0.0)),
        ([0xE6, 0, 0], Event("midi/7/bend", 0.0, -8192, 0.0)),
        ([0xF8], None),
        ([0xF0, 1, 0xF7], None),
        ([0xB0, 21], None),
        ([0xB0, 21, 128], None),
        ([], None),
    ],
)
def test_bytes_are_read_as_the_standard_says(message: list[int], event: Event | None) -> None:
    assert read_message(message, 0.0) == event


def test_every_kind_of_message_arrives_from_a_controller_that_is_there(table: Any, inputs: MidiInputs) -> None:
    assert inputs.open_names == ["table:knobs"]
    for message, event in MESSAGES:
        table.send(message)
        assert receive(inputs) == [event]
    assert (inputs.dropped, inputs.malformed) == (0, 0)


def test_own_port_can_be_joined_by_others(jack: Jack, table: Any, greet: Greet) -> None:
    inputs = MidiInputs([])
    try:
        assert inputs.open_names == []
        jack.connect("table:knobs", "asterism:asterism")
        greet(table, inputs, 0.0)
        table.send(mido.Message("control_change", control=21, value=127))
        assert receive(inputs) == [Event("midi/1/cc/21", 1.0, 127, 0.5)]
    finally:
        inputs.close()


def test_controller_that_is_unplugged_is_missed_once_and_found_again(
    jack: Jack, table: Any, plug_in: Plug, greet: Greet, caplog: pytest.LogCaptureFixture
) -> None:
    inputs = MidiInputs()
    try:
        inputs.poll(10.0)
        with plug_in("pads") as pads:
            inputs.poll(10.0 + 0.9 * RESCAN)
            assert inputs.open_names == ["table:knobs"]
            inputs.poll(10.0 + RESCAN)
            assert inputs.open_names == ["table:knobs", "pads:knobs"]
            greet(pads, inputs, 11.0)
            pads.send(mido.Message("note_on", note=36, velocity=127))
            assert receive(inputs, 11.0) == [Event("midi/1/note/36", 1.0, 127, 11.0)]
        wait_until(lambda: not any("pads" in port for port in jack.ports()), what="the pads to go")
        for t in (20.0, 21.0, 22.0):
            assert inputs.poll(t) == []
        assert inputs.open_names == ["table:knobs"]
        lost = [record for record in caplog.records if record.levelno >= logging.WARNING]
        assert [record.getMessage() for record in lost] == [
            "MIDI input lost: pads:knobs (it is opened again when it is back)"
        ]
        greet(table, inputs, 22.5)
        table.send(mido.Message("control_change", control=1, value=0))
        assert receive(inputs, 22.5) == [Event("midi/1/cc/1", 0.0, 0, 22.5)]
        with plug_in("pads") as pads:
            inputs.poll(30.0)
            greet(pads, inputs, 30.5)
            pads.send(mido.Message("note_on", note=40, velocity=127))
            assert receive(inputs, 30.5) == [Event("midi/1/note/40", 1.0, 127, 30.5)]
    finally:
        inputs.close()


def test_only_the_controllers_that_were_asked_for(table: Any, plug_in: Plug) -> None:
    with plug_in("pads"):
        inputs = MidiInputs(["PAD"])
        try:
            assert inputs.open_names == ["pads:knobs"]
        finally:
            inputs.close()


def test_unknown_controller_is_an_error_that_lists_what_there_is(table: Any) -> None:
    with pytest.raises(DeviceError, match=r"no MIDI input like 'nano'. Inputs there are: table:knobs"):
        MidiInputs(["table", "nano"])


def test_two_controllers_of_one_name_are_told_apart(
    table: Any, inputs: MidiInputs, plug_in: Plug, greet: Greet
) -> None:
    with plug_in("table") as second:
        inputs.poll(100.0)
        assert len(inputs.open_names) == 2
        greet(second, inputs, 100.5)
        second.send(mido.Message("control_change", control=1, value=127))
        table.send(mido.Message("control_change", control=2, value=127))
        got: list[Event] = []
        wait_until(lambda: got.extend(inputs.poll(100.5)) or len(got) >= 2, what="both messages")
        assert {event.source for event in got} == {"midi/1/cc/1", "midi/1/cc/2"}


def test_in_a_flood_the_newest_turn_and_the_hardest_hit_count(table: Any, inputs: MidiInputs) -> None:
    for number in range(500):
        table.send(mido.Message("control_change", control=21, value=number % 128))
    for velocity in (20, 127, 0):
        table.send(mido.Message("note_on", note=36, velocity=velocity))
    got: list[Event] = []
    wait_until(
        lambda: got.extend(inputs.poll(0.5)) or (got and got[-1].source == "midi/1/note/36" and got[-1].value == 0),
        what="the last message",
    )
    assert [event.raw for event in got if event.source == "midi/1/cc/21"][-1] == 499 % 128
    assert max(event.raw for event in got if event.source == "midi/1/note/36") == 127


def test_system_messages_are_left_aside(table: Any, inputs: MidiInputs) -> None:
    table.send(mido.Message("sysex", data=[1, 2, 3]))
    table.send(mido.Message("clock"))
    table.send(mido.Message("start"))
    table.send(mido.Message("control_change", control=1, value=127))
    assert receive(inputs) == [Event("midi/1/cc/1", 1.0, 127, 0.5)]
    assert inputs.malformed == 0


def test_after_closing_there_is_nothing(jack: Jack, table: Any) -> None:
    inputs = MidiInputs()
    inputs.close()
    assert inputs.poll(1.0) == []
    assert inputs.open_names == []
    assert not any("asterism" in port for port in jack.ports())


def test_without_a_midi_system_the_show_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "no-such-server")
    inputs = MidiInputs(backend="no/SUCH_SYSTEM")
    assert inputs.poll(0.0) == []
    assert "SUCH_SYSTEM" in inputs.absence
    with pytest.raises(DeviceError, match="SUCH_SYSTEM"):
        MidiInputs(["nano"], backend="no/SUCH_SYSTEM")


def test_unknown_system_is_an_error_that_lists_what_there_is() -> None:
    with pytest.raises(DeviceError, match=r"no MIDI system 'OS2' here; there is .*UNIX_JACK"):
        RtMidiDriver("mido.backends.rtmidi/OS2")


# A driver in memory: what real ports do only when they are broken


class MemoryPort:
    def __init__(self, *messages: Sequence[int]) -> None:
        self.messages = list(messages)
        self.closed = False

    def receive(self) -> Sequence[int] | None:
        return self.messages.pop(0) if self.messages else None

    def close(self) -> None:
        self.closed = True


class MemoryDriver:
    """Ports by name; those in `busy` will not open."""

    def __init__(self, ports: dict[str, MemoryPort]) -> None:
        self.ports = ports
        self.busy: set[str] = set()
        self.closed = False

    def names(self) -> list[str]:
        return list(self.ports)

    def open(self, name: str) -> Port:
        if name in self.busy:
            raise OSError("in use")
        return self.ports[name]

    def open_virtual(self, name: str) -> Port:
        raise OSError("not on this platform")

    def close(self) -> None:
        self.closed = all(port.closed for port in self.ports.values())


def test_a_port_that_will_not_open_is_tried_every_second_and_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    driver = MemoryDriver({"nano": MemoryPort([0xB0, 1, 127]), "pads": MemoryPort([0x90, 36, 127])})
    driver.busy = {"nano"}
    inputs = MidiInputs(driver=driver)
    assert inputs.open_names == ["pads"]
    for t in (1.0, 2.0, 3.0):
        inputs.poll(t)
    assert [record.getMessage() for record in caplog.records if "nano" in record.getMessage()] == [
        "MIDI input nano cannot be opened (in use); trying again every second"
    ]
    driver.busy.clear()
    assert inputs.poll(4.0) == [Event("midi/1/cc/1", 1.0, 127, 4.0)]


def test_malformed_messages_are_counted() -> None:
    broken: list[Sequence[int]] = [[], [0x40, 1, 2], [0xB0], [0xB0, 1], [0xB0, 1, 200], [0xC0, 1, 2], [0xB0, 1, 2, 3]]
    inputs = MidiInputs(driver=MemoryDriver({"nano": MemoryPort(*broken, [0xB0, 1, 127])}))
    assert inputs.poll(0.0) == [Event("midi/1/cc/1", 1.0, 127, 0.0)]
    assert inputs.malformed == len(broken)


def test_ports_that_only_echo_are_left_alone() -> None:
    driver = MemoryDriver({"Midi Through Port-0": MemoryPort(), "RtMidi Output": MemoryPort(), "nano": MemoryPort()})
    assert MidiInputs(driver=driver).open_names == ["nano"]
    assert MidiInputs(["through"], driver=driver).open_names == ["Midi Through Port-0"]


def test_closing_closes_every_port_and_then_the_driver() -> None:
    driver = MemoryDriver({"nano": MemoryPort(), "pads": MemoryPort()})
    MidiInputs(driver=driver).close()
    assert driver.closed


@given(message=st.lists(st.integers(0, 255), max_size=4))
def test_any_bytes_are_an_event_with_a_source_or_nothing(message: list[int]) -> None:
    event = read_message(message, 1.0)
    if event is None:
        is_channel = bool(message) and 0x80 <= message[0] < 0xF0
        complete = is_channel and len(message) == (2 if message[0] >> 4 in (0xC, 0xD) else 3)
        assert not (complete and max(message[1:]) < 128)
    else:
        assert 0.0 <= event.value <= 1.0
        assert parse_source(event.source).name == event.source
        assert parse_source(without_channel(event.source)).family == "midi"


@pytest.mark.parametrize("pitch", [-8192, -4096, -1, 0, 1, 4096, 8191])
def test_bend_is_over_its_whole_range_with_its_centre_in_the_middle(pitch: int) -> None:
    event = read_message(mido.Message("pitchwheel", pitch=pitch).bytes(), 0.0)
    assert event is not None
    assert event.raw == pitch
    assert event.value == pytest.approx(0.5 + 0.5 * pitch / (8191 if pitch > 0 else 8192))
