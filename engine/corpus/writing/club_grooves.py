"""What keeps the time and what is laid on top in clubs, for all families of machines.

In: nothing. Out: layers of lines to choose from.
Plain data in the notation of `engine.corpus.writing.groove`.
"""

from engine.corpus.writing.groove import layers

CLUB_HATS = layers(
    "open hat: ..x.",
    "hat: x.o. / open hat: ..x.",
    "hat: xoxo",
    "hat: o,x,",
    "hat: ..x.",
    "hat: xo.o / open hat: ..x.",
    "hat: xooo xoox xoxo xoo?",
    "hat: x.x. / shaker: o,x,",
    "shaker: oxox",
    "ride: ..x.",
    "hat: ...x ..x. ...x ..x?",
    "hat: o.oo",
)
CLUB_RIDES = layers(
    "ride: x.x.",
    "ride: ..x. / hat: xoxo",
    "open hat: ..x. / ride: x...",
    "hat: xoxo / open hat: ..#.",
    "ride: x... / tambourine: ..x.",
)
CLUB_PERCUSSION = layers(
    "conga high: .... ..x. .x.. ..o. / conga low: .... .... ...x ....",
    "rim: ..x. .x.. x..x ....",
    "shaker: xoxo",
    "tambourine: . x . x",
    "cowbell: ...x ..x. ...x ..x.",
    "bongo high: x.o. .x.o ..x. oxo. / bongo low: .... ...x .... ...x",
    "clave: x..x ..x. ..x. x...",
    "woodblock: ~..x ..x x..",
    "mid tom: ...x .... ..x. .... / low tom: .... .x.. .... ..x.",
    "triangle: x.o. ..x. x.o. ..x.",
    "rim: ~..x. ..x. .x..",
    "agogo: x.x. .x.x x..x .x..",
)
