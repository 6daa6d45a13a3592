"""Where the units stand: five arrangements of the same nodes, each a reading of the network.

In: the network's links, leaks and answers. Out: places in a space whose unit is the layout's radius.
Computed once per network in the main process; pure.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.controls.catalogue import LAYOUTS
from engine.stage.anatomy import Anatomy, ranks
from engine.stage.frame import Shares
from engine.stage.hubs import find_hubs

#: Places of every unit, shape (units, 3), float32, within about one radius of the origin.
Places = NDArray[np.float32]

#: Turning by this from one to the next, in radians, never comes back to a place (Vogel, 1979).
GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
_LAYERS = 6


def arrange(anatomy: Anatomy) -> dict[str, Places]:
    """Every layout by its name in the catalogue."""
    return {name: _LAYOUTS[name](anatomy).astype(np.float32) for name in LAYOUTS}


def embed_spectrally(
    links: NDArray[np.float32], dimensions: int = 3, likeness: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Eigenvectors of the links' normalised Laplacian, shape (units, dimensions): linked units lie together.

    With a `likeness` (units, units), 0..1, units that are alike lie together, too; it counts as much as the links.
    Belkin and Niyogi, "Laplacian Eigenmaps" (2003). The sign of an eigenvector is arbitrary; we make its
    entry of largest size positive, so that the picture is the same on every run.
    """
    affinity = np.abs(links.astype(np.float64))
    affinity = affinity + affinity.T
    np.fill_diagonal(affinity, 0.0)
    # Weak links say little and there are thousands: keep the structure, drop the wool.
    affinity = np.where(affinity >= np.quantile(affinity, 0.8), affinity, affinity * 0.05)
    if likeness is not None:
        near = likeness**4  # a cosine is large before two units have much in common
        affinity = affinity / max(affinity.mean(), 1e-9) + near / max(near.mean(), 1e-9)
    scale = 1.0 / np.sqrt(np.maximum(affinity.sum(axis=1), 1e-9))
    laplacian = np.eye(len(links)) - scale[:, None] * affinity * scale[None, :]
    _, vectors = np.linalg.eigh(laplacian)
    chosen = vectors[:, 1 : 1 + dimensions] * scale[:, None]
    largest = np.argmax(np.abs(chosen), axis=0)
    return np.asarray(chosen * np.sign(chosen[largest, np.arange(dimensions)]))


def _ring(anatomy: Anatomy) -> NDArray[np.float64]:
    """A circle on which units that answer the same are neighbours, slow to fast; every third stands a little inside.

    Where nobody has measured what they answer, strongly linked units are neighbours.
    """
    if anatomy.tuning is None:
        order = ranks(embed_spectrally(anatomy.links, 1)[:, 0], closed=False)
    else:
        order = ranks(anatomy.tuning.best + 0.5 * anatomy.pace, closed=False)
    angle = 2.0 * np.pi * order
    step = np.round(order * anatomy.units).astype(int) % 3
    radius = 1.0 - 0.07 * step
    depth = 0.10 * np.sin(3.0 * angle)
    return np.stack((radius * np.cos(angle), radius * np.sin(angle), depth), axis=1)


def _sunflower(anatomy: Anatomy) -> NDArray[np.float64]:
    """Vogel's spiral (1979): slow units in the heart, fast ones at the rim."""
    place = np.argsort(np.argsort(anatomy.leak, kind="stable"), kind="stable")
    radius = np.sqrt((place + 0.5) / anatomy.units)
    angle = place * GOLDEN_ANGLE
    depth = 0.35 * (0.5 - radius**2)
    return np.stack((radius * np.cos(angle), radius * np.sin(angle), depth), axis=1)


def _sphere(anatomy: Anatomy) -> NDArray[np.float64]:
    """A Fibonacci lattice on the sphere: even, with fast units at the top."""
    place = np.argsort(np.argsort(-anatomy.leak, kind="stable"), kind="stable")
    height = 1.0 - 2.0 * (place + 0.5) / anatomy.units
    radius = np.sqrt(1.0 - height**2)
    angle = place * GOLDEN_ANGLE
    return np.stack((radius * np.cos(angle), height, radius * np.sin(angle)), axis=1)


