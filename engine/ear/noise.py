"""The noise floor: hum and hiss of cables, mixers and rooms, told from music by their sameness.

In: band levels and the overall level in dB, one hop at a time. Out: the level of the noise in dB, and whether what
is heard now keeps still. Runs wherever the ear runs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: No noise is louder than this: what is above may keep as still as it likes (a drone, a test tone).
LOUDEST_DB = -40.0
LOWEST_DB = -120.0


@dataclass(frozen=True, slots=True)
class NoiseSettings:
    """What counts as noise.

    Blocks of `block_s` are compared. Noise is what keeps still for `far_s` when it is far below the music that was
    heard, else for `near_s`: the level strays less than `stray_db` from the mean within a block (root mean square), the
    blocks less than `drift_db`, and their bands, those within `heard_db` of the loudest, less than `change_db` in the
    mean. Hiss and hum stray by a third of that; pads and all but the most frozen of drones beat, swell and change by
    more. A gate that stays open on noise is a lesser evil than one that closes on music. `fall_db_s`: how fast the
    floor sinks while the sound is below it.
    """

    block_s: float = 0.25
    far_s: float = 5.0
    near_s: float = 20.0
    stray_db: float = 0.5
    drift_db: float = 0.3
    change_db: float = 1.2
    heard_db: float = 40.0
    fall_db_s: float = 6.0


class NoiseFloor:
    """Follows one stream, hop by hop."""

    def __init__(self, hop_s: float, settings: NoiseSettings | None = None) -> None:
        self.settings = settings or NoiseSettings()
        self._block_hops = max(1, round(self.settings.block_s / hop_s))
        self._floor_db = LOWEST_DB
        self._hops = 0
        self._level = self._level_squared = 0.0
        self._bands: NDArray[np.float32] | None = None
        self._run_blocks = 0
        self._run_level_db = 0.0
        self._run_bands_db: NDArray[np.float32] | None = None

    @property
    def floor_db(self) -> float:
        """The overall level of the noise, dBFS; `LOWEST_DB` while none is known."""
        return self._floor_db

    @property
    def still_s(self) -> float:
        """For how long the sound has kept still; 0 for music, and for what is too loud to be noise."""
        return max(0, self._run_blocks - 1) * self.settings.block_s

    def step(self, bands_db: NDArray[np.float32], level_db: float, far: bool) -> None:
        """One hop. `bands_db`, shape (bands,); `far`: the sound is far below music that was heard."""
        if self._bands is None:
            self._bands = np.zeros_like(bands_db)
        self._bands += bands_db
        self._level += level_db
        self._level_squared += level_db * level_db
        self._hops += 1
        if self._hops == self._block_hops:
            self._close_block(self._bands / np.float32(self._hops), far)
            self._bands[:] = 0.0
            self._level = self._level_squared = 0.0
            self._hops = 0

    def _close_block(self, bands_db: NDArray[np.float32], far: bool) -> None:
        settings = self.settings
        level_db = self._level / self._hops
        stray_db = max(0.0, self._level_squared / self._hops - level_db * level_db) ** 0.5
        self._join(bands_db, level_db, stray_db)
        if level_db < self._floor_db:
            self._floor_db = max(level_db, self._floor_db - settings.fall_db_s * settings.block_s)
        elif self.still_s >= (settings.far_s if far else settings.near_s):
            self._floor_db = level_db

    def _join(self, bands_db: NDArray[np.float32], level_db: float, stray_db: float) -> None:
        """Lengthen the run of blocks that are alike, or begin another."""
        settings = self.settings
        if not (stray_db < settings.stray_db and level_db < LOUDEST_DB):
            self._run_blocks, self._run_bands_db = 0, None
            return
        if self._run_bands_db is not None and abs(level_db - self._run_level_db) < settings.drift_db:
            heard = self._run_bands_db > self._run_bands_db.max() - np.float32(settings.heard_db)
            change_db = float(np.abs(bands_db - self._run_bands_db)[heard].mean())
            if change_db < settings.change_db:
                self._run_blocks += 1
                share = 1.0 / self._run_blocks
                self._run_level_db += share * (level_db - self._run_level_db)
                self._run_bands_db += np.float32(share) * (bands_db - self._run_bands_db)
                return
        self._run_blocks, self._run_level_db, self._run_bands_db = 1, level_db, bands_db
