"""How things stand after a frame's hands: what is told to motor faders, LED rings, lights and other programs.

In: the show's state, once per frame. Out: one record that feedback and senders read.
Main process, frame loop; good for that frame only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from engine.controls.board import Board, Values
from engine.controls.clock import Clock
from engine.controls.patchbay import Patchbay


@dataclass(frozen=True, slots=True)
class Standing:
    """`t`: seconds, the show's clock. `board` has base values, which is what hands turn; `values` is the frame's own
    snapshot, with modulation. `signals`: continuous sources by name. `preset`: the look's name, "" for none. `looks`:
    those that numbers mean now, in order.
    """

    t: float
    board: Board
    values: Values
    patchbay: Patchbay
    clock: Clock
    signals: Callable[[str], float | None]
    preset: str = ""
    looks: tuple[str, ...] = ()


class Outlet(Protocol):
    """Whoever is told how things stand: MIDI feedback, OSC to others."""

    def tell(self, standing: Standing) -> None:
        """What is new since the last frame is sent as far as the receiver takes it now; never waits."""
        ...
