"""ISF files are read as the specification says, and as public files are written all the same.

In: small files, written here. Out: proof.
"""

from pathlib import Path

import pytest
from isf.files import MAIN, read, write

from engine.isf.document import read_document
from engine.isf.inputs import Input

IMAGE = {"NAME": "inputImage", "TYPE": "image"}


def one(folder: Path, **keys: object) -> Input:
    """The input that a file with one input has."""
    (found,) = read(folder, INPUTS=[{"NAME": "it", **keys}]).inputs
    return found


def test_what_a_header_tells(tmp_path: Path) -> None:
    document = read(tmp_path, VSN="1.2", DESCRIPTION="A wave", CREDIT="by me", CATEGORIES=["Film", "Blur"])
    assert (document.version, document.file_version, document.dialect) == (2, "1.2", "isf")
    assert (document.description, document.credit, document.categories) == ("A wave", "by me", ("Film", "Blur"))
    assert document.kind == "generator" and document.warnings == ()
    assert [made.target for made in document.passes] == [""] and document.buffers == ()


@pytest.mark.parametrize(
    ("given", "version", "remarks"),
    [("2", 2, 0), ("2.0", 2, 0), (2, 2, 0), ("2.1.1", 2, 0), ("1", 1, 0), (None, 1, 0), ("3.0", 2, 1), ("new", 2, 1)],
)
def test_version(tmp_path: Path, given: object, version: int, remarks: int) -> None:
    document = read(tmp_path, ISFVSN=given)
    assert document.version == version and len(document.warnings) == remarks


def test_kinds(tmp_path: Path) -> None:
    start, end = {"NAME": "startImage", "TYPE": "image"}, {"NAME": "endImage", "TYPE": "image"}
    progress = {"NAME": "progress", "TYPE": "float"}
    assert read(tmp_path, INPUTS=[IMAGE]).kind == "filter"
    assert read(tmp_path, INPUTS=[start, end, progress]).kind == "transition"
    half = read(tmp_path, INPUTS=[start, end])
    assert half.kind == "generator" and "progress" in half.warnings[0].text
    assert read(tmp_path, INPUTS=[{"NAME": "inputImage", "TYPE": "float"}]).kind == "generator"


def test_float(tmp_path: Path) -> None:
    plain = one(tmp_path, TYPE="float")
    assert (plain.low, plain.default, plain.high, plain.identity) == ((0.0,), (0.5,), (1.0,), None)
    full = one(tmp_path, TYPE="float", MIN=-2, MAX="4.5", DEFAULT=1, IDENTITY=0, LABEL="It", DESCRIPTION="how much")
    assert (full.low, full.default, full.high, full.identity) == ((-2.0,), (1.0,), (4.5,), (0.0,))
    assert (full.label, full.description, full.line) == ("It", "how much", 1)


def test_a_default_outside_a_range_that_is_not_given_stretches_it(tmp_path: Path) -> None:
    document = read(tmp_path, INPUTS=[{"NAME": "it", "TYPE": "float", "DEFAULT": 7}])
    assert document.inputs[0].low == (0.0,) and document.inputs[0].high == (7.0,)
    assert "goes from 0 to 7" in document.warnings[0].text
    lower = one(tmp_path, TYPE="float", MIN=-1)
    assert (lower.low, lower.high) == ((-1.0,), (1.0,))
    both = read(tmp_path, INPUTS=[{"NAME": "it", "TYPE": "float", "MIN": 5}])
    assert (both.inputs[0].low, both.inputs[0].high) == ((0.0,), (1.0,)) and both.warnings


@pytest.mark.parametrize(
    ("given", "value"),
    [(True, 1.0), (False, 0.0), (1, 1.0), (0.0, 0.0), ("1", 1.0), ("false", 0.0), ("TRUE", 1.0), (None, 1.0)],
)
def test_bool(tmp_path: Path, given: object, value: float) -> None:
    found = one(tmp_path, TYPE="bool", DEFAULT=given) if given is not None else one(tmp_path, TYPE="bool")
    assert found.default == (value,) and found.glsl_type == "bool"


