"""Genres of machines: straight clubs, broken beats, beats for speech, and music without much of a beat.

In: nothing. Out: `MACHINE_GENRES`, one record each.
Plain data; gathered in `engine.corpus.writing.genres`.
"""

from engine.corpus.writing.genre import Genre
from engine.corpus.writing.lineups import BEATS, BRIGHT, CLUB, DARK, DARKLY

MACHINE_GENRES = (
    # Straight clubs first.
    Genre("house", True, 2.2, (118, 130), ("four", "four skipping"), "club", CLUB, swing=(0.0, 0.3)),
    Genre("deep house", True, 1.5, (112, 124), ("four", "four skipping", "four loose"), "club", CLUB, swing=(0.0, 0.4)),
    Genre("techno", True, 2.2, (124, 140), ("four", "four bare", "four rolling"), "club", DARK, DARKLY),
    Genre("hard techno", True, 1.5, (140, 160), ("four bare", "four rolling"), "club", DARK, DARKLY),
    Genre("trance", True, 2.2, (128, 142), ("four", "four rolling"), "club", CLUB),
    Genre("psytrance", True, 1.5, (138, 150), ("four rolling", "four"), "club", DARK, DARKLY),
    Genre("dance pop", True, 1.8, (110, 130), ("four", "pop machine"), "song", (*CLUB, ("voice", 0.9)), BRIGHT),
    Genre("synthwave", True, 1.5, (80, 128), ("pop machine", "four"), "track", CLUB),
    # Broken beats.
    Genre("electro", True, 1.5, (110, 136), ("electro",), "club", DARK, DARKLY),
    Genre("drum and bass", True, 2.2, (165, 180), ("drum and bass",), "club", CLUB, DARKLY),
    Genre("jungle", True, 1.1, (156, 172), ("jungle",), "club", DARK, DARKLY, swing=(0.0, 0.2)),
    Genre("breakbeat", True, 1.5, (112, 142), ("breakbeat",), "club", CLUB, swing=(0.0, 0.3)),
    Genre("dubstep", True, 1.5, (136, 150), ("half time",), "club", DARK, DARKLY),
    Genre("half-time bass", True, 0.7, (78, 90), ("slow trap",), "club", DARK, DARKLY),
    Genre("trap", True, 1.5, (126, 156), ("trap",), "track", BEATS, DARKLY),
    Genre("future bass", True, 1.5, (130, 160), ("half time", "trap"), "club", (*CLUB, ("voice", 0.4)), BRIGHT),
    Genre("hip-hop", True, 1.5, (78, 108), ("boom bap", "slow trap"), "loop", BEATS, swing=(0.0, 0.4)),
    Genre("boom bap", True, 1.1, (80, 98), ("boom bap",), "loop", BEATS, swing=(0.15, 0.55), tightness=(0.5, 0.95)),
    Genre("lo-fi", True, 1.1, (66, 92), ("boom bap",), "loop", BEATS, swing=(0.2, 0.6), tightness=(0.4, 0.9)),
    # Games and the fast kind.
    Genre("happy hardcore", True, 1.1, (160, 185), ("four", "hyper"), "club", (*CLUB, ("voice", 0.5)), BRIGHT),
    Genre("complextro", True, 1.1, (124, 150), ("complextro", "four"), "club", CLUB),
    Genre("speedcore", True, 0.7, (180, 210), ("hyper", "four bare"), "club", DARK, DARKLY),
    Genre(
        "pulsing ambient",
        True,
        1.1,
        (70, 120),
        ("soft pulse",),
        "drift",
        (("pad", 1.0), ("arp", 0.9), ("bass", 0.6), ("lead", 0.3)),
    ),
    Genre(
        "beatless ambient", True, 1.1, (60, 90), (), "drift", (("pad", 1.0), ("lead", 0.4), ("fx", 0.6)), beatless=True
    ),
)
