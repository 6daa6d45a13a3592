"""Where a person is among the things that can be learnt: a group, a line in it, or what fits the letters typed.

In: steps and letters. Out: the chosen target, and the lines around it.
Pure; main process.
"""

from dataclasses import dataclass

from engine.controls.learn.target import Target, Targets

_LONGEST = 40


@dataclass(slots=True)
class Browser:
    """Walks through `targets`. words: what was typed; "" while one walks by groups."""

    targets: Targets
    words: str = ""
    _group: int = 0
    _row: int = 0

    @property
    def group(self) -> int:
        """Number of the group, from 0."""
        return min(self._group, len(self.targets.groups) - 1)

    @property
    def rows(self) -> list[Target]:
        """The lines to choose from."""
        return self.targets.search(self.words) if self.words.strip() else list(self.targets.groups[self.group].targets)

    @property
    def row(self) -> int:
        """Number of the chosen line, from 0."""
        return max(0, min(self._row, len(self.rows) - 1))

    @property
    def chosen(self) -> Target | None:
        """What is chosen; None where nothing fits what was typed."""
        rows = self.rows
        return rows[self.row] if rows else None

    def adopt(self, targets: Targets) -> None:
        """There are other targets now; what was chosen stays, if it is still there."""
        before, self.targets = self.chosen, targets
        if before is not None:
            self.go(before)

    def go(self, target: Target) -> None:
        """Stand at a target; one that is in no group, such as a verb with an argument, is what was typed."""
        for number, group in enumerate(self.targets.groups):
            if target in group.targets:
                self.words, self._group, self._row = "", number, group.targets.index(target)
                return
        self.words, self._row = str(target), 0

    def step(self, rows: int) -> None:
        """So many lines down, or up; on from the last line of a group to the next group."""
        place = self.row + rows
        if self.words.strip() or 0 <= place < len(self.rows):
            self._row = max(0, min(place, len(self.rows) - 1))
        else:
            self.turn(1 if rows > 0 else -1)
            self._row = 0 if rows > 0 else len(self.rows) - 1

    def turn(self, groups: int) -> None:
        """So many groups on, or back, round and round; what was typed is gone."""
        self._group = (self.group + groups) % len(self.targets.groups)
        self._row, self.words = 0, ""

    def type(self, letter: str) -> None:
        """One more letter."""
        if len(self.words) < _LONGEST:
            self.words = (self.words + letter).lstrip()
            self._row = 0

    def erase(self) -> None:
        """One letter less."""
        chosen = self.chosen if len(self.words) == 1 else None
        self.words, self._row = self.words[:-1], 0
        if chosen is not None:
            self.go(chosen)
