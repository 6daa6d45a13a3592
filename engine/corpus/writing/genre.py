"""What a genre of the corpus may be like, as a record.

In: nothing. Out: `Genre`; tempo in beats per minute.
Plain data; the tables are gathered in `engine.corpus.writing.genres`.
"""

from dataclasses import dataclass
from typing import Literal

from engine.corpus.song import Role

Form = Literal["club", "track", "song", "loop", "riff", "metal", "rush", "jazz", "game", "drift"]
Roles = tuple[tuple[Role, float], ...]
Metres = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Genre:
    """What a genre allows.

    `weight`: its share among the genres. `tempo_bpm`: lowest and highest. `drums`: families of drum patterns, names in
    `engine.corpus.writing.grooves.FAMILIES`, of which a song draws one (none: no drums at all). `form`: kind of form.
    `roles`: how likely each kind of tones takes part. `scales`: names in `engine.sound.score.SCALES`, the frequent
    ones more than once. `metres`: (beats a bar, weight). `division`, `swung`: as in `Plan`. `swing`, `tightness`:
    lowest and highest. `click`: how likely the tempo is held by a machine. `ragged`: how likely single sections
    are of an uneven number of bars. `switches`: how likely sections have drums of different families, at the same
    tempo; the last of `drums` is what bridges and breakdowns then fall into. `turns`: how likely the tempo changes
    within a song. `beatless`: the truth has no beats.
    """

    name: str
    electronic: bool
    weight: float
    tempo_bpm: tuple[float, float]
    drums: tuple[str, ...]
    form: Form
    roles: Roles
    scales: tuple[str, ...] = ("minor", "minor", "major", "dorian")
    metres: Metres = ((4, 1.0),)
    division: Literal[2, 3] = 2
    swing: tuple[float, float] = (0.0, 0.0)
    swung: Literal[2, 4] = 4
    tightness: tuple[float, float] = (1.0, 1.0)
    click: float = 1.0
    ragged: float = 0.0
    switches: float = 0.0
    turns: float = 0.08
    beatless: bool = False
