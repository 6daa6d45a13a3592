"""Drum patterns of machines that march: straight clubs, pop, industry, games.

In: nothing. Out: `MACHINES`, families of patterns by name.
Plain data in the notation of `engine.corpus.writing.groove`.
"""

from engine.corpus.writing.club_grooves import CLUB_HATS, CLUB_PERCUSSION, CLUB_RIDES
from engine.corpus.writing.groove import Family, layers, pairs

MACHINES: dict[str, Family] = {
    "four": Family(
        pairs=pairs(
            "x | . x . x",
            "x | .... x... .... x..,",
            "x | .... x... ..., x...",
            "x | .",
            "x | . . . x",
            "x | .... x..o .... x...",
            "x | x",
            "x x x x x x x x..x | . x . x",
        ),
        hats=CLUB_HATS,
        rides=CLUB_RIDES,
        percussion=CLUB_PERCUSSION,
        snares=("clap", "snare", "snare+clap", "rim"),
        steady=True,
        fill_chance=0.3,
        fills=("snare", "stop", "kick", "claps"),
        crash=0.55,
    ),
    "four skipping": Family(
        pairs=pairs(
            "x... x... x... x..o | . x . x",
            "x... x.o. x... x... | . x . x",
            "x..o x... x... x.o. | .... x... .... x.,.",
            "x... x... x..x x... | .... x..o .... x...",
            "x... ..x. x... x... | . x . x",
        ),
        hats=CLUB_HATS,
        rides=CLUB_RIDES,
        percussion=CLUB_PERCUSSION,
        snares=("clap", "snare", "snare+clap"),
        steady=True,
        fill_chance=0.3,
        fills=("snare", "stop", "claps"),
    ),
    "four loose": Family(
        pairs=pairs(
            "x... ...x .... ..x. | . x . x",
            "x... .... ..x. .... | .... x... .... x..o",
            "x..x .... ..x. .... | .... x... ..., x...",
            ".... ..x. .... ..x. | . x . x",
            "x... .... .x.. ..x. | .... x..o .... x.o.",
        ),
        hats=layers("hat: .oxo", "hat: x.x. / open hat: ...x", "hat: ,ox, ,oxo", "shaker: oxox / hat: ..x."),
        rides=CLUB_RIDES,
        percussion=CLUB_PERCUSSION,
        snares=("clap", "snare", "rim"),
        fills=("snare", "stop"),
        ghosts=0.3,
    ),
    "four bare": Family(
        pairs=pairs("x | .", "#o.o | .", "x | .... .... .... ...x", "x | ..x. ..x. ..x. ..x.", "#.oo | . x . x"),
        hats=(*CLUB_HATS[:6], *layers("ride: x.x.", "hat: oooo", "hat: ~x..x..")),
        rides=CLUB_RIDES,
        percussion=layers(
            "rim: ~x..",
            "rim: ~..x. ..x. .x..",
            "mid tom: ~x.. .x. ..x ...",
            "cowbell: ~..x ... .x. ...",
            "woodblock: ...x ..x. .x.. x...",
            "clave: ~x...x",
        ),
        snares=("clap", "rim", "snare"),
        steady=True,
        fill_chance=0.15,
        fills=("stop", "kick"),
        crash=0.35,
    ),
    "four rolling": Family(
        pairs=pairs("x | . x . x", "x | .", "x | x", "x | ..x. ..x. ..x. ..x.", "x | .... x... .... x.x."),
        hats=layers(
            "open hat: ..x.", "hat: xoxo", "hat: oo#o", "hat: ..x. / ride: ..o.", "shaker: oxox / open hat: ..x."
        ),
        rides=layers("open hat: ..#.", "ride: x.x. / hat: xoxo", "ride: xoxo"),
        percussion=CLUB_PERCUSSION,
        snares=("clap", "snare+clap", "snare"),
        steady=True,
        fill_chance=0.35,
        fills=("snare", "kick", "stop", "claps"),
    ),
    "pop machine": Family(
        pairs=pairs(
            "x. .. x. .. | . x . x",
            "x. .. xx .. | . x . x",
            "x... ..x. x... .... | . x . x",
            "x... ...x ..x. .... | . x . x",
            "x | . x . x",
            "x... .... ..x. ..x. | . x . x",
            "x. .x .x .. | . x . x",
            "x..x ..x. x... .... | . x . x",
        ),
        hats=layers(
            "hat: xo", "hat: xoxo", "hat: x.x. / open hat: .... ...x .... ....", "hat: .x", "tambourine: xo", "hat: x"
        ),
        rides=layers("open hat: x", "hat: xoxo / tambourine: . x . x", "ride: xo", "open hat: .x"),
        percussion=CLUB_PERCUSSION[:6],
        snares=("snare", "clap", "snare+clap", "rim"),
        fill_chance=0.45,
        fills=("toms", "snare", "stop", "claps"),
        feels=("half", "floor"),
    ),
    "industrial": Family(
        pairs=pairs(
            "x | . x . x",
            "#.x. .... #.x. .... | . x . x",
            "x..x ..x. .x.. x... | .... x... .... x..x",
            "x.x. x.x. x.x. x.x. | . x . x",
            "xx.. xx.. xx.. xx.. | ..x. ..x. ..x. ..x.",
            "#... ..x. ..#. .... | .... x... .... x.x.",
            "x.xx .... x.xx .... | . x . x",
            "x... .... .... .... | . . x .",
        ),
        hats=layers("hat: xoxo", "hat: xo", "open hat: x", "ride: xo", "china: x", "hat: ~x.. .x. ..x ..."),
        rides=layers("china: x", "crash: x", "open hat: xx", "ride bell: x"),
        percussion=layers(
            "woodblock: ~x..x..x.", "agogo: ...x ..x.", "low tom: x.x. x.xx", "cowbell: ~x.. x.. x.", "rim: ~.x."
        ),
        snares=("snare", "snare+clap", "clap"),
        fill_chance=0.4,
        fills=("snare", "toms", "stop", "kick"),
        feels=("half", "double", "floor"),
    ),
    "hyper": Family(
        pairs=pairs(
            "x | . x . x",
            "x.x. x... x.x. x... | . x . x",
            "x... ..x. ..x. .... | .... x..x .... x...",
            "x | ..x. ..x. ..x. ..x.",
            "xx | .",
            "x..x ..x. x..x ..x. | . x . x",
            "x | x",
            "x.x. x.x. x.x. xxxx | . x . x",
            "x... .... ..x. .... | . x . x",
            "x..x ..x. ..x. .x.. | . x . x",
        ),
        hats=layers(
            "open hat: ..x.",
            "hat: xo",
            "hat: xoxo",
            "ride: xo",
            "hat: xoxo / open hat: ..x.",
            "hat: xxx",
            "open hat: x",
        ),
        rides=layers("ride: x", "crash: x / hat: xo", "open hat: .x / ride: x.", "ride bell: xx", "crash: x . x ."),
        percussion=CLUB_PERCUSSION,
        snares=("snare", "snare+clap", "clap"),
        fill_chance=0.6,
        fills=("snare", "break", "stop", "kick", "toms", "claps"),
        ghosts=0.2,
        feels=("half", "floor", "double", "every", "push"),
    ),
    "complextro": Family(
        pairs=pairs(
            "x | . x . x",
            "x... x... x..x x.x. | . x . x",
            "x... ..x. ..x. .... | . x . x",
            "x.x. .... x.x. .... | . x . x",
        ),
        hats=CLUB_HATS,
        rides=CLUB_RIDES,
        percussion=CLUB_PERCUSSION,
        snares=("snare+clap", "clap", "snare"),
        fill_chance=0.6,
        fills=("stop", "snare", "break", "kick", "claps"),
        feels=("half", "push"),
    ),
    "chip": Family(
        pairs=pairs(
            "x . x . | . x . x",
            "x. .. xx .. | . x . x",
            "x | . x . x",
            "x. .x .x .. | . x . x",
            "x.x. .... x... .... | .... x... .... x.xx",
            "x . . | . x x",
            "x... ..x. | .... x...",
        ),
        hats=layers("hat: xo", "hat: x", "hat: xoxo", "hat: .x", "hat: x.xx"),
        percussion=layers("mid tom: .... .... .... xx..", "rim: ~x.."),
        fill_chance=0.5,
        fills=("snare", "toms", "stop"),
        crash=0.3,
        feels=("floor", "every", "half", "double"),
    ),
    "soft pulse": Family(
        pairs=pairs(
            "o . . . | .", "o | .", "o . o . | . . o .", "o... .... ..o. .... | .", "o... ...o .... ..o. | . . o ."
        ),
        hats=layers("hat: ,.o.", "shaker: ,o", "hat: ..,.", "hat: ,,o,"),
        percussion=layers(
            "rim: ...o ..o. .... ..o.", "triangle: o . . .", "woodblock: ~o.. .o. ..o ...", "conga low: o..o ..o."
        ),
        snares=("rim", "clap"),
        fill_chance=0.0,
        fills=("stop",),
        crash=0.1,
    ),
}
