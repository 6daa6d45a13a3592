"""Automatic gain and noise gate: the same music gives the same features, loud or quiet; silence stays silent.

In: band levels and the overall level in dB, one hop at a time. Out: bands from 0 to 1.
Runs wherever the ear runs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """How the gain follows.

    `span_db`: the range below the reference that maps to 0..1. `fall_db_s`: how fast the reference sinks
    once the music is quieter. `rise_s`: time constant of its rise. `hold_s`: how long the gate stays open
    after the last sound; `close_s`: time constant of its closing. `hysteresis_db`: the gate opens this far
    above the level at which it closes. `headroom_db`: the reference never sinks closer than this to the gate,
    so that hiss just above the gate is not blown up to full scale.
    """

    span_db: float = 48.0
    fall_db_s: float = 1.0
    rise_s: float = 0.05
    hold_s: float = 0.4
    close_s: float = 0.15
    hysteresis_db: float = 6.0
    headroom_db: float = 12.0


class Levels:
    """Follows one stream, hop by hop."""

    def __init__(self, hop_s: float, settings: LevelSettings | None = None) -> None:
        self.settings = settings or LevelSettings()
        self._hop_s = hop_s
        self._reference_db = -30.0
        self._gate = 0.0
        self._open = False
        self._quiet_s = 0.0

    @property
    def gate(self) -> float:
        """0 closed .. 1 open."""
        return self._gate

    @property
    def reference_db(self) -> float:
        """The level that maps to 1."""
        return self._reference_db

    def step(self, bands_db: NDArray[np.float32], level_db: float, gate_db: float) -> NDArray[np.float32]:
        """One hop. `bands_db`, shape (bands,): band levels in dB, gain included; returns (bands,) in 0..1."""
        self._follow_gate(level_db, gate_db)
        self._follow_reference(float(bands_db.max()), gate_db)
        scaled = 1.0 + (bands_db - np.float32(self._reference_db)) / np.float32(self.settings.span_db)
        normalised: NDArray[np.float32] = np.clip(scaled, 0.0, 1.0) * np.float32(self._gate)
        return normalised

    def _follow_gate(self, level_db: float, gate_db: float) -> None:
        settings = self.settings
        if level_db > gate_db + (0.0 if self._open else settings.hysteresis_db):
            self._open, self._quiet_s = True, 0.0
        else:
            self._quiet_s += self._hop_s
            self._open = self._open and self._quiet_s < settings.hold_s
        if self._open:
            self._gate = 1.0
        else:
            self._gate *= float(np.exp(-self._hop_s / settings.close_s))
            if self._gate < 1e-3:
                self._gate = 0.0

    def _follow_reference(self, peak_db: float, gate_db: float) -> None:
        if not self._open:
            return  # keep the gain of the last music through the pause
        settings = self.settings
        if peak_db > self._reference_db:
            share = 1.0 - np.exp(-self._hop_s / settings.rise_s)
            self._reference_db += float(share) * (peak_db - self._reference_db)
        else:
            self._reference_db -= settings.fall_db_s * self._hop_s
        self._reference_db = max(self._reference_db, gate_db + settings.headroom_db, peak_db - 24.0)
