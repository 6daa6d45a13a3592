"""Colours: the OKLab maths against published values, palettes as files, the history's rows on the graphics card.

In: colours and Moments. Out: numbers.
Runs in the test process, headless.
"""

from pathlib import Path

import moderngl
import numpy as np
import pytest
from stage.test_layouts import make_moments

from engine.errors import PresetError
from engine.stage.colour import (
    PALETTE_SIZE,
    Palettes,
    Tints,
    linear_to_oklab,
    mix_palette,
    oklab_to_linear,
    read_palette,
    srgb_to_linear,
)
from engine.stage.network import HISTORY_ROWS, NetworkTextures

# CSS Color 4's examples of the sRGB primaries in OKLab.
OKLAB = {
    (1.0, 0.0, 0.0): (0.62796, 0.22486, 0.12585),
    (0.0, 1.0, 0.0): (0.86644, -0.23389, 0.17950),
    (0.0, 0.0, 1.0): (0.45201, -0.03246, -0.31153),
    (1.0, 1.0, 1.0): (1.0, 0.0, 0.0),
}


def test_oklab_is_as_published_and_comes_back() -> None:
    for rgb, lab in OKLAB.items():
        np.testing.assert_allclose(linear_to_oklab(np.array(rgb)), lab, atol=2e-4)
    colours = np.random.default_rng(1).random((200, 3))
    np.testing.assert_allclose(oklab_to_linear(linear_to_oklab(colours)), colours, atol=1e-6)


def test_a_palette_keeps_its_stops_and_turns_and_fades(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    path.write_text('stops = ["#ff0000", "#808080", "#0000ff"]')
    stops = read_palette(path)
    row = mix_palette(stops, 0.0, 1.0)
    assert row.shape == (PALETTE_SIZE, 3)
    np.testing.assert_allclose(row[0], [1.0, 0.0, 0.0], atol=1e-3)
    np.testing.assert_allclose(row[-1], [0.0, 0.0, 1.0], atol=1e-3)
    grey = srgb_to_linear(np.array([128 / 255]))[0]
    np.testing.assert_allclose(row[PALETTE_SIZE // 2], [grey] * 3, atol=0.02)
    unsaturated = mix_palette(stops, 0.0, 0.0)
    np.testing.assert_allclose(unsaturated.max(axis=1), unsaturated.min(axis=1), atol=1e-3)
    turned = mix_palette(stops, 0.5, 1.0)
    assert turned[0, 0] < 0.2 and turned[-1, 2] < turned[-1, 0] + 0.3
    np.testing.assert_allclose(mix_palette(stops, 1.0, 1.0), row, atol=1e-5)


@pytest.mark.parametrize("text", ["", "stops = 3", 'stops = ["#ff0000"]', 'stops = ["red", "blue"]', "stops = ["])
def test_a_broken_palette_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(PresetError, match=r"bad\.toml"):
        read_palette(path)


def test_a_change_of_palette_is_a_glide() -> None:
    palettes = Palettes()
    assert {"ember", "ice"} <= set(palettes.names)
    start = palettes.advance(0.02, "ember", 0.0, 1.0)
    soon = palettes.advance(0.02, "ice", 0.0, 1.0)
    for _ in range(200):
        late = palettes.advance(0.02, "ice", 0.0, 1.0)
    assert 0.0 < np.abs(soon - start).max() < 0.35 * np.abs(late - start).max()


@pytest.mark.parametrize("starts", [(0, 3, 6), (HISTORY_ROWS - 2, HISTORY_ROWS + 1), (0, 40), (0, 5000), (900, 3)])
def test_the_history_holds_each_moment_in_its_row(context: moderngl.Context, starts: tuple[int, ...]) -> None:
    units = 8
    textures = NetworkTextures(context, np.linspace(0.0, 1.0, units, dtype=np.float32))
    random = np.random.default_rng(2)
    expected = np.zeros((HISTORY_ROWS, units), np.float16)
    newest = -1
    for start in starts:
        activity = random.random((3, units)).astype(np.float32)
        if start > newest + HISTORY_ROWS or start <= newest:
            expected[:] = 0.0
        else:
            gap = np.arange(newest + 1, start) if newest >= 0 else np.arange(0)
            expected[gap % HISTORY_ROWS] = 0.0
        textures.remember(make_moments(activity, start), 0.5 * activity)
        expected[(start + np.arange(3)) % HISTORY_ROWS] = activity.astype(np.float16)
        newest = start + 2
    uniforms = textures.bind(np.zeros((units, 3), np.float32), np.zeros((PALETTE_SIZE, 3), np.float32), newest + 0.25)
    assert uniforms["play_row"] == pytest.approx((newest + 0.25) % HISTORY_ROWS)
    held = np.frombuffer(textures.history.read(), np.float16).reshape(HISTORY_ROWS, units, 4)
    np.testing.assert_array_equal(held[:, :, 0], expected)
    np.testing.assert_allclose(held[:, :, 1], 0.5 * expected, atol=1e-3)


def test_tints_glide_to_the_choice() -> None:
    first, second = np.zeros(3, np.float32), np.ones(3, np.float32)
    tints = Tints({"pace": first, "answer": second})
    np.testing.assert_array_equal(tints.advance(0.02, "pace"), first)
    steps = [float(tints.advance(0.1, "answer")[0]) for _ in range(20)]
    assert 0.0 < steps[0] < 0.6 and steps == sorted(steps)
    assert steps[-1] == pytest.approx(1.0, abs=1e-3)
