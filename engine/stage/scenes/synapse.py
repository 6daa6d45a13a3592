"""The scene *synapse*: cell bodies in lobes, and the axons between them, that run together like the fibres of a nerve.

In: a `Sight` of the network. Out: light, added into the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.

What each light means: a soma's light is its unit's activity; slow units are large, fast ones small, and units that
answer the same sound are neighbours. An axon is a strong weight; its hue tells whether it drives or holds back. What
runs along it is its source's own past, read as long ago as light needs to come this far. Where it ends, a star bursts
when a surge of the source arrives: what is r from its middle shows the surge that arrived r / pace ago.
"""

from dataclasses import dataclass

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.controls.board import Values
from engine.stage.anatomy import Anatomy
from engine.stage.batch import Batch
from engine.stage.bundling import bundle, crowd, travel
from engine.stage.camera import Camera, look
from engine.stage.layouts import GOLDEN_ANGLE
from engine.stage.lobes import gather
from engine.stage.shader import Shader
from engine.stage.sight import Sight

#: Points along an axon.
POINTS = 30
_AXONS_PER_UNIT = 4
_MOST_AXONS = 640
#: How far from the middle of its target an axon ends, in radii.
_CLEFT = 0.055
_BEND, _ROOM, _REACH = 0.3, 0.07, 0.05
#: The network's textures stay bound on the units below this, the picture's on those above.
_FIBRES = 3
#: Turns above the middle from which the lobes are seen at `/camera/tilt` 0.
_SLANT = 0.03
_OWN_PARAMETERS = (
    *("/synapse/width", "/synapse/bundling", "/synapse/burst", "/synapse/somata"),
    *("/line/amount", "/pulse/speed", "/pulse/amount"),
)

_SOMA_DTYPE = np.dtype([("unit", "f4"), ("place", "f4", (3,))])
#: An axon: from unit, to unit, strength 0..1, sign -1 or 1, its row in the texture of fibres, its length in radii.
AXON_DTYPE = np.dtype([(name, "f4") for name in ("source", "target", "strength", "sign", "row", "extent")])


@dataclass(frozen=True, slots=True)
class Nerves:
    """Where everything is: `places` of the somata (units, 3), `axons` with AXON_DTYPE, `fibres` as `lay` has them."""

    places: NDArray[np.float32]
    axons: NDArray[np.void]
    fibres: NDArray[np.float32]


def plan_nerves(anatomy: Anatomy) -> Nerves:
    """What takes long about a Synapse, and needs no context."""
    places, _ = gather(anatomy)
    axons = choose_axons(anatomy.links)
    fibres, axons["extent"] = lay(places, axons)
    return Nerves(places, axons, fibres)


class Synapse:
    """Draws the lobes and their nerves; one instance per network and context."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int, nerves: "Nerves | None" = None) -> None:
        """`nerves`: as `plan_nerves` has them for this anatomy; left out, they are planned now."""

        def shader(name: str) -> Shader:
            return Shader(context, f"scenes/synapse/{name}.vert", f"scenes/synapse/{name}.frag")

        nerves = nerves or plan_nerves(anatomy)
        self._somata = np.zeros(anatomy.units, _SOMA_DTYPE)
        self._somata["unit"], self._somata["place"] = np.arange(anatomy.units), nerves.places
        self._axons = nerves.axons
        size = POINTS, max(1, len(self._axons))
        self._fibres = context.texture(size, 4, nerves.fibres.tobytes() or bytes(16 * POINTS), dtype="f4")
        self._fibres.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._soma, self._axon, self._terminal = shader("soma"), shader("axon"), shader("terminal")
        self._soma_batch = Batch(context, self._soma, 4, _SOMA_DTYPE, anatomy.units)
        self._axon_batch = Batch(context, self._axon, 2 * POINTS, AXON_DTYPE, len(self._axons))
        self._terminal_batch = Batch(context, self._terminal, 4, AXON_DTYPE, len(self._axons))
        self._shown = self._axons
        self._turn = 0.0

    @property
    def shaders(self) -> tuple[Shader, ...]:
        """What is compiled anew when its files change."""
        return (self._axon, self._soma, self._terminal)

    @property
    def is_soft(self) -> bool:
        """The somata are."""
        return True

    def see(self, sight: Sight) -> None:
        """Take up a new frame: fly on a little."""
        frame, values = sight.frame, sight.frame.values
        self._turn = (self._turn + frame.dt * values.number("/layout/spin")) % 1.0
        aspect = sight.size[0] / sight.size[1]
        camera = aim(values, frame.t, aspect, self._turn)
        wanted = values.number("/synapse/axons") * len(self._axons)
        self._shown = self._axons[: int(np.ceil(wanted))]
        own: dict[str, object] = {
            "fibres": _FIBRES,
            "points": float(POINTS),
            "room": float(np.clip((128.0 / len(self._somata)) ** (1.0 / 3.0), 0.6, 1.25)),
            "wanted": wanted,
            "view": camera.view.T.tobytes(),
            "projection": camera.projection.T.tobytes(),
            # Lobes are nearer to each other than the nodes of other scenes, and shall still be told apart.
            "fog_near": values.number("/camera/distance") - 0.9,
            "fog_far": values.number("/camera/distance") + 1.2,
            "focus": values.number("/camera/distance") - 0.55,
        }
        uniforms = sight.uniforms_with(_OWN_PARAMETERS, own)
        for shader in self.shaders:
            shader.set(**uniforms)

    def draw_trails(self) -> None:
        """Add the somata."""
        self._soma_batch.draw(self._somata)

    def draw_light(self) -> None:
        """Add the axons and what bursts at their ends."""
        self._fibres.use(_FIBRES)
        self._axon_batch.draw(self._shown)
        self._terminal_batch.draw(self._shown)

    def draw_soft(self) -> None:
        """Add the somata."""
        self._soma_batch.draw(self._somata)

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where the somata are."""
        values = sight.frame.values
        camera = aim(values, sight.frame.t, sight.size[0] / sight.size[1], self._turn)
        return camera.spot(self._somata["place"] * np.float32(values.number("/layout/scale")))

    def release(self) -> None:
        """Give the shaders, buffers and the texture of fibres back."""
        for batch in (self._soma_batch, self._axon_batch, self._terminal_batch):
            batch.release()
        for shader in self.shaders:
            shader.release()
        self._fibres.release()


