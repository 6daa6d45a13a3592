"""Live for one test: the stand-in's process, hands in it, and a client that it answers to.

In: nothing. Out: `open_live`, `client`. Runs in the test process; the stand-in is a child.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from venue import Live, wait_until
from venue.live import FASTER

from engine.controls.event import Control, Event, Tempo, Verb
from engine.controls.live.client import LiveClient, LiveSettings
from engine.controls.live.names import slug

LOOKS = {slug(name): name for name in ("fever", "undertow", "thought", "first-light")}


class Booth:
    """A client, what it says, and the Live that it talks to."""

    def __init__(self, looks: Mapping[str, str] = LOOKS, **settings: Any) -> None:
        self.said: list[str] = []
        self.controls: list[Control] = []
        self.version = str(settings.pop("version", "new"))
        self.live = Live(version=self.version)
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
        self.live = Live(port, self.client.reply_port, self.version)

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
