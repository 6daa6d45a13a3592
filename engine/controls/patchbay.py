"""The patch bay moves parameters from sources, as the bindings say.

In: events, settings and verbs of one frame; continuous signals (ear, brain). Out: changes on the board; verbs to do.
Main process, frame loop.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from engine.controls.binding import Binding
from engine.controls.board import Board
from engine.controls.clock import Clock
from engine.controls.event import Control, Event, Setting, Sync, Tempo, Verb
from engine.controls.layer import Bound, Layer, covers
from engine.controls.patch import Hand, Patch, hand_of
from engine.controls.source import Source, without_channel
from engine.controls.verbs import verb_at

Signals: TypeAlias = Callable[[str], float | None] | Mapping[str, float]
"""Continuous sources by name, 0..1. None, or no entry, where there is none."""

_HANDS = 512


class Patchbay:
    """Three layers of bindings over one board: those that controllers bring along, the rig's, and the look's.

    A rig binding is silent while the preset has one for the same source and parameter; a controller's own is silent
    while anything else is bound to its source. Bindings of unknown parameters raise ControlError when they are patched
    in. version: another number whenever there are other bindings.
    """

    def __init__(self, board: Board, rig: Sequence[Binding] = (), clock: Clock | None = None) -> None:
        self.board = board
        self.clock = clock if clock is not None else Clock()
        self.last: Control | None = None
        self.moved: dict[str, None] = {}
        self.version = 0
        self._controllers: list[Patch] = []
        self._rig = self._patch(rig)
        self._preset: list[Patch] = []
        self._leaving: list[Patch] = []
        self._by_source: dict[str, list[Patch]] = {}
        self._newest: dict[Hand, Event] = {}
        self._trial: Patch | None = None
        self._index()

    @property
    def bindings(self) -> list[Binding]:
        """All bindings at work now."""
        return [patch.binding for patches in self._by_source.values() for patch in patches]

    @property
    def bound(self) -> list[Bound]:
        """All bindings, those that are silent now included, and to whom they belong."""
        layers: dict[Layer, list[Patch]] = {"controller": self._controllers, "rig": self._rig, "look": self._preset}
        return [Bound(patch.binding, layer) for layer, patches in layers.items() for patch in patches]

    def touched(self) -> Iterator[Event]:
        """The last event of each control, the newest first."""
        return reversed(self._newest.values())

    @property
    def spoke(self) -> dict[Hand, float]:
        """When each control spoke last."""
        return {hand: event.t for hand, event in self._newest.items()}

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
        self._controllers = self._renew(self._controllers, bindings)
        self._index()

    def load_rig(self, bindings: Sequence[Binding]) -> None:
        """Replace the rig's bindings. What stays, stays where it is."""
        self._rig = self._renew(self._rig, bindings)
        self._index()

    def load(self, bindings: Sequence[Binding], over: float = 0.0) -> None:
        """Replace the preset's bindings, and release every control: call it when a preset is recalled.

        over: seconds in which what the old bindings add to parameters fades out and what the new ones add fades in;
        what both have goes on.
        """
        before = {patch.binding: patch for patch in self._preset}
        self._preset = self._renew(self._preset, bindings)
        gone = [patch for patch in before.values() if patch not in self._preset and patch.binding.mode == "add"]
        self._leaving = [*self._leaving, *gone] if over > 0.0 else []
        for patch in self._leaving:
            patch.pace = -1.0 / over
        for patch in self._preset:
            is_new = before.get(patch.binding) is not patch
            patch.come(0.0 if is_new else patch.amount, over)
        self._index()
        self.release()

    def mix(self, shares: Mapping[Binding, float]) -> None:
        """Several looks at once: their bindings, and how much of what each adds counts now, 0..1."""
        if [patch.binding for patch in self._preset] != list(shares):
            self._preset = self._renew(self._preset, list(shares))
            self._index()
        for patch in self._preset:
            patch.weight = shares[patch.binding]

    def release(self) -> None:
        """Let go of all parameters: controls with pickup or scale take over anew from where they are."""
        for patch in (*self._controllers, *self._rig, *self._preset):
            patch.release()

    def handle(self, controls: Iterable[Control]) -> list[Verb]:
        """Apply one frame's events and settings, in order. Returns the verbs, those from bindings included."""
        verbs: list[Verb] = []
        self.moved.clear()
        for control in controls:
            if not isinstance(control, (Sync, Tempo)):  # a clock's ticks would let nobody see what a hand did last
                self.last = control
            if isinstance(control, Verb):
                verbs.append(control)
            elif isinstance(control, Setting):
                self._apply(control)
            elif not isinstance(control, Event):
                continue  # the time of others is the clock's business
            elif math.isfinite(control.value):
                before = self._remember(control)
                for patch in self.patches_of(control):
                    verbs += self._receive(patch, control, before)
            else:
                self.board.counters.ignored += 1
        return verbs

    def withhold(self, events: Iterable[Event], trial: Binding | None = None) -> None:
        """Controls have moved that are to do nothing but what `trial` says, as while one is learnt.

        Afterwards they take over anew.
        """
        if trial is None or self._trial is None or self._trial.binding != trial:
            self._trial = self._patch([trial])[0] if trial is not None else None
        for event in events:
            if math.isfinite(event.value):
                self.last = event
                before = self._remember(event)
                for patch in self.patches_of(event):
                    patch.notice(event, before)
                if self._trial is not None and self._trial.is_of(event) and self._trial.hears(event):
                    self._trial.receive(event, before)

    def newest(self, hand: Hand) -> Event | None:
        """The last event of a control."""
        return self._newest.get(hand)

    def _remember(self, event: Event) -> Event | None:
        """The event is its control's newest. Returns the one before."""
        hand = hand_of(event)
        before = self._newest.pop(hand, None)
        if before is None and len(self._newest) >= _HANDS:
            del self._newest[next(iter(self._newest))]
        self._newest[hand] = event
        return before if before is not None else next(iter(event.passed), None)

    def advance(self, t: float, dt: float, signals: Signals) -> list[Verb]:
        """Move smoothed parameters on by dt seconds and read the continuous sources. Returns verbs they caused.

        Smoothing is a one-pole low-pass, 1 - exp(-dt/τ) per step: the same at any frame rate.
        """
        verbs: list[Verb] = []
        self.board.clear_offsets()
        for patch in (*itertools.chain.from_iterable(self._by_source.values()), *self._leaving):
            patch.share = min(max(patch.share + patch.pace * dt, 0.0), 1.0)
            if patch.binding.source.continuous:
                x = self._read(patch.binding.source, t, signals)
                if x is not None and math.isfinite(x):
                    verbs += patch.follow(min(max(x, 0.0), 1.0), t, dt)
            else:
                patch.glide(dt)
        self._leaving = [patch for patch in self._leaving if patch.share > 0.0]
        return verbs

    def _patch(self, bindings: Sequence[Binding]) -> list[Patch]:
        catalogue = self.board.catalogue
        return [
            Patch(binding, None if verb_at(binding.parameter) else catalogue.find(binding.parameter), self.board)
            for binding in bindings
        ]

    def _renew(self, patches: Iterable[Patch], bindings: Sequence[Binding]) -> list[Patch]:
        """Patches of these bindings, the old ones where there are such."""
        known = {patch.binding: patch for patch in patches}
        return [known.pop(patch.binding, patch) for patch in self._patch(bindings)]

    def _index(self) -> None:
        self.version += 1
        taken = {(patch.binding.source.name, patch.binding.parameter) for patch in self._preset}
        bound = [patch.binding for patch in (*self._rig, *self._preset)]
        own = [patch for patch in self._controllers if not any(covers(other, patch.binding) for other in bound)]
        self._by_source = {}
        rig = [patch for patch in self._rig if (patch.binding.source.name, patch.binding.parameter) not in taken]
        for patch in (*own, *rig, *self._preset):
            self._by_source.setdefault(patch.binding.source.name, []).append(patch)

    def patches_of(self, event: Event) -> list[Patch]:
        """The bindings at work that an event of this source and port moves."""
        exact = self._by_source.get(event.source, ())
        general = without_channel(event.source)
        more = () if general == event.source else self._by_source.get(general, ())
        return [patch for patch in (*exact, *more) if patch.hears(event)]

    def _receive(self, patch: Patch, event: Event, before: Event | None) -> list[Verb]:
        if patch.parameter is None:
            return patch.receive(event, before)
        path = patch.parameter.path
        value = self.board.value(path)
        verbs = patch.receive(event, before)
        if self.board.value(path) != value or patch.goal is not None:
            self._note_move(path)
        return verbs

    def _note_move(self, path: str) -> None:
        self.moved.pop(path, None)
        self.moved[path] = None

    def _apply(self, setting: Setting) -> None:
        if setting.path in self.board.catalogue:
            self._note_move(setting.path)
            self.board.set(setting.path, setting.value)
        else:
            self.board.counters.ignored += 1

    def _read(self, source: Source, t: float, signals: Signals) -> float | None:
        if source.motion is not None:
            return source.motion.at(t, self.clock)
        if source.family == "clock":
            return self.clock.signal(source.name, t)
        return signals(source.name) if callable(signals) else signals.get(source.name)
