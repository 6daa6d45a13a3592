"""Bundling: lines that go the same way are drawn together, like the fibres of a nerve.

In: where lines start and end. Out: points along each line, evenly spaced.
Computed once per network and arrangement in the main process; pure.
"""

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[np.float64]

_CELLS = 40
_CELLS_IN_REACH = 1.6
_ROUNDS = 10
#: How far a line feels others, as a share of the longest side of the box: at first, and in the last round.
_WIDE, _NARROW = 0.11, 0.022
_SMOOTH = 0.35
#: How often corners are rounded at last, where a line turns from one bundle into another.
_ROUNDED = 5
_GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0


def bundle(
    starts: NDArray[np.floating], ends: NDArray[np.floating], *, points: int = 16, bend: float = 0.0, room: float = 0.0
) -> NDArray[np.float32]:
    """Lines from `starts` to `ends`, (lines, 3) each, drawn together: (lines, points, 3). The ends stay where they are.

    `bend` 0..1: how far a line's middle is drawn to the heart of all before it meets others. `room`: radius within
    which the lines of one bundle run beside each other, in the unit of the places.

    Every line climbs the density of all lines, across its own course and never along it, while the reach in which it
    feels them shrinks. After Hurter, Ersoy and Telea, "Graph bundling by kernel density estimation" (2012), in space
    and with the mean-shift vector of Fukunaga and Hostetler (1975) as the step, which cannot overshoot a ridge.
    """
    start, end = np.asarray(starts, np.float64)[:, None], np.asarray(ends, np.float64)[:, None]
    s = np.linspace(0.0, 1.0, points)[None, :, None]
    middle = 0.5 * (start + end)
    heart = middle.mean(axis=0, keepdims=True) if len(middle) else middle
    turn = middle + 2.0 * bend * (heart - middle)  # a curve comes half-way to its control point
    lines = (1.0 - s) ** 2 * start + 2.0 * s * (1.0 - s) * turn + s**2 * end
    if len(lines) < 2 or points < 3:
        return lines.astype(np.float32)
    # Free in the middle, held at the ends.
    freedom = np.sin(np.pi * s) ** 0.6
    low, high = lines.min(axis=(0, 1)), lines.max(axis=(0, 1))
    side = max(float((high - low).max()), 1e-9)
    for reach in side * np.geomspace(_WIDE, _NARROW, _ROUNDS):
        # What reaches far has no detail: cells as large as it allows make the first rounds cheap.
        field = _Field(low, high, max(side / _CELLS, float(reach) / _CELLS_IN_REACH), _WIDE * side)
        course = np.gradient(lines, axis=1)
        course /= np.maximum(np.linalg.norm(course, axis=2, keepdims=True), 1e-12)
        shift = field.climb(lines, float(reach))
        shift -= (shift * course).sum(axis=2, keepdims=True) * course
        lines = _even(_smooth(lines + freedom * shift))
    lines = lines + room * _scatter(len(lines))[:, None] * np.sin(np.pi * s)
    for _ in range(_ROUNDED):
        lines = _smooth(lines)
    return _even(lines).astype(np.float32)


def travel(lines: NDArray[np.floating]) -> NDArray[np.float32]:
    """How far each point is along its line from the start, (lines, points), in the unit of the places."""
    return _lengths(lines).astype(np.float32)


def crowd(lines: NDArray[np.floating], reach: float) -> NDArray[np.float32]:
    """How many lines pass within about `reach` of each point, itself among them, (lines, points); 1 where it is alone.

    `lines` (lines, points, 3), evenly spaced each. Lines that cross at a distance count by a Gaussian of `reach`.
    """
    places = np.asarray(lines, np.float64)
    count, points, _ = places.shape
    if not count or points < 2:
        return np.ones((count, points), np.float32)
    field = _Field(places.min(axis=(0, 1)), places.max(axis=(0, 1)), 0.7 * reach, 4.0 * reach)
    step = travel(lines)[:, -1:].astype(np.float64) / (points - 1)
    # A straight line alone has this density on itself.
    alone = 1.0 / (2.0 * np.pi * reach**2)
    density = field.density(places, np.broadcast_to(step, (count, points)), reach)
    return np.maximum(1.0, density / alone).astype(np.float32)


