"""What is wrong with a file, gathered while it is read, so that a person sees all mistakes at once.

In: problems and remarks with their lines. Out: one IsfError, or remarks.
Filled by the one who reads the file; any process.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import IsfError


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a file that works but should be written otherwise; reads `file:line: text`."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(slots=True)
class Report:
    """Problems and remarks about the file at `path`, in the order in which they were found."""

    path: Path
    problems: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def problem(self, line: int, text: str) -> None:
        """Note a mistake; the file will not be taken."""
        self.problems.append(Remark(self.path, line, text))

    def remark(self, line: int, text: str, path: Path | None = None) -> None:
        """Note something that is put up with; `path` when it is in another file."""
        self.remarks.append(Remark(path or self.path, line, text))

    def check(self) -> None:
        """Raise an IsfError with every problem, by line, when there is one."""
        if self.problems:
            ordered = sorted(self.problems, key=lambda problem: problem.line)
            raise IsfError("\n".join(map(str, ordered)))


def suggest(word: str, known: Iterable[str]) -> str:
    """` Did you mean X?`, case aside, or "" when nothing is near."""
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.6)
    return f" Did you mean {by_lower[near[0]]}?" if near else ""
