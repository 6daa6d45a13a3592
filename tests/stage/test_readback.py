"""The way back from the card: the right pictures, in order, late and not lost.

In: framebuffers of known colours. Out: arrays.
Runs in the test process, headless.
"""

import moderngl
import numpy as np
import pytest

from engine.stage.gauge import Gauge
from engine.stage.headless import HeadlessWindow
from engine.stage.readback import BEHIND, Picture, Readback


@pytest.fixture
def target(context: moderngl.Context) -> moderngl.Framebuffer:
    return context.framebuffer([context.texture((40, 30), 4)])


def paint(target: moderngl.Framebuffer, shade: int) -> None:
    target.clear(shade / 255.0, 1.0 - shade / 255.0, 0.0, 0.0)


def shade(picture: Picture) -> int:
    """Of a picture that has one colour."""
    pixels = picture[1]
    assert np.ptp(pixels[..., 0]) == 0 and (pixels[..., 1] == 255 - pixels[0, 0, 0]).all()
    return int(pixels[0, 0, 0])


def test_pictures_come_in_order_two_frames_late_and_none_is_lost(
    context: moderngl.Context, target: moderngl.Framebuffer
) -> None:
    readback = Readback(context)
    come: list[tuple[int, float, int]] = []
    for number in range(10):
        come += [(number, picture[0], shade(picture)) for picture in readback.ready()]
        paint(target, 10 * number)
        readback.take(target, (40, 30), number / 4.0)
    assert come == [(number + BEHIND, number / 4.0, 10 * number) for number in range(10 - BEHIND)]
    assert [shade(picture) for picture in readback.flush()] == [80, 90]
    assert list(readback.flush()) == [] and list(readback.ready()) == []


def test_frames_that_are_not_taken_bring_the_others_nearer(
    context: moderngl.Context, target: moderngl.Framebuffer
) -> None:
    readback = Readback(context)
    readback.take(target, (40, 30), 0.0)
    assert [len(list(readback.ready())) for _ in range(4)] == [0, 1, 0, 0]


def test_a_picture_is_what_a_plain_read_gives(context: moderngl.Context, target: moderngl.Framebuffer) -> None:
    random = np.random.default_rng(2)
    noise = random.integers(0, 256, (30, 40, 4), np.uint8)
    target.color_attachments[0].write(noise.tobytes())
    readback = Readback(context)
    readback.take(target, (40, 30), 0.0)
    target.clear()  # what comes later does not change it
    ((_, picture),) = readback.flush()
    assert (picture == noise[::-1]).all()
    assert not picture.flags.writeable


def test_a_new_size_is_followed_while_the_old_ones_are_under_way() -> None:
    with HeadlessWindow((40, 30)) as screen:
        readback = Readback(screen.context)
        readback.take(screen.framebuffer, (40, 30), 0.0)
        for size in ((64, 20), (16, 90), (40, 30)):
            readback.take(screen.framebuffer, (min(size[0], 40), min(size[1], 30)), 1.0)
        shapes = [picture.shape for _, picture in readback.flush()]
        assert shapes == [(30, 40, 4), (20, 40, 4), (30, 16, 4), (30, 40, 4)]


def test_the_ring_does_not_grow(context: moderngl.Context, target: moderngl.Framebuffer) -> None:
    readback = Readback(context)
    names = set()
    for number in range(50):
        list(readback.ready())
        readback.take(target, (40, 30), float(number))
        names |= {copy.buffer.glo for copy in readback._underway}
    assert len(names) == BEHIND
    readback.release()
    assert list(readback.flush()) == []


def test_the_gauge_tells_what_drawing_costs_and_is_unharmed_by_a_failure(context: moderngl.Context) -> None:
    target = context.framebuffer([context.texture((512, 512), 4, dtype="f2")])
    program = context.program(
        vertex_shader="""#version 330 core
        void main() { gl_Position = vec4(gl_VertexID == 1 ? 3 : -1, gl_VertexID == 2 ? 3 : -1, 0, 1); }""",
        fragment_shader="""#version 330 core
        uniform int rounds; out vec4 light;
        void main() { vec2 z = gl_FragCoord.xy; for (int i = 0; i < rounds; i++) z = sin(z.yx + z);
        light = z.xyxy; }""",
    )
    array = context.vertex_array(program, [])
    target.use()

    def measure(rounds: int) -> float:
        gauge = Gauge(context)
        costs = []
        for _ in range(12):
            with gauge.frame():
                program["rounds"] = rounds
                array.render(moderngl.TRIANGLES, vertices=3)
            costs.append(gauge.cost)
        assert costs[:3] == [None] * 3 and None not in costs[4:]
        return float(np.median([cost for cost in costs[4:] if cost is not None]))

    # So much dearer that nothing else that the machine does evens it out.
    cheap, dear = measure(1), measure(400)
    assert 0.0 < cheap < 0.5 * dear < 1.0
    gauge = Gauge(context)
    for _ in range(6):
        with pytest.raises(RuntimeError), gauge.frame():
            raise RuntimeError("broken on purpose")
    with gauge.frame():
        array.render(moderngl.TRIANGLES, vertices=3)
