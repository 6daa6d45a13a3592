"""Finding files: ours, the user's in their place, and an error that helps.

In: a temporary user folder. Out: proof of shadowing and of its limits. Runs in the test process.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import files
from engine.errors import FileError


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty stand-in for the shipped files, so that the test does not hang on today's presets."""
    (tmp_path / "engine" / "assets").mkdir(parents=True)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "engine" / "files.py"))
    return tmp_path / "engine" / "assets"


def put(folder: Path, name: str, text: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_shipped_folders_of_the_checkout_exist() -> None:
    assert files.shipped("shaders").is_dir()
    assert files.shipped("presets").is_dir()


def test_user_file_shadows_ours_by_name(ours: Path, home: Path) -> None:
    own = put(home / "presets", "dusk.toml")
    shipped = put(ours / "presets", "dusk.toml")
    other = put(ours / "presets", "dawn.toml")
    put(ours / "presets", ".hidden.toml")
    put(ours / "presets", "palettes/ember.toml")
    assert files.find("presets", "dusk", ".toml") == own
    assert files.find("presets", "dawn.toml") == other
    assert files.listing("presets", ".toml") == {"dawn": other, "dusk": own}
    own.unlink()
    assert files.find("presets", "dusk.toml") == shipped


def test_name_leads_into_folders_but_not_out(ours: Path, home: Path) -> None:
    noise = put(ours / "shaders", "library/noise.glsl")
    secret = put(home, "secret.glsl")
    assert files.find("shaders", "library/noise.glsl") == noise == files.find("library", "noise", ".glsl")
    for name in ("../secret.glsl", str(secret), "library/../../secret.glsl", ""):
        with pytest.raises(FileError):
            files.find("shaders", name)


def test_error_lists_what_there_is(ours: Path, home: Path) -> None:
    put(ours / "presets", "dawn.toml")
    put(home / "presets", "dusk.toml")
    with pytest.raises(FileError, match=r"noon\.toml.*dawn, dusk\.") as caught:
        files.find("presets", "noon", ".toml")
    assert str(home / "presets") in str(caught.value)
    with pytest.raises(FileError, match="shaders, library"):
        files.listing("songs")


def test_a_name_that_is_too_long_is_there_no_more_than_any_other(ours: Path, home: Path) -> None:
    put(ours / "presets", "dawn.toml")
    with pytest.raises(FileError, match="There is: dawn"):
        files.find("presets", "x" * 5000, ".toml")


def test_a_folder_that_may_not_be_read_is_told(ours: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "presets", "dusk.toml")

    def refuse(path: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(FileError, match="the folder cannot be read: Permission denied"):
        files.listing("presets", ".toml")


def test_without_an_override_the_platform_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(files.HOME_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    folder = files.user_folder("brains")
    assert folder.is_absolute()
    assert folder.parts[-2:] == ("presets", "brains")
    assert "asterism" in folder.parts
