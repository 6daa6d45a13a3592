"""A learn session: from the choice to the binding that is kept, with all that a hand may correct on its way.

In: events and choices. Out: proof by the changes that it asks for. Runs in the test process.
"""

from typing import Any

import pytest
from controls.desk import HUE, MORPH, bind
from controls.learn.hand import hit, say, turn
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.binding import Binding
from engine.controls.binding_table import parse_binding, table_of
from engine.controls.catalogue import CATALOGUE
from engine.controls.layer import Bound, meets
from engine.controls.learn.session import Change, LearnSession
from engine.controls.learn.target import Targets
from engine.errors import ControlError

TARGETS = Targets(CATALOGUE, ("first-light", "fever"))
BLACKOUT, LAYOUT, FIRE = "/master/blackout", "/layout/choice", "/burst/fire"
KNOB = turn("midi/3/cc/21", 20, 90)
LEARNT = {"source": "midi/3/cc/21", "parameter": HUE, "takeover": "scale", "port": "desk"}


class Learner:
    """A session, with places of parameters that a test may change."""

    def __init__(self, target: str = HUE, *bound: Bound) -> None:
        self.places = {HUE: 0.5, MORPH: 0.0}
        self.bound = list(bound)
        self.session = LearnSession(TARGETS, lambda: self.bound, lambda path: self.places.get(path, 0.0))
        self.session.choose(TARGETS.find(target))

    def move(self, events: list[Any], later: float = 0.4) -> "Learner":
        for event in events:
            self.session.hear([event], event.t)
        self.session.hear([], events[-1].t + later)
        return self

    def keep(self, **said: Any) -> Change:
        self.session.keep(**said)
        (change,) = self.session.take_changes()
        return change

    @property
    def draft(self) -> dict[str, Any]:
        assert self.session.draft is not None
        return dict(table_of(self.session.draft))


def rig(source: str, parameter: str, **keys: object) -> Bound:
    return Bound(bind(source, parameter, **keys), "rig")


@pytest.mark.parametrize(
    ("target", "events", "expected"),
    [
        (HUE, KNOB, {"takeover": "scale"}),
        (LAYOUT, KNOB, {"takeover": "pickup"}),
        (HUE, hit("midi/10/note/36", 90), {"mode": "momentary"}),
        (BLACKOUT, hit("midi/10/note/36", 90), {"mode": "toggle"}),
        (LAYOUT, hit("midi/10/note/36", 90), {"mode": "toggle"}),
        (FIRE, hit("midi/10/note/36", 90), {"mode": "trigger"}),
        ("/tap", hit("midi/10/note/36", 90), {}),
        ("/preset/load fever", hit("midi/10/note/36", 90), {"argument": "fever"}),
        ("/preset/load", say("midi/1/program", [3]), {}),
        (HUE, say("midi/1/cc/16", [1, 1, 127, 127, 1], every=0.05), {"relative": "twos"}),
        ("/preset/next", say("midi/1/cc/16", [65, 65, 63, 63], every=0.05), {"relative": "offset"}),
        (HUE, say("midi/1/bend", [64, 80, 120]), {"takeover": "scale"}),
        (HUE, say("midi/1/cc14/3", [20, 80, 120]), {"takeover": "scale"}),
        (HUE, say("osc/fader", [0.1, 0.9]), {"takeover": "pickup"}),
        (HUE, say("osc/mixer/main", [-60, 6]), {"takeover": "pickup", "from": -60, "to": 6}),
        (BLACKOUT, say("key/b", [1, 0]), {"mode": "toggle"}),
    ],
)
def test_every_kind_of_control_becomes_the_binding_that_one_wants(
    target: str, events: list[Any], expected: dict[str, object]
) -> None:
    learner = Learner(target).move(events)
    port = {"port": "desk"} if events[0].source.startswith("midi/") else {}
    change = learner.keep()
    (added,) = change.add
    path = target.partition(" ")[0]
    assert table_of(added) == {"source": events[0].source, "parameter": path, **port, **expected}
    assert parse_binding(table_of(added), CATALOGUE) == added
    assert change.remove == ()
    assert (learner.session.stage, learner.session.message) == ("choose", "kept")


