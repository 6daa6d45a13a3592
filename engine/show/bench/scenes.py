"""Every scene as it plays: the first look of each in the real frame loop, and drawing alone.

In: groove and drop of the built-in piece. Out: rate, cost in copies, evenness, and drawing alone, for each scene.
Main process; opens a window where it can, and starts an ear as a child.
"""

import os
from collections.abc import Collection

from engine.controls.catalogue import SCENES
from engine.show.bench.figures import SIZE, UNITS, Figure, describe_frames
from engine.show.bench.loop import DROP_S, GROOVE_S, WARM_UP_S, music, watch_show
from engine.show.bench.solo import Excerpt, Solo, first_looks
from engine.show.bench.yardstick import copy_seconds
from engine.show.choices import Wishes, choose_screen
from engine.show.start import load_network, open_performance
from engine.stage.screen import Size

#: Frames a second that a scene shall reach at least; others 60.
TARGETS_HZ = {"membrane": 45.0}
_USUAL_HZ = 60.0
_LEAD_FRAMES = 30
_LONGEST_ALONE_S = 5.0


def measure_scenes(seconds: float, size: Size = SIZE, scenes: Collection[str] = SCENES) -> dict[str, Figure]:
    """Each scene for `seconds`, half of it groove and half of it drop, as many frames a second as there can be.

    Then it is drawn alone for as long, at most 5 s. What a show compiles while it plays, for looks that may come, is
    compiled beforehand.
    """
    weights, path = load_network(UNITS, None)
    looks = first_looks()
    warm_up = min(WARM_UP_S, seconds)
    excerpt = Excerpt(weights, max(10, round(60.0 * min(seconds, _LONGEST_ALONE_S))))
    screen, where = choose_screen(Wishes(size=size))
    pace = f", at most {screen.rate_hz:g} a second by this display" if screen.vsync else ""
    figures: dict[str, Figure] = {}
    try:
        with music((GROOVE_S, warm_up + seconds / 2.0), (DROP_S, seconds / 2.0)) as source:
            for scene in scenes:
                look = looks[scene]
                performance, _ = open_performance(screen.context, weights, look, (), 1)
                while performance.stage.prepare():
                    pass
                copy_s = copy_seconds(screen)
                watch = watch_show(source, path, weights.units, screen, performance, seconds, warm_up)
                copy_s += copy_seconds(screen)
                about = f"{look}{pace}; {where}; {os.cpu_count()} cores"
                figures |= describe_frames(scene, watch.frame_s, copy_s, TARGETS_HZ.get(scene, _USUAL_HZ), about)
                figures[f"{scene}_drawing"] = _draw_alone(Solo(performance, screen, excerpt), excerpt)
                performance.stage.release()
    finally:
        screen.close()
    return figures


def _draw_alone(solo: Solo, excerpt: Excerpt) -> Figure:
    for _ in range(_LEAD_FRAMES):
        solo.frame()
    frame_ms = [1000.0 * solo.frame() for _ in range(excerpt.frames)]
    about = "no ear beside it, and no window: the rest of the frame is these two"
    return Figure.of(frame_ms, "ms", "-", about)
