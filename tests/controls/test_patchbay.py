"""The patch bay: modes, takeover, smoothing at any frame rate, two layers of bindings, verbs, fades between looks.

In: events, settings and signals at made-up times. Out: proof. Runs in the test process.
"""

import math
from collections.abc import Mapping

import numpy as np
import pytest
from controls.desk import HUE, MORPH, SPEED, Table, bind

from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.clock import Clock
from engine.controls.event import Event, Setting, Sync, Verb
from engine.controls.patchbay import Patchbay
from engine.errors import ControlError


def test_set_goes_through_curve_and_range() -> None:
    table = Table(bind("midi/cc/1", MORPH), bind("midi/cc/2", SPEED, low=0.8, high=0.2, curve="square"))
    table.turn("midi/1/cc/1", 0.25)
    table.turn("midi/1/cc/2", 0.5)
    assert table.unit(MORPH) == pytest.approx(0.25)
    assert table.unit(SPEED) == pytest.approx(0.8 - 0.6 * 0.25)


def test_a_binding_hears_any_channel_or_only_its_own() -> None:
    table = Table(bind("midi/cc/1", MORPH), bind("midi/3/cc/1", HUE))
    table.turn("midi/5/cc/1", 0.9)
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.9, 0.5))
    table.turn("midi/3/cc/1", 0.2)
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.2, 0.2))


def test_what_a_controller_brings_is_silent_where_the_rig_or_the_look_binds_its_source() -> None:
    table = Table(bind("midi/cc/1", MORPH))
    version = table.bay.version
    table.bay.load_controllers([bind("midi/3/cc/1", HUE), bind("midi/3/cc/2", HUE), bind("midi/cc/2", SPEED)])
    assert table.bay.version > version
    before = table.unit(HUE)
    table.turn("midi/3/cc/1", 0.9)
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.9, before))
    table.turn("midi/3/cc/2", 0.3)
    assert (table.unit(HUE), table.unit(SPEED)) == pytest.approx((0.3, 0.3))
    table.bay.load([bind("midi/3/cc/2", MORPH)])
    table.turn("midi/3/cc/2", 0.8)
    assert (table.unit(MORPH), table.unit(HUE), table.unit(SPEED)) == pytest.approx((0.8, 0.3, 0.8))
    table.bay.load_controllers([])
    table.turn("midi/3/cc/2", 0.2)
    assert (table.unit(MORPH), table.unit(SPEED)) == pytest.approx((0.2, 0.8))


def test_a_knob_stays_taken_over_when_another_controller_comes() -> None:
    table, own = Table(), bind("midi/cc/1", MORPH, takeover="pickup")
    table.bay.load_controllers([own])
    table.turn("midi/1/cc/1", 0.0, 1.0, 0.5)
    table.bay.load_controllers([own, bind("midi/cc/2", HUE)])
    table.turn("midi/1/cc/1", 0.9)
    assert table.unit(MORPH) == pytest.approx(0.9)


def test_a_clock_does_not_hide_what_a_hand_did_last() -> None:
    table = Table()
    table.turn("midi/1/cc/7", 0.5)
    table.bay.handle([Sync("drums", "tick", 0.1)])
    assert str(table.bay.last) == "midi/1/cc/7 63.5"


def test_trigger_fires_on_a_rise_with_its_strength() -> None:
    table = Table(bind("midi/note/36", "/burst/fire", low=0.2, high=1.0))
    table.turn("midi/1/note/36", 0.5)
    assert table.board.snapshot(0.0).number("/burst/fire") == pytest.approx(0.6)
    table.turn("midi/1/note/36", 0.0)
    assert not table.board.snapshot(0.0).flag("/burst/fire")
    table.turn("midi/1/note/36", 1.0, 0.0)
    assert table.board.snapshot(0.0).number("/burst/fire") == pytest.approx(1.0)


def test_a_knob_triggers_once_on_its_way_up_and_a_pad_each_time() -> None:
    table = Table(bind("midi/cc/1", "/tap"), bind("midi/note/36", "/tap"))
    assert len(table.turn("midi/1/cc/1", 0.1, 0.5, 1.0)) == 1
    assert len(table.turn("midi/1/cc/1", 0.0, 0.7)) == 1
    assert len(table.turn("midi/1/note/36", 0.6, 0.6)) == 2


