"""Plans songs: genre, tempo and its drift, metre, swing, form, and who plays in which section.

In: a seed and perhaps a genre's name. Out: a `Plan` of 60 to 110 seconds; the same seed always gives the same plan.
Pure functions; run wherever the corpus is made.
"""

import numpy as np
from numpy.typing import NDArray

from engine.corpus.song import Passage, Plan
from engine.corpus.writing.forms import PLAYERS, Step, draw_form
from engine.corpus.writing.genre import Genre
from engine.corpus.writing.genres import GENRES, draw_genre

#: Tempi, drift and changes included, stay within these but for a slowing end.
LOWEST_BPM, HIGHEST_BPM = 60.0, 210.0
#: Players' tempo strays no farther than this from its mean.
MOST_DRIFT = 0.03
SHORTEST_S, LONGEST_S = 60.0, 100.0

_STREAM = 1
_DRUMS = ("kick", "snare", "hats", "percussion")


def plan(seed: int, genre: str | None = None) -> Plan:
    """The plan of song `seed`; `genre` names an entry of `GENRES`, else it is drawn by weight. KeyError if unknown."""
    rng = np.random.default_rng([seed, _STREAM])
    drawn = draw_genre(rng)
    kind = GENRES[genre] if genre is not None else drawn
    tempo_bpm = float(rng.uniform(*kind.tempo_bpm))
    if kind.electronic and rng.random() < 0.7:
        tempo_bpm = float(np.clip(round(tempo_bpm), *kind.tempo_bpm))
    weights = np.array([weight for _, weight in kind.metres])
    metre = kind.metres[int(rng.choice(len(weights), p=weights / weights.sum()))][0]
    swing = float(rng.uniform(*kind.swing))
    if swing < 0.08 or (kind.swing[0] == 0.0 and rng.random() < 0.4):
        swing = 0.0
    clicked = bool(rng.random() < kind.click)
    tightness = float(rng.uniform(*kind.tightness))
    passages = _passages(kind, tempo_bpm, metre, rng)
    return Plan(
        seed=seed,
        genre=kind.name,
        tempo_bpm=tempo_bpm,
        metre=metre,
        division=kind.division,
        swing=swing,
        swung=kind.swung,
        key=int(rng.integers(12)),
        scale=str(rng.choice(kind.scales)),
        tightness=tightness,
        beats=_beats(kind, tempo_bpm, metre, clicked, passages, rng),
        passages=passages,
    )


def _passages(kind: Genre, tempo_bpm: float, metre: int, rng: np.random.Generator) -> tuple[Passage, ...]:
    steps = draw_form(kind.form, rng)
    bars = _bars(steps, kind, 60.0 * metre / tempo_bpm, rng)
    members = _members(kind, rng)
    passages: list[Passage] = []
    first = 0
    if rng.random() < (0.06 if kind.electronic else 0.25) and not kind.beatless:
        # A bar that belongs to nobody but a count-in or the drummer's pick-up.
        passages.append(Passage("intro", 0, 1, 0.3, frozenset()))
        first = 1
    for step, count in zip(steps, bars, strict=True):
        energy = float(np.clip(step.energy + rng.normal(0.0, 0.05), 0.05, 1.0))
        passages.append(Passage(step.name, first, count, energy, _layers(step, members, rng)))
        first += count
    return tuple(passages)


def _bars(steps: tuple[Step, ...], kind: Genre, bar_s: float, rng: np.random.Generator) -> list[int]:
    """How many bars each step gets, so that the song lasts long enough and not too long."""
    wanted = float(rng.uniform(SHORTEST_S + 6.0, LONGEST_S - 8.0)) / bar_s
    units = sum(step.units for step in steps)
    unit = max((size for size in (1, 2, 4, 8) if size * units <= wanted), default=1)
    bars = [unit * step.units for step in steps]
    most = (LONGEST_S - 4.0) / bar_s
    while sum(bars) < wanted:
        short = [place for place, count in enumerate(bars) if sum(bars) + 4 - count % 4 <= most and count % 4]
        place = int(rng.choice(short)) if short and rng.random() < 0.8 else int(rng.integers(len(bars)))
        more = 4 - bars[place] % 4 if sum(bars) + 4 <= most else 1
        bars[place] += more
    while sum(bars) > most and max(bars) > 1:
        bars[int(np.argmax(bars))] -= 1
    for place in range(len(bars)):
        if rng.random() < kind.ragged and bars[place] > 2:
            bars[place] += int(rng.choice((-1, 1)))
    return bars


