"""Rigs: what a file says about the table, and the default rig under real MIDI messages.

In: rig files, right and wrong; knobs that are turned. Out: proof. Runs in the test process.
"""

import re
from pathlib import Path

import pytest

from engine import files
from engine.controls.binding import Binding
from engine.controls.board import Board, Values
from engine.controls.catalogue import CATALOGUE
from engine.controls.clock import Clock
from engine.controls.event import Event, Verb
from engine.controls.live.client import LiveSettings
from engine.controls.live.recall import Recalls
from engine.controls.midi.controllers import MidiSettings
from engine.controls.midi.meaning import Meaning
from engine.controls.osc.target import Target
from engine.controls.patchbay import Patchbay
from engine.controls.source import parse_source
from engine.controls.takeover import STEEPEST
from engine.errors import FileError, PresetError
from engine.presets.clock_table import ClockSettings
from engine.presets.controller import load_profiles
from engine.presets.osc_table import OscRig
from engine.presets.preset import read_preset
from engine.presets.rig import KEYS, TABLE_KEYS, Rig, load_rig
from engine.presets.show_table import ShowSettings

FULL = """\
title = "The club"
version = 1
[sound]
device = "Scarlett"
channels = [3, 4]
[picture]
display = 2
delay_ms = 48.5
[midi]
inputs = ["nano", "Keystation"]
outputs = ["nano"]
feedback = false
profiles = false
[osc]
host = "0.0.0.0"
port = 9001
tcp_port = 9002
query = false
query_port = 9003
[[osc.targets]]
host = "lights.local"
port = 7700
[clock]
trust = ["midi", "tap"]
link = true
midi = ["Drum"]
[live]
host = "192.168.1.20"
port = 12000
reply_port = 12001
scenes = "number"
recall = "trigger"
looks = { drop = "fever", "7" = 3 }
clips = "Visuals"
locators = true
[show]
look = "nerve"
bank = "peak"
setlist = "friday"
locks = ["/color", "/*/size"]
[values]
"/master/crossfade" = 4
"/recall/quantise" = "bar"
[[bindings]]
source = "midi/cc/16"
parameter = "/master/intensity"
takeover = "pickup"
[steps.blink]
levels = "x..."
[[bindings]]
source = "steps/blink"
parameter = "/xray/amount"
[[bindings]]
source = "osc/quit"
parameter = "/quit"
"""

DEFAULT_RIG = files.shipped("rigs") / "default.toml"
KNOBS = (range(1, 9), range(21, 29), range(70, 78))
MOVED = (
    "/color/hue",
    "/color/intensity",
    "/pulse/speed",
    "/layout/morph",
    "/layout/scale",
    "/node/size",
    "/line/amount",
    "/trails/length",
)
ANY_CONTROLLER = load_profiles(CATALOGUE)[0]["generic"]
STEP = 1.0 / 127.0
CHANNEL = 5
LOOKS = {path.stem: read_preset(path, CATALOGUE) for path in sorted(files.shipped("presets").glob("*.toml"))}
FIRST, SECOND, *_ = LOOKS


def load(home: Path, text: str, name: str = "club") -> Rig:
    path = home / "presets" / "rigs" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load_rig(name, CATALOGUE)


def test_every_key_is_read(home: Path) -> None:
    words = {key for table in TABLE_KEYS.values() for key in table} | set(KEYS)
    assert all(re.search(rf"^\[*(osc\.)?{word}\b", FULL, re.MULTILINE) for word in words)
    assert load(home, FULL) == Rig(
        device="Scarlett",
        channels=(3, 4),
        display="2",
        midi=MidiSettings(("nano", "Keystation"), ("nano",), feedback=False, profiles=False),
        osc=OscRig("0.0.0.0", 9001, 9002, False, 9003, (Target("lights.local", 7700),)),
        delay_ms=48.5,
        clock=ClockSettings(("midi", "tap"), True, ("Drum",)),
        live=LiveSettings(
            host="192.168.1.20",
            port=12000,
            reply_port=12001,
            recalls=Recalls("number", {"drop": "fever", "7": "3"}),
            recall="trigger",
            clips="Visuals",
            locators=True,
        ),
        show=ShowSettings(
            *("nerve", "peak", "friday", ("/color", "/*/size")),
            values={"/master/crossfade": 4.0, "/recall/quantise": "bar"},
        ),
        bindings=(
            Binding(parse_source("midi/cc/16"), "/master/intensity", takeover="pickup"),
            Binding(parse_source("steps/x.../0.25beats"), "/xray/amount"),
            Binding(parse_source("osc/quit"), "/quit", mode="trigger"),
        ),
    )


