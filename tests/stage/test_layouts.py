"""Layouts, camera, lines and outbreaks: the numbers behind the picture.

In: anatomies and Moments made up here. Out: places, lines, ripples, points.
Pure; no graphics.
"""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import files
from engine.brain.tuning import TUNINGS, Tuning
from engine.brain.weights import load_weights
from engine.controls.catalogue import LAYOUTS
from engine.moments import Moments, Shape, moment_dtype
from engine.stage.anatomy import Anatomy
from engine.stage.camera import look
from engine.stage.frame import Playhead
from engine.stage.layouts import Arrangement, arrange, embed_spectrally
from engine.stage.lines import Lines
from engine.stage.outbreaks import LIFE_S, Outbreaks

#: Columns in `TUNINGS` of what the units of `make_probed` answer.
KINDS = tuple(TUNINGS.index(name) for name in ("kick", "hat", "brightness", "drop"))


def make_anatomy(units: int, seed: int = 1) -> Anatomy:
    links = np.random.default_rng(seed).standard_normal((units, units)).astype(np.float32)
    return Anatomy(links, np.geomspace(0.002, 0.6, units).astype(np.float32))


@pytest.mark.parametrize("units", [32, 64, 128, 256, 512])
def test_every_layout_keeps_nodes_apart_and_within_reach(units: int) -> None:
    for name, places in arrange(make_anatomy(units)).items():
        assert places.shape == (units, 3) and np.isfinite(places).all(), name
        assert np.linalg.norm(places, axis=1).max() < 1.6, name
        apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9.0 * np.eye(units)
        assert apart.min() > 0.15 / np.sqrt(units), name


def test_layouts_differ_and_come_out_the_same_every_time() -> None:
    first, again = arrange(make_anatomy(64)), arrange(make_anatomy(64))
    assert tuple(first) == LAYOUTS and len(LAYOUTS) >= 5
    for name in LAYOUTS:
        np.testing.assert_array_equal(first[name], again[name])
        for other in LAYOUTS:
            if other != name:
                assert np.abs(first[name] - first[other]).max() > 0.2


def make_probed(units: int, seed: int = 1) -> Anatomy:
    """Four kinds of units, at all paces, each with an answer of its own."""
    plain = make_anatomy(units, seed)
    random = np.random.default_rng([seed, 1])
    areas = random.uniform(0.42, 0.58, (units, len(TUNINGS))).astype(np.float32)
    areas[np.arange(units), np.array(KINDS)[random.permutation(units) % 4]] = 0.9
    return replace(plain, tuning=Tuning(areas, np.ones(units, np.float32), np.zeros(units, np.float32)))


def test_on_the_ring_units_that_answer_the_same_are_neighbours_slow_to_fast() -> None:
    anatomy = make_probed(64)
    ring = arrange(anatomy)["ring"]
    around = np.argsort(np.arctan2(ring[:, 1], ring[:, 0]) % (2.0 * np.pi))
    best = anatomy.answers[0][around]
    assert best.tolist() == sorted(best.tolist())
    for kind in KINDS:
        paces = anatomy.pace[around][best == kind]
        assert (np.diff(paces) > 0.0).all()
    assert np.abs(ring - arrange(make_anatomy(64))["ring"]).max() > 0.5  # without a probe the links decide


def test_the_spectral_layout_brings_together_what_answers_the_same() -> None:
    anatomy = make_probed(96)
    same = anatomy.answers[0][:, None] == anatomy.answers[0][None]
    np.fill_diagonal(same, False)

    def share(places: NDArray[np.float32]) -> float:
        """How many of the five nearest answer the same."""
        apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9.0 * np.eye(96)
        return float(np.take_along_axis(same, np.argsort(apart, axis=1)[:, :5], axis=1).mean())

    assert share(arrange(anatomy)["spectral"]) > 0.6
    assert share(arrange(make_anatomy(96))["spectral"]) < 0.4


def shipped(units: int) -> Anatomy:
    return Anatomy.of(load_weights(files.shipped("brains") / f"{units}.safetensors"))


@pytest.mark.parametrize("units", [32, 64, 128, 256, 512])
def test_in_networks_that_ship_units_that_answer_alike_are_near(units: int) -> None:
    anatomy = shipped(units)
    places = arrange(anatomy)["spectral"]
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9.0 * np.eye(units)
    alike = anatomy.likeness
    assert alike is not None
    near = np.take_along_axis(alike, np.argsort(apart, axis=1)[:, :5], axis=1).mean()
    assert near > 1.9 * alike[~np.eye(units, dtype=bool)].mean()


@pytest.mark.parametrize("units", [32, 128, 512])
def test_another_machines_rounding_leaves_the_spectral_layout_where_it_is(units: int) -> None:
    anatomy = shipped(units)
    noise = np.random.default_rng(units).standard_normal(anatomy.links.shape)
    other = replace(anatomy, links=(anatomy.links * (1.0 + 1e-6 * noise)).astype(np.float32))
    moved = np.linalg.norm(arrange(anatomy)["spectral"] - arrange(other)["spectral"], axis=1)
    assert moved.max() < 0.15
    assert np.median(moved) < 0.01