def test_trigger_sets_any_other_parameter() -> None:
    table = Table(bind("midi/note/40", MORPH, mode="trigger", high=0.75))
    table.turn("midi/1/note/40", 0.1)
    assert table.unit(MORPH) == pytest.approx(0.75)


def test_toggle() -> None:
    table = Table(bind("midi/note/37", "/master/blackout", mode="toggle"))
    states = []
    for _ in range(3):
        table.turn("midi/1/note/37", 0.8, 0.0)
        states.append(table.board.value("/master/blackout"))
    assert states == [True, False, True]


def test_add_never_changes_what_is_set() -> None:
    table = Table(bind("midi/bend", MORPH, mode="add", low=-0.4, high=0.4))
    table.board.set(MORPH, 0.5)
    for x, expected in ((1.0, 0.9), (0.5, 0.5), (0.0, 0.1)):
        table.turn("midi/1/bend", x)
        table.frame()
        assert table.shown(MORPH) == pytest.approx(expected)
    assert table.unit(MORPH) == 0.5


def test_all_that_is_added_is_summed() -> None:
    table = Table(
        bind("ear/bass", MORPH, mode="add", high=0.5),
        bind("ear/high", MORPH, mode="add", high=0.25),
        bind("midi/cc/1", MORPH, mode="add", high=0.1),
    )
    table.turn("midi/1/cc/1", 1.0)
    table.frame(ear_bass=1.0, ear_high=0.4)
    assert table.shown(MORPH) == pytest.approx(0.7)


def test_program_change_recalls_a_preset_by_its_number_from_1() -> None:
    table = Table(bind("midi/program", "/preset/load"))
    verbs = table.bay.handle([Event("midi/1/program", 4 / 127, 4, 2.5)] * 2)
    assert verbs == [Verb("preset/load", 2.5, 5)] * 2


def test_verbs_pass_through_and_bindings_say_more() -> None:
    table = Table(bind("key/x", "/preset/next"))
    said = Verb("overlay", 1.0)
    assert table.bay.handle([said, Event("key/x", 1.0, 1.0, 2.0)]) == [said, Verb("preset/next", 2.0)]
    assert table.bay.last == Event("key/x", 1.0, 1.0, 2.0)


def test_settings_are_in_the_parameters_own_units() -> None:
    table = Table()
    table.bay.handle([Setting(SPEED, 3.5, 0.0), Setting("/layout/choice", "ring", 0.0), Setting("/no/such", 1.0, 0.0)])
    assert table.board.value(SPEED) == 3.5
    assert table.board.value("/layout/choice") == "ring"
    assert table.board.counters.ignored == 1


def test_values_that_are_not_numbers_are_ignored_and_too_large_ones_clamped() -> None:
    table = Table(bind("osc/a", MORPH), bind("ear/bass", HUE))
    table.turn("osc/a", math.nan, math.inf, 7.0)
    assert table.unit(MORPH) == 1.0
    assert table.board.counters.ignored == 2
    table.frame(ear_bass=math.nan)
    assert table.unit(HUE) == 0.5
    table.frame(ear_bass=99.0)
    assert table.unit(HUE) == 1.0


# Smoothing


def follow(rate_hz: float, seconds: float, **keys: object) -> float:
    table = Table(bind("midi/cc/1", MORPH, smoothing=0.5, **keys))
    table.board.set(MORPH, 0.0)
    table.turn("midi/1/cc/1", 1.0)
    for _ in range(round(seconds * rate_hz)):
        table.frame(dt=1.0 / rate_hz)
    return table.shown(MORPH)


@pytest.mark.parametrize("mode", ["set", "add"])
def test_smoothing_is_the_same_at_any_frame_rate(mode: str) -> None:
    for seconds in (0.2, 0.5, 1.0):
        values = [follow(rate_hz, seconds, mode=mode) for rate_hz in (10.0, 30.0, 60.0, 240.0)]
        assert values == pytest.approx([1.0 - math.exp(-seconds / 0.5)] * 4)


def test_smoothed_ear_is_the_same_at_any_frame_rate() -> None:
    for rate_hz in (10.0, 60.0, 240.0):
        table = Table(bind("ear/bass", MORPH, mode="add", smoothing=0.5))
        table.frame(ear_bass=0.0)
        for _ in range(round(rate_hz)):
            table.frame(dt=1.0 / rate_hz, ear_bass=1.0)
        assert table.shown(MORPH) == pytest.approx(1.0 - math.exp(-2.0))


