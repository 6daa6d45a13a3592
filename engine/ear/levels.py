"""Automatic gain and noise gate: the same music gives the same features, loud or quiet; silence stays silent.

In: band levels and the overall level in dB, one hop at a time. Out: bands from 0 to 1.
Runs wherever the ear runs.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from engine.ear.noise import LOWEST_DB, NoiseFloor


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """How gain and gate follow.

    `span_db`: the range below the reference that maps to 0..1. `fixed_db`: the reference without automatic gain, and
    at the start. `rise_s`: time constant of the reference's rise; the loudest band is never more than `over_db` above.

    A breakdown must look quieter than the drop: the reference waits `wait_s` after it was last reached, then sinks
    by `fall_db_s`. After a pause of `pause_s` another piece may begin, at another level: once it has grown no louder
    for `grown_s`, the reference goes to its level at `catch_db_s`. So it does for music that has stayed
    `turned_down_db` below for `turned_down_s`, longer than a breakdown: that was a hand on a fader.

    `hold_s`: how long the gate stays open after the last sound, longer than a slow beat; `close_s`: time constant of
    its closing. `hysteresis_db`: the gate opens this far above the level at which it closes. `noise_db`: it closes
    this far above the noise floor.
    """

    span_db: float = 48.0
    fixed_db: float = -12.0
    rise_s: float = 0.03
    over_db: float = 6.0
    wait_s: float = 5.0
    fall_db_s: float = 0.4
    turned_down_db: float = 10.0
    turned_down_s: float = 32.0
    pause_s: float = 3.0
    grown_s: float = 1.0
    catch_db_s: float = 12.0
    hold_s: float = 1.2
    close_s: float = 0.15
    hysteresis_db: float = 6.0
    noise_db: float = 3.0


#: What keeps still with its loudest band this far below the music is noise sooner.
_FAR_DB = 15.0
#: The loudest band of late: sinks so slowly that it spans a beat, so fast that it knows a breakdown.
_RECENT_FALL_DB_S = 3.0
_CATCH_MARGIN_DB = 2.0


class Levels:
    """Follows one stream, hop by hop."""

    def __init__(self, hop_s: float, settings: LevelSettings | None = None) -> None:
        self.settings = settings or LevelSettings()
        self._hop_s = hop_s
        self._rise_share = 1.0 - exp(-hop_s / self.settings.rise_s)
        self._closing = exp(-hop_s / self.settings.close_s)
        self._noise = NoiseFloor(hop_s)
        self._reference_db = self.settings.fixed_db
        self._recent_db = LOWEST_DB
        self._unreached_s = self._turned_down_s = 0.0
        self._known = False  # whether the reference is that of music
        self._gate = 0.0
        self._open = False
        self._quiet_s = self.settings.pause_s
        self._catching = False
        self._grown_db, self._grown_s = LOWEST_DB, 0.0

    @property
    def gate(self) -> float:
        """0 closed .. 1 open."""
        return self._gate

    @property
    def reference_db(self) -> float:
        """The level that maps to 1."""
        return self._reference_db

    @property
    def gain_db(self) -> float:
        """What makes music as loud as a record, whose reference is at `fixed_db`."""
        return self.settings.fixed_db - self._reference_db

    @property
    def noise_db(self) -> float:
        """The overall level of hum and hiss, dBFS, as far as it is known."""
        return self._noise.floor_db

    def step(
        self, bands_db: NDArray[np.float32], level_db: float, gate_db: float, auto: bool = True
    ) -> NDArray[np.float32]:
        """One hop. `bands_db`, shape (bands,): band levels in dB, gain included; returns (bands,) in 0..1.

        Without `auto` the reference is `fixed_db` and the gate knows no noise but what is below `gate_db`.
        """
        peak_db = float(bands_db.max())
        far = self._known and peak_db < self._reference_db - _FAR_DB
        self._noise.step(bands_db, max(LOWEST_DB, level_db), far)
        self._follow_gate(level_db, max(gate_db, self._noise.floor_db + self.settings.noise_db) if auto else gate_db)
        if not auto:
            self._reference_db, self._unreached_s = self.settings.fixed_db, 0.0
            self._begin_catching()  # when it follows again, it must find the music's level first
        elif self._open:  # else keep the gain of the last music through the pause
            self._follow_reference(peak_db, gate_db)
        scaled = bands_db * np.float32(1.0 / self.settings.span_db)
        scaled += np.float32(1.0 - self._reference_db / self.settings.span_db)
        np.maximum(scaled, np.float32(0.0), out=scaled)
        np.minimum(scaled, np.float32(1.0), out=scaled)
        scaled *= np.float32(self._gate)
        return scaled

    def _follow_gate(self, level_db: float, close_db: float) -> None:
        settings = self.settings
        if level_db > close_db + (0.0 if self._open else settings.hysteresis_db):
            if not self._open and self._quiet_s >= settings.pause_s:
                self._recent_db = LOWEST_DB
                self._begin_catching()
            self._open, self._quiet_s = True, 0.0
        else:
            self._quiet_s += self._hop_s
            self._open = self._open and self._quiet_s < settings.hold_s
        if self._open:
            self._gate = 1.0
        else:
            self._gate *= self._closing
            if self._gate < 1e-3:
                self._gate = 0.0

    def _follow_reference(self, peak_db: float, gate_db: float) -> None:
        settings, hop_s = self.settings, self._hop_s
        self._recent_db = max(peak_db, self._recent_db - _RECENT_FALL_DB_S * hop_s)
        if peak_db > self._reference_db:
            self._reference_db += self._rise_share * (peak_db - self._reference_db)
            self._reference_db = max(self._reference_db, peak_db - settings.over_db)
            self._unreached_s, self._catching, self._known = 0.0, False, True
        else:
            self._unreached_s += hop_s
            # What keeps still may be noise: it is not blown up before that is known.
            if self._noise.still_s < 1.0:
                self._reference_db -= self._fall_db_s() * hop_s
        self._reference_db = max(self._reference_db, gate_db, self._noise.floor_db + settings.hysteresis_db)

    def _fall_db_s(self) -> float:
        settings = self.settings
        below_db = self._reference_db - self._recent_db
        self._turned_down_s = self._turned_down_s + self._hop_s if below_db > settings.turned_down_db else 0.0
        if self._turned_down_s > settings.turned_down_s and not self._catching:
            self._begin_catching()
        if self._catching:
            if self._recent_db > self._grown_db + 1.0:
                self._grown_db, self._grown_s = self._recent_db, 0.0
            self._grown_s += self._hop_s
            if self._grown_s >= settings.grown_s:
                self._catching = below_db > _CATCH_MARGIN_DB
                self._known |= not self._catching
                self._unreached_s = settings.wait_s  # the margin is no breakdown
                return settings.catch_db_s if self._catching else 0.0
        return settings.fall_db_s if self._unreached_s > settings.wait_s else 0.0

    def _begin_catching(self) -> None:
        self._catching = True
        self._grown_db, self._grown_s = LOWEST_DB, 0.0
