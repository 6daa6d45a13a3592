"""From light to picture: hot light keeps its hue, white is earned, and 8 bits never band.

In: light of the test. Out: pictures in numbers. Runs in the test process, headless.
"""

from collections.abc import Callable

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.stage.oklab import linear_to_oklab, oklab_to_oklch
from engine.stage.shader import Shader

STEPS = 255.0
SATURATED = {
    "red": (1.0, 0.0, 0.0),
    "orange": (1.0, 0.35, 0.0),
    "yellow": (1.0, 0.8, 0.0),
    "green": (0.0, 1.0, 0.0),
    "teal": (0.0, 0.8, 0.5),
    "cyan": (0.0, 1.0, 1.0),
    "azure": (0.0, 0.3, 1.0),
    "blue": (0.0, 0.0, 1.0),
    "violet": (0.35, 0.0, 1.0),
    "magenta": (1.0, 0.0, 1.0),
    "rose": (1.0, 0.05, 0.3),
}

Develop = Callable[..., NDArray[np.float64]]


@pytest.fixture
def develop(context: moderngl.Context) -> Develop:
    """Light (h, w, 3) through the real shader; the picture in steps of 8 bits: exact, or rounded with the dither."""
    shader = Shader(context, "library/fullscreen.vert", "picture/develop.frag")
    array = context.vertex_array(shader.program, [])

    def run(light: NDArray[np.float64], *, rounded: bool = False, exposure: float = 1.0) -> NDArray[np.float64]:
        height, width, _ = light.shape
        texture = context.texture((width, height), 3, light.astype(np.float32).tobytes(), dtype="f4")
        dark = context.texture((2, 2), 3, bytes(2 * 2 * 12), dtype="f4")
        target = context.framebuffer([context.texture((width, height), 4, dtype="f1" if rounded else "f4")])
        texture.use(0)
        dark.use(1)
        shader.set(scene=0, veil=1, exposure=exposure, vignette=0.0, lens=(1.0, 1.0))
        shader.set(master=1.0, grain=rounded / STEPS)
        target.use()
        array.render(moderngl.TRIANGLES, vertices=3)
        data = target.read(components=3, alignment=1, dtype="f1" if rounded else "f4")
        picture = np.frombuffer(data, np.uint8 if rounded else np.float32).reshape(height, width, 3).astype(np.float64)
        return picture if rounded else picture * STEPS

    return run


def expose(develop: Develop, colour: tuple[float, float, float], stops: NDArray[np.float64]) -> NDArray[np.float64]:
    """OKLCH of a colour as it is shown, after so many stops of exposure each, (n, 3)."""
    light = np.array(colour) * 2.0 ** stops[:, None]
    shown = np.clip(develop(light[None])[0] / STEPS, 0.0, 1.0) ** 2.2
    return oklab_to_oklch(linear_to_oklab(shown))


def turned(lch: NDArray[np.float64], hue: float) -> NDArray[np.float64]:
    return np.abs((lch[:, 2] - hue + 180.0) % 360.0 - 180.0)


@pytest.mark.parametrize("name", SATURATED)
def test_four_stops_of_exposure_keep_hue_and_chroma(develop: Develop, name: str) -> None:
    own = oklab_to_oklch(linear_to_oklab(np.array(SATURATED[name])))
    shown = expose(develop, SATURATED[name], np.linspace(-2.0, 2.0, 17))
    assert turned(shown, own[2]).max() < 3.0
    # Saturation, which is chroma over lightness, stays until a channel is white, and most of it for two stops more.
    saturation = shown[:, 1] / shown[:, 0] / (own[1] / own[0])
    assert saturation[:9].min() > 0.95
    assert saturation.min() > 0.8


@pytest.mark.parametrize("name", SATURATED)
def test_white_is_earned_and_on_the_way_hues_hardly_turn(develop: Develop, name: str) -> None:
    own = oklab_to_oklch(linear_to_oklab(np.array(SATURATED[name])))
    shown = expose(develop, SATURATED[name], np.linspace(-2.0, 9.0, 45))
    coloured = shown[:, 1] > 0.04
    assert turned(shown[coloured], own[2]).max() < 8.0
    assert shown[-1, 0] > 0.99
    assert shown[-1, 1] < 0.01
    assert (np.diff(shown[:, 0]) > -1e-4).all()
    assert (np.diff(shown[12:, 1]) < 1e-3).all()


