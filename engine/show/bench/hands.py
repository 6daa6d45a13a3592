"""A show whose hands are flooded: what that costs its frames, whether the newest value wins, how late a message is.

In: an input of the show, a foreign program that floods it. Out: figures.
Main process; starts an ear and the foreign program as children.
"""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from engine.controls.event import Control
from engine.controls.keys import Keyboard
from engine.controls.standing import Outlet
from engine.hearing.listener import Listener
from engine.show.bench.figures import UNITS, Figure, Series, compare
from engine.show.bench.loop import GROOVE_S, WARM_UP_S, music
from engine.show.company import Input
from engine.show.notices import Notices
from engine.show.performance import Performance
from engine.show.player import Player
from engine.show.start import load_network
from engine.stage.screen import Screen, Size

#: Of the picture that is timed: a small one, which holds 60 frames a second.
SMALL: Size = (320, 180)
#: Of the frames in which the way of a message is counted.
RATE_HZ = 60.0
_BLOCK_S = 1.5
_SETTLE_S = 0.3
_DRAINED_S = 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What a flood has sent: how much, the newest value of each parameter, (value, monotonic time) of the probes.

    `cpu_s`: the processor time that sending took.
    """

    count: int
    newest: Mapping[str, float]
    probes: Sequence[tuple[float, float]]
    cpu_s: float


class FloodProcess:
    """The foreign program: a script beside this one, which takes the words begin, end and finish, and answers each with
    a line of JSON.
    """

    def __init__(self, script: str, *words: str) -> None:
        here = Path(__file__)
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(here.with_name(script)), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(here.parents[3])},
        )

    def begin(self) -> None:
        """Let it flood."""
        self._say("begin")

    def end(self) -> None:
        """Let it rest."""
        self._say("end")

    def finish(self) -> Sent:
        """What it has sent; it has ended then."""
        said = self._say("finish")
        self._process.wait()
        probes = [(float(value), float(t)) for value, t in said["probes"]]
        return Sent(said["sent"], said["newest"], probes, said["cpu_s"])

    def _say(self, word: str) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        said: dict[str, Any] = json.loads(self._process.stdout.readline())
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


@dataclass(slots=True)
class Timed:
    """An input that notes when it is read. `cpu_s`: the processor time that reading took."""

    input: Input
    polled: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    def poll(self, t: float) -> Iterable[Control]:
        """What has arrived."""
        self.polled.append(time.monotonic())
        before = time.thread_time()
        controls = self.input.poll(t)
        self.cpu_s += time.thread_time() - before
        return controls

    def close(self) -> None:
        """Let the ports go."""
        self.input.close()


@dataclass(slots=True)
class Watch:
    """Looks at every frame: how long it took, and what the probe's parameter was. Floods every other block of time, or
    always, until show time `until`; nothing counts in the warm-up, nor shortly after the flood has begun or ended.
    """

    performance: Performance
    flood: FloodProcess
    probe: str
    until: float
    always: bool = False
    probed: list[float] = field(default_factory=list)
    blocks: list[tuple[bool, list[float]]] = field(default_factory=lambda: [(False, [])])
    _before: float = 0.0
    _turned_at: float = 0.0

    def see(self, t: float, screen: Screen) -> None:
        """The player shows a frame."""
        now = time.monotonic()
        self.probed.append(self.performance.values.number(self.probe))
        flooded, frame_s = self.blocks[-1]
        if t > WARM_UP_S and now - self._turned_at > _SETTLE_S:
            frame_s.append(now - self._before)
        self._before = now
        wanted = WARM_UP_S < t < self.until and (self.always or int((t - WARM_UP_S) / _BLOCK_S) % 2 == 1)
        if wanted != flooded:
            self.blocks.append((wanted, []))
            self._turned_at = now
            (self.flood.begin if wanted else self.flood.end)()

    @property
    def pairs(self) -> list[tuple[Series, Series]]:
        """Seconds from frame to frame, of each quiet block and of the flooded one after it."""
        following = zip(self.blocks, self.blocks[1:], strict=False)
        return [(quiet, loud) for (_, quiet), (flooded, loud) in following if flooded and quiet and loud]


def play(
    performance: Performance,
    screen: Screen,
    hand: Timed,
    outlets: Sequence[Outlet],
    watch: Watch,
    seconds: float,
    rate_hz: float,
) -> None:
    """Play the groove of the built-in piece with this hand, for so long after the warm-up."""
    performance.board.set("/frame/adapt", False)
    weights, path = load_network(UNITS, None)
    with music((GROOVE_S, WARM_UP_S + seconds)) as source:
        listener = Listener(source, path, weights.units)
        try:
            player = Player(
                screen=screen,
                performance=performance,
                listener=listener,
                keyboard=Keyboard(),
                inputs=[hand],
                outlets=list(outlets),
                notices=Notices(time.monotonic),
                rate_hz=rate_hz,
                watcher=watch,
                seconds=WARM_UP_S + seconds,
            )
            gc.collect()
            player.run()
        finally:
            listener.close()


def frames_late(probes: Sequence[tuple[float, float]], polled: Sequence[float], seen: Sequence[float]) -> list[float]:
    """For each probe that was seen: in which frame after it was sent, 1 being the first that began to read after that.

    polled: when each frame read its hands; seen: the parameter's value in each frame.
    """
    late = []
    for value, t in probes:
        first = int(np.searchsorted(polled, t))
        shown = next((frame for frame in range(max(0, first - 1), len(seen)) if abs(seen[frame] - value) < 1e-6), None)
        if shown is not None and shown < first + round(_DRAINED_S * RATE_HZ):
            late.append(float(shown - first + 1))
    return late


def drain(performance: Performance, hand: Input, newest: Mapping[str, float]) -> float:
    """Read what is still on its way; returns the share of parameters, 0 to 1, that are at the newest value sent."""
    until = time.monotonic() + _DRAINED_S
    while time.monotonic() < until:
        performance.patchbay.handle(hand.poll(0.0))
        time.sleep(0.01)
    base = performance.board.base
    return float(np.mean([abs(float(base[path]) - value) < 1e-6 for path, value in newest.items() if path in base]))


def describe_cost(name: str, watch: Watch, about: str) -> dict[str, Figure]:
    """The figure of the frames: by how much a flood makes them longer."""
    ratio, worst = compare(watch.pairs)
    quiet, loud = (float(np.median(np.concatenate(each))) for each in zip(*watch.pairs, strict=True))
    said = f"{1.0 / quiet:.0f} frames/s without, {1.0 / loud:.0f} with; {len(watch.pairs)} pairs of blocks; {about}"
    return {
        f"{name}_slower": Figure(100.0 * (1.0 - 1.0 / ratio), "% slower", 100.0 * (1.0 - 1.0 / worst), "< 10", said)
    }


def describe_way(name: str, late: Sequence[float], share: float, about: str) -> dict[str, Figure]:
    """The figures of the messages: in which frame each was in its uniform, and whether the newest value won."""
    return {
        f"{name}_way": Figure.of(late, "frames", "p99 ≤ 1", f"{len(late)} messages timed; {about}"),
        f"{name}_newest": Figure(100.0 * share, "% newest", 100.0 * share, "100", about),
    }
