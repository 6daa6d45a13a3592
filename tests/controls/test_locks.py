"""Locks: paths, groups and patterns, in any order, over a catalogue that changes.

In: words. Out: proof. Runs in the test process.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.controls import locks as locks_module
from engine.controls.catalogue import CATALOGUE, Catalogue
from engine.controls.locks import Locks
from engine.controls.osc import pattern as pattern_module
from engine.controls.parameter import Parameter
from engine.errors import ControlError

COLOUR = [path for path in CATALOGUE if path.startswith("/color/")]


def test_a_path_a_group_and_a_pattern_are_locked() -> None:
    locks = Locks(CATALOGUE)
    locks.lock("/pulse/speed")
    locks.lock("color")
    locks.lock("/{node,line}/width")
    assert locks.paths == {"/pulse/speed", "/line/width", *COLOUR}
    assert locks.words == ("/color", "/pulse/speed", "/line/width")


def test_later_words_go_before_earlier_ones() -> None:
    locks = Locks(CATALOGUE)
    locks.lock("/color")
    locks.unlock("/color/hue")
    assert locks.paths == set(COLOUR) - {"/color/hue"}
    assert "/color" not in locks.words and "/color/palette" in locks.words
    locks.lock("/color/hue")
    assert locks.words == ("/color",)
    locks.lock("*")
    assert locks.paths == set(CATALOGUE)
    locks.unlock("*")
    assert locks.paths == frozenset() and locks.words == ()


@pytest.mark.parametrize("word", ["", "/", "/colour", "/color/hues", "/[", "/" + "*" * 200 + "x", "\x00", "color/"])
def test_a_word_that_fits_nothing_is_told_and_changes_nothing(word: str) -> None:
    locks = Locks(CATALOGUE)
    locks.lock("/node")
    before = locks.paths
    if word == "color/":
        locks.lock(word)
        return
    with pytest.raises(ControlError):
        locks.lock(word)
    assert locks.paths == before


def test_the_error_suggests_what_was_meant() -> None:
    with pytest.raises(ControlError, match="Did you mean /color"):
        Locks(CATALOGUE).lock("/colour")


def test_a_locked_group_is_locked_with_what_comes_into_it() -> None:
    locks = Locks(CATALOGUE)
    locks.lock("/color")
    new = Parameter("/color/new", "float", 0.0, "new")
    locks.adopt(CATALOGUE.extended([new]))
    assert "/color/new" in locks.paths and locks.words == ("/color",)
    locks.adopt(Catalogue(one for path, one in CATALOGUE.items() if not path.startswith("/color/")))
    assert locks.paths == frozenset()
    locks.adopt(CATALOGUE)
    assert locks.paths == set(COLOUR)


@given(
    said=st.lists(
        st.tuples(st.booleans(), st.sampled_from(["*", "/color", "/color/hue", "/*/amount", "/node/size", "line"])),
        max_size=200,
    )
)
def test_however_much_is_said_the_last_word_on_each_path_counts(said: list[tuple[bool, str]]) -> None:
    locks = Locks(CATALOGUE)
    expected: set[str] = set()
    alone = {}
    for word in ("*", "/color", "/color/hue", "/*/amount", "/node/size", "line"):
        one = Locks(CATALOGUE)
        one.lock(word)
        alone[word] = one.paths
    for locked, word in said:
        (locks.lock if locked else locks.unlock)(word)
        expected = expected | alone[word] if locked else expected - alone[word]
    assert locks.paths == expected


@given(word=st.text(max_size=40))
def test_no_word_breaks_it(word: str) -> None:
    locks = Locks(CATALOGUE)
    try:
        locks.lock(word)
    except ControlError:
        assert locks.paths == frozenset()
    assert locks.paths <= set(CATALOGUE)


def test_a_flood_of_words_is_looked_up_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def compile_pattern(word: str) -> re.Pattern[str]:
        looked_up.append(word)
        return pattern_module.compile_pattern(word)

    monkeypatch.setattr(locks_module, "compile_pattern", compile_pattern)
    locks = Locks(CATALOGUE)
    words = [f"/c*/{{hue,x{number}}}" for number in range(60)]
    for word in words:
        locks.lock(word)
    assert locks.words == ("/color/hue",) and looked_up == words
