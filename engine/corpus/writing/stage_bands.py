"""Bands of the stage: genres that people play.

In: nothing. Out: `STAGE_BANDS`, by genre.
Plain data; read through `engine.corpus.writing.bands`.
"""

from engine.corpus.writing.casting import Band, make_band

STAGE_BANDS: dict[str, Band] = {}

STAGE_BANDS["pop"] = make_band(
    None,
    "pop",
    bass="eighths, syncopated, long, quarters, grouped: electric bass, synth bass, picked bass",
    chords="strum, accents, eighths, held, quarters: acoustic guitar, piano, electric piano, clean guitar; "
    "strum, picked: acoustic guitar, clean guitar",
    pad="pad, held: strings, warm pad, saw pad, organ",
    riff="single, octave, answer, horns: clean guitar, piano, pluck, brass",
    lead="hook, theme, solo: clean guitar, strings, saw lead, flute, piano",
    voice="sung, sung: voice; harmony: voice, choir",
)
STAGE_BANDS["ballad"] = make_band(
    STAGE_BANDS["pop"],
    "pop, soul, classical",
    bass="long, quarters, two feel: electric bass, fretless bass, upright bass",
    chords="quarters, eighths, rolled, picked, alberti, held: piano, electric piano, acoustic guitar, nylon guitar",
    lead="theme, long notes, solo: violin, clean guitar, sax, flute, harmonica",
)
STAGE_BANDS["rock"] = make_band(
    None,
    "rock, rock, pop",
    bass="eighths, eighths, quarters, riff, syncopated: picked bass, electric bass",
    chords="power eighths, power accents, strum, power held: overdriven guitar, distorted guitar; "
    "strum, picked: acoustic guitar, clean guitar; accents, eighths: organ, piano",
    pad="pad, held: organ, strings",
    riff="single, power, octave: overdriven guitar, distorted guitar, clean guitar",
    lead="solo, solo, hook, lick: overdriven guitar, distorted guitar, organ",
)
STAGE_BANDS["punk"] = make_band(
    STAGE_BANDS["rock"],
    "rock, sixties",
    bass="eighths: picked bass",
    chords="power eighths, power eighths, power accents: distorted guitar, overdriven guitar",
    lead="hook, solo: distorted guitar",
)
STAGE_BANDS["hard rock"] = make_band(
    STAGE_BANDS["rock"],
    "rock",
    bass="riff, eighths: picked bass, electric bass",
    riff="power, single, chug, slow: distorted guitar, overdriven guitar",
)
STAGE_BANDS["metal"] = make_band(
    STAGE_BANDS["rock"],
    "metal",
    bass="riff, eighths, gallop: picked bass",
    chords="power held, power accents, power eighths: distorted guitar",
    riff="chug, gallop, power, tremolo, chug: chug guitar, distorted guitar",
    lead="shred, solo: distorted guitar, overdriven guitar",
    pad="pad: choir, strings, dark pad",
    voice="sung, spoken: spoken voice, voice",
)
STAGE_BANDS["doom metal"] = make_band(
    STAGE_BANDS["metal"], "metal", bass="riff, long: picked bass", riff="slow, power: distorted guitar"
)
STAGE_BANDS["grunge"] = make_band(
    STAGE_BANDS["rock"], "rock, metal", chords="power held, power accents, strum: distorted guitar, clean guitar"
)
STAGE_BANDS["britpop"] = make_band(
    STAGE_BANDS["rock"], "rock, sixties, pop", chords="strum, quarters, strum: overdriven guitar, piano, clean guitar"
)
STAGE_BANDS["indie"] = make_band(
    STAGE_BANDS["rock"],
    "pop, rock",
    chords="strum, eighths, accents, scratch: clean guitar, overdriven guitar, piano",
    riff="octave, single, tremolo: clean guitar, overdriven guitar",
    arp="up, broken, leaning, scattered: clean guitar, pluck, bell",
)
STAGE_BANDS["60s beat"] = make_band(
    STAGE_BANDS["rock"],
    "sixties",
    bass="quarters, two feel, eighths, walking: electric bass, picked bass",
    chords="strum, quarters, skank, accents: clean guitar, overdriven guitar, organ, piano",
    lead="hook, lick, solo: overdriven guitar, organ, harmonica, clean guitar",
    voice="sung: voice; harmony: voice",
)
STAGE_BANDS["rockabilly"] = make_band(
    STAGE_BANDS["60s beat"],
    "blues, sixties",
    bass="boogie, walking, two feel: upright bass",
    chords="freddie, strum, offbeat hand: clean guitar, acoustic guitar, honky-tonk piano",
    lead="lick, solo: clean guitar, sax, honky-tonk piano",
)
STAGE_BANDS["country"] = make_band(
    STAGE_BANDS["pop"],
    "country",
    bass="two feel, two feel, quarters, walking: electric bass, upright bass",
    chords="strum, offbeat hand, picked: acoustic guitar, clean guitar, honky-tonk piano",
    pad="held: strings, organ",
    riff="single, answer: banjo, violin, clean guitar",
    lead="lick, hook, solo: violin, banjo, harmonica, clean guitar",
)
STAGE_BANDS["blues shuffle"] = make_band(
    STAGE_BANDS["rock"],
    "blues",
    bass="boogie, walking, quarters: electric bass, upright bass",
    chords="accents, power accents, quarters, offbeat hand: overdriven guitar, organ, piano, clean guitar",
    riff="single, answer, horns: overdriven guitar, harmonica, brass",
    lead="lick, solo: overdriven guitar, harmonica, sax",
)
STAGE_BANDS["disco"] = make_band(
    None,
    "soul, dance, funk",
    bass="octaves, octaves, funk, eighths: electric bass, slap bass, synth bass",
    chords="scratch, accents, stabs, eighths: clean guitar, electric piano, clavinet, piano",
    pad="held, pad: strings",
    riff="horns, answer, octave: brass, strings, clavinet",
    lead="hook, theme: strings, saw lead, flute, sax",
    voice="sung: voice; harmony: voice",
)
STAGE_BANDS["funk"] = make_band(
    STAGE_BANDS["disco"],
    "funk",
    bass="funk, funk, riff, syncopated: electric bass, slap bass, synth bass",
    chords="scratch, scratch, accents: clean guitar, clavinet, electric piano, organ",
    riff="horns, single, octave, answer: brass, clavinet, clean guitar, sax",
    lead="solo, lick, hook: sax, trumpet, clean guitar, saw lead",
)
STAGE_BANDS["soul"] = make_band(
    STAGE_BANDS["disco"],
    "soul, pop",
    bass="syncopated, quarters, funk, walking: electric bass",
    chords="accents, quarters, offbeat hand, eighths: piano, organ, clean guitar, electric piano",
)
STAGE_BANDS["reggae"] = make_band(
    None,
    "reggae",
    bass="dub, dub, dub, quarters: electric bass, sub bass",
    chords="skank, skank, bubble: clean guitar, organ, piano, muted guitar",
    pad="pad, held: organ, strings",
    riff="answer, horns, single: brass, muted guitar, organ",
    lead="lick, theme, solo: trombone, sax, harmonica, organ, clean guitar",
)
STAGE_BANDS["ska"] = make_band(
    STAGE_BANDS["reggae"],
    "reggae, sixties",
    bass="walking, eighths, boogie: electric bass, upright bass",
    chords="skank: clean guitar, piano, organ",
    riff="horns, octave, answer: brass, sax, trumpet",
)
STAGE_BANDS["salsa"] = make_band(
    None,
    "latin",
    bass="tumbao: upright bass, electric bass",
    chords="montuno: piano",
    pad="pad: strings",
    riff="horns, answer, octave: brass, trumpet, trombone",
    lead="solo, lick, hook: trumpet, flute, trombone, piano",
    voice="sung: voice; harmony: choir, voice",
)
STAGE_BANDS["bossa nova"] = make_band(
    None,
    "jazz, latin",
    bass="bossa: upright bass, electric bass",
    chords="bossa, bossa, rolled: nylon guitar, electric piano",
    riff="answer: flute, strings",
    lead="theme, bebop, lick: flute, sax, nylon guitar, clarinet",
)
STAGE_BANDS["samba"] = make_band(
    STAGE_BANDS["bossa nova"], "latin", bass="bossa, two feel: electric bass", chords="accents, scratch: nylon guitar"
)
STAGE_BANDS["cumbia"] = make_band(
    STAGE_BANDS["salsa"],
    "latin, reggae",
    bass="cumbia: electric bass, synth bass",
    chords="skank, skank, accents: accordion, organ, clean guitar, piano",
    lead="hook, lick: accordion, clarinet, trumpet, saw lead",
)
STAGE_BANDS["afrobeat"] = make_band(
    STAGE_BANDS["funk"],
    "funk, modal",
    bass="dub, grouped, syncopated: electric bass",
    chords="scratch, accents, skank: clean guitar, organ, muted guitar",
    riff="polymetre, octave, horns, single: muted guitar, brass, clean guitar, marimba",
)
STAGE_BANDS["swing jazz"] = make_band(
    None,
    "jazz, jazz, blues",
    bass="walking, walking, two feel: upright bass",
    chords="charleston, charleston, freddie, offbeat hand: piano, clean guitar, electric piano",
    riff="horns, answer: brass, sax, trombone",
    lead="bebop, bebop, lick: sax, trumpet, clarinet, piano, muted trumpet, mallet",
)
STAGE_BANDS["waltz"] = make_band(
    STAGE_BANDS["pop"],
    "classical, country, jazz",
    bass="two feel, two feel, long, walking: upright bass, electric bass, tuba",
    chords="offbeat hand, offbeat hand, alberti, quarters: piano, accordion, acoustic guitar, strings",
    lead="theme, hook: violin, accordion, clarinet, flute",
)
STAGE_BANDS["six-eight ballad"] = make_band(
    STAGE_BANDS["ballad"],
    "soul, sixties, blues",
    chords="eighths, eighths, picked, alberti, strum: piano, electric piano, clean guitar, organ",
)
STAGE_BANDS["odd metre"] = make_band(
    STAGE_BANDS["hard rock"],
    "rock, modal",
    bass="riff, grouped, eighths: picked bass, electric bass",
    riff="single, power, polymetre, chug: distorted guitar, overdriven guitar, organ, chug guitar",
    arp="leaning, scattered, broken: clean guitar, bell, piano",
    lead="shred, solo, theme: saw lead, overdriven guitar, organ",
)
STAGE_BANDS["odd pop"] = make_band(
    STAGE_BANDS["indie"], "pop, jazz, modal", bass="grouped, quarters, riff: electric bass"
)
STAGE_BANDS["orchestral"] = make_band(
    None,
    "classical",
    bass="long, quarters, eighths, two feel: strings, tuba, upright bass",
    chords="bursts, bursts, held, grouped: brass, strings, choir, pizzicato",
    pad="pad, held: strings, choir",
    riff="octave, ostinato, tremolo, polymetre: strings, pizzicato, marimba, harp",
    lead="theme, theme, long notes, shred: violin, flute, trumpet, clarinet, brass",
    arp="broken, up and down, leaning: harp, strings, piano, bell",
)
