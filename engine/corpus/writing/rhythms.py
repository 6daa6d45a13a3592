"""Writes the drums of a planned song: patterns, variation over the bars, fills, build-ups, and the players' hands.

In: a `Plan`. Out: its hits in order of time; the same plan always gives the same hits.
Pure functions; run wherever the corpus is made.
"""

import numpy as np
from numpy.typing import NDArray

from engine.corpus.song import Hit, Passage, Plan
from engine.corpus.writing.fills import Stroke, write_build, write_fill, write_pickup
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.groove import Line
from engine.corpus.writing.kits import Drumming, Kit, draw_kit, velocity_of
from engine.corpus.writing.motifs import kick_accents, likeness

Rng = np.random.Generator

_STREAM = 2
_LAYERS = frozenset(("kick", "snare", "hats", "percussion"))
#: The layer without which a drum is silent, in fills too.
_LAYER_OF = {"kick": "kick", "snare": "snare", "rim": "snare", "clap": "snare"}
#: Players are never earlier or later than this.
MOST_LATE_S = 0.015
#: The same drum is not struck twice within this.
_AGAIN_S = 0.012


def write_hits(plan: Plan) -> tuple[Hit, ...]:
    """Every stroke of the song's drums and percussion; none where the genre has no drums."""
    if not GENRES[plan.genre].drums:
        return ()
    rng = np.random.default_rng([plan.seed, _STREAM])
    kit = draw_kit(plan, rng)
    strokes: list[Stroke] = []
    for place, passage in enumerate(plan.passages):
        start = passage.first_bar * plan.metre
        if not passage.layers:
            if place == 0 and any(later.layers & _LAYERS for later in plan.passages[1:2]):
                strokes += [(start + at, drum, v) for at, drum, v in write_pickup(plan.metre, plan.division, rng)]
            continue
        following = plan.passages[place + 1] if place + 1 < len(plan.passages) else None
        played = _passage(passage, following, kit, plan, rng)
        level = 0.72 + 0.28 * passage.energy
        strokes += [(start + at, drum, velocity * level) for at, drum, velocity in played]
    return _play(strokes, plan, kit, rng)


def _passage(passage: Passage, following: Passage | None, kit: Kit, plan: Plan, rng: Rng) -> list[Stroke]:
    """The strokes of a section, in beats from its beginning."""
    drums = passage.layers & _LAYERS
    strokes: list[Stroke] = []
    if not drums:
        if following is not None and "snare" in following.layers and rng.random() < 0.25 * kit.fill_chance:
            strokes = _fill(passage.bars * plan.metre, passage.layers | {"snare"}, kit, plan, rng)[1]
        return strokes
    drumming = _drumming(passage, kit, rng)
    keeping = kit.rides if passage.energy >= 0.8 else kit.hats
    extras = kit.percussion if passage.energy >= 0.6 else kit.percussion[:1]
    rolls = passage.name == "build" and "snare" in drums and rng.random() < 0.8
    locked = _locks(passage, drumming, plan)
    resting = _resting(passage, kit, plan, rng)
    for bar in range(passage.bars):
        kick, snare = drumming.varied if bar % kit.phrase == kit.phrase - 1 else drumming.usual
        written: list[Stroke] = []
        if "kick" in drums and locked:
            written += [(bar * plan.metre + at, "kick", 0.85) for at in kick_accents(plan, passage, bar)]
        elif "kick" in drums and bar not in resting:
            written += _line(kick, bar, plan.metre, rng)
        if "snare" in drums and not rolls:
            written += _snare(snare, bar, kit, plan.metre, rng)
        if "hats" in drums:
            for line in keeping:
                written += _hats(line, bar, kit, plan.metre, rng)
        if "percussion" in drums:
            for layer in extras:
                for line in layer:
                    written += _line(line, bar, plan.metre, rng)
        last = bar == passage.bars - 1
        if not rolls and not drums <= {"percussion"} and _fills_now(bar, last, kit, rng):
            end = (bar + 1) * plan.metre
            begin, fill = _fill(end, drums, kit, plan, rng)
            written = [stroke for stroke in written if stroke[0] < begin - 1e-6] + fill
        strokes += written
    if rolls:
        strokes = _rolled(strokes, passage, kit, plan, rng)
    return strokes + _crashes(passage, kit, plan, rng)


