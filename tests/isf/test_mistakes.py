"""What is wrong with an ISF file is told with its line and with what to write instead.

In: broken files, written here. Out: proof.
"""

from pathlib import Path

import pytest
from isf.files import MAIN, read, write

from engine.errors import IsfError, ShaderError
from engine.isf.document import read_document

# Each header is `/*{ "ISFVSN": "2",`, the lines given here, and `}*/`: the first of them is line 2.
INPUTS = '"INPUTS": [\n{ "NAME": "a", "TYPE": "float" },\n'
BROKEN = {
    "a comma is missing": ('"CREDIT": "me"\n"VSN": "1"', 2, "a comma is missing here"),
    "a comma is missing in a list": ('"CATEGORIES": [ "a"\n"b" ]', 2, "the ] for the [ in line 2"),
    "a colon is missing": ('"CREDIT" "me"', 2, 'after the key "CREDIT" a colon is missing'),
    "a key without quotes": ('CREDIT: "me"', 2, "expected a key in quotes"),
    "a value without quotes": ('"CREDIT": me', 2, 'texts need quotes, "me"'),
    "a value is missing": ('"VSN": ,', 2, "a value is missing before ','"),
    "a list is never closed": ('"CATEGORIES": [ "a"', 2, "a comma is missing here, or the ]"),
    "a text is never closed": ('"VSN": "1"\n,"CREDIT": "me', 3, "no closing quote"),
    "too large a number": ('"X": 1e999', 2, "1e999 is too large"),
    "too deep": ('"X": ' + "[" * 40 + "]" * 40, 2, "nests too deeply"),
    "half an escape": ('"X": "\\u12"', 2, "four hexadecimal digits"),
    "inputs are no list": ('"INPUTS": {}', 2, '"INPUTS" must be a list'),
    "an input is a word": ('"INPUTS": [\n"a"]', 3, 'an input must look like { "NAME"'),
    "no name": ('"INPUTS": [\n{ "TYPE": "float" } ]', 3, 'an input needs a "NAME"'),
    "no type": ('"INPUTS": [\n{ "NAME": "a" } ]', 3, 'the input a needs a "TYPE": one of event, bool'),
    "unknown type": ('"INPUTS": [\n{ "NAME": "a",\n"TYPE": "colour" } ]', 4, "Did you mean color?"),
    "a name with a space": (INPUTS + '{ "NAME": "my input", "TYPE": "float" } ]', 4, "write my_input"),
    "a name with a digit": (INPUTS + '{ "NAME": "3d", "TYPE": "float" } ]', 4, "write _3d"),
    "an empty name": (INPUTS + '{ "NAME": "", "TYPE": "float" } ]', 4, "the name is empty"),
    "a word of GLSL": (INPUTS + '{ "NAME": "vec3", "TYPE": "float" } ]', 4, "vec3 is a word of GLSL's own"),
    "a name of ISF": (INPUTS + '{ "NAME": "TIME", "TYPE": "float" } ]', 4, "TIME is a name of ISF's own"),
    "a name of GLSL": (INPUTS + '{ "NAME": "gl_size", "TYPE": "float" } ]', 4, "write size"),
    "a name twice": (INPUTS + '{ "NAME": "a", "TYPE": "bool" } ]', 4, "the name a is taken in line 3"),
    "min above max": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "float",\n"MIN": 2,\n"MAX": 1 } ]',
        3,
        "2, is above its MAX, 1",
    ),
    "point above": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "point2D", "MIN": [0, 3], "MAX": [1, 2] } ]',
        *(2, "the MIN of a, [0, 3], is above its MAX, [1, 2]"),
    ),
    "default outside": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "float", "MIN": 0, "MAX": 1,\n"DEFAULT": 2 } ]',
        *(3, "the DEFAULT of a, 2, must lie from 0 to 1"),
    ),
    "default no choice": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "long", "VALUES": [0, 1],\n"DEFAULT": 2 } ]',
        *(3, "must be one of its VALUES, 0, 1, not 2"),
    ),
    "default no number": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "float",\n"DEFAULT": "x" } ]',
        3,
        'must be a number, not "x"',
    ),
    "default no colour": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "color",\n"DEFAULT": [1, 2] } ]',
        *(3, "like [1.0, 0.5, 0.0, 1.0], not [1, 2]"),
    ),
    "default no truth": ('"INPUTS": [ { "NAME": "a", "TYPE": "bool",\n"DEFAULT": "x" } ]', 3, "must be true or false"),
    "labels too few": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "long",\n"VALUES": [0, 1, 2], "LABELS": ["x"] } ]',
        *(3, "a has 3 VALUES but 1 LABELS"),
    ),
    "values are texts": ('"INPUTS": [ { "NAME": "a", "TYPE": "long",\n"VALUES": ["x"] } ]', 3, "must be integers"),
    "values are parts": ('"INPUTS": [ { "NAME": "a", "TYPE": "long",\n"VALUES": [0.5] } ]', 3, "must be integers"),
    "labels are lists": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "long", "VALUES": [0],\n"LABELS": [[]] } ]',
        *(3, "the LABELS of a must be texts"),
    ),
    "no values": ('"INPUTS": [ { "NAME": "a", "TYPE": "long", "VALUES": [] } ]', 2, "the VALUES of a are empty"),
    "no bins": ('"INPUTS": [ { "NAME": "a", "TYPE": "audioFFT",\n"MAX": 0 } ]', 3, "from 1 to 16384, not 0"),
    "passes are no list": ('"PASSES": {}', 2, '"PASSES" must be a list'),
    "a pass is a word": ('"PASSES": [\n"a" ]', 3, "a pass must look like"),
    "a target is a number": ('"PASSES": [\n{ "TARGET": 1 } ]', 3, "must be a name in quotes"),
    "a target twice": ('"PASSES": [\n{ "TARGET": "b" },\n{ "TARGET": "b" } ]', 4, "the TARGET b is drawn in line 3"),
    "a target like an input": (
        '"INPUTS": [ { "NAME": "a", "TYPE": "float" } ],\n"PASSES": [ { "TARGET": "a" } ]',
        *(3, "the name a is taken in line 2"),
    ),
    "a bad target": ('"PASSES": [\n{ "TARGET": "b c" } ]', 3, "write b_c"),
    "an unknown variable": (
        '"INPUTS": [ { "NAME": "scale", "TYPE": "float" } ],\n"PASSES": [ { "TARGET": "b", "WIDTH": "$WIDTH*$scal" } ]',
        *(3, 'WIDTH of b, "$WIDTH*$scal": column 8: there is no $scal. Did you mean scale?'),
    ),
    "a colour in a formula": (
        '"INPUTS": [ { "NAME": "tint", "TYPE": "color" } ],\n"PASSES": [ { "TARGET": "b", "HEIGHT": "$tint" } ]',
        *(3, "there is no $tint"),
    ),
    "a size that is a list": (
        '"PASSES": [ { "TARGET": "b",\n"HEIGHT": [2] } ]',
        3,
        'a formula like "$HEIGHT/2", not [2]',
    ),
    "a size that is true": (
        '"PASSES": [ { "TARGET": "b", "HEIGHT": true } ]',
        2,
        'a formula like "$HEIGHT/2", not true',
    ),
    "persistent what": ('"PASSES": [ { "TARGET": "b", "PERSISTENT": "x" } ]', 2, "must be true or false"),
    "persistent buffers": ('"PERSISTENT_BUFFERS": 3', 2, "PERSISTENT_BUFFERS must be names"),
    "imports are a number": ('"IMPORTED": 3', 2, "IMPORTED must look like"),
    "an image without a name": ('"IMPORTED": [ { "PATH": "x.png" } ]', 2, "an imported image needs a name"),
    "an image without a path": ('"IMPORTED": {\n"b": {} }', 3, 'the imported image b needs "PATH"'),
    "an image that is not there": ('"IMPORTED": { "b": {\n"PATH": "x.png" } }', 3, "there is no x.png for the image b"),
    "half a cube": ('"IMPORTED": { "b": { "PATH": ["x.png", "y.png"] } }', 2, "needs six names"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_mistake_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    lines, line, told = BROKEN[case]
    path = write(tmp_path, f'/*{{ "ISFVSN": "2",\n{lines}\n}}*/\n{MAIN}')
    with pytest.raises(IsfError) as caught:
        read_document(path)
    messages = str(caught.value).splitlines()
    assert messages[0].startswith(f"{path}:{line}: "), messages
    assert told in messages[0] and len(messages) == 1


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("void main() {}\n", 1, "there is no ISF header; begin the file with /*{"),
        ("", 1, "there is no ISF header"),
        ('/* "INPUTS": [] */\nvoid main() {}\n', 1, "a header begins with /*{"),
        ('\n// { "ISFVSN": "2" }\nvoid main() {}\n', 2, "a header begins with /*{"),
        ('\n/*{ "ISFVSN": "2" }\nvoid main() {}\n', 2, "never closed; write */"),
        ('/*{ "ISFVSN": "2" }\n} */\nvoid main() {}\n', 1, "something follows the closing }"),
        ('/*{ "INPUTS": [\n{ "NAME": "a" }\n*/\nvoid main() {}\n', 3, "the [ in line 1 is never closed"),
        ('/*{ "CREDIT": "a",\n*/\nvoid main() {}\n', 2, "the { in line 1 is never closed"),
        ('/*{ "CREDIT":\n*/\nvoid main() {}\n', 2, "a value is missing before its end"),
        ('/*{ "ISFVSN": "2" }*/\nvec4 f() { return vec4(1.0); }\n\n', 2, "nothing draws; write void main()"),
        ("void main() {}\nvoid mainImage(out vec4 c, in vec2 p) {}\n", 1, "it has main and mainImage"),
    ],
)
def test_a_mistake_around_the_header_is_told(tmp_path: Path, text: str, line: int, told: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(IsfError) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}:{line}: ") and told in str(caught.value)