def _layers(anatomy: Anatomy) -> NDArray[np.float64]:
    """Discs one behind the other: the fastest units in front, the slowest far behind."""
    place = np.argsort(np.argsort(-anatomy.leak, kind="stable"), kind="stable")
    layer = place * _LAYERS // anatomy.units
    places = np.empty((anatomy.units, 3))
    for index in range(_LAYERS):
        inside = np.flatnonzero(layer == index)
        inside = inside[np.argsort(place[inside])]
        rank = np.arange(inside.size)
        radius = (0.42 + 0.58 * index / (_LAYERS - 1)) * np.sqrt((rank + 0.7) / max(1, inside.size))
        angle = rank * GOLDEN_ANGLE + index
        depth = np.full(inside.size, 0.9 - 1.8 * index / (_LAYERS - 1))
        places[inside] = np.stack((radius * np.cos(angle), radius * np.sin(angle), depth), axis=1)
    return places


def _spectral(anatomy: Anatomy) -> NDArray[np.float64]:
    """The network's own shape: its spectral embedding, evened out so that crowds can be seen apart."""
    raw = embed_spectrally(anatomy.links, 3, anatomy.likeness)
    even = np.stack([2.0 * ranks(column) - 1.0 for column in raw.T], axis=1)
    spread = raw / np.maximum(np.abs(raw).max(axis=0), 1e-9)
    mixed = 0.7 * even + 0.3 * spread
    # From the cube that ranks fill to the ball: the corners come in.
    longest = np.maximum(np.abs(mixed).max(axis=1, keepdims=True), 1e-9)
    length = np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
    return np.asarray(1.05 * mixed * longest / length * np.array([1.25, 0.9, 0.9]))


_LAYOUTS: Mapping[str, Callable[[Anatomy], NDArray[np.float64]]] = {
    "ring": _ring,
    "sunflower": _sunflower,
    "sphere": _sphere,
    "layers": _layers,
    "spectral": _spectral,
}


class Arrangement:
    """The nodes' places over time: morphs between two layouts, and glides when either is changed."""

    def __init__(self, anatomy: Anatomy) -> None:
        self._layouts = arrange(anatomy)
        # Each layout's places and the points that its lines run through, (layouts, 3, units, 3): they move as one.
        wholes = [np.concatenate((places[None], find_hubs(places))) for places in self._layouts.values()]
        self._stack = np.stack(wholes)
        self._shares: dict[str, NDArray[np.float64]] = {}
        self.places: Places = np.zeros((anatomy.units, 3), np.float32)
        #: Each unit's outer and inner hub, (2, units, 3), as `find_hubs` has them.
        self.hubs: NDArray[np.float32] = np.zeros((2, anatomy.units, 3), np.float32)
        self._turn = 0.0

    def advance(self, dt: float, choice: Shares, towards: Shares, morph: float, glide_s: float, spin: float) -> Places:
        """Places after `dt` seconds: `morph` 0..1 from `choice` to `towards`, `spin` turns per second.

        What is eased is how much each layout counts, so a change of mind half-way is a curve, not a corner.
        """
        aims = np.array(
            [choice.get(name, 0.0) * (1.0 - morph) + towards.get(name, 0.0) * morph for name in self._layouts]
        )
        if not self._shares:
            self._shares = {"now": aims.copy(), "pace": np.zeros_like(aims)}
        self._follow(aims, dt, glide_s)
        blended = np.tensordot(self._shares["now"], self._stack, axes=1)
        self._turn = (self._turn + spin * dt) % 1.0
        turned = _turn(blended.reshape(-1, 3), 2.0 * np.pi * self._turn).reshape(blended.shape)
        self.places, self.hubs = turned[0], turned[1:]
        return self.places

    def _follow(self, aims: NDArray[np.float64], dt: float, glide_s: float) -> None:
        """A critically damped spring that settles in about `glide_s`; exact for any `dt`."""
        if glide_s < 1e-3:
            self._shares = {"now": aims.copy(), "pace": np.zeros_like(aims)}
            return
        stiffness = 5.0 / glide_s
        away = self._shares["now"] - aims
        drive = self._shares["pace"] + stiffness * away
        fade = np.exp(-stiffness * dt)
        self._shares["now"] = aims + (away + drive * dt) * fade
        self._shares["pace"] = (self._shares["pace"] - stiffness * drive * dt) * fade


def _turn(places: NDArray[np.float64], angle: float) -> Places:
    """Turn about the axis that leans a little out of the picture plane, so that flat layouts show their depth."""
    axis = np.array([0.0, 0.34, 0.94])
    axis /= np.linalg.norm(axis)
    cosine, sine = np.cos(angle), np.sin(angle)
    crossed = np.cross(axis, places)
    along = (places @ axis)[:, None] * axis
    turned: Places = (places * cosine + crossed * sine + along * (1.0 - cosine)).astype(np.float32)
    return turned
