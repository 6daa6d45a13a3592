"""How the frame loop keeps its pace: the rate it holds, the size it draws in, and what the overlay says of it.

In: a screen in memory on a made-up clock, as slow as the test wants. Out: what the loop waited for, drew and wrote.
Runs in the test process, headless; the ear in its own.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from engine.controls.keys import Keyboard
from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.show.notices import Notices
from engine.show.player import Player
from engine.show.start import load_network, open_performance
from engine.show.status import Pace, describe_picture
from engine.stage.gauge import Gauge
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import WindowEvent

SIZE = (160, 90)


class Display(HeadlessWindow):
    """Shows at `hz`; where it is in step, a frame waits for the next refresh. A frame takes `cost(scale)` seconds."""

    def __init__(self, hz: float, in_step: bool = False) -> None:
        super().__init__(SIZE)
        self.hz, self.in_step = hz, in_step
        self.now = 100.0
        self.shown: list[float] = []
        self.slept: list[float] = []
        self.cost: Callable[[], float] = lambda: 0.002

    @property
    def rate_hz(self) -> float:
        return self.hz

    @property
    def vsync(self) -> bool:
        return self.in_step

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0.0
        self.slept.append(seconds)
        self.now += seconds

    def poll(self) -> list[WindowEvent]:
        self.now += self.cost()
        return super().poll()

    def present(self) -> None:
        super().present()
        if self.in_step:
            self.now = (np.floor(self.now * self.hz + 1e-6) + 1.0) / self.hz
        self.shown.append(self.now)

    def shown_hz(self) -> float:
        """The rate over the last twenty frames."""
        return 20.0 / (self.shown[-1] - self.shown[-21])


class Untold(Gauge):
    """The card's own time is not the display's made-up one."""

    @property
    def cost(self) -> float | None:
        return None


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    weights, path = load_network(32, None)
    listener = Listener(SourceSpec("silence"), path, weights.units)
    yield listener
    listener.close()


@pytest.fixture
def play(listener: Listener) -> Iterator[Callable[..., Player]]:
    opened: list[Display] = []

    def play(display: Display, frames: int, rate_hz: float | None = None, player: Player | None = None) -> Player:
        """So many frames, or so many more."""
        if player is None:
            opened.append(display)
            performance, _ = open_performance(display.context, load_network(32, None)[0], "first-light", (), 1)
            notices = Notices(display.clock, lambda text: None)
            player = Player(display, performance, listener, Keyboard(), [], notices, rate_hz=rate_hz)
            player.clock, player.sleep = display.clock, display.sleep
            player._gauge = Untold(display.context)
            performance.stage.prepare = lambda: False  # type: ignore[method-assign]  # nothing made ahead
        end = display.presented + frames
        quit_at_end = display.present

        def present() -> None:
            quit_at_end()
            player.seconds = 0.0 if display.presented >= end else None

        display.present = present  # type: ignore[method-assign]
        player.run()
        display.present = quit_at_end  # type: ignore[method-assign]
        return player

    yield play
    for display in opened:
        display.close()


def test_without_a_display_that_waits_the_loop_keeps_the_rate_by_itself(play: Any) -> None:
    display = Display(50.0)
    play(display, 40)
    assert display.shown_hz() == pytest.approx(50.0, rel=0.01)
    assert np.ptp(np.diff(display.shown)[2:]) < 1e-6


def test_a_display_that_waits_is_never_waited_for_twice(play: Any) -> None:
    display = Display(60.0, in_step=True)
    play(display, 40)
    assert sum(display.slept) == 0.0
    assert display.shown_hz() == pytest.approx(60.0, rel=0.01)


def test_a_display_that_does_not_wait_though_it_says_so_makes_no_busy_loop(play: Any) -> None:
    display = Display(60.0)
    display.in_step = True

    def present() -> None:
        HeadlessWindow.present(display)
        display.shown.append(display.now)

    display.present = present  # type: ignore[method-assign]
    play(display, 40)
    assert display.shown_hz() == pytest.approx(66.0, rel=0.01)


def test_a_lower_rate_than_the_displays_is_kept_too(play: Any) -> None:
    display = Display(60.0, in_step=True)
    play(display, 60, rate_hz=20.0)
    assert display.shown_hz() == pytest.approx(20.0, rel=0.1)


def test_a_window_that_moves_to_another_display_follows_its_rate(play: Any) -> None:
    display = Display(50.0)
    player = play(display, 40)
    display.hz = 100.0
    play(display, 40, player=player)
    assert display.shown_hz() == pytest.approx(100.0, rel=0.01)


def test_a_picture_that_is_too_dear_is_drawn_smaller_until_it_holds_the_rate(play: Any) -> None:
    display = Display(60.0)
    scales: list[float] = []
    player = None

    def cost() -> float:
        scale = player._pacing.scale if player is not None else 1.0
        scales.append(scale)
        return 0.002 + 0.024 * scale**2

    display.cost = cost
    player = play(display, 2)
    play(display, 120, player=player)
    assert scales[0] == 1.0 and 0.5 <= scales[-1] < 0.87
    assert display.shown_hz() == pytest.approx(60.0, rel=0.03)


def test_the_hand_sets_the_size(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    display = Display(60.0)
    player = play(display, 2)
    sizes = []
    draw = player.performance.stage.draw

    def note(frame: Any, target: Any, size: Any, inner: Any) -> None:
        sizes.append(inner)
        draw(frame, target, size, inner)

    monkeypatch.setattr(player.performance.stage, "draw", note)
    player.performance.board.set("/frame/resolution", 0.5)
    play(display, 4, player=player)
    assert sizes[-1] == (80, 45)
    assert display.read_pixels().shape == (90, 160, 3) and display.read_pixels().max() > 0
    player.performance.board.set("/frame/resolution", 1.0)
    player.performance.board.set("/frame/adapt", False)
    display.cost = lambda: 0.1
    play(display, 60, player=player)
    assert set(sizes[-50:]) == {SIZE}


def test_what_is_compiled_in_between_does_not_make_the_picture_smaller(play: Any) -> None:
    display = Display(60.0)
    player = play(display, 2)

    def reload() -> list[Any]:
        display.now += 0.3
        return []

    player.performance.reload = reload
    play(display, 120, player=player)
    assert player._pacing.scale == 1.0


def test_the_overlay_says_what_is_held_and_what_is_late() -> None:
    pace = Pace()
    for frame in range(1, 62):
        pace.count(frame / 60.0, 0.040 if frame in (20, 30) else 1.0 / 60.0, 1.0 / 60.0)
    assert str(pace) == "60 of 60/s, longest 40 ms, 2 late"
    for frame in range(62, 200):
        pace.count(frame / 60.0, 1.0 / 60.0)
    assert str(pace) == "60/s, longest 17 ms"
    assert describe_picture((1920, 1080), 1.0) == "1920 × 1080"
    assert describe_picture((1920, 1080), 0.75) == "1920 × 1080, drawn at 75 %"