def test_every_mistake_is_told_at_once_in_order(tmp_path: Path) -> None:
    header = '/*{ "INPUTS": [\n{ "NAME": "a b", "TYPE": "float" },\n{ "NAME": "c", "TYPE": "flot" } ],\n'
    path = write(tmp_path, header + '"PASSES": [ { "TARGET": "d", "WIDTH": "$W/" } ] }*/\n')
    with pytest.raises(IsfError) as caught:
        read_document(path)
    places = [line.removeprefix(f"{path}:").partition(":")[0] for line in str(caught.value).splitlines()]
    assert places == ["2", "3", "4", "4"]


def test_lines_count_the_same_with_every_line_end(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        path = write(tmp_path, end.join(["// a", "/*{", '"INPUTS": [', '{ "NAME": "a", "TYPE": "x" }', "] }*/", MAIN]))
        with pytest.raises(IsfError, match=r"a\.fs:4: there is no type"):
            read_document(path)


def test_a_vertex_shader_without_main_is_told(tmp_path: Path) -> None:
    beside = write(tmp_path, "// nothing\n", "a.vs")
    with pytest.raises(IsfError) as caught:
        read(tmp_path)
    assert str(beside) in str(caught.value) and "isf_vertShaderInit" in str(caught.value)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(IsfError, match=r"Cannot read the shader .*nowhere\.fs"):
        read_document(tmp_path / "nowhere.fs")
    with pytest.raises(IsfError, match="Cannot read the shader"):
        read_document(tmp_path)
    with pytest.raises(IsfError, match="this is no shader"):
        read_document(write(tmp_path, b"\0\1\2"))


def test_it_is_a_shader_error_that_the_stage_can_catch() -> None:
    assert issubclass(IsfError, ShaderError)
