"""How drum patterns are written down: lines of strokes in words, one word a beat, and families of them.

In: text. Out: `Line` and `Family`; velocities 0..1.
Plain data and its reader; the patterns are in `engine.corpus.writing.grooves`.

A word is one beat, cut into as many equal parts as it has letters: "x." two eighths, "x..x" four sixteenths, "x.x"
three thirds. The letters are the keys of `STROKES`. A line of several bars, of one bar or of less is repeated; one that
begins with "~" runs on across the bar lines, whatever the metre.
"""

from dataclasses import dataclass

#: What a letter is: how hard the stroke is.
STROKES = {"#": 1.0, "x": 0.8, "o": 0.55, ",": 0.28, "?": 0.5, ".": 0.0}
#: A stroke with this letter is played every second time or so.
MAYBE = "?"


@dataclass(frozen=True, slots=True)
class Line:
    """What one drum plays: `words` of letters, one a beat; `free` runs across bar lines."""

    drum: str
    words: tuple[str, ...]
    free: bool = False

    def word(self, bar: int, beat: int, metre: int) -> str:
        """The word at a beat of a bar."""
        count = len(self.words)
        if self.free or count % metre == 0 or metre % count == 0:
            return self.words[(bar * metre + beat) % count]
        return self.words[beat % count]  # written for another metre: cut to this one


Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Patterns that belong together.

    `pairs`: what kick and snare play together. `hats`, `rides`: what keeps the time, in most sections and in strong
    ones. `percussion`: what can be laid on top. `snares`: drums that the backbeat may be played on; two joined by "+"
    sound at once. `steady`: the kick is not varied. `ghosts`: how many ghost strokes, 0..1. `fill_chance`: how likely a
    phrase ends in a fill, of one of `fills` (names in `engine.corpus.writing.fills.FILLS`). `crash`: how likely a
    section begins with a cymbal. `feels`: other feels that a section may fall into (names in `FEELS`). `locked`: how
    likely the kick of a section follows the accents of the guitars instead. `phrase`: bars to a phrase, 0 if it is
    left to the song.
    """

    pairs: tuple[tuple[Line, Line], ...]
    hats: tuple[Lines, ...]
    rides: tuple[Lines, ...] = ()
    percussion: tuple[Lines, ...] = ()
    snares: tuple[str, ...] = ("snare",)
    steady: bool = False
    ghosts: float = 0.0
    fill_chance: float = 0.5
    fills: tuple[str, ...] = ("snare", "toms", "mixed", "stop")
    crash: float = 0.6
    feels: tuple[str, ...] = ()
    locked: float = 0.0
    phrase: int = 0


def line(drum: str, text: str) -> Line:
    """Reads a line. ValueError if a letter is unknown."""
    text = text.strip()
    free = text.startswith("~")
    words = tuple(text.removeprefix("~").split())
    if not words or any(letter not in STROKES for word in words for letter in word):
        raise ValueError(f"{text!r} is no line of drum strokes.")
    return Line(drum, words, free)


def pair(text: str) -> tuple[Line, Line]:
    """Reads "kick | snare"."""
    kick, snare = text.split("|")
    return line("kick", kick), line("snare", snare)


def lines(text: str) -> Lines:
    """Reads "drum: line / drum: line"."""
    return tuple(line(name.strip(), words) for name, words in (part.split(":") for part in text.split("/")))


def pairs(*texts: str) -> tuple[tuple[Line, Line], ...]:
    """Reads several pairs."""
    return tuple(pair(text) for text in texts)


def layers(*texts: str) -> tuple[Lines, ...]:
    """Reads several layers of lines."""
    return tuple(lines(text) for text in texts)


#: Other feels for a section: what kick and snare play then, in music of halves and of thirds.
FEELS = {
    "half": pairs("x... .... .... ...o | . . x .", "x... ..x. .... .... | . . x .", "x... .... ..x. ..x. | . . x ."),
    "double": pairs("x. x. x. x. | .x .x .x .x", "x.x. ..x. x.x. ..x. | ..x. ..x. ..x. ..x."),
    "floor": pairs("x | . x . x", "x | x", "x | ."),
    "every": pairs("x . x . | x", "x. .x x. .x | x"),
    "toms": pairs("x | .", "x . x . | ."),
    "push": pairs("..x. ..x. ..x. ..x. | . x . x", "...x ..x. ...x ..x. | . x . x", ".... ..x. .x.. ..x. | . . x ."),
}
