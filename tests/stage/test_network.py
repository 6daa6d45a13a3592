"""The network on the graphics card: each Moment lies in its row of the history.

In: Moments with gaps. Out: numbers read back. Runs in the test process, headless.
"""

import moderngl
import numpy as np
import pytest
from stage.test_layouts import make_moments

from engine.stage.network import HISTORY_ROWS, NetworkTextures
from engine.stage.palettes import PALETTE_SIZE


@pytest.mark.parametrize("starts", [(0, 3, 6), (HISTORY_ROWS - 2, HISTORY_ROWS + 1), (0, 40), (0, 5000), (900, 3)])
def test_the_history_holds_each_moment_in_its_row(context: moderngl.Context, starts: tuple[int, ...]) -> None:
    units = 8
    textures = NetworkTextures(context, np.linspace(0.0, 1.0, units, dtype=np.float32))
    random = np.random.default_rng(2)
    expected = np.zeros((HISTORY_ROWS, units), np.float32)
    newest = -1
    for start in starts:
        activity = random.random((3, units)).astype(np.float32)
        if start > newest + HISTORY_ROWS or start <= newest:
            expected[:] = 0.0
        else:
            gap = np.arange(newest + 1, start) if newest >= 0 else np.arange(0)
            expected[gap % HISTORY_ROWS] = 0.0
        textures.remember(make_moments(activity, start), 0.5 * activity)
        expected[(start + np.arange(3)) % HISTORY_ROWS] = activity.astype(np.float32)
        newest = start + 2
    uniforms = textures.bind(np.zeros((units, 3), np.float32), np.zeros((PALETTE_SIZE, 3), np.float32), newest + 0.25)
    assert uniforms["play_row"] == pytest.approx((newest + 0.25) % HISTORY_ROWS)
    held = np.frombuffer(textures.history.read(), np.float32).reshape(HISTORY_ROWS, units, 4)
    np.testing.assert_array_equal(held[:, :, 0], expected)
    np.testing.assert_allclose(held[:, :, 1], 0.5 * expected, atol=1e-3)
