"""The sound of a song: who plays each drum and each part, machines or soundfonts, and how loud.

In: a song, a seed, the installed fonts. Out: its stems, balanced as in a mix.
Pure functions around the two renderers; run wherever a lesson is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing import electronic, general_midi
from engine.corpus.playing.soundfonts import Fonts, find_fonts
from engine.corpus.playing.stems import DRUM_STEMS, Stems
from engine.corpus.song import Hit, Part, Role, Song
from engine.corpus.sounds import EFFECTS, SYNTHS
from engine.corpus.writing.genres import GENRES

Mono = NDArray[np.float32]

#: How loud a stem is, in dBFS: the strokes of a drum by their peaks, a part by its RMS while it plays.
DRUM_PEAKS_DB = {"kick": -11.0, "snare": -12.0, "hats": -23.0, "percussion": -19.0, "cymbals": -18.0}
PART_RMS_DB: dict[Role, float] = {
    "bass": -22.0,
    "chords": -27.0,
    "pad": -31.0,
    "riff": -25.0,
    "lead": -26.0,
    "arp": -29.0,
    "voice": -23.0,
    "fx": -31.0,
}

#: Standard deviation of what is added to these, and its bounds, in dB.
SPREAD_DB, WIDEST_DB = 3.0, 6.0

#: How uneven the strokes of a drum can be: the largest standard deviation of the logarithm of their velocities.
UNEVEN = {"hats": 0.5, "snare": 0.25}

#: What a machine plays best; of the rest, soundfonts play most.
SYNTHETIC = frozenset(
    {*SYNTHS, "synth bass", "saw bass", "fm bass", "sub bass", "808", "reese", "acid", "growl bass"}
    | {"saw pad", "warm pad", "dark pad", "glass pad", "drone"}
) - {"marimba", "steel drum", "mallet"}
#: Sung and spoken: vowels come from the machine, soundfonts only know choirs.
VOCAL = frozenset(("voice", "spoken voice", "vocal chop"))

#: Machines made of recorded drums: their genres are electronic, their kits often are not.
SAMPLED = frozenset(
    {"boom bap", "lo-fi", "hip-hop", "trip-hop", "downtempo", "jungle", "drum and bass", "breakbeat", "breakcore"}
    | {"footwork", "industrial", "industrial metal", "reggaeton"}
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays. `machine` and `band`: the drum stems that each plays (a stem in both is layered).

    `manner`: the kind of kit of the band. `fonts`: for each part, whether a soundfont plays it.
    """

    manner: str
    machine: frozenset[str]
    band: frozenset[str]
    fonts: tuple[bool, ...]


def cast(song: Song, seed: int) -> Cast:
    """Draw the players. An unknown genre is taken for a band's."""
    rng = np.random.default_rng([seed, 331])
    genre = GENRES.get(song.plan.genre)
    is_electronic = genre is not None and genre.electronic
    swings = genre is not None and genre.form == "jazz"
    if is_electronic:
        share = 0.5 if song.plan.genre in SAMPLED else 0.15
        manner = "electronic" if rng.random() < 0.4 else "rock"
    else:
        share = 0.97 if swings else 0.85
        manner = "jazz" if rng.random() < (0.85 if swings else 0.15) else "rock"
    is_band = rng.random() < share
    machine, band = set[str](), set[str]()
    for stem in DRUM_STEMS:
        guest = rng.random() < (0.04 if swings else 0.1)
        (band if is_band != guest else machine).add(stem)
        if rng.random() < (0.02 if swings else 0.1):
            machine.add(stem)
            band.add(stem)
    fonts = tuple(bool(rng.random() < _share_of_fonts(part, is_electronic)) for part in song.parts)
    return Cast(manner, frozenset(machine), frozenset(band), fonts)


def _share_of_fonts(part: Part, is_electronic: bool) -> float:
    """How likely a soundfont plays a part."""
    if part.role == "fx" or part.sound in EFFECTS:
        return 0.0
    if part.sound in VOCAL:
        return 0.2 if is_electronic else 0.3
    if part.sound in SYNTHETIC:
        return 0.1 if is_electronic else 0.3
    return 0.75 if is_electronic else 0.93