def test_probed_layouts_keep_nodes_apart() -> None:
    for name, places in arrange(make_probed(128)).items():
        apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 9.0 * np.eye(128)
        assert apart.min() > 0.15 / np.sqrt(128), name
        assert np.linalg.norm(places, axis=1).max() < 1.6, name


def test_shades_follow_the_answers_that_are_sure_and_else_the_pace() -> None:
    plain, probed = make_anatomy(40), make_probed(40)
    np.testing.assert_array_equal(plain.shade, plain.pace)
    assert not plain.answers[1].any() and plain.likeness is None
    assert (probed.answers[1] == 1.0).all()
    of_kind = {TUNINGS[kind]: set(probed.shade[probed.answers[0] == kind].tolist()) for kind in KINDS}
    assert all(len(shades) == 1 for shades in of_kind.values())
    assert min(of_kind["kick"]) < min(of_kind["hat"])
    assert probed.tuning is not None
    guessing = replace(probed.tuning, curve_area=np.full((40, len(TUNINGS)), 0.5, np.float32))
    np.testing.assert_allclose(replace(probed, tuning=guessing).shade, probed.pace)


def test_the_spectral_layout_brings_linked_units_together() -> None:
    """Three cliques with weak links between them come out as three clusters."""
    random = np.random.default_rng(3)
    group = np.repeat(np.arange(3), 20)
    links = 0.02 * random.standard_normal((60, 60))
    links += (group[:, None] == group[None]) * random.uniform(0.5, 1.0, (60, 60))
    embedded = embed_spectrally(links.astype(np.float32), 2)
    centres = np.stack([embedded[group == index].mean(axis=0) for index in range(3)])
    nearest = np.argmin(np.linalg.norm(embedded[:, None] - centres[None], axis=2), axis=1)
    assert (nearest == group).all()


def test_the_spectral_embedding_is_that_of_the_laplacian() -> None:
    links = np.abs(np.random.default_rng(4).standard_normal((24, 24))).astype(np.float32)
    affinity = np.abs(links.astype(float)) + np.abs(links.astype(float)).T
    np.fill_diagonal(affinity, 0.0)
    affinity = np.where(affinity >= np.quantile(affinity, 0.8), affinity, affinity * 0.05)
    degree = affinity.sum(axis=1)
    random_walk = np.eye(24) - affinity / degree[:, None]
    embedded = embed_spectrally(links, 3)
    for column in embedded.T:  # an eigenvector of I - D⁻¹A
        image = random_walk @ column
        value = (image @ column) / (column @ column)
        np.testing.assert_allclose(image, value * column, atol=1e-9)
        assert value > 1e-6


def test_a_morph_passes_smoothly_from_one_layout_to_the_other() -> None:
    arrangement = Arrangement(make_anatomy(32))
    before = arrangement.advance(0.02, {"ring": 1.0}, {"sphere": 1.0}, 0.0, 1.0, 0.0).copy()
    steps = []
    for _ in range(200):
        after = arrangement.advance(0.02, {"ring": 1.0}, {"sphere": 1.0}, 1.0, 1.0, 0.0).copy()
        steps.append(np.abs(after - before).max())
        before = after
    np.testing.assert_allclose(before, arrange(make_anatomy(32))["sphere"], atol=1e-3)
    assert max(steps) < 0.15
    assert max(abs(later - earlier) for earlier, later in itertools.pairwise(steps)) < 0.02


def test_several_layouts_at_once_lie_between_them() -> None:
    anatomy = make_anatomy(32)
    layouts = arrange(anatomy)
    places = Arrangement(anatomy).advance(0.0, {"ring": 0.5, "layers": 0.5}, {"sphere": 1.0}, 0.4, 0.0, 0.0)
    expected = 0.3 * layouts["ring"] + 0.3 * layouts["layers"] + 0.4 * layouts["sphere"]
    np.testing.assert_allclose(places, expected, atol=1e-5)


@given(st.lists(st.floats(0.001, 0.1), min_size=5, max_size=40))
def test_a_glide_ends_at_the_same_place_whatever_the_frame_rate(steps: list[float]) -> None:
    uneven, even = Arrangement(make_anatomy(32)), Arrangement(make_anatomy(32))
    for arrangement in (uneven, even):
        arrangement.advance(0.0, {"ring": 1.0}, {"sphere": 1.0}, 0.0, 1.0, 0.0)
    for step in steps:
        uneven.advance(step, {"sunflower": 1.0}, {"sphere": 1.0}, 0.0, 1.0, 0.0)
    even.advance(sum(steps), {"sunflower": 1.0}, {"sphere": 1.0}, 0.0, 1.0, 0.0)
    np.testing.assert_allclose(uneven.places, even.places, atol=1e-4)


