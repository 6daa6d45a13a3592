"""The keyboard: verbs, the question before quitting, and keys as sources.

In: names of keys at made-up times. Out: proof. Runs in the test process.
"""

import pytest

from engine.controls.event import Control, Event, Verb
from engine.controls.keys import QUIT_PATIENCE, SAVE_PATIENCE, VERB_KEYS, Keyboard, Question, ask_to_quit, key_name
from engine.controls.source import parse_source
from engine.controls.verbs import VERBS


def verbs(controls: list[Control]) -> list[Verb]:
    return [control for control in controls if isinstance(control, Verb)]


@pytest.mark.parametrize(
    ("key", "name", "argument"),
    [
        ("f", "fullscreen", None),
        ("f11", "fullscreen", None),
        ("b", "blackout", None),
        ("n", "preset/next", None),
        ("p", "preset/previous", None),
        ("t", "tap", None),
        ("h", "overlay", None),
        ("x", "xray", None),
        ("1", "preset/load", 1),
        ("9", "preset/load", 9),
        ("[3]", "preset/load", 3),
    ],
)
def test_keys_say_their_verbs(key: str, name: str, argument: int | None) -> None:
    assert verbs(Keyboard().press(key, 4.0)) == [Verb(name, 4.0, argument)]
    assert verbs(Keyboard().press(key.upper(), 4.0)) == [Verb(name, 4.0, argument)]


@pytest.mark.parametrize("key", ["0", "[0]", "y", "q", "space", "left shift", "f1", "²", "12"])
def test_other_keys_say_nothing(key: str) -> None:
    assert verbs(Keyboard().press(key, 0.0)) == []


def test_every_key_names_a_verb_that_there_is() -> None:
    assert set(VERB_KEYS.values()) <= set(VERBS)


def test_keys_are_sources() -> None:
    keyboard = Keyboard()
    assert keyboard.press("space", 1.0) == [Event("key/space", 1.0, 1.0, 1.0)]
    assert keyboard.press("space", 1.1) == []
    assert keyboard.release("space", 1.2) == [Event("key/space", 0.0, 0.0, 1.2)]
    assert keyboard.release("space", 1.3) == []
    assert keyboard.press("b", 2.0)[0] == Event("key/b", 1.0, 1.0, 2.0)


@pytest.mark.parametrize(
    ("given", "name"), [("left shift", "leftshift"), ("[7]", "keypad7"), ("Space", "space"), ("/", "/"), ("[", "[")]
)
def test_names_of_keys_are_names_of_sources(given: str, name: str) -> None:
    assert key_name(given) == name
    assert parse_source(f"key/{name}").name == f"key/{name}"


def test_a_window_that_loses_the_keyboard_releases_everything() -> None:
    keyboard = Keyboard()
    keyboard.press("space", 0.0)
    keyboard.press("a", 0.0)
    assert keyboard.release_all(1.0) == [Event("key/a", 0.0, 0.0, 1.0), Event("key/space", 0.0, 0.0, 1.0)]
    assert keyboard.release_all(2.0) == []


@pytest.mark.parametrize("yes", ["escape", "y", "Y"])
def test_escape_asks_and_a_second_one_or_y_quits(yes: str) -> None:
    keyboard = Keyboard()
    assert keyboard.question(0.0) is None
    assert keyboard.press("escape", 10.0) == []
    question = keyboard.question(10.0)
    assert isinstance(question, Question)
    assert "Esc" in question.text
    keyboard.release("escape", 10.1)
    assert keyboard.press(yes, 10.0 + QUIT_PATIENCE) == [Verb("quit", 10.0 + QUIT_PATIENCE)]
    assert keyboard.question(10.0 + QUIT_PATIENCE) is None


@pytest.mark.parametrize("no", ["n", "b", "space", "5"])
def test_any_other_key_only_answers_no(no: str) -> None:
    keyboard = Keyboard()
    keyboard.press("escape", 10.0)
    keyboard.release("escape", 10.0)
    assert keyboard.press(no, 11.0) == []
    assert keyboard.question(11.0) is None
    assert keyboard.press("y", 11.5) == [Event("key/y", 1.0, 1.0, 11.5)]


def test_the_question_closes_by_itself() -> None:
    keyboard = Keyboard()
    keyboard.press("escape", 10.0)
    keyboard.release("escape", 10.0)
    late = 10.0 + QUIT_PATIENCE + 0.01
    assert keyboard.question(late) is None
    assert verbs(keyboard.press("y", late)) == []
    assert keyboard.press("escape", late) == []
    assert keyboard.question(late) is not None


def test_a_held_escape_does_not_quit() -> None:
    keyboard = Keyboard()
    keyboard.press("escape", 10.0)
    assert keyboard.press("escape", 10.5) == []
    assert keyboard.question(10.5) is not None


def test_a_windows_close_button_asks_too() -> None:
    keyboard = Keyboard()
    keyboard.ask(ask_to_quit(5.0))
    assert keyboard.question(5.0) is not None
    assert keyboard.press("y", 6.0) == [Verb("quit", 6.0)]


def ask_to_save(t: float) -> Question:
    return Question(t, "Over it?", {"y": Verb("preset/save", t, "a"), "escape": None}, Verb("preset/save", t, "b"))


@pytest.mark.parametrize(("key", "saved"), [("y", "a"), ("escape", None), ("n", "b"), ("space", "b")])
def test_a_question_has_an_answer_for_every_key(key: str, saved: str | None) -> None:
    keyboard = Keyboard()
    keyboard.ask(ask_to_save(1.0))
    said = keyboard.press(key, 2.0)
    assert said == ([Verb("preset/save", 2.0, saved)] if saved else [])
    assert keyboard.question(2.0) is None and keyboard.expire(50.0) == []


def test_no_answer_and_another_question_mean_what_any_other_key_means() -> None:
    keyboard = Keyboard()
    keyboard.ask(ask_to_save(1.0))
    assert keyboard.expire(1.0 + SAVE_PATIENCE) == []
    late = 1.01 + SAVE_PATIENCE
    assert keyboard.expire(late) == [Verb("preset/save", 1.0, "b")]
    assert keyboard.expire(late) == []
    keyboard.ask(ask_to_save(20.0))
    keyboard.ask(ask_to_quit(21.0))  # the window's close button
    assert keyboard.expire(21.0) == [Verb("preset/save", 20.0, "b")]
    assert keyboard.press("y", 22.0) == [Verb("quit", 22.0)]
