"""Bands of heavy music: guitars that chug, gallop, run or strike together with bass and kick.

In: nothing. Out: `HEAVY_BANDS`, by genre.
Plain data; read through `engine.corpus.writing.bands`.
"""

from engine.corpus.writing.casting import Band, make_band
from engine.corpus.writing.stage_bands import STAGE_BANDS

_METAL = STAGE_BANDS["metal"]

HEAVY_BANDS: dict[str, Band] = {}

HEAVY_BANDS["thrash metal"] = make_band(
    _METAL,
    "metal, rock",
    bass="eighths, riff, gallop: picked bass",
    riff="chug, gallop, single, power, tremolo: chug guitar, distorted guitar",
)
HEAVY_BANDS["death metal"] = make_band(
    _METAL,
    "metal",
    bass="riff, eighths, locked: picked bass",
    chords="power held, power accents: distorted guitar",
    riff="tremolo, tremolo, chug, djent, single: distorted guitar, chug guitar",
    voice="spoken: spoken voice",
)
HEAVY_BANDS["black metal"] = make_band(
    _METAL,
    "metal, classical",
    bass="eighths, long, quarters: picked bass, electric bass",
    chords="power held, power eighths: distorted guitar",
    riff="tremolo, tremolo, power: distorted guitar, overdriven guitar",
    pad="pad, held: choir, strings, organ",
    voice="spoken, long notes: spoken voice",
)
HEAVY_BANDS["power metal"] = make_band(
    _METAL,
    "pop, classical, rock",
    bass="gallop, eighths, eighths: picked bass",
    riff="gallop, chug, octave, power: chug guitar, distorted guitar",
    lead="shred, theme, hook, solo: distorted guitar, violin, saw lead, organ",
    voice="sung: voice; harmony: choir, voice",
)
HEAVY_BANDS["heavy metal"] = make_band(
    _METAL,
    "metal, rock",
    bass="gallop, eighths, riff: picked bass, electric bass",
    riff="gallop, power, single, chug: distorted guitar, overdriven guitar",
    voice="sung: voice; harmony: voice",
)
HEAVY_BANDS["metalcore"] = make_band(
    _METAL,
    "metal, pop",
    bass="locked, locked, riff, eighths: picked bass, electric bass",
    chords="power held, power accents, power eighths: distorted guitar; held: saw pad",
    riff="chug, djent, chug, single: chug guitar, distorted guitar",
    voice="spoken, sung: spoken voice, voice",
)
HEAVY_BANDS["djent"] = make_band(
    HEAVY_BANDS["metalcore"],
    "modal, metal",
    bass="locked, locked, riff: picked bass, slap bass",
    riff="djent, djent, chug: chug guitar, distorted guitar",
    pad="pad: glass pad, warm pad, choir",
    arp="leaning, scattered, broken: clean guitar, bell",
    lead="long notes, shred, solo: clean guitar, overdriven guitar, saw lead",
)
HEAVY_BANDS["nu metal"] = make_band(
    _METAL,
    "metal, modal",
    bass="locked, riff, syncopated, funk: picked bass, slap bass, electric bass",
    riff="power, chug, single, djent: distorted guitar, chug guitar",
    lead="hook, long notes: distorted guitar, clean guitar, saw lead",
    voice="spoken, sung: spoken voice, voice",
)
HEAVY_BANDS["hardcore punk"] = make_band(
    STAGE_BANDS["punk"],
    "rock, metal",
    riff="power, chug, tremolo: distorted guitar, chug guitar",
    voice="spoken: spoken voice, voice",
)
HEAVY_BANDS["industrial metal"] = make_band(
    _METAL,
    "metal, modal",
    bass="locked, eighths, riff, rolling: picked bass, saw bass, synth bass",
    riff="chug, djent, power, ostinato: chug guitar, distorted guitar",
    arp="turning, up: saw lead, pluck, square lead",
)
HEAVY_BANDS["triplet metal"] = make_band(
    _METAL,
    "metal, rock",
    bass="gallop, eighths, locked, riff: picked bass",
    riff="gallop, chug, power, tremolo: chug guitar, distorted guitar",
)
HEAVY_BANDS["progressive metal"] = make_band(
    STAGE_BANDS["odd metre"],
    "metal, modal, rock",
    bass="locked, riff, riff: picked bass",
    chords="power held, power accents: distorted guitar; held, accents: organ, piano",
    riff="djent, single, polymetre, chug: distorted guitar, chug guitar",
)
