"""How a frame's cost grows with the network: 512 units beside 128.

In: the drop of the built-in piece. Out: a ratio for each scene.
Main process, without a window.
"""

import time
from collections.abc import Collection

import numpy as np

from engine.controls.catalogue import SCENES
from engine.show.bench.figures import SIZE, UNITS, Figure, Series, compare
from engine.show.bench.solo import Excerpt, Solo, first_looks
from engine.show.start import load_network, open_performance
from engine.stage.context import describe
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import Size

_FEW, _MANY = UNITS, 512
_LEAD_FRAMES = 30
_BLOCK_FRAMES = 15
_EXCERPT_FRAMES = 120
_FEWEST_PAIRS = 3


def measure_growth(seconds: float, size: Size = SIZE, scenes: Collection[str] = SCENES) -> dict[str, Figure]:
    """The first look of each scene with both networks in turn, some frames each, for `seconds`; drawing alone."""
    networks = [load_network(units, None)[0] for units in (_FEW, _MANY)]
    excerpts = [Excerpt(weights, _EXCERPT_FRAMES) for weights in networks]
    looks = first_looks()
    figures = {}
    with HeadlessWindow(size) as screen:
        for scene in scenes:
            look = looks[scene]
            shows = [open_performance(screen.context, weights, look, (), 1)[0] for weights in networks]
            solos = [Solo(show, screen, excerpt) for show, excerpt in zip(shows, excerpts, strict=True)]
            pairs = _alternate(solos[0], solos[1], seconds)
            ratio, worst = compare(pairs)
            few_ms, many_ms = (1000.0 * float(np.median(np.concatenate(each))) for each in zip(*pairs, strict=True))
            about = f"{look}: {few_ms:.1f} ms with {_FEW} units, {many_ms:.1f} ms with {_MANY}; {len(pairs)} pairs"
            figures[f"{scene}_growth"] = Figure(ratio, "times", worst, "≤ 2", f"{about}; {describe(screen.context)}")
            for show in shows:
                show.stage.release()
    return figures


def _alternate(first: Solo, second: Solo, seconds: float) -> list[tuple[Series, Series]]:
    for solo in (first, second):
        for _ in range(_LEAD_FRAMES):
            solo.frame()
    until = time.monotonic() + seconds
    pairs: list[tuple[Series, Series]] = []
    while len(pairs) < _FEWEST_PAIRS or time.monotonic() < until:
        one, other = ([solo.frame() for _ in range(_BLOCK_FRAMES)] for solo in (first, second))
        pairs.append((one, other))
    return pairs
