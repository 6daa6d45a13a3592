"""What is told besides parameters: hits and beats on their frame, features as they change, units, the look.

In: made-up signals, a clock. Out: what a subscriber hears, frame by frame. Runs in the test process.
"""

import itertools

import pytest
from controls.osc.desk import FRAME_S, UNITS, Desk, Program

from engine.controls.osc.features import FEATURES, HIT_S, addresses, feature_at
from engine.controls.source import parse_source


def test_every_signal_is_a_source_that_there_is() -> None:
    for feature in FEATURES.values():
        if feature.source:
            assert parse_source(feature.source).continuous


@pytest.mark.parametrize(
    "address", ["/asterism/unit/8", "/asterism/unit/-1", "/asterism/unit/01", "/asterism/unit/x", "/a"]
)
def test_there_is_nothing_at_other_addresses(address: str) -> None:
    assert feature_at(address, UNITS) is None
    assert address not in addresses(UNITS)


def test_a_hit_is_told_on_its_frame_and_let_go_after_a_tenth(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/asterism/kick")
    desk.frames(0.5)
    assert program.hear() == []
    desk.signals["brain/kick"] = 0.75
    desk.frame()
    assert program.hear() == [("/asterism/kick", (0.75,))]
    desk.signals["brain/kick"] = 0.0
    desk.frames(HIT_S - 2 * FRAME_S)
    assert program.hear() == []
    desk.frames(3 * FRAME_S)
    assert program.hear() == [("/asterism/kick", (0.0,))]
    desk.frames(1.0)
    assert program.hear() == []


def test_hits_are_not_held_back_by_the_rate(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/asterism/hat")
    for strength in (0.25, 0.5, 0.75):
        desk.signals["brain/hat"] = strength
        desk.frame()
        assert program.hear() == [("/asterism/hat", (strength,))]


def test_beats_and_bars_are_told_when_the_clock_passes_them(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/asterism/beat", "/asterism/bar")
    beats, bars, times = [], [], []
    for _ in range(round(4.6 / FRAME_S)):
        before = int(desk.clock.beat(desk.t))
        desk.frame()
        for address, arguments in program.hear():
            if address == "/asterism/beat":
                beats.append(arguments)
                times.append(desk.t)
                assert int(desk.clock.beat(desk.t)) == before + 1
            else:
                bars.append(arguments)
                assert beats[-1][0] in (1, 4)  # with its one, in either order
    assert [number for number, _ in beats] == [[1, 2, 3, 4][(beats[0][0] - 1 + step) % 4] for step in range(len(beats))]
    assert len(beats) == 9 and {bpm for _, bpm in beats} == {120.0}
    assert [later - earlier for earlier, later in itertools.pairwise(times)] == pytest.approx([0.5] * 8, abs=FRAME_S)
    assert len(bars) in (2, 3) and bars[1][0] == bars[0][0] + 1


def test_features_are_told_as_they_change_at_the_rate(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/asterism/level")
    desk.frames(0.5)
    assert program.hear() == [("/asterism/level", (0.0,))]
    for step in range(60):
        desk.signals["ear/level"] = step / 64.0
        desk.frame()
    told = program.values("/asterism/level")
    assert 28 <= len(told) <= 31
    desk.frames(0.1)
    assert (told + program.values("/asterism/level"))[-1] == 59.0 / 64.0


def test_a_later_subscriber_hears_how_it_is(desk: Desk, program: Program, other: Program) -> None:
    desk.signals["ear/bass"] = 0.5
    for each in (program, other):
        each.say("/subscribe", "/asterism/bass")
        desk.frames(0.1)
        assert each.hear() == [("/asterism/bass", (0.5,))]


def test_chosen_units_one_by_one_and_all_of_them(desk: Desk, program: Program) -> None:
    desk.signals.update({f"brain/unit/{number}": number / 8.0 for number in range(UNITS)})
    program.say("/subscribe", "/asterism/unit/3", "/asterism/unit/99", "/asterism/units")
    desk.frame()
    units = tuple(number / 8.0 for number in range(UNITS))
    assert sorted(program.hear()) == [("/asterism/unit/3", (0.375,)), ("/asterism/units", units)]


def test_the_tempo_and_the_look(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/asterism/tempo", "/asterism/preset")
    desk.frame()
    assert sorted(program.hear()) == [("/asterism/preset", ("undertow",)), ("/asterism/tempo", (120.0,))]
    desk.preset = "nerve"
    desk.frames(0.1)
    assert program.hear() == [("/asterism/preset", ("nerve",))]


def test_a_feature_can_be_asked_for(desk: Desk, program: Program) -> None:
    desk.signals["ear/level"] = 0.25
    program.say("/asterism/level")
    assert program.hear() == [("/asterism/level", (0.25,))]
    program.say("/asterism/nothing")
    desk.frame()
    assert program.hear() == []


def test_phases_run_from_0_to_1(desk: Desk, program: Program) -> None:
    program.say("/subscribe", "/asterism/phase", "/asterism/pulse", "/asterism/barphase")
    desk.frames(2.0)
    told = program.hear()
    for address in ("/asterism/phase", "/asterism/pulse", "/asterism/barphase"):
        values = [arguments[0] for name, arguments in told if name == address]
        assert len(values) > 50 and 0.0 <= min(values) < 0.1 and 0.9 < max(values) <= 1.0  # type: ignore[type-var]


def test_everything_is_reached_by_a_pattern(desk: Desk) -> None:
    found = desk.outgoing.match(["/asterism/*", "/asterism/unit/*"])
    assert found == set(addresses(UNITS))
