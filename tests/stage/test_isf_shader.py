"""ISF files at work: passes, buffers, inputs and images give the pixels that the format promises.

In: shaders of a few lines, whose pictures one can work out by hand. Out: proof.
Runs in the test process, headless.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import moderngl
import numpy as np
import PIL.Image
import pytest
from isf.files import read, write
from numpy.typing import NDArray

from engine.errors import ShaderError
from engine.isf.document import IsfDocument, read_document
from engine.stage.isf_buffers import sane_size
from engine.stage.isf_shader import IsfMoment, IsfShader

SIZE = (8, 4)
DATE = (2026.0, 11.0, 25.0, 3600.0)
Value = float | bool | str


class Bench:
    """Draws documents into one target of 32 bit floats."""

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self.shaders: list[IsfShader] = []
        self.frames = 0

    def make(self, document: IsfDocument) -> IsfShader:
        self.shaders.append(IsfShader(self.context, document))
        return self.shaders[-1]

    def draw(
        self,
        shader: IsfShader,
        values: Mapping[str, Value] | None = None,
        images: Mapping[str, moderngl.Texture] | None = None,
        size: tuple[int, int] = SIZE,
        t: float = 0.0,
    ) -> NDArray[np.float32]:
        """The picture of the next frame, (h, w, 4), its first row lowest."""
        texture = self.context.texture(size, 4, dtype="f4")
        target = self.context.framebuffer([texture])
        target.clear(9.0, 9.0, 9.0, 9.0)
        shader.draw(target, size, IsfMoment(t, 0.25, self.frames, DATE), values or {}, images or {})
        self.frames += 1
        pixels = np.frombuffer(target.read(components=4, dtype="f4"), np.float32).reshape(size[1], size[0], 4).copy()
        target.release()
        texture.release()
        return pixels

    def image(self, pixels: object) -> moderngl.Texture:
        """A texture of the pixels (h, w, 4), read pixel for pixel and repeated, as an unthinking caller may have it."""
        array = np.asarray(pixels, np.float32)
        texture = self.context.texture((array.shape[1], array.shape[0]), 4, array.tobytes(), dtype="f4")
        texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        return texture


Reader = Callable[..., IsfShader]


@pytest.fixture
def bench(context: moderngl.Context) -> Iterator[Bench]:
    bench = Bench(context)
    yield bench
    for shader in bench.shaders:
        shader.release()


@pytest.fixture
def make(bench: Bench, tmp_path: Path) -> Reader:
    """A shader of a main function's body, and the keys of its header."""

    def made(body: str, **header: object) -> IsfShader:
        return bench.make(read(tmp_path, f"void main() {{ {body} }}\n", **header))

    return made


def grey(pixels: NDArray[np.float32]) -> float:
    """The one value that the red of every pixel has."""
    assert np.ptp(pixels[..., 0]) == 0.0
    return float(pixels[0, 0, 0])


def test_what_isf_tells_a_shader(bench: Bench, make: Reader) -> None:
    shader = make("gl_FragColor = vec4(TIME, TIMEDELTA, float(FRAMEINDEX), RENDERSIZE.x);")
    bench.draw(shader)
    assert bench.draw(shader, t=2.5)[0, 0].tolist() == [2.5, 0.25, 1.0, 8.0]
    assert bench.draw(make("gl_FragColor = DATE;"))[0, 0].tolist() == list(DATE)
    place = bench.draw(make("gl_FragColor = vec4(isf_FragNormCoord, gl_FragCoord.xy);"))
    assert place[0, 0] == pytest.approx([0.5 / 8, 0.5 / 4, 0.5, 0.5])
    assert place[3, 7] == pytest.approx([7.5 / 8, 3.5 / 4, 7.5, 3.5])


