"""Composes songs: casts a band for a plan, lets every player write bar by bar, and turns beats into seconds.

In: a seed and perhaps a genre's name, or a plan. Out: parts, or a whole `Song`; the same seed always gives the same.
Pure functions; run wherever the corpus is made.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.corpus.song import Part, Passage, Plan, Role, Song, Tone
from engine.corpus.writing.bands import band_of
from engine.corpus.writing.bars import Bar, Chord, Note
from engine.corpus.writing.basslines import BASSLINES
from engine.corpus.writing.casting import Band
from engine.corpus.writing.comping import COMPING
from engine.corpus.writing.effects import write_effects
from engine.corpus.writing.genres import GENRES
from engine.corpus.writing.harmony import scale_classes, write_chords
from engine.corpus.writing.melodies import ARPEGGIOS, MELODIES
from engine.corpus.writing.motifs import likeness, motif_of
from engine.corpus.writing.planner import plan as plan_song
from engine.corpus.writing.rhythms import write_hits
from engine.corpus.writing.riffs import RIFFS
from engine.corpus.writing.truth import write_truth

Writer = Callable[[Bar], Iterator[Note]]

#: The writers that each role can name. A drifting melody may stand for anything that is not a bass.
WRITERS: dict[Role, dict[str, Writer]] = {
    "bass": BASSLINES,
    "chords": COMPING,
    "pad": COMPING,
    "riff": {**RIFFS, "drift": MELODIES["drift"]},
    "lead": MELODIES,
    "arp": {**ARPEGGIOS, "drift": MELODIES["drift"]},
    "voice": MELODIES,
}

#: How likely a second player joins in where a passage is strong.
_DOUBLES: dict[Role, float] = {"chords": 0.5, "riff": 0.3, "lead": 0.25, "voice": 0.3, "arp": 0.2, "pad": 0.2}
#: How likely a player brings the next bar's notes before the bar line, in some section.
_PUSHES: dict[Role, float] = {"bass": 0.08, "chords": 0.12, "lead": 0.2, "voice": 0.2}
#: How likely all of those do so throughout a song: then every chord comes half a beat early.
_TOGETHER = 0.05
#: The energy from which the second player takes part.
_STRONG = 0.65
#: Players are early or late by this at most.
_LOOSEST_S = 0.015
#: What sounds on after the last beat.
DECAY_S = 2.5


@dataclass(frozen=True, slots=True)
class _Player:
    number: int
    role: Role
    pattern: str
    sound: str
    period: int
    from_energy: float


def compose(seed: int, genre: str | None = None) -> Song:
    """Song `seed`, at least 0; `genre` names an entry of `engine.corpus.writing.genres.GENRES`, else one is drawn."""
    planned = plan_song(seed, genre)
    hits = write_hits(planned)
    parts = write_parts(planned)
    return Song(planned, hits, parts, write_truth(planned, hits, parts), float(planned.beats[-1]) + DECAY_S)


def write_parts(plan: Plan) -> tuple[Part, ...]:
    """Every player's tones, in order of time; a player who never plays has no part.

    A role sounds in the passages whose layers name it, save that a sung line may begin up to a beat before.
    """
    band = band_of(plan.genre)
    dice = np.random.default_rng([plan.seed, 300])
    chords = write_chords(plan, band.manners[int(dice.integers(len(band.manners)))])
    beatless = plan.genre in GENRES and GENRES[plan.genre].beatless
    parts = []
    for player in _cast(plan, band, dice):
        notes = _play(plan, player, chords)
        tones = _perform(plan, notes, player.number, 0.8 if beatless else 0.0)
        if tones:
            parts.append(Part(player.role, player.sound, tones))
    for i, (sound, effects) in enumerate(write_effects(plan, scale_classes(plan), beatless).items()):
        tones = _perform(plan, effects, 50 + i, 0.0)
        parts.append(Part("fx", sound, tones))
    return tuple(parts)


def _cast(plan: Plan, band: Band, dice: np.random.Generator) -> list[_Player]:
    """Who plays: one for each role that a passage names, now and then a second one."""
    needed = frozenset[str]().union(*(passage.layers for passage in plan.passages))
    players: list[_Player] = []
    for role in WRITERS:
        wanted = 1 + (dice.random() < _DOUBLES.get(role, 0.0))
        choices = band.players[role]
        for turn in range(wanted):
            choice = choices[int(dice.integers(len(choices)))]
            pattern = choice.patterns[int(dice.integers(len(choice.patterns)))]
            sound = choice.sounds[int(dice.integers(len(choice.sounds)))]
            period = int(dice.choice((1, 2, 2, 4)))
            if role in needed:
                players.append(_Player(len(players), role, pattern, sound, period, _STRONG if turn else 0.0))
    return players


def _play(plan: Plan, player: _Player, chords: tuple[Chord, ...]) -> Iterator[Note]:
    """A player's notes through all the passages in which the role takes part."""
    write = WRITERS[player.role][player.pattern]
    scale = scale_classes(plan)
    together = np.random.default_rng([plan.seed, 309]).random() < _TOGETHER
    cursor = 0
    for passage in plan.passages:
        if player.role not in passage.layers or passage.energy < player.from_energy:
            continue
        kind = likeness(plan, passage)
        habits = tuple(np.random.default_rng([plan.seed, 303, player.number, kind]).random(8).tolist())
        pushing = habits[5] < _PUSHES.get(player.role, 0.0) or (together and player.role in _PUSHES)
        silent = _silence(plan, passage)
        for place in range(passage.bars):
            number = passage.first_bar + place
            beat, end = number * plan.metre, (number + 1) * plan.metre
            while chords[cursor].beat + chords[cursor].beats <= beat + 1e-6 and cursor + 1 < len(chords):
                cursor += 1
            inside = [chord for chord in chords[cursor : cursor + plan.metre + 1] if chord.beat < end - 1e-6]
            later = cursor + len(inside)
            follows = inside[-1].beat + inside[-1].beats > end + 1e-6 or later >= len(chords)
            bar = Bar(
                beat=beat,
                metre=plan.metre,
                division=plan.division,
                tempo_bpm=plan.tempo_bpm,
                chords=tuple(inside),
                following=inside[-1] if follows else chords[later],
                scale=scale,
                section=passage.name,
                energy=passage.energy,
                place=place,
                of=passage.bars,
                habits=habits,
                cell=np.random.default_rng([plan.seed, 304, player.number, kind, place % player.period]),
                chance=np.random.default_rng([plan.seed, 305, player.number, number]),
                motif=motif_of(plan, passage, place),
            )
            yield from _bend(bar, write(bar), pushing, silent if bar.last else 0)


