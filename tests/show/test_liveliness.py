"""Every scene tells the parts of the music apart: the drop is brighter and moves more than the breakdown before it.

In: the built-in piece, heard once, the shipped network of 32 units, the look by which each scene is known.
Out: proof by the light of small frames. Runs in the test process; no clock but the frames' own.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brain.weights import Weights
from engine.show.bench.solo import first_looks
from engine.show.offline import OfflineEar
from engine.show.performance import Heard
from engine.show.start import load_network, open_performance
from engine.sound.piece import demo_tape
from engine.sound.tape import MemoryTape
from engine.stage.headless import HeadlessWindow
from engine.stage.oklab import srgb_to_linear

SIZE = (160, 90)
FPS = 15
HEARD_FROM_S = 20.0  # some seconds of the groove, so that the automatic gain knows how loud it was
LOOKED_AT_S = 2.5
LEAD_S = 3.0  # as long as trails and slow units keep what was before
#: Where each part is looked at: in the midst of the breakdown, before the end of the build-up, after the drop.
PARTS_S = {"breakdown": 31.0, "build-up": 51.0, "drop": 57.0}
SCENES = ("constellation", "cortex", "membrane", "pen", "synapse")

# Margins, as ratios. They are wider than what a scene does by itself: drawn three times in a row, the breakdown is with
# the pen 1.2 times as bright the third time as the first and moves 1.3 times as much, 1.1 times as much as the second.
# They are narrower by a seventh at least than what the looks do, so that a look may be touched without this test.
BRIGHTER = 2.0  # drop over breakdown
LIVELIER = 2.0
RISEN = 1.3  # a build-up is on its way up
BREAKS_OUT = 1.15  # a drop is more than the build-up at its end, which may be nearly as full
#: A breakdown is no blackout, and no still: a thousandth of white is a few stars, and a tenth of that moves each frame.
FAINTEST, STILLEST = 1e-3, 1e-4

Figures = dict[str, tuple[float, float]]


@pytest.fixture(scope="module")
def network() -> Weights:
    return load_network(32, None)[0]


@pytest.fixture(scope="module")
def parts(network: Weights) -> dict[str, list[Heard]]:
    """What each part and its lead are heard as, a frame each; their hops follow each other as if cut together."""
    tape = demo_tape()
    end_s = max(PARTS_S.values()) + LOOKED_AT_S
    length = round((end_s - HEARD_FROM_S + 0.5) * tape.rate_hz)
    ear = OfflineEar(MemoryTape(next(tape.blocks(length, start=HEARD_FROM_S)), tape.rate_hz), network)
    frames = [ear.hear(number / FPS) for number in range(round((end_s - HEARD_FROM_S) * FPS))]
    cut: dict[str, list[Heard]] = {}
    hops = 0
    for part, start_s in PARTS_S.items():
        first = round((start_s - LEAD_S - HEARD_FROM_S) * FPS)
        cut[part] = []
        for heard in frames[first : first + round((LEAD_S + LOOKED_AT_S) * FPS)]:
            moments = heard.moments.copy()
            moments["index"] = hops + np.arange(len(moments))
            hops += len(moments)
            cut[part].append(replace(heard, moments=moments))
    return cut


def watch(look: str, network: Weights, parts: dict[str, list[Heard]]) -> Figures:
    """Brightness and motion of each part: mean linear light, and its mean change from frame to frame, both 0..1."""
    figures: Figures = {}
    with HeadlessWindow(SIZE) as screen:
        performance, _ = open_performance(screen.context, network, look, (), 1)
        number = 0
        for part, frames in parts.items():
            seen: list[NDArray[np.float64]] = []
            for place, heard in enumerate(frames):
                number += 1
                performance.advance(number / FPS, 1.0 / FPS, heard, ())
                performance.draw(screen.framebuffer, screen.size_px)
                if place >= round(LEAD_S * FPS):
                    seen.append(srgb_to_linear(screen.read_pixels() / 255.0))
            light = np.array(seen)
            figures[part] = float(light.mean()), float(np.abs(np.diff(light, axis=0)).mean())
    return figures


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_tells_the_parts_of_the_music_apart(
    scene: str, network: Weights, parts: dict[str, list[Heard]]
) -> None:
    figures = watch(first_looks()[scene], network, parts)
    brightness = {part: bright for part, (bright, _) in figures.items()}
    motion = {part: moving for part, (_, moving) in figures.items()}
    said = f"{scene}: brightness {brightness}, motion {motion}"
    assert brightness["breakdown"] > FAINTEST, said
    assert motion["breakdown"] > STILLEST, said
    assert brightness["drop"] > BRIGHTER * brightness["breakdown"], said
    assert motion["drop"] > LIVELIER * motion["breakdown"], said
    assert brightness["build-up"] > RISEN * brightness["breakdown"], said
    assert brightness["drop"] > BREAKS_OUT * brightness["build-up"], said
    assert motion["drop"] > BREAKS_OUT * motion["build-up"], said


def test_every_scene_has_a_look_by_which_it_is_known() -> None:
    assert sorted(first_looks()) == list(SCENES)
