"""Looks in the frame loop: keys that recall, undo and save, with the questions that they ask.

In: scripted keys, a real ear's process on silence. Out: what the loop did. Runs in the test process, headless.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from show.booth import FPS, Booth, keys
from venue import wait_until

from engine.controls.event import Control, Setting, Verb
from engine.controls.keys import SAVE_PATIENCE
from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.show.looks import thumbnails
from engine.show.start import load_network
from engine.stage.ahead import Ahead
from engine.stage.screen import Clicked, Screen, WindowEvent


@pytest.fixture(autouse=True)
def plans_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread's time is not the made-up clock's."""
    monkeypatch.setattr(Ahead, "ready", lambda plan: plan.result() is not None)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    weights, path = load_network(32, None)
    listener = Listener(SourceSpec("silence"), path, weights.units)
    yield listener
    listener.close()


class Diary:
    """Somebody who notes each frame's look, and who waits for the disk or lets time pass where a test says so."""

    def __init__(self) -> None:
        self.looks: list[str] = []
        self.questions: list[str] = []
        self.waits: Sequence[int] = ()
        self.leaps: Sequence[int] = ()
        self.hands: Mapping[int, list[Control]] = {}
        self.speeds: list[float] = []
        self.player: Any = None

    def poll(self, t: float) -> list[Control]:
        scribe = self.player.performance.desk.keeper.scribe
        if len(self.looks) in self.waits:
            wait_until(lambda: scribe._done.qsize() == scribe._waiting, what="the scribe")
        if len(self.looks) in self.leaps:
            self.player.clock.now += SAVE_PATIENCE
        return self.hands.get(len(self.looks), [])

    def close(self) -> None:
        pass

    def see(self, t: float, screen: Screen) -> None:
        question = self.player.keyboard.question(t)
        self.looks.append(self.player.performance.preset.name)
        self.speeds.append(self.player.performance.values.number("/pulse/speed"))
        self.questions.append(question.text if question is not None else "")


@pytest.fixture
def night(listener: Listener) -> Iterator[Any]:
    opened = []

    def play(
        script: Sequence[Sequence[WindowEvent]],
        frames: int,
        waits: Sequence[int] = (),
        leaps: Sequence[int] = (),
        hands: Mapping[int, list[Control]] = MappingProxyType({}),
        setlist: str = "",
    ) -> tuple[Booth, Diary]:
        diary = Diary()
        booth = Booth(listener, script, [diary])
        opened.append(booth)
        diary.player, booth.player.watcher = booth.player, diary
        diary.waits, diary.leaps, diary.hands = waits, leaps, hands
        if setlist:
            booth.player.performance.desk.cues.open(setlist)
        booth.player.performance.board.set("/master/crossfade", 0.0)
        booth.play(frames)
        return booth, diary

    yield play
    for booth in opened:
        booth.screen.close()


def own(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "presets").glob("*.toml"))


def test_keys_recall_from_the_bank_and_undo(night: Any) -> None:
    _, diary = night([[], *keys("tab", "3", "n", "u", "u", "r")], 7)
    assert diary.looks == [
        *("first-light", "first-light", "reverie", "aurora"),  # the third and the fourth of the bank Calm
        *("reverie", "first-light", "reverie", "reverie"),
    ]


def test_s_saves_what_is_ours_at_once_and_asks_before_it_replaces_what_is_the_persons(night: Any, home: Path) -> None:
    booth, diary = night([[], *keys("s"), [], [], *keys("s"), [], *keys("y"), []], 10, waits=[3, 9])
    assert diary.looks[:2] == ["first-light"] * 2 and diary.looks[3:] == ["look-1"] * 8
    assert diary.questions[3] == "" and diary.questions[4].startswith("Save over Look 1? Y: yes.")
    assert diary.questions[7:] == [""] * 4
    assert own(home) == ["look-1.toml"]
    path = home / "presets" / "look-1.toml"
    assert booth.said == [f"Saved the look look-1: {path}"]
    foot = (slice(120, 170), slice(60, 260))
    asked, answered = (booth.screen.pictures[frame][foot].astype(int).mean() for frame in (5, 9))
    assert asked > answered + 3.0


def test_a_question_that_nobody_answers_saves_under_a_new_name(night: Any, home: Path) -> None:
    frames = round(SAVE_PATIENCE * FPS) + 10
    _, diary = night([[], *keys("s"), [], [], *keys("s")], frames, waits=[3, 9], leaps=[6])
    assert own(home) == ["look-1.toml", "look-2.toml"] and diary.looks[-1] == "look-2"
    assert diary.questions[6] and not diary.questions[7]


