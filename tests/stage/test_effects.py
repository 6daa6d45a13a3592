"""The chain: layers behind the scene, effects over it by place; what is not turned up is not there.

In: small ISF files, written here. Out: pictures, in numbers.
Runs in the test process, headless.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import moderngl
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from stage.rehearsal import Rehearsal

from engine.controls.catalogue import plugins_of
from engine.isf.shelf import Shelf
from engine.stage.anatomy import Anatomy

SIZE = (96, 54)
IMAGE = {"NAME": "inputImage", "TYPE": "image"}
LEVEL = {"NAME": "level", "TYPE": "float", "DEFAULT": 0.25, "MIN": 0.0, "MAX": 1.0}
SAME = "gl_FragColor = IMG_THIS_PIXEL(inputImage);"
INVERT = "gl_FragColor = vec4(1.0 - IMG_THIS_PIXEL(inputImage).rgb, 1.0);"

Put: TypeAlias = Callable[..., Path]


@pytest.fixture
def put(home: Path) -> Put:
    """Writes an ISF file of that name, with what its `main` does, into the person's folder."""

    def write(name: str, code: str, *inputs: dict[str, object], **header: object) -> Path:
        path = home / "shaders" / f"{name}.fs"
        path.parent.mkdir(exist_ok=True)
        keys = {"ISFVSN": "2", "INPUTS": inputs, **header}
        path.write_text(f"/*{json.dumps(keys)}*/\nvoid main() {{\n    {code}\n}}\n")
        return path

    return write


@pytest.fixture
def rehearse(context: moderngl.Context, anatomy: Anatomy) -> Callable[..., Rehearsal]:
    """A stage with all ISF files that there are, and values by path."""

    def make(values: dict[str, float | str] | None = None, size: tuple[int, int] = SIZE) -> Rehearsal:
        rehearsal = Rehearsal(context, anatomy, size, Shelf())
        for path, value in (values or {}).items():
            assert rehearsal.board.set(path, value)
        return rehearsal

    return make


def draw(rehearsal: Rehearsal, frames: int = 4) -> NDArray[np.float64]:
    """The last picture, in steps of 8 bits."""
    return rehearsal.draw(0.9, frames=frames).astype(np.float64)


def is_colour(picture: NDArray[np.float64], *colour: float) -> bool:
    """Whether it is all of one colour, but for the dither."""
    return bool(np.abs(picture - colour).max() <= 1.25)


def plain(context: moderngl.Context, anatomy: Anatomy) -> NDArray[np.float64]:
    """What there is without any ISF file."""
    return draw(Rehearsal(context, anatomy, SIZE))


def test_at_mix_0_the_picture_is_to_the_byte_what_it_is_without(
    context: moderngl.Context, anatomy: Anatomy, put: Put, rehearse: Callable[..., Rehearsal]
) -> None:
    put("invert", INVERT, IMAGE)
    put("wall", "gl_FragColor = vec4(1.0);")
    without = plain(context, anatomy)
    assert without.max() > 100.0
    assert np.array_equal(draw(rehearse()), without)
    nearly = rehearse({"/effect/invert/mix": 0.001, "/layer/wall/mix": 0.001})
    assert np.array_equal(draw(nearly), without)
    assert not np.array_equal(draw(rehearse({"/effect/invert/mix": 0.5})), without)


def test_the_chain_itself_changes_nothing(
    context: moderngl.Context, anatomy: Anatomy, put: Put, rehearse: Callable[..., Rehearsal]
) -> None:
    put("same", SAME, IMAGE)
    without = plain(context, anatomy)
    for mix in (0.5, 1.0):
        assert np.abs(draw(rehearse({"/effect/same/mix": mix})) - without).max() <= 1.0


@pytest.mark.parametrize("mix", [0.25, 0.5, 1.0])
def test_mix_is_how_much_of_an_effect_there_is(
    context: moderngl.Context, anatomy: Anatomy, put: Put, rehearse: Callable[..., Rehearsal], mix: float
) -> None:
    put("invert", INVERT, IMAGE)
    without = plain(context, anatomy)
    wanted = (1.0 - mix) * without + mix * (255.0 - without)
    assert np.abs(draw(rehearse({"/effect/invert/mix": mix})) - wanted).max() <= 2.0


@pytest.mark.parametrize("mix", [0.4, 1.0])
def test_layers_are_behind_the_scene_and_add_to_its_light(
    context: moderngl.Context, anatomy: Anatomy, put: Put, rehearse: Callable[..., Rehearsal], mix: float
) -> None:
    put("wall", "gl_FragColor = vec4(level, 0.0, 0.5, 1.0);", LEVEL)
    scene = plain(context, anatomy) / 255.0
    layer = np.array([0.75, 0.0, 0.5]) * mix
    wanted = 255.0 * (1.0 - (1.0 - scene) * (1.0 - layer))
    picture = draw(rehearse({"/layer/wall/mix": mix, "/layer/wall/level": 0.75}))
    assert np.abs(picture - wanted).max() <= 2.0


