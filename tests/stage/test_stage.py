"""The stage: what shines is the network, and each parameter changes what it says.

In: made-up Moments. Out: pictures, in numbers.
Runs in the test process, headless.
"""

import hashlib
import itertools

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from stage.rehearsal import UNITS, Rehearsal, alone

from engine.controls.catalogue import CATALOGUE
from engine.stage.anatomy import Anatomy


def brightness(picture: NDArray[np.uint8]) -> float:
    return float(picture.astype(float).mean())


def distance_px(rehearsal: Rehearsal, unit: int) -> NDArray[np.float64]:
    """Every pixel's distance from a unit's node."""
    column, row = rehearsal.node_px(unit)
    width, height = rehearsal.size
    rows, columns = np.mgrid[0:height, 0:width]
    return np.asarray(np.hypot(columns + 0.5 - column, rows + 0.5 - row))


@pytest.mark.parametrize("layout", ["ring", "sunflower", "sphere", "layers", "spectral"])
@pytest.mark.parametrize("unit", [0, 9, 31])
def test_a_units_activity_lights_its_node_and_nothing_else(rehearsal: Rehearsal, layout: str, unit: int) -> None:
    rehearsal.still()
    rehearsal.board.set("/layout/choice", layout)
    rehearsal.board.set("/layout/glide", 0.0)
    dark = rehearsal.draw(0.0, frames=3).astype(int)
    lit = rehearsal.draw(alone(unit), frames=6).astype(int)
    gain = (lit - dark).max(axis=2)
    away = distance_px(rehearsal, unit)
    assert gain[away < 3.0].max() > 60
    reach_px = 0.10 * rehearsal.size[1]
    assert np.abs(lit - dark)[away > reach_px].max() <= 1  # the dither's last bit


def test_more_activity_is_more_light(rehearsal: Rehearsal) -> None:
    rehearsal.still()
    levels = [brightness(rehearsal.draw(activity, frames=4)) for activity in (0.0, 0.3, 0.6, 1.0, 1.5)]
    assert levels == sorted(levels)
    assert levels[-1] > 3.0 * levels[0]


@pytest.mark.parametrize("scene", ["constellation", "cortex", "membrane", "pen", "synapse"])
def test_haste_gives_the_same_picture(context: moderngl.Context, anatomy: Anatomy, scene: str) -> None:
    """Where nothing lingers in the picture, those before the last one leave no trace."""
    pictures = []
    for hasty in (False, True):
        rehearsal = Rehearsal(context, anatomy, (160, 90))
        rehearsal.still()
        rehearsal.hasty = hasty
        rehearsal.board.set("/scene/choice", scene)
        rehearsal.draw(0.2, frames=5, state=0.1, seen=False)
        pictures.append(rehearsal.draw(0.7, frames=15, state=0.3))
        rehearsal.stage.release()
    assert pictures[0].max() > 100
    np.testing.assert_array_equal(*pictures)


def test_silence_breathes_and_is_never_black(context: moderngl.Context, anatomy: Anatomy) -> None:
    rehearsal = Rehearsal(context, anatomy, (160, 90))
    levels = [brightness(rehearsal.draw(0.0, frames=20, gate=0.0)) for _ in range(40)]
    settled = levels[10:]
    assert min(settled) > 0.15
    assert max(settled) > 1.05 * min(settled)


