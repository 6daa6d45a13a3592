"""The names of the sounds that a part can ask for; every renderer maps each of them to a voice of its own.

In: nothing. Out: the tuple of names, and the groups that it is made of.
Plain data, shared by the writers of parts and the renderers.
"""

#: Basses, written at MIDI 24..55. "sub bass" is close to a sine, "reese" beats slowly, "acid" squelches, "growl bass"
#: wobbles with its filter, "fretless bass" slides: tones that overlap and lie close are slid between.
BASSES = (
    "electric bass",
    "picked bass",
    "slap bass",
    "fretless bass",
    "upright bass",
    "tuba",
    "synth bass",
    "saw bass",
    "fm bass",
    "sub bass",
    "808",
    "reese",
    "acid",
    "growl bass",
)

#: Plucked and struck strings. Each string of a chord is a tone of its own, a few ms after the one before it.
#: "muted guitar" is choked by the palm (a chug when distorted music asks for it: "chug guitar").
GUITARS = (
    "distorted guitar",
    "overdriven guitar",
    "chug guitar",
    "clean guitar",
    "muted guitar",
    "acoustic guitar",
    "nylon guitar",
    "banjo",
    "harp",
)

#: Keys.
KEYS = ("piano", "honky-tonk piano", "electric piano", "organ", "clavinet", "harpsichord", "accordion")

#: Held sounds; "strings", "brass" and "choir" are also used for short chords.
ENSEMBLES = ("strings", "pizzicato", "brass", "choir", "saw pad", "warm pad", "dark pad", "glass pad", "drone")

#: Synthesisers with an attack: for chords, arpeggios and leads. "stab" is a short sampled chord, "hoover" a rave lead.
SYNTHS = (
    "pluck",
    "supersaw",
    "stab",
    "square lead",
    "saw lead",
    "sine lead",
    "hoover",
    "bell",
    "mallet",
    "marimba",
    "steel drum",
    "chip square",
    "chip pulse",
    "chip triangle",
)

#: Winds, strings alone, and voices. "voice" is a singer (one tone a syllable), "vocal chop" a short cut of one,
#: "spoken voice" a speaker or rapper: its pitch is only about where the voice lies.
SOLOISTS = (
    "voice",
    "spoken voice",
    "vocal chop",
    "harmonica",
    "sax",
    "trumpet",
    "muted trumpet",
    "trombone",
    "clarinet",
    "flute",
    "violin",
    "whistle",
)

#: Effects, role "fx": one tone over the whole length of the sound. "riser" and "noise riser" swell up to their end,
#: "sweep down" and "downlifter" begin loud and die away, "impact" and "sub drop" hit at their beginning, "reverse"
#: swells and is cut off, "vinyl" and "wind" only lie there, "siren" and "laser" are pitched.
EFFECTS = (
    "riser",
    "noise riser",
    "sweep down",
    "downlifter",
    "impact",
    "sub drop",
    "reverse",
    "vinyl",
    "wind",
    "siren",
    "laser",
)

#: Every name that `Part.sound` can have.
SOUNDS = (*BASSES, *GUITARS, *KEYS, *ENSEMBLES, *SYNTHS, *SOLOISTS, *EFFECTS)
