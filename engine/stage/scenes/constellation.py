"""The scene *constellation*: the network as stars, and the lines between units that belong together.

In: a `Sight` of the network. Out: light, added into the framebuffer that is bound.
Main process, on the thread that owns the OpenGL context.

What each light means: a node's light is its unit's activity. A line is a strong weight, or two units that are active
together; it shines by what its two units do, and what runs along it is its source's own past. Of all lines only those
with most light show, and where many shine they share it; those from one neighbourhood to another run as one strand; far
ones are dim and soft. Dust around a node shows the node's past, too. A ring starts where a unit surges. Points burst
from the units that surge when the network is surprised.
"""

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.stage.anatomy import Anatomy
from engine.stage.batch import Batch
from engine.stage.outbreaks import POINT_DTYPE, RIPPLE_DTYPE
from engine.stage.past import Past
from engine.stage.shader import Shader
from engine.stage.sight import Sight
from engine.stage.strands import MOST, POINTS, STRAND_DTYPE, Strands

_FACETS = 44
_BANDS = 3
_GRAINS, _MOST_GRAINS_PER_UNIT = 1280, 12
#: A grain with less light than this is not drawn, nor a ripple that is older.
_FAINTEST_GRAIN = 0.006
_RIPPLE_LIFE_S = 1.5
#: The network's textures stay bound on the units below this, the picture's on those above.
_WAYS = 3
#: Parameters that the scene's shaders read.
_OWN_PARAMETERS = (
    *("/node/size", "/node/glow", "/line/width", "/line/amount", "/line/weights", "/line/coactivation"),
    *("/pulse/speed", "/pulse/amount", "/ripple/speed", "/ripple/amount", "/burst/amount", "/burst/size"),
    "/dust/amount",
)
_GRAIN_DTYPE = np.dtype([("source", "f4"), ("offset", "f4", (3,))])


class Constellation:
    """Draws the network; one instance per network and context."""

    def __init__(self, context: moderngl.Context, anatomy: Anatomy, seed: int) -> None:
        def shader(vertex: str, fragment: str) -> Shader:
            folder = "scenes/constellation"
            return Shader(context, f"{folder}/{vertex}.vert", f"{folder}/{fragment}.frag")

        self._units = anatomy.units
        self._past = Past(anatomy.units)
        self._strands = Strands(anatomy.links)
        self._ways = context.texture((POINTS, MOST), 4, dtype="f4")
        self._ways.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._grains = _scatter_grains(anatomy.units, seed)
        self._grain_of = self._grains["source"].astype(np.int64)
        self._reach = np.linalg.norm(self._grains["offset"], axis=1)
        self._echo = np.exp(-2.2 * self._reach)
        self._lit = self._grains[:0]
        self._shown = np.zeros(0, STRAND_DTYPE)
        self._tremble_turn = 0.0
        self._sight: Sight
        self._node = shader("node", "node")
        self._line = shader("line", "line")
        self._ripple = shader("ripple", "ripple")
        self._point = shader("point", "spark")
        self._dust = shader("dust", "spark")
        self.shaders = (self._dust, self._line, self._ripple, self._node, self._point)
        self._dust_batch = Batch(context, self._dust, 4, _GRAIN_DTYPE, len(self._grains))
        self._line_batch = Batch(context, self._line, 2 * POINTS, STRAND_DTYPE, MOST)
        self._ripple_batch = Batch(context, self._ripple, 2 * (_FACETS + 1) * _BANDS, RIPPLE_DTYPE, 64)
        self._node_batch = Batch(context, self._node, 4, None, anatomy.units)
        self._point_batch = Batch(context, self._point, 4, POINT_DTYPE, 1024)
        self._batches = (self._dust_batch, self._line_batch, self._ripple_batch, self._node_batch, self._point_batch)

    @property
    def is_soft(self) -> bool:
        """Nothing is."""
        return False

    def see(self, sight: Sight) -> None:
        """Take up a new frame."""
        values = sight.frame.values
        self._past.remember(sight.frame.moments)
        # Faster with more flux, integrated, so that a change of pace is no jump; lines turn at tenths of this pace.
        self._tremble_turn = (self._tremble_turn + sight.frame.dt * (3.0 + 9.0 * sight.flux)) % 10.0
        own: dict[str, object] = {
            "ways": _WAYS,
            "points": float(POINTS),
            "focus": values.number("/camera/distance") - 0.4,
            # As many units as there may be, the nodes' areas together stay what they are.
            "room": float(np.clip(np.sqrt(128.0 / self._units), 0.5, 1.25)),
            "facets": _FACETS,
            "bands": _BANDS,
            "tremble": sight.flux * values.number("/tremble/amount"),
            "tremble_turn": self._tremble_turn,
        }
        uniforms = sight.uniforms_with(_OWN_PARAMETERS, own)
        for shader in self.shaders:
            shader.set(**uniforms)
        self._sight = sight
        self._lit = self._choose_grains()
        self._shown, ways = self._strands.advance(sight, self._past)
        if len(ways):
            self._ways.write(ways.tobytes(), viewport=(0, 0, POINTS, len(ways)))

    def draw_trails(self) -> None:
        """Add nodes and dust."""
        self._dust_batch.draw(self._lit)
        self._node_batch.draw(self._units)

    def draw_light(self) -> None:
        """Add nodes and dust, and what moves too fast for trails: pulses on the lines, ripples, points."""
        self.draw_trails()
        frame, outbreaks = self._sight.frame, self._sight.outbreaks
        self._ways.use(_WAYS)
        self._line_batch.draw(self._shown)
        ripples = outbreaks.ripples(frame.playhead)
        self._ripple_batch.draw(ripples[ripples["age"] < _RIPPLE_LIFE_S])
        self._point_batch.draw(outbreaks.points(frame.playhead))

    def draw_soft(self) -> None:
        """All of it has fine edges."""

    def spots(self, sight: Sight, activity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where the nodes are."""
        return sight.camera.spot(sight.places * np.float32(sight.frame.values.number("/layout/scale")))

    def _choose_grains(self) -> NDArray[np.void]:
        """The grains that light has reached, by the formula of their shader."""
        values = self._sight.frame.values
        delay_s = self._reach / max(values.number("/pulse/speed"), 0.01)
        activity, surge = self._past.heard(self._grain_of, delay_s, self._sight.frame.playhead)
        light = (0.5 * activity**2 + 1.2 * surge) * self._echo * values.number("/dust/amount")
        return np.asarray(self._grains[light > _FAINTEST_GRAIN])

    def release(self) -> None:
        """Give the shaders and buffers back."""
        for batch in self._batches:
            batch.release()
        for shader in self.shaders:
            shader.release()
        self._ways.release()


def _scatter_grains(units: int, seed: int) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
    """Grains around every unit, denser towards it, up to 0.8 radii away."""
    random = np.random.default_rng(seed)
    each = min(max(1, _GRAINS // units), _MOST_GRAINS_PER_UNIT)
    grains = np.zeros(units * each, _GRAIN_DTYPE)
    grains["source"] = np.repeat(np.arange(units), each)
    directions = random.standard_normal((len(grains), 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    grains["offset"] = directions * (0.05 + 0.75 * random.uniform(0.0, 1.0, (len(grains), 1)) ** 1.6)
    return grains
