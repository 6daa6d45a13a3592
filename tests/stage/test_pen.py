"""Pen: a tip is where the state is and as bright as its units are active; its way stays as ink, dries and is gone.

In: made-up Moments. Out: pictures, in numbers. Runs in the test process, headless.
"""

import itertools

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr
from stage.rehearsal import HOPS_PER_FRAME, UNITS, Rehearsal, light

from engine.ear import BANDS
from engine.moments import Shape, moment_dtype
from engine.stage.anatomy import Anatomy
from engine.stage.camera import look
from engine.stage.ink import PENS, Ink, divide

SEED = 3
SWING = 0.40


def open_sheet(context: moderngl.Context, anatomy: Anatomy, size: tuple[int, int] = (320, 180)) -> Rehearsal:
    rehearsal = Rehearsal(context, anatomy, size)
    rehearsal.still()
    rehearsal.hasty = True
    rehearsal.board.set("/scene/choice", "pen")
    rehearsal.board.set("/pen/splatter", 0.0)
    return rehearsal


@pytest.fixture
def sheet(context: moderngl.Context, anatomy: Anatomy) -> Rehearsal:
    """A still stage on which only the pens play, and nothing splashes."""
    return open_sheet(context, anatomy)


class Scribe:
    """Writes as the stage's pens do, to know where they are, by a camera of our own."""

    def __init__(self, rehearsal: Rehearsal, anatomy: Anatomy) -> None:
        self._rehearsal = rehearsal
        self._ink = Ink(anatomy, SEED)

    def draw(
        self,
        activity: NDArray[np.float32] | float,
        state: NDArray[np.float32] | float,
        frames: int = 1,
        seen: bool = True,
    ) -> NDArray[np.float64]:
        """Light of the last of `frames` frames; `seen`: whether anybody looks at it."""
        picture = np.zeros(0, np.uint8)
        for left in range(frames, 0, -1):
            moments = np.zeros(HOPS_PER_FRAME, moment_dtype(Shape(UNITS, BANDS)))
            moments["index"] = HOPS_PER_FRAME * self._rehearsal.frames + np.arange(HOPS_PER_FRAME)
            moments["activity"], moments["state"] = activity, state
            self._ink.write(moments, 1.0)
            picture = self._rehearsal.draw(activity, state=state, seen=seen and left == 1)
        return light(picture)

    def away_px(self, pen: int, hops_ago: int = 0) -> NDArray[np.float64]:
        """Every pixel's distance from where a pen was."""
        width, height = self._rehearsal.size
        aspect = width / height
        place = SWING * self._ink.points[(self._ink.newest - hops_ago) % 512, pen, 0, :3]
        place = place * np.array([0.4 + 0.6 * aspect, 1.0, 1.0])
        x, y = look(0.0, aspect, 3.0, 0.0, 0.0, 0.0).project(place[None].astype(np.float32))[0]
        rows, columns = np.mgrid[0:height, 0:width]
        return np.asarray(np.hypot(columns + 0.5 - (x + 1.0) / 2.0 * width, rows + 0.5 - (1.0 - y) / 2.0 * height))


def clear(rehearsal: Rehearsal) -> None:
    """The sound jumps, and nothing is written any more."""
    rehearsal.frames += 100


def circle(frame: int, size: float = 0.5) -> NDArray[np.float32]:
    """A state that goes round."""
    return np.asarray(size * np.sin(0.12 * frame + 1.3 * np.arange(UNITS)), np.float32)


@pytest.mark.parametrize("pen", range(1, PENS))
def test_a_tips_light_is_at_its_place_and_follows_its_units(sheet: Rehearsal, anatomy: Anatomy, pen: int) -> None:
    scribe = Scribe(sheet, anatomy)
    dark = scribe.draw(0.0, 0.0, frames=4)
    near = scribe.away_px(pen) < 6.0
    levels = np.array([0.8, 0.2, 1.2, 0.4, 1.0, 0.6])
    shown = []
    for level in levels:
        lit = scribe.draw(np.where(divide(anatomy)[pen], level, 0.0).astype(np.float32), 0.0, frames=16)
        gain = np.maximum(lit - dark, 0.0)
        shown.append(gain[near].sum())
        others = [gain[scribe.away_px(other) < 3.0].max() for other in range(1, PENS) if other != pen]
        assert max(others) < 0.35 * gain[near].max()
    assert spearmanr(levels, shown).statistic >= 0.9


def test_one_unit_alone_lights_its_pen(sheet: Rehearsal, anatomy: Anatomy) -> None:
    scribe = Scribe(sheet, anatomy)
    dark = scribe.draw(0.0, 0.0, frames=4)
    groups = divide(anatomy)
    for unit in (0, 9, 17, 31):
        activity = np.zeros(UNITS, np.float32)
        activity[unit] = 1.2
        gain = scribe.draw(activity, 0.0, frames=16) - dark
        lights = [gain[scribe.away_px(pen) < 5.0].sum() for pen in range(1, PENS)]
        assert int(np.argmax(lights)) + 1 == int(np.flatnonzero(groups[1:, unit])[0]) + 1


def test_the_tip_is_where_the_state_is(sheet: Rehearsal, anatomy: Anatomy) -> None:
    scribe = Scribe(sheet, anatomy)
    for frame in range(140):
        seen = frame > 60 and frame % 20 == 0
        lit = scribe.draw(0.6, circle(frame), seen=seen)
        if seen:
            for pen in range(PENS):
                assert lit[scribe.away_px(pen) < 2.5].max() > 350.0


