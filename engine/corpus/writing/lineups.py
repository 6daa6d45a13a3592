"""What genres have in common: who takes part and how likely, which scales are frequent, which metres.

In: nothing. Out: roles, scales and metres by the name of their kind.
Plain data; read by the tables of genres.
"""

from engine.corpus.writing.genre import Metres, Roles

CLUB: Roles = (("bass", 0.95), ("chords", 0.7), ("pad", 0.6), ("lead", 0.5), ("arp", 0.5), ("riff", 0.3), ("fx", 0.6))
DARK: Roles = (("bass", 0.9), ("pad", 0.5), ("riff", 0.6), ("arp", 0.3), ("chords", 0.25), ("fx", 0.7), ("lead", 0.2))
BARE: Roles = (("bass", 0.85), ("riff", 0.5), ("fx", 0.5), ("pad", 0.25), ("voice", 0.2))
BEATS: Roles = (("bass", 0.9), ("chords", 0.7), ("pad", 0.4), ("lead", 0.4), ("voice", 0.4), ("fx", 0.3))
BAND: Roles = (("bass", 1.0), ("chords", 0.95), ("voice", 0.85), ("riff", 0.4), ("lead", 0.4), ("pad", 0.25))
HEAVY: Roles = (("bass", 0.95), ("riff", 1.0), ("chords", 0.5), ("voice", 0.6), ("lead", 0.5))
HORNS: Roles = (("bass", 1.0), ("chords", 0.95), ("riff", 0.6), ("voice", 0.6), ("lead", 0.4))
GAME: Roles = (("bass", 1.0), ("lead", 1.0), ("arp", 0.75), ("chords", 0.6), ("riff", 0.3), ("pad", 0.2))
RUSH: Roles = (*GAME, ("fx", 0.6), ("voice", 0.2))

DARKLY = ("minor", "minor", "phrygian", "harmonic minor", "dorian")
BRIGHT = ("major", "major", "major", "minor", "mixolydian")
BLUE = ("mixolydian", "mixolydian", "dorian", "major", "minor")

#: Four nearly always.
RARELY: Metres = ((4, 0.9), (3, 0.04), (5, 0.02), (7, 0.02), (6, 0.02))
#: Four mostly.
SOMETIMES: Metres = ((4, 0.78), (3, 0.09), (5, 0.04), (7, 0.05), (6, 0.04))
#: Whatever counts.
OFTEN: Metres = ((4, 0.34), (7, 0.22), (5, 0.18), (3, 0.14), (6, 0.12))
