"""Keys: what the computer's own keyboard does, and each key as a source for bindings.

In: names of keys pressed and released (as `pygame.key.name` gives them). Out: verbs and events; the question before
the show ends. Main process, frame loop.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.controls.event import Control, Event, Verb

QUIT_PATIENCE = 3.0
"""Seconds for which the question before quitting stands."""

VERB_KEYS: Mapping[str, str] = {
    "f": "fullscreen",
    "f11": "fullscreen",
    "b": "blackout",
    "n": "preset/next",
    "p": "preset/previous",
    "tab": "bank/next",
    "u": "recall/undo",
    "r": "recall/redo",
    "t": "tap",
    "h": "overlay",
    "o": "monitor",
    "x": "xray",
}
"""Keys that say a verb. 1 to 9 recall a preset, Escape asks before it quits."""

_ESCAPE = "escape"
_YES = frozenset({_ESCAPE, "y"})
_SILENT = frozenset({"", "unknownkey"})


@dataclass(frozen=True, slots=True)
class QuitQuestion:
    """Asked at time `asked` (seconds), and open for QUIT_PATIENCE from then on."""

    asked: float
    text: str = "End the show? Esc or Y: yes. Any other key: no."

    def is_open(self, t: float) -> bool:
        """Whether an answer at time t still counts."""
        return 0.0 <= t - self.asked <= QUIT_PATIENCE


def key_name(name: str) -> str:
    """A key's name as sources write it: lower case, no spaces; `[1]` of the number pad becomes `keypad1`."""
    plain = "".join(name.lower().split())
    return f"keypad{plain[1:-1]}" if len(plain) > 2 and plain[0] == "[" and plain[-1] == "]" else plain


class Keyboard:
    """Verbs and events of key presses. A key that is held repeats nothing."""

    def __init__(self) -> None:
        self._question: QuitQuestion | None = None
        self._held: set[str] = set()

    def question(self, t: float) -> QuitQuestion | None:
        """The open question at time t, for the overlay to show; None when there is none."""
        return self._question if self._question and self._question.is_open(t) else None

    def ask(self, t: float) -> None:
        """Ask whether to quit, as Escape does (for a window's close button)."""
        self._question = QuitQuestion(t)

    def press(self, name: str, t: float) -> list[Control]:
        """A key goes down. Returns its event, and its verb if it has one.

        While the question is open a key only answers it.
        """
        key = key_name(name)
        if key in _SILENT or key in self._held:
            return []
        self._held.add(key)
        if self.question(t):
            self._question = None
            return [Verb("quit", t)] if key in _YES else []
        if key == _ESCAPE:
            self.ask(t)
            return []
        verb = _verb(key, t)
        return [Event(f"key/{key}", 1.0, 1.0, t), *([verb] if verb else [])]

    def release(self, name: str, t: float) -> list[Control]:
        """A key goes up."""
        key = key_name(name)
        if key not in self._held:
            return []
        self._held.discard(key)
        return [Event(f"key/{key}", 0.0, 0.0, t)]

    def release_all(self, t: float) -> list[Control]:
        """The window has lost the keyboard: releases that come now go elsewhere."""
        return [control for key in sorted(self._held) for control in self.release(key, t)]


def _verb(key: str, t: float) -> Verb | None:
    if key in VERB_KEYS:
        return Verb(VERB_KEYS[key], t)
    digit = key.removeprefix("keypad")
    return Verb("preset/load", t, int(digit)) if len(digit) == 1 and digit in "123456789" else None
