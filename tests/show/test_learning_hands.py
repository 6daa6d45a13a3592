"""The whole way of learning, through the player's loop: a real controller and a real OSC client, keys, the rig's file.

In: a foreign controller through JACK, oscsend, keys. Out: what the show does, value by value, and what the file says.
Runs in the test process, headless; the JACK server, oscsend and the ear are children.
"""

import itertools
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import mido
import pytest
from controls.conftest import PatientJack
from controls.desk import HUE, MORPH
from show.booth import Hand
from venue import Jack

from engine import files
from engine.controls.binding_table import table_of
from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Control, Event
from engine.controls.keys import Keyboard
from engine.controls.midi.inputs import MidiInputs
from engine.controls.osc import OscServer
from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.presets.rig import load_rig, read_rig
from engine.presets.rig_bindings import RigBindings
from engine.show.learning import Learning
from engine.show.notices import Notices
from engine.show.player import Player
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import KeyPressed, KeyReleased, WindowEvent

PATIENCE_S = 30.0
BLACKOUT = "/master/blackout"

Script = Iterator[None]
"""What a test does: at each of its yields a frame goes by."""


class Window(HeadlessWindow):
    """A screen in memory, with a keyboard."""

    def __init__(self) -> None:
        super().__init__((64, 36))
        self.pressed: list[WindowEvent] = []

    def poll(self) -> list[WindowEvent]:
        pressed, self.pressed = self.pressed, []
        return pressed


class Night(Hand):
    """A show with our default rig and nothing else on the table.

    `hues`: where the hue was, 0..1, frame by frame; `knobs`: where the control was that moved last.
    """

    def __init__(self, listener: Listener, midi: MidiInputs | None) -> None:
        super().__init__()
        self.midi = midi
        self.window = Window()
        self.hues: list[float] = []
        self.knobs: list[float] = []
        self.said: list[str] = []
        self._script: Script = iter(())
        self._failure: BaseException | None = None
        weights, _ = load_network(32, None)
        self.performance, library = open_performance(self.window.context, weights, "first-light", (), 1)
        self.board = self.performance.board
        self.osc = OscServer(self.board.catalogue, port=0)
        rig = RigBindings(None, self.board.catalogue)
        self.learning = Learning(self.performance.patchbay, rig, lambda: library.names)
        self.player = Player(
            screen=self.window,
            performance=self.performance,
            listener=listener,
            keyboard=Keyboard(),
            inputs=[*([midi] if midi else []), self.osc, self],
            notices=Notices(time.monotonic, self.said.append),
            rate_hz=0.0,
            learning=self.learning,
        )

    def poll(self, t: float) -> list[Control]:
        """Once a frame, the test's next step; what fails in it ends the show, which would else go on."""
        self.hues.append(self.board.unit(HUE))
        last = self.performance.patchbay.last
        self.knobs.append(last.value if isinstance(last, Event) else 0.0)
        try:
            next(self._script)
        except StopIteration:
            self.player.seconds = 0.0
        except BaseException as error:
            self._failure, self.player.seconds = error, 0.0
        return []

    def play(self, script: Script) -> None:
        """Play until the script is over."""
        self._script = script
        self.player.run()
        if self._failure is not None:
            raise self._failure

    @property
    def learnt(self) -> list[dict[str, Any]]:
        """What the person's rig file binds besides what ours does."""
        usual = read_rig(files.shipped("rigs") / "default.toml", CATALOGUE).bindings
        return [table_of(each) for each in load_rig(None, CATALOGUE).bindings if each not in usual]

    @property
    def prompt(self) -> str:
        """What learning says is to be done; "" while nothing is learnt."""
        view = self.learning.view()
        return view.prompt if view is not None else ""

    def fact(self, label: str) -> str:
        """What learning shows of the control that it has found."""
        view = self.learning.view()
        return dict(view.facts).get(label, "") if view is not None else ""

    def told(self, part: str) -> bool:
        """Whether a person was told this."""
        return any(part in text for text in self.said)

    def press(self, *names: str) -> Script:
        """Keys, one a frame."""
        for name in names:
            self.window.pressed += [KeyPressed(name), KeyReleased(name)]
            yield

    def until(self, reached: Callable[[], object], what: str, doing: Callable[[], Script] | None = None) -> Script:
        """Frames, in which something is done again and again, until something is reached."""
        end = time.monotonic() + PATIENCE_S
        while not reached():
            assert time.monotonic() < end, f"waited for {what}; last {self.performance.patchbay.last}; said {self.said}"
            yield from doing() if doing is not None else (None,)

    def send(self, *words: str) -> None:
        """An OSC message of a stranger's."""
        subprocess.run(["oscsend", "127.0.0.1", str(self.osc.port), *words], check=True, timeout=60)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    weights, path = load_network(32, None)
    listener = Listener(SourceSpec("silence"), path, weights.units)
    yield listener
    listener.close()


