"""Drum fills, pick-ups, count-ins and the rolls of a build-up.

In: a length in beats, how a beat divides, a random generator. Out: strokes as (beat, drum, velocity), from beat 0.
Pure functions; used by the drum writer.
"""

from collections.abc import Callable

import numpy as np

#: (beats from the fill's beginning, drum, velocity 0..1)
Stroke = tuple[float, str, float]
Rng = np.random.Generator


def _grid(beats: float, division: int, rng: Rng) -> list[float]:
    """Equal steps over a length: sixteenths mostly, sometimes eighths, triplets or, in short fills, thirty-seconds."""
    if division == 3:
        per_beat = int(rng.choice((3, 3, 6)))
    else:
        per_beat = int(rng.choice((2, 4, 4, 4, 6, 8) if beats <= 2.0 else (2, 4, 4, 4, 3)))
    return [step / per_beat for step in range(round(beats * per_beat))]


def _swell(place: float, beats: float, rng: Rng) -> float:
    """Louder towards the end."""
    return float(np.clip(0.5 + 0.4 * place / beats + rng.normal(0.0, 0.07), 0.15, 1.0))


def _snare(beats: float, division: int, rng: Rng) -> list[Stroke]:
    keep = float(rng.uniform(0.6, 1.0))
    return [(at, "snare", _swell(at, beats, rng)) for at in _grid(beats, division, rng) if rng.random() < keep]


def _toms(beats: float, division: int, rng: Rng) -> list[Stroke]:
    drums = ("snare", "high tom", "mid tom", "low tom") if rng.random() < 0.7 else ("high tom", "mid tom", "low tom")
    grid = _grid(beats, division, rng)
    keep = float(rng.uniform(0.7, 1.0))
    played = [at for at in grid if rng.random() < keep]
    strokes = [(at, drums[int(at / beats * len(drums))], _swell(at, beats, rng)) for at in played]
    if rng.random() < 0.4:
        strokes += [(float(beat), "kick", 0.8) for beat in range(int(beats))]
    return strokes


def _mixed(beats: float, division: int, rng: Rng) -> list[Stroke]:
    """Hands and foot share a line: two strokes on skins, one or two below."""
    cell = [str(drum) for drum in rng.choice(("snare", "snare", "kick", "low tom", "high tom", "kick"), 4)]
    grid = _grid(beats, division, rng)
    return [(at, cell[place % len(cell)], _swell(at, beats, rng)) for place, at in enumerate(grid)]


def _break(beats: float, division: int, rng: Rng) -> list[Stroke]:
    """A chopped break: kick and snare thrown about, a run of snares at the end."""
    strokes: list[Stroke] = []
    for at in [step / 4 for step in range(round(beats * 4))]:
        if rng.random() < 0.65:
            drum = str(rng.choice(("kick", "snare", "snare", "hat")))
            strokes.append((at, drum, float(rng.choice((0.4, 0.75, 0.9)))))
    run = 0.5
    strokes += [(beats - run + step / 8, "snare", 0.5 + 0.1 * step) for step in range(4)] if beats >= 1.0 else []
    return strokes


def _stop(beats: float, division: int, rng: Rng) -> list[Stroke]:
    """Everybody waits; perhaps one stroke before or within."""
    if rng.random() < 0.4:
        return []
    drum = str(rng.choice(("kick", "snare", "open hat", "clap", "crash")))
    return [(float(rng.integers(max(1, int(2 * beats)))) / 2.0, drum, 0.85)]


def _kick(beats: float, division: int, rng: Rng) -> list[Stroke]:
    per_beat = 3 if division == 3 else int(rng.choice((2, 4, 4)))
    return [(step / per_beat, "kick", _swell(step / per_beat, beats, rng)) for step in range(round(beats * per_beat))]


def _claps(beats: float, division: int, rng: Rng) -> list[Stroke]:
    per_beat = 3 if division == 3 else 4
    return [
        (step / per_beat, "clap", _swell(step / per_beat, beats, rng))
        for step in range(round(beats * per_beat))
        if rng.random() < 0.6
    ]


def _flams(beats: float, division: int, rng: Rng) -> list[Stroke]:
    """Both hands on each beat or half-beat, one a hair before the other."""
    step = 1.0 if rng.random() < 0.5 and beats >= 2.0 else (1 / 3 if division == 3 else 0.5)
    strokes: list[Stroke] = []
    for place in range(int(beats / step)):
        at = place * step
        strokes += [(at, "snare", 0.85), (at + 0.03, "low tom", 0.8)]
    return strokes


def _timbales(beats: float, division: int, rng: Rng) -> list[Stroke]:
    grid = [at for at in _grid(beats, division, rng) if rng.random() < 0.75]
    return [(at, "timbale" if rng.random() < 0.75 else "rim", _swell(at, beats, rng)) for at in grid]


#: The kinds of fills by name.
FILLS: dict[str, Callable[[float, int, Rng], list[Stroke]]] = {
    "snare": _snare,
    "toms": _toms,
    "mixed": _mixed,
    "break": _break,
    "stop": _stop,
    "kick": _kick,
    "claps": _claps,
    "flams": _flams,
    "timbales": _timbales,
}


def write_fill(kind: str, beats: float, division: int, rng: Rng) -> list[Stroke]:
    """A fill of a kind in `FILLS`, `beats` long."""
    return [stroke for stroke in FILLS[kind](beats, division, rng) if stroke[0] < beats]


def write_pickup(metre: int, division: int, rng: Rng) -> list[Stroke]:
    """The bar before the first: a count-in, a fill into the beginning, or silence. From the bar's first beat."""
    chance = float(rng.random())
    if chance < 0.4:
        drum = str(rng.choice(("rim", "pedal hat", "woodblock", "hat", "cowbell")))
        step = 2 if metre == 4 and rng.random() < 0.2 else 1
        return [(float(beat), drum, 0.7) for beat in range(0, metre, step)]
    if chance < 0.8:
        length = min(float(rng.choice((0.5, 1.0, 1.0, 2.0))), float(metre))
        kind = str(rng.choice(("snare", "toms", "mixed", "flams")))
        return [(metre - length + at, drum, velocity) for at, drum, velocity in write_fill(kind, length, division, rng)]
    return []


def write_build(bars: int, metre: int, division: int, drum: str, rng: Rng) -> list[Stroke]:
    """A roll over `bars` bars: ever faster, ever louder, with perhaps a silence before the drop."""
    total = bars * metre
    stop = float(rng.choice((0.0, 0.0, 0.5, 1.0, 2.0, float(metre)))) if total > 2 * metre else 0.0
    rates = (1.0, 3.0, 3.0, 6.0) if division == 3 else tuple(rng.choice(((1, 2, 4, 8), (1, 1, 2, 4), (2, 2, 4, 8))))
    strokes: list[Stroke] = []
    at = 0.0
    while at < total - stop - 1e-6:
        share = at / total
        # Each rate lasts half as long as the one before it.
        rate = float(rates[0 if share < 0.5 else 1 if share < 0.75 else 2 if share < 0.875 else 3])
        strokes.append((at, drum, float(np.clip(0.3 + 0.65 * share + rng.normal(0.0, 0.03), 0.1, 1.0))))
        at += 1.0 / rate
    return strokes
