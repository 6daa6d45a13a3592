"""Learning by keys: a way through the list, letters that find, a key as the control; and the texts that are shown.

In: names of keys as pygame has them. Out: proof. Runs in the test process.
"""

from typing import Any

import pytest
from controls.desk import HUE, MORPH, bind
from controls.learn.hand import hit, say, turn

from engine.controls.binding_table import table_of
from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.layer import Bound
from engine.controls.learn.browser import Browser
from engine.controls.learn.desk import HINTS, LearnDesk
from engine.controls.learn.session import Change, LearnSession
from engine.controls.learn.target import Targets
from engine.controls.learn.view import ROWS, LearnView, describe_learning

TARGETS = Targets(CATALOGUE, ("first-light", "fever"))


class Keys:
    """A desk, and a hand on its keys."""

    def __init__(self, *bound: Bound) -> None:
        self.board = Board(CATALOGUE)
        self.session = LearnSession(TARGETS, lambda: list(bound), self.board.unit)
        self.desk = LearnDesk(self.session, Browser(TARGETS))
        self.t = 0.0

    def press(self, *names: str) -> "Keys":
        for name in names:
            self.desk.press(name, self.t)
            self.desk.release(name)
        return self

    def move(self, events: list[Any]) -> "Keys":
        for event in events:
            self.session.hear([event], event.t)
        self.session.hear([], events[-1].t + 0.4)
        return self

    @property
    def target(self) -> str:
        return str(self.session.target)

    @property
    def view(self) -> LearnView:
        return describe_learning(self.desk, self.board.value)

    def changes(self) -> list[Change]:
        return self.session.take_changes()


def test_arrows_go_through_groups_and_lines() -> None:
    keys = Keys()
    assert keys.target == "/scene/choice"
    assert keys.press("right").target == "/color/palette"
    assert keys.press("down", "down").target == HUE
    assert keys.press("up").target == "/color/by"
    assert keys.press("left").target == "/scene/choice"
    assert keys.press("left").target == "/preset/load first-light"  # round and round
    assert keys.press("right", "up").target == "/preset/load fever"  # from the first line to the group before
    assert keys.press("page down").target == "/scene/choice"


def test_an_arrow_that_is_held_goes_on() -> None:
    keys = Keys().press("right")
    keys.desk.press("down", 0.0)
    keys.desk.advance(0.3)
    assert keys.target == "/color/by"
    for frame in range(6):
        keys.desk.advance(0.4 + frame * 0.07)
    assert keys.target != "/color/by"
    held = keys.target
    keys.desk.release("down")
    keys.desk.advance(9.0)
    assert keys.target == held
    keys.desk.press("up", 9.0)
    held = keys.target
    keys.desk.release()  # the window has lost the keyboard
    keys.desk.advance(99.0)
    assert keys.target == held


def test_letters_find_and_backspace_takes_them_back() -> None:
    keys = Keys().press(*"hue")
    assert keys.target == HUE
    assert keys.view.group == "find: hue"
    keys.press("backspace", "backspace", "backspace")
    assert keys.view.group != "find: " and keys.desk.browser.words == ""
    keys.press(*"lock", "space", *"ab1")
    assert keys.target == "/lock ab1"
    keys.press("right", *"qqqq")
    assert keys.session.target is None
    assert keys.view.meaning == "nothing fits"
    assert keys.press("return").changes() == []


def test_choose_move_done() -> None:
    keys = Keys().press(*"layout", "space", *"morph").move(turn("midi/1/cc/21", 20, 90)).press("return")
    (change,) = keys.changes()
    assert change.add == (bind("midi/1/cc/21", MORPH, takeover="scale", port="desk"),)
    assert keys.desk.is_open


def test_letters_are_commands_once_something_is_found() -> None:
    keys = Keys().press(*"hue").move(turn("midi/1/cc/21", 20, 90)).press("i", "r", "r", "t", "p")
    assert keys.session.draft == bind("midi/1/cc/21", HUE, low=1.0, high=0.0, relative="offset")
    assert keys.desk.browser.words == "hue"
    keys.press("backspace").press("x")
    assert keys.session.stage == "choose" and keys.desk.browser.words == "huex"


def test_a_key_is_learnt_after_f2() -> None:
    keys = Keys().press(*"fire", "f2")
    assert keys.view.prompt == "press the key"
    keys.press("t").move(say("midi/1/cc/70", [63, 64], t=0.1)).press("return")
    assert [table_of(*change.add) for change in keys.changes()] == [
        {"source": "key/t", "parameter": "/burst/fire", "mode": "trigger"}
    ]
    keys.press("f2", "escape", "f2", "[1]")
    assert keys.session.found is None or keys.session.found.source == "key/keypad1"


