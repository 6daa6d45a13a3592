"""What others are told: questions, subscriptions, targets; at most so often, the newest value, and no echo.

In: messages of other programs, hands that turn parameters. Out: what each program hears.
Runs in the test process; oscsend and oscdump are children.
"""

import re
import subprocess
from pathlib import Path

import pytest
from controls.osc.desk import Desk, Program
from venue import wait_until

from engine.controls.catalogue import CATALOGUE
from engine.controls.event import Event
from engine.controls.osc import outgoing as outgoing_module
from engine.controls.osc import pattern as pattern_module
from engine.controls.osc.subscribers import MOST, SILENCE_S
from engine.controls.osc.writing import write_message
from engine.controls.parameter import Parameter


def test_a_path_alone_asks_for_its_value(desk: Desk, program: Program) -> None:
    desk.set("/node/size", 2.5)
    for path, value in (("/node/size", 2.5), ("/ear/auto", True), ("/layout/choice", "sunflower")):
        program.say(path)
        assert program.hear() == [(path, (value,))]
    assert desk.server.ignored == 0


def test_the_answer_is_newer_than_the_setting_before_it(desk: Desk, program: Program) -> None:
    address = ("127.0.0.1", desk.server.port)
    program.socket.sendto(write_message("/node/size", 3.0), address)
    program.say("/node/size")
    assert program.hear() == [("/node/size", (3.0,))]


def test_a_subscriber_hears_everything_once_and_then_what_changes(desk: Desk, program: Program) -> None:
    program.say("/subscribe")
    desk.frames(0.5)
    told = program.hear()
    assert {address for address, _ in told} == {path for path, p in CATALOGUE.items() if p.kind != "trigger"}
    assert len(told) == len({address for address, _ in told})
    desk.frames(0.2)
    assert program.hear() == []
    desk.set("/color/hue", 0.25)
    desk.frame()
    assert program.hear() == [("/color/hue", (0.25,))]


@pytest.mark.parametrize("pattern", ["/color/*", "//hue", "/{color,node}/hue", "/color/hue"])
def test_a_pattern_chooses(desk: Desk, program: Program, pattern: str) -> None:
    program.say("/subscribe", pattern)
    desk.frames(0.2)
    assert ("/color/hue", (0.0,)) in program.hear()
    desk.set("/node/size", 3.0)
    desk.set("/color/hue", 0.5)
    desk.frames(0.1)
    assert program.hear() == [("/color/hue", (0.5,))]


