"""ISF files in a performance: transitions between looks, and files that come, break and go while it plays.

In: small files and looks, written here. Out: pictures, parameters, messages.
Runs in the test process, headless.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from pythonosc.udp_client import SimpleUDPClient
from venue import wait_until

from engine.brain.weights import Weights
from engine.controls.board import ease
from engine.controls.event import Control, Setting, Verb
from engine.controls.osc import OscServer
from engine.ear import BANDS
from engine.moments import Shape, moment_dtype
from engine.show.performance import Heard
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow

SIZE = (64, 36)
DT = 0.05
IMAGE = {"NAME": "inputImage", "TYPE": "image"}
LEVEL = {"NAME": "level", "TYPE": "float", "DEFAULT": 0.5, "MIN": 0.0, "MAX": 1.0}
WAY = [
    *({"NAME": name, "TYPE": "image"} for name in ("startImage", "endImage")),
    {"NAME": "progress", "TYPE": "float", "DEFAULT": 0.0},
]
DISSOLVE = "gl_FragColor = mix(IMG_THIS_PIXEL(startImage), IMG_THIS_PIXEL(endImage), progress);"

STILL = (
    *("/breath/amount", "/camera/drift", "/layout/spin", "/ripple/amount", "/burst/amount", "/dust/amount"),
    *("/line/amount", "/trails/length"),
)

Put: TypeAlias = Callable[..., Path]
Picture: TypeAlias = NDArray[np.float64]


@pytest.fixture(scope="module")
def weights() -> Weights:
    """The smallest network that ships."""
    return load_network(32, None)[0]


@pytest.fixture
def put(home: Path) -> Put:
    """Writes an ISF file of that name, with what its `main` does, into the person's folder."""

    def write(name: str, code: str, *inputs: dict[str, object]) -> Path:
        path = home / "shaders" / f"{name}.fs"
        path.parent.mkdir(exist_ok=True)
        header = json.dumps({"ISFVSN": "2", "INPUTS": inputs})
        path.write_text(f"/*{header}*/\nvoid main() {{\n    {code}\n}}\n")
        return path

    return write


def look(home: Path, name: str, *lines: str) -> Path:
    path = home / "presets" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(("[values]", *(f'"{still}" = 0' for still in STILL), *lines, "")))
    return path


@pytest.fixture(autouse=True)
def looks(home: Path) -> None:
    """Three looks that differ much, and never move by themselves."""
    look(home, "red", '"/color/palette" = "ember"')
    look(
        home, "blue", '"/color/palette" = "ice"', '"/layout/choice" = "ring"', '"/layout/glide" = 0', '"/node/size" = 3'
    )
    look(home, "water", '"/scene/choice" = "membrane"')


class Night:
    """A performance and its screen; `play` draws frames of the same sound."""

    def __init__(self, weights: Weights, name: str = "red") -> None:
        self.screen = HeadlessWindow(SIZE)
        self.performance, self.library = open_performance(self.screen.context, weights, name, (), 1)
        self.frames = 0

    def play(self, frames: int = 1, controls: tuple[Control, ...] = ()) -> Picture:
        """The last picture, in steps of 8 bits."""
        for _ in range(frames):
            moments = np.zeros(1, moment_dtype(Shape(32, BANDS)))
            moments["index"], moments["activity"], moments["gate"] = self.frames, 0.9, 1.0
            self.frames += 1
            self.performance.advance(self.frames * DT, DT, Heard(moments, None), controls)
            controls = ()
            self.performance.draw(self.screen.framebuffer, SIZE)
        return self.screen.read_pixels().astype(np.float64)

    def recall(self, name: str, over: float = 1.0) -> None:
        """As a hand does that recalls a look between two frames."""
        self.performance.recall(self.library.find(name), over)

    def reload(self) -> list[str]:
        """The messages."""
        return [str(error) for error in self.performance.reload()]


@pytest.fixture
def nights(weights: Weights) -> Iterator[Callable[..., Night]]:
    opened: list[Night] = []

    def open_night(name: str = "red") -> Night:
        opened.append(Night(weights, name))
        return opened[-1]

    yield open_night
    for night in opened:
        night.screen.close()


@pytest.mark.parametrize("other", ["blue", "water"])
def test_a_transition_goes_from_the_last_picture_to_the_new_look_as_it_lives(
    put: Put, nights: Callable[..., Night], other: str
) -> None:
    put("dissolve", DISSOLVE, *WAY)
    night, control = nights(), nights()
    night.performance.board.set("/transition/choice", "dissolve")
    for each in (night, control):
        each.play(5)
    night.recall(other)
    kept = night.play()
    assert np.abs(kept - control.play()).max() <= 1.0  # the old look for one more frame
    assert night.performance.preset and night.performance.preset.name == other
    control.recall(other, over=0.0)
    control.performance.board.set("/master/crossfade", 0.0)  # its scene changes at once, too
    for frame in range(1, 20):
        share = ease(frame * DT)
        seen, live = night.play(), control.play()
        assert np.abs(seen - ((1.0 - share) * kept + share * live)).max() <= 3.0, frame
    for _ in range(3):
        assert np.array_equal(night.play(), control.play())
    assert np.abs(live - kept).max() > 60.0


