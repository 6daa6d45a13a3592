"""Bands of the floor and of rhythm games: genres that machines play, kin of those in the club.

In: nothing. Out: `RAVE_BANDS`, by genre.
Plain data; read through `engine.corpus.writing.bands`.
"""

from engine.corpus.writing.casting import Band, make_band
from engine.corpus.writing.club_bands import CLUB_BANDS

RAVE_BANDS: dict[str, Band] = {}

RAVE_BANDS["electro house"] = make_band(
    CLUB_BANDS["house"],
    "dance, pop",
    bass="offbeat, acid, syncopated, rolling, wobble: saw bass, growl bass, synth bass",
    chords="pumped, stabs, grouped: supersaw, saw pad",
    riff="ostinato, octave, polymetre: saw bass, square lead, hoover, pluck",
    lead="hook, rush, chops: saw lead, supersaw, square lead, whistle",
)
RAVE_BANDS["bass house"] = make_band(
    RAVE_BANDS["electro house"],
    "modal, deep",
    bass="wobble, syncopated, grouped, acid: growl bass, fm bass, saw bass, reese",
    chords="stabs, accents: stab, organ, pluck",
    voice="chops, spoken: vocal chop",
)
RAVE_BANDS["tech house"] = make_band(
    CLUB_BANDS["house"],
    "modal, deep",
    bass="syncopated, grouped, rolling, funk: sub bass, fm bass, synth bass",
    chords="stabs, accents: stab, organ, electric piano",
    voice="spoken, chops: spoken voice, vocal chop",
)
RAVE_BANDS["minimal"] = make_band(
    CLUB_BANDS["techno"],
    "modal, deep",
    bass="syncopated, offbeat, long, rolling: sub bass, fm bass, synth bass",
    riff="ostinato, polymetre: bell, mallet, pluck, stab",
)
RAVE_BANDS["progressive house"] = make_band(
    CLUB_BANDS["trance"],
    "pop, dance, deep",
    bass="offbeat, long, octaves, eighths: saw bass, synth bass, sub bass",
    chords="pumped, held, grouped: supersaw, piano, saw pad",
    arp="up, broken, turning, scattered: pluck, bell, piano",
)
RAVE_BANDS["melodic techno"] = make_band(
    CLUB_BANDS["trance"],
    "modal, dance, deep",
    bass="rolling, offbeat, long, octaves: synth bass, saw bass, reese",
    riff="ostinato, polymetre, octave: pluck, saw lead, bell",
    lead="long notes, hook: saw lead, sine lead, supersaw",
)
RAVE_BANDS["eurodance"] = make_band(
    CLUB_BANDS["dance pop"],
    "pop, dance",
    bass="offbeat, octaves, rolling, gallop: saw bass, synth bass",
    chords="stabs, house piano, grouped: piano, stab, supersaw, hoover",
    lead="hook, rush: saw lead, square lead, hoover",
    voice="sung, spoken, harmony: voice, spoken voice",
)
RAVE_BANDS["synthpop"] = make_band(
    CLUB_BANDS["synthwave"],
    "pop, dance",
    bass="eighths, octaves, syncopated, arpeggio: synth bass, saw bass, fm bass",
    chords="held, accents, eighths: saw pad, electric piano, strings, pluck",
    lead="hook, theme: square lead, saw lead, bell, flute",
    voice="sung: voice; harmony: voice, choir",
)
RAVE_BANDS["garage"] = make_band(
    CLUB_BANDS["house"],
    "deep, soul, modal",
    bass="syncopated, wobble, sub, reese: sub bass, fm bass, reese, growl bass",
    chords="stabs, accents, charleston: organ, electric piano, stab, piano",
    voice="chops, sung: vocal chop, voice",
)
RAVE_BANDS["moombahton"] = make_band(
    CLUB_BANDS["reggaeton"],
    "modal, dance",
    bass="grouped, sub, wobble, offbeat: saw bass, sub bass, growl bass",
    lead="hook, chops: square lead, hoover, vocal chop, flute",
)
RAVE_BANDS["riddim"] = make_band(
    CLUB_BANDS["dubstep"],
    "modal",
    bass="riddim, riddim, wobble: growl bass, saw bass, reese",
    riff="djent, polymetre, ostinato: growl bass, hoover, saw bass",
)
RAVE_BANDS["neurofunk"] = make_band(
    CLUB_BANDS["drum and bass"],
    "modal",
    bass="reese, acid, riddim, syncopated: reese, growl bass, saw bass",
    riff="ostinato, polymetre, single: growl bass, hoover, stab",
)
RAVE_BANDS["footwork"] = make_band(
    CLUB_BANDS["trap"],
    "deep, soul, modal",
    bass="sub, grouped, long: 808, sub bass",
    chords="stabs, accents, rolled: electric piano, strings, stab",
    voice="chops, chops, spoken: vocal chop",
)
RAVE_BANDS["phonk"] = make_band(
    CLUB_BANDS["trap"],
    "modal, metal",
    bass="sub, offbeat, grouped, eighths: 808, saw bass, sub bass",
    lead="hook, lick: bell, mallet, square lead, marimba",
    riff="single, ostinato, octave: bell, mallet, pluck",
    voice="spoken, chops: spoken voice, vocal chop",
)
RAVE_BANDS["hardstyle"] = make_band(
    CLUB_BANDS["trance"],
    "dance, pop",
    bass="reverse, reverse, offbeat: saw bass, growl bass, synth bass",
    chords="pumped, held, stabs: supersaw, saw pad, hoover",
    lead="hook, hook, long notes: supersaw, saw lead, hoover",
)
RAVE_BANDS["gabber"] = make_band(
    CLUB_BANDS["techno"],
    "modal, metal",
    bass="reverse, offbeat, drone: saw bass, synth bass, growl bass",
    chords="stabs, grouped: hoover, stab",
    riff="ostinato, octave: hoover, stab, chug guitar",
    lead="hook, chops: hoover, saw lead, vocal chop",
)
RAVE_BANDS["frenchcore"] = make_band(
    RAVE_BANDS["gabber"], "dance, modal, pop", lead="hook, theme: saw lead, hoover, violin, piano"
)
RAVE_BANDS["breakcore"] = make_band(
    CLUB_BANDS["drum and bass"],
    "classical, dance, modal",
    bass="reese, acid, syncopated, sub: reese, acid, saw bass, sub bass",
    lead="rush, shred, chops: square lead, chip square, piano, vocal chop, violin",
    arp="scattered, up, broken: bell, chip pulse, piano",
)
RAVE_BANDS["artcore"] = make_band(
    CLUB_BANDS["hyper"],
    "classical, pop, dance, jazz",
    chords="grouped, accents, gate, rolled: piano, strings, supersaw, stab",
    pad="pad, held: strings, choir, saw pad",
    lead="rush, shred, theme, hook: piano, violin, supersaw, saw lead, flute",
    arp="broken, scattered, up and down, leaning: piano, harp, bell, pluck",
    riff="polymetre, octave, djent: piano, strings, hoover, chug guitar, saw bass",
)
RAVE_BANDS["rolling chiptune"] = make_band(CLUB_BANDS["chiptune"], "pop, classical, blues")
RAVE_BANDS["idm"] = make_band(
    CLUB_BANDS["techno"],
    "ambient, deep, jazz",
    bass="syncopated, acid, long, reese: sub bass, fm bass, acid, synth bass",
    chords="stabs, held, rolled: electric piano, pluck, glass pad",
    lead="drift, long notes, rush: sine lead, bell, square lead",
    arp="scattered, turning, leaning: bell, mallet, pluck, marimba",
)
RAVE_BANDS["glitch"] = make_band(
    RAVE_BANDS["idm"], "deep, modal, funk", bass="wobble, funk, syncopated: growl bass, fm bass, reese"
)
RAVE_BANDS["downtempo"] = make_band(
    CLUB_BANDS["deep house"],
    "deep, ambient, soul",
    bass="dub, long, syncopated: sub bass, electric bass, fretless bass",
    lead="long notes, lick, drift: flute, sax, sine lead, bell, clean guitar",
)
RAVE_BANDS["trip-hop"] = make_band(
    CLUB_BANDS["hip-hop"],
    "deep, jazz, modal",
    bass="dub, long, sub: upright bass, sub bass, electric bass",
    pad="pad, held: strings, dark pad, warm pad",
    voice="sung, spoken: voice, spoken voice",
)