def test_dark_is_dark_and_no_light_is_too_much(develop: Develop) -> None:
    picture = develop(np.array([[[0.0] * 3, [65000.0] * 3, [65000.0, 0.0, 0.0], [1e-7, 0.0, 0.0]]]))[0]
    assert np.isfinite(picture).all()
    assert picture[0].max() == 0.0
    assert picture[1].min() > 254.9
    assert 0.0 <= picture[3].max() < 0.3


def test_the_curve_is_that_of_film_and_of_a_display(develop: Develop) -> None:
    grey = np.geomspace(1e-3, 1.0, 60)
    curve = (grey * (2.51 * grey + 0.03)) / (grey * (2.43 * grey + 0.59) + 0.14)
    shown = develop(np.repeat(grey[None, :, None], 3, axis=2))[0]
    np.testing.assert_allclose(shown, np.repeat(STEPS * curve[:, None] ** (1 / 2.2), 3, axis=1), atol=0.7)


def gradient(colour: tuple[float, float, float], low: float, high: float) -> NDArray[np.float64]:
    """A slow rise of light to the right, (128, 1024, 3)."""
    rise = np.linspace(low, high, 1024)[None, :, None] * np.array(colour)
    return np.repeat(rise, 128, axis=0)


def longest_run(picture: NDArray[np.float64]) -> int:
    """The most equal pixels in a row, along the last axis."""
    longest = run = np.ones(picture.shape[:-1], int)
    for same in np.moveaxis(picture[..., 1:] == picture[..., :-1], -1, 0):
        run = np.where(same, run + 1, 1)
        longest = np.maximum(longest, run)
    return int(longest.max())


GRADIENTS = {
    "black to dark": gradient((1.0, 1.0, 1.0), 0.0, 0.004),
    "dark grey": gradient((1.0, 0.9, 0.95), 0.002, 0.008),
    "dark red": gradient((1.0, 0.3, 0.2), 0.01, 0.03),
    "dark blue": gradient((0.2, 0.3, 1.0), 0.02, 0.04),
    "grey": gradient((0.8, 0.9, 1.0), 0.3, 0.34),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_areas_keep_their_mean(develop: Develop, name: str) -> None:
    exact, rounded = develop(GRADIENTS[name]), develop(GRADIENTS[name], rounded=True)
    assert np.abs(rounded - exact).max() < 1.51  # half a step of rounding, and one of dither
    error = (rounded - exact).reshape(8, 16, 64, 16, 3).mean(axis=(1, 3))
    assert np.abs(error).max() < 0.1


@pytest.mark.parametrize("name", [name for name in GRADIENTS if name != "black to dark"])
def test_no_band_is_seen(develop: Develop, name: str) -> None:
    exact, rounded = develop(GRADIENTS[name]), develop(GRADIENTS[name], rounded=True)
    for channel in range(3):
        assert longest_run(np.rint(exact[:, :, channel])) > 40
        assert longest_run(rounded[:, :, channel]) < 20
        assert longest_run(rounded[:, :, channel].T) < 20


@pytest.mark.parametrize("name", [name for name in GRADIENTS if name != "black to dark"])
def test_every_level_is_as_grainy_as_the_next(develop: Develop, name: str) -> None:
    error = develop(GRADIENTS[name], rounded=True) - develop(GRADIENTS[name])
    grain = error.reshape(128, 64, 16, 3).std(axis=(0, 2))
    # Triangular dither: half a step of variance 1/12 three times, whatever the level.
    np.testing.assert_allclose(grain, 0.5, atol=0.06)
    # The channels level each other out.
    assert error.mean(axis=2).std() < 0.6 * error[..., 0].std()


def test_black_stays_black_and_the_grain_stands_still(develop: Develop) -> None:
    assert develop(np.zeros((64, 64, 3)), rounded=True).max() == 0.0
    first, second = (develop(GRADIENTS["dark red"], rounded=True) for _ in range(2))
    np.testing.assert_array_equal(first, second)
