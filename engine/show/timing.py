"""The show's time: what ear, hands and others say of it comes together in the clock; and the loops that run on it.

In: Moments, controls, verbs, the clock's parameters. Out: a clock that is right for the frame; moves that come round.
Main process, frame loop.
"""

from collections.abc import Collection, Iterable

import numpy as np

from engine.controls.board import Board, Values
from engine.controls.clock import Clock
from engine.controls.clock.dials import Dials
from engine.controls.event import Control, Sync, Tempo, Verb
from engine.controls.motion.looper import Looper

_NUDGE_MS = 5.0


class Timing:
    """Brings the clock up to date once a frame, lets loops run on it, and obeys the verbs about both."""

    def __init__(self, clock: Clock, board: Board) -> None:
        self.clock = clock
        self.looper = Looper(board, clock)
        self._board = board
        self._recalls = 0

    def hear(self, t: float, moment: np.void, age: float) -> None:
        """The newest Moment, whose last sample sounded `age` seconds before show time `t`."""
        bpm = float(moment["tempo_bpm"])
        beat = max(0, int(moment["position"]) - 1) + float(moment["beat_phase"]) + age * bpm / 60.0
        self.clock.hear(t, bpm, float(moment["beat_confidence"]), beat, int(moment["metre"]))

    def advance(self, t: float, controls: Iterable[Control], values: Values) -> None:
        """What others have said of their time since the last frame, and what the clock is set to."""
        for control in controls:
            if isinstance(control, Sync | Tempo):
                self.clock.take(control)
        self.clock.advance(t, Dials.read(values))

    def play(self, t: float, recalls: int, locked: Collection[str]) -> None:
        """Before hands move anything. A look that was recalled ends all loops but those of locked parameters: `recalls`
        tells how many there have been.
        """
        if recalls != self._recalls:
            self._recalls = recalls
            self.looper.clear(keep=locked)
        self.looper.play(t)

    def note(self, t: float, touched: Iterable[str]) -> None:
        """Hands have moved these parameters."""
        self.looper.hear(t, touched, float(self._board.value("/loop/bars")))

    def obey(self, verb: Verb) -> bool:
        """Do what a verb says, if it is about time."""
        clock, board = self.clock, self._board
        match verb.name:
            case "tap":
                clock.tap(verb.t)
            case "tempo/auto":
                clock.forget()
                board.set("/clock/bpm", 0.0)
            case "clock/one":
                clock.begin(verb.t)
            case "clock/half":
                self._step_multiple(-1)
            case "clock/double":
                self._step_multiple(1)
            case "clock/earlier":
                self._nudge(-_NUDGE_MS)
            case "clock/later":
                self._nudge(_NUDGE_MS)
            case "loop/record":
                self.looper.record()
            case "loop/drop":
                self.looper.drop()
            case "loop/clear":
                self.looper.clear()
            case "clock/tempo" | "clock/beat" | "clock/bar" | "clock/play" if isinstance(verb.argument, float | int):
                self._be_told(verb.name.removeprefix("clock/"), float(verb.argument), verb.t)
            case _:
                return False
        return True

    def _nudge(self, by_ms: float) -> None:
        self._board.set("/clock/nudge", float(self._board.value("/clock/nudge")) + by_ms)

    def _step_multiple(self, step: int) -> None:
        choices = self._board.catalogue["/clock/multiple"].choices
        place = choices.index(str(self._board.value("/clock/multiple"))) + step
        self._board.set("/clock/multiple", choices[min(max(place, 0), len(choices) - 1)])

    def _be_told(self, what: str, number: float, t: float) -> None:
        if what == "tempo":
            self.clock.take(Tempo("osc", t, bpm=number))
        elif what == "play":
            self.clock.take(Tempo("osc", t, playing=number != 0.0))
        else:
            beats = number * self.clock.metre if what == "bar" else number
            self.clock.take(Tempo("osc", t, beat=beats))