def test_nothing_is_kept_before_a_control_has_moved() -> None:
    learner = Learner()
    learner.session.keep()
    assert learner.session.take_changes() == []
    assert learner.session.message == "move a control first"


def test_the_control_may_come_before_the_choice() -> None:
    learner = Learner().move(KNOB)
    learner.session.choose(TARGETS.find(MORPH))
    assert learner.keep().add == (bind("midi/3/cc/21", MORPH, takeover="scale", port="desk"),)


def test_a_control_that_cannot_move_it_says_why() -> None:
    learner = Learner("/preset/load").move(hit("midi/1/note/36", 90))
    assert "argument must be a preset's name" in learner.session.message
    learner.session.keep()
    assert learner.session.take_changes() == []


def test_what_a_hand_corrects() -> None:
    learner = Learner().move(KNOB)
    session = learner.session
    session.invert()
    assert learner.draft == {**LEARNT, "low": 1.0, "high": 0.0}
    session.invert()
    kinds = []
    for _ in range(4):
        session.turn_encoder()
        kinds.append(learner.draft.get("relative", ""))
    assert kinds == ["twos", "offset", "sign", ""]
    session.turn_takeover()
    assert "takeover" not in learner.draft  # "jump" needs no word
    session.turn_takeover()
    assert learner.draft["takeover"] == "pickup"
    session.turn_port()
    assert "port" not in learner.draft
    session.turn_port()
    assert learner.draft["port"] == "desk"
    modes = []
    for _ in range(6):
        session.turn_mode()
        modes.append(learner.draft.get("mode", "set"))
    assert modes == ["add", "trigger", "toggle", "momentary", "velocity", "set"]


def test_another_control_is_not_corrected_as_the_one_before() -> None:
    learner = Learner().move(KNOB)
    learner.session.invert()
    learner.move(turn("midi/3/cc/22", 0, 100, t=9.0))
    assert learner.draft == {**LEARNT, "source": "midi/3/cc/22"}


def test_a_guess_grows_with_what_is_heard_and_a_correction_stays() -> None:
    learner = Learner().move(say("midi/3/cc/21", [65, 65, 65], every=0.05))
    assert learner.draft["relative"] == "offset"
    learner.move(say("midi/3/cc/21", [1, 1, 65, 1], t=0.5, every=0.05))
    assert learner.draft["relative"] == "sign"
    learner.session.invert()
    learner.move(say("midi/3/cc/21", [1, 65], t=1.0, every=0.05))
    assert (learner.draft["relative"], learner.draft["low"]) == ("sign", 1.0)


def test_the_range_is_learnt_by_going_there() -> None:
    learner = Learner().move(KNOB)
    session = learner.session
    session.learn_range()
    assert session.stage == "lowest"
    assert session.trial == bind("midi/3/cc/21", HUE, takeover="scale", port="desk")
    learner.places[HUE] = 0.25
    session.keep()
    assert session.stage == "highest" and session.trial is not None
    learner.places[HUE] = 0.75
    session.keep()
    assert session.stage == "found" and session.trial is None
    assert learner.draft == {**LEARNT, "low": 0.25, "high": 0.75}
    assert session.take_changes() == []
    session.learn_range()
    session.keep()
    session.keep()
    assert "same place" in session.message
    session.learn_range()
    assert session.back() and session.stage == "found"
    assert table_of(*learner.keep().add) == {**LEARNT, "low": 0.25, "high": 0.75}


def test_the_range_may_be_the_other_way_round() -> None:
    learner = Learner().move(KNOB)
    learner.session.learn_range()
    learner.places[HUE] = 0.75
    learner.session.keep()
    learner.places[HUE] = 0.25
    learner.session.keep()
    assert (learner.draft["low"], learner.draft["high"]) == (0.75, 0.25)


def test_a_held_button_goes_where_its_parameter_is() -> None:
    learner = Learner(MORPH).move(hit("midi/1/note/36", 90))
    learner.places[MORPH] = 0.4
    learner.session.learn_range()
    assert learner.draft["high"] == 0.4 and learner.session.stage == "found"


@pytest.mark.parametrize("target", ["/tap", FIRE])
def test_a_verb_has_no_range(target: str) -> None:
    learner = Learner(target).move(hit("midi/1/note/36", 90))
    learner.session.learn_range()
    assert learner.session.stage == "found" and "no range" in learner.session.message


