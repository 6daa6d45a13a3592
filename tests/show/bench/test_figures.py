"""Figures of the bench: medians, percentiles, ratios and slopes, against numbers that are known.

In: made-up measurements. Out: proof. Runs in the test process.
"""

import numpy as np
import pytest
import scipy.stats

from engine.show.bench.figures import Figure, compare, describe_frames, slope


def test_a_scene_s_figures_follow_from_its_frames_and_copies() -> None:
    frame_s = np.full(1000, 0.012)
    frame_s[:20] = 0.030
    figures = describe_frames("pen", frame_s, [0.003, 0.001, 0.004, 0.003], 60.0, "inkwell")
    assert list(figures) == ["pen_rate", "pen_copies", "pen_evenness"]
    rate, copies, evenness = figures.values()
    assert rate.value == pytest.approx(1.0 / 0.012) and rate.p99 == pytest.approx(1.0 / 0.030)
    assert rate.target == "≥ 60" and rate.yardstick == "inkwell; 1000 frames"
    assert copies.value == pytest.approx(4.0) and copies.p99 == pytest.approx(10.0)
    assert "3.00 ms" in copies.yardstick
    assert evenness.value == pytest.approx(2.5) and "p99 30.0 ms" in evenness.yardstick


def test_growth_is_no_matter_of_a_machine_that_slows_down() -> None:
    speeds = (1.0, 1.0, 1.0, 3.0, 3.0, 5.0, 5.0)
    pairs = [([0.01 * speed, 0.011 * speed, 0.5], [0.0165 * speed] * 3) for speed in speeds]
    assert compare(pairs) == (pytest.approx(1.5), pytest.approx(1.5))
    ratio, worst = compare([*pairs, ([1.0], [4.0])])
    assert ratio == pytest.approx(1.5) and 3.5 < worst <= 4.0


def test_a_slope_is_that_of_least_squares_with_its_confidence() -> None:
    chance = np.random.default_rng(5)
    x = np.linspace(0.0, 10.0, 200)
    y = 300.0 + 0.25 * x + chance.normal(0.0, 2.0, x.size)
    growth, worst = slope(x, y)
    truth = scipy.stats.linregress(x, y)
    assert growth == pytest.approx(truth.slope)
    assert worst - growth == pytest.approx(2.33 * truth.stderr)
    assert slope([0.0, 1.0, 2.0], [7.0, 7.0, 7.0]) == (0.0, 0.0)


def test_a_figure_s_line_has_all_that_is_known_of_it() -> None:
    line = Figure(61.234, "frames/s", 48.9, "≥ 60", "a copy takes 2 ms").line("pen_rate")
    assert line.startswith("pen_rate ")
    for part in ("61.23 frames/s", "p99", "48.90", "target ≥ 60", "a copy takes 2 ms"):
        assert part in line