def test_spin_turns_without_changing_distances() -> None:
    arrangement = Arrangement(make_anatomy(32))
    before = arrangement.advance(0.0, {"sphere": 1.0}, {"ring": 1.0}, 0.0, 0.0, 0.5).copy()
    after = arrangement.advance(0.5, {"sphere": 1.0}, {"ring": 1.0}, 0.0, 0.0, 0.5)
    assert np.abs(after - before).max() > 0.5
    np.testing.assert_allclose(np.linalg.norm(after, axis=1), np.linalg.norm(before, axis=1), atol=1e-5)


def test_the_camera_sees_the_origin_in_the_middle_and_keeps_round_things_round() -> None:
    for aspect in (0.6, 1.0, 16 / 9, 32 / 9):
        camera = look(0.0, aspect, 3.0, 0.2, 0.1, 0.0)
        np.testing.assert_allclose(camera.project(np.zeros((1, 3), np.float32)), 0.0, atol=1e-6)
        right, up = camera.view[0, :3], camera.view[1, :3]
        edge = camera.project(0.01 * np.stack((right, up)))
        assert edge[0, 0] * aspect == pytest.approx(edge[1, 1], rel=1e-4)
        assert abs(edge[0, 1]) < 1e-6 and abs(edge[1, 0]) < 1e-6
        assert np.abs(edge).max() * 100 < 1.0


def test_lines_follow_the_strongest_weights_and_the_changing_bonds() -> None:
    anatomy = make_anatomy(32)
    lines = Lines(anatomy.links, per_unit=1, slots=8)
    weights = lines.advance(0.1, None)
    weights = weights[weights["kind"] == 0.0]
    size = np.abs(anatomy.links.copy())
    np.fill_diagonal(size, 0.0)
    assert {(int(line["source"]), int(line["target"])) for line in weights} == set(enumerate(size.argmax(axis=1)))

    bonds = np.zeros((32, 32), np.float32)
    bonds[3, 7] = bonds[7, 3] = 0.9
    for _ in range(60):
        grown = lines.advance(0.1, bonds)
    strong = grown[(grown["kind"] == 1.0) & (grown["strength"] > 0.5)]
    assert [(line["source"], line["target"]) for line in strong] == [(3.0, 7.0)]
    other = np.zeros((32, 32), np.float32)
    other[1, 2] = other[2, 1] = 0.8
    first = lines.advance(0.1, other).copy()
    assert first[(first["source"] == 3.0) & (first["kind"] == 1.0)]["strength"].max() > 0.5  # fades, does not jump
    for _ in range(80):
        grown = lines.advance(0.1, other)
    strong = grown[(grown["kind"] == 1.0) & (grown["strength"] > 0.5)]
    assert [(line["source"], line["target"]) for line in strong] == [(1.0, 2.0)]


def make_moments(activity: NDArray[np.float32], start: int = 0, surprise: float = 0.0) -> Moments:
    moments = np.zeros(len(activity), moment_dtype(Shape(activity.shape[1], 64)))
    moments["index"] = start + np.arange(len(activity))
    moments["activity"] = activity
    moments["surprise"] = surprise
    return moments


def test_a_surge_is_the_rise_within_four_hops_and_makes_one_ripple() -> None:
    outbreaks = Outbreaks(4, seed=1)
    activity = np.zeros((30, 4), np.float32)
    activity[10:, 2] = 1.0
    surges = outbreaks.watch(make_moments(activity))
    expected = np.zeros((30, 4))
    expected[10:14, 2] = 1.0
    np.testing.assert_allclose(surges, expected)
    alive = outbreaks.ripples(29.0)
    assert [(ripple["source"], round(float(ripple["age"]), 4)) for ripple in alive] == [(2.0, 0.19)]
    assert not len(outbreaks.ripples(10.0 + 100 * LIFE_S + 1.0))


def test_more_surprise_throws_more_points_and_chance_follows_the_seed() -> None:
    def throw(seed: int, surprise: float) -> NDArray[np.void]:
        outbreaks = Outbreaks(8, seed)
        outbreaks.watch(make_moments(np.zeros((1, 8), np.float32), surprise=surprise))
        return outbreaks.points(0.0)

    assert len(throw(1, 0.2)) == 0
    assert 0 < len(throw(1, 0.5)) < len(throw(1, 0.95))
    np.testing.assert_array_equal(throw(1, 0.7), throw(1, 0.7))
    assert not np.array_equal(throw(1, 0.7), throw(2, 0.7))


@given(st.lists(st.tuples(st.floats(0.001, 0.05), st.integers(0, 6)), min_size=1, max_size=100))
def test_the_playhead_runs_forward_near_the_newest_moment(frames: list[tuple[float, int]]) -> None:
    playhead, newest, before = Playhead(), 0, 0.0
    playhead.advance(0.0, newest)
    for dt, arrived in frames:
        newest += arrived
        place = playhead.advance(dt, newest)
        assert before <= place <= newest
        assert place >= newest - 4.0
        before = place
