"""Cortex: a hill is a unit's activity, at its place from left to right and at its time from the horizon to the viewer.

In: made-up Moments. Out: pictures, in numbers. Runs in the test process, headless.
"""

from pathlib import Path

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr
from stage.rehearsal import SIZE, UNITS, Rehearsal, alone, light

from engine import files
from engine.stage.anatomy import Anatomy
from engine.stage.scenes.cortex import stand


@pytest.fixture
def land(context: moderngl.Context, anatomy: Anatomy) -> Rehearsal:
    """A still stage on which only cortex plays."""
    rehearsal = Rehearsal(context, anatomy)
    rehearsal.still()
    rehearsal.hasty = True
    rehearsal.board.set("/scene/choice", "cortex")
    return rehearsal


def test_each_unit_has_a_place_and_low_ones_stand_in_the_middle(anatomy: Anatomy) -> None:
    order = stand(anatomy)
    assert sorted(order) == list(range(anatomy.units))
    from_middle = np.abs(np.arange(UNITS) - (UNITS - 1) / 2)
    assert spearmanr(from_middle, anatomy.shade[order]).statistic > 0.95


def test_light_is_where_the_unit_stands(land: Rehearsal, anatomy: Anatomy) -> None:
    dark = light(land.draw(0.0, frames=40))
    columns = []
    for place in (5, 11, 20, 26):
        gain = np.maximum(light(land.draw(alone(int(stand(anatomy)[place]), 1.0), frames=60)) - dark - 9.0, 0.0)
        assert gain.max() > 100.0
        columns.append(np.average(np.arange(gain.shape[1]), weights=gain.sum(axis=0)) / gain.shape[1])
        land.draw(0.0, frames=250)  # five frames are ten hops: the ridges are where they were before
    assert columns == sorted(columns)
    assert columns[1] < 0.5 < columns[2]


def test_light_follows_activity(land: Rehearsal, anatomy: Anatomy) -> None:
    unit = int(stand(anatomy)[14])
    dark = light(land.draw(0.0, frames=40)).sum()
    levels = np.array([0.8, 0.2, 1.2, 0.4, 1.0, 0.6])
    shown = [light(land.draw(alone(unit, level), frames=250)).sum() - dark for level in levels]
    assert spearmanr(levels, shown).statistic >= 0.9


def test_what_was_heard_comes_from_the_horizon_nearer(land: Rehearsal) -> None:
    dark = light(land.draw(0.0, frames=40))
    land.draw(0.9, frames=5)  # in all, whole fives of frames: the ridges are where they were before
    rows = []
    for _ in range(4):
        gain = np.maximum(light(land.draw(0.0, frames=20)) - dark - 6.0, 0.0).sum(axis=1)
        assert gain.sum() > 0.0
        rows.append(float(np.average(np.arange(gain.size), weights=gain)))
    assert rows == sorted(rows)
    assert rows[-1] - rows[0] > 15.0


def test_a_network_that_does_nothing_new_gives_a_still_picture(land: Rehearsal) -> None:
    """All that may move is the ridges' own way to the viewer: every row_hops hops the picture is the same again, also
    when the history, of 512 hops, begins anew.
    """
    first = land.draw(0.5, frames=252).astype(int)
    again = land.draw(0.5, frames=5).astype(int)  # 10 hops, to the 514th
    assert np.abs(again - first).max() <= 2


def test_what_is_not_drawn_is_what_nearer_ridges_hide(context: moderngl.Context, anatomy: Anatomy, home: Path) -> None:
    """A slope ends where the next ridge hides it: drawn down to its foot, it gives the same picture where the land is
    solid, away from its sides and its nearest ridges.
    """

    def draw() -> NDArray[np.float64]:
        rehearsal = Rehearsal(context, anatomy)
        rehearsal.still()
        rehearsal.hasty = True
        rehearsal.board.set("/scene/choice", "cortex")
        rng = np.random.default_rng(3)
        for beat in range(65):
            activity = (0.7 * rng.random(UNITS) ** 3).astype(np.float32)
            shown = rehearsal.draw(activity, frames=4, seen=beat == 64)
        rehearsal.stage.release()
        return light(shown)[: SIZE[1] * 4 // 5, SIZE[0] // 4 : SIZE[0] * 3 // 4]

    ends = draw()
    name = "scenes/cortex/ridge.vert"
    text = files.find("shaders", name).read_text(encoding="utf-8")
    own = home / "shaders" / name
    own.parent.mkdir(parents=True)
    own.write_text(text.replace("    if (number >= rows)", "    if (true)"), encoding="utf-8")
    assert own.read_text(encoding="utf-8") != text
    whole = draw()
    assert whole.mean() > 2.0
    assert np.abs(whole - ends).mean() < 0.01 * whole.mean()


def test_silence_breathes(land: Rehearsal) -> None:
    land.board.set("/breath/amount", 1.0)
    levels = [light(land.draw(0.0, frames=20, gate=0.0)).mean() for _ in range(40)][10:]
    assert min(levels) > 0.2
    assert max(levels) > 1.05 * min(levels)


@pytest.mark.parametrize(("units", "size"), [(32, (480, 360)), (512, (480, 270)), (128, (640, 180))])
def test_any_network_on_any_shape_of_picture(context: moderngl.Context, units: int, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(5)
    links = rng.normal(0.0, 0.2, (units, units)).astype(np.float32)
    rehearsal = Rehearsal(context, Anatomy(links, np.geomspace(0.005, 0.9, units).astype(np.float32)), size)
    rehearsal.board.set("/scene/choice", "cortex")
    activity = rng.random(units).astype(np.float32)
    rehearsal.hasty = True
    rehearsal.draw(activity, frames=225, seen=False)
    rehearsal.hasty = False
    shown = light(rehearsal.draw(activity, frames=25))
    assert shown.max() > 250.0
    # Air above the horizon, and light on both sides of the middle.
    assert shown[: size[1] // 8].mean() < 0.25 * shown.mean()
    left, right = shown[:, : size[0] // 2].mean(), shown[:, size[0] // 2 :].mean()
    assert 0.5 < left / right < 2.0
    rehearsal.stage.release()
