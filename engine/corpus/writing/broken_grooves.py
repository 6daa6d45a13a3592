"""Drum patterns of machines that do not march: broken beats and half time.

In: nothing. Out: `BROKEN`, families of patterns by name.
Plain data in the notation of `engine.corpus.writing.groove`.
"""

from engine.corpus.writing.club_grooves import CLUB_PERCUSSION, CLUB_RIDES
from engine.corpus.writing.groove import Family, layers, pairs

BROKEN: dict[str, Family] = {
    "electro": Family(
        pairs=pairs(
            "x... ..x. ..x. .... | . x . x",
            "x..x .... ..x. ..x. | . x . x",
            "x... .... .x.. x... | .... x... .... x..x",
            "x.x. .... ..x. x... | .... x..x .... x...",
            "..x. ...x x... ..x. | . x . x",
            "x..x ..x. .... ..x. | .... x... .... x...",
        ),
        hats=layers("hat: xoxo", "hat: x.xx", "hat: xo.o / open hat: ..x.", "hat: oxox xoxx"),
        rides=CLUB_RIDES,
        percussion=layers(
            "cowbell: x.x. ..x. x..x ....",
            "rim: ..x. .x.. ..x. .x.x",
            "conga high: ..x. xx.. ..x. x.x.",
            "clap: .... .... .... ..xx",
        ),
        snares=("snare", "clap", "snare+clap"),
        fills=("snare", "stop", "claps", "toms"),
    ),
    "drum and bass": Family(
        pairs=pairs(
            "x... .... ..x. .... | . x . x",
            "x... .... .x.. .... | . x . x",
            "x... ...x ..x. .... | . x . x",
            "x.x. .... ..x. .... | .... x..o .... x...",
            "x... .... ..x. .... x... ..x. ..x. .... | . x . x",
            "x... .... .... .... | . . x .",
            "x... .... ..x. ..x. | .... x..o .o.. x..o",
            "..x. .... ..x. .... | . x . x",
        ),
        hats=layers(
            "hat: x.o.", "hat: xoxo", "hat: .x", "ride: x.o.", "hat: xo?o", "shaker: xoxo", "hat: x.o. / ride: ..x."
        ),
        rides=layers("ride: x", "ride: xo", "open hat: .x", "crash: x / hat: xo", "ride: x.x. / hat: .o.o"),
        percussion=CLUB_PERCUSSION,
        snares=("snare", "snare+clap", "snare"),
        ghosts=0.5,
        fill_chance=0.4,
        fills=("break", "snare", "stop"),
        feels=("half",),
    ),
    "jungle": Family(
        pairs=pairs(
            "x.x. .... ..xx .... | .... x..x .x.. x..x",
            "x... ..x. ..x. .... | .... x..o .x.. ..x.",
            "x.x. .... .... ..x. ..x. .... ..x. .... | .... x..x .x.. x..x .x.. x..x .x.. ..x.",
            "x..x .... x... .x.. | .... x.o. .ox. x.o.",
            "..x. .... x..x .... | .x.. x... .... x.xx",
            "x... .x.. ..x. ...x | .... x..x .o.x x...",
        ),
        hats=layers("ride: x.x.", "hat: x.x.", "hat: x.xo x.x.", "open hat: x. / hat: .x", "hat: xoxo"),
        rides=layers("ride: x", "ride: xx", "crash: x"),
        percussion=CLUB_PERCUSSION,
        ghosts=0.7,
        fill_chance=0.5,
        fills=("break", "snare", "break", "stop"),
        feels=("half",),
    ),
    "breakbeat": Family(
        pairs=pairs(
            "x... ...x ..x. .... | . x . x",
            "x.x. .... ..x. .... | .... x..o .o.. x...",
            "x... ..x. .x.. ..x. | .... x... .... x...",
            "x..x ...x ..x. .... | .... x..o .... x.o.",
            "x.x. .... .xx. .... | .... x... .o.. x..o",
            "x... .... ..x. .... | .... x..x .x.. x...",
            "..x. ...x ..x. .... | . x . x",
            "x... ..x. .... ..x. | .... x... ...x ..x.",
        ),
        hats=layers(
            "hat: xo", "hat: xoxo", "hat: x.x. / open hat: ...x .... .... ....", "ride: xo", "open hat: .x", "hat: xooo"
        ),
        rides=layers("ride: x.x.", "open hat: x", "ride: x / hat: xoxo"),
        percussion=CLUB_PERCUSSION,
        snares=("snare", "snare", "snare+clap"),
        ghosts=0.5,
        fills=("break", "snare", "stop", "toms"),
        feels=("half", "floor"),
    ),
    "half time": Family(
        pairs=pairs(
            "x... .... .... .... | . . x .",
            "x... ...x .... .... | . . x .",
            "x... .... .... ..x. | . . x .",
            "x..x ..x. .... ..x. | . . x .",
            "x... ..x. .... x... | .... .... x... ...o",
            "x.x. .... ...x .... | .... .... x... ....",
            "x.. ..x ... .x. | . . x .",
        ),
        hats=layers(
            "hat: xo",
            "hat: x",
            "hat: xoxo",
            "hat: xxx",
            "hat: x.xx",
            "hat: ..x.",
            "shaker: xo",
            "hat: x.x. x.xx x.x. xxx",
        ),
        rides=layers("ride: x", "open hat: x", "crash: x", "hat: xoxo / open hat: . . . x"),
        percussion=CLUB_PERCUSSION,
        snares=("snare", "snare+clap", "clap"),
        ghosts=0.2,
        fill_chance=0.45,
        fills=("snare", "stop", "break"),
        feels=("double", "floor"),
    ),
    "trap": Family(
        pairs=pairs(
            "x... .... .... .... | . . x .",
            "x... ..x. .... .... | . . x .",
            "x... ...x .... ..x. | . . x .",
            "x... .... ..x. .x.. | . . x .",
            "x.x. .... .... x... x... ..x. .... ..x. | . . x .",
            ".... ..x. .... x... | . . x .",
        ),
        hats=layers(
            "hat: xo",
            "hat: xoxo",
            "hat: xo xo xo xoxoxo",
            "hat: xo xxxxxxxx xo xo",
            "hat: xo xo xxx xo xo xo xo ,,,ooxx#",
            "hat: x.xx x.x. xxx x.xx",
            "hat: x",
        ),
        percussion=layers(
            "rim: ..x. .... .... ..x.",
            "open hat: .... ..x. .... ....",
            "rim: ~x..x..",
            "high tom: .... .... .... x.x.",
            "agogo: x..x ..x. ..x. ....",
        ),
        snares=("clap", "snare", "snare+clap"),
        fills=("snare", "stop", "claps"),
        crash=0.3,
        fill_chance=0.3,
    ),
    "slow trap": Family(
        pairs=pairs(
            "x... .... ..x. .... | . x . x",
            "x..x .... ...x ..x. | . x . x",
            "x... ..x. .x.. .... | . x . x",
            "x.x. .... .... ..x. | . x . x",
            "x... .... .x.x .... | .... x... .... x..o",
        ),
        hats=layers(
            "hat: xoxo", "hat: xooo", "hat: xoxo xoxo xxxxxx xoxo", "hat: xo,oxo,o", "hat: xo xoxo xo oooooooo"
        ),
        percussion=layers("rim: ...x .... ..x. ....", "open hat: ...x .... .... ....", "conga high: ..x. ...x"),
        snares=("clap", "snare", "snare+clap", "rim"),
        fills=("snare", "stop"),
        crash=0.3,
        fill_chance=0.3,
    ),
    "boom bap": Family(
        pairs=pairs(
            "x... ...x ..x. .... | . x . x",
            "x..x .... ..x. .... | . x . x",
            "x... ...x .xx. .... | .... x... .... x..,",
            "x.x. .... ..x. ...x | .... x..o .... x...",
            "x... .... ..xx .... x..x .... ..x. ..x. | . x . x",
            "..x. ...x x... .... | . x . x",
            "x... .... ..x. .... | .... x... .o.. x...",
        ),
        hats=layers(
            "hat: xo",
            "hat: x.x. x.xo",
            "hat: xoxo",
            "ride: xo",
            "hat: x.x. / open hat: .... .... .... ..x.",
            "shaker: xoxo",
        ),
        rides=layers("hat: xx", "ride: xo", "open hat: x"),
        percussion=layers(
            "conga high: ..x. .x.. ..xx ....", "tambourine: . x . x", "shaker: oxox", "cowbell: x... ..x."
        ),
        snares=("snare", "rim", "snare+clap", "clap"),
        ghosts=0.4,
        fill_chance=0.3,
        fills=("stop", "snare", "mixed"),
        crash=0.25,
    ),
    "dembow": Family(
        pairs=pairs(
            "x | ...x ..x.", "x | ...x ..x. ...x ..xo", "x. .. x. .. | ...x ..x.", "x..x ..x. x..x ..x. | ...x ..x."
        ),
        hats=layers("hat: x.x.", "hat: ..x.", "hat: xoxo", "shaker: xoxo"),
        percussion=layers("timbale: .... ...x .... ..xx", "guiro: x.oo", "conga high: ..x. ..xx", "cowbell: x"),
        snares=("snare", "rim", "clap", "timbale"),
        steady=True,
        fills=("timbales", "stop", "snare"),
        crash=0.3,
    ),
}
