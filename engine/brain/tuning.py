"""What each unit answers: the result of a probe, kept in the weights file beside what it was measured on.

In: arrays, a weights file. Out: `Tuning`, or the file with it.
Read when the show starts, written by `asterism probe`; needs no torch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.brain.container import read_tensors, write_tensors
from engine.errors import WeightsError

#: What a unit may answer, in the order of the columns; `engine.evaluation.labels` says what each one is held against.
TUNINGS = (
    "kick",
    "snare",
    "hat",
    "crash",
    "beat",
    "downbeat",
    "bass",
    "brightness",
    "loudness",
    "build",
    "drop",
    "surprise",
)

#: From here on a unit is said to answer something.
ANSWERS_FROM = 0.75

_Array = NDArray[np.float32]
_PREFIX = "tuning/"


@dataclass(frozen=True, slots=True, eq=False)
class Tuning:
    """H units, T = len(TUNINGS); float32.

    `curve_area` (H, T): the area under the ROC curve, 0..1: how often the unit is higher where the thing is than where
    it is not. 0.5 tells nothing; below, the unit goes down. `time_constant` (H,): seconds in which the activity's
    autocorrelation falls to 1/e. `redundancy` (H,): the largest correlation with another unit, by size, 0..1.
    """

    curve_area: _Array
    time_constant: _Array
    redundancy: _Array

    @property
    def strength(self) -> _Array:
        """(H, T), 0.5..1: how well the unit tells, whichever way it goes."""
        strength: _Array = np.maximum(self.curve_area, 1.0 - self.curve_area)
        return strength

    @property
    def best(self) -> NDArray[np.int64]:
        """(H,): the column that each unit tells best."""
        return np.asarray(np.argmax(self.strength, axis=1))

    @property
    def best_strength(self) -> _Array:
        """(H,), 0.5..1: how well it tells that."""
        return np.asarray(self.strength.max(axis=1))

    def arrays(self) -> dict[str, _Array]:
        """By the names that they have in a weights file."""
        return {_PREFIX + name: np.asarray(getattr(self, name), np.float32) for name in self.__slots__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], units: int) -> "Tuning | None":
        """The tuning among the arrays of a weights file; None when there is none, or one of another version."""
        found = [arrays.get(_PREFIX + name) for name in cls.__slots__]
        expected = ((units, len(TUNINGS)), (units,), (units,))
        taken: list[_Array] = []
        for array, shape in zip(found, expected, strict=True):
            if array is None or array.shape != shape or not np.isfinite(array).all():
                return None
            taken.append(array.astype(np.float32))
        return cls(*taken)


def store_tuning(path: Path, tuning: Tuning) -> None:
    """Write a tuning into a weights file and leave the rest of it as it is. Raises `WeightsError`."""
    tensors, story = read_tensors(path)
    if "leak" not in tensors or tensors["leak"].size != len(tuning.curve_area):
        raise WeightsError(f"{path} is not the network of {len(tuning.curve_area)} units that was measured.")
    write_tensors(path, {**tensors, **tuning.arrays()}, story)
