"""Learning in the show: what it takes from hands and keys, what it joins, what it writes, and what verbs begin.

In: made-up events, keys and verbs; a rig's file. Out: proof. Runs in the test process; the scribe in its thread.
"""

import itertools
from pathlib import Path
from typing import Any

import pytest
from controls.desk import HUE, MORPH, bind
from controls.learn.hand import hit, say, turn
from venue import wait_until

from engine.controls.binding import Binding
from engine.controls.board import Board
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.event import Control, Event, Setting, Verb
from engine.controls.parameter import Parameter
from engine.controls.patchbay import Patchbay
from engine.presets.rig import load_rig
from engine.presets.rig_bindings import RigBindings
from engine.show.learning import REMOTE_PATIENCE, Learning

FRAME_S = 1.0 / 60.0
OLD = '[[bindings]]\nsource = "midi/cc/21"\nparameter = "/layout/morph"\ntakeover = "pickup"\n'
MORE = Catalogue([*CATALOGUE.values(), Parameter("/effect/moire/mix", "float", 0.0, "comes later")])


class Evening:
    """A show's hands: a patch bay with a rig, and learning over it."""

    def __init__(self, home: Path, text: str = OLD) -> None:
        self.path = home / "presets" / "rigs" / "default.toml"
        if text:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(text)
        rig = RigBindings(None, CATALOGUE)
        self.board = Board(CATALOGUE)
        self.patchbay = Patchbay(self.board, rig.bindings)
        self.learning = Learning(self.patchbay, rig, lambda: ("first-light", "fever"))
        self.t = 0.0
        self.said: list[str] = []

    def frame(self, *controls: Control) -> list[Control]:
        """A frame; returns what was left for the others."""
        self.t += FRAME_S
        left = self.learning.take(controls, self.t)
        self.patchbay.handle(left)
        self.said += self.learning.take_news()
        return left

    def play(self, events: list[Event]) -> list[Control]:
        """Events, each in a frame of its own, at the time of that frame."""
        left: list[Control] = []
        for event in events:
            left += self.frame(Event(event.source, event.value, event.raw, self.t, event.port))
        for _ in range(30):
            self.frame()
        return left

    def press(self, *names: str) -> None:
        for name in names:
            self.learning.press(name, self.t)
            self.learning.release(name)

    def say(self, name: str, argument: str | None = None) -> bool:
        return self.learning.obey(Verb(name, self.t, argument))

    def await_saying(self, part: str) -> str:
        """Wait until a person was told this."""

        def told() -> str:
            self.said += self.learning.take_news()
            return next((text for text in self.said if part in text), "")

        return wait_until(told, what=f"{part!r} to be said")

    @property
    def bindings(self) -> list[Binding]:
        return self.patchbay.bindings


@pytest.fixture
def evening(home: Path) -> Any:
    made = Evening(home)
    yield made
    made.learning.close()


KNOB = turn("midi/1/cc/40", 20, 90, port="nano")
LEARNT = bind("midi/1/cc/40", HUE, takeover="scale", port="nano")


def test_nothing_is_taken_while_it_is_closed(evening: Evening) -> None:
    assert not evening.learning.takes_keys and evening.learning.view() is None
    events = [Event("midi/1/cc/40", 0.5, 64, 0.0), Setting(HUE, 0.1, 0.0), Verb("tap", 0.0)]
    assert evening.frame(*events) == events


def test_choose_move_done_and_it_is_in_the_file(evening: Evening) -> None:
    assert evening.say("learn/open")
    assert evening.learning.takes_keys
    evening.press(*"color", "space", *"hue")
    assert evening.play(KNOB) == []
    assert evening.board.unit(HUE) == 0.5  # nothing moves while it is learnt
    evening.press("return", "escape")
    assert not evening.learning.takes_keys
    assert LEARNT in evening.bindings
    told = evening.await_saying("Learnt: midi/1/cc/40 moves /color/hue")
    assert str(evening.path) in told
    assert evening.path.read_text().startswith(OLD)
    assert load_rig(None, CATALOGUE).bindings == (bind("midi/cc/21", MORPH, takeover="pickup"), LEARNT)
    assert evening.learning.refresh() == []
    assert evening.bindings.count(LEARNT) == 1


def test_a_control_that_was_just_learnt_does_not_make_its_parameter_jump(evening: Evening) -> None:
    evening.say("learn/open")
    evening.press(*"hue")
    evening.play(KNOB)
    evening.press("return", "escape")
    places = [evening.board.unit(HUE)]
    for event in turn("midi/1/cc/40", 89, 127, port="nano"):
        evening.frame(event)
        places.append(evening.board.unit(HUE))
    assert max(abs(one - other) for one, other in itertools.pairwise(places)) <= 4 / 127 + 1e-9
    assert places[-1] > 0.9


