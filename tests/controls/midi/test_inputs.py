"""MIDI through real JACK ports, sent by mido; and a driver in memory for rare events.

In: messages of a foreign client. Out: events, lost and found controllers.
Runs in the test process; the JACK server is a child.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import mido
import pytest
from venue import Jack, wait_until

from engine.controls.event import Control, Event, Sync
from engine.controls.midi.driver import Port, Received, RtMidiDriver
from engine.controls.midi.inputs import RESCAN, MidiInputs
from engine.controls.midi.meaning import Heard
from engine.errors import DeviceError

Plug = Callable[..., Any]
Greet = Callable[[Any, MidiInputs, float], None]


def receive(inputs: MidiInputs, t: float = 0.5) -> list[Control]:
    """What comes next; all of it is said to come at 0.5 s."""
    return at_once(wait_until(lambda: inputs.poll(t), what="a MIDI message"))


def at_once(controls: Sequence[Heard], t: float = 0.5) -> list[Control]:
    return [replace(control, t=t) for control in controls]


# Real ports

KNOBS = "table:knobs"

MESSAGES = [
    (mido.Message("control_change", channel=2, control=21, value=127), Event("midi/3/cc/21", 1.0, 127, 0.5, KNOBS)),
    (mido.Message("control_change", channel=15, control=0, value=0), Event("midi/16/cc/0", 0.0, 0, 0.5, KNOBS)),
    (mido.Message("note_on", channel=9, note=36, velocity=127), Event("midi/10/note/36", 1.0, 127, 0.5, KNOBS)),
    (mido.Message("note_on", note=36, velocity=0), Event("midi/1/note/36", 0.0, 0, 0.5, KNOBS)),
    (mido.Message("note_off", note=36, velocity=64), Event("midi/1/note/36", 0.0, 0, 0.5, KNOBS)),
    (mido.Message("pitchwheel", pitch=0), Event("midi/1/bend", 0.5, 0, 0.5, KNOBS)),
    (mido.Message("pitchwheel", pitch=8191), Event("midi/1/bend", 1.0, 8191, 0.5, KNOBS)),
    (mido.Message("pitchwheel", pitch=-8192), Event("midi/1/bend", 0.0, -8192, 0.5, KNOBS)),
    (mido.Message("program_change", channel=4, program=7), Event("midi/5/program", 7 / 127, 7, 0.5, KNOBS)),
    (mido.Message("aftertouch", value=127), Event("midi/1/pressure", 1.0, 127, 0.5, KNOBS)),
    (mido.Message("polytouch", note=40, value=127), Event("midi/1/pressure/40", 1.0, 127, 0.5, KNOBS)),
]


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
        assert receive(inputs) == [Event("midi/1/cc/21", 1.0, 127, 0.5, "asterism")]
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
            assert receive(inputs, 11.0) == [Event("midi/1/note/36", 1.0, 127, 0.5, "pads:knobs")]
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
        assert receive(inputs, 22.5) == [Event("midi/1/cc/1", 0.0, 0, 0.5, KNOBS)]
        with plug_in("pads") as pads:
            inputs.poll(30.0)
            assert caplog.records[-1].getMessage() == "MIDI input is back: pads:knobs"
            greet(pads, inputs, 30.5)
            pads.send(mido.Message("note_on", note=40, velocity=127))
            assert receive(inputs, 30.5) == [Event("midi/1/note/40", 1.0, 127, 0.5, "pads:knobs")]
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


def test_a_clock_is_heard_and_other_system_messages_are_left_aside(table: Any, inputs: MidiInputs) -> None:
    table.send(mido.Message("sysex", data=[1, 2, 3]))
    table.send(mido.Message("active_sensing"))
    table.send(mido.Message("songpos", pos=300))
    table.send(mido.Message("clock"))
    table.send(mido.Message("control_change", control=1, value=127))
    got: list[Control] = []
    wait_until(lambda: got.extend(receive(inputs)) or len(got) >= 3, what="all of them")
    assert got == [
        Sync(KNOBS, "position", 0.5, 300),
        Sync(KNOBS, "tick", 0.5),
        Event("midi/1/cc/1", 1.0, 127, 0.5, KNOBS),
    ]
    assert inputs.malformed == 0


def test_ticks_arrived_after_they_were_sent_and_before_they_were_read(table: Any, inputs: MidiInputs) -> None:
    inputs.poll(time.monotonic())
    for _ in range(30):
        sent = time.monotonic()
        table.send(mido.Message("clock"))
        wait_until(lambda sent=sent: time.monotonic() > sent + 0.01, what="some time")
        (tick,) = wait_until(lambda: inputs.poll(time.monotonic()), what="a tick")
        assert isinstance(tick, Sync)
        assert sent < tick.t < time.monotonic()


def test_after_closing_there_is_nothing(jack: Jack, table: Any) -> None:
    inputs = MidiInputs()
    inputs.close()
    assert inputs.poll(1.0) == []
    assert inputs.open_names == []
    assert not any("asterism" in port for port in jack.ports())


def test_a_controller_that_only_the_rig_names_may_come_later(
    table: Any, plug_in: Plug, greet: Greet, caplog: pytest.LogCaptureFixture
) -> None:
    inputs = MidiInputs(["table", "nano"], insist=False)
    try:
        assert [record.getMessage() for record in caplog.records] == [
            "no MIDI input like 'nano' now: it is opened when it comes. Inputs there are: table:knobs"
        ]
        assert inputs.open_names == [KNOBS]
        with plug_in("nanoKONTROL2") as nano:
            inputs.poll(1.0)
            greet(nano, inputs, 1.5)
            assert inputs.open_names == [KNOBS, "nanoKONTROL2:knobs"]
    finally:
        inputs.close()


def test_without_a_midi_system_the_show_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "no-such-server")
    inputs = MidiInputs(backend="no/SUCH_SYSTEM")
    assert inputs.poll(0.0) == []
    assert "SUCH_SYSTEM" in inputs.absence
    with pytest.raises(DeviceError, match="SUCH_SYSTEM"):
        MidiInputs(["nano"], backend="no/SUCH_SYSTEM")
    assert MidiInputs(["nano"], insist=False, backend="no/SUCH_SYSTEM").open_names == []


def test_unknown_system_is_an_error_that_lists_what_there_is() -> None:
    with pytest.raises(DeviceError, match=r"no MIDI system 'OS2' here; there is .*UNIX_JACK"):
        RtMidiDriver("mido.backends.rtmidi/OS2")


# A driver in memory: what real ports do only when they are broken


class MemoryPort:
    def __init__(self, *messages: Sequence[int]) -> None:
        self.messages = list(messages)
        self.closed = False
        self.refused = 0

    def receive(self) -> Received | None:
        return (self.messages.pop(0), 0.001) if self.messages else None

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
    assert at_once(inputs.poll(4.0)) == [Event("midi/1/cc/1", 1.0, 127, 0.5, "nano")]


def test_malformed_messages_are_counted() -> None:
    broken: list[Sequence[int]] = [[], [0x40, 1, 2], [0xB0], [0xB0, 1], [0xB0, 1, 200], [0xB0, 1, 0xC0]]
    port = MemoryPort(*broken, [0xB0, 1, 127])
    driver = MemoryDriver({"nano": port})
    inputs = MidiInputs(driver=driver)
    assert at_once(inputs.poll(0.0)) == [Event("midi/1/cc/1", 1.0, 127, 0.5, "nano")]
    assert inputs.malformed == 7  # of what is torn, both ends
    del driver.ports["nano"]
    assert inputs.poll(2.0) == [] and inputs.malformed == 7


def test_ports_that_only_echo_are_left_alone() -> None:
    driver = MemoryDriver({"Midi Through Port-0": MemoryPort(), "RtMidi Output": MemoryPort(), "nano": MemoryPort()})
    assert MidiInputs(driver=driver).open_names == ["nano"]
    assert MidiInputs(["through"], driver=driver).open_names == ["Midi Through Port-0"]


def test_closing_closes_every_port_and_then_the_driver() -> None:
    driver = MemoryDriver({"nano": MemoryPort(), "pads": MemoryPort()})
    MidiInputs(driver=driver).close()
    assert driver.closed


def test_a_pair_that_is_bound_is_told_of_on_every_port_that_comes() -> None:
    driver = MemoryDriver({"nano": MemoryPort([0xB0, 1, 1], [0xB0, 33, 2])})
    inputs = MidiInputs(driver=driver)
    assert [event.source for event in inputs.poll(0.0) if isinstance(event, Event)] == ["midi/1/cc/1", "midi/1/cc/33"]
    inputs.await_wide({"midi/cc14/1"})
    driver.ports["nano"].messages += [[0xB1, 1, 1], [0xB1, 33, 2]]
    driver.ports["faders"] = MemoryPort([0xB0, 1, 3], [0xB0, 33, 4])
    wide = [event for event in inputs.poll(2.0) if isinstance(event, Event) and "cc14" in event.source]
    assert [(event.port, event.raw) for event in wide] == [("nano", 130), ("faders", 388)]


def test_controllers_come_one_in_each_frame() -> None:
    driver = MemoryDriver({})
    inputs = MidiInputs(driver=driver)
    driver.ports.update({f"desk {number}": MemoryPort() for number in range(4)})
    opened = []
    for t in (2.0, 2.01, 2.02, 2.03, 2.04):
        inputs.poll(t)
        opened.append(len(inputs.open_names))
    assert opened == [1, 2, 3, 4, 4]


def test_a_port_keeps_its_name_when_alsa_counts_anew() -> None:
    driver = MemoryDriver({"nano:nano MIDI 1 20:0": MemoryPort(), "nano:nano MIDI 1 24:0": MemoryPort()})
    inputs = MidiInputs(driver=driver)
    assert inputs.open_names == ["nano:nano MIDI 1", "nano:nano MIDI 1 (2)"]
    driver.ports = {
        "nano:nano MIDI 1 24:0": driver.ports["nano:nano MIDI 1 24:0"],
        "nano:nano MIDI 1 28:0": MemoryPort(),
    }
    inputs.poll(2.0)
    assert sorted(inputs.open_names) == ["nano:nano MIDI 1", "nano:nano MIDI 1 (2)"]
    assert driver.ports["nano:nano MIDI 1 24:0"].closed is False
