"""Shaders: includes, errors that name file and line, and reloading that keeps the last good one.

In: shader files written here into the user's folder. Out: programs, or messages.
Runs in the test process, headless.
"""

import os
from pathlib import Path

import moderngl
import numpy as np
import pytest

from engine import files
from engine.errors import ShaderError
from engine.stage.batch import Batch
from engine.stage.shader import Shader, compile_program, read_source

VERTEX = "library/fullscreen.vert"
GREEN = "#version 330 core\nout vec4 light;\nvoid main() {\n    light = vec4(0.0, 1.0, 0.0, 1.0);\n}\n"


def write(home: Path, name: str, text: str) -> Path:
    path = home / "shaders" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def all_pairs() -> list[tuple[str, str]]:
    """Every fragment shader that ships, with a vertex shader that fits: its namesake, or the one of its folder."""
    root = files.shipped("shaders")
    pairs = []
    for vertex in sorted(root.rglob("*.vert")):
        name = vertex.relative_to(root).as_posix()
        if name == VERTEX:
            # Passes over the whole picture: fragment shaders without a namesake, but for the one that two share.
            fragments = [path for path in sorted(root.rglob("*.frag")) if not path.with_suffix(".vert").exists()]
            fragments = [path for path in fragments if path.stem != "spark"]
        else:
            own = vertex.with_suffix(".frag")
            fragments = [own if own.exists() else vertex.with_name("spark.frag")]
        pairs += [(name, fragment.relative_to(root).as_posix()) for fragment in fragments]
    return pairs


@pytest.mark.parametrize(("vertex", "fragment"), all_pairs())
def test_every_shader_that_ships_compiles(context: moderngl.Context, vertex: str, fragment: str) -> None:
    program, paths = compile_program(context, vertex, fragment)
    assert program.glo and paths[0].name == Path(vertex).name


def test_no_shader_that_ships_is_left_out() -> None:
    named = {name for pair in all_pairs() for name in pair}
    root = files.shipped("shaders")
    assert {
        path.relative_to(root).as_posix() for path in root.rglob("*.*") if path.suffix in (".vert", ".frag")
    } == named


def test_includes_go_to_any_depth_and_come_once(home: Path) -> None:
    write(home, "library/one.glsl", '#include "library/two.glsl"\nfloat one() { return two(); }\n')
    write(home, "library/two.glsl", "float two() { return 2.0; }\n")
    write(
        home, "a.frag", '#version 330 core\n#include "library/two.glsl"\n#include "library/one.glsl"\nvoid main() {}\n'
    )
    source = read_source("a.frag")
    assert source.text.count("float two()") == 1
    assert source.text.index("float two()") < source.text.index("float one()")
    assert [path.name for path in source.files] == ["a.frag", "two.glsl", "one.glsl"]


def test_a_mistake_after_nested_includes_is_told_with_its_line(context: moderngl.Context, home: Path) -> None:
    write(home, "library/one.glsl", '// one\n#include "library/two.glsl"\nfloat one = two\n    + nowhere;\n')
    write(home, "library/two.glsl", "const float two = 2.0;\n\n\n\n\n\n")
    head = '#version 330 core\n#include "library/one.glsl"\n#include "library/two.glsl"\nout vec4 light;\n'
    write(home, "bad.frag", head + "void main() {\n    light = vec4(elsewhere);\n}\n")
    with pytest.raises(ShaderError) as caught:
        compile_program(context, VERTEX, "bad.frag")
    assert f"{home / 'shaders/library/one.glsl'}:4" in str(caught.value)
    write(home, "library/one.glsl", '// one\n#include "library/two.glsl"\n')
    with pytest.raises(ShaderError, match=r"bad\.frag:6"):
        compile_program(context, VERTEX, "bad.frag")


def test_editors_that_write_a_byte_order_mark_are_understood(context: moderngl.Context, home: Path) -> None:
    write(home, "a.frag", "\ufeff" + GREEN)
    program, _ = compile_program(context, VERTEX, "a.frag")
    assert program.glo


@pytest.mark.parametrize("in_include", [False, True])
def test_a_mistake_is_told_with_its_file_and_line(context: moderngl.Context, home: Path, in_include: bool) -> None:
    mistake = "float broken() {\n    return nowhere;\n}\n"
    write(home, "library/broken.glsl", mistake if in_include else "\n")
    text = '#version 330 core\n// a line\n#include "library/broken.glsl"\nout vec4 light;\n'
    text += "void main() {\n    light = vec4(1.0);\n" + ("" if in_include else "    light = elsewhere;\n") + "}\n"
    write(home, "bad.frag", text)
    place = "broken.glsl:2" if in_include else "bad.frag:7"
    with pytest.raises(ShaderError, match=place):
        compile_program(context, VERTEX, "bad.frag")


def test_missing_and_circular_includes_are_told(home: Path) -> None:
    write(home, "a.frag", '#version 330 core\n\n#include "library/nothing.glsl"\n')
    with pytest.raises(ShaderError, match=r"a\.frag:3: .*nothing\.glsl"):
        read_source("a.frag")
    write(home, "library/round.glsl", '#include "library/round.glsl"\n')
    write(home, "b.frag", '#version 330 core\n#include "library/round.glsl"\n')
    with pytest.raises(ShaderError, match=r"round\.glsl:1: .*includes itself"):
        read_source("b.frag")


