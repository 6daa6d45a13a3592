"""Names of Live's sources, and of scenes that stand for looks.

In: names, good and bad. Out: proof. Runs in the test process.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.live.names import FORMS, Wanted, place_of, read_name, slug
from engine.controls.live.recall import Recalls, without_brackets
from engine.controls.source import parse_source
from engine.errors import ControlError

LOOKS = {"fever": "fever", "low-tide": "tide", "tide": "tide", "808": "808"}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("live/playing", Wanted("live/playing", "playing")),
        ("LIVE/Tempo", Wanted("live/tempo", "tempo")),
        ("live/scene/03", Wanted("live/scene/3", "scene", scene="3")),
        ("live/scene/Big_Drop", Wanted("live/scene/big-drop", "scene", scene="big-drop")),
        ("live/track/2/left", Wanted("live/track/2/left", "left", "2")),
        ("live/track/größe/volume", Wanted("live/track/grösse/volume", "volume", "grösse")),
        ("live/master/meter", Wanted("live/master/meter", "meter", "master", is_master=True)),
        ("live/track/master/meter", Wanted("live/track/master/meter", "meter", "master")),
        ("live/device/1/2/0", Wanted("live/device/1/2/0", "parameter", "1", "2", "0")),
        ("live/device/Bass/1/growl", Wanted("live/device/bass/1/growl", "parameter", "bass", "1", "growl")),
    ],
)
def test_what_a_name_asks_for(name: str, wanted: Wanted) -> None:
    assert read_name(name) == wanted
    assert read_name(wanted.name) == wanted
    assert wanted.continuous == (wanted.kind in ("meter", "left", "right"))


@pytest.mark.parametrize(
    "name",
    [
        *("live", "live/", "live/beat", "live/scene", "live/scene/0", "live/scene/a b", "live/scene/_", "live/track/1"),
        *("live/track/0/meter", "live/track/1/pan", "live/track//meter", "live/master/mute", "live/master/clip"),
        *("live/device/1/2", "live/device/0/1/1", "live/device/1/0/1", "live/device/1/1/1/1", "live/track/12345/mute"),
        *("live/tempo\n", "live/track/1/meter#2", f"live/scene/{'x' * 300}"),
    ],
)
def test_what_is_no_name_of_live_is_refused(name: str) -> None:
    assert read_name(name) is None
    with pytest.raises(ControlError, match="is not a source"):
        parse_source(name)


@pytest.mark.parametrize("form", [form for form, _ in FORMS])
def test_every_form_is_one(form: str) -> None:
    wanted = read_name(form)
    assert wanted is not None and wanted.name == form


@given(st.text())
def test_any_text_is_a_name_or_none(text: str) -> None:
    wanted = read_name(f"live/track/{text}/meter")
    assert wanted is None or read_name(wanted.name) == wanted
    assert slug(slug(text)) == slug(text)
    assert set(slug(text)) & set(" /[]_#") == set()


@given(st.text(min_size=1))
def test_a_track_is_found_by_its_names_slug(name: str) -> None:
    wanted = read_name(f"live/track/{slug(name)}/meter")
    if wanted is not None and not wanted.track.isdecimal():
        assert place_of(wanted.track, ("another", name)) in (0, 1)
        assert place_of(wanted.track, ("", name)) == 1


def test_numbers_count_from_one_and_names_are_found_in_order() -> None:
    tracks = ("Kick Drum", "808", "kick-drum", "")
    assert [place_of(wanted, tracks) for wanted in ("1", "4", "5", "808", "kick-drum", "snare")] == [
        0,
        3,
        None,
        None,
        0,
        None,
    ]
    assert place_of("0", tracks, first=0) == 0


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("fever", "fever"),
        ("FEVER!", "fever"),
        ("Low tide", "tide"),
        ("drop [fever]", "fever"),
        ("128 BPM [Low Tide] ", "tide"),
        ("drop [3]", "3"),
        ("drop [fevr]", "fevr"),  # which the recall then says there is not
        ("fever []", None),
        ("[fever] drop", None),
        ("drop", None),
        ("", None),
        ("---", None),
        ("fever 2", None),
        ("drop [fever] [/burst/fire]", "fever"),
        ("drop [/burst/fire] [fever]", "fever"),
        ("drop [low tide] [fever]", "fever"),
        ("fever [/burst/fire]", "fever"),
        ("drop [/burst/fire]", None),
    ],
)
def test_the_look_that_a_scene_names(name: str, look: str | None) -> None:
    assert Recalls().look_of(name, 1, LOOKS) == look


def test_pairs_go_before_names_and_numbers() -> None:
    pairs = {"Drop": "fever", "2": "tide"}
    for by in ("name", "number"):
        recalls = Recalls(by, pairs)  # type: ignore[arg-type]
        assert recalls.look_of("drop [tide]", 1, LOOKS) == "fever"
        assert recalls.look_of("anything", 2, LOOKS) == "tide"
    assert Recalls("off", pairs).look_of("drop", 2, LOOKS) is None


def test_by_number_each_scene_has_the_look_of_its_number_while_there_are_looks() -> None:
    recalls = Recalls("number")
    assert [recalls.look_of("fever", number, LOOKS) for number in (1, 3, 4)] == ["1", "3", None]
    assert recalls.look_of("fever", None, LOOKS) is None  # a clip has no number


def test_people_call_a_scene_by_its_name_without_brackets() -> None:
    assert without_brackets(" drop [fever] ") == "drop"
    assert without_brackets("drop [fever] [/burst/fire]") == "drop"
    assert without_brackets("[a] b") == "[a] b"
    assert without_brackets("[a]") == ""


@given(st.text(alphabet="a/[] ", max_size=12))
def test_whatever_stands_in_brackets_is_a_look_or_an_address(name: str) -> None:
    assert all(address.startswith("/") and " " not in address for address, _ in Recalls().messages_of(name))
    assert without_brackets(without_brackets(name)) == without_brackets(name)
