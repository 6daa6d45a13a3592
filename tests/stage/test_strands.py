"""Strands and hubs: which lines show, how much light they get, where they run; and the units' past that decides it.

In: links and activity made up here. Out: lines, their ways, points of neighbourhoods.
Pure; no graphics.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.controls.board import Board
from engine.controls.catalogue import show_catalogue
from engine.ear import BANDS
from engine.moments import Moments, Shape, moment_dtype
from engine.stage.camera import look
from engine.stage.frame import Frame
from engine.stage.hubs import find_hubs
from engine.stage.outbreaks import SURGE_HOPS, Outbreaks
from engine.stage.past import Past
from engine.stage.sight import Sight
from engine.stage.strands import POINTS, Strands

DT_S = 0.02
HOPS = 2
Activity = NDArray[np.float32] | float


def make_moments(activity: NDArray[np.float32], start: int) -> Moments:
    moments = np.zeros(len(activity), moment_dtype(Shape(activity.shape[1], BANDS)))
    moments["index"] = start + np.arange(len(activity))
    moments["activity"] = activity
    return moments


def make_sphere(units: int, seed: int = 1) -> NDArray[np.float32]:
    places = np.random.default_rng(seed).standard_normal((units, 3))
    return np.asarray(places / np.linalg.norm(places, axis=1, keepdims=True), np.float32)


def make_links(units: int, seed: int = 2) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((units, units)).astype(np.float32)


class Stand:
    """Strands of a network whose units are on a sphere; `play` gives the lines of one frame more."""

    def __init__(self, links: NDArray[np.float32], places: NDArray[np.float32] | None = None) -> None:
        self.board = Board(show_catalogue({}))
        self.units = len(links)
        self.places = make_sphere(self.units) if places is None else places
        self.hubs = find_hubs(self.places)
        self._strands = Strands(links)
        self._past = Past(self.units)
        self._hop = 0

    def settle(self, activity: Activity, frames: int) -> tuple[NDArray[np.void], NDArray[np.float32]]:
        """The last of so many frames of the same activity."""
        for _ in range(frames - 1):
            self.play(activity)
        return self.play(activity)

    def play(
        self, activity: Activity, bonds: NDArray[np.float32] | None = None
    ) -> tuple[NDArray[np.void], NDArray[np.float32]]:
        rows = np.broadcast_to(np.asarray(activity, np.float32), (HOPS, self.units))
        moments = make_moments(rows, self._hop)
        self._hop += HOPS
        self._past.remember(moments)
        frame = Frame(self._hop * 0.01, DT_S, moments, self._hop - 1.0, bonds, self.board.snapshot(0.0))
        sight = Sight(
            frame=frame,
            size=(64, 36),
            uniforms={},
            outbreaks=Outbreaks(self.units, 1),
            flux=0.0,
            breath=0.0,
            breath_turn=0.0,
            places=self.places,
            camera=look(0.0, 16 / 9, 3.0, 0.2, 0.1, 0.0),
            hubs=self.hubs,
        )
        return self._strands.advance(sight, self._past)


def gains(lines: NDArray[np.void]) -> dict[tuple[int, int, int], float]:
    """Each pair's gain; a weight and a bond of the same units are two lines."""
    return {(int(line["source"]), int(line["target"]), int(line["kind"])): float(line["gain"]) for line in lines}


def only(units: int, *active: int) -> NDArray[np.float32]:
    row = np.zeros(units, np.float32)
    row[list(active)] = 1.0
    return row


@pytest.mark.parametrize("units", [64, 512])
def test_however_many_units_sound_no_more_lines_shine_than_reach_allows(units: int) -> None:
    stand = Stand(make_links(units))
    bonds = np.full((units, units), 0.8, np.float32)
    stand.play(1.2, bonds)
    many, _ = stand.settle(1.2, 240)
    stand.board.set("/line/reach", 0.1)
    few, _ = stand.settle(1.2, 120)
    assert 40 <= len(many) <= 60  # half of 112, but for those on their way out
    assert 5 <= len(few) <= 15
    stand.board.set("/line/reach", 0.0)
    none, ways = stand.settle(1.2, 120)
    assert len(none) == 0 and ways.shape == (0, POINTS, 4)


