"""The mixing desk of the built-in piece: voices, buses, room, echo, side chain, master.

In: a `Piece` and a bar number. Out: the bar as float32 (frames, 2), below full scale.
Runs in whichever thread reads the tape; one mixer per reading.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.sound import drums, voices
from engine.sound.score import Note, Piece
from engine.sound.source import Samples
from engine.sound.synthesis import Wave, echoes, room

VOICES: dict[str, Callable[..., Wave]] = {
    "kick": drums.kick,
    "snare": drums.snare,
    "clap": drums.clap,
    "hat": drums.hat,
    "cymbal": drums.cymbal,
    "ride": drums.ride,
    "rim": drums.rim,
    "shaker": drums.shaker,
    "tom": drums.tom,
    "bass saw": voices.bass_saw,
    "bass sub": voices.bass_sub,
    "bass reese": voices.bass_reese,
    "pad": voices.pad,
    "stab": voices.stab,
    "pluck": voices.pluck,
    "bell": voices.bell,
    "lead": voices.lead,
    "riser": voices.riser,
    "impact": voices.impact,
    "swell": voices.swell,
}
"""The voices by the name that notes use."""

CEILING = 0.86
"""Largest sample, -1.3 dBFS: leaves room for the peaks between samples."""

TAIL_S = 16.0
"""Longer than any note with its echo: a reading that starts this much early has everything that still sounds."""


@lru_cache(maxsize=512)
def _sound(voice: str, rate_hz: int, args: tuple[object, ...]) -> Wave:
    wave = VOICES[voice](rate_hz, *args)
    wave.flags.writeable = False
    return wave


class Bus:
    """Sound that is still to come, as an array that grows at the end and is taken from the front."""

    def __init__(self) -> None:
        self._pending: Wave = np.zeros((1 << 16, 2), np.float32)
        self._used = 0

    def add(self, at: int, wave: Wave, left: float, right: float) -> None:
        """Mix `wave`, mono or stereo, in at frame `at` from now, with a gain for each side."""
        end = at + len(wave)
        if end > len(self._pending):
            grown = np.zeros((2 * end, 2), np.float32)
            grown[: self._used] = self._pending[: self._used]
            self._pending = grown
        self._used = max(self._used, end)
        sides = wave if wave.ndim == 2 else wave[:, None]
        self._pending[at:end] += sides * np.array([left, right], np.float32)

    def take(self, frames: int) -> Wave:
        """The next `frames` frames; what follows moves to the front."""
        self.add(frames, np.zeros(0, np.float32), 0.0, 0.0)
        out = self._pending[:frames].copy()
        kept = self._used - frames
        self._pending[:kept] = self._pending[frames : self._used].copy()
        self._pending[kept : self._used] = 0.0
        self._used = kept
        return out


class Sends:
    """Effects that are long impulse responses (n, 2) each, applied to a bar at a time."""

    def __init__(self, *responses: Wave) -> None:
        self._responses = responses
        self._tail = max(len(response) for response in responses) - 1
        self._spectra: tuple[int, list[NDArray[np.complexfloating]]] = (0, [])

    def apply(self, waves: Sequence[Wave]) -> Wave:
        """The sum of the convolutions of each of `waves` (frames, 2) with its response; longer than they are."""
        total = len(waves[0]) + self._tail
        size = _smooth_size(total)
        if size != self._spectra[0]:
            self._spectra = (size, [np.fft.rfft(response, size, axis=0) for response in self._responses])
        products = [
            np.fft.rfft(wave, size, axis=0) * spectrum
            for wave, spectrum in zip(waves, self._spectra[1], strict=True)
            if wave.any()
        ]
        if not products:
            return np.zeros((0, 2), np.float32)
        return np.fft.irfft(sum(products[1:], products[0]), size, axis=0)[:total].astype(np.float32)


def _smooth_size(least: int) -> int:
    """The smallest 2^a·{1, 3/2, 5/4} that is not below `least`: lengths that transform fast."""
    power = 1 << (least - 1).bit_length()
    return min(s for s in (power // 2 * 5 // 4, power // 2 * 3 // 2, power) if s >= least)


@lru_cache(maxsize=4)
def _effects(rate_hz: int, tempo_bpm: float, reverb: float) -> Sends:
    step = 45.0 / tempo_bpm
    return Sends(room(1.2 + 2.4 * reverb, rate_hz, 7), echoes(min(step, 0.6), 0.55, rate_hz))


class Mixer:
    """Renders the bars of a piece in order, from bar `first` on; `bar()` gives one after the other."""

    def __init__(self, piece: Piece, rate_hz: int, first: int = 0) -> None:
        self._piece = piece
        self._rate_hz = rate_hz
        self._next = first
        self._starts = [note.t for note in piece.notes]
        self._dry, self._pumped, self._to_room, self._to_echo = Bus(), Bus(), Bus(), Bus()
        self._sends = _effects(rate_hz, piece.tempo_bpm, piece.style.reverb)
        self._level_times = np.array([t for t, _ in piece.levels])
        self._level_values = np.array([level for _, level in piece.levels])
        self._duck_times = [t for t, _ in piece.ducks]

    def bar(self) -> Samples:
        """The next bar, float32 (frames, 2); the one after the last holds what still rings."""
        piece, index = self._piece, self._next
        self._next += 1
        start_s = piece.bars[index]
        end_s = piece.bars[index + 1] if index + 1 < len(piece.bars) else piece.length_s
        start, end = round(start_s * self._rate_hz), round(end_s * self._rate_hz)
        if index + 1 < len(piece.bars):
            for note in piece.notes[bisect_left(self._starts, start_s) : bisect_left(self._starts, end_s)]:
                self._play(note, start)
        frames = end - start
        wet = self._sends.apply([self._to_room.take(frames), self._to_echo.take(frames)])
        self._pumped.add(0, wet, 1.0, 1.0)
        mix = self._dry.take(frames) + self._pumped.take(frames) * self._duck(start, end)[:, None]
        t = (start + np.arange(frames)) / self._rate_hz
        mix *= np.interp(t, self._level_times, self._level_values).astype(np.float32)[:, None]
        return _limit(mix)

    def _play(self, note: Note, bar_start: int) -> None:
        at = round(note.t * self._rate_hz) - bar_start
        wave = _sound(note.voice, self._rate_hz, note.args)
        angle = (note.pan + 1.0) * np.pi / 4.0
        left, right = np.sqrt(2.0) * np.cos(angle), np.sqrt(2.0) * np.sin(angle)
        bus = self._dry if note.bus == "dry" else self._pumped
        for target, amount in ((bus, 1.0), (self._to_room, note.room), (self._to_echo, note.echo)):
            if amount > 0.0:
                target.add(max(0, at), wave, note.gain * amount * left, note.gain * amount * right)

    def _duck(self, start: int, end: int) -> Wave:
        """The side chain's gain: falls 5 ms before each kick, so that it does not click, and swings back."""
        rate = self._rate_hz
        lead, back = round(0.005 * rate), round(0.85 * 60.0 / min(self._piece.tempo_bpm, 150.0) * rate)
        dip = np.concatenate([np.linspace(0.0, 1.0, lead), 0.5 + 0.5 * np.cos(np.pi * np.arange(back) / back)])
        gain = np.ones(end - start, np.float32)
        low = bisect_left(self._duck_times, (start - lead - back) / rate - 0.01)
        high = bisect_right(self._duck_times, (end + lead) / rate + 0.01)
        for t, depth in self._piece.ducks[low:high]:
            at = round(t * rate) - lead - start
            a, b = max(0, at), min(end - start, at + len(dip))
            if a < b:
                gain[a:b] = np.minimum(gain[a:b], 1.0 - depth * dip[a - at : b - at])
        return gain


def _limit(mix: Wave) -> Wave:
    """Soft limiter without memory: straight up to half of the ceiling, bending towards it above."""
    knee = np.float32(0.5 * CEILING)
    size = np.abs(mix)
    over = np.maximum(size - knee, 0.0) / (CEILING - knee)
    bent = np.where(size > knee, knee + (CEILING - knee) * np.tanh(over), size)
    return np.copysign(bent, mix).astype(np.float32)
