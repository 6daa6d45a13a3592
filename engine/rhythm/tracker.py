"""The beat, online: phase, tempo, bar and their confidence at the sample clock's now, and the beats as they fall.

In: the probability of a beat, hop by hop, that lags behind the sound by a known time, and what the counter is to hear.
Out: one `Beat` a hop.
Runs wherever the network runs: in the ear's process, and in the main process when rendering offline.

The belief over tempo and place (`statespace`) decides what the music does. What is reported is a phase of its own that
follows the belief's mean near its mode: it never runs backwards, corrections are spread, and it goes on by itself where
nothing is heard.
"""

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.brain.count import LATE_S, LEAD
from engine.errors import ControlError
from engine.rhythm.bar import Bar
from engine.rhythm.beat import Beat, StruckBeat
from engine.rhythm.settings import RhythmSettings
from engine.rhythm.statespace import BeatSpace, Belief


class Counting(Protocol):
    """Who says whether a beat was the first of a bar."""

    def hear(self, share: float, heard: NDArray[np.float32]) -> None:
        """What is heard in one hop, `share` of the way through the beat, 0 up to 1."""

    def forget(self) -> None:
        """The beats themselves have jumped: what was counted is void."""

    def close(self, beat_s: float) -> float:
        """The beat is over: the chance, 0..1, that it was a first."""