# Conflicts


def test_a_conflict_is_asked_about_and_never_decided_by_itself() -> None:
    other = rig("midi/cc/21", MORPH)
    for answer, removed in (("replace", (other.binding,)), ("beside", ())):
        learner = Learner(HUE, other, rig("midi/cc/22", MORPH)).move(KNOB)
        session = learner.session
        assert session.conflicts == [other]
        session.keep()
        assert session.stage == "conflict" and session.take_changes() == []
        assert learner.keep(answer=answer) == Change((parse_binding(LEARNT, CATALOGUE),), removed)


def test_cancel_leaves_everything_as_it_was() -> None:
    learner = Learner(HUE, rig("midi/cc/21", MORPH)).move(KNOB)
    learner.session.keep()
    assert learner.session.back() and learner.session.stage == "found"
    assert learner.session.back() and learner.session.stage == "choose"
    assert not learner.session.back()
    assert learner.session.take_changes() == []


def test_the_same_control_and_parameter_again_takes_the_old_ones_place() -> None:
    before = rig("midi/3/cc/21", HUE, port="desk", low=1.0, high=0.0)
    learner = Learner(HUE, before, rig("midi/cc/50", HUE)).move(KNOB)
    assert learner.session.conflicts == []
    assert learner.keep() == Change((parse_binding(LEARNT, CATALOGUE),), (before.binding,))


def test_what_a_controller_brings_stays_beside_only_if_the_rig_says_so() -> None:
    own = Bound(bind("midi/3/cc/21", MORPH), "controller")
    for answer, more in (("replace", ()), ("beside", (own.binding,))):
        learner = Learner(HUE, own).move(KNOB)
        learner.session.keep()
        assert learner.session.stage == "conflict"
        assert learner.keep(answer=answer) == Change((parse_binding(LEARNT, CATALOGUE), *more))


def test_a_looks_own_binding_is_shown_and_left_alone() -> None:
    looks = Bound(bind("midi/cc/21", MORPH), "look")
    learner = Learner(HUE, looks).move(KNOB)
    assert learner.session.conflicts == [looks]
    learner.session.keep()
    assert learner.keep(answer="replace").remove == ()
    learner = Learner(HUE, Bound(bind("midi/cc/21", HUE), "look")).move(KNOB)
    learner.keep()
    assert "this look has a binding of its own" in learner.session.message


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("midi/cc/21", "midi/3/cc/21", True),
        ("midi/2/cc/21", "midi/3/cc/21", False),
        ("midi/cc/21", "midi/cc/22", False),
        ("midi/cc/7", "midi/1/cc14/7", True),
        ("midi/cc14/7", "midi/2/cc/39", True),
        ("midi/1/nrpn/7", "midi/1/nrpn/8", False),
        ("midi/1/nrpn/7", "midi/cc/6", True),
        ("osc/a", "osc/a#2", False),
        ("key/a", "key/a", True),
        ("ear/bass", "ear/bass", False),
    ],
)
def test_which_bindings_one_control_moves(one: str, other: str, expected: bool) -> None:
    first, second = bind(one, HUE), bind(other, MORPH)
    assert meets(first, second) is expected
    assert meets(second, first) is expected


def test_ports_that_have_nothing_in_common_do_not_meet() -> None:
    def at(port: str) -> Binding:
        return bind("midi/cc/1", HUE, port=port)

    assert meets(at("nano"), at("nanoKONTROL2")) and meets(at(""), at("nano"))
    assert not meets(at("nano"), at("APC"))


# What there is already


def test_bindings_that_there_are_can_be_picked_changed_and_removed() -> None:
    first, second = rig("midi/cc/1", HUE, takeover="scale"), rig("midi/cc/2", HUE)
    learner = Learner(HUE, first, rig("midi/cc/3", MORPH), second)
    session = learner.session
    session.pick()
    assert session.edited == first and session.draft == first.binding
    session.invert()
    assert learner.keep() == Change((bind("midi/cc/1", HUE, takeover="scale", low=1.0, high=0.0),), (first.binding,))
    session.pick()
    session.pick()
    assert session.edited == second
    session.remove()
    assert session.take_changes() == [Change(remove=(second.binding,))]
    session.pick()
    session.pick()
    session.pick()
    assert session.edited is None and session.stage == "choose"