def test_g_shows_the_chooser_and_its_keys_recall(night: Any) -> None:
    script = [[], *keys("tab", "g", "left", "return"), [], *keys("escape", "escape", "x")]
    booth, diary = night(script, 9)
    names = booth.player.performance.desk.selection.bank.looks
    assert diary.looks[3] == "first-light" and diary.looks[-1] == names[0]
    middle = (slice(60, 120), slice(100, 220))
    closed, opened = (booth.screen.pictures[frame][middle].astype(int) for frame in (1, 3))
    assert np.abs(opened - closed).mean() > 3.0
    assert diary.questions[6] == "" and diary.questions[7] != ""  # the first Esc closes it, the second asks


def test_on_a_full_screen_the_chooser_waits_for_the_overlay(night: Any) -> None:
    booth, diary = night([[], *keys("f", "g", "left", "return"), [], *keys("h", "return"), []], 9)
    assert diary.looks[5] == "first-light"  # nobody saw what the keys would have done
    assert any("press H" in said for said in booth.said)
    assert diary.looks[-1] != "first-light" or booth.player.performance.desk.recall.recalls > 1
    assert booth.screen.pointing
    change = np.abs(booth.screen.pictures[4].astype(int) - booth.screen.pictures[2].astype(int)).mean()
    assert change < 3.0 < np.abs(booth.screen.pictures[7].astype(int) - booth.screen.pictures[4].astype(int)).mean()


def test_a_click_recalls_what_it_hits(night: Any) -> None:
    script: list[list[WindowEvent]] = [[], *keys("tab", "g"), [], [Clicked((91, 91))], [Clicked((1, 1))], []]
    booth, diary = night(script, 7)
    assert diary.looks[3] == "first-light"
    tile = booth.player._dashboard.choosing._wall.hit((91, 91), booth.screen.size_px)
    assert tile is not None and diary.looks[-1] == booth.player.performance.desk.selection.bank.looks[tile]


def test_a_saved_look_gets_a_picture_of_the_show(night: Any, home: Path) -> None:
    booth, _ = night([[], [], *keys("s")], 16, waits=[4, 9])
    picture = thumbnails.read("look-1")
    assert picture is not None and picture.max() > 20
    assert booth.said == [f"Saved the look look-1: {home / 'presets' / 'look-1.toml'}"]


def test_a_dark_show_is_no_picture_of_a_look(night: Any, home: Path) -> None:
    night([[], *keys("b"), *keys("s")], 16, waits=[4, 9])
    assert own(home) == ["look-1.toml"] and thumbnails.read("look-1") is None


def test_an_evening_goes_through_cues_a_morph_and_the_autopilot(night: Any, home: Path) -> None:
    path = home / "presets" / "setlists" / "friday.toml"
    path.parent.mkdir(parents=True)
    cues = (
        'look = "moonpool"\n',
        'look = "nowhere"\n',
        'look = "nerve"\nafter = 0.2\nover = 0\n',
        'bank = "peak"\nautopilot = true\n',
    )
    path.write_text("".join(f"[[cues]]\n{cue}" for cue in cues))
    hands: dict[int, list[Control]] = {
        30: [Verb("morph/a", 0.0, "nerve"), Verb("morph/b", 0.0, "fever")],
        **{32 + n: [Setting("/morph/fader", (n + 1) / 50.0, 0.0)] for n in range(50)},
        140: [Setting("/clock/phrase", 1.0, 0.0), Setting("/autopilot/phrases", 1.0, 0.0)],
    }
    script = [[], *keys("pagedown", "pagedown"), *[[]] * 137, *keys("pagedown")]
    booth, diary = night(script, 420, hands=hands, setlist="friday")
    assert diary.looks[:4] == ["first-light", *["moonpool"] * 3]  # the look of the second cue is not there
    assert any(f"{path}:4: there is no look 'nowhere'." in said for said in booth.said)
    came = diary.looks.index("nerve")
    assert 12 <= came <= 15  # a fifth of a second after cue 2
    assert diary.looks[135] == "fever"
    steps = np.abs(np.diff(np.log(diary.speeds[32:136])))
    assert steps.max() < 0.08  # no number jumps on the way
    later = diary.looks[150:]
    assert len(set(later)) >= 3 and set(later[150:]) <= set(booth.player.performance.desk.selection.bank.looks)
