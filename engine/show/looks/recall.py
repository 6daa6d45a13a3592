"""Recall: the look that is on, the way to the next one, the one that waits for its bar, and the way back.

In: presets, verbs, the frame loop's turn. Out: the board and the patch bay set as the look says, at once or gliding.
Main process, frame loop.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from engine.controls.binding import Binding
from engine.controls.board import Board, Over
from engine.controls.clock import Clock, Unit
from engine.controls.clock.begun import UNITS
from engine.controls.locks import Locks
from engine.controls.parameter import Value
from engine.controls.patchbay import Patchbay
from engine.controls.verbs import verb_at
from engine.presets.preset import Preset
from engine.show.looks.history import History, State, stand

_SCENE = "/scene/choice"


class Curtain(Protocol):
    """Who covers the change from one look to the next with an ISF transition."""

    def ask_transition(self, name: str, seconds: float) -> bool:
        """Keep the next picture, to go from it to another look with this transition; False when there is none."""
        ...

    def start_transition(self) -> bool:
        """The new look is set from now on. False when no picture was kept since `ask_transition`."""
        ...


@dataclass(frozen=True, slots=True)
class Way:
    """How to get to a look: within so many seconds, or bars of the clock where `bars` is not 0.

    transition: the ISF transition that covers the change, "" for the one that is chosen. leave: paths that it leaves
    alone, besides those that are locked.
    """

    seconds: float = 0.0
    bars: float = 0.0
    transition: str = ""
    leave: frozenset[str] = frozenset()


AT_ONCE = Way()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A look that comes when the next `unit` begins, the one that makes the clock's number of them another."""

    preset: Preset
    way: Way
    unit: Unit
    passed: int


@dataclass(slots=True)
class _Arrival:
    """A look that comes by a transition. `waited`: whether a frame was prepared since."""

    state: State
    way: Way
    waited: bool = False


