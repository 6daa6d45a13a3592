"""The effects that ship: each does to a picture what its inputs say, and nothing at its neutral ones.

In: small pictures made here, through the files. Out: proof.
Runs in the test process, headless.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray
from stage.projector import FILES, ROOT, SIZE, Open, Pixels, Projector, Value, black, night, sample

from engine.isf.document import flatten, read_document

#: What leaves the picture as it is.
NEUTRAL: Mapping[str, Mapping[str, Value]] = {
    "bloom": {"amount": 0.0},
    "chromatic-split": {"amount": 0.0},
    "displace": {"amount": 0.0},
    "grade": {"look": "plain"},
    "grain": {"amount": 0.0},
    "mirror": {"axis": "off"},
    "phosphor": {"depth": 0.0, "mask": 0.0, "bulge": 0.0, "roll": 0.0},
    "rush": {"amount": 0.0},
    "smoke": {"amount": 0.0},
    "streaks": {"amount": 0.0},
    "strobe": {"depth": 0.0},
    "trails": {"amount": 0.0},
    "vignette": {"amount": 0.0},
}


def test_every_effect_but_one_has_neutral_settings() -> None:
    assert set(NEUTRAL) == set(FILES["effects"]) - {"kaleidoscope"}


@pytest.mark.parametrize("name", NEUTRAL)
def test_neutral_settings_leave_the_picture(projector: Open, name: str) -> None:
    picture, show = night(), projector(name)
    for _ in range(2):
        drawn = show.draw(values=NEUTRAL[name], inputImage=picture)
    np.testing.assert_allclose(drawn, picture, atol=0.002)


@pytest.mark.parametrize("name", NEUTRAL)
def test_defaults_change_the_picture(projector: Open, name: str) -> None:
    picture, show = night(), projector(name)
    drawn = [show.draw(inputImage=np.roll(picture, frame, axis=1)) for frame in range(24)]
    assert max(np.abs(shown - np.roll(picture, at, axis=1)).mean() for at, shown in enumerate(drawn)) > 0.003


@pytest.mark.parametrize("name", sorted(set(FILES["effects"]) - {"grade"}))
def test_black_stays_black(projector: Open, name: str) -> None:
    show = projector(name)
    for _ in range(3):
        assert show.draw(inputImage=black()).max() == 0.0


def test_bloom_spreads_light_and_takes_none(projector: Open) -> None:
    picture = black()
    picture[27, 48] = picture[27, 47] = 1.0
    shown = projector("bloom").draw(values={"amount": 2.0}, inputImage=picture)
    assert (shown - picture).min() >= -1e-4
    along = shown[27, 50:70, 1]
    assert along[0] > 0.02 and (np.diff(along) <= 1e-4).all()
    dim = projector("bloom").draw(values={"amount": 2.0, "threshold": 0.6, "knee": 0.0}, inputImage=picture * 0.5)
    np.testing.assert_allclose(dim, picture * 0.5, atol=0.002)


@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("name", ["trails", "smoke"])
def test_what_is_left_halves_in_its_half_life(projector: Open, name: str, fps: float) -> None:
    values: dict[str, Value] = {"amount": 1.0, "halflife": 0.5, "zoom": 0.0, "turn": 0.0, "rise": 0.0, "curl": 0.0}
    values |= {"cold/r": 1.0, "cold/g": 1.0, "cold/b": 1.0}
    show = projector(name, fps=fps)
    show.draw(values=values, inputImage=np.full_like(black(), 0.8))
    for seconds in (0.5, 1.0):
        while show.frames * show.dt <= seconds + 1e-6:
            shown = show.draw(values=values, inputImage=black())
        np.testing.assert_allclose(shown[27, 48], 0.8 * 0.5 ** (seconds / 0.5), rtol=0.01)


@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_trails_double_their_distance(projector: Open, fps: float) -> None:
    picture = black((128, 128))
    picture[60:68, 84:92] = 1.0  # 24 pixels to the right of the middle
    values: dict[str, Value] = {"amount": 1.0, "halflife": 4.0, "zoom": 1.0, "turn": 0.0}
    show = projector("trails", (128, 128), fps)
    show.draw(values=values, inputImage=picture)
    while show.frames * show.dt <= 1.0 + 1e-6:
        shown = show.draw(values=values, inputImage=black((128, 128)))
    light = shown.sum(axis=2)
    y, x = np.mgrid[0:128, 0:128] + 0.5
    assert abs((light * x).sum() / light.sum() - 64.0 - 48.0) < 1.5
    assert abs((light * y).sum() / light.sum() - 64.0) < 1.0


@pytest.mark.parametrize("segments", [2, 3, 6, 16])
def test_a_kaleidoscope_has_as_many_axes_as_segments(projector: Open, segments: int) -> None:
    show = projector("kaleidoscope", (256, 256))
    values: dict[str, Value] = {"segments": str(segments), "turn": 0.1, "spin": 0.0, "centre/x": 0.4}
    shown = show.draw(values=values, inputImage=night((256, 256)))
    random = np.random.default_rng(8)
    radius, angle = random.uniform(60.0, 120.0, 400), random.uniform(0.0, 2.0 * np.pi, 400)

    def at(angles: NDArray[np.float64]) -> Pixels:
        return sample(shown, 128.0 + radius * np.cos(angles), 128.0 + radius * np.sin(angles))

    wedge = 2.0 * np.pi / segments
    np.testing.assert_allclose(at(angle + wedge), at(angle), atol=0.02)
    np.testing.assert_allclose(at(np.pi - angle), at(angle), atol=0.02)
    assert np.abs(at(angle + 0.5 * wedge) - at(angle)).max() > 0.1


def test_spin_goes_on_from_where_it_is(projector: Open) -> None:
    """An angle that were the time times the speed would leap when the speed changes."""
    show, picture = projector("kaleidoscope"), night()
    for _ in range(60):
        turned = show.draw(values={"spin": 0.2}, inputImage=picture)
    held = show.draw(values={"spin": 0.0}, inputImage=picture)
    np.testing.assert_allclose(held, turned, atol=1e-4)
    fresh = projector("kaleidoscope").draw(values={"spin": 0.0}, inputImage=picture)
    assert np.abs(held - fresh).mean() > 0.01


@pytest.mark.parametrize(
    ("axis", "kept", "flips"),
    [
        ("left", (slice(None), slice(48)), (1,)),
        ("right", (slice(None), slice(48, None)), (1,)),
        ("top", (slice(27, None), slice(None)), (0,)),
        ("bottom", (slice(27), slice(None)), (0,)),
        ("quarter", (slice(27), slice(48)), (0, 1)),
    ],
)
def test_a_mirror_keeps_one_side_and_repeats_it(
    projector: Open, axis: str, kept: tuple[slice, slice], flips: tuple[int, ...]
) -> None:
    picture = night()
    shown = projector("mirror").draw(values={"axis": axis}, inputImage=picture)
    np.testing.assert_allclose(shown[kept], picture[kept], atol=1e-3)
    for flip in flips:
        np.testing.assert_allclose(np.flip(shown, flip), shown, atol=1e-3)


def test_the_corner_mirror_goes_by_the_diagonal(projector: Open) -> None:
    shown = projector("mirror", (64, 64)).draw(values={"axis": "corner"}, inputImage=night((64, 64)))
    np.testing.assert_allclose(shown.transpose(1, 0, 2), shown, atol=1e-3)


def test_colours_part_to_opposite_sides(projector: Open) -> None:
    picture = black((256, 64))
    picture[:, 126:130] = 1.0
    values: dict[str, Value] = {"amount": 1.0, "radial": 0.0, "angle": 0.0}
    shown = projector("chromatic-split", (256, 64)).draw(values=values, inputImage=picture)
    assert shown.mean(axis=(0, 1)) == pytest.approx(picture.mean(axis=(0, 1)), rel=0.1)
    red, green, blue = (shown * (np.arange(256) + 0.5)[None, :, None]).sum(axis=(0, 1)) / shown.sum(axis=(0, 1))
    assert abs(green - 128.0) < 0.2
    assert abs(red - 128.0) > 0.5 and (red - 128.0) * (blue - 128.0) < 0.0


def test_grain_is_strongest_in_the_middle_tones_and_levels_out(projector: Open) -> None:
    def spread(level: float) -> float:
        grey = np.full_like(black((256, 144)), level)
        shown = projector("grain", (256, 144)).draw(values={"amount": 1.0, "size": 1.0}, inputImage=grey)
        assert abs(float(shown.mean()) - level) < 0.01
        return float(shown.std())

    assert spread(0.4) > 4.0 * spread(0.03)
    assert spread(0.4) > 2.0 * spread(0.95)


def test_grains_come_at_their_rate(projector: Open) -> None:
    grey, show = np.full_like(black(), 0.4), projector("grain", fps=60.0)
    drawn = [show.draw(values={"rate": 10.0}, inputImage=grey) for _ in range(61)]
    changes = sum(np.abs(new - old).max() > 0.01 for old, new in pairwise(drawn))
    assert 9 <= changes <= 11


@pytest.mark.parametrize("row_of", range(6))
def test_a_look_is_its_table(projector: Open, row_of: int) -> None:
    """Against a look-up in the file itself, between the eight entries around a colour."""
    document = read_document(FILES["effects"]["grade"])
    looks = next(control.choices for control in flatten(document) if control.name == "look")[1:]
    image = np.asarray(PIL.Image.open(ROOT / "effects" / "grade-looks.png").convert("RGB")) / 255.0
    table = image[::-1][16 * row_of : 16 * row_of + 16].reshape(16, 16, 16, 3)  # green, blue, red
    assert table[0, 0, 0].max() < 0.02
    grey = np.arange(16)
    assert (np.diff(table[grey, grey, grey].mean(axis=1)) > 0.0).all()
    colours = np.random.default_rng(2).random((SIZE[1], SIZE[0], 3), np.float32)
    shown = projector("grade").draw(values={"look": looks[row_of], "strength": 1.0}, inputImage=colours)
    place = colours.astype(np.float64) * 15.0
    low = np.minimum(place.astype(int), 14)
    part = place - low
    expected = np.zeros_like(place)
    for corner in range(8):
        r, g, b = (corner >> bit & 1 for bit in range(3))
        share = np.prod(np.where(np.array([r, g, b]) == 1, part, 1.0 - part), axis=2)
        expected += share[..., None] * table[low[..., 1] + g, low[..., 2] + b, low[..., 0] + r]
    np.testing.assert_allclose(shown, expected, atol=0.006)


def test_lift_moves_black_and_gain_white(projector: Open) -> None:
    values: dict[str, Value] = {"look": "plain", "lift/r": 0.1, "gain/b": 0.5, "gamma/g": 2.0}
    grey = np.repeat(np.linspace(0.0, 1.0, SIZE[0], dtype=np.float32)[None, :], SIZE[1], axis=0)
    shown = projector("grade").draw(values=values, inputImage=np.stack((grey,) * 3, axis=2))
    np.testing.assert_allclose(shown[..., 0], grey + 0.1 * (1.0 - grey), atol=1e-3)
    np.testing.assert_allclose(shown[..., 1], np.sqrt(grey), atol=1e-3)
    np.testing.assert_allclose(shown[..., 2], grey * 0.5, atol=1e-3)


def test_saturation_0_is_grey(projector: Open) -> None:
    shown = projector("grade").draw(values={"look": "plain", "saturation": 0.0}, inputImage=night())
    assert np.ptp(shown, axis=2).max() < 1e-3


@pytest.mark.parametrize("size", [(96, 54), (80, 60)])
def test_a_round_vignette_is_a_circle_in_every_shape(projector: Open, size: tuple[int, int]) -> None:
    white = np.ones_like(black(size))
    shown = projector("vignette", size).draw(values={"amount": 1.0, "roundness": 1.0, "size": 0.3}, inputImage=white)
    middle = (size[1] // 2, size[0] // 2)
    assert shown[middle].min() > 0.99 and shown[0, 0].max() < 0.1
    reach = 22
    across, up = shown[middle[0], middle[1] + reach, 0], shown[middle[0] + reach, middle[1], 0]
    assert 0.05 < across < 0.95
    assert abs(across - up) < 0.02


def openings(show: Projector, seconds: float, **values: Value) -> int:
    """How often a white picture becomes bright, with a flash in every frame if `flash` is set."""
    white = np.ones_like(black(show.size))
    shown = [show.draw(values=values, inputImage=white).mean() > 0.6 for _ in range(round(seconds / show.dt))]
    return sum(new and not old for old, new in pairwise(shown))


@pytest.mark.parametrize(
    ("rate", "gentle", "hz"), [(1.5, True, 1.5), (3.0, True, 3.0), (12.0, True, 3.0), (9.0, False, 9.0)]
)
def test_a_strobe_opens_at_its_rate_and_gently_at_most_three_times(
    projector: Open, rate: float, gentle: bool, hz: float
) -> None:
    assert abs(openings(projector("strobe", (4, 4)), 4.0, rate=rate, gentle=gentle) - 4.0 * hz) <= 1


def test_flashes_are_gentle_too(projector: Open) -> None:
    count = openings(projector("strobe", (4, 4)), 4.0, rate=0.0, flash=1.0, fade=0.05)
    assert 10 <= count <= 12
    assert openings(projector("strobe", (4, 4)), 4.0, rate=2.0, flash=1.0, fade=0.05) <= 12


def test_shafts_point_away_from_the_centre(projector: Open) -> None:
    picture = black()
    picture[25:29, 66:70] = 1.0
    shown = projector("rush").draw(values={"melt": 0.0}, inputImage=picture)
    assert shown[27, 76].mean() > 0.02 > shown[27, 56].mean()


def test_streaks_lie_level(projector: Open) -> None:
    picture = black((320, 180))
    picture[88:92, 156:164] = 1.0
    shown = projector("streaks", (320, 180)).draw(inputImage=picture)
    assert shown[90, 200].mean() > 0.02 > shown[130, 160].mean()


def test_smoke_rises(projector: Open) -> None:
    picture = black()
    picture[20:24, 46:50] = 1.0
    show = projector("smoke")
    for _ in range(30):
        shown = show.draw(values={"rise": 0.5, "curl": 0.0}, inputImage=picture)
    assert shown[30, 48].mean() > 0.1 > shown[14, 48].mean()