def test_what_runs_by_itself_and_settings_go_on(evening: Evening) -> None:
    meter = [Event("osc/meter", 0.1 + 0.8 * (step % 2), 0.0, 0.0) for step in range(60)]
    for event in meter[:5]:
        evening.frame(Event(event.source, event.value, event.value, evening.t))
    evening.say("learn/open")
    left = evening.play(meter)
    assert len(left) == len(meter)
    setting = Setting(HUE, 0.1, 0.0)
    assert evening.frame(setting) == [setting]
    assert evening.board.value(HUE) == pytest.approx(0.1)


def test_a_button_that_was_held_is_let_go_while_learning(home: Path) -> None:
    evening = Evening(home, '[[bindings]]\nsource = "key/b"\nparameter = "/master/blackout"\nmode = "momentary"\n')
    evening.frame(Event("key/b", 1.0, 1.0, 0.0))
    assert evening.board.value("/master/blackout") is True
    evening.say("learn/open")
    evening.frame(Event("key/b", 0.0, 0.0, 0.0))
    assert evening.board.value("/master/blackout") is False
    evening.learning.close()


def test_the_range_is_learnt_with_the_control_itself(evening: Evening) -> None:
    evening.say("learn/open")
    evening.press(*"hue")
    evening.play(KNOB)
    evening.press("m")
    evening.play(turn("midi/1/cc/40", 90, 20, port="nano"))
    low = evening.board.unit(HUE)
    assert low < 0.4
    evening.press("return")
    evening.play(turn("midi/1/cc/40", 20, 100, port="nano"))
    high = evening.board.unit(HUE)
    assert high > 0.7
    evening.press("return", "return")
    (learnt,) = [binding for binding in evening.bindings if binding.parameter == HUE]
    assert (learnt.low, learnt.high) == pytest.approx((low, high), abs=1e-3)


def test_a_replaced_binding_is_gone_from_the_file(evening: Evening) -> None:
    evening.say("learn/open")
    evening.press(*"hue")
    evening.play(turn("midi/1/cc/21", 20, 90, port="nano"))
    evening.press("return", "r")
    evening.await_saying("Learnt")
    assert [binding.parameter for binding in evening.bindings] == [HUE]
    assert [binding.parameter for binding in load_rig(None, CATALOGUE).bindings] == [HUE]


def test_learning_from_the_network(evening: Evening) -> None:
    assert evening.say("learn", "/preset/load fever")
    assert not evening.learning.takes_keys and evening.learning.view() is not None
    evening.play(hit("midi/10/note/36", 90, port="pads"))
    assert evening.say("learn/keep")
    assert evening.learning.view() is None
    assert bind("midi/10/note/36", "/preset/load", argument="fever", port="pads") in evening.bindings


def test_a_conflict_is_told_to_the_network_too(evening: Evening) -> None:
    evening.say("learn", HUE)
    evening.play(turn("midi/1/cc/21", 20, 90))
    evening.say("learn/keep")
    assert "moves /layout/morph, too: /learn/replace, /learn/beside or /learn/cancel" in evening.await_saying("too")
    assert len(evening.bindings) == 1
    evening.say("learn/beside")
    assert {binding.parameter for binding in evening.bindings} == {HUE, MORPH}


@pytest.mark.parametrize(
    ("verb", "argument", "told"),
    [
        ("learn", "/color/hu", "Did you mean /color/hue"),
        ("learn/keep", None, "Nothing is being learnt"),
        ("unlearn", "/color/hue", "The rig binds nothing to '/color/hue'"),
        ("unlearn", "/no/such", "there is no parameter"),
        ("learn", "/quit", "Only the keyboard says /quit"),
        ("learn", "/fullscreen", "Only the keyboard says /fullscreen"),
    ],
)
def test_what_cannot_be_done_is_told(evening: Evening, verb: str, argument: str | None, told: str) -> None:
    assert evening.say(verb, argument)
    assert evening.await_saying(told)
    assert not evening.say("tap")


def test_nothing_found_is_told(evening: Evening) -> None:
    evening.say("learn", HUE)
    evening.say("learn/keep")
    assert evening.await_saying("Not learnt: move a control first.")
    evening.say("learn/cancel")
    assert evening.learning.view() is None


def test_what_the_network_began_ends_by_itself(evening: Evening) -> None:
    evening.say("learn", HUE)
    evening.t += REMOTE_PATIENCE + 1.0
    evening.frame()
    assert evening.learning.view() is None
    assert evening.await_saying("Learning has ended")


