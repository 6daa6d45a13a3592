"""Keys: what the computer's own keyboard does, and each key as a source for bindings.

In: names of keys pressed and released (as `pygame.key.name` gives them). Out: verbs and events; the question before
the show ends. Main process, frame loop.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.controls.event import Control, Event, Verb

QUIT_PATIENCE = 3.0
"""Seconds for which the question before quitting stands."""

SAVE_PATIENCE = 8.0
"""Seconds for which the question stands whether a look may take another one's place."""

VERB_KEYS: Mapping[str, str] = {
    "f": "fullscreen",
    "f11": "fullscreen",
    "b": "blackout",
    "n": "preset/next",
    "p": "preset/previous",
    "tab": "bank/next",
    "g": "chooser",
    "s": "preset/keep",
    "a": "autopilot",
    "pagedown": "cue/next",
    "pageup": "cue/back",
    "u": "recall/undo",
    "r": "recall/redo",
    "t": "tap",
    "h": "overlay",
    "l": "learn/open",
    "o": "monitor",
    "x": "xray",
}
"""Keys that say a verb. 1 to 9 recall a preset, Escape asks before it quits."""

_ESCAPE = "escape"
_SILENT = frozenset({"", "unknownkey"})


@dataclass(frozen=True, slots=True)
class Question:
    """Asked at time `asked` (seconds), and open for `patience` from then on.

    answers: verbs by key, None to do nothing; otherwise: what any other key means, and no answer at all.
    """

    asked: float
    text: str
    answers: Mapping[str, Verb | None]
    otherwise: Verb | None = None
    patience: float = SAVE_PATIENCE

    def is_open(self, t: float) -> bool:
        """Whether an answer at time t still counts."""
        return 0.0 <= t - self.asked <= self.patience


def ask_to_quit(t: float) -> Question:
    """The question before the show ends."""
    end = Verb("quit", t)
    text = "End the show? Esc or Y: yes. Any other key: no."
    return Question(t, text, {_ESCAPE: end, "y": end}, patience=QUIT_PATIENCE)


def key_name(name: str) -> str:
    """A key's name as sources write it: lower case, no spaces; `[1]` of the number pad becomes `keypad1`."""
    plain = "".join(name.lower().split())
    return f"keypad{plain[1:-1]}" if len(plain) > 2 and plain[0] == "[" and plain[-1] == "]" else plain


class Keyboard:
    """Verbs and events of key presses. A key that is held repeats nothing."""

    def __init__(self) -> None:
        self._question: Question | None = None
        self._unanswered: list[Verb] = []
        self._held: set[str] = set()

    def question(self, t: float) -> Question | None:
        """The open question at time t, for the overlay to show; None when there is none."""
        return self._question if self._question and self._question.is_open(t) else None

    def ask(self, question: Question) -> None:
        """Ask something. To a question that is still open, that is no answer."""
        if self._question is not None and self._question.otherwise is not None:
            self._unanswered.append(self._question.otherwise)
        self._question = question

    def expire(self, t: float) -> list[Control]:
        """Once a frame: what it means that nobody has answered, or not in time."""
        question = self._question
        if question is not None and not question.is_open(t):
            self._question = None
            self._unanswered += [question.otherwise] if question.otherwise is not None else []
        verbs, self._unanswered = self._unanswered, []
        return [*verbs]

    def press(self, name: str, t: float) -> list[Control]:
        """A key goes down. Returns its event, and its verb if it has one.

        While the question is open a key only answers it.
        """
        key = key_name(name)
        if key in _SILENT or key in self._held:
            return []
        self._held.add(key)
        question = self.question(t)
        if question is not None:
            self._question = None
            answer = question.answers.get(key, question.otherwise)
            return [replace(answer, t=t)] if answer is not None else []
        if key == _ESCAPE:
            self.ask(ask_to_quit(t))
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
