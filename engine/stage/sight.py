"""What a scene sees in one frame: the snapshot, and the network ready on the graphics card.

In: the stage fills it. Out: a scene reads it.
Main process, once per frame.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.stage.camera import Camera
from engine.stage.frame import Frame
from engine.stage.outbreaks import Outbreaks


@dataclass(frozen=True, slots=True)
class Sight:
    """`size`: the picture's, in pixels. `uniforms`: those of the shaders' library (network, places, palette), the same
    for every shader of a scene.

    `flux`: how much the spectrum is changing, 0..1, smoothed. `breath`: how deeply the picture breathes, 0..2, most
    in silence; `breath_turn`: its phase in turns. `presence`: how much of its light the scene shall give, 0..1.
    `places`: where the layout has the units, (units, 3), in radii before `/layout/scale`; `camera`: what sees them.
    `hubs`: the points that lines run through, (2, units, 3), as `find_hubs` has them.
    """

    frame: Frame
    size: tuple[int, int]
    uniforms: Mapping[str, object]
    outbreaks: Outbreaks
    flux: float
    breath: float
    breath_turn: float
    places: NDArray[np.float32]
    camera: Camera
    hubs: NDArray[np.float32]
    presence: float = 1.0

    def uniforms_with(self, parameters: Iterable[str], own: Mapping[str, object]) -> dict[str, object]:
        """All that a scene's shaders need: the library's uniforms, presence and breath, `parameters` and its own.

        A parameter is a uniform of its path's name: /node/size is `node_size`. What is in `own` counts before the rest.
        """
        values = self.frame.values
        return {
            **self.uniforms,
            "presence": self.presence,
            "breath": self.breath,
            "breath_turn": self.breath_turn,
            **{path.strip("/").replace("/", "_"): values.number(path) for path in parameters},
            **own,
        }