def test_the_lines_that_shine_are_those_of_units_that_sound() -> None:
    def shining(lines: NDArray[np.void]) -> set[int]:
        return set(lines["source"][lines["gain"] > 0.3].astype(int).tolist())

    stand = Stand(make_links(128))
    stand.board.set("/line/reach", 0.05)
    for first in (7, 90):
        assert not {first, first + 1} & shining(stand.settle(0.0, 30)[0])
        for _ in range(16):
            stand.settle(only(128, first, first + 1), 3)
            stand.settle(0.0, 7)
        assert {first, first + 1} <= shining(stand.play(0.0)[0])


def test_no_line_pops_in_or_out() -> None:
    """Whatever the units do, from one frame to the next a line's gain moves by no more than its pace allows."""
    stand = Stand(make_links(96))
    stand.board.set("/line/reach", 1.0)
    random = np.random.default_rng(5)
    before: dict[tuple[int, int, int], float] = {}
    appeared = 0
    loud, strong = np.zeros(96, bool), np.zeros((96, 96), np.float32)
    for step in range(240):
        if step % 40 == 0:
            loud = random.random(96) < 0.3
            strong = random.random((96, 96)).astype(np.float32) ** 6
        lines, _ = stand.play((loud * random.random(96) ** 2 * 1.5).astype(np.float32), np.maximum(strong, strong.T))
        after = gains(lines)
        appeared += len(after.keys() - before.keys()) if step else 0
        for pair in after.keys() | before.keys():
            assert abs(after.get(pair, 0.0) - before.get(pair, 0.0)) < 0.3, (step, pair)
        before = after
    assert appeared > 20


def test_a_pair_that_takes_over_a_faded_ones_slot_begins_in_the_dark() -> None:
    stand = Stand(np.zeros((96, 96), np.float32))
    stand.board.set("/line/reach", 1.0)
    ring = 0.9 * np.eye(96, dtype=np.float32)
    first, second = (np.roll(ring, step, axis=1) + np.roll(ring, -step, axis=1) for step in (1, 2))
    stand.play(1.2, first)
    stand.settle(1.2, 100)
    before = gains(stand.play(1.2)[0])
    assert len(before) == 96
    for _ in range(260):
        after = gains(stand.play(1.2, second)[0])
        assert all(after[pair] < 0.3 for pair in after.keys() - before.keys())
        before = after
    assert all((target - source) % 96 in (2, 94) for source, target, _ in before) and len(before) > 60


def test_the_lines_share_a_bounded_light_when_everything_is_loud() -> None:
    def brightness(loudness: float) -> float:
        stand = Stand(make_links(128))
        lines, _ = stand.settle(loudness, 80)
        return float(lines["gain"].mean())

    quiet, loud, louder = brightness(0.3), brightness(1.2), brightness(2.4)
    assert loud < 0.8 * quiet
    # A line's own light goes with the square of activity; four times of it is not let through.
    assert louder < 0.5 * loud


def test_ways_lead_from_source_to_target_and_tell_how_far_they_have_come() -> None:
    stand = Stand(make_links(64))
    lines, ways = stand.settle(1.0, 10)
    places = stand.places * np.float32(stand.board.snapshot(0.0).number("/layout/scale"))
    np.testing.assert_allclose(ways[:, 0, :3], places[lines["source"].astype(int)], atol=1e-5)
    np.testing.assert_allclose(ways[:, -1, :3], places[lines["target"].astype(int)], atol=1e-5)
    steps = np.linalg.norm(np.diff(ways[..., :3], axis=1), axis=2)
    np.testing.assert_allclose(ways[:, 1:, 3], steps.cumsum(axis=1), rtol=1e-3, atol=1e-4)
    assert np.linalg.norm(ways[..., :3], axis=2).max() < 1.2 * np.linalg.norm(places, axis=1).max()

    stand.board.set("/line/bundling", 0.0)
    lines, ways = stand.play(1.0)
    chord = ways[:, -1, :3] - ways[:, 0, :3]
    off = np.cross(ways[..., :3] - ways[:, :1, :3], chord[:, None]) / np.linalg.norm(chord, axis=1)[:, None, None]
    assert np.linalg.norm(off, axis=2).max() < 1e-4


