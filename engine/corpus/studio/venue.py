"""Where the music is heard: a clean line, a club, a telephone, a radio, a lossy file, too quiet or far too loud.

In: a mono float32 sound at 48 kHz and a seed. Out: what arrives, as long, in the same place, and what is not heard.
Pure functions; run wherever a lesson is made.
"""

from collections.abc import Callable

import numpy as np
import soxr

from engine.corpus.studio import crowd
from engine.corpus.studio.codecs import Codec, built_in, transcode
from engine.corpus.studio.dynamics import compress, decibels, level_db, saturate
from engine.corpus.studio.filters import (
    RATE_HZ,
    Sound,
    bend,
    convolve,
    high_pass,
    kernel,
    low_pass,
    resonance,
    room,
)

#: Up to where a venue passes the treble, drawn before anything else about it; other venues pass all that matters.
_TOPS_HZ: dict[str, Callable[[np.random.Generator], float]] = {
    "club": lambda rng: rng.uniform(3000.0, 16_000.0),
    "phone": lambda rng: rng.uniform(4000.0, 9000.0),
    "radio": lambda rng: rng.uniform(2500.0, 5000.0),
    "low rate": lambda rng: (4000.0, 5512.5, 8000.0, 11_025.0)[int(rng.integers(4))],
}
#: Below this top hats are not heard: the steeper the venue falls, the higher. And crashes, in any venue.
_HATS_HZ = {"club": 4000.0, "phone": 4500.0, "radio": 5000.0, "low rate": 5600.0}
_CRASHES_HZ = 2700.0


def _draw_top(venue: str, rng: np.random.Generator) -> float:
    return float(_TOPS_HZ[venue](rng))


def _line(sound: Sound, rng: np.random.Generator) -> Sound:
    """The line of a mixing desk."""
    return sound


def _tone(sound: Sound, rng: np.random.Generator) -> Sound:
    """Someone's bass, middle and treble knobs."""
    low, middle, high = rng.uniform(-9.0, 9.0, 3)
    points = ((40.0, low), (180.0, low), (600.0, middle), (2500.0, middle), (7000.0, high), (20_000.0, high))
    return convolve(sound, kernel(bend(points)))


def _club(sound: Sound, rng: np.random.Generator) -> Sound:
    """A loud system in a room full of people."""
    top_hz = _draw_top("club", rng)
    boost = resonance(rng.uniform(45.0, 110.0), rng.uniform(0.0, 9.0), 0.8)
    dull = low_pass(top_hz, 1) + high_pass(rng.uniform(25.0, 60.0), 2)
    dry = convolve(sound, kernel(boost + dull))
    decay_s = float(np.exp(rng.uniform(np.log(0.3), np.log(2.0))))
    wet = convolve(dry, room(decay_s, rng.random(), rng, rng.uniform(0.0, 0.012)))
    heard = dry + wet * decibels(rng.uniform(-16.0, 0.0))
    return _with_noise(heard, crowd.babble(len(sound), rng), rng.uniform(-40.0, -15.0))


def _phone(sound: Sound, rng: np.random.Generator) -> Sound:
    """The microphone of a telephone or a laptop, whose gain follows what it hears."""
    top_hz = _draw_top("phone", rng)
    curve = high_pass(rng.uniform(120.0, 300.0), 2) + low_pass(top_hz, 2)
    for _ in range(int(rng.integers(2, 5))):
        curve += resonance(np.exp(rng.uniform(np.log(300.0), np.log(6000.0))), rng.uniform(-8.0, 8.0), 0.15)
    near = convolve(sound, kernel(curve))
    near += convolve(near, room(rng.uniform(0.1, 0.5), rng.random(), rng, 0.001)) * decibels(rng.uniform(-12.0, 2.0))
    level = level_db(near)
    ridden = compress(near, level - rng.uniform(4.0, 12.0), 6.0, rng.uniform(0.005, 0.1), rng.uniform(0.15, 1.0))
    return _with_noise(ridden, crowd.hiss(len(sound), rng), rng.uniform(-50.0, -25.0))


def _radio(sound: Sound, rng: np.random.Generator) -> Sound:
    """A small speaker behind a hard compressor."""
    top_hz = _draw_top("radio", rng)
    curve = high_pass(rng.uniform(150.0, 500.0), 3) + low_pass(top_hz, 3)
    band = convolve(sound, kernel(curve))
    level = level_db(band)
    band = compress(band * decibels(-14.0 - level), -18.0, 8.0, 0.005, 0.2)
    return _with_noise(
        saturate(band, rng.uniform(0.0, 10.0), "soft"), crowd.hiss(len(sound), rng), -rng.uniform(25, 50)
    )


def _hum(sound: Sound, rng: np.random.Generator) -> Sound:
    """A bad earth."""
    return _with_noise(sound, crowd.hum(len(sound), rng), rng.uniform(-45.0, -12.0))


def _hiss(sound: Sound, rng: np.random.Generator) -> Sound:
    """An old tape or an amplifier turned up too far."""
    return _with_noise(sound, crowd.hiss(len(sound), rng), rng.uniform(-45.0, -15.0))


