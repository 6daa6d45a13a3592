"""The monitor: what arrived and what it did, in words; a flood costs little, and a log keeps a bounded part of it.

In: messages of other programs. Out: the lines that a VJ reads. Runs in the test process.
"""

import re
from pathlib import Path

import pytest
from controls.osc.desk import Desk, Program
from venue import wait_until

from engine.controls.binding import Binding
from engine.controls.catalogue import CATALOGUE
from engine.controls.osc.log import LINES_A_SECOND, OscLog
from engine.controls.osc.monitor import SHOWN, Monitor
from engine.controls.osc.packet import Argument
from engine.controls.osc.timetag import tag_of
from engine.controls.osc.writing import write_bundle, write_message
from engine.controls.source import parse_source
from engine.errors import FileError


def newest(desk: Desk) -> tuple[str, str]:
    """The newest line, when it has been set."""
    desk.frames(0.2)
    desk.monitor.lines()
    return desk.monitor.lines()[-1]


@pytest.mark.parametrize(
    ("address", "arguments", "said"),
    [
        ("/color/hue", (0.25,), "/color/hue 0.25  sets /color/hue 0.25"),
        ("/color/hue", (9.0,), "/color/hue 9  sets /color/hue 0.5, clamped"),
        ("/layout/choice", (2,), "/layout/choice 2  sets /layout/choice sphere"),
        ("/ear/auto", (False,), "/ear/auto false  sets /ear/auto false"),
        ("/color/hue", (), "/color/hue  is answered"),
        ("/color/*", (0.5,), "/color/* 0.5  sets 8 parameters"),
        ("/nothing/*", (0.5,), "/nothing/* 0.5  fits no parameter"),
        ("/color/hue", ("red",), "/color/hue red  takes a number from -0.5 to 0.5 turns"),
        ("/color/palette", ("mud",), "/color/palette mud  takes one of ember, ice, "),
        ("/preset/next", (), "/preset/next  says preset/next"),
        ("/preset/next", (0.0,), "/preset/next 0  a button let go"),
        ("/preset/load", (), "/preset/load  needs a look"),
        ("/quit", (), "/quit  only the keyboard says that"),
        ("/color/hu", (0.5,), "/color/hu 0.5  no such parameter; did you mean /color/hue"),
        ("/colour/hue", (0.5,), "/colour/hue 0.5  no such parameter; did you mean /color/hue"),
        ("/deck/7/cue", (0.5, "x", None, b"abc"), "/deck/7/cue 0.5 x nil (3 bytes)  nothing is bound to it"),
        ("/deck/fader", (0.5,), "/deck/fader 0.5  moves /node/size, /node/glow"),
        ("/deck/a b", (0.5,), "/deck/a b 0.5  is no address"),
        ("/subscribe", ("/color/*",), "/subscribe /color/*  hears /color/*"),
        ("/unsubscribe", (), "/unsubscribe  hears no more everything"),
        ("/ping", (), "/ping  is answered"),
        ("/a/" + "b" * 90, (), re.compile(r"/a/b+…  nothing is bound to it")),
        ("/a", tuple(range(12)), "/a 0 1 2 3 4 5 6 7 …  nothing is bound to it"),
    ],
)
def test_every_message_says_what_it_did(
    desk: Desk, program: Program, address: str, arguments: tuple[Argument, ...], said: "str | re.Pattern[str]"
) -> None:
    desk.patchbay.load_rig(
        [Binding(parse_source("osc/deck/fader"), path) for path in ("/node/size", "/node/glow")]  # takes both
    )
    program.say(address, *arguments)
    sender, line = newest(desk)
    assert sender == f"127.0.0.1:{program.port}"
    assert line.startswith(said) if isinstance(said, str) else said.fullmatch(line)


