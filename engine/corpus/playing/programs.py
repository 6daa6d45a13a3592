"""General MIDI: which programs can play a sound of the corpus, and which key is which drum.

In: nothing. Out: tables; programs count from 0, keys are MIDI notes of the drum kit.
Plain data, from the General MIDI 1 sound set and percussion map (MIDI Manufacturers Association, 1991).
"""

from dataclasses import dataclass

from engine.corpus.song import Role


@dataclass(frozen=True, slots=True)
class Sound:
    """How General MIDI plays a sound.

    `programs`: one is drawn; `drive`: how hard a guitar amplifier behind it is driven, lowest and highest (none: no
    amplifier); `takes`: how often it is recorded, two being left and right of a wall of guitars. `vibrato`:
    highest value of the modulation wheel. `slow`: it swells, and shall not be begun early.
    """

    programs: tuple[int, ...]
    drive: tuple[float, float] | None = None
    takes: int = 1
    vibrato: int = 0
    slow: bool = False


SOUNDS: dict[str, Sound] = {
    "electric bass": Sound((33, 33, 34, 35)),
    "picked bass": Sound((34, 34, 33), (0.8, 3.0)),
    "slap bass": Sound((36, 37)),
    "fretless bass": Sound((35,), vibrato=30),
    "upright bass": Sound((32,)),
    "tuba": Sound((58, 58, 57)),
    "synth bass": Sound((38, 39, 38, 39, 87)),
    "saw bass": Sound((38, 87, 81)),
    "fm bass": Sound((39, 36, 38)),
    "sub bass": Sound((39, 38, 80)),
    "808": Sound((39, 38)),
    "reese": Sound((87, 81, 38)),
    "acid": Sound((38, 87)),
    "growl bass": Sound((87, 38), (2.0, 8.0)),
    "distorted guitar": Sound((27, 28, 26, 29, 30, 30, 29), (4.0, 40.0), 2),
    "overdriven guitar": Sound((27, 26, 29, 29), (2.0, 8.0)),
    "chug guitar": Sound((28, 28, 30, 29, 27), (8.0, 50.0), 2),
    "clean guitar": Sound((27, 27, 26)),
    "muted guitar": Sound((28,)),
    "acoustic guitar": Sound((25, 25, 24)),
    "nylon guitar": Sound((24,)),
    "banjo": Sound((105,)),
    "harp": Sound((46,)),
    "piano": Sound((0, 0, 1, 2)),
    "honky-tonk piano": Sound((3,)),
    "electric piano": Sound((4, 5, 4, 5, 2)),
    "organ": Sound((16, 17, 18, 18, 19)),
    "clavinet": Sound((7,)),
    "harpsichord": Sound((6,)),
    "accordion": Sound((21, 23)),
    "strings": Sound((48, 49, 50, 51, 44), slow=True),
    "pizzicato": Sound((45,)),
    "brass": Sound((61, 61, 62, 63, 60)),
    "choir": Sound((52, 53, 54), slow=True),
    "saw pad": Sound((90, 81, 50), slow=True),
    "warm pad": Sound((89, 50, 51), slow=True),
    "dark pad": Sound((95, 89, 94), slow=True),
    "glass pad": Sound((88, 92, 93, 98), slow=True),
    "drone": Sound((95, 89, 109), slow=True),
    "pluck": Sound((84, 45, 46, 98, 15)),
    "supersaw": Sound((81, 90, 62)),
    "stab": Sound((55, 61, 62, 81)),
    "square lead": Sound((80,)),
    "saw lead": Sound((81, 84, 87), vibrato=30),
    "sine lead": Sound((80, 79), vibrato=30),
    "hoover": Sound((81, 87, 62)),
    "bell": Sound((14, 98, 112, 9, 10)),
    "mallet": Sound((11, 12, 13, 108)),
    "marimba": Sound((12,)),
    "steel drum": Sound((114,)),
    "chip square": Sound((80,)),
    "chip pulse": Sound((80, 81)),
    "chip triangle": Sound((80, 79, 74)),
    "voice": Sound((53, 54, 52, 85), vibrato=60),
    "spoken voice": Sound((53, 54, 85)),
    "vocal chop": Sound((54, 85, 53)),
    "harmonica": Sound((22,), vibrato=40),
    "sax": Sound((65, 66, 66, 64), vibrato=40),
    "trumpet": Sound((56, 56, 61), vibrato=20),
    "muted trumpet": Sound((59,), vibrato=20),
    "trombone": Sound((57,), vibrato=20),
    "clarinet": Sound((71,), vibrato=10),
    "flute": Sound((73, 73, 75, 72), vibrato=30),
    "violin": Sound((40, 110), vibrato=60),
    "whistle": Sound((79, 72, 75), vibrato=30),
    "riser": Sound((97, 95), slow=True),
    "noise riser": Sound((119, 122), slow=True),
    "sweep down": Sound((122, 97), slow=True),
    "downlifter": Sound((122, 101), slow=True),
    "impact": Sound((116, 118, 127)),
    "sub drop": Sound((39, 118)),
    "reverse": Sound((119,), slow=True),
    "vinyl": Sound((122,), slow=True),
    "wind": Sound((122,), slow=True),
    "siren": Sound((80, 81), vibrato=127),
    "laser": Sound((103, 80)),
}

#: Above this key some fonts are silent; tones are played octaves lower.
HIGHEST_KEY = 95

#: For a name that is in no table.
BY_ROLE: dict[Role, str] = {
    "bass": "electric bass",
    "chords": "piano",
    "pad": "strings",
    "riff": "clean guitar",
    "lead": "saw lead",
    "arp": "pluck",
    "voice": "voice",
    "fx": "wind",
}

#: Who plays a drum: those of a kit that are struck together share one channel, so that a closed hat chokes an open
#: one. The order is that of `PLAYERS`, and each has the stem that it goes to.
PLAYERS: dict[str, str] = {
    "kick": "kick",
    "snare": "snare",
    "hats": "hats",
    "cymbals": "cymbals",
    "toms": "percussion",
    "percussion": "percussion",
}

#: The player and the keys of every drum of `engine.corpus.song.DRUMS`: one key is drawn for a song.
KEYS: dict[str, tuple[str, tuple[int, ...]]] = {
    "kick": ("kick", (36,)),
    "snare": ("snare", (38, 38, 40)),
    "rim": ("snare", (37,)),
    "clap": ("snare", (39,)),
    "hat": ("hats", (42,)),
    "pedal hat": ("hats", (44,)),
    "open hat": ("hats", (46,)),
    "ride": ("cymbals", (51, 51, 59)),
    "ride bell": ("cymbals", (53,)),
    "crash": ("cymbals", (49, 57)),
    "splash": ("cymbals", (55,)),
    "china": ("cymbals", (52,)),
    "low tom": ("toms", (41, 43)),
    "mid tom": ("toms", (45, 47)),
    "high tom": ("toms", (48, 50)),
    "shaker": ("percussion", (70, 70, 69)),
    "tambourine": ("percussion", (54,)),
    "cowbell": ("percussion", (56,)),
    "clave": ("percussion", (75,)),
    "woodblock": ("percussion", (76, 77)),
    "conga low": ("percussion", (64,)),
    "conga high": ("percussion", (63, 62)),
    "bongo low": ("percussion", (61,)),
    "bongo high": ("percussion", (60,)),
    "timbale": ("percussion", (65, 66)),
    "guiro": ("percussion", (73,)),
    "triangle": ("percussion", (81,)),
    "agogo": ("percussion", (67, 68)),
}