def test_effects_come_by_their_place(put: Put, rehearse: Callable[..., Rehearsal]) -> None:
    put("red", "gl_FragColor = vec4(1.0, 0.0, 0.0, 1.0);", IMAGE)
    put("swap", "gl_FragColor = IMG_THIS_PIXEL(inputImage).bgra;", IMAGE)
    on = {"/effect/red/mix": 1.0, "/effect/swap/mix": 1.0}
    blue = draw(rehearse({**on, "/effect/red/place": 20.0, "/effect/swap/place": 30.0}))
    red = draw(rehearse({**on, "/effect/red/place": 40.0, "/effect/swap/place": 30.0}))
    assert is_colour(blue, 0.0, 0.0, 255.0)
    assert is_colour(red, 255.0, 0.0, 0.0)


def test_what_an_effect_leaves_clear_is_black(put: Put, rehearse: Callable[..., Rehearsal]) -> None:
    put("clear", "gl_FragColor = vec4(1.0, 1.0, 1.0, isf_FragNormCoord.x < 0.5 ? 0.0 : 1.0);", IMAGE)
    picture = draw(rehearse({"/effect/clear/mix": 1.0}))
    half = SIZE[0] // 2
    assert picture[:, :half].max() == 0.0 and picture[:, half:].min() >= 254.0


def test_an_effect_that_makes_no_numbers_leaves_no_trace(
    context: moderngl.Context, anatomy: Anatomy, put: Put, rehearse: Callable[..., Rehearsal]
) -> None:
    put("mad", "gl_FragColor = vec4(log(TIME * 0.0 - 1.0), 1e30, -1e30, 1.0);", IMAGE)
    rehearsal = rehearse({"/effect/mad/mix": 0.5})
    draw(rehearsal, 3)
    rehearsal.board.set("/effect/mad/mix", 0.0)
    assert np.array_equal(draw(rehearsal, 1), plain(context, anatomy))


def test_master_and_blackout_act_on_effects_too(put: Put, rehearse: Callable[..., Rehearsal]) -> None:
    put("white", "gl_FragColor = vec4(1.0);", IMAGE)
    rehearsal = rehearse({"/effect/white/mix": 1.0, "/master/intensity": 0.25})
    light = (draw(rehearsal) / 255.0) ** 2.2
    assert np.abs(light - 0.25).max() < 0.01
    rehearsal.board.set("/master/blackout", True)
    assert draw(rehearsal).max() == 0.0


def test_a_file_that_does_not_compile_is_left_out_and_told_once(
    context: moderngl.Context, anatomy: Anatomy, put: Put, rehearse: Callable[..., Rehearsal]
) -> None:
    path = put("broken", "gl_FragColor = nowhere;", IMAGE)
    put("same", SAME, IMAGE)
    rehearsal = rehearse({"/effect/broken/mix": 1.0, "/effect/same/mix": 1.0})
    assert np.abs(draw(rehearsal) - plain(context, anatomy)).max() <= 1.0
    (error,) = rehearsal.stage.reload()
    assert f"{path}:3" in str(error)
    draw(rehearsal)
    assert list(rehearsal.stage.reload()) == []


def test_a_running_file_that_changes_is_taken_up_and_one_that_breaks_plays_on(
    put: Put, rehearse: Callable[..., Rehearsal]
) -> None:
    shelf = Shelf()
    path = put("flat", "gl_FragColor = vec4(level, 0.0, 0.0, 1.0);", IMAGE, LEVEL)
    rehearsal = rehearse({"/effect/flat/mix": 1.0})
    assert is_colour(draw(rehearsal), 63.75, 0.0, 0.0)

    def change(code: str, *inputs: dict[str, object]) -> list[str]:
        put("flat", code, IMAGE, *inputs)
        shelf.refresh()
        rehearsal.stage.adopt(plugins_of(shelf))
        return [str(error) for error in rehearsal.stage.reload()]

    assert change("gl_FragColor = vec4(0.0, 1.0, 0.0, 1.0);") == []
    assert is_colour(draw(rehearsal), 0.0, 255.0, 0.0)
    (error,) = change("gl_FragColor = vec4(0.0, nowhere, 0.0, 1.0);")
    assert f"{path}:3" in error
    assert is_colour(draw(rehearsal), 0.0, 255.0, 0.0)
    assert list(rehearsal.stage.reload()) == []
    assert change("gl_FragColor = vec4(0.0, 0.0, 1.0, 1.0);") == []
    assert is_colour(draw(rehearsal), 0.0, 0.0, 255.0)


