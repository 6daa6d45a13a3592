"""Translated shaders compile and draw what ISF says; a compiler's complaint names the file and its line.

In: shaders, written here, drawn without a window. Out: proof.
"""

from collections.abc import Iterator
from pathlib import Path

import moderngl
import numpy as np
import pytest
from isf.files import MAIN, read, write
from numpy.typing import NDArray

from engine.errors import ShaderError
from engine.isf.document import IsfDocument, read_document
from engine.isf.glsl import VERTICES, translate
from engine.stage.context import open_headless
from engine.stage.isf_compile import compile_document

INPUT_IMAGE = {"NAME": "inputImage", "TYPE": "image"}
SIZE = (8, 4)


@pytest.fixture(scope="module")
def context() -> Iterator[moderngl.Context]:
    context = open_headless()
    yield context
    context.release()


def draw(context: moderngl.Context, document: IsfDocument, **uniforms: object) -> NDArray[np.float32]:
    """What the document draws, 8 × 4 pixels of RGBA, the lowest row first; a uniform that is a texture is bound."""
    program = compile_document(context, document)
    target = context.framebuffer([context.texture(SIZE, 4, dtype="f4")])
    target.use()
    values = {"RENDERSIZE": tuple(map(float, SIZE)), **uniforms}
    unit = 0
    for name, value in values.items():
        if name not in program:
            continue
        if isinstance(value, moderngl.Texture):
            value.use(unit)
            program[name] = unit
            unit += 1
        else:
            program[name] = value
    context.vertex_array(program, []).render(moderngl.TRIANGLE_STRIP, vertices=VERTICES)
    return np.frombuffer(target.read(components=4, dtype="f4"), np.float32).reshape(SIZE[1], SIZE[0], 4)


def picture(context: moderngl.Context, width: int, height: int) -> tuple[moderngl.Texture, NDArray[np.float32]]:
    """A texture of random colours, sampled at the nearest pixel, and its pixels."""
    pixels = np.random.default_rng([7, width, height]).random((height, width, 4), np.float32)
    texture = context.texture((width, height), 4, pixels.tobytes(), dtype="f4")
    texture.filter = moderngl.NEAREST, moderngl.NEAREST
    texture.repeat_x = texture.repeat_y = False
    return texture, pixels


def grid() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The middles of the pixels, from 0 to 1: x and y."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32) + 0.5
    return x / SIZE[0], y / SIZE[1]


@pytest.mark.parametrize("name", ["isf_FragNormCoord", "vv_FragNormCoord", "isf_FragCoord / RENDERSIZE"])
def test_places_go_from_the_lower_left(context: moderngl.Context, tmp_path: Path, name: str) -> None:
    drawn = draw(context, read(tmp_path, f"void main() {{ gl_FragColor = vec4({name}, 0.0, 1.0); }}"))
    x, y = grid()
    np.testing.assert_allclose(drawn[..., 0], x, atol=1e-6)
    np.testing.assert_allclose(drawn[..., 1], y, atol=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        "IMG_THIS_PIXEL(inputImage)",
        "IMG_THIS_NORM_PIXEL (inputImage)",
        "IMG_NORM_THIS_PIXEL(inputImage)",
        "IMG_PIXEL(inputImage, gl_FragCoord.xy)",
        "IMG_NORM_PIXEL(inputImage, isf_FragNormCoord.xy)",
        "IMG_NORM_PIXEL(inputImage, isf_FragNormCoord, 0.0)",
        "texture2D(inputImage, isf_FragNormCoord)",
        "texture2D(inputImage, isf_FragNormCoord, 0.0)",
        "texture2DRect(inputImage, gl_FragCoord.xy)",
        "texture(inputImage, gl_FragCoord.xy / _inputImage_imgSize)",
        "own(inputImage, isf_FragNormCoord)",
    ],
)
def test_every_way_to_read_this_pixel(context: moderngl.Context, tmp_path: Path, call: str) -> None:
    texture, pixels = picture(context, *SIZE)
    code = "vec4 own(sampler2D image, vec2 place) { return IMG_PIXEL(image, place * IMG_SIZE(image)); }\n"
    code += f"void main() {{ gl_FragColor = {call}; }}"
    drawn = draw(context, read(tmp_path, code, INPUTS=[INPUT_IMAGE]), inputImage=texture)
    np.testing.assert_allclose(drawn, pixels, atol=1e-6)


