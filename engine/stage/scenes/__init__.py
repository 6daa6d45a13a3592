"""Scenes: each another way to see the same hidden state.

In: a `Sight` a frame. Out: light in the framebuffer that is bound. A scene is a module here and a folder of its name
below `shaders/scenes`. Runs in the main process, on the thread that owns the OpenGL context.
"""

from collections.abc import Callable, Mapping

import moderngl

from engine.stage.anatomy import Anatomy
from engine.stage.scenes.constellation import Constellation
from engine.stage.scenes.cortex import Cortex
from engine.stage.scenes.membrane import Membrane
from engine.stage.scenes.pen import Pen
from engine.stage.scenes.scene import Scene
from engine.stage.scenes.synapse import Synapse

__all__ = ["SCENES", "Scene"]

#: By name, what makes each scene for a network in a context, with the show's seed.
SCENES: Mapping[str, Callable[[moderngl.Context, Anatomy, int], Scene]] = {
    "constellation": Constellation,
    "cortex": Cortex,
    "membrane": Membrane,
    "pen": Pen,
    "synapse": Synapse,
}