def test_a_pulse_travels_from_the_source_as_the_sources_past(context: moderngl.Context) -> None:
    links = np.zeros((UNITS, UNITS), np.float32)
    links[24, 31] = 1.0
    rehearsal = Rehearsal(context, Anatomy(links, np.geomspace(0.005, 0.5, UNITS).astype(np.float32)))
    rehearsal.still()
    rehearsal.board.set("/layout/choice", "sunflower")
    rehearsal.board.set("/layout/glide", 0.0)
    rehearsal.board.set("/node/glow", 0.0)
    rehearsal.board.set("/line/amount", 4.0)
    rehearsal.board.set("/pulse/amount", 4.0)
    rehearsal.board.set("/pulse/speed", 1.5)
    rehearsal.draw(0.0, frames=10)
    dark = rehearsal.draw(0.0, frames=1).astype(float)
    rehearsal.draw(alone(24), frames=3)
    places = []
    for _ in range(4):
        lit = rehearsal.draw(0.0, frames=6).astype(float)
        gain = np.maximum((lit - dark).sum(axis=2) - 12.0, 0.0)
        assert gain.sum() > 0.0
        source = np.average(distance_px(rehearsal, 24), weights=gain)
        target = np.average(distance_px(rehearsal, 31), weights=gain)
        places.append((source, target))
    assert all(later[0] > earlier[0] for earlier, later in itertools.pairwise(places))
    assert all(later[1] < earlier[1] for earlier, later in itertools.pairwise(places))


def test_a_surge_sends_a_ring(rehearsal: Rehearsal) -> None:
    rehearsal.still()
    rehearsal.board.set("/node/glow", 0.0)
    rehearsal.board.set("/ripple/amount", 4.0)
    dark = rehearsal.draw(0.0, frames=10).astype(float)
    rehearsal.draw(alone(5), frames=3)
    radii = []
    for _ in range(3):
        gain = np.maximum((rehearsal.draw(alone(5), frames=6).astype(float) - dark).sum(axis=2) - 6.0, 0.0)
        assert gain.sum() > 0.0
        radii.append(np.average(distance_px(rehearsal, 5), weights=gain))
    assert radii == sorted(radii)
    assert radii[-1] > 1.5 * radii[0]


@pytest.mark.parametrize("fire", ["surprise", "trigger"])
def test_surprise_and_the_trigger_throw_points(rehearsal: Rehearsal, fire: str) -> None:
    rehearsal.still()
    rehearsal.hasty = True
    rehearsal.board.set("/node/glow", 0.0)
    rehearsal.board.set("/burst/amount", 2.0)
    dark = brightness(rehearsal.draw(0.2, frames=20))
    if fire == "trigger":
        rehearsal.board.fire("/burst/fire")
        rehearsal.draw(0.2)
    else:
        rehearsal.draw(0.2, surprise=0.9)
    assert brightness(rehearsal.draw(0.2, frames=6)) > dark + 0.05
    assert abs(brightness(rehearsal.draw(0.2, frames=150)) - dark) < 0.02


def test_lines_tremble_with_flux(rehearsal: Rehearsal) -> None:
    rehearsal.still()
    rehearsal.board.set("/line/amount", 3.0)
    rehearsal.board.set("/pulse/amount", 0.0)

    def stir(flux: float) -> float:
        first = rehearsal.draw(0.5, frames=30, flux=flux).astype(float)
        return float(np.abs(rehearsal.draw(0.5, frames=3, flux=flux) - first).mean())

    calm = stir(0.0)
    assert stir(1.0) > 5.0 * calm + 0.01


def test_trails_keep_light_and_let_it_go(rehearsal: Rehearsal) -> None:
    rehearsal.still()
    rehearsal.board.set("/trails/length", 0.4)
    rest = brightness(rehearsal.draw(0.0, frames=30))
    lit = brightness(rehearsal.draw(1.0, frames=10))
    after = brightness(rehearsal.draw(0.0, frames=10))
    assert rest + 0.1 < after < lit
    assert abs(brightness(rehearsal.draw(0.0, frames=300)) - rest) < 0.05


def test_blackout_and_master_act_on_everything(rehearsal: Rehearsal) -> None:
    lit = brightness(rehearsal.draw(1.0, frames=4))
    rehearsal.board.set("/master/intensity", 0.3)
    assert 0.0 < brightness(rehearsal.draw(1.0, frames=2)) < 0.8 * lit
    rehearsal.board.set("/master/blackout", True)
    assert rehearsal.draw(1.0, frames=2).max() == 0
    rehearsal.board.set("/master/blackout", False)
    rehearsal.board.set("/master/intensity", 1.0)
    assert brightness(rehearsal.draw(1.0, frames=2)) > 0.8 * lit


