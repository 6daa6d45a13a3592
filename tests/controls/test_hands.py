"""All hands at once: real MIDI, a real OSC client and keys, in the shape of the show's loop, move the snapshot.

In: a foreign controller through JACK, oscsend, names of keys, made-up signals. Out: values and verbs of frames.
Runs in the test process; the JACK server and oscsend are children.
"""

import itertools
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import mido
import pytest
from venue import wait_until

from engine.controls.board import Board, Values
from engine.controls.catalogue import CATALOGUE
from engine.controls.clock import Clock
from engine.controls.event import Control, Verb
from engine.controls.keys import Keyboard
from engine.controls.midi.inputs import MidiInputs
from engine.controls.osc import OscServer
from engine.controls.patchbay import Patchbay
from engine.presets.controller import load_profiles
from engine.presets.rig import load_rig

FRAME_S = 1.0 / 60.0


class Stage:
    """The show's loop without sound or light."""

    def __init__(self, midi: MidiInputs, osc: OscServer) -> None:
        self.midi, self.osc = midi, osc
        self.board = Board(CATALOGUE)
        self.clock = Clock()
        self.keyboard = Keyboard()
        self.patchbay = Patchbay(self.board, load_rig(None, CATALOGUE).bindings, self.clock)
        self.patchbay.load_controllers(load_profiles(CATALOGUE)[0]["generic"].bindings)
        self.verbs: list[Verb] = []
        self.values = self.board.snapshot(0.0)
        self._frames = itertools.count(1)
        self._keys: list[Control] = []

    def press(self, key: str) -> None:
        self._keys += self.keyboard.press(key, 0.0)
        self._keys += self.keyboard.release(key, 0.0)

    def frame(self) -> Values:
        t = next(self._frames) * FRAME_S
        keys, self._keys = self._keys, []
        controls = keys + self.midi.poll(t) + self.osc.poll(t)
        self.verbs += self.patchbay.handle(controls) + self.patchbay.advance(t, FRAME_S, {"ear/bass": 0.5})
        self.values = self.board.snapshot(t)
        return self.values

    def play_until(self, reached: Callable[[Values], object], what: str) -> None:
        wait_until(lambda: reached(self.frame()), what=what)


@pytest.fixture
def stage(inputs: MidiInputs) -> Iterator[Stage]:
    osc = OscServer(CATALOGUE, port=0)
    yield Stage(inputs, osc)
    osc.close()


def test_eight_knobs_move_eight_parameters_at_once(table: Any, stage: Stage) -> None:
    before = stage.frame()
    for control, value in itertools.product(range(21, 29), (20, 127)):
        table.send(mido.Message("control_change", channel=11, control=control, value=value))
    stage.play_until(lambda values: sum(values[path] != before[path] for path in values) == 8, "eight changes")
    moved = [path for path in before if stage.values[path] != before[path]]
    assert {CATALOGUE[path].to_unit(stage.values[path]) for path in moved} == {1.0}
    for control in range(21, 29):
        table.send(mido.Message("control_change", channel=11, control=control, value=0))
    stage.play_until(lambda values: all(CATALOGUE[path].to_unit(values[path]) == 0.0 for path in moved), "all down")


def test_pads_keys_and_oscsend_say_the_same_verbs(table: Any, stage: Stage) -> None:
    for say in (
        lambda: table.send(mido.Message("note_on", note=37, velocity=90)),
        lambda: stage.press("b"),
        lambda: subprocess.run(["oscsend", "127.0.0.1", str(stage.osc.port), "/blackout"], check=True, timeout=60),
    ):
        stage.verbs.clear()
        say()
        stage.play_until(lambda _: stage.verbs, "the verb")
        assert [verb.name for verb in stage.verbs] == ["blackout"]


def test_the_wheel_leans_on_what_oscsend_has_set_and_lets_go(table: Any, stage: Stage) -> None:
    path = "/camera/orbit"
    words = ["oscsend", "127.0.0.1", str(stage.osc.port), path, "f", "0.1"]
    subprocess.run(words, check=True, timeout=60)
    stage.play_until(lambda values: values[path] == pytest.approx(0.1), "the parameter")
    table.send(mido.Message("pitchwheel", pitch=8191))
    stage.play_until(lambda values: values.number(path) > 0.45, "the wheel")
    assert stage.board.value(path) == pytest.approx(0.1)
    table.send(mido.Message("pitchwheel", pitch=0))
    stage.play_until(lambda values: values.number(path) == pytest.approx(0.1, abs=1e-4), "its return")


def test_a_hit_is_a_burst_in_one_frame_only(table: Any, stage: Stage) -> None:
    table.send(mido.Message("note_on", note=36, velocity=127))
    stage.play_until(lambda values: values.flag("/burst/fire"), "the burst")
    assert stage.values.number("/burst/fire") == 1.0
    assert not any(stage.frame().flag("/burst/fire") for _ in range(5))
    stage.press("space")
    assert stage.frame().flag("/burst/fire")
