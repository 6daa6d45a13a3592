"""Synapse: a soma is its unit's activity, an axon carries its source's past, a star bursts when a surge arrives.

In: made-up Moments. Out: pictures, in numbers. Runs in the test process, headless.
"""

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr
from stage.rehearsal import FPS, UNITS, Rehearsal, alone, light

from engine.stage.anatomy import Anatomy
from engine.stage.lobes import gather
from engine.stage.scenes.synapse import POINTS, aim, choose_axons, lay

SOURCE, TARGET = 3, 20


@pytest.fixture
def nerves(context: moderngl.Context, anatomy: Anatomy) -> Rehearsal:
    """A still stage on which only synapse plays."""
    return open_stage(context, anatomy)


@pytest.fixture
def pair(context: moderngl.Context) -> Rehearsal:
    """The same with one axon, from SOURCE to TARGET."""
    return open_stage(context, one_link(1.0))


def open_stage(context: moderngl.Context, anatomy: Anatomy, size: tuple[int, int] = (480, 270)) -> Rehearsal:
    rehearsal = Rehearsal(context, anatomy, size)
    rehearsal.still()
    rehearsal.hasty = True
    rehearsal.board.set("/scene/choice", "synapse")
    rehearsal.board.set("/line/amount", 1.0)
    rehearsal.board.set("/synapse/axons", 1.0)
    return rehearsal


def one_link(weight: float) -> Anatomy:
    links = np.zeros((UNITS, UNITS), np.float32)
    links[SOURCE, TARGET] = weight
    return Anatomy(links, np.geomspace(0.005, 0.5, UNITS).astype(np.float32))


def seen_px(rehearsal: Rehearsal, places: NDArray[np.floating]) -> NDArray[np.float64]:
    """Where places of the scene are in the picture, (n, 2): column and row in pixels from the upper left."""
    width, height = rehearsal.size
    x, y = aim(rehearsal.board.snapshot(0.0), 0.0, width / height, 0.0).project(places.astype(np.float32)).T
    return np.stack(((x + 1.0) / 2.0 * width, (1.0 - y) / 2.0 * height), axis=1).astype(np.float64)


def away_px(rehearsal: Rehearsal, place: NDArray[np.floating]) -> NDArray[np.float64]:
    """Every pixel's distance from a place."""
    column, row = seen_px(rehearsal, place[None])[0]
    rows, columns = np.mgrid[0 : rehearsal.size[1], 0 : rehearsal.size[0]]
    return np.asarray(np.hypot(columns + 0.5 - column, rows + 0.5 - row))


@pytest.mark.parametrize("unit", [0, 9, 17, 31])
def test_a_units_activity_lights_its_soma_and_nothing_else(nerves: Rehearsal, anatomy: Anatomy, unit: int) -> None:
    nerves.board.set("/line/amount", 0.0)
    nerves.board.set("/synapse/burst", 0.0)
    dark = nerves.draw(0.0, frames=3).astype(int)
    lit = nerves.draw(alone(unit, 1.2), frames=20).astype(int)
    away = away_px(nerves, gather(anatomy)[0][unit])
    gain = (lit - dark).max(axis=2)
    assert gain[away < 3.0].max() > 60
    assert np.abs(lit - dark)[away > 0.16 * nerves.size[1]].max() <= 1  # the dither's last bit


@pytest.mark.parametrize("unit", [2, 14, 28])
def test_a_somas_light_follows_its_activity(nerves: Rehearsal, anatomy: Anatomy, unit: int) -> None:
    nerves.board.set("/line/amount", 0.0)
    nerves.board.set("/synapse/burst", 0.0)
    near = away_px(nerves, gather(anatomy)[0][unit]) < 8.0
    activity = np.random.default_rng(4).permutation(np.linspace(0.0, 1.3, 12))
    shown = [light(nerves.draw(alone(unit, level), frames=8))[near].sum() for level in activity]
    assert spearmanr(activity, shown).statistic >= 0.9


def test_every_units_light_is_at_its_own_place(nerves: Rehearsal, anatomy: Anatomy) -> None:
    """All units at once, each as active as it likes: the light at their places has their order."""
    nerves.board.set("/line/amount", 0.0)
    nerves.board.set("/synapse/burst", 0.0)
    nerves.board.set("/synapse/somata", 0.25)
    places, _ = gather(anatomy)
    dark = light(nerves.draw(0.0, frames=10))
    random = np.random.default_rng(6)
    ranks = []
    for _ in range(3):
        activity = random.uniform(0.2, 1.3, UNITS).astype(np.float32)
        gain = light(nerves.draw(activity, frames=20)) - dark
        most = light(nerves.draw(1.3, frames=20)) - dark
        near = [away_px(nerves, place) < 3.0 for place in places]
        ranks.append(spearmanr(activity, [gain[at].sum() / most[at].sum() for at in near]).statistic)
    assert np.mean(ranks) >= 0.9