def _bend(bar: Bar, notes: Iterable[Note], pushing: bool, silent: int) -> Iterator[Note]:
    """Notes with those on a bar line brought forward to the off-beat before it; none in the last `silent` beats."""
    ahead = 1.0 - bar.off
    for note in notes:
        place = note.beat - bar.beat
        if place >= bar.metre - silent:
            continue
        if pushing and bar.place > 0 and abs(place) < 1e-6:
            yield Note(note.beat - ahead, note.beats + ahead, note.pitch, note.velocity, note.late_s)
        elif not (pushing and not bar.last and abs(bar.metre - ahead - place) < 1e-6):
            yield note


def _silence(plan: Plan, passage: Passage) -> int:
    """How many beats everybody but the drums rests before the next passage: mostly none."""
    draw, length = np.random.default_rng([plan.seed, 308, passage.first_bar]).random(2)
    rising = any(other.first_bar > passage.first_bar and other.name in ("drop", "chorus") for other in plan.passages)
    if passage.bars < 2 or draw > (0.15 if rising else 0.05):
        return 0
    return 1 + int(length * plan.metre)


def _perform(plan: Plan, notes: Iterable[Note], number: int, astray: float) -> tuple[Tone, ...]:
    """Notes as tones in time: swing and drift by the plan, the player's own haste, and `astray` beats off any grid."""
    dice = np.random.default_rng([plan.seed, 307, number])
    loose_s = (1.0 - plan.tightness) * _LOOSEST_S
    habit_s = float(dice.normal(0.0, 0.25)) * loose_s
    end = float(len(plan.beats) - 1)
    last_s = float(plan.beats[-1]) + DECAY_S
    tones = []
    late: dict[float, float] = {}
    times: dict[float, float] = {}
    for note in notes:
        beat = note.beat + (float(dice.normal(0.0, astray)) if astray else 0.0)
        if not 0.0 <= beat < end:
            continue
        if beat not in late:  # the notes of a chord are struck by one hand
            late[beat] = float(np.clip(habit_s + dice.normal(0.0, 0.4) * loose_s, -loose_s, loose_s))
        stop_beat = min(beat + note.beats, end)
        for place in (beat, stop_beat):
            if place not in times:
                times[place] = plan.time(place)
        t = max(0.0, times[beat] + late[beat] + note.late_s)
        stop = min(times[stop_beat] + late[beat], last_s)
        velocity = note.velocity * (1.0 + float(dice.normal(0.0, 0.06)) * (0.3 + 0.7 * (1.0 - plan.tightness)))
        tones.append(Tone(t, max(0.03, stop - t), float(note.pitch), min(1.0, max(0.05, velocity))))
    return _parted(sorted(tones, key=lambda tone: (tone.t, tone.pitch)))


def _parted(tones: list[Tone]) -> tuple[Tone, ...]:
    """Tones of one pitch that do not overlap: a string is free again before it is struck anew."""
    following: dict[float, float] = {}
    parted = []
    for tone in reversed(tones):
        ends = min(tone.t + tone.length, following.get(tone.pitch, np.inf))
        if ends - tone.t > 0.01:
            parted.append(Tone(tone.t, float(ends - tone.t), tone.pitch, tone.velocity))
            following[tone.pitch] = tone.t
    return tuple(reversed(parted))
