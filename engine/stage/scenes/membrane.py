"""The scene *membrane*: a wide dark sheet of water that the units push, seen from above at a slant.

In: a `Sight` of the network. Out: light, added into the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.

What each light means: a seed's light is its unit's activity. A ring starts where and when a unit surges, and is of its
colour; a dent lasts as long as the unit is active. Rings run, meet and fade as waves on a sheet do; their crests
gather the light. White is where they gather most: where crests meet, and in a strong ring while it is young.
"""

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.anatomy import Anatomy
from engine.stage.batch import Batch
from engine.stage.camera import Camera, look
from engine.stage.frame import Frame
from engine.stage.shader import Shader
from engine.stage.sight import Sight
from engine.stage.waves import Waves

#: The network's textures stay bound on the units below this, the picture's and the waves' on those above.
_GATHERED, _SENT = 3, 8
#: Radii from the sheet's middle to its nearer edges.
_DEPTH = 1.75
#: Turns above the sheet from which it is seen at `/camera/tilt` 0.
SLANT = 0.115
_OWN_PARAMETERS = ("/membrane/caustics", "/membrane/seeds")


class Membrane:
    """Draws the sheet; one instance per network and context."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int) -> None:
        self._units = anatomy.units
        self._waves = Waves(context, anatomy.units, _half_size(16.0 / 9.0))
        self._water = Shader(context, "scenes/membrane/water.vert", "scenes/membrane/water.frag")
        self._seed = Shader(context, "scenes/membrane/seed.vert", "scenes/membrane/seed.frag")
        self._water_batch = Batch(context, self._water, 4, None, 1)
        self._seed_batch = Batch(context, self._seed, 4, None, anatomy.units)

    @property
    def shaders(self) -> tuple[Shader, ...]:
        """What is compiled anew when its files change."""
        return (*self._waves.shaders, self._water, self._seed)

    @property
    def is_soft(self) -> bool:
        """The water is."""
        return True

    def see(self, sight: Sight) -> None:
        """Take up a new frame: let the waves run on, and aim at the sheet."""
        values = sight.frame.values
        aspect = sight.size[0] / sight.size[1]
        half_size = _half_size(aspect)
        # A picture that changes a little keeps its water.
        if not 0.9 < half_size[0] / self._waves.half_size[0] < 1.1:
            self._waves.resize(half_size)
        stretch = (_width(aspect), 1.0)
        self._waves.advance(
            sight.frame.playhead,
            {**sight.uniforms, "stretch": stretch},
            values.number("/membrane/tension"),
            values.number("/membrane/damping"),
            values.number("/membrane/push"),
        )
        camera = aim(sight.frame, aspect)
        eye = -camera.view[:3, :3].T @ camera.view[:3, 3]
        distance = values.number("/camera/distance")
        own: dict[str, object] = {
            "gathered": _GATHERED,
            "sent": _SENT,
            "stretch": stretch,
            "half_size": self._waves.half_size,
            "view": camera.view.T.tobytes(),
            "projection": camera.projection.T.tobytes(),
            "eye": (float(eye[0]), float(-eye[2]), float(max(eye[1], 0.1))),
            "fog_near": distance - 0.4,
            "fog_far": distance + 1.9,
        }
        uniforms = sight.uniforms_with(_OWN_PARAMETERS, own)
        for shader in (self._water, self._seed):
            shader.set(**uniforms)

    def draw_trails(self) -> None:
        """Add the seeds."""
        self._waves.sent.use(_SENT)
        self._seed_batch.draw(self._units)

    def draw_light(self) -> None:
        """Add the seeds."""
        self.draw_trails()

    def draw_soft(self) -> None:
        """Add the light on the water: its finest lines are as wide as a cell."""
        self._waves.gathered.use(_GATHERED)
        self._waves.sent.use(_SENT)
        self._water_batch.draw(1)

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where the seeds are while the water is calm."""
        aspect = sight.size[0] / sight.size[1]
        places = sight.places * np.float32(sight.frame.values.number("/layout/scale"))
        return aim(sight.frame, aspect).spot(stand(places, aspect))

    def release(self) -> None:
        """Give the sheet and the shaders back."""
        self._waves.release()
        self._water_batch.release()
        self._seed_batch.release()
        self._water.release()
        self._seed.release()


def aim(frame: Frame, aspect: float) -> Camera:
    """The camera that looks down at the sheet, which lies in the plane of x and z, by the parameters of `/camera`."""
    values = frame.values
    return look(
        frame.t,
        aspect,
        values.number("/camera/distance"),
        values.number("/camera/orbit"),
        float(np.clip(SLANT + values.number("/camera/tilt"), 0.05, 0.245)),
        0.5 * values.number("/camera/drift"),
    )


def stand(places: NDArray[np.float32], aspect: float) -> NDArray[np.float32]:
    """Where units of these places, (units, 3), are in the camera's space when the water is calm, (units, 3)."""
    return np.stack((places[:, 0] * _width(aspect), np.zeros(len(places)), -places[:, 1]), axis=1).astype(np.float32)


def _width(aspect: float) -> float:
    """Radii that the layout's radius covers from side to side: a wide picture has a wide sheet."""
    return float(np.clip(0.84 * aspect, 1.0, 2.4))


def _half_size(aspect: float) -> tuple[float, float]:
    return _DEPTH + 0.9 * (_width(aspect) - 0.6), _DEPTH
