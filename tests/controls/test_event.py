"""Floods: what is left of many events is the highest and the newest of each source.

In: lists of events. Out: proof. Runs in the test process.
"""

from hypothesis import given
from hypothesis import strategies as st

from engine.controls.event import Event, Setting, Verb, coalesce

events = st.lists(st.builds(Event, st.sampled_from("abc"), st.floats(0.0, 1.0), st.just(0.0), st.floats(0.0, 9.0)))


@given(events=events)
def test_the_highest_and_the_newest_of_each_source_are_left(events: list[Event]) -> None:
    left, dropped = coalesce(events)
    assert dropped == 0
    for source in {event.source for event in events}:
        of_source = [event for event in events if event.source == source]
        kept = [event for event in left if event.source == source]
        assert 1 <= len(kept) <= 2
        assert kept[-1] == of_source[-1]
        assert max(event.value for event in kept) == max(event.value for event in of_source)
    assert {event.source for event in left} == {event.source for event in events}


@given(values=st.lists(st.integers(0, 127), min_size=1, max_size=30))
def test_what_passed_between_is_not_lost(values: list[int]) -> None:
    left, _ = coalesce([Event("midi/1/cc/7", value / 127, value, 0.0) for value in values])
    assert [said.raw for event in left for said in (*event.passed, event)] == values


def test_two_ports_are_two_controls() -> None:
    same = [
        Event("midi/1/cc/7", value, 0.0, 0.0, port) for value, port in ((0.9, "left"), (0.1, "right"), (0.2, "left"))
    ]
    left, _ = coalesce(same)
    assert [(event.port, event.value) for event in left] == [("left", 0.9), ("left", 0.2), ("right", 0.1)]


def test_sources_are_limited_and_the_rest_counted() -> None:
    many = [Event(f"osc/{number}", 0.5, 0.5, 0.0) for number in range(10)]
    left, dropped = coalesce([*many, *many], limit=4)
    assert [event.source for event in left] == ["osc/0", "osc/1", "osc/2", "osc/3"]
    assert dropped == 12


def test_controls_read_well_in_the_overlay() -> None:
    assert str(Event("midi/1/cc/21", 0.5, 64, 0.0)) == "midi/1/cc/21 64"
    assert str(Setting("/color/hue", 0.12345, 0.0)) == "/color/hue 0.123"
    assert str(Setting("/color/palette", "ice", 0.0)) == "/color/palette ice"
    assert str(Setting("/master/blackout", True, 0.0)) == "/master/blackout true"
    assert str(Verb("tap", 0.0)) == "tap"
    assert str(Verb("preset/load", 0.0, 3)) == "preset/load 3"