class _Field:
    """How dense lines are in a box of cells; everything in it is periodic, with a margin that no line feels across."""

    def __init__(self, low: _Array, high: _Array, cell: float, margin: float) -> None:
        self._origin = low - margin
        self._cell = cell
        self._shape = tuple(_round_up(int(n)) for n in np.ceil((high - low + 2.0 * margin) / cell) + 2)
        waves = [np.fft.fftfreq(n) for n in self._shape[:2]] + [np.fft.rfftfreq(self._shape[2])]
        self._waves = [2.0 * np.pi * wave for wave in np.meshgrid(*waves, indexing="ij")]

    def density(self, places: _Array, weight: _Array, reach: float) -> _Array:
        """The density of the places, each of its `weight`, at every place, for a Gaussian of deviation `reach`."""
        cells, shares = self._corners(places.reshape(-1, 3))
        spectrum = self._blurred(cells, shares * weight.ravel(), reach)
        return self._sample(spectrum, cells, shares).reshape(weight.shape) / self._cell**3

    def climb(self, places: _Array, reach: float) -> _Array:
        """The mean-shift vector at every place, (..., 3), for a Gaussian of standard deviation `reach`."""
        cells, shares = self._corners(places.reshape(-1, 3))
        spectrum = self._blurred(cells, shares, reach)
        density = self._sample(spectrum, cells, shares)
        slopes = [self._sample(1j * wave * spectrum, cells, shares) for wave in self._waves]
        shift = reach**2 / self._cell * np.stack(slopes, axis=1) / np.maximum(density, 1e-12)[:, None]
        length = np.linalg.norm(shift, axis=1, keepdims=True)
        shift *= reach / np.maximum(length, reach)
        return np.asarray(shift.reshape(places.shape))

    def _blurred(self, cells: NDArray[np.int64], mass: _Array, reach: float) -> NDArray[np.complex128]:
        count = int(np.prod(self._shape))
        whole = np.bincount(cells.ravel(), mass.ravel(), count).reshape(self._shape)
        # Spreading a place over its cells and reading between them blurs by a variance of a sixth of a cell each.
        variance = max((reach / self._cell) ** 2 - 1.0 / 3.0, 0.05)
        blur = np.exp(-0.5 * variance * sum(wave**2 for wave in self._waves))
        return np.asarray(np.fft.rfftn(whole) * blur)

    def _sample(self, spectrum: NDArray[np.complex128], cells: NDArray[np.int64], shares: _Array) -> _Array:
        values = np.fft.irfftn(spectrum, self._shape, axes=(0, 1, 2)).ravel()
        return np.asarray(np.einsum("cn,cn->n", values[cells], shares))

    def _corners(self, places: _Array) -> tuple[NDArray[np.int64], _Array]:
        """The eight cells around each place, (8, n), and how much of the place each of them has."""
        at = (places - self._origin) / self._cell
        whole = np.floor(at).astype(np.int64)
        part = at - whole
        cells = (whole[:, 0] * self._shape[1] + whole[:, 1]) * self._shape[2] + whole[:, 2]
        row, plane = self._shape[2], self._shape[1] * self._shape[2]
        steps = np.array([i * plane + j * row + k for i in (0, 1) for j in (0, 1) for k in (0, 1)])
        x, y, z = (np.stack((1.0 - along, along)) for along in part.T)
        shares = (x[:, None, None] * y[:, None] * z).reshape(8, -1)
        return cells + steps[:, None], shares


def _round_up(count: int) -> int:
    """The next number that is a product of twos, threes and fives: Fourier transforms of others take far longer."""
    left = count
    for factor in (2, 3, 5):
        while left % factor == 0:
            left //= factor
    return count if left == 1 else _round_up(count + 1)


def _lengths(lines: NDArray[np.floating]) -> _Array:
    steps = np.linalg.norm(np.diff(lines, axis=1), axis=2)
    return np.concatenate((np.zeros((len(lines), 1)), np.cumsum(steps, axis=1)), axis=1)


def _smooth(lines: _Array) -> _Array:
    """Each point a little nearer to the middle of its neighbours; the ends stay."""
    inner = (1.0 - _SMOOTH) * lines[:, 1:-1] + 0.5 * _SMOOTH * (lines[:, :-2] + lines[:, 2:])
    return np.concatenate((lines[:, :1], inner, lines[:, -1:]), axis=1)


def _even(lines: _Array) -> _Array:
    """The same lines with their points at equal distances along them."""
    count, points, _ = lines.shape
    along = _lengths(lines)
    along /= np.maximum(along[:, -1:], 1e-12)
    # All lines one behind the other, so that one call serves them all.
    offset = 2.0 * np.arange(count)[:, None]
    wanted = (offset + np.linspace(0.0, 1.0, points)).ravel()
    known = (offset + along).ravel()
    evened = np.stack([np.interp(wanted, known, lines[..., axis].ravel()) for axis in range(3)], axis=1)
    evened = evened.reshape(lines.shape)
    evened[:, 0], evened[:, -1] = lines[:, 0], lines[:, -1]
    return evened


def _scatter(count: int) -> _Array:
    """Places in the unit ball, evenly filled, (count, 3); always the same."""
    number = np.arange(count) + 0.5
    height = 1.0 - 2.0 * ((number * _GOLDEN) % 1.0)
    angle = 2.0 * np.pi * ((number * np.sqrt(2.0)) % 1.0)
    radius = ((number * np.sqrt(3.0)) % 1.0) ** (1.0 / 3.0)
    flat = np.sqrt(1.0 - height**2)
    return np.asarray(radius[:, None] * np.stack((flat * np.cos(angle), height, flat * np.sin(angle)), axis=1))
