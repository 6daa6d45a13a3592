"""Locks: parameters that a recalled look, a morph or the autopilot leaves alone. Hands turn them as ever.

In: words of a person: a path, a group, a pattern. Out: the paths that are locked.
Main process, frame loop.
"""

from collections.abc import Iterable

from engine.controls.catalogue import Catalogue
from engine.controls.osc.pattern import compile_pattern
from engine.controls.parameter import suggest
from engine.errors import ControlError

# Beyond this, what was said is forgotten, and the paths that it came to are kept.
_MOST_WORDS = 64


class Locks:
    """What is locked, in the words in which it was said; later words go before earlier ones.

    A word is a path (`/color/hue`), a group (`/color`, `color`), or a pattern of OSC (`/*/amount`); `*` is everything.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._said: list[tuple[str, bool, frozenset[str]]] = []  # word, whether it locks, and what it fits
        self.paths: frozenset[str] = frozenset()

    def lock(self, word: str) -> None:
        """Leave these alone from now on. `ControlError` when the word fits no parameter."""
        self._say(word, True)

    def unlock(self, word: str) -> None:
        """Let looks have these again. `ControlError` when the word fits no parameter."""
        self._say(word, False)

    def adopt(self, catalogue: Catalogue) -> None:
        """Take another catalogue: a group that is locked is locked with what is new in it."""
        self._catalogue = catalogue
        self._said = [(word, locks, self._matching(word)) for word, locks, _ in self._said]
        self._weigh()

    @property
    def words(self) -> tuple[str, ...]:
        """What is locked, as short as it can be said: `/color` for all of a group, else paths."""
        groups: dict[str, list[str]] = {}
        for path in self._catalogue:
            groups.setdefault(path.split("/")[1], []).append(path)
        words: list[str] = []
        for group, paths in groups.items():
            locked = [path for path in paths if path in self.paths]
            words += [f"/{group}"] if locked == paths else locked
        return tuple(words)

    def _say(self, word: str, locks: bool) -> None:
        paths = self._matching(word)
        if not paths:
            groups = {f"/{path.split('/')[1]}" for path in self._catalogue}
            hint = suggest(word, [*groups, *self._catalogue]) or " Say a path, a group such as /color, or * for all."
            raise ControlError(f"there is no parameter {word[:80]!r}, and no group of that name.{hint}")
        self._said = [each for each in self._said if each[0] != word]
        self._said.append((word, locks, paths))
        self._weigh()
        if not self.paths or len(self._said) > _MOST_WORDS:
            self._said = [(path, True, frozenset((path,))) for path in self._catalogue if path in self.paths]

    def _weigh(self) -> None:
        locked: set[str] = set()
        for _, locks, paths in self._said:
            locked = locked | paths if locks else locked - paths
        self.paths = frozenset(locked)

    def _matching(self, word: str) -> frozenset[str]:
        if word in ("*", "/*"):
            return frozenset(self._catalogue)
        if word in self._catalogue:
            return frozenset((word,))
        group = f"/{word.strip('/')}/"
        paths = frozenset(_within(group, self._catalogue))
        if not paths and word.startswith("/"):
            try:
                pattern = compile_pattern(word)
            except ValueError:
                return frozenset()
            paths = frozenset(path for path in self._catalogue if pattern.fullmatch(path))
        return paths


def _within(group: str, paths: Iterable[str]) -> Iterable[str]:
    return (path for path in paths if path.startswith(group))
