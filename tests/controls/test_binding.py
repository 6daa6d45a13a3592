"""Bindings: reading their tables, the way from source to parameter and back, and messages that name the key.

In: tables as TOML gives them. Out: proof. Runs in the test process.
"""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls.binding import KEYS, MODES, TAKEOVERS, Binding, BindingError, bend, parse_binding, unbend
from engine.controls.catalogue import CATALOGUE
from engine.controls.parameter import CURVES
from engine.controls.source import parse_source
from engine.controls.verbs import VERBS
from engine.errors import ControlError

PLAIN = {"source": "midi/cc/21", "parameter": "/color/hue"}


def read(**changes: object) -> Binding:
    return parse_binding({**PLAIN, **changes}, CATALOGUE)


def test_reads_every_key() -> None:
    given_table: dict[str, Any] = {
        **PLAIN,
        "low": -0.25,
        "high": 1,
        "curve": "square",
        "mode": "add",
        "takeover": "pickup",
        "smoothing": 0.5,
    }
    binding = parse_binding(given_table, CATALOGUE)
    assert set(given_table) == set(KEYS)
    assert binding.source == parse_source("midi/cc/21")
    assert {key: getattr(binding, key) for key in KEYS[1:]} == {key: given_table[key] for key in KEYS[1:]}


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
        ({"smoothing": 61}, "smoothing", "smoothing must be from 0 to 60"),
        ({"curve": "cubic"}, "curve", "curve must be one of linear"),
        ({"mode": "sett"}, "mode", "Did you mean set"),
        ({"takeover": "never"}, "takeover", "takeover must be one of jump"),
        ({"parameter": "/burst/fire", "mode": "set"}, "mode", 'a trigger needs mode = "trigger"'),
        ({"parameter": "/color/palette", "mode": "add"}, "mode", "needs a number, not one of ember"),
        ({"parameter": "/tap", "mode": "toggle"}, "mode", 'a verb needs mode = "trigger"'),
        ({"parameter": "/preset/load"}, "source", "only midi/program can say which preset"),
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


words = st.sampled_from([*CURVES, *MODES, *TAKEOVERS, "midi/cc/1", "ear/bass", "/color/hue", "/tap", "/burst/fire", ""])
values = st.one_of(words, st.floats(), st.booleans(), st.integers(), st.none(), st.lists(st.integers(), max_size=2))


@given(table=st.dictionaries(st.sampled_from([*KEYS, "other"]), values, max_size=8))
def test_any_table_is_a_binding_or_a_binding_error(table: dict[str, object]) -> None:
    try:
        binding = parse_binding(table, CATALOGUE)
    except BindingError as error:
        assert error.key in ("", *table)
    else:
        assert dataclasses.replace(binding) == binding


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