def _members(kind: Genre, rng: np.random.Generator) -> frozenset[str]:
    """Who takes part in the song at all."""
    roles = [role for role, chance in kind.roles if rng.random() < chance]
    if not any(role in roles for role in ("chords", "pad", "riff", "lead", "arp")):
        roles.append(max((pair for pair in kind.roles if pair[0] != "bass"), key=lambda pair: pair[1])[0])
    if not kind.drums or rng.random() < (0.02 if kind.electronic else 0.05):
        return frozenset(roles)  # nobody drums: the others keep the time
    # A beat is not a kick, and a bar is not a snare: some songs lack one of the drums.
    absent = {"kick": 0.03, "snare": 0.06, "hats": 0.08, "percussion": 0.4}
    drums = [drum for drum in _DRUMS if rng.random() >= absent[drum]]
    return frozenset([*roles, *drums])


def _layers(step: Step, members: frozenset[str], rng: np.random.Generator) -> frozenset[str]:
    """Who of the song's members plays in a step; now and then one rests, or most of the drums do."""
    letters = "".join(PLAYERS) if step.players == "*" else step.players
    wanted = {PLAYERS[letter] for letter in letters}
    layers = wanted & members
    if step.players != "*" and rng.random() < 0.2:
        layers -= {str(rng.choice(("hats", "percussion", "snare", "kick", "chords", "pad")))}
    strong = step.name in ("drop", "chorus")
    if rng.random() < (0.02 if strong else 0.08):
        layers -= {"kick", "snare"} if rng.random() < 0.5 else {"kick", "snare", "hats"}
    if not layers:
        tones = sorted(members - set(_DRUMS))
        layers = {tones[int(rng.integers(len(tones)))]}
    return frozenset(layers)


def _beats(
    kind: Genre,
    tempo_bpm: float,
    metre: int,
    clicked: bool,
    passages: tuple[Passage, ...],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """The time of every beat and of the end."""
    count = metre * sum(passage.bars for passage in passages)
    rate = np.full(count, 1.0)
    if not clicked:
        rate *= _drift(count, metre, passages, rng)
    tempi = np.clip(tempo_bpm * rate * _changes(kind, count, metre, passages, rng), LOWEST_BPM, HIGHEST_BPM)
    if not clicked and rng.random() < 0.12:
        last = min(metre * int(rng.integers(1, 3)), count)
        tempi[-last:] *= np.linspace(1.0, float(rng.uniform(0.7, 0.92)), last)
    start = float(rng.uniform(0.03, 0.8))
    return np.concatenate(([start], start + np.cumsum(60.0 / tempi)))


def _drift(count: int, metre: int, passages: tuple[Passage, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """Players: a slow walk of the tempo around its mean, a little ahead where the music is strong."""
    span = float(rng.uniform(0.2, 1.0)) * MOST_DRIFT * 0.6
    walk = np.zeros(count)
    place = 0.0
    for beat in range(count):
        place = 0.96 * place + float(rng.normal(0.0, 0.28))
        walk[beat] = np.tanh(place)
    push = float(rng.uniform(0.0, 0.02))
    for passage in passages:
        walk[passage.first_bar * metre : (passage.first_bar + passage.bars) * metre] *= span
        walk[passage.first_bar * metre : (passage.first_bar + passage.bars) * metre] += push * (passage.energy - 0.6)
    return 1.0 + np.clip(walk, -MOST_DRIFT, MOST_DRIFT)


def _changes(
    kind: Genre, count: int, metre: int, passages: tuple[Passage, ...], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Mostly none; now and then another tempo from a section on, or a ramp over the whole song."""
    factor = np.ones(count)
    chance = float(rng.random())
    if chance < 0.5 * kind.turns and len(passages) > 2:
        start = passages[int(rng.integers(1, len(passages)))].first_bar * metre
        factor[start:] = float(rng.choice((0.8, 0.9, 1.1, 1.25)) if kind.electronic else rng.uniform(0.9, 1.1))
    elif chance < kind.turns:
        factor *= np.linspace(1.0, 1.0 + float(rng.uniform(-0.1, 0.12)), count)
    return factor