def test_frames_are_counted_from_0_and_triggers_last_a_frame(put: Put, rehearse: Callable[..., Rehearsal]) -> None:
    put("count", "gl_FragColor = vec4(float(FRAMEINDEX) / 255.0, hit, TIMEDELTA * 10.0, 1.0);", IMAGE,
        {"NAME": "hit", "TYPE": "event"})  # fmt: skip
    rehearsal = rehearse()
    draw(rehearsal, 3)
    rehearsal.board.set("/effect/count/mix", 1.0)
    for frame in range(3):
        if frame == 1:
            rehearsal.board.fire("/effect/count/hit")
        wanted = [float(frame), 255.0 * (frame == 1), 0.2 * 255.0]
        assert np.abs(draw(rehearsal, 1) - wanted).max() <= 1.0


def test_what_an_effect_remembers_outlasts_a_short_rest_and_not_a_long_one(
    put: Put, rehearse: Callable[..., Rehearsal]
) -> None:
    count = "gl_FragColor = FRAMEINDEX == 0 ? vec4(0.1, 0.0, 0.0, 1.0) : IMG_THIS_PIXEL(memory) + vec4(0.1, 0, 0, 0);"
    put("count", count, IMAGE, PASSES=[{"TARGET": "memory", "PERSISTENT": True, "FLOAT": True}])
    rehearsal = rehearse({"/effect/count/mix": 1.0})
    level = draw(rehearsal, 3)[0, 0, 0]
    assert abs(level - 0.3 * 255.0) <= 1.0
    for rest, wanted in ((50, 0.4), (110, 0.1)):  # a second, and more than two
        rehearsal.board.set("/effect/count/mix", 0.0)
        draw(rehearsal, rest)
        rehearsal.board.set("/effect/count/mix", 1.0)
        assert abs(draw(rehearsal, 1)[0, 0, 0] - wanted * 255.0) <= 1.0


def test_files_are_compiled_ahead_one_at_a_time(put: Put, rehearse: Callable[..., Rehearsal]) -> None:
    path = put("broken", "gl_FragColor = nowhere;", IMAGE)
    rehearsal = rehearse()
    rehearsal.stage._cast.advance(0.0, {"synapse": 1.0}, 0.0)  # else its plan is ready whenever it is
    prepared = 0
    while rehearsal.stage.prepare():
        prepared += 1
        assert prepared < 200
    assert prepared >= len(Shelf().documents)
    assert [str(path) in str(error) for error in rehearsal.stage.reload()] == [True]
    assert not rehearsal.stage.prepare()


def test_what_was_rehearsed_begins_as_if_it_had_not(put: Put, rehearse: Callable[..., Rehearsal]) -> None:
    count = "gl_FragColor = vec4((IMG_THIS_PIXEL(memory) + vec4(0.1, FRAMEINDEX == 0 ? 0.5 : 0.0, 0, 0)).rgb, 1.0);"
    put("count", count, IMAGE, PASSES=[{"TARGET": "memory", "PERSISTENT": True, "FLOAT": True}])
    rehearsal = rehearse()
    draw(rehearsal, 1)
    rack = rehearsal.stage._effects._rack
    rehearsal.stage.want(("/effect/count/mix", "/color/hue"))
    while rehearsal.stage.prepare():
        pass
    assert set(rack.plugins) == set(rack._units)
    assert {unit.plugin.base for unit in rack._units.values() if unit.rehearsed} == {"/effect/count"}
    rehearsal.board.set("/effect/count/mix", 1.0)
    assert is_colour(draw(rehearsal, 2), 0.2 * 255.0, 0.5 * 255.0, 0.0)


@pytest.mark.parametrize(("effect", "reach"), [("", 0.25), ("/effect/same/mix", 0.02)])
def test_a_smaller_inner_picture_is_stretched_smoothly(
    context: moderngl.Context, anatomy: Anatomy, put: Put, effect: str, reach: float
) -> None:
    put("same", SAME, IMAGE)
    half = SIZE[0] // 2, SIZE[1] // 2

    def play(size: tuple[int, int], inner: tuple[int, int] | None = None) -> NDArray[np.float64]:
        rehearsal = Rehearsal(context, anatomy, size, Shelf())
        rehearsal.inner = inner
        rehearsal.board.set("/bloom/amount", 0.0)  # it reaches as far as in the whole picture
        if effect:
            rehearsal.board.set(effect, 1.0)
        return draw(rehearsal)

    assert np.array_equal(play(SIZE, SIZE), play(SIZE))
    small = Image.fromarray(play(half).astype(np.uint8))
    wanted = np.asarray(small.resize(SIZE, Image.Resampling.BILINEAR)).astype(np.float64)
    copied = np.asarray(small.resize(SIZE, Image.Resampling.NEAREST)).astype(np.float64)
    stretched = play(SIZE, half)
    apart = np.abs(stretched - wanted).mean()
    assert apart < reach * wanted.mean()
    assert apart < 0.7 * np.abs(stretched - copied).mean()