def test_ink_lies_where_the_state_has_been(sheet: Rehearsal, anatomy: Anatomy) -> None:
    sheet.board.set("/pen/depth", 0.0)
    scribe = Scribe(sheet, anatomy)
    lit = [scribe.draw(0.7, circle(frame), seen=frame == 149) for frame in range(150)][-1]
    way = np.min([scribe.away_px(pen, ago) for pen in range(PENS) for ago in range(2, 120, 2)], axis=0)
    on, off = lit[way < 2.0], lit[way > 45.0]
    assert np.median(on) > 12.0 * (np.median(off) + 1.0)
    # Most of the sheet stays dark.
    assert np.median(lit) < 20.0


def test_ink_is_as_bright_as_the_units_were_active_then(sheet: Rehearsal, anatomy: Anatomy) -> None:
    sheet.board.set("/pen/depth", 0.0)
    levels = [0.9, 0.2, 0.6, 0.4, 0.75]
    shown = []
    for level in levels:
        scribe = Scribe(sheet, anatomy)
        clear(sheet)
        for frame in range(60):
            scribe.draw(level, circle(frame), seen=False)
        lit = scribe.draw(0.0, circle(60), frames=15)  # now nothing shines but what was written
        shown.append(lit.mean())
    assert spearmanr(levels, shown).statistic >= 0.9


def test_a_hair_shows_its_own_units(context: moderngl.Context, anatomy: Anatomy) -> None:
    """Of each pen's units, those of low sounds light the lower side of its strokes, those of high ones the upper."""
    low, high = np.zeros((2, UNITS), np.float32)
    for members in divide(anatomy)[1:]:
        inside = np.flatnonzero(members)
        inside = inside[np.argsort(anatomy.shade[inside], kind="stable")]
        low[inside[: inside.size // 2]] = high[inside[-(inside.size // 2) :]] = 0.8
    rows = []
    for activity in (low, high):
        sheet = open_sheet(context, anatomy)
        sheet.board.set("/pen/depth", 0.0)
        sheet.board.set("/pen/width", 4.0)
        picture = [light(sheet.draw(activity, state=circle(frame), seen=frame == 39)) for frame in range(40)][-1]
        rows.append(np.average(np.arange(sheet.size[1]), weights=picture.sum(axis=1)))
    # Every nib points upward from low sounds to high ones.
    assert rows[1] < rows[0] - 1.0


def test_ink_dries_and_is_gone_after_five_seconds(sheet: Rehearsal, anatomy: Anatomy) -> None:
    scribe = Scribe(sheet, anatomy)
    dark = scribe.draw(0.0, 0.0, frames=4).mean()
    for frame in range(60):
        scribe.draw(0.8, circle(frame), seen=False)
    left = [scribe.draw(0.0, 0.0, frames=40).mean() - dark for _ in range(7)]
    assert left[0] > 3.0 * left[2] > 0.0
    assert all(later <= earlier + 0.02 for earlier, later in itertools.pairwise(left))
    assert abs(left[-1]) < 0.05


def test_a_frozen_network_gives_a_still_picture(sheet: Rehearsal) -> None:
    state = circle(5)
    first = sheet.draw(0.6, state=state, frames=520).astype(int)
    again = sheet.draw(0.6, state=state, frames=7).astype(int)
    assert np.abs(again - first).max() <= 2


def test_a_leap_of_activity_splashes(sheet: Rehearsal) -> None:
    def after(splatter: float) -> NDArray[np.float64]:
        sheet.board.set("/pen/splatter", splatter)
        clear(sheet)
        sheet.draw(0.1, frames=2)
        return light(sheet.draw(0.9, frames=8))

    assert (after(2.0) - after(0.0)).max() > 150.0


def test_more_going_on_is_more_light_and_more_motion(sheet: Rehearsal) -> None:
    seen = []
    for size, activity in ((0.08, 0.3), (0.25, 0.5), (0.6, 0.8)):
        pictures = [light(sheet.draw(activity, state=circle(frame, size), seen=frame >= 108)) for frame in range(110)]
        seen.append((pictures[-1].mean(), np.abs(pictures[-1] - pictures[-2]).mean()))
    for calm, loud in itertools.pairwise(seen):
        assert loud[0] > 1.25 * calm[0]
        assert loud[1] > 1.25 * calm[1]


def test_silence_breathes(sheet: Rehearsal) -> None:
    sheet.board.set("/breath/amount", 1.0)
    levels = [light(sheet.draw(0.0, frames=20, gate=0.0)).mean() for _ in range(30)][8:]
    assert min(levels) > 0.05
    assert max(levels) > 1.05 * min(levels)


@pytest.mark.parametrize(("units", "size"), [(32, (480, 360)), (512, (480, 270)), (128, (640, 180))])
def test_any_network_on_any_shape_of_picture(context: moderngl.Context, units: int, size: tuple[int, int]) -> None:
    random = np.random.default_rng(5)
    links = random.normal(0.0, 0.2, (units, units)).astype(np.float32)
    anatomy = Anatomy(links, np.geomspace(0.005, 0.9, units).astype(np.float32))
    rehearsal = Rehearsal(context, anatomy, size)
    rehearsal.board.set("/scene/choice", "pen")
    phases = 6.0 * random.random(units)
    states = 0.4 * np.sin(0.15 * np.arange(90)[:, None] + phases)
    shown = [light(rehearsal.draw(0.6, state=state.astype(np.float32))) for state in states][-1]
    assert shown.max() > 350.0
    # Air around it, and something on both sides of the middle.
    rim = np.concatenate((shown[: size[1] // 12].ravel(), shown[:, : size[0] // 12].ravel()))
    assert rim.mean() < 0.3 * shown.mean()
    left, right = shown[:, : size[0] // 2].mean(), shown[:, size[0] // 2 :].mean()
    assert 0.3 < left / right < 3.0
    rehearsal.stage.release()
