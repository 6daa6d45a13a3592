"""Finds the band that plays a genre.

In: the name of a genre. Out: a `Band`; an unknown genre gets the band of a word in its name, or the pop band.
Plain data and a lookup; read by the composer.
"""

from engine.corpus.writing.casting import Band
from engine.corpus.writing.club_bands import CLUB_BANDS
from engine.corpus.writing.heavy_bands import HEAVY_BANDS
from engine.corpus.writing.rave_bands import RAVE_BANDS
from engine.corpus.writing.stage_bands import STAGE_BANDS

BANDS: dict[str, Band] = {**CLUB_BANDS, **RAVE_BANDS, **STAGE_BANDS, **HEAVY_BANDS}

_WORDS = {
    "ambient": "pulsing ambient",
    "bossa": "bossa nova",
    "samba": "samba",
    "dnb": "drum and bass",
    "jungle": "drum and bass",
    "half": "dubstep",
    "bass": "dubstep",
    "boom": "hip-hop",
    "jazz": "swing jazz",
    "blues": "blues shuffle",
    "odd": "odd metre",
    "prog": "odd metre",
    "game": "orchestral",
}


def band_of(genre: str) -> Band:
    """The band of a genre; a stranger gets that of a word in its name, else the pop band."""
    if genre in BANDS:
        return BANDS[genre]
    for word, name in {**_WORDS, **{name: name for name in BANDS}}.items():
        if word in genre:
            return BANDS[name]
    return BANDS["pop"]
