"""Sources: every form that is promised is read, all else is refused with the forms that would do.

In: names of sources, good and bad. Out: proof. Runs in the test process.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.source import FORMS, parse_source, without_channel
from engine.errors import ControlError


@pytest.mark.parametrize("form", [form for form, _ in FORMS])
def test_every_form_in_the_reference_is_a_source(form: str) -> None:
    source = parse_source(form)
    assert source.family == form.split("/")[0]
    assert parse_source(source.name) == source


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("midi/cc/007", "midi/cc/7"),
        ("midi/03/cc/7", "midi/3/cc/7"),
        ("osc/deck/fader#1", "osc/deck/fader"),
        ("lfo/SINE/0.50Hz", "lfo/sine/0.5hz"),
        ("lfo/ramp/1beat", "lfo/ramp/1beats"),
        ("lfo/saw/1/4beat", "lfo/ramp/0.25beats"),
        ("lfo/square/2Bars/phase/0.50/duty/0.20", "lfo/square/2bars/duty/0.2/phase/0.5"),
        ("steps/X..9/1/4beats", "steps/x..9/0.25beats"),
        ("steps/1,0.50,0/1bar/glide/0.10", "steps/1,0.50,0/1bars/glide/0.1"),
        ("ear/band/03", "ear/band/3"),
        ("key/Space", "key/space"),
        ("key/B", "key/b"),
    ],
)
def test_a_source_has_one_name(text: str, name: str) -> None:
    assert parse_source(text).name == name


@pytest.mark.parametrize(
    "text",
    [
        *("", "/", "midi", "midi/", "midi/cc", "midi/cc/128", "midi/0/cc/1", "midi/17/cc/1", "midi/bend/3"),
        *("midi/program/4", "midi/note", "midi/cc/1/2", "midi/knob/1", "osc", "osc/", "osc//a", "osc/a b", "osc/a#0"),
        *("osc/a*", "osc/{a,b}", "ear", "ear/basss", "ear/band", "ear/band/x", "brain/unit", "brain/unit/-1"),
        *(
            "clock/tempo",
            "lfo/sine",
            "lfo/sine/0hz",
            f"lfo/sine/{10**320}hz",
            f"lfo/sine/0.{10**-1:.0f}{0:0330d}1beats",
            "lfo/sine/1",
            "lfo/saw/1hz/duty/0.2",
            "lfo/square/1hz/duty/0",
            "lfo/square/1hz/duty/0.2/duty/0.3",
            "lfo/sine/1hz/phase/1.5",
            "lfo/hold/1beats/seed/0.5",
            "lfo/sine/1/0beats",
            "lfo/sine/1hz/phase",
            "steps/x/1beats",
            "steps/xxxx/1beats",
            "steps/x.y./1beats",
            "steps/0,1.5/1beats",
            "steps/0,,1/1beats",
            f"steps/{'x.' * 33}/1beats",
            "steps/x./1beats/glide/0.6/gate/0.5",
            "steps/x./1beats/gate/0",
            "steps/hats",
            "lfo/sine/-1hz",
            "key/",
            "key/a b",
        ),
        *("level", "EAR/bass", "ear/bass\n"),
    ],
)
def test_what_is_no_source_is_refused(text: str) -> None:
    with pytest.raises(ControlError, match=r"is not a source\. (Write|A source starts with)"):
        parse_source(text)


@given(text=st.one_of(st.text(), st.from_regex(r"(midi|osc|ear|lfo|steps|key)/[a-z0-9/#.]{0,12}", fullmatch=True)))
def test_any_text_is_a_source_or_a_control_error(text: str) -> None:
    try:
        source = parse_source(text)
    except ControlError as error:
        assert repr(text) in str(error)
    else:
        assert parse_source(source.name) == source


def test_message_shows_the_forms_of_the_family() -> None:
    with pytest.raises(ControlError, match=r"'ear/basss' is not a source. Write ear/level \(.*bass, mid, high"):
        parse_source("ear/basss")
    with pytest.raises(ControlError, match=r"Did you mean ear/level"):
        parse_source("er/level")


def test_what_is_read_every_frame_and_what_speaks_in_events() -> None:
    continuous = {form.split("/")[0] for form, _ in FORMS if parse_source(form).continuous}
    speaking = {form.split("/")[0] for form, _ in FORMS if not parse_source(form).continuous}
    assert continuous == {"ear", "brain", "clock", "lfo", "steps", "live"}
    assert speaking == {"midi", "osc", "key", "live"}


def test_channel_can_be_left_out() -> None:
    assert without_channel("midi/3/cc/21") == "midi/cc/21"
    assert without_channel("midi/16/bend") == "midi/bend"
    for name in ("midi/cc/21", "midi/bend", "ear/bass", "osc/1/fader", "key/1"):
        assert without_channel(name) == name