def test_a_pulse_runs_along_the_axon_at_the_speed_of_light(pair: Rehearsal) -> None:
    """The brightest place on the axon is as far from the soma as light has come since the surge."""
    places, _ = gather(one_link(1.0))
    ways, extent = lay(places, choose_axons(one_link(1.0).links))
    on_it = seen_px(pair, ways[0, :, :3])
    for path, value in (("/synapse/somata", 0.0), ("/synapse/burst", 0.0), ("/pulse/amount", 3.0)):
        pair.board.set(path, value)
    speed = 0.8
    pair.board.set("/pulse/speed", speed)
    dark = light(pair.draw(0.0, frames=10))
    pair.draw(alone(SOURCE, 1.2), frames=3)
    found, expected = [], []
    rows, columns = np.mgrid[0 : pair.size[1], 0 : pair.size[0]]
    for step in range(1, 7):
        gain = np.maximum(light(pair.draw(0.0, frames=6)) - dark - 6.0, 0.0)
        assert gain.sum() > 0.0
        at = np.array([np.average(columns, weights=gain), np.average(rows, weights=gain)])
        found.append(float(np.argmin(np.linalg.norm(on_it - at, axis=1))) / (POINTS - 1))
        expected.append((6 * step + 1.5) / FPS * speed / float(extent[0]))
        if expected[-1] > 0.85:
            break
    assert len(found) >= 3
    np.testing.assert_allclose(found, expected, atol=0.1)


def test_a_star_bursts_when_the_surge_arrives(pair: Rehearsal) -> None:
    places, _ = gather(one_link(1.0))
    ways, extent = lay(places, choose_axons(one_link(1.0).links))
    for path, value in (("/synapse/somata", 0.0), ("/pulse/amount", 0.0), ("/pulse/speed", 2.0)):
        pair.board.set(path, value)
    dark = light(pair.draw(0.0, frames=10))
    near = away_px(pair, ways[0, -1, :3]) < 0.2 * pair.size[1]
    shown = [light(pair.draw(alone(SOURCE, 1.2 * (frame < 3)))) - dark for frame in range(90)]
    at_the_end = np.array([gain[near].sum() for gain in shown])
    begins = float(np.flatnonzero(at_the_end > 0.1 * at_the_end.max())[0]) / FPS
    assert at_the_end.max() > 300.0
    assert abs(begins - float(extent[0]) / 2.0) < 0.06
    assert np.abs(at_the_end[: int(FPS * extent[0] / 2.0) - 4]).max() < 0.02 * at_the_end.max()
    assert abs(at_the_end[-1]) < 0.02 * at_the_end.max()
    # And only there.
    assert np.abs(shown[int(np.argmax(at_the_end))][~near]).max() <= 6.0


def test_what_excites_has_another_hue_than_what_inhibits(context: moderngl.Context) -> None:
    colours = []
    for weight in (1.0, -1.0):
        rehearsal = open_stage(context, one_link(weight))
        rehearsal.board.set("/color/palette", "frostfire")
        rehearsal.board.set("/synapse/somata", 0.0)
        rehearsal.board.set("/synapse/burst", 0.0)
        rehearsal.draw(alone(SOURCE, 1.2), frames=2)
        picture = rehearsal.draw(alone(SOURCE, 1.2), frames=12).astype(float)
        total = picture.reshape(-1, 3).sum(axis=0)
        colours.append(total / total.sum())
    assert colours[0][0] > colours[0][2] + 0.1  # fire
    assert colours[1][2] > colours[1][0] + 0.1  # ice


def test_the_strongest_weights_are_axons_each_units_own_first() -> None:
    random = np.random.default_rng(2)
    links = random.standard_normal((40, 40)).astype(np.float32)
    axons = choose_axons(links)
    size = np.abs(links) * (1.0 - np.eye(40))
    first = axons[:40]
    assert sorted(first["source"]) == list(range(40))
    assert (first["target"] == size[first["source"].astype(int)].argmax(axis=1)).all()
    assert (np.diff(first["strength"]) <= 0.0).all()
    at = axons["source"].astype(int), axons["target"].astype(int)
    np.testing.assert_allclose(axons["strength"], size[at] / size.max(), rtol=1e-5)
    assert (axons["sign"] == np.sign(links[at])).all()
    assert len(choose_axons(np.zeros((8, 8), np.float32))) == 0


def test_a_frozen_network_gives_a_still_picture(nerves: Rehearsal) -> None:
    first = nerves.draw(0.6, frames=140).astype(int)
    assert np.abs(nerves.draw(0.6, frames=20).astype(int) - first).max() <= 2


def test_silence_breathes(nerves: Rehearsal) -> None:
    nerves.board.set("/breath/amount", 1.0)
    nerves.board.set("/breath/rate", 0.4)
    levels = [light(nerves.draw(0.0, frames=12, gate=0.0)).mean() for _ in range(20)][8:]
    assert min(levels) > 0.2
    assert max(levels) > 1.05 * min(levels)


@pytest.mark.parametrize(
    ("units", "size"), [(32, (480, 360)), (512, (480, 270)), (128, (960, 270)), (64, (180, 320)), (4, (320, 180))]
)
def test_any_network_on_any_shape_of_picture(context: moderngl.Context, units: int, size: tuple[int, int]) -> None:
    random = np.random.default_rng(5)
    links = random.normal(0.0, 0.2, (units, units)).astype(np.float32)
    rehearsal = open_stage(context, Anatomy(links, np.geomspace(0.005, 0.9, units).astype(np.float32)), size)
    for _ in range(6):
        shown = light(rehearsal.draw(random.random(units).astype(np.float32) ** 3, frames=5))
    assert shown.max() > 150.0
    # Air around it, and light on both sides of the middle.
    edge = np.concatenate((shown[: size[1] // 24].ravel(), shown[-(size[1] // 24) :].ravel()))
    assert edge.mean() < 0.5 * shown.mean()
    if units > 4:
        left, right = shown[:, : size[0] // 2].mean(), shown[:, size[0] // 2 :].mean()
        assert 0.3 < left / right < 3.0
    rehearsal.stage.release()