def test_event(tmp_path: Path) -> None:
    found = one(tmp_path, TYPE="event")
    assert (found.default, found.glsl_type, found.is_image) == ((0.0,), "bool", False)


def test_long(tmp_path: Path) -> None:
    full = one(tmp_path, TYPE="long", VALUES=[0, 2, 5], LABELS=["a", "b", "c"], DEFAULT=2)
    assert (full.values, full.labels, full.default) == ((0, 2, 5), ("a", "b", "c"), (2.0,))
    assert one(tmp_path, TYPE="long", VALUES=[4, 6]).labels == ("4", "6")
    assert one(tmp_path, TYPE="long", VALUES=[4, 6]).default == (4.0,)
    assert one(tmp_path, TYPE="long", LABELS=["x", "y"]).values == (0, 1)
    assert one(tmp_path, TYPE="long", MIN=1, MAX=3, DEFAULT=2).values == (1, 2, 3)
    wide = one(tmp_path, TYPE="long", MIN=0, MAX=1000)
    assert (wide.values, wide.low, wide.high, wide.default) == ((), (0.0,), (1000.0,), (500.0,))
    assert one(tmp_path, TYPE="long", VALUES=[0, 1], LABELS=["a", 7]).labels == ("a", "7")


def test_point_and_colour(tmp_path: Path) -> None:
    point = one(tmp_path, TYPE="point2D", DEFAULT=[1, 0], MIN=[-1, -1], MAX=[1, 2])
    assert (point.default, point.low, point.high) == ((1.0, 0.0), (-1.0, -1.0), (1.0, 2.0))
    assert one(tmp_path, TYPE="point2D").default == (0.5, 0.5)
    colour = one(tmp_path, TYPE="color", DEFAULT=[1, 0.5, 0, 0.25])
    assert (colour.default, colour.low, colour.high) == ((1.0, 0.5, 0.0, 0.25), (0.0,) * 4, (1.0,) * 4)
    assert one(tmp_path, TYPE="color").default == (1.0,) * 4
    short = read(tmp_path, INPUTS=[{"NAME": "it", "TYPE": "color", "DEFAULT": [1, 0, 0]}])
    assert short.inputs[0].default == (1.0, 0.0, 0.0, 1.0) and "alpha" in short.warnings[0].text


@pytest.mark.parametrize("kind", ["audio", "audioFFT"])
def test_sound_is_an_image_with_bins(tmp_path: Path, kind: str) -> None:
    assert one(tmp_path, TYPE=kind, MAX=64).bins == 64
    found = one(tmp_path, TYPE=kind)
    assert found.bins is None and found.is_image and found.glsl_type == "sampler2D" and found.default == ()


def test_a_type_in_other_letters_is_remarked(tmp_path: Path) -> None:
    document = read(tmp_path, INPUTS=[{"NAME": "it", "TYPE": "Point2d"}])
    assert document.inputs[0].kind == "point2D" and 'write "point2D"' in document.warnings[0].text


def test_the_network_is_asked_for_by_name(tmp_path: Path) -> None:
    names = ["brainWeights", "inputImage", "brainState"]
    document = read(tmp_path, INPUTS=[{"NAME": name, "TYPE": "image"} for name in names])
    assert document.asks_for_network == ("brainState", "brainWeights")
    assert [item.name for item in document.images] == names
    assert read(tmp_path, INPUTS=[{"NAME": "brainState", "TYPE": "float"}]).asks_for_network == ()


