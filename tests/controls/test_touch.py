"""What is told of hands: where a control is against its parameter, and what came last and did.

In: moves on a table with bindings. Out: proof by the words. Runs in the test process.
"""

import pytest
from controls.desk import HUE, MORPH, SPEED, Table, bind

from engine.controls.event import Event, Sync
from engine.controls.touch import FRESH, MOST, Touch, describe_last, describe_touches


def touch(table: Table, source: str, *raws: float, t: float = 0.0, port: str = "") -> list[Touch]:
    table.bay.handle([Event(source, raw / 127, raw, t, port) for raw in raws])
    return describe_touches(table.bay, t)


@pytest.mark.parametrize(("raw", "advice"), [(20, "turn up to 0.5 turns"), (100, "turn down to 0.5 turns")])
def test_pickup_says_which_way_and_how_far(raw: int, advice: str) -> None:
    table = Table(bind("midi/cc/1", HUE, takeover="pickup"))
    table.board.set(HUE, 0.5 if raw < 64 else -0.5)
    if raw > 64:
        advice = advice.replace("0.5", "-0.5")
    (told,) = touch(table, "midi/1/cc/1", raw)
    assert told.advice == advice
    assert told.hand == pytest.approx(raw / 127)
    assert told.value == (1.0 if raw < 64 else 0.0)


def test_a_knob_that_is_turned_round_is_told_for_the_knob() -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="pickup", low=1.0, high=0.0))
    table.board.set(MORPH, 0.75)
    (told,) = touch(table, "midi/1/cc/1", 100)
    assert told.advice == "turn down to 0.75" and told.value == pytest.approx(0.25)


def test_scale_says_that_it_goes_along_until_both_have_met() -> None:
    table = Table(bind("midi/cc/1", MORPH, takeover="scale"))
    table.board.set(MORPH, 0.25)
    (told,) = touch(table, "midi/1/cc/1", 100)
    assert told.advice == "goes along until they meet" and told.value == pytest.approx(0.25)
    (told,) = touch(table, "midi/1/cc/1", 50, 0, 50)
    assert told.advice == "" and told.hand == told.value == pytest.approx(50 / 127)


@pytest.mark.parametrize("keys", [{}, {"relative": "twos"}, {"mode": "add"}, {"mode": "toggle"}])
def test_what_never_has_to_meet_asks_for_nothing(keys: dict[str, object]) -> None:
    table = Table(bind("midi/cc/1", MORPH, **keys))
    assert [told.advice for told in touch(table, "midi/1/cc/1", 100)] == ([] if keys else [""])


def test_the_newest_few_are_told_and_not_for_ever() -> None:
    table = Table(*(bind(f"midi/cc/{number}", MORPH, takeover="pickup") for number in range(5)))
    for number in range(5):
        touch(table, f"midi/1/cc/{number}", 100, t=float(number))
    told = describe_touches(table.bay, 5.0)
    assert [each.name for each in told] == [f"midi/1/cc/{number} » /layout/morph 0" for number in (4, 3)][:MOST]
    assert describe_touches(table.bay, 4.1 + FRESH) == []


def test_names_come_from_whoever_knows_them() -> None:
    table = Table(bind("midi/cc/1", MORPH))
    table.bay.handle([Event("midi/1/cc/1", 0.5, 64, 0.0, "nano")])
    (told,) = describe_touches(table.bay, 0.0, lambda source, port: f"{port}: knob {source[-1]}")
    assert told.name == "nano: knob 1 » /layout/morph 0.5"
    assert describe_last(table.bay, lambda source, port: "a knob") == "a knob = 64  moves /layout/morph 0.5"


def test_what_came_last_and_what_it_did() -> None:
    table = Table(
        bind("midi/cc/1", MORPH),
        bind("midi/cc/1", SPEED, takeover="pickup"),
        bind("midi/note/36", "/preset/load", argument="fever"),
        bind("midi/note/37", "/burst/fire"),
    )
    assert describe_last(table.bay) == "—"
    for source, raw, told in (
        ("midi/1/cc/1", 64, "midi/1/cc/1 = 64  moves /layout/morph 0.504  not yet at /pulse/speed 1.2 radii/s"),
        ("midi/1/note/36", 9, "midi/1/note/36 = 9  moves /preset/load fever"),
        ("midi/1/note/37", 9, "midi/1/note/37 = 9  moves /burst/fire"),
        ("osc/fader", -61.5, "osc/fader = -61.5  nothing is bound to it"),
    ):
        table.bay.handle([Event(source, min(max(raw / 127, 0.0), 1.0), raw, 0.0), Sync("drums", "tick", 0.0)])
        assert describe_last(table.bay) == told
