"""Bands of the club, of the game and of the studio: genres that machines play.

In: nothing. Out: `CLUB_BANDS`, by genre.
Plain data; read through `engine.corpus.writing.bands`.
"""

from engine.corpus.writing.casting import Band, make_band

CLUB_BANDS: dict[str, Band] = {}

CLUB_BANDS["house"] = make_band(
    None,
    "dance, dance, deep",
    bass="offbeat, octaves, syncopated, grouped, rolling: synth bass, saw bass, fm bass, sub bass; funk: slap bass",
    chords="stabs, house piano, grouped, accents: piano, stab, organ, pluck, supersaw; pumped: supersaw, saw pad",
    pad="pad, held: saw pad, warm pad, strings, choir",
    riff="ostinato, polymetre, octave: pluck, marimba, organ, bell, stab; horns: brass",
    lead="hook, hook, chops: saw lead, square lead, pluck, flute, sax, whistle, steel drum",
    arp="up, scattered, turning, leaning, up and down: pluck, bell, mallet, saw lead",
    voice="sung, chops: voice, vocal chop; chops: vocal chop",
)
CLUB_BANDS["deep house"] = make_band(
    CLUB_BANDS["house"],
    "deep",
    bass="syncopated, offbeat, grouped, long: sub bass, fm bass, synth bass, electric bass",
    chords="stabs, accents, held, grouped: electric piano, stab, organ, warm pad",
)
CLUB_BANDS["techno"] = make_band(
    CLUB_BANDS["house"],
    "modal",
    bass="offbeat, rolling, drone, acid: synth bass, sub bass, saw bass; acid: acid",
    chords="stabs, accents, grouped: stab, pluck, hoover",
    pad="pad, drone: dark pad, drone, glass pad",
    riff="ostinato, ostinato, polymetre: pluck, bell, stab, fm bass, acid",
    lead="long notes, hook: saw lead, hoover, sine lead",
    arp="turning, scattered, up: pluck, bell, acid, square lead",
)
CLUB_BANDS["trance"] = make_band(
    CLUB_BANDS["house"],
    "dance",
    bass="rolling, rolling, offbeat, octaves: saw bass, synth bass",
    chords="gate, grouped, pumped, held: supersaw, saw pad",
    lead="hook, rush, long notes: supersaw, saw lead, pluck",
    arp="up, up and down, turning, scattered: pluck, saw lead",
)
CLUB_BANDS["psytrance"] = make_band(
    CLUB_BANDS["techno"],
    "modal",
    bass="rolling: saw bass, synth bass",
    lead="hook, shred, chops: acid, saw lead, square lead",
    arp="turning, scattered, down: acid, pluck, square lead",
)
CLUB_BANDS["electro"] = make_band(
    CLUB_BANDS["techno"],
    "modal, dance",
    bass="syncopated, acid, octaves, grouped: synth bass, fm bass, acid, saw bass",
    voice="spoken: spoken voice; chops: vocal chop",
)
CLUB_BANDS["drum and bass"] = make_band(
    CLUB_BANDS["house"],
    "dance, modal, deep",
    bass="reese, reese, syncopated, long, sub: reese, sub bass, growl bass, saw bass",
    chords="accents, stabs, held: electric piano, stab, saw pad, piano",
    pad="pad: warm pad, dark pad, strings, choir",
    lead="hook, long notes, chops: saw lead, sine lead, vocal chop, flute",
)
CLUB_BANDS["breakbeat"] = make_band(
    CLUB_BANDS["house"],
    "dance, modal",
    bass="syncopated, acid, grouped, reese, funk: saw bass, acid, reese, synth bass",
    riff="ostinato, octave, horns: hoover, stab, brass, overdriven guitar",
)
CLUB_BANDS["dubstep"] = make_band(
    CLUB_BANDS["drum and bass"],
    "modal, dance",
    bass="wobble, wobble, sub, long: growl bass, reese, sub bass",
    chords="held, accents, pumped: supersaw, stab, piano",
    riff="ostinato, chug, slow: growl bass, saw bass, hoover, chug guitar",
)
CLUB_BANDS["trap"] = make_band(
    CLUB_BANDS["house"],
    "modal, pop, deep",
    bass="sub: 808, sub bass",
    chords="held, accents, rolled: piano, bell, pluck, strings",
    pad="pad: dark pad, choir, strings",
    riff="single, octave, polymetre: flute, bell, pluck, pizzicato, brass",
    lead="hook, theme: bell, flute, saw lead, whistle",
    arp="up, scattered, broken: bell, pluck, harp, piano",
    voice="spoken, spoken, sung: spoken voice, voice",
)
CLUB_BANDS["hip-hop"] = make_band(
    CLUB_BANDS["trap"],
    "deep, soul, funk",
    bass="syncopated, sub, dub, long: electric bass, sub bass, upright bass, 808",
    chords="accents, rolled, stabs, held: electric piano, piano, clean guitar, organ, strings",
    riff="single, octave, answer, horns: brass, piano, flute, clean guitar, mallet",
    voice="spoken: spoken voice",
)
CLUB_BANDS["lo-fi"] = make_band(
    CLUB_BANDS["hip-hop"],
    "deep, jazz",
    chords="rolled, charleston, accents, picked: electric piano, piano, nylon guitar",
    lead="lick, hook, drift: electric piano, sax, flute, clean guitar, muted trumpet",
)
CLUB_BANDS["synthwave"] = make_band(
    CLUB_BANDS["house"],
    "pop, dance",
    bass="eighths, octaves, rolling, gallop: saw bass, synth bass",
    chords="held, accents, pumped: saw pad, supersaw, brass, electric piano",
    lead="hook, long notes, solo: saw lead, square lead, overdriven guitar, sax",
    arp="up, up and down, turning: pluck, saw lead, square lead",
)
CLUB_BANDS["hyper"] = make_band(
    CLUB_BANDS["trance"],
    "dance, pop",
    bass="offbeat, octaves, rolling, eighths, wobble: saw bass, synth bass, growl bass",
    chords="grouped, gate, pumped, accents: supersaw, piano, stab",
    lead="rush, rush, hook, shred: supersaw, saw lead, square lead, chip square, piano",
    arp="up, up and down, scattered, broken: chip pulse, pluck, bell, piano",
    riff="polymetre, ostinato, octave: chip square, pluck, piano, hoover",
)
CLUB_BANDS["future bass"] = make_band(
    CLUB_BANDS["dubstep"],
    "pop, deep",
    bass="sub, long, syncopated: sub bass, saw bass, 808",
    chords="accents, pumped, gate, grouped: supersaw, saw pad",
    lead="chops, hook: vocal chop, pluck, saw lead, bell",
)
CLUB_BANDS["happy hardcore"] = make_band(
    CLUB_BANDS["hyper"], "pop, dance", chords="house piano, stabs, grouped: piano, supersaw, hoover"
)
CLUB_BANDS["complextro"] = make_band(
    CLUB_BANDS["hyper"], "dance", bass="wobble, acid, syncopated, rolling: growl bass, saw bass, acid"
)
CLUB_BANDS["hard techno"] = make_band(
    CLUB_BANDS["techno"], "modal", bass="rolling, offbeat, gallop: saw bass, synth bass, sub bass"
)
CLUB_BANDS["speedcore"] = make_band(CLUB_BANDS["techno"], "modal", bass="offbeat, eighths, drone: saw bass, synth bass")
CLUB_BANDS["industrial"] = make_band(
    CLUB_BANDS["techno"],
    "metal, modal",
    bass="eighths, riff, rolling, syncopated: saw bass, picked bass, synth bass",
    chords="power eighths, power accents, power held: distorted guitar",
    riff="chug, power, ostinato, gallop: chug guitar, distorted guitar, saw bass",
    voice="sung, spoken: spoken voice, voice",
)
CLUB_BANDS["dance pop"] = make_band(
    CLUB_BANDS["house"],
    "pop, dance",
    bass="offbeat, octaves, syncopated, grouped: synth bass, saw bass, electric bass",
    voice="sung, sung, chops: voice, vocal chop",
)
CLUB_BANDS["reggaeton"] = make_band(
    CLUB_BANDS["trap"],
    "pop, modal",
    bass="grouped, sub, long: sub bass, synth bass, 808",
    chords="grouped, stabs, held: pluck, stab, marimba, nylon guitar",
)
CLUB_BANDS["chiptune"] = make_band(
    None,
    "pop, classical, rock",
    bass="eighths, octaves, arpeggio, gallop, quarters: chip triangle",
    chords="gate, grouped, alberti, eighths: chip pulse, chip square",
    riff="octave, polymetre, answer: chip pulse",
    lead="hook, rush, theme, shred: chip square, chip pulse",
    arp="up, up and down, turning, scattered: chip pulse, chip square",
)
CLUB_BANDS["pulsing ambient"] = make_band(
    None,
    "ambient, deep",
    bass="long, drone, offbeat, arpeggio: sub bass, synth bass",
    pad="pad: warm pad, glass pad, choir, strings",
    lead="long notes, drift: bell, sine lead, flute, piano",
    arp="turning, up, scattered, broken, up and down: pluck, bell, mallet, piano",
)
CLUB_BANDS["beatless ambient"] = make_band(
    None,
    "ambient",
    bass="drone: sub bass, drone",
    chords="pad: electric piano, organ, warm pad",
    pad="pad, drone: warm pad, dark pad, glass pad, drone, choir, strings",
    riff="drift: bell, piano",
    lead="drift: bell, sine lead, flute, piano, harp",
    arp="drift: bell, mallet",
    voice="drift: choir, voice",
)
