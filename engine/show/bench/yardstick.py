"""The yardstick of the frames: a full-screen pass that does nothing but copy.

In: a screen. Out: how long the pass takes.
Main process, on the thread that owns the OpenGL context.
"""

import time

import moderngl

from engine.stage.screen import Screen
from engine.stage.shader import Shader


def copy_seconds(screen: Screen, times: int = 20) -> list[float]:
    """Seconds for copying a full-size half-float texture into another, finished."""
    context = screen.context
    source, target = (context.texture(screen.size_px, 4, dtype="f2") for _ in range(2))
    framebuffer = context.framebuffer([target])
    shader = Shader(context, "library/fullscreen.vert", "picture/copy.frag")
    array = context.vertex_array(shader.program, [])
    taken = []
    for _ in range(times):
        framebuffer.use()
        source.use(0)
        shader.set(image=0)
        context.finish()
        began = time.perf_counter()
        array.render(moderngl.TRIANGLES, vertices=3)
        context.finish()
        taken.append(time.perf_counter() - began)
    for part in (array, framebuffer, source, target):
        part.release()
    screen.framebuffer.use()
    return taken[times // 4 :]
