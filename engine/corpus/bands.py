"""Bands: who plays in a genre's songs, with which sounds, in which manner of harmony.

In: the name of a genre. Out: a `Band`; an unknown genre gets the band of a word in its name, or the pop band.
Plain data; read by the composer.
"""

from dataclasses import dataclass, field

from engine.corpus.song import Role


@dataclass(frozen=True, slots=True)
class Choice:
    """What a player may be: one of `patterns`, which a writer is named for, with one of `sounds`."""

    patterns: tuple[str, ...]
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """`manners` name entries of `engine.corpus.harmony.MANNERS`; `players` are the choices for each role."""

    manners: tuple[str, ...]
    players: dict[Role, tuple[Choice, ...]] = field(default_factory=dict)


#: Who plays a role where a band names nobody for it.
ANYBODY: dict[Role, str] = {
    "bass": "eighths, syncopated, long: electric bass, synth bass",
    "chords": "accents, held, eighths: piano, electric piano, clean guitar",
    "pad": "pad: strings, warm pad, organ, choir",
    "riff": "single, answer, ostinato: clean guitar, pluck, clavinet",
    "lead": "hook, theme, solo: saw lead, square lead, flute, violin",
    "arp": "up, up and down, scattered, leaning: pluck, harp, bell",
    "voice": "sung: voice",
    "fx": "",
}


def _choices(text: str) -> tuple[Choice, ...]:
    """Reads "pattern, pattern: sound, sound; pattern: sound"."""
    found = []
    for entry in text.split(";"):
        patterns, _, sounds = entry.partition(":")
        if sounds:
            names = (tuple(word.strip() for word in side.split(",")) for side in (patterns, sounds))
            found.append(Choice(*names))
    return tuple(found)


def _band(manners: str, like: str = "", **players: str) -> Band:
    """A band; roles that are not named are those of the band `like`, else anybody's."""
    roles = dict(BANDS[like].players) if like else {role: _choices(text) for role, text in ANYBODY.items()}
    roles.update({role: _choices(text) for role, text in players.items()})  # type: ignore[misc]
    return Band(tuple(word.strip() for word in manners.split(",")), roles)


BANDS: dict[str, Band] = {}

