"""The images of sound and network: where a shader looks, there is what the Moments, the weights and the camera say.

In: made-up Moments and an anatomy; the examples of docs/isf.md. Out: proof, against numpy on the same numbers.
Runs in the test process, headless.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import moderngl
import numpy as np
import pytest
from isf.files import read, write
from numpy.typing import NDArray
from stage.rehearsal import Rehearsal, alone

from engine.ear import BANDS, RATE_HZ
from engine.isf.document import IsfDocument, read_document
from engine.moments import WAVE, Moments, Shape, moment_dtype
from engine.stage.anatomy import Anatomy
from engine.stage.frame import Frame
from engine.stage.isf_images import HISTORY_HOPS, IsfImages
from engine.stage.isf_shader import IsfMoment, IsfShader
from engine.stage.sight import Sight
from engine.stage.waveform import KEPT, NATIVE, Waveform

PAGE = Path(__file__).parents[2] / "docs" / "isf.md"
UNITS = 32
DRAW = "void main() { gl_FragColor = vec4(0.0); }"


def moments_of(wave: NDArray[np.floating], first: int = 0) -> Moments:
    """Moments that carry a sound, (n,), as far as whole hops go."""
    hops = wave.size // WAVE
    moments = np.zeros(hops, moment_dtype(Shape(UNITS, BANDS)))
    moments["index"] = first + np.arange(hops)
    moments["wave"] = wave[: hops * WAVE].reshape(hops, WAVE)
    return moments


def sine(frequency_hz: float, amplitude: float = 0.5, samples: int = 10 * WAVE) -> NDArray[np.float64]:
    return amplitude * np.sin(2.0 * np.pi * frequency_hz * np.arange(samples) / RATE_HZ)


def heard(wave: NDArray[np.floating]) -> Waveform:
    waveform = Waveform()
    waveform.hear(moments_of(wave))
    return waveform


def test_the_wave_is_the_newest_samples_with_rest_in_the_middle() -> None:
    sound = np.random.default_rng(1).uniform(-1.0, 1.0, 7 * WAVE).astype(np.float16).astype(np.float32)
    whole, pieces = heard(sound), Waveform()
    for start in range(0, sound.size, WAVE):
        pieces.hear(moments_of(sound[start : start + WAVE]))
        pieces.hear(moments_of(sound[:0]))
    for waveform in (whole, pieces):
        assert waveform.wave() == pytest.approx(0.5 + 0.5 * sound[-NATIVE:])
        assert waveform.wave(KEPT) == pytest.approx(0.5 + 0.5 * sound[-KEPT:])
    assert (Waveform().wave() == 0.5).all()


def test_fewer_columns_keep_what_is_furthest_from_rest() -> None:
    sound = np.zeros(2 * WAVE)
    sound[-NATIVE + 3], sound[-1] = -0.75, 0.5
    four = heard(sound).wave(4)
    assert four == pytest.approx([0.5 - 0.375, 0.5, 0.5, 0.75])
    assert heard(sound).wave(1) == pytest.approx([0.875])  # how loud it is
    assert heard(sound).wave(3).shape == (3,)
    assert heard(sound).wave(5000).shape == (5000,)


def test_the_spectrum_is_what_a_browser_s_analyser_gives() -> None:
    """The Web Audio API, AnalyserNode.getByteFrequencyData, as its text says: window, transform, decibels, range."""
    sound = (sine(1000.0, 0.01) + sine(5000.0, 0.002)).astype(np.float16).astype(np.float64)
    n = np.arange(KEPT)
    window = 0.42 - 0.5 * np.cos(2 * np.pi * n / KEPT) + 0.08 * np.cos(4 * np.pi * n / KEPT)
    basis = np.exp(-2j * np.pi * np.outer(np.arange(NATIVE), n) / KEPT)
    magnitude = np.abs(basis @ (sound[-KEPT:] * window)) / KEPT
    expected = np.clip((20.0 * np.log10(np.maximum(magnitude, 1e-12)) + 100.0) / 70.0, 0.0, 1.0)
    np.testing.assert_allclose(heard(sound).spectrum(0.0), expected, atol=2e-3)


@pytest.mark.parametrize("frequency_hz", [200.0, 1000.0, 9000.0])
def test_a_tone_stands_at_its_place_from_nought_to_twelve_kilohertz(frequency_hz: float) -> None:
    spectrum = heard(sine(frequency_hz, 0.01)).spectrum(0.0)
    assert int(spectrum.argmax()) == pytest.approx(frequency_hz / (RATE_HZ / 4) * NATIVE, abs=0.6)
    eight = heard(sine(frequency_hz, 0.01)).spectrum(0.0, 8)
    assert int(eight.argmax()) == int(frequency_hz / 1500.0)
    assert eight.max() == spectrum.max()
    assert not Waveform().spectrum(0.0).any()


def test_the_spectrum_sinks_slowly_and_at_any_frame_rate_alike() -> None:
    ends = []
    for frames in (6, 24):
        waveform = heard(sine(1000.0, 0.01))
        loud = waveform.spectrum(0.0).max()
        waveform.hear(moments_of(np.zeros(KEPT + WAVE)))
        for frame in range(1, frames + 1):
            last = waveform.spectrum(0.1 * frame / frames).max()
        ends.append(last)
        # 0.8 a frame of 1/60 s, six frames: 11.6 dB of a range of 70.
        assert last == pytest.approx(loud - 6 * 20.0 * np.log10(1.0 / 0.8) / 70.0, abs=1e-3)
    assert ends[0] == pytest.approx(ends[1], abs=1e-4)


class Show:
    """A rehearsal's stage with images beside it."""

    def __init__(self, rehearsal: Rehearsal, images: IsfImages) -> None:
        self.rehearsal = rehearsal
        self.images = images
        self.sight: Sight

    def play(self, activity: NDArray[np.float32] | float = 0.0, hops: int = 2, **options: object) -> None:
        """One frame, with its images."""
        rehearsal = self.rehearsal
        caught: list[Sight] = []
        look = rehearsal.stage._look

        def spy(frame: Frame, size: tuple[int, int]) -> Sight:
            caught.append(look(frame, size))
            return caught[-1]

        rehearsal.stage._look = spy  # type: ignore[method-assign]
        rehearsal.draw(activity, **options)  # type: ignore[arg-type]
        rehearsal.stage._look = look  # type: ignore[method-assign]
        self.sight = caught[-1]
        self.images.see(self.sight)

    def read(self, document: IsfDocument, name: str) -> NDArray[np.float32]:
        """An image that the document asks for, (h, w, components), its first row lowest."""
        texture = self.images.of(document)[name]
        dtype = np.float32 if texture.dtype == "f4" else np.float16
        pixels = np.frombuffer(texture.read(), dtype).astype(np.float32)
        return pixels.reshape(texture.height, texture.width, texture.components)


