"""The patch bay moves parameters from sources, as the bindings say.

In: events, settings and verbs of one frame; continuous signals (ear, brain). Out: changes on the board; verbs to do.
Main process, frame loop.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.controls.binding import Binding
from engine.controls.board import Board, ease
from engine.controls.clock import BEATS_PER_BAR, Clock
from engine.controls.event import Control, Event, Setting, Sync, Verb
from engine.controls.parameter import Parameter
from engine.controls.source import without_channel
from engine.controls.verbs import verb_at

Signals: TypeAlias = Callable[[str], float | None] | Mapping[str, float]
"""Continuous sources by name, 0..1. None, or no entry, where there is none."""

_REACH = 1.0 / 127.0
_SAME = 1e-6
_RISE, _REARM = 0.5, 0.4


@dataclass(slots=True)
class _Patch:
    """A binding at work. x: where the source was last; written: what this binding last made of its parameter.

    share: of its modulation that counts, 0..1, eased; pace: change of `share` per second, while a preset comes or goes.
    """

    binding: Binding
    parameter: Parameter | None
    x: float | None = None
    written: float | None = None
    goal: float | None = None
    level: float | None = None
    engaged: bool = False
    high: bool = False
    share: float = 1.0
    pace: float = 0.0

    def release(self) -> None:
        if self.binding.mode == "add":
            return  # it holds nothing: a wheel that is held goes on adding
        self.engaged = False
        self.goal = None
        self.written = None


class Patchbay:
    """Three layers of bindings over one board: those that controllers bring along, the rig's, and the look's.

    A rig binding is silent while the preset has one for the same source and parameter; a controller's own is silent
    while anything else is bound to its source. Bindings of unknown parameters raise ControlError when they are patched
    in. version: another number whenever there are other bindings.
    """

    def __init__(self, board: Board, rig: Sequence[Binding] = (), clock: Clock | None = None) -> None:
        self.board = board
        self.clock = clock
        self.last: Control | None = None
        self.version = 0
        self._controllers: list[_Patch] = []
        self._rig = self._patch(rig)
        self._preset: list[_Patch] = []
        self._leaving: list[_Patch] = []
        self._by_source: dict[str, list[_Patch]] = {}
        self._index()

    @property
    def bindings(self) -> list[Binding]:
        """All bindings at work now."""
        return [patch.binding for patches in self._by_source.values() for patch in patches]

    def adopt(self) -> list[Binding]:
        """The board has another catalogue. Returns the bindings whose parameters are gone: they move nothing now."""
        catalogue = self.board.catalogue
        lost: list[Binding] = []
        for patches in (self._controllers, self._rig, self._preset, self._leaving):
            for patch in list(patches):
                if patch.parameter is None:
                    continue
                patch.parameter = catalogue.get(patch.parameter.path)
                if patch.parameter is None:
                    patches.remove(patch)
                    lost.append(patch.binding)
        self._index()
        return lost

    def load_controllers(self, bindings: Sequence[Binding]) -> None:
        """Replace what controllers bring along (one was plugged in). What stays, stays where it is."""
        known = {patch.binding: patch for patch in self._controllers}
        self._controllers = [known.get(patch.binding, patch) for patch in self._patch(bindings)]
        self._index()

    def load_rig(self, bindings: Sequence[Binding]) -> None:
        """Replace the rig's bindings."""
        self._rig = self._patch(bindings)
        self._index()

    def load(self, bindings: Sequence[Binding], over: float = 0.0) -> None:
        """Replace the preset's bindings, and release every control: call it when a preset is recalled.

        over: seconds in which what the old bindings add to parameters fades out and what the new ones add fades in.
        """
        arriving = self._patch(bindings)
        self._leaving = [
            patch for patch in (*self._leaving, *self._preset) if over > 0.0 and patch.binding.mode == "add"
        ]
        for patch in self._leaving:
            patch.pace = -1.0 / over
        if over > 0.0:
            for patch in arriving:
                patch.share, patch.pace = 0.0, 1.0 / over
        self._preset = arriving
        self._index()
        self.release()

    def release(self) -> None:
        """Let go of all parameters: controls with pickup or scale take over anew from where they are."""
        for patch in (*self._controllers, *self._rig, *self._preset):
            patch.release()

    def handle(self, controls: Iterable[Control]) -> list[Verb]:
        """Apply one frame's events and settings, in order. Returns the verbs, those from bindings included."""
        verbs: list[Verb] = []
        for control in controls:
            if not isinstance(control, Sync):  # a clock's ticks would let nobody see what a hand did last
                self.last = control
            if isinstance(control, Verb):
                verbs.append(control)
            elif isinstance(control, Setting):
                self._apply(control)
            elif not isinstance(control, Event):
                continue  # the time of others is the clock's business
            elif math.isfinite(control.value):
                for patch in self._patches_of(control.source):
                    verbs += self._receive(patch, control)
            else:
                self.board.counters.ignored += 1
        return verbs

    def advance(self, t: float, dt: float, signals: Signals) -> list[Verb]:
        """Move smoothed parameters on by dt seconds and read the continuous sources. Returns verbs they caused.

        Smoothing is a one-pole low-pass, 1 - exp(-dt/τ) per step: the same at any frame rate.
        """
        verbs: list[Verb] = []
        self.board.clear_offsets()
        beat = self.clock.beat(t) if self.clock else t * 2.0
        for patch in (*itertools.chain.from_iterable(self._by_source.values()), *self._leaving):
            patch.share = min(max(patch.share + patch.pace * dt, 0.0), 1.0)
            if patch.binding.source.continuous:
                x = self._read(patch.binding, t, beat, signals)
                if x is not None and math.isfinite(x):
                    verbs += self._follow(patch, min(max(x, 0.0), 1.0), t, dt)
            else:
                self._glide(patch, dt)
        self._leaving = [patch for patch in self._leaving if patch.share > 0.0]
        return verbs

    def _patch(self, bindings: Sequence[Binding]) -> list[_Patch]:
        catalogue = self.board.catalogue
        return [
            _Patch(binding, None if verb_at(binding.parameter) else catalogue.find(binding.parameter))
            for binding in bindings
        ]

    def _index(self) -> None:
        self.version += 1
        taken = {(patch.binding.source.name, patch.binding.parameter) for patch in self._preset}
        bound = {patch.binding.source.name for patch in (*self._rig, *self._preset)}
        self._by_source = {}
        for patch in self._controllers:
            name = patch.binding.source.name
            if name not in bound and without_channel(name) not in bound:
                self._by_source.setdefault(name, []).append(patch)
        for patch in self._rig:
            if (patch.binding.source.name, patch.binding.parameter) not in taken:
                self._by_source.setdefault(patch.binding.source.name, []).append(patch)
        for patch in self._preset:
            self._by_source.setdefault(patch.binding.source.name, []).append(patch)

    def _patches_of(self, source: str) -> list[_Patch]:
        exact = self._by_source.get(source, [])
        general = without_channel(source)
        return exact if general == source else exact + self._by_source.get(general, [])

    def _apply(self, setting: Setting) -> None:
        if setting.path in self.board.catalogue:
            self.board.set(setting.path, setting.value)
        else:
            self.board.counters.ignored += 1

    def _receive(self, patch: _Patch, event: Event) -> list[Verb]:
        x = min(max(event.value, 0.0), 1.0)
        mode = patch.binding.mode
        if mode in ("trigger", "toggle"):
            # A program change and a note have no "off" that must come first; a pad may be hit again.
            repeats = "/note/" in event.source or event.source.endswith("/program")
            rises = event.source.endswith("/program") or (x > 0.0 and (repeats or not patch.high))
            patch.high = x > 0.0
            return self._strike(patch, x, event) if rises else []
        if mode == "add":
            patch.goal = patch.binding.map(x)
            if patch.binding.smoothing == 0.0:
                patch.level = patch.goal
        else:
            self._turn(patch, x)
        return []

    def _strike(self, patch: _Patch, x: float, event: Event) -> list[Verb]:
        """Do once what a trigger or toggle binding does."""
        parameter, binding = patch.parameter, patch.binding
        if parameter is None:
            kind = verb_at(binding.parameter)
            if kind is None:
                return []
            return [Verb(kind.name, event.t, int(event.raw) + 1 if kind.argument else None)]
        if binding.mode == "toggle":
            self.board.toggle(parameter.path)
        elif parameter.kind == "trigger":
            self.board.fire(parameter.path, binding.map(x))
        else:
            self.board.set_unit(parameter.path, binding.high)
        return []

    def _turn(self, patch: _Patch, x: float) -> None:
        """A control was moved to x: set its parameter, or approach it as the takeover says."""
        binding, parameter = patch.binding, patch.parameter
        assert parameter is not None  # a verb's binding is never in mode "set"
        previous, patch.x = patch.x, x
        unit = self.board.unit(parameter.path)
        holds = patch.engaged and patch.written is not None and abs(unit - patch.written) < _SAME
        patch.engaged = holds or binding.takeover == "jump"
        if not patch.engaged:
            here = binding.unmap(unit)
            if binding.takeover == "scale" and parameter.continuous:
                here = approach(here, previous, x)
                self._write(patch, parameter, binding.map(here))
            elif parameter.from_unit(binding.map(x)) == self.board.value(parameter.path):
                here = x
            crossed = previous is not None and (previous - here) * (x - here) <= 0.0
            patch.engaged = abs(x - here) <= _REACH or (crossed and binding.takeover == "pickup")
        if patch.engaged and binding.smoothing > 0.0 and parameter.continuous:
            patch.goal, patch.written = binding.map(x), unit
        elif patch.engaged:
            self._write(patch, parameter, binding.map(x))

    def _write(self, patch: _Patch, parameter: Parameter, unit: float) -> None:
        self.board.set_unit(parameter.path, unit)
        patch.written = self.board.unit(parameter.path)

    def _glide(self, patch: _Patch, dt: float) -> None:
        """Move an event source's smoothed parameter towards its goal; add its offset."""
        binding, parameter = patch.binding, patch.parameter
        if parameter is None or patch.goal is None:
            return
        share = smooth(dt, binding.smoothing)
        if binding.mode == "add":
            level = patch.level or 0.0
            patch.level = level + (patch.goal - level) * share
            self.board.offset(parameter.path, patch.level * ease(patch.share))
            return
        unit = self.board.unit(parameter.path)
        if patch.written is None or abs(unit - patch.written) > _SAME:
            patch.goal = None  # something else has moved the parameter: it wins
            return
        near = abs(patch.goal - unit) < 1e-4
        self._write(patch, parameter, patch.goal if near else unit + (patch.goal - unit) * share)
        if near:
            patch.goal = None

    def _read(self, binding: Binding, t: float, beat: float, signals: Signals) -> float | None:
        source = binding.source
        if source.family == "lfo":
            return source.oscillate(t, beat)
        if source.family == "clock":
            whole_bar = source.name == "clock/bar"
            position = (self.clock.bar(t) if self.clock else beat / BEATS_PER_BAR) if whole_bar else beat
            return position - math.floor(position)
        return signals(source.name) if callable(signals) else signals.get(source.name)

    def _follow(self, patch: _Patch, x: float, t: float, dt: float) -> list[Verb]:
        """A continuous source is at x in this frame."""
        binding, parameter = patch.binding, patch.parameter
        if binding.mode in ("trigger", "toggle"):
            # A phase falls back to 0 on the beat, and that is when it strikes.
            height = 1.0 - x if binding.source.family == "clock" else x
            is_first, was_high, patch.x = patch.x is None, patch.high, x
            patch.high = height >= (_REARM if was_high else _RISE)
            rises = patch.high and not was_high and not is_first
            return self._strike(patch, height, Event(binding.source.name, height, height, t)) if rises else []
        assert parameter is not None  # a verb's binding is in mode "trigger"
        goal = binding.map(x)
        level = goal if patch.level is None else patch.level
        patch.level = level + (goal - level) * smooth(dt, binding.smoothing)
        if binding.mode == "add":
            self.board.offset(parameter.path, patch.level * ease(patch.share))
        else:
            self.board.set_unit(parameter.path, patch.level)
        return []


def smooth(dt: float, tau: float) -> float:
    """Share of the way to its goal that a one-pole low-pass with time constant tau goes in dt: 1 - exp(-dt/τ)."""
    return -math.expm1(-dt / tau) if tau > 0.0 else 1.0


def approach(here: float, previous: float | None, x: float) -> float:
    """Where a parameter at `here` goes when its control moves from `previous` to `x` (all 0..1) by "scale".

    What is left of the control's way is spread over what is left of the parameter's way, so that both meet at the
    end of the range. The first message only tells where the control is, unless it stands at an end.
    """
    if x <= 0.0 or x >= 1.0:
        return x
    if previous is None:
        return here
    if x > previous:
        return here + (x - previous) * (1.0 - here) / (1.0 - previous)
    return here if x == previous else here + (x - previous) * here / previous