#: What must be going on for a parameter to show: most need nothing special.
SETTINGS: dict[str, dict[str, float | str]] = {
    "/layout/towards": {"/layout/morph": 1.0},
    "/bloom/radius": {"/bloom/amount": 3.0},
    "/pulse/speed": {"/pulse/amount": 4.0, "/line/amount": 4.0},
    "/tremble/amount": {"/line/amount": 4.0, "/tremble/amount": 0.0},
    "/line/coactivation": {"/line/amount": 4.0},
    **{path: {"/scene/choice": "synapse"} for path in CATALOGUE if path.startswith("/synapse/")},
    "/synapse/burst": {"/scene/choice": "synapse", "/pulse/speed": 8.0},
    **{path: {"/scene/choice": "cortex"} for path in CATALOGUE if path.startswith("/cortex/")},
    **{path: {"/scene/choice": "membrane"} for path in CATALOGUE if path.startswith("/membrane/")},
    **{path: {"/scene/choice": "pen"} for path in CATALOGUE if path.startswith("/pen/")},
}
#: What is changed half-way, for what shows in a change only.
CHANGES = {"/layout/glide": ("/layout/choice", "ring")}
#: These act elsewhere: on the ear, on recalled presets, on the frame loop. Their own stations test them.
ELSEWHERE = {
    *("/ear/gain", "/ear/gate", "/ear/auto", "/master/crossfade", "/burst/fire"),
    *("/transition/choice", "/frame/resolution", "/frame/adapt", "/frame/floor"),
    *(path for path in CATALOGUE if path.startswith(("/recall/", "/morph/", "/autopilot/", "/clock/", "/loop/"))),
}


@pytest.mark.parametrize("path", [path for path in CATALOGUE if path not in ELSEWHERE])
def test_every_parameter_changes_the_picture(context: moderngl.Context, anatomy: Anatomy, path: str) -> None:
    parameter = CATALOGUE[path]
    pictures = []
    for place in (0.1, 0.9):
        rehearsal = Rehearsal(context, anatomy, (320, 180))
        for other, value in SETTINGS.get(path, {}).items():
            rehearsal.board.set(other, value)
        rehearsal.board.set(path, parameter.from_unit(place))
        bonds = np.full((UNITS, UNITS), 0.9, np.float32)
        random = np.random.default_rng(2)
        for step in range(16):
            if step == 8 and path in CHANGES:
                rehearsal.board.set(*CHANGES[path])
            activity = (random.random(UNITS) ** 3 * 1.5 * (step % 8 < 2) + 0.3).astype(np.float32)
            features = {"flux": 0.6, "surprise": 0.9 * (step == 4), "gate": float(path[1:7] != "breath")}
            rehearsal.draw(activity, bonds=bonds, state=activity - 0.5, **features)
        pictures.append(rehearsal.draw(0.4, flux=0.6).astype(int))
    assert np.abs(pictures[0] - pictures[1]).max() > 8


def test_the_same_frames_give_the_same_picture(context: moderngl.Context, anatomy: Anatomy) -> None:
    def fingerprint() -> str:
        rehearsal = Rehearsal(context, anatomy)
        random = np.random.default_rng(9)
        whole = hashlib.sha256()
        for _ in range(30):
            activity = (random.random(UNITS) ** 2).astype(np.float32)
            whole.update(rehearsal.draw(activity, surprise=float(random.random())).tobytes())
        return whole.hexdigest()

    assert fingerprint() == fingerprint()


@pytest.mark.parametrize("size", [(160, 90), (400, 300), (960, 270), (90, 160), (33, 17)])
def test_any_shape_of_picture_shows_the_network(
    context: moderngl.Context, anatomy: Anatomy, size: tuple[int, int]
) -> None:
    picture = Rehearsal(context, anatomy, size).draw(0.8, frames=5)
    assert picture.shape == (size[1], size[0], 3)
    assert picture.max() > 60