def test_passes(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        INPUTS=[{"NAME": "blur", "TYPE": "float", "MAX": 8}, {"NAME": "mode", "TYPE": "long", "VALUES": [1, 2]}],
        PASSES=[
            {"TARGET": "small", "WIDTH": "max(floor($WIDTH/$blur), 1)", "HEIGHT": 3, "DESCRIPTION": "down"},
            {"TARGET": "kept", "PERSISTENT": True, "FLOAT": "1", "WIDTH": "$WIDTH / $mode"},
            {},
        ],
    )
    assert [made.target for made in document.passes] == ["small", "kept", ""]
    assert document.passes[0].description == "down"
    small, kept = document.buffers
    sizes = {"WIDTH": 100.0, "HEIGHT": 50.0, "blur": 3.0, "mode": 2.0}
    assert (small.persistent, small.is_float, kept.persistent, kept.is_float) == (False, False, True, True)
    assert (small.width.pixels(sizes, 1), small.height.pixels(sizes, 1)) == (33, 3)
    assert (kept.width.pixels(sizes, 1), kept.height.pixels(sizes, 1)) == (50, 50)
    assert document.buffer("kept") is kept and document.buffer("") is None


@pytest.mark.parametrize("falsy", [False, 0, "0", "false", None])
def test_a_pass_that_says_that_it_is_not_persistent_is_not(tmp_path: Path, falsy: object) -> None:
    (buffer,) = read(tmp_path, PASSES=[{"TARGET": "a", "PERSISTENT": falsy}]).buffers
    assert not buffer.persistent


def test_persistent_buffers_of_version_1(tmp_path: Path) -> None:
    listed = read(tmp_path, ISFVSN=None, PERSISTENT_BUFFERS=["a", "b"], PASSES=[{"TARGET": "a"}, {}])
    assert [(buffer.name, buffer.persistent) for buffer in listed.buffers] == [("a", True), ("b", True)]
    assert listed.version == 1 and listed.warnings == ()
    sized = read(
        tmp_path,
        ISFVSN=None,
        PERSISTENT_BUFFERS={"a": {"WIDTH": "$WIDTH/4.0", "HEIGHT": 9, "FLOAT": True}},
        PASSES=[{"TARGET": "a"}, {"TARGET": "b"}],
    )
    a, b = sized.buffers
    assert (a.persistent, a.is_float, a.width.text, a.height.text) == (True, True, "$WIDTH/4.0", "9")
    assert (b.persistent, b.width.text) == (False, "$WIDTH")
    assert "PERSISTENT" in read(tmp_path, PERSISTENT_BUFFERS=["a"]).warnings[0].text


@pytest.mark.parametrize(
    "given",
    [{"stars": {"PATH": "img/s.png"}}, [{"NAME": "stars", "PATH": "img/s.png"}], {"stars": "./img/s.png"}],
    ids=["version 2", "version 1", "only a path"],
)
def test_imported_images(tmp_path: Path, given: object) -> None:
    (tmp_path / "img").mkdir()
    write(tmp_path / "img", b"", "s.png")
    (image,) = read(tmp_path, IMPORTED=given).imported
    assert image.name == "stars" and not image.cube and image.paths[0].samefile(tmp_path / "img" / "s.png")


def test_an_imported_cube(tmp_path: Path) -> None:
    names = [str(write(tmp_path, b"", f"{side}.png").name) for side in range(6)]
    (image,) = read(tmp_path, IMPORTED={"sky": {"TYPE": "cube", "PATH": names}}).imported
    assert image.cube and [path.name for path in image.paths] == names


def test_the_vertex_shader_beside_it(tmp_path: Path) -> None:
    assert read(tmp_path).vertex_path is None
    path = write(tmp_path, "void main() {\n    isf_vertShaderInit();\n}\n", "a.vert")
    assert read(tmp_path).vertex_path == path
    path = write(tmp_path, "void main() {}\n", "a.vs")
    document = read(tmp_path)
    assert document.vertex_path == path
    assert str(document.warnings[0]) == f"{path}:1: main must first call isf_vertShaderInit()"


