"""What a binding does under the hand: buttons of all kinds, arguments of verbs, ports, encoders, numbers of any range.

In: events. Out: proof. Runs in the test process.
"""

import pytest
from controls.desk import HUE, MORPH, Table, bind
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.event import Event, Verb, coalesce
from engine.controls.takeover import STEEPEST

BLACKOUT, LAYOUT = "/master/blackout", "/layout/choice"


def say(table: Table, source: str, *raws: float, port: str = "") -> list[Verb]:
    events = [Event(source, min(max(raw / 127, 0.0), 1.0), raw, 0.0, port) for raw in raws]
    return table.bay.handle(events)


def test_a_momentary_button_holds_and_gives_back() -> None:
    table = Table(bind("midi/note/40", MORPH, mode="momentary", high=0.8), bind("key/b", BLACKOUT, mode="momentary"))
    table.board.set(MORPH, 0.25)
    table.turn("midi/1/note/40", 0.4)
    assert table.unit(MORPH) == pytest.approx(0.8)
    table.turn("midi/1/note/40", 0.9)  # struck again before it was let go
    table.turn("midi/1/note/40", 0.0)
    assert table.unit(MORPH) == pytest.approx(0.25)
    table.turn("key/b", 1.0)
    assert table.board.value(BLACKOUT) is True
    table.turn("key/b", 0.0)
    assert table.board.value(BLACKOUT) is False


def test_a_momentary_button_on_a_control_change() -> None:
    table = Table(bind("midi/cc/64", BLACKOUT, mode="momentary"))
    states = []
    for value in (127, 127, 0, 0, 127, 0):
        say(table, "midi/1/cc/64", value)
        states.append(table.board.value(BLACKOUT))
    assert states == [True, True, False, False, True, False]


def test_a_look_that_comes_while_a_button_is_held_stays_when_it_is_let_go() -> None:
    table = Table(bind("midi/note/40", MORPH, mode="momentary"))
    table.turn("midi/1/note/40", 1.0)
    table.board.load({MORPH: 0.6})
    table.bay.load([])
    table.turn("midi/1/note/40", 0.0)
    assert table.unit(MORPH) == pytest.approx(0.6)


def test_what_a_button_gives_back_while_a_look_glides_in_is_where_the_look_goes() -> None:
    table = Table(bind("midi/note/40", MORPH, mode="momentary"))
    table.board.load({MORPH: 0.6}, over=4.0)
    table.board.snapshot(1.0)
    assert 0.0 < table.unit(MORPH) < 0.3
    table.turn("midi/1/note/40", 1.0)
    table.turn("midi/1/note/40", 0.0)
    assert table.unit(MORPH) == pytest.approx(0.6)


def test_a_hand_that_moves_what_a_button_holds_keeps_it() -> None:
    table = Table(bind("midi/note/40", MORPH, mode="momentary"), bind("midi/cc/1", MORPH))
    table.turn("midi/1/note/40", 1.0)
    table.turn("midi/1/cc/1", 0.5)
    table.turn("midi/1/note/40", 0.0)
    assert table.unit(MORPH) == pytest.approx(0.5)


def test_a_signal_holds_a_momentary_parameter_while_it_is_high() -> None:
    table = Table(bind("ear/level", BLACKOUT, mode="momentary"))
    states = []
    for level in (0.0, 0.6, 0.45, 0.3, 0.7, 0.0):
        table.frame(ear_level=level)
        states.append(table.board.value(BLACKOUT))
    assert states == [False, True, True, False, True, False]


def test_velocity_sets_and_stays() -> None:
    table = Table(bind("midi/note/40", MORPH, mode="velocity", low=0.2, high=0.7))
    say(table, "midi/1/note/40", 127)
    say(table, "midi/1/note/40", 0)
    assert table.unit(MORPH) == pytest.approx(0.7)
    say(table, "midi/1/note/40", 63.5)
    assert table.unit(MORPH) == pytest.approx(0.45)


def test_pads_tell_verbs_their_arguments() -> None:
    table = Table(
        bind("midi/note/41", "/preset/load", argument="fever"),
        bind("midi/note/42", "/preset/load", argument=3),
        bind("midi/program", "/preset/load", argument="nerve"),
    )
    said = [say(table, f"midi/1/{source}", 90, 0) for source in ("note/41", "note/42")]
    assert said == [[Verb("preset/load", 0.0, "fever")], [Verb("preset/load", 0.0, 3)]]
    assert say(table, "midi/1/program", 7) == [Verb("preset/load", 0.0, "nerve")]


def test_a_port_is_told_by_a_part_of_its_name() -> None:
    table = Table(bind("midi/cc/1", MORPH, port="nanok"), bind("midi/cc/1", HUE, port="Twister"))
    say(table, "midi/1/cc/1", 127, port="nanoKONTROL2 MIDI 1")
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((1.0, 0.5))
    say(table, "midi/1/cc/1", 0, port="Midi Fighter Twister")
    say(table, "midi/1/cc/1", 64, port="")
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((1.0, 0.0))


def test_one_control_moves_several_parameters() -> None:
    table = Table(bind("midi/cc/1", MORPH), bind("midi/cc/1", HUE, low=1.0, high=0.0), bind("midi/cc/1", "/tap"))
    assert [verb.name for verb in say(table, "midi/1/cc/1", 127)] == ["tap"]
    assert (table.unit(MORPH), table.unit(HUE)) == pytest.approx((1.0, 0.0))


