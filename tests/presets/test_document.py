"""Documents: every key's line, whatever form of TOML it is written in, and files that are no TOML.

In: texts, most of them wrong. Out: lines and messages. Runs in the test process.
"""

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.errors import PresetError
from engine.presets.document import Document, Place, find_lines

EVERY_FORM = '''# a comment
title = "no [header] = here"

values."/node/size" = 1

[sound] # with a comment
device = { name = "a", more = { number = 2 } }
channels = [
    1,  # one
    2,
]
text = """
[not.a.header]
key = "not a key"
"""
'quoted key' = 1
[[bindings]]
source = "a"

[[ bindings ]]
source = "b"
[bindings.inner]
deep = true
[[bindings.list]]
x = 1
[[bindings.list]]
x = 2
[lists]
tables = [{ a = 1 }, { b = 2 }]
'''

LINES: dict[Place, int] = {
    ("title",): 2,
    ("values",): 4,
    ("values", "/node/size"): 4,
    ("sound",): 6,
    ("sound", "device"): 7,
    ("sound", "device", "more", "number"): 7,
    ("sound", "channels"): 8,
    ("sound", "text"): 12,
    ("sound", "quoted key"): 16,
    ("bindings",): 17,
    ("bindings", 0): 17,
    ("bindings", 0, "source"): 18,
    ("bindings", 1): 20,
    ("bindings", 1, "source"): 21,
    ("bindings", 1, "inner"): 22,
    ("bindings", 1, "inner", "deep"): 23,
    ("bindings", 1, "list", 0): 24,
    ("bindings", 1, "list", 0, "x"): 25,
    ("bindings", 1, "list", 1, "x"): 27,
    ("lists", "tables", 0, "a"): 29,
    ("lists", "tables", 1, "b"): 29,
}


def places(data: Any, above: Place = ()) -> set[Place]:
    """Every key and every numbered table of parsed TOML."""
    found: set[Place] = set()
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        if isinstance(data, dict) or isinstance(value, dict):
            found |= {(*above, key)} | places(value, (*above, key))
    return found


def test_lines_of_every_form_of_key() -> None:
    lines = find_lines(EVERY_FORM)
    assert {place: lines.get(place) for place in LINES} == LINES
    assert not any("not" in str(place) or "key" in place for place in lines)
    assert set(lines) == places(tomllib.loads(EVERY_FORM))


@pytest.mark.parametrize("seed", range(20))
def test_lines_of_texts_put_together_at_random(seed: int) -> None:
    chance = random.Random(seed)
    text, expected, table, bindings = "", {}, (), 0
    for index in range(60):
        text += "\n" * chance.randrange(3) + "# remark = 1\n" * chance.randrange(2)
        line = text.count("\n") + 1
        kind = chance.choice(["number", "text", "list", "braces", "header", "binding"])
        key, place = f'"/key/{index}"', f"/key/{index}"
        if kind == "header":
            table = (f"table{index}",)
            text += f"  [ {table[0]} ]\n"
            expected[table] = line
        elif kind == "binding":
            table = ("bindings", bindings)
            bindings += 1
            text += "[[bindings]] # one more\n"
            expected[table] = line
        else:
            value = {
                "number": "1.5  # remark",
                "text": "'''\n[x]\na = 1\n'''",
                "list": '[\n  "[[bindings]]",\n\n  "b",\n]',
                "braces": "{ a = 1 }",
            }[kind]
            text += f"{key} = {value}\n"
            expected[(*table, place)] = line
    lines = find_lines(text)
    assert {place: lines[place] for place in expected} == expected
    assert set(lines) == places(tomllib.loads(text))