def test_what_is_left_out_is_as_usual(home: Path) -> None:
    usual = load_rig(None, CATALOGUE)
    assert usual == Rig(bindings=usual.bindings)
    assert [binding.parameter for binding in usual.bindings] == ["/preset/load", "/burst/fire"]
    assert load(home, "") == usual  # a rig for a sound card alone keeps the knobs
    assert load(home, "[sound]\ndevice = 0").bindings == usual.bindings
    assert load(home, "[sound]\ndevice = 0").device == "0"
    assert load(home, "bindings = []").bindings == ()
    assert load(home, "[midi]\ninputs = []").midi == MidiSettings(inputs=())
    assert load(home, "[live]").live == LiveSettings()


def test_a_rig_of_ones_own_shadows_ours(home: Path) -> None:
    assert load(home, FULL, "default") == load_rig(None, CATALOGUE) == load_rig("default", CATALOGUE)
    assert load_rig(None, CATALOGUE).device == "Scarlett"


def test_an_unknown_rig_lists_what_there_is(home: Path) -> None:
    load(home, FULL)
    with pytest.raises(FileError, match=r"no theatre\.toml in rigs.*club, default"):
        load_rig("theatre", CATALOGUE)


@pytest.mark.parametrize(
    ("text", "line", "key", "message"),
    [
        ("[show]\nbank = 1", 2, "bank", "must be a name"),
        ('[show]\nlocks = ["/colour"]', 2, "locks", "there is no parameter.*Did you mean /color"),
        ('[values]\n"/node/size" = 1', 2, "/node/size", "belongs to looks"),
        ('[values]\n"/master/crossfade" = 99', 2, "/master/crossfade", "takes a number from 0 to 30"),
        ("version = 2", 1, "version", "of a newer Asterism"),
        ("title = 1", 1, "title", "must be text"),
        ("[sounds]\n", 1, "sounds", "there is no such key.*Did you mean sound"),
        ('[value]\n"/ear/gain" = 1', 1, "value", "there is no such key"),
        ("sound = 3", 1, "sound", r"must be a table, \[sound\]"),
        ("[[sound]]\ndevice = 1", 1, "sound", "must be a table"),
        ('[sound]\n\ndevise = "a"', 3, "devise", "there is device, channels. Did you mean device"),
        ("[sound]\ndevice = true", 2, "device", "must be a name or a number, not True"),
        ("[sound]\ndevice = 1.5", 2, "device", "must be a name or a number"),
        ("[sound]\ndevice = -1", 2, "device", "must be a name or a number"),
        ('[sound]\ndevice = " "', 2, "device", "must be a name or a number"),
        ("[sound]\nchannels = 2", 2, "channels", "must be a list of channels from 1"),
        ("[sound]\nchannels = [0, 1]", 2, "channels", "must be a list of channels from 1"),
        ("[sound]\nchannels = [true]", 2, "channels", "must be a list of channels from 1"),
        ('[sound]\nchannels = ["1"]', 2, "channels", "must be a list of channels from 1"),
        ("[picture]\ndisplay = [1]", 2, "display", "must be a name or a number"),
        ('[midi]\ninputs = "nano"', 2, "inputs", "must be a list of parts of names"),
        ("[midi]\ninputs = [1]", 2, "inputs", "must be a list of parts of names"),
        ('[midi]\noutputs = "nano"', 2, "outputs", "must be a list of parts of names"),
        ("[midi]\nfeedback = 1", 2, "feedback", "must be true or false"),
        ('[midi]\nprofiles = "no"', 2, "profiles", "must be true or false"),
        ('[midi]\ninputs = [""]', 2, "inputs", "must be a list of parts of names"),
        ("[picture]\ndelay_ms = -1", 2, "delay_ms", "must be a number from 0 to 500 milliseconds, not -1"),
        ('[picture]\ndelay_ms = "48"', 2, "delay_ms", "must be a number from 0 to 500"),
        ("[picture]\ndelay_ms = nan", 2, "delay_ms", "must be a number from 0 to 500"),
        ("clock = true", 1, "clock", r"must be a table, \[clock\]"),
        ('[clock]\ntrust = "tap"', 2, "trust", "must be a list of names"),
        ('[clock]\ntrust = ["tap", "mdi"]', 2, "trust", "no source of time 'mdi'; there is tap.*Did you mean midi"),
        ("[clock]\ntrust = []", 2, "trust", "at least one source of time, and each once"),
        ('[clock]\ntrust = ["tap", "tap"]', 2, "trust", "at least one source of time, and each once"),
        ("[clock]\nlink = 1", 2, "link", "must be true or false, not 1"),
        ("[clock]\nmidi = [3]", 2, "midi", "must be a list of names"),
        ("live = true", 1, "live", r"must be a table, \[live\]"),
        ('[live]\nhosts = "a"', 2, "hosts", "Did you mean host"),
        ("[live]\nhost = 5", 2, "host", "must be text, such as '127.0.0.1', not 5"),
        ("[live]\n\nport = 0", 3, "port", "must be a port from 1 to 65535, not 0"),
        ("[live]\nreply_port = true", 2, "reply_port", "must be a port"),
        ('[live]\nscenes = "names"', 2, "scenes", "must be one of name, number, off, not 'names'. Did you mean name"),
        ("[live]\nrecall = 1", 2, "recall", "must be one of launch, trigger, not 1"),
        ('[live]\nlooks = "fever"', 2, "looks", "must be pairs"),
        ("[live]\n[live.looks]\ndrop = true", 3, "drop", "must be a look's name or number, not True"),
        ('[live]\nlooks = { drop = " " }', 2, "drop", "must be a look's name or number"),
        ("[live]\nlooks = { drop = 0 }", 2, "drop", "must be a look's name or number"),
        ("[live]\nclips = []", 2, "clips", "must be a track's name or number"),
        ("[live]\nlocators = 1", 2, "locators", "must be true or false, not 1"),
        ("[osc]\nhost = 5", 2, "host", "must be an address"),
        ('[osc]\nhost = ""', 2, "host", "must be an address"),
        ("[osc]\nport = 0", 2, "port", "must be a port from 1 to 65535, not 0"),
        ("[osc]\nport = 65536", 2, "port", "must be a port from 1 to 65535"),
        ('[osc]\nport = "9000"', 2, "port", "must be a port"),
        ("[osc]\nport = true", 2, "port", "must be a port"),
        ('[[bindings]]\nsource = "midi/cc/1"\nparameter = 7', 3, "parameter", "parameter must be text"),
        ("[osc", 1, "this is not TOML", "Expected"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(text: str, line: int, key: str, message: str, home: Path) -> None:
    with pytest.raises(PresetError) as caught:
        load(home, text)
    told = str(caught.value)
    assert told.startswith(f"{home / 'presets' / 'rigs' / 'club.toml'}:{line}: {key}: ")
    assert re.search(message, told)


def test_what_the_default_rig_suggests_is_right(home: Path) -> None:
    text = re.sub(r"^# (?=\[\w+\]$|\w+ = )", "", DEFAULT_RIG.read_text(), flags=re.MULTILINE)
    rig = load(home, text)
    assert None not in (rig.device, rig.display, rig.midi.inputs, rig.osc.host, rig.osc.port)
    assert rig.channels == (1, 2)
    assert rig.bindings == load_rig(None, CATALOGUE).bindings


class Table:
    """A board and a patch bay with the default rig, one look, and a controller that no profile knows better."""

    def __init__(self, look: str) -> None:
        self.board = Board(CATALOGUE)
        self.patchbay = Patchbay(self.board, load_rig(None, CATALOGUE).bindings, Clock())
        self.patchbay.load_controllers(ANY_CONTROLLER.bindings)
        self.meaning = Meaning()
        self.t = 0.0
        self.recall(look)

    def recall(self, look: str) -> None:
        preset = LOOKS[look]
        self.board.load(preset.values)
        self.patchbay.load(preset.bindings)

    def send(self, *message: int) -> list[Verb]:
        (event,) = self.meaning.read(message, self.t)
        return self.patchbay.handle([event])

    def turn(self, knob: int, value: int) -> list[Verb]:
        return self.send(0xB0 + CHANNEL - 1, knob, value)

    def frame(self, dt: float = 1.0 / 60.0) -> Values:
        self.t += dt
        assert self.patchbay.advance(self.t, dt, lambda source: 0.3) == []
        return self.board.snapshot(self.t)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("knobs", KNOBS, ids=lambda knobs: f"cc{knobs[0]}")
def test_eight_knobs_move_eight_parameters_in_every_look(knobs: range, look: str) -> None:
    moved = []
    for knob in knobs:
        table = Table(look)
        table.turn(knob, 40)
        before = table.frame(0.0)
        for value in range(40, 128):
            table.turn(knob, value)
        after = table.frame(0.0)
        moved.append([path for path in after if after[path] != before[path]])
        assert table.board.unit(moved[-1][0]) == pytest.approx(1.0)
        for value in range(127, -1, -1):
            table.turn(knob, value)
        table.frame(0.0)
        assert table.board.unit(moved[-1][0]) == pytest.approx(0.0)
    assert moved == [[path] for path in MOVED]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("start", [1, 30, 64, 97, 126])
@pytest.mark.parametrize("end", [0, 127])
def test_a_knob_takes_over_on_a_straight_way_and_never_jumps(look: str, start: int, end: int) -> None:
    """From where knob and parameter are, both move evenly and meet at the end of the knob's way if it has enough."""
    for knob, path in zip(KNOBS[0], MOVED, strict=True):
        table = Table(look)
        here = table.board.unit(path)
        table.turn(knob, start)
        # The first message only tells where the knob is; next to its parameter, it takes it.
        assert table.board.unit(path) == pytest.approx(here, abs=STEP + 1e-6)
        gain = min((end / 127.0 - here) * 127.0 / (end - start), STEEPEST)
        for value in range(start, end, 1 if end > start else -1):
            value += 1 if end > start else -1
            expected = here + gain * (value - start) / 127.0
            table.turn(knob, value)
            assert table.board.unit(path) == pytest.approx(expected, abs=STEP + 1e-6)
        assert table.board.unit(path) == pytest.approx(end / 127.0) or gain == STEEPEST


def test_after_a_recall_the_knobs_take_over_anew() -> None:
    table = Table(FIRST)
    for knob in KNOBS[0]:
        for value in (*range(60, 128), *range(127, 63, -1)):
            table.turn(knob, value)
    assert [table.board.unit(path) for path in MOVED] == pytest.approx([64 / 127] * len(MOVED))
    table.recall(SECOND)
    recalled = [table.board.unit(path) for path in MOVED]
    assert max(abs(unit - 64 / 127) for unit in recalled) > 0.2
    for knob, path, unit in zip(KNOBS[0], MOVED, recalled, strict=True):
        table.turn(knob, 65)
        assert table.board.unit(path) == pytest.approx(unit + (1.0 - unit) / 63.0, abs=STEP + 1e-6)


def test_knobs_of_the_three_kinds_do_not_fight() -> None:
    table = Table(FIRST)
    for value in range(64, 128):
        table.turn(KNOBS[0][0], value)
    assert table.board.unit(MOVED[0]) == pytest.approx(1.0)
    table.turn(KNOBS[1][0], 40)  # the other controller's knob is elsewhere, and takes over from here
    assert table.board.unit(MOVED[0]) == pytest.approx(1.0)
    table.turn(KNOBS[1][0], 30)
    assert table.board.unit(MOVED[0]) == pytest.approx(30 / 40)


def test_pads_and_programs_speak() -> None:
    table = Table(FIRST)
    note_on, program = 0x90 + CHANNEL - 1, 0xC0 + CHANNEL - 1
    assert table.send(note_on, 36, 100) == []
    assert table.frame().number("/burst/fire") == pytest.approx(100 / 127)
    assert table.frame().number("/burst/fire") == 0.0
    assert table.send(note_on, 36, 0) == []
    assert table.frame().number("/burst/fire") == 0.0
    for note, name in ((37, "blackout"), (38, "preset/previous"), (39, "preset/next"), (40, "tap")):
        assert [verb.name for verb in table.send(note_on, note, 1)] == [name]
        assert table.send(note_on, note, 0) == []
    assert [(verb.name, verb.argument) for verb in table.send(program, 2)] == [("preset/load", 3)]
    assert table.patchbay.handle([Event("key/space", 1.0, 1.0, 0.0)]) == []
    assert table.frame().number("/burst/fire") == 1.0


def test_wheel_and_pressure_lean_on_the_look_and_let_go() -> None:
    table = Table(FIRST)
    rest = table.frame()

    def settle() -> Values:
        for _ in range(240):
            values = table.frame()
        return values

    def shift(values: Values, path: str) -> float:
        parameter = CATALOGUE[path]
        return parameter.to_unit(values[path]) - parameter.to_unit(rest[path])

    bend, pressure = 0xE0 + CHANNEL - 1, 0xD0 + CHANNEL - 1
    for message, path, expected in (
        ((bend, 0x7F, 0x7F), "/camera/orbit", 0.4),
        ((bend, 0x00, 0x00), "/camera/orbit", -0.4),
        ((bend, 0x00, 0x40), "/camera/orbit", 0.0),
        ((pressure, 127), "/node/glow", 0.35),
        ((pressure, 0), "/node/glow", 0.0),
    ):
        assert table.send(*message) == []
        assert shift(settle(), path) == pytest.approx(expected, abs=1e-3)
        assert table.board.value(path) == rest[path]  # what it is set to stays