def test_what_is_no_osc_and_what_waits(desk: Desk, program: Program) -> None:
    where = ("127.0.0.1", desk.server.port)
    program.socket.sendto(b"GET / HTTP/1.1", where)
    desk.until(lambda: desk.server.malformed, "the nonsense")
    assert newest(desk)[1].startswith("14 bytes  not OSC: neither an OSC message nor a bundle")
    later = tag_of(desk.server._wall() + 20.0)
    program.socket.sendto(write_bundle([write_message("/color/hue", 0.5)], later), where)
    desk.until(lambda: desk.server.received == 2, "the bundle")
    assert re.fullmatch(r"/color/hue  waits (19|20)\.\d s", newest(desk)[1])


def test_the_newest_dozen_is_shown_and_what_repeats_is_counted(desk: Desk, program: Program) -> None:
    for number in range(SHOWN + 3):
        program.say(f"/deck/{number}", 0.5)
    for value in (0.1, 0.2, 0.3):
        program.say("/color/hue", value)
    for _ in range(SHOWN):
        newest(desk)
    lines = desk.monitor.lines()
    assert len(lines) == SHOWN
    assert lines[-1][1] == "/color/hue 0.3  sets /color/hue 0.3  × 3"
    assert lines[0][1].startswith("/deck/4 ")


def test_lines_come_a_few_at_a_time(desk: Desk, program: Program) -> None:
    assert desk.monitor.lines() == [("osc", "nothing has come yet")]
    for number in range(SHOWN):
        program.say(f"/deck/{number}", 0.5)
    desk.frames(1.0)
    before: set[tuple[str, str]] = set()
    for _ in range(20):
        now = set(desk.monitor.lines())
        assert len(now - before) <= 2
        before = now
        desk.frame()
    desk.frames(1.0)
    for _ in range(SHOWN):
        desk.frames(0.15)
        desk.monitor.lines()
    assert len(desk.monitor.lines()) == SHOWN


def test_a_new_hint_is_thought_of_once_a_frame(desk: Desk, program: Program) -> None:
    for name in ("hu", "hues", "huee"):
        program.say(f"/color/{name}", 0.5)
    entries = list(desk.monitor._newest.values())
    desk.frame()
    hinted = ["did you mean" in desk.monitor.describe(entry) for entry in entries]
    assert hinted == [True, False, False]
    for _ in entries:
        desk.frame()
        hinted = ["did you mean" in desk.monitor.describe(entry) for entry in entries]
    assert hinted == [True, True, True]


def test_the_log_has_every_message_and_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "osc.log"
    log = OscLog(path)
    desk = Desk(monitor=Monitor(CATALOGUE, log))
    program = Program(desk)
    try:
        program.say("/color/hue", 0.25)
        for number in range(400):
            program.socket.sendto(write_message(f"/deck/{number}", 0.5), ("127.0.0.1", desk.server.port))
        desk.until(lambda: desk.server.received == 401, "the flood")
        desk.frames(1.0)
    finally:
        program.close()
        desk.close()
        log.close()
    lines = path.read_text().splitlines()
    assert lines[0].endswith(f"127.0.0.1:{program.port}  /color/hue 0.25  sets /color/hue 0.25")
    assert 30 < len(lines) < 400 and any(re.search(r"… \d+ messages more$", line) for line in lines)


def test_the_log_leaves_out_what_is_too_much(tmp_path: Path) -> None:
    log = OscLog(tmp_path / "osc.log")
    log.tick(0.0)
    for number in range(1000):
        log.write(str(number))
    log.tick(10.0)
    log.close()
    lines = (tmp_path / "osc.log").read_text().splitlines()
    assert lines[: int(LINES_A_SECOND)] == [str(number) for number in range(int(LINES_A_SECOND))]
    assert lines[-1].endswith("… 800 lines left out")


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="the OSC log cannot be written"):
        OscLog(tmp_path / "nowhere" / "osc.log")


def test_a_log_on_a_full_disk_stops_nobody() -> None:
    full = Path("/dev/full")
    log = OscLog(full)
    for _ in range(100):
        log.write("x")
    wait_until(lambda: not log._thread.is_alive() or log._lines.empty(), what="the thread")
    log.close()