class Tracker:
    """Follows one stream. The same calls give the same answers.

    `hop_s`: time between calls. `counter`: tells which beats are firsts. `delay_s`: the activation of the hop that
    ends at `now_s` speaks of the sound at `now_s - delay_s`. `start_s`: `now_s` of the first call. Raises
    `ControlError` for a hop or a delay that cannot be.
    """

    def __init__(
        self,
        hop_s: float,
        counter: Counting,
        delay_s: float = 0.05,
        settings: RhythmSettings | None = None,
        start_s: float = 0.0,
    ) -> None:
        if not (hop_s > 0.0 and 0.0 <= delay_s < math.inf):
            raise ControlError(f"hop_s = {hop_s}, delay_s = {delay_s}: the first must be above 0, the second not below")
        self.settings = settings = settings or RhythmSettings()
        self._hop_s = hop_s
        self._delay_s = delay_s
        self._start_s = start_s
        self.belief = Belief(BeatSpace(hop_s, settings))
        self.bar = Bar(settings)
        self._reach = max(1, round(math.log1p(settings.reach_tempo) / math.log1p(settings.tempo_step)))
        self._rate_logit = _logit(settings.beat_rate)
        self._forget = math.exp(-hop_s / settings.release_s)
        self._fade = hop_s / settings.fade_s
        self._pull = 1.0 - math.exp(-hop_s / settings.pull_s)
        self._pull_tempo = 1.0 - math.exp(-hop_s * settings.hops_per_look / settings.pull_tempo_s)
        self._pull_mass = 1.0 - math.exp(-hop_s * settings.hops_per_look / settings.pull_mass_s)
        self._hops = 0
        self._now_s = start_s
        self._beats = 0.0  # the phase, unwrapped
        self._log_bpm = math.log(settings.prior_bpm)
        self._error = 0.0  # of the phase, still to be corrected, in beats
        self._mass = 0.0
        self._peak = 0.0
        self._peak_s = start_s
        self._hit = self._miss = 0.0
        self._counted = -1  # the beat that the counter is hearing
        self.counter = counter
        self._closed = -1  # the last beat whose evidence is complete
        self._support = 0.0
        self._lost = 1.0
        self._struck_s = -math.inf
        self._known = False
        self._quiet = True
        self._metre = 0
        self._position = 0

    @property
    def confidence(self) -> float:
        """0..1: how far the belief agrees, times how well the beats it foretold have been heard."""
        return self._support * self._mass

    def step(self, beat: float, heard: NDArray[np.float32], gate: float = 1.0) -> Beat:
        """One hop: the activation, 0..1, what the counter hears, and the ear's gate, 0 closed .. 1 open.

        NaN counts as nothing heard.
        """
        struck = self.advance(beat, heard, gate)
        phase = self._beats % 1.0
        known = self._known
        bpm = math.exp(self._log_bpm)
        metre, position = (self._metre, self._position) if known else (0, 0)
        return Beat(
            self._now_s,
            phase,
            (position - 1 + phase) / metre if metre else 0.0,
            metre,
            position,
            bpm if known else 0.0,
            self.confidence,
            self._now_s + self._wait_s(phase) if known else math.nan,
            struck,
        )

    def advance(self, beat: float, heard: NDArray[np.float32], gate: float = 1.0) -> StruckBeat | None:
        """As `step`, for those who only want the beats as they fall."""
        settings = self.settings
        gate = _chance(gate)
        beat = _chance(beat) * gate
        self._now_s = self._start_s + self._hops * self._hop_s
        if beat >= self._peak:
            self._peak, self._peak_s = beat, self._now_s
        elif self._now_s - self._peak_s > settings.memory_s:
            self._peak *= self._forget
        live = _ramp(self._peak, settings.liveliness) * gate
        evidence = _logit(min(max(beat, settings.floor), settings.ceiling)) - self._rate_logit
        if live == 0.0:
            self._quiet = True
        elif self._quiet:
            self._quiet = False
            self._resume()
        # Only what is heard can void a belief: where nothing is, there is nothing better to believe.
        restart = settings.restart * self._hop_s * live if evidence > 0.0 else 0.0
        trust = settings.trust + (settings.trust_lost - settings.trust) * self._lost
        self.belief.step(trust * live * evidence, live, restart)
        before = self._beats
        self._move()
        if live > 0.0 and self._hops % settings.hops_per_look == 0:
            self._look(live)
        self._hops += 1
        self._support -= self._support * self._fade * (1.0 - live)
        self._listen(beat)
        self._count_beats(heard)
        return self._strike(before) if math.floor(self._beats) > math.floor(before) else None

    def _move(self) -> None:
        """The phase moves on by the tempo and a part of its error, never backwards."""
        least, most = self.settings.slew
        pace = self._hop_s * math.exp(self._log_bpm) / 60.0
        moved = min(max(pace + self._error * self._pull, least * pace), most * pace)
        self._error -= moved - pace
        self._beats += moved

    def _resume(self) -> None:
        """Something is heard again: what was carried on with is believed as far as it is still trusted.

        The tempi of the belief are a grid; through a long breakdown the reported tempo, which lies between them, has
        kept the better time.
        """
        place = (self._beats - self._delay_s * math.exp(self._log_bpm) / 60.0) % 1.0
        self.belief.lean(self._row(), place, self.confidence, self.settings.reach / 3.0)

    def _row(self) -> int:
        """Which of the belief's tempi is nearest to the reported one."""
        log_bpm = self.belief.space.log_bpm
        row = round(float((self._log_bpm - log_bpm[0]) / (log_bpm[1] - log_bpm[0])))
        return min(max(row, 0), len(log_bpm) - 1)

    def _wait_s(self, phase: float) -> float:
        """How long until the next beat, with the share of the phase's error that is corrected by then."""
        settings = self.settings
        pace = math.exp(self._log_bpm) / 60.0
        corrected = self._error * -math.expm1(-(1.0 - phase) / pace / settings.pull_s)
        least, most = settings.slew
        return (1.0 - phase) / (pace * min(max((1.0 - phase) / max(1.0 - phase - corrected, 1e-9), least), most))

    def _look(self, live: float) -> None:
        """Compare the phase and tempo that are reported with the belief, as far as anything is heard."""
        settings, belief = self.settings, self.belief
        pace = math.exp(self._log_bpm) / 60.0
        heard = (self._beats - self._delay_s * pace) % 1.0
        row = self._row()
        mass, error, tempo = belief.around(row, heard, self._reach, settings.reach)
        best_row, best_place = belief.mode(self._reach)
        best, best_error, best_tempo = belief.around(best_row, best_place, self._reach, settings.reach)
        if best > settings.switch * mass:
            mass = best
            # The same moment is another place now, since the delay is another part of the beat.
            shift = self._delay_s * (math.exp(best_tempo) / 60.0 - pace)
            error = (best_place + best_error + shift - heard + 0.5) % 1.0 - 0.5
            # A slip within the beat leaves the count of beats in doubt only in part.
            doubt = min(1.0, 4.0 * abs(error) + 10.0 * abs(best_tempo - self._log_bpm))
            self.bar.doubt(doubt)
            if doubt > 0.5:
                self.counter.forget()
            self._log_bpm = best_tempo
            self._mass = 0.0
            if not self._known:
                self._beats += error % 1.0
                error = 0.0
        else:
            self._log_bpm += (tempo - self._log_bpm) * self._pull_tempo * live
            error *= live
        self._error = error
        self._mass += (mass - self._mass) * self._pull_mass * live

    def _listen(self, beat: float) -> None:
        """Collect what was heard at and between the beats; when a beat is complete, judge it."""
        settings = self.settings
        pace = math.exp(self._log_bpm) / 60.0
        heard = self._beats - self._delay_s * pace
        away_s = ((heard + 0.5) % 1.0 - 0.5) / pace
        if abs(away_s) <= 1.25 * settings.zone_s:
            self._hit = max(self._hit, beat)
        else:
            self._miss = max(self._miss, beat)
        index = math.floor(heard - 1.25 * settings.zone_s * pace)
        if index <= self._closed:
            return
        self._closed = index
        weight = _ramp(max(self._hit, self._miss), settings.liveliness)
        fits = _ramp(self._hit - 0.5 * self._miss, settings.contrast)
        self._support += weight / settings.support_beats * (fits - self._support)
        # Peaks between the beats do not count here: where both are heard, only patience tells them apart.
        self._lost += weight / settings.lost_beats * (1.0 - _ramp(self._hit, settings.liveliness) - self._lost)
        confidence = self.confidence
        self._known = confidence >= (settings.unlock if self._known else settings.lock)
        self._hit = self._miss = 0.0

    def _count_beats(self, heard: NDArray[np.float32]) -> None:
        """Let the counter hear; when it has heard a beat whole, count that."""
        pace = math.exp(self._log_bpm) / 60.0
        place = self._beats - (LATE_S + 0.5 * self._hop_s) * pace + LEAD
        index = math.floor(place)
        if index > self._counted:
            self._counted = index
            self.bar.step(self.counter.close(1.0 / pace))
            self._count()
        self.counter.hear(place - index, heard)

    def _count(self) -> None:
        """Say which beat of which bar the last one was."""
        metre, position, chance = self.bar.ahead(math.floor(self._beats) - self._counted + 1)
        enough = self.settings.bar_known if self._metre == 0 else self.settings.bar_doubted
        sure = chance >= enough and self.bar.beats >= 3
        self._metre, self._position = (metre, position) if sure else (0, 0)

    def _strike(self, before: float) -> StruckBeat | None:
        """A beat has passed in this hop; None where it is not to be told."""
        self._count()
        whole = math.floor(self._beats)
        pace = math.exp(self._log_bpm) / 60.0
        time_s = self._now_s - self._hop_s * (self._beats - whole) / (self._beats - before)
        # A phase that is caught up with may pass two beats where the music has one.
        if not self._known or (time_s - self._struck_s) * pace < 0.5:
            return None
        self._struck_s = time_s
        return StruckBeat(time_s, self._position, self._metre)


def _chance(value: float) -> float:
    """Clipped to 0..1; NaN is 0."""
    return value if 0.0 <= value <= 1.0 else float(value > 1.0)


def _logit(chance: float) -> float:
    return math.log(chance / (1.0 - chance))


def _ramp(value: float, ends: tuple[float, float]) -> float:
    """0 below the first, 1 above the second, linear between."""
    return min(max((value - ends[0]) / (ends[1] - ends[0]), 0.0), 1.0)
