"""What a drummer settles on for one song: patterns, drums and habits, drawn from a family.

In: a plan and a random generator. Out: a `Kit`.
Pure functions; used by the drum writer.
"""

from dataclasses import dataclass

import numpy as np

from engine.corpus.song import Plan
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.groove import FEELS, MAYBE, STROKES, Family, Line, Lines
from engine.corpus.writing.grooves import FAMILIES

Rng = np.random.Generator
Pair = tuple[Line, Line]

_ODDMENTS = (
    "rim",
    "cowbell",
    "clave",
    "woodblock",
    "conga high",
    "conga low",
    "bongo high",
    "agogo",
    "shaker",
    "low tom",
)


@dataclass(frozen=True, slots=True)
class Drumming:
    """Kick and snare of some sections: in most bars, in those that answer; `locked` as in the family."""

    usual: Pair
    varied: Pair
    locked: float


@dataclass(frozen=True, slots=True)
class Kit:
    """One song's drumming.

    `plain`, `strong`, `groove`, `other`: kick and snare in verses, in choruses and drops, in grooves, in the rest.
    `hats` keep the time, `rides` in strong sections. `percussion`: what is laid on top. `snares`: what sounds on a
    stroke of the snare. `ghosts`: (beat within two bars, velocity). `accents` (4,): loudness of the hats on each
    quarter of the beat. `phrase`: bars to a phrase. `fill_chance`, `crash`: as in the family. `open_chance`: how
    likely a hat is opened by whim. `loose`: how much velocities vary.
    """

    family: Family
    plain: Drumming
    strong: Drumming
    groove: Drumming
    other: Drumming
    hats: Lines
    rides: Lines
    percussion: tuple[Lines, ...]
    snares: tuple[str, ...]
    ghosts: tuple[tuple[float, float], ...]
    accents: tuple[float, ...]
    phrase: int
    fill_chance: float
    crash: float
    open_chance: float
    loose: float


def draw_kit(plan: Plan, rng: Rng) -> Kit:
    """A kit for a plan whose genre has drums."""
    genre = GENRES[plan.genre]
    # A song that changes its groove keeps the last family for its bridges.
    switches = len(genre.drums) > 1 and rng.random() < genre.switches
    names = genre.drums[:-1] if switches else genre.drums
    name = str(rng.choice(names))
    gentle = genre.form not in ("riff", "metal", "rush", "club")
    if plan.metre == 3 and gentle and name not in ("orchestra", "waltz") and rng.random() < 0.6:
        name = "waltz"
    family = FAMILIES[name]
    plain = _pair(family, plan, rng)
    strong = plain if rng.random() < 0.55 else _pair(family, plan, rng)
    other = _pair(family, plan, rng)
    if family.feels and plan.division == 2 and rng.random() < 0.5:
        choices = FEELS[str(rng.choice(family.feels))]
        other = choices[int(rng.integers(len(choices)))]
    groove = plain
    leader = mover = faller = family
    if switches:
        leader, mover = (FAMILIES[str(rng.choice(names))] for _ in range(2))
        faller = FAMILIES[genre.drums[-1]]
        strong, groove, other = (_pair(one, plan, rng) for one in (leader, mover, faller))
    hats = _pick(family.hats, rng)
    rides = _pick(leader.rides, rng) if leader.rides and rng.random() < 0.6 else hats
    if rng.random() < 0.08:
        hats = tuple(Line(str(rng.choice(("shaker", "tambourine", "ride"))), line.words, line.free) for line in hats)
    steps = plan.division if plan.division == 3 else 4
    return Kit(
        family=family,
        plain=Drumming(plain, _varied(plain, family, plan, rng), family.locked),
        strong=Drumming(strong, _varied(strong, leader, plan, rng), leader.locked),
        groove=Drumming(groove, _varied(groove, mover, plan, rng), mover.locked),
        other=Drumming(other, _varied(other, faller, plan, rng), faller.locked),
        hats=hats,
        rides=rides,
        percussion=_percussion(family, plan, steps, rng),
        snares=tuple(str(rng.choice(family.snares)).split("+")),
        ghosts=_ghosts(family, plan.metre, steps, rng),
        accents=tuple(float(accent) for accent in rng.uniform(0.6, 1.0, 4)) if rng.random() < 0.7 else (1.0,) * 4,
        phrase=int(rng.choice((4, 4, 4, 8, 2))) if not family.phrase or rng.random() < 0.2 else family.phrase,
        fill_chance=family.fill_chance * float(rng.uniform(0.3, 1.4)),
        crash=family.crash * float(rng.uniform(0.4, 1.3)),
        open_chance=float(rng.choice((0.0, 0.0, 0.02, 0.06))),
        loose=0.02 if plan.tightness == 1.0 else 0.03 + 0.08 * (1.0 - plan.tightness),
    )