def _lossy(codec: Codec, lowest: int, highest: int) -> Callable[[Sound, np.random.Generator], Sound]:
    def play(sound: Sound, rng: np.random.Generator) -> Sound:
        rates = [kbit_s for kbit_s in (24, 32, 48, 64, 80, 96, 112, 128, 160) if lowest <= kbit_s <= highest]
        return transcode(sound, codec, rates[int(rng.integers(len(rates)))])

    return play


def _low_rate(sound: Sound, rng: np.random.Generator) -> Sound:
    """A sampling rate that leaves out the treble; soxr answers without a delay."""
    rate_hz = round(2.0 * _draw_top("low rate", rng))
    back = soxr.resample(soxr.resample(sound, RATE_HZ, rate_hz, "MQ"), rate_hz, RATE_HZ, "MQ")[: len(sound)]
    return np.asarray(np.pad(back, (0, len(sound) - len(back))), np.float32)


def _eight_bits(sound: Sound, rng: np.random.Generator) -> Sound:
    """256 steps for everything, some of them left unused."""
    scale = np.float32(127.0 * 10.0 ** (-rng.uniform(0.0, 12.0) / 20.0))
    dither = rng.random(len(sound), dtype=np.float32) - np.float32(0.5) if rng.random() < 0.5 else np.float32(0.0)
    return np.asarray(np.rint(sound * scale + dither) / scale, np.float32)


#: Every place by name; those of codecs that this build of FFmpeg lacks stay a clean line.
VENUES: dict[str, Callable[[Sound, np.random.Generator], Sound]] = {
    "line": _line,
    "tone": _tone,
    "club": _club,
    "phone": _phone,
    "radio": _radio,
    "hum": _hum,
    "hiss": _hiss,
    "mp3": _lossy("mp3", 64, 160),
    "aac": _lossy("aac", 48, 160),
    "opus": _lossy("opus", 24, 96),
    "low rate": _low_rate,
    "eight bits": _eight_bits,
}

#: How often each of the places is drawn.
_WEIGHTS = {
    "line": 50.0,
    "tone": 8.0,
    "club": 13.0,
    "phone": 8.0,
    "radio": 2.0,
    "hum": 2.0,
    "hiss": 3.0,
    "mp3": 4.0,
    "aac": 3.0,
    "opus": 3.0,
    "low rate": 2.0,
    "eight bits": 2.0,
}


def draw_venue(seed: int) -> str:
    """Which of `VENUES` a seed leads to: half of them to the clean line."""
    names = list(VENUES)
    weights = np.array([_WEIGHTS[name] for name in names])
    return names[int(np.random.default_rng([seed, 51]).choice(len(names), p=weights / weights.sum()))]


def venue_hides(seed: int) -> frozenset[str]:
    """The classes of truth that nobody hears in the venue of `seed`: of hat and crash. A kick's beater always is."""
    return hides(draw_venue(seed), seed)


def hides(venue: str, seed: int) -> frozenset[str]:
    """The classes of truth that `play_in(sound, venue, seed)` takes away."""
    if venue not in _TOPS_HZ:
        return frozenset()
    top_hz = _draw_top(venue, np.random.default_rng([seed, 52]))
    limits_hz = {"hat": _HATS_HZ[venue], "crash": _CRASHES_HZ}
    return frozenset(name for name, limit_hz in limits_hz.items() if top_hz < limit_hz)


def play_in_venue(sound: Sound, seed: int) -> Sound:
    """A sound as it is heard in the venue of `seed`, at the level that it has there: (n,) within -1..1."""
    return set_level(play_in(sound, draw_venue(seed), seed), seed)


def play_in(sound: Sound, venue: str, seed: int) -> Sound:
    """A sound in one of `VENUES`, peaking where it did; onsets move by less than 2 ms. `KeyError` for others."""
    top = float(np.abs(sound).max(initial=0.0))
    if top == 0.0 or (venue in ("mp3", "aac", "opus") and venue not in built_in()):
        return sound
    heard = VENUES[venue](sound, np.random.default_rng([seed, 52]))
    return np.asarray(np.clip(heard * np.float32(top / max(1e-9, float(np.abs(heard).max()))), -1.0, 1.0), np.float32)


def set_level(sound: Sound, seed: int) -> Sound:
    """The level at which it arrives: mostly as it is, or lower, a whisper at -50 dBFS, or up to 12 dB over, clipped."""
    rng = np.random.default_rng([seed, 53])
    kind = rng.random()
    if kind < 0.4:
        return sound
    if kind < 0.7:
        return sound * decibels(rng.uniform(-18.0, 0.0))
    if kind < 0.85:
        level = level_db(sound)
        return np.asarray(np.clip(sound * decibels(min(0.0, rng.uniform(-50.0, -30.0) - level)), -1.0, 1.0), np.float32)
    top = max(1e-9, float(np.abs(sound).max(initial=0.0)))
    return np.asarray(np.clip(sound * (decibels(rng.uniform(0.0, 12.0)) / np.float32(top)), -1.0, 1.0), np.float32)


def _with_noise(sound: Sound, noise: Sound, relative_db: float) -> Sound:
    """Add a noise of RMS 1 at a level relative to the sound's own."""
    return np.asarray(sound + noise * decibels(level_db(sound) + relative_db), np.float32)