def test_lines_between_two_neighbourhoods_run_together() -> None:
    """Eight units on the left, eight on the right, each linked to one opposite: one strand instead of eight lines."""
    random = np.random.default_rng(3)
    places = (0.35 * random.standard_normal((16, 3))).astype(np.float32)
    places[:, 0] = np.repeat([-0.9, 0.9], 8) + 0.05 * random.standard_normal(16)
    links = np.zeros((16, 16), np.float32)
    links[np.arange(8), 8 + random.permutation(8)] = 1.0

    def width(bundling: float) -> float:
        stand = Stand(links, places)
        stand.board.set("/line/bundling", bundling)
        lines, ways = stand.settle(1.0, 20)
        middle = ways[lines["strength"] > 0.5][:, POINTS // 2, :3]
        assert len(middle) == 8
        return float(np.linalg.norm(middle - middle.mean(axis=0), axis=1).mean())

    straight, half, bundled = width(0.0), width(0.5), width(1.0)
    assert bundled < half < straight
    assert bundled < 0.5 * straight


def test_ways_turn_with_the_layout() -> None:
    """The same curves, turned, when all places and hubs are turned: nothing is laid anew when the network spins."""
    places = make_sphere(48)
    cosine, sine = np.cos(0.9), np.sin(0.9)
    turn = np.array([[cosine, 0.0, sine], [0.0, 1.0, 0.0], [-sine, 0.0, cosine]], np.float32)
    plain, turned = Stand(make_links(48), places), Stand(make_links(48), places @ turn.T)
    plain.board.set("/line/bundling", 0.7)
    turned.board.set("/line/bundling", 0.7)
    turned.hubs = plain.hubs @ turn.T
    stars, straight = plain.settle(1.0, 30)
    same, ways = turned.settle(1.0, 30)
    np.testing.assert_array_equal(stars["source"], same["source"])
    # Side by side in a strand is told in the room, not in the layout: lines may differ by that little.
    assert np.abs(ways[..., :3] - straight[..., :3] @ turn.T).max() < 0.1
    assert np.abs(ways[..., :3] - straight[..., :3]).max() > 0.5


def test_units_of_one_neighbourhood_share_their_hubs() -> None:
    random = np.random.default_rng(6)
    group = np.repeat(np.arange(4), 16)
    centres = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, 0, 1]], float)
    places = centres[group] + 0.05 * random.standard_normal((64, 3))
    hubs = find_hubs(places)
    assert hubs.shape == (2, 64, 3) and np.isfinite(hubs).all()
    for ring in hubs:
        assert 4 <= len(np.unique(ring, axis=0)) <= 12
        for unit in range(64):
            same = group[(np.abs(ring - ring[unit]) < 1e-6).all(axis=1)]
            assert (same == group[unit]).all()  # no hub serves two groups
    np.testing.assert_array_equal(hubs, find_hubs(places))
    assert np.linalg.norm(hubs[1], axis=1).max() < np.linalg.norm(hubs[0], axis=1).min()


@pytest.mark.parametrize("units", [1, 2, 3])
def test_a_handful_of_units_in_one_place_has_hubs(units: int) -> None:
    assert np.isfinite(find_hubs(np.zeros((units, 3)))).all()


def test_the_past_is_what_was_played_so_long_ago() -> None:
    past = Past(2)
    activity = np.zeros((100, 2), np.float32)
    activity[40:, 1] = np.linspace(0.5, 1.5, 60)
    for start in range(0, 100, 5):
        past.remember(make_moments(activity[start : start + 5], start))
    hops_ago = np.array([0, 10, 58, 59, 60])
    level, surge = past.heard(np.ones(5, int), hops_ago / 100.0, 99.0)
    np.testing.assert_array_equal(level, activity[99 - hops_ago, 1])
    rise = activity[99 - hops_ago, 1] - activity[99 - hops_ago - SURGE_HOPS, 1]
    np.testing.assert_allclose(surge, np.maximum(rise, 0.0), atol=1e-6)
    assert not past.heard(np.zeros(5, int), hops_ago / 100.0, 99.0)[0].any()


def test_what_was_missed_is_rest_and_a_jump_forgets() -> None:
    past = Past(1)
    past.remember(make_moments(np.ones((600, 1), np.float32), 0))
    past.remember(make_moments(np.ones((10, 1), np.float32), 610))
    level, _ = past.heard(np.zeros(3, int), np.array([0.0, 0.15, 0.25]), 619.0)
    np.testing.assert_array_equal(level, [1.0, 0.0, 1.0])
    past.remember(make_moments(np.ones((1, 1), np.float32), 5000))
    level, _ = past.heard(np.zeros(2, int), np.array([0.0, 0.05]), 5000.0)
    np.testing.assert_array_equal(level, [1.0, 0.0])
