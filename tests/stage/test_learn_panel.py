"""The panel of learning: it says what the view says, keeps its size, and is set in a few frames.

In: views of a session. Out: proof by pixels. Runs in the test process; one OpenGL context in memory.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from controls.desk import HUE, MORPH, bind
from controls.learn.hand import turn
from controls.learn.test_desk import Keys
from numpy.typing import NDArray

from engine.controls.layer import Bound
from engine.controls.learn.view import LearnView
from engine.stage.headless import HeadlessWindow
from engine.stage.learn_panel import set_learning
from engine.stage.lettering import CALM, MARK, Type
from engine.stage.overlay import Overlay
from engine.stage.panel import HandLine, Panel, set_status

EM_PX = 16


def view(stage: str) -> LearnView:
    """A view at a stage of the session."""
    keys = Keys(Bound(bind("midi/cc/21", MORPH), "rig"), Bound(bind("midi/cc/7", HUE), "rig")).press(*"hue")
    if stage != "choose":
        keys.move(turn("midi/1/cc/21", 20, 90))
    if stage == "range":
        keys.press("m")
    elif stage == "conflict":
        keys.press("return")
    return keys.view


def finish(shown: LearnView, em_px: int = EM_PX, widest_px: int = 1200) -> Panel:
    """The panel once all texts are set."""
    while not (panel := set_learning(shown, em_px=em_px, widest_px=widest_px)).complete:
        pass
    return panel


def test_it_is_as_large_at_every_stage() -> None:
    sizes = {finish(view(stage)).size_px for stage in ("choose", "found", "range", "conflict")}
    assert len(sizes) == 1
    assert finish(replace(view("found"), hints=())).size_px[1] < min(sizes)[1]


@pytest.mark.parametrize("widest_px", [100, 300, 560, 900])
def test_it_is_no_wider_than_there_is_room(widest_px: int) -> None:
    assert finish(view("conflict"), widest_px=widest_px).size_px[0] <= widest_px


@pytest.mark.parametrize(
    "changed",
    [
        {"group": "find: hu"},
        {"meaning": "another meaning"},
        {"prompt": "another prompt"},
        {"facts": (("control", "another one"),)},
        {"own": ("midi/cc/9: sets it",)},
        {"picked": 0},
        {"warning": ("it moves the moon",)},
        {"message": "kept"},
        {"row": 1},
        {"hints": (("Q", "quits"),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_everything_that_the_view_says_is_seen(changed: dict[str, object]) -> None:
    shown = view("found")
    before, after = finish(shown).pixels, finish(replace(shown, **changed)).pixels  # type: ignore[arg-type]
    assert before.shape != after.shape or (before != after).any()


def test_what_is_bound_is_marked_and_what_is_in_the_way_warns() -> None:
    def count(panel: Panel, colour: tuple[int, int, int], left: bool) -> int:
        half = round(0.45 * panel.size_px[0])
        part = panel.pixels[:, :half] if left else panel.pixels[:, half:]
        return int((part[:, :, :3] == colour).all(axis=2).sum())

    shown = view("found")
    assert count(finish(shown), MARK, left=True) > 20
    bare = replace(shown, rows=tuple(replace(row, bound=False) for row in shown.rows))
    assert count(finish(bare), MARK, left=True) == 0
    assert count(finish(shown), MARK, left=False) > 20
    assert count(finish(replace(shown, warning=())), MARK, left=False) == 0


def test_newest_bindings_are_shown_and_the_others_are_counted() -> None:
    shown = view("choose")
    many = tuple(f"midi/cc/{number}: sets it" for number in range(5))
    newest = finish(replace(shown, own=many)).pixels
    assert (newest == finish(replace(shown, own=("another", *many[1:]))).pixels).all()
    assert (newest != finish(replace(shown, own=(*many[:4], "another"))).pixels).any()


def test_a_frame_sets_a_few_texts_only_and_the_next_ones_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = Type._draw
    monkeypatch.setattr(Type, "_draw", lambda self, text, colour: drawn.append(text) or draw(self, text, colour))
    counts = []
    while True:
        drawn.clear()
        panel = set_learning(view("conflict"), em_px=29, widest_px=2000)
        counts.append(len(drawn))
        if panel.complete:
            break
    assert len(counts) > 2 and max(counts) <= 12
    drawn.clear()
    assert set_learning(view("conflict"), em_px=29, widest_px=2000).complete and drawn == []


class Booth:
    """An overlay over a black picture, with a clock that stands still."""

    def __init__(self) -> None:
        self.window = HeadlessWindow((1280, 720))
        self.overlay = Overlay(self.window.context, clock=lambda: 0.0)

    def draw(self) -> NDArray[np.int64]:
        for _ in range(8):  # all that is set in several frames
            self.window.framebuffer.clear(0.0, 0.0, 0.0)
            self.overlay.draw(self.window.framebuffer, self.window.size_px)
        return self.window.read_pixels().astype(int)


@pytest.fixture(scope="module")
def booth() -> Iterator[Booth]:
    made = Booth()
    yield made
    made.overlay.release()
    made.window.close()


def test_it_lies_in_the_corner_and_notices_below_it(booth: Booth) -> None:
    shown = view("found")
    booth.overlay.show(learning=shown)
    alone = booth.draw()
    width_px, height_px = finish(shown).size_px
    lit = np.nonzero(alone.any(axis=2))
    assert lit[0].min() < 30 and lit[1].min() < 30
    assert lit[1].max() < 30 + width_px and lit[0].max() < 30 + height_px
    booth.overlay.show(notices=("The controller is gone.",), learning=shown)
    both = booth.draw()
    assert (both[: lit[0].max()] == alone[: lit[0].max()]).all()
    assert both[lit[0].max() + 4 :].any()
    booth.overlay.show()
    assert not booth.draw().any()


def test_typing_does_not_wait_and_values_do(booth: Booth) -> None:
    shown = view("choose")
    booth.overlay.show(learning=shown)
    before = booth.draw()
    moved = replace(shown, rows=(replace(shown.rows[0], value="0.123 turns"), *shown.rows[1:]))
    booth.overlay.show(learning=moved)
    assert (booth.draw() == before).all()  # a tenth of a second has not passed
    booth.overlay.show(learning=replace(moved, group="find: huex"))
    assert (booth.draw() != before).any()


def test_two_marks_tell_where_the_hand_is_and_where_the_value_is() -> None:
    def marks(hand: float, value: float) -> tuple[float, float]:
        line = HandLine("knob 1 » /color/hue 0.1", hand, value, "turn down to 0.1")
        pixels = set_status((), (), bar=False, em_px=20, widest_px=900, hands=(line,)).pixels[30:, :, :3].astype(int)
        places = []
        for colour in (MARK, CALM):
            _, columns = np.nonzero((pixels == colour).all(axis=2))
            places.append(float(columns.mean()))
        return places[0], places[1]

    hand, value = marks(0.9, 0.2)
    assert hand - value == pytest.approx(0.7 * (7.0 * 20 - 12), abs=3)
    assert marks(0.0, 1.0)[1] - marks(0.0, 1.0)[0] == pytest.approx(7.0 * 20 - 12, abs=3)
    met = set_status((), (), bar=False, em_px=20, widest_px=900, hands=(HandLine("knob", 0.5, 0.5, ""),))
    assert not (met.pixels[:, :, :3] == MARK).all(axis=2).any()