def test_a_conflict_is_answered_by_a_letter() -> None:
    other = Bound(bind("midi/cc/21", MORPH), "rig")
    for key, removed in (("r", (other.binding,)), ("b", ())):
        keys = Keys(other).press(*"hue").move(turn("midi/1/cc/21", 20, 90))
        assert keys.view.warning == ("midi/cc/21 (any channel) moves /layout/morph",)
        keys.press("return", "x", "down")
        assert keys.session.stage == "conflict" and keys.view.hints == HINTS["conflict"]
        keys.press(key)
        assert [change.remove for change in keys.changes()] == [removed]
    keys = Keys(other).press(*"hue").move(turn("midi/1/cc/21", 20, 90)).press("return", "escape", "escape")
    assert keys.changes() == [] and keys.session.stage == "choose" and keys.desk.is_open


def test_tab_picks_what_is_bound_and_backspace_unlearns_it() -> None:
    bound = Bound(bind("midi/cc/21", HUE, takeover="scale"), "rig")
    keys = Keys(bound).press(*"hue", "tab")
    assert keys.view.picked == 0 and keys.view.own == ("midi/cc/21: sets it -0.5 to 0.5 turns",)
    keys.press("i", "return")
    assert keys.changes() == [Change((bind("midi/cc/21", HUE, takeover="scale", low=1.0, high=0.0),), (bound.binding,))]
    keys.press("tab", "backspace")
    assert keys.changes() == [Change(remove=(bound.binding,))]


def test_the_range_by_keys() -> None:
    keys = Keys().press(*"hue").move(turn("midi/1/cc/21", 20, 90)).press("m")
    assert keys.view.prompt == "turn to the lowest that you want"
    keys.board.set_unit(HUE, 0.2)
    keys.press("return")
    assert keys.view.prompt == "turn to the highest that you want"
    keys.board.set_unit(HUE, 0.7)
    keys.press("return", "return")
    (change,) = keys.changes()
    assert (change.add[0].low, change.add[0].high) == pytest.approx((0.2, 0.7))


def test_escape_leaves_from_the_list_only() -> None:
    keys = Keys().press(*"hue").move(turn("midi/1/cc/21", 20, 90)).press("m", "escape")
    assert keys.session.stage == "found"
    assert keys.press("escape").desk.is_open
    assert not keys.press("escape").desk.is_open


def test_the_view_tells_what_there_is() -> None:
    keys = Keys(Bound(bind("midi/cc/21", HUE, port="nano"), "rig"), Bound(bind("ear/bass", HUE, mode="add"), "look"))
    view = keys.press(*"hue").view
    assert view.rows[view.row].name == HUE and view.rows[view.row].bound
    assert view.rows[view.row].value == "0 turns"
    assert view.prompt == "move a control …" and view.facts == ()
    assert view.own == (
        "midi/cc/21 · nano: sets it -0.5 to 0.5 turns",
        "ear/bass: adds to it +0 to +1 of the range (the look's)",
    )
    facts = dict(keys.move(say("midi/1/cc/16", [1, 1, 127, 127, 1], t=1.0)).view.facts)
    assert facts["control"] == "midi/1/cc/16 · desk" and facts["encoder"] == "two's complement (guessed)"
    assert "takeover" not in facts
    facts = dict(keys.move(say("osc/mixer", [-60, 6], t=9.0)).view.facts)
    assert facts["hears"] == "-60 to 6" and "from" not in facts
    view = Keys().press("left").move(hit("midi/1/note/36", 80)).view
    assert dict(view.facts)["says"] == "/preset/load first-light"


def test_names_of_controls_come_from_whoever_knows_them() -> None:
    keys = Keys().press(*"hue").move(turn("midi/1/cc/21", 20, 90))
    view = describe_learning(keys.desk, keys.board.value, lambda source, port: f"{port} knob {source[-2:]}", keys=False)
    assert dict(view.facts)["control"] == "desk knob 21" and view.hints == ()


def test_the_chosen_line_is_always_among_those_shown() -> None:
    keys = Keys()
    for _ in range(3 * len(CATALOGUE)):
        view = keys.press("down").view
        assert 0 < len(view.rows) <= ROWS
        assert view.rows[view.row].name == keys.target


def test_another_catalogue_leaves_the_choice_where_it_is() -> None:
    keys = Keys().press("right", "down", "down")
    fewer = Targets(Catalogue(CATALOGUE[path] for path in CATALOGUE if not path.startswith("/scene/")), ("fever",))
    keys.desk.browser.adopt(fewer)
    assert str(keys.desk.browser.chosen) == HUE


def test_only_keys_that_can_do_something_are_offered() -> None:
    def offered(keys: Keys) -> str:
        return "".join(key for key, _ in keys.view.hints if len(key) == 1)

    assert offered(Keys().press(*"hue").move(turn("midi/1/cc/21", 20, 90))) == "IMRTBP"
    assert offered(Keys().press(*"hue").move(say("osc/fader", [0.1, 0.9]))) == "IMTB"
    assert offered(Keys().press(*"hue").move(say("midi/1/cc/16", [1, 1, 127, 127]))) == "IMRBP"
    assert offered(Keys().press("left").move(hit("midi/1/note/36", 80))) == "P"
    assert offered(Keys()) == ""
