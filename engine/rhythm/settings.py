"""The constants of the rhythm: what is believed of tempo, beats, bars and their evidence before anything is heard.

In: nothing. Out: one frozen record with the meaning of every number.
Read once when a tracker is made; no thread of its own.
"""

from dataclasses import dataclass

from engine.errors import ControlError


@dataclass(frozen=True, slots=True)
class RhythmSettings:
    """What `Tracker` assumes. Lengths are in beats where not marked otherwise.

    Tempo.
    `slowest_bpm`, `fastest_bpm`: the range of tempi. `tempo_step`: ratio of neighbouring tempi, minus one.
    `bins`: places per beat, a power of two. `prior_bpm`, `prior_octaves`: centre and standard deviation of the
    log-normal belief in a tempo before any evidence.
    `change`: chance per beat that the tempo changes at all; `steadiness`: a change to `ratio` times the period then
    has the weight exp(-steadiness * |ratio - 1|). `restart`: chance per second that all that was believed is void.

    Evidence.
    `beat_rate`: the activation that speaks neither for nor against a beat: the share of hops that are beats.
    `floor`, `ceiling`: activations are clipped to this range. `trust`: exponent of the likelihood; neighbouring
    hops say the same thing, so each counts for less than one, and so do neighbouring beats, where a network that
    errs does it again. `trust_lost`: the exponent where the beats foretold were not heard, averaged over
    `lost_beats`: after a cut there is little to lose. `zone_s`: half the width of a beat in time.
    `liveliness`: (low, high): recent peaks below the first make the evidence count nothing, above the second fully.
    `memory_s`: how long a peak is remembered, somewhat longer than the slowest beat, and `release_s`: time constant
    of forgetting it afterwards; from then on missing beats are a breakdown and no longer speak for a slow tempo.

    Report.
    `reach`: half the width, in beats, and `reach_tempo`: in ratio, of the neighbourhood that is averaged.
    `hops_per_look`: the belief is looked at once in so many hops. `switch`: another neighbourhood must hold so many
    times the mass of the one that is followed. `pull_s`: time constant of phase corrections, `pull_tempo_s` of
    the tempo, `pull_mass_s` of the mass, which is a factor of the confidence.
    `slew`: (least, most) speed of the phase relative to the tempo while it is corrected.
    `lock`: confidence from which a tempo is reported, `unlock`: below which it no longer is.
    `support_beats`: over how many beats the support is averaged; `fade_s`: time constant of the confidence
    when nothing is heard. `contrast`: (low, high): how far peaks at beats must stand out for support 0 and 1.

    Bar.
    `metres`, `metre_prior`: beats in a bar, and the belief in each. `metre_change`: chance per bar of another metre.
    `bar_restart`: chance per beat that the count is void. `first_rate`: the share of beats that are firsts: who says
    that says nothing. `bar_trust`: exponent of the likelihood.
    `bar_switch`: another count must be so many times as likely as the one that is followed.
    `bar_known`: probability of the followed count from which it is reported; `bar_doubted`: below which it
    no longer is.
    """

    slowest_bpm: float = 55.0
    fastest_bpm: float = 215.0
    tempo_step: float = 0.0075
    bins: int = 64
    prior_bpm: float = 120.0
    prior_octaves: float = 0.7
    change: float = 0.15
    steadiness: float = 60.0
    restart: float = 0.01

    beat_rate: float = 0.1
    floor: float = 0.02
    ceiling: float = 0.95
    trust: float = 0.25
    trust_lost: float = 0.7
    lost_beats: float = 2.0
    zone_s: float = 0.035
    liveliness: tuple[float, float] = (0.12, 0.35)
    memory_s: float = 1.3
    release_s: float = 0.4

    reach: float = 0.12
    reach_tempo: float = 0.03
    hops_per_look: int = 4
    switch: float = 2.0
    pull_s: float = 0.15
    pull_tempo_s: float = 1.8
    pull_mass_s: float = 0.4
    slew: tuple[float, float] = (0.25, 2.5)
    lock: float = 0.35
    unlock: float = 0.05
    support_beats: float = 4.0
    fade_s: float = 30.0
    contrast: tuple[float, float] = (0.0, 0.35)

    metres: tuple[int, ...] = (3, 4, 5, 6, 7)
    metre_prior: tuple[float, ...] = (0.12, 0.8, 0.02, 0.04, 0.02)
    metre_change: float = 0.01
    bar_restart: float = 0.002
    first_rate: float = 0.25
    bar_trust: float = 0.7
    bar_switch: float = 2.5
    bar_known: float = 0.3
    bar_doubted: float = 0.1

    def __post_init__(self) -> None:
        if not 0.0 < self.slowest_bpm < self.fastest_bpm:
            raise ControlError(f"tempo range {self.slowest_bpm}..{self.fastest_bpm} BPM: the first must be the lower")
        if self.bins < 4 or self.bins & (self.bins - 1):
            raise ControlError(f"bins = {self.bins}: must be a power of two, at least 4")
        if len(self.metres) != len(self.metre_prior) or not self.metres:
            raise ControlError("metres and metre_prior must be of the same length, and not empty")
