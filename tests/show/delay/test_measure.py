"""Measuring the display's delay: the whole loop with a lamp for a screen, without a server and through a real one.

In: a lamp whose light comes back as sound, some time later. Out: proof. Runs in the test process; the sound server, and
the process that plays and listens, are children.
"""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile
from venue import Pulse
from venue.child import Child

from engine.commands import main
from engine.errors import DeviceError
from engine.show.delay.flashes import Flashes
from engine.show.delay.measure import judge, record
from engine.sound.source import Block
from engine.stage.screen import CloseRequested, KeyPressed, WindowEvent

RATE_HZ = 8000
STEP_S = 1.0 / 50.0


@dataclass
class Lamp:
    """A screen that is white or black, and the sound of a sensor in front of it, `delay` later, at a gain."""

    delay: float = 0.1
    gain: float = 0.5
    overflows: int = 0
    rate_hz: int = RATE_HZ
    vsync: bool = True
    now: float = 50.0
    events: deque[list[WindowEvent]] = field(default_factory=deque)
    changes: list[tuple[float, float]] = field(default_factory=lambda: [(0.0, 0.0)])
    heard: int = 0

    @property
    def framebuffer(self) -> "Lamp":
        return self

    def clear(self, red: float, *_: float) -> None:
        if red != self.changes[-1][1]:
            self.changes.append((self.now, red))

    def present(self) -> None:
        self.now += STEP_S

    def poll(self) -> list[WindowEvent]:
        return self.events.popleft() if self.events else []

    def clock(self) -> float:
        return self.now

    def read(self, timeout: float) -> Block | None:
        count = round((self.now - 50.0) * RATE_HZ) - self.heard
        if count <= 0:
            return None
        t = 50.0 + (self.heard + np.arange(count)) / RATE_HZ - self.delay
        self.heard += count
        times, states = np.array(self.changes).T
        white = states[np.searchsorted(times, t, side="right") - 1]
        hiss = np.random.default_rng(self.heard).normal(0.0, 0.01, count)
        return Block((self.gain * (white + hiss)).astype(np.float32)[:, None], self.now)


def measure(lamp: Lamp, seconds: float = 12.0) -> float:
    return judge(record(lamp, lamp, seconds, lamp.clock, lambda _: None)).seconds  # type: ignore[arg-type]


@pytest.mark.parametrize("delay", [0.004, 0.05, 0.3])
def test_the_lamps_delay_is_found(delay: float) -> None:
    assert measure(Lamp(delay)) == pytest.approx(delay, abs=0.002)


def test_it_says_when_there_is_nothing_to_hear() -> None:
    with pytest.raises(DeviceError, match="The input is silent"):
        measure(Lamp(gain=0.0))
    with pytest.raises(DeviceError, match="but the flashes are not in it"):
        measure(Lamp(delay=5.0))  # no display is that late


def test_it_says_when_samples_were_lost() -> None:
    class Losing(Lamp):
        def present(self) -> None:
            super().present()
            self.overflows += 1

    with pytest.raises(DeviceError, match="Samples were lost"):
        measure(Losing())


@pytest.mark.parametrize("event", [KeyPressed("escape"), CloseRequested()])
def test_a_hand_can_stop_it(event: WindowEvent) -> None:
    with pytest.raises(DeviceError, match="stopped"):
        measure(Lamp(events=deque([[], [KeyPressed("a")], [event]])))


# It flashes a lamp that is not there, and listens.
CHILD = """
import numpy as np
from engine.show.delay.estimate import find_delay
from engine.show.delay.flashes import Flashes
from engine.show.delay.measure import record
from engine.sound.card import Card, find_input

class Lamp:
    rate_hz, vsync = 100.0, False
    framebuffer = property(lambda self: self)
    def clear(self, *_):
        pass
    def present(self):
        pass
    def poll(self):
        return []

card = Card(find_input(None), channels=(1, 2))
card.start()
print("flashing", flush=True)
heard = record(Lamp(), card, 11.0, longest=4.1)
card.close()
for side in (0, 1):
    found = find_delay(heard.samples[:, [side]], heard.start, card.rate_hz, np.array(heard.began), longest=4.0)
    print("found", found.seconds, found.seen, flush=True)
"""


def test_through_a_real_sound_server_a_known_difference_is_found(pulse: Pulse, tmp_path: Path) -> None:
    """The flashes as sound in two channels, 80 ms apart: what the server and the player take is in both."""
    flashes, rate_hz = Flashes.plan(11.0), 48_000
    t = np.arange(round(12.0 * rate_hz)) / rate_hz
    sides = [0.5 * np.vectorize(flashes.is_on)(t - later).astype(np.float32) for later in (0.0, 0.080)]
    soundfile.write(tmp_path / "flashes.wav", np.stack(sides, axis=1), rate_hz)
    child = Child(CHILD, pulse.env)
    try:
        child.hear("flashing")
        pulse.play(tmp_path / "flashes.wav")
        left, right = (child.hear("found").split() for _ in range(2))
    finally:
        child.close()
    assert float(right[0]) - float(left[0]) == pytest.approx(0.080, abs=0.002)
    assert int(left[1]) >= 6 and int(right[1]) >= 6


def test_the_command_says_what_is_missing(pulse: Pulse, capfd: pytest.CaptureFixture[str]) -> None:
    code = "import sys; from engine.commands import main; sys.exit(main(['delay', '--seconds', '1']))"
    child = Child(code, {**pulse.env, "DISPLAY": ""})
    assert "is silent" in child.hear("asterism: ")
    assert child.end() == 1
    assert "picture" in "\n".join(child.lines)
    assert main(["delay", "--device", "no such card"]) == 1
    assert capfd.readouterr().err.startswith("asterism: ")
