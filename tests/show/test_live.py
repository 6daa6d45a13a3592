"""The whole way from Live to the picture: scenes recall looks, macros turn parameters, meters light, pads launch.

In: a stand-in for Live, a rig's file, the player with a screen in memory. Out: what is on the stage, and in Live.
Runs in the test process, headless; Live, the ear and the command are children.
"""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from venue import Live, wait_until
from venue.child import Child
from venue.live import FASTER
from venue.processes import environment

from engine.controls.catalogue import CATALOGUE
from engine.controls.keys import Keyboard
from engine.controls.live.client import LiveClient, LiveSettings
from engine.controls.osc import OscServer
from engine.errors import DeviceError
from engine.hearing.listener import Listener
from engine.hearing.sources import SourceSpec
from engine.presets.rig import load_rig
from engine.show.live import open_live
from engine.show.notices import Notices
from engine.show.player import Player
from engine.show.start import load_network, open_performance
from engine.stage.headless import HeadlessWindow
from engine.stage.screen import Screen

SHOW = "import sys; from engine.commands import main; sys.exit(main(sys.argv[1:]))"
RIG = """\
[live]
port = {port}
looks = {{ intro = "nerve" }}
[[bindings]]
source = "live/device/bass/wobble-rack/growl"
parameter = "/line/amount"
[[bindings]]
source = "live/track/kick-drum/meter"
parameter = "/node/size"
mode = "add"
high = 0.5
[[bindings]]
source = "osc/pad/1"
parameter = "/live/scene"
argument = 3
[[bindings]]
source = "live/scene/drop"
parameter = "/burst/fire"
"""


def load(home: Path, live: Live) -> Any:
    path = home / "presets" / "rigs" / "club.toml"
    path.parent.mkdir(parents=True)
    path.write_text(RIG.format(port=live.port))
    return load_rig("club", CATALOGUE)


class Hall:
    """A player whose time goes by as fast as the stand-in's, and who stops when a test has seen what it waits for."""

    def __init__(self, live: Live, rig: Any, listener: Listener) -> None:
        self.live = live
        self.said: list[str] = []
        self.screen = HeadlessWindow((160, 90))
        performance, library = open_performance(
            self.screen.context, load_network(32, None)[0], "first-light", rig.bindings, 1
        )
        self.client = LiveClient(rig.live, library.slugs, self.said.append)
        live.do("answer_to", self.client.reply_port)
        performance.follow_signals("live", self.client.level)
        self.osc = OscServer(performance.board.catalogue, port=0)
        self.fired = 0
        self._script: Iterator[Callable[[], object]] = iter(())
        self._waits_for: Callable[[], object] = bool
        self.player = Player(
            screen=self.screen,
            performance=performance,
            listener=listener,
            keyboard=Keyboard(),
            inputs=[self.osc, self.client],
            outlets=[self.client],
            partners=[self.client],
            notices=Notices(time.monotonic, self.said.append),
            rate_hz=0.0,
            watcher=self,
            clock=lambda: FASTER * time.monotonic(),
            sleep=lambda seconds: time.sleep(seconds / FASTER),
        )

    def see(self, t: float, screen: Screen) -> None:
        self.fired += self.player.performance.values.flag("/burst/fire")
        while self._waits_for():
            try:
                self._waits_for = next(self._script)
            except StopIteration:
                self.player.seconds = t
                return

    def play(self, script: Iterator[Callable[[], object]]) -> None:
        """Play until all has happened that a script waits for, one thing after the other."""
        self._script, self._waits_for, self.player.seconds = script, lambda: True, 240.0
        self.player.run()
        assert next(script, None) is None, f"waited in vain: {self.said}, {self.client.describe()}, {self.look}"

    def ready(self) -> bool:
        """Live is known, and what plays in it was looked at."""
        told = self.client.told
        return len(told.clips) == 4 and len(told.slots) == 4

    @property
    def look(self) -> str:
        return self.player.performance.preset.name  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    weights, path = load_network(32, None)
    listener = Listener(SourceSpec("silence"), path, weights.units)
    yield listener
    listener.close()


@pytest.fixture
def hall(home: Path, listener: Listener) -> Iterator[Hall]:
    with Live() as live:
        hall = Hall(live, load(home, live), listener)
        yield hall
        hall.client.close()
        hall.osc.close()
        hall.screen.close()


def test_a_scene_launched_in_live_recalls_its_look_and_so_after_a_restart(hall: Hall) -> None:
    def script() -> Iterator[Callable[[], object]]:
        yield hall.ready
        hall.live.do("launch", 2)
        yield lambda: hall.look == "undertow"  # by the scene's own name
        hall.live.do("launch", 0)
        yield lambda: hall.look == "nerve"  # by the rig's pair
        hall.live.close()
        with Live(hall.live.port, hall.client.reply_port) as again:
            yield lambda: len(hall.said) > 1 and hall.said[-1].startswith("Live 12.1 is here") and hall.ready()
            again.do("launch", 2)
            yield lambda: hall.look == "undertow"

    hall.play(script())


