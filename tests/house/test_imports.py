"""Imports go one way along the path of the sound, and the show's start never waits for torch.

In: the source of `engine/`. Out: proof. Runs in the test process; one child imports everything the show can need.
"""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "engine"

# From the left to the right along the path; a station may import from those before it.
STATIONS = (
    ("errors", "files", "workers"),
    ("moments",),
    ("sound",),
    ("ear",),
    ("corpus",),
    ("brain",),
    ("rhythm",),
    ("hearing",),
    ("evaluation",),
    ("isf",),
    ("controls",),
    ("presets",),
    ("stage",),
    ("show",),
    ("commands",),
)
RANK = {name: rank for rank, names in enumerate(STATIONS) for name in names}

# Only training and its oracle know torch; nothing else may import these.
TORCH = ("count_network", "count_train", "crew", "manners", "network", "recurrence", "train")
TORCH_MODULES = {f"engine.brain.{name}" for name in TORCH}


def modules() -> dict[str, Path]:
    """Every module of the engine by its dotted name."""
    found = {}
    for path in sorted(ENGINE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(source: str, package: str) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of everything that a source imports, wherever it stands, relative names made absolute."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(
                    [*package.split(".")[: len(package.split(".")) - node.level + 1], *filter(None, [base])]
                )
            for alias in node.names:
                yield f"{base}.{alias.name}", node.lineno


def station(name: str) -> str | None:
    """The station of a dotted name, None for the bare package and what is not of the engine."""
    parts = name.split(".")
    return parts[1] if parts[0] == "engine" and len(parts) > 1 and parts[1] in RANK else None


def upward(source: str, module: str, package: str) -> list[str]:
    """The imports of a source that go against the path."""
    own = station(module)
    rank = RANK[own] if own else -1
    wrong = []
    for name, line in imports(source, package):
        other = station(name)
        if other is not None and other != own and RANK[other] > rank - (RANK[other] == rank and other == own):
            wrong.append(f"{module}, line {line}: {name}")
    return wrong


def package_of(name: str, path: Path) -> str:
    return name if path.name == "__init__.py" else name.rpartition(".")[0]


def test_every_module_belongs_to_a_station() -> None:
    stray = [name for name in modules() if name != "engine" and station(name) is None]
    assert stray == []
    assert {path.name.removesuffix(".py") for path in ENGINE.iterdir() if path.suffix == ".py"} == {
        *("__init__", "errors", "files", "workers")
    }


def test_imports_go_one_way() -> None:
    found = modules()
    assert len(found) > 40
    wrong = [line for name, path in found.items() for line in upward(path.read_text(), name, package_of(name, path))]
    assert wrong == []


def test_the_test_sees_every_form_of_import() -> None:
    for source in (
        "import engine.brain",
        "from engine.brain import Brain",
        "from engine import brain",
        "from ..brain.step import Brain",
        "from .. import brain",
        "def f():\n    import engine.commands",
        "if TYPE_CHECKING:\n    from engine.stage import frame",
    ):
        assert len(upward(source, "engine.ear.mel", "engine.ear")) == 1, source
    for source in (
        "from engine.moments import Ring",
        "from . import levels",
        "import numpy",
        "from engine import __version__",
    ):
        assert upward(source, "engine.ear.mel", "engine.ear") == [], source
    assert upward("from engine.errors import FileError", "engine.files", "engine") == []
    assert upward("import engine.moments", "engine", "engine") != []


def test_the_show_starts_without_torch() -> None:
    wanted = [name for name in modules() if name not in TORCH_MODULES and not name.endswith("__main__")]
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    assert 'torch' not in sys.modules, name\n"
        "print(len(sys.argv) - 1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *wanted], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == str(len(wanted))


def test_training_is_where_torch_is() -> None:
    using = {
        name
        for name, path in modules().items()
        for imported, _ in imports(path.read_text(), package_of(name, path))
        if imported.partition(".")[0] == "torch"
    }
    assert using == TORCH_MODULES


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    imported = {
        name.partition(".")[0] for path in modules().values() for name, _ in imports(path.read_text(), "engine")
    }
    providers = packages_distributions()
    used = {provider.lower() for top in imported for provider in providers.get(top, [])}
    assert {name.lower() for name in project["dependencies"]} - used == set()


def test_what_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {name for extra, names in project["optional-dependencies"].items() if extra != "test" for name in names}
    declared = {name.lower() for name in (*project["dependencies"], *extras)}
    for_tests = declared | {name.lower() for name in project["optional-dependencies"]["test"]}
    providers = packages_distributions()
    folders = ((ENGINE, declared), (ROOT / "tests", for_tests))
    undeclared = set()
    for folder, allowed in folders:
        own = {
            "engine",
            "venue",
            *(path.stem for path in folder.rglob("*.py")),
            *(path.name for path in folder.rglob("*")),
        }
        for path in folder.rglob("*.py"):
            for name, line in imports(path.read_text(), ""):
                top = name.partition(".")[0]
                if not top or top in own or top in sys.stdlib_module_names:
                    continue
                # Of a package that is one compiled file, Python does not know which distribution brought it.
                if not {provider.lower().replace("_", "-") for provider in providers.get(top, [top])} & allowed:
                    undeclared.add(f"{path.relative_to(ROOT)}, line {line}: {top}")
    assert undeclared == set()


def test_an_extra_is_only_asked_for_where_it_is_wanted() -> None:
    """Without it, everything else is imported and plays."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = {name for extra, names in project["optional-dependencies"].items() if extra != "test" for name in names}
    at_once = {
        (path.name, name)
        for path in modules().values()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name, _ in imports(ast.unparse(node), "")
        if name.partition(".")[0] in extras
    }
    assert "aalink" in extras
    assert at_once == set()
