"""Bindings: reading their tables, the way from source to parameter and back, and messages that name the key.

In: tables as TOML gives them. Out: proof. Runs in the test process.
"""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.binding import MODES, Binding, BindingError, bend, unbend
from engine.controls.binding_table import KEYS, parse_binding, table_of
from engine.controls.catalogue import CATALOGUE
from engine.controls.encoder import RELATIVES
from engine.controls.parameter import CURVES
from engine.controls.source import parse_source
from engine.controls.takeover import TAKEOVERS
from engine.controls.verbs import VERBS
from engine.errors import ControlError

PLAIN = {"source": "midi/cc/21", "parameter": "/color/hue"}


def read(**changes: object) -> Binding:
    return parse_binding({**PLAIN, **changes}, CATALOGUE)


def test_reads_every_key() -> None:
    tables: list[dict[str, Any]] = [
        {
            **PLAIN,
            "low": -0.25,
            "high": 1,
            "curve": "square",
            "mode": "add",
            "takeover": "pickup",
            "smoothing": 0.5,
            "attack": 0.01,
            "release": 2,
            "port": "nano",
            "from": -60,
            "to": 6.0,
        },
        {**PLAIN, "relative": "sign", "step": 0.05},
        {**PLAIN, "parameter": "/preset/load", "argument": "fever"},
    ]
    read_keys = set()
    for table in tables:
        binding = parse_binding(table, CATALOGUE)
        assert binding.source == parse_source("midi/cc/21")
        for key in table.keys() - {"source"}:
            assert getattr(binding, "from_" if key == "from" else key) == table[key]
        read_keys |= table.keys()
    assert read_keys == set(KEYS)


def test_mode_follows_the_parameter() -> None:
    assert read().mode == "set"
    assert read(parameter="/burst/fire").mode == "trigger"
    for verb in VERBS.values():
        if not verb.argument:
            assert read(parameter=verb.address).mode == "trigger"
    assert read(source="midi/program", parameter="/preset/load").mode == "trigger"


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"source": "midi/cc/300"}, "source", "is not a source"),
        ({"source": 21}, "source", "source must be text"),
        ({"parameter": "/color/hu"}, "parameter", "Did you mean /color/hue"),
        ({"parameter": ["/color/hue"]}, "parameter", "parameter must be text"),
        ({"lo": 0.5}, "lo", "Did you mean low"),
        ({"low": "0"}, "low", "low must be a number"),
        ({"low": True}, "low", "low must be a number"),
        ({"low": -0.1}, "low", "low must be from 0 to 1"),
        ({"high": 1.1}, "high", "high must be from 0 to 1"),
        ({"high": float("nan")}, "high", "high must be from 0 to 1"),
        ({"mode": "add", "low": -1.1}, "low", "low must be from -1 to 1"),
        ({"low": 1.0}, "low", "low and high are the same"),
        ({"smoothing": -1}, "smoothing", "smoothing must be from 0 to 60"),
        ({"attack": -0.1}, "attack", "attack must be from 0 to 60"),
        ({"release": 61}, "release", "release must be from 0 to 60"),
        ({"smoothing": 61}, "smoothing", "smoothing must be from 0 to 60"),
        ({"curve": "cubic"}, "curve", "curve must be one of linear"),
        ({"mode": "sett"}, "mode", "Did you mean set"),
        ({"takeover": "never"}, "takeover", "takeover must be one of jump"),
        ({"parameter": "/burst/fire", "mode": "set"}, "mode", 'a trigger needs mode = "trigger"'),
        ({"parameter": "/color/palette", "mode": "add"}, "mode", "needs a number, not one of ember"),
        ({"parameter": "/tap", "mode": "toggle"}, "mode", 'a verb needs mode = "trigger"'),
        ({"parameter": "/preset/load"}, "argument", "only midi/program can say which by itself"),
        ({"parameter": "/preset/load", "argument": 0}, "argument", "a preset's name, or its number from 1, not 0"),
        ({"parameter": "/preset/load", "argument": 1.5}, "argument", "a preset's name"),
        ({"parameter": "/preset/load", "argument": " "}, "argument", "a preset's name"),
        ({"parameter": "/preset/load", "argument": True}, "argument", "must be text or a number"),
        ({"parameter": "/tap", "argument": 2}, "argument", "only a verb that asks for one"),
        ({"argument": "x"}, "argument", "only a verb that asks for one"),
        ({"source": "osc/a", "port": "nano"}, "port", "a port is where MIDI comes from"),
        ({"from": 1}, "to", "from and to stand together"),
        ({"to": 1}, "from", "from and to stand together"),
        ({"from": 1, "to": 1}, "to", "must be two different numbers"),
        ({"from": 1, "to": float("inf")}, "to", "must be two different numbers"),
        ({"from": "1", "to": 2}, "from", "from must be a number"),
        ({"relative": "two"}, "relative", "Did you mean twos"),
        ({"relative": "twos", "source": "midi/bend"}, "relative", "only a control change"),
        ({"relative": "twos", "source": "osc/a/cc/1"}, "relative", "only a control change"),
        ({"relative": "twos", "mode": "add"}, "mode", "an encoder sets or triggers"),
        ({"relative": "twos", "mode": "momentary"}, "mode", "an encoder sets or triggers"),
        ({"relative": "twos", "curve": "square"}, "relative", "an encoder says steps"),
        ({"relative": "twos", "from": 0, "to": 3}, "relative", "an encoder says steps"),
        ({"step": 0}, "step", "step must be above 0"),
        ({"step": float("nan")}, "step", "step must be above 0"),
        ({"mode": "velocity", "low": 1.0}, "low", "low and high are the same"),
    ],
    ids=str,
)
def test_mistakes_name_the_key(changes: dict[str, object], key: str, message: str) -> None:
    with pytest.raises(BindingError) as caught:
        read(**changes)
    assert caught.value.key == key
    assert message in str(caught.value)


