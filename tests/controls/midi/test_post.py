"""The post as a process of its own, with real JACK ports: killed, stopped, without its server, and never waited for.

In: messages. Out: what a foreign receiver gets. Runs in the test process; post and server are children.
The server is not the patient one: that would wait for a client that was killed.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from venue import Jack, wait_until

from engine.controls.midi.post import Post

LIGHTS = "table:lights"
KNOB = b"\xb0\x01\x02"

Plug = Callable[[], Any]
Await = Callable[[Callable[[], object], str], object]


@pytest.fixture
def post(hasty: None, jack: Jack) -> Iterator[Post]:
    opened = Post()
    yield opened
    opened.close()


def carry(post: Post, receiver: Any, message: bytes) -> None:
    """Send a message until it arrives: a busy machine's JACK may lose one."""

    def sent() -> bool:
        post.poll(time.monotonic())
        return post.send([(LIGHTS, message)]) and message in receiver.drain()

    wait_until(sent, what="a message")


@pytest.fixture
def play_until(post: Post) -> Await:
    """Frames go by until something is so."""

    def play_until(reached: Callable[[], object], what: str) -> object:
        def frame() -> object:
            post.poll(time.monotonic())
            return reached()

        return wait_until(frame, what=what)

    return play_until


def test_messages_arrive_also_after_the_receiver_or_the_post_was_gone(
    jack: Jack, lights: Plug, post: Post, play_until: Await
) -> None:
    post.want([LIGHTS])
    with lights() as receiver:
        play_until(lambda: post.open == (LIGHTS,), "the receiver")
        assert post.send([("nobody", KNOB)])
        for message in (KNOB, b"\xf0" + bytes(100) + b"\xf7"):
            carry(post, receiver, message)
    play_until(lambda: not post.open and post.present == (), "its end")
    assert not post.is_ready and post.send([(LIGHTS, KNOB)])
    with lights() as receiver:
        play_until(lambda: post.open == (LIGHTS,), "its return")
        assert post.pid is not None
        os.kill(post.pid, signal.SIGKILL)
        play_until(lambda: not post.open, "the post's death")
        play_until(lambda: post.open == (LIGHTS,), "another post")
        assert (post.restarts, post.system) == (1, 1)
        carry(post, receiver, KNOB)


def test_nobody_waits_for_a_post_that_stands_still(
    jack: Jack, lights: Plug, post: Post, play_until: Await, caplog: pytest.LogCaptureFixture
) -> None:
    post.want([LIGHTS])
    with lights():
        play_until(lambda: post.open == (LIGHTS,), "the receiver")
        assert post.pid is not None
        os.kill(post.pid, signal.SIGSTOP)
        taken = [post.send([(LIGHTS, KNOB)] * 8) for _ in range(1000)]
        assert taken[0] and not taken[-1] and sum(taken) < 30
        now = time.monotonic()
        post.poll(now + 20.0)  # twenty seconds without a word
        assert "do not answer" in caplog.text
        play_until(lambda: not post.open, "its end")
        play_until(lambda: post.open == (LIGHTS,), "another post")
        assert post.send([(LIGHTS, KNOB)])


def test_a_midi_system_may_end_and_come_back(jack: Jack, lights: Plug, post: Post, play_until: Await) -> None:
    post.want([LIGHTS])
    with lights():
        play_until(lambda: post.open == (LIGHTS,), "the receiver")
        assert (post.system, post.is_alive) == (1, True)
        jack.stop()
        for _ in range(50):  # what is sent into the void does not stop us
            post.send([(LIGHTS, KNOB)] * 8)
        play_until(lambda: not post.is_alive, "the end of the system")
    jack.start()
    play_until(lambda: post.is_alive and post.system == 2, "a new one")
    with lights() as receiver:
        play_until(lambda: post.open == (LIGHTS,), "the receiver")
        carry(post, receiver, KNOB)


def test_without_a_midi_system_it_looks_for_one(jack: Jack, lights: Plug, post: Post, play_until: Await) -> None:
    jack.stop()
    play_until(lambda: post.pid, "the post")
    post.want([LIGHTS])
    assert not post.send([(LIGHTS, KNOB)]) or not post.open
    jack.start()
    with lights():
        play_until(lambda: post.open == (LIGHTS,), "the receiver")
    assert post.system == 1


def test_a_post_that_cannot_start_is_tried_less_and_less_often(caplog: pytest.LogCaptureFixture) -> None:
    post = Post("engine.no_such_module")
    try:
        now, starts = 0.0, []
        while now < 40.0:
            before = post.restarts
            post.poll(now)
            if post.restarts != before:
                starts.append(now)
            process = post._process
            assert process is not None
            process.wait(30.0)
            now += 0.5
        gaps = [after - before for before, after in zip([0.0, *starts], starts, strict=False)]
        assert gaps == sorted(gaps) and 3 <= len(starts) <= 6
        assert not post.send([("any", KNOB)]) or not post.open
    finally:
        post.close()
