"""Live for one test: the stand-in's process, hands in it, and a client that it answers to.

In: nothing. Out: `open_live`, `client`. Runs in the test process; the stand-in is a child.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from venue import stop, wait_until

from engine.controls.event import Control, Event, Tempo, Verb
from engine.controls.live.client import LiveClient, LiveSettings
from engine.controls.live.names import slug

STAND_IN = Path(__file__).parent / "stand_in.py"
LOOKS = {slug(name): name for name in ("fever", "undertow", "thought", "first-light")}
FASTER = 4.0
"""The client's seconds go by so much faster than ours, and Live's ticks follow each other as much faster."""

Open = Callable[..., "LiveStandIn"]


class LiveStandIn:
    """Live as a process. Whatever a person can do in it is a method: `live.do("launch", 1)`."""

    def __init__(self, port: int = 0, reply_port: int = 1, version: str = "new") -> None:
        command = [sys.executable, str(STAND_IN), "--port", str(port), "--reply-port", str(reply_port)]
        self.process = subprocess.Popen(
            [*command, "--tick", str(0.1 / FASTER), "--version", version],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.port: int = self._answer()

    def do(self, what: str, *given: object) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, *given]).encode() + b"\n")
        self.process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        stop(self.process)

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


class Booth:
    """A client, what it says, and the Live that it talks to."""

    def __init__(self, looks: Mapping[str, str] = LOOKS, **settings: Any) -> None:
        self.said: list[str] = []
        self.controls: list[Control] = []
        self.version = str(settings.pop("version", "new"))
        self.live = LiveStandIn(version=self.version)
        live = LiveSettings(port=self.live.port, reply_port=0, **settings)
        self.client = LiveClient(live, lambda: looks, self.said.append)
        self.live.do("answer_to", self.client.reply_port)

    @property
    def t(self) -> float:
        return time.monotonic() * FASTER

    def poll(self) -> list[Control]:
        fresh = self.client.poll(self.t)
        self.controls += fresh
        return fresh

    def await_(self, predicate: Callable[[], object], what: str) -> None:
        """Poll until it is so."""
        wait_until(lambda: (self.poll(), predicate())[1], what=what)

    def await_here(self) -> None:
        """Poll until Live is known, and what plays in it has been looked at."""
        self.await_(lambda: self.client._launches._before is not None, "Live")

    def play(self, seconds: float) -> list[Control]:
        """Poll for so many of the client's seconds; what came in them."""
        end, first = self.t + seconds, len(self.controls)
        wait_until(lambda: (self.poll(), self.t >= end)[1], what="time to pass")
        return self.controls[first:]

    def recalls(self) -> list[object]:
        return [control.argument for control in self.controls if isinstance(control, Verb)]

    def events(self, source: str) -> list[float]:
        return [control.value for control in self.controls if isinstance(control, Event) and control.source == source]

    def tempo(self) -> Tempo:
        return [control for control in self.controls if isinstance(control, Tempo)][-1]

    def restart(self) -> None:
        """Live is ended and started again."""
        port = self.live.port
        self.live.close()
        self.live = LiveStandIn(port, self.client.reply_port, self.version)

    def close(self) -> None:
        self.client.close()
        self.live.close()


@pytest.fixture
def open_booth() -> Iterator[Callable[..., Booth]]:
    opened: list[Booth] = []

    def open_booth(**settings: Any) -> Booth:
        opened.append(Booth(**settings))
        return opened[-1]

    yield open_booth
    for booth in opened:
        booth.close()


@pytest.fixture
def booth(open_booth: Callable[..., Booth]) -> Booth:
    """A client that has found Live."""
    booth = open_booth()
    booth.await_here()
    return booth