def test_pixels_and_shares_differ_where_an_image_has_another_size(context: moderngl.Context, tmp_path: Path) -> None:
    texture, pixels = picture(context, 16, 8)
    code = "void main() { gl_FragColor = IMG_THIS_PIXEL(inputImage); }"
    drawn = draw(context, read(tmp_path, code, INPUTS=[INPUT_IMAGE]), inputImage=texture)
    np.testing.assert_allclose(drawn, pixels[:4, :8], atol=1e-6)
    code = "void main() { gl_FragColor = vec4(IMG_SIZE(inputImage), 0.0, 1.0); }"
    drawn = draw(context, read(tmp_path, code, INPUTS=[INPUT_IMAGE]), inputImage=texture)
    assert drawn[0, 0, 0] == 16.0 and drawn[0, 0, 1] == 8.0


def test_a_name_may_hide_a_function_of_glsl(context: moderngl.Context, tmp_path: Path) -> None:
    inputs = [
        {"NAME": "texture", "TYPE": "image"},
        {"NAME": "length", "TYPE": "float"},
        {"NAME": "mix", "TYPE": "color"},
    ]
    image, pixels = picture(context, *SIZE)
    code = "void main() { gl_FragColor = IMG_THIS_PIXEL(texture) * length + texture2D(texture, vec2(0.0)) * mix; }"
    uniforms = {"texture": image, "length": 0.5, "mix": (0.0, 0.0, 0.0, 0.0)}
    drawn = draw(context, read(tmp_path, code, INPUTS=inputs), **uniforms)
    np.testing.assert_allclose(drawn, pixels * 0.5, atol=1e-6)


def test_every_input_is_a_uniform_of_its_type(context: moderngl.Context, tmp_path: Path) -> None:
    kinds = {"e": "event", "b": "bool", "l": "long", "f": "float", "p": "point2D", "c": "color"}
    inputs = [{"NAME": name, "TYPE": kind} for name, kind in kinds.items()]
    code = "void main() { gl_FragColor = vec4(e ? 1.0 : 0.0, b ? f : 0.0, float(l) + p.y, c.w); }"
    values = {"e": True, "b": True, "l": 3, "f": 0.5, "p": (9.0, 0.25), "c": (9.0, 9.0, 9.0, 0.75)}
    drawn = draw(context, read(tmp_path, code, INPUTS=inputs), **values)
    np.testing.assert_allclose(drawn[2, 3], (1.0, 0.5, 3.25, 0.75), atol=1e-6)


def test_isf_s_own_uniforms(context: moderngl.Context, tmp_path: Path) -> None:
    code = "void main() { gl_FragColor = vec4(TIME + TIMEDELTA, DATE.w, float(FRAMEINDEX), float(PASSINDEX)); }"
    values = {"TIME": 2.0, "TIMEDELTA": 0.5, "DATE": (2026.0, 1.0, 2.0, 60.0), "FRAMEINDEX": 7, "PASSINDEX": 3}
    drawn = draw(context, read(tmp_path, code), **values)
    np.testing.assert_allclose(drawn[0, 0], (2.5, 60.0, 7.0, 3.0))


def test_buffers_sound_and_cubes_are_samplers(context: moderngl.Context, tmp_path: Path) -> None:
    sides = [write(tmp_path, b"", f"{side}.png").name for side in range(6)]
    document = read(
        tmp_path,
        "void main() { gl_FragColor = IMG_THIS_PIXEL(a) + IMG_THIS_PIXEL(s) + textureCube(sky, vec3(1.0)); }",
        INPUTS=[{"NAME": "s", "TYPE": "audio"}],
        PASSES=[{"TARGET": "a", "PERSISTENT": True}, {}],
        IMPORTED={"sky": {"TYPE": "cube", "PATH": sides}},
    )
    program = compile_document(context, document)
    types = {name: program[name].gl_type for name in ("a", "s", "sky")}  # type: ignore[union-attr]
    assert types == {"a": 0x8B5E, "s": 0x8B5E, "sky": 0x8B60}  # GL_SAMPLER_2D, GL_SAMPLER_CUBE


