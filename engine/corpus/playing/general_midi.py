"""Hits and tones played by soundfonts: a drawn kit, a drawn program for each part, amplifiers behind the guitars.

In: hits, parts, a seed, the installed fonts. Out: mono float32 stems, peaking at their fonts' own levels.
Pure functions around FluidSynth; run wherever a song is rendered.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing.amplifier import amplify
from engine.corpus.playing.fluidsynth import Note, Track, render
from engine.corpus.playing.programs import BY_ROLE, HIGHEST_KEY, KEYS, PLAYERS, SOUNDS, Sound
from engine.corpus.playing.soundfonts import Font, Fonts
from engine.corpus.playing.stems import DRUM_STEMS
from engine.corpus.song import Hit, Part, Tone

Mono = NDArray[np.float32]

#: How long a struck drum may ring; its sample ends by itself long before, or is a loop that has to be ended.
RING_S = 2.5


def render_band(
    hits: Sequence[Hit],
    parts: Sequence[Part],
    length_s: float,
    seed: int,
    rate_hz: int,
    fonts: Fonts,
    manner: str = "rock",
) -> tuple[dict[str, Mono], list[Mono]]:
    """Everything in one run: the drum stems by name, and one signal for each part, all round(length_s * rate_hz) long.

    `manner` names the kits to draw from: "rock", "electronic" or "jazz". No hits: silent stems.
    """
    tracks = _drum_tracks(hits, seed, fonts, manner)
    groups = len(DRUM_STEMS)
    takes: list[tuple[int, int]] = []
    for number, part in enumerate(parts):
        played = _part_tracks(part, groups, seed + 7919 * (number + 1), fonts)
        takes.append((groups, groups + len(played)))
        groups += len(played)
        tracks += played
    if not tracks:
        silence = np.zeros((groups, round(length_s * rate_hz)), np.float32)
        return dict(zip(DRUM_STEMS, silence, strict=False)), list(silence[len(DRUM_STEMS) :])
    sound = render(tracks, groups, length_s, rate_hz)
    drums = {name: sound[number] for number, name in enumerate(DRUM_STEMS)}
    voices = [
        _finish(sound[first:last], part, seed + 7919 * (number + 1), rate_hz)
        for number, (part, (first, last)) in enumerate(zip(parts, takes, strict=True))
    ]
    return drums, voices


def render_hits(
    hits: Sequence[Hit], length_s: float, seed: int, rate_hz: int, fonts: Fonts, manner: str = "rock"
) -> dict[str, Mono]:
    """The drums alone, by the names of `DRUM_STEMS`."""
    return render_band(hits, (), length_s, seed, rate_hz, fonts, manner)[0]


def render_tones(part: Part, length_s: float, seed: int, rate_hz: int, fonts: Fonts) -> Mono:
    """One part alone."""
    return render_band((), (part,), length_s, seed, rate_hz, fonts)[1][0]


def find_stem(drum: str) -> str:
    """The stem of a drum of `engine.corpus.song.DRUMS`."""
    return PLAYERS[KEYS[drum][0]]


def find_sound(part: Part) -> Sound:
    """How a part is played; a name that no table has is played as its role suggests."""
    return SOUNDS.get(part.sound) or SOUNDS[BY_ROLE[part.role]]


def _draw(rng: np.random.Generator, found: Sequence[tuple[Font, Path]], weights: Sequence[float]) -> tuple[Font, Path]:
    share = np.asarray(weights) / np.sum(weights)
    return found[int(rng.choice(len(found), p=share))]


def _kits(fonts: Fonts, manner: str) -> list[tuple[Font, Path]]:
    """The fonts with kits of this manner, or all that have drums of any."""
    return [entry for entry in fonts.found if entry[0].kits.get(manner)] or list(fonts.melodic)


def _drum_tracks(hits: Sequence[Hit], seed: int, fonts: Fonts, manner: str) -> list[Track]:
    """A kit out of one font, in which some players have brought their own drums, and some layer two."""
    rng = np.random.default_rng([seed, 301])
    kits = _kits(fonts, manner)
    weights = [font.drum_weight for font, _ in kits]
    whole = _draw(rng, kits, weights)
    program = int(rng.choice(whole[0].kits.get(manner) or (0,)))
    curve = rng.uniform(0.7, 1.3)
    tracks = []
    for number, (player, stem) in enumerate(PLAYERS.items()):
        own = np.random.default_rng([seed, 302, number])
        keys = {drum: int(own.choice(numbers)) for drum, (who, numbers) in KEYS.items() if who == player}
        mine = [hit for hit in hits if hit.drum in keys]
        entry, kit = (whole, program) if own.random() < 0.75 else (_draw(own, kits, weights), None)
        if player == "percussion" and entry[0].sparse:
            entry, kit = _draw(own, fonts.melodic, [font.drum_weight for font, _ in fonts.melodic]), 0
        if kit is None or (kit not in entry[0].kits.get(manner, ())):
            kit = int(own.choice(entry[0].kits.get(manner) or (0,)))
        if player == "percussion":
            # What lies beside the kit is the same in all of a font's kits, but for an 808 that lacks some of it.
            kit = 0
        cents = float(own.normal(0.0, 130.0)) if own.random() < 0.7 else 0.0
        if mine:
            track = Track(
                DRUM_STEMS.index(stem),
                entry[1],
                entry[0].kit_bank,
                kit,
                tuple(Note(hit.t, RING_S, keys[hit.drum], _velocity(hit.velocity, curve)) for hit in mine),
                float(np.clip(cents, -400.0, 400.0)),
            )
            tracks.append(track)
            if player in ("kick", "snare") and own.random() < 0.2:
                tracks.append(_layer(track, own, kits, weights, manner))
    return tracks


def _layer(
    track: Track, rng: np.random.Generator, kits: list[tuple[Font, Path]], weights: list[float], manner: str
) -> Track:
    """The same strokes on another kit, somewhat softer."""
    font, path = _draw(rng, kits, weights)
    softer = tuple(replace(note, velocity=max(1, round(0.8 * note.velocity))) for note in track.notes)
    kit = int(rng.choice(font.kits.get(manner) or (0,)))
    return replace(track, font=path, bank=font.kit_bank, program=kit, notes=softer, cents=0.0)


def _velocity(velocity: float, curve: float) -> int:
    """1..127; fonts map it to loudness by about the square, so the quiet end is lifted."""
    return int(np.clip(round(20.0 + 107.0 * velocity**curve), 1, 127))


def _part_tracks(part: Part, group: int, seed: int, fonts: Fonts) -> list[Track]:
    """One track for each take; a second take is another player's: later, not quite in tune, not as even."""
    rng = np.random.default_rng([seed, 305])
    sound = find_sound(part)
    _, path = _draw(rng, fonts.melodic, [font.tone_weight for font, _ in fonts.melodic])
    program = int(rng.choice(sound.programs))
    curve = rng.uniform(0.6, 1.2)
    controls = ((1, int(rng.integers(0, sound.vibrato + 1))),) if sound.vibrato else ()
    takes = sound.takes if rng.random() < 0.8 else 1
    tracks = []
    for take in range(takes):
        late = rng.uniform(0.005, 0.02) if take else 0.0
        cents = float(rng.normal(0.0, 6.0)) if take else 0.0
        notes = []
        for tone in part.tones:
            wander = rng.normal(0.0, 0.003) if take else 0.0
            softer = 1.0 + (rng.normal(0.0, 0.08) if take else 0.0)
            notes.append(_note(tone, late + wander, softer, curve))
        tracks.append(Track(group + take, path, 0, program, tuple(notes), cents, controls, prompt=not sound.slow))
    return tracks


def _note(tone: Tone, late: float, louder: float, curve: float) -> Note:
    pitch = max(0.0, tone.pitch)
    pitch -= 12.0 * max(0.0, np.ceil((pitch - HIGHEST_KEY) / 12.0))
    key = round(pitch)
    velocity = _velocity(min(1.0, max(0.0, tone.velocity * louder)), curve)
    return Note(max(0.0, tone.t + late), tone.length, key, velocity, float(np.clip(pitch - key, -2.0, 2.0)))


def _finish(takes: Mono, part: Part, seed: int, rate_hz: int) -> Mono:
    """Amplify each take by itself, as two guitarists do, and add them up."""
    drive = find_sound(part).drive
    if drive is not None:
        rng = np.random.default_rng([seed, 306])
        hot = float(np.exp(rng.uniform(np.log(drive[0]), np.log(drive[1]))))
        takes = np.stack([amplify(take, hot, seed + n, rate_hz) for n, take in enumerate(takes)])
    return np.asarray(takes.sum(axis=0), np.float32)
