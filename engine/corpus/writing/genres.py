"""Genres of the corpus: one declared record each, with what a song of that genre may be like.

In: nothing. Out: `GENRES` by name, and a draw among them by weight.
Plain data; read by the planner and by the writers of drums and tones.

The beat is the one that most annotators tap. Music in half time is tapped in that octave which lies between 78 and
160 BPM: dubstep and trap at 126-156 with the backbeat on 3, half-time bass at 78-90 with the backbeat on 2 and 4 and
hats in sixteenths and thirty-seconds. Drum and bass, jungle and everything of the hyper kind are tapped at full speed,
and so is a blast beat, whose snare falls on halves or quarters of the beat. 6/8 is two beats a bar and 12/8 four, each
falling into thirds; 7/8 is seven beats of an eighth.
"""

import numpy as np

from engine.corpus.writing.band_genres import BAND_GENRES
from engine.corpus.writing.genre import Genre
from engine.corpus.writing.heavy_genres import HEAVY_GENRES
from engine.corpus.writing.machine_genres import MACHINE_GENRES
from engine.corpus.writing.rave_genres import RAVE_GENRES

_ALL = (*MACHINE_GENRES, *RAVE_GENRES, *BAND_GENRES, *HEAVY_GENRES)

#: Every genre by its name.
GENRES: dict[str, Genre] = {genre.name: genre for genre in _ALL}


def draw_genre(rng: np.random.Generator) -> Genre:
    """A genre, drawn by weight."""
    weights = np.array([genre.weight for genre in _ALL])
    return _ALL[int(rng.choice(len(_ALL), p=weights / weights.sum()))]
