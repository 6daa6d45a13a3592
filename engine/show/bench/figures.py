"""A figure of the bench, and how measurements become one.

In: times, or whatever was measured many times. Out: medians with their 99th percentiles.
Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Series = Sequence[float] | NDArray[np.float64]

#: What is measured, unless a measure says otherwise: the network's units, and the picture in pixels.
UNITS: Final = 128
SIZE: Final = (1280, 720)


@dataclass(frozen=True, slots=True)
class Figure:
    """`value`: the median, in `unit`; `p99`: its 99th percentile on the bad side. `target`: what it shall be.
    `yardstick`: what the figure is up against on this machine, in words with a number."""

    value: float
    unit: str
    p99: float
    target: str
    yardstick: str

    @classmethod
    def of(cls, samples: Series, unit: str, target: str, yardstick: str) -> Self:
        """The figure of what was measured many times, where more is worse."""
        return cls(float(np.median(samples)), unit, float(np.quantile(samples, 0.99)), target, yardstick)

    def line(self, name: str) -> str:
        """For people, under the figure's name."""
        return (
            f"{name:<24} {self.value:8.2f} {self.unit:<14} p99 {self.p99:8.2f}   "
            f"target {self.target:<9} {self.yardstick}"
        )


def describe_frames(scene: str, frame_s: Series, copy_s: Series, target_hz: float, about: str) -> dict[str, Figure]:
    """Three figures of one scene: its rate, its frame in copies of a picture, and how even its frames are.

    `frame_s`: seconds from each frame to the next; `copy_s`: seconds of each full-screen copy in the same run.
    """
    frame, worst, copy = float(np.median(frame_s)), float(np.quantile(frame_s, 0.99)), float(np.median(copy_s))
    return {
        f"{scene}_rate": Figure(
            1.0 / frame, "frames/s", 1.0 / worst, f"≥ {target_hz:g}", f"{about}; {len(frame_s)} frames"
        ),
        f"{scene}_copies": Figure(
            frame / copy, "copies", worst / copy, "≤ 6", f"a full-screen copy takes {1000.0 * copy:.2f} ms in this run"
        ),
        f"{scene}_evenness": Figure(
            worst / frame, "p99/median", worst / frame, "< 2", f"{1000.0 * frame:.1f} ms, p99 {1000.0 * worst:.1f} ms"
        ),
    }


def compare(pairs: Sequence[tuple[Series, Series]]) -> tuple[float, float]:
    """How much longer the second of each pair takes than the first: the median of all pairs, and the 99th percentile.

    A pair is measured at nearly the same time, so that a machine that slows down is no growth.
    """
    ratios = [float(np.median(after)) / float(np.median(before)) for before, after in pairs]
    return float(np.median(ratios)), float(np.quantile(ratios, 0.99))


def slope(x: Series, y: Series) -> tuple[float, float]:
    """How much `y` grows for each of `x`, by least squares, and the upper end of its one-sided 99 % confidence.

    Normal approximation (2.33 standard errors); it needs at least 3 points, of different `x`.
    """
    across = np.asarray(x, np.float64) - np.mean(x)
    up = np.asarray(y, np.float64) - np.mean(y)
    spread = float(across @ across)
    growth = float(across @ up) / spread
    rest = up - growth * across
    error = float(np.sqrt(rest @ rest / (len(rest) - 2) / spread))
    return growth, growth + 2.33 * error
