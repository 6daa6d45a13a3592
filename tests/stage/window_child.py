"""A process with a window that draws a pattern, tells of its events, and does as it is told.

In: `Window`'s options as JSON; then lines, each an expression about `window` or `now`, the clock it was given.
Out: lines of JSON, [word, value]: "open", "error", "answer" to each line in, "closed", and the kinds of events.
"""

import dataclasses
import json
import os
import select
import sys

import moderngl

from engine.errors import AsterismError
from engine.stage import sdl
from engine.stage.screen import Screen
from engine.stage.window import Window

PATTERN = """
#version 330 core
uniform vec2 size_px;
out vec4 picture;
void main() {
    vec2 place = floor(gl_FragCoord.xy) / size_px;
    picture = vec4(place.x, place.y, mod(floor(gl_FragCoord.x / 16.0) + floor(gl_FragCoord.y / 16.0), 2.0), 1.0);
}
"""
TRIANGLE = """
#version 330 core
void main() {
    gl_Position = vec4(vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0, 0.0, 1.0);
}
"""


def draw_pattern(screen: Screen) -> None:
    """A picture that tells its corners, and its size, apart."""
    program = screen.context.program(vertex_shader=TRIANGLE, fragment_shader=PATTERN)
    program["size_px"] = screen.size_px
    screen.framebuffer.use()
    screen.context.vertex_array(program, []).render(moderngl.TRIANGLES, vertices=3)


def say(word: str, value: object) -> None:
    print(json.dumps([word, value]), flush=True)


def main() -> None:
    now = [0.0]
    try:
        window = Window("Asterism's test", (640, 360), clock=lambda: now[0], **json.loads(sys.argv[1]))
    except AsterismError as error:
        say("error", [type(error).__name__, str(error)])
        return
    say("open", [window.fullscreen, window.context.version_code])
    lines = b""
    while True:
        for event in window.poll():
            say(type(event).__name__, dataclasses.asdict(event))
        draw_pattern(window)
        window.present()
        while select.select([0], [], [], 0.005)[0]:
            chunk = os.read(0, 4096)
            if not chunk:
                window.close()
                window.close()
                say("closed", sdl.pygame.display.get_init())
                return
            *complete, lines = (lines + chunk).split(b"\n")
            for line in complete:
                say("answer", eval(line, globals() | {"window": window, "now": now}))


if __name__ == "__main__":
    main()