def test_a_varying_without_a_vertex_shader_is_remarked(tmp_path: Path) -> None:
    (warning,) = read(tmp_path, "\nvarying vec2 p;\n" + MAIN).warnings
    assert warning.line == 3 and "a.vs" in warning.text


PUBLIC = """\
// a licence
/* of some kind */
#version 120

/**
{
    // what it does
    "DESCRIPTION": "two
lines",
    "INPUTS": [
        { "NAME": "a", "TYPE": "float", "MIN": -.5, "MAX": 1., "DEFAULT": +0.25, },
        { "NAME": "b", "TYPE": "bool", "DEFAULT": True, },
    ],
    "COLOUR": 3,
    "CREDIT": "\\/ \\q \\u00e9",
}
*/
void main() { gl_FragColor = vec4(a); }
"""


@pytest.mark.parametrize("form", ["lf", "crlf", "cr", "bom"])
def test_what_public_files_do_is_put_up_with(tmp_path: Path, form: str) -> None:
    ends = {"crlf": "\r\n", "cr": "\r"}
    text = PUBLIC.replace("\n", ends.get(form, "\n"))
    document = read_document(write(tmp_path, ("\ufeff" if form == "bom" else "") + text))
    a, b = document.inputs
    assert (a.low, a.default, a.high, b.default) == ((-0.5,), (0.25,), (1.0,), (1.0,))
    assert (a.line, b.line) == (11, 12)
    assert document.description == "two\nlines" and document.credit == "/ q é"
    told = {warning.line: warning.text for warning in document.warnings}
    assert set(told) == {8, 12, 14}
    assert "several lines" in told[8] and "true" in told[12] and "COLOUR" in told[14]
    kept = {number: line.strip() for number, line in enumerate(document.fragment.splitlines(), 1) if line.strip()}
    assert kept == {3: "#version 120", 18: "void main() { gl_FragColor = vec4(a); }"}


def test_comments_and_the_header_are_spaces_and_no_line_moves(tmp_path: Path) -> None:
    code = "float a; // b\n/* c\n d */ float e;\n" + MAIN
    document = read_document(write(tmp_path, '/*{\n"ISFVSN": "2"\n}*/\n' + code))
    lines = document.fragment.splitlines()
    assert [line.strip() for line in lines] == ["", "", "", "float a;", "", "float e;", MAIN.strip()]
    assert lines[5].index("float e;") == code.splitlines()[2].index("float e;")


def test_a_file_in_latin_1_is_read(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, b'/*{"ISFVSN": "2",\n"CREDIT": "Andr\xe9"}*/\n' + MAIN.encode()))
    assert document.credit == "André" and document.warnings[0].line == 2


def test_a_key_that_stands_twice_and_an_unknown_one_are_remarked(tmp_path: Path) -> None:
    text = '/*{"ISFVSN": "2",\n"CREDIT": "a",\n"CREDIT": "b",\n"INPUT": []}*/\n' + MAIN
    document = read_document(write(tmp_path, text))
    assert document.credit == "b"
    assert [(warning.line, warning.text) for warning in document.warnings] == [
        (3, '"CREDIT" stands twice; the last one counts'),
        (4, 'the header has a key "INPUT", which ISF does not know. Did you mean INPUTS?'),
    ]


SHADERTOY = "void mainImage(out vec4 c, in vec2 p) { c = texture(iChannel0, p) + texture(iChannel2, p); }\n"


def test_shadertoy(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, SHADERTOY, "a.glsl"))
    assert (document.dialect, document.kind, document.by_image) == ("shadertoy", "generator", True)
    assert document.channels == ("iChannel0", "iChannel2") and document.inputs == () and len(document.passes) == 1


def test_a_header_may_stand_before_main_image(tmp_path: Path) -> None:
    document = read(tmp_path, SHADERTOY, INPUTS=[{"NAME": "speed", "TYPE": "float"}])
    assert document.dialect == "isf" and document.by_image and document.channels
    assert read(tmp_path).channels == ()
