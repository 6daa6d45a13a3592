"""How the source is written: modules that introduce themselves and stay small, and nothing left for later.

In: the source. Out: proof. Runs in the test process.
"""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = sorted((ROOT / "engine").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = [ROOT / "run.py", ROOT / "setup.py"]
SHADERS = sorted(path for path in (ROOT / "shaders").rglob("*") if path.is_file() and path.suffix != ".png")

MOST_LINES = 400


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text())) or ""


@pytest.mark.parametrize("path", [*ENGINE, *SCRIPTS], ids=named)
def test_module_introduces_itself(path: Path) -> None:
    """Purpose; what comes in and goes out; where it runs."""
    said = docstring(path)
    assert said, "a module opens with a docstring"
    lines = [line for line in said.splitlines() if line.strip()]
    assert len(lines) >= 3
    assert len(lines[0]) > 20
    if path != ROOT / "engine" / "__init__.py":
        assert "In: " in said
        assert "Out: " in said


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_test_module_says_what_it_proves(path: Path) -> None:
    assert len(docstring(path)) > 20


@pytest.mark.parametrize("path", [*ENGINE, *SCRIPTS], ids=named)
def test_module_is_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) < MOST_LINES


def test_names_say_what_a_module_is() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc", "core"}
    assert [named(path) for path in ENGINE if path.stem in empty or path.parent.name in empty] == []


def test_nothing_is_left_for_later() -> None:
    # Put together here, so that this file does not find itself.
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")))
    left = []
    for path in [*ENGINE, *TESTS, *SCRIPTS, *SHADERS, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if words.search(line):
                left.append(f"{named(path)}:{number}")
    assert left == []


def test_no_path_of_one_machine() -> None:
    homes = re.compile(r"(?<![\w.])/(?:" + "|".join(("wo" + "rk", "ho" + "me", "ro" + "ot", "Us" + "ers")) + r")/\w")
    found = [
        f"{named(path)}:{number}"
        for path in [*ENGINE, *TESTS, *SCRIPTS, *SHADERS, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if homes.search(line)
    ]
    assert found == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    evasions = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip|exit)\b")
    found = [
        f"{named(path)}:{node.lineno}"
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and evasions.fullmatch(ast.unparse(node)))
        or (isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in ("pytest", "unittest"))
    ]
    assert found == []


def test_every_test_can_fail() -> None:
    """A test holds an assertion, expects an error, or calls a function of the tests that does."""
    functions = {
        (path, node.name): node
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    checking: set[str] = set()
    while True:
        more = {name for (_, name), node in functions.items() if _checks(node, checking)}
        if more == checking:
            break
        checking = more
    idle = [
        f"{named(path)}: {name}"
        for (path, name), node in functions.items()
        if name.startswith("test_") and not _checks(node, checking)
    ]
    assert idle == []


def _checks(function: ast.FunctionDef, checking: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert | ast.Raise):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in checking or name in ("raises", "warns") or name.startswith("assert_"):
                return True
    return False


def test_type_checks_are_not_waved_through() -> None:
    """`type: ignore` names what it ignores, and `noqa` too."""
    bare = [
        f"{named(path)}:{token.start[0]}"
        for path in [*ENGINE, *TESTS, *SCRIPTS]
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
        if token.type == tokenize.COMMENT and re.search(r"type: ignore(?!\[)|noqa(?!: ?[A-Z])", token.string)
    ]
    assert bare == []