def _drumming(passage: Passage, kit: Kit, rng: Rng) -> Drumming:
    if passage.name in ("chorus", "drop"):
        return kit.strong
    if passage.name in ("bridge", "breakdown", "solo") or rng.random() < 0.08:
        # Clubs keep their kick in the groove: only bands wander there.
        return kit.plain if kit.family.steady and passage.name == "groove" else kit.other
    return kit.groove if passage.name == "groove" else kit.plain


def _locks(passage: Passage, drumming: Drumming, plan: Plan) -> bool:
    """Whether the kick follows the guitars here: the same in all passages of the same music."""
    if "riff" not in passage.layers:
        return False
    return bool(np.random.default_rng([plan.seed, 311, likeness(plan, passage)]).random() < drumming.locked)


def _resting(passage: Passage, kit: Kit, plan: Plan, rng: Rng) -> range:
    """Bars in which a club's kick is taken out while the others go on: mostly none, else two to eight at some four."""
    club = kit.family.steady and GENRES[plan.genre].electronic
    if not club or passage.bars < 8 or rng.random() > 0.15:
        return range(0)
    length = int(rng.choice([size for size in (2, 4, 4, 8) if 2 * size <= passage.bars]))
    first = 4 * int(rng.integers(1, passage.bars // 4 + 1)) - (length if rng.random() < 0.5 else 0)
    return range(max(0, first), min(first + length, passage.bars))


def _line(line: Line, bar: int, metre: int, rng: Rng) -> list[Stroke]:
    """One bar of a line, in beats from the section's beginning."""
    strokes = []
    for beat in range(metre):
        word = line.word(bar, beat, metre)
        for spot, letter in enumerate(word):
            velocity = velocity_of(letter, rng)
            if velocity > 0.0:
                strokes.append((bar * metre + beat + spot / len(word), line.drum, velocity))
    return strokes


def _snare(line: Line, bar: int, kit: Kit, metre: int, rng: Rng) -> list[Stroke]:
    """The backbeat on the drums that the song has for it, ghosts between."""
    written = _line(line, bar, metre, rng)
    strokes = [(at, drum, v) for at, _, v in written for drum in (kit.snares if v > 0.4 else kit.snares[:1])]
    if kit.snares[0] in ("snare", "rim"):
        for spot, velocity in kit.ghosts:
            at = spot + (bar - bar % 2) * metre
            inside = bar * metre <= at < (bar + 1) * metre
            if inside and rng.random() < 0.8 and all(abs(at - other) > 0.2 for other, _, _ in written):
                strokes.append((at, kit.snares[0], velocity))
    return strokes


def _hats(line: Line, bar: int, kit: Kit, metre: int, rng: Rng) -> list[Stroke]:
    """The time-keeper with the song's accents, a hat opened by whim now and then."""
    strokes = []
    for at, drum, velocity in _line(line, bar, metre, rng):
        opened = drum == "hat" and rng.random() < kit.open_chance
        accent = kit.accents[int(4.0 * (at % 1.0) + 1e-6) % 4]
        strokes.append((at, "open hat" if opened else drum, velocity * accent))
    return strokes


def _fills_now(bar: int, last: bool, kit: Kit, rng: Rng) -> bool:
    if last:
        return bool(rng.random() < min(0.9, 1.3 * kit.fill_chance))
    return bar % kit.phrase == kit.phrase - 1 and bool(rng.random() < 0.5 * kit.fill_chance)


def _fill(end: int, layers: frozenset[str], kit: Kit, plan: Plan, rng: Rng) -> tuple[float, list[Stroke]]:
    """Where a fill that ends at beat `end` begins, and its strokes: only on drums whose layer plays."""
    length = min(float(rng.choice((0.5, 1.0, 1.0, 2.0, 2.0, 4.0), p=(0.2, 0.25, 0.2, 0.15, 0.1, 0.1))), plan.metre)
    if kit.family.steady:
        length = min(length, 2.0)
    begin = end - length
    strokes = write_fill(str(rng.choice(kit.family.fills)), length, plan.division, rng)
    heard = [stroke for stroke in strokes if _LAYER_OF.get(stroke[1], "") in (*layers, "")]
    if kit.family.steady and "kick" in layers and rng.random() < 0.6:
        heard += [(float(beat), "kick", 0.8) for beat in range(int(length))]
    return begin, [(begin + at, drum, velocity) for at, drum, velocity in heard]


def _rolled(strokes: list[Stroke], passage: Passage, kit: Kit, plan: Plan, rng: Rng) -> list[Stroke]:
    """The section with a roll over it; where the roll stops, everything stops."""
    drum = str(rng.choice((kit.snares[0], "snare", "clap", "low tom")))
    roll = write_build(passage.bars, plan.metre, plan.division, drum, rng)
    end = max(at for at, _, _ in roll) + 0.3
    total = passage.bars * plan.metre
    if total - end < 0.75:
        end = float(total)
    return [stroke for stroke in strokes if stroke[0] < end] + roll


def _crashes(passage: Passage, kit: Kit, plan: Plan, rng: Rng) -> list[Stroke]:
    """Cymbals: mostly where a section begins, but a crash is no proof of a downbeat."""
    if passage.energy < 0.5 or not passage.layers & {"kick", "snare", "hats"}:
        return []
    strokes: list[Stroke] = []
    drum = str(rng.choice(("crash", "crash", "crash", "splash", "china")))
    if rng.random() < kit.crash:
        strokes.append((0.0, drum, 0.9))
    for bar in range(1, passage.bars):
        chance = float(rng.random())
        if bar % kit.phrase == 0 and chance < (0.5 if kit.family.crash >= 0.8 else 0.3) * kit.crash:
            strokes.append((float(bar * plan.metre), drum, 0.8))
        elif chance < 0.06 * kit.crash:
            step = 1 / 3 if plan.division == 3 else 0.5
            at = bar * plan.metre + step * int(rng.integers(round(plan.metre / step)))
            strokes.append((at, drum, 0.75))
    return strokes


def _play(strokes: list[Stroke], plan: Plan, kit: Kit, rng: Rng) -> tuple[Hit, ...]:
    """Strokes in beats become hits in time: swing, the players' early and late hands, their uneven strength."""
    if not strokes:
        return ()
    strokes = sorted(strokes)
    times = _times(np.array([at for at, _, _ in strokes]), plan)
    loose = 1.0 - plan.tightness
    lean = {drum: float(rng.normal(0.0, 0.006)) * loose for drum in sorted({drum for _, drum, _ in strokes})}
    hands = rng.normal(0.0, 0.004 * loose, len(strokes))
    late = np.clip([lean[drum] for _, drum, _ in strokes] + hands, -MOST_LATE_S, MOST_LATE_S)
    force = 1.0 + rng.normal(0.0, kit.loose, len(strokes))
    velocities = np.clip(np.array([velocity for _, _, velocity in strokes]) * force, 0.05, 1.0).tolist()
    moments = np.maximum(times + late, 0.0).tolist()
    end = float(plan.beats[-1])
    drums = [drum for _, drum, _ in strokes]
    hits = [Hit(t, drum, v) for t, drum, v in sorted(zip(moments, drums, velocities, strict=True)) if t < end]
    kept: list[Hit] = []
    latest: dict[str, float] = {}
    for hit in hits:
        if hit.t - latest.get(hit.drum, -1.0) >= _AGAIN_S:
            kept.append(hit)
            latest[hit.drum] = hit.t
    return tuple(kept)


def _times(at: NDArray[np.float64], plan: Plan) -> NDArray[np.float64]:
    """Times of positions in beats, as `Plan.time` bends them, but thirds of a beat are never swung."""
    whole = np.floor(at + 1e-9)
    parts = np.round(at - whole, 9)
    first = float(plan.beats[1] - plan.beats[0])
    bent = {}
    for part in np.unique(parts):
        third = abs(part * 6.0 - round(part * 6.0)) < 1e-6 and round(part * 6.0) % 3 != 0
        bent[part] = part if third else (plan.time(float(max(part, 0.0))) - plan.beats[0]) / first
    shares = np.array([bent[part] for part in parts])
    times: NDArray[np.float64] = np.interp(whole + shares, np.arange(len(plan.beats)), plan.beats)
    return times
