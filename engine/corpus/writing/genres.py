"""Genres of the corpus: one declared record each, with what a song of that genre may be like.

In: nothing. Out: `GENRES` by name, and a draw among them by weight.
Plain data; read by the planner and by the writers of drums and tones.

The beat is the one that most annotators tap. Music in half time is tapped in that octave which lies between 78 and
160 BPM: dubstep and trap at 126-156 with the backbeat on 3, half-time bass at 78-90 with the backbeat on 2 and 4 and
hats in sixteenths and thirty-seconds. Drum and bass, jungle and everything of the hyper kind are tapped at full speed.
6/8 is two beats a bar and 12/8 four, each falling into thirds; 7/8 is seven beats of an eighth.
"""

import numpy as np

from engine.corpus.writing.genre import Genre, Roles

_CLUB: Roles = (("bass", 0.95), ("chords", 0.7), ("pad", 0.6), ("lead", 0.5), ("arp", 0.5), ("riff", 0.3), ("fx", 0.6))
_DARK: Roles = (("bass", 0.9), ("pad", 0.5), ("riff", 0.6), ("arp", 0.3), ("chords", 0.25), ("fx", 0.7), ("lead", 0.2))
_BEATS: Roles = (("bass", 0.9), ("chords", 0.7), ("pad", 0.4), ("lead", 0.4), ("voice", 0.4), ("fx", 0.3))
_BAND: Roles = (("bass", 1.0), ("chords", 0.95), ("voice", 0.85), ("riff", 0.4), ("lead", 0.4), ("pad", 0.25))
_HEAVY: Roles = (("bass", 0.95), ("riff", 1.0), ("chords", 0.5), ("voice", 0.6), ("lead", 0.5))
_HORNS: Roles = (("bass", 1.0), ("chords", 0.95), ("riff", 0.6), ("voice", 0.6), ("lead", 0.4))
_GAME: Roles = (("bass", 1.0), ("lead", 1.0), ("arp", 0.75), ("chords", 0.6), ("riff", 0.3), ("pad", 0.2))

_DARKLY = ("minor", "minor", "phrygian", "harmonic minor", "dorian")
_BRIGHT = ("major", "major", "major", "minor", "mixolydian")
_BLUE = ("mixolydian", "mixolydian", "dorian", "major", "minor")