def test_numbers_of_any_range() -> None:
    table = Table(bind("osc/mixer/main", MORPH, **{"from": -60.0, "to": 6.0}))
    for decibels, place in ((-60, 0.0), (-27, 0.5), (6, 1.0), (-90, 0.0), (20, 1.0)):
        say(table, "osc/mixer/main", decibels)
        assert table.unit(MORPH) == pytest.approx(place)


def test_an_encoder_moves_from_where_its_parameter_is() -> None:
    table = Table(bind("midi/cc/1", MORPH, relative="offset", step=0.05))
    for value, steps in ((65, 1), (63, -1), (67, 3)):
        table.board.set(MORPH, 0.5)
        say(table, "midi/1/cc/1", value)
        assert table.unit(MORPH) == pytest.approx(0.5 + 0.05 * steps)
    say(table, "midi/1/cc/1", *[65] * 40)
    assert table.unit(MORPH) == 1.0
    say(table, "midi/1/cc/1", 63)
    assert table.unit(MORPH) == pytest.approx(0.95)


def test_an_encoder_counts_what_passed_within_a_frame() -> None:
    table = Table(bind("midi/cc/1", MORPH, relative="twos", step=0.01))
    said = [Event("midi/1/cc/1", raw / 127, raw, 0.0) for raw in (1, 2, 127, 1, 1)]
    left, _ = coalesce(said)
    assert len(left) < len(said)
    table.bay.handle(left)
    assert table.unit(MORPH) == pytest.approx(0.04)


def test_an_encoder_turned_round_and_of_a_range() -> None:
    table = Table(bind("midi/cc/1", MORPH, relative="twos", step=0.1, low=0.8, high=0.4))
    table.board.set(MORPH, 0.95)  # a look may put it outside
    way = []
    for value in (127, 1, 1, 1, 1, 1, 1, 127, 127, 127, 127, 127):
        say(table, "midi/1/cc/1", value)
        way.append(table.unit(MORPH))
    assert way == pytest.approx([0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.4, 0.5, 0.6, 0.7, 0.8, 0.8])


def test_an_encoder_steps_through_names_and_switches() -> None:
    table = Table(bind("midi/cc/1", LAYOUT, relative="twos"), bind("midi/cc/2", BLACKOUT, relative="twos"))
    names = []
    for value in (1, 1, 127, 5, 127, 120):
        say(table, "midi/1/cc/1", value)
        names.append(table.board.value(LAYOUT))
    assert names == ["sphere", "layers", "sphere", "spectral", "layers", "ring"]
    for value, state in ((1, True), (2, True), (127, False), (0, False)):
        say(table, "midi/1/cc/2", value)
        assert table.board.value(BLACKOUT) is state


def test_an_encoders_clicks_say_verbs_each_way() -> None:
    table = Table(
        bind("midi/cc/1", "/preset/next", relative="sign"),
        bind("midi/cc/1", "/preset/previous", relative="sign", low=1.0, high=0.0),
    )
    said = [verb.name for verb in say(table, "midi/1/cc/1", 1, 65, 2, 0)]
    assert said == ["preset/next", "preset/previous", "preset/next"]


def test_a_smoothed_encoder_arrives_where_its_steps_lead() -> None:
    table = Table(bind("midi/cc/1", MORPH, relative="twos", step=0.1, smoothing=0.2))
    for _ in range(5):
        say(table, "midi/1/cc/1", 1)
        table.frame(dt=1 / 60)
    assert table.unit(MORPH) < 0.3
    for _ in range(200):
        table.frame(dt=1 / 60)
    assert table.unit(MORPH) == pytest.approx(0.5)


@given(
    start=st.floats(0.0, 1.0),
    values=st.lists(st.integers(0, 127), max_size=20),
    low=st.floats(0.0, 0.45),
    high=st.floats(0.55, 1.0),
)
def test_an_encoder_never_goes_further_than_its_steps(start: float, values: list[int], low: float, high: float) -> None:
    table = Table(bind("midi/cc/1", MORPH, relative="twos", step=0.01, low=low, high=high))
    table.board.set(MORPH, start)
    for value in values:
        before = table.unit(MORPH)
        say(table, "midi/1/cc/1", value)
        steps = value - 128 if value > 63 else value
        assert abs(table.unit(MORPH) - before) <= 0.01 * abs(steps) + 1e-9
        assert min(low, before) - 1e-9 <= table.unit(MORPH) <= max(high, before) + 1e-9


def test_the_same_binding_in_a_rig_that_is_read_anew_goes_on_as_it_was() -> None:
    stays = bind("midi/cc/1", MORPH, takeover="scale")
    table = Table(stays, bind("midi/cc/2", HUE))
    table.turn("midi/1/cc/1", 0.0, 0.3)
    table.bay.load_rig([bind("midi/cc/3", HUE), stays])
    table.turn("midi/1/cc/1", 0.9)
    assert table.unit(MORPH) == pytest.approx(0.9)  # it holds it still
    table.bay.load_rig([bind("midi/cc/1", MORPH, takeover="scale", high=0.5)])
    table.turn("midi/1/cc/1", 0.91)
    assert table.unit(MORPH) == pytest.approx(0.9, abs=STEEPEST / 127)
