"""Palettes: how files are read and mixed, and that those which ship are enough, in gamut, and unlike each other.

In: files of the test and of the folder. Out: rows of colour, in numbers. Runs in the test process.
"""

import os
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import files
from engine.controls.catalogue import CATALOGUE
from engine.errors import PresetError
from engine.presets.palette import Kind
from engine.stage.oklab import (
    fit_gamut,
    linear_to_oklab,
    oklab_to_linear,
    oklab_to_oklch,
    oklch_to_oklab,
    srgb_to_linear,
)
from engine.stage.palettes import PALETTE_SIZE, Palette, Palettes, mix_palette, read_palette

SHIPPED = sorted(files.shipped("palettes").glob("*.toml"))
shipped = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Palette]:
    """A palette from a file's text."""

    def write_and_read(text: str) -> Palette:
        path = tmp_path / "own.toml"
        path.write_text(text)
        return read_palette(path)

    return write_and_read


def hues(row: NDArray[np.float64]) -> NDArray[np.float64]:
    return oklab_to_oklch(row)[:, 2]


def test_stops_are_kept(read: Callable[[str], Palette]) -> None:
    row = oklab_to_linear(mix_palette(read('stops = ["#ff0000", "#808080", "#0000ff"]')))
    assert row.shape == (PALETTE_SIZE, 3)
    np.testing.assert_allclose(row[0], [1.0, 0.0, 0.0], atol=1e-3)
    np.testing.assert_allclose(row[-1], [0.0, 0.0, 1.0], atol=1e-3)
    grey = srgb_to_linear(np.array([128 / 255]))[0]
    np.testing.assert_allclose(row[PALETTE_SIZE // 2], [grey] * 3, atol=0.02)


def test_both_ways_of_writing_a_stop_are_the_same(read: Callable[[str], Palette]) -> None:
    written = read('stops = ["#ff0000", "#0000ff"]')
    told = read("[[stop]]\noklch = [0.62796, 0.25768, 29.234]\n[[stop]]\noklch = [0.45201, 0.31321, 264.052]")
    np.testing.assert_allclose(mix_palette(told), mix_palette(written), atol=1e-3)
    mixed = read('stops = ["#ff0000"]\n[[stop]]\noklch = [0.45201, 0.31321, 264.052]')
    np.testing.assert_allclose(mix_palette(mixed), mix_palette(written), atol=1e-3)


def test_hue_takes_the_way_that_is_asked(read: Callable[[str], Palette]) -> None:
    # Chroma so small that all of it is there.
    stops = "[[stop]]\noklch = [0.6, 0.05, 350]\n[[stop]]\noklch = [0.6, 0.05, 50]"
    middle = {way: mix_palette(read(f'path = "{way}"\n{stops}'))[63:65] for way in ("short", "long", "straight")}
    np.testing.assert_allclose(hues(middle["short"]), 20.0, atol=1.0)
    np.testing.assert_allclose(hues(middle["long"]), 200.0, atol=2.0)
    np.testing.assert_allclose(oklab_to_oklch(middle["short"])[:, 1], 0.05, atol=1e-4)
    np.testing.assert_allclose(oklab_to_oklch(middle["straight"])[:, 1], 0.05 * np.cos(np.radians(30.0)), atol=1e-3)
    assert mix_palette(read(stops)).tolist() == mix_palette(read(f'path = "short"\n{stops}')).tolist()


def test_a_grey_takes_the_hue_that_it_is_mixed_with(read: Callable[[str], Palette]) -> None:
    palette = read(
        "[[stop]]\noklch = [0.5, 0.1, 260]\n[[stop]]\noklch = [0.6, 0.0, 0]\n[[stop]]\noklch = [0.7, 0.1, 60]"
    )
    row = mix_palette(palette)
    np.testing.assert_allclose(hues(row)[:60], 260.0, atol=0.1)
    np.testing.assert_allclose(hues(row)[68:], 60.0, atol=0.1)


def test_stops_stand_at_their_places(read: Callable[[str], Palette]) -> None:
    row = mix_palette(read('stops = ["#000000", "#ffffff", "#000000"]\nplaces = [0.0, 0.25, 1.0]'))
    assert np.argmax(row[:, 0]) == round(0.25 * (PALETTE_SIZE - 1))


def test_mixing_is_even_for_the_eye(read: Callable[[str], Palette]) -> None:
    steps = np.diff(mix_palette(read('stops = ["#101020", "#ffe0c0"]'))[:, 0])
    np.testing.assert_allclose(steps, steps.mean(), rtol=1e-3)


def test_hue_turns_and_saturation_fades(read: Callable[[str], Palette]) -> None:
    palette = read("[[stop]]\noklch = [0.4, 0.05, 20]\n[[stop]]\noklch = [0.7, 0.05, 80]")
    row, grey, turned = mix_palette(palette), mix_palette(palette, 0.0, 0.0), mix_palette(palette, 0.25)
    np.testing.assert_allclose(grey[:, 1:], 0.0, atol=1e-12)
    for changed in (grey, turned):
        np.testing.assert_allclose(changed[:, 0], row[:, 0], atol=1e-12)
    np.testing.assert_allclose(hues(turned), hues(row) + 90.0, atol=1e-6)
    np.testing.assert_allclose(mix_palette(palette, 1.0), row, atol=1e-12)


def test_temperature_moves_to_amber_and_to_blue(read: Callable[[str], Palette]) -> None:
    palette = read('stops = ["#404040", "#c0c0c0"]')
    blues = [mix_palette(palette, temperature=t)[:, 2].mean() for t in (-1.0, -0.3, 0.0, 0.3, 1.0)]
    assert blues == sorted(blues)
    assert blues[0] < -0.02
    assert blues[-1] > 0.04
    np.testing.assert_allclose(mix_palette(palette, temperature=1e-9), mix_palette(palette), atol=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        *("", "stops = 3", 'stops = ["#ff0000"]', 'stops = ["red", "blue"]', "stops = [", "stops = [1, 2]"),
        'stops = ["#ff0000", "#00ff00"]\nplaces = [0.0]',
        'stops = ["#ff0000", "#00ff00"]\nplaces = [0.5, 1.0]',
        'stops = ["#ff0000", "#00ff00", "#0000ff"]\nplaces = [0.0, 0.0, 1.0]',
        'stops = ["#ff0000", "#00ff00"]\nplaces = "even"',
        'stops = ["#ff0000", "#00ff00"]\npath = "around"',
        'stops = ["#ff0000", "#00ff00"]\nkind = ["mono"]',
        'stops = ["#ff0000", "#00ff00"]\neven = "yes"',
        'stops = ["#ff0000", "#00ff00"]\nstop_s = 1',
        'stops = ["#ff0000"]\n[[stop]]\nlch = [0.5, 0.1, 20]',
        'stops = ["#ff0000"]\n[[stop]]\noklch = [0.5, 0.1]',
        'stops = ["#ff0000"]\n[[stop]]\noklch = [50, 0.1, 20]',
        'stops = ["#ff0000"]\n[[stop]]\noklch = [nan, 0.1, 20]',
        'stop = ["#ff0000", "#00ff00"]',
    ],
)
def test_a_broken_palette_is_told(read: Callable[[str], Palette], text: str) -> None:
    with pytest.raises(PresetError, match=r"own\.toml"):
        read(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('about = "x"\nstops = ["#ff0000",\n  "#00ff0x"]', r"own\.toml:2: stops: '#00ff0x'"),
        ('stops = ["#ff0000", "#00ff00"]\n\nkind = "many"', r"own\.toml:3: kind: is one of"),
        ('stops = ["#ff0000", "#00ff00"]\nplaces = [0, 2]', r"own\.toml:2: places"),
        ("[[stop]]\noklch = [0.5, 0.1, 20]\n[[stop]]\noklch = [5, 0.1, 20]", r"own\.toml:4: oklch"),
        ('stops = ["#ff0000", "#00ff00"]\nstop_s = 1', r"own\.toml:2: stop_s: .*there is stops"),
        ('stops = ["#ff0000"\n"#00ff00"]', r"own\.toml:2: this is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(read: Callable[[str], Palette], text: str, place: str) -> None:
    with pytest.raises(PresetError, match=place):
        read(text)


def settle(palettes: Palettes, name: str) -> NDArray[np.float32]:
    for _ in range(200):
        row = palettes.advance(0.02, {name: 1.0}, 0.0, 1.0)
    return row


class Folder:
    """A person's folder of palettes, whose files are never as old as they were."""

    def __init__(self, home: Path) -> None:
        self.path = home / "presets" / "palettes"
        self.path.mkdir(parents=True)
        self._age = 10**18

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text)
        self._age += 10**9
        os.utime(self.path / name, ns=(self._age, self._age))


GREY, RED = 'stops = ["#202020", "#e0e0e0"]', 'stops = ["#200000", "#ff0000"]'


def test_a_palette_is_taken_up_while_it_is_shown_and_glides(home: Path) -> None:
    folder = Folder(home)
    folder.write("mud.toml", GREY)
    palettes = Palettes()
    grey = settle(palettes, "mud")
    assert palettes.refresh() == []
    folder.write("mud.toml", RED)
    np.testing.assert_array_equal(palettes.advance(0.02, {"mud": 1.0}, 0.0, 1.0), grey)  # nobody has looked yet
    assert palettes.refresh() == []
    soon, red = palettes.advance(0.02, {"mud": 1.0}, 0.0, 1.0), settle(palettes, "mud")
    assert 0.0 < np.abs(soon - grey).max() < 0.35 * np.abs(red - grey).max()
    assert red[-1, 0] > 0.9 and red[-1, 1] < 0.1
    folder.write("clay.toml", GREY)
    assert palettes.refresh() == []
    assert "clay" in palettes.names
    np.testing.assert_allclose(settle(palettes, "clay"), grey, atol=1e-3)


def test_a_broken_palette_leaves_the_last_good_one_and_is_told_once(home: Path) -> None:
    folder = Folder(home)
    folder.write("ice.toml", RED)
    palettes = Palettes()
    red = settle(palettes, "ice")
    for text, line in (("stops = 3", 1), ('\nstops = ["#200000"', 2)):
        folder.write("ice.toml", text)
        (error,) = palettes.refresh()
        assert f"ice.toml:{line}" in str(error)
        assert palettes.refresh() == []
        np.testing.assert_array_equal(settle(palettes, "ice"), red)
    (folder.path / "ice.toml").unlink()  # ours is in its place again
    assert palettes.refresh() == []
    np.testing.assert_allclose(settle(palettes, "ice"), settle(Palettes(), "ice"), atol=1e-3)


def test_palettes_that_are_broken_from_the_start(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    ours = settle(Palettes(), "ice")
    folder = Folder(home)
    folder.write("ice.toml", "stops = 3")
    folder.write("mud.toml", "stops = 3")
    palettes = Palettes()
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2 and "ice.toml:1" in said[0] and "mud.toml:1" in said[1]
    assert palettes.refresh() == []
    np.testing.assert_array_equal(settle(palettes, "ice"), ours)
    np.testing.assert_array_equal(settle(palettes, "mud"), ours)  # what was shown stays
    assert np.isfinite(Palettes().advance(0.02, {"mud": 1.0}, 0.0, 1.0)).all()
    folder.write("mud.toml", GREY)
    assert palettes.refresh() == []
    np.testing.assert_allclose(settle(palettes, "mud")[:, 0], settle(palettes, "mud")[:, 1], atol=1e-3)


def test_a_change_is_a_glide_that_arrives() -> None:
    palettes = Palettes()
    assert set(palettes.names) == {path.stem for path in SHIPPED}
    start = palettes.advance(0.02, {"ember": 1.0}, 0.0, 1.0)
    soon = palettes.advance(0.02, {"ice": 1.0}, 0.0, 1.0)
    for _ in range(200):
        late = palettes.advance(0.02, {"ice": 1.0}, 0.0, 1.0)
    assert 0.0 < np.abs(soon - start).max() < 0.35 * np.abs(late - start).max()
    np.testing.assert_allclose(late, Palettes().advance(0.02, {"ice": 1.0}, 0.0, 1.0), atol=1e-3)
    warm = palettes.advance(0.02, {"ice": 1.0}, 0.0, 1.0, 1.0)
    assert 0.0 < np.abs(warm - late).max() < 0.2


def test_two_palettes_at_once_lie_between_them() -> None:
    def row(**shares: float) -> NDArray[np.float64]:
        return linear_to_oklab(Palettes().advance(0.02, shares, 0.0, 1.0).astype(np.float64))

    half = row(ember=0.25, ice=0.75)
    np.testing.assert_allclose(half, 0.25 * row(ember=1.0) + 0.75 * row(ice=1.0), atol=2e-3)


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(read_palette(path).kind for path in SHIPPED)
    assert kinds.total() >= 18
    assert all(kinds[kind] >= 4 for kind in get_args(Kind))


@shipped
def test_palette_is_in_gamut_as_it_is_written(path: Path) -> None:
    lab = oklch_to_oklab(read_palette(path).stops)
    np.testing.assert_allclose(fit_gamut(lab), lab, atol=1e-3)


@shipped
@pytest.mark.parametrize("turned", [(0.0, 1.0, 0.0), (0.3, 1.5, 0.0), (-0.2, 1.5, 1.0), (0.0, 1.2, -1.0)])
def test_palette_is_in_gamut_however_it_is_turned(path: Path, turned: tuple[float, float, float]) -> None:
    rgb = oklab_to_linear(mix_palette(read_palette(path), *turned))
    assert rgb.min() > -1e-4
    assert rgb.max() < 1.0 + 1e-4


@shipped
def test_palette_climbs_from_calm_to_hot_or_says_that_it_is_even(path: Path) -> None:
    palette = read_palette(path)
    lightness = mix_palette(palette)[:, 0]
    if palette.even:
        assert np.ptp(lightness) < 0.35
        assert lightness.min() > 0.5
    else:
        assert np.diff(lightness).min() > 0.0
        assert lightness[0] < 0.4
        assert lightness[-1] > 0.9
    assert 15 < len(palette.about) < 100
    assert len(palette.stops) >= 5


def spans(palette: Palette) -> NDArray[np.float64]:
    """Degrees between the hues of any two stops that show one, with the chroma that a hue needs to tell."""
    shown = palette.stops[palette.stops[:, 1] > 0.045, 2]
    return np.abs((shown[:, None] - shown + 180.0) % 360.0 - 180.0)


@shipped
def test_palette_is_of_its_kind(path: Path) -> None:
    palette = read_palette(path)
    between = spans(palette)
    if palette.kind == "analogous":
        assert between.max() < 150.0
    elif palette.kind == "two-colour":
        # Each stop is near one of the two that are farthest apart.
        one, other = np.unravel_index(np.argmax(between), between.shape)
        assert between.max() > 120.0
        assert np.minimum(between[one], between[other]).max() < 65.0
    elif palette.kind == "spectrum":
        # No part of the wheel that it leaves out is as wide as a half.
        row = oklab_to_oklch(mix_palette(palette))
        around = np.sort(row[row[:, 1] > 0.02, 2])
        assert np.diff(np.append(around, around[0] + 360.0)).max() < 150.0
    else:
        main = np.argmax((between < 40.0).sum(axis=0))
        accents = between[main] >= 40.0
        assert accents.sum() <= 3
        assert spans(palette)[np.ix_(accents, accents)].max(initial=0.0) < 60.0


def test_palettes_differ_from_each_other() -> None:
    rows = {path.stem: mix_palette(read_palette(path)) for path in SHIPPED}
    for one, other in combinations(rows, 2):
        # Twenty times what the eye just tells apart (0.003 or so), on average over the row.
        assert np.linalg.norm(rows[one] - rows[other], axis=1).mean() > 0.06, (one, other)


def test_the_whole_range_of_the_parameters_gives_colours() -> None:
    palettes = Palettes()
    for path in ("/color/hue", "/color/saturation", "/color/temperature"):
        low, high = CATALOGUE[path].low, CATALOGUE[path].high
        for value in np.linspace(low, high, 7):
            given = {"/color/hue": 0.0, "/color/saturation": 1.0, "/color/temperature": 0.0} | {path: float(value)}
            row = palettes.advance(1.0, {"neon": 1.0}, *given.values())
            assert row.dtype == np.float32
            assert np.isfinite(row).all()
            assert 0.0 <= row.min() <= row.max() <= 1.0
