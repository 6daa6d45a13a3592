"""The frame loop with a screen in memory: keys, verbs, and that nothing stops the picture.

In: scripted keys, real OSC, a real ear's process on silence; parts that fail on purpose. Out: what the loop did.
Runs in the test process, headless; the ear in its own.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from show.booth import Booth, Clock, Hand, Leap, keys
from venue import wait_until

from engine.controls.event import Control, Setting
from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.show.notices import SHOWN_S, Notices
from engine.show.start import load_network
from engine.stage.ahead import Ahead
from engine.stage.overlay import Overlay
from engine.stage.screen import CloseRequested, KeyboardLost, KeyPressed, Resized


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


@pytest.fixture
def booths(listener: Listener) -> Iterator[Any]:
    opened = []

    def open_booth(*args: Any, listener: Listener = listener, **options: Any) -> Booth:
        opened.append(Booth(listener, *args, **options))
        return opened[-1]

    yield open_booth
    for booth in opened:
        booth.screen.close()


def test_it_ends_by_itself_after_its_seconds(booths: Any) -> None:
    booth = booths()
    booth.play(25)
    assert len(booth.screen.pictures) in (25, 26)
    assert booth.screen.presented == len(booth.screen.pictures)


def test_the_ears_moments_and_notices_arrive(booths: Any) -> None:
    weights, path = load_network(32, None)
    own = Listener(SourceSpec("silence"), path, weights.units)  # another player may have taken the shared one's notices
    try:
        booth = booths(listener=own)

        def play_on() -> bool:
            booth.play(2)
            return bool(booth.player.source) and own.ring.count > 0

        wait_until(play_on, what="a notice and Moments")
        assert booth.player.source == "silence"
    finally:
        own.close()


def test_who_chooses_a_look_sees_the_looks_and_not_how_things_stand(
    booths: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    show = Overlay.show

    def note(overlay: Overlay, lines: Any, *words: Any, **named: Any) -> None:
        told.append(bool(lines))
        show(overlay, lines, *words, **named)

    monkeypatch.setattr(Overlay, "show", note)
    booth = booths([[], *keys("h"), [], *keys("g"), [], *keys("g"), [], []])
    booth.play(10)
    assert [told[0], *(now for before, now in pairwise(told) if now != before)] == [True, False, True]


def test_keys_black_out_and_bring_back_the_light(booths: Any) -> None:
    booth = booths([[], [], [], *keys("b"), [], *keys("b"), [], []])
    booth.play(9)
    lit = [picture.max() > 0 for picture in booth.screen.pictures]
    assert lit[2] and not lit[4] and lit[-1]


def test_keys_choose_presets_fullscreen_and_overlay(booths: Any) -> None:
    booth = booths([[], *keys("n", "f", "h"), [], []])
    booth.play(6)
    assert booth.player.performance.preset.name == "undertow"
    assert booth.screen.fullscreen
    assert booth.player.overlay_on
    corner = [picture[6:60, 6:120].astype(int).mean() for picture in booth.screen.pictures]
    assert corner[-1] > corner[1] + 3.0


def test_escape_asks_and_only_a_second_one_quits(booths: Any) -> None:
    booth = booths([[], *keys("escape", "x", "x"), [], []])
    booth.play(8)
    assert len(booth.screen.pictures) >= 8
    booth = booths([[], *keys("escape", "escape"), [], []])
    booth.play(200)
    assert len(booth.screen.pictures) == 3
    foot = [picture[120:170, 60:260].astype(int).mean() for picture in booth.screen.pictures]
    assert foot[1] > foot[0] + 3.0  # the question is shown


def test_the_close_button_asks_too(booths: Any) -> None:
    booth = booths([[], [CloseRequested()], [], [CloseRequested()], []])
    booth.play(200)
    assert len(booth.screen.pictures) == 4


def test_a_key_that_is_held_when_the_window_loses_the_keyboard_is_let_go(booths: Any) -> None:
    booth = booths([[], [KeyPressed("b")], [KeyboardLost()], [KeyPressed("b")], []])
    booth.play(5)
    assert booth.screen.pictures[1].max() == 0 and booth.screen.pictures[-1].max() > 0


def test_a_setting_changes_the_next_frame(booths: Any) -> None:
    hand = Hand([[], [], [], [Setting("/master/intensity", 0.0, 0.0)], []])
    booth = booths(hands=[hand])
    booth.play(5)
    assert booth.screen.pictures[2].max() > 0
    assert booth.screen.pictures[3].max() == 0


def test_a_new_size_is_followed(booths: Any) -> None:
    booth = booths([[], [], [Resized((200, 100))], []])
    booth.play(4)
    assert booth.screen.pictures[1].shape == (180, 320, 3)
    assert booth.screen.pictures[3].shape == (100, 200, 3)
    assert booth.screen.pictures[3].max() > 0


class Broken:
    """An input whose driver has gone mad."""

    def poll(self, t: float) -> list[Control]:
        raise RuntimeError("the driver is gone")

    def close(self) -> None:
        pass


def test_an_input_that_fails_leaves_the_keys_and_the_others(booths: Any) -> None:
    dark = [[], [], [], [Setting("/master/intensity", 0.0, 0.0)]]
    booth = booths([[], *keys("h")], hands=[Broken(), Hand(dark), Broken()])
    booth.play(5)
    assert booth.player.overlay_on
    assert booth.film.pictures[2].max() > 0 and booth.film.pictures[3].max() == 0


def test_a_binding_that_fails_leaves_the_picture_and_the_keys(booths: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OverflowError("broken on purpose")

    booth = booths([[], *keys("escape", "escape"), []])
    monkeypatch.setattr(booth.player.performance.patchbay, "advance", fail)
    booth.play(200)
    assert len(booth.screen.pictures) == 3 and booth.film.pictures[0].max() > 0
    assert len(booth.said) == 1 and "bindings" in booth.said[0]


@pytest.mark.parametrize("part", ["hands", "advance", "draw", "overlay", "watcher", "reload", "screen"])
def test_whatever_fails_the_show_goes_on_and_says_so_once(
    booths: Any, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth = booths(hands=[Broken()] if part == "hands" else [])

    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("broken on purpose")

    if part in ("advance", "draw", "reload"):
        monkeypatch.setattr(booth.player.performance, part, fail)
    elif part == "overlay":
        booth.player.overlay_on = True
        monkeypatch.setattr(booth.player._dashboard._overlay, "draw", fail)
    elif part == "watcher":
        monkeypatch.setattr(booth.film, "see", fail)
    elif part == "screen":
        present = booth.screen.present
        monkeypatch.setattr(booth.screen, "present", lambda: (present(), fail()))
    booth.play(60)
    assert booth.screen.presented >= 60
    assert len(booth.said) == 1 and "Playing on" in booth.said[0]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("shaders/library/palette.glsl", "uniform sampler2D palette;\n\nuniform float a b;\n", 3),
        ("shaders/picture/develop.frag", "#version 330 core\nout vec4 light;\nvoid main() { light = 1.0; }\n", 3),
        ("presets/palettes/ember.toml", 'stops = ["#000000",\n "#ffffff"]\nkind = "odd"\n', 3),
        ("presets/first-light.toml", 'scene = "constellation"\n[values]\n"/node/size" = "big"\n', 3),
    ],
)
def test_a_file_that_is_broken_while_playing_is_told_once_with_its_line(
    booths: Any, home: Path, name: str, text: str, line: int
) -> None:
    booth = booths()
    booth.play(1)
    path = home / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    booth.player.inputs.append(Leap(booth.clock))
    booth.player.seconds = 3 * SHOWN_S  # if it were said again, it would be said anew
    booth.player.run()
    assert len(booth.said) == 1 and f"{path}:{line}" in booth.said[0]
    assert len(booth.film.pictures) > 60 and booth.film.pictures[-1].max() > 0


def test_notices_are_said_once_and_fade(booths: Any) -> None:
    clock, said = Clock(), []
    notices = Notices(clock, said.append)
    notices.add("lost")
    clock.now += 1.0
    notices.add("lost")
    notices.add("found")
    assert said == ["lost", "found"] and notices.shown() == ["lost", "found"]
    clock.now += SHOWN_S - 0.5
    assert notices.shown() == ["found"]
    notices.add("lost")
    assert said == ["lost", "found", "lost"]


def test_notices_stay_off_a_full_screen_unless_the_overlay_is_on(booths: Any) -> None:
    def corner(*pressed: str) -> float:
        booth = booths([[], *keys(*pressed), [], []])
        booth.player.notices.add("A device is lost, and this is a long line about it.")
        booth.play(5)
        return float(booth.screen.pictures[-1][6:40, 6:120].astype(int).mean())

    assert corner() > corner("f") + 3.0
    assert corner("f", "h") > corner("f") + 3.0


class Messages:
    """A monitor that has heard something."""

    def lines(self) -> list[tuple[str, str]]:
        return [("127.0.0.1:5000", f"/deck/{number} 0.5  nothing is bound to it") for number in range(5)]


def test_a_key_shows_the_messages_at_the_pictures_foot(booths: Any) -> None:
    booth = booths([[], *keys("o"), [], *keys("o"), [], []])
    booth.player._dashboard.monitor = Messages()
    booth.play(7)
    foot = [picture[120:170, 10:120].astype(int).mean() for picture in booth.screen.pictures]
    assert foot[2] > foot[0] + 3.0 and foot[-1] < foot[2] - 3.0
    filmed = booth.film.pictures[2][120:170, 10:120].astype(int).mean()
    assert filmed < foot[2] - 3.0


def test_a_film_has_no_overlay(booths: Any) -> None:
    booth = booths([[], *keys("h"), [], []])
    booth.play(4)
    shown, filmed = booth.screen.pictures[-1], booth.film.pictures[-1]
    assert shown[6:60, 6:120].astype(int).mean() > filmed[6:60, 6:120].astype(int).mean() + 3.0
    assert (shown[150:, 270:] == filmed[150:, 270:]).all()
