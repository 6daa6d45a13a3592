"""Recall: ways in seconds and bars, waiting for the bar, undo and redo, transitions, and files that change.

In: looks, verbs, hands, frames. Out: proof. Runs in the test process, without graphics.
"""

import dataclasses
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.looks.table import CATALOGUE, FPS, LOOK_PATHS, Table, targets

from engine.controls.catalogue import Catalogue
from engine.errors import PresetError
from engine.show.looks.recall import Way

SPEED, SCENE = "/pulse/speed", "/scene/choice"


def test_a_look_glides_over_the_crossfade(table: Table) -> None:
    table.set("/master/crossfade", 1.0)
    table.say("preset/load", "nerve")
    assert table.look == "nerve"
    speeds = [values.number(SPEED) for values in table.play(0.5)]
    assert speeds == sorted(speeds) and 1.2 < speeds[-1] < 2.6
    table.play(0.6)
    assert table.look_values() == targets(table.library.find("nerve"))


def test_over_bars_a_look_has_come_with_the_bar_even_when_the_tempo_changes(table: Table) -> None:
    table.set("/recall/bars", 2.0)
    table.say("preset/load", "nerve")
    start = table.clock.bar(table.t)
    table.play(1.0)
    for tap in range(4):
        table.clock.tap(table.t + 0.3 * tap)  # from now on 200 beats a minute
    while table.clock.bar(table.t) - start < 1.98:
        table.frame()
        assert table.board.value(SPEED) != 2.6
    table.play(0.1)
    assert table.clock.bpm == pytest.approx(200.0)
    assert table.board.value(SPEED) == 2.6


@pytest.mark.parametrize(("unit", "beats"), [("beat", 1.0), ("bar", 4.0), ("phrase", 8.0)])
def test_a_look_waits_for_the_beat_the_bar_or_the_phrase(table: Table, unit: str, beats: float) -> None:
    table.set("/recall/quantise", unit)
    table.set("/clock/phrase", 2.0)
    table.play(0.25)
    table.say("preset/load", "nerve")
    while table.look == "first-light":
        assert table.desk.recall.waiting is not None
        table.frame()
    assert table.desk.recall.waiting is None
    came = table.clock.beat(table.t)
    assert came == pytest.approx(beats, abs=2.01 / FPS) and came >= beats


def test_what_waits_is_told_and_a_second_press_cancels_it(table: Table) -> None:
    table.set("/recall/quantise", "bar")
    table.say("preset/load", "nerve")
    assert dict(table.desk.describe())["next"].startswith("Nerve, at the bar: 4 beats")
    table.say("preset/load", "nerve")
    assert table.desk.recall.waiting is None
    table.say("preset/load", "nerve")
    table.say("recall/cancel")
    table.play(4.0)
    assert table.look == "first-light" and "next" not in dict(table.desk.describe())


def test_next_and_previous_move_the_look_that_waits(table: Table) -> None:
    table.set("/recall/quantise", "bar")
    names = table.library.names
    table.say("preset/next")
    table.say("preset/next")
    waiting = table.desk.recall.waiting
    assert waiting is not None and waiting.preset.name == names[2]
    table.say("preset/previous")
    table.say("preset/previous")
    assert table.desk.recall.waiting is None
    table.say("preset/next")
    table.play(2.1)
    assert table.look == names[1]


def test_another_look_takes_the_place_of_the_one_that_waits(table: Table) -> None:
    table.set("/recall/quantise", "bar")
    table.say("preset/load", "nerve")
    table.say("preset/load", "mandala")
    table.play(4.1)
    assert table.look == "mandala"


def test_undo_brings_back_turned_knobs_and_redo_what_was_undone(table: Table) -> None:
    table.set("/master/crossfade", 0.0)
    table.set(SPEED, 7.0)
    table.set("/color/palette", "ice")
    before, look = table.look_values(), table.patchbay.bindings
    table.say("preset/load", "nerve")
    table.set("/node/size", 4.0)
    after = table.look_values()
    table.say("recall/undo")
    assert (table.look, table.look_values(), table.patchbay.bindings) == ("first-light", before, look)
    table.say("recall/redo")
    assert (table.look, table.look_values()) == ("nerve", after)
    with pytest.raises(PresetError, match="no recall that was undone"):
        table.say("recall/redo")
    table.say("recall/undo")
    with pytest.raises(PresetError, match="no recall to undo"):
        table.say("recall/undo")
    assert table.look_values() == before


def test_undo_on_the_way_leads_back_to_where_the_first_look_was_going(table: Table) -> None:
    table.set("/master/crossfade", 2.0)
    table.say("preset/load", "nerve")
    table.play(0.7)
    table.say("preset/load", "mandala")
    table.play(0.7)
    table.say("recall/undo")
    table.play(2.1)
    assert table.look_values() == targets(table.library.find("nerve"))


def test_undo_leaves_the_table_as_it_is(table: Table) -> None:
    table.set("/master/crossfade", 0.0)
    table.say("preset/load", "nerve")
    table.set("/master/intensity", 0.4)
    table.say("recall/undo")
    assert table.board.value("/master/intensity") == 0.4


