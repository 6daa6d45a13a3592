"""The corpus's synthesiser: one note from a patch, by reading through a row of band-limited single cycles.

In: a patch, pitch, length, velocity. Out: float32 (n,), starting at sample 0 and ending at zero.
Pure functions; run wherever a song of the corpus is rendered.

A sound is given by the strengths of its harmonics and how they change: filters, formants and dying strings are all
gains on the harmonics, so that a note costs a few small transforms and one look-up per voice and sample. The idea
is wavetable synthesis; see Bristow-Johnson (1996), "Wavetable Synthesis 101, a Fundamental Perspective".
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing.dice import air
from engine.sound.synthesis import Curve, Wave, lowpass, midi_hz, peak, phase, saturate, sine, times

#: First three formants in Hz, after Peterson and Barney (1952), "Control Methods Used in a Study of the Vowels", and
#: a fourth that hardly moves, which lets a singer be heard through a band.
VOWELS = {
    "a": (730.0, 1090.0, 2440.0, 3400.0),
    "e": (530.0, 1840.0, 2480.0, 3400.0),
    "i": (270.0, 2290.0, 3010.0, 3400.0),
    "o": (570.0, 840.0, 2410.0, 3400.0),
    "u": (300.0, 870.0, 2240.0, 3400.0),
    "er": (490.0, 1350.0, 1690.0, 3400.0),
}
_GLIDE = 0.35


@dataclass(frozen=True, slots=True)
class Patch:
    """How a note sounds. Times in s, levels as amplitudes, pitches in semitones unless the name says otherwise.

    `wave`: "saw", "square", "pulse" (its width moves), "triangle", "sine", "organ", "fm" (`ratio` and `index`, which
    falls to a fifth within `index_s`), "sync" (a saw torn by a slave at `ratio`), "string" (plucked at `ratio` of its
    length, dying within `string_s`, the treble sooner by the power `damp`), "bars" (`partials` that need not be
    harmonic, dying within `string_s`). `tilt` is a further power by which harmonics fall. `voices` are detuned by up
    to `spread_cents`. The low-pass stands `cutoff_hz` and, at the start, `sweep_octaves` higher, gone in `sweep_s`;
    it sways by `sway_octaves` at `sway_hz`. `vowels` are sung one after the other, a `throat` of 1 being a man's.
    `drop` is how much higher the pitch starts; `steps` is a cycle of semitones, `step_s` each. `breath` is noise
    throughout, `chiff` noise at the start, above `breath_hz`. What belongs to a whole part: `mono` lets each note end
    the one before, `slide_s` slides between those that overlap, `amp` drives their sum into a box that ends at
    `box_hz`, and an echo comes `echo_s` late.
    """

    wave: str = "saw"
    tilt: float = 0.0
    ratio: float = 1.0
    index: float = 1.0
    index_s: float = 0.3
    string_s: float = 1.0
    damp: float = 0.8
    partials: tuple[float, ...] = (1.0,)
    voices: int = 1
    spread_cents: float = 0.0
    sub: float = 0.0
    attack_s: float = 0.004
    decay_s: float = 0.3
    sustain: float = 0.7
    release_s: float = 0.06
    cutoff_hz: float = 18_000.0
    sweep_octaves: float = 0.0
    sweep_s: float = 0.2
    resonance: float = 0.0
    sway_hz: float = 0.0
    sway_octaves: float = 0.0
    vowels: tuple[str, ...] = ()
    throat: float = 1.0
    drive: float = 0.0
    vibrato: float = 0.0
    vibrato_hz: float = 5.5
    drop: float = 0.0
    drop_s: float = 0.02
    steps: tuple[float, ...] = ()
    step_s: float = 0.05
    breath: float = 0.0
    chiff: float = 0.0
    breath_hz: float = 3000.0
    mono: bool = False
    slide_s: float = 0.0
    amp: float = 0.0
    box_hz: float = 4500.0
    echo_s: float = 0.0
    echo: float = 0.0
    unlike: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """What is played: MIDI `pitch` for `length` seconds, slid to from `previous`; `variant` draws what is by chance."""

    pitch: float
    length: float
    velocity: float
    previous: float
    variant: int


def render_note(patch: Patch, note: Note, rate_hz: int) -> Wave:
    """One note of a patch, peaking at 1 before its envelope."""
    t = times(note.length + patch.release_s, rate_hz)
    hz = midi_hz(note.pitch)
    dice = np.random.default_rng([note.variant, round(100.0 * note.pitch), 7])
    bend = _bend(patch, note, t)
    if patch.wave == "bars":
        wave = _bars(patch, note, t, hz, rate_hz, dice)
    else:
        wave = _read(patch, note, t, hz, bend, rate_hz, dice)
    wave = peak(wave)
    if patch.sub > 0.0:
        turns = phase(hz if bend is None else hz * bend, len(t), rate_hz)
        wave = wave + np.float32(patch.sub) * sine(turns)
    if patch.drive > 0.0:
        wave = saturate(peak(wave), patch.drive)
    if patch.breath > 0.0 or patch.chiff > 0.0:
        level = patch.breath + patch.chiff * np.exp(t / -0.025)
        rush = _rush(note.variant, patch.breath_hz, rate_hz)
        wave = wave + np.resize(rush, len(t)) * level.astype(np.float32)
    return peak(wave) * _envelope(patch, note.length, t, rate_hz)


@lru_cache(maxsize=16)
def _rush(seed: int, low_hz: float, rate_hz: int) -> Wave:
    """A few seconds of breath, long enough that nobody hears them come again."""
    return air(2 * rate_hz, seed + 11, low_hz, 4.0 * low_hz, rate_hz)


def _envelope(patch: Patch, length_s: float, t: Curve, rate_hz: int) -> Wave:
    """Attack, decay to the sustained level, release."""
    level = np.exp(np.minimum(patch.attack_s - t, 0.0).astype(np.float32) / np.float32(patch.decay_s))
    level = np.float32(patch.sustain) + np.float32(1.0 - patch.sustain) * level
    rise = max(1, min(len(t), round(patch.attack_s * rate_hz)))
    level[:rise] *= np.linspace(0.0, 1.0, rise, dtype=np.float32)
    fall = max(1, min(len(t), len(t) - round(length_s * rate_hz)))
    level[-fall:] *= np.linspace(1.0, 0.0, fall, dtype=np.float32) ** 2
    return np.asarray(level, np.float32)


def _bend(patch: Patch, note: Note, t: Curve) -> Curve | None:
    """Factor on the frequency of every sample, None for a steady pitch."""
    semitones: Curve = np.zeros(len(t))
    if patch.drop != 0.0:
        semitones += patch.drop * np.exp(t / -patch.drop_s)
    if patch.slide_s > 0.0 and note.previous != note.pitch:
        semitones += (note.previous - note.pitch) * np.exp(t / (-_GLIDE * patch.slide_s))
    if patch.vibrato > 0.0:
        # Singers and players let a note settle before they shake it.
        semitones += patch.vibrato * np.sin(2.0 * np.pi * patch.vibrato_hz * t) * np.clip((t - 0.12) / 0.25, 0.0, 1.0)
    if patch.steps:
        semitones += np.array(patch.steps)[(t / patch.step_s).astype(np.int64) % len(patch.steps)]
    return None if not semitones.any() else np.asarray(2.0 ** (semitones / 12.0))


def _read(
    patch: Patch, note: Note, t: Curve, hz: float, bend: Curve | None, rate_hz: int, dice: np.random.Generator
) -> Wave:
    """Read the cycles, each voice at a pace of its own."""
    high = hz if bend is None else hz * float(bend.max())
    count = int(np.clip(min(0.45 * rate_hz, 14_000.0) / high, 1, 320))
    size = 2048 if count <= 128 else 4096
    # Cycles follow each other closely enough for a filter that snaps shut, wider apart in a long note.
    hop = max(240, len(t) // 160)
    frames = 1 if _steady(patch) else len(t) // hop + 2
    at = np.asarray(np.arange(frames)[:, None] * (hop / rate_hz), np.float64)
    table = _cycles(patch, note, hz, at, count, size)
    row, part = np.divmod(np.arange(len(t), dtype=np.int32), np.int32(hop))
    base, blend = row * np.int32(size), part.astype(np.float32) / np.float32(hop)
    flat = table.reshape(-1)
    # Phase runs in whole numbers that wrap by themselves at one turn.
    turn, shift = 2.0**32, 32 - (size.bit_length() - 1)
    wave = np.zeros(len(t), np.float32)
    for voice in range(patch.voices):
        lean = 0.0 if patch.voices == 1 else 2.0 * voice / (patch.voices - 1) - 1.0
        step = hz * 2.0 ** (lean * patch.spread_cents / 1200.0) * turn / rate_hz
        start = 0 if patch.voices == 1 else int(dice.integers(1 << 32))
        if bend is None:
            turns = np.arange(len(t), dtype=np.uint32) * np.uint32(step) + np.uint32(start)
        else:
            turns = np.cumsum((step * bend).astype(np.uint32), dtype=np.uint32) + np.uint32(start)
        place = (turns >> np.uint32(shift)).astype(np.int32)
        if frames == 1:
            wave += flat.take(place)
            continue
        place += base
        near = flat.take(place)
        place += np.int32(size)
        wave += near + (flat.take(place) - near) * blend
    return wave


def _steady(patch: Patch) -> bool:
    """Whether nothing but pitch and loudness changes within a note."""
    moving = patch.sweep_octaves != 0.0 or patch.sway_octaves != 0.0 or len(patch.vowels) > 1
    return not moving and patch.wave not in ("pulse", "fm", "sync", "string")


def _cycles(patch: Patch, note: Note, hz: float, at: Curve, count: int, size: int) -> Wave:
    """One cycle per moment `at` (frames, 1), as (frames, size)."""
    k = np.arange(1, count + 1, dtype=np.float64)
    raw: NDArray[Any]
    if patch.wave in ("fm", "sync"):
        raw = np.fft.rfft(_torn(patch, note, at, size))[:, 1 : count + 1]
    else:
        raw = -1j * _strengths(patch, k, at)
    gain = k**-patch.tilt if patch.tilt else np.ones(count)
    # A louder note is a brighter one.
    stands = patch.cutoff_hz * 2.0 ** (1.2 * (note.velocity - 0.8))
    if patch.cutoff_hz < 15_000.0 or patch.sweep_octaves or patch.sway_octaves:
        octaves = patch.sweep_octaves * np.exp(at / -patch.sweep_s)
        octaves = octaves + patch.sway_octaves * np.sin(2.0 * np.pi * patch.sway_hz * at)
        gain = gain * lowpass(lambda _: np.maximum(stands * 2.0**octaves, 60.0), 3, patch.resonance)(k * hz, at)
    if patch.vowels:
        gain = gain * _mouth(patch, note, k * hz, at)
    spectrum: NDArray[np.complex64] = np.zeros((len(at), size // 2 + 1), np.complex64)
    spectrum[:, 1 : count + 1] = raw * gain
    return np.asarray(np.fft.irfft(spectrum, n=size), np.float32)


def _strengths(patch: Patch, k: Curve, at: Curve) -> Curve:
    """Strength of the harmonics `k` at the moments `at`."""
    if patch.wave == "square":
        return np.asarray((k % 2.0) / k)
    if patch.wave == "pulse":
        return np.asarray(np.sin(np.pi * k * (0.25 + 0.15 * np.sin(2.0 * np.pi * 0.7 * patch.ratio * at))) / k)
    if patch.wave == "triangle":
        return np.asarray((k % 2.0) * np.where(k % 4.0 == 1.0, 1.0, -1.0) / k**2)
    if patch.wave == "sine":
        return np.asarray(np.where(k == 1.0, 1.0, 0.0))
    if patch.wave == "organ":
        bars = dict(zip((1.0, 2.0, 3.0, 4.0, 6.0, 8.0), patch.partials, strict=False))
        return np.array([bars.get(float(harmonic), 0.0) for harmonic in k])
    if patch.wave == "string":
        plucked = np.abs(np.sin(np.pi * k * patch.ratio)) / k + 0.02 / k
        return np.asarray(plucked * np.exp(at * k**patch.damp / -patch.string_s))
    return np.asarray(1.0 / k)


def _torn(patch: Patch, note: Note, at: Curve, size: int) -> Curve:
    """Cycles that are made in time: frequency modulation, or a saw restarted before its time."""
    place = np.arange(size) / size
    if patch.wave == "sync":
        pace = 1.0 + patch.ratio * (0.3 + 0.7 * np.exp(at / -patch.sweep_s))
        return np.asarray((2.0 * (place * pace % 1.0) - 1.0) * (1.0 - place))
    fades = 0.2 + 0.8 * np.exp(at / -patch.index_s)
    index = patch.index * (0.4 + 0.6 * note.velocity) * fades
    return np.asarray(np.sin(2.0 * np.pi * place + index * np.sin(2.0 * np.pi * round(patch.ratio) * place)))


def _mouth(patch: Patch, note: Note, f: Curve, at: Curve) -> Curve:
    """Gain of a mouth that goes from vowel to vowel, at frequencies `f` (count,) and moments `at` (frames, 1)."""
    first = note.variant % len(patch.vowels)
    way = np.array([VOWELS[patch.vowels[(first + step) % len(patch.vowels)]] for step in range(3)]) * patch.throat
    # The lips are at the second vowel soon, and at the third only if the note is long.
    knots = np.array([0.0, 0.12, 0.12 + max(0.3, 0.7 * note.length)])
    gain = np.full((len(at), len(f)), 0.015)
    for formant, (level, width) in enumerate(((1.0, 90.0), (0.6, 110.0), (0.35, 170.0), (0.25, 250.0))):
        centre = np.interp(at[:, 0], knots, way[:, formant])[:, None]
        gain += level / (1.0 + ((f - centre) / width) ** 2)
    return gain


def _bars(patch: Patch, note: Note, t: Curve, hz: float, rate_hz: int, dice: np.random.Generator) -> Wave:
    """Partials that share no period: bells, bars, glass."""
    wave = np.zeros(len(t), np.float32)
    for place, ratio in enumerate(patch.partials):
        if hz * ratio > 0.42 * rate_hz:
            continue
        level = (0.3 + 0.7 * note.velocity) ** place * (1.0 + place) ** -(0.5 + patch.tilt)
        dying = np.exp((t * (ratio**patch.damp / -patch.string_s)).astype(np.float32))
        wave += np.float32(level) * sine(phase(hz * ratio, len(t), rate_hz, dice.random())) * dying
    return wave
