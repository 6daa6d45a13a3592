"""Keys while learning, in the player's loop: they are learning's alone, and the show's again when it is left.

In: scripted keys, a real ear's process on silence. Out: what the loop did. Runs in the test process, headless.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from show.booth import Booth, keys

from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.presets.rig_bindings import RigBindings
from engine.show.learning import Learning
from engine.show.start import load_network
from engine.stage.ahead import Ahead
from engine.stage.screen import CloseRequested, KeyboardLost, KeyPressed


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
def booths(home: Path, listener: Listener) -> Iterator[Any]:
    opened = []

    def open_booth(*script: Any) -> Booth:
        booth = Booth(listener, [[], *script])
        performance = booth.player.performance
        rig = RigBindings(None, performance.board.catalogue)
        booth.player.learning = booth.player._dashboard.learning = Learning(performance.patchbay, rig)
        opened.append(booth)
        return booth

    yield open_booth
    for booth in opened:
        assert booth.player.learning is not None
        booth.player.learning.close()
        booth.screen.close()


def test_letters_and_numbers_are_no_verbs_while_it_is_open(booths: Any) -> None:
    booth = booths(*keys("l", "n", "b", "2", "f", "h"))
    booth.play(9)
    assert booth.player.performance.preset.name == "first-light"
    assert not booth.screen.fullscreen and not booth.player.overlay_on
    assert booth.player.performance.board.value("/master/blackout") is False
    view = booth.player.learning.view()
    assert view is not None and view.group == "find: nb2fh"


def test_escape_leaves_it_and_keys_are_verbs_again(booths: Any) -> None:
    booth = booths(*keys("l", "h", "escape", "h"))
    booth.play(8)
    assert booth.player.learning.view() is None and booth.player.overlay_on
    assert len(booth.screen.pictures) >= 8  # nobody was asked whether to quit


def test_the_panel_is_shown_on_a_full_screen_too_and_never_filmed(booths: Any) -> None:
    booth = booths(*keys("f", "l"), [], [], [], [], [])
    booth.play(9)
    shown, filmed = booth.screen.pictures[-1].astype(int), booth.film.pictures[-1].astype(int)
    assert shown[10:120, 10:240].mean() > filmed[10:120, 10:240].mean() + 3.0


def test_the_question_before_the_end_has_the_keys(booths: Any) -> None:
    booth = booths(*keys("l"), [CloseRequested()], *keys("y"))
    booth.play(200)
    assert len(booth.screen.pictures) == 4


def test_an_arrow_that_is_held_when_the_window_loses_the_keyboard_stops(booths: Any) -> None:
    booth = booths(*keys("l"), [KeyPressed("down")], [KeyboardLost()])
    booth.play(4)
    chosen = booth.player.learning.view().rows[booth.player.learning.view().row]
    booth.play(60)
    assert booth.player.learning.view().rows[booth.player.learning.view().row] == chosen