BANDS["house"] = _band(
    "dance, dance, deep",
    bass="offbeat, octaves, syncopated, grouped, rolling: synth bass, saw bass, fm bass, sub bass; funk: slap bass",
    chords="stabs, house piano, grouped, accents: piano, stab, organ, pluck, supersaw; pumped: supersaw, saw pad",
    pad="pad, held: saw pad, warm pad, strings, choir",
    riff="ostinato, polymetre, octave: pluck, marimba, organ, bell, stab; horns: brass",
    lead="hook, hook, chops: saw lead, square lead, pluck, flute, sax, whistle, steel drum",
    arp="up, scattered, turning, leaning, up and down: pluck, bell, mallet, saw lead",
    voice="sung, chops: voice, vocal chop; chops: vocal chop",
)
BANDS["deep house"] = _band(
    "deep",
    "house",
    bass="syncopated, offbeat, grouped, long: sub bass, fm bass, synth bass, electric bass",
    chords="stabs, accents, held, grouped: electric piano, stab, organ, warm pad",
)
BANDS["techno"] = _band(
    "modal",
    "house",
    bass="offbeat, rolling, drone, acid: synth bass, sub bass, saw bass; acid: acid",
    chords="stabs, accents, grouped: stab, pluck, hoover",
    pad="pad, drone: dark pad, drone, glass pad",
    riff="ostinato, ostinato, polymetre: pluck, bell, stab, fm bass, acid",
    lead="long notes, hook: saw lead, hoover, sine lead",
    arp="turning, scattered, up: pluck, bell, acid, square lead",
)
BANDS["trance"] = _band(
    "dance",
    "house",
    bass="rolling, rolling, offbeat, octaves: saw bass, synth bass",
    chords="gate, grouped, pumped, held: supersaw, saw pad",
    lead="hook, rush, long notes: supersaw, saw lead, pluck",
    arp="up, up and down, turning, scattered: pluck, saw lead",
)
BANDS["psytrance"] = _band(
    "modal",
    "techno",
    bass="rolling: saw bass, synth bass",
    lead="hook, shred, chops: acid, saw lead, square lead",
    arp="turning, scattered, down: acid, pluck, square lead",
)
BANDS["electro"] = _band(
    "modal, dance",
    "techno",
    bass="syncopated, acid, octaves, grouped: synth bass, fm bass, acid, saw bass",
    voice="spoken: spoken voice; chops: vocal chop",
)
BANDS["drum and bass"] = _band(
    "dance, modal, deep",
    "house",
    bass="reese, reese, syncopated, long, sub: reese, sub bass, growl bass, saw bass",
    chords="accents, stabs, held: electric piano, stab, saw pad, piano",
    pad="pad: warm pad, dark pad, strings, choir",
    lead="hook, long notes, chops: saw lead, sine lead, vocal chop, flute",
)
BANDS["breakbeat"] = _band(
    "dance, modal",
    "house",
    bass="syncopated, acid, grouped, reese, funk: saw bass, acid, reese, synth bass",
    riff="ostinato, octave, horns: hoover, stab, brass, overdriven guitar",
)
BANDS["dubstep"] = _band(
    "modal, dance",
    "drum and bass",
    bass="wobble, wobble, sub, long: growl bass, reese, sub bass",
    chords="held, accents, pumped: supersaw, stab, piano",
    riff="ostinato, chug, slow: growl bass, saw bass, hoover, chug guitar",
)
BANDS["trap"] = _band(
    "modal, pop, deep",
    "house",
    bass="sub: 808, sub bass",
    chords="held, accents, rolled: piano, bell, pluck, strings",
    pad="pad: dark pad, choir, strings",
    riff="single, octave, polymetre: flute, bell, pluck, pizzicato, brass",
    lead="hook, theme: bell, flute, saw lead, whistle",
    arp="up, scattered, broken: bell, pluck, harp, piano",
    voice="spoken, spoken, sung: spoken voice, voice",
)
BANDS["hip-hop"] = _band(
    "deep, soul, funk",
    "trap",
    bass="syncopated, sub, dub, long: electric bass, sub bass, upright bass, 808",
    chords="accents, rolled, stabs, held: electric piano, piano, clean guitar, organ, strings",
    riff="single, octave, answer, horns: brass, piano, flute, clean guitar, mallet",
    voice="spoken: spoken voice",
)
BANDS["lo-fi"] = _band(
    "deep, jazz",
    "hip-hop",
    chords="rolled, charleston, accents, picked: electric piano, piano, nylon guitar",
    lead="lick, hook, drift: electric piano, sax, flute, clean guitar, muted trumpet",
)
BANDS["disco"] = _band(
    "soul, dance, funk",
    bass="octaves, octaves, funk, eighths: electric bass, slap bass, synth bass",
    chords="scratch, accents, stabs, eighths: clean guitar, electric piano, clavinet, piano",
    pad="held, pad: strings",
    riff="horns, answer, octave: brass, strings, clavinet",
    lead="hook, theme: strings, saw lead, flute, sax",
    voice="sung: voice; harmony: voice",
)
BANDS["synthwave"] = _band(
    "pop, dance",
    "house",
    bass="eighths, octaves, rolling, gallop: saw bass, synth bass",
    chords="held, accents, pumped: saw pad, supersaw, brass, electric piano",
    lead="hook, long notes, solo: saw lead, square lead, overdriven guitar, sax",
    arp="up, up and down, turning: pluck, saw lead, square lead",
)
BANDS["hyper"] = _band(
    "dance, pop",
    "trance",
    bass="offbeat, octaves, rolling, eighths, wobble: saw bass, synth bass, growl bass",
    chords="grouped, gate, pumped, accents: supersaw, piano, stab",
    lead="rush, rush, hook, shred: supersaw, saw lead, square lead, chip square, piano",
    arp="up, up and down, scattered, broken: chip pulse, pluck, bell, piano",
    riff="polymetre, ostinato, octave: chip square, pluck, piano, hoover",
)
BANDS["future bass"] = _band(
    "pop, deep",
    "dubstep",
    bass="sub, long, syncopated: sub bass, saw bass, 808",
    chords="accents, pumped, gate, grouped: supersaw, saw pad",
    lead="chops, hook: vocal chop, pluck, saw lead, bell",
)
BANDS["happy hardcore"] = _band("pop, dance", "hyper", chords="house piano, stabs, grouped: piano, supersaw, hoover")
BANDS["complextro"] = _band("dance", "hyper", bass="wobble, acid, syncopated, rolling: growl bass, saw bass, acid")
BANDS["hard techno"] = _band("modal", "techno", bass="rolling, offbeat, gallop: saw bass, synth bass, sub bass")
BANDS["speedcore"] = _band("modal", "techno", bass="offbeat, eighths, drone: saw bass, synth bass")
BANDS["industrial"] = _band(
    "metal, modal",
    "techno",
    bass="eighths, riff, rolling, syncopated: saw bass, picked bass, synth bass",
    chords="power eighths, power accents, power held: distorted guitar",
    riff="chug, power, ostinato, gallop: chug guitar, distorted guitar, saw bass",
    voice="sung, spoken: spoken voice, voice",
)
BANDS["chiptune"] = _band(
    "pop, classical, rock",
    bass="eighths, octaves, arpeggio, gallop, quarters: chip triangle",
    chords="gate, grouped, alberti, eighths: chip pulse, chip square",
    riff="octave, polymetre, answer: chip pulse",
    lead="hook, rush, theme, shred: chip square, chip pulse",
    arp="up, up and down, turning, scattered: chip pulse, chip square",
)
BANDS["pop"] = _band(
    "pop",
    bass="eighths, syncopated, long, quarters, grouped: electric bass, synth bass, picked bass",
    chords="strum, accents, eighths, held, quarters: acoustic guitar, piano, electric piano, clean guitar; "
    "strum, picked: acoustic guitar, clean guitar",
    pad="pad, held: strings, warm pad, saw pad, organ",
    riff="single, octave, answer, horns: clean guitar, piano, pluck, brass",
    lead="hook, theme, solo: clean guitar, strings, saw lead, flute, piano",
    voice="sung, sung: voice; harmony: voice, choir",
)
BANDS["dance pop"] = _band(
    "pop, dance",
    "house",
    bass="offbeat, octaves, syncopated, grouped: synth bass, saw bass, electric bass",
    voice="sung, sung, chops: voice, vocal chop",
)
BANDS["ballad"] = _band(
    "pop, soul, classical",
    "pop",
    bass="long, quarters, two feel: electric bass, fretless bass, upright bass",
    chords="quarters, eighths, rolled, picked, alberti, held: piano, electric piano, acoustic guitar, nylon guitar",
    lead="theme, long notes, solo: violin, clean guitar, sax, flute, harmonica",
)
BANDS["rock"] = _band(
    "rock, rock, pop",
    bass="eighths, eighths, quarters, riff, syncopated: picked bass, electric bass",
    chords="power eighths, power accents, strum, power held: overdriven guitar, distorted guitar; "
    "strum, picked: acoustic guitar, clean guitar; accents, eighths: organ, piano",
    pad="pad, held: organ, strings",
    riff="single, power, octave: overdriven guitar, distorted guitar, clean guitar",
    lead="solo, solo, hook, lick: overdriven guitar, distorted guitar, organ",
)
BANDS["punk"] = _band(
    "rock, sixties",
    "rock",
    bass="eighths: picked bass",
    chords="power eighths, power eighths, power accents: distorted guitar, overdriven guitar",
    lead="hook, solo: distorted guitar",
)
BANDS["hard rock"] = _band(
    "rock",
    "rock",
    bass="riff, eighths: picked bass, electric bass",
    riff="power, single, chug, slow: distorted guitar, overdriven guitar",
)
BANDS["metal"] = _band(
    "metal",
    "rock",
    bass="riff, eighths, gallop: picked bass",
    chords="power held, power accents, power eighths: distorted guitar",
    riff="chug, gallop, power, tremolo, chug: chug guitar, distorted guitar",
    lead="shred, solo: distorted guitar, overdriven guitar",
    pad="pad: choir, strings, dark pad",
    voice="sung, spoken: spoken voice, voice",
)
BANDS["doom metal"] = _band("metal", "metal", bass="riff, long: picked bass", riff="slow, power: distorted guitar")
BANDS["grunge"] = _band(
    "rock, metal", "rock", chords="power held, power accents, strum: distorted guitar, clean guitar"
)
BANDS["britpop"] = _band(
    "rock, sixties, pop", "rock", chords="strum, quarters, strum: overdriven guitar, piano, clean guitar"
)
BANDS["indie"] = _band(
    "pop, rock",
    "rock",
    chords="strum, eighths, accents, scratch: clean guitar, overdriven guitar, piano",
    riff="octave, single, tremolo: clean guitar, overdriven guitar",
    arp="up, broken, leaning, scattered: clean guitar, pluck, bell",
)
BANDS["60s beat"] = _band(
    "sixties",
    "rock",
    bass="quarters, two feel, eighths, walking: electric bass, picked bass",
    chords="strum, quarters, skank, accents: clean guitar, overdriven guitar, organ, piano",
    lead="hook, lick, solo: overdriven guitar, organ, harmonica, clean guitar",
    voice="sung: voice; harmony: voice",
)
BANDS["rockabilly"] = _band(
    "blues, sixties",
    "60s beat",
    bass="boogie, walking, two feel: upright bass",
    chords="freddie, strum, offbeat hand: clean guitar, acoustic guitar, honky-tonk piano",
    lead="lick, solo: clean guitar, sax, honky-tonk piano",
)
BANDS["country"] = _band(
    "country",
    "pop",
    bass="two feel, two feel, quarters, walking: electric bass, upright bass",
    chords="strum, offbeat hand, picked: acoustic guitar, clean guitar, honky-tonk piano",
    pad="held: strings, organ",
    riff="single, answer: banjo, violin, clean guitar",
    lead="lick, hook, solo: violin, banjo, harmonica, clean guitar",
)
BANDS["blues shuffle"] = _band(
    "blues",
    "rock",
    bass="boogie, walking, quarters: electric bass, upright bass",
    chords="accents, power accents, quarters, offbeat hand: overdriven guitar, organ, piano, clean guitar",
    riff="single, answer, horns: overdriven guitar, harmonica, brass",
    lead="lick, solo: overdriven guitar, harmonica, sax",
)
BANDS["funk"] = _band(
    "funk",
    "disco",
    bass="funk, funk, riff, syncopated: electric bass, slap bass, synth bass",
    chords="scratch, scratch, accents: clean guitar, clavinet, electric piano, organ",
    riff="horns, single, octave, answer: brass, clavinet, clean guitar, sax",
    lead="solo, lick, hook: sax, trumpet, clean guitar, saw lead",
)
BANDS["soul"] = _band(
    "soul, pop",
    "disco",
    bass="syncopated, quarters, funk, walking: electric bass",
    chords="accents, quarters, offbeat hand, eighths: piano, organ, clean guitar, electric piano",
)
BANDS["reggae"] = _band(
    "reggae",
    bass="dub, dub, dub, quarters: electric bass, sub bass",
    chords="skank, skank, bubble: clean guitar, organ, piano, muted guitar",
    pad="pad, held: organ, strings",
    riff="answer, horns, single: brass, muted guitar, organ",
    lead="lick, theme, solo: trombone, sax, harmonica, organ, clean guitar",
)
BANDS["ska"] = _band(
    "reggae, sixties",
    "reggae",
    bass="walking, eighths, boogie: electric bass, upright bass",
    chords="skank: clean guitar, piano, organ",
    riff="horns, octave, answer: brass, sax, trumpet",
)
BANDS["salsa"] = _band(
    "latin",
    bass="tumbao: upright bass, electric bass",
    chords="montuno: piano",
    pad="pad: strings",
    riff="horns, answer, octave: brass, trumpet, trombone",
    lead="solo, lick, hook: trumpet, flute, trombone, piano",
    voice="sung: voice; harmony: choir, voice",
)
BANDS["bossa nova"] = _band(
    "jazz, latin",
    bass="bossa: upright bass, electric bass",
    chords="bossa, bossa, rolled: nylon guitar, electric piano",
    riff="answer: flute, strings",
    lead="theme, bebop, lick: flute, sax, nylon guitar, clarinet",
)
BANDS["samba"] = _band(
    "latin", "bossa nova", bass="bossa, two feel: electric bass", chords="accents, scratch: nylon guitar"
)
BANDS["cumbia"] = _band(
    "latin, reggae",
    "salsa",
    bass="cumbia: electric bass, synth bass",
    chords="skank, skank, accents: accordion, organ, clean guitar, piano",
    lead="hook, lick: accordion, clarinet, trumpet, saw lead",
)
BANDS["reggaeton"] = _band(
    "pop, modal",
    "trap",
    bass="grouped, sub, long: sub bass, synth bass, 808",
    chords="grouped, stabs, held: pluck, stab, marimba, nylon guitar",
)
BANDS["afrobeat"] = _band(
    "funk, modal",
    "funk",
    bass="dub, grouped, syncopated: electric bass",
    chords="scratch, accents, skank: clean guitar, organ, muted guitar",
    riff="polymetre, octave, horns, single: muted guitar, brass, clean guitar, marimba",
)
BANDS["swing jazz"] = _band(
    "jazz, jazz, blues",
    bass="walking, walking, two feel: upright bass",
    chords="charleston, charleston, freddie, offbeat hand: piano, clean guitar, electric piano",
    riff="horns, answer: brass, sax, trombone",
    lead="bebop, bebop, lick: sax, trumpet, clarinet, piano, muted trumpet, mallet",
)
BANDS["waltz"] = _band(
    "classical, country, jazz",
    "pop",
    bass="two feel, two feel, long, walking: upright bass, electric bass, tuba",
    chords="offbeat hand, offbeat hand, alberti, quarters: piano, accordion, acoustic guitar, strings",
    lead="theme, hook: violin, accordion, clarinet, flute",
)
BANDS["six-eight ballad"] = _band(
    "soul, sixties, blues",
    "ballad",
    chords="eighths, eighths, picked, alberti, strum: piano, electric piano, clean guitar, organ",
)
BANDS["odd metre"] = _band(
    "rock, modal",
    "hard rock",
    bass="riff, grouped, eighths: picked bass, electric bass",
    riff="single, power, polymetre, chug: distorted guitar, overdriven guitar, organ, chug guitar",
    arp="leaning, scattered, broken: clean guitar, bell, piano",
    lead="shred, solo, theme: saw lead, overdriven guitar, organ",
)
BANDS["orchestral"] = _band(
    "classical",
    bass="long, quarters, eighths, two feel: strings, tuba, upright bass",
    chords="bursts, bursts, held, grouped: brass, strings, choir, pizzicato",
    pad="pad, held: strings, choir",
    riff="octave, ostinato, tremolo, polymetre: strings, pizzicato, marimba, harp",
    lead="theme, theme, long notes, shred: violin, flute, trumpet, clarinet, brass",
    arp="broken, up and down, leaning: harp, strings, piano, bell",
)
BANDS["pulsing ambient"] = _band(
    "ambient, deep",
    bass="long, drone, offbeat, arpeggio: sub bass, synth bass",
    pad="pad: warm pad, glass pad, choir, strings",
    lead="long notes, drift: bell, sine lead, flute, piano",
    arp="turning, up, scattered, broken, up and down: pluck, bell, mallet, piano",
)
BANDS["beatless ambient"] = _band(
    "ambient",
    bass="drone: sub bass, drone",
    chords="pad: electric piano, organ, warm pad",
    pad="pad, drone: warm pad, dark pad, glass pad, drone, choir, strings",
    riff="drift: bell, piano",
    lead="drift: bell, sine lead, flute, piano, harp",
    arp="drift: bell, mallet",
    voice="drift: choir, voice",
)

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
