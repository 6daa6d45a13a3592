"""The terminal's thread: order, and that a terminal that takes nothing stops nobody.

In: pipes that are read late, never, or not at all. Out: what came through, and that the caller went on.
Runs in the test process.
"""

import contextlib
import os
import select
import sys
from collections.abc import Iterator

import pytest

from engine.show.terminal import Terminal


@contextlib.contextmanager
def piped(name: str) -> Iterator[int]:
    """One of `sys`'s streams as a pipe in ASCII; its reading end."""
    reading, writing = os.pipe()
    stream = os.fdopen(writing, "w", encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, name, stream)
        yield reading
    os.dup2(os.open(os.devnull, os.O_WRONLY), writing)  # where goes what the stream still holds
    stream.close()


def read_until(reading: int, end: bytes) -> bytes:
    """What comes, up to `end`."""
    heard = b""
    while not heard.endswith(end):
        heard += os.read(reading, 100)
    return heard


def test_lines_come_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.say("sound", "the built-in piece")
    terminal.warn("It is gone.")
    terminal.say("ready", "keys")
    terminal.close()
    heard = capsys.readouterr()
    assert heard.out == "sound    the built-in piece\nready    keys\n"
    assert heard.err == "It is gone.\n"


def test_a_terminal_that_takes_nothing_stops_nobody() -> None:
    with piped("stdout") as reading:
        terminal = Terminal()
        for number in range(1000):  # more than a pipe holds, and than may wait
            terminal.say("number", f"{number:02000d}")
        terminal.close()  # comes back although the thread is stuck
        assert terminal.waiting > 0
        assert b"number   000" in os.read(reading, 100)
        while terminal.waiting:  # or what is left would come out in the middle of the next test
            if select.select([reading], [], [], 0.1)[0]:
                os.read(reading, 1 << 16)
        terminal.close()
        os.close(reading)


def test_what_cannot_be_written_is_passed_over() -> None:
    with piped("stdout") as reading, piped("stderr") as nobody:
        os.close(nobody)
        terminal = Terminal()
        terminal.say("size", "320 × 180")  # not in ASCII
        terminal.warn("nobody hears this")
        terminal.say("size", "small")
        assert read_until(reading, b"small\n") == b"size     small\n"
        terminal.close()
        os.close(reading)
