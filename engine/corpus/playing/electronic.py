"""The electronic renderer: a drum machine and a synthesiser, both drawn by chance, play a song of the corpus.

In: hits or a part, the length, a seed. Out: float32 (n,) mono, one stem for each group of drums or one for the part.
Pure functions; run wherever a song of the corpus is rendered.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing.dice import band_gain
from engine.corpus.playing.drum_machine import Stroke
from engine.corpus.playing.patches import draw_patch
from engine.corpus.playing.percussion_machine import MACHINE
from engine.corpus.playing.sweeps import SWEEPS
from engine.corpus.playing.synth import Note, Patch, render_note
from engine.corpus.song import Hit, Part, Tone
from engine.sound.synthesis import Wave

#: What the stems of the drums are called.
GROUPS = ("kick", "snare", "hats", "percussion", "cymbals")

_LEVELS = {"kick": 0.9, "snare": 0.7, "hats": 0.3, "percussion": 0.45, "cymbals": 0.4}
_CLASSES = 4
_GRAIN_S = 0.02
_CHOKE_S = 0.008
_TOGETHER_S = 0.03


def render_hits(
    hits: Sequence[Hit], length_s: float, seed: int, rate_hz: int = 48_000
) -> dict[str, NDArray[np.float32]]:
    """Play hits on a kit drawn from the seed: a stem (round(length_s * rate_hz),) by group, the silent ones left out.

    Attacks begin on the sample nearest to the hit. A hit of velocity 1 peaks below 1; stems may sum to more.
    """
    frames = round(length_s * rate_hz)
    stems: dict[str, Wave] = {}
    made: dict[tuple[str, int, int], Wave] = {}
    dice = np.random.default_rng([seed, 0])
    # A machine repeats itself exactly; some kits have a few strokes of each drum.
    variants = int(dice.choice([1, 1, 3]))
    drive = float(dice.choice([0.0, 0.0, 1.0, 2.5]))
    choked = {"kick": dice.random() < 0.7, "open hat": True}
    ordered = sorted(hits, key=lambda hit: hit.t)
    for place, hit in enumerate(ordered):
        group, instrument, strike = MACHINE[hit.drum]
        loud = _loudness(hit.velocity)
        key = (hit.drum, loud, place % variants)
        if key not in made:
            kit = np.random.default_rng([seed, zlib.crc32(instrument.encode())])
            made[key] = strike(kit, Stroke(loud / _CLASSES, _fold(seed, key[2]), rate_hz))
        wave = made[key] * np.float32(_LEVELS[group] * (0.15 + 0.85 * hit.velocity) * hit.velocity**0.5)
        if choked.get(hit.drum, False):
            wave = _choke(wave, _until_next(ordered, place), rate_hz)
        stem = stems.setdefault(group, np.zeros(frames, np.float32))
        _lay(stem, wave, hit.t, rate_hz)
    if drive > 0.0:
        for stem in stems.values():
            np.multiply(stem, np.float32(drive), out=stem)
            np.tanh(stem, out=stem)
            stem *= np.float32(1.0 / np.tanh(drive))
    return stems


def render_tones(part: Part, length_s: float, seed: int, rate_hz: int = 48_000) -> NDArray[np.float32]:
    """Play a part with a patch drawn from the seed: (round(length_s * rate_hz),); a lone loud note peaks near 0.4.

    A sound without a patch of its own is played with one of the part's role.
    """
    stem = np.zeros(round(length_s * rate_hz), np.float32)
    if part.sound in SWEEPS:
        for place, tone in enumerate(part.tones):
            wave = SWEEPS[part.sound](max(tone.length, 0.1), _fold(seed, place % 8), rate_hz, tone.pitch)
            _lay(stem, wave * np.float32(0.4 * tone.velocity), tone.t, rate_hz)
        return stem
    patch = draw_patch(part.sound, part.role, np.random.default_rng([seed, zlib.crc32(part.sound.encode())]))
    made: dict[Note, Wave] = {}
    tones = sorted(part.tones, key=lambda tone: tone.t)
    for place, tone in enumerate(tones):
        note = _note(patch, tones, place, seed)
        if note not in made:
            made[note] = render_note(patch, note, rate_hz)
        gain = 0.4 * (0.2 + 0.8 * tone.velocity) * tone.velocity**0.5
        _lay(stem, made[note] * np.float32(gain), tone.t, rate_hz)
    if patch.amp > 0.0:
        stem = _amplify(stem, patch.amp, patch.box_hz, rate_hz)
    late = round(patch.echo_s * rate_hz)
    if patch.echo > 0.02 and 0 < late < len(stem):
        # From the end backwards in steps, so that every echo is of what came before it and the last dies by itself.
        dry = stem.copy()
        for times_over in range(1, 4):
            if times_over * late < len(stem):
                stem[times_over * late :] += np.float32(patch.echo**times_over) * dry[: -times_over * late]
    return stem


def _loudness(velocity: float) -> int:
    """The class 1.._CLASSES that a velocity falls into."""
    return int(np.clip(np.ceil(velocity * _CLASSES), 1, _CLASSES))


def _fold(seed: int, place: int) -> int:
    """A small seed of its own for each place."""
    return (seed * 1009 + place * 97) % 2**31


def _note(patch: Patch, tones: Sequence[Tone], place: int, seed: int) -> Note:
    """The note that a tone asks for, rounded so that many tones share one."""
    tone = tones[place]
    length = max(tone.length, _GRAIN_S)
    if patch.mono:
        # Tones that begin together are a chord, not one after the other.
        until = next((later.t for later in tones[place + 1 : place + 9] if later.t > tone.t + _TOGETHER_S), np.inf)
        length = min(length, until - tone.t)
    pitch = round(tone.pitch * 20.0) / 20.0
    previous = pitch
    if patch.slide_s > 0.0 and place > 0:
        before = tones[place - 1]
        joined = before.t < tone.t - _TOGETHER_S and before.t + before.length > tone.t - _TOGETHER_S
        if joined and abs(before.pitch - tone.pitch) <= 12.0:
            previous = round(before.pitch * 20.0) / 20.0
    grains = max(1, round(length / _GRAIN_S))
    variant = _fold(seed, place % patch.unlike)
    return Note(pitch, grains * _GRAIN_S, _loudness(tone.velocity) / _CLASSES, previous, variant)


def _until_next(hits: Sequence[Hit], place: int) -> float:
    """Seconds until the next hit that silences this one."""
    silencers = ("kick",) if hits[place].drum == "kick" else ("hat", "pedal hat", "open hat")
    for later in hits[place + 1 :]:
        if later.drum in silencers:
            return later.t - hits[place].t
    return np.inf


def _choke(wave: Wave, after_s: float, rate_hz: int) -> Wave:
    """Silence a sound from `after_s` on, which takes it a few milliseconds."""
    fall = round(_CHOKE_S * rate_hz)
    if after_s * rate_hz + fall >= len(wave):
        return wave
    cut = round(after_s * rate_hz) + fall
    out = wave[:cut].copy()
    out[-fall:] *= np.linspace(1.0, 0.0, fall, dtype=np.float32)
    return out


def _lay(stem: Wave, wave: Wave, t: float, rate_hz: int) -> None:
    """Add a sound to a stem from time `t` on; what lies outside is cut off."""
    start = round(t * rate_hz)
    skip = max(0, -start)
    wave = wave[skip : max(skip, len(stem) - start)]
    stem[start + skip : start + skip + len(wave)] += wave


def _amplify(stem: Wave, amp: float, box_hz: float, rate_hz: int) -> Wave:
    """Drive a stem hard into a loudspeaker's box, a block of spectra at a time."""
    size = 8192
    taps = size // 4
    f = np.asarray(np.arange(taps // 2 + 1) * (rate_hz / taps), np.float64)
    gain = band_gain(f, 75.0, box_hz, 3)
    # The cone of a guitar's loudspeaker breaks up just below its end, which makes it bite.
    gain *= 1.0 + 1.5 * np.exp(-((np.log2(np.maximum(f, 1.0) / (0.7 * box_hz)) / 0.5) ** 2))
    response = np.fft.rfft(_soonest(np.maximum(gain, 1e-4)).astype(np.float32), n=size)
    hop = size - taps
    driven = np.zeros(-(-len(stem) // hop) * hop + taps, np.float32)
    driven[taps : taps + len(stem)] = np.tanh(stem * np.float32(amp))
    blocks = np.lib.stride_tricks.sliding_window_view(driven, size)[::hop]
    out = np.empty((len(blocks), hop), np.float32)
    for place, block in enumerate(blocks):
        out[place] = np.fft.irfft(np.fft.rfft(block) * response, n=size)[taps:] if block.any() else 0.0
    return out.reshape(-1)[: len(stem)] * np.float32(0.2)


def _soonest(gain: NDArray[np.float64]) -> NDArray[np.float64]:
    """The impulse response (2 * (len(gain) - 1),) of a gain that comes as soon as it can, so that nothing rings before.

    Minimum phase by folding the cepstrum; Oppenheim and Schafer, "Discrete-Time Signal Processing", section 13.
    """
    cepstrum = np.fft.irfft(np.log(gain))
    half = len(cepstrum) // 2
    cepstrum[1:half] *= 2.0
    cepstrum[half + 1 :] = 0.0
    return np.asarray(np.fft.irfft(np.exp(np.fft.rfft(cepstrum))), np.float64)
