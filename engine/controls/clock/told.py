"""Time as another program tells it in words: OSC, or Ableton Live over OSC.

In: `Tempo`s: beats a minute, where the beat is, whether it plays. Out: readings.
Pure; main process, frame loop.
"""

import math

from engine.controls.clock.pulse import Pulse
from engine.controls.clock.reading import FASTEST_BPM, SLOWEST_BPM, Reading
from engine.controls.event import Tempo

_MOST_BEATS = 1e9  # of a song of fifteen years; beyond some 1e15 a number has no part for where in the beat it is
_CYCLE = 32
_FEW = 4.0
_LATE = 0.008  # half a frame: OSC that came since the last frame says no time of its own
_JITTER = 0.005  # of times that are rounded up to a frame; in step with the frames they seem to have less
_LABEL_LATE = 0.1


class Told:
    """What one program says. `phase`: its beats come when they are, so that their times are a pulse; else they only
    tell which beat it is, a little later. silence: after so many seconds without a word it has gone; for one that
    counts beats, after four of those.

    A tempo stays until another one, or 0, which takes it back.
    """

    def __init__(self, title: str, phase: bool, silence: float = math.inf) -> None:
        self.title = title
        self._phase = phase
        self._silence = silence
        self._newest = -math.inf
        self._bpm: float | None = None
        self._metre = 0
        self._playing = True
        self._cue = 0
        self._pulse: Pulse | None = None
        self._offset = 0.0  # what to take from the pulse's count to have the beat as it was told
        self._span = math.inf
        self._beat: tuple[float, float] | None = None

    def take(self, tempo: Tempo) -> None:
        """News from the program."""
        numbers = (tempo.t, tempo.bpm or 0.0, tempo.beat or 0.0)
        if not all(map(math.isfinite, numbers)) or abs(numbers[2]) > _MOST_BEATS:
            return
        self._newest = tempo.t
        if tempo.bpm is not None:
            is_tempo = SLOWEST_BPM <= tempo.bpm <= FASTEST_BPM
            self._bpm = tempo.bpm if is_tempo else None
            self._pulse = self._pulse if is_tempo else None
        if tempo.metre > 0:
            self._metre = tempo.metre
        if tempo.playing is not None:
            self._cue += tempo.playing and not self._playing
            self._playing = tempo.playing
        if tempo.beat is not None and self._phase:
            self._count(tempo.t - _LATE, tempo.beat)
        elif tempo.beat is not None and (self._beat is None or tempo.beat != self._beat[1]):
            self._beat = (tempo.t - _LABEL_LATE, tempo.beat)

    def forget(self) -> None:
        """What it said counts no more."""
        self._bpm, self._pulse, self._beat = None, None, None

    def read(self, t: float) -> Reading | None:
        """Tempo, and beat where it is known; None while it says nothing."""
        pulse = self._pulse if self._pulse is not None and self._is_ticking(self._pulse, t) else None
        if t - self._newest > self._silence or (self._bpm is None and (pulse is None or pulse.heard < _FEW)):
            return None
        bpm = self._bpm
        if bpm is None and pulse is not None:
            bpm = min(max(60.0 / pulse.period, SLOWEST_BPM), FASTEST_BPM)
        assert bpm is not None  # one of the two is there
        note = "" if self._playing else "stopped"
        beat, exact = None, True
        if pulse is not None:
            beat = pulse.place(t) - self._offset
        elif self._beat is not None and self._playing:
            beat, exact = self._beat[1] + (t - self._beat[0]) * bpm / 60.0, False
        return Reading(bpm, 1.0, beat, exact, self._span, self._metre, self._playing, self._cue, note)

    def _is_ticking(self, pulse: Pulse, t: float) -> bool:
        return t - pulse.newest < max(2.0, _FEW * pulse.period)

    def _count(self, t: float, beat: float) -> None:
        """The beat is at `beat`. A number that is not the next one, at a time that is, is another name for it."""
        pulse = self._pulse
        if pulse is None or not self._is_ticking(pulse, t) or t <= pulse.newest:
            period = 60.0 / self._bpm if self._bpm is not None else 0.5
            self._pulse = pulse = Pulse(period, 0.4 * period, _JITTER, 1e-4, least=1.0)
            pulse.tick(t)
            self._offset, self._span = pulse.count - beat, math.inf
            return
        here = pulse.count - self._offset
        if pulse.heard < _FEW and here < beat <= here + _FEW:
            renamed = 0
        else:
            renamed = round(beat - pulse.place(t) + self._offset)
        if renamed:
            self._offset -= renamed
            if -_CYCLE <= renamed < -1 and pulse.heard > 1:
                self._span = float(-renamed)
            else:
                self._span = math.inf
                self._cue += 1
        passed = beat + self._offset - pulse.count
        if passed > 1e-3:
            pulse.tick(t, passed)