def render_song(song: Song, seed: int, rate_hz: int = 48_000, fonts: Fonts | None = None) -> Stems:
    """All stems, round(song.length_s * rate_hz) long. The same arguments and fonts give the same samples.

    Without `fonts`, those that are installed; `DeviceError` says what to install if there are none.
    """
    fonts = find_fonts() if fonts is None else fonts
    count = round(song.length_s * rate_hz)
    players = cast(song, seed)
    rng = np.random.default_rng([seed, 332])
    hits = _play_unevenly(song.hits, np.random.default_rng([seed, 333]))
    band_hits = [hit for hit in hits if general_midi.find_stem(hit.drum) in players.band]
    machine_hits = [hit for hit in hits if general_midi.find_stem(hit.drum) in players.machine]
    by_fonts = [part for part, is_font in zip(song.parts, players.fonts, strict=True) if is_font]
    band, played = general_midi.render_band(band_hits, by_fonts, song.length_s, seed, rate_hz, fonts, players.manner)
    machine = electronic.render_hits(machine_hits, song.length_s, seed, rate_hz) if machine_hits else {}
    drums = {}
    for stem in DRUM_STEMS:
        target_db = DRUM_PEAKS_DB[stem] + _spread_db(rng)
        layers = [sounds[stem] for sounds in (band, machine) if stem in sounds and sounds[stem].any()]
        drums[stem] = _layer([_fit(layer, count) for layer in layers], target_db, rng, rate_hz, count)
    waiting = iter(played)
    parts = []
    for number, (part, is_font) in enumerate(zip(song.parts, players.fonts, strict=True)):
        target_db = PART_RMS_DB[part.role] + _spread_db(rng)
        if is_font:
            sound = next(waiting)
        else:
            sound = electronic.render_tones(part, song.length_s, seed + 104_729 * (number + 1), rate_hz)
        sound = _fit(sound, count)
        parts.append((part.role, scale(sound, target_db - measure_rms_db(sound, rate_hz))))
    return Stems(drums, tuple(parts), rate_hz)


def _play_unevenly(hits: Iterable[Hit], rng: np.random.Generator) -> list[Hit]:
    """Hits with velocities that differ from stroke to stroke, in most songs; never louder than 1."""
    shares = {stem: widest * rng.random() if rng.random() < 0.7 else 0.0 for stem, widest in UNEVEN.items()}
    played = []
    for hit in hits:
        share = shares.get(general_midi.find_stem(hit.drum), 0.0)
        factor = float(np.exp(share * rng.standard_normal())) if share > 0.0 else 1.0
        played.append(replace(hit, velocity=min(1.0, hit.velocity * factor)))
    return played


def _spread_db(rng: np.random.Generator) -> float:
    return float(np.clip(rng.normal(0.0, SPREAD_DB), -WIDEST_DB, WIDEST_DB))


def _fit(sound: Mono, count: int) -> Mono:
    """Cut or lengthened to `count` samples."""
    return sound[:count] if len(sound) >= count else np.pad(sound, (0, count - len(sound)))


def _layer(layers: list[Mono], target_db: float, rng: np.random.Generator, rate_hz: int, count: int) -> Mono:
    """The first of the layers at its level, and the second up to 9 dB below it; silence if there is none."""
    total = np.zeros(count, np.float32)
    behind_db = rng.uniform(0.0, 9.0)
    for number, layer in enumerate(layers):
        total += scale(layer, target_db - number * behind_db - measure_peak_db(layer, rate_hz))
    return total


def scale(sound: Mono, gain_db: float) -> Mono:
    """`sound` with a gain; silence, whose gain would be infinite, stays as it is."""
    return sound * np.float32(10.0 ** (gain_db / 20.0)) if np.isfinite(gain_db) else sound


def measure_peak_db(sound: Mono, rate_hz: int) -> float:
    """How loud strokes are: the median peak, in dBFS, of the tenths of a second that have a tenth of the top or more.

    Minus infinity for silence.
    """
    frames = _frames(sound, rate_hz)
    peaks = np.maximum(frames.max(axis=1, initial=0.0), -frames.min(axis=1, initial=0.0))
    return _median_db(peaks)


def measure_rms_db(sound: Mono, rate_hz: int) -> float:
    """How loud a part is while it plays: the median RMS in dBFS of such tenths of a second; -inf for silence."""
    frames = _frames(sound, rate_hz)
    return _median_db(np.sqrt(np.einsum("ij,ij->i", frames, frames) / max(1, frames.shape[1])))


def _frames(sound: Mono, rate_hz: int) -> Mono:
    size = min(len(sound), rate_hz // 10)
    return sound[: len(sound) // size * size].reshape(-1, size) if size else np.zeros((0, 1), np.float32)


def _median_db(levels: Mono) -> float:
    top = float(levels.max(initial=0.0))
    # Far below any sound there are only the last bits of a decay.
    if top < 1e-6:
        return -np.inf
    return float(20.0 * np.log10(np.median(levels[levels >= 0.1 * top])))
