"""The overlay's lines: what a VJ wants to know at a glance.

In: the state of the show. Out: labels and values as text.
Main process, a few times a second.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.controls.clock import Clock
from engine.moments import Health
from engine.show.pacing import LATE
from engine.show.performance import Performance

_QUIETEST_DB = -100.0
_COUNTERS = ("clamped", "ignored", "malformed", "dropped")


@dataclass(slots=True)
class Pace:
    """Frames per second, and how even: over the last second or so. `wanted_hz`: 0 for as many as there can be."""

    rate_hz: float = 0.0
    wanted_hz: float = 0.0
    longest_s: float = 0.0
    late: int = 0
    _frames: int = 0
    _since: float = 0.0
    _slowest: float = 0.0
    _missed: int = 0

    def count(self, t: float, dt: float, period: float = 0.0) -> None:
        """A frame was shown at `t`, `dt` after the one before; it should have been `period`, if that is not 0."""
        self._frames += 1
        self._slowest = max(self._slowest, dt)
        self._missed += 0.0 < LATE * period < dt
        if t - self._since >= 1.0:
            self.rate_hz = self._frames / (t - self._since)
            self.wanted_hz = 1.0 / period if period else 0.0
            self.longest_s, self.late = self._slowest, self._missed
            self._frames, self._since, self._slowest, self._missed = 0, t, 0.0, 0

    def __str__(self) -> str:
        of = f" of {self.wanted_hz:.0f}" if self.wanted_hz else ""
        late = f", {self.late} late" if self.late else ""
        return f"{self.rate_hz:.0f}{of}/s, longest {1000.0 * self.longest_s:.0f} ms{late}"


def describe_picture(size_px: tuple[int, int], scale: float) -> str:
    """The picture's size, and how much of its width and height is drawn."""
    width_px, height_px = size_px
    drawn = f", drawn at {100.0 * scale:.0f} %" if scale < 1.0 else ""
    return f"{width_px} × {height_px}{drawn}"


def describe_clock(clock: Clock, t: float) -> str:
    """Tempo, who says so and how surely, and where in the bar we are: `124.00 BPM, Link, 2 peers; bar 3.2`."""
    if not clock.source:
        return f"{clock.bpm:.2f} BPM, nobody's"
    reading = clock.reading
    words = [f"{clock.bpm:.2f} BPM", clock.title]
    if clock.dials.multiple != 1.0:
        words[0] += f" (× {clock.dials.multiple:g})"
    if reading is None:
        words.append("silent, held")
    elif reading.note:
        words.append(reading.note)
    if clock.beat_by:
        words.append(f"beat: {clock.beat_by}")
    bar = clock.bar(t)
    beat = int((bar - math.floor(bar)) * clock.metre) + 1
    return f"{', '.join(words)}; bar {math.floor(bar) + 1}.{beat}{', one by hand' if clock.one_by_hand else ''}"


def describe_status(
    performance: Performance,
    moment: np.void | None,
    health: Health,
    source: str,
    pace: Pace,
    inputs: Sequence[object] = (),
    last: str | None = None,
) -> list[tuple[str, str]]:
    """Label and value of every line. `inputs`: what may have counters called clamped, ignored, malformed, dropped.

    `last`: what came last from outside, where somebody can say more of it than its name.
    """
    level = _QUIETEST_DB if moment is None else max(_QUIETEST_DB, float(moment["level_db"]))
    gated = moment is not None and float(moment["gate"]) < 0.5
    clock = performance.clock
    loops = performance.timing.looper.describe()
    lines = [
        ("preset", performance.preset.title if performance.preset else "—"),
        *performance.desk.describe(),
        ("sound", source),
        ("level", f"{level:.0f} dBFS{' (gate)' if gated else ''}"),
        ("tempo", describe_clock(clock, performance.values.t)),
        *([("loops", loops)] if loops else []),
        ("frames", str(pace)),
        ("last", last if last is not None else str(performance.patchbay.last or "—")),
    ]
    ear = {
        "overflows": health.overflows,
        "late hops": health.late_hops,
        "lost hops": health.lost_hops,
        "resets": health.state_resets,
    }
    counters = (performance.board.counters, *inputs)
    hands = {name: sum(getattr(each, name, 0) for each in counters) for name in _COUNTERS}
    return [*lines, ("ear", _list_troubles(ear) or "well"), ("hands", _list_troubles(hands) or "well")]


def _list_troubles(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)
