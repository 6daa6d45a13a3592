"""Bundling: lines come together, and stay tied to where they start and end.

In: made-up places. Out: proof, against densities that are summed line by line. Runs in the test process.
"""

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.stage.bundling import bundle, crowd, travel

ALONG = np.array([1.0, 0.0, 0.0])
UP = np.array([0.0, 4.0, 0.0])


def tangle(lines: int, seed: int = 4) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lines from one cloud of places to another."""
    random = np.random.default_rng(seed)
    starts, ends = random.normal(0.0, 0.25, (2, lines, 3))
    return starts - ALONG, ends + ALONG


def ink(lines: NDArray[np.floating], cell: float = 0.08) -> int:
    """How many cells of space have a line in them."""
    shares = np.linspace(0.0, 1.0, 12)[:, None]
    dense = lines[:, :-1, None] * (1.0 - shares) + lines[:, 1:, None] * shares
    return len(np.unique(np.floor(dense.reshape(-1, 3) / cell).astype(int), axis=0))


def straight(starts: NDArray[np.floating], ends: NDArray[np.floating], points: int = 16) -> NDArray[np.float64]:
    s = np.linspace(0.0, 1.0, points)[:, None]
    return np.asarray(starts[:, None] * (1.0 - s) + ends[:, None] * s)


@pytest.mark.parametrize(("bend", "room"), [(0.0, 0.0), (0.4, 0.0), (0.3, 0.1)])
def test_ends_stay_where_they_are(bend: float, room: float) -> None:
    starts, ends = tangle(60)
    lines = bundle(starts, ends, points=20, bend=bend, room=room)
    assert lines.shape == (60, 20, 3)
    np.testing.assert_allclose(lines[:, 0], starts, atol=1e-6)
    np.testing.assert_allclose(lines[:, -1], ends, atol=1e-6)


def test_bundled_lines_take_less_ink() -> None:
    starts, ends = tangle(120)
    assert ink(bundle(starts, ends)) < 0.6 * ink(straight(starts, ends))


def test_in_the_middle_lines_are_together_and_room_keeps_them_apart() -> None:
    starts, ends = tangle(80)

    def width(lines: NDArray[np.floating]) -> float:
        return float(lines[:, 8].std(axis=0)[1:].mean())

    tight, loose = bundle(starts, ends), bundle(starts, ends, room=0.1)
    assert width(tight) < 0.3 * width(straight(starts, ends))
    assert width(tight) < width(loose) < 0.1


def test_two_streams_that_are_far_apart_do_not_mix() -> None:
    starts, ends = tangle(40)
    above = bundle(np.concatenate((starts, starts + UP)), np.concatenate((ends, ends + UP)))
    assert np.abs(above[:40, 8, 1]).max() < 1.0
    assert np.abs(above[40:, 8, 1] - 4.0).max() < 1.0


def test_points_are_evenly_spaced_and_lines_are_smooth() -> None:
    lines = bundle(*tangle(60), points=24, bend=0.3).astype(np.float64)
    steps = np.diff(lines, axis=1)
    length = np.linalg.norm(steps, axis=2)
    assert (length.std(axis=1) / length.mean(axis=1)).max() < 0.05
    cosine = (steps[:, 1:] * steps[:, :-1]).sum(axis=2) / (length[:, 1:] * length[:, :-1])
    assert np.quantile(cosine, 0.01) > 0.7


def test_a_line_alone_is_straight_and_bend_draws_it_to_the_heart() -> None:
    starts, ends = np.array([[0.0, 0.0, 0.0]]), np.array([[1.0, 2.0, 2.0]])
    np.testing.assert_allclose(bundle(starts, ends), straight(starts, ends), atol=1e-6)
    np.testing.assert_allclose(travel(bundle(starts, ends))[0], np.linspace(0.0, 3.0, 16), atol=1e-5)
    apart = np.array([[-1.0, 2.0, 0.0], [-1.0, -2.0, 0.0]])
    bent = bundle(apart, apart + 2.0 * ALONG, bend=0.5)
    assert abs(bent[0, 8, 1]) < 1.6 < 1.9 < abs(bundle(apart, apart + 2.0 * ALONG)[0, 8, 1])


def test_the_same_lines_give_the_same_bundles() -> None:
    first, again = bundle(*tangle(90), bend=0.2, room=0.05), bundle(*tangle(90), bend=0.2, room=0.05)
    assert first.tobytes() == again.tobytes()


def test_nothing_to_bundle() -> None:
    none = np.zeros((0, 3))
    assert bundle(none, none, points=9).shape == (0, 9, 3)
    assert crowd(np.zeros((0, 9, 3)), 0.1).shape == (0, 9)
    same = np.ones((5, 3))
    assert np.isfinite(bundle(same, same)).all()


def test_a_network_of_512_units_is_bundled_in_less_than_a_second() -> None:
    starts, ends = tangle(640)
    begun = time.process_time()
    bundle(starts, ends, points=26, bend=0.3, room=0.05)
    assert time.process_time() - begun < 1.0


def test_crowd_counts_the_lines_beside_each_other() -> None:
    starts, ends = np.zeros((7, 3)), np.tile([4.0, 0.0, 0.0], (7, 1))
    together = crowd(straight(starts, ends, 60), 0.2)
    np.testing.assert_allclose(together[:, 20:40], 7.0, rtol=0.05)
    apart = starts + np.arange(7)[:, None] * [0.0, 3.0, 0.0]
    alone = crowd(straight(apart, ends + apart, 60), 0.2)
    np.testing.assert_allclose(alone[:, 20:40], 1.0, rtol=0.1)


def test_crowd_is_the_density_that_one_gets_by_summing_over_all_points() -> None:
    lines = bundle(*tangle(30), points=24).astype(np.float64)
    reach = 0.15
    step = np.linalg.norm(np.diff(lines, axis=1), axis=2).mean(axis=1)
    places = lines.reshape(-1, 3)
    squared = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    kernel = np.exp(-0.5 * squared / reach**2) / (2.0 * np.pi * reach**2) ** 1.5
    expected = np.maximum(1.0, (kernel @ np.repeat(step, 24)) * 2.0 * np.pi * reach**2)
    found = crowd(lines, reach).ravel()
    assert np.median(np.abs(found / expected - 1.0)) < 0.06
    assert np.corrcoef(found, expected)[0, 1] > 0.99