hands = st.lists(st.tuples(st.sampled_from(LOOK_PATHS), st.floats(0.0, 1.0)), max_size=8)


@given(moves=st.lists(st.tuples(hands, st.sampled_from(["nerve", "moonpool", "pyre", "terrain"])), max_size=6))
def test_as_many_undos_as_recalls_lead_back_to_the_beginning(moves: list[tuple[list[tuple[str, float]], str]]) -> None:
    table = Table()
    table.start("first-light")
    table.board.set("/master/crossfade", 0.0)
    states = []
    for turned, look in moves:
        for path, x in turned:
            table.board.set_unit(path, x)
        states.append((table.look, table.look_values(), set(table.patchbay.bindings)))
        table.say("preset/load", look)
    for state in reversed(states):
        table.say("recall/undo")
        assert (table.look, table.look_values(), set(table.patchbay.bindings)) == state


def test_locked_parameters_stay_and_so_do_their_bindings(table: Table) -> None:
    table.set("/master/crossfade", 0.0)
    table.set("/color/hue", 0.3)
    kept = [binding for binding in table.patchbay.bindings if binding.parameter == "/tone/exposure"]
    table.say("lock", "/color")
    table.say("lock", "/tone/exposure")
    assert dict(table.desk.describe())["locked"] == "/color /tone/exposure"
    before = {path: value for path, value in table.look_values().items() if path.startswith("/color/")}
    table.say("preset/load", "nerve")
    assert {path: table.board.value(path) for path in before} == before
    assert table.board.value(SPEED) == 2.6
    bound = [binding for binding in table.patchbay.bindings if binding.parameter == "/tone/exposure"]
    assert bound == kept != []
    assert not any(binding.parameter == "/color/hue" for binding in table.patchbay.bindings)
    table.set("/color/hue", -0.3)  # a hand may
    assert table.board.value("/color/hue") == -0.3
    table.say("unlock", "*")
    table.say("preset/load", "nerve")
    assert table.look_values() == targets(table.library.find("nerve"))
    assert set(table.patchbay.bindings) == set(table.library.find("nerve").bindings)


def test_a_transition_covers_the_change_and_the_values_come_at_once_behind_it(table: Table) -> None:
    table.curtains.known = ("wipe",)
    table.set("/master/crossfade", 1.5)
    way = dataclasses.replace(table.desk.recall.usual_way, transition="wipe")
    table.desk.recall.go(table.library.find("nerve"), way)
    assert table.curtains.asked == [("wipe", 1.5)]
    assert table.board.value(SPEED) == 1.2
    table.frame()
    assert table.board.value(SPEED) == 2.6


def test_without_a_picture_to_go_from_it_glides_all_the_same(table: Table) -> None:
    table.curtains.known, table.curtains.ready = ("wipe",), False
    table.set("/master/crossfade", 1.0)
    table.desk.recall.go(table.library.find("nerve"), Way(1.0, transition="wipe"))
    table.play(0.5)
    assert 1.2 < float(table.board.value(SPEED)) < 2.6
    table.play(0.7)
    assert table.board.value(SPEED) == 2.6


def test_a_scene_comes_as_fast_as_its_look_and_by_hand_as_ever(table: Table) -> None:
    recall = table.desk.recall
    recall.go(table.library.find("moonpool"), Way(bars=4.0))
    assert recall.fade_s == pytest.approx(8.0)
    recall.go(table.library.find("thought"), Way(0.25))
    assert recall.fade_s == 0.25
    table.set(SCENE, "pen")
    assert recall.fade_s is None


def test_a_look_whose_file_changes_glides_in_and_one_that_waits_comes_as_it_is_now(table: Table, home: Path) -> None:
    table.set("/master/crossfade", 0.0)
    table.set("/recall/quantise", "bar")
    table.say("preset/load", "nerve")
    (home / "presets").mkdir()
    for name in ("first-light", "nerve"):
        (home / "presets" / f"{name}.toml").write_text(f'[values]\n"{SPEED}" = 5.5\n')
    assert table.desk.reload() == []
    assert table.board.value(SPEED) == 5.5
    table.set(SPEED, 1.0)
    table.play(4.1)
    assert table.look == "nerve" and table.board.value(SPEED) == 5.5


def test_what_an_isf_file_has_taken_with_it_is_left_out_of_undo(table: Table) -> None:
    table.set("/master/crossfade", 0.0)
    table.say("preset/load", "pyre")
    table.set("/effect/smoke/rise", 0.9)
    table.say("preset/load", "nerve")
    fewer = Catalogue(one for path, one in CATALOGUE.items() if not path.startswith("/effect/smoke/"))
    for adopt in (table.board.adopt, table.library.adopt, table.desk.adopt):
        adopt(fewer)
    table.patchbay.adopt()
    table.say("recall/undo")
    assert table.look == "pyre" and table.board.value("/color/palette") == "sodium"


def test_numbers_that_are_none_do_no_harm(table: Table) -> None:
    for name, argument in (("preset/load", math.inf), ("preset/load", math.nan), ("preset/load", "")):
        with pytest.raises(PresetError):
            table.say(name, argument)
    assert table.look == "first-light"
