"""Genres of machines, later ones: kin of house, basses, hard kicks, games and rhythm games, broken grids.

In: nothing. Out: `RAVE_GENRES`, one record each.
Plain data; gathered in `engine.corpus.writing.genres`.
"""

from engine.corpus.writing.genre import Genre
from engine.corpus.writing.lineups import BARE, BEATS, BRIGHT, CLUB, DARK, DARKLY, GAME, RARELY, RUSH, SOMETIMES

RAVE_GENRES = (
    # House and its kin.
    Genre("electro house", True, 1.0, (124, 132), ("big room", "four"), "club", CLUB),
    Genre("bass house", True, 0.9, (122, 130), ("tech house", "four skipping"), "club", BARE, DARKLY),
    Genre("tech house", True, 0.9, (122, 130), ("tech house", "four skipping"), "club", BARE, swing=(0.0, 0.3)),
    Genre("minimal", True, 0.7, (116, 130), ("minimal", "four bare"), "club", BARE, DARKLY, swing=(0.0, 0.25)),
    Genre("progressive house", True, 0.9, (118, 130), ("four", "big room"), "club", CLUB),
    Genre("melodic techno", True, 0.9, (118, 128), ("four rolling", "minimal", "four"), "club", (*CLUB, ("riff", 0.6))),
    Genre("eurodance", True, 0.9, (126, 152), ("four", "four rolling"), "track", (*CLUB, ("voice", 0.8))),
    Genre(
        "synthpop", True, 0.9, (98, 132), ("pop machine", "electro", "four"), "song", (*CLUB, ("voice", 0.8)), BRIGHT
    ),
    Genre("garage", True, 1.0, (126, 138), ("two-step", "four skipping"), "club", CLUB, swing=(0.1, 0.5)),
    Genre("moombahton", True, 0.6, (98, 114), ("moombahton",), "club", (*CLUB, ("voice", 0.3)), DARKLY),
    # Basses.
    Genre("riddim", True, 1.0, (136, 152), ("riddim", "half time"), "club", BARE, DARKLY, switches=0.2),
    Genre("neurofunk", True, 1.0, (168, 180), ("neurofunk", "drum and bass"), "club", DARK, DARKLY),
    Genre("footwork", True, 0.6, (152, 164), ("footwork",), "loop", (*BARE, ("chords", 0.5), ("voice", 0.4)), DARKLY),
    Genre("phonk", True, 0.9, (112, 160), ("phonk", "trap"), "track", (*BARE, ("lead", 0.7), ("chords", 0.3)), DARKLY),
    # Hard ones.
    Genre("hardstyle", True, 1.2, (145, 158), ("hard kick",), "club", (*CLUB, ("voice", 0.3)), DARKLY),
    Genre("gabber", True, 0.9, (156, 196), ("hard kick", "four bare"), "club", DARK, DARKLY),
    Genre("frenchcore", True, 0.8, (178, 208), ("hard kick",), "club", (*DARK, ("lead", 0.5)), DARKLY),
    Genre("breakcore", True, 0.9, (160, 208), ("breakcore", "jungle"), "rush", RUSH, metres=RARELY, switches=0.3),
    # Games and the fast kind. The music stops and goes on, and counts otherwise now and then.
    Genre(
        "hyper",
        True,
        2.0,
        (160, 205),
        ("hyper", "four rolling", "jungle"),
        "club",
        GAME,
        metres=RARELY,
        switches=0.2,
    ),
    Genre(
        "artcore",
        True,
        2.2,
        (168, 208),
        ("artcore", "hyper", "breakcore"),
        "rush",
        RUSH,
        metres=SOMETIMES,
        switches=0.5,
        turns=0.2,
        ragged=0.1,
    ),
    Genre(
        "chiptune",
        True,
        2.0,
        (100, 190),
        ("chip", "pop machine", "four"),
        "game",
        GAME,
        metres=SOMETIMES,
        switches=0.2,
    ),
    Genre(
        "rolling chiptune",
        True,
        0.5,
        (76, 150),
        ("triplet metal", "shuffle", "six eight"),
        "game",
        GAME,
        metres=((2, 0.4), (4, 0.6)),
        division=3,
    ),
    # For the head more than for the feet.
    Genre("idm", True, 1.2, (80, 168), ("glitch",), "drift", (*CLUB, ("arp", 0.8)), metres=SOMETIMES, ragged=0.1),
    Genre("glitch", True, 0.7, (84, 140), ("glitch", "half time"), "club", CLUB, switches=0.3),
    Genre("downtempo", True, 0.9, (76, 112), ("trip-hop", "soft pulse", "four loose"), "track", CLUB, swing=(0.0, 0.3)),
    Genre("trip-hop", True, 0.8, (68, 98), ("trip-hop",), "loop", (*BEATS, ("pad", 0.7)), DARKLY, swing=(0.0, 0.4)),
)