@pytest.mark.parametrize("turned_round", [False, True])
@pytest.mark.parametrize("rate_hz", [10.0, 60.0, 240.0])
def test_an_envelope_rises_in_its_attack_and_falls_in_its_release(rate_hz: float, turned_round: bool) -> None:
    ends = {"low": 1.0, "high": 0.0} if turned_round else {}
    music = Table(bind("ear/bass", MORPH, attack=0.1, release=1.0, **ends))
    pad = Table(bind("midi/note/36", MORPH, mode="add", high=0.8, attack=0.1, release=1.0))

    def frames(seconds: float, bass: float) -> None:
        for _ in range(round(seconds * rate_hz)):
            music.frame(dt=1.0 / rate_hz, ear_bass=bass)
            pad.frame(dt=1.0 / rate_hz)

    def places() -> tuple[float, float]:
        place = music.unit(MORPH)
        return 1.0 - place if turned_round else place, pad.shown(MORPH) / 0.8

    music.frame(ear_bass=0.0)
    pad.turn("midi/1/note/36", 1.0)
    frames(0.3, 1.0)
    risen = 1.0 - math.exp(-3.0)
    assert places() == pytest.approx((risen, risen))
    pad.turn("midi/1/note/36", 0.0)
    frames(0.5, 0.0)
    assert places() == pytest.approx((risen * math.exp(-0.5),) * 2)


def test_smoothing_yields_to_whatever_else_moves_the_parameter() -> None:
    table = Table(bind("midi/cc/1", MORPH, smoothing=0.5))
    table.turn("midi/1/cc/1", 1.0)
    table.frame(dt=0.1)
    table.board.set(MORPH, 0.2)
    for _ in range(20):
        table.frame(dt=0.1)
    assert table.unit(MORPH) == 0.2


def test_what_a_hand_has_moved_in_a_frame_is_known() -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="pickup"), bind("midi/cc/2", HUE, smoothing=0.5))
    table.turn("midi/1/cc/1", 0.9)  # it has not met its parameter
    assert not table.bay.moved
    table.turn("midi/1/cc/2", 0.9)  # it is on its way
    assert list(table.bay.moved) == [HUE]
    table.bay.handle([Setting("/node/size", 1.0, 0.0), Setting("/no/such", 1.0, 0.0)])
    assert list(table.bay.moved) == ["/node/size"]


def test_smoothing_arrives() -> None:
    table = Table(bind("midi/cc/1", MORPH, smoothing=0.5))
    table.turn("midi/1/cc/1", 0.6)
    for _ in range(200):
        table.frame(dt=0.1)
    assert table.unit(MORPH) == pytest.approx(0.6, abs=1e-12)


# Continuous sources


def test_signals_come_from_a_function_or_a_mapping() -> None:
    def signals(name: str) -> float | None:
        return 0.75 if name == "brain/unit/17" else None

    for given_signals in (signals, {"brain/unit/17": 0.75}):
        table = Table(bind("brain/unit/17", MORPH), bind("brain/unit/999", HUE))
        table.bay.advance(0.0, 0.0, given_signals)
        assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.75, 0.5))


def test_oscillators_run_by_time_and_by_the_clock() -> None:
    clock = Clock(bpm=60.0)
    table = Table(bind("lfo/ramp/0.25hz", MORPH), bind("lfo/ramp/8beats", HUE), clock=clock)
    table.frame(t=3.0)
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.75, 0.375))
    table = Table(bind("clock/beat", MORPH), bind("clock/bar", HUE), clock=clock)
    table.frame(t=5.5)
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.5, 0.375))


def test_a_signal_triggers_on_its_rise_and_rearms_below() -> None:
    table = Table(bind("ear/onset", "/tap"))
    said = [len(table.frame(ear_onset=x)) for x in (0.0, 0.6, 0.9, 0.45, 0.7, 0.3, 0.55, 0.0, 1.0)]
    assert said == [0, 1, 0, 0, 0, 0, 1, 0, 1]


def test_a_signal_that_is_high_from_the_start_has_not_risen() -> None:
    table = Table(bind("ear/level", "/preset/next"))
    assert [table.frame(ear_level=x) for x in (0.9, 0.9)] == [[], []]


