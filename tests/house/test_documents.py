"""What the documents say is there: links lead somewhere, files and modules exist, commands and their options are real.

In: README, CHANGELOG and docs. Out: proof. Runs in the test process; each command's help is asked in a child.
"""

import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine import __version__
from engine.commands import WORDS
from engine.controls.catalogue import show_catalogue
from engine.controls.osc.reading import REQUESTS
from engine.controls.verbs import verb_at

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
README = ROOT / "README.md"

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_OUR_FOLDERS = ("engine/", "shaders/", "presets/", "tests/", "docs/", ".ci/")
_OUR_FILES = re.compile(r"(run|setup)\.py|(pyproject\.toml|setup\.cfg|constraints\.txt|LICENSE|\w+\.md)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The text without its blocks of code."""
    return _FENCE.sub("", path.read_text())


def anchors(path: Path) -> set[str]:
    """The places in a document that a link can name, as GitHub makes them from headings."""
    headings = re.findall(r"^#+\s+(.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_the_documents_are_there() -> None:
    names = {named(path) for path in DOCUMENTS}
    assert {"README.md", "CHANGELOG.md"} <= names
    assert any(name.startswith("docs/decisions/0001-") for name in names)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    dead = []
    for match in _LINK.finditer(prose(document)):
        target = match[1] or match[2]
        if re.match(r"[a-z]+:", target):
            assert re.match(r"https://|mailto:", target), target
            continue
        place, _, anchor = target.partition("#")
        path = (document.parent / place).resolve() if place else document
        if not path.exists() or (anchor and anchor not in anchors(path)):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_files_and_modules_that_are_named_exist(document: Path) -> None:
    missing = []
    for word in _CODE.findall(prose(document)):
        if word.startswith("engine/assets"):  # only in the wheel
            continue
        if re.fullmatch(r"[\w./*-]+", word) and (word.startswith(_OUR_FOLDERS) or _OUR_FILES.fullmatch(word)):
            if not list(ROOT.glob(word.rstrip("/"))) and not (ROOT / word).exists():
                missing.append(word)
        elif re.fullmatch(r"engine(\.\w+)+", word) and not _module_exists(word):
            missing.append(word)
    assert missing == []


def _module_exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def code(document: Path) -> Iterator[str]:
    """Every line of code in a document: in fences, indented by four spaces, or between backquotes; without remarks."""
    text = document.read_text()
    for block in _FENCE.findall(text):
        yield from (line.strip() for line in block.splitlines()[1:-1])
    for line in prose(document).splitlines():
        if line.startswith("    "):
            yield re.split(r" {2,}", line.strip())[0]
    yield from _CODE.findall(prose(document))


def commands() -> Iterator[tuple[str, list[str]]]:
    """(line, words after the program's name) for each of our commands in the documents."""
    start = re.compile(r"(?:\w+=\S+ )*(?:python3? (?:\S*/)?run\.py|asterism)((?: [^#|]+)?)$")
    for document in DOCUMENTS:
        for line in code(document):
            if match := start.match(line):
                yield line, shlex.split(match[1].replace("…", "").replace("...", ""))


@cache
def help_of(word: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "engine.commands", word, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def test_commands_and_options_that_are_named_exist() -> None:
    wrong, seen = [], 0
    for line, words in commands():
        seen += 1
        if not words or words[0] in ("test", "WORD", "--help", "--version"):
            continue
        if words[0] not in WORDS:
            wrong.append(line)
            continue
        for option in words[1:]:
            flag = option.partition("=")[0]
            if flag.startswith("--") and not re.search(rf"{re.escape(flag)}\b", help_of(words[0])):
                wrong.append(f"{line}: {flag}")
    assert wrong == []
    assert seen >= 10


def test_osc_addresses_that_are_sent_exist() -> None:
    catalogue, seen = show_catalogue(), 0
    for document in DOCUMENTS:
        for line in code(document):
            if line.startswith("oscsend "):
                _, _, _, address, *given = line.split()
                seen += 1
                assert verb_at(address) is not None or address in (*catalogue, *REQUESTS), line
                if address in catalogue and given:
                    assert given[0] in "fisTF"
                    catalogue[address].parse(float(given[1]) if given[0] in "fi" else given[1])
    assert seen >= 3


def test_readme_begins_with_the_two_commands_and_ci_runs_one() -> None:
    text = README.read_text()
    assert text.startswith("# Asterism")
    assert "python3 run.py play" in text
    assert "python3 run.py test" in text
    assert "python3 run.py test" in (ROOT / ".ci" / "run").read_text()


def test_changelog_has_this_version() -> None:
    assert re.search(rf"^## \[?{re.escape(__version__)}\]? - ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_decisions_are_numbered_without_a_gap_and_half_a_page_long() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text()
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert "**Decision.**" in text, path.name
        assert 100 < len(text.split()) < 450, path.name


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    reasons = next((ROOT / "docs" / "decisions").glob("0007-*.md")).read_text()
    named_there = set(re.findall(r"[a-z][\w-]+", reasons))
    assert {*project["dependencies"], *project["optional-dependencies"]["test"]} - named_there == set()


def test_licence_is_mit() -> None:
    text = " ".join((ROOT / "LICENSE").read_text().split())
    assert text.startswith("MIT License Copyright (c) ")
    for sentence in (
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software",
        "The above copyright notice and this permission notice shall be included in all copies or substantial portions",
        'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED',
    ):
        assert sentence in text
