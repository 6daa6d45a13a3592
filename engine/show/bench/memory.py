"""Whether memory stays flat however often looks change.

In: every look, in an order from a seed. Out: how much the process grows, and how many graphics objects are left over.
Main process, without a window; what the system says of the process is read on Linux only.
"""

import ctypes
import gc
import random
from collections.abc import Sequence
from pathlib import Path

import moderngl
import numpy as np

from engine.errors import GraphicsError
from engine.presets.preset import Preset
from engine.show.bench.figures import UNITS, Figure, slope
from engine.show.bench.solo import Excerpt, Solo
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow

_CHANGES_PER_SECOND = 500.0
_SIZE = (64, 36)
_SEED = 1
_EXCERPT_FRAMES = 300
_SAMPLES = 100
_SETTLING_FRAMES = 3
# Before anything counts, every look is seen, and then so many changes as the allocator needs to have seen it all.
_WARM_UP = 0.1
# In a short step scenes are still fading into each other at the next change, in a long one they are alone again.
_STEPS_S = (1.0 / 60.0, 2.0, 2.0)
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
    weights, _ = load_network(UNITS, None)
    chance = random.Random(_SEED)
    with HeadlessWindow(_SIZE) as screen:
        performance, library = open_performance(screen.context, weights, None, (), _SEED)
        while performance.stage.prepare():
            pass
        looks = [library.find(name) for name in library.names]
        solo = Solo(performance, screen, Excerpt(weights, _EXCERPT_FRAMES))

        def change(look: Preset) -> None:
            performance.recall(look, chance.choice(_GLIDES_S))
            solo.frame(chance.choice(_STEPS_S))

        def settle() -> None:
            """Be where every sample is taken: alone on stage with the first look."""
            performance.recall(looks[0])
            for _ in range(_SETTLING_FRAMES):
                solo.frame(max(_STEPS_S))

        for look in (*looks, *chance.choices(looks, k=round(_WARM_UP * changes))):
            change(look)
        settle()
        before = _count_objects()
        samples = []
        for number in range(changes + 1):
            if number % max(1, changes // _SAMPLES) == 0:
                settle()
                samples.append((number / 1000.0, _resident_mb(), _heap_mb()))
            change(chance.choice(looks))
        settle()
        left = _count_objects() - before
    return {
        **describe_memory(samples, f"{changes} changes among {len(looks)} looks"),
        "graphics_objects": Figure(
            float(left), "more", float(left), "0", f"of {before} buffers, textures, programs and their like"
        ),
    }


def describe_memory(samples: Sequence[tuple[float, float, float | None]], about: str) -> dict[str, Figure]:
    """Figures from samples of (thousands of changes, MB resident, MB in use or None), in order.

    What is in use tells of a leak. What is resident is more, since the allocator keeps holes, and grows by them for a
    while.
    """
    counts, resident, used = zip(*samples, strict=True)
    tenth = max(1, len(samples) // 10)
    began, ended = float(np.median(resident[:tenth])), float(np.median(resident[-tenth:]))
    most = max(resident) - began
    figures = {
        "memory_resident": Figure(ended - began, "MB more", most, "< 10", f"{about}; the process has {ended:.0f} MB")
    }
    if None not in used:
        size = float(np.median(used))
        growth, worst = (100.0 * each / size for each in slope(counts, used))
        figures["memory_in_use"] = Figure(growth, "% per 1000", worst, "< 0.1", f"{about}; {size:.0f} MB in use")
    return figures


def _resident_mb() -> float:
    """How much of this process lies in memory, as the kernel counts it (proc(5), VmRSS)."""
    lines = (line.split() for line in _STATUS.read_text().splitlines())
    return next(int(words[1]) / 1024.0 for words in lines if words[:1] == ["VmRSS:"])


class _Heap(ctypes.Structure):
    """What the C library's allocator says of itself: mallinfo2(3)."""

    _fields_ = (
        *((name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks")),
        *((name, ctypes.c_size_t) for name in ("uordblks", "fordblks", "keepcost")),
    )
    hblkhd: int
    uordblks: int


def _heap_mb() -> float | None:
    """How much of the allocator's memory is in use; None where the C library does not tell (glibc 2.33 does)."""
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if ask is None:
        return None
    gc.collect()
    ask.restype = _Heap
    heap = ask()
    return float(heap.uordblks + heap.hblkhd) / 2.0**20


def _count_objects() -> int:
    """Graphics objects that somebody holds."""
    gc.collect()
    return sum(issubclass(type(thing), _OBJECTS) for thing in gc.get_objects())
