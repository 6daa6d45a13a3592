"""Whether memory stays flat however often looks change.

In: every look, in an order from a seed. Out: how much the process grows, and how many graphics objects are left over.
Main process, without a window; what the system says of the process is read on Linux only.
"""

import gc
import random
from pathlib import Path

import moderngl
import numpy as np

from engine.errors import GraphicsError
from engine.show.bench.figures import Figure, slope
from engine.show.bench.solo import Excerpt, Solo
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow

_CHANGES_PER_SECOND = 500.0
_SIZE = (64, 36)
_UNITS = 128
_SEED = 1
_EXCERPT_FRAMES = 300
_SAMPLES = 200
# Before anything counts, every look is seen, and then so many changes as the allocator needs to have seen it all.
_WARM_UP = 0.1
# In a short step scenes are still fading into each other at the next change, in a long one they are alone again.
_STEPS_S = (1.0 / 60.0, 2.0)
_GLIDES_S = (0.0, 0.0, 0.5)
_OBJECTS = (
    *(moderngl.Buffer, moderngl.Framebuffer, moderngl.Program, moderngl.Renderbuffer, moderngl.Sampler),
    *(moderngl.Texture, moderngl.VertexArray),
)
_STATUS = Path("/proc/self/status")


def measure_memory(seconds: float) -> dict[str, Figure]:
    """500 changes of the look for each of `seconds`, a frame each: 10,000 by default.

    Raises `GraphicsError` where the system does not say how much memory a process has.
    """
    if not _STATUS.exists():
        raise GraphicsError("How much memory a process has is read from /proc, which Linux has.")
    changes = max(10, round(_CHANGES_PER_SECOND * seconds))
    weights, _ = load_network(_UNITS, None)
    chance = random.Random(_SEED)
    with HeadlessWindow(_SIZE) as screen:
        performance, library = open_performance(screen.context, weights, None, (), _SEED)
        while performance.stage.prepare():
            pass
        looks = [library.find(name) for name in library.names]
        solo = Solo(performance, screen, Excerpt(weights, _EXCERPT_FRAMES))
        for look in (*looks, *chance.choices(looks, k=round(_WARM_UP * changes))):
            performance.recall(look, chance.choice(_GLIDES_S))
            solo.frame(chance.choice(_STEPS_S))
        before = _count_objects()
        counts, sizes = [], []
        for change in range(changes + 1):
            if change % max(1, changes // _SAMPLES) == 0:
                counts.append(change / 1000.0)
                sizes.append(_resident_mb())
            performance.recall(chance.choice(looks), chance.choice(_GLIDES_S))
            solo.frame(chance.choice(_STEPS_S))
        left = _count_objects() - before
    size = float(np.median(sizes))
    growth, worst = slope(counts, sizes)
    return {
        "memory_growth": Figure(
            100.0 * growth / size,
            "% per 1000",
            100.0 * worst / size,
            "< 0.1",
            f"{changes} changes among {len(looks)} looks; the process has {size:.0f} MB, "
            f"from {min(sizes):.0f} to {max(sizes):.0f}",
        ),
        "graphics_objects": Figure(
            float(left), "more", float(left), "0", f"of {before} buffers, textures, programs and their like"
        ),
    }


def _resident_mb() -> float:
    """How much of this process lies in memory, as the kernel counts it (proc(5), VmRSS)."""
    lines = (line.split() for line in _STATUS.read_text().splitlines())
    return next(int(words[1]) / 1024.0 for words in lines if words[:1] == ["VmRSS:"])


def _count_objects() -> int:
    """Graphics objects that somebody holds."""
    gc.collect()
    return sum(isinstance(thing, _OBJECTS) for thing in gc.get_objects())