_ALL = (
    # Machines. Straight clubs first.
    Genre("house", True, 3.0, (118, 130), ("four", "four skipping"), "club", _CLUB, swing=(0.0, 0.3)),
    Genre(
        "deep house", True, 2.0, (112, 124), ("four", "four skipping", "four loose"), "club", _CLUB, swing=(0.0, 0.4)
    ),
    Genre("techno", True, 3.0, (124, 140), ("four", "four bare", "four rolling"), "club", _DARK, _DARKLY),
    Genre("hard techno", True, 2.0, (140, 160), ("four bare", "four rolling"), "club", _DARK, _DARKLY),
    Genre("trance", True, 3.0, (128, 142), ("four", "four rolling"), "club", _CLUB),
    Genre("psytrance", True, 2.0, (138, 150), ("four rolling", "four"), "club", _DARK, _DARKLY),
    Genre("dance pop", True, 2.5, (110, 130), ("four", "pop machine"), "song", (*_CLUB, ("voice", 0.9)), _BRIGHT),
    Genre("synthwave", True, 2.0, (80, 128), ("pop machine", "four"), "track", _CLUB),
    Genre(
        "industrial",
        True,
        3.0,
        (90, 150),
        ("industrial", "four bare", "rock"),
        "riff",
        (*_HEAVY, ("arp", 0.4), ("fx", 0.6)),
        _DARKLY,
    ),
    # Broken beats.
    Genre("electro", True, 2.0, (110, 136), ("electro",), "club", _DARK, _DARKLY),
    Genre("drum and bass", True, 3.0, (165, 180), ("drum and bass",), "club", _CLUB, _DARKLY),
    Genre("jungle", True, 1.5, (156, 172), ("jungle",), "club", _DARK, _DARKLY, swing=(0.0, 0.2)),
    Genre("breakbeat", True, 2.0, (112, 142), ("breakbeat",), "club", _CLUB, swing=(0.0, 0.3)),
    Genre("dubstep", True, 2.0, (136, 150), ("half time",), "club", _DARK, _DARKLY),
    Genre("half-time bass", True, 1.0, (78, 90), ("slow trap",), "club", _DARK, _DARKLY),
    Genre("trap", True, 2.0, (126, 156), ("trap",), "track", _BEATS, _DARKLY),
    Genre("future bass", True, 2.0, (130, 160), ("half time", "trap"), "club", (*_CLUB, ("voice", 0.4)), _BRIGHT),
    Genre("hip-hop", True, 2.0, (78, 108), ("boom bap", "slow trap"), "loop", _BEATS, swing=(0.0, 0.4)),
    Genre("boom bap", True, 1.5, (80, 98), ("boom bap",), "loop", _BEATS, swing=(0.15, 0.55), tightness=(0.5, 0.95)),
    Genre("lo-fi", True, 1.5, (66, 92), ("boom bap",), "loop", _BEATS, swing=(0.2, 0.6), tightness=(0.4, 0.9)),
    # Games and the fast kind.
    Genre("hyper", True, 3.0, (160, 205), ("hyper", "four rolling", "jungle"), "club", _GAME),
    Genre("happy hardcore", True, 1.5, (160, 185), ("four", "hyper"), "club", (*_CLUB, ("voice", 0.5)), _BRIGHT),
    Genre("complextro", True, 1.5, (124, 150), ("complextro", "four"), "club", _CLUB),
    Genre("speedcore", True, 1.0, (180, 210), ("hyper", "four bare"), "club", _DARK, _DARKLY),
    Genre(
        "chiptune", True, 2.0, (100, 190), ("chip", "pop machine", "four"), "game", _GAME, metres=((4, 0.9), (3, 0.1))
    ),
    Genre(
        "pulsing ambient",
        True,
        1.5,
        (70, 120),
        ("soft pulse",),
        "drift",
        (("pad", 1.0), ("arp", 0.9), ("bass", 0.6), ("lead", 0.3)),
    ),
    Genre(
        "beatless ambient", True, 1.5, (60, 90), (), "drift", (("pad", 1.0), ("lead", 0.4), ("fx", 0.6)), beatless=True
    ),
    # Bands: pop and rock.
    Genre(
        "pop",
        False,
        4.0,
        (76, 140),
        ("pop", "pop machine"),
        "song",
        _BAND,
        _BRIGHT,
        swing=(0.0, 0.1),
        tightness=(0.6, 1.0),
        click=0.7,
    ),
    Genre(
        "ballad",
        False,
        2.0,
        (60, 90),
        ("ballad",),
        "song",
        (*_BAND, ("arp", 0.5)),
        _BRIGHT,
        metres=((4, 0.85), (3, 0.15)),
        tightness=(0.4, 0.9),
        click=0.4,
    ),
    Genre("rock", False, 4.5, (88, 160), ("rock",), "song", _BAND, _BLUE, tightness=(0.3, 0.9), click=0.3, ragged=0.15),
    Genre(
        "hard rock",
        False,
        3.0,
        (84, 150),
        ("rock", "half rock"),
        "riff",
        _HEAVY,
        _BLUE,
        tightness=(0.3, 0.9),
        click=0.3,
        ragged=0.1,
    ),
    Genre(
        "punk", False, 2.0, (150, 208), ("punk",), "song", _BAND, _BRIGHT, tightness=(0.2, 0.7), click=0.15, ragged=0.15
    ),
    Genre(
        "metal", False, 4.0, (96, 200), ("metal",), "riff", _HEAVY, _DARKLY, tightness=(0.5, 1.0), click=0.6, ragged=0.2
    ),
    Genre(
        "doom metal",
        False,
        1.5,
        (60, 84),
        ("half rock", "rock"),
        "riff",
        _HEAVY,
        _DARKLY,
        tightness=(0.2, 0.8),
        click=0.15,
    ),
    Genre(
        "grunge", False, 2.0, (84, 140), ("rock", "half rock"), "song", _BAND, _DARKLY, tightness=(0.2, 0.8), click=0.2
    ),
    Genre("britpop", False, 2.0, (74, 136), ("rock", "pop"), "song", _BAND, _BRIGHT, tightness=(0.3, 0.8), click=0.3),
    Genre(
        "indie",
        False,
        2.5,
        (90, 168),
        ("pop", "rock", "indie dance"),
        "song",
        _BAND,
        _BRIGHT,
        tightness=(0.3, 0.9),
        click=0.4,
    ),
    Genre(
        "60s beat",
        False,
        2.0,
        (100, 176),
        ("beat group",),
        "song",
        _BAND,
        _BRIGHT,
        tightness=(0.1, 0.6),
        click=0.0,
        ragged=0.1,
    ),
    Genre(
        "rockabilly",
        False,
        2.0,
        (140, 208),
        ("rockabilly",),
        "song",
        _BAND,
        _BLUE,
        swing=(0.0, 0.62),
        swung=2,
        tightness=(0.1, 0.6),
        click=0.0,
    ),
    Genre(
        "country",
        False,
        3.0,
        (84, 180),
        ("train", "pop", "two step"),
        "song",
        _BAND,
        _BRIGHT,
        swing=(0.0, 0.45),
        swung=2,
        tightness=(0.3, 0.9),
        click=0.4,
        metres=((4, 0.85), (3, 0.15)),
    ),
    # Bands: blue, black, Caribbean, Latin, African.
    Genre(
        "blues shuffle",
        False,
        2.0,
        (66, 140),
        ("shuffle",),
        "jazz",
        _HORNS,
        _BLUE,
        division=3,
        tightness=(0.1, 0.7),
        click=0.05,
    ),
    Genre(
        "funk",
        False,
        2.5,
        (90, 124),
        ("funk",),
        "loop",
        _HORNS,
        _BLUE,
        swing=(0.0, 0.25),
        tightness=(0.4, 0.9),
        click=0.3,
    ),
    Genre(
        "soul",
        False,
        2.0,
        (70, 138),
        ("motown", "funk", "pop"),
        "song",
        _HORNS,
        _BRIGHT,
        swing=(0.0, 0.3),
        tightness=(0.2, 0.8),
        click=0.15,
    ),
    Genre(
        "disco",
        False,
        2.0,
        (108, 130),
        ("disco",),
        "song",
        (*_HORNS, ("pad", 0.6)),
        _BLUE,
        tightness=(0.5, 1.0),
        click=0.5,
    ),
    Genre(
        "reggae",
        False,
        3.0,
        (62, 96),
        ("reggae",),
        "song",
        _HORNS,
        _BLUE,
        swing=(0.0, 0.45),
        tightness=(0.3, 0.9),
        click=0.3,
    ),
    Genre(
        "ska",
        False,
        1.5,
        (120, 180),
        ("ska",),
        "song",
        _HORNS,
        _BRIGHT,
        swing=(0.0, 0.4),
        swung=2,
        tightness=(0.2, 0.8),
        click=0.15,
    ),
    Genre("salsa", False, 1.2, (84, 112), ("salsa",), "loop", _HORNS, _DARKLY, tightness=(0.3, 0.8), click=0.2),
    Genre("bossa nova", False, 1.0, (100, 150), ("bossa",), "jazz", _HORNS, _BRIGHT, tightness=(0.2, 0.8), click=0.15),
    Genre(
        "samba",
        False,
        1.0,
        (88, 124),
        ("samba",),
        "loop",
        _HORNS,
        _BRIGHT,
        metres=((2, 0.6), (4, 0.4)),
        tightness=(0.3, 0.8),
        click=0.2,
    ),
    Genre("cumbia", False, 1.0, (80, 110), ("cumbia",), "loop", _HORNS, _DARKLY, tightness=(0.3, 0.9), click=0.4),
    Genre("reggaeton", True, 1.0, (84, 104), ("dembow",), "loop", _BEATS, _DARKLY),
    Genre("afrobeat", False, 1.0, (96, 128), ("afrobeat",), "loop", _HORNS, _BLUE, tightness=(0.3, 0.8), click=0.2),
    # Other metres, other manners.
    Genre(
        "swing jazz",
        False,
        1.5,
        (96, 208),
        ("jazz",),
        "jazz",
        (("bass", 1.0), ("chords", 0.8), ("lead", 0.9), ("riff", 0.3)),
        _BLUE,
        swing=(0.45, 0.67),
        swung=2,
        tightness=(0.1, 0.6),
        click=0.0,
    ),
    Genre(
        "waltz",
        False,
        2.5,
        (84, 180),
        ("waltz",),
        "song",
        _BAND,
        _BRIGHT,
        metres=((3, 1.0),),
        swing=(0.0, 0.4),
        swung=2,
        tightness=(0.2, 0.8),
        click=0.15,
    ),
    Genre(
        "six-eight ballad",
        False,
        1.5,
        (60, 84),
        ("six eight",),
        "song",
        _BAND,
        _BRIGHT,
        metres=((2, 0.5), (4, 0.5)),
        division=3,
        tightness=(0.2, 0.8),
        click=0.2,
    ),
    Genre(
        "odd metre",
        False,
        1.5,
        (96, 200),
        ("odd",),
        "riff",
        (*_HEAVY, ("arp", 0.5), ("pad", 0.3)),
        metres=((5, 0.45), (7, 0.45), (6, 0.1)),
        tightness=(0.5, 1.0),
        click=0.5,
    ),
    Genre(
        "orchestral",
        False,
        2.0,
        (72, 168),
        ("orchestra",),
        "game",
        (("bass", 0.9), ("chords", 0.7), ("pad", 0.8), ("lead", 0.9), ("riff", 0.6), ("arp", 0.4)),
        _DARKLY,
        metres=((4, 0.7), (3, 0.3)),
        tightness=(0.3, 0.8),
        click=0.4,
    ),
)

#: Every genre by its name.
GENRES: dict[str, Genre] = {genre.name: genre for genre in _ALL}


def draw_genre(rng: np.random.Generator) -> Genre:
    """A genre, drawn by weight."""
    weights = np.array([genre.weight for genre in _ALL])
    return _ALL[int(rng.choice(len(_ALL), p=weights / weights.sum()))]