def test_inputs_are_at_their_defaults_until_they_are_turned(bench: Bench, make: Reader) -> None:
    inputs = [
        {"NAME": "speed", "TYPE": "float", "MIN": -4.0, "MAX": 4.0, "DEFAULT": 3.0},
        {"NAME": "on", "TYPE": "bool", "DEFAULT": False},
        {"NAME": "mode", "TYPE": "long", "VALUES": [5, 70, -3], "LABELS": ["a", "b", "b"], "DEFAULT": 70},
        {"NAME": "count", "TYPE": "long", "MIN": 0, "MAX": 1000, "DEFAULT": 12},
    ]
    shader = make("gl_FragColor = vec4(speed, float(on), float(mode), float(count));", INPUTS=inputs)
    assert bench.draw(shader)[0, 0].tolist() == [3.0, 0.0, 70.0, 12.0]
    turned = {"speed": -1.5, "on": True, "mode": "b 2", "count": 99.6}
    assert bench.draw(shader, turned)[0, 0].tolist() == [-1.5, 1.0, -3.0, 100.0]
    assert bench.draw(shader, {"mode": "no such label", "speed": float("nan")})[0, 0].tolist() == [3.0, 0.0, 70.0, 12.0]


def test_colours_and_points_are_put_together_from_their_parts(bench: Bench, make: Reader) -> None:
    inputs = [
        {"NAME": "tint", "TYPE": "color", "DEFAULT": [0.1, 0.2, 0.3, 0.4]},
        {"NAME": "centre", "TYPE": "point2D", "MIN": [-2.0, -2.0], "MAX": [2.0, 2.0], "DEFAULT": [0.5, -1.0]},
    ]
    shader = make("gl_FragColor = gl_FragCoord.x < 4.0 ? tint : vec4(centre, 0.0, 0.0);", INPUTS=inputs)
    drawn = bench.draw(shader, {"tint/g": 0.9, "centre/y": 1.5})
    assert drawn[0, 0] == pytest.approx([0.1, 0.9, 0.3, 0.4])
    assert drawn[0, 7, :2].tolist() == [0.5, 1.5]


@pytest.mark.parametrize(("body", "expected"), [("centre / RENDERSIZE", [0.25, 0.5]), ("centre", [0.25, 0.5])])
def test_points_in_pixels_are_told_from_points_of_nought_to_one(
    bench: Bench, make: Reader, body: str, expected: list[float]
) -> None:
    inputs = [{"NAME": "centre", "TYPE": "point2D"}]
    shader = make(f"gl_FragColor = vec4({body}, 0.0, 0.0);", INPUTS=inputs, ISFVSN=None)
    assert bench.draw(shader, {"centre/x": 0.25, "centre/y": 0.5})[0, 0, :2].tolist() == expected


def test_an_event_fires_for_one_frame(bench: Bench, make: Reader) -> None:
    passes = [{"TARGET": "count", "PERSISTENT": True, "FLOAT": True}, {}]
    body = "gl_FragColor = IMG_THIS_PIXEL(count) + (PASSINDEX == 0 && hit ? 1.0 : 0.0);"
    shader = make(body, INPUTS=[{"NAME": "hit", "TYPE": "event"}], PASSES=passes)
    fired = [grey(bench.draw(shader, {"hit": value})) for value in (0.0, 1.0, 0.0, 0.7, 0.0)]
    assert fired == [0.0, 1.0, 1.0, 2.0, 2.0]
    assert grey(bench.draw(shader)) == 2.0


def test_a_persistent_buffer_of_floats_adds_up_beyond_eight_bits(bench: Bench, make: Reader) -> None:
    passes = [{"TARGET": "sum", "PERSISTENT": True, "FLOAT": True}, {}]
    shader = make("gl_FragColor = IMG_THIS_PIXEL(sum) + (PASSINDEX == 0 ? 1.0 / 1024.0 : 0.0);", PASSES=passes)
    assert [grey(bench.draw(shader)) * 1024.0 for _ in range(4)] == [1.0, 2.0, 3.0, 4.0]


def test_a_plain_buffer_has_eight_bits_and_forgets(bench: Bench, make: Reader) -> None:
    passes: list[dict[str, object]] = [{"TARGET": "once"}, {}]
    shader = make(
        "gl_FragColor = PASSINDEX == 0 ? IMG_THIS_PIXEL(once) + 0.1003 : IMG_THIS_PIXEL(once);", PASSES=passes
    )
    for _ in range(3):
        assert grey(bench.draw(shader)) == pytest.approx(26.0 / 255.0)