def test_what_belongs_to_others_is_not_removed() -> None:
    learner = Learner(HUE, Bound(bind("midi/cc/1", HUE), "look"), Bound(bind("midi/cc/2", HUE), "controller"))
    for _ in range(2):
        learner.session.pick()
        learner.session.remove()
        assert learner.session.take_changes() == [] and learner.session.message
    learner.session.forget()
    learner.session.pick()
    learner.session.keep()
    assert learner.session.take_changes() == [] and "belongs to the look" in learner.session.message


def test_a_picked_binding_is_not_lost_when_something_moves() -> None:
    learner = Learner(HUE, rig("midi/cc/1", HUE))
    learner.session.pick()
    learner.move(KNOB)
    assert learner.session.stage == "edit" and learner.session.edited is not None


def test_unlearn_drops_all_that_the_rig_has() -> None:
    ones = rig("midi/cc/1", HUE), rig("midi/cc/2", HUE)
    learner = Learner(HUE, *ones, rig("midi/cc/3", MORPH), Bound(bind("midi/cc/4", HUE), "look"))
    assert learner.session.unlearn() == 2
    assert learner.session.take_changes() == [Change(remove=tuple(one.binding for one in ones))]
    assert Learner(MORPH).session.unlearn() == 0


def test_pads_of_two_looks_are_two_things() -> None:
    fever = rig("midi/note/36", "/preset/load", argument="fever")
    learner = Learner("/preset/load first-light", fever)
    assert learner.session.own == []
    learner.move(hit("midi/1/note/36", 90))
    assert learner.session.conflicts == [fever]


# Targets


def test_targets_are_found_by_name_and_letters() -> None:
    assert TARGETS.find("/color/hue").path == HUE
    assert TARGETS.find("/preset/load 3").argument == 3
    assert TARGETS.find("/preset/load fever").argument == "fever"
    for wrong in ("/color/hu", "hue", "", "/nothing", "/preset/load 1.5"):
        with pytest.raises(ControlError):
            TARGETS.find(wrong)
    assert TARGETS.search("hue")[0].path == HUE
    assert TARGETS.search("color hue")[0].path == HUE
    assert str(TARGETS.search("fever")[0]) == "/preset/load fever"
    assert str(TARGETS.search("lock /color/*")[0]) == "/lock /color/*"
    assert TARGETS.search("qqq") == []


def test_every_parameter_is_in_a_group() -> None:
    listed = {target.path for group in TARGETS.groups for target in group.targets}
    assert set(CATALOGUE) <= listed
    assert "/quit" not in listed


choices = st.sampled_from(
    [
        "keep",
        "back",
        "pick",
        "remove",
        "invert",
        "turn_encoder",
        "turn_mode",
        "turn_takeover",
        "turn_port",
        "learn_range",
    ]
)
moves = st.sampled_from([KNOB, turn("midi/1/cc/1", 0, 127), hit("midi/1/note/36", 9), say("osc/a", [-3, 5]), []])
paths = st.sampled_from([HUE, MORPH, BLACKOUT, LAYOUT, FIRE, "/tap", "/preset/load", "/preset/load fever"])


@given(steps=st.lists(st.one_of(choices, moves, paths.map(TARGETS.find)), max_size=40))
def test_whatever_a_hand_does_what_is_kept_can_be_written_and_read(steps: list[Any]) -> None:
    learner = Learner(HUE, rig("midi/cc/1", HUE), Bound(bind("midi/cc/21", MORPH), "look"))
    session, t = learner.session, 0.0
    for step in steps:
        if isinstance(step, str):
            getattr(session, step)()
            if session.stage == "conflict":
                session.keep("replace")
        elif isinstance(step, list):
            t += 3.0
            for event in step:
                session.hear([type(event)(event.source, event.value, event.raw, event.t + t, event.port)], event.t + t)
            session.hear([], t + 2.0)
        else:
            session.choose(step)
        for change in session.take_changes():
            for binding in change.add:
                assert parse_binding(table_of(binding), CATALOGUE) == binding
                learner.bound.append(Bound(binding, "rig"))
            learner.bound = [bound for bound in learner.bound if bound.binding not in change.remove]