def read(folder: Path, content: bytes | str) -> Document:
    path = folder / "look.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Document(path)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ('order = 1\ntitle = "open', 2, "TOML: "),
        ('order = 1\n\nlist = [1,\n2,\n[values]\n"/a/b" = 1\n', 5, "TOML: "),
        ("order = 1\nlist = [1,\n2,\n", 2, "TOML: "),
        ('title = """never\nclosed\n', 1, "TOML: "),
        ("order = 1\norder = 2", 2, "TOML: "),
        ("[values]\n[values]\n", 2, "TOML: "),
        ("order = 1 title = 2", 1, "TOML: "),
        ("[values]\n\n/node/size = 1.0\n", 3, 'a path stands in quotes: "/node/size"'),
        ('\n\ntitle = "caf\xe9"'.encode("latin-1"), 3, "save the file as text in UTF-8"),
        ('title = "a"'.encode("utf-16"), 1, "save the file as text in UTF-8"),
    ],
)
def test_no_toml_is_told_with_its_line(content: bytes | str, line: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(PresetError) as caught:
        read(tmp_path, content)
    assert str(caught.value).startswith(f"{tmp_path / 'look.toml'}:{line}: this is not ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a = " + "[" * 20_000, "nested|nests"),
        ("a = " + "1" * 5000, "limit"),
        ("# " + "x" * 1_000_000, "KiB"),
    ],
)
def test_absurd_files_are_errors_too(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(PresetError, match=message):
        read(tmp_path, content)


def test_unreadable_file_says_why_and_which(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.toml", tmp_path):
        with pytest.raises(PresetError, match=r"cannot be read: \w") as caught:
            Document(path)
        assert str(caught.value).count(str(path)) == 1


def test_editors_of_other_systems_are_understood(tmp_path: Path) -> None:
    document = read(tmp_path, b"\xef\xbb\xbf# Windows\r\ntitle = 1\r\n[values]\r\nx = 2\r\n")
    assert document.data == {"title": 1, "values": {"x": 2}}
    assert str(document.problem("wrong", "values", "x")) == f"{document.path}:4: x: wrong"


def test_a_line_break_of_unicode_is_none_of_toml(tmp_path: Path) -> None:
    document = read(tmp_path, 'title = "a\u2028b\u0085c"\nx = 1')
    assert ":2: x:" in str(document.problem("wrong", "x"))


def test_a_problem_names_the_nearest_line_and_the_key(tmp_path: Path) -> None:
    document = read(tmp_path, 'title = "a"\n[values]\n[[bindings]]\nsource = "a"\n[[bindings]]\nlow = 1\n')
    path = document.path
    for place, expected in (
        (("title",), f"{path}:1: title: wrong"),
        (("values", "/a/b"), f"{path}:2: /a/b: wrong"),
        (("bindings", 1, "low"), f"{path}:6: low: wrong"),
        (("bindings", 1, "source"), f"{path}:5: source: wrong"),
        (("bindings", 0), f"{path}:3: bindings: wrong"),
        (("order",), f"{path}: order: wrong"),
        ((), f"{path}: wrong"),
    ):
        assert str(document.problem("wrong", *place)) == expected


def test_types_at_the_top_and_keys_that_nobody_reads(tmp_path: Path) -> None:
    document = read(tmp_path, 'title = "a"\nnumber = 3\nlist = [1]\n[table]\nkey = 1\n[[tables]]\nx = 1\n')
    assert document.text("title", "") == "a"
    assert document.text("missing", "fallback") == "fallback"
    assert document.table("table") == {"key": 1}
    assert document.table("missing") == {}
    assert document.tables("tables") == [{"x": 1}]
    assert document.tables("missing") == []
    document.check_keys(("title", "number", "list", "table", "tables", "another"))
    for call, line, message in (
        (lambda: document.text("number", ""), 2, "number: must be text, not 3"),
        (lambda: document.table("number"), 2, "must be a table"),
        (lambda: document.table("tables"), 6, "must be a table"),
        (lambda: document.tables("table"), 4, "must be tables"),
        (lambda: document.tables("list"), 3, "must be tables"),
        (lambda: document.table("table", ("keys",)), 5, "key: there is no such key; there is keys. Did you mean keys"),
        (lambda: document.check_keys(("title", "numbers")), 2, "Did you mean numbers"),
    ):
        with pytest.raises(PresetError, match=rf":{line}: .*{message}"):
            call()


@pytest.mark.parametrize("text", ["[" + "a." * 5000 + "b]", "a." * 200 + "b = 1", "a = " + "[" * 300 + "]" * 300])
def test_what_nests_too_deeply_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(text)
    with pytest.raises(PresetError, match=r"deep\.toml: it nests too deeply"):
        Document(path)
