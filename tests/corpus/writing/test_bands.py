"""Bands: one for every genre, whose patterns can be written and whose sounds are known."""

import pytest

from engine.corpus.sounds import EFFECTS, SOUNDS
from engine.corpus.writing.bands import BANDS, band_of
from engine.corpus.writing.casting import make_band
from engine.corpus.writing.composer import WRITERS
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.harmony import MANNERS


@pytest.mark.parametrize("name", BANDS)
def test_patterns_sounds_and_manners_exist(name: str) -> None:
    band = BANDS[name]
    assert set(band.manners) <= set(MANNERS)
    for role, writers in WRITERS.items():
        assert band.players[role], role
        for choice in band.players[role]:
            assert choice.patterns
            assert set(choice.patterns) <= set(writers), role
            assert choice.sounds
            assert set(choice.sounds) <= set(SOUNDS) - set(EFFECTS), role


def test_every_genre_has_its_band() -> None:
    strangers = {genre for genre in GENRES if genre not in BANDS}
    assert strangers == {"jungle", "half-time bass", "boom bap"}
    assert band_of("jungle") is BANDS["drum and bass"]
    assert band_of("boom bap") is BANDS["hip-hop"]


def test_strangers_get_a_sensible_band() -> None:
    assert band_of("dub techno") is BANDS["techno"]
    assert band_of("acid jazz") is BANDS["swing jazz"]
    assert band_of("nothing known") is BANDS["pop"]


def test_every_sound_of_the_list_is_used_once_and_listed_once() -> None:
    assert len(set(SOUNDS)) == len(SOUNDS)
    used = {
        sound for band in BANDS.values() for choices in band.players.values() for c in choices for sound in c.sounds
    }
    assert set(SOUNDS) - set(EFFECTS) - used <= {"harpsichord"}


def test_a_role_that_is_misspelt_is_refused() -> None:
    with pytest.raises(ValueError, match="no such role"):
        make_band(None, "pop", base="eighths: electric bass")
