"""Controllers on the table, with real JACK ports: profiles, feedback at foreign ports, unplugging, no loops.

In: foreign senders and receivers. Out: parameters that move, messages that arrive.
Runs in the test process; the post and the JACK server are children.
"""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import mido
import pytest
from venue import Jack, wait_until

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE
from engine.controls.clock import Clock
from engine.controls.event import Control, Event
from engine.controls.midi.controllers import Controllers, MidiSettings
from engine.controls.midi.inputs import MidiInputs
from engine.controls.midi.post import Post
from engine.controls.midi.postman import WATCH_S
from engine.controls.patchbay import Patchbay
from engine.controls.standing import Standing
from engine.presets.controller import load_profiles

PROFILES = load_profiles(CATALOGUE)[0]
HUE, NODE = "/color/hue", "/node/size"
FADER = 0xB0, 0  # the nanoKONTROL2's first one

Plug = Callable[..., Any]


class Show:
    """The show's loop: hands in, outlets out, and nothing between."""

    def __init__(self, settings: MidiSettings) -> None:
        self.board = Board(CATALOGUE)
        self.patchbay = Patchbay(self.board, (), Clock())
        inputs = MidiInputs(settings.inputs, insist=False)
        self.controllers = Controllers(inputs, PROFILES, Post(), settings=settings)
        self.preset = "nerve"
        self.heard: list[Control] = []
        self._began = time.monotonic()

    def frame(self) -> None:
        t = time.monotonic() - self._began
        controls = self.controllers.poll(t)
        self.heard += controls
        self.patchbay.handle(controls)
        self.patchbay.advance(t, 1.0 / 60.0, {})
        values = self.board.snapshot(t)
        self.controllers.tell(
            Standing(
                t, self.board, values, self.patchbay, Clock(), lambda _: None, self.preset, looks=("nerve", "pyre")
            )
        )

    def play_until(self, reached: Callable[[], Any], what: str) -> Any:
        def step() -> Any:
            self.frame()
            return reached()

        return wait_until(step, what=what)

    def play(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.play_until(lambda: time.monotonic() >= until, "time to pass")


@pytest.fixture
def open_show(jack: Jack) -> Iterator[Callable[..., Show]]:
    shows: list[Show] = []

    def open_show(**settings: Any) -> Show:
        shows.append(Show(MidiSettings(**settings)))
        return shows[-1]

    yield open_show
    for show in shows:
        show.controllers.close()


def turn(sender: Any, number: int, value: int) -> None:
    sender.send(mido.Message("control_change", control=number, value=value))


def test_a_controller_works_and_is_told_as_its_profile_says(open_show: Any, plug_in: Plug, lights: Plug) -> None:
    with plug_in("nanoKONTROL2") as nano, lights("nanoKONTROL2") as lamps:
        show = open_show()
        assert show.controllers.describe() == "nanoKONTROL2"
        got: list[bytes] = []
        show.play_until(
            lambda: got.extend(lamps.drain()) or {bytes((0xB0, 32, 127)), bytes((0xB0, 33, 0))} <= {*got}, "two lamps"
        )
        assert {message[1] for message in got} <= {*range(32, 72)}  # lamps only: its faders have no motors
        before = show.board.unit(HUE)

        def sweep() -> bool:
            turn(nano, 0, 0)
            turn(nano, 0, 127)
            show.frame()
            return bool(show.board.unit(HUE) == 1.0)

        show.play_until(sweep, "the first fader")
        assert before != 1.0
        turn(nano, 42, 127)  # stop: blackout
        show.play_until(lambda: any(event.source == "midi/1/cc/42" for event in show.heard), "the button")
        show.preset = "pyre"
        show.play_until(lambda: bytes((0xB0, 33, 127)) in lamps.drain(), "the lamp of the second look")
        assert show.controllers.name_of("midi/1/cc/0", "nanoKONTROL2:knobs") == "nanoKONTROL2: fader 1"
        assert show.controllers.name_of("midi/1/cc/99", "nanoKONTROL2:knobs") == "midi/1/cc/99 · nanoKONTROL2:knobs"


def test_a_receiver_that_was_unplugged_is_told_everything_anew(open_show: Any, plug_in: Plug, lights: Plug) -> None:
    with plug_in("nanoKONTROL2"):
        show = open_show()
        for _ in range(2):
            with lights("nanoKONTROL2") as lamps:
                got: list[bytes] = []
                show.play_until(lambda got=got, lamps=lamps: got.extend(lamps.drain()) or len(got) >= 30, "every lamp")
                assert bytes((0xB0, 32, 127)) in got
            show.play_until(lambda: not show.controllers._post.open, "its end")


def test_a_controller_whose_cable_is_loose_is_heard_again(open_show: Any, jack: Jack, plug_in: Plug) -> None:
    show = open_show()
    inputs = show.controllers.inputs
    with plug_in("pads"):
        show.play_until(lambda: "pads:knobs" in inputs.open_names, "the pads")
        dead = inputs._ports["pads:knobs"]
        show.play_until(lambda: show.controllers._post.is_alive, "the post")
        show.play(3.0 * WATCH_S)
    for _ in range(100):  # nobody but the post looks: for the show the name is there all the time
        inputs._scanned_at = time.monotonic() - show._began
        show.frame()
        if "pads:knobs" not in inputs.open_names:
            break
        time.sleep(0.02)
    with plug_in("pads") as pads:
        show.play_until(lambda: "pads:knobs" in inputs.open_names, "the pads again")
        assert inputs._ports["pads:knobs"] is not dead

        def heard() -> bool:
            turn(pads, 21, 99)
            return any(isinstance(each, Event) and each.port == "pads:knobs" for each in show.heard)

        show.play_until(heard, "a knob")


def test_a_controller_that_comes_during_the_show_brings_its_profile(
    open_show: Any, plug_in: Plug, lights: Plug, caplog: pytest.LogCaptureFixture
) -> None:
    show = open_show()
    show.play(0.1)
    assert not any("nano" in each.port for each in show.patchbay.bindings)
    with plug_in("nanoKONTROL2") as nano, lights("nanoKONTROL2"):
        show.play_until(lambda: any("nano" in each.port for each in show.patchbay.bindings), "its bindings")
        assert "nanoKONTROL2 is there: its own bindings" in caplog.text

        def sweep() -> bool:
            turn(nano, 0, 0)
            turn(nano, 0, 127)
            show.frame()
            return bool(show.board.unit(HUE) == 1.0)

        show.play_until(sweep, "the first fader")
    show.play_until(lambda: not any("nano" in each.port for each in show.patchbay.bindings), "their end")
    lost = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert any("MIDI input lost: nanoKONTROL2:knobs" in line for line in lost)


def test_what_goes_round_in_a_loop_comes_to_rest(open_show: Any, plug_in: Plug, lights: Plug) -> None:
    """A foreign program sends everything back that it gets, as a pair of crossed cables does."""
    with plug_in("mirror") as back, lights("mirror") as mirror:
        show = open_show(outputs=("mirror",))

        def reflect(seconds: float) -> int:
            """Play for so long, while everything goes round. Returns how much went."""
            gone = 0
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                show.play(1.0 / 60.0)
                for message in mirror.drain():
                    back.send(mido.Message.from_bytes(message))
                    gone += 1
            return gone

        show.play_until(lambda: show.controllers._post.open, "the mirror")
        assert reflect(1.0) > 0
        show.board.load({HUE: 0.0})
        reflect(1.0)
        show.board.load({HUE: 0.25, NODE: 0.5}, over=1.0)
        assert reflect(1.0) > 10
        wait_until(lambda: reflect(1.0) == 0, what="rest")
        assert show.board.value(HUE) == 0.25
        assert not [control for control in show.heard if isinstance(control, Event)]


def test_several_controllers_at_once_each_with_its_own(open_show: Any, plug_in: Plug, lights: Plug) -> None:
    with (
        plug_in("nanoKONTROL2") as nano,
        plug_in("X-TOUCH MINI") as touch,
        lights("X-TOUCH MINI") as rings,
        lights("nanoKONTROL2"),
    ):
        show = open_show()
        got: list[bytes] = []
        show.play_until(lambda: got.extend(rings.drain()) or any(each[0] == 0xBA for each in got), "the rings")
        assert bytes((0xB0, 127, 0)) in got[:2]  # the greeting comes first

        def both() -> bool:
            turn(nano, 1, 0)
            turn(nano, 1, 127)
            touch.send(mido.Message("control_change", channel=10, control=6, value=0))
            touch.send(mido.Message("control_change", channel=10, control=6, value=127))
            show.frame()
            return show.board.unit("/color/intensity") == 1.0 and show.board.unit(NODE) == 1.0

        show.play_until(both, "both")
        ports = {event.port for event in show.heard if isinstance(event, Event)}
        assert ports == {"nanoKONTROL2:knobs", "X-TOUCH MINI:knobs"}


def test_a_rig_may_want_no_profiles_and_no_feedback(open_show: Any, plug_in: Plug, lights: Plug) -> None:
    with plug_in("nanoKONTROL2"), lights("nanoKONTROL2") as lamps:
        show = open_show(profiles=False)
        show.play(1.2)
        assert show.patchbay.bindings == [] and lamps.drain() == []
        show = open_show(feedback=False)
        show.play(1.2)
        assert show.patchbay.bindings and lamps.drain() == []


def test_when_the_show_ends_the_lights_go_out(open_show: Any, plug_in: Plug, lights: Plug) -> None:
    with plug_in("LPMiniMK3 MIDI"), lights("LPMiniMK3 MIDI") as pads:
        show = open_show()
        got: list[bytes] = []
        show.play_until(lambda: got.extend(pads.drain()) or bytes((0x90, 81, 21)) in got, "the first pad")
        assert got[0] == bytes.fromhex("F0 00 20 29 02 0D 0E 01 F7")
        show.controllers.close()
        got.clear()
        wait_until(
            lambda: got.extend(pads.drain()) or bytes.fromhex("F0 00 20 29 02 0D 0E 00 F7") in got, what="the end"
        )
        assert bytes((0x90, 81, 0)) in got


def test_a_midi_system_that_ends_is_missed_and_used_again(
    hasty: None, jack: Jack, open_show: Any, plug_in: Plug, lights: Plug, caplog: pytest.LogCaptureFixture
) -> None:
    show = open_show()
    show.play_until(lambda: show.controllers._post.is_alive, "the post")
    jack.stop()
    show.play_until(lambda: show.controllers.inputs.absence, "the end of the system")
    assert "The MIDI system is gone. Playing on" in caplog.text
    show.play(0.2)
    jack.start()
    show.play_until(lambda: not show.controllers.inputs.absence, "a new one")
    with plug_in("nanoKONTROL2") as nano, lights("nanoKONTROL2") as lamps:

        def sweep() -> bool:
            turn(nano, 0, 0)
            turn(nano, 0, 127)
            show.frame()
            return bool(show.board.unit(HUE) == 1.0)

        show.play_until(sweep, "the first fader")
        show.play_until(lambda: bytes((0xB0, 32, 127)) in lamps.drain(), "the lamp of the first look")
