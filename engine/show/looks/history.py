"""What a recall changes, as a whole, and the way back to what was before it.

In: how things stand before each recall. Out: the same, when a hand wants it back.
Main process, frame loop; pure.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.controls.binding import Binding
from engine.controls.board import Board
from engine.controls.catalogue import KEPT_GROUPS
from engine.controls.parameter import Value
from engine.presets.preset import Preset

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class State:
    """A look as it stands: values by path, what is not named at its default; the bindings that belong to it.

    preset: the look that it came from, None for none. Hands may have moved it away from that.
    """

    preset: Preset | None
    values: Mapping[str, Value]
    bindings: tuple[Binding, ...]

    @classmethod
    def of(cls, preset: Preset) -> "State":
        """The look as its file says."""
        return cls(preset, preset.values, preset.bindings)


def values_of_look(board: Board, values: Mapping[str, Value]) -> dict[str, Value]:
    """Those of `values` that belong to a look: neither to the table nor a trigger."""
    return {
        path: values[path]
        for path, parameter in board.catalogue.items()
        if parameter.group not in KEPT_GROUPS and parameter.kind != "trigger"
    }


def stand(board: Board, preset: Preset | None, bindings: tuple[Binding, ...]) -> State:
    """How things stand, or will once they are at rest: a way that is not yet gone counts as gone."""
    return State(preset, MappingProxyType(values_of_look(board, board.goals)), bindings)


class History:
    """The last hundred states before a recall, and those that were taken back."""

    def __init__(self) -> None:
        self._past: deque[State] = deque(maxlen=_LONGEST)
        self._future: deque[State] = deque(maxlen=_LONGEST)

    def keep(self, state: State) -> None:
        """A recall begins: this is what it takes away."""
        self._past.append(state)
        self._future.clear()

    def undo(self, state: State) -> State | None:
        """What was before the last recall; `state` is what is now, for `redo`. None when there is nothing before."""
        return _step(self._past, self._future, state)

    def redo(self, state: State) -> State | None:
        """What the last `undo` took away; `state` is what is now. None when nothing was taken back."""
        return _step(self._future, self._past, state)


def _step(from_: deque[State], to: deque[State], state: State) -> State | None:
    if not from_:
        return None
    to.append(state)
    return from_.pop()