@pytest.fixture
def jack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Jack]:
    with PatientJack() as server:
        for name, value in server.private_env.items():
            monkeypatch.setenv(name, value)
        yield server


def plug_in(jack: Jack, client: str) -> Any:
    """A foreign controller with the port `client:knobs`; a context manager."""
    return mido.Backend(jack.private_env["MIDO_BACKEND"]).open_output("knobs", virtual=True, client_name=client)


@pytest.fixture
def table(jack: Jack) -> Iterator[Any]:
    with plug_in(jack, "table") as output:
        yield output


@pytest.fixture
def night(home: Path, listener: Listener, request: pytest.FixtureRequest) -> Iterator[Night]:
    midi = request.getfixturevalue("table") and MidiInputs() if "table" in request.fixturenames else None
    night = Night(listener, midi)
    yield night
    night.learning.close()
    night.osc.close()
    if midi is not None:
        midi.close()
    night.window.close()


def say(output: Any, control: int, values: Iterable[int], channel: int = 0) -> Callable[[], Script]:
    """A control's values, one a frame. JACK joins two ports some time after it has said so, so they may get lost."""

    def doing() -> Script:
        for value in values:
            output.send(mido.Message("control_change", channel=channel, control=control, value=value))
            yield

    return doing


def hit(output: Any, note: int) -> Callable[[], Script]:
    """A pad is hit and let go."""

    def doing() -> Script:
        for kind in ("note_on", "note_off"):
            output.send(mido.Message(kind, note=note, velocity=90))
            yield

    return doing


def test_choose_move_done_and_no_jump_after_a_look(night: Night, table: Any) -> None:
    def script() -> Script:
        yield from night.press("l", *"color", "space", *"hue")
        knob = say(table, 50, range(20, 90), channel=2)
        worn = say(table, 99, itertools.cycle((63, 64)))()

        def both() -> Script:
            for _ in knob():  # beside it a knob that trembles, a clock and a sense of life
                next(worn)
                table.send(mido.Message("clock"))
                table.send(mido.Message("active_sensing"))
                yield

        yield from night.until(lambda: night.prompt == "this one?", "the knob to be found", both)
        assert len(set(night.hues)) == 1
        yield from night.press("return", "escape")
        yield from night.until(lambda: night.told("Learnt: midi/3/cc/50 moves /color/hue"), "the file")
        up = say(table, 50, range(90, 128), channel=2)
        yield from night.until(lambda: night.hues[-1] > 0.95, "the knob to move its parameter", up)
        yield from night.press("n")
        yield from night.until(lambda: night.performance.preset.name == "undertow", "the next look")
        night.board.set(HUE, 0.0)  # as a look that turns no colour says
        yield from say(table, 50, [127], channel=2)()
        night.hues.clear()
        night.knobs.clear()
        yield from say(table, 50, [*range(126, 30, -1), *range(30, 100)], channel=2)()
        yield from night.until(lambda: night.hues[-1] == pytest.approx(night.hues[-2]), "the last value")

    night.play(script())
    (learnt,) = night.learnt
    assert "table" in learnt.pop("port")
    assert learnt == {"source": "midi/3/cc/50", "parameter": HUE, "takeover": "scale"}
    moved = [abs(after - before) for before, after in itertools.pairwise(night.hues)]
    turned = [abs(after - before) for before, after in itertools.pairwise(night.knobs)]
    assert max(moved) > 0.0 and sum(turned) > 1.0
    assert all(one <= 4.0 * other + 1.0 / 127.0 + 1e-6 for one, other in zip(moved, turned, strict=True))


