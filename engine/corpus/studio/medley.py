"""What a DJ does with songs: cuts, blends, silences, turned pitch, fades, noise in between; the truth follows.

In: clips, mono float32 at 48 kHz with their truth, and seeds. Out: clips within -1..1.
Pure functions; run wherever a lesson is made.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from engine.corpus.studio import crowd
from engine.corpus.studio.blend import blend
from engine.corpus.studio.clip import Clip, append, cut, downbeats, fade, recede, turn, wordless
from engine.corpus.studio.dynamics import decibels, level_db
from engine.corpus.studio.filters import RATE_HZ

Kind = Literal["cut", "beat cut", "blend", "matched blend", "silence", "hiss", "sudden", "applause"]
KINDS: tuple[Kind, ...] = ("cut", "beat cut", "blend", "matched blend", "silence", "hiss", "sudden", "applause")

#: How often a medley takes each.
_WEIGHTS = (0.15, 0.2, 0.13, 0.25, 0.1, 0.05, 0.06, 0.06)

#: A turntable's pitch goes so far up and down.
PITCH = 0.08

#: So much of the sound before a beat belongs to it when it is cut on the beat.
_ATTACK_S = 0.002


def join(clips: Sequence[Clip], kind: Kind, seed: int) -> Clip:
    """One clip after another, all of the changes of one kind; a seed decides what the kind leaves open.

    "cut": from any place into any place of the next. "beat cut": on a downbeat (or beat) into a downbeat.
    "blend": a cross-fade of 0.5 to 12 s wherever it falls. "matched blend": the next is brought to the tempo, if the
    pitch allows, and laid downbeat on downbeat; it stays at that speed. "silence", "hiss": 0.3 to 6 s of
    nothing between them, or of noise. "sudden": the next is far louder. "applause": people clap between them.
    """
    if not clips:
        raise ValueError("nothing to join")
    whole, last_s = clips[0], clips[0].length_s
    for index, after in enumerate(clips[1:]):
        whole = _join_two(whole, last_s, after, kind, np.random.default_rng([seed, 61, index]))
        last_s = min(after.length_s, whole.length_s)
    return whole


def medley(clips: Sequence[Clip], seed: int) -> Clip:
    """The clips one after another, each change of a kind of its own, some at another pitch, some faded."""
    if not clips:
        raise ValueError("nothing to join")
    rng = np.random.default_rng([seed, 62])
    clips = [turn(clip, 1.0 + rng.uniform(-PITCH, PITCH)) if rng.random() < 0.3 else clip for clip in clips]
    whole = fade(clips[0], rng.uniform(0.5, 6.0)) if rng.random() < 0.2 else clips[0]
    last_s = whole.length_s
    for after in clips[1:]:
        whole = _join_two(whole, last_s, after, KINDS[int(rng.choice(len(KINDS), p=_WEIGHTS))], rng)
        last_s = min(after.length_s, whole.length_s)
    return fade(whole, 0.0, rng.uniform(0.5, 8.0)) if rng.random() < 0.2 else whole


def _join_two(before: Clip, last_s: float, after: Clip, kind: Kind, rng: np.random.Generator) -> Clip:
    """Let `after` follow; the change falls into the last part of `last_s`, the song that ends."""
    if kind == "cut":
        return append([_leave_anywhere(before, last_s, rng), _enter_anywhere(after, rng)])
    if kind == "beat cut":
        return append([_leave_on_beat(before, last_s, rng), _enter_on_beat(after)])
    if kind == "sudden":
        receding = recede(before, rng.uniform(12.0, 26.0), min(last_s, before.length_s))
        return append([_leave_anywhere(receding, last_s, rng), _enter_anywhere(after, rng)])
    if kind == "blend":
        return blend(before, after, min(rng.uniform(0.5, 12.0), 0.4 * last_s, 0.4 * after.length_s))
    if kind == "matched blend":
        return _blend_matched(before, last_s, after, rng)
    ended = fade(before, 0.0, min(last_s, float(rng.choice((0.005, 0.05, 2.0)))))
    return append([ended, _pause(kind, level_db(before.sound), rng), after])


def _pause(kind: Kind, level: float, rng: np.random.Generator) -> Clip:
    """What is between two songs that do not touch."""
    length = round(rng.uniform(0.3, 6.0) * RATE_HZ)
    if kind == "silence":
        return wordless(np.zeros(length, np.float32))
    if kind == "hiss":
        return wordless(crowd.hiss(length, rng) * decibels(level - rng.uniform(30.0, 60.0)))
    noise = crowd.applause(length, rng) * decibels(level - rng.uniform(0.0, 20.0))
    return fade(wordless(np.clip(noise, -1.0, 1.0)), 0.1, 0.3)


def _leave_anywhere(clip: Clip, last_s: float, rng: np.random.Generator) -> Clip:
    return cut(clip, 0.0, clip.length_s - last_s * rng.uniform(0.0, 0.3))


def _enter_anywhere(clip: Clip, rng: np.random.Generator) -> Clip:
    return cut(clip, clip.length_s * rng.uniform(0.0, 0.3), clip.length_s)


def _leave_on_beat(clip: Clip, last_s: float, rng: np.random.Generator) -> Clip:
    """End where a beat of the last third would fall, mostly a downbeat."""
    marks = downbeats(clip.truth) if rng.random() < 0.75 else clip.truth.beats
    marks = marks[marks > clip.length_s - 0.33 * last_s]
    return cut(clip, 0.0, float(marks[int(rng.integers(len(marks)))]) - _ATTACK_S) if len(marks) else clip


def _enter_on_beat(clip: Clip) -> Clip:
    """Begin on the first downbeat."""
    marks = downbeats(clip.truth)
    return cut(clip, float(marks[0]) - _ATTACK_S, clip.length_s) if len(marks) else clip


def _blend_matched(before: Clip, last_s: float, after: Clip, rng: np.random.Generator) -> Clip:
    """Bring the next to the tempo, and lay its first downbeat on a downbeat."""
    ends, starts = np.diff(before.truth.beats)[-16:], np.diff(after.truth.beats)[:16]
    speed = float(np.median(starts) / np.median(ends)) if len(ends) and len(starts) else 1.0
    if abs(speed - 1.0) <= PITCH:
        after = turn(after, speed)
    enters = downbeats(after.truth)
    if len(enters):
        after = cut(after, float(enters[0]) - _ATTACK_S, after.length_s)
    longest = min(0.4 * last_s, 0.4 * after.length_s)
    leaves = downbeats(before.truth)
    leaves = leaves[(leaves > before.length_s - longest) & (leaves < before.length_s - 0.2)]
    if len(leaves) == 0 or len(enters) == 0:
        return blend(before, after, min(8.0, longest))
    # Most of the time as long as there is room for.
    leave = float(leaves[int(len(leaves) * rng.random() ** 2)])
    lead = float(downbeats(after.truth)[0])
    return blend(before, after, before.length_s - leave + lead)
