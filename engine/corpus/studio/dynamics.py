"""What the corpus's studio does to loudness: side-chain pumping, compression, saturation, the maximiser.

In: mono float32 sounds at 48 kHz, levels in dB. Out: sounds as long as before, in the same places.
Pure functions; run wherever a lesson is made. Gains are found per block of 1.3 ms and drawn as lines between them.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.corpus.studio.filters import RATE_HZ, Sound

BLOCK = 64
"""Samples in which a gain is found."""

Shape = Literal["tanh", "soft", "hard"]


def level_db(sound: Sound) -> float:
    """RMS of a sound in dB of full scale, -200 for silence."""
    return float(10.0 * np.log10(np.mean(np.square(sound), dtype=np.float64) + 1e-20)) if len(sound) else -200.0


def decibels(db: float) -> np.float32:
    """The factor that so many dB are."""
    return np.float32(10.0 ** (db / 20.0))


def _blocks(sound: Sound) -> Sound:
    """A sound as (blocks, BLOCK), silence behind its end."""
    return np.pad(sound, (0, -len(sound) % BLOCK)).reshape(-1, BLOCK)


def _weigh(sound: Sound, edges: NDArray[np.float32]) -> Sound:
    """Multiply by lines through gains given at the edges (blocks + 1,) of the blocks."""
    slope = np.arange(BLOCK, dtype=np.float32) / np.float32(BLOCK)
    lines = edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * slope
    return np.asarray(sound * lines.reshape(-1)[: len(sound)], np.float32)


def pump(sound: Sound, kicks: NDArray[np.float64], depth: float, release_s: float) -> Sound:
    """Duck a sound under every kick: down by the share `depth` 0..1 as the kick begins, back after `release_s`."""
    if len(kicks) == 0 or depth <= 0.0:
        return sound
    edges = np.arange(-(-len(sound) // BLOCK) + 1) * (BLOCK / RATE_HZ)
    # The gain is already down where the kick begins: the line before it falls within one block.
    last = np.searchsorted(kicks, edges + BLOCK / RATE_HZ, side="right") - 1
    since = np.where(last >= 0, edges - kicks[np.maximum(last, 0)], np.inf).clip(0.0)
    back = np.minimum(since / release_s, 1.0)
    return _weigh(sound, (1.0 - depth * (0.5 + 0.5 * np.cos(np.pi * back))).astype(np.float32))


def compress(sound: Sound, threshold_db: float, ratio: float, attack_s: float, release_s: float) -> Sound:
    """A feed-forward compressor that follows the RMS: what is above the threshold rises `ratio` times less.

    The gain falls with the time constant `attack_s` and comes back with `release_s` (Giannoulis, Massberg and Reiss
    2012, "Digital dynamic range compressor design", smoothed in the log domain). Nothing is made up for.
    """
    powers = np.mean(np.square(_blocks(sound)), axis=1, dtype=np.float64)
    over = 10.0 * np.log10(powers + 1e-12) - threshold_db
    wanted = (np.maximum(over, 0.0) * (1.0 / ratio - 1.0)).tolist()
    down, up = (1.0 - np.exp(-BLOCK / RATE_HZ / max(1e-4, time)) for time in (attack_s, release_s))
    gain, gains = 0.0, [0.0]
    for goal in wanted:
        gain += (down if goal < gain else up) * (goal - gain)
        gains.append(gain)
    return _weigh(sound, (10.0 ** (np.asarray(gains) / 20.0)).astype(np.float32))


def saturate(sound: Sound, drive_db: float, shape: Shape) -> Sound:
    """Push a sound into a curve that bends at full scale; what is small keeps its level after the push."""
    driven = sound * decibels(drive_db)
    if shape == "tanh":
        return np.asarray(np.tanh(driven), np.float32)
    held = np.clip(driven, -1.0, 1.0) if shape == "hard" else np.clip(driven, -1.5, 1.5)
    # The cubic meets 1 with slope 0 at 1.5.
    return np.asarray(held if shape == "hard" else held - held**3 * np.float32(4.0 / 27.0), np.float32)


def limit(sound: Sound, ceiling: float, release_s: float) -> Sound:
    """Hold every sample below `ceiling`: the gain looks 4 ms ahead and comes back with `release_s`."""
    tops = np.abs(_blocks(sound)).max(axis=1)
    need = np.minimum(1.0, ceiling / np.maximum(tops, 1e-9))
    if need.min(initial=1.0) >= 1.0:
        return sound
    share, gain, gains = float(1.0 - np.exp(-BLOCK / RATE_HZ / release_s)), 1.0, []
    for most in need.tolist():
        gain += share * (1.0 - gain)
        gain = min(gain, most)
        gains.append(gain)
    # The least of the four blocks around an edge, averaged over three edges, is never above any block beside it.
    padded = np.pad(np.asarray(gains), 3, mode="edge")
    least = np.lib.stride_tricks.sliding_window_view(padded, 4).min(axis=1)
    edges = (least[:-2] + least[1:-1] + least[2:]) / 3.0
    return np.clip(_weigh(sound, edges.astype(np.float32)), -ceiling, ceiling)
