"""The knob looper: whatever a hand turns while it records comes round again with the bars.

In: which parameters hands have moved, frame by frame; the clock. Out: the same moves on the board, loop after loop.
Main process, frame loop.
"""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from engine.controls.board import Board
from engine.controls.motion.loop import Loop
from engine.controls.motion.period import Turning

MOST_LOOPS = 32

_HAND_S = 0.2
_NEVER = frozenset({"clock", "loop"})  # what loops run on is in none of them
_BEATS = 4.0  # a bar of a loop, in whatever metre: loops are bars long


@dataclass(slots=True)
class _Track:
    """One parameter's loop. bars: its length. begun: the turn, whole and part, at which the hand began it; None once
    the first round is over. touched: when the hand was last on it; written: the place up to which it wrote, and unit
    what.
    """

    loop: Loop
    bars: float
    begun: float | None
    touched: float = -math.inf
    written: float = 0.0
    unit: float | None = None

    def write_over(self, place: float) -> None:
        """A hand is on it: what was there before counts no more. Not what the clock has jumped over."""
        if (place - self.written) % self.loop.beats < 1.0:
            self.loop.wipe(self.written, place)
        self.written = place


class Looper:
    """A second pair of hands. Loops keep to the bars, whatever the tempo does: a move falls on the same beat each time.

    While it records, any parameter that a hand moves gets a loop of `bars` bars; once these are over, it plays. A hand
    on a parameter that has a loop writes over it, whether it records or not, and when it rests for a fifth of a second,
    the loop goes on.
    """

    def __init__(self, board: Board, clock: Turning) -> None:
        self.recording = False
        self.newest = ""
        self._board = board
        self._clock = clock
        self._tracks: dict[str, _Track] = {}

    @property
    def paths(self) -> tuple[str, ...]:
        """The parameters that have loops."""
        return tuple(self._tracks)

    def record(self) -> None:
        """Begin to record, or end: what was recorded plays from now on."""
        self.recording = not self.recording
        for track in self._tracks.values():
            track.begun = None

    def drop(self) -> None:
        """Forget the loop of the parameter that was turned last; it stays where it is."""
        self._tracks.pop(self.newest, None)

    def clear(self, keep: Collection[str] = ()) -> None:
        """Forget all loops but those of the paths in `keep`; the parameters stay where they are."""
        self._tracks = {path: track for path, track in self._tracks.items() if path in keep}

    def describe(self) -> str:
        """For the overlay; "" while there is nothing to say."""
        words = ["recording"] if self.recording else []
        return ", ".join([*words, *self._tracks])

    def play(self, t: float) -> None:
        """Before the hands of a frame: move every parameter that has a loop, and no hand on it."""
        for path, track in list(self._tracks.items()):
            if path not in self._board.catalogue:
                del self._tracks[path]
                continue
            turns = self._clock.turns(t, bars=track.bars)
            if track.begun is not None and turns - track.begun >= 1.0:
                track.begun = None
            if t - track.touched < _HAND_S:
                track.write_over(_place(turns, track))
            elif track.begun is None:
                unit = track.loop.at(_place(turns, track))
                if unit is not None:
                    self._board.set_unit(path, unit)

    def hear(self, t: float, touched: Iterable[str], bars: float) -> None:
        """After the hands of a frame: they have moved these parameters. bars: the length of a new loop."""
        for path in touched:
            self._touch(t, path, bars)
        for path, track in self._tracks.items():
            unit = self._board.unit(path)
            if t - track.touched < _HAND_S and unit != track.unit:
                track.unit = unit
                track.loop.put(_place(self._clock.turns(t, bars=track.bars), track), unit)

    def _touch(self, t: float, path: str, bars: float) -> None:
        parameter = self._board.catalogue.get(path)
        if parameter is None or parameter.kind == "trigger" or parameter.group in _NEVER:
            return
        self.newest = path
        track = self._tracks.get(path)
        if track is None:
            if not self.recording or len(self._tracks) >= MOST_LOOPS:
                return
            loop = Loop(bars * _BEATS, parameter.continuous)
            track = self._tracks[path] = _Track(loop, bars, self._clock.turns(t, bars=bars))
        if t - track.touched >= _HAND_S:
            track.written = _place(self._clock.turns(t, bars=track.bars), track)
            track.unit = None
        track.touched = t


def _place(turns: float, track: _Track) -> float:
    """Where on its loop a track is, in quarters of bars."""
    return (turns % 1.0) * track.loop.beats