def _pick(choices: tuple[Lines, ...], rng: Rng) -> Lines:
    return choices[int(rng.integers(len(choices)))]


def _pair(family: Family, plan: Plan, rng: Rng) -> Pair:
    """One of the family's pairs, of those written for this metre if there are any, changed a little."""
    fitting = [pair for pair in family.pairs if all(_fits(line, plan.metre) for line in pair)]
    choices = fitting or list(family.pairs)
    kick, snare = choices[int(rng.integers(len(choices)))]
    if not family.steady:
        steps = 3 if plan.division == 3 else 4
        if rng.random() < 0.5:
            kick = mutate(kick, 0.35, steps, rng)
        if rng.random() < 0.03:
            kick = random_line("kick", plan.metre, steps, 0.25, rng)
    return kick, snare


def _fits(line: Line, metre: int) -> bool:
    return line.free or len(line.words) % metre == 0 or metre % len(line.words) == 0


def _varied(pair: Pair, family: Family, plan: Plan, rng: Rng) -> Pair:
    """The bar that answers the others: sometimes another pattern, mostly the same one with strokes gone or come."""
    kick, snare = pair
    steps = 3 if plan.division == 3 else 4
    if not family.steady:
        if rng.random() < 0.25:
            return _pair(family, plan, rng)
        for _ in range(3):
            kick = mutate(pair[0], 0.8, steps, rng)
            if kick != pair[0]:
                break
    if rng.random() < 0.3:
        snare = mutate(snare, 0.3, steps, rng)
    return kick, snare


def mutate(line: Line, amount: float, steps: int, rng: Rng) -> Line:
    """The same line with strokes gone or come between the beats; more of them the greater `amount` (0..1) is."""
    words = []
    for place, word in enumerate(line.words):
        letters = list(word)
        if len(letters) == 1 and rng.random() < 0.2 * amount:
            letters += ["."] * (steps - 1)
            letters[int(rng.integers(1, steps))] = "o"
        for spot, letter in enumerate(letters):
            if letter == "." and spot > 0 and rng.random() < 0.07 * amount:
                letters[spot] = "o"
            elif letter != "." and (spot > 0 or place > 0) and rng.random() < 0.15 * amount:
                letters[spot] = "."
        words.append("".join(letters))
    return Line(line.drum, tuple(words), line.free)


def random_line(drum: str, metre: int, steps: int, density: float, rng: Rng) -> Line:
    """A line that nobody has written: strokes thrown on the grid, repeated every bar or two, or across the bars."""
    count = int(rng.choice((metre, metre, 2 * metre, 3)))
    words = (
        "".join("." if rng.random() > density else str(rng.choice(("x", "o", MAYBE))) for _ in range(steps))
        for _ in range(count)
    )
    return Line(drum, tuple(words), count % metre != 0)


def _percussion(family: Family, plan: Plan, steps: int, rng: Rng) -> tuple[Lines, ...]:
    chosen: list[Lines] = []
    for _ in range(int(rng.choice((1, 1, 1, 2, 2, 3)))):
        if family.percussion and rng.random() < 0.8:
            chosen.append(_pick(family.percussion, rng))
        elif rng.random() < 0.6:
            drum = str(rng.choice(_ODDMENTS))
            chosen.append((random_line(drum, plan.metre, steps, float(rng.uniform(0.1, 0.45)), rng),))
    return tuple(chosen)


def _ghosts(family: Family, metre: int, steps: int, rng: Rng) -> tuple[tuple[float, float], ...]:
    most = family.ghosts * float(rng.uniform(0.0, 1.0)) * 8.0
    grid = [step / steps for step in range(2 * metre * steps) if step % steps]
    chosen = sorted(rng.permutation(len(grid))[: round(most)])
    return tuple((grid[place], float(rng.uniform(0.12, 0.3))) for place in chosen)


def velocity_of(letter: str, rng: Rng) -> float:
    """How hard a letter is struck, 0 if not at all: the doubtful ones every second time."""
    if letter == MAYBE and rng.random() < 0.5:
        return 0.0
    return STROKES[letter]