def test_a_macro_turns_a_parameter_and_a_meter_lights(hall: Hall) -> None:
    board = hall.player.performance.board

    def script() -> Iterator[Callable[[], object]]:
        hall.live.do("set_parameter", 2, 0, 1, 127.0)
        yield lambda: board.unit("/line/amount") == 1.0
        hall.live.do("set_parameter", 2, 0, 1, 0.0)
        yield lambda: board.unit("/line/amount") == 0.0
        hall.live.do("set_track", 1, "output_meter_right", 0.75)
        still = board.value("/node/size")
        yield lambda: hall.player.performance.values.number("/node/size") > float(still)
        assert board.value("/node/size") == still

    hall.play(script())


def test_a_pad_launches_a_scene_and_its_launch_comes_back_as_a_look(hall: Hall) -> None:
    def send(*words: str) -> None:
        subprocess.run(["oscsend", "localhost", str(hall.osc.port), *words], check=True, timeout=60)

    def script() -> Iterator[Callable[[], object]]:
        yield hall.ready
        send("/pad/1", "f", "1")
        yield lambda: hall.look == "undertow"
        assert hall.live.do("state")["slots"][1:] == [-2, 2, 2]
        send("/live/scene", "i", "2")
        yield lambda: hall.fired  # which is bound to the launch of that scene
        send("/live/stop")
        yield lambda: hall.client.told.playing is False

    hall.play(script())


def test_the_overlay_tells_how_live_stands(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, str]] = []
    show = hall.player._dashboard._overlay.show

    def watch(lines: list[tuple[str, str]], *rest: Any, **more: Any) -> None:
        shown.extend(lines)
        show(lines, *rest, **more)

    monkeypatch.setattr(hall.player._dashboard._overlay, "show", watch)
    hall.player.overlay_on = True

    def script() -> Iterator[Callable[[], object]]:
        yield hall.ready
        hall.live.do("launch", 1)
        yield lambda: ("live", "124.0 BPM, playing, scene 2 'drop'") in shown

    hall.play(script())


def test_without_live_a_verb_of_lives_says_what_is_missing(hall: Hall) -> None:
    hall.player.partners.clear()

    def script() -> Iterator[Callable[[], object]]:
        subprocess.run(["oscsend", "localhost", str(hall.osc.port), "/live/play"], check=True, timeout=60)
        yield lambda: any("--live" in text for text in hall.said)

    hall.play(script())
    assert hall.live.do("state")["is_playing"] is False


def test_a_rig_whose_live_cannot_be_reached_plays_without_it(home: Path) -> None:
    said: list[str] = []
    notices = Notices(time.monotonic, said.append)
    screen = HeadlessWindow((160, 90))
    try:
        performance, library = open_performance(screen.context, load_network(32, None)[0], "first-light", (), 1)
        nowhere = LiveSettings(host="no such machine")
        assert open_live(performance, library, nowhere, None, notices, lambda label, text: None) == []
        assert len(said) == 1 and said[0].startswith("Without Ableton Live: there is no machine 'no such machine'")
        with pytest.raises(DeviceError, match="no such machine"):
            open_live(performance, library, None, "no such machine", notices, lambda label, text: None)
        assert open_live(performance, library, None, None, notices, lambda label, text: None) == []
    finally:
        screen.close()


def test_the_command_plays_with_live(home: Path, tmp_path: Path) -> None:
    """As a person starts it; AbletonOSC's own reply port may be in use on this machine, so the rig has another one."""
    with Live() as live:
        load(home, live)
        rig = home / "presets" / "rigs" / "club.toml"
        rig.write_text(rig.read_text().replace("looks =", f"reply_port = {free_port()}\nlooks ="))
        words = [
            "play",
            "--rig",
            "club",
            "--demo",
            "--mute",
            "--headless",
            "--units",
            "32",
            "--osc-port",
            str(free_port()),
        ]
        child = Child(
            SHOW,
            environment(ASTERISM_HOME=str(home)),
            *words,
            "--record",
            str(tmp_path / "film.mp4"),
            "--size",
            "160x90",
        )
        try:
            wait_until(
                lambda: (
                    "AbletonOSC is asked at 127.0.0.1" in (line := child.hear())
                    and live.do("answer_to", int(line.split()[-1])) is None
                ),
                what="its line",
            )
            wait_until(lambda: "Live 12.1 is here" in child.hear(), what="Live")
            assert ["/live/test", []] in live.do("heard")
        finally:
            child.close()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
