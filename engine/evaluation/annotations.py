"""What people wrote down about a sound file: when its beats and its drums fall.

In: `.beats` and `.drums` files, which lie beside a sound file and have its name. Out: sorted times in seconds.
Runs in the main process and wherever a clip is scored.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError

DRUM_CLASSES: Mapping[str, str] = {
    "KD": "kick",
    "SD": "snare",
    "HH": "hat",
    "TT": "tom",
    "CY": "cymbal",
    "OT": "other",
}
"""The classes of a `.drums` file, as in the annotations of MDB Drums (Southall et al., ISMIR 2017)."""


@dataclass(frozen=True, slots=True)
class Beats:
    """`times`: float64 (n,), seconds, rising. `positions`: int64 (n,), the beat in its bar from 1; 0 where the file
    does not tell."""

    times: NDArray[np.float64]
    positions: NDArray[np.int64]

    @property
    def downbeats(self) -> NDArray[np.float64] | None:
        """Times of the first beats of bars; None when the file tells no position at all."""
        return self.times[self.positions == 1] if self.positions.any() else None


def read_beats(path: Path) -> Beats:
    """Read lines of a time in seconds and, if it is known, a position in the bar; a file without lines has no beats.

    Raises `FileError` with the line for what is no time, a time that is not later than the one before, a position
    that is not a whole number from 1, or more on a line.
    """
    times: list[float] = []
    positions: list[int] = []
    for place, (first, *rest) in _lines(path):
        t = _time(first, place)
        if times and t <= times[-1]:
            raise FileError(f"{place}: {first} s is not later than the beat before, at {times[-1]:g} s.")
        if len(rest) > 1:
            raise FileError(f"{place}: a beat is a time and a position in the bar, not {len(rest) + 1} words.")
        times.append(t)
        positions.append(_position(rest[0], place) if rest else 0)
    return Beats(np.array(times, np.float64), np.array(positions, np.int64))


def read_drums(path: Path) -> dict[str, NDArray[np.float64]]:
    """Read lines of a time in seconds and a class of `DRUM_CLASSES`; sorted times, float64 (n,), by drum's name.

    Every drum is there, those without strokes with n = 0. Raises `FileError` with the line for anything else.
    """
    strokes: dict[str, list[float]] = {name: [] for name in DRUM_CLASSES.values()}
    for place, words in _lines(path):
        if len(words) != 2:
            raise FileError(f"{place}: a drum's stroke is a time and a class, not {len(words)} words.")
        t = _time(words[0], place)
        if words[1] not in DRUM_CLASSES:
            raise FileError(f"{place}: there is no drum of class {words[1]!r}. There is: {', '.join(DRUM_CLASSES)}.")
        strokes[DRUM_CLASSES[words[1]]].append(t)
    return {name: np.sort(np.array(times, np.float64)) for name, times in strokes.items()}


def _lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(file and line, for messages; words) of every line that is not blank and no remark (#)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{path}: is not text. Write it as UTF-8.") from error
    except OSError as refused:
        raise FileError(f"{path}: cannot be read: {refused.strerror or refused}.") from refused
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if words:
            yield f"{path}, line {number}", words


def _time(word: str, place: str) -> float:
    try:
        t = float(word)
    except ValueError:
        t = math.nan
    if not 0.0 <= t < math.inf:
        raise FileError(f"{place}: {word!r} is not a time in seconds from 0 on.")
    return t


def _position(word: str, place: str) -> int:
    try:
        number = float(word)
    except ValueError:
        number = 0.0
    if not (1.0 <= number < 1000.0 and number == int(number)):
        raise FileError(f"{place}: {word!r} is not a position in the bar, a whole number from 1.")
    return int(number)
