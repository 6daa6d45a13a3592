"""A stretch of music with the truth about it, and the edits that keep the two together.

In: mono float32 sounds at 48 kHz and their truth in seconds. Out: clips whose truth has moved with the sound.
Pure functions; run wherever a lesson is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import soxr
from numpy.typing import NDArray

from engine.corpus.song import CLASSES, Truth
from engine.corpus.studio.filters import RATE_HZ, Sound

Times = NDArray[np.float64]


#: What is quieter than this share of full level is not held to be heard.
_AUDIBLE = 0.03


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound and the truth about it, in seconds from its beginning."""

    sound: Sound
    truth: Truth

    @property
    def length_s(self) -> float:
        return len(self.sound) / RATE_HZ


def wordless(sound: Sound) -> Clip:
    """A sound in which there is nothing to know: silence, noise, applause."""
    drums = {name: np.zeros(0) for name in CLASSES}
    return Clip(sound, Truth(np.zeros(0), np.zeros(0, np.int64), drums, np.zeros(0), ()))


def cut(clip: Clip, start: float, end: float) -> Clip:
    """The clip from `start` to `end`, both rounded to samples; what happens at `end` is not in it any more."""
    first, last = (int(np.clip(round(t * RATE_HZ), 0, len(clip.sound))) for t in (start, end))
    return Clip(
        clip.sound[first : max(first, last)].copy(),
        move(window(clip.truth, first / RATE_HZ, last / RATE_HZ), -first / RATE_HZ, 1.0),
    )


def turn(clip: Clip, speed: float) -> Clip:
    """Play it `speed` times as fast, pitch and all, as a turntable does; every time of the truth is divided by it."""
    if not 0.5 <= speed <= 2.0:
        raise ValueError(f"a turntable runs at half to twice its speed, not {speed} times")
    sound = np.asarray(soxr.resample(clip.sound, RATE_HZ * speed, RATE_HZ, "HQ"), np.float32)
    truth = window(move(clip.truth, 0.0, 1.0 / speed), 0.0, len(sound) / RATE_HZ)
    return Clip(np.clip(sound, -1.0, 1.0), truth)


def fade(clip: Clip, in_s: float = 0.0, out_s: float = 0.0) -> Clip:
    """Fade the beginning in and the end out; where next to nothing is heard, nothing is true."""
    gain = np.ones(len(clip.sound), np.float32)
    rise, fall = (min(len(gain), round(t * RATE_HZ)) for t in (in_s, out_s))
    gain[:rise] *= np.linspace(0.0, 1.0, rise, dtype=np.float32) ** 2
    gain[len(gain) - fall :] *= np.linspace(1.0, 0.0, fall, dtype=np.float32) ** 2
    heard = np.flatnonzero(gain >= _AUDIBLE)
    start, end = (heard[0] / RATE_HZ, (heard[-1] + 1) / RATE_HZ) if len(heard) else (0.0, 0.0)
    return Clip(clip.sound * gain, window(clip.truth, start, end))


def recede(clip: Clip, db: float, over_s: float) -> Clip:
    """Let the last `over_s` become quieter and quieter, by `db` at the end."""
    sound = clip.sound.copy()
    frames = min(len(sound), round(over_s * RATE_HZ))
    if frames:
        sound[-frames:] *= 10.0 ** (np.linspace(0.0, -abs(db) / 20.0, frames, dtype=np.float32))
    return replace(clip, sound=sound)


def append(clips: Sequence[Clip]) -> Clip:
    """Clips one after another, without anything between them."""
    starts = np.cumsum([0, *(len(clip.sound) for clip in clips)]) / RATE_HZ
    truths = [move(clip.truth, float(start), 1.0) for clip, start in zip(clips, starts, strict=False)]
    return Clip(np.concatenate([clip.sound for clip in clips]), chain(truths))


def downbeats(truth: Truth) -> Times:
    """The times of the beats that begin a bar."""
    return np.asarray(truth.beats[truth.positions == 1], np.float64)


def window(truth: Truth, start: float, end: float) -> Truth:
    """What is so from `start` until before `end`, still counted from where it was; sections are cut to it."""
    inside = (truth.beats >= start) & (truth.beats < end)
    sections = ((name, max(start, first), min(end, last)) for name, first, last in truth.sections)
    return Truth(
        truth.beats[inside],
        truth.positions[inside],
        {name: _between(times, start, end) for name, times in truth.drums.items()},
        _between(truth.bass, start, end),
        tuple((name, first, last) for name, first, last in sections if last > first),
    )


def move(truth: Truth, shift: float, scale: float) -> Truth:
    """Every time multiplied by `scale`, then moved by `shift`."""

    def place(times: Times) -> Times:
        return np.asarray(times * scale + shift, np.float64)

    return Truth(
        place(truth.beats),
        truth.positions,
        {name: place(times) for name, times in truth.drums.items()},
        place(truth.bass),
        tuple((name, first * scale + shift, last * scale + shift) for name, first, last in truth.sections),
    )


def chain(truths: Sequence[Truth]) -> Truth:
    """Truths that follow each other, as one."""
    names = dict.fromkeys(name for truth in truths for name in (*CLASSES, *truth.drums))
    nothing = np.zeros(0)
    return Truth(
        np.concatenate([truth.beats for truth in truths]),
        np.concatenate([truth.positions for truth in truths]),
        {name: np.concatenate([truth.drums.get(name, nothing) for truth in truths]) for name in names},
        np.concatenate([truth.bass for truth in truths]),
        tuple(section for truth in truths for section in truth.sections),
    )


def _between(times: Times, start: float, end: float) -> Times:
    return times[(times >= start) & (times < end)]
