"""The gallery: the one in the documentation is whole and new, and anyone can make one of any look.

In: the presets that ship, the pictures in `docs/`, a look of a person's own. Out: proof by the pictures' pixels.
After a change of looks, draw it anew: asterism gallery docs --shipped
"""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine import files
from engine.brain.weights import Weights
from engine.commands import main
from engine.controls.catalogue import SCENES as SCENE_NAMES
from engine.errors import FileError, PresetError
from engine.show.gallery import Gallery, list_looks, open_library
from engine.show.gallery_page import SCENES, Look, describe
from engine.show.start import load_network
from engine.show.still import put_in_a_row, save_still, shrink
from engine.show.studio import MOMENTS, STILL, moments_of
from engine.sound.piece import demo_tape

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "gallery"
SHIPPED = sorted(path.stem for path in files.shipped("presets").glob("*.toml"))
MOST_BYTES = 4_000_000


@pytest.fixture(scope="module")
def weights() -> Weights:
    """The smallest network."""
    return load_network(32, None)[0]


def read(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as picture:
        assert picture.format == "WEBP"
        return np.asarray(picture.convert("RGB"))


def light(picture: NDArray[np.uint8]) -> float:
    """The light of the brightest hundredth of the picture, 0..255."""
    return float(np.quantile(picture.max(axis=2), 0.99))


def test_the_documentation_has_every_look_and_no_other() -> None:
    assert sorted(path.name for path in PICTURES.iterdir() if path.is_file()) == [f"{name}.webp" for name in SHIPPED]
    scenes = sorted(path.name for path in (PICTURES / "scenes").iterdir())
    assert scenes == sorted(f"{name}.webp" for name in SCENE_NAMES)
    assert sum(path.stat().st_size for path in PICTURES.rglob("*")) < MOST_BYTES


@pytest.mark.parametrize("name", SHIPPED)
def test_a_picture_in_the_documentation_shows_something(name: str) -> None:
    picture = read(PICTURES / f"{name}.webp")
    assert picture.shape == (540, 960, 3)
    assert light(picture) > 60.0


def test_the_page_in_the_documentation_is_the_one_of_these_looks() -> None:
    looks = list_looks(open_library(), shipped=True)
    assert sorted(look.name for look in looks) == SHIPPED
    assert (DOCS / "gallery.md").read_text(encoding="utf-8") == describe(looks, SCENE_NAMES)


def test_every_scene_is_described() -> None:
    assert sorted(SCENES) == sorted(SCENE_NAMES)


def test_moments_lie_in_their_sections_just_after_a_beat() -> None:
    piece = demo_tape().piece
    moments = moments_of(piece)
    assert list(moments) == ["intro", "groove", "breakdown", "build", "drop"]
    for section in piece.sections:
        if section.name in moments:
            assert section.start_s < moments[section.name] < section.end_s
    beats = np.array(piece.beats)
    assert all(0.0 < t - beats[beats <= t][-1] < 0.25 for t in moments.values())


def test_a_look_of_ones_own_is_drawn_by_the_command(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "presets").mkdir(parents=True)
    (home / "presets" / "my look.toml").write_text('title = "Mine [1]"\nscene = "pen"\n[values]\n')
    folder = tmp_path / "new"
    words = ["--only", "my look", "--size", "64x36", "--seconds", "0.5"]
    assert main(["gallery", str(folder), *words]) == 0
    assert capsys.readouterr().out.strip() == str(folder / "gallery.md")
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["gallery.md", "my look.webp"]
    picture = read(folder / "gallery" / "my look.webp")
    assert picture.shape == (36, 64, 3) and light(picture) > 10.0
    page = (folder / "gallery.md").read_text()
    assert "## Pen" in page and "(gallery/my%20look.webp)" in page and "Mine \\[1\\]" in page
    assert "Constellation" not in page


def test_the_first_look_of_a_scene_is_drawn_at_every_moment(weights: Weights, tmp_path: Path) -> None:
    looks = list_looks(open_library())
    first = looks[0].name
    told: list[tuple[int, int]] = []
    gallery = Gallery(tmp_path, looks, weights, (48, 28), 0.2, demo_tape(16_000))
    gallery.make((first,), lambda done, whole: told.append((done, whole)))
    assert told == [(number + 1, len(told)) for number in range(len(told))]
    still = read(tmp_path / "gallery" / f"{first}.webp")
    strip = read(tmp_path / "gallery" / "scenes" / f"{looks[0].scene}.webp")
    assert still.shape == (28, 48, 3) and strip.shape == (9, 5 * 16 + 4 * 4, 3)
    small = shrink(still, (16, 9)).astype(float)
    tiles = [strip[:, 20 * number : 20 * number + 16].astype(float) for number in range(5)]
    nearest = int(np.argmin([np.abs(tile - small).mean() for tile in tiles]))
    assert list(MOMENTS)[nearest] == STILL


def test_what_cannot_be_drawn_or_written_is_told(weights: Weights, tmp_path: Path) -> None:
    looks = list_looks(open_library())
    with pytest.raises(PresetError, match=r"nowhere.*first-light"):
        Gallery(tmp_path, looks, weights, (32, 18)).make(("nowhere",))
    (tmp_path / "gallery").write_text("a file where the folder goes")
    with pytest.raises(FileError, match="Cannot make the folder"):
        Gallery(tmp_path, looks, weights, (32, 18)).make(("nerve",))


def test_a_person_s_own_look_is_not_among_the_shipped(home: Path) -> None:
    (home / "presets").mkdir(parents=True)
    (home / "presets" / "mine.toml").write_text("order = 0\n[values]\n")
    assert "mine" in {look.name for look in list_looks(open_library())}
    shipped = list_looks(open_library(), shipped=True)
    assert sorted(look.name for look in shipped) == SHIPPED
    assert [look.number for look in shipped] == list(range(1, len(SHIPPED) + 1))


def test_the_page_groups_looks_by_scene() -> None:
    looks = [
        Look(1, "a", "A", "Red.", "constellation"),
        Look(2, "b", "B", "", "pen"),
        Look(3, "c", "C", "Two\nlines", "constellation"),
    ]
    page = describe(looks, ("pen",))
    assert [line for line in page.splitlines() if line.startswith("##")] == [
        *("## Constellation", "### 1 A", "### 3 C", "## Pen", "### 2 B")
    ]
    assert "Red. `a`" in page and "Two lines. `c`" in page
    assert page.count("scenes/") == 1 and "![B from the intro to the drop](gallery/scenes/pen.webp)" in page


def test_a_still_is_the_picture(tmp_path: Path) -> None:
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[:20, :30], picture[20:, 30:] = (250, 40, 20), (20, 60, 240)
    size = save_still(tmp_path / "still.webp", picture, quality=95)
    assert size == (tmp_path / "still.webp").stat().st_size
    back = read(tmp_path / "still.webp").astype(float)
    for rows, columns in ((slice(4, 16), slice(4, 26)), (slice(24, 36), slice(34, 56))):
        assert np.abs(back[rows, columns] - picture[rows, columns]).mean() < 12.0
    with pytest.raises(FileError, match="no folder"):
        save_still(tmp_path / "nowhere" / "still.webp", picture)


def test_pictures_shrink_to_their_means_and_stand_in_a_row() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (36, 64, 3), np.uint8)
    small = shrink(picture, (16, 9))
    means = picture.reshape(9, 4, 16, 4, 3).mean(axis=(1, 3))
    assert np.abs(small - means).max() < 2.0
    row = put_in_a_row([small, small], gap_px=3)
    assert row.shape == (9, 35, 3)
    assert (row[:, :16] == small).all() and (row[:, 19:] == small).all()
