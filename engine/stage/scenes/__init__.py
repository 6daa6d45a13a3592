"""Scenes: each another way to see the same hidden state.

In: a `Sight` a frame. Out: light in the framebuffer that is bound. A scene is a module here and a folder of its name
below `shaders/scenes`. Runs in the main process, on the thread that owns the OpenGL context.
"""

from collections.abc import Callable, Mapping

from engine.stage.anatomy import Anatomy
from engine.stage.scenes.constellation import Constellation
from engine.stage.scenes.cortex import Cortex
from engine.stage.scenes.membrane import Membrane
from engine.stage.scenes.pen import Pen
from engine.stage.scenes.scene import Scene
from engine.stage.scenes.synapse import Synapse, plan_nerves

__all__ = ["PLANS", "SCENES", "Scene"]

#: By name, what makes each scene: in a context, for a network's anatomy, with the show's seed, and its plan if any.
SCENES: Mapping[str, Callable[..., Scene]] = {
    "constellation": Constellation,
    "cortex": Cortex,
    "membrane": Membrane,
    "pen": Pen,
    "synapse": Synapse,
}

#: By name of the scene, what works out a plan for an anatomy: what takes long and needs no context.
PLANS: Mapping[str, Callable[[Anatomy], object]] = {"synapse": plan_nerves}