def test_a_pass_reads_what_its_target_held_before_and_the_next_what_it_drew(bench: Bench, make: Reader) -> None:
    # Each frame shifts the buffer by a pixel and puts the frame's number in the first: a wrong order repeats one.
    body = """
        vec2 left = gl_FragCoord.xy - vec2(1.0, 0.0);
        if (PASSINDEX == 0) gl_FragColor = left.x < 0.0 ? vec4(float(FRAMEINDEX) + 1.0) : IMG_PIXEL(tape, left);
        else gl_FragColor = IMG_THIS_PIXEL(tape);
    """
    shader = make(body, PASSES=[{"TARGET": "tape", "PERSISTENT": True, "FLOAT": True}, {}])
    for _ in range(4):
        bench.draw(shader)
    assert bench.draw(shader)[0, :, 0].tolist() == [5.0, 4.0, 3.0, 2.0, 1.0, 0.0, 0.0, 0.0]


def test_a_blur_goes_back_and_forth_between_two_buffers(bench: Bench, make: Reader) -> None:
    body = """
        vec2 p = gl_FragCoord.xy;
        if (PASSINDEX == 0) gl_FragColor = (IMG_PIXEL(inputImage, p - vec2(1.0, 0.0)) + IMG_PIXEL(inputImage, p)
            + IMG_PIXEL(inputImage, p + vec2(1.0, 0.0))) / 3.0;
        else if (PASSINDEX == 1) gl_FragColor = (IMG_PIXEL(across, p - vec2(0.0, 1.0)) + IMG_PIXEL(across, p)
            + IMG_PIXEL(across, p + vec2(0.0, 1.0))) / 3.0;
        else gl_FragColor = IMG_THIS_PIXEL(both);
    """
    passes = [{"TARGET": "across", "FLOAT": True}, {"TARGET": "both", "FLOAT": True}, {}]
    shader = make(body, INPUTS=[{"NAME": "inputImage", "TYPE": "image"}], PASSES=passes)
    pixels = np.random.default_rng(1).random((4, 8, 4)).astype(np.float32)
    drawn = bench.draw(shader, images={"inputImage": bench.image(pixels)})
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge")
    window = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(0, 1))
    np.testing.assert_allclose(drawn, window.mean(axis=(-1, -2)), atol=1e-6)


def test_the_last_pass_is_the_picture_though_it_has_a_target(bench: Bench, make: Reader) -> None:
    add = "gl_FragColor = IMG_THIS_PIXEL(sum) + 0.25;"
    kept = make(add, PASSES=[{"TARGET": "sum", "PERSISTENT": True, "FLOAT": True}])
    assert [grey(bench.draw(kept)) for _ in range(3)] == [0.25, 0.5, 0.75]
    assert [grey(bench.draw(make(add, PASSES=[{"TARGET": "sum"}]))) for _ in range(2)] == [0.25, 0.25]


def test_a_last_pass_of_another_size_is_stretched(bench: Bench, make: Reader) -> None:
    shader = make(
        "gl_FragColor = vec4(isf_FragNormCoord.x);", PASSES=[{"TARGET": "small", "WIDTH": "2", "FLOAT": True}]
    )
    # Two pixels, 0.25 and 0.75, over eight: their centres lie at 2 and 6.
    expected = np.clip(0.25 + 0.5 * (np.arange(8) + 0.5 - 2.0) / 4.0, 0.25, 0.75)
    assert bench.draw(shader)[0, :, 0] == pytest.approx(expected, abs=1e-2)


def sizes(expression: object, other: object = "$HEIGHT") -> dict[str, object]:
    inputs = [
        {"NAME": "scale", "TYPE": "float", "MIN": -10.0, "MAX": 1e9, "DEFAULT": 0.5},
        {"NAME": "steps", "TYPE": "long", "VALUES": [1, 2, 4], "LABELS": ["1", "2", "4"]},
    ]
    passes = [{"TARGET": "part", "WIDTH": expression, "HEIGHT": other}, {}]
    return {"INPUTS": inputs, "PASSES": passes}