def test_without_the_file_or_over_no_time_looks_glide_or_cut(put: Put, nights: Callable[..., Night]) -> None:
    path = put("dissolve", "gl_FragColor = nowhere;", *WAY)
    night = nights()
    night.performance.board.set("/transition/choice", "dissolve")
    night.play(3)
    night.recall("blue")
    night.play()
    assert 1.0 < night.performance.values.number("/node/size") < 1.1  # it glides
    assert [f"{path}:3" in error for error in night.reload()] == [True]
    put("dissolve", DISSOLVE, *WAY)
    assert night.reload() == []
    night.recall("red", over=0.0)
    night.play()
    assert night.performance.values.number("/node/size") == 1.0
    night.recall("blue")
    night.play(2)
    assert night.performance.values.number("/node/size") == 3.0  # at once, beneath the transition


def test_a_recall_that_is_never_drawn_is_not_lost(put: Put, nights: Callable[..., Night]) -> None:
    put("dissolve", DISSOLVE, *WAY)
    night = nights()
    night.performance.board.set("/transition/choice", "dissolve")
    night.play(3)
    night.recall("blue")
    moments = np.zeros(0, moment_dtype(Shape(32, BANDS)))
    night.performance.advance(3 * DT + 2.0, DT, Heard(moments, None), ())
    night.performance.advance(3 * DT + 4.0, DT, Heard(moments, None), ())
    night.performance.advance(3 * DT + 6.0, DT, Heard(moments, None), ())
    assert night.performance.values.number("/node/size") == 3.0


def test_rapid_recalls_stay_clean(put: Put, nights: Callable[..., Night]) -> None:
    put("dissolve", DISSOLVE, *WAY)
    levels = {}
    for name in ("red", "blue", "water"):
        levels[name] = nights(name).play(8).mean()
    night = nights()
    night.performance.board.set("/transition/choice", "dissolve")
    night.performance.board.set("/master/crossfade", 1.0)
    before = night.play(8)
    order = ["blue", "water", "red", "water", "blue", "red", "water", "blue"]
    for number, name in enumerate(order):
        at = Verb("preset/load", night.frames * DT, name)
        for step in range(2 + number % 4):
            seen = night.play(1, (at,) if step == 0 else ())
            # It begins from what is seen: no jump, and never darker than the darkest of the looks.
            assert np.abs(seen - before).max() < 60.0, (name, step)
            assert seen.mean() > 0.8 * min(levels.values()), (name, step)
            before = seen
    for _ in range(22):
        seen = night.play()
        assert np.abs(seen - before).max() < 60.0
        before = seen
    assert night.performance.preset and night.performance.preset.name == "blue"
    night.performance.board.set("/transition/choice", "glide")
    assert np.abs(night.play() - before).max() < 20.0  # it had arrived
    assert night.performance.take_troubles() == []


def test_a_file_that_is_dropped_in_can_be_turned_bound_recalled_and_reached(
    home: Path, put: Put, nights: Callable[..., Night]
) -> None:
    waiting = look(home, "red", '"/color/palette" = "ember"', '"/effect/flat/mix" = 1.0', '"/effect/flat/level" = 0.2')
    with waiting.open("a") as file:
        file.write('[[bindings]]\nsource = "midi/cc/7"\nparameter = "/effect/flat/level"\n')
    night = nights()
    assert [
        remark for remark in map(str, night.library.remarks) if "/effect/flat/mix" in remark and f"{waiting}:" in remark
    ]
    assert night.library.errors == ()
    osc = OscServer(night.performance.board.catalogue, port=0)
    night.performance.follow_catalogue(osc.adopt)
    before = night.play(4)
    assert night.reload() == []
    put("flat", "gl_FragColor = vec4(level, 0.0, 0.0, 1.0);", IMAGE, LEVEL)
    assert night.reload() == []
    assert night.library.remarks == ()
    seen = night.play(60)  # the look that named it glides there
    assert np.abs(seen - [0.2 * 255.0, 0.0, 0.0]).max() <= 1.5
    assert np.abs(seen - before).max() > 20.0
    assert [binding.parameter for binding in night.performance.patchbay.bindings] == ["/effect/flat/level"]
    SimpleUDPClient("127.0.0.1", osc.port).send_message("/effect/flat/level", 0.75)
    heard: list[Control] = []
    wait_until(lambda: heard.extend(osc.poll(0.0)) or heard, what="a message")
    osc.close()
    assert heard == [Setting("/effect/flat/level", 0.75, 0.0)]
    assert np.abs(night.play(1, tuple(heard)) - [0.75 * 255.0, 0.0, 0.0]).max() <= 1.5
    night.performance.board.set("/effect/flat/level", 0.5)
    night.recall("blue", over=0.0)
    assert night.play().mean(axis=(0, 1))[2] > 1.0  # another look does not have it


