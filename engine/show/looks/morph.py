"""The morph: a fader between two looks, a pad between four. Who grabs it starts from what is, and nothing jumps.

In: `/morph/fader`, `/morph/x`, `/morph/y`, looks for the corners. Out: the board between them; mixes for the stage.
Main process, once a frame, after hands and bindings have moved what they move.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from engine.controls.binding import Binding
from engine.controls.board import Board, ease
from engine.controls.event import Verb
from engine.controls.locks import Locks
from engine.controls.parameter import Value
from engine.controls.patchbay import Patchbay
from engine.controls.verbs import verb_at
from engine.errors import PresetError
from engine.presets.preset import Preset
from engine.show.looks.blend import MIXED, Blend
from engine.show.looks.history import State
from engine.show.looks.recall import Recall
from engine.show.looks.selection import Selection, name_or_number

FADER, PAD_X, PAD_Y, EASE = "/morph/fader", "/morph/x", "/morph/y", "/morph/ease"
CORNERS = ("a", "b", "c", "d")

Kind: TypeAlias = Literal["fader", "pad"]

_STILL = 1e-6
_SAME = 1e-9
_SETTLED_S = 0.1


@dataclass(slots=True)
class _Follower:
    """A parameter that the morph moves, `since` when. away: by how much of its way a number was elsewhere then; start:
    what a choice was then. written: what the morph made of it last: another value means that a hand has it.
    """

    since: float
    start: Value
    away: float
    written: Value


@dataclass(slots=True)
class _Grip:
    """A hand on the fader or the pad. begun: when; shares: those of the bindings that were at work then."""

    kind: Kind
    blend: Blend
    begun: float
    shares: Mapping[Binding, float]
    followers: dict[str, _Follower] = field(default_factory=dict)


class Morph:
    """`mixes`: for the stage, choices that are several at once. Empty while no morph is on."""

    def __init__(self, board: Board, patchbay: Patchbay, recall: Recall, selection: Selection, locks: Locks) -> None:
        self.mixes: dict[str, dict[str, float]] = {}
        self._board = board
        self._patchbay = patchbay
        self._recall = recall
        self._selection = selection
        self._locks = locks
        self._corners: dict[str, State] = {}
        self._grip: _Grip | None = None
        self._shares: dict[Binding, float] = {}
        self._place: tuple[float, float, float] | None = None
        self._recalls = 0

    @property
    def on(self) -> bool:
        """Whether the picture is a blend of looks."""
        return self._grip is not None

    def obey(self, verb: Verb) -> bool:
        """Put a look at a corner, if that is what the verb says. Raises `PresetError` where there is no such look."""
        group, _, name = verb.name.partition("/")
        if group != "morph":
            return False
        if name in CORNERS:
            self._put(name, State.of(self._selection.find(name_or_number(verb.argument))))
        elif name == "keep":
            corner = str(verb.argument).lower()
            if corner not in CORNERS:
                raise PresetError(f"A morph has the corners {', '.join(CORNERS)}, and not {corner[:80]!r}.")
            self._put(corner, self._recall.state)
        else:
            return False
        return True

    def let_go(self) -> None:
        """Nothing is blended any more; things stay where they are."""
        self._grip = None
        self._shares = {}
        self.mixes = {}

    def advance(self, t: float) -> None:
        """A frame at show time `t`: move what the fader and the pad move."""
        place = (self._board.modulated(FADER), self._board.modulated(PAD_X), self._board.modulated(PAD_Y))
        before, self._place = self._place, place
        if self._recalls != self._recall.recalls:  # a look has come, and goes before
            self._recalls = self._recall.recalls
            self.let_go()
            return
        if before is None:
            return
        moves_fader = abs(place[0] - before[0]) > _STILL
        moves_pad = abs(place[1] - before[1]) > _STILL or abs(place[2] - before[2]) > _STILL
        if moves_fader or moves_pad:
            kind: Kind = "fader" if moves_fader else "pad"
            if self._grip is None or self._grip.kind != kind:
                self._grip = self._grab(kind, t)
            self._steer(self._grip, t, moves=True)
        elif self._grip is not None:
            self._steer(self._grip, t, moves=False)

    def describe(self) -> list[tuple[str, str]]:
        """The overlay's line while a morph is on."""
        grip = self._grip
        if grip is None or self._place is None:
            return []
        titles = [state.preset.title if state.preset is not None else "as it was" for state in grip.blend.states]
        shares = zip(titles, _weights(grip.kind, self._place), strict=True)
        return [("morph", ", ".join(f"{title} {100.0 * share:.0f} %" for title, share in shares))]

    def refresh(self, find: Callable[[str], Preset | None]) -> None:
        """Looks may have changed on disk; `find` has the newest by name. A morph that is on goes on from what is."""
        for corner, state in self._corners.items():
            newest = find(state.preset.name) if state.preset is not None else None
            if newest is not None and newest != state.preset and state == State.of(state.preset or newest):
                self._put(corner, State.of(newest))

    def _put(self, corner: str, state: State) -> None:
        self._corners[corner] = state
        self._grip = None

    def _grab(self, kind: Kind, t: float) -> _Grip:
        """A hand is on it now. Corners that nobody has set: a is what is, the others are the next looks of the bank."""
        now, beside = self._recall.state, self._recall.preset
        states = []
        for corner in CORNERS[: 2 if kind == "fader" else 4]:
            if corner in self._corners:
                states.append(self._corners[corner])
            elif corner == "a":
                states.append(now)
            else:
                beside = self._selection.beside(beside, 1)
                states.append(State.of(beside) if beside is not None else now)
        shares = self._shares or dict.fromkeys(now.bindings, 1.0)
        self._recall.depart()
        self._recalls = self._recall.recalls
        return _Grip(kind, Blend(states, self._board.catalogue), t, shares)

    def _steer(self, grip: _Grip, t: float, *, moves: bool) -> None:
        self._forget_what_hands_have(grip)
        ease_s = float(self._board.value(EASE))
        last = max((follower.since for follower in grip.followers.values()), default=grip.begun)
        if not moves and t > last + ease_s + _SETTLED_S:
            return
        grip.blend.weigh(_weights(grip.kind, self._place or (0.0, 0.0, 0.0)))
        shares = self._shares = self._weigh_bindings(grip, _progress(t, grip.begun, ease_s))
        self._patchbay.mix(shares)
        driven = {binding.parameter for binding in shares if binding.source.continuous and binding.mode != "add"}
        left = self._locks.paths | driven
        for path in grip.blend.numbers:
            if path not in left and (moves or path in grip.followers):
                self._move(grip, path, t, ease_s)
        for path in grip.blend.names:
            if path not in left and (moves or path in grip.followers):
                self._switch(grip, path, t, ease_s)
        self.mixes = {path: self._mix(grip, path, t, ease_s) for path in MIXED if path in grip.followers}
        self._recall.blend(grip.blend.states[grip.blend.heaviest].preset, scaled(shares))

    def _forget_what_hands_have(self, grip: _Grip) -> None:
        """What a hand has moved is the hand's, until the fader moves again: then it starts from there."""
        board = self._board
        for path, follower in list(grip.followers.items()):
            here = board.unit(path) if isinstance(follower.written, float) else board.value(path)
            if not _same(here, follower.written):
                del grip.followers[path]
                self.mixes.pop(path, None)

    def _move(self, grip: _Grip, path: str, t: float, ease_s: float) -> None:
        """Bring a number where the morph is, by as much as it is not yet away from there."""
        here, goal = self._board.unit(path), grip.blend.unit(path)
        follower = grip.followers.get(path)
        if follower is None:
            if _same(here, goal):
                return
            follower = grip.followers[path] = _Follower(t, 0.0, here - goal, here)
        x = min(max(goal + follower.away * (1.0 - _progress(t, follower.since, ease_s)), 0.0), 1.0)
        if not _same(x, here):
            self._board.set_unit(path, x)
        follower.written = self._board.unit(path)

    def _switch(self, grip: _Grip, path: str, t: float, ease_s: float) -> None:
        """Set a choice or a switch to that of the heaviest look, half-way of easing in."""
        here, goal = self._board.value(path), grip.blend.value(path)
        follower = grip.followers.get(path)
        if follower is None:
            if here == goal and path not in MIXED:
                return
            follower = grip.followers[path] = _Follower(t, here, 0.0, here)
        if here != goal and _progress(t, follower.since, ease_s) >= 0.5:
            self._board.set(path, goal)
        follower.written = self._board.value(path)

    def _mix(self, grip: _Grip, path: str, t: float, ease_s: float) -> dict[str, float]:
        """How much each name of a choice counts in the picture."""
        follower = grip.followers[path]
        progress, start = _progress(t, follower.since, ease_s), str(follower.start)
        shares = {name: share * progress for name, share in grip.blend.shares(path).items()}
        shares[start] = shares.get(start, 0.0) + 1.0 - progress
        return {name: share for name, share in shares.items() if share > 0.0}

    def _weigh_bindings(self, grip: _Grip, progress: float) -> dict[Binding, float]:
        """The bindings' shares, on their way from those that were at work before."""
        catalogue, locked, goal = self._board.catalogue, self._locks.paths, grip.blend.bindings()
        shares: dict[Binding, float] = {}
        for binding in dict.fromkeys((*grip.shares, *goal)):
            if binding.parameter not in catalogue and not verb_at(binding.parameter):
                continue
            before, after = grip.shares.get(binding, 0.0), goal.get(binding, 0.0)
            if binding.parameter in locked:
                share = before
            elif binding.mode == "add":
                share = before + (after - before) * progress
            else:
                share = after if progress >= 0.5 else before
            if share > 0.0:
                shares[binding] = share
        return shares


def scaled(shares: Mapping[Binding, float]) -> tuple[Binding, ...]:
    """Bindings that add as much as these do with their shares: what a look says that is saved in a morph."""
    bindings = []
    for binding, share in shares.items():
        if binding.mode != "add" or share == 1.0:
            bindings.append(binding)
        elif share * max(abs(binding.low), abs(binding.high)) > 1e-4:
            bindings.append(replace(binding, low=binding.low * share, high=binding.high * share))
    return tuple(bindings)


def _weights(kind: Kind, place: tuple[float, float, float]) -> tuple[float, ...]:
    """How much each corner counts: a and b on the fader; on the pad a lower left, b lower right, c and d above them."""
    fader, x, y = place
    if kind == "fader":
        return 1.0 - fader, fader
    return (1.0 - x) * (1.0 - y), x * (1.0 - y), (1.0 - x) * y, x * y


def _progress(t: float, since: float, seconds: float) -> float:
    return ease((t - since) / seconds) if seconds > 0.0 else 1.0


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < _SAME
    return one == other