def aim(values: Values, t: float, aspect: float, turn: float) -> Camera:
    """The camera that has flown `turn` turns around the lobes, by the parameters of `/camera`.

    Its view is as much wider than the space as the picture is wider than high, so that the lobes fill a wide picture.
    """
    camera = look(
        t,
        aspect,
        values.number("/camera/distance"),
        values.number("/camera/orbit") + turn,
        float(np.clip(_SLANT + values.number("/camera/tilt"), -0.22, 0.22)),
        values.number("/camera/drift"),
    )
    wide = np.diag([np.clip(0.12 + 0.65 * aspect, 0.75, 2.1), 1.0, 1.0, 1.0]).astype(np.float32)
    return Camera(np.asarray(wide @ camera.view, np.float32), camera.projection)


def choose_axons(links: NDArray[np.float32]) -> NDArray[np.void]:
    """The strongest weights, dtype AXON_DTYPE: first each unit's strongest, then its second, and so on, as many as fit.

    Among equals the stronger comes first. `strength` 1 is the strongest weight of all.
    """
    units = len(links)
    size = np.abs(links)
    np.fill_diagonal(size, 0.0)
    kept = min(_AXONS_PER_UNIT, units - 1)
    targets = np.argsort(-size, axis=1, kind="stable")[:, :kept]
    strength = np.take_along_axis(size, targets, axis=1)
    turn = np.broadcast_to(np.arange(kept), targets.shape)
    order = np.lexsort((-strength.ravel(), turn.ravel()))
    order = order[strength.ravel()[order] > 0.0][:_MOST_AXONS]
    axons = np.zeros(order.size, AXON_DTYPE)
    axons["source"], axons["target"] = np.repeat(np.arange(units), kept)[order], targets.ravel()[order]
    axons["strength"] = strength.ravel()[order] / max(1e-9, float(strength.max()))
    axons["sign"] = np.sign(np.take_along_axis(links, targets, axis=1)).ravel()[order]
    axons["row"] = np.arange(order.size)
    return axons


def lay(places: NDArray[np.float32], axons: NDArray[np.void]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(The axons' ways, (axons, POINTS, 4): xyz, and how many run side by side there; their lengths, (axons,)).

    They end around their targets, each at a side of its own.
    """
    sources, targets = axons["source"].astype(np.int64), axons["target"].astype(np.int64)
    number = np.arange(len(axons))
    height = 1.0 - 2.0 * ((number + 0.5) * 0.618034 % 1.0)
    flat = np.sqrt(1.0 - height**2)
    side = np.stack((flat * np.cos(number * GOLDEN_ANGLE), height, flat * np.sin(number * GOLDEN_ANGLE)), axis=1)
    ways = bundle(places[sources], places[targets] + _CLEFT * side, points=POINTS, bend=_BEND, room=_ROOM)
    fibres = np.concatenate((ways, crowd(ways, _REACH)[..., None]), axis=2).astype(np.float32)
    return fibres, travel(ways)[:, -1]