@pytest.fixture
def show(rehearsal: Rehearsal, context: moderngl.Context, anatomy: Anatomy) -> Iterator[Show]:
    images = IsfImages(context, anatomy)
    rehearsal.still()
    yield Show(rehearsal, images)
    images.release()


def asking(folder: Path, *inputs: dict[str, object]) -> IsfDocument:
    return read(folder, DRAW, INPUTS=list(inputs))


def image(name: str) -> dict[str, object]:
    return {"NAME": name, "TYPE": "image"}


def ramp() -> NDArray[np.float32]:
    return np.linspace(0.0, 1.5, UNITS, dtype=np.float32)


def test_brain_state_tells_what_each_unit_does_and_where_it_is(show: Show, tmp_path: Path, anatomy: Anatomy) -> None:
    show.play(ramp(), state=-0.25)
    state = show.read(asking(tmp_path, image("brainState")), "brainState")
    assert state.shape == (4, UNITS, 4)
    assert state[0, :, 0] == pytest.approx(ramp(), abs=2e-3)
    assert state[0, :, 2] == pytest.approx(np.full(UNITS, -0.25), abs=1e-3)
    assert state[0, :, 3] == pytest.approx(anatomy.pace)
    places = show.rehearsal.stage.places * show.rehearsal.board.snapshot(0.0).number("/layout/scale")
    assert state[1, :, :3] == pytest.approx(places, abs=1e-5)
    assert (state[1, :, 3] >= 0.0).all()
    assert (state[1, :, 3] <= 1.0).all()
    shown = 0.5 + 0.5 * show.rehearsal.stage.camera.project(places)
    assert state[2, :, :2] == pytest.approx(shown, abs=1e-4)


def test_what_is_nearer_is_larger_and_clearer(show: Show, tmp_path: Path) -> None:
    show.play(ramp())
    sizes, clearness = show.read(asking(tmp_path, image("brainState")), "brainState")[2, :, 2:].T
    camera = show.rehearsal.stage.camera
    places = np.concatenate((show.rehearsal.stage.places, np.ones((UNITS, 1))), axis=1)
    places[:, :3] *= show.rehearsal.board.snapshot(0.0).number("/layout/scale")
    depth = -(places @ camera.view.T)[:, 2]
    assert sizes == pytest.approx(0.5 * camera.projection[1, 1] / depth, rel=1e-4)
    assert (np.diff(clearness[np.argsort(depth)]) <= 0.0).all()


def test_the_colours_are_fit_for_a_display_and_differ_as_the_units_do(show: Show, tmp_path: Path) -> None:
    show.play(ramp())
    colours = show.read(asking(tmp_path, image("brainState")), "brainState")[3]
    assert (colours >= 0.0).all()
    assert (colours <= 1.0).all()
    assert (colours[:, 3] == 1.0).all()
    assert np.ptp(colours[:, :3], axis=0).max() > 0.1


