"""The first look as it plays: its frame rate, how late hops are meanwhile, and what the ear costs.

In: the groove of the built-in piece. Out: figures.
Main process; opens a window where it can, and starts an ear as a child.
"""

import os

import numpy as np

from engine.moments import HOP_S
from engine.show.bench.figures import SIZE, UNITS, Figure
from engine.show.bench.loop import GROOVE_S, WARM_UP_S, music, watch_show
from engine.show.bench.yardstick import copy_seconds
from engine.show.choices import Wishes, choose_screen
from engine.show.start import load_network, open_performance


def measure_frames(seconds: float) -> dict[str, Figure]:
    """The real frame loop in the best screen there is, while the ear listens to the built-in piece, from a file."""
    weights, path = load_network(UNITS, None)
    screen, where = choose_screen(Wishes(size=SIZE))
    try:
        with music((GROOVE_S, WARM_UP_S + seconds)) as source:
            performance, _ = open_performance(screen.context, weights, None, (), 1)
            copy_s = copy_seconds(screen)
            watch = watch_show(source, path, weights.units, screen, performance, seconds)
            copy_s += copy_seconds(screen)
    finally:
        screen.close()
    frame_s, late = watch.frame_s, watch.lateness
    return {
        "frame_rate": Figure(
            1.0 / float(np.median(frame_s)),
            "frames/s",
            1.0 / float(np.quantile(frame_s, 0.99)),
            "≥ 60",
            f"a full-screen copy of half floats takes {1000.0 * float(np.median(copy_s)):.1f} ms in this run; "
            f"{where}; {os.cpu_count()} cores",
        ),
        "hop_lateness": Figure.of(
            1000.0 * late,
            "ms",
            "p99 < 8",
            f"a hop is {1000.0 * HOP_S:g} ms; {len(late)} hops while the stage drew",
        ),
        "ear_process": Figure(
            100.0 * watch.ear_share,
            "% of a core",
            100.0 * watch.ear_share,
            "≤ 15",
            "processor time of the whole ear's process, reading the file included",
        ),
    }
