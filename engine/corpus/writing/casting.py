"""What a band is: who may play each role, with which sounds, in which manner of harmony; and how to write one down.

In: text. Out: `Choice` and `Band` records.
Plain data; the bands themselves are in `engine.corpus.writing.club_bands` and `engine.corpus.writing.stage_bands`.
"""

from dataclasses import dataclass, field

from engine.corpus.song import Role


@dataclass(frozen=True, slots=True)
class Choice:
    """What a player may be: one of `patterns`, which a writer is named for, with one of `sounds`."""

    patterns: tuple[str, ...]
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """`manners` name entries of `engine.corpus.writing.harmony.MANNERS`; `players` are the choices for each role."""

    manners: tuple[str, ...]
    players: dict[Role, tuple[Choice, ...]] = field(default_factory=dict)


#: Who plays a role where a band names nobody for it.
ANYBODY: dict[Role, str] = {
    "bass": "eighths, syncopated, long: electric bass, synth bass",
    "chords": "accents, held, eighths: piano, electric piano, clean guitar",
    "pad": "pad: strings, warm pad, organ, choir",
    "riff": "single, answer, ostinato: clean guitar, pluck, clavinet",
    "lead": "hook, theme, solo: saw lead, square lead, flute, violin",
    "arp": "up, up and down, scattered, leaning: pluck, harp, bell",
    "voice": "sung: voice",
    "fx": "",
}


def _choices(text: str) -> tuple[Choice, ...]:
    """Reads "pattern, pattern: sound, sound; pattern: sound"."""
    found = []
    for entry in text.split(";"):
        patterns, _, sounds = entry.partition(":")
        if sounds:
            names = (tuple(word.strip() for word in side.split(",")) for side in (patterns, sounds))
            found.append(Choice(*names))
    return tuple(found)


def make_band(like: Band | None, manners: str, **players: str) -> Band:
    """A band; `manners` are names parted by commas. Roles that are not named are those of `like`, else anybody's."""
    roles = dict(like.players) if like else {role: _choices(text) for role, text in ANYBODY.items()}
    for role in roles:
        if role in players:
            roles[role] = _choices(players.pop(role))
    if players:
        raise ValueError(f"no such role: {sorted(players)}")
    return Band(tuple(word.strip() for word in manners.split(",")), roles)