def test_brain_history_has_the_newest_hop_lowest(show: Show, tmp_path: Path) -> None:
    document = asking(tmp_path, image("brainHistory"))
    for frame in range(6):  # two hops each
        show.play(np.full(UNITS, 0.1 * frame, np.float32))
    history = show.read(document, "brainHistory")
    assert history.shape == (HISTORY_HOPS, UNITS, 4)
    assert history[:12, 0, 0] == pytest.approx(np.repeat(0.1 * np.arange(6), 2)[::-1], abs=2e-3)
    assert not history[12:, :, :3].any()
    show.play(ramp())
    assert show.read(document, "brainHistory")[0, :, 0] == pytest.approx(ramp(), abs=2e-3)


def test_brain_history_goes_round_the_ring_without_a_seam(show: Show, tmp_path: Path) -> None:
    document = asking(tmp_path, image("brainHistory"))
    for frame in range(300):  # 600 hops in a ring of 512
        if frame % 10 == 0:
            show.play(np.full(UNITS, frame / 300.0, np.float32))
        else:
            show.rehearsal.frames += 1
    history = show.read(document, "brainHistory")
    played = np.flatnonzero(history[:, 0, 0])
    assert played.tolist() == [row + edge for row in range(0, HISTORY_HOPS, 20) for edge in (0, 1)]
    expected = np.repeat([(290.0 - 10.0 * step) / 300.0 for step in range(len(played) // 2)], 2)
    assert history[played, 0, 0] == pytest.approx(expected, abs=2e-3)


def test_brain_weights_has_drive_brake_and_company(show: Show, tmp_path: Path, anatomy: Anatomy) -> None:
    document = asking(tmp_path, image("brainWeights"))
    show.play()
    weights = show.read(document, "brainWeights")
    assert weights.shape == (UNITS, UNITS, 4)
    strongest = np.abs(anatomy.links).max()
    for source, target in ((3, 17), (17, 3), (0, 31), (8, 9)):
        link = anatomy.links[source, target] / strongest  # the column drives the row
        assert weights[target, source, 0] == pytest.approx(max(link, 0.0), abs=1e-3)
        assert weights[target, source, 1] == pytest.approx(max(-link, 0.0), abs=1e-3)
    assert max(weights[..., 0].max(), weights[..., 1].max()) == pytest.approx(1.0)
    assert not weights[..., 2].any()
    bonds = np.random.default_rng(4).random((UNITS, UNITS)).astype(np.float32)
    show.play(bonds=bonds)
    assert show.read(document, "brainWeights")[..., 2] == pytest.approx(bonds, abs=1e-3)
    show.play()
    assert show.read(document, "brainWeights")[..., 2] == pytest.approx(bonds, abs=1e-3)


def play_sound(show: Show, wave: NDArray[np.floating]) -> None:
    show.play()
    frame = replace(show.sight.frame, moments=moments_of(wave))
    show.images.see(replace(show.sight, frame=frame))


def test_sound_inputs_are_as_wide_as_they_ask(show: Show, tmp_path: Path) -> None:
    document = asking(
        tmp_path,
        {"NAME": "wave", "TYPE": "audio"},
        {"NAME": "low", "TYPE": "audioFFT", "MAX": 4},
        {"NAME": "spectrum", "TYPE": "audioFFT"},
    )
    sound = sine(4000.0, 0.1)
    play_sound(show, sound)
    assert show.read(document, "wave")[0, :, 0] == pytest.approx(0.5 + 0.5 * sound[-NATIVE:], abs=1e-3)
    assert show.read(document, "spectrum")[0, :, 0] == pytest.approx(heard(sound).spectrum(0.0), abs=1e-3)
    low = show.read(document, "low")
    assert low.shape[:2] == (1, 4)
    assert int(low[0, :, 0].argmax()) == 1


def test_sound_is_grey_and_opaque(show: Show, tmp_path: Path, context: moderngl.Context) -> None:
    play_sound(show, sine(1000.0))
    document = asking(tmp_path, {"NAME": "wave", "TYPE": "audio"})
    assert show.images.of(document)["wave"].swizzle == "RRR1"


def test_shadertoy_s_first_channel_is_spectrum_below_and_wave_above(show: Show, tmp_path: Path) -> None:
    code = "void mainImage(out vec4 c, in vec2 p) { c = texture(iChannel0, p); }"
    document = read_document(write(tmp_path, code, "toy.frag"))
    sound = sine(2000.0, 0.02)
    play_sound(show, sound)
    rows = show.read(document, "iChannel0")[..., 0]
    assert rows.shape == (2, 512)
    assert rows[0] == pytest.approx(heard(sound).spectrum(0.0), abs=1e-3)
    assert rows[1] == pytest.approx(0.5 + 0.5 * sound[-512:], abs=1e-3)


def test_nobody_who_does_not_ask_gets_anything(show: Show, tmp_path: Path) -> None:
    show.play()
    assert show.images.of(asking(tmp_path, image("inputImage"), {"NAME": "x", "TYPE": "float"})) == {}
    assert show.images._textures == {}
    assert list(show.images.of(asking(tmp_path, image("brainState"), image("inputImage")))) == ["brainState"]


def test_two_shaders_share_what_is_made_once_a_frame(show: Show, tmp_path: Path) -> None:
    document = asking(tmp_path, image("brainState"), {"NAME": "wave", "TYPE": "audio"})
    show.play(0.5)
    first = show.images.of(document)
    assert show.images._fresh == {"brainState", f"wave {NATIVE}"}
    assert show.images.of(document) == first
    show.play(1.0)
    assert show.images._fresh == set()
    assert show.images.of(document)["brainState"] is first["brainState"]
    assert show.read(document, "brainState")[0, 0, 0] == pytest.approx(1.0, abs=1e-3)


Example = Callable[[str, NDArray[np.float32] | float], NDArray[np.float32]]


@pytest.fixture
def example(show: Show, context: moderngl.Context, tmp_path: Path) -> Iterator[Example]:
    """Draws the example for one of the network's images with the network at some activity: (64, 64, 4)."""
    shaders: dict[str, tuple[IsfDocument, IsfShader]] = {}
    headings = re.findall(r"### Example: (\w+)\n.*?```glsl\n(.*?)```", PAGE.read_text(), re.DOTALL)
    for name, code in headings:
        document = read_document(write(tmp_path, code, f"{name}.fs"))
        assert document.warnings == ()
        shaders[name] = document, IsfShader(context, document)
    target = context.framebuffer([context.texture((64, 64), 4, dtype="f4")])
    columns = np.zeros((64, 64, 4), np.float32)
    columns[..., :] = np.linspace(0.0, 1.0, 64)[None, :, None]
    shown = context.texture((64, 64), 4, columns.tobytes(), dtype="f4")

    def draw(name: str, activity: NDArray[np.float32] | float) -> NDArray[np.float32]:
        document, shader = shaders[name]
        show.play(activity)
        images = {**show.images.of(document), "inputImage": shown}
        shader.draw(target, (64, 64), IsfMoment(1.0, 0.02, 50, (2000.0, 1.0, 1.0, 1.0)), {}, images)
        return np.frombuffer(target.read(components=4, dtype="f4"), np.float32).reshape(64, 64, 4).copy()

    yield draw
    for _, shader in shaders.values():
        shader.release()


def test_the_example_for_brain_state_draws_a_ray_where_its_unit_is(example: Example) -> None:
    assert not example("brainState", 0.0)[..., :3].any()
    for unit in (3, 20):
        drawn = example("brainState", alone(unit))[..., :3].sum(axis=2)
        y, x = np.argwhere(drawn > 0.5 * drawn.max()).mean(axis=0) - 31.5
        turn = (np.arctan2(x, y) / (2.0 * np.pi) + 0.5) % 1.0
        assert turn * UNITS == pytest.approx(unit + 0.5, abs=0.7)


def test_the_example_for_brain_history_bends_the_picture_by_the_past(example: Example) -> None:
    rest = example("brainHistory", 0.0)[..., 0]
    assert rest == pytest.approx(np.broadcast_to(np.linspace(0.0, 1.0, 64), (64, 64)), abs=1e-2)
    for _ in range(20):
        bent = example("brainHistory", 1.0)[..., 0]
    # 40 hops of 10 ms have come as far as 0.4 of 1.5 s, on the way from the middle to the edge; the rest is as before.
    along = np.abs(bent - rest)[32, 32:]
    front = 0.4 / 1.5 * 32.0
    assert along[2 : round(front) - 1].min() > 0.02
    assert along[round(front) + 2 :].max() < 0.01


def test_the_example_for_brain_weights_lights_the_column_of_the_unit_that_drives(example: Example) -> None:
    assert not example("brainWeights", 0.0)[..., :3].any()
    for unit in (5, 30):
        columns = example("brainWeights", alone(unit))[..., :3].sum(axis=(0, 2)).reshape(UNITS, 2).sum(axis=1)
        assert columns[unit] > 0.1
        assert not np.delete(columns, unit).any()


def test_the_page_tells_the_sizes_that_there_are() -> None:
    text = " ".join(PAGE.read_text().split())
    assert f"`brainHistory`**, {HISTORY_HOPS} rows" in text
    assert f"{NATIVE} × 1" in text
    assert f"With up to {KEPT} columns" in text