@pytest.mark.parametrize("init", ["isf_vertShaderInit", "vv_vertShaderInit"])
def test_a_vertex_shader_computes_at_the_picture_s_corners(
    context: moderngl.Context, tmp_path: Path, init: str
) -> None:
    vertex = "varying vec2 place;\nvarying vec2 pair[2];\nvoid main() {\n"
    vertex += f"    {init}();\n    place = clamp(isf_FragNormCoord + shift, 0.0, 1.0);\n"
    vertex += "    pair[0] = isf_fragCoord;\n    pair[1] = IMG_SIZE(inputImage);\n}\n"
    write(tmp_path, vertex, "a.vs")
    code = (
        "varying vec2 place;\nvarying vec2 pair[2];\nvoid main() { gl_FragColor = vec4(place, pair[0].x, pair[1].x); }"
    )
    inputs = [INPUT_IMAGE, {"NAME": "shift", "TYPE": "float"}]
    drawn = draw(context, read(tmp_path, code, INPUTS=inputs), shift=0.5, inputImage=picture(context, 5, 2)[0])
    x, y = grid()
    # The clamp acts at the corners: 0 becomes 0.5, 1 stays 1, and between them it is straight.
    np.testing.assert_allclose(drawn[..., 0], 0.5 + 0.5 * x, atol=1e-6)
    np.testing.assert_allclose(drawn[..., 1], 0.5 + 0.5 * y, atol=1e-6)
    np.testing.assert_allclose(drawn[..., 2], x * SIZE[0], atol=1e-5)
    np.testing.assert_allclose(drawn[..., 3], 5.0)


def test_vertex_shaders_of_old(context: moderngl.Context, tmp_path: Path) -> None:
    vertex = "varying vec2 a;\nvarying vec2 b;\nvoid main() {\n    gl_Position = ftransform();\n"
    vertex += "    a = gl_MultiTexCoord0.xy;\n    b = (gl_ModelViewProjectionMatrix * gl_Vertex).xy;\n}\n"
    write(tmp_path, vertex, "a.vs")
    code = "varying vec2 a;\nvarying vec2 b;\nvoid main() { gl_FragColor = vec4(a, b); }"
    drawn = draw(context, read(tmp_path, code))
    x, y = grid()
    np.testing.assert_allclose(drawn, np.stack((x, y, 2 * x - 1, 2 * y - 1), axis=-1), atol=1e-6)


@pytest.mark.parametrize(
    "code",
    [
        "#version 120\n#extension GL_OES_standard_derivatives : enable\n" + MAIN,
        "#version 330\nout vec4 light;\nvoid main() { light = vec4(1.0); }",
        "void main() { gl_FragData[0] = vec4(1.0); }",
        "#ifdef GL_ES\nprecision mediump float;\n#endif\n" + MAIN,
        "#if __VERSION__ <= 120\nvarying mat2 never;\n#endif\n" + MAIN,
        "const float e5 = 1e5;\nvoid main() { gl_FragColor = vec4(e5 / 1.0e5); }",
        "/* é */ void main() { // é\n gl_FragColor = vec4(1); }",
        "#extension GL_ARB_gpu_shader5 : warn\nvoid main() { gl_FragColor = vec4(1.0); }",
    ],
)
def test_dialects(context: moderngl.Context, tmp_path: Path, code: str) -> None:
    assert (draw(context, read(tmp_path, code)) == 1.0).all()


def test_a_local_may_hide_a_buffer(context: moderngl.Context, tmp_path: Path) -> None:
    code = "void main() { vec4 last = IMG_PIXEL(last, vec2(0.5)); gl_FragColor = last; }"
    image, pixels = picture(context, 2, 2)
    drawn = draw(context, read(tmp_path, code, PASSES=[{"TARGET": "last"}, {}]), last=image)
    np.testing.assert_allclose(drawn[3, 5], pixels[0, 0], atol=1e-6)


SHADERTOY = """\
float twice(float iTime) { return 2.0 * iTime; }
void mainImage(out vec4 colour, in vec2 place) {
    vec2 uv = place / iResolution.xy;
    float sound = texelFetch(iChannel0, ivec2(int(uv.x * 512.0), 1), 0).x;
    colour = vec4(uv.y * iResolution.z, twice(iTime), sound, 0.0);
}
"""


def test_shadertoy(context: moderngl.Context, tmp_path: Path) -> None:
    sound = np.random.default_rng(3).random((2, 512), np.float32)
    texture = context.texture((512, 2), 1, sound.tobytes(), dtype="f4")
    document = read_document(write(tmp_path, SHADERTOY, "a.glsl"))
    drawn = draw(context, document, TIME=1.5, iChannel0=texture)
    x, y = grid()
    np.testing.assert_allclose(drawn[..., 0], y, atol=1e-6)
    np.testing.assert_allclose(drawn[..., 1], 3.0)
    np.testing.assert_allclose(drawn[0, :, 2], sound[1, (x[0] * 512).astype(int)], atol=1e-6)
    assert (drawn[..., 3] == 1.0).all()


