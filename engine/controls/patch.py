"""A patch is a binding at work: it follows one control, and moves one parameter or says one verb.

In: events of its source, or where its source is in this frame. Out: changes on the board; verbs to do.
Main process, frame loop.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

from engine.controls.binding import Binding
from engine.controls.board import Board, ease, unease
from engine.controls.encoder import steps_of
from engine.controls.event import Event, Verb
from engine.controls.parameter import Parameter, Value
from engine.controls.source import without_channel
from engine.controls.takeover import meet
from engine.controls.verbs import verb_at

Hand: TypeAlias = tuple[str, str]
"""One control on the table: its port and its source's full name. Two may share a binding that says neither."""

_SAME = 1e-6
_RISE, _REARM = 0.5, 0.4
_NEAR = 1e-4


def hand_of(event: Event) -> Hand:
    """The control that an event is of."""
    return event.port, event.source


@dataclass(slots=True, eq=False)
class Patch:
    """A binding at work on a board. parameter: None for a verb's.

    holder: the control that the parameter follows; written: where the patch last put it. share: of its modulation that
    counts, 0..1, eased; pace: change of `share` per second, while a preset comes or goes. weight: how much of what it
    adds counts, 0..1, while looks are mixed.
    """

    binding: Binding
    parameter: Parameter | None
    board: Board
    holder: Hand | None = None
    written: float | None = None
    goal: float | None = None
    level: float | None = None
    high: bool = False
    share: float = 1.0
    pace: float = 0.0
    weight: float = 1.0
    _started: bool = False
    _pressed: tuple[Value, Value] | None = None  # what the parameter was, and what a held button made of it

    @property
    def amount(self) -> float:
        """How much of its modulation counts, 0..1."""
        return ease(self.share) * self.weight

    def come(self, amount: float, over: float) -> None:
        """Count fully within `over` seconds, from an amount of 0..1 on."""
        self.weight = 1.0
        self.share, self.pace = (unease(amount), 1.0 / over) if over > 0.0 else (1.0, 0.0)

    def is_of(self, event: Event) -> bool:
        """Whether the event is of the binding's source, of its channel or of any."""
        return self.binding.source.name in (event.source, without_channel(event.source))

    def hears(self, event: Event) -> bool:
        """Whether the event comes from the port that the binding names, if it names one."""
        return not self.binding.port or self.binding.port.lower() in event.port.lower()

    def release(self) -> None:
        """Let the parameter go: something else has moved it. What a binding adds goes on: a wheel may be held."""
        if self.binding.mode != "add":
            self.holder = self.goal = self.written = self._pressed = None

    def notice(self, event: Event, before: Event | None) -> None:
        """The control has moved while it was to do nothing. A button that was held is let go, a wheel comes back."""
        x = self.binding.place(event.value, event.raw)
        if self.binding.mode == "add" or (x == 0.0 and self.binding.mode == "momentary"):
            self.receive(event, before)
        elif not self.binding.relative:
            self.high = x > 0.0
            self.holder = None if self.holder == hand_of(event) else self.holder

    def receive(self, event: Event, before: Event | None = None) -> list[Verb]:
        """The control has moved; `before`: its event before this one. Returns the verbs that this says."""
        binding = self.binding
        if binding.relative:
            steps = steps_of(binding.relative, (passed.raw for passed in (*event.passed, event)))
            return self._step(steps if binding.high >= binding.low else -steps, event)
        x = binding.place(event.value, event.raw)
        if binding.mode == "add":
            self.goal = binding.map(x)
            if not binding.is_smooth:
                self.level = self.goal
        elif binding.mode == "set":
            self._turn(hand_of(event), None if before is None else binding.place(before.value, before.raw), x)
        else:
            return self._press(x, event)
        return []

    def follow(self, x: float, t: float, dt: float) -> list[Verb]:
        """The continuous source is at x in this frame, at time t, dt seconds after the last."""
        binding, parameter = self.binding, self.parameter
        x = binding.place(x, x)
        if binding.mode not in ("set", "add"):
            # A phase falls back to 0 on the beat, and that is when it strikes.
            height = 1.0 - x if binding.source.falls else x
            was_high, was_started, self._started = self.high, self._started, True
            self.high = height >= (_REARM if was_high else _RISE)
            if was_high and not self.high:
                self._let_go()
            rises = self.high and not was_high and was_started
            return self._strike(height, Event(binding.source.name, height, height, t)) if rises else []
        assert parameter is not None  # a verb's binding is in mode "trigger"
        goal = binding.map(x)
        level = goal if self.level is None else self.level
        self.level = level + (goal - level) * smooth(dt, binding.tau(level, goal))
        if binding.mode == "add":
            self.board.offset(parameter.path, self.level * self.amount)
        else:
            self.board.set_unit(parameter.path, self.level)
        return []

    def glide(self, dt: float) -> None:
        """Move an event source's smoothed parameter towards its goal; add its offset."""
        binding, parameter = self.binding, self.parameter
        if parameter is None or self.goal is None:
            return
        if binding.mode == "add":
            level = self.level or 0.0
            self.level = level + (self.goal - level) * smooth(dt, binding.tau(level, self.goal))
            self.board.offset(parameter.path, self.level * self.amount)
            return
        unit = self.board.unit(parameter.path)
        if self.written is None or abs(unit - self.written) > _SAME:
            self.goal = None  # something else has moved the parameter: it wins
            return
        near = abs(self.goal - unit) < _NEAR
        share = smooth(dt, binding.tau(unit, self.goal))
        self._write(parameter, self.goal if near else unit + (self.goal - unit) * share)
        if near:
            self.goal = None

    def holds(self, hand: Hand) -> bool:
        """Whether the parameter follows this control now."""
        if self.parameter is None or self.holder != hand or self.written is None:
            return False
        return abs(self.board.unit(self.parameter.path) - self.written) < _SAME

    def _turn(self, hand: Hand, previous: float | None, x: float) -> None:
        """A control was moved to x: set its parameter, or approach it as the takeover says."""
        binding, parameter = self.binding, self.parameter
        assert parameter is not None  # a verb's binding is never in mode "set"
        held = self.holds(hand)
        unit = self.board.unit(parameter.path)
        if not held:
            takeover = binding.takeover if parameter.continuous or binding.takeover == "jump" else "pickup"
            place = binding.unmap(unit)
            if not parameter.continuous and parameter.from_unit(binding.map(x)) == self.board.value(parameter.path):
                place = x  # anywhere in its share a choice is met
            here, held = meet(takeover, place, previous, x)
            if not held:
                if here != place:
                    self._write(parameter, binding.stretch(here))
                return
        self.holder = hand
        if binding.is_smooth and parameter.continuous:
            self.goal, self.written = binding.map(x), unit
        else:
            self._write(parameter, binding.map(x))

    def _step(self, steps: int, event: Event) -> list[Verb]:
        """An encoder was turned by so many steps; it never makes its parameter jump, wherever that was before."""
        binding, parameter = self.binding, self.parameter
        if binding.mode == "trigger":
            return self._strike(1.0, event) if steps > 0 else []
        assert parameter is not None  # a verb's binding is never in mode "set"
        path = parameter.path
        if parameter.kind == "choice":
            number = parameter.choices.index(str(self.board.value(path))) + steps
            self.board.set(path, float(min(max(number, 0), len(parameter.choices) - 1)))
        elif parameter.kind == "bool" and steps:
            self.board.set(path, steps > 0)
        elif steps:
            unit = self.board.unit(path)
            moving = self.goal is not None and self.written is not None and abs(unit - self.written) < _SAME
            start = self.goal if moving and self.goal is not None else unit
            # A parameter that a look has put outside of the encoder's range comes back into it step by step.
            lowest, highest = min(binding.low, binding.high, start), max(binding.low, binding.high, start)
            place = min(max(start + steps * binding.step, lowest), highest)
            if binding.is_smooth:
                self.goal, self.written = place, unit
            else:
                self._write(parameter, place)
        return []

    def _write(self, parameter: Parameter, unit: float) -> None:
        self.board.set_unit(parameter.path, unit)
        self.written = self.board.unit(parameter.path)

    def _press(self, x: float, event: Event) -> list[Verb]:
        """A button is at x: 0 when it is let go."""
        # A program change and a note have no "off" that must come first; a pad may be hit again.
        repeats = "/note/" in event.source or event.source.endswith("/program")
        rises = event.source.endswith("/program") or (x > 0.0 and (repeats or not self.high))
        self.high = x > 0.0
        if x == 0.0:
            self._let_go()
        return self._strike(x, event) if rises else []

    def _strike(self, x: float, event: Event) -> list[Verb]:
        """Do once what a binding of a button does."""
        parameter, binding = self.parameter, self.binding
        if parameter is None:
            kind = verb_at(binding.parameter)
            if kind is None:
                return []
            argument = binding.argument
            if argument is None and kind.argument:
                argument = int(event.raw) + 1  # a program's number, from 1
            return [Verb(kind.name, event.t, argument)]
        if binding.mode == "toggle":
            self.board.toggle(parameter.path)
        elif parameter.kind == "trigger":
            self.board.fire(parameter.path, binding.map(x))
        else:
            before = self.board.settled(parameter.path)
            self.board.set_unit(parameter.path, binding.map(x) if binding.mode == "velocity" else binding.high)
            if binding.mode == "momentary":
                was = self._pressed[0] if self._pressed else before
                self._pressed = was, self.board.value(parameter.path)
        return []

    def _let_go(self) -> None:
        """A button that was held gives its parameter back, unless something else has moved that meanwhile."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self.parameter is not None:
            before, made = pressed
            if self.board.value(self.parameter.path) == made:
                self.board.set(self.parameter.path, before)


def smooth(dt: float, tau: float) -> float:
    """Share of the way to its goal that a one-pole low-pass with time constant tau goes in dt: 1 - exp(-dt/τ)."""
    return -math.expm1(-dt / tau) if tau > 0.0 else 1.0
