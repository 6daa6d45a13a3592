"""Who plays how much in which section, and the sheet that the composer writes on.

In: nothing. Out: `LAYERS`, and the records that the composer's hands pass to each other.
Plain data; used when a piece is composed.
"""

from dataclasses import dataclass, field

from engine.sound import patterns
from engine.sound.score import Note, Section, Style


@dataclass(frozen=True, slots=True)
class Layers:
    """How much of everything sounds in a section, 0..1; `level` (a gain) and `brightness` at its two ends.

    `roll`: the drums are a snare roll that doubles its pace.
    """

    level: tuple[float, float]
    brightness: tuple[float, float]
    kick: float = 0.0
    snare: float = 0.0
    hats: float = 0.0
    ride: float = 0.0
    bass: float = 0.0
    pad: float = 0.0
    stab: float = 0.0
    arp: float = 0.0
    melody: float = 0.0
    roll: bool = False


LAYERS: dict[str, Layers] = {
    "intro": Layers((0.55, 0.72), (0.2, 0.45), hats=0.4, pad=0.7, arp=0.35),
    "groove": Layers(
        (0.84, 0.9), (0.4, 0.55), kick=0.9, snare=0.8, hats=0.8, bass=0.85, pad=0.4, stab=0.6, arp=0.55
    ),
    "breakdown": Layers((0.66, 0.78), (0.32, 0.6), pad=0.9, arp=0.35, melody=0.85),
    "build": Layers(
        (0.72, 1.0), (0.35, 0.85), kick=0.55, pad=0.75, arp=0.7, roll=True
    ),
    "drop": Layers(
        (1.18, 1.25), (0.72, 0.85), kick=1.0, snare=1.0, hats=1.0, ride=0.7, bass=1.0,
        pad=0.45, stab=1.0, arp=0.7, melody=0.75,
    ),
    "outro": Layers((0.8, 0.5), (0.45, 0.15), kick=0.6, hats=0.5, bass=0.4, pad=0.8, arp=0.3),
}  # fmt: skip


@dataclass(slots=True)
class Sheet:
    """What has been written so far."""

    style: Style
    notes: list[Note] = field(default_factory=list)
    kicks: list[float] = field(default_factory=list)
    snares: list[float] = field(default_factory=list)
    hats: list[float] = field(default_factory=list)
    ducks: list[tuple[float, float]] = field(default_factory=list)
    levels: list[tuple[float, float]] = field(default_factory=list)

    @property
    def beat(self) -> float:
        """The length of a beat in seconds."""
        return 60.0 / self.style.tempo_bpm

    def at(self, bar_s: float, step: float) -> float:
        """The time of a sixteenth, swung."""
        late = self.style.swing if int(step) % 2 else 0.0
        return bar_s + (step + late) * self.beat / 4.0


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the composer is: bar `number` of the piece and `within` its section."""

    start_s: float
    number: int
    within: int
    section: Section
    layers: Layers

    @property
    def place(self) -> float:
        """How far into its section the bar begins, 0..1."""
        return self.within / max(1, self.section.bars)

    @property
    def last(self) -> bool:
        """Whether the section ends with this bar."""
        return self.within == self.section.bars - 1

    @property
    def second_half(self) -> bool:
        """Whether the bar begins in the section's second half."""
        return 2 * self.within >= self.section.bars

    def brightness(self, place: float) -> float:
        """The section's brightness at `place`, 0..1 of the section."""
        low, high = self.layers.brightness
        return low + (high - low) * place


@dataclass(frozen=True, slots=True)
class Material:
    """The themes that the whole piece is made of."""

    drums: tuple[patterns.DrumPattern, patterns.DrumPattern]
    chords: tuple[tuple[int, ...], ...]
    arp: tuple[tuple[int, int, float], ...]
    melody: tuple[tuple[tuple[int, int, int], ...], ...]