def test_an_encoder_and_every_one_of_its_steps(night: Night, table: Any) -> None:
    def script() -> Script:
        yield from night.press("l", *"hue")
        encoder = say(table, 16, (1, 1, 127, 127))
        yield from night.until(lambda: night.fact("encoder").startswith("two's"), "the encoder to be found", encoder)
        yield from night.press("return", "escape")
        night.board.set_unit(HUE, 0.2)
        yield
        for _ in range(40):  # faster than frames
            table.send(mido.Message("control_change", control=16, value=1))
        yield from night.until(lambda: night.hues[-1] > 0.599, "forty steps")
        yield from night.until(lambda: night.told("Learnt"), "the file")

    night.play(script())
    assert night.hues[-1] == pytest.approx(0.6)
    assert [(each["source"], each["relative"]) for each in night.learnt] == [("midi/1/cc/16", "twos")]


def test_a_controller_that_comes_back_does_what_it_has_learnt(night: Night, table: Any, jack: Jack) -> None:
    def script() -> Script:
        with plug_in(jack, "pads") as pads:
            yield from night.press("l", *"master", "space", *"black")
            yield from night.until(lambda: night.prompt == "this one?", "the pad to be found", hit(pads, 60))
            yield from night.press("return", "escape")
        assert night.midi is not None
        ports = night.midi
        yield from night.until(lambda: "pads:knobs" not in ports.open_names, "the loss")
        assert night.board.value(BLACKOUT) is False
        with plug_in(jack, "pads") as pads:
            yield from night.until(lambda: night.board.value(BLACKOUT), "the pad to do it again", hit(pads, 60))

    night.play(script())
    assert [(each["source"], each["mode"]) for each in night.learnt] == [("midi/1/note/60", "toggle")]


def test_any_address_is_learnt_from_the_network_with_its_range(night: Night) -> None:
    learnt: list[dict[str, Any]] = []

    def script() -> Script:
        night.send("/learn", "s", MORPH)
        yield from night.until(lambda: night.prompt, "learning")
        for decibels in ("-60", "-20", "6"):
            night.send("/live/device/macro", "sf", "reverb", decibels)
            yield
        yield from night.until(lambda: night.prompt == "this one?", "the address to be found")
        night.send("/learn/keep")
        yield from night.until(lambda: night.told("Learnt: osc/live/device/macro#2 moves /layout/morph"), "the file")
        learnt.extend(night.learnt)
        for decibels in ("-60", "-27"):
            night.send("/live/device/macro", "sf", "reverb", decibels)
            yield
        yield from night.until(lambda: night.board.unit(MORPH) == pytest.approx(0.5), "the parameter to move")
        night.send("/unlearn", "s", MORPH)
        yield from night.until(lambda: night.told("Unlearnt"), "the file")
        night.send("/live/device/macro", "sf", "reverb", "6")
        night.send("/color/hue", "f", "0.25")
        yield from night.until(lambda: night.board.value(HUE) == pytest.approx(0.25), "what was sent last")
        assert night.board.unit(MORPH) == pytest.approx(0.5)

    night.play(script())
    assert learnt == [
        {
            "source": "osc/live/device/macro#2",
            "parameter": MORPH,
            "takeover": "pickup",
            "from": -60.0,
            "to": 6.0,
        }
    ]
    assert night.learnt == []
