"""The wheel carries what a checkout has: code, types, shaders and presets, found from anywhere.

In: a copy of the checkout. Out: proof. Runs in the test process; pip builds and installs in children.
"""

import configparser
import email
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine import __version__
from engine.files import KINDS

ROOT = Path(__file__).parents[2]
PARTS = ("engine", "shaders", "presets", "pyproject.toml", "setup.py", "setup.cfg", "README.md", "LICENSE")


def pip(*words: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", *map(str, words), "--no-deps", "--disable-pip-version-check"],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, because a build leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in PARTS:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy(path, source / name)
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, ".", cwd=source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def test_wheel_is_for_every_platform(wheel: Path) -> None:
    assert wheel.name == f"asterism-{__version__}-py3-none-any.whl"


def test_every_module_is_in_it_and_nothing_of_the_workshop(names: set[str]) -> None:
    expected = {str(path.relative_to(ROOT)) for path in files_below(ROOT / "engine")}
    assert "engine/py.typed" in expected
    assert expected <= names
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"engine", f"asterism-{__version__}.dist-info"}


def test_every_shader_and_preset_is_in_it(names: set[str]) -> None:
    wanted = {
        f"engine/assets/{path.relative_to(ROOT).as_posix()}"
        for folder in ("shaders", "presets")
        for path in files_below(ROOT / folder)
    }
    assert len(wanted) > 10
    assert wanted == {name for name in names if name.startswith("engine/assets/")}


def test_metadata_name_the_command_the_licence_and_the_needs(wheel: Path) -> None:
    info = f"asterism-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = email.message_from_bytes(archive.read(f"{info}/METADATA"))
        points = configparser.ConfigParser()
        points.read_string(archive.read(f"{info}/entry_points.txt").decode())
        licence = archive.read(f"{info}/licenses/LICENSE").decode()
    assert points["console_scripts"]["asterism"] == "engine.commands:main"
    assert metadata["License-Expression"] == "MIT"
    assert licence.startswith("MIT License")
    assert metadata["Requires-Python"] == ">=3.11"
    needs = [need for need in metadata.get_all("Requires-Dist", []) if "extra ==" not in need]
    assert {"torch", "pygame-ce", "moderngl", "numpy"} <= set(needs)
    assert metadata.get_payload(decode=True) == (ROOT / "README.md").read_bytes()


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is installed, far from the checkout."""
    target = tmp_path_factory.mktemp("site")
    pip("install", "--target", target, wheel, cwd=target)
    return target


def ask(site: Path, cwd: Path, *words: str) -> str:
    """What the installed engine answers, from another folder."""
    return subprocess.run(
        [sys.executable, "-P", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout


def test_installed_elsewhere_it_finds_its_files(site: Path, tmp_path: Path) -> None:
    code = (
        "import engine, json\n"
        "from engine import files\n"
        "kinds = {kind: sorted(files.listing(kind)) for kind in files.KINDS}\n"
        "print(json.dumps([engine.__file__, str(files.shipped('shaders')), kinds]))\n"
    )
    package, shaders, kinds = json.loads(ask(site, tmp_path, "-c", code))
    assert Path(package).is_relative_to(site)
    assert Path(shaders).is_relative_to(site)
    for kind, folder in KINDS.items():
        here = ROOT / folder
        expected = sorted(path.name for path in here.iterdir() if path.is_file()) if here.is_dir() else []
        assert kinds[kind] == [name for name in expected if not name.startswith(".")], kind
    assert kinds["palettes"]
    assert kinds["library"]


def test_installed_elsewhere_the_command_knows_its_looks(site: Path, tmp_path: Path) -> None:
    said = ask(site, tmp_path, "-m", "engine.commands", "presets")
    looks = [path.stem for path in (ROOT / "presets").glob("*.toml")]
    assert len(looks) >= 4
    assert [look for look in looks if look not in said] == []