def draw(context: moderngl.Context, shader: Shader) -> tuple[int, ...]:
    """The colour that a full-screen shader gives."""
    target = context.framebuffer([context.texture((4, 4), 4)])
    target.use()
    context.vertex_array(shader.program, []).render(vertices=3)
    return tuple(np.frombuffer(target.read(components=3), np.uint8)[:3])


def touch(path: Path, text: str, age: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(age, age))  # a file system may not tell two writes within a moment apart


def test_a_changed_shader_is_taken_up_and_a_broken_one_is_not(context: moderngl.Context, home: Path) -> None:
    path = write(home, "a.frag", GREEN)
    shader = Shader(context, VERTEX, "a.frag")
    assert draw(context, shader) == (0, 255, 0)
    assert shader.refresh() is None
    touch(path, GREEN.replace("0.0, 1.0, 0.0", "1.0, 0.0, 0.0"), 10**18)
    assert shader.refresh() is None
    assert draw(context, shader) == (255, 0, 0)
    touch(path, GREEN.replace("vec4(0.0", "vec4(mistake"), 10**18 + 1)
    error = shader.refresh()
    assert error is not None and "a.frag:4" in str(error)
    assert draw(context, shader) == (255, 0, 0)
    assert shader.refresh() is None  # said once
    path.unlink()
    assert shader.refresh() is not None
    assert draw(context, shader) == (255, 0, 0)
    touch(path, GREEN, 10**18 + 2)
    assert shader.refresh() is None
    assert draw(context, shader) == (0, 255, 0)


def test_a_changed_include_is_taken_up(context: moderngl.Context, home: Path) -> None:
    path = write(home, "library/shade.glsl", "const float SHADE = 1.0;\n")
    write(
        home,
        "a.frag",
        GREEN.replace("out", '#include "library/shade.glsl"\nout').replace("1.0, 0.0, 1.0", "SHADE, 0.0, 1.0"),
    )
    shader = Shader(context, VERTEX, "a.frag")
    assert draw(context, shader) == (0, 255, 0)
    touch(path, "const float SHADE = 0.0;\n", 10**18)
    assert shader.refresh() is None
    assert draw(context, shader) == (0, 0, 0)


def test_a_file_of_ones_own_takes_the_place_of_ours_and_gives_it_back(context: moderngl.Context, home: Path) -> None:
    shader = Shader(context, VERTEX, "picture/develop.frag")
    ours = shader.program
    path = write(home, "picture/develop.frag", GREEN)
    assert shader.refresh() is None
    assert draw(context, shader) == (0, 255, 0)
    path.unlink()
    path.mkdir()  # what is no file counts for nothing
    assert shader.refresh() is None
    assert shader.program is not ours and draw(context, shader) != (0, 255, 0)


def test_a_mistake_in_a_new_include_is_mended_there(context: moderngl.Context, home: Path) -> None:
    path = write(home, "a.frag", GREEN)
    shader = Shader(context, VERTEX, "a.frag")
    touch(path, GREEN.replace("out", '#include "b.glsl"\nout').replace("1.0, 0.0, 1.0", "BLUE, 1.0"), 10**18)
    missing = shader.refresh()
    assert missing is not None and "b.glsl" in str(missing)
    include = write(home, "b.glsl", "const vec2 BLUE = vec2(0.0 1.0);\n")
    wrong = shader.refresh()
    assert wrong is not None and "b.glsl:1" in str(wrong)
    touch(include, "const vec2 BLUE = vec2(0.0, 1.0);\n", 10**18)
    assert shader.refresh() is None
    assert draw(context, shader) == (0, 0, 255)


@pytest.mark.parametrize("new", ["vec3 shade;", "int shade;", "float shade[2];"])
def test_a_shader_that_takes_other_inputs_is_refused(context: moderngl.Context, home: Path, new: str) -> None:
    text = GREEN.replace("out", "uniform float shade;\nout").replace("1.0, 0.0, 1.0", "float(shade), 0.0, 1.0")
    path = write(home, "a.frag", text)
    shader = Shader(context, VERTEX, "a.frag")
    use = "float(shade)" if new == "int shade;" else "shade[1]"
    touch(path, text.replace("float shade;", new).replace("float(shade)", use), 10**18)
    refused = shader.refresh()
    assert refused is not None and "shade" in str(refused) and "a.frag" in str(refused)
    shader.set(shade=1.0)
    assert draw(context, shader) == (0, 255, 0)


def test_a_batch_draws_every_record_even_when_an_input_is_unused(context: moderngl.Context, home: Path) -> None:
    write(
        home,
        "spot.vert",
        "#version 330 core\nin float column;\nin vec2 unused;\nvoid main() {\n"
        "    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);\n"
        "    gl_Position = vec4((column + corner.x) / 4.0 * 2.0 - 1.0, corner.y * 2.0 - 1.0, 0.0, 1.0);\n}\n",
    )
    write(home, "a.frag", GREEN)
    record = np.dtype([("column", "f4"), ("unused", "f4", (2,))])
    batch = Batch(context, Shader(context, "spot.vert", "a.frag"), 4, record, 3)
    target = context.framebuffer([context.texture((4, 1), 4)])
    target.use()
    shapes = np.zeros(5, record)
    shapes["column"] = [0, 2, 3, 1, 1]
    batch.draw(shapes)
    green = np.frombuffer(target.read(components=3), np.uint8)[1::3]
    assert list(green) == [255, 0, 255, 255]