def test_all_of_shadertoy_s_inputs(context: moderngl.Context, tmp_path: Path) -> None:
    code = "void mainImage(out vec4 c, in vec2 p) {\n    c = vec4(iTimeDelta, iFrameRate, float(iFrame), iDate.y)\n"
    code += "      + vec4(iChannelTime[3], iChannelResolution[1].x, iGlobalTime, 0.0) + iMouse * iSampleRate;\n"
    code += "    c = vec4(c.xyz, 1.0) + vec4(iDate.y);\n}\n"
    document = read(tmp_path, code)
    image, _ = picture(context, 5, 2)
    values = {"TIMEDELTA": 0.25, "FRAMEINDEX": 9, "DATE": (2026.0, 4.0, 1.0, 0.0), "TIME": 2.0, "iChannel1": image}
    drawn = draw(context, document, **values, iMouse=(1.0, 0.0, 0.0, 0.0), iSampleRate=48000.0)
    np.testing.assert_allclose(drawn[0, 0, :3], (48005.25, 12.0, 14.0))


def complaint(context: moderngl.Context, document: IsfDocument) -> str:
    with pytest.raises(ShaderError) as caught:
        compile_document(context, document).release()
    return str(caught.value)


def test_a_complaint_names_the_file_s_line(context: moderngl.Context, tmp_path: Path) -> None:
    header = '// a\n/*{\n"ISFVSN": "2"\n}*/\n'
    path = write(tmp_path, header + "// b\nvoid main() {\n    gl_FragColor = vec4(nowhere);\n}\n")
    assert complaint(context, read_document(path)).startswith(f"{path}:7")


def test_a_complaint_about_the_vertex_shader_names_that(context: moderngl.Context, tmp_path: Path) -> None:
    beside = write(tmp_path, "// a\nvoid main() {\n    isf_vertShaderInit();\n    nowhere = 1.0;\n}\n", "a.vs")
    assert complaint(context, read(tmp_path)).startswith(f"{beside}:4")


def test_a_complaint_about_shadertoy_names_its_line(context: moderngl.Context, tmp_path: Path) -> None:
    path = write(tmp_path, "\nvoid mainImage(out vec4 c, in vec2 p) {\n    c = nowhere;\n}\n", "a.frag")
    assert complaint(context, read_document(path)).startswith(f"{path}:3")


def test_a_complaint_about_what_is_declared_already(context: moderngl.Context, tmp_path: Path) -> None:
    document = read(tmp_path, "uniform float a;\n" + MAIN, INPUTS=[{"NAME": "a", "TYPE": "float"}])
    told = complaint(context, document)
    assert told.startswith(f"{document.path}:2") and "redeclared" in told


def test_shaders_that_do_not_fit_together_name_the_file(context: moderngl.Context, tmp_path: Path) -> None:
    write(tmp_path, "varying vec3 p;\nvoid main() { isf_vertShaderInit(); p = vec3(1.0); }\n", "a.vs")
    document = read(tmp_path, "varying vec2 p;\nvoid main() { gl_FragColor = p.xyxy; }\n")
    assert complaint(context, document).startswith(f"{document.path}: ")


def test_the_same_document_gives_the_same_glsl(tmp_path: Path) -> None:
    document = read(tmp_path, INPUTS=[INPUT_IMAGE])
    assert translate(document) == translate(read(tmp_path, INPUTS=[INPUT_IMAGE]))
    assert translate(document).fragment.startswith("#version 330 core\n")


def test_the_program_of_one_pass_has_nothing_of_the_others(context: moderngl.Context, tmp_path: Path) -> None:
    """Where there is no graphics card, both sides of an `if` are run: a pass must not pay for its neighbours."""
    code = (
        "void main() { if (PASSINDEX == 0) gl_FragColor = IMG_THIS_PIXEL(inputImage); else gl_FragColor = vec4(TIME); }"
    )
    document = read(tmp_path, code, INPUTS=[INPUT_IMAGE], PASSES=[{"TARGET": "first"}, {}])
    names = [set(compile_document(context, document, step)) for step in (0, 1)]
    assert "inputImage" in names[0] - names[1] and "TIME" in names[1] - names[0]