def test_of_a_thousand_patterns_only_so_many_are_looked_for(
    desk: Desk, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    def compile_pattern(pattern: str) -> re.Pattern[str]:
        looked_for.append(pattern)
        return pattern_module.compile_pattern(pattern)

    monkeypatch.setattr(outgoing_module, "compile_pattern", compile_pattern)
    program.say("/subscribe", "/color/hue", *(f"/{number}*" for number in range(1000)))
    desk.frames(0.1)
    assert program.hear() == [("/color/hue", (0.0,))]
    assert len(set(looked_for)) == 64


def test_patterns_add_up_and_are_taken_back_one_by_one(desk: Desk, program: Program) -> None:
    for path in ("/color/hue", "/node/size", "/node/glow"):
        program.say("/subscribe", path)
    program.say("/unsubscribe", "/node/size")
    program.hear()
    for path in ("/color/hue", "/node/size", "/node/glow"):
        desk.set(path, 0.4)
    desk.frames(0.1)
    assert {address for address, _ in program.hear()} == {"/color/hue", "/node/glow"}
    program.say("/unsubscribe")
    desk.set("/color/hue", 0.3)
    desk.frames(0.1)
    assert program.hear() == [] and desk.outgoing.clients == []


def test_thirty_messages_a_second_and_the_newest_value_wins(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/color/hue")
    program.hear()
    for step in range(120):
        desk.set("/color/hue", step / 240.0)
        desk.frame()
    told = program.values("/color/hue")
    assert 57 <= len(told) <= 61
    desk.frames(0.1)
    assert (told + program.values("/color/hue"))[-1] == pytest.approx(119.0 / 240.0)
    assert told == sorted(told)  # type: ignore[type-var]


def test_the_sender_hears_no_echo_and_the_others_do(desk: Desk, program: Program, other: Program) -> None:
    for each in (program, other):
        each.say("/subscribe", "/color/hue")
        desk.frame()
        each.hear()
    program.say("/color/hue", 0.25)
    desk.frames(0.2)
    assert program.hear() == []
    assert other.hear() == [("/color/hue", (0.25,))]


def test_a_sender_whose_value_was_clamped_hears_what_it_is(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/color/hue")
    desk.frame()
    program.hear()
    for _ in range(2):  # also when that changes nothing
        program.say("/color/hue", 9.0)
        desk.frames(0.1)
        assert program.hear() == [("/color/hue", (0.5,))]


def test_a_value_that_was_on_its_way_is_not_told_after_the_senders_own(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/color/hue")
    desk.frame()
    program.hear()
    desk.set("/color/hue", 0.1)
    desk.frame()
    desk.set("/color/hue", 0.2)  # too soon after 0.1: it waits
    desk.frame()
    assert program.hear() == [("/color/hue", (pytest.approx(0.1),))]
    program.say("/color/hue", 0.4)
    desk.frames(0.2)
    assert program.hear() == []


def test_a_switch_and_a_choice_given_as_numbers_are_no_echo(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/ear/auto", "/layout/choice")
    desk.frame()
    program.hear()
    program.say("/ear/auto", 0)
    program.say("/layout/choice", 2)
    desk.frames(0.1)
    assert program.hear() == []
    assert (desk.board.value("/ear/auto"), desk.board.value("/layout/choice")) == (False, "sphere")


def test_a_trigger_is_told_when_it_fires_and_never_else(desk: Desk, program: Program, other: Program) -> None:
    for each in (program, other):
        each.say("/subscribe", "/burst/fire")
    desk.frames(0.1)
    assert program.hear() == []
    other.say("/burst/fire", 0.75)
    desk.frames(0.1)
    assert program.hear() == [("/burst/fire", (0.75,))]
    assert other.hear() == []


def test_who_is_silent_is_forgotten_and_a_ping_is_enough_to_stay(desk: Desk, program: Program, other: Program) -> None:
    for each in (program, other):
        each.say("/subscribe", "/color/hue")
    for _ in range(3):
        desk.t += SILENCE_S * 0.6
        other.say("/ping")
        desk.frame()
    assert [client.name for client in desk.outgoing.clients] == [f"127.0.0.1:{other.port}"]
    assert ("/pong", ()) in other.hear()


def test_any_message_is_a_sign_of_life(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/color/hue")
    for _ in range(3):
        desk.t += SILENCE_S * 0.6
        program.say("/deck/fader", 0.5)
    assert len(desk.outgoing.clients) == 1


def test_oscdump_is_told_at_the_port_that_oscsend_names(desk: Desk) -> None:
    port = Program(desk)
    port.close()  # a port that was free a moment ago
    dump = subprocess.Popen(["stdbuf", "-oL", "oscdump", str(port.port)], stdout=subprocess.PIPE, text=True)
    try:
        assert dump.stdout is not None
        words = ["oscsend", "127.0.0.1", str(desk.server.port), "/subscribe", "sssi"]
        words += ["/color/hue", "/ear/auto", "/layout/choice", str(port.port)]
        wait_until(lambda: _hears(port.port), what="oscdump to listen")
        subprocess.run(words, check=True, timeout=60)
        desk.until(lambda: desk.outgoing.clients, "the subscription")
        desk.frame()
        lines = {dump.stdout.readline().split(" ", 1)[1].strip() for _ in range(3)}
        assert lines == {"/color/hue f 0.000000", "/ear/auto T #T", '/layout/choice s "sunflower"'}
    finally:
        dump.kill()
        dump.communicate()


def _hears(port: int) -> bool:
    return any(line.split()[1].endswith(f":{port:04X}") for line in Path("/proc/net/udp").read_text().splitlines()[1:])


def test_subscribers_are_bounded(desk: Desk, program: Program) -> None:
    for number in range(MOST + 5):
        program.say("/subscribe", "/color/hue", 40_000 + number)
    assert len(desk.outgoing.clients) == MOST


def test_our_own_port_does_not_subscribe_to_itself(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/color/hue", desk.server.port)
    assert desk.outgoing.clients == []


def test_a_frame_sends_a_bounded_number_of_messages(desk: Desk, program: Program) -> None:
    for number in range(MOST):
        program.say("/subscribe", "//*", 40_000 + number)
    sent = []
    send = desk.server.send
    desk.server.send = lambda peer, content: bool(sent.append(peer)) or send(peer, content)  # type: ignore[method-assign]
    desk.frame()
    assert 0 < len(sent) <= 512


@pytest.mark.parametrize("arguments", [(None,), (b"x",), ("color",), (0,), (70_000,), (1e9,)])
def test_a_subscription_to_nonsense_is_ignored(desk: Desk, program: Program, arguments: tuple[object, ...]) -> None:
    program.say("/subscribe", *arguments)  # type: ignore[arg-type]
    assert desk.outgoing.clients == [] and desk.server.ignored == 1


def test_a_gone_subscriber_costs_nothing(desk: Desk) -> None:
    gone = Program(desk)
    gone.say("/subscribe")
    gone.close()
    desk.frames(1.0)
    assert desk.server.poll(desk.t) == []


def test_what_a_new_catalogue_brings_is_told_and_nothing_else(desk: Desk, program: Program) -> None:
    program.say("/subscribe")
    desk.frames(0.5)
    program.hear()
    new = Parameter("/effect/new/mix", "float", 0.25, "how much of it there is")
    catalogue = CATALOGUE.extended([new])
    for part in (desk.board, desk.server, desk.outgoing, desk.monitor):
        part.adopt(catalogue)
    desk.frames(0.2)
    assert program.hear() == [("/effect/new/mix", (0.25,))]
    program.say("/effect/new/mix", 0.5)
    assert desk.board.value("/effect/new/mix") == 0.5


def test_a_preset_is_told_as_it_glides_in(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/node/size")
    program.hear()
    desk.board.load({"/node/size": 4.0}, over=0.5)
    desk.frames(0.6)
    told = program.values("/node/size")
    assert 10 <= len(told) <= 19 and told[-1] == 4.0


def test_addresses_that_are_no_parameters_are_still_sources(desk: Desk, program: Program) -> None:
    program.say("/asterism/other", 0.5)
    program.socket.sendto(write_message("/asterism/other", 0.5), ("127.0.0.1", desk.server.port))
    controls = wait_until(lambda: desk.server.poll(desk.t), what="the event")
    assert controls == [Event("osc/asterism/other", 0.5, 0.5, desk.t)]