@pytest.mark.parametrize(
    ("width", "values", "expected"),
    [
        ("$WIDTH / 2", {}, 4),
        ("$WIDTH * $scale", {"scale": 0.7}, 5),
        ("floor($WIDTH / $steps)", {"steps": "4"}, 2),
        ("max($scale * $steps, 3)", {"scale": 2.5, "steps": "2"}, 5),
        (3.0, {}, 3),
        ("$WIDTH / ($scale - 0.5)", {}, 8),  # no finite value: the picture's own
        ("log($scale)", {"scale": -1.0}, 8),
        ("$scale", {"scale": -3.0}, 1),
        ("0", {}, 1),
    ],
)
def test_sizes_follow_their_formulas(
    bench: Bench, make: Reader, width: object, values: dict[str, Value], expected: int
) -> None:
    body = "gl_FragColor = PASSINDEX == 0 ? vec4(1.0) : vec4(IMG_SIZE(part), RENDERSIZE);"
    drawn = bench.draw(make(body, **sizes(width)), values)
    assert drawn[0, 0].tolist() == [expected, 4.0, 8.0, 4.0]


def test_a_formula_that_goes_wild_is_held_to_a_sane_size(bench: Bench, make: Reader) -> None:
    body = "gl_FragColor = PASSINDEX == 0 ? vec4(1.0) : vec4(IMG_SIZE(part), 0.0, 0.0);"
    most = min(16384, bench.context.info["GL_MAX_TEXTURE_SIZE"])
    assert bench.draw(make(body, **sizes("$scale")), {"scale": 1e9})[0, 0, :2].tolist() == [most, 4.0]


def test_a_buffer_that_is_too_large_in_all_keeps_its_shape() -> None:
    wide, high = sane_size(16384, 8192, 16384)
    assert wide * high <= 2**25
    assert wide / high == pytest.approx(2.0, abs=1e-3)
    assert sane_size(9000, 1, 4096) == (4096, 1)


def test_passes_know_the_size_of_what_they_draw(bench: Bench, make: Reader) -> None:
    body = """
        if (PASSINDEX == 0) gl_FragColor = vec4(RENDERSIZE, gl_FragCoord.xy) / 100.0;
        else gl_FragColor = IMG_PIXEL(part, vec2(2.5, 0.5));
    """
    passes = [{"TARGET": "part", "WIDTH": "$WIDTH * 3", "HEIGHT": "2", "FLOAT": True}, {}]
    assert bench.draw(make(body, PASSES=passes))[0, 0] == pytest.approx([0.24, 0.02, 0.025, 0.005])


