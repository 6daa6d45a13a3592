"""Learning by the computer's own keys: what each of them does while it is open.

In: names of keys. Out: steps of the session and the browser; whether learning is still open.
Main process; pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.controls.event import Event
from engine.controls.keys import key_name
from engine.controls.learn.browser import Browser
from engine.controls.learn.session import LearnSession, Stage

KEY_AS_CONTROL = "f2"
"""The key after which the next one is the control that is learnt."""

_ENTER = frozenset({"return", "enter", "keypadenter"})
_BLANK = "space"
_UNTYPED = frozenset({"", "unknownkey"})
_PAGE = 8
_REPEAT_AFTER, _REPEAT_EVERY = 0.4, 0.06

HINTS: Mapping[Stage, tuple[tuple[str, str], ...]] = {
    "choose": (
        ("Up Down", "line"),
        ("Left Right", "group"),
        ("letters", "find"),
        ("Tab", "its bindings"),
        ("F2", "a key as control"),
        ("Esc", "leave"),
    ),
    "found": (
        ("Enter", "keep"),
        ("Backspace", "another one"),
        ("I", "invert"),
        ("M", "range"),
        ("R", "encoder"),
        ("T", "takeover"),
        ("B", "button"),
        ("P", "any port"),
    ),
    "edit": (
        ("Enter", "keep"),
        ("Backspace", "unlearn"),
        ("Tab", "next"),
        ("I", "invert"),
        ("M", "range"),
        ("R", "encoder"),
        ("T", "takeover"),
        ("B", "button"),
    ),
    "lowest": (("Enter", "this is the lowest"), ("Esc", "back")),
    "highest": (("Enter", "this is the highest"), ("Esc", "back")),
    "conflict": (("R", "replace"), ("B", "beside"), ("Esc", "back")),
}
"""What keys do at each stage, for the overlay and the reference."""


@dataclass(slots=True)
class LearnDesk:
    """A session with a browser, under the keys. is_open: False once the person has left."""

    session: LearnSession
    browser: Browser
    is_open: bool = True
    _awaits_key: bool = False
    _held: str = ""
    _repeat_at: float = 0.0

    def __post_init__(self) -> None:
        self.session.choose(self.browser.chosen)

    @property
    def awaits_key(self) -> bool:
        """Whether the next key is the control."""
        return self._awaits_key

    def press(self, name: str, t: float) -> None:
        """A key goes down."""
        key, session = key_name(name), self.session
        if key in _UNTYPED:
            return
        self._held, self._repeat_at = key, t + _REPEAT_AFTER
        if self._awaits_key:
            self._awaits_key = False
            if key != "escape":
                source = f"key/{key}"
                session.hear([Event(source, 1.0, 1.0, t), Event(source, 0.0, 0.0, t)], t)
            return
        if key in _ENTER:
            session.keep()
        elif key == "escape":
            self.is_open = session.back()
        elif session.stage == "conflict":
            self._answer(key)
        elif key in _STEPS:
            self._step(key)
        elif key == "tab":
            session.pick()
        elif key == KEY_AS_CONTROL:
            self._awaits_key = True
        elif session.stage == "choose":
            self._type(key)
        elif key == "backspace":
            session.remove()
        elif key in _TURNS:
            _TURNS[key](session)

    def release(self, name: str | None = None) -> None:
        """A key goes up; None: whichever is held."""
        if name is None or key_name(name) == self._held:
            self._held = ""

    def advance(self, t: float) -> None:
        """An arrow that is held goes on by itself. To be called in every frame."""
        if self._held in _STEPS and t >= self._repeat_at and self.session.stage != "conflict":
            self._repeat_at = t + _REPEAT_EVERY
            self._step(self._held)

    def _step(self, key: str) -> None:
        _STEPS[key](self.browser)
        self.session.choose(self.browser.chosen)

    def _answer(self, key: str) -> None:
        if key == "r":
            self.session.keep("replace")
        elif key == "b":
            self.session.keep("beside")

    def _type(self, key: str) -> None:
        letter = " " if key == _BLANK else key.removeprefix("keypad")
        if key == "backspace":
            self.browser.erase()
        elif len(letter) == 1:
            self.browser.type(letter)
        self.session.choose(self.browser.chosen)


_STEPS: Mapping[str, Callable[[Browser], None]] = {
    "up": lambda browser: browser.step(-1),
    "down": lambda browser: browser.step(1),
    "pageup": lambda browser: browser.step(-_PAGE),
    "pagedown": lambda browser: browser.step(_PAGE),
    "left": lambda browser: browser.turn(-1),
    "right": lambda browser: browser.turn(1),
}
_TURNS: Mapping[str, Callable[[LearnSession], None]] = {
    "i": LearnSession.invert,
    "r": LearnSession.turn_encoder,
    "m": LearnSession.learn_range,
    "t": LearnSession.turn_takeover,
    "b": LearnSession.turn_mode,
    "p": LearnSession.turn_port,
}
