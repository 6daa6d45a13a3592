"""Looks in the frame loop: keys that recall, undo and save, with the questions that they ask.

In: scripted keys, a real ear's process on silence. Out: what the loop did. Runs in the test process, headless.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from show.booth import FPS, Booth, keys
from venue import wait_until

from engine.controls.event import Control
from engine.controls.keys import SAVE_PATIENCE
from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.show.start import load_network
from engine.stage.ahead import Ahead
from engine.stage.screen import Screen, WindowEvent


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
        self.player: Any = None

    def poll(self, t: float) -> list[Control]:
        scribe = self.player.performance.desk.keeper.scribe
        if len(self.looks) in self.waits:
            wait_until(lambda: not (scribe.busy and scribe._done.empty()), what="the scribe")
        if len(self.looks) in self.leaps:
            self.player.clock.now += SAVE_PATIENCE
        return []

    def close(self) -> None:
        pass

    def see(self, t: float, screen: Screen) -> None:
        question = self.player.keyboard.question(t)
        self.looks.append(self.player.performance.preset.name)
        self.questions.append(question.text if question is not None else "")


@pytest.fixture
def night(listener: Listener) -> Iterator[Any]:
    opened = []

    def play(
        script: Sequence[Sequence[WindowEvent]], frames: int, waits: Sequence[int] = (), leaps: Sequence[int] = ()
    ) -> tuple[Booth, Diary]:
        diary = Diary()
        booth = Booth(listener, script, [diary])
        opened.append(booth)
        diary.player, booth.player.watcher = booth.player, diary
        diary.waits, diary.leaps = waits, leaps
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