def test_what_a_persistent_buffer_holds_is_stretched_to_its_new_size(bench: Bench, make: Reader) -> None:
    body = """
        gl_FragColor = IMG_THIS_NORM_PIXEL(kept);
        if (PASSINDEX == 0 && FRAMEINDEX == 0) gl_FragColor = vec4(isf_FragNormCoord, 1.0, 1.0);
    """
    shader = make(body, PASSES=[{"TARGET": "kept", "PERSISTENT": True, "FLOAT": True}, {}])
    bench.draw(shader, size=(16, 16))
    for size in ((32, 8), (20, 24)):
        drawn = bench.draw(shader, size=size)
        assert drawn.shape[:2] == size[::-1]
        across = (np.arange(size[0]) + 0.5) / size[0]
        assert drawn[size[1] // 2, 2:-2, 0] == pytest.approx(across[2:-2], abs=0.03)
        assert (drawn[..., 2] == 1.0).all()


def test_a_buffer_is_made_anew_only_when_its_size_changes(bench: Bench, make: Reader) -> None:
    shader = make("gl_FragColor = IMG_THIS_PIXEL(part);", **sizes("$WIDTH * $scale"))

    def after(scale: float) -> int:
        bench.draw(shader, {"scale": scale})
        texture = shader._buffers["part"].texture
        assert texture is not None
        return id(texture)

    first = after(0.5)
    assert after(0.55) == first  # 4.4 pixels are 4, too
    assert after(0.75) != first


def test_images_are_smooth_and_end_at_their_edges(bench: Bench, make: Reader) -> None:
    inputs = [{"NAME": "inputImage", "TYPE": "image"}]
    image = bench.image([[[0.0] * 4, [1.0] * 4]])
    shader = make("gl_FragColor = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord * 3.0 - 1.0);", INPUTS=inputs)
    across = bench.draw(shader, images={"inputImage": image}, size=(12, 1))[0, :, 0]
    places = (np.arange(12) + 0.5) / 12 * 3.0 - 1.0
    assert across == pytest.approx(np.clip(2.0 * places - 0.5, 0.0, 1.0), abs=1e-2)
    image.use(0)
    assert image.filter == (moderngl.NEAREST, moderngl.NEAREST)  # the caller's own setting stays


@pytest.mark.parametrize("size", [(8, 4), (16, 8)])
def test_pixel_for_pixel_is_the_same_as_smooth(bench: Bench, make: Reader, size: tuple[int, int]) -> None:
    inputs = [{"NAME": "inputImage", "TYPE": "image"}]
    image = bench.image(np.random.default_rng(2).random((4, 8, 4)))
    exact = make("gl_FragColor = IMG_THIS_NORM_PIXEL(inputImage);", INPUTS=inputs)
    smooth = make("gl_FragColor = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord);", INPUTS=inputs)
    assert exact._pixelwise == {"inputImage"}
    assert smooth._pixelwise == frozenset()
    drawn = [bench.draw(shader, images={"inputImage": image}, size=size) for shader in (exact, smooth)]
    np.testing.assert_allclose(drawn[0], drawn[1], atol=1e-3)


def test_missing_images_are_one_black_pixel(bench: Bench, make: Reader) -> None:
    inputs = [{"NAME": "inputImage", "TYPE": "image"}, {"NAME": "sound", "TYPE": "audioFFT"}]
    body = "gl_FragColor = vec4(IMG_SIZE(inputImage), IMG_THIS_PIXEL(inputImage).r, IMG_THIS_PIXEL(sound).a);"
    assert bench.draw(make(body, INPUTS=inputs))[2, 3].tolist() == [1.0, 1.0, 0.0, 1.0]


def test_a_transition_goes_by_its_progress(bench: Bench, make: Reader) -> None:
    inputs = [{"NAME": name, "TYPE": "image"} for name in ("startImage", "endImage")]
    inputs.append({"NAME": "progress", "TYPE": "float"})
    body = "gl_FragColor = mix(IMG_THIS_PIXEL(startImage), IMG_THIS_PIXEL(endImage), progress);"
    images = {"startImage": bench.image(np.full((4, 8, 4), 0.2)), "endImage": bench.image(np.full((4, 8, 4), 1.0))}
    shader = make(body, INPUTS=inputs)
    for progress in (0.0, 0.25, 1.0):
        assert grey(bench.draw(shader, {"progress": progress}, images)) == pytest.approx(0.2 + 0.8 * progress)


def save(folder: Path, name: str, pixels: object) -> None:
    PIL.Image.fromarray(np.asarray(pixels, np.uint8)).save(folder / name)


def test_imported_images_lie_beside_the_shader_the_right_way_up(bench: Bench, make: Reader, tmp_path: Path) -> None:
    save(tmp_path, "two.png", [[[255, 0, 0]], [[0, 255, 0]]])  # red above green
    shader = make("gl_FragColor = IMG_THIS_NORM_PIXEL(two);", IMPORTED={"two": {"PATH": "two.png"}})
    drawn = bench.draw(shader)
    assert drawn[3, 0].tolist() == [1.0, 0.0, 0.0, 1.0]
    assert drawn[0, 0].tolist() == [0.0, 1.0, 0.0, 1.0]
    assert shader.troubles == ()


def test_the_alpha_of_an_imported_image_comes_too(bench: Bench, make: Reader, tmp_path: Path) -> None:
    save(tmp_path, "glass.png", [[[255, 128, 0, 64]]])
    shader = make("gl_FragColor = IMG_THIS_NORM_PIXEL(glass);", IMPORTED={"glass": {"PATH": "glass.png"}})
    assert bench.draw(shader)[0, 0] == pytest.approx([1.0, 128 / 255, 0.0, 64 / 255], abs=1e-3)


def test_broken_and_vanished_images_are_black_and_told(bench: Bench, tmp_path: Path) -> None:
    write(tmp_path, "no picture at all", "broken.png")
    save(tmp_path, "gone.png", [[[255, 255, 255]]])
    imported = {"broken": {"PATH": "broken.png"}, "gone": {"PATH": "gone.png"}}
    code = "void main() { gl_FragColor = IMG_THIS_PIXEL(broken) + IMG_THIS_PIXEL(gone); }"
    document = read(tmp_path, code, IMPORTED=imported)
    (tmp_path / "gone.png").unlink()
    shader = bench.make(document)
    assert bench.draw(shader)[0, 0, :3].tolist() == [0.0, 0.0, 0.0]
    assert len(shader.troubles) == 2
    for trouble, name in zip(shader.troubles, ("broken.png", "gone.png"), strict=True):
        assert "stays black" in trouble
        assert str(tmp_path / name) in trouble


def test_a_cube_has_its_six_sides(bench: Bench, make: Reader, tmp_path: Path) -> None:
    names = [f"side{number}.png" for number in range(6)]
    for number, name in enumerate(names):
        save(tmp_path, name, np.full((2, 2, 3), 40 * number))
    body = """
        int side = min(int(gl_FragCoord.x), 5);
        vec3 way = vec3(0.0);
        way[side / 2] = side % 2 == 0 ? 1.0 : -1.0;
        gl_FragColor = textureCube(sky, way);
    """
    shader = make(body, IMPORTED={"sky": {"TYPE": "cube", "PATH": names}})
    assert bench.draw(shader)[0, :6, 0] * 255.0 == pytest.approx([0.0, 40.0, 80.0, 120.0, 160.0, 200.0])
    save(tmp_path, names[3], np.full((2, 3, 3), 255))
    broken = make(body, IMPORTED={"sky": {"TYPE": "cube", "PATH": names}})
    assert not bench.draw(broken)[..., :3].any()
    assert names[3] in broken.troubles[0]


def test_a_vertex_shader_of_its_own(bench: Bench, tmp_path: Path) -> None:
    vertex = "varying float lift;\nvoid main() { isf_vertShaderInit(); lift = isf_FragNormCoord.x + 1.0; }"
    write(tmp_path, vertex, "a.vs")
    shader = bench.make(read(tmp_path, "varying float lift;\nvoid main() { gl_FragColor = vec4(lift); }"))
    assert bench.draw(shader)[0, :, 0] == pytest.approx(1.0 + (np.arange(8) + 0.5) / 8)


@pytest.mark.parametrize("by_vertex", [True, False])
def test_what_a_shader_leaves_out_is_empty_and_not_what_was_there(
    bench: Bench, tmp_path: Path, by_vertex: bool
) -> None:
    code = "void main() { gl_FragColor = vec4(1.0); }"
    if by_vertex:
        write(tmp_path, "void main() { isf_vertShaderInit(); gl_Position.x *= 0.5; }", "a.vs")
    else:
        code = "void main() { if (abs(isf_FragNormCoord.x - 0.5) > 0.25) discard; gl_FragColor = vec4(1.0); }"
    drawn = bench.draw(bench.make(read(tmp_path, code)))
    assert drawn[0, :, 0].tolist() == [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    assert drawn[0, 0].tolist() == [0.0] * 4


def test_shadertoy_files_with_their_channels(bench: Bench, tmp_path: Path) -> None:
    code = """
        void mainImage(out vec4 colour, in vec2 place) {
            colour = vec4(texelFetch(iChannel0, ivec2(1, 0), 0).r, iChannelResolution[0].x, iSampleRate / 48000.0, 0.0);
            if (place.x > 4.0) colour = vec4(iMouse.x + iTime, iResolution.x, texture(iChannel1, place).r, iFrame);
        }
    """
    shader = bench.make(read_document(write(tmp_path, code, "toy.frag")))
    drawn = bench.draw(shader, images={"iChannel0": bench.image([[[0.0] * 4, [0.75] * 4]])}, t=1.5)
    assert drawn[0, 0].tolist() == [0.75, 2.0, 1.0, 1.0]
    assert drawn[0, 7].tolist() == [1.5, 8.0, 0.0, 1.0]


def test_a_mistake_is_told_with_its_line(bench: Bench, tmp_path: Path) -> None:
    document = read(tmp_path, "void main() {\n    gl_FragColor = vec4(nothing);\n}\n")
    with pytest.raises(ShaderError, match=r"a\.fs:3"):
        bench.make(document)


def test_other_samplers_and_blending_do_not_get_in_the_way(bench: Bench, make: Reader) -> None:
    shader = make("gl_FragColor = vec4(0.5, 0.25, 1.0, 0.5);")
    bench.context.enable(moderngl.BLEND)
    bench.context.blend_func = moderngl.ONE, moderngl.ONE
    assert bench.draw(shader)[0, 0].tolist() == [0.5, 0.25, 1.0, 0.5]


def test_only_the_asked_pixels_of_the_target_are_drawn(bench: Bench, make: Reader) -> None:
    texture = bench.context.texture((8, 4), 4, dtype="f4")
    target = bench.context.framebuffer([texture])
    target.clear(7.0)
    shader = make("gl_FragColor = vec4(isf_FragNormCoord.x);")
    shader.draw(target, (4, 2), IsfMoment(0.0, 0.0, 0, DATE), {}, {})
    target.viewport = (0, 0, 8, 4)
    red = np.frombuffer(target.read(components=1, dtype="f4"), np.float32).reshape(4, 8)
    assert red[0].tolist() == [0.125, 0.375, 0.625, 0.875, 7.0, 7.0, 7.0, 7.0]
    assert (red[2:] == 7.0).all()


class Ledger:
    """A context that remembers whatever was made in it."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self.made: list[Any] = []

    def left(self) -> list[Any]:
        """What was not given back."""
        return [part for part in self.made if not isinstance(part.mglo, moderngl.InvalidObject)]

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._context, name)
        if name not in ("texture", "texture_cube", "framebuffer", "program", "vertex_array", "sampler"):
            return found

        def make(*arguments: Any, **options: Any) -> Any:
            self.made.append(found(*arguments, **options))
            return self.made[-1]

        return make


def test_everything_is_given_back(context: moderngl.Context, tmp_path: Path) -> None:
    save(tmp_path, "a.png", [[[1, 2, 3]]])
    passes = [{"TARGET": "kept", "PERSISTENT": True, "WIDTH": "$WIDTH / 2"}, {"TARGET": "other"}, {}]
    imported = {"a": {"PATH": "a.png"}, "sky": {"TYPE": "cube", "PATH": ["a.png"] * 6}}
    code = "void main() { gl_FragColor = IMG_THIS_PIXEL(kept) + IMG_THIS_PIXEL(other) + textureCube(sky, vec3(1.0)); }"
    ledger = Ledger(context)
    shader = IsfShader(cast(moderngl.Context, ledger), read(tmp_path, code, PASSES=passes, IMPORTED=imported))
    bench = Bench(context)
    for size in ((8, 4), (16, 8)):
        bench.draw(shader, size=size)
    shader.release()
    # The last program, two images, black, two samplers, the copier; three sheets of two objects for each size.
    assert len(ledger.made) == 2 + 2 + 1 + 2 + 2 + 12
    assert ledger.left() == []


def test_of_a_file_whose_second_pass_does_not_compile_nothing_is_left(
    context: moderngl.Context, tmp_path: Path
) -> None:
    # Each pass is compiled by itself, and only the second one asks for what is behind the array's end.
    code = "void main() { float one[1]; one[0] = 1.0; gl_FragColor = vec4(one[PASSINDEX]); }"
    ledger = Ledger(context)
    with pytest.raises(ShaderError):
        IsfShader(cast(moderngl.Context, ledger), read(tmp_path, code, PASSES=[{"TARGET": "a"}, {}]))
    assert len(ledger.made) == 2
    assert ledger.left() == []