class Recall:
    """Sets looks. `preset`: the one that is on, or on its way; None before the first. `waiting`: the one after it.

    `recalls`: how many have come.
    """

    def __init__(self, board: Board, patchbay: Patchbay, clock: Clock, locks: Locks, curtain: Curtain) -> None:
        self.preset: Preset | None = None
        self.waiting: Waiting | None = None
        self.recalls = 0
        self._board = board
        self._patchbay = patchbay
        self._clock = clock
        self._locks = locks
        self._curtain = curtain
        self._history = History()
        self._bindings: tuple[Binding, ...] = ()
        self._arriving: _Arrival | None = None
        self._t: float | None = None
        self._left: frozenset[str] = frozenset()
        self._scene: Value | None = None
        self._fade_s = 0.0

    @property
    def usual_way(self) -> Way:
        """How looks come that are asked for by hand, as the parameters say."""
        return Way(float(self._board.value("/master/crossfade")), float(self._board.value("/recall/bars")))

    @property
    def left(self) -> frozenset[str]:
        """What the newest look leaves alone."""
        return self._locks.paths | self._left

    @property
    def fade_s(self) -> float | None:
        """Seconds in which the scene comes, if it is one that a look brought; None if a hand chose it."""
        return self._fade_s if self._board.value(_SCENE) == self._scene else None

    @property
    def state(self) -> State:
        """The look as it stands, turned knobs included; where it is still on its way, as it will stand."""
        if self._arriving is not None:
            return self._arriving.state
        return stand(self._board, self.preset, self._bindings)

    def ask(self, preset: Preset) -> None:
        """A hand wants this look: it comes when `/recall/quantise` says. Asked for a second time, it does not come."""
        if self.waiting is not None and self.waiting.preset.name == preset.name:
            self.waiting = None
        else:
            self.come(preset, self.usual_way, str(self._board.value("/recall/quantise")))

    def come(self, preset: Preset, way: Way, when: str) -> None:
        """Go to a look now, or as the next beat, bar or phrase begins."""
        unit = next((unit for unit in UNITS if unit == when), None)
        if unit is None:
            self.go(preset, way)
        else:
            self.waiting = Waiting(preset, way, unit, self._clock.passed(unit))

    def cancel(self) -> None:
        """The look that waits does not come."""
        self.waiting = None

    def go(self, preset: Preset, way: Way = AT_ONCE) -> None:
        """Go to a look now: its numbers glide, or an ISF transition covers the change."""
        if self.preset is not None:
            self._history.keep(self.state)
        self._set_out(State.of(preset), way)

    def undo(self) -> bool:
        """Back to how things stood before the last recall. False when there is nothing before."""
        return self._go_back(self._history.undo(self.state))

    def redo(self) -> bool:
        """Back to how things stood before the last undo. False when nothing was undone."""
        return self._go_back(self._history.redo(self.state))

    def depart(self) -> None:
        """Somebody else takes what is on somewhere: as a recall it can be undone, and nothing waits any more."""
        if self._arriving is not None:
            self._load(self._arriving.state, AT_ONCE)
        if self.preset is not None:
            self._history.keep(self.state)
        self.waiting, self._arriving, self._scene = None, None, None
        self._left = frozenset()
        self.recalls += 1

    def blend(self, preset: Preset | None, bindings: tuple[Binding, ...]) -> None:
        """What is on is between looks: this is the nearest, and these bindings are at work."""
        self.preset, self._bindings = preset, bindings

    def advance(self, t: float) -> None:
        """A frame begins. A look that waited for its bar sets out; one that comes by a transition is set, once the last
        picture of the old one is kept, or glides where none could be kept.
        """
        self._t = t
        if self._arriving is not None:
            self._arrive(self._arriving)
        if self.waiting is not None and self.waiting.passed != self._clock.passed(self.waiting.unit):
            self.go(self.waiting.preset, self.waiting.way)

    def follow(self, find: Callable[[str], Preset | None], *, glides: bool = True) -> None:
        """Looks may have changed on disk; `find` has the newest by name. The one that is on glides in as it is now.

        glides: where not, it is only known by what its file says now.
        """
        if self.waiting is not None:
            newest = find(self.waiting.preset.name)
            self.waiting = replace(self.waiting, preset=newest) if newest is not None else None
        newest = find(self.preset.name) if self.preset is not None else None
        if newest is not None and newest != self.preset:
            self.preset = newest
            if glides:
                self._load(State.of(newest), self.usual_way)

    def describe(self) -> list[tuple[str, str]]:
        """The overlay's line about the look that waits."""
        waiting = self.waiting
        if waiting is None:
            return []
        left = self._clock.ahead(self._t or 0.0, waiting.unit) * self._clock.bpm / 60.0
        return [("next", f"{waiting.preset.title}, at the {waiting.unit}: {left:.0f} beats")]

    def _go_back(self, state: State | None) -> bool:
        if state is not None:
            self._set_out(state, self.usual_way)
        return state is not None

    def _set_out(self, state: State, way: Way) -> None:
        self.preset, self.waiting, self._arriving = state.preset, None, None
        self.recalls += 1
        self._left = way.leave
        seconds = self._fade_s = self._seconds_of(way)
        self._scene = state.values.get(_SCENE, self._board.catalogue[_SCENE].default)
        name = way.transition or str(self._board.value("/transition/choice"))
        if seconds > 0.0 and self._t is not None and self._curtain.ask_transition(name, seconds):
            self._arriving = _Arrival(state, way)
        else:
            self._load(state, way)

    def _arrive(self, arrival: _Arrival) -> None:
        started = self._curtain.start_transition()
        if started or arrival.waited:
            self._arriving = None
            self._load(arrival.state, replace(arrival.way, seconds=0.0, bars=0.0) if started else arrival.way)
        arrival.waited = True

    def _load(self, state: State, way: Way) -> None:
        """Set a look. What ISF files have taken with them since it was read is left out."""
        catalogue, leave = self._board.catalogue, self._locks.paths | way.leave
        values: dict[str, Value] = {}
        for path, given in state.values.items():
            value = catalogue[path].coerce(given) if path in catalogue else None
            if value is not None:
                values[path] = value
        bindings = [binding for binding in state.bindings if binding.parameter not in leave]
        bindings += [binding for binding in self._bindings if binding.parameter in leave]
        self._bindings = tuple(
            binding for binding in bindings if verb_at(binding.parameter) or binding.parameter in catalogue
        )
        over = self._over_beats(way.bars * self._clock.metre) if way.bars > 0.0 else way.seconds
        self._board.load(values, over=over, leave=leave)
        self._patchbay.load(self._bindings, over=self._seconds_of(way))

    def _seconds_of(self, way: Way) -> float:
        return way.bars * self._clock.metre * 60.0 / self._clock.bpm if way.bars > 0.0 else way.seconds

    def _over_beats(self, beats: float) -> Over:
        """A change that takes so many beats of the clock, however fast they come."""
        start = self._clock.beat(self._t or 0.0)
        return lambda t: (self._clock.beat(t) - start) / beats
