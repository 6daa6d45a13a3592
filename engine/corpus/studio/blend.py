"""A blend of two songs, as a DJ makes it, and what is true while both are heard.

In: clips, mono float32 at 48 kHz with their truth. Out: a clip within -1..1.
Pure functions; run wherever a lesson is made.
"""

from dataclasses import replace

import numpy as np

from engine.corpus.song import Truth
from engine.corpus.studio.clip import Clip, Times, chain, move, window
from engine.corpus.studio.dynamics import limit
from engine.corpus.studio.filters import RATE_HZ, Sound

#: In a blend, what lies this far below the other is not heard: about -18 dB.
_MASKED = 0.125
#: Onsets of one class that are nearer than this are heard as one.
_ONE_S = 0.02
#: Beats nearer than this, at the change from one song to the next, are one beat.
_ONE_BEAT_S = 0.15
#: Samples in which levels are compared.
_STEP = RATE_HZ // 10


def blend(before: Clip, after: Clip, length_s: float) -> Clip:
    """A cross-fade of equal power over the last `length_s` of one and the first of the other.

    Beats and sections are the louder one's: they change over once. Drums and bass are those of both that are not
    masked; two of a class within 20 ms are one.
    """
    overlap = min(round(length_s * RATE_HZ), len(before.sound), len(after.sound))
    start = len(before.sound) - overlap
    angle = np.linspace(0.0, 0.5 * np.pi, overlap, dtype=np.float32)
    falling, rising = before.sound[start:] * np.cos(angle), after.sound[:overlap] * np.sin(angle)
    sound = np.concatenate([before.sound[:start], falling + rising, after.sound[overlap:]])
    shares = _shares(falling, rising)
    shift = start / RATE_HZ
    old, new = before.truth, move(after.truth, shift, 1.0)
    change = _between_beats(shift + min(_change(shares) * _STEP, overlap) / RATE_HZ, new.beats)
    end = max(change, len(sound) / RATE_HZ)
    truth = _merge_beats(chain([window(old, 0.0, change), window(new, change, end)]), change)
    drums = {
        name: _both(old.drums.get(name, np.zeros(0)), new.drums.get(name, np.zeros(0)), shares, shift)
        for name in dict.fromkeys((*old.drums, *new.drums))
    }
    return Clip(limit(sound, 1.0, 0.1), replace(truth, drums=drums, bass=_both(old.bass, new.bass, shares, shift)))


def _shares(falling: Sound, rising: Sound) -> Times:
    """The share 0..1 that the rising song has of the amplitude, in steps of 0.1 s, each over a second about it."""
    levels = []
    for sound in (falling, rising):
        power = np.add.reduceat(np.square(sound, dtype=np.float64), np.arange(0, max(1, len(sound)), _STEP))
        levels.append(np.sqrt(np.convolve(power, np.ones(11), "same")))
    return np.asarray(levels[1] / np.maximum(levels[0] + levels[1], 1e-12))


def _change(shares: Times) -> int:
    """The step from which on the rising song stays the louder one."""
    quieter_yet = np.flatnonzero(shares < 0.5)
    return int(quieter_yet[-1]) + 1 if len(quieter_yet) else 0


def _between_beats(change: float, beats: Times) -> float:
    """The middle between the two beats around a time, so that two songs in step lose no beat at the change."""
    after = int(np.searchsorted(beats, change))
    return float(0.5 * (beats[after - 1] + beats[after])) if 0 < after < len(beats) else change


def _both(old: Times, new: Times, shares: Times, shift: float) -> Times:
    """The onsets of both songs that are heard in the blend that begins at `shift`."""

    def share(times: Times) -> Times:
        steps = ((times - shift) * (RATE_HZ / _STEP)).astype(np.int64)
        inside = shares[steps.clip(0, len(shares) - 1)]
        return np.asarray(np.where(times < shift, 0.0, np.where(steps >= len(shares), 1.0, inside)))

    kept = np.concatenate([old[share(old) < 1.0 - _MASKED], new[share(new) > _MASKED]])
    kept.sort()
    return kept[np.diff(kept, prepend=-np.inf) > _ONE_S]


def _merge_beats(truth: Truth, change: float) -> Truth:
    """Where the last beat of one song and the first of the next are one beat, keep the next one's."""
    after = int(np.searchsorted(truth.beats, change))
    if 0 < after < len(truth.beats) and truth.beats[after] - truth.beats[after - 1] < _ONE_BEAT_S:
        return replace(truth, beats=np.delete(truth.beats, after - 1), positions=np.delete(truth.positions, after - 1))
    return truth