@pytest.mark.parametrize("rate_hz", [20.0, 59.7])
def test_the_clock_strikes_on_the_beat(rate_hz: float) -> None:
    clock = Clock(bpm=120.0)
    table = Table(bind("clock/beat", "/burst/fire"), bind("clock/bar", "/tap"), clock=clock)
    strikes, bars = [], []
    for t in np.arange(0.2, 4.2, 1.0 / rate_hz):
        bars += [t] * len(table.frame(t=t))
        if table.board.snapshot(t).flag("/burst/fire"):
            strikes.append(t)
    late = np.array(strikes) - np.arange(1, 9) * 0.5
    assert all((late >= -1e-9) & (late < 1.0 / rate_hz))
    assert [round(t) for t in bars] == [2, 4]


# Layers


def test_a_look_takes_the_rigs_place_for_the_same_source_and_parameter() -> None:
    rig = [bind("midi/cc/1", MORPH), bind("midi/cc/1", HUE)]
    table = Table(*rig)
    own = bind("midi/cc/1", MORPH, low=1.0, high=0.0)
    table.bay.load([own])
    assert set(table.bay.bindings) == {rig[1], own}
    table.turn("midi/1/cc/1", 0.2)
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.8, 0.2))
    table.bay.load([])
    assert set(table.bay.bindings) == set(rig)


def test_a_new_rig_takes_the_old_ones_place() -> None:
    table = Table(bind("midi/cc/1", MORPH))
    table.bay.load_rig([bind("midi/cc/1", HUE)])
    table.turn("midi/1/cc/1", 1.0)
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((0.0, 1.0))


def test_binding_of_an_unknown_parameter_is_refused() -> None:
    binding = bind("midi/cc/1", MORPH)
    smaller = Board(type(CATALOGUE)([CATALOGUE[HUE]]))
    with pytest.raises(ControlError, match="no parameter '/layout/morph'"):
        Patchbay(smaller, [binding])


def test_bindings_follow_another_catalogue_and_those_of_what_is_gone_are_told() -> None:
    table = Table(bind("midi/cc/1", MORPH), bind("midi/cc/2", HUE), bind("midi/note/3", "/preset/next"))
    table.bay.load([bind("midi/cc/1", "/node/size")])
    table.board.adopt(Catalogue(CATALOGUE[path] for path in CATALOGUE if path != HUE))
    assert [binding.parameter for binding in table.bay.adopt()] == [HUE]
    assert {binding.parameter for binding in table.bay.bindings} == {MORPH, "/preset/next", "/node/size"}
    table.turn("midi/1/cc/2", 1.0)
    table.turn("midi/1/cc/1", 1.0)
    table.frame()
    assert table.unit(MORPH) == pytest.approx(1.0)
    assert table.bay.adopt() == []


def test_a_held_wheel_goes_on_adding_when_the_look_changes() -> None:
    table = Table(bind("midi/bend", MORPH, mode="add", low=-0.5, high=0.5))
    table.turn("midi/1/bend", 1.0)
    table.bay.load([])
    table.frame()
    assert table.shown(MORPH) == pytest.approx(0.5)


def test_what_looks_add_fades_over_into_what_the_next_one_adds() -> None:
    signals: Mapping[str, float] = {"ear/bass": 1.0, "ear/high": 1.0}
    table = Table()
    table.bay.load([bind("ear/bass", MORPH, mode="add", high=0.8)])
    table.bay.advance(0.0, 0.0, signals)
    assert table.shown(MORPH) == pytest.approx(0.8)
    table.bay.load([bind("ear/high", MORPH, mode="add", high=0.4)], over=2.0)
    seen = []
    for _ in range(10):
        table.bay.advance(0.0, 0.25, signals)
        seen.append(table.shown(MORPH))
    assert seen == pytest.approx([0.8 - 0.4 * (3 * x**2 - 2 * x**3) for x in np.minimum(np.arange(1, 11) / 8, 1.0)])


def test_the_same_look_again_changes_nothing_that_it_adds() -> None:
    look = [bind("ear/bass", MORPH, mode="add", high=0.8)]
    table = Table()
    table.bay.load(look)
    table.frame(ear_bass=1.0)
    table.bay.load(look, over=1.0)
    for _ in range(12):
        table.frame(dt=0.1, ear_bass=1.0)
        assert table.shown(MORPH) == pytest.approx(0.8)


def test_without_a_fade_the_old_look_stops_adding_at_once() -> None:
    table = Table()
    table.bay.load([bind("ear/bass", MORPH, mode="add", high=0.8)])
    table.frame(ear_bass=1.0)
    table.bay.load([])
    table.frame(ear_bass=1.0)
    assert table.shown(MORPH) == 0.0
