"""Membrane: a seed's light is its unit's activity; rings start where units surge, in their colours.

In: made-up Moments. Out: pictures, in numbers. Runs in the test process, headless.
"""

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr
from stage.rehearsal import UNITS, Rehearsal, alone, light

from engine.stage.anatomy import Anatomy
from engine.stage.camera import look
from engine.stage.layouts import arrange
from engine.stage.scenes.membrane import SLANT, stand


@pytest.fixture
def water(context: moderngl.Context, anatomy: Anatomy) -> Rehearsal:
    """A still stage on which only the membrane plays."""
    return open_water(context, anatomy)


def open_water(context: moderngl.Context, anatomy: Anatomy, size: tuple[int, int] = (320, 180)) -> Rehearsal:
    rehearsal = Rehearsal(context, anatomy, size)
    rehearsal.still()
    rehearsal.hasty = True
    rehearsal.board.set("/scene/choice", "membrane")
    return rehearsal


def away_px(rehearsal: Rehearsal, unit: int) -> NDArray[np.float64]:
    """Every pixel's distance from a unit's seed, by a camera of our own."""
    width, height = rehearsal.size
    camera = look(0.0, width / height, 3.0, 0.0, SLANT, 0.0)
    x, y = camera.project(stand(rehearsal.stage.places, width / height))[unit]
    rows, columns = np.mgrid[0:height, 0:width]
    return np.asarray(np.hypot(columns + 0.5 - (x + 1.0) / 2.0 * width, rows + 0.5 - (1.0 - y) / 2.0 * height))


@pytest.mark.parametrize("unit", [0, 20])
def test_a_seeds_light_is_at_its_place_and_follows_activity(water: Rehearsal, unit: int) -> None:
    water.board.set("/membrane/damping", 3.0)
    dark = light(water.draw(0.0, frames=4))
    away = away_px(water, unit)
    levels = np.array([0.8, 0.2, 1.2, 0.4, 1.0, 0.6])
    shown = [(light(water.draw(alone(unit, level), frames=20)) - dark)[away < 5.0].sum() for level in levels]
    assert spearmanr(levels, shown).statistic >= 0.9
    # When the rings have gone, what is left is there: the seed, and the rim of the dent in which it lies.
    gain = np.maximum(light(water.draw(alone(unit, 0.6), frames=90)) - dark - 3.0, 0.0)
    assert gain[away > 45.0].sum() < 0.05 * gain[away < 45.0].sum()


def test_which_units_are_active_shows_at_their_places(water: Rehearsal) -> None:
    water.board.set("/membrane/push", 0.0)
    dark = light(water.draw(0.0, frames=20))
    every = light(water.draw(1.0, frames=20)) - dark
    activity = np.random.default_rng(3).uniform(0.0, 1.0, UNITS).astype(np.float32)
    mixed = light(water.draw(activity, frames=20)) - dark
    shares = [mixed[here].sum() / every[here].sum() for here in (away_px(water, unit) < 4.0 for unit in range(UNITS))]
    assert spearmanr(activity, shares).statistic >= 0.9


def test_a_surge_sends_a_ring_from_its_unit(water: Rehearsal) -> None:
    water.board.set("/membrane/seeds", 0.0)
    water.board.set("/membrane/push", 4.0)
    dark = light(water.draw(0.0, frames=20))
    water.draw(alone(20, 1.0), frames=3)
    away = away_px(water, 20)
    radii = []
    for _ in range(3):
        gain = np.maximum(light(water.draw(0.0, frames=8)) - dark - 6.0, 0.0)
        assert gain.sum() > 0.0
        radii.append(float(np.average(away, weights=gain)))
    assert radii == sorted(radii)
    assert radii[-1] > radii[0] + 12.0


def test_a_ring_has_its_units_colour(context: moderngl.Context, anatomy: Anatomy) -> None:
    order = np.argsort(anatomy.pace)

    def warmth(unit: int) -> float:
        water = open_water(context, anatomy)
        for path, value in (("/color/palette", "frostfire"), ("/color/by", "pace"), ("/membrane/seeds", 0.0)):
            water.board.set(path, value)
        water.board.set("/membrane/push", 4.0)
        water.board.set("/color/spread", 1.4)
        water.draw(0.0, frames=10)
        water.draw(alone(unit, 1.0), frames=3)
        red, _, blue = water.draw(0.0, frames=15).astype(float).sum(axis=(0, 1))
        return float(red / blue)

    assert warmth(int(order[-1])) > 2.0 * warmth(int(order[1]))


def test_where_rings_meet_there_is_more_light_than_the_two_have(context: moderngl.Context, anatomy: Anatomy) -> None:
    def shown(units: list[int]) -> NDArray[np.float64]:
        water = open_water(context, anatomy)
        for path, value in (("/membrane/seeds", 0.0), ("/membrane/push", 2.0), ("/tone/exposure", 0.2)):
            water.board.set(path, value)
        water.draw(0.0, frames=4)
        row = np.zeros(UNITS, np.float32)
        row[units] = 1.0
        water.draw(row, frames=3)
        return np.stack([water.draw(0.0, frames=3)[:, :, 1].astype(float) for _ in range(8)])

    places = arrange(anatomy)["sunflower"]
    near = int(np.argsort(np.linalg.norm(places - places[20], axis=1))[2])
    one, other, both = shown([20]), shown([near]), shown([20, near])
    assert (both - one - other).max() > 30.0


def test_a_network_that_does_nothing_new_gives_a_still_picture(water: Rehearsal) -> None:
    water.board.set("/membrane/damping", 4.0)
    stirred = water.draw(0.5, frames=10).astype(int)
    first = water.draw(0.5, frames=150).astype(int)
    assert np.abs(first - stirred).max() > 10
    assert np.abs(water.draw(0.5, frames=17).astype(int) - first).max() <= 2


def test_silence_breathes_under_calm_water(context: moderngl.Context, anatomy: Anatomy) -> None:
    water = open_water(context, anatomy, (160, 90))
    water.board.set("/breath/amount", 1.0)
    water.board.set("/breath/rate", 0.5)
    levels = [light(water.draw(0.0, frames=10, gate=0.0)).mean() for _ in range(24)][12:]
    assert min(levels) > 0.1
    assert max(levels) > 1.05 * min(levels)


@pytest.mark.parametrize(("units", "size"), [(32, (320, 240)), (512, (320, 180)), (128, (480, 135)), (32, (90, 160))])
def test_any_network_on_any_shape_of_picture(context: moderngl.Context, units: int, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(5)
    links = rng.normal(0.0, 0.2, (units, units)).astype(np.float32)
    water = Rehearsal(context, Anatomy(links, np.geomspace(0.005, 0.9, units).astype(np.float32)), size)
    water.board.set("/scene/choice", "membrane")
    beats = [(rng.random(units) * (step % 3)).astype(np.float32) for step in range(12)]
    shown = [light(water.draw(activity, frames=5)) for activity in beats][-1]
    assert shown.max() > 250.0
    # Air above the sheet, and light on both sides of the middle.
    assert shown[: size[1] // 12].mean() < 0.3 * shown.mean()
    left, right = shown[:, : size[0] // 2].mean(), shown[:, size[0] // 2 :].mean()
    assert 0.4 < left / right < 2.5
    water.stage.release()
