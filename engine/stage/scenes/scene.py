"""What every scene can do, so that the stage can show any of them, or fade from one to another.

In: a `Sight` a frame. Out: light, added into the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.stage.shader import Shader
from engine.stage.sight import Sight


class Scene(Protocol):
    """One way to see the network, in one context. All of its light is scaled by the uniform `presence`.

    A frame is: `see`, then `draw_trails` where there are any, `draw_light`, `draw_soft`. Light of two scenes that are
    drawn into the same framebuffer adds up.
    """

    @property
    def shaders(self) -> tuple[Shader, ...]:
        """What is compiled anew when its files change."""
        ...

    @property
    def is_soft(self) -> bool:
        """Whether `draw_soft` draws anything."""
        ...

    def see(self, sight: Sight) -> None:
        """Take up a new frame. May draw into framebuffers of its own; whoever calls binds another one afterwards."""
        ...

    def draw_trails(self) -> None:
        """Add what leaves trails to them."""
        ...

    def draw_light(self) -> None:
        """Add everything that has fine edges, what leaves trails too."""
        ...

    def draw_soft(self) -> None:
        """Add what has no edge as fine as two pixels: it is drawn at half the size, which costs a quarter."""
        ...

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where each unit's light is in the frame that was seen last, (units, 3): x, y in -1..1 over the picture, and
        how much of it shows there, 0..1. By the formulas of the shaders, but computed here.

        `activity`: what the units do, (units,), calmed.
        """
        ...

    def release(self) -> None:
        """Give the graphics card's memory back."""
        ...