def test_unlearning_from_the_network(evening: Evening) -> None:
    evening.say("unlearn", MORPH)
    assert evening.bindings == []
    evening.await_saying("Unlearnt: midi/cc/21 moves /layout/morph")
    assert load_rig(None, CATALOGUE).bindings == ()


def test_a_rig_that_changes_on_the_disk_is_taken_up(evening: Evening) -> None:
    evening.path.write_text(OLD.replace("morph", "scale") + "# longer, so that it is another file\n")
    assert evening.learning.refresh() == []
    assert [binding.parameter for binding in evening.bindings] == ["/layout/scale"]
    assert evening.await_saying("read anew")
    evening.path.write_text("[[bindings]\n")
    (error,) = evening.learning.refresh()
    assert f"{evening.path}:1" in str(error)
    assert [binding.parameter for binding in evening.bindings] == ["/layout/scale"]


@pytest.mark.parametrize("mended", [OLD, OLD + "\n"], ids=["as it was", "in another way"])
def test_what_cannot_be_written_holds_and_is_written_when_the_file_is_mended(evening: Evening, mended: str) -> None:
    evening.path.write_text("[[bindings]\n")
    evening.say("learn", HUE)
    evening.play(KNOB)
    evening.say("learn/keep")
    told = evening.await_saying("holds until the show ends")
    assert "--rig default-learnt" in told
    assert LEARNT in evening.bindings
    assert evening.path.read_text() == "[[bindings]\n"
    assert LEARNT in load_rig("default-learnt", CATALOGUE).bindings
    assert evening.learning.refresh() != []
    evening.path.write_text(mended)
    assert evening.learning.refresh() == []
    assert LEARNT in evening.bindings
    evening.await_saying("Kept in")
    assert LEARNT in load_rig(None, CATALOGUE).bindings


def test_two_things_learnt_one_after_the_other_are_both_written(home: Path) -> None:
    evening = Evening(home, "")
    usual = load_rig(None, CATALOGUE).bindings
    for target, control in ((HUE, 40), (MORPH, 41)):
        evening.say("learn", target)
        evening.play(turn(f"midi/1/cc/{control}", 20, 90, port="nano"))
        evening.say("learn/keep")
    evening.learning.close()
    learnt = (LEARNT, bind("midi/1/cc/41", MORPH, takeover="scale", port="nano"))
    assert load_rig(None, CATALOGUE).bindings == (*usual, *learnt)


def test_another_catalogue_brings_what_waited_and_more_to_choose(home: Path) -> None:
    evening = Evening(home, OLD + '[[bindings]]\nsource = "midi/cc/22"\nparameter = "/effect/moire/mix"\n')
    assert evening.await_saying("waits until there is")
    evening.say("learn/open")
    evening.board.adopt(MORE)
    evening.learning.adopt(MORE)
    evening.patchbay.adopt()
    assert {binding.parameter for binding in evening.bindings} == {MORPH, "/effect/moire/mix"}
    evening.press(*"moire")
    view = evening.learning.view()
    assert view is not None and view.rows[0].name == "/effect/moire/mix" and view.rows[0].bound
    evening.board.adopt(CATALOGUE)
    evening.learning.adopt(CATALOGUE)
    assert evening.patchbay.adopt() == []
    assert {binding.parameter for binding in evening.bindings} == {MORPH}
    assert evening.learning.view() is not None
    evening.learning.close()


def test_the_overlay_tells_where_hands_are_and_what_came_last(evening: Evening) -> None:
    evening.board.set(MORPH, 0.25)
    evening.play(say("midi/1/cc/21", [100], port="nano"))
    (touch,) = evening.learning.touches(evening.t)
    assert touch.name == "midi/1/cc/21 · nano » /layout/morph 0.25"
    assert (touch.hand, touch.value) == pytest.approx((100 / 127, 0.25))
    assert touch.advice == "turn down to 0.25"
    assert evening.learning.last() == "midi/1/cc/21 · nano = 100  not yet at /layout/morph 0.25"
    evening.play(turn("midi/1/cc/21", 100, 30, port="nano"))
    (touch,) = evening.learning.touches(evening.t)
    assert touch.advice == "" and touch.hand == touch.value
    evening.play(say("midi/1/cc/99", [5]))
    assert evening.learning.last() == "midi/1/cc/99 · desk = 5  nothing is bound to it"
    evening.frame(Setting(HUE, 0.125, 0.0))
    assert evening.learning.last() == "/color/hue 0.125"
    assert evening.learning.touches(evening.t + 9.0) == []