def test_a_file_that_breaks_while_it_plays_stays_as_it_was_until_it_is_mended(
    put: Put, nights: Callable[..., Night]
) -> None:
    path = put("flat", "gl_FragColor = vec4(level, 0.0, 0.0, 1.0);", IMAGE, LEVEL)
    night = nights()
    night.performance.board.set("/effect/flat/mix", 1.0)
    night.performance.board.set("/effect/flat/level", 0.75)
    red = night.play(3)
    path.write_text('/*{ "ISFVSN": "2",\n"INPUTS": [ { } ] }*/\nvoid main() { }\n')
    (message,) = night.reload()
    assert f"{path}:2" in message
    put("flat", "gl_FragColor = vec4(nowhere);", IMAGE, LEVEL)
    (message,) = night.reload()
    assert f"{path}:3" in message
    for _ in range(3):
        assert np.array_equal(night.play(), red)
        assert night.reload() == []
    put("flat", "gl_FragColor = vec4(0.0, level, drive, 1.0);", IMAGE, LEVEL, {**LEVEL, "NAME": "drive"})
    assert night.reload() == []
    night.performance.board.set("/effect/flat/drive", 1.0)
    assert np.abs(night.play() - [0.0, 0.75 * 255.0, 255.0]).max() <= 1.5  # what was turned has stayed
    path.unlink()
    (message,) = night.reload()
    assert f"{path} is gone" in message
    assert np.abs(night.play() - [0.0, 0.75 * 255.0, 255.0]).max() <= 1.5
    assert night.reload() == []


def test_a_control_that_goes_takes_its_glide_and_bindings_with_it_and_nothing_else(
    home: Path, put: Put, nights: Callable[..., Night]
) -> None:
    put("flat", "gl_FragColor = vec4(level, depth, 0.0, 1.0);", IMAGE, LEVEL, {**LEVEL, "NAME": "depth"})
    path = look(home, "bound", '"/effect/flat/mix" = 1.0', '"/effect/flat/depth" = 1.0')
    with path.open("a") as file:
        for name in ("level", "depth"):
            file.write(f'[[bindings]]\nsource = "ear/bass"\nparameter = "/effect/flat/{name}"\nmode = "add"\n')
    night = nights()
    night.play(2)
    night.recall("bound", over=2.0)
    night.play(3)
    put("flat", "gl_FragColor = vec4(level, 1.0, 0.0, 1.0);", IMAGE, {**LEVEL, "MAX": 0.25, "DEFAULT": 0.25})
    messages = night.reload()
    assert any("depth is gone" in message for message in messages)
    assert any(f"{path}:" in message and "/effect/flat/depth" in message for message in messages)
    seen = night.play(90)
    assert np.abs(seen - [0.25 * 255.0, 255.0, 0.0]).max() <= 1.5
    assert night.performance.take_troubles() == []
    assert night.reload() == []
    night.recall("red", over=0.0)
    night.recall("bound", over=0.0)
    night.play()
    assert night.performance.take_troubles() == []


def test_palettes_and_pictures_that_are_dropped_in_become_choices(
    home: Path, put: Put, nights: Callable[..., Night]
) -> None:
    put("flat", "gl_FragColor = IMG_THIS_NORM_PIXEL(mask);", IMAGE, {"NAME": "mask", "TYPE": "image"})
    night = nights()
    catalogue = night.performance.board.catalogue
    assert "dawn" not in catalogue["/color/palette"].choices
    palette = home / "presets" / "palettes" / "dawn.toml"
    palette.parent.mkdir(parents=True)
    palette.write_text('stops = ["#000000", "#ff8800"]\n')
    (home / "images").mkdir()
    picture = home / "images" / "logo.png"
    picture.write_bytes((Path(__file__).parents[2] / "shaders/effects/grade-looks.png").read_bytes())
    assert night.reload() == []
    catalogue = night.performance.board.catalogue
    assert catalogue["/color/palette"].choices[-1] == "dawn"
    assert catalogue["/effect/flat/mask"].choices == ("none", "picture", "logo")
    night.performance.board.set("/color/palette", "dawn")
    for gone in (palette, picture):
        gone.unlink()
    assert night.reload() == []
    assert night.performance.board.value("/color/palette") == "dawn"  # what is in use stays until the show ends
    assert night.performance.board.catalogue["/effect/flat/mask"].choices == ("none", "picture", "logo")