@pytest.mark.parametrize("key", PLAIN)
def test_missing_keys_are_named(key: str) -> None:
    with pytest.raises(ControlError, match=f"needs the key '{key}'"):
        parse_binding({other: text for other, text in PLAIN.items() if other != key}, CATALOGUE)


names = ("midi/cc/1", "ear/bass", "/color/hue", "/tap", "/burst/fire", "/preset/load", "")
words = st.sampled_from([*CURVES, *MODES, *TAKEOVERS, *RELATIVES, *names])
values = st.one_of(words, st.floats(), st.booleans(), st.integers(), st.none(), st.lists(st.integers(), max_size=2))


@given(table=st.dictionaries(st.sampled_from([*KEYS, "other"]), values, max_size=8))
def test_any_table_is_a_binding_or_a_binding_error(table: dict[str, object]) -> None:
    try:
        binding = parse_binding(table, CATALOGUE)
    except BindingError as error:
        assert error.key in ("", *table)
    else:
        assert dataclasses.replace(binding) == binding
        assert parse_binding(table_of(binding), CATALOGUE) == binding


@given(x=st.floats(0.0, 1.0), curve=st.sampled_from(CURVES))
def test_unbend_is_the_inverse_of_bend(x: float, curve: Any) -> None:
    assert unbend(bend(x, curve), curve) == pytest.approx(x, abs=1e-7)
    assert bend(0.0, curve) == 0.0
    assert bend(1.0, curve) == pytest.approx(1.0)


@given(x=st.floats(0.0, 1.0), curve=st.sampled_from(CURVES), low=st.floats(0.0, 1.0), high=st.floats(0.0, 1.0))
def test_unmap_is_the_inverse_of_map(x: float, curve: Any, low: float, high: float) -> None:
    if abs(low - high) < 0.01:
        high = low + 0.5 if low < 0.5 else low - 0.5
    binding = read(low=low, high=high, curve=curve)
    assert binding.map(binding.unmap(binding.map(x))) == pytest.approx(binding.map(x), abs=1e-6)
    assert min(low, high) - 1e-9 <= binding.map(x) <= max(low, high) + 1e-9
    assert binding.map(-5.0) == binding.map(0.0) == pytest.approx(low)
    assert binding.map(5.0) == pytest.approx(high)


def test_what_lies_outside_of_a_bindings_range_has_a_place_beyond_the_controls_way() -> None:
    binding = read(low=0.2, high=0.6, curve="square")
    for unit in (0.0, 0.1, 0.2, 0.6, 0.8, 1.0):
        assert binding.stretch(binding.unmap(unit)) == pytest.approx(unit)
    assert binding.unmap(0.1) < 0.0 and binding.unmap(0.8) > 1.0


def test_a_table_says_no_more_than_it_must() -> None:
    for table in (
        PLAIN,
        {**PLAIN, "takeover": "scale", "low": 1.0, "high": 0.0},
        {"source": "osc/a#2", "parameter": "/preset/load", "argument": 3, "from": 0.0, "to": 127.0},
        {"source": "midi/note/36", "parameter": "/burst/fire", "mode": "trigger", "port": "APC"},
    ):
        assert table_of(parse_binding(table, CATALOGUE)) == table


@given(raw=st.floats(-200, 200), start=st.floats(-100, 100), end=st.floats(-100, 100))
def test_numbers_of_any_range_become_0_to_1(raw: float, start: float, end: float) -> None:
    if abs(start - end) < 1e-3:
        end = start + 1.0
    binding = read(source="osc/fader", **{"from": start, "to": end})
    place = binding.place(min(max(raw, 0.0), 1.0), raw)
    share = (raw - start) / (end - start)
    assert place == pytest.approx(min(max(share, 0.0), 1.0))
    assert read().place(raw, 12345.0) == min(max(raw, 0.0), 1.0)
