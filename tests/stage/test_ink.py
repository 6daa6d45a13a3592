"""Ink: a row a hop of where the pens were, whatever the frames bring; hairs and droplets are their units' activity.

In: made-up Moments. Out: rows, droplets. Runs in the test process.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.ear import BANDS
from engine.moments import Moments, Shape, moment_dtype
from engine.stage.anatomy import Anatomy
from engine.stage.ink import DROP_S, HAIRS, PENS, Ink, bundle_hairs, divide
from engine.stage.network import HISTORY_ROWS

UNITS = 32


def play(states: NDArray[np.float64], activity: NDArray[np.float64] | float = 0.5, first: int = 0) -> Moments:
    """Moments of these states (hops, units)."""
    moments = np.zeros(len(states), moment_dtype(Shape(UNITS, BANDS)))
    moments["index"] = first + np.arange(len(states))
    moments["state"], moments["activity"] = states, activity
    return moments


def wander(hops: int) -> NDArray[np.float64]:
    t = np.arange(hops)[:, None] * 0.01
    return 0.6 * np.sin(2.0 * np.pi * (1.0 + 0.1 * np.arange(UNITS)) * t + np.arange(UNITS))


def test_the_groups_are_all_units_and_thirds_by_pace(anatomy: Anatomy) -> None:
    groups = divide(anatomy)
    assert groups.shape == (PENS, UNITS)
    assert groups[0].all()
    assert (groups[1:].sum(axis=0) == 1).all()
    assert anatomy.leak[groups[1]].max() < anatomy.leak[groups[2]].min()
    assert anatomy.leak[groups[2]].max() < anatomy.leak[groups[3]].min()


def test_every_unit_is_in_a_hair_of_its_groups_brush_and_in_no_other(anatomy: Anatomy) -> None:
    groups = divide(anatomy)
    bundles = bundle_hairs(anatomy, groups)
    np.testing.assert_allclose(bundles.sum(axis=2), 1.0, atol=1e-6)
    assert ((bundles.sum(axis=1) > 0.0) == groups).all()
    # From one side of the brush to the other, from low sounds to high ones.
    shades = bundles[0] @ anatomy.shade
    assert (np.diff(shades) >= -1e-6).all()
    assert shades[-1] > shades[0] + 0.3


def test_rows_do_not_depend_on_how_many_hops_a_frame_brings(anatomy: Anatomy) -> None:
    moments = play(wander(700), np.random.default_rng(2).random((700, UNITS)))
    inks = [Ink(anatomy, 5), Ink(anatomy, 5)]
    inks[0].write(moments, 1.0)
    for start in range(0, 700, 7):
        assert inks[1].write(moments[start : start + 7], 1.0)[1] >= 7
    np.testing.assert_array_equal(inks[0].points, inks[1].points)
    np.testing.assert_array_equal(inks[0].hairs, inks[1].hairs)
    np.testing.assert_array_equal(inks[0].drops(699.0), inks[1].drops(699.0))
    assert len(inks[0].drops(699.0)) > 0


def test_write_tells_which_rows_are_new(anatomy: Anatomy) -> None:
    ink = Ink(anatomy, 5)
    states = wander(40)
    assert ink.write(play(states[:3], first=1000), 1.0) == (1003 - HISTORY_ROWS, HISTORY_ROWS)
    assert ink.write(play(states[3:5], first=1003), 1.0) == (1003, 2)
    assert ink.write(play(states[:0]), 1.0)[1] == 0
    assert ink.write(play(states[3:6], first=1003), 1.0) == (1005, 1)
    # Lost hops are filled in; after a jump nothing is left.
    assert ink.write(play(states[10:11], first=1010), 1.0) == (1006, 5)
    assert ink.points[np.arange(1000, 1011) % HISTORY_ROWS, :, 1, 3].all()
    ink.write(play(states[20:21], first=5000), 1.0)
    assert ink.points[:, :, 1, 3].sum() == PENS
    ink.write(play(states[20:21], first=20), 1.0)  # the sound has begun anew
    assert ink.newest == 20
    assert ink.points[:, :, 1, 3].sum() == PENS


def test_a_hair_is_as_wet_as_its_units_are_active(anatomy: Anatomy) -> None:
    ink = Ink(anatomy, 5)
    activity = np.random.default_rng(3).random(UNITS)
    ink.write(play(np.zeros((60, UNITS)), activity), 1.0)
    bundles = bundle_hairs(anatomy, ink.groups)
    np.testing.assert_allclose(ink.hairs[59], bundles @ activity**2, rtol=1e-4)
    for pen, members in enumerate(ink.groups):
        assert ink.points[59, pen, 0, 3] == pytest.approx((activity[members] ** 2).mean(), rel=1e-4)


def test_no_pen_leaves_the_sheet(anatomy: Anatomy) -> None:
    ink = Ink(anatomy, 5)
    states = wander(600)
    states[300:] *= 40.0  # far beyond what a hidden state can be
    ink.write(play(states), 1.0)
    assert 1.5 < np.linalg.norm(ink.points[:, :, 0, :3], axis=2).max() < 2.8
    assert np.isfinite(ink.points).all()


def test_droplets_fly_where_a_pens_activity_leaps_and_dry(anatomy: Anatomy) -> None:
    ink = Ink(anatomy, 5)
    activity = np.full((120, UNITS), 0.2)
    slow = divide(anatomy)[1]
    activity[60:, slow] = 0.9
    ink.write(play(np.zeros((120, UNITS)), activity), 1.0)
    drops = ink.drops(119.0)
    assert {int(pen) for pen in drops["pen"]} <= {0, 1}
    assert (drops["pen"] == 1).sum() >= 20
    place = ink.points[61, 1, 0, :3]
    np.testing.assert_allclose(
        drops["start"][drops["pen"] == 1], np.tile(place, ((drops["pen"] == 1).sum(), 1)), atol=1e-5
    )
    assert len(ink.drops(55.0)) == 0
    assert len(ink.drops(65.0 + 100.0 * DROP_S)) == 0


def test_hairs_are_enough_for_a_large_network() -> None:
    random = np.random.default_rng(5)
    links = random.standard_normal((512, 512)).astype(np.float32)
    anatomy = Anatomy(links, np.geomspace(0.005, 0.9, 512).astype(np.float32))
    bundles = bundle_hairs(anatomy, divide(anatomy))
    assert bundles.shape == (PENS, HAIRS, 512)
    assert (bundles[0].sum(axis=0) > 0.0).all()
